//! The rows that went on record: kept with their salts, told when they come again.

use std::collections::BTreeMap;

use terms::{Digest, LoanId, State};

use super::expected::Seat;
use crate::context::Context;
use crate::error::Result;
use crate::session::{LoadedLoan, Session};
use iou_evidence::row::{StatementRow, FORMAT, SCHEMA};
use iou_evidence::verify::history;
use iou_evidence::verify::manifest::Hex;
use iou_import::{Row, Statement};
use iou_ledger::private::receipts::ReceiptStore;
use iou_ledger::signer::Signer;

/// The rows of the chosen account. They are sealed to the account's own key, whatever key has its part in a loan.
pub(super) struct KeptRows<'s> {
    store: ReceiptStore,
    signer: &'s Signer,
    rows: Vec<StatementRow>,
}

/// A row of a statement that was used before.
pub(super) struct Before {
    /// Its place in the statement.
    pub(super) row: usize,
    /// For which loan.
    pub(super) loan: LoanId,
    pub(super) digest: Digest,
    /// Whether its digest is on record; else it was signed for and may still get there.
    pub(super) is_on_record: bool,
}

impl<'s> KeptRows<'s> {
    pub(super) fn of(ctx: &Context, signer: &'s Signer) -> Result<KeptRows<'s>> {
        let store = ReceiptStore::under(&ctx.config.home);
        let rows = store.all(signer)?;
        Ok(KeptRows { store, signer, rows })
    }

    /// Keeps a row for a loan, with a new salt; returns what a step names as its receipt.
    pub(super) fn keep(&self, row: &Row, loaded: &LoadedLoan) -> Result<Digest> {
        Ok(self.store.put(self.signer, of(row, loaded))?)
    }

    /// Forgets a row for which nothing was signed.
    pub(super) fn forget(&self, digest: &Digest) -> Result<()> {
        Ok(self.store.forget(&self.signer.account(), digest)?)
    }

    /// The rows of a statement that were used before.
    pub(super) async fn before(
        &self,
        session: &Session<'_>,
        seats: &BTreeMap<LoanId, Seat>,
        statement: &Statement,
    ) -> Result<Vec<Before>> {
        let mut found = Vec::new();
        for (at, row) in statement.rows.iter().enumerate() {
            for kept in self.rows.iter().filter(|kept| is_same(kept, row)) {
                let digest = kept.digest();
                let is_on_record = match seats.get(&kept.loan) {
                    Some(seat) => waits(&seat.loaded, &digest) || has(session, kept.loan, &digest).await?,
                    None => has(session, kept.loan, &digest).await?,
                };
                found.push(Before {
                    row: at,
                    loan: kept.loan,
                    digest,
                    is_on_record,
                });
            }
        }
        Ok(found)
    }
}

/// What is kept of a row, but for the salt.
fn of(row: &Row, loaded: &LoadedLoan) -> StatementRow {
    let terms = &loaded.loan.agreement.terms;
    let amount = row.amount.amount(loaded.unit.decimals).unwrap_or_default();
    StatementRow {
        account: row.account.clone(),
        amount: loaded.unit.number(amount),
        counterparty: row.counterparty.clone(),
        currency: row.currency.clone(),
        day: row.day_in(terms.utc_offset).to_string(),
        direction: row.direction.name().into(),
        format: FORMAT.into(),
        id: row.id.clone(),
        kind: row.kind.clone(),
        loan: loaded.loan.id,
        memo: row.memo.clone(),
        salt: Hex([0; 32]),
        schema: SCHEMA,
        source: row.source.name().into(),
        time: time_of(row),
    }
}

/// Day and time as the source has them.
fn time_of(row: &Row) -> String {
    match row.at.second {
        Some(second) => format!(
            "{} {:02}:{:02}:{:02}",
            row.at.day,
            second / 3_600,
            second / 60 % 60,
            second % 60
        ),
        None => row.at.day.to_string(),
    }
}

/// Whether a kept row is of the same payment: by the source's own number, or by all that is said of it.
fn is_same(kept: &StatementRow, row: &Row) -> bool {
    let amount = iou_import::Decimal::parse(&kept.amount);
    if kept.source != row.source.name()
        || kept.direction != row.direction.name()
        || amount != Some(row.amount)
    {
        return false;
    }
    match (kept.id.is_empty(), row.id.is_empty()) {
        (false, false) => kept.id == row.id,
        _ => {
            let said = (&kept.time, &kept.currency, &kept.counterparty, &kept.memo);
            said == (&time_of(row), &row.currency, &row.counterparty, &row.memo)
        }
    }
}

/// Whether something that waits for an answer names the digest.
fn waits(loaded: &LoadedLoan, digest: &Digest) -> bool {
    match &loaded.loan.state {
        State::Signed(signed) => signed
            .delivery
            .is_some_and(|delivery| delivery.receipt == Some(*digest)),
        state => {
            let reports = state
                .running()
                .map(|running| running.reports.as_slice())
                .unwrap_or_default();
            reports.iter().any(|report| report.receipt == Some(*digest))
        }
    }
}

/// Whether an event of a loan names the digest.
async fn has(session: &Session<'_>, loan: LoanId, digest: &Digest) -> Result<bool> {
    let last = session.at.block_number();
    let history = session.ledger.history(loan, last, |_, _| {}).await?;
    Ok(history
        .iter()
        .flat_map(|placed| history::files(&placed.event))
        .any(|(_, named)| named == *digest))
}
