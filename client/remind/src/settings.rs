//! What the service goes by: `remind.toml`, by default in the user's directory. Sections `[policy]`, `[relay]`, `[smtp]`,
//! `[webhook]`, `[sms]`; a channel without its section is not offered. examples/remind.toml explains every line.

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::channel;
use super::contact::{hour_minute, Stages};
use super::outbox::KEPT_DAYS;
use super::policy::Policy;
use crate::error::Result;
use iou_files::tomltyped;

/// Name of the file in the user's directory.
pub const FILE: &str = "remind.toml";

/// The file as it stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceSettings {
    /// How people reach the pages of this service, where a loan can be looked at: `https://iou.example`.
    pub page: Option<String>,
    /// For how many days what no demand needs is kept after it was done with.
    keep_days: Option<NonZeroU16>,
    /// When people are told.
    pub policy: PolicySettings,
    /// What the contract is told.
    pub relay: RelaySettings,
    /// The mail server.
    pub smtp: Option<channel::email::EmailSettings>,
    /// Webhooks.
    pub webhook: Option<channel::webhook::WebhookSettings>,
    /// The gateway for short messages.
    pub sms: Option<channel::sms::SmsSettings>,
}

/// The section `[policy]`; what it leaves out stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicySettings {
    /// Days before a due day on which the borrower is told.
    before: Option<Vec<u16>>,
    /// Whether they are told on the day.
    today: Option<bool>,
    /// Days after it.
    after: Option<Vec<u16>>,
    /// Every so many months from the second on; 0 = never.
    monthly: Option<u16>,
    /// Days before a claim is barred on which the lender is warned.
    limitation: Option<Vec<u16>>,
    /// Days before a guarantor is free on which the lender is warned.
    guarantee: Option<Vec<u16>>,
    /// Days before proposed terms lapse on which those are told who have not signed them.
    signature: Option<Vec<u16>>,
    unanswered: Option<Vec<u16>>,
    /// Days before the last day for an objection on which those are told whose seat is claimed.
    objection: Option<Vec<u16>>,
    /// The sending hour, `09:00`.
    hour: Option<String>,
}

/// The section `[relay]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RelaySettings {
    /// Whether reached stages are announced on the contract.
    pub notify_due: bool,
    /// Whether it is put on record that a report stayed unanswered for the days that its loan agrees.
    pub record_silence: bool,
}

impl Default for RelaySettings {
    fn default() -> RelaySettings {
        RelaySettings {
            notify_due: true,
            record_silence: true,
        }
    }
}

impl ServiceSettings {
    /// Reads the file: the one named, or that of the user's directory, which need not be there.
    ///
    /// Errors: [`iou_files::Error::Io`], [`iou_files::Error::Config`], [`iou_files::Error::ConfigValue`].
    pub fn load(named: Option<&Path>, home: &Path) -> Result<ServiceSettings> {
        let path: PathBuf = named.map_or_else(|| home.join(FILE), Path::to_path_buf);
        let text = match named.is_none() && !path.exists() {
            true => String::new(),
            false => tomltyped::read_file(&path)?,
        };
        let settings: ServiceSettings = toml::from_str(&text).map_err(|e| iou_files::Error::Config {
            reason: format!("{}: {e}", path.display()),
        })?;
        let _checked = settings.policy()?;
        let _checked = settings.page()?;
        Ok(settings)
    }

    /// For how many days what no demand needs is kept after it was done with; never for none: who gave a message up wants to see why.
    pub fn keep_days(&self) -> NonZeroU16 {
        self.keep_days.unwrap_or(KEPT_DAYS)
    }

    /// How people reach the pages, without a slash at its end.
    ///
    /// Errors: [`iou_files::Error::ConfigValue`] where that is no address of the web, or more than scheme, host and port.
    pub fn page(&self) -> Result<Option<String>> {
        let Some(page) = &self.page else { return Ok(None) };
        let url = url::Url::parse(page).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && (url.path(), url.query(), url.fragment()) == ("/", None, None)
                && (url.username(), url.password()) == ("", None)
        });
        let url = url.ok_or_else(|| iou_files::Error::ConfigValue {
            key: "page".into(),
            value: page.clone(),
            origin: FILE.into(),
            reason: "not like https://iou.example".into(),
        })?;
        Ok(Some(url.origin().ascii_serialization()))
    }

    /// The policy that follows.
    ///
    /// Errors: [`iou_files::Error::ConfigValue`].
    pub fn policy(&self) -> Result<Policy> {
        let mut policy = Policy::default();
        let own = &self.policy;
        let Stages {
            before,
            today,
            after,
            monthly,
        } = policy.stages;
        policy.stages = Stages {
            before: own.before.clone().unwrap_or(before),
            today: own.today.unwrap_or(today),
            after: own.after.clone().unwrap_or(after),
            monthly: own.monthly.map_or(monthly, |every| (every > 0).then_some(every)),
        };
        let wrong = |key: &str, value: String, reason: &str| iou_files::Error::ConfigValue {
            key: key.into(),
            value,
            origin: FILE.into(),
            reason: reason.into(),
        };
        let stages = format!("{:?}", policy.stages);
        policy
            .stages
            .check()
            .map_err(|why| wrong("policy", stages, why.id()))?;
        policy.limitation = own.limitation.clone().unwrap_or(policy.limitation);
        policy.guarantee = own.guarantee.clone().unwrap_or(policy.guarantee);
        policy.signature = own.signature.clone().unwrap_or(policy.signature);
        policy.unanswered = own.unanswered.clone().unwrap_or(policy.unanswered);
        policy.objection = own.objection.clone().unwrap_or(policy.objection);
        if let Some(hour) = &own.hour {
            policy.hour = hour_minute(hour).ok_or_else(|| wrong("policy.hour", hour.clone(), "hh:mm"))?;
        }
        Ok(policy)
    }

    /// Whether mail is sent that does not say how to unsubscribe.
    pub fn mails_without_a_way_out(&self) -> bool {
        self.smtp.as_ref().is_some_and(|smtp| smtp.unsubscribe.is_empty())
    }

    /// The channels' own settings.
    pub fn channels(&self) -> channel::ChannelSettings {
        channel::ChannelSettings {
            smtp: self.smtp.clone(),
            webhook: self.webhook.clone(),
            sms: self.sms.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ServiceSettings> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), text).unwrap();
        ServiceSettings::load(None, dir.path())
    }

    #[test]
    fn without_a_file_everything_is_as_the_policy_has_it() {
        let dir = tempfile::tempdir().unwrap();
        let settings = ServiceSettings::load(None, dir.path()).unwrap();
        assert_eq!(settings.policy().unwrap(), Policy::default());
        assert!(settings.relay.notify_due && settings.relay.record_silence);
        let named = ServiceSettings::load(Some(&dir.path().join("other.toml")), dir.path());
        assert_eq!(named.unwrap_err().code(), "io");
    }

    #[test]
    fn what_the_file_leaves_out_stays_and_what_it_does_not_know_is_refused() {
        let policy = read("[policy]\nbefore = [14]\nmonthly = 0\nhour = \"10:30\"")
            .unwrap()
            .policy()
            .unwrap();
        assert_eq!((policy.stages.before, policy.stages.monthly), (vec![14], None));
        assert_eq!(policy.stages.after, Policy::default().stages.after);
        assert_eq!(policy.hour.to_string(), "10:30:00");
        assert_eq!(read("[policy]\nbefor = [14]").unwrap_err().code(), "config");
        assert_eq!(read("[policy]\nhour = \"9\"").unwrap_err().code(), "config_value");
        assert_eq!(
            read("[policy]\nbefore = [7, 7]").unwrap_err().code(),
            "config_value"
        );
    }

    #[test]
    fn what_no_demand_needs_is_kept_for_ninety_days_or_as_many_as_the_file_says() {
        let days = |text: &str| read(text).map(|settings| settings.keep_days().get());
        assert_eq!(days("").unwrap(), 90);
        assert_eq!(days("keep_days = 7").unwrap(), 7);
        assert_eq!(days("keep_days = 0").unwrap_err().code(), "config");
    }

    #[test]
    fn the_pages_are_named_by_scheme_and_host() {
        let page = |url: &str| read(&format!("page = \"{url}\"")).and_then(|settings| settings.page());
        assert_eq!(read("").unwrap().page().unwrap(), None);
        let named = page("https://iou.example/").unwrap();
        assert_eq!(named.as_deref(), Some("https://iou.example"));
        for url in [
            "iou.example",
            "ftp://x",
            "https://x/l",
            "https://a@x",
            "https://x/#y",
            "",
        ] {
            assert_eq!(page(url).unwrap_err().code(), "config_value", "{url}");
        }
    }

    #[test]
    fn mail_that_does_not_say_how_to_unsubscribe_is_noticed() {
        let mail = "[smtp]\nhost = \"mail.example.org\"\nfrom = \"iou@example.org\"";
        let with = format!("{mail}\nunsubscribe = [\"mailto:iou@example.org\"]");
        assert!(read(mail).unwrap().mails_without_a_way_out());
        assert!(!read(&with).unwrap().mails_without_a_way_out());
        assert!(!read("").unwrap().mails_without_a_way_out(), "there is no mail");
    }

    #[test]
    fn the_example_is_a_whole_configuration() {
        let text = include_str!("../../../examples/remind.toml");
        let settings = read(text).unwrap();
        assert!(settings.smtp.is_some() && settings.webhook.is_some() && settings.sms.is_some());
        assert_eq!(
            settings.policy().unwrap(),
            Policy::default(),
            "it shows what holds anyway"
        );
    }
}
