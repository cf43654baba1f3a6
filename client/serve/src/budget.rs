//! How much comes from one address in a day: counted in the database, in the transaction that it is counted for, so that several
//! processes count together.
//! Units: days from midnight to midnight UTC by this machine's clock.

use iou_database::Store;
use sqlx::AnyConnection;

const DAY_MS: u64 = 86_400_000;
/// Days of which the counts are kept.
const KEPT_DAYS: u64 = 2;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Drafts that were made.
    Draft,
    /// Places where a box was written for the first time.
    Box,
    /// Log-ins.
    Session,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Draft => "draft",
            Kind::Box => "box",
            Kind::Session => "session",
        }
    }

    /// The most in a day. A family behind one address, or an office that makes loans for others, stays below it.
    fn limit(self) -> i64 {
        match self {
            Kind::Draft => 64,
            Kind::Box => 128,
            Kind::Session => 128,
        }
    }
}

/// Counts one, where it may still be; where it may not, the transaction must be given up.
pub(crate) async fn counts(
    store: &Store,
    conn: &mut AnyConnection,
    kind: Kind,
    address: &str,
    now_ms: u64,
) -> iou_database::Result<bool> {
    let sql = "INSERT INTO page_budget (day, kind, subject, used) VALUES ($1, $2, $3, 1) \
               ON CONFLICT (day, kind, subject) DO UPDATE SET used = page_budget.used + 1 RETURNING used";
    let used: i64 = sqlx::query_scalar(sql)
        .bind(day(now_ms))
        .bind(kind.name())
        .bind(address.to_owned())
        .fetch_one(conn)
        .await
        .map_err(|e| store.failed(e))?;
    Ok(used <= kind.limit())
}

fn day(now_ms: u64) -> String {
    // As wide as the largest one, so that days are in the order of their texts.
    format!("{:010}", now_ms / DAY_MS)
}

/// Forgets the counts of days gone by, with the addresses in them.
pub(crate) async fn forget(store: &Store, now_ms: u64) -> iou_database::Result<()> {
    let query = sqlx::query("DELETE FROM page_budget WHERE day < $1")
        .bind(day(now_ms.saturating_sub((KEPT_DAYS - 1) * DAY_MS)));
    let _gone = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_may_make_so_many_a_day_and_another_day_begins_anew() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let count = |kind, address: &'static str, now_ms| {
            let store = store.clone();
            async move {
                let mut tx = store.begin().await.unwrap();
                let may = counts(&store, &mut tx, kind, address, now_ms).await.unwrap();
                if may {
                    store.commit(tx).await.unwrap();
                }
                may
            }
        };
        for _ in 0..Kind::Draft.limit() {
            assert!(count(Kind::Draft, "192.0.2.1", 9 * DAY_MS).await);
        }
        assert!(!count(Kind::Draft, "192.0.2.1", 9 * DAY_MS).await);
        assert!(count(Kind::Draft, "192.0.2.2", 9 * DAY_MS).await);
        assert!(count(Kind::Box, "192.0.2.1", 9 * DAY_MS).await);
        assert!(count(Kind::Draft, "192.0.2.1", 10 * DAY_MS).await);
        forget(&store, 10 * DAY_MS).await.unwrap();
        assert!(
            !count(Kind::Draft, "192.0.2.1", 9 * DAY_MS).await,
            "it is of yesterday"
        );
        forget(&store, 11 * DAY_MS).await.unwrap();
        assert!(count(Kind::Draft, "192.0.2.1", 9 * DAY_MS).await);
    }
}
