//! Who runs the chain, as a TOML file that the institutions agree on (examples/consortium.toml): read once, checked as a
//! whole. Every mistake is told with the field it stands in and what to do, all of them at once.
//!
//! Units: seconds, blocks, whole IOU. Limits: 1 to 32 validators; balances of at most 18,000,000 IOU together, so that the
//! chain spec's JSON can hold them as ordinary numbers.

use super::address::{self, Key, PeerAddress, Scheme};
use anyhow::{bail, Context, Result};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt, fs, path::Path};

/// As many seats as the runtime has.
pub const VALIDATORS_MAX: usize = 32;
/// Fewer tolerate nobody's failure.
pub const VALIDATORS_FEW: usize = 4;
/// Longest name of an institution on the chain: chain/runtime/src/institutions.rs. Units: bytes.
const TITLE_BYTES_MAX: usize = 96;
/// Whole tokens that may be given out in the genesis block.
const BALANCES_MAX: u64 = 18_000_000;

/// The file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The chain as a whole.
    pub chain: Chain,
    /// Who takes part.
    #[serde(default, rename = "institution")]
    pub institutions: Vec<Institution>,
    /// Further accounts that begin with money.
    #[serde(default, rename = "fund", skip_serializing_if = "Vec::is_empty")]
    pub funds: Vec<Fund>,
}

/// The chain as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// As people read it.
    pub name: String,
    /// As files and the network name it: small letters, digits, hyphens.
    pub id: String,
    /// For trying out: published development keys are allowed.
    #[serde(default)]
    pub trial: bool,
    /// A block every so often. Units: milliseconds.
    #[serde(default = "slot_ms")]
    pub slot_ms: u64,
    /// After so many blocks a change of the validators takes effect.
    #[serde(default = "session_blocks")]
    pub session_blocks: u32,
}

/// As the runtime has it where nobody says otherwise: chain/runtime/src/pace.rs.
fn slot_ms() -> u64 {
    6_000
}

/// As [`slot_ms`].
fn session_blocks() -> u32 {
    600
}

/// What an institution's node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Writes blocks and votes; holds a seat in the council.
    Validator,
    /// Is known to newcomers.
    Bootnode,
    /// Answers clients.
    Rpc,
    /// Keeps every block and its state, for evidence.
    Archive,
}

/// Who takes part.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    /// Small letters, digits, hyphens; unique.
    pub name: String,
    /// As people know it, and as evidence names it; where it is missing, `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// SHA-256 of the X.509 certificate (DER) by which a stranger can check the title. Units: hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// With which it votes and pays.
    pub account: String,
    /// What its node does.
    #[serde(default = "validator")]
    pub roles: Vec<Role>,
    /// Public key with which it writes blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aura: Option<String>,
    /// Public key with which it makes them final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grandpa: Option<String>,
    /// Where other nodes reach it, with its peer id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bootnode: Option<String>,
    /// Where clients reach it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What its account begins with. Units: whole IOU.
    #[serde(default)]
    pub balance: u64,
}

fn validator() -> Vec<Role> {
    vec![Role::Validator]
}

impl Institution {
    /// Whether its node does this.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// An account that begins with money.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fund {
    /// SS58 address.
    pub account: String,
    /// Units: whole IOU.
    pub balance: u64,
}

/// A mistake in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// As in the file, with the institution's number and name before it.
    pub field: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub todo: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    → {}", self.field, self.what, self.todo)
    }
}

/// A seat that was checked.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The institution's name.
    pub name: String,
    /// As the chain names it in evidence.
    pub title: String,
    /// SHA-256 of its certificate.
    pub certificate: Option<[u8; 32]>,
    /// With which it votes and pays.
    pub account: Key,
    /// Writes blocks.
    pub aura: Key,
    /// Makes them final.
    pub grandpa: Key,
}

/// A plan that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// As it was written.
    pub plan: Plan,
    /// Those who write blocks and vote, in the order of the file.
    pub seats: Vec<Seat>,
    /// Multiaddrs of those who are known to newcomers.
    pub bootnodes: Vec<String>,
    /// Accounts that begin with money. Units: whole IOU.
    pub balances: Vec<(Key, u64)>,
    /// What is allowed and not wise.
    pub warnings: Vec<Problem>,
}

impl Checked {
    /// How many of the validators may be down or lying.
    pub fn tolerates(&self) -> usize {
        tolerates(self.seats.len())
    }

    /// How many of them must vote for anything to become final.
    pub fn quorum(&self) -> usize {
        self.seats.len() - self.tolerates()
    }
}

/// f of n = 3f + 1.
pub fn tolerates(validators: usize) -> usize {
    validators.saturating_sub(1) / 3
}

impl Plan {
    /// Reads a file.
    ///
    /// Errors: it is not there, or not of this form; the parser names line and field.
    pub fn read(path: &Path) -> Result<Plan> {
        let text = fs::read_to_string(path).with_context(|| {
            format!(
                "cannot read {}; examples/consortium.toml is one to start from",
                path.display()
            )
        })?;
        toml::from_str(&text).with_context(|| format!("{} is no plan of a consortium", path.display()))
    }

    /// Checks it as a whole. `published` are the keys whose secrets everybody knows.
    ///
    /// Errors: all mistakes, each with its field and what to do.
    pub fn check(self, published: &HashMap<Key, String>) -> Result<Checked> {
        let mut check = Check {
            published: if self.chain.trial {
                HashMap::new()
            } else {
                published.clone()
            },
            ..Check::default()
        };
        check.chain(&self.chain);
        let seats: Vec<Seat> = self
            .institutions
            .iter()
            .enumerate()
            .filter_map(|(index, it)| check.institution(index, it, self.chain.trial))
            .collect();
        for (index, fund) in self.funds.iter().enumerate() {
            let field = format!("fund {}, account", index + 1);
            if let Some(account) = check.key(&field, &fund.account, None) {
                check.balances.push((account, fund.balance));
            }
        }
        check.whole(&self);
        if !check.problems.is_empty() {
            let list: Vec<String> = check.problems.iter().map(Problem::to_string).collect();
            bail!("the plan has {} mistake(s):\n{}", list.len(), list.join("\n"));
        }
        let bootnodes = self.institutions.iter().filter(|it| it.is(Role::Bootnode));
        Ok(Checked {
            bootnodes: bootnodes.filter_map(|it| it.bootnode.clone()).collect(),
            seats,
            balances: check.balances,
            warnings: check.warnings,
            plan: self,
        })
    }
}

/// What has been seen on the way through the file.
#[derive(Default)]
struct Check {
    published: HashMap<Key, String>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    /// Where each name, key and address stood first.
    seen: HashMap<String, String>,
    balances: Vec<(Key, u64)>,
}

impl Check {
    fn problem(&mut self, field: &str, what: impl Into<String>, todo: &str) {
        self.problems.push(Problem {
            field: field.into(),
            what: what.into(),
            todo: todo.into(),
        });
    }

    fn warning(&mut self, field: &str, what: impl Into<String>, todo: &str) {
        self.warnings.push(Problem {
            field: field.into(),
            what: what.into(),
            todo: todo.into(),
        });
    }

    fn once(&mut self, field: &str, what: &str, todo: &str) {
        let first = self.seen.insert(what.to_owned(), field.to_owned());
        if let Some(first) = first {
            self.problem(field, format!("the same stands in {first}"), todo);
            // The first place is the one to name if there is a third.
            self.seen.insert(what.to_owned(), first);
        }
    }

    fn chain(&mut self, chain: &Chain) {
        if chain.name.trim().is_empty() {
            self.problem(
                "chain.name",
                "it is empty",
                "give the chain a name that people can tell it by",
            );
        }
        if !is_name(&chain.id) {
            self.problem(
                "chain.id",
                format!("`{}` is no identifier", chain.id),
                "use up to 32 small letters, digits and hyphens; it never changes",
            );
        }
        if !(20..=60_000).contains(&chain.slot_ms) {
            self.problem(
                "chain.slot_ms",
                format!("{} ms is out of range", chain.slot_ms),
                "a slot has 20 to 60000 ms; 6000 is usual between cities",
            );
        } else if chain.slot_ms < 2_000 && !chain.trial {
            self.warning(
                "chain.slot_ms",
                format!(
                    "in {} ms a full block cannot be run, checked and sent",
                    chain.slot_ms
                ),
                "a block may take 2 s to run: choose 6000, or mark the chain as a trial",
            );
        }
        if chain.session_blocks == 0 {
            self.problem(
                "chain.session_blocks",
                "it is nought",
                "choose at least 1; 600 is an hour of 6 s slots",
            );
        }
    }

    fn institution(&mut self, index: usize, it: &Institution, trial: bool) -> Option<Seat> {
        let here = format!("institution {} ({})", index + 1, it.name);
        let at = |field: &str| format!("{here}, {field}");
        if !is_name(&it.name) {
            self.problem(
                &at("name"),
                "it is no identifier",
                "use up to 32 small letters, digits and hyphens; put the full name into title",
            );
        }
        self.once(
            &at("name"),
            &format!("name {}", it.name),
            "each institution needs a name of its own",
        );
        let account = self.key(&at("account"), &it.account, Some(Scheme::Sr25519));
        if let Some(account) = account {
            self.own(
                &at("account"),
                &account,
                "each institution votes with an account of its own",
            );
            self.balances.push((account, it.balance));
        }
        self.addresses(&at, it, trial);
        let title = it.title.as_ref().unwrap_or(&it.name);
        if title.trim().is_empty() || title.len() > TITLE_BYTES_MAX {
            self.problem(
                &at("title"),
                format!("it has {} bytes", title.len()),
                "evidence shows it beside each signature: 1 to 96 bytes (a Chinese character has three)",
            );
        }
        let certificate = it.certificate.as_deref().map(digest);
        if certificate == Some(None) {
            self.problem(
                &at("certificate"),
                "it is no SHA-256 in hexadecimal",
                "give that of the certificate's DER form: openssl x509 -outform der -in FILE | sha256sum",
            );
        }
        let validates = it.is(Role::Validator);
        let aura = self.session_key(&at("aura"), it.aura.as_deref(), Scheme::Sr25519, validates);
        let grandpa = self.session_key(&at("grandpa"), it.grandpa.as_deref(), Scheme::Ed25519, validates);
        if validates && it.balance == 0 {
            self.warning(
                &at("balance"),
                "its account begins with nothing",
                "without fees it can neither vote nor rotate its keys: give it some IOU",
            );
        }
        Some(Seat {
            name: it.name.clone(),
            title: title.clone(),
            certificate: certificate.flatten(),
            account: account?,
            aura: aura.filter(|_| validates)?,
            grandpa: grandpa.filter(|_| validates)?,
        })
    }

    fn addresses(&mut self, at: &impl Fn(&str) -> String, it: &Institution, trial: bool) {
        match it.bootnode.as_deref().map(address::peer_address) {
            Some(Ok(PeerAddress { host, port, peer })) => {
                let todo = "two nodes never share an address or a node key: correct one of them";
                self.once(&at("bootnode"), &format!("address {host}:{port}"), todo);
                self.once(&at("bootnode"), &format!("peer {peer}"), todo);
            }
            Some(Err(reason)) => self.problem(
                &at("bootnode"),
                reason,
                "`iou-node key inspect-node-key --file FILE` tells the peer id; name and port are the firewall's",
            ),
            None if it.is(Role::Bootnode) => self.problem(
                &at("bootnode"),
                "it is missing, and the institution has the role bootnode",
                "add its address, /dns/NAME/tcp/30333/p2p/PEER-ID, or take the role away",
            ),
            None => (),
        }
        match it.endpoint.as_deref().map(address::endpoint) {
            Some(Ok(false)) if !trial => self.warning(
                &at("endpoint"),
                "it is not encrypted",
                "put TLS in front (deploy/proxy) and write wss://",
            ),
            Some(Ok(_)) => (),
            Some(Err(reason)) => self.problem(&at("endpoint"), reason, "write it as wss://rpc.court.example"),
            None if it.is(Role::Rpc) => self.problem(
                &at("endpoint"),
                "it is missing, and the institution has the role rpc",
                "add where clients reach it, wss://NAME, or take the role away",
            ),
            None => (),
        }
    }

    fn session_key(&mut self, field: &str, text: Option<&str>, scheme: Scheme, needed: bool) -> Option<Key> {
        let Some(text) = text else {
            if needed {
                self.problem(
                    field,
                    "it is missing, and the institution is a validator",
                    "make it on the node's own machine: `deploy consortium keys NAME --dir DIR`",
                );
            }
            return None;
        };
        let key = self.key(field, text, Some(scheme))?;
        self.own(
            field,
            &key,
            "each key has one owner and one purpose: two nodes with one key would contradict each other",
        );
        Some(key)
    }

    fn key(&mut self, field: &str, text: &str, scheme: Option<Scheme>) -> Option<Key> {
        let key = match address::key(text) {
            Ok(key) => key,
            Err(reason) => {
                self.problem(field, reason, "copy it again from where the key was made");
                return None;
            }
        };
        if let Some(scheme) = scheme.filter(|scheme| !scheme.can_be(&key)) {
            let what = format!("it is no public key of {}", scheme.name());
            self.problem(
                field,
                what,
                "aura and account are sr25519, grandpa is ed25519: copy it again",
            );
            return None;
        }
        if let Some(name) = self.published.get(&key).cloned() {
            self.problem(
                field,
                format!("everybody knows the secret of this key ({name})"),
                "make a new one, or write `trial = true` under [chain] if the chain is for trying out",
            );
            return None;
        }
        Some(key)
    }

    fn own(&mut self, field: &str, key: &Key, todo: &str) {
        self.once(field, &format!("key {}", hex::encode(key)), todo);
    }

    fn whole(&mut self, plan: &Plan) {
        let validators = plan
            .institutions
            .iter()
            .filter(|it| it.is(Role::Validator))
            .count();
        let f = tolerates(validators);
        match validators {
            0 => self.problem(
                "institution",
                "nobody has the role validator",
                "a chain needs at least one; four tolerate the loss of one",
            ),
            1..VALIDATORS_FEW => self.warning(
                "institution",
                format!("{validators} validator(s) tolerate f = {f}: if one is down, nothing becomes final"),
                "four tolerate one, seven two, ten three (n = 3f + 1)",
            ),
            n if n > VALIDATORS_MAX => self.problem(
                "institution",
                format!("{n} validators, and there are {VALIDATORS_MAX} seats"),
                "let the others run nodes without the role validator",
            ),
            n if n % 3 != 1 => self.warning(
                "institution",
                format!("{n} validators tolerate f = {f}, as {} would", 3 * f + 1),
                "that is no mistake: more vote, and no more may fail (n = 3f + 1)",
            ),
            _ => (),
        }
        if !plan.institutions.iter().any(|it| it.is(Role::Bootnode)) && validators > 1 {
            self.warning(
                "institution",
                "nobody has the role bootnode",
                "without one each node needs --bootnodes to find the others: give the role to two or more",
            );
        }
        let sum = self
            .balances
            .iter()
            .try_fold(0u64, |sum, (_, balance)| sum.checked_add(*balance));
        if sum.is_none_or(|sum| sum > BALANCES_MAX) {
            self.problem(
                "balance",
                format!("more than {BALANCES_MAX} IOU are given out"),
                "fees are small (docs/chain.md): a thousand IOU last for hundreds of thousands of transactions",
            );
        }
        let mut first = HashMap::new();
        for (account, _) in self.balances.clone() {
            if first.insert(account, ()).is_some() {
                let account = address::ss58(&account);
                self.problem(
                    "fund",
                    format!("{account} is given money twice"),
                    "keep one of the two lines",
                );
            }
        }
    }
}

/// 32 bytes in hexadecimal.
fn digest(text: &str) -> Option<[u8; 32]> {
    let bytes = hex::decode(text.trim_start_matches("0x")).ok()?;
    bytes.try_into().ok()
}

/// Small letters, digits and hyphens, at most 32.
fn is_name(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 32 && !text.starts_with('-') && text.chars().all(letter)
}
