//! `iou verify`: checks a file of evidence with nothing but the chain's specification. Opens no connection, reads no
//! configuration beyond the language, needs no key. Exit 0 only if nothing in the file is false. `--pdf` prints what was found.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use owo_colors::OwoColorize;
use serde_json::json;

use super::context::Context;
use crate::chain::AccountId;
use crate::error::{Error, Result};
use crate::evidence::verify::container::FILE_LEN_MAX;
use crate::evidence::verify::report::Case;
use crate::evidence::verify::{self, Genesis, Item, Report, Verdict};
use crate::evidence::words::{seen, unit_of, Speaker};
#[cfg(feature = "pdf")]
use crate::files;
use crate::text::{kebab, Text};
use crate::view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Verify {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "SPEC")]
    pub chain_spec: PathBuf,
    #[arg(long, value_name = "ADDRESS")]
    pub contract: Vec<AccountId>,
    #[cfg(feature = "pdf")]
    #[command(flatten)]
    pub certificate: Certificate,
}

/// Where a certificate is printed to, and what its square code leads to.
#[cfg(feature = "pdf")]
#[derive(Debug, Args)]
pub struct Certificate {
    /// The PDF.
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// A page on which anybody can verify a file.
    #[arg(long, value_name = "URL", requires = "pdf")]
    pub verify_link: Option<String>,
}

#[cfg(feature = "pdf")]
impl Certificate {
    /// Prints the certificate, where one is asked for.
    pub(super) fn print(&self, file: &[u8], report: &Report) -> Result<()> {
        let Some(path) = &self.pdf else { return Ok(()) };
        let pdf = crate::evidence::certificate::render(
            file,
            report,
            self.verify_link.as_deref().unwrap_or_default(),
        )?;
        files::replace(path, &pdf).map_err(Error::io(path))
    }
}

impl Verify {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        let spec = std::fs::read(&self.chain_spec).map_err(Error::io(&self.chain_spec))?;
        let mut genesis = Genesis::of_spec(&spec).map_err(|flaw| Error::ChainSpec {
            path: self.chain_spec.display().to_string(),
            reason: flaw.to_string(),
        })?;
        if !self.contract.is_empty() {
            genesis.ledgers = self.contract.iter().map(|id| terms::AccountId(id.0)).collect();
        }
        let file = read(&self.file)?;
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
        if let Some(failure) = failure {
            return Err(failure);
        }
        #[cfg(feature = "pdf")]
        self.certificate.print(&file, &report)?;
        Ok(())
    }
}

/// A file that may be one of evidence.
///
/// Errors: [`Error::Io`], also where it is longer than any is.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let file = std::fs::File::open(path).map_err(Error::io(path))?;
    let mut bytes = Vec::new();
    // One byte more than the longest: the verifier says that it is too long.
    let limit = FILE_LEN_MAX as u64 + 1;
    let _ = file
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(Error::io(path))?;
    Ok(bytes)
}

/// The proved loan for programs.
fn loan(case: &Case) -> serde_json::Value {
    let unit = unit_of(case);
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

/// The report for people: a line an item, and the sum.
fn words(text: &Text, report: &Report, genesis: &Genesis) -> String {
    let speaker = Speaker::new(text, report.case.as_deref());
    let mut lines: Vec<String> = report.items.iter().map(|item| line(&speaker, item)).collect();
    lines.push(String::new());
    let counts = [
        ("proved", report.count(Verdict::Proved).to_string().into()),
        ("stated", report.count(Verdict::Stated).to_string().into()),
        ("missing", report.count(Verdict::Missing).to_string().into()),
        ("false", report.count(Verdict::False).to_string().into()),
    ];
    lines.push(text.tr_with("evidence-sum", &counts));
    let chain = [("chain", seen(&genesis.name).into())];
    lines.push(match report.holds() {
        true if genesis.ledgers.is_empty() => text.tr_with("evidence-holds-if", &chain),
        true => text.tr_with("evidence-holds", &chain),
        false => text.tr("evidence-fails"),
    });
    lines.join("\n")
}

fn line(speaker: &Speaker<'_>, item: &Item) -> String {
    let mark = match item.verdict {
        Verdict::Proved => "✓".green().to_string(),
        Verdict::Stated => "•".yellow().to_string(),
        Verdict::Missing => "–".dimmed().to_string(),
        Verdict::False => "✗".red().to_string(),
    };
    format!("{mark} {}: {}", speaker.title(item), speaker.sentence(item))
}
