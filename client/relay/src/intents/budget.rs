//! How much a relay spends for whom, a day: money for two purses, and numbers of intents by key, loan and address. It is
//! counted in the database in the same transaction that takes an intent, so that no two of them spend the same money.
//! Units: millionths of a token; days from midnight to midnight UTC by this machine's clock.

use serde::Serialize;
use sqlx::{AnyConnection, Row};

use super::micro::Micro;
use super::refused::Refused;
use super::settings;
use crate::error::Result;
use iou_base::time::DAY_MS;
use iou_database::Store;

/// Days of which the counts are kept.
const KEPT_DAYS: u64 = 2;

/// Out of which money something is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purse {
    /// Loans that run.
    Running,
    /// New loans.
    New,
}

impl Purse {
    /// Both.
    pub const ALL: [Purse; 2] = [Purse::Running, Purse::New];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Purse::Running => "running",
            Purse::New => "new",
        }
    }

    /// How much there is of it a day.
    pub fn limit(self, budget: &settings::Budget) -> Micro {
        let written = match self {
            Purse::Running => &budget.running,
            Purse::New => &budget.new,
        };
        Micro::parse(written).unwrap_or_default()
    }
}

impl settings::Budget {
    /// What may be spent in a day, out of both purses. Units: the chain's smallest.
    pub fn day(&self, decimals: u8) -> u128 {
        let limit = |purse: &Purse| u128::try_from(purse.limit(self).0).unwrap_or_default();
        let micro: u128 = Purse::ALL.iter().map(limit).sum();
        micro.saturating_mul(10u128.saturating_pow(decimals.into())) / 1_000_000
    }
}

/// For whom something is spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    /// Out of which money.
    pub purse: Purse,
    /// How much, as far as it is known before.
    pub cost: Micro,
    /// Who signed.
    pub signers: Vec<String>,
    /// For which loan, if it has a number and it was neither its lender nor its borrower.
    pub loan: Option<u64>,
    /// From which address it came.
    pub address: String,
    /// Whether it is a new loan of people whom the operator does not know, who share one purse with those that are known.
    pub is_strangers: bool,
}

/// The day of an instant, as the database counts it.
pub fn day_of(now_ms: u64) -> String {
    (now_ms / DAY_MS).to_string()
}

/// Counts `spending` on the day of `now_ms`. Where a budget does not allow it the transaction must be given up.
pub async fn spend(
    store: &Store,
    conn: &mut AnyConnection,
    budget: &settings::Budget,
    spending: &Spending,
    now_ms: u64,
) -> Result<std::result::Result<(), Refused>> {
    let day = day_of(now_ms);
    let purse = (
        spending.purse.name().to_owned(),
        spending.cost.0,
        spending.purse.limit(budget).0,
    );
    let mut counts = vec![("purse", purse, Refused::PurseEmpty)];
    for signer in &spending.signers {
        let one = (signer.clone(), 1, budget.key.into());
        counts.push(("key", one, Refused::BudgetOfKey));
    }
    if let Some(loan) = spending.loan {
        let one = (loan.to_string(), 1, budget.loan.into());
        counts.push(("loan", one, Refused::BudgetOfLoan));
    }
    let one = (spending.address.clone(), 1, budget.address.into());
    counts.push(("address", one, Refused::BudgetOfAddress));
    if spending.is_strangers {
        let one = (spending.address.clone(), 1, budget.drafts.into());
        counts.push(("draft", one, Refused::BudgetOfAddress));
    }
    // In one order for all, so that no two wait for each other.
    counts.sort_by(|(a, x, _), (b, y, _)| (a, &x.0).cmp(&(b, &y.0)));
    for (kind, (subject, more, limit), refused) in counts {
        if add(store, conn, &day, kind, &subject, more).await? > limit {
            return Ok(Err(refused));
        }
    }
    Ok(Ok(()))
}

/// Adds to one count and gives what it is then.
async fn add(
    store: &Store,
    conn: &mut AnyConnection,
    day: &str,
    kind: &str,
    subject: &str,
    more: i64,
) -> Result<i64> {
    let sql = "INSERT INTO relay_budget (day, kind, subject, used) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (day, kind, subject) DO UPDATE SET used = relay_budget.used + excluded.used RETURNING used";
    let row = sqlx::query(sql)
        .bind(day)
        .bind(kind)
        .bind(subject)
        .bind(more)
        .fetch_one(conn)
        .await
        .map_err(|e| store.failed(e))?;
    Ok(row.try_get("used").map_err(|e| store.failed(e))?)
}

/// Corrects what a purse has spent on a day by `more`, which is less than nothing where it cost less than thought.
pub async fn correct(
    store: &Store,
    conn: &mut AnyConnection,
    day: &str,
    purse: &str,
    more: i64,
) -> Result<()> {
    let _used = add(store, conn, day, "purse", purse, more).await?;
    Ok(())
}

/// What each purse has spent on the day of `now_ms`.
pub async fn used(store: &Store, now_ms: u64) -> Result<[(Purse, Micro); 2]> {
    let sql = "SELECT subject, used FROM relay_budget WHERE day = $1 AND kind = 'purse'";
    let rows = sqlx::query(sql)
        .bind(day_of(now_ms))
        .fetch_all(store.pool())
        .await;
    let rows = rows.map_err(|e| store.failed(e))?;
    let mut used = Purse::ALL.map(|purse| (purse, Micro(0)));
    for row in rows {
        let subject: String = row.try_get("subject").map_err(|e| store.failed(e))?;
        for (purse, sum) in &mut used {
            if purse.name() == subject {
                sum.0 = row.try_get("used").map_err(|e| store.failed(e))?;
            }
        }
    }
    Ok(used)
}

/// What forgets the counts of other days than those from $1 to $2. Days have five digits until the year 2243, and are in the order of
/// their texts.
pub(super) const FORGET: &str = "DELETE FROM relay_budget WHERE day < $1 OR day > $2";

/// Forgets the counts of days gone by, with the addresses in them.
pub async fn forget(store: &Store, now_ms: u64) -> Result<()> {
    let today = now_ms / DAY_MS;
    let first = today.saturating_sub(KEPT_DAYS - 1);
    let query = sqlx::query(FORGET)
        .bind(first.to_string())
        .bind(today.to_string());
    let _gone = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spending(signer: &str, cost: i64) -> Spending {
        Spending {
            purse: Purse::Running,
            cost: Micro(cost),
            signers: vec![signer.into()],
            loan: Some(7),
            address: "192.0.2.1".into(),
            is_strangers: false,
        }
    }

    async fn try_spend(store: &Store, spending: &Spending, now_ms: u64) -> std::result::Result<(), Refused> {
        let budget = settings::Budget {
            running: "0.001".into(),
            key: 2,
            loan: 3,
            address: 4,
            drafts: 1,
            ..settings::Budget::default()
        };
        let mut tx = store.begin().await.unwrap();
        let spent = spend(store, &mut tx, &budget, spending, now_ms).await.unwrap();
        if spent.is_ok() {
            store.commit(tx).await.unwrap();
        }
        spent
    }

    #[test]
    fn money_is_read_and_counted_in_millionths_rounded_up() {
        for (text, micro) in [("10", 10_000_000), ("0.25", 250_000), ("0", 0), ("0.000001", 1)] {
            assert_eq!(Micro::parse(text), Some(Micro(micro)), "{text}");
        }
        for text in ["", ".5", "1.", "1e3", "-1", "0.0000001", "1 0"] {
            assert_eq!(Micro::parse(text), None, "{text}");
        }
        let budget = settings::Budget::default();
        assert_eq!((budget.day(12), budget.day(2)), (15_000_000_000_000, 1_500));
        let largest = "9223372036854.775807".to_owned();
        let boundless = settings::Budget {
            running: largest.clone(),
            new: largest,
            ..settings::Budget::default()
        };
        assert_eq!(boundless.day(6), 2 * i64::MAX as u128);
        assert_eq!(Micro::of(1, 12), Micro(1));
        assert_eq!(Micro::of(1_000_001, 12), Micro(2));
        assert_eq!(Micro::of(3, 4), Micro(300));
        assert_eq!(Micro::of(u128::MAX, 12), Micro(i64::MAX));
    }

    #[tokio::test]
    async fn each_budget_has_its_own_end_and_another_day_begins_anew() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            let at = |day: u64| day * DAY_MS;
            assert_eq!(try_spend(&store, &spending("a", 400), at(9)).await, Ok(()));
            assert_eq!(
                try_spend(&store, &spending("a", 700), at(9)).await,
                Err(Refused::PurseEmpty)
            );
            // What was refused has counted for nothing.
            assert_eq!(try_spend(&store, &spending("a", 400), at(9)).await, Ok(()));
            assert_eq!(
                try_spend(&store, &spending("a", 1), at(9)).await,
                Err(Refused::BudgetOfKey)
            );
            assert_eq!(try_spend(&store, &spending("b", 1), at(9)).await, Ok(()));
            assert_eq!(
                try_spend(&store, &spending("c", 1), at(9)).await,
                Err(Refused::BudgetOfLoan)
            );
            let of_another = Spending {
                loan: Some(8),
                ..spending("c", 1)
            };
            assert_eq!(try_spend(&store, &of_another, at(9)).await, Ok(()));
            let of_a_third = Spending {
                loan: Some(9),
                ..spending("d", 1)
            };
            assert_eq!(
                try_spend(&store, &of_a_third, at(9)).await,
                Err(Refused::BudgetOfAddress)
            );
            let of_strangers = |signer: &str| Spending {
                loan: None,
                address: "192.0.2.9".into(),
                is_strangers: true,
                ..spending(signer, 1)
            };
            for (signer, spent) in [("e", Ok(())), ("f", Err(Refused::BudgetOfAddress))] {
                assert_eq!(try_spend(&store, &of_strangers(signer), at(12)).await, spent);
            }
            assert_eq!(try_spend(&store, &spending("a", 400), at(10)).await, Ok(()));
            assert_eq!(
                used(&store, at(9)).await.unwrap()[0],
                (Purse::Running, Micro(802))
            );
            let mut conn = store.pool().acquire().await.unwrap();
            correct(&store, &mut conn, "9", "running", -800).await.unwrap();
            drop(conn);
            assert_eq!(used(&store, at(9)).await.unwrap()[0], (Purse::Running, Micro(2)));
            forget(&store, at(11)).await.unwrap();
            assert_eq!(used(&store, at(9)).await.unwrap()[0], (Purse::Running, Micro(0)));
            assert_eq!(
                used(&store, at(10)).await.unwrap()[0],
                (Purse::Running, Micro(400))
            );
        })
        .await;
    }
}
