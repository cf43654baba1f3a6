//! How a person can be reached: language, zone, rest, addresses, what he refuses. Kept off the chain, as JSON sealed with
//! age to the service's own X25519 key, so that a copied database tells nothing. Forgetting a contact is deleting its row.
//! Source: age-encryption.org/v1, RFC 5321 (addresses), E.164 (numbers), IANA time zones, Standard Webhooks (secrets).
//! Limits: 16 KiB a contact; whoever has `contacts.key` can read all of them.

use std::path::Path;

use age::x25519::Identity;
use base64::engine::general_purpose::STANDARD;
use base64::Engine as _;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::message::{Address, Channel};
use crate::error::{Error, Result};
use crate::files;
use crate::text::Lang;

mod choice;
#[cfg(test)]
mod tests;

pub use choice::{hour_minute, OptOut, Quiet, Setting, Stages, Topic, MONTHS_MAX};

/// Name of the file with the key to all contacts, in the service's private directory.
pub const KEY_FILE: &str = "contacts.key";
/// The longest sealed contact. Units: bytes.
const SEALED_LEN_MAX: usize = 16 * 1024;
/// The longest note. Units: characters.
const NOTE_LEN_MAX: usize = 200;
/// The longest address, of mail or of a webhook. Units: bytes.
const EMAIL_LEN_MAX: usize = 254;
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
    Setting,
    /// Too long, or with control characters.
    Note,
    /// Not a contact at all.
    Contact,
}

impl Wrong {
    /// All of them.
    pub const ALL: [Wrong; 15] = [
        Wrong::Language,
        Wrong::Zone,
        Wrong::Quiet,
        Wrong::Email,
        Wrong::Sms,
        Wrong::Webhook,
        Wrong::Secret,
        Wrong::Secrets,
        Wrong::NoChannel,
        Wrong::Topic,
        Wrong::Stages,
        Wrong::Demand,
        Wrong::Setting,
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
            Wrong::Secret => "why-contact-secret",
            Wrong::Secrets => "why-contact-secrets",
            Wrong::NoChannel => "why-contact-no-channel",
            Wrong::Topic => "why-contact-topic",
            Wrong::Stages => "why-contact-stages",
            Wrong::Demand => "why-contact-demand",
            Wrong::Setting => "why-contact-setting",
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
}

/// How a person can be reached, and when, and what for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// `en` or `zh-CN`.
    pub language: String,
    /// A name of the IANA database: `Asia/Shanghai`.
    pub zone: String,
    /// When he must not be disturbed; `None` = at any time.
    pub quiet: Option<Quiet>,
    /// Whether he reads the terminal or the log of the service.
    #[serde(default)]
    pub console: bool,
    /// His mailbox.
    #[serde(default)]
    pub email: Option<String>,
    /// His telephone, E.164.
    #[serde(default)]
    pub sms: Option<String>,
    /// His program.
    #[serde(default)]
    pub webhook: Option<Hook>,
    /// What he refuses.
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
        self.email.as_deref().map_or(Ok(()), check_email)?;
        self.sms.as_deref().map_or(Ok(()), check_sms)?;
        if let Some(hook) = &self.webhook {
            check_url(&hook.url)?;
            if hook.secrets.is_empty() || hook.secrets.len() > SECRETS_MAX {
                return Err(Wrong::Secrets);
            }
            hook.secrets.iter().try_for_each(|secret| check_secret(secret))?;
        }
        if self.channels().is_empty() {
            return Err(Wrong::NoChannel);
        }
        if self.note.chars().count() > NOTE_LEN_MAX || self.note.chars().any(char::is_control) {
            return Err(Wrong::Note);
        }
        Ok(())
    }

    /// The language of his messages.
    pub fn lang(&self) -> Lang {
        Lang::from_tag(&self.language).unwrap_or(Lang::En)
    }

    /// The zone of his clock.
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

    /// The channels on which he has an address.
    pub fn channels(&self) -> Vec<Channel> {
        Channel::ALL
            .into_iter()
            .filter(|channel| self.address(*channel).is_some())
            .collect()
    }

    /// His address on `channel`.
    pub fn address(&self, channel: Channel) -> Option<Address> {
        match channel {
            Channel::Console => self.console.then_some(Address::Console),
            Channel::Email => self.email.clone().map(Address::Email),
            Channel::Sms => self.sms.clone().map(Address::Sms),
            Channel::Webhook => self.webhook.as_ref().map(|hook| Address::Webhook {
                url: hook.url.clone(),
                secrets: hook
                    .secrets
                    .iter()
                    .map(|s| SecretString::from(s.as_str()))
                    .collect(),
            }),
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

/// Errors: [`Wrong::Email`].
pub fn check_email(text: &str) -> Result<(), Wrong> {
    let fair = text.len() <= EMAIL_LEN_MAX && text.parse::<lettre::Address>().is_ok();
    fair.then_some(()).ok_or(Wrong::Email)
}

/// A number with its country's code, as the E.164 plan writes it: `+8613800138000`. Errors: [`Wrong::Sms`].
pub fn check_sms(text: &str) -> Result<(), Wrong> {
    let digits = text.strip_prefix('+').ok_or(Wrong::Sms)?;
    let fair = (7..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    fair.then_some(()).ok_or(Wrong::Sms)
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

/// `whsec_` and 24 to 64 bytes, or `whsk_` and an ed25519 key of 32 or 64, in base64. Errors: [`Wrong::Secret`].
pub fn check_secret(text: &str) -> Result<(), Wrong> {
    let length = |base64: &str| STANDARD.decode(base64).map(|bytes| bytes.len()).ok();
    let fair = match text.split_once('_') {
        Some(("whsec", key)) => length(key).is_some_and(|n| (24..=64).contains(&n)),
        Some(("whsk", key)) => length(key).is_some_and(|n| n == 32 || n == 64),
        _ => false,
    };
    fair.then_some(()).ok_or(Wrong::Secret)
}

/// The key to all contacts.
pub struct ContactKey {
    identity: Identity,
}

impl ContactKey {
    /// The key in `path`, made and written there if there is none (mode 0600, synced, never overwritten).
    ///
    /// Errors: [`Error::PermissionsTooOpen`], [`Error::ContactKey`], [`Error::Io`].
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
            return Err(Error::PermissionsTooOpen {
                path: path.display().to_string(),
                mode: format!("{mode:o}"),
            });
        }
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(Error::io(path))?);
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
