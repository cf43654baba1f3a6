//! The rows that went on record: kept with their salts, told when they come again.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use terms::{Digest, LoanId};

use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use iou_evidence::row::StatementRow;
use iou_import::{Decimal, Direction, Moment, Row, Source, Statement};
use iou_ledger::private::receipts::{ReceiptStore, RowsLock};
use iou_ledger::signer::Signer;

/// The rows of the chosen account. They are sealed to the account's own key, whatever key has its part in a loan.
pub(super) struct KeptRows<'s> {
    store: ReceiptStore,
    signer: &'s Signer,
    rows: Vec<Kept>,
    /// Files that cannot be opened.
    pub(super) unreadable: Vec<iou_ledger::Error>,
    /// While rows are being used up.
    _lock: Option<RowsLock>,
}

/// A row on this machine.
struct Kept {
    loan: LoanId,
    digest: Digest,
    row: Row,
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
    /// Errors: [`iou_ledger::Error::RowsBusy`] where they are `for_steps` and another import is at them.
    pub(super) fn of(ctx: &Context, signer: &'s Signer, for_steps: bool) -> Result<KeptRows<'s>> {
        let store = ReceiptStore::under(&ctx.config.home);
        let lock = for_steps.then(|| store.lock(&signer.account())).transpose()?;
        let kept = store.all(signer)?;
        let rows = kept.rows.iter().filter_map(|kept| {
            let row = row_of(kept)?;
            Some(Kept {
                loan: kept.loan,
                digest: kept.digest(),
                row,
            })
        });
        Ok(KeptRows {
            rows: rows.collect(),
            unreadable: kept.unreadable,
            store,
            signer,
            _lock: lock,
        })
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
    pub(super) async fn before(&self, session: &Session<'_>, statement: &Statement) -> Result<Vec<Before>> {
        let mut named: BTreeMap<LoanId, BTreeSet<Digest>> = BTreeMap::new();
        let mut seen: Vec<(&Kept, bool)> = Vec::new();
        for kept in &self.rows {
            if statement.rows.iter().any(|row| row.is_same_payment(&kept.row)) {
                let digests = match named.entry(kept.loan) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => place.insert(on_record(session, kept.loan).await?),
                };
                seen.push((kept, digests.contains(&kept.digest)));
            }
        }
        Ok(used(&seen, statement))
    }
}

/// The digests that the events of a loan name. Of a loan whose events the node has forgotten none is known to be on record: what was
/// signed for may still get there, and is not done again.
async fn on_record(session: &Session<'_>, loan: LoanId) -> Result<BTreeSet<Digest>> {
    match session.files_of(loan).await {
        Err(Error::Ledger(iou_ledger::Error::NodePruned { .. })) => Ok(BTreeSet::new()),
        known => known,
    }
}

/// Which rows of a statement the kept ones are; those on record first. Where a source gives no numbers, two payments can look alike:
/// one that is kept is then one of them.
fn used(seen: &[(&Kept, bool)], statement: &Statement) -> Vec<Before> {
    let mut found: Vec<Before> = Vec::new();
    let (on_record, others): (Vec<_>, Vec<_>) =
        seen.iter().copied().partition(|(_, is_on_record)| *is_on_record);
    for (kept, is_on_record) in on_record.into_iter().chain(others) {
        let same = (0..statement.rows.len()).filter(|at| statement.rows[*at].is_same_payment(&kept.row));
        let taken: BTreeSet<usize> = found.iter().map(|one| one.row).collect();
        let has_number = !kept.row.id.is_empty();
        let free = same.filter(|at| has_number || !taken.contains(at));
        found.extend(
            free.take(if has_number { usize::MAX } else { 1 })
                .map(|row| Before {
                    row,
                    loan: kept.loan,
                    digest: kept.digest,
                    is_on_record,
                }),
        );
    }
    found.sort_by_key(|one| one.row);
    found
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
        id: row.id.clone(),
        kind: row.kind.clone(),
        loan: loaded.loan.id,
        memo: row.memo.clone(),
        source: row.source.name().into(),
        time: time_of(row),
        ..StatementRow::default()
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

/// The row that was kept, as far as it is told apart from others; `None` where a later program kept it.
fn row_of(kept: &StatementRow) -> Option<Row> {
    let source = Source::of(&kept.source)?;
    Some(Row {
        at: Moment::parse(&kept.time)?,
        direction: Direction::of(&kept.direction)?,
        amount: Decimal::parse(&kept.amount)?,
        currency: kept.currency.clone(),
        counterparty: kept.counterparty.clone(),
        memo: kept.memo.clone(),
        id: kept.id.clone(),
        ..Row::unread(source, 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_import::read;

    /// A statement of 招商银行, which has no numbers of payments, or of Alipay, which has.
    fn statement(has_numbers: bool) -> Statement {
        let text = match has_numbers {
            true => "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\n\
                     2026-03-01 09:30:00,转账,李四,1,还款,支出,500.00,余额宝,交易成功,7,,,\n\
                     2026-03-01 09:30:00,转账,李四,1,还款,支出,500.00,余额宝,交易成功,7,,,\n",
            false => "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n\
                      2026-03-01,CNY,-500.00,9.00,转账,李四,还款\n2026-03-01,CNY,-500.00,9.00,转账,李四,还款\n",
        };
        read(text.as_bytes()).unwrap()
    }

    fn kept(row: &Row, digest: u8) -> Kept {
        let written = StatementRow {
            account: row.account.clone(),
            amount: "500.00".into(),
            counterparty: row.counterparty.clone(),
            currency: row.currency.clone(),
            day: row.at.day.to_string(),
            direction: row.direction.name().into(),
            id: row.id.clone(),
            kind: row.kind.clone(),
            loan: 7,
            memo: row.memo.clone(),
            source: row.source.name().into(),
            time: time_of(row),
            ..StatementRow::default()
        };
        Kept {
            loan: 7,
            digest: [digest; 32],
            row: row_of(&written).unwrap(),
        }
    }

    fn found(seen: &[(&Kept, bool)], statement: &Statement) -> Vec<(usize, u8, bool)> {
        used(seen, statement)
            .iter()
            .map(|one| (one.row, one.digest[0], one.is_on_record))
            .collect()
    }

    #[test]
    fn one_row_that_is_kept_is_one_payment_where_two_look_alike() {
        let bank = statement(false);
        let (first, second) = (kept(&bank.rows[0], 1), kept(&bank.rows[0], 2));
        assert_eq!(found(&[(&first, true)], &bank), [(0, 1, true)]);
        assert_eq!(
            found(&[(&first, false), (&second, true)], &bank),
            [(0, 2, true), (1, 1, false)]
        );
        let one = Statement {
            rows: bank.rows[..1].to_vec(),
            ..bank.clone()
        };
        assert_eq!(found(&[(&first, false), (&second, true)], &one), [(0, 2, true)]);
    }

    #[test]
    fn what_has_the_number_of_a_row_that_is_kept_is_that_payment_however_often_it_comes() {
        let wallet = statement(true);
        let first = kept(&wallet.rows[0], 1);
        assert_eq!(found(&[(&first, true)], &wallet), [(0, 1, true), (1, 1, true)]);
    }
}
