//! Boxes as rows. A place belongs to the key that wrote there first, and its counter only ever grows: an emptied place keeps both, or
//! who has an old request could bring an old box back.

use iou_base::time::DAY_MS;
use iou_database::{to_i64, to_u64, Store};
use sqlx::Row as _;

use crate::budget::{Full, Kind, Sender};

/// How long a place is kept that nobody reads or writes: three years. Units: milliseconds.
const KEPT_MS: u64 = 3 * 365 * DAY_MS;
/// How often reading a box is written down. Units: milliseconds.
const READ_MS: u64 = DAY_MS;

type Result<T> = iou_database::Result<T>;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Whose it is, SS58.
    pub key: String,
    pub counter: u64,
    /// What is in it; nothing once it was emptied.
    pub sealed: Option<String>,
    /// Of the key, over the request that wrote it.
    pub signature: String,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It is the first one there.
    First,
    /// It is the newest.
    Newer,
    /// The same is there already.
    Same,
    /// What is there is as new, or newer.
    Older,
    /// The place is another key's.
    OtherKey,
    /// There is nothing that could be emptied.
    Nothing,
    /// No more places are given today.
    Full(Full),
}

/// What stands at a place.
pub(super) async fn get(store: &Store, locator: &str) -> Result<Option<Place>> {
    let sql = "SELECT writer, counter, sealed, signature FROM sealed_box WHERE locator = $1";
    let row = sqlx::query(sql)
        .bind(locator.to_owned())
        .fetch_optional(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    let read = |row: sqlx::any::AnyRow| {
        Ok(Place {
            key: row.try_get("writer")?,
            counter: to_u64(row.try_get("counter")?),
            sealed: row.try_get("sealed")?,
            signature: row.try_get("signature")?,
        })
    };
    row.map(read)
        .transpose()
        .map_err(|e: sqlx::Error| store.failed(e))
}

/// Notes that somebody has read it, once a day: a place that is looked after does not age.
pub(super) async fn was_read(store: &Store, locator: &str, now_ms: u64) -> Result<()> {
    let sql = "UPDATE sealed_box SET read_ms = $2 WHERE locator = $1 AND read_ms < $3";
    let query = sqlx::query(sql)
        .bind(locator.to_owned())
        .bind(to_i64(now_ms))
        .bind(to_i64(now_ms.saturating_sub(READ_MS)));
    let _one = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

/// Writes, or empties where there is nothing in `new`.
pub(super) async fn write(store: &Store, locator: &str, new: &Place, sender: Sender<'_>) -> Result<Written> {
    loop {
        if let Some(written) = try_write(store, locator, new, sender).await? {
            return Ok(written);
        }
    }
}

/// `None` where the same key has written something older at this very moment: counters only grow, so this ends.
async fn try_write(store: &Store, locator: &str, new: &Place, sender: Sender<'_>) -> Result<Option<Written>> {
    let mut tx = store.begin().await?;
    let newer = "UPDATE sealed_box SET sealed = $4, counter = $3, signature = $5, read_ms = $6 \
                 WHERE locator = $1 AND writer = $2 AND counter < $3";
    let done = sqlx::query(newer)
        .bind(locator.to_owned())
        .bind(new.key.clone())
        .bind(to_i64(new.counter))
        .bind(new.sealed.clone())
        .bind(new.signature.clone())
        .bind(to_i64(sender.now_ms))
        .execute(&mut *tx)
        .await
        .map_err(|e| store.failed(e))?;
    if done.rows_affected() == 1 {
        store.commit(tx).await?;
        return Ok(Some(Written::Newer));
    }
    if new.sealed.is_some() {
        let first = "INSERT INTO sealed_box (locator, writer, counter, sealed, signature, read_ms) \
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (locator) DO NOTHING";
        let done = sqlx::query(first)
            .bind(locator.to_owned())
            .bind(new.key.clone())
            .bind(to_i64(new.counter))
            .bind(new.sealed.clone())
            .bind(new.signature.clone())
            .bind(to_i64(sender.now_ms))
            .execute(&mut *tx)
            .await
            .map_err(|e| store.failed(e))?;
        if done.rows_affected() == 1 {
            if let Some(full) = sender.counts(store, &mut tx, Kind::Box).await? {
                return Ok(Some(Written::Full(full)));
            }
            store.commit(tx).await?;
            return Ok(Some(Written::First));
        }
    }
    drop(tx);
    Ok(match get(store, locator).await? {
        // Whoever writes comes again where a place was forgotten at this very moment.
        None if new.sealed.is_some() => None,
        None => Some(Written::Nothing),
        Some(there) if there.key != new.key => Some(Written::OtherKey),
        Some(there) if there.counter < new.counter => None,
        Some(there) if there.counter == new.counter && there.sealed == new.sealed => Some(Written::Same),
        Some(_) => Some(Written::Older),
    })
}

/// Forgets places that nobody has read or written for three years.
pub(super) async fn clean(store: &Store, now_ms: u64) -> Result<()> {
    let query =
        sqlx::query("DELETE FROM sealed_box WHERE read_ms < $1").bind(to_i64(now_ms.saturating_sub(KEPT_MS)));
    let _rows = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Daily;
    use futures::future::join_all;
    use std::future::Future;

    /// Somebody, at that moment.
    fn at(now_ms: u64) -> Sender<'static> {
        Sender {
            address: "192.0.2.1",
            daily: Daily::default(),
            now_ms,
        }
    }

    async fn on_both<F: Future<Output = ()>>(of: impl Fn([Store; 2]) -> F) {
        let of = &of;
        iou_testing::on_both(|database| async move {
            let open = || async { Store::open(&database).await.unwrap() };
            of([open().await, open().await]).await;
        })
        .await;
    }

    fn place(key: &str, counter: u64, sealed: Option<&str>) -> Place {
        Place {
            key: key.into(),
            counter,
            sealed: sealed.map(str::to_owned),
            signature: format!("of {counter}"),
        }
    }

    #[tokio::test]
    async fn a_place_is_of_the_key_that_was_there_first_and_never_goes_back() {
        on_both(|[store, _]| async move {
            let write = |new: Place| {
                let store = store.clone();
                async move { write(&store, "aa", &new, at(5)).await.unwrap() }
            };
            assert_eq!(write(place("a", 1, None)).await, Written::Nothing);
            assert_eq!(write(place("a", 3, Some("x"))).await, Written::First);
            assert_eq!(write(place("a", 3, Some("x"))).await, Written::Same);
            assert_eq!(write(place("a", 3, Some("y"))).await, Written::Older);
            assert_eq!(write(place("a", 2, Some("y"))).await, Written::Older);
            assert_eq!(write(place("b", 9, Some("y"))).await, Written::OtherKey);
            assert_eq!(write(place("b", 9, None)).await, Written::OtherKey);
            assert_eq!(write(place("a", 4, Some("z"))).await, Written::Newer);
            assert_eq!(get(&store, "aa").await.unwrap(), Some(place("a", 4, Some("z"))));
            // Emptied, it is still theirs, and what was in it does not come back.
            assert_eq!(write(place("a", 5, None)).await, Written::Newer);
            assert_eq!(write(place("a", 4, Some("z"))).await, Written::Older);
            assert_eq!(write(place("b", 6, Some("y"))).await, Written::OtherKey);
            assert_eq!(get(&store, "aa").await.unwrap(), Some(place("a", 5, None)));
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_keys_that_write_at_once_one_has_the_place() {
        on_both(|stores| async move {
            let keys: Vec<String> = (0..8).map(|n| format!("key {n}")).collect();
            let asked = keys.iter().enumerate().map(|(n, key)| {
                let (store, new) = (&stores[n % 2], place(key, 1, Some("x")));
                async move { write(store, "bb", &new, at(5)).await.unwrap() }
            });
            let all = join_all(asked).await;
            let first = all.iter().filter(|one| **one == Written::First).count();
            let others = all.iter().filter(|one| **one == Written::OtherKey).count();
            assert_eq!((first, others), (1, 7), "{all:?}");
        })
        .await;
    }

    #[tokio::test]
    async fn a_box_ages_when_nobody_reads_it() {
        on_both(|[store, _]| async move {
            for locator in ["aa", "bb"] {
                let new = place("a", 1, Some("x"));
                assert_eq!(write(&store, locator, &new, at(0)).await.unwrap(), Written::First);
            }
            was_read(&store, "bb", KEPT_MS).await.unwrap();
            clean(&store, KEPT_MS + 1).await.unwrap();
            assert_eq!(get(&store, "aa").await.unwrap(), None);
            assert!(get(&store, "bb").await.unwrap().is_some());
        })
        .await;
    }
}
