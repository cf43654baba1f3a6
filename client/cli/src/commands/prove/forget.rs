//! `iou forget`: destroys values and salts of personal fields on this machine. The commitments stay, on the chain and
//! here, and say nothing any more; evidence then says that the fields are withheld.
//! Source: 个人信息保护法 47, the right to erasure.

use clap::Args;
use iou_base::hex0x;
use serde::Serialize;
use terms::{Digest, LoanId};

use crate::confirm::ask;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use iou_evidence::disclosure::WORDING;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Forget {
    #[arg(value_name = "LOAN")]
    pub loan: String,
    #[arg(long, value_name = "FIELD")]
    pub field: Vec<String>,
}

/// What was destroyed, for programs, and what is left.
#[derive(Debug, Default, Serialize)]
struct Forgotten<'a> {
    /// Of the terms, 0x hexadecimal.
    digest: String,
    forgotten: &'a [String],
    left: Vec<&'a String>,
}

pub(crate) async fn run(args: Forget, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let digest = digest_of(&args.loan, ctx).await?;
    let signer = ctx.signer()?;
    let store = ctx.private();
    let kept = store.kept(signer, digest)?;
    // What pins the clauses of the text is nothing personal.
    let all = kept
        .fields
        .iter()
        .map(|field| &field.name)
        .filter(|name| *name != WORDING);
    let mut names: Vec<String> = match args.field.is_empty() {
        true => all.cloned().collect(),
        false => args.field,
    };
    names.sort();
    names.dedup();
    if let Some(name) = names
        .iter()
        .find(|name| kept.fields.iter().all(|field| field.name != **name))
    {
        return Err(iou_ledger::private::unknown(name, &kept.fields).into());
    }
    if !names.is_empty() {
        // With their values: which loan a number stands for is a node's word, and what is gone is gone.
        let going = kept.fields.iter().filter(|field| names.contains(&field.name));
        let mut lines = vec![(text.tr("label-digest"), hex0x(digest))];
        lines.extend(going.map(|field| (field.name.clone(), field.value.clone())));
        lines.push((text.tr("label-consequence"), text.tr("forget-after")));
        ask(ctx, "forget-heading", "forget-question", lines)?;
        store.forget(signer, digest, &names)?;
    }
    let left = kept
        .fields
        .iter()
        .map(|field| &field.name)
        .filter(|name| !names.contains(name));
    let left: Vec<_> = left.collect();
    let data = Forgotten {
        digest: hex0x(digest),
        forgotten: &names,
        left,
    };
    ctx.printer.data(&data, |text| match names.is_empty() {
        true => text.tr("forget-nothing"),
        false => text.tr_with("forget-done", &[("count", names.len().to_string().into())]),
    })
}

/// The digest of a loan's terms: given as such, or asked of the chain by the loan's number.
async fn digest_of(loan: &str, ctx: &Context) -> Result<Digest> {
    let mut digest = [0; 32];
    if let Some(digits) = loan.strip_prefix("0x") {
        if hex::decode_to_slice(digits, &mut digest).is_ok() {
            return Ok(digest);
        }
    }
    let Ok(number) = loan.parse::<LoanId>() else {
        return Err(Error::Argument {
            name: "LOAN".into(),
            value: loan.into(),
            why: ctx.text().tr("why-loan-or-digest"),
        });
    };
    let session = Session::open(ctx).await?;
    Ok(session.load(number).await?.loan.agreement.digest)
}

shapes! {
    "forget": Forgotten::default() => "{digest: text, forgotten: [], left: []}";
}
