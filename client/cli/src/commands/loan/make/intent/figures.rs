//! `iou intent figures`: what an intent of a loan rests on (the signer's counter, what is agreed, the time of a finalised block),
//! for whoever makes one where there is no node. Whoever signs by it can check what is agreed, by its digest, and nothing else.

use std::path::{Path, PathBuf};

use clap::Args;
use scale::{Decode, Encode};
use serde::{Deserialize, Serialize};
use terms::agreement::Amendment;
use terms::{AccountId, Digest, LoanId, Terms};

use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{bound, Session};
use iou_base::{address, hex0x, read_hex};
use iou_files::{Readers, Target, STREAM};
use iou_intent::{Agreed, Fault, Stated, FILE_MAX};

/// What the file calls itself.
const FORMAT: &str = "iou-figures";
const VERSION: u32 = 1;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct FiguresArgs {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// What an intent of a loan rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figures {
    /// The chain.
    pub genesis: Digest,
    /// The contract.
    pub contract: AccountId,
    /// Who signs.
    pub signer: AccountId,
    /// The loan.
    pub loan: LoanId,
    /// What is agreed.
    pub agreed: Agreed,
    /// What a finalised block says.
    pub stated: Stated,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FiguresDocument {
    format: String,
    version: u32,
    genesis: String,
    contract: String,
    signer: String,
    loan: LoanId,
    terms: String,
    amendments: Vec<String>,
    stated: Stated,
}

/// Figures that were written, for programs.
#[derive(Debug, Default, Serialize)]
struct FiguresView<'a> {
    loan: LoanId,
    file: Option<&'a str>,
    figures: FiguresDocument,
}

impl Figures {
    fn document(&self) -> FiguresDocument {
        FiguresDocument {
            format: FORMAT.into(),
            version: VERSION,
            genesis: hex0x(self.genesis),
            contract: address::show(self.contract),
            signer: address::show(self.signer),
            loan: self.loan,
            terms: hex0x(self.agreed.terms.encode()),
            amendments: self
                .agreed
                .amendments
                .iter()
                .map(|it| hex0x(it.encode()))
                .collect(),
            stated: self.stated,
        }
    }

    pub(super) fn to_json(&self) -> String {
        let json = serde_json::to_string_pretty(&self.document()).expect("string keys");
        format!("{json}\n")
    }

    pub(super) fn of_json(bytes: &[u8]) -> Option<Figures> {
        let written: FiguresDocument = serde_json::from_slice(bytes).ok()?;
        if written.format != FORMAT || written.version != VERSION {
            return None;
        }
        Some(Figures {
            genesis: read_hex(&written.genesis)?,
            contract: address::read(&written.contract)?,
            signer: address::read(&written.signer)?,
            loan: written.loan,
            agreed: Agreed {
                terms: whole::<Terms>(&written.terms)?,
                amendments: written
                    .amendments
                    .iter()
                    .map(|it| whole::<Amendment>(it))
                    .collect::<Option<_>>()?,
            },
            stated: written.stated,
        })
    }

    /// Errors: [`Error::IntentFile`], those of reading.
    pub(super) fn read(ctx: &Context, path: &Path) -> Result<Figures> {
        let bytes = iou_files::read(path, FILE_MAX)?;
        Figures::of_json(&bytes).ok_or_else(|| {
            let fault = Fault::Foreign;
            let name = path.display().to_string();
            match crate::intents::faulty(ctx.text(), &name, &fault) {
                Error::IntentFile { path, .. } => Error::IntentFile {
                    path,
                    why: ctx.text().tr("why-figures"),
                },
                other => other,
            }
        })
    }
}

fn whole<T: Decode + Encode>(text: &str) -> Option<T> {
    let bytes = hex::decode(text.strip_prefix("0x")?).ok()?;
    let value = T::decode(&mut &bytes[..]).ok()?;
    (value.encode() == bytes).then_some(value)
}

impl FiguresArgs {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let target = match &self.output {
            Some(path) if path != Path::new(STREAM) => Some(Target::new(path, self.force)?),
            _ => None,
        };
        let session = Session::open(ctx).await?;
        let loaded = session.load(self.loan).await?;
        let figures = Figures {
            genesis: session.ledger.conn.chain().genesis.0,
            contract: AccountId(session.ledger.address.0),
            signer: AccountId(ctx.own_account()?.0),
            loan: self.loan,
            agreed: bound::agreed(&session, &loaded).await?,
            stated: session.stated(Some(&loaded.loan)).await?,
        };
        let json = figures.to_json();
        if let Some(target) = &target {
            target.write(json.as_bytes(), Readers::Owner)?;
        }
        let file = target.as_ref().map(|it| it.path().display().to_string());
        let data = FiguresView {
            loan: self.loan,
            file: file.as_deref(),
            figures: figures.document(),
        };
        ctx.printer.data(&data, |text| match &file {
            Some(file) => text.tr_with("figures-written", &[("path", file.as_str().into())]),
            None => json,
        })
    }
}

shapes! {
    "intent figures": FiguresView::default() => "{figures: {amendments: [], contract: text, format: text, genesis: text, loan: number, signer: text, stated: {block: number, counter: number, time_ms: number}, terms: text, version: number}, file: null, loan: number}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_back_as_they_were_written_and_nothing_else_does() {
        let (lender, borrower) = (AccountId([1; 32]), AccountId([2; 32]));
        let figures = Figures {
            genesis: [3; 32],
            contract: AccountId([4; 32]),
            signer: borrower,
            loan: 7,
            agreed: Agreed::first(terms::sample::bullet(lender, borrower, terms::Day(20_458))),
            stated: Stated {
                counter: 2,
                block: 9,
                time_ms: 1_000,
            },
        };
        let json = figures.to_json();
        assert_eq!(Figures::of_json(json.as_bytes()), Some(figures));
        for other in ["", "{}", &json[1..], &json.replace("iou-figures", "iou-intent")] {
            assert_eq!(Figures::of_json(other.as_bytes()), None);
        }
    }
}
