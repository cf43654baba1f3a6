//! Where settings come from: flag > environment (`IOU_*`) > ./iou.toml > user file > default, each value with its origin.
//! A file holds `default_profile = "NAME"` and tables `[profile.NAME]`; a profile is one chain with one contract.
//! Source: figment for layers and provenance. Limits: only the current directory's iou.toml is read, no parents.

pub mod edit;
pub mod pins;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map};
use figment::{Figment, Metadata, Profile as Layer, Provider};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use iou_base::text::Lang;
use iou_files::tomltyped;
use iou_ledger::pins::Pins;
use iou_ledger::{AccountId, Hash};

/// The profile used when none is chosen.
pub const DEFAULT_PROFILE: &str = "local";
/// Where the profile `local` expects its node.
pub const DEFAULT_URL: &str = "ws://127.0.0.1:9944";
/// The variable that names the user's directory.
const HOME: &str = "IOU_HOME";
/// Name of the project's file.
pub const PROJECT_FILE: &str = "iou.toml";

/// Settings of a profile as they stand in a file.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    #[serde(default, deserialize_with = "one_or_several")]
    url: Option<String>,
    contract: Option<String>,
    code_hash: Option<String>,
    genesis: Option<String>,
    chain_type: Option<String>,
    token_symbol: Option<String>,
    #[serde(default, deserialize_with = "number_or_text")]
    token_decimals: Option<String>,
    #[serde(default, deserialize_with = "number_or_text")]
    ss58_prefix: Option<String>,
    account: Option<String>,
    password_file: Option<String>,
    locale: Option<String>,
    rate_cap: Option<String>,
    database: Option<String>,
    relay: Option<String>,
    import_confirms: Option<String>,
}

/// One URL, or a list of them; kept as one text.
fn one_or_several<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a URL, or a list of URLs")]
    enum Urls {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Option::<Urls>::deserialize(deserializer)? {
        None => None,
        Some(Urls::One(url)) => Some(url),
        Some(Urls::Several(urls)) => Some(urls.join(", ")),
    })
}

impl Values {
    fn get(&self, key: Key) -> Option<&str> {
        match key {
            Key::Url => &self.url,
            Key::Contract => &self.contract,
            Key::CodeHash => &self.code_hash,
            Key::Genesis => &self.genesis,
            Key::ChainType => &self.chain_type,
            Key::TokenSymbol => &self.token_symbol,
            Key::TokenDecimals => &self.token_decimals,
            Key::Ss58Prefix => &self.ss58_prefix,
            Key::Account => &self.account,
            Key::PasswordFile => &self.password_file,
            Key::Locale => &self.locale,
            Key::RateCap => &self.rate_cap,
            Key::Database => &self.database,
            Key::Relay => &self.relay,
            Key::ImportConfirms => &self.import_confirms,
        }
        .as_deref()
    }
}

/// The settings that a profile can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// JSON-RPC URL of the node, or several of nodes of the same chain, the one to ask first in front.
    Url,
    /// SS58 address of the contract.
    Contract,
    /// Hash of the contract's code, 0x hexadecimal.
    CodeHash,
    /// Hash of the chain's first block, 0x hexadecimal.
    Genesis,
    /// What the chain is for: `Development`, `Local`, `Live` or another word.
    ChainType,
    /// Symbol of the chain's native token.
    TokenSymbol,
    /// Decimal places of the chain's native token.
    TokenDecimals,
    /// The number in the chain's addresses.
    Ss58Prefix,
    /// Name of the keystore that signs.
    Account,
    /// File whose first line is the keystore's password.
    PasswordFile,
    /// Language of messages.
    Locale,
    /// Highest annual rate that this profile lets a form have, for instance `14.4%`.
    RateCap,
    /// The database of index and reminders: a file, or a postgres:// URL.
    Database,
    /// URL of the relay that submits what this profile signs.
    Relay,
    /// What a lender's `iou import` confirms: `off`, `code`, `name`.
    ImportConfirms,
}

impl Key {
    /// Every setting, in the order in which they are shown.
    pub const ALL: [Key; 15] = [
        Key::Url,
        Key::Genesis,
        Key::ChainType,
        Key::TokenSymbol,
        Key::TokenDecimals,
        Key::Ss58Prefix,
        Key::Contract,
        Key::CodeHash,
        Key::Account,
        Key::PasswordFile,
        Key::Locale,
        Key::RateCap,
        Key::Database,
        Key::Relay,
        Key::ImportConfirms,
    ];

    /// Name in a file.
    pub fn name(self) -> &'static str {
        match self {
            Key::Url => "url",
            Key::Contract => "contract",
            Key::CodeHash => "code_hash",
            Key::Genesis => "genesis",
            Key::ChainType => "chain_type",
            Key::TokenSymbol => "token_symbol",
            Key::TokenDecimals => "token_decimals",
            Key::Ss58Prefix => "ss58_prefix",
            Key::Account => "account",
            Key::PasswordFile => "password_file",
            Key::Locale => "locale",
            Key::RateCap => "rate_cap",
            Key::Database => "database",
            Key::Relay => "relay",
            Key::ImportConfirms => "import_confirms",
        }
    }

    /// The environment variable that overrides the files.
    pub fn variable(self) -> &'static str {
        match self {
            Key::Url => "IOU_URL",
            Key::Contract => "IOU_CONTRACT",
            Key::CodeHash => "IOU_CODE_HASH",
            Key::Genesis => "IOU_GENESIS",
            Key::ChainType => "IOU_CHAIN_TYPE",
            Key::TokenSymbol => "IOU_TOKEN_SYMBOL",
            Key::TokenDecimals => "IOU_TOKEN_DECIMALS",
            Key::Ss58Prefix => "IOU_SS58_PREFIX",
            Key::Account => "IOU_ACCOUNT",
            Key::PasswordFile => "IOU_PASSWORD_FILE",
            Key::Locale => "IOU_LANG",
            Key::RateCap => "IOU_RATE_CAP",
            Key::Database => "IOU_DATABASE",
            Key::Relay => "IOU_RELAY",
            Key::ImportConfirms => "IOU_IMPORT_CONFIRMS",
        }
    }

    /// The flag that overrides everything, where there is one.
    pub fn flag(self) -> Option<&'static str> {
        match self {
            Key::Url => Some("--url"),
            Key::Account => Some("--account"),
            Key::PasswordFile => Some("--password-file"),
            Key::Locale => Some("--lang"),
            Key::Relay => Some("--relay"),
            _ => None,
        }
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "name", rename_all = "lowercase")]
pub enum Origin {
    /// A flag of the command line.
    Flag(String),
    /// An environment variable.
    Env(String),
    /// The project's file.
    Project(PathBuf),
    /// The user's file.
    User(PathBuf),
    /// Nobody set it.
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Flag(name) | Origin::Env(name) => f.write_str(name),
            Origin::Project(path) | Origin::User(path) => write!(f, "{}", path.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// The value as written.
    pub value: String,
    pub origin: Origin,
}

/// What the command line and the surroundings say before any file is read.
#[derive(Debug, Default, Clone)]
pub struct Inputs {
    /// `--profile`.
    pub profile: Option<String>,
    /// Values of flags.
    pub flags: Vec<(Key, String)>,
    /// `IOU_*` variables, the empty ones left out.
    pub env: Vec<(String, String)>,
    /// The project's directory.
    pub project_dir: PathBuf,
    /// The user's directory: keystores, private data, journal and `config.toml`.
    pub home: PathBuf,
}

impl Inputs {
    /// Inputs of this process.
    ///
    /// Errors: [`iou_files::Error::Config`] when the user has no home directory and IOU_HOME is not set, and for a variable of ours
    /// that is not UTF-8; those of others can be what they like.
    pub fn from_process(profile: Option<String>, flags: Vec<(Key, String)>) -> Result<Inputs> {
        use etcetera::BaseStrategy;
        let ours = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value));
        let mut env = Vec::new();
        for (name, value) in std::env::vars_os().filter_map(ours) {
            // A path may be anything.
            if !name.starts_with("IOU_") || name == HOME || value.is_empty() {
                continue;
            }
            let value = value.into_string().map_err(|_| iou_files::Error::Config {
                reason: format!("the environment variable {name} is not UTF-8"),
            })?;
            env.push((name, value));
        }
        let home = match std::env::var_os(HOME).filter(|home| !home.is_empty()) {
            Some(home) => PathBuf::from(home),
            None => etcetera::choose_base_strategy()
                .map_err(|e| iou_files::Error::Config {
                    reason: format!("{e}; set IOU_HOME"),
                })?
                .config_dir()
                .join("iou"),
        };
        Ok(Inputs {
            profile,
            flags,
            env,
            project_dir: PathBuf::from("."),
            home,
        })
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.env.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }
}

/// The settings of one run.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of the chosen profile.
    pub profile: Setting,
    /// The user's directory.
    pub home: PathBuf,
    known_profiles: Vec<String>,
    files: Vec<(Origin, bool)>,
    settings: Vec<(Key, Setting)>,
}

/// One layer of values under a name that `config show` repeats.
struct Named(String, Dict);

impl Provider for Named {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.0.clone())
    }

    fn data(&self) -> figment::Result<Map<Layer, Dict>> {
        Ok(Map::from([(Layer::Default, self.1.clone())]))
    }
}

/// A file's path and its text, read as people's machines write it.
struct File(PathBuf, String);

impl Provider for File {
    fn metadata(&self) -> Metadata {
        Metadata::from("TOML file", self.0.as_path())
    }

    fn data(&self) -> figment::Result<Map<Layer, Dict>> {
        Toml::string(&self.1).data()
    }
}

impl Config {
    /// Reads the files and lays flags and environment over them.
    ///
    /// Errors: [`iou_files::Error::Config`] for a file that is not TOML or holds an unknown or wrong value, naming file and key.
    pub fn load(inputs: &Inputs) -> Result<Config> {
        let (user, project) = (
            inputs.home.join("config.toml"),
            inputs.project_dir.join(PROJECT_FILE),
        );
        let mut files = Figment::new();
        for path in [&user, &project].into_iter().filter(|path| path.exists()) {
            files = files.merge(File(path.clone(), tomltyped::read_file(path)?));
        }
        check_top_level(&files)?;
        let of_file = |path: Option<&Path>| match path {
            Some(path) if path.file_name() == user.file_name() && path.starts_with(&inputs.home) => {
                Origin::User(user.clone())
            }
            _ => Origin::Project(project.clone()),
        };

        let profile = choose_profile(inputs, &files, &of_file)?;
        check_profile_name(&profile.value)?;
        let known_profiles = profile_names(&files);
        let base = Named("default".into(), default_values(&profile.value));
        let mut figment = Figment::from(base).merge(files.focus(&format!("profile.{}", profile.value)));
        for (name, key) in Key::ALL.map(|key| (key.variable(), key)) {
            if let Some(value) = inputs.variable(name) {
                figment = figment.merge(Named(
                    name.into(),
                    Dict::from([(key.name().into(), value.into())]),
                ));
            }
        }
        for (key, value) in &inputs.flags {
            let name = key.flag().expect("given by a flag");
            figment = figment.merge(Named(
                name.into(),
                Dict::from([(key.name().into(), value.as_str().into())]),
            ));
        }

        let values: Values = figment.extract().map_err(broken)?;
        let origin = |key: Key| match figment.find_metadata(key.name()) {
            Some(from) if from.source.is_some() => of_file(from.source.as_ref().and_then(|s| s.file_path())),
            Some(from) if from.name.starts_with("--") => Origin::Flag(from.name.to_string()),
            Some(from) if from.name.starts_with("IOU_") => Origin::Env(from.name.to_string()),
            _ => Origin::Default,
        };
        let settings = Key::ALL
            .into_iter()
            .filter_map(|key| {
                Some((
                    key,
                    Setting {
                        value: values.get(key)?.to_owned(),
                        origin: origin(key),
                    },
                ))
            })
            .collect();
        let found = |origin: Origin, path: &Path| (origin, path.exists());
        let files = vec![
            found(Origin::Project(project.clone()), &project),
            found(Origin::User(user.clone()), &user),
        ];
        Ok(Config {
            profile,
            home: inputs.home.clone(),
            known_profiles,
            files,
            settings,
        })
    }

    /// The value of a setting, if any.
    pub fn get(&self, key: Key) -> Option<&Setting> {
        self.settings
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, setting)| setting)
    }

    /// The files that are looked at, the stronger first, and whether each exists.
    pub fn files(&self) -> &[(Origin, bool)] {
        &self.files
    }

    /// The node's URL.
    ///
    /// Errors: [`Error::ProfileUnknown`] when the profile is defined nowhere and no other layer names a URL.
    pub fn url(&self) -> Result<&str> {
        match self.get(Key::Url) {
            Some(setting) => Ok(&setting.value),
            None if !self.known_profiles.contains(&self.profile.value) => Err(Error::ProfileUnknown {
                profile: self.profile.value.clone(),
                known: match self.known_profiles.as_slice() {
                    [] => "-".into(),
                    names => names.join(", "),
                },
            }),
            None => Err(self.missing(Key::Url)),
        }
    }

    /// The chain's first block, if the profile pins it.
    pub fn genesis(&self) -> Result<Option<Hash>> {
        self.parsed(Key::Genesis, parse_hash)
    }

    /// What is written down of the chain. Errors: [`iou_files::Error::ConfigValue`].
    pub fn pins(&self) -> Result<Pins> {
        let number = |most: u16| {
            move |value: &str| match value.parse::<u16>() {
                Ok(number) if number <= most => Ok(number),
                _ => Err(format!("0 … {most}")),
            }
        };
        let word = |key: Key| self.get(key).map(|setting| setting.value.clone());
        Ok(Pins {
            profile: self.profile.value.clone(),
            genesis: self.genesis()?,
            chain_type: word(Key::ChainType),
            token_symbol: word(Key::TokenSymbol),
            token_decimals: self
                .parsed(Key::TokenDecimals, number(u8::MAX.into()))?
                .and_then(|number| u8::try_from(number).ok()),
            ss58_prefix: self.parsed(Key::Ss58Prefix, number(u16::MAX))?,
        })
    }

    /// The contract's address. Errors: [`Error::ConfigMissing`], [`iou_files::Error::ConfigValue`].
    pub fn contract(&self) -> Result<AccountId> {
        let parsed = self.parsed(Key::Contract, |v| {
            v.parse::<AccountId>().map_err(|e| e.to_string())
        })?;
        parsed.ok_or_else(|| self.missing(Key::Contract))
    }

    /// The hash of the contract's code, if the profile pins it.
    pub fn code_hash(&self) -> Result<Option<Hash>> {
        self.parsed(Key::CodeHash, parse_hash)
    }

    /// The database: that of the command's flag, else the profile's, else a file of the profile's name in the user's
    /// directory.
    pub fn database(&self, flag: Option<&str>) -> String {
        let set = flag.or_else(|| self.get(Key::Database).map(|setting| setting.value.as_str()));
        match set {
            Some(database) => database.to_owned(),
            None => {
                let file = format!("{}.db", self.profile.value);
                self.home.join("index").join(file).display().to_string()
            }
        }
    }

    /// The language that flag, environment or profile ask for.
    pub fn lang(&self) -> Result<Option<Lang>> {
        self.parsed(Key::Locale, |v| {
            Lang::from_tag(v).ok_or_else(|| "en, zh".to_owned())
        })
    }

    /// Reads a setting as something better than a string; the error names where the value came from.
    pub fn parsed<T>(&self, key: Key, parse: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>> {
        let Some(Setting { value, origin }) = self.get(key) else {
            return Ok(None);
        };
        parse(value).map(Some).map_err(|reason| {
            iou_files::Error::ConfigValue {
                key: key.name().into(),
                value: value.clone(),
                origin: origin.to_string(),
                reason,
            }
            .into()
        })
    }

    fn missing(&self, key: Key) -> Error {
        Error::ConfigMissing {
            key: key.name().into(),
            profile: self.profile.value.clone(),
        }
    }

    /// The file into which a command writes values of the chosen profile: the one that defines it, else the project's.
    pub fn profile_file(&self) -> Result<PathBuf> {
        let mut paths =
            self.files
                .iter()
                .filter(|(_, exists)| *exists)
                .filter_map(|(origin, _)| match origin {
                    Origin::Project(path) | Origin::User(path) => Some(path),
                    _ => None,
                });
        let defines = |path: &&PathBuf| {
            profile_names(&Figment::from(Toml::file_exact(path))).contains(&self.profile.value)
        };
        Ok(paths
            .find(defines)
            .cloned()
            .unwrap_or_else(|| match &self.files[0].0 {
                Origin::Project(path) => path.clone(),
                _ => PathBuf::from(PROJECT_FILE),
            }))
    }
}

/// A number may be written with or without quotation marks.
fn number_or_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    Ok(match Option::<Written>::deserialize(deserializer)? {
        None => None,
        Some(Written::Number(number)) => Some(number.to_string()),
        Some(Written::Text(text)) => Some(text),
    })
}

fn broken(e: figment::Error) -> Error {
    if let figment::error::Kind::UnknownField(key, known) = &e.kind {
        let source = e.metadata.as_ref().and_then(|metadata| metadata.source.as_ref());
        let file = source.and_then(|source| source.file_path());
        return Error::ConfigKey {
            key: [e.path.as_slice(), std::slice::from_ref(key)].concat().join("."),
            file: file.map_or_else(|| PROJECT_FILE.into(), |file| file.display().to_string()),
            known: known.join(", "),
        };
    }
    iou_files::Error::Config {
        reason: e.to_string(),
    }
    .into()
}

fn default_values(profile: &str) -> Dict {
    // Nothing is confirmed by a statement unless somebody switches it on.
    let mut values = Dict::from([(Key::ImportConfirms.name().into(), "off".into())]);
    if profile == DEFAULT_PROFILE {
        let _ = values.insert("url".into(), DEFAULT_URL.into());
    }
    values
}

fn choose_profile(
    inputs: &Inputs,
    files: &Figment,
    of_file: &dyn Fn(Option<&Path>) -> Origin,
) -> Result<Setting> {
    if let Some(name) = &inputs.profile {
        return Ok(Setting {
            value: name.clone(),
            origin: Origin::Flag("--profile".into()),
        });
    }
    if let Some(name) = inputs.variable("IOU_PROFILE") {
        return Ok(Setting {
            value: name.into(),
            origin: Origin::Env("IOU_PROFILE".into()),
        });
    }
    if !files.contains("default_profile") {
        return Ok(Setting {
            value: DEFAULT_PROFILE.into(),
            origin: Origin::Default,
        });
    }
    let source = files
        .find_metadata("default_profile")
        .and_then(|m| m.source.clone());
    Ok(Setting {
        value: files.extract_inner("default_profile").map_err(broken)?,
        origin: of_file(source.as_ref().and_then(|s| s.file_path())),
    })
}

fn check_top_level(files: &Figment) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Top {
        default_profile: Option<String>,
        profile: Option<std::collections::BTreeMap<String, Values>>,
    }
    files.extract::<Top>().map(|_| ()).map_err(broken)
}

/// A profile's name is part of a TOML path and of figment's, so it stays plain.
pub(crate) fn check_profile_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(plain) {
        return Ok(());
    }
    let reason = "a profile's name consists of letters, digits, - and _".into();
    Err(iou_files::Error::ConfigValue {
        key: "profile".into(),
        value: name.into(),
        origin: "--profile".into(),
        reason,
    }
    .into())
}

fn profile_names(files: &Figment) -> Vec<String> {
    let table = files.find_value("profile").ok().and_then(|v| v.into_dict());
    table.map(|dict| dict.into_keys().collect()).unwrap_or_default()
}

/// Reads a 32-byte hash in 0x hexadecimal.
pub fn parse_hash(value: &str) -> Result<Hash, String> {
    let mut bytes = [0u8; 32];
    let digits = value.strip_prefix("0x").ok_or("0x and 64 hexadecimal digits")?;
    hex::decode_to_slice(digits, &mut bytes).map_err(|_| "0x and 64 hexadecimal digits".to_owned())?;
    Ok(Hash::from(bytes))
}

#[cfg(test)]
mod tests;
