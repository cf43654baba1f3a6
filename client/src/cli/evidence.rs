//! `iou evidence`: collects a loan's evidence into one file and checks it before it is written; or adds an outside anchor
//! to a file that is there. `--pdf` prints a certificate beside it. Reads only; a key is needed to open personal fields.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use terms::{Digest, LoanId};

use super::context::Context;
use super::desk::Desk;
use crate::error::{Error, Result};
use crate::evidence::collect::{self, Extras};
use crate::evidence::disclosure::{Field, WORDING};
use crate::evidence::opening;
use crate::evidence::verify::{self, Genesis, Report, Verdict};
use crate::files;
use crate::output::pairs;

#[derive(Debug, Args)]
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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["loan", "attach"], requires = "anchor")]
    #[cfg_attr(feature = "pdf", arg(conflicts_with = "pdf"))]
    pub add_to: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub anchor: Vec<PathBuf>,
    #[cfg(feature = "pdf")]
    #[command(flatten)]
    pub certificate: super::verify::Certificate,
}

impl Evidence {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let anchors = self.anchors()?;
        let (file, genesis) = match (&self.add_to, self.loan) {
            (Some(path), _) => {
                let file = super::verify::read(path)?;
                let genesis = named_in(&file)?;
                (file, genesis)
            }
            (None, Some(loan)) => self.collect(loan, ctx).await?,
            // clap asks for one of the two.
            (None, None) => {
                return Err(Error::Usage {
                    reason: "LOAN".into(),
                })
            }
        };
        let file = match anchors.is_empty() {
            true => file,
            false => collect::add_anchors(&file, &anchors)?,
        };
        let report = check(&file, &genesis)?;
        files::replace(&self.output, &file).map_err(Error::io(&self.output))?;
        #[cfg(feature = "pdf")]
        self.certificate.print(&file, &report)?;
        let Some(case) = &report.case else {
            return Err(Error::EvidenceFalse { count: "1".into() });
        };
        let data = json!({
            "file": self.output.display().to_string(),
            "bytes": file.len(),
            "sha256": hex::encode(case.file),
            "core": hex::encode(case.core),
            "loan": case.manifest.loan,
            "block": case.manifest.block,
            "proved": report.count(Verdict::Proved),
            "stated": report.count(Verdict::Stated),
            "missing": report.count(Verdict::Missing),
        });
        ctx.printer.data(&data, |text| {
            let missing = report.count(Verdict::Missing).to_string();
            pairs(vec![
                (text.tr("label-file"), self.output.display().to_string()),
                (text.tr("label-bytes"), file.len().to_string()),
                (text.tr("label-sha256"), hex::encode(case.file)),
                (text.tr("label-core"), hex::encode(case.core)),
                (text.tr("label-block"), case.manifest.block.number.to_string()),
                (
                    text.tr("evidence-proved"),
                    report.count(Verdict::Proved).to_string(),
                ),
                (
                    text.tr("evidence-stated"),
                    report.count(Verdict::Stated).to_string(),
                ),
                (text.tr("evidence-missing"), missing),
            ])
        })
    }

    /// The file, and the chain that it was collected from.
    async fn collect(&self, loan: LoanId, ctx: &Context) -> Result<(Vec<u8>, Genesis)> {
        let files = self
            .attach
            .iter()
            .map(|path| std::fs::read(path).map_err(Error::io(path)));
        let files = files.collect::<Result<_>>()?;
        let desk = Desk::open(ctx).await?;
        let text = ctx.text();
        let found = desk.find(loan).await?;
        let extras = Extras {
            files,
            fields: self.fields(found.loan.agreement.digest, ctx)?,
            notices: self.notices(loan)?,
        };
        let progress = ctx.printer.progress(text.tr("progress-history"));
        let file = collect::collect(&desk.ledger, loan, extras, |found, all| {
            let count = [
                ("found", found.to_string().into()),
                ("all", all.to_string().into()),
            ];
            progress.say(text.tr_with("progress-history-count", &count));
        })
        .await?;
        let chain = desk.ledger.conn.chain();
        let genesis = Genesis {
            hash: chain.genesis.0,
            name: chain.name.clone(),
            token_symbol: chain.token_symbol.clone(),
            token_decimals: chain.token_decimals,
            ledgers: vec![terms::AccountId(desk.ledger.address.0)],
        };
        Ok((file, genesis))
    }

    /// The personal fields, those of `--open` with their salts. Without `--open` no key is asked for, and the file has none.
    fn fields(&self, digest: Digest, ctx: &Context) -> Result<Vec<Field>> {
        if self.open.is_empty() {
            return Ok(Vec::new());
        }
        // The words of the agreement are no secret; their field goes with every other.
        let mut open = self.open.clone();
        let kept = ctx.private().kept(ctx.signer()?, digest)?;
        if kept.fields.iter().any(|field| field.name == WORDING) {
            open.push(WORDING.into());
        }
        opening::choose(&kept, &open)
    }

    /// What the sender's records say of messages about `loan`: JSON as `iou remind show ID --json` prints it, one after the other.
    fn notices(&self, loan: LoanId) -> Result<Vec<serde_json::Value>> {
        let mut all = Vec::new();
        for path in &self.notices {
            let text = std::fs::read(path).map_err(Error::io(path))?;
            let before = all.len();
            for value in serde_json::Deserializer::from_slice(&text).into_iter::<serde_json::Value>() {
                let mut value = value.map_err(|why| Error::Io {
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

/// What a record says of `loan`, without what it says of others: a message may tell of several loans at once, and its words
/// then go with none of them. None where it does not speak of the loan.
fn about(mut record: serde_json::Value, loan: LoanId) -> Option<serde_json::Value> {
    let is_of_loan = |value: &serde_json::Value| value["loan"].as_u64() == Some(loan);
    let Some(notices) = record
        .get_mut("notices")
        .and_then(|notices| notices.as_array_mut())
    else {
        return Some(record).filter(|record| is_of_loan(&record["poke"]));
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
        why: crate::text::Text::english().tr("why-anchor"),
    })
}

/// The chain that a file names: whether that is the right one is for the reader's own specification to say.
///
/// Errors: [`Error::EvidenceForeign`] for a file that is none.
fn named_in(file: &[u8]) -> Result<Genesis> {
    let manifest = verify::container::read(file).and_then(|parts| verify::manifest::Manifest::of(&parts));
    let manifest = manifest.map_err(|flaw| Error::EvidenceForeign {
        reason: flaw.to_string(),
    })?;
    Ok(Genesis {
        hash: manifest.genesis.0,
        name: String::new(),
        token_symbol: String::new(),
        token_decimals: 0,
        ledgers: Vec::new(),
    })
}

/// Holds a new file to what everybody will hold it to: what is not proved to us is not written.
///
/// Errors: [`Error::EvidenceForeign`] or [`Error::Evidence`] with the first thing that is false.
fn check(file: &[u8], genesis: &Genesis) -> Result<Report> {
    let report = verify::verify(file, genesis);
    let first = report
        .items
        .iter()
        .find_map(|item| item.flaw.as_ref().map(|flaw| (item.check, flaw)));
    match first {
        // What the user added, not what the node answered.
        Some(("file" | "anchor", flaw)) => Err(Error::EvidenceForeign {
            reason: flaw.to_string(),
        }),
        Some((check, flaw)) => Err(Error::Evidence {
            reason: format!("{check}: {flaw}"),
        }),
        None => Ok(report),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_messages_says_nothing_of_other_loans() {
        let one = json!({"message": {"id": "a"}, "notices": [{"loan": 7}], "body": {"text": "seven"}});
        assert_eq!(about(one.clone(), 7), Some(one.clone()));
        assert_eq!(about(one, 8), None);
        let digest = json!({"message": {"id": "b"}, "notices": [{"loan": 7}, {"loan": 8}], "body": {"text": "seven, eight"}});
        let kept = json!({"message": {"id": "b"}, "notices": [{"loan": 7}]});
        assert_eq!(about(digest, 7), Some(kept));
        let poke = json!({"poke": {"loan": 7}});
        assert_eq!(about(poke.clone(), 7), Some(poke.clone()));
        assert_eq!(about(poke, 8), None);
    }
}
