//! Who can be reached, and what they chose for a loan, in the database. Addresses are sealed; in clear stand the account, the
//! names of the channels that are open to us, and since when we know of it. Who is removed is forgotten: their row goes, and
//! what they have not been sent is withdrawn. All contacts of a database are sealed with one key, whose public half stands in
//! `kept_value`: a service with another one would take everybody for a stranger, so it does not start.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use terms::LoanId;

use super::contact::{Contact, ContactKey, ReminderSetting};
use super::message::Channel;
use super::outbox;
use super::unsubscribe::TokenKey;
use crate::error::{Error, Result};
use iou_database::Store;
use iou_database::{to_i64, to_u64};
use iou_ledger::AccountId;

/// A contact as it stands.
#[derive(Debug, Clone)]
pub struct Known {
    /// How they can be reached.
    pub contact: Contact,
    /// The channels that are open: those of the contact, less those that were switched off.
    pub open: Vec<Channel>,
    /// Since when they are known, by the chain's clock: nothing older is told. Units: milliseconds since 1970.
    pub since_ms: u64,
}

/// What can be said of a contact without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The account.
    pub account: String,
    /// The channels that are open.
    pub channels: Vec<String>,
    /// Since when they are known, by the chain's clock. Units: milliseconds since 1970.
    pub since_ms: u64,
}

/// The kept value with the public half of the key to the contacts.
const SEALED_WITH: &str = "contacts.key";

/// The contacts and settings of a database, and the key to them.
pub struct People {
    store: Store,
    key: ContactKey,
    path: PathBuf,
}

impl People {
    /// Those of this database, with the key in `path`. Only where there are no contacts yet a key that is not there is made.
    ///
    /// Errors: [`Error::ContactKeyMissing`], [`Error::ContactKeyOther`]; those of [`ContactKey::open_or_create`].
    pub async fn open(store: Store, path: &Path) -> Result<People> {
        let sql =
            "SELECT (SELECT COUNT(*) FROM contact) AS n, (SELECT value FROM kept_value WHERE name = $1) AS public";
        let row = sqlx::query(sql)
            .bind(SEALED_WITH)
            .fetch_one(store.pool())
            .await
            .map_err(|e| store.failed(e))?;
        let contacts: i64 = row.try_get("n").map_err(|e| store.failed(e))?;
        let public: Option<String> = row.try_get("public").map_err(|e| store.failed(e))?;
        if contacts > 0 && !path.exists() {
            return Err(Error::ContactKeyMissing {
                path: path.display().to_string(),
                database: store.name().into(),
            });
        }
        let people = People {
            key: ContactKey::open_or_create(path)?,
            path: path.to_path_buf(),
            store,
        };
        match contacts > 0 && public.is_some_and(|public| public != people.key.public()) {
            true => Err(people.other_key()),
            false => Ok(people),
        }
    }

    fn other_key(&self) -> Error {
        Error::ContactKeyOther {
            path: self.path.display().to_string(),
            database: self.store.name().into(),
        }
    }

    /// Seals bytes that may name an address.
    pub fn seal(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        self.key.seal_bytes("receipt", bytes)
    }

    /// Opens what [`People::seal`] has sealed.
    pub fn unseal(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        self.key.unseal_bytes("receipt", sealed)
    }

    /// What signs the links with which people unsubscribe.
    pub fn token_key(&self) -> TokenKey {
        self.key.token_key()
    }

    /// Adds a contact or replaces it; who was known stays known since then. Channels that were switched off are open again.
    pub async fn put(&self, account: &AccountId, contact: &Contact, since_ms: u64) -> Result<()> {
        self.put_with(account, contact, &contact.channels(), since_ms)
            .await
    }

    /// The same, with only these channels open: what was switched off once is so from the first moment.
    pub async fn put_with(
        &self,
        account: &AccountId,
        contact: &Contact,
        open: &[Channel],
        since_ms: u64,
    ) -> Result<()> {
        let account = account.to_string();
        let sealed = self.key.seal(&account, contact)?;
        let mut tx = self.store.begin().await?;
        self.seal_with_own(&mut tx).await?;
        let sql = "INSERT INTO contact (account, channels, since_ms, sealed) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (account) DO UPDATE SET channels = $2, sealed = $4";
        let query = sqlx::query(sql)
            .bind(&account)
            .bind(names(open))
            .bind(to_i64(since_ms))
            .bind(sealed);
        let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        Ok(self.store.commit(tx).await?)
    }

    /// Makes our key the one of this database with its first contact.
    ///
    /// Errors: [`Error::ContactKeyOther`] where it has contacts that another key seals.
    async fn seal_with_own(&self, conn: &mut AnyConnection) -> Result<()> {
        let own = self.key.public();
        // The first statement locks the row, so that the second sees what another service has entered meanwhile.
        for sql in [
            "INSERT INTO kept_value (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = kept_value.value",
            "UPDATE kept_value SET value = $2 WHERE name = $1 AND NOT EXISTS (SELECT 1 FROM contact)",
        ] {
            let query = sqlx::query(sql).bind(SEALED_WITH).bind(&own);
            let _rows = query
                .execute(&mut *conn)
                .await
                .map_err(|e| self.store.failed(e))?;
        }
        let public = self.store.kept_value_in(conn, SEALED_WITH).await?;
        match public == Some(own) {
            true => Ok(()),
            false => Err(self.other_key()),
        }
    }

    /// The contact of an account, if it has one.
    pub async fn get(&self, account: &AccountId) -> Result<Option<Known>> {
        let mut conn = self.store.acquire().await?;
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

    /// Whose a token is with which somebody unsubscribes, where they are known under the mailbox that it went to. A mail need not name
    /// them, since nobody but us can tell it from the token: every contact is tried.
    ///
    /// Errors: the database's. A contact that cannot be opened is nobody's to unsubscribe.
    pub async fn whose(&self, token: &str) -> Result<Option<AccountId>> {
        let key = self.token_key();
        let rows = sqlx::query("SELECT account, sealed FROM contact")
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        for row in rows {
            let account: String = row.try_get("account").map_err(|e| self.store.failed(e))?;
            let sealed: Vec<u8> = row.try_get("sealed").map_err(|e| self.store.failed(e))?;
            let mailbox = self.key.unseal(&account, &sealed).ok().and_then(|it| it.email);
            let (Some(mailbox), Ok(account)) = (mailbox, account.parse::<AccountId>()) else {
                continue;
            };
            if key.is_of(token, &account, &mailbox) {
                return Ok(Some(account));
            }
        }
        Ok(None)
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
        Ok(self.store.commit(tx).await?)
    }

    /// What an account chose for a loan.
    pub async fn setting(&self, loan: LoanId, account: &AccountId) -> Result<ReminderSetting> {
        let mut conn = self.store.acquire().await?;
        self.setting_in(&mut conn, loan, account).await
    }

    /// The same within a transaction.
    pub async fn setting_in(
        &self,
        conn: &mut AnyConnection,
        loan: LoanId,
        account: &AccountId,
    ) -> Result<ReminderSetting> {
        let row = sqlx::query("SELECT json FROM reminder_setting WHERE loan = $1 AND account = $2")
            .bind(to_i64(loan))
            .bind(account.to_string())
            .fetch_optional(conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else {
            return Ok(ReminderSetting::default());
        };
        let json: String = row.try_get("json").map_err(|e| self.store.failed(e))?;
        Ok(ReminderSetting::from_json(&json).map_err(|wrong| self.store.failed(wrong.id()))?)
    }

    /// Keeps what an account chose for a loan, and has the loan looked at.
    pub async fn set(&self, loan: LoanId, account: &AccountId, setting: &ReminderSetting) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let sql = "INSERT INTO reminder_setting (loan, account, json) VALUES ($1, $2, $3) \
                   ON CONFLICT (loan, account) DO UPDATE SET json = $3";
        let query = sqlx::query(sql)
            .bind(to_i64(loan))
            .bind(account.to_string())
            .bind(setting.to_json());
        let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        let query = sqlx::query("UPDATE agenda SET at_ms = 0 WHERE loan = $1").bind(to_i64(loan));
        let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        Ok(self.store.commit(tx).await?)
    }
}

/// All contacts, without what is sealed: it takes no key.
pub async fn list(store: &Store) -> Result<Vec<Listed>> {
    let rows = sqlx::query("SELECT account, channels, since_ms FROM contact ORDER BY account")
        .fetch_all(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    let listed = |row: &AnyRow| {
        let channels: String = row.try_get("channels")?;
        Ok(Listed {
            account: row.try_get("account")?,
            channels: channels
                .split(',')
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect(),
            since_ms: to_u64(row.try_get("since_ms")?),
        })
    };
    let listed: sqlx::Result<_> = rows.iter().map(listed).collect();
    Ok(listed.map_err(|e| store.failed(e))?)
}

/// Forgets a contact, their settings, and what they have not been sent. Returns how many messages were withdrawn.
///
/// It takes no key: who has lost it can begin anew.
///
/// Errors: [`iou_files::Error::NotFound`].
pub async fn remove(store: &Store, account: &AccountId, now_ms: u64) -> Result<u64> {
    let mut tx = store.begin().await?;
    let mut gone = 0;
    for sql in [
        "DELETE FROM reminder_setting WHERE account = $1",
        "DELETE FROM contact WHERE account = $1",
    ] {
        let query = sqlx::query(sql).bind(account.to_string());
        let done = query.execute(&mut *tx).await.map_err(|e| store.failed(e))?;
        gone = done.rows_affected();
    }
    if gone == 0 {
        return Err(iou_files::Error::NotFound {
            what: "contact".into(),
            name: account.to_string(),
        }
        .into());
    }
    let withdrawn = outbox::withdraw(store, &mut tx, account, now_ms).await?;
    store.commit(tx).await?;
    Ok(withdrawn)
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
        to_u64(row.try_get("since_ms")?),
        row.try_get("sealed")?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_both;
    use iou_base::text::Lang;

    const ZHANG: AccountId = AccountId([2; 32]);

    fn contact() -> Contact {
        let mut contact = Contact::new(Lang::Zh);
        contact.console = true;
        contact
    }

    #[tokio::test]
    async fn a_key_is_made_only_while_there_are_no_contacts_and_only_theirs_opens_them() {
        on_both(|database| async move {
            let store = database.open().await;
            let home = tempfile::tempdir().unwrap();
            let (own, other) = (home.path().join("own.key"), home.path().join("other.key"));
            // Two services have each begun with a key of its own; the first contact decides which it is.
            let first = People::open(store.clone(), &own).await.unwrap();
            let second = People::open(store.clone(), &other).await.unwrap();
            second.put(&ZHANG, &contact(), 0).await.unwrap();
            let refused = first.put(&AccountId([3; 32]), &contact(), 0).await.unwrap_err();
            assert_eq!(refused.code(), "contact_key_other");
            let refused = People::open(store.clone(), &own).await.err().unwrap();
            assert_eq!(refused.code(), "contact_key_other");
            assert!(People::open(store.clone(), &other).await.is_ok());
            let missing = home.path().join("missing.key");
            let refused = People::open(store.clone(), &missing).await.err().unwrap();
            assert_eq!(refused.code(), "contact_key_missing");
            assert!(!missing.exists(), "no key is made beside the one that is needed");
            // Who has lost it forgets everybody and begins anew.
            assert_eq!(list(&store).await.unwrap().len(), 1);
            assert_eq!(remove(&store, &ZHANG, 0).await.unwrap(), 0);
            let anew = People::open(store.clone(), &missing).await.unwrap();
            anew.put(&ZHANG, &contact(), 0).await.unwrap();
            assert!(anew.get(&ZHANG).await.unwrap().is_some());
            assert!(People::open(store, &missing).await.is_ok());
        })
        .await;
    }

    /// There is no moment at which somebody who wants no mail is sent one.
    #[tokio::test]
    async fn what_was_switched_off_is_so_from_the_first_moment_of_a_contact_that_comes_back() {
        on_both(|database| async move {
            let store = database.open().await;
            let home = tempfile::tempdir().unwrap();
            let people = People::open(store, &home.path().join("own.key")).await.unwrap();
            let mut contact = contact();
            contact.email = Some("zhang@example.org".into());
            people
                .put_with(&ZHANG, &contact, &[Channel::Console], 7)
                .await
                .unwrap();
            let known = people.get(&ZHANG).await.unwrap().unwrap();
            assert_eq!((known.open, known.since_ms), (vec![Channel::Console], 7));
            assert_eq!(known.contact, contact);
        })
        .await;
    }
}
