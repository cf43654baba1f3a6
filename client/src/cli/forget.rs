//! `iou forget`: destroys values and salts of personal fields on this machine. The commitments stay, on the chain and
//! here, and say nothing any more; evidence then says that the fields are withheld.
//! Source: 个人信息保护法 47, the right to erasure.

use clap::Args;
use serde_json::json;
use terms::{Digest, LoanId};

use super::confirm::ask;
use super::context::Context;
use super::desk::Desk;
use crate::error::{Error, Result};
use crate::evidence::disclosure::WORDING;
use crate::view::hex0x;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Forget {
    #[arg(value_name = "LOAN")]
    pub loan: String,
    #[arg(long, value_name = "FIELD")]
    pub field: Vec<String>,
}

pub(super) async fn run(args: Forget, ctx: &Context) -> Result<()> {
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
        return Err(crate::private::unknown(name, &kept.fields));
    }
    if !names.is_empty() {
        let lines = vec![
            (text.tr("label-digest"), hex0x(&digest)),
            (text.tr("label-fields"), names.join(", ")),
            (text.tr("label-consequence"), text.tr("forget-after")),
        ];
        ask(ctx, "forget-heading", "forget-question", lines)?;
        store.forget(signer, digest, &names)?;
    }
    let left = kept
        .fields
        .iter()
        .map(|field| &field.name)
        .filter(|name| !names.contains(name));
    let left: Vec<_> = left.collect();
    let data = json!({"digest": hex0x(&digest), "forgotten": names, "left": left});
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
    let desk = Desk::open(ctx).await?;
    Ok(desk.find(number).await?.loan.agreement.digest)
}
