//! The flags that every command takes.

use std::path::PathBuf;

use clap::Args;

use iou_ledger::submit::Wait;

// No doc comments on arguments: clap would take them for help, which lives in i18n/*/iou.ftl.
/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
#[allow(missing_docs)]
pub struct Global {
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["en", "zh"])]
    pub lang: Option<String>,
    #[arg(long, global = true, value_name = "URL")]
    pub url: Option<String>,
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "suri")]
    pub account: Option<String>,
    #[arg(long, global = true, value_name = "URI", allow_hyphen_values = true)]
    pub suri: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub password_file: Option<String>,
    #[arg(short, long, global = true)]
    pub yes: bool,
    #[arg(long, global = true)]
    pub allow_overpayment: bool,
    #[arg(long, global = true)]
    pub agree_requests: bool,
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "relay")]
    pub intent: Option<PathBuf>,
    #[arg(long, global = true, value_name = "URL")]
    pub relay: Option<String>,
    #[arg(long, global = true, value_name = "TIME")]
    pub valid_for: Option<String>,
    #[arg(long, global = true, default_value = "finalized", value_parser = wait())]
    pub wait: Wait,
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 120, value_parser = crate::usage::whole(1..=86_400u64))]
    pub timeout: u64,
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    #[arg(short, long, global = true)]
    pub quiet: bool,
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, env = "IOU_LOG_FORMAT", hide_env = true)]
    pub log_format: LogFormat,
    #[arg(short, long, global = true, action = clap::ArgAction::HelpShort)]
    pub help: Option<bool>,
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    pub version: Option<bool>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum LogFormat {
    Text,
    Json,
}

impl Color {
    /// For all that is written from now on.
    pub fn apply(self) {
        match self {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// How long `--wait` says to wait for a transaction.
fn wait() -> impl clap::builder::TypedValueParser<Value = Wait> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(["none", "best", "finalized"]).map(|word| match word.as_str() {
        "none" => Wait::None,
        "best" => Wait::Best,
        _ => Wait::Finalized,
    })
}
