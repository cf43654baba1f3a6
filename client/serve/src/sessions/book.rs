//! Log-ins as rows: numbers that were used, and who is logged in under the hash of which cookie.

use iou_database::{to_i64, Store};

use crate::budget::{Full, Kind, Sender};

type Result<T> = iou_database::Result<T>;

/// Whether this number was not used before; then it is used now.
pub(super) async fn uses(store: &Store, nonce: &str, expires_ms: u64) -> Result<bool> {
    let sql = "INSERT INTO used_nonce (nonce, expires_ms) VALUES ($1, $2) ON CONFLICT (nonce) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(nonce.to_owned())
        .bind(to_i64(expires_ms))
        .execute(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    Ok(done.rows_affected() == 1)
}

/// Logs in; what is full where nobody may any more today.
pub(super) async fn put(
    store: &Store,
    token: &str,
    accounts: &str,
    expires_ms: u64,
    sender: Sender<'_>,
) -> Result<Option<Full>> {
    let mut tx = store.begin().await?;
    if let Some(full) = sender.counts(store, &mut tx, Kind::Session).await? {
        return Ok(Some(full));
    }
    let sql = "INSERT INTO page_session (token, accounts, expires_ms) VALUES ($1, $2, $3)";
    let query = sqlx::query(sql)
        .bind(token.to_owned())
        .bind(accounts.to_owned())
        .bind(to_i64(expires_ms));
    let _one = query.execute(&mut *tx).await.map_err(|e| store.failed(e))?;
    store.commit(tx).await?;
    Ok(None)
}

/// Who is logged in.
pub(super) async fn get(store: &Store, token: &str, now_ms: u64) -> Result<Option<String>> {
    sqlx::query_scalar("SELECT accounts FROM page_session WHERE token = $1 AND expires_ms > $2")
        .bind(token.to_owned())
        .bind(to_i64(now_ms))
        .fetch_optional(store.pool())
        .await
        .map_err(|e| store.failed(e))
}

/// Logs out.
pub(super) async fn remove(store: &Store, token: &str) -> Result<()> {
    let query = sqlx::query("DELETE FROM page_session WHERE token = $1").bind(token.to_owned());
    let _one = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

/// Forgets what is over.
pub(super) async fn clean(store: &Store, now_ms: u64) -> Result<()> {
    for sql in [
        "DELETE FROM page_session WHERE expires_ms <= $1",
        "DELETE FROM used_nonce WHERE expires_ms <= $1",
    ] {
        let query = sqlx::query(sql).bind(to_i64(now_ms));
        let _rows = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    }
    Ok(())
}
