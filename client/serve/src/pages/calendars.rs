//! The secret addresses of calendars. A calendar's program has no log-in, so whoever has the address sees the due days: it is long,
//! and kept as a hash beside the accounts that it stands for.

use base64::prelude::{Engine as _, BASE64_URL_SAFE_NO_PAD};
use iou_base::sha256;
use terms::AccountId;

use crate::web::Site;

/// The name of the rows.
const NAME: &str = "calendar";
/// Bytes of a secret.
const LEN: usize = 24;

fn subject(secret: &str) -> String {
    hex::encode(sha256(&[b"iou:calendar:v1:", secret.as_bytes()].concat()))
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

/// The secret of these accounts' calendar, which is made once. `None` where the database does not answer.
pub(super) async fn secret_of(site: &Site, accounts: &[AccountId]) -> Option<String> {
    let accounts = listed(accounts);
    let own = format!("accounts:{}", hex::encode(sha256(accounts.as_bytes())));
    if let Some(secret) = get(site, &own).await? {
        return Some(secret);
    }
    let mut bytes = [0u8; LEN];
    getrandom::fill(&mut bytes).ok()?;
    put(site, &own, &BASE64_URL_SAFE_NO_PAD.encode(bytes)).await?;
    // Of two who ask at once both get the one that was first.
    let secret = get(site, &own).await??;
    put(site, &subject(&secret), &accounts).await?;
    Some(secret)
}

/// The accounts whose calendar has this secret.
pub(super) async fn accounts_of(site: &Site, secret: &str) -> Option<Vec<AccountId>> {
    let accounts = get(site, &subject(secret)).await??;
    accounts.split(',').map(iou_base::address::read).collect()
}

async fn get(site: &Site, subject: &str) -> Option<Option<String>> {
    let sql = "SELECT value FROM page_setting WHERE subject = $1 AND name = $2";
    let found = sqlx::query_scalar(sql).bind(subject.to_owned()).bind(NAME);
    let found = found.fetch_optional(site.store.pool()).await;
    found
        .inspect_err(|error| tracing::error!(%error, "a calendar could not be read"))
        .ok()
}

/// Writes a row unless it is there.
async fn put(site: &Site, subject: &str, value: &str) -> Option<()> {
    let sql = "INSERT INTO page_setting (subject, name, value, changed_ms) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (subject, name) DO NOTHING";
    let now = i64::try_from(super::own_ms()).unwrap_or(i64::MAX);
    let query = sqlx::query(sql)
        .bind(subject.to_owned())
        .bind(NAME)
        .bind(value.to_owned())
        .bind(now);
    let done = query.execute(site.store.pool()).await;
    done.inspect_err(|error| tracing::error!(%error, "a calendar could not be kept"))
        .ok()
        .map(drop)
}
