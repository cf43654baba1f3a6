//! `iou verify`: checks a file of evidence with nothing but the chain's specification. Opens no connection, reads no
//! configuration beyond the language, needs no key. Exit 0 only if nothing in the file is false and somebody named the ledger;
//! exit 4 where nobody did; with `--settled` only if the loan is settled, whatever a page around the file calls itself. `--pdf` prints what was found. A certificate is verified by the file inside it; `-` is standard
//! input. A file that is none, or not whole, is called that.

use std::path::{Path, PathBuf};

use clap::Args;
use owo_colors::OwoColorize;
use serde::Serialize;
use terms::Status;

use super::certificates::Certificates;
use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::signs::seen;
use iou_base::text::Text;
use iou_base::time;
use iou_evidence::pdf::{self, Given};
use iou_evidence::verify::container::FILE_LEN_MAX;
use iou_evidence::verify::error::VerificationError;
use iou_evidence::verify::{AsOf, Genesis, ReportItem, Standing, Verdict, VerificationReport};
use iou_files::textfile;
use iou_files::Readers;
#[cfg(feature = "pdf")]
use iou_files::Target;
use iou_form::typed;
use iou_ledger::AccountId;
use iou_view as view;
use iou_view::findings::{self, moment, ReportDocument, Speaker};
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Verify {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "SPEC")]
    pub chain_spec: PathBuf,
    #[arg(long, value_name = "ADDRESS")]
    pub contract: Vec<AccountId>,
    #[arg(long, value_name = "FILE")]
    pub root: Vec<PathBuf>,
    #[arg(long, value_name = "DAY or DURATION")]
    pub not_older_than: Option<String>,
    #[arg(long)]
    pub settled: bool,
    #[cfg(feature = "pdf")]
    #[arg(long, requires = "pdf")]
    pub force: bool,
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
    /// Where the certificate goes; asked before any work is done.
    ///
    /// Errors: those of [`crate::target::of_bytes`].
    pub(crate) fn target(&self, force: bool, ctx: &Context) -> Result<Option<Target>> {
        let of_bytes =
            |path: &PathBuf| crate::target::of_bytes(path, force, ctx.printer.is_json(), ctx.text());
        self.pdf.as_ref().map(of_bytes).transpose()
    }

    /// The certificate of a report.
    ///
    /// Errors: [`Error::EvidenceFalse`] where something is false; [`Error::Certificate`] where a font is missing or the link
    /// too long.
    pub(crate) fn render(&self, file: &[u8], report: &VerificationReport) -> Result<Vec<u8>> {
        set(view::certificate::of(file, report, self.link()), file, report)
    }

    /// The certificate of settlement of a loan that is settled. Errors: as [`Certificate::render`].
    pub(crate) fn render_settlement(&self, file: &[u8], report: &VerificationReport) -> Result<Vec<u8>> {
        set(
            view::certificate::settlement(file, report, self.link()),
            file,
            report,
        )
    }

    fn link(&self) -> &str {
        self.verify_link.as_deref().unwrap_or_default()
    }
}

/// Sets a page, where the report gives one.
#[cfg(feature = "pdf")]
fn set(data: Option<impl certificate::Printed>, file: &[u8], report: &VerificationReport) -> Result<Vec<u8>> {
    let data = data.ok_or_else(|| Error::EvidenceFalse {
        count: report.count(Verdict::False).to_string(),
    })?;
    certificate::render(&data, file).map_err(|why| Error::Certificate {
        reason: why.to_string(),
    })
}

/// What was found, for programs.
#[derive(Debug, Serialize)]
struct Checked<'a> {
    #[serde(flatten)]
    report: ReportDocument<'a>,
    file: &'a str,
    /// `pdf` where the evidence was inside a certificate.
    inside: Option<&'static str>,
}

impl Verify {
    pub(crate) fn run(self, ctx: &Context) -> Result<()> {
        let limit = self.not_older_than.as_deref();
        let limit = limit.map(|text| Limit::read(text, ctx)).transpose()?;
        #[cfg(feature = "pdf")]
        let target = self.certificate.target(self.force, ctx)?;
        let genesis = self.genesis()?;
        let certificates = Certificates::of(&self.root, ctx.text())?;
        let name = self.file.display().to_string();
        let bytes = read(&self.file)?;
        let given = opened(&bytes, &name, ctx)?;
        let (file, inside) = (&given.file[..], given.inside());
        let report = given.verify_by(&genesis, &certificates);
        if let Some(error) = report.unreadable() {
            return Err(unreadable(&name, file, error, ctx));
        }
        let failure = failure(&report, &genesis, limit.as_ref());
        let failure = failure.or_else(|| self.unsettled(&report, ctx));
        #[cfg(feature = "pdf")]
        if let (Some(target), None) = (&target, &failure) {
            target.write(&self.certificate.render(file, &report)?, readers(file))?;
            // The certificate has standard output for itself.
            if target.is_stream() {
                return Ok(());
            }
        }
        let data = Checked {
            report: findings::document(&report, &genesis),
            file: &name,
            inside,
        };
        let printer = &ctx.printer;
        printer.verdict(&data, failure.as_ref(), |text| {
            words(text, &report, &genesis, inside)
        })?;
        failure.map_or(Ok(()), Err)
    }

    /// That the loan is not settled, where the reader asked whether it is.
    fn unsettled(&self, report: &VerificationReport, ctx: &Context) -> Option<Error> {
        let loan = report.loan.as_deref().filter(|_| self.settled)?;
        (loan.books.status != Status::Settled).then(|| Error::EvidenceUnsettled {
            loan: loan.manifest.loan.to_string(),
            status: view::status(ctx.text(), loan.books.status),
            owed: findings::owed(loan),
        })
    }

    /// The chain that the reader trusts.
    fn genesis(&self) -> Result<Genesis> {
        let spec = textfile::read(&self.chain_spec)?;
        let mut genesis = Genesis::of_spec(spec.as_bytes()).map_err(|error| Error::ChainSpec {
            path: self.chain_spec.display().to_string(),
            reason: error.to_string(),
        })?;
        if !self.contract.is_empty() {
            genesis.ledgers = self.contract.iter().map(|id| terms::AccountId(id.0)).collect();
        }
        Ok(genesis)
    }
}

/// Why a report is a failure, if it is one: something is false, nobody named the ledger, or it tells of too long ago.
fn failure(report: &VerificationReport, genesis: &Genesis, limit: Option<&Limit>) -> Option<Error> {
    match report.standing() {
        Standing::Holds => {}
        Standing::False => {
            let count = report.count(Verdict::False).to_string();
            return Some(Error::EvidenceFalse { count });
        }
        Standing::LedgerUnnamed => {
            let loan = report.loan.as_deref();
            let contract = loan.map(|loan| terms::AccountId(loan.manifest.contract.0));
            return Some(Error::LedgerUnnamed {
                chain: seen(&genesis.name),
                contract: contract.map(view::address).unwrap_or_default(),
            });
        }
    }
    let (limit, as_of) = (limit?, report.as_of.as_ref()?);
    (!limit.admits(as_of, report)).then(|| Error::EvidenceOld {
        time: moment(as_of, report),
        block: as_of.block.number.to_string(),
        limit: limit.text.clone(),
    })
}

/// The oldest that a file may be for its reader.
struct Limit {
    text: String,
    at: Oldest,
}

enum Oldest {
    /// A day, where the parties live.
    Day(terms::Day),
    /// A moment. Units: milliseconds since 1970.
    Moment(u64),
}

impl Limit {
    /// A day (`2026-12-31`), or a length of time before now (`7d`).
    fn read(text: &str, ctx: &Context) -> Result<Limit> {
        let now = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default();
        let ago = |seconds: u64| Oldest::Moment(now.saturating_sub(seconds.saturating_mul(1_000)));
        let day = time::parse_day(text).map(Oldest::Day);
        let at = day.or_else(|| typed::seconds(text).ok().map(ago));
        let at = at.ok_or_else(|| Error::Argument {
            name: "--not-older-than".into(),
            value: text.into(),
            why: ctx.text().tr("why-not-older-than"),
        })?;
        Ok(Limit {
            text: text.into(),
            at,
        })
    }

    fn admits(&self, as_of: &AsOf, report: &VerificationReport) -> bool {
        match self.at {
            Oldest::Moment(oldest) => as_of.block.time_ms >= oldest,
            Oldest::Day(oldest) => report.loan.as_deref().is_some_and(|loan| loan.today >= oldest),
        }
    }
}

/// A file that may be one of evidence, or a certificate around one; `-` is standard input.
///
/// Errors: [`iou_files::Error::Io`].
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    Ok(iou_files::read(path, FILE_LEN_MAX as u64 + pdf::BESIDE_MAX)?)
}

/// The file of evidence among these bytes, with the page that it was inside of.
///
/// Errors: [`Error::EvidenceUnreadable`] for a PDF without one.
pub(crate) fn opened<'a>(bytes: &'a [u8], name: &str, ctx: &Context) -> Result<Given<'a>> {
    let why = match Given::open(bytes) {
        Ok(given) => return Ok(given),
        Err(pdf::Fault::Without) => "why-pdf-without",
        Err(pdf::Fault::Several) => "why-pdf-several",
    };
    Err(Error::EvidenceUnreadable {
        path: name.into(),
        why: ctx.text().lookup(why, &[]),
    })
}

/// That a file is none of evidence, or was one before something happened to it.
pub(crate) fn unreadable(name: &str, file: &[u8], error: &VerificationError, ctx: &Context) -> Error {
    const ZIP: &[u8] = b"PK\x03\x04";
    let first = &file[..file.len().min(64)];
    let is_ours = file.starts_with(ZIP) && first.windows(13).any(|name| name == b"manifest.json");
    let why = match (file, is_ours && !error.is_of_the_manifest()) {
        ([], _) => "why-file-empty",
        (_, true) => "why-file-damaged",
        (_, false) => "why-file-foreign",
    };
    Error::EvidenceUnreadable {
        path: name.into(),
        why: ctx.text().lookup(why, &[("error", error.to_string().into())]),
    }
}

/// Who may read a file of evidence and what is made of it: its owner alone where something of a person is opened in it, or
/// where it has attachments and records of messages, which may name anybody, certificates, which name somebody, or words of a passkey, which
/// link its holder's loans.
pub(crate) fn readers(file: &[u8]) -> Readers {
    use iou_evidence::verify::{container, part};
    let parts = container::read(file).unwrap_or_default();
    let is_open = |name: &str, bytes: &[u8]| match name {
        part::NOTICES | part::PASSKEYS => true,
        name if name.starts_with(part::X509) => true,
        part::FIELDS => bytes.windows(8).any(|text| text == b"\"opened\""),
        name => name.starts_with(part::FILES),
    };
    match parts.iter().any(|(name, bytes)| is_open(name, bytes)) {
        true => Readers::Owner,
        false => Readers::All,
    }
}

/// The report for people: a line an item, the sum, and until when it tells.
fn words(text: &Text, report: &VerificationReport, genesis: &Genesis, inside: Option<&str>) -> String {
    let speaker = Speaker::new(text, report.loan.as_deref());
    let mut lines: Vec<String> = report.items.iter().map(|item| line(&speaker, item)).collect();
    lines.push(String::new());
    let counts = [
        ("proved", report.count(Verdict::Proved).to_string().into()),
        ("stated", report.count(Verdict::Stated).to_string().into()),
        ("missing", report.count(Verdict::Missing).to_string().into()),
        ("false", report.count(Verdict::False).to_string().into()),
    ];
    lines.push(text.tr_with("evidence-sum", &counts));
    if let Some(loan) = report.loan.as_deref() {
        lines.push(String::new());
        lines.push(pairs(findings::figures(text, loan)));
        lines.extend(findings::notes(text, loan));
        lines.push(String::new());
    }
    let chain = [("chain", seen(&genesis.name).into())];
    lines.push(match report.standing() {
        Standing::LedgerUnnamed => text.tr_with("evidence-holds-if", &chain),
        Standing::Holds => text.tr_with("evidence-holds", &chain),
        Standing::False => text.tr("evidence-fails"),
    });
    lines.extend(inside.map(|_| text.tr("evidence-inside-pdf")));
    if let Some(as_of) = &report.as_of {
        let at = [
            ("time", moment(as_of, report).into()),
            ("number", as_of.block.number.to_string().into()),
        ];
        lines.push(text.tr_with("evidence-as-of-last", &at));
    }
    lines.join("\n")
}

fn line(speaker: &Speaker<'_>, item: &ReportItem) -> String {
    let mark = match item.verdict {
        Verdict::Proved => "✓".green().to_string(),
        Verdict::Stated => "•".yellow().to_string(),
        Verdict::Missing => "–".dimmed().to_string(),
        Verdict::False => "✗".red().to_string(),
    };
    format!("{mark} {}: {}", speaker.title(item), speaker.sentence(item))
}
