//! Who can be reached, and what they chose for a loan, in the database. Addresses are sealed; in clear stand the account, the
//! names of the channels that are open to us, and since when we know of it. Who is removed is forgotten: his row goes, and
//! what he has not been sent is withdrawn.

use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use terms::LoanId;

use super::contact::{Contact, ContactKey, Setting};
use super::message::Channel;
use super::outbox::{self, int, nat};
use crate::chain::AccountId;
use crate::error::{Error, Result};
use crate::index::Store;

/// A contact as it stands.
#[derive(Debug, Clone)]
pub struct Known {
    /// How he can be reached.
    pub contact: Contact,
    /// The channels that are open: those of the contact, less those that were switched off.
    pub open: Vec<Channel>,
    /// Since when he is known, by the chain's clock: nothing older is told. Units: milliseconds since 1970.
    pub since_ms: u64,
}

/// What can be said of a contact without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The account.
    pub account: String,
    /// The channels that are open.
    pub channels: Vec<String>,
    /// Since when he is known, by the chain's clock. Units: milliseconds since 1970.
    pub since_ms: u64,
}

/// The contacts and settings of a database, and the key to them.
pub struct People {
    store: Store,
    key: ContactKey,
}

impl People {
    /// Those of this database.
    pub fn new(store: Store, key: ContactKey) -> People {
        People { store, key }
    }

    /// Seals bytes that may name an address.
    pub fn seal(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        self.key.seal_bytes("receipt", bytes)
    }

    /// Opens what [`People::seal`] has sealed.
    pub fn unseal(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        self.key.unseal_bytes("receipt", sealed)
    }

    /// Adds a contact or replaces it; who was known stays known since then. Channels that were switched off are open again.
    pub async fn put(&self, account: &AccountId, contact: &Contact, since_ms: u64) -> Result<()> {
        let account = account.to_string();
        let sealed = self.key.seal(&account, contact)?;
        let sql = "INSERT INTO contact (account, channels, since_ms, sealed) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (account) DO UPDATE SET channels = $2, sealed = $4";
        let query = sqlx::query(sql)
            .bind(&account)
            .bind(names(&contact.channels()))
            .bind(int(since_ms))
            .bind(sealed);
        let _rows = query
            .execute(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        Ok(())
    }

    /// The contact of an account, if it has one.
    pub async fn get(&self, account: &AccountId) -> Result<Option<Known>> {
        let mut conn = self
            .store
            .pool()
            .acquire()
            .await
            .map_err(|e| self.store.failed(e))?;
        self.get_in(&mut conn, account).await
    }

    /// The same within a transaction.
    pub async fn get_in(&self, conn: &mut AnyConnection, account: &AccountId) -> Result<Option<Known>> {
        let account = account.to_string();
        let row = sqlx::query("SELECT channels, since_ms, sealed FROM contact WHERE account = $1")
            .bind(&account)
            .fetch_optional(conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let (channels, since_ms, sealed) = columns(&row).map_err(|e| self.store.failed(e))?;
        let contact = self.key.unseal(&account, &sealed)?;
        let mut open = contact.channels();
        open.retain(|channel| channels.split(',').any(|name| name == channel.name()));
        Ok(Some(Known {
            contact,
            open,
            since_ms,
        }))
    }

    /// All contacts, without what is sealed.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        let rows = sqlx::query("SELECT account, channels, since_ms FROM contact ORDER BY account")
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let listed = |row: &AnyRow| {
            let channels: String = row.try_get("channels")?;
            Ok(Listed {
                account: row.try_get("account")?,
                channels: channels
                    .split(',')
                    .filter(|it| !it.is_empty())
                    .map(str::to_owned)
                    .collect(),
                since_ms: nat(row.try_get("since_ms")?),
            })
        };
        rows.iter()
            .map(listed)
            .collect::<std::result::Result<_, sqlx::Error>>()
            .map_err(|e| self.store.failed(e))
    }

    /// Forgets a contact, his settings, and what he has not been sent. Returns how many messages were withdrawn.
    ///
    /// Errors: [`Error::NotFound`].
    pub async fn remove(&self, account: &AccountId, now_ms: u64) -> Result<u64> {
        let mut tx = self.store.begin().await?;
        let mut gone = 0;
        for sql in [
            "DELETE FROM setting WHERE account = $1",
            "DELETE FROM contact WHERE account = $1",
        ] {
            let query = sqlx::query(sql).bind(account.to_string());
            let done = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
            gone = done.rows_affected();
        }
        if gone == 0 {
            return Err(Error::NotFound {
                what: "contact".into(),
                name: account.to_string(),
            });
        }
        let withdrawn = outbox::withdraw(&self.store, &mut tx, account, now_ms).await?;
        self.store.commit(tx).await?;
        Ok(withdrawn)
    }

    /// Closes a channel that its owner's system asks us not to use any more.
    pub async fn switch_off(&self, account: &AccountId, channel: Channel) -> Result<()> {
        let mut tx = self.store.begin().await?;
        if let Some(known) = self.get_in(&mut tx, account).await? {
            let mut open = known.open;
            open.retain(|other| *other != channel);
            let query = sqlx::query("UPDATE contact SET channels = $2 WHERE account = $1")
                .bind(account.to_string())
                .bind(names(&open));
            let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        }
        self.store.commit(tx).await
    }

    /// What an account chose for a loan.
    pub async fn setting(&self, loan: LoanId, account: &AccountId) -> Result<Setting> {
        let mut conn = self
            .store
            .pool()
            .acquire()
            .await
            .map_err(|e| self.store.failed(e))?;
        self.setting_in(&mut conn, loan, account).await
    }

    /// The same within a transaction.
    pub async fn setting_in(
        &self,
        conn: &mut AnyConnection,
        loan: LoanId,
        account: &AccountId,
    ) -> Result<Setting> {
        let row = sqlx::query("SELECT json FROM setting WHERE loan = $1 AND account = $2")
            .bind(int(loan))
            .bind(account.to_string())
            .fetch_optional(conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else {
            return Ok(Setting::default());
        };
        let json: String = row.try_get("json").map_err(|e| self.store.failed(e))?;
        Setting::from_json(&json).map_err(|wrong| self.store.failed(wrong.id()))
    }

    /// Keeps what an account chose for a loan, and has the loan looked at.
    pub async fn set(&self, loan: LoanId, account: &AccountId, setting: &Setting) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let sql = "INSERT INTO setting (loan, account, json) VALUES ($1, $2, $3) \
                   ON CONFLICT (loan, account) DO UPDATE SET json = $3";
        let query = sqlx::query(sql)
            .bind(int(loan))
            .bind(account.to_string())
            .bind(setting.to_json());
        let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        let query = sqlx::query("UPDATE agenda SET at_ms = 0 WHERE loan = $1").bind(int(loan));
        let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        self.store.commit(tx).await
    }
}

/// Has every loan of an account looked at again: a contact is new or other than it was.
pub async fn look_again(store: &Store, account: &AccountId) -> Result<()> {
    let sql = "UPDATE agenda SET at_ms = 0 WHERE loan IN (SELECT loan FROM party WHERE account = $1)";
    let query = sqlx::query(sql).bind(account.to_string());
    let _rows = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

fn names(channels: &[Channel]) -> String {
    channels
        .iter()
        .map(|channel| channel.name())
        .collect::<Vec<_>>()
        .join(",")
}

fn columns(row: &AnyRow) -> std::result::Result<(String, u64, Vec<u8>), sqlx::Error> {
    Ok((
        row.try_get("channels")?,
        nat(row.try_get("since_ms")?),
        row.try_get("sealed")?,
    ))
}
