//! The secret addresses of calendars. A calendar's program has no log-in, so whoever has the address sees the due days: it is long,
//! it ends a year after its owner last looked at their book, and its owner can end all of them at once. Two rows are kept, of those
//! alone who asked for an address: under the accounts the secret, and under its hash the accounts that it stands for, as long as it
//! holds. Which loans are one person's is known by them also after a log-out.
//! Units: milliseconds since 1970 by this machine's clock where a name ends in `_ms`.

use base64::prelude::{Engine as _, BASE64_URL_SAFE_NO_PAD};
use iou_base::sha256;
use iou_base::time::DAY_MS;
use iou_database::{to_i64, Result, Store};
use sqlx::AssertSqlSafe;
use terms::AccountId;

/// The name of the rows.
const NAME: &str = "calendar";
/// Bytes of a secret.
const LEN: usize = 24;
/// How long one holds after its owner has looked at their book: a year.
pub(super) const HOLDS_MS: u64 = 366 * DAY_MS;
/// How often that is written down.
const RENEWED_MS: u64 = DAY_MS;

fn of_secret(secret: &str) -> String {
    hex::encode(sha256(&[b"iou:calendar:v1:", secret.as_bytes()].concat()))
}

fn of_accounts(listed: &str) -> String {
    format!("accounts:{}", hex::encode(sha256(listed.as_bytes())))
}

/// The accounts in the one order in which their rows name them.
fn listed(accounts: &[AccountId]) -> String {
    let mut all: Vec<String> = accounts
        .iter()
        .map(|account| iou_view::address(*account))
        .collect();
    all.sort();
    all.dedup();
    all.join(",")
}

/// The secret of these accounts' calendar, which holds for another year from now; none where nobody asked for one that still holds.
async fn secret_of(store: &Store, accounts: &[AccountId], now_ms: u64) -> Result<Option<String>> {
    let own = of_accounts(&listed(accounts));
    let Some(secret) = get(store, &own, now_ms).await? else {
        return Ok(None);
    };
    let place = of_secret(&secret);
    if get(store, &place, now_ms).await?.is_none() {
        return Ok(None);
    }
    renew(store, [&own, &place], now_ms).await?;
    Ok(Some(secret))
}

/// The same, and whether any calendar shows one of these accounts, which can be ended.
pub(super) async fn seen(
    store: &Store,
    accounts: &[AccountId],
    now_ms: u64,
) -> Result<(Option<String>, bool)> {
    let secret = secret_of(store, accounts, now_ms).await?;
    let is_any = secret.is_some() || !showing(store, accounts).await?.is_empty();
    Ok((secret, is_any))
}

/// The secret; a new one where there is none that holds.
pub(super) async fn made(store: &Store, accounts: &[AccountId], now_ms: u64) -> Result<String> {
    if let Some(secret) = secret_of(store, accounts, now_ms).await? {
        return Ok(secret);
    }
    let listed = listed(accounts);
    let own = of_accounts(&listed);
    let mut bytes = [0u8; LEN];
    getrandom::fill(&mut bytes).map_err(|e| store.failed(e))?;
    let secret = BASE64_URL_SAFE_NO_PAD.encode(bytes);
    // Of two who ask at once each has one that holds; the next look finds the one that was last.
    put(store, &of_secret(&secret), &listed, now_ms).await?;
    put(store, &own, &secret, now_ms).await?;
    Ok(secret)
}

/// The accounts whose calendar has this secret, as long as it holds.
pub(super) async fn accounts_of(store: &Store, secret: &str, now_ms: u64) -> Result<Option<Vec<AccountId>>> {
    let accounts = get(store, &of_secret(secret), now_ms).await?;
    Ok(accounts.and_then(|accounts| accounts.split(',').map(iou_base::address::read).collect()))
}

/// Every calendar that shows one of these accounts, also one that shows others beside it: its place and its accounts.
async fn showing(store: &Store, accounts: &[AccountId]) -> Result<Vec<(String, String)>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let shown: Vec<String> = (2..)
        .take(accounts.len())
        .map(|n| format!("value LIKE ${n}"))
        .collect();
    let sql = format!(
        "SELECT subject, value FROM page_setting WHERE name = $1 AND ({})",
        shown.join(" OR ")
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(NAME);
    for account in accounts {
        // An address has letters and digits alone, and none is a part of another.
        query = query.bind(format!("%{}%", iou_view::address(*account)));
    }
    query.fetch_all(store.pool()).await.map_err(|e| store.failed(e))
}

/// Ends every calendar that shows one of these accounts.
pub(super) async fn end(store: &Store, accounts: &[AccountId]) -> Result<()> {
    for (of_secret, listed) in showing(store, accounts).await? {
        for subject in [of_secret, of_accounts(&listed)] {
            let query = sqlx::query("DELETE FROM page_setting WHERE name = $1 AND subject = $2")
                .bind(NAME)
                .bind(subject);
            let _rows = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
        }
    }
    Ok(())
}

/// Forgets those that hold no longer.
pub(crate) async fn clean(store: &Store, now_ms: u64) -> Result<()> {
    let sql = "DELETE FROM page_setting WHERE name = $1 AND changed_ms <= $2";
    let query = sqlx::query(sql).bind(NAME).bind(last_renewed(now_ms));
    let _rows = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

/// When those were renewed that end now.
fn last_renewed(now_ms: u64) -> i64 {
    to_i64(now_ms.saturating_sub(HOLDS_MS))
}

async fn get(store: &Store, subject: &str, now_ms: u64) -> Result<Option<String>> {
    let sql = "SELECT value FROM page_setting WHERE subject = $1 AND name = $2 AND changed_ms > $3";
    sqlx::query_scalar(sql)
        .bind(subject.to_owned())
        .bind(NAME)
        .bind(last_renewed(now_ms))
        .fetch_optional(store.pool())
        .await
        .map_err(|e| store.failed(e))
}

async fn put(store: &Store, subject: &str, value: &str, now_ms: u64) -> Result<()> {
    let sql = "INSERT INTO page_setting (subject, name, value, changed_ms) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (subject, name) DO UPDATE SET value = excluded.value, changed_ms = excluded.changed_ms";
    let query = sqlx::query(sql)
        .bind(subject.to_owned())
        .bind(NAME)
        .bind(value.to_owned())
        .bind(to_i64(now_ms));
    let _one = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

/// Once a day: looking at a book is no reason to write each time.
async fn renew(store: &Store, subjects: [&str; 2], now_ms: u64) -> Result<()> {
    let sql =
        "UPDATE page_setting SET changed_ms = $4 WHERE subject IN ($1, $2) AND name = $3 AND changed_ms < $5";
    let [one, other] = subjects.map(str::to_owned);
    let query = sqlx::query(sql)
        .bind(one)
        .bind(other)
        .bind(NAME)
        .bind(to_i64(now_ms))
        .bind(to_i64(now_ms.saturating_sub(RENEWED_MS)));
    let _rows = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;

    const ONE: AccountId = AccountId([1; 32]);
    const OTHER: AccountId = AccountId([2; 32]);
    const THIRD: AccountId = AccountId([3; 32]);
    const NOW_MS: u64 = 20_000 * DAY_MS;

    async fn on_both<F: Future<Output = ()>>(of: impl Fn(Store) -> F) {
        let of = &of;
        iou_testing::on_both(|database| async move { of(Store::open(&database).await.unwrap()).await }).await;
    }

    #[tokio::test]
    async fn a_calendar_has_one_address_as_long_as_its_owner_looks_at_the_book_once_a_year() {
        on_both(|store| async move {
            let secret = made(&store, &[ONE, OTHER], NOW_MS).await.unwrap();
            let again = made(&store, &[OTHER, ONE, ONE], NOW_MS + 300 * DAY_MS).await;
            assert_eq!(again.unwrap(), secret);
            let shown = |at_ms| accounts_of(&store, &secret, at_ms);
            let mut both = shown(NOW_MS + 600 * DAY_MS).await.unwrap().unwrap();
            both.sort();
            assert_eq!(both, [ONE, OTHER]);
            let end = NOW_MS + 300 * DAY_MS + HOLDS_MS;
            assert!(shown(end - 1).await.unwrap().is_some());
            assert_eq!(shown(end).await.unwrap(), None);
            // Who comes back later asks for a new one, and the old one stays over.
            assert_eq!(secret_of(&store, &[ONE, OTHER], end).await.unwrap(), None);
            let new = made(&store, &[ONE, OTHER], end).await.unwrap();
            assert_ne!(new, secret);
            assert_eq!(shown(end).await.unwrap(), None);
            assert_eq!(accounts_of(&store, "x", end).await.unwrap(), None);
        })
        .await;
    }

    #[tokio::test]
    async fn who_ends_their_calendars_ends_each_that_shows_one_of_their_accounts_and_no_other() {
        on_both(|store| async move {
            let shared = made(&store, &[ONE, OTHER], NOW_MS).await.unwrap();
            let own = made(&store, &[ONE], NOW_MS).await.unwrap();
            let foreign = made(&store, &[THIRD], NOW_MS).await.unwrap();
            let is_any = async |accounts: &[AccountId]| seen(&store, accounts, NOW_MS).await.unwrap().1;
            assert!(is_any(&[ONE, AccountId([9; 32])]).await && is_any(&[OTHER]).await);
            assert!(!is_any(&[AccountId([9; 32])]).await && !is_any(&[]).await);
            end(&store, &[]).await.unwrap();
            end(&store, &[ONE, AccountId([9; 32])]).await.unwrap();
            assert!(!is_any(&[ONE, OTHER]).await && is_any(&[OTHER, THIRD]).await);
            for (secret, holds) in [(&shared, false), (&own, false), (&foreign, true)] {
                let shown = accounts_of(&store, secret, NOW_MS).await.unwrap();
                assert_eq!(shown.is_some(), holds);
            }
            // Ended stays ended until somebody asks anew.
            assert_eq!(secret_of(&store, &[ONE], NOW_MS).await.unwrap(), None);
            let new = made(&store, &[ONE], NOW_MS).await.unwrap();
            assert_eq!(
                secret_of(&store, &[ONE], NOW_MS).await.unwrap().as_ref(),
                Some(&new)
            );
            assert_ne!(new, own);
            assert_eq!(accounts_of(&store, &new, NOW_MS).await.unwrap(), Some(vec![ONE]));
            assert_eq!(accounts_of(&store, &own, NOW_MS).await.unwrap(), None);
        })
        .await;
    }

    #[tokio::test]
    async fn what_is_over_is_forgotten() {
        on_both(|store| async move {
            let over = made(&store, &[ONE], NOW_MS).await.unwrap();
            let holds = made(&store, &[OTHER], NOW_MS + DAY_MS).await.unwrap();
            let key = store.page_key("link", NOW_MS).await.unwrap();
            clean(&store, NOW_MS + HOLDS_MS).await.unwrap();
            // By the clock of before it would be there still.
            assert_eq!(accounts_of(&store, &over, NOW_MS).await.unwrap(), None);
            assert!(accounts_of(&store, &holds, NOW_MS).await.unwrap().is_some());
            assert_eq!(store.page_key("link", NOW_MS).await.unwrap(), key);
        })
        .await;
    }
}
