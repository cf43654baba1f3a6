//! The channels: each hands one message to one address and says what became of it. What may be tried again and what never
//! is decided here, where the protocol is known; when it is tried again is the outbox's business. A failure that is our own
//! (a wrong password, a blocked sender) is told as such: nothing is wrong with the address, and somebody will mend it.
//! Limits: every attempt ends within [`Channels::time_limit`]; reasons are one line of at most 300 characters.

pub mod console;
pub mod email;
pub mod fill;
mod guard;
mod http;
mod redact;
pub mod sms;
pub mod webhook;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::message::{Address, Channel, Delivery, Failure, Message, Receipt};
use crate::unsubscribe::TokenKey;
use iou_files as files;
use iou_files::textfile;

/// Which channels there are, and through whom they go. Secrets are never written here, only the files that hold them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChannelSettings {
    /// The mail server; without this section no e-mail is sent.
    pub smtp: Option<email::EmailSettings>,
    /// Webhooks; without this section (it may be empty) none is called.
    pub webhook: Option<webhook::WebhookSettings>,
    /// The gateway for short messages; without this section none is sent.
    pub sms: Option<sms::SmsSettings>,
}

/// The channels of one service. The console is always one of them.
pub struct Channels {
    console: console::Console,
    email: Option<email::Email>,
    webhook: Option<webhook::Webhook>,
    sms: Option<sms::Sms>,
}

impl Channels {
    /// The channels that the settings describe; the console writes to standard error, since standard output is for data.
    ///
    /// Errors: [`iou_files::Error::ConfigValue`], [`iou_files::Error::PermissionsTooOpen`] and [`iou_files::Error::Io`] on what the settings name.
    pub fn new(settings: ChannelSettings) -> Result<Channels> {
        Channels::with_console(settings, std::io::stderr())
    }

    /// The same, with the console writing elsewhere.
    pub fn with_console(settings: ChannelSettings, out: impl Write + Send + 'static) -> Result<Channels> {
        http::install_crypto();
        Ok(Channels {
            console: console::Console::new(out),
            email: settings.smtp.map(email::Email::new).transpose()?,
            webhook: settings.webhook.map(webhook::Webhook::new).transpose()?,
            sms: settings.sms.map(sms::Sms::new).transpose()?,
        })
    }

    /// The same, able to sign links with which recipients unsubscribe.
    #[must_use]
    pub fn with_tokens(self, key: &TokenKey) -> Channels {
        let email = self.email.map(|email| email.with_tokens(key.clone()));
        Channels { email, ..self }
    }

    /// Whether messages can go over that channel.
    pub fn offers(&self, channel: Channel) -> bool {
        match channel {
            Channel::Console => true,
            Channel::Email => self.email.is_some(),
            Channel::Webhook => self.webhook.is_some(),
            Channel::Sms => self.sms.is_some(),
        }
    }

    /// The longest time that one attempt can take: a lease on a message has to be longer.
    pub fn time_limit(&self) -> Duration {
        let limits = [
            self.email.as_ref().map(email::Email::time_limit),
            self.webhook.as_ref().map(webhook::Webhook::time_limit),
            self.sms.as_ref().map(sms::Sms::time_limit),
        ];
        limits
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(Duration::from_secs(1))
    }

    /// Makes one attempt to deliver the message.
    ///
    /// Errors: what went wrong, without the address; the same message may be sent again after any of them.
    pub async fn send(&self, message: &Message, address: &Address) -> Result<Delivery, Failure> {
        let sent = match (address, &self.email, &self.webhook, &self.sms) {
            (Address::Console, ..) => self.console.send(message),
            (Address::Email(mailbox), Some(email), ..) => email.send(message, mailbox).await,
            (Address::Webhook { form, url, secrets }, _, Some(webhook), _) => {
                webhook.send(message, form, url, secrets).await
            }
            (Address::Sms(number), _, _, Some(sms)) => sms.send(message, number).await,
            _ => Err(not_offered(address.channel())),
        };
        sent.map_err(|failure| redact::failure(failure, address))
    }

    /// Asks the gateway whether the message that it knows by `tracking` has arrived; `None`: not that it knew.
    /// Asking changes nothing, so it can be asked again.
    ///
    /// Units: `accepted_ms`: since when the gateway has it, milliseconds since 1970.
    /// Errors: permanent when the gateway says that the message will never arrive.
    pub async fn receipt(
        &self,
        channel: Channel,
        tracking: &str,
        address: &Address,
        accepted_ms: u64,
    ) -> Result<Option<Receipt>, Failure> {
        let answer = match (channel, address, &self.sms) {
            (Channel::Sms, Address::Sms(number), Some(sms)) => {
                sms.receipt(tracking, number, accepted_ms).await
            }
            (Channel::Sms, Address::Sms(_), None) => Err(not_offered(channel)),
            // The others know at once whether it arrived.
            _ => Ok(None),
        };
        answer.map_err(|failure| redact::failure(failure, address))
    }

    /// Tries the channel as far as that is possible without sending anything.
    ///
    /// Errors: what does not work, or that the channel is not configured.
    pub async fn check(&self, channel: Channel) -> Result<(), Failure> {
        let checked = match channel {
            Channel::Console => Ok(()),
            Channel::Email => match &self.email {
                Some(email) => email.check().await,
                None => Err(not_offered(channel)),
            },
            Channel::Webhook => self
                .webhook
                .as_ref()
                .map(|_| ())
                .ok_or_else(|| not_offered(channel)),
            Channel::Sms => match &self.sms {
                Some(sms) => sms.check().await,
                None => Err(not_offered(channel)),
            },
        };
        checked.map_err(|failure| failure.reworded(redact::one_line))
    }
}

/// Whether the address can be one at all, which needs no network.
///
/// Errors: [`Failure::Permanent`] with the reason.
pub fn check_address(address: &Address) -> Result<(), Failure> {
    let checked = match address {
        Address::Console => Ok(()),
        Address::Email(mailbox) => email::parse(mailbox).map(|_| ()),
        Address::Sms(number) => sms::check_number(number),
        Address::Webhook { form, url, secrets } => webhook::check(form, url, secrets),
    };
    checked.map_err(|failure| redact::failure(failure, address))
}

// It is the operator who can mend it.
fn not_offered(channel: Channel) -> Failure {
    Failure::ours(format!("the channel {} is not configured", channel.name()))
}

/// A setting that cannot be used.
fn unusable(key: &str, value: impl ToString, reason: impl ToString) -> Error {
    iou_files::Error::ConfigValue {
        key: key.into(),
        value: value.to_string(),
        origin: "channels".into(),
        reason: reason.to_string(),
    }
    .into()
}

/// Reads a secret; the line break that editors put at the end of a file is not part of it.
///
/// Errors: [`iou_files::Error::PermissionsTooOpen`] when others can read the file; [`iou_files::Error::Io`].
fn read_secret(path: &Path) -> Result<SecretString> {
    files::refuse_open(path)?;
    let secret = textfile::read_secret(path)?;
    Ok(SecretString::from(secret.trim_end_matches(['\r', '\n'])))
}
