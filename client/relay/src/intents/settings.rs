//! What a relay goes by: `relay.toml`, by default in the user's directory. Whatever it leaves out is as here;
//! examples/relay.toml explains every line. Whom it knows stands in a file of its own, which is read anew for every new loan.
//! Units: money in whole tokens of the chain, as text; counts a day, from midnight to midnight UTC.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use iou_files::tomltyped;
use serde::Deserialize;
use terms::{AccountId, Digest};

use super::micro::Micro;
use crate::error::Result;

/// Name of the file in the user's directory.
pub const FILE: &str = "relay.toml";
/// Where intents are taken unless somebody says otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:9618";
/// For how long what came to its end is kept unless somebody says otherwise. Units: days.
pub const KEPT_DAYS: NonZeroU16 = NonZeroU16::new(90).unwrap();
/// Longest list of people. Units: bytes.
const KNOWN_MAX: u64 = 1 << 20;

/// The file as it stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `ADDRESS:PORT` where intents are taken.
    pub listen: String,
    /// The proxies whose word on the address of a client is taken (`X-Forwarded-For`).
    pub proxies: Vec<IpAddr>,
    /// For how many days what was handed over is kept after it came to its end, so that its outcome can be looked up.
    pub keep_days: NonZeroU16,
    /// How much may be spent.
    pub budget: Budget,
    /// Whose new loans are paid for.
    pub new_loans: NewLoans,
    /// How often it may be asked.
    pub limits: Limits,
}

/// The section `[budget]`: each is of one day.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// For loans that run.
    pub running: String,
    /// For new loans.
    pub new: String,
    /// The largest storage deposit of one step.
    pub deposit: String,
    /// Intents that one key signed.
    pub key: u32,
    /// Intents for one loan, of others than its lender and borrower.
    pub loan: u32,
    /// Intents that came from one address.
    pub address: u32,
    /// New loans of people whom the operator does not know that came from one address.
    pub drafts: u32,
}

/// The section `[new_loans]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewLoans {
    /// A file with one account (SS58) or digest of terms (64 hexadecimal digits) a line: their new loans are paid for.
    pub known: Option<PathBuf>,
    /// Whether those are paid for of which both have made the draft on this service's own pages; without pages there are none.
    pub drafts: bool,
}

impl Default for NewLoans {
    fn default() -> NewLoans {
        NewLoans {
            known: None,
            drafts: true,
        }
    }
}

/// The section `[limits]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests a second from one address.
    pub per_second: u32,
    /// How many of them may come at once.
    pub burst: u32,
    /// Connections.
    pub connections: u32,
    /// Connections from one address.
    pub connections_per_address: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            listen: DEFAULT_LISTEN.into(),
            proxies: Vec::new(),
            keep_days: KEPT_DAYS,
            budget: Budget::default(),
            new_loans: NewLoans::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            running: "10".into(),
            new: "5".into(),
            deposit: "0.6".into(),
            key: 64,
            loan: 128,
            address: 256,
            drafts: 16,
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            per_second: 5,
            burst: 20,
            connections: 256,
            connections_per_address: 16,
        }
    }
}

impl Settings {
    /// Whether a service has such settings: the file that was named, or that of the user's directory.
    pub fn is_there(named: Option<&Path>, home: &Path) -> bool {
        named.is_some() || home.join(FILE).exists()
    }

    /// Reads the file: the one named, or that of the user's directory, which need not be there.
    ///
    /// Errors: [`iou_files::Error::Io`], [`iou_files::Error::Config`], [`iou_files::Error::ConfigValue`].
    pub fn load(named: Option<&Path>, home: &Path) -> Result<Settings> {
        let path: PathBuf = named.map_or_else(|| home.join(FILE), Path::to_path_buf);
        let text = match named.is_none() && !path.exists() {
            true => String::new(),
            false => tomltyped::read_file(&path)?,
        };
        let mut settings: Settings = toml::from_str(&text).map_err(|e| iou_files::Error::Config {
            reason: format!("{}: {e}", path.display()),
        })?;
        for (key, value) in [
            ("budget.running", &settings.budget.running),
            ("budget.new", &settings.budget.new),
            ("budget.deposit", &settings.budget.deposit),
        ] {
            let _money = Micro::parse(value).ok_or_else(|| iou_files::Error::ConfigValue {
                key: key.into(),
                value: value.clone(),
                origin: FILE.into(),
                reason: "not like 10 or 0.25".into(),
            })?;
        }
        if let Some(known) = &mut settings.new_loans.known {
            // Beside the file that names it.
            *known = path.parent().unwrap_or(home).join(&*known);
            let _people = Known::read(known)?;
        }
        Ok(settings)
    }
}

/// Whose new loans are paid for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Known {
    accounts: BTreeSet<AccountId>,
    drafts: BTreeSet<Digest>,
}

impl Known {
    /// Reads the list: one a line, `#` begins a remark.
    ///
    /// Errors: [`iou_files::Error::Io`]; [`iou_files::Error::ConfigValue`] for a line that is neither account nor digest.
    pub fn read(path: &Path) -> Result<Known> {
        let text = String::from_utf8_lossy(&iou_files::read(path, KNOWN_MAX)?).into_owned();
        let mut known = Known::default();
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let digest = hex::decode(line.trim_start_matches("0x")).ok();
            let digest = digest.and_then(|bytes| Digest::try_from(bytes).ok());
            if let Some(digest) = digest {
                let _new = known.drafts.insert(digest);
            } else if let Some(account) = iou_base::address::read(line) {
                let _new = known.accounts.insert(account);
            } else {
                return Err(iou_files::Error::ConfigValue {
                    key: "new_loans.known".into(),
                    value: line.into(),
                    origin: path.display().to_string(),
                    reason: "neither an account nor a digest".into(),
                }
                .into());
            }
        }
        Ok(known)
    }

    /// Whether one of the two, or the very terms, are known.
    pub fn has(&self, people: [AccountId; 2], terms: &Digest) -> bool {
        people.iter().any(|one| self.accounts.contains(one)) || self.drafts.contains(terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_says_what_holds_without_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let without = Settings::load(None, dir.path()).unwrap();
        let text = include_str!("../../../../examples/relay.toml");
        std::fs::write(dir.path().join(FILE), text).unwrap();
        let example = Settings::load(None, dir.path()).unwrap();
        assert_eq!(format!("{example:?}"), format!("{without:?}"));
    }

    #[test]
    fn a_word_that_is_not_known_and_money_that_is_none_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        for (text, code) in [
            ("listn = \"x\"", "config"),
            ("keep_days = 0", "config"),
            ("[budget]\nrunning = \"1e3\"", "config_value"),
            ("[budget]\nnew = \"-1\"", "config_value"),
        ] {
            std::fs::write(dir.path().join(FILE), text).unwrap();
            assert_eq!(
                Settings::load(None, dir.path()).unwrap_err().code(),
                code,
                "{text}"
            );
        }
    }

    #[test]
    fn people_are_known_by_account_or_by_their_draft() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("known.txt");
        let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        let text = format!("# friends\n{alice}  # 李四\n\n0x{}\n", "ab".repeat(32));
        std::fs::write(&path, text).unwrap();
        let known = Known::read(&path).unwrap();
        let [one, other] = [iou_base::address::read(alice).unwrap(), AccountId([7; 32])];
        assert!(known.has([one, other], &[0; 32]) && known.has([other, one], &[0; 32]));
        assert!(known.has([other, other], &[0xab; 32]));
        assert!(!known.has([other, other], &[0; 32]));
        std::fs::write(&path, "李四").unwrap();
        assert_eq!(Known::read(&path).unwrap_err().code(), "config_value");
    }
}
