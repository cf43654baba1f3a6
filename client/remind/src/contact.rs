//! How a person can be reached: language, zone, rest, addresses, what they refuse. Kept off the chain, as JSON sealed with
//! age to the service's own X25519 key, so that a copied database tells nothing. Forgetting a contact is deleting its row.
//! Source: age-encryption.org/v1, RFC 5321 (addresses), E.164 (numbers), IANA time zones, Standard Webhooks (secrets).
//! Limits: 16 KiB a contact; whoever has `contacts.key` can read all of them.

use std::path::Path;

use age::x25519::Identity;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::channel::{self, email};
use super::form::Form;
use super::message::{Address, Channel};
use super::unsubscribe::TokenKey;
use crate::error::{Error, Result};
use iou_base::text::Lang;
use iou_files as files;
use iou_files::textfile;

mod choice;
#[cfg(test)]
mod tests;

pub use choice::{hour_minute, OptOut, Quiet, ReminderSetting, Stages, Topic, MONTHS_MAX};

/// Name of the file with the key to all contacts, in the service's private directory.
pub const KEY_FILE: &str = "contacts.key";
/// The longest sealed contact. Units: bytes.
const SEALED_LEN_MAX: usize = 16 * 1024;
/// The longest note. Units: characters.
const NOTE_LEN_MAX: usize = 200;
/// The longest address of a webhook. Units: bytes.
const URL_LEN_MAX: usize = 2_000;
/// Two while one replaces the other.
const SECRETS_MAX: usize = 2;

/// Why something that a person wrote cannot be taken; the message is `why-contact-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// No language that we speak.
    Language,
    /// No zone of the IANA database.
    Zone,
    /// Not two times of the day.
    Quiet,
    /// Not a mailbox.
    Email,
    /// Not a number in international form.
    Sms,
    /// Not http or https, or with a password in it.
    Webhook,
    /// No form of a webhook.
    WebhookForm,
    /// Not a signing secret of Standard Webhooks.
    Secret,
    /// No secrets, or too many.
    Secrets,
    /// No channel at all.
    NoChannel,
    /// Nothing that can be refused.
    Topic,
    /// Stages that make no sense.
    Stages,
    /// A demand without days or channel.
    Demand,
    /// Not a setting.
    ReminderSetting,
    /// Too long, or with control characters.
    Note,
    /// Not a contact at all.
    Contact,
}

impl Wrong {
    /// All of them.
    pub const ALL: [Wrong; 16] = [
        Wrong::Language,
        Wrong::Zone,
        Wrong::Quiet,
        Wrong::Email,
        Wrong::Sms,
        Wrong::Webhook,
        Wrong::WebhookForm,
        Wrong::Secret,
        Wrong::Secrets,
        Wrong::NoChannel,
        Wrong::Topic,
        Wrong::Stages,
        Wrong::Demand,
        Wrong::ReminderSetting,
        Wrong::Note,
        Wrong::Contact,
    ];

    /// The id of the sentence that explains it.
    pub fn id(self) -> &'static str {
        match self {
            Wrong::Language => "why-contact-language",
            Wrong::Zone => "why-contact-zone",
            Wrong::Quiet => "why-contact-quiet",
            Wrong::Email => "why-contact-email",
            Wrong::Sms => "why-contact-sms",
            Wrong::Webhook => "why-contact-webhook",
            Wrong::WebhookForm => "why-contact-webhook-form",
            Wrong::Secret => "why-contact-secret",
            Wrong::Secrets => "why-contact-secrets",
            Wrong::NoChannel => "why-contact-no-channel",
            Wrong::Topic => "why-contact-topic",
            Wrong::Stages => "why-contact-stages",
            Wrong::Demand => "why-contact-demand",
            Wrong::ReminderSetting => "why-contact-setting",
            Wrong::Note => "why-contact-note",
            Wrong::Contact => "why-contact-contact",
        }
    }
}

/// Where a program is told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// http or https.
    pub url: String,
    /// The signing secrets, the newest first. In the sealed JSON in clear.
    pub secrets: Vec<String>,
    /// In which form it wants its messages.
    #[serde(default)]
    pub form: Form,
}

impl Hook {
    fn address(&self) -> Address {
        Address::Webhook {
            form: self.form.clone(),
            url: self.url.clone(),
            secrets: self
                .secrets
                .iter()
                .map(|s| SecretString::from(s.as_str()))
                .collect(),
        }
    }
}

/// How a person can be reached, and when, and what for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// `en` or `zh-CN`.
    pub language: String,
    /// A name of the IANA database: `Asia/Shanghai`.
    pub zone: String,
    /// When they must not be disturbed; `None` = at any time.
    pub quiet: Option<Quiet>,
    /// Whether they read the terminal or the log of the service.
    #[serde(default)]
    pub console: bool,
    /// Their mailbox.
    #[serde(default)]
    pub email: Option<String>,
    /// Their telephone, E.164.
    #[serde(default)]
    pub sms: Option<String>,
    /// Their program.
    #[serde(default)]
    pub webhook: Option<Hook>,
    /// What they refuse.
    #[serde(default)]
    pub opt_out: OptOut,
    /// A word for whoever keeps the contact.
    #[serde(default)]
    pub note: String,
}

// Addresses and secrets never get into logs.
impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Contact({:?}, …)", self.channels())
    }
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hook(…)")
    }
}

impl Contact {
    /// One who is reached nowhere yet: China's zone, the usual rest.
    pub fn new(lang: Lang) -> Contact {
        Contact {
            language: lang.tag().to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            quiet: Some(Quiet::USUAL),
            console: false,
            email: None,
            sms: None,
            webhook: None,
            opt_out: OptOut::default(),
            note: String::new(),
        }
    }

    /// Checks everything, as whoever reads it later relies on.
    ///
    /// Errors: the first [`Wrong`] that applies.
    pub fn check(&self) -> Result<(), Wrong> {
        let _: TimeZone = self.time_zone()?;
        if Lang::from_tag(&self.language).map(Lang::tag) != Some(self.language.as_str()) {
            return Err(Wrong::Language);
        }
        if let Some(mailbox) = &self.email {
            sendable(Address::Email(mailbox.clone()), Wrong::Email)?;
        }
        if let Some(number) = &self.sms {
            sendable(Address::Sms(number.clone()), Wrong::Sms)?;
        }
        if let Some(hook) = &self.webhook {
            check_url(&hook.url)?;
            let wanted = match hook.form {
                Form::Standard => 1..=SECRETS_MAX,
                Form::Robot(_) | Form::Template(_) => 0..=1,
            };
            if !wanted.contains(&hook.secrets.len()) {
                return Err(Wrong::Secrets);
            }
            sendable(hook.address(), Wrong::Secret)?;
        }
        if self.channels().is_empty() {
            return Err(Wrong::NoChannel);
        }
        if self.note.chars().count() > NOTE_LEN_MAX || self.note.chars().any(char::is_control) {
            return Err(Wrong::Note);
        }
        Ok(())
    }

    /// The language of their messages.
    pub fn lang(&self) -> Lang {
        Lang::from_tag(&self.language).unwrap_or(Lang::En)
    }

    /// The zone of their clock.
    ///
    /// Errors: [`Wrong::Zone`], also where this machine's database lacks it.
    pub fn time_zone(&self) -> Result<TimeZone, Wrong> {
        // Only places: neither the file system's nor POSIX notation, and not "unknown".
        let place = self.zone == "UTC" || self.zone.contains('/') && !self.zone.starts_with("Etc/Unknown");
        if !place {
            return Err(Wrong::Zone);
        }
        TimeZone::get(&self.zone).map_err(|_| Wrong::Zone)
    }

    /// The channels on which they have an address.
    pub fn channels(&self) -> Vec<Channel> {
        Channel::ALL
            .into_iter()
            .filter(|channel| self.address(*channel).is_some())
            .collect()
    }

    /// Their address on `channel`.
    pub fn address(&self, channel: Channel) -> Option<Address> {
        match channel {
            Channel::Console => self.console.then_some(Address::Console),
            Channel::Email => self.email.clone().map(Address::Email),
            Channel::Sms => self.sms.clone().map(Address::Sms),
            Channel::Webhook => self.webhook.as_ref().map(Hook::address),
        }
    }

    /// Reads a contact as a person or a program wrote it.
    ///
    /// Errors: [`Wrong::Contact`] for other JSON, and those of [`Contact::check`].
    pub fn from_json(json: &[u8]) -> Result<Contact, Wrong> {
        let contact: Contact = serde_json::from_slice(json).map_err(|_| Wrong::Contact)?;
        contact.check()?;
        Ok(contact)
    }
}

/// A mailbox as it is kept and sent to, whatever script its domain was typed in. Errors: [`Wrong::Email`].
pub fn kept_mailbox(typed: &str) -> Result<String, Wrong> {
    email::mailbox(typed)
        .map(|address| address.to_string())
        .map_err(|_| Wrong::Email)
}

/// A number in international form, as it is kept: without the spaces and hyphens that people write, in narrow digits, and a
/// mobile number of China with its country's code. Errors: [`Wrong::Sms`].
pub fn kept_number(typed: &str) -> Result<String, Wrong> {
    let plain: String = typed
        .chars()
        .map(iou_base::signs::narrow)
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let chinese = plain.len() == 11 && plain.starts_with('1') && plain.bytes().all(|b| b.is_ascii_digit());
    let number = if chinese { format!("+86{plain}") } else { plain };
    sendable(Address::Sms(number.clone()), Wrong::Sms)?;
    Ok(number)
}

/// Whether the address can be sent to. Errors: `wrong`.
fn sendable(address: Address, wrong: Wrong) -> Result<(), Wrong> {
    channel::check_address(&address).map_err(|_| wrong)
}

/// Errors: [`Wrong::Webhook`].
pub fn check_url(text: &str) -> Result<(), Wrong> {
    let url = url::Url::parse(text).map_err(|_| Wrong::Webhook)?;
    let fair = matches!(url.scheme(), "http" | "https")
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && text.len() <= URL_LEN_MAX;
    fair.then_some(()).ok_or(Wrong::Webhook)
}

/// The key to all contacts.
pub struct ContactKey {
    identity: Identity,
}

impl ContactKey {
    /// The key in `path`, made and written there if there is none (mode 0600, synced, never overwritten).
    ///
    /// Errors: [`iou_files::Error::PermissionsTooOpen`], [`Error::ContactKey`], [`iou_files::Error::Io`].
    pub fn open_or_create(path: &Path) -> Result<ContactKey> {
        if !path.exists() {
            let identity = Identity::generate();
            let line = Zeroizing::new(format!("{}\n", identity.to_string().expose_secret()));
            match files::create_private(path, line.as_bytes()) {
                // Another process was faster: its key is the one.
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
                other => {
                    other.map_err(Error::io(path))?;
                    return Ok(ContactKey { identity });
                }
            }
        }
        ContactKey::open(path)
    }

    /// The key in `path`.
    ///
    /// Errors: as above.
    pub fn open(path: &Path) -> Result<ContactKey> {
        if let Some(mode) = files::too_open(path).map_err(Error::io(path))? {
            return Err(iou_files::Error::PermissionsTooOpen {
                path: path.display().to_string(),
                mode: format!("{mode:o}"),
            }
            .into());
        }
        let text = textfile::read_secret(path)?;
        // As age-keygen writes them: comments, then one identity.
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'));
        let identity = match (lines.next(), lines.next()) {
            (Some(line), None) => line.parse::<Identity>().ok(),
            _ => None,
        };
        identity
            .map(|identity| ContactKey { identity })
            .ok_or_else(|| Error::ContactKey {
                path: path.display().to_string(),
            })
    }

    /// Its public half, `age1…`: by it the key is known again, and nothing can be read.
    pub fn public(&self) -> String {
        self.identity.to_public().to_string()
    }

    /// A key for the links with which people unsubscribe, which tells nothing of this one.
    pub fn token_key(&self) -> TokenKey {
        TokenKey::derived(self.identity.to_string().expose_secret())
    }

    /// Bytes as the database keeps them; `what` is named in errors only.
    ///
    /// Errors: [`Error::ContactUnreadable`].
    pub fn seal_bytes(&self, what: &str, plain: &[u8]) -> Result<Vec<u8>> {
        age::encrypt(&self.identity.to_public(), plain).map_err(|e| Error::ContactUnreadable {
            account: what.to_owned(),
            reason: e.to_string(),
        })
    }

    /// What [`ContactKey::seal_bytes`] has sealed.
    ///
    /// Errors: [`Error::ContactUnreadable`] when damaged, or sealed with another key.
    pub fn unseal_bytes(&self, what: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        age::decrypt(&self.identity, sealed).map_err(|e| Error::ContactUnreadable {
            account: what.to_owned(),
            reason: e.to_string(),
        })
    }

    /// The contact as the database keeps it.
    ///
    /// Errors: [`Error::ContactUnreadable`] for one that is too long.
    pub fn seal(&self, account: &str, contact: &Contact) -> Result<Vec<u8>> {
        let plain = Zeroizing::new(serde_json::to_vec(contact).expect("plain data"));
        let unreadable = |reason: String| Error::ContactUnreadable {
            account: account.to_owned(),
            reason,
        };
        let sealed =
            age::encrypt(&self.identity.to_public(), &plain).map_err(|e| unreadable(e.to_string()))?;
        match sealed.len() <= SEALED_LEN_MAX {
            true => Ok(sealed),
            false => Err(unreadable(format!("{} bytes long", sealed.len()))),
        }
    }

    /// The contact that was sealed for `account`, which is named in errors only.
    ///
    /// Errors: [`Error::ContactUnreadable`] when damaged, or sealed with another key.
    pub fn unseal(&self, account: &str, sealed: &[u8]) -> Result<Contact> {
        let unreadable = |reason: String| Error::ContactUnreadable {
            account: account.to_owned(),
            reason,
        };
        if sealed.len() > SEALED_LEN_MAX {
            return Err(unreadable(format!("{} bytes long", sealed.len())));
        }
        let plain = age::decrypt(&self.identity, sealed).map_err(|e| unreadable(e.to_string()))?;
        Contact::from_json(&Zeroizing::new(plain)).map_err(|wrong| unreadable(wrong.id().to_owned()))
    }
}
