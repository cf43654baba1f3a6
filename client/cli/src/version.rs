//! What this program is: its version, the commit that it was built from, and what it was built for. Commit and code are named by
//! whoever builds for others (`make release`); a development build has neither, so that a commit compiles nothing anew.

use std::sync::LazyLock;

use serde::Serialize;

use crate::output::SCHEMA_VERSION;
use iou_ledger::call::{SPEC_VERSION, TRANSACTION_VERSION};

/// The commit, where this is no development build.
const COMMIT: Option<&str> = named(option_env!("IOU_COMMIT"));
/// The hash of the code of the contract that was built with it, 0x hexadecimal.
const CODE_HASH: Option<&str> = named(option_env!("IOU_CODE_HASH"));

/// Sources without their history have no commit.
const fn named(value: Option<&'static str>) -> Option<&'static str> {
    match value {
        Some(value) if !value.is_empty() => Some(value),
        _ => None,
    }
}

/// For people: `0.1.0 (a1b2c1f)`, or `0.1.0 (development)`.
pub fn line() -> &'static str {
    static LINE: LazyLock<String> = LazyLock::new(|| {
        format!(
            "{} ({})",
            env!("CARGO_PKG_VERSION"),
            COMMIT.unwrap_or("development")
        )
    });
    &LINE
}

/// For programs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct VersionView<'a> {
    /// What people read.
    pub(crate) text: &'a str,
    version: &'static str,
    commit: Option<&'static str>,
    contract_code_hash: Option<&'static str>,
    runtime: Runtime,
    formats: Formats,
}

/// The runtime whose calls this program writes.
#[derive(Debug, Default, Serialize)]
struct Runtime {
    spec_version: u32,
    transaction_version: u32,
}

/// The newest version of each format that it writes.
#[derive(Debug, Default, Serialize)]
struct Formats {
    json: u32,
    database: i64,
    event: u8,
    evidence: u32,
    intent: u8,
    backup: u32,
}

impl VersionView<'_> {
    /// Of this program; `text` is what it says to people.
    pub(crate) fn of(text: &str) -> VersionView<'_> {
        VersionView {
            text,
            version: env!("CARGO_PKG_VERSION"),
            commit: COMMIT,
            contract_code_hash: CODE_HASH,
            runtime: Runtime {
                spec_version: SPEC_VERSION,
                transaction_version: TRANSACTION_VERSION,
            },
            formats: Formats {
                json: SCHEMA_VERSION,
                database: iou_database::schema::newest(),
                event: terms::event::VERSION,
                evidence: iou_evidence::verify::manifest::SCHEMA,
                intent: terms::intent::VERSION,
                backup: iou_backup::archive::VERSION,
            },
        }
    }
}

shapes! {
    "--version": VersionView::default() => "{commit: null, contract_code_hash: null, formats: {backup: number, database: number, event: number, evidence: number, intent: number, json: number}, runtime: {spec_version: number, transaction_version: number}, text: text, version: text}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_development_build_says_that_it_is_one() {
        assert_eq!(
            (named(None), named(Some("")), named(Some("a1b2"))),
            (None, None, Some("a1b2"))
        );
        let commit = COMMIT.unwrap_or("development");
        assert_eq!(line(), format!("{} ({commit})", env!("CARGO_PKG_VERSION")));
    }
}
