//! `iou agreement`: the text of a loan's terms as both parties signed them, in Chinese, English or both; of a form before
//! it is proposed; and the way back: which terms a text says, to the last sign. Personal fields stand in it where the
//! holder opens them.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{json, Map};
use terms::{Digest, Event, LoanId, Terms};

use super::context::Context;
use super::desk::Desk;
use crate::error::{Error, Result};
use crate::evidence::agreement::{self, Details};
use crate::evidence::{disclosure, opening};
use crate::files;
use crate::form::{self, sha256, Setting};
use crate::text::Lang;
use crate::view::{address, hex0x};

/// What stands between two languages in one file.
const BETWEEN: &str = "\n\n";

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct AgreementArgs {
    #[arg(value_name = "LOAN", required_unless_present_any = ["form", "read"])]
    pub loan: Option<LoanId>,
    #[arg(long, value_name = "FORM", conflicts_with_all = ["loan", "read", "open"])]
    pub form: Option<PathBuf>,
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["both", "open", "output"])]
    pub read: Option<PathBuf>,
    #[arg(long)]
    pub both: bool,
    #[arg(long, value_name = "FIELD")]
    pub open: Vec<String>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Terms with what is shown of the people in them.
struct Subject {
    terms: Terms,
    details: Details,
}

pub(super) async fn run(args: AgreementArgs, ctx: &Context) -> Result<()> {
    if let Some(path) = &args.read {
        return read(path, args.loan, ctx).await;
    }
    let subject = match (&args.form, args.loan) {
        (Some(form), _) => draft(form, ctx).await?,
        (None, Some(loan)) => signed(loan, &args.open, ctx).await?,
        (None, None) => unreachable!("clap asks for one of them"),
    };
    let langs = match (args.both, ctx.text().lang()) {
        (true, _) => vec![Lang::Zh, Lang::En],
        (false, lang) => vec![lang],
    };
    let texts: Vec<_> = langs
        .iter()
        .map(|lang| {
            (
                lang.tag(),
                agreement::render_with(&subject.terms, &subject.details, *lang),
            )
        })
        .collect();
    let whole = texts
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<Vec<_>>()
        .join(BETWEEN);
    if let Some(path) = &args.output {
        // A file with names and numbers in it is for its owner alone.
        let personal = subject.details.values().any(Option::is_some);
        let write = if personal {
            files::replace_private
        } else {
            files::replace
        };
        write(path, whole.as_bytes()).map_err(Error::io(path))?;
    }
    let data = json!({
        "loan": args.loan,
        "digest": hex0x(&subject.terms.digest(sha256)),
        "wording": hex0x(&agreement::wording_digest()),
        "file": args.output.as_ref().map(|path| path.display().to_string()),
        "texts": texts.iter().map(|(tag, text)| ((*tag).to_owned(), text.as_str().into())).collect::<Map<_, _>>(),
    });
    ctx.printer.data(&data, |text| match &args.output {
        Some(path) => text.tr_with(
            "agreement-written",
            &[("path", path.display().to_string().into())],
        ),
        None => whole,
    })
}

/// The terms that both parties signed, from the event of their proposal.
async fn proposed(desk: &Desk<'_>, loan: LoanId) -> Result<Terms> {
    let found = desk.find(loan).await?;
    let first = desk
        .ledger
        .history(loan, desk.at.block_number(), |_, _| {})
        .await?;
    let digest = found.loan.agreement.digest;
    let terms = first.into_iter().find_map(|placed| match placed.event {
        Event::LoanProposed(proposed) => Some(proposed.terms),
        _ => None,
    });
    let amendments = found.loan.agreement.amendments;
    if amendments > 0 {
        let note = [
            ("loan", loan.to_string().into()),
            ("amendments", amendments.to_string().into()),
        ];
        desk.ctx
            .printer
            .note(&desk.text().tr_with("agreement-amended", &note));
    }
    terms
        .filter(|terms| terms.digest(sha256) == digest)
        .ok_or_else(|| Error::Unsound {
            loan: loan.to_string(),
            sequence: "0".into(),
            reason: hex0x(&digest),
        })
}

async fn signed(loan: LoanId, open: &[String], ctx: &Context) -> Result<Subject> {
    let desk = Desk::open(ctx).await?;
    let terms = proposed(&desk, loan).await?;
    let details = match open.is_empty() {
        true => Details::new(),
        false => {
            let kept = ctx.private().kept(ctx.signer()?, terms.digest(sha256))?;
            disclosure::details(&opening::choose(&kept, open)?)
        }
    };
    Ok(Subject { terms, details })
}

/// What a form becomes, with everything that stands in it.
async fn draft(path: &Path, ctx: &Context) -> Result<Subject> {
    let contents = std::fs::read_to_string(path).map_err(Error::io(path))?;
    let desk = Desk::open(ctx).await?;
    let account = |name: &str| ctx.account_of(name);
    let setting = Setting {
        text: ctx.text(),
        chain: desk.ledger.conn.chain(),
        now_ms: desk.now_ms,
        account: &account,
        rates: &desk.rates,
        wording: agreement::wording_digest(),
    };
    let filled = form::read(&path.display().to_string(), &contents, &setting)?;
    ctx.printer.note(&ctx.text().tr("agreement-draft"));
    let fields = filled.private.iter();
    let details = fields
        .filter(|field| field.name != disclosure::WORDING)
        .map(|field| (field.name.clone(), Some(field.value.clone())))
        .collect();
    Ok(Subject {
        terms: filled.terms,
        details,
    })
}

/// Which terms a text says, and whether they are those of `loan`.
async fn read(path: &Path, loan: Option<LoanId>, ctx: &Context) -> Result<()> {
    let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
    let terms = understood(path, &text, ctx)?;
    let digest = terms.digest(sha256);
    if let Some(loan) = loan {
        let desk = Desk::open(ctx).await?;
        let expected = desk.find(loan).await?.loan.agreement.digest;
        if expected != digest {
            let digests = [
                ("found", hex0x(&digest).into()),
                ("expected", hex0x(&expected).into()),
            ];
            return Err(wrong(path, ctx.text().tr_with("why-agreement-other", &digests)));
        }
    }
    let data = json!({
        "digest": hex0x(&digest), "loan": loan,
        "lender": address(terms.lender), "borrower": address(terms.borrower),
    });
    ctx.printer.data(&data, |text| said(text, &digest, loan))
}

fn said(text: &crate::Text, digest: &Digest, loan: Option<LoanId>) -> String {
    let digest = ("digest", hex0x(digest).into());
    match loan {
        Some(loan) => text.tr_with("agreement-same", &[("loan", loan.to_string().into()), digest]),
        None => text.tr_with("agreement-read", &[digest]),
    }
}

/// The terms of a text in one language, or in two that say the same.
fn understood(path: &Path, text: &str, ctx: &Context) -> Result<Terms> {
    let why = |text: &str, before: usize| {
        agreement::parse(text).map_err(|e| {
            let line = [("line", (before + e.line).to_string().into())];
            wrong(path, ctx.text().tr_with("why-agreement-line", &line))
        })
    };
    let Some((first, second)) = text.split_once("\n\n\n") else {
        return why(text, 0);
    };
    let first = format!("{first}\n");
    let one = why(&first, 0)?;
    if why(second, first.lines().count() + 2)? != one {
        return Err(wrong(path, ctx.text().tr("why-agreement-two")));
    }
    Ok(one)
}

fn wrong(path: &Path, why: String) -> Error {
    Error::AgreementText {
        path: path.display().to_string(),
        why,
    }
}
