//! `iou evidence`: collects a loan's evidence into one file and checks it before it is written; or adds an outside anchor
//! or a signature under a certificate to a file that is there. `--pdf` prints a certificate beside it. Reads only; a key is needed to open personal fields, but for the one
//! that a record of a passkey opens itself.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use terms::{Digest, LoanId};

use super::certificates::{self, Certificates};
use super::passkeys;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use iou_base::text::Text;
use iou_evidence::disclosure::{Field, WORDING};
use iou_evidence::row::StatementRow;
use iou_evidence::verify::{self, Genesis, Verdict, VerificationReport};
use iou_files::textfile;
use iou_files::{Target, STREAM};
use iou_ledger::collect::{self, Extras};
use iou_ledger::opening;
use iou_ledger::private::receipts::ReceiptStore;
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("added").multiple(true)))]
#[allow(missing_docs)]
pub struct Evidence {
    #[arg(value_name = "LOAN", required_unless_present = "add_to")]
    pub loan: Option<LoanId>,
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[arg(long, value_name = "FIELD", conflicts_with = "add_to")]
    pub open: Vec<String>,
    #[arg(long, value_name = "FILE", conflicts_with = "add_to")]
    pub attach: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with = "add_to")]
    pub notices: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with = "add_to")]
    pub passkey: Vec<PathBuf>,
    #[arg(long, conflicts_with = "add_to")]
    pub receipts: bool,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["loan", "attach"], requires = "added")]
    #[cfg_attr(feature = "pdf", arg(conflicts_with = "pdf"))]
    pub add_to: Option<PathBuf>,
    #[arg(long, value_name = "FILE", group = "added")]
    pub anchor: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", group = "added")]
    pub cms: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", group = "added")]
    pub x509: Vec<PathBuf>,
    #[arg(long)]
    pub force: bool,
    #[cfg(feature = "pdf")]
    #[command(flatten)]
    pub certificate: crate::commands::prove::verify::Certificate,
}

/// A file of evidence that was written, for programs.
#[derive(Debug, Default, Serialize)]
struct Written<B> {
    file: String,
    bytes: usize,
    sha256: String,
    /// SHA-256 of what an anchor is taken of.
    core: String,
    loan: LoanId,
    /// The block that it tells of.
    block: B,
    proved: usize,
    stated: usize,
    missing: usize,
}

impl Evidence {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let target = crate::target::of_bytes(&self.output, self.force, ctx.printer.is_json(), ctx.text())?;
        #[cfg(feature = "pdf")]
        let page = self.page(&target, ctx)?;
        let anchors = self.anchors()?;
        let x509 = certificates::read(&self.cms, &self.x509, ctx.text())?;
        let records = passkeys::read(&self.passkey, ctx.text())?;
        let (file, genesis) = match (&self.add_to, self.loan) {
            (Some(path), _) => {
                let name = path.display().to_string();
                let bytes = crate::commands::prove::verify::read(path)?;
                let given = crate::commands::prove::verify::opened(&bytes, &name, ctx)?;
                let file = given.file.into_owned();
                let genesis = named_in(&file, &name, ctx)?;
                (file, genesis)
            }
            (None, Some(loan)) => self.collect(loan, &records, ctx).await?,
            // clap asks for one of the two.
            (None, None) => {
                return Err(Error::Usage {
                    reason: "LOAN".into(),
                })
            }
        };
        let file = match anchors.is_empty() && x509.is_empty() {
            true => file,
            false => collect::add(&file, &anchors, &x509)?,
        };
        let report = check(&file, &genesis)?;
        passkeys::compare(&records, &report, ctx)?;
        let readers = crate::commands::prove::verify::readers(&file);
        // Both are made before the first is written.
        #[cfg(feature = "pdf")]
        let page = page
            .map(|target| Ok::<_, Error>((target, self.certificate.render(&file, &report)?)))
            .transpose()?;
        target.write(&file, readers)?;
        #[cfg(feature = "pdf")]
        if let Some((target, bytes)) = page {
            target.write(&bytes, readers)?;
        }
        self.tell(&file, &report, ctx)
    }

    /// Where the certificate goes, which is not where the evidence goes.
    #[cfg(feature = "pdf")]
    fn page(&self, file: &Target, ctx: &Context) -> Result<Option<Target>> {
        let page = self.certificate.target(self.force, ctx)?;
        match page {
            Some(page) if page.is_same(file) => Err(Error::Argument {
                name: "--pdf".into(),
                value: page.path().display().to_string(),
                why: ctx.text().tr("why-same-file"),
            }),
            page => Ok(page),
        }
    }

    /// What came of it: on standard output, or beside it where the file is there.
    fn tell(&self, file: &[u8], report: &VerificationReport, ctx: &Context) -> Result<()> {
        let Some(loan) = &report.loan else {
            return Err(Error::EvidenceFalse { count: "1".into() });
        };
        let data = Written {
            file: self.output.display().to_string(),
            bytes: file.len(),
            sha256: hex::encode(loan.file),
            core: hex::encode(loan.core),
            loan: loan.manifest.loan,
            block: &loan.manifest.block,
            proved: report.count(Verdict::Proved),
            stated: report.count(Verdict::Stated),
            missing: report.count(Verdict::Missing),
        };
        let counted = |verdict| report.count(verdict).to_string();
        let lines = |text: &Text| {
            pairs(vec![
                (text.tr("label-file"), self.output.display().to_string()),
                (text.tr("label-bytes"), file.len().to_string()),
                (text.tr("label-sha256"), hex::encode(loan.file)),
                (text.tr("label-core"), hex::encode(loan.core)),
                (text.tr("label-block"), loan.manifest.block.number.to_string()),
                (text.tr("evidence-proved"), counted(Verdict::Proved)),
                (text.tr("evidence-stated"), counted(Verdict::Stated)),
                (text.tr("evidence-missing"), counted(Verdict::Missing)),
            ])
        };
        match self.has_stream() {
            true => {
                ctx.printer.note(&lines(ctx.text()));
                Ok(())
            }
            false => ctx.printer.data(&data, lines),
        }
    }

    /// Whether standard output is taken by a file.
    fn has_stream(&self) -> bool {
        let is_stream = |path: &PathBuf| path == Path::new(STREAM);
        #[cfg(feature = "pdf")]
        if self.certificate.pdf.as_ref().is_some_and(is_stream) {
            return true;
        }
        is_stream(&self.output)
    }

    /// The file, and the chain that it was collected from.
    async fn collect(
        &self,
        loan: LoanId,
        records: &[passkeys::Record],
        ctx: &Context,
    ) -> Result<(Vec<u8>, Genesis)> {
        let files = self
            .attach
            .iter()
            .map(|path| std::fs::read(path).map_err(Error::io(path)));
        let files = files.collect::<Result<_>>()?;
        let session = Session::open(ctx).await?;
        let text = ctx.text();
        let loaded = session.load(loan).await?;
        let agreement = &loaded.loan.agreement;
        let fields = fields(&self.open, agreement.digest, ctx)?;
        let extras = Extras {
            files,
            named: self.rows(loan, ctx)?,
            fields: passkeys::fields(records, fields, agreement, text)?,
            notices: self.notices(loan)?,
            passkeys: records.iter().map(|record| record.passkey.clone()).collect(),
        };
        let file = collected(&session, loan, extras).await?;
        let genesis = session.ledger.genesis();
        Ok((file, genesis))
    }

    /// The rows of statements that `iou import` put on the record of `loan`, where they are asked for; the account's key opens them.
    fn rows(&self, loan: LoanId, ctx: &Context) -> Result<Vec<Vec<u8>>> {
        if !self.receipts {
            return Ok(Vec::new());
        }
        let kept = ReceiptStore::under(&ctx.config.home).all(ctx.root()?)?;
        for why in &kept.unreadable {
            ctx.printer.warn(&why.message(ctx.text()));
        }
        Ok(kept
            .rows
            .iter()
            .filter(|row| row.loan == loan)
            .map(StatementRow::bytes)
            .collect())
    }

    /// What the sender's records say of messages about `loan`: JSON as `iou remind show ID --json` prints it, one after the other.
    fn notices(&self, loan: LoanId) -> Result<Vec<serde_json::Value>> {
        let mut all = Vec::new();
        for path in &self.notices {
            let text = textfile::read(path)?;
            let before = all.len();
            for value in serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>() {
                let mut value = value.map_err(|why| iou_files::Error::Io {
                    path: path.display().to_string(),
                    reason: why.to_string(),
                })?;
                // Without the envelope of the program's output.
                let value = match value.get_mut("data") {
                    Some(data) => data.take(),
                    None => value,
                };
                all.extend(about(value, loan));
            }
            if all.len() == before {
                return Err(Error::EvidenceForeign {
                    reason: path.display().to_string(),
                });
            }
        }
        Ok(all)
    }

    /// The anchors with the ending of each, which says of what kind it is.
    fn anchors(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let read = |path: &PathBuf| {
            let bytes = std::fs::read(path).map_err(Error::io(path))?;
            Ok((ending(path)?, bytes))
        };
        self.anchor.iter().map(read).collect()
    }
}

/// The file of a loan as of the newest final block, while a person sees how far it is.
pub(super) async fn collected(session: &Session<'_>, loan: LoanId, extras: Extras) -> Result<Vec<u8>> {
    let text = session.text();
    let progress = session.ctx.printer.progress(text.tr("progress-history"));
    let file = collect::collect(&session.ledger, loan, extras, |found, all| {
        let count = [
            ("found", found.to_string().into()),
            ("all", all.to_string().into()),
        ];
        progress.say(text.tr_with("progress-history-count", &count));
    });
    Ok(file.await?)
}

/// The personal fields, those of `--open` with their salts. Without `--open` no key is asked for, and the file has none.
pub(super) fn fields(open: &[String], digest: Digest, ctx: &Context) -> Result<Vec<Field>> {
    if open.is_empty() {
        return Ok(Vec::new());
    }
    // The words of the agreement are no secret; their field goes with every other.
    let mut open = open.to_vec();
    let kept = ctx.private().kept(ctx.signer()?, digest)?;
    if kept.fields.iter().any(|field| field.name == WORDING) {
        open.push(WORDING.into());
    }
    Ok(opening::choose(&kept, &open)?)
}

/// What a record says of `loan`, without what it says of others: a message may tell of several loans at once, and its words
/// then go with none of them. None where it does not speak of the loan.
fn about(mut record: serde_json::Value, loan: LoanId) -> Option<serde_json::Value> {
    let is_of_loan = |value: &serde_json::Value| value["loan"].as_u64() == Some(loan);
    let Some(notices) = record
        .get_mut("notices")
        .and_then(|notices| notices.as_array_mut())
    else {
        return Some(record).filter(|record| is_of_loan(&record["task"]));
    };
    let all = notices.len();
    notices.retain(is_of_loan);
    let kept = notices.len();
    if kept < all {
        let _ = record.as_object_mut()?.remove("body");
    }
    (kept > 0).then_some(record)
}

/// `tsr` for a token, `ots` for an OpenTimestamps proof.
fn ending(path: &Path) -> Result<String> {
    let known = path.extension().and_then(|ending| ending.to_str());
    let known = known.filter(|ending| ["tsr", "ots"].contains(ending));
    known.map(str::to_owned).ok_or_else(|| Error::Argument {
        name: "--anchor".into(),
        value: path.display().to_string(),
        why: Text::english().tr("why-anchor"),
    })
}

/// The chain that a file names: whether that is the right one is for the reader's own specification to say.
///
/// Errors: [`Error::EvidenceUnreadable`] for a file that is none.
fn named_in(file: &[u8], name: &str, ctx: &Context) -> Result<Genesis> {
    let manifest = verify::container::read(file).and_then(|parts| verify::manifest::Manifest::of(&parts));
    let manifest =
        manifest.map_err(|error| crate::commands::prove::verify::unreadable(name, file, &error, ctx))?;
    Ok(Genesis::bare(manifest.genesis.0, Vec::new()))
}

/// Holds a new file to what everybody will hold it to: what is not proved to us is not written.
///
/// Errors: [`Error::EvidenceForeign`] or [`iou_ledger::Error::Evidence`] with the first thing that is false.
pub(super) fn check(file: &[u8], genesis: &Genesis) -> Result<VerificationReport> {
    let report = verify::verify_by(file, genesis, &Certificates::default());
    let first = report
        .items
        .iter()
        .find_map(|item| item.error.as_ref().map(|error| (item.check, error)));
    match first {
        // What the user added, not what the node answered.
        Some(("file" | "anchor" | "passkey" | "cms", error)) => Err(Error::EvidenceForeign {
            reason: error.to_string(),
        }),
        Some((check, error)) => Err(iou_ledger::Error::Evidence {
            reason: format!("{check}: {error}"),
        }
        .into()),
        None => Ok(report),
    }
}

shapes! {
    "evidence": Written::<()>::default() => "{block: null, bytes: number, core: text, file: text, loan: number, missing: number, proved: number, sha256: text, stated: number}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_of_messages_says_nothing_of_other_loans() {
        let one = json!({"message": {"id": "a"}, "notices": [{"loan": 7}], "body": {"text": "seven"}});
        assert_eq!(about(one.clone(), 7), Some(one.clone()));
        assert_eq!(about(one, 8), None);
        let digest = json!({"message": {"id": "b"}, "notices": [{"loan": 7}, {"loan": 8}], "body": {"text": "seven, eight"}});
        let kept = json!({"message": {"id": "b"}, "notices": [{"loan": 7}]});
        assert_eq!(about(digest, 7), Some(kept));
        let task = json!({"task": {"loan": 7}});
        assert_eq!(about(task.clone(), 7), Some(task.clone()));
        assert_eq!(about(task, 8), None);
    }
}
