//! Contacts in a backup: opened when it is made, sealed again with the key of the machine where it is restored.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, Result};
use iou_database::Store;
use iou_ledger::AccountId;
use iou_remind::contact::{Contact, KEY_FILE};
use iou_remind::people::{self, People};

/// One person, as a backup has them.
#[derive(Serialize, Deserialize)]
struct Kept {
    account: String,
    contact: Contact,
    /// Channels that are not switched off.
    open: Vec<String>,
    since_ms: u64,
}

/// Whether the profile's database has contacts, or cannot be read to say that it has none.
pub(super) async fn are_here(ctx: &Context) -> bool {
    let store = match Store::look(&ctx.config.database(None)).await {
        Err(iou_database::Error::DatabaseNone { .. }) => return false,
        Err(_) => return true,
        Ok(store) => store,
    };
    people::list(&store)
        .await
        .map_or(true, |listed| !listed.is_empty())
}

/// The contacts of the profile's database; none where it has no database.
pub(super) async fn all(ctx: &Context) -> Result<Vec<Value>> {
    let store = match Store::look(&ctx.config.database(None)).await {
        Err(iou_database::Error::DatabaseNone { .. }) => return Ok(Vec::new()),
        other => other?,
    };
    let listed = people::list(&store).await?;
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let people = People::open(store, &ctx.config.home.join(KEY_FILE)).await?;
    let mut all = Vec::new();
    for one in listed {
        let Ok(account) = one.account.parse::<AccountId>() else {
            continue;
        };
        let Some(known) = people.get(&account).await? else {
            continue;
        };
        let kept = Kept {
            account: one.account,
            contact: known.contact,
            open: known
                .open
                .iter()
                .map(|channel| channel.name().to_owned())
                .collect(),
            since_ms: known.since_ms,
        };
        all.push(serde_json::to_value(kept).expect("string keys"));
    }
    Ok(all)
}

/// Puts back whoever is not known here; returns how many that were.
pub(super) async fn put(ctx: &Context, contacts: &[Value]) -> Result<usize> {
    let home = &ctx.config.home;
    iou_files::private_dir(home).map_err(Error::io(home))?;
    let store = Store::open(&ctx.config.database(None)).await?;
    let people = People::open(store, &home.join(KEY_FILE)).await?;
    let mut count = 0;
    for one in contacts {
        // Another program's, or a later one's: the rest is still worth having.
        let Ok(kept) = serde_json::from_value::<Kept>(one.clone()) else {
            continue;
        };
        let Ok(account) = kept.account.parse::<AccountId>() else {
            continue;
        };
        if people.get(&account).await?.is_some() {
            continue;
        }
        let mut open = kept.contact.channels();
        open.retain(|channel| kept.open.iter().any(|name| name == channel.name()));
        people
            .put_with(&account, &kept.contact, &open, kept.since_ms)
            .await?;
        count += 1;
    }
    Ok(count)
}
