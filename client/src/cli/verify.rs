//! `iou verify`: checks a file of evidence with nothing but the chain's specification. Opens no connection, reads no
//! configuration beyond the language, needs no key. Exit 0 only if nothing in the file is false.

use std::path::PathBuf;

use clap::Args;
use owo_colors::OwoColorize;
use serde_json::json;
use terms::{Amount, Timestamp, UtcOffset};

use super::context::Context;
use crate::chain::connection::ChainInfo;
use crate::error::{Error, Result};
use crate::evidence::verify::report::Case;
use crate::evidence::verify::{self, Genesis, Item, Report, Verdict};
use crate::money::Unit;
use crate::text::{kebab, Text};
use crate::{time, view};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Verify {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "SPEC")]
    pub chain_spec: PathBuf,
}

impl Verify {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        let spec = std::fs::read(&self.chain_spec).map_err(Error::io(&self.chain_spec))?;
        let genesis = Genesis::of_spec(&spec).map_err(|flaw| Error::ChainSpec {
            path: self.chain_spec.display().to_string(),
            reason: flaw.to_string(),
        })?;
        let file = std::fs::read(&self.file).map_err(Error::io(&self.file))?;
        let report = verify::verify(&file, &genesis);
        let count = report.count(Verdict::False);
        let failure = (!report.holds()).then(|| Error::EvidenceFalse {
            count: count.to_string(),
        });
        let data = json!({
            "file": self.file.display().to_string(),
            "chain": genesis.name,
            "genesis": hex::encode(genesis.hash),
            "holds": report.holds(),
            "proved": report.count(Verdict::Proved),
            "stated": report.count(Verdict::Stated),
            "missing": report.count(Verdict::Missing),
            "false": count,
            "items": report.items,
            "loan": report.case.as_deref().map(loan),
        });
        ctx.printer
            .verdict(&data, failure.as_ref(), |text| words(text, &report, &genesis))?;
        failure.map_or(Ok(()), Err)
    }
}

/// The proved loan for programs.
fn loan(case: &Case) -> serde_json::Value {
    let unit = unit_of(case, &case.genesis);
    json!({
        "number": case.manifest.loan,
        "contract": view::address(terms::AccountId(case.manifest.contract.0)),
        "code_hash": hex::encode(case.manifest.code.0),
        "block": case.manifest.block,
        "status": kebab(&format!("{:?}", case.books.status)),
        "terms": view::terms(&case.terms, &unit),
        "statement": verify::account::document(&case.statement, case.today),
        "events": case.events.iter().map(|proved| view::event(&proved.event, &unit)).collect::<Vec<_>>(),
    })
}

fn unit_of(case: &Case, genesis: &Genesis) -> Unit {
    let chain = ChainInfo {
        genesis: genesis.hash.into(),
        name: genesis.name.clone(),
        development: false,
        token_symbol: genesis.token_symbol.clone(),
        token_decimals: genesis.token_decimals,
    };
    Unit::of(case.terms.settlement, &chain)
}

/// The report for people: a line an item, and the sum.
fn words(text: &Text, report: &Report, genesis: &Genesis) -> String {
    let speaker = Speaker {
        text,
        unit: report.case.as_deref().map(|case| unit_of(case, genesis)),
        zone: report
            .case
            .as_deref()
            .map_or(UtcOffset::CHINA, |case| case.terms.utc_offset),
    };
    let mut lines: Vec<String> = report.items.iter().map(|item| speaker.line(item)).collect();
    lines.push(String::new());
    let counts = [
        ("proved", report.count(Verdict::Proved).to_string().into()),
        ("stated", report.count(Verdict::Stated).to_string().into()),
        ("missing", report.count(Verdict::Missing).to_string().into()),
        ("false", report.count(Verdict::False).to_string().into()),
    ];
    lines.push(text.tr_with("evidence-sum", &counts));
    lines.push(match report.holds() {
        true => text.tr_with("evidence-holds", &[("chain", genesis.name.as_str().into())]),
        false => text.tr("evidence-fails"),
    });
    lines.join("\n")
}

struct Speaker<'a> {
    text: &'a Text,
    unit: Option<Unit>,
    zone: UtcOffset,
}

impl Speaker<'_> {
    fn line(&self, item: &Item) -> String {
        let (mark, verdict) = match item.verdict {
            Verdict::Proved => ("✓".green().to_string(), "proved"),
            Verdict::Stated => ("•".yellow().to_string(), "stated"),
            Verdict::Missing => ("–".dimmed().to_string(), "missing"),
            Verdict::False => ("✗".red().to_string(), "false"),
        };
        let title = self.text.lookup(&format!("check-{}", item.check), &[]);
        if let Some(flaw) = &item.flaw {
            let reason = [("flaw", flaw.to_string().into())];
            return format!(
                "{mark} {title}: {}",
                self.text.tr_with("evidence-false-line", &reason)
            );
        }
        let params: Vec<_> = item
            .params
            .iter()
            .map(|(name, value)| (*name, self.shown(name, value).into()))
            .collect();
        let sentence = self
            .text
            .lookup(&format!("evidence-{}-{verdict}", item.check), &params);
        format!("{mark} {title}: {sentence}")
    }

    /// A figure as people read it.
    fn shown(&self, name: &str, value: &str) -> String {
        let account = || {
            let bytes: [u8; 32] = hex::decode(value).ok()?.try_into().ok()?;
            Some(view::address(terms::AccountId(bytes)))
        };
        let other = match name {
            "account" | "signer" | "contract" => account(),
            "name" => Some(self.text.lookup(&format!("event-{}", kebab(value)), &[])),
            "status" => Some(self.text.lookup(&format!("status-{}", kebab(value)), &[])),
            "message" => Some(value.replace('_', "-")),
            "time_ms" => value
                .parse()
                .ok()
                .map(|at| time::show_moment(Timestamp(at).0, self.zone)),
            "amount" => self
                .unit
                .as_ref()
                .and_then(|unit| Some(unit.show(Amount::new(value.parse().ok()?).ok()?))),
            _ => None,
        };
        other.unwrap_or_else(|| value.to_owned())
    }
}
