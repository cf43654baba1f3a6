//! `iou forget`: destroys values and salts of personal fields on this machine, and the rows of statements that `iou import` put on
//! record. The commitments and the rows' digests stay, on the chain and here, and say nothing any more; evidence then says that the
//! fields are withheld, and the receipt cannot be opened.
//! Source: 个人信息保护法 47, the right to erasure.

use std::collections::BTreeSet;

use clap::Args;
use iou_base::hex0x;
use serde::Serialize;
use terms::{Digest, LoanId};

use crate::confirm::ask;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use iou_evidence::disclosure::WORDING;
use iou_evidence::row::StatementRow;
use iou_ledger::private::receipts::ReceiptStore;
use iou_ledger::private::Kept;

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
    /// Of the terms or of the row, 0x hexadecimal.
    digest: String,
    forgotten: &'a [String],
    left: Vec<&'a String>,
    /// Digests of the rows of statements that were destroyed.
    receipts: Vec<String>,
}

/// What is to be forgotten.
struct Subject<'c> {
    /// Of a loan's terms, or of a row.
    digest: Digest,
    /// The loan, where its number was given, and where its history is read.
    loan: Option<(LoanId, Session<'c>)>,
}

pub(crate) async fn run(args: Forget, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let subject = Subject::of(&args.loan, ctx).await?;
    let digest = subject.digest;
    let signer = ctx.signer()?;
    let store = ctx.private();
    // Rows are sealed to the account's own key, whatever key has its part in the loan.
    let receipts = ReceiptStore::under(&ctx.config.home);
    let rows = match args.field.is_empty() {
        true => {
            let all = receipts.all(ctx.root()?)?;
            // Of which loan these are nobody can say; the message names the file.
            for why in &all.unreadable {
                ctx.printer.warn(&why.message(text));
            }
            subject.rows(all.rows).await?
        }
        false => Vec::new(),
    };
    let kept = match store.kept(signer, digest) {
        // Who imported need not have fields.
        Err(iou_ledger::Error::PrivateNotFound { .. }) if !rows.is_empty() => Kept::default(),
        kept => kept?,
    };
    let names = names(args.field, &kept)?;
    if !names.is_empty() || !rows.is_empty() {
        // With their values: which loan a number stands for is a node's word, and what is gone is gone.
        let going = kept.fields.iter().filter(|field| names.contains(&field.name));
        let mut lines = vec![(text.tr("label-digest"), hex0x(digest))];
        lines.extend(going.map(|field| (field.name.clone(), field.value.clone())));
        lines.extend(rows.iter().map(|row| (text.tr("forget-row"), shown(row))));
        if !names.is_empty() {
            lines.push((text.tr("label-consequence"), text.tr("forget-after")));
        }
        if !rows.is_empty() {
            lines.push((text.tr("label-consequence"), text.tr("forget-row-after")));
        }
        ask(ctx, "forget-heading", "forget-question", lines)?;
        if !names.is_empty() {
            store.forget(signer, digest, &names)?;
        }
        for row in &rows {
            receipts.forget(&ctx.root()?.account(), &row.digest())?;
        }
    }
    let fields = kept.fields.iter().map(|field| &field.name);
    let data = Forgotten {
        digest: hex0x(digest),
        forgotten: &names,
        left: fields.filter(|name| !names.contains(name)).collect(),
        receipts: rows.iter().map(|row| hex0x(row.digest())).collect(),
    };
    ctx.printer.data(&data, |text| {
        let counted = [("forget-done", names.len()), ("forget-row-done", rows.len())];
        let said = counted.into_iter().filter(|(_, count)| *count > 0);
        let said: Vec<String> = said
            .map(|(id, count)| text.tr_with(id, &[("count", count.to_string().into())]))
            .collect();
        match said.is_empty() {
            true => text.tr("forget-nothing"),
            false => said.join("\n"),
        }
    })
}

/// The names of the fields that go: those that were asked for, else all but what pins the clauses of the text, which is nothing
/// personal.
///
/// Errors: one that is not there.
fn names(asked: Vec<String>, kept: &Kept) -> Result<Vec<String>> {
    let fields = kept.fields.iter().map(|field| &field.name);
    let mut names: Vec<String> = match asked.is_empty() {
        true => fields.filter(|name| *name != WORDING).cloned().collect(),
        false => asked,
    };
    names.sort();
    names.dedup();
    let is_there = |name: &String| kept.fields.iter().any(|field| field.name == *name);
    match names.iter().find(|name| !is_there(name)) {
        Some(name) => Err(iou_ledger::private::unknown(name, &kept.fields).into()),
        None => Ok(names),
    }
}

/// A row as whoever is asked recognises it.
fn shown(row: &StatementRow) -> String {
    let parts = [
        &row.day,
        &row.currency,
        &row.amount,
        &row.counterparty,
        &row.account,
        &row.memo,
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    format!("{} ({})", parts.join(" "), hex0x(row.digest()))
}

impl<'c> Subject<'c> {
    /// By a digest, or by the number of a loan, of which the chain is asked for the digest.
    async fn of(loan: &str, ctx: &'c Context) -> Result<Subject<'c>> {
        let mut digest = [0; 32];
        if let Some(digits) = loan.strip_prefix("0x") {
            if hex::decode_to_slice(digits, &mut digest).is_ok() {
                return Ok(Subject { digest, loan: None });
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
        Ok(Subject {
            digest: session.load(number).await?.loan.agreement.digest,
            loan: Some((number, session)),
        })
    }

    /// Those of the rows that stand on this loan's record, or the one that the digest names. The history is read only where a row says
    /// that it is of a loan with this number: rows of other chains do too.
    ///
    /// Errors: [`Error::RowsUnknown`] where the node has forgotten it.
    async fn rows(&self, rows: Vec<StatementRow>) -> Result<Vec<StatementRow>> {
        let Some((number, session)) = &self.loan else {
            return Ok(meant(rows, &BTreeSet::from([self.digest])));
        };
        if rows.iter().all(|row| row.loan != *number) {
            return Ok(Vec::new());
        }
        match session.files_of(*number).await {
            Ok(named) => Ok(meant(rows, &named)),
            Err(Error::Ledger(iou_ledger::Error::NodePruned { url, .. })) => Err(Error::RowsUnknown {
                loan: number.to_string(),
                url,
            }),
            Err(error) => Err(error),
        }
    }
}

/// Those of the rows that have one of these digests.
fn meant(rows: Vec<StatementRow>, digests: &BTreeSet<Digest>) -> Vec<StatementRow> {
    let is_meant = |row: &StatementRow| digests.contains(&row.digest());
    rows.into_iter().filter(is_meant).collect()
}

shapes! {
    "forget": Forgotten::default() => "{digest: text, forgotten: [], left: [], receipts: []}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loan_means_the_rows_on_its_record_and_a_digest_one() {
        let row = |loan: LoanId, memo: &str| StatementRow {
            loan,
            memo: memo.into(),
            ..StatementRow::default()
        };
        let all = vec![row(7, "a"), row(8, "b"), row(7, "c")];
        let memos = |named: &[Digest]| -> Vec<String> {
            let rows = meant(all.clone(), &named.iter().copied().collect());
            rows.into_iter().map(|row| row.memo).collect()
        };
        assert_eq!(memos(&[all[0].digest(), all[2].digest()]), ["a", "c"]);
        assert_eq!(memos(&[all[1].digest()]), ["b"]);
        // That of a loan with the same number on another chain.
        assert!(memos(&[[7; 32]]).is_empty());
    }
}
