//! How much is kept in a day, from one address and in all: counted in the database, in the transaction that it is counted for, so
//! that several processes count together, and however many addresses somebody has, they fill no disk.
//! Units: days from midnight to midnight UTC by this machine's clock.

use iou_base::time::DAY_MS;
use iou_database::Store;
use iou_health::DayUse;
use sqlx::AnyConnection;

use crate::denied::Denied;

/// Days of which the counts are kept.
const KEPT_DAYS: u64 = 2;
/// Whose count is everybody's: no address is written like that.
const EVERYBODY: &str = "";

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

    const ALL: [Kind; 3] = [Kind::Draft, Kind::Box, Kind::Session];

    /// The most in a day from one address. A family behind one address, or an office that makes loans for others, stays below it.
    fn of_address(self) -> u32 {
        match self {
            Kind::Draft => 64,
            Kind::Box => 128,
            Kind::Session => 128,
        }
    }
}

/// The most that a service keeps in a day, of whoever sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Daily {
    /// Drafts: some 150 KiB each at most, until a month after their last day for signing, or six where they became a loan.
    pub drafts: u32,
    /// New places of boxes: 12 KiB each at most, until nobody has looked at one for three years.
    pub boxes: u32,
    /// Log-ins: 4 KiB each at most, for a week.
    pub log_ins: u32,
}

impl Default for Daily {
    fn default() -> Daily {
        Daily {
            drafts: 5_000,
            boxes: 10_000,
            log_ins: 50_000,
        }
    }
}

impl Daily {
    fn of(&self, kind: Kind) -> u32 {
        match kind {
            Kind::Draft => self.drafts,
            Kind::Box => self.boxes,
            Kind::Session => self.log_ins,
        }
    }
}

/// Which budget is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// That of the address.
    Address,
    /// That of the service.
    Service,
}

impl From<Full> for Denied {
    fn from(full: Full) -> Denied {
        match full {
            Full::Address => Denied::BudgetOfAddress,
            Full::Service => Denied::BudgetOfService,
        }
    }
}

/// From where something comes that is to be kept, when, and how much is kept in a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender<'a> {
    pub address: &'a str,
    pub daily: Daily,
    /// Units: milliseconds since 1970.
    pub now_ms: u64,
}

impl Sender<'_> {
    /// Counts one where it may still be; where it may not, that says why, and the transaction must be given up.
    pub(crate) async fn counts(
        &self,
        store: &Store,
        conn: &mut AnyConnection,
        kind: Kind,
    ) -> iou_database::Result<Option<Full>> {
        for (subject, most, full) in [
            (self.address, kind.of_address(), Full::Address),
            (EVERYBODY, self.daily.of(kind), Full::Service),
        ] {
            let sql = "INSERT INTO page_budget (day, kind, subject, used) VALUES ($1, $2, $3, 1) \
                       ON CONFLICT (day, kind, subject) DO UPDATE SET used = page_budget.used + 1 RETURNING used";
            let used: i64 = sqlx::query_scalar(sql)
                .bind(day(self.now_ms))
                .bind(kind.name())
                .bind(subject.to_owned())
                .fetch_one(&mut *conn)
                .await
                .map_err(|e| store.failed(e))?;
            if used > i64::from(most) {
                return Ok(Some(full));
            }
        }
        Ok(None)
    }
}

/// Of each kind what was kept today, and what may be.
pub(crate) async fn used(store: &Store, daily: &Daily, now_ms: u64) -> iou_database::Result<Vec<DayUse>> {
    let sql = "SELECT kind, used FROM page_budget WHERE day = $1 AND subject = $2";
    let rows: Vec<(String, i64)> = sqlx::query_as(sql)
        .bind(day(now_ms))
        .bind(EVERYBODY)
        .fetch_all(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    let used = |kind: Kind| rows.iter().find(|(name, _)| name == kind.name());
    Ok(Kind::ALL
        .map(|kind| DayUse {
            kind: kind.name(),
            used: used(kind).map_or(0, |(_, used)| iou_database::to_u64(*used)),
            limit: daily.of(kind).into(),
        })
        .to_vec())
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

    /// What comes of counting one; where it may not be, nothing is counted.
    async fn count(store: &Store, kind: Kind, sender: Sender<'_>) -> Option<Full> {
        let mut tx = store.begin().await.unwrap();
        let full = sender.counts(store, &mut tx, kind).await.unwrap();
        if full.is_none() {
            store.commit(tx).await.unwrap();
        }
        full
    }

    fn from(address: &str, day: u64) -> Sender<'_> {
        Sender {
            address,
            daily: Daily::default(),
            now_ms: day * DAY_MS,
        }
    }

    async fn store(dir: &tempfile::TempDir) -> Store {
        Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn an_address_may_make_so_many_a_day_and_another_day_begins_anew() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir).await;
        let count = |kind, address, day| count(&store, kind, from(address, day));
        for _ in 0..Kind::Draft.of_address() {
            assert_eq!(count(Kind::Draft, "192.0.2.1", 9).await, None);
        }
        assert_eq!(count(Kind::Draft, "192.0.2.1", 9).await, Some(Full::Address));
        assert_eq!(count(Kind::Draft, "192.0.2.2", 9).await, None);
        assert_eq!(count(Kind::Box, "192.0.2.1", 9).await, None);
        assert_eq!(count(Kind::Draft, "192.0.2.1", 10).await, None);
        forget(&store, 10 * DAY_MS).await.unwrap();
        let yesterday = count(Kind::Draft, "192.0.2.1", 9).await;
        assert_eq!(yesterday, Some(Full::Address));
        forget(&store, 11 * DAY_MS).await.unwrap();
        assert_eq!(count(Kind::Draft, "192.0.2.1", 9).await, None);
    }

    #[tokio::test]
    async fn however_many_addresses_come_the_service_keeps_so_many_a_day_of_each_kind() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir).await;
        let daily = Daily {
            drafts: 3,
            ..Daily::default()
        };
        let addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"];
        let at = |address, day| Sender {
            daily,
            ..from(address, day)
        };
        for address in &addresses[..3] {
            assert_eq!(count(&store, Kind::Draft, at(address, 9)).await, None);
        }
        for address in addresses {
            let full = count(&store, Kind::Draft, at(address, 9)).await;
            assert_eq!(full, Some(Full::Service), "{address}");
        }
        assert_eq!(count(&store, Kind::Box, at(addresses[3], 9)).await, None);
        assert_eq!(count(&store, Kind::Draft, at(addresses[3], 10)).await, None);
        let used = used(&store, &daily, 9 * DAY_MS).await.unwrap();
        let used: Vec<_> = used.iter().map(|it| (it.kind, it.used, it.limit)).collect();
        assert_eq!(
            used,
            [("draft", 3, 3), ("box", 1, 10_000), ("session", 0, 50_000)]
        );
    }
}
