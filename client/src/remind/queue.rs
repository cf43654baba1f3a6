//! What the contract is to be told, until it is known to be on record or to need no telling: one row for each poke, under
//! an id that the same matter always has. A row's transaction is written down, bytes and all, before it is sent; while it
//! can still be included, no other is made.
//!
//! ```text
//! waiting ⇄ submitted ──▶ done        waiting again: the transaction can never be included, or failed in its block
//!    └──▶ moot, dead                  moot: the contract has no use for it (any more); dead: refused for good
//! ```
//!
//! Instants are this machine's, in milliseconds since 1970, as in the outbox.

use scale::Encode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::LoanId;

use super::outbox::{int, nat, Wanted};
use crate::chain::journal::Entry;
use crate::error::{Error, Result};
use crate::form::sha256;
use crate::index::Store;

/// How long a claimed row is its claimer's: a claimer waits for the node at most half of it. Units: milliseconds.
pub const LEASE_MS: u64 = 180_000;
/// The longest pause before a row is looked at again. Units: milliseconds.
const LONGEST_MS: u64 = 3_600_000;
/// Longest listing. Units: pokes.
const LIST_MAX: i64 = 1_000;

/// What the contract can be told by anybody, or in a creditor's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// An instalment has reached a stage.
    NotifyDue,
    /// An instalment is unpaid beyond its grace.
    MarkDefault,
    /// A demand has reached the borrower.
    Demand,
}

impl Action {
    /// Its stable name, as the contract calls the message.
    pub fn name(self) -> &'static str {
        match self {
            Action::NotifyDue => "notify_due",
            Action::MarkDefault => "mark_default",
            Action::Demand => "demand",
        }
    }

    fn named(name: &str) -> Option<Action> {
        [Action::NotifyDue, Action::MarkDefault, Action::Demand]
            .into_iter()
            .find(|action| action.name() == name)
    }
}

/// Something that the contract is to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPoke {
    /// What.
    pub action: Action,
    /// Of which loan.
    pub loan: LoanId,
    /// What tells this matter from others of the loan: for instance an instalment with its day and stage.
    pub subject: Vec<u8>,
    /// What else the message needs.
    pub facts: Value,
    /// Whether one that waits for the same loan will do: the contract is told how things stand, however often it is told.
    pub once: bool,
}

impl NewPoke {
    /// SHA-256 of action, loan and subject, hexadecimal.
    pub fn id(&self) -> String {
        let mut bytes = b"iou/poke/1".to_vec();
        (self.action.name(), self.loan, &self.subject).encode_to(&mut bytes);
        hex::encode(sha256(&bytes))
    }
}

/// A transaction as it was written down before it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// What is known of it.
    pub entry: Entry,
    /// All of it, 0x hexadecimal: the very same can be sent again.
    pub bytes: String,
    /// Whether it is in another account's name.
    pub proxied: bool,
}

/// A poke that one claimer may work on.
#[derive(Debug, Clone)]
pub struct Poke {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// What.
    pub action: Action,
    /// Of which loan.
    pub loan: LoanId,
    /// What else the message needs.
    pub facts: Value,
    /// How many transactions were made for it.
    pub attempts: u64,
    /// The transaction that may still be included.
    pub sent: Option<Sent>,
    lease: String,
}

/// How a claimed poke is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// On record.
    Done,
    /// The contract has no use for it; why, in its words.
    Moot(String),
    /// Refused for good; why.
    Dead(String),
    /// As it was, transaction and all; to be looked at again. Units: milliseconds since 1970.
    AsIs {
        /// When.
        at_ms: u64,
    },
    /// To be tried again with another transaction: none exists that could still be included.
    Again {
        /// When. Units: milliseconds since 1970.
        at_ms: u64,
        /// Why the last try came to nothing.
        reason: String,
    },
}

impl Left {
    /// What the metrics call it; `None` while it is on its way.
    pub fn outcome(&self) -> Option<&'static str> {
        match self {
            Left::Done => Some("done"),
            Left::Moot(_) => Some("moot"),
            Left::Dead(_) => Some("dead"),
            Left::Again { .. } => Some("again"),
            Left::AsIs { .. } => None,
        }
    }
}

/// One poke as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// notify_due, mark_default or demand.
    pub action: String,
    /// Of which loan.
    pub loan: u64,
    /// waiting, submitted, done, moot or dead.
    pub state: String,
    /// When it was decided on. Units: milliseconds since 1970.
    pub created_ms: u64,
    /// How many transactions were made for it.
    pub attempts: u64,
    /// Hash of the newest.
    pub tx: Option<String>,
    /// Why the last try came to nothing.
    pub last_error: Option<String>,
}

/// The pokes in the database.
#[derive(Debug, Clone)]
pub struct Queue {
    store: Store,
}

/// Inserts pokes that are not there yet. Returns how many.
pub async fn enqueue(store: &Store, conn: &mut AnyConnection, now_ms: u64, pokes: &[NewPoke]) -> Result<u64> {
    let mut new = 0;
    for poke in pokes {
        let unless = match poke.once {
            true => {
                "WHERE NOT EXISTS (SELECT 1 FROM poke WHERE loan = $3 AND action = $2 \
                     AND state IN ('waiting', 'submitted'))"
            }
            false => "WHERE $1 = $1",
        };
        // Cast, since a server gives the parameters of a selection no types by themselves.
        let sql = format!(
            "INSERT INTO poke (id, action, loan, facts, state, created_ms, attempts, next_attempt_ms, lease_until_ms) \
             SELECT $1, $2, CAST($3 AS BIGINT), $4, 'waiting', CAST($5 AS BIGINT), 0, CAST($5 AS BIGINT), 0 {unless} \
             ON CONFLICT (id) DO NOTHING"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(poke.id())
            .bind(poke.action.name())
            .bind(int(poke.loan))
            .bind(poke.facts.to_string())
            .bind(int(now_ms));
        new += query
            .execute(&mut *conn)
            .await
            .map_err(|e| store.failed(e))?
            .rows_affected();
    }
    Ok(new)
}

impl Queue {
    /// Those of this database.
    pub fn new(store: Store) -> Queue {
        Queue { store }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Claims up to `limit` pokes whose time has come, the longest waiting first.
    pub async fn claim(&self, now_ms: u64, limit: u32) -> Result<Vec<Poke>> {
        let wanted = Wanted {
            table: "poke",
            set: String::new(),
            due: "state IN ('waiting', 'submitted') AND (next_attempt_ms <= $3 OR next_attempt_ms > $4) \
                  AND (lease_until_ms <= $3 OR lease_until_ms > $6)",
            columns: "id, action, loan, facts, attempts, state, tx, created_ms",
            lease_ms: LEASE_MS,
            longest_ms: LONGEST_MS,
        };
        let (lease, rows) = wanted.claim(&self.store, now_ms, limit).await?;
        let mut pokes = Vec::with_capacity(rows.len());
        for row in rows {
            let created: i64 = row.try_get("created_ms").map_err(|e| self.store.failed(e))?;
            pokes.push((created, claimed(&row, &lease).map_err(|e| self.store.failed(e))?));
        }
        pokes.sort_by(|(a, x), (b, y)| (a, x.loan, &x.id).cmp(&(b, y.loan, &y.id)));
        Ok(pokes.into_iter().map(|(_, poke)| poke).collect())
    }

    /// Writes a transaction down that is about to be sent for all of `pokes`. `false` where one of them is somebody
    /// else's by now: then nothing is written, and it must not be sent.
    pub async fn submitting(&self, pokes: &[Poke], sent: &Sent, now_ms: u64) -> Result<bool> {
        let mut tx = self.store.begin().await?;
        let json = serde_json::to_string(sent).expect("string keys");
        for poke in pokes {
            let sql = "UPDATE poke SET state = 'submitted', tx = $3, attempts = attempts + 1, lease_until_ms = $4, \
                       last_error = NULL WHERE id = $1 AND lease = $2 AND state = 'waiting'";
            let query = sqlx::query(sql)
                .bind(&poke.id)
                .bind(&poke.lease)
                .bind(&json)
                .bind(int(now_ms + LEASE_MS));
            let done = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
            if done.rows_affected() != 1 {
                return Ok(false);
            }
        }
        self.store.commit(tx).await?;
        Ok(true)
    }

    /// Leaves claimed pokes.
    pub async fn leave(&self, pokes: &[Poke], left: &Left, now_ms: u64) -> Result<()> {
        if pokes.is_empty() {
            return Ok(());
        }
        let (state, forget, at_ms, reason) = match left {
            Left::Done => (Some("done"), false, None, None),
            Left::Moot(reason) => (Some("moot"), false, None, Some(reason)),
            Left::Dead(reason) => (Some("dead"), false, None, Some(reason)),
            Left::AsIs { at_ms } => (None, false, Some(*at_ms), None),
            Left::Again { at_ms, reason } => (Some("waiting"), true, Some(*at_ms), Some(reason)),
        };
        let tx_is = if forget { "NULL" } else { "tx" };
        let sql = format!(
            "UPDATE poke SET state = COALESCE($3, state), tx = {tx_is}, lease = NULL, lease_until_ms = 0, \
             next_attempt_ms = COALESCE($4, next_attempt_ms), last_error = COALESCE($5, last_error), ended_ms = $6 \
             WHERE id = $1 AND lease = $2"
        );
        let over = matches!(left, Left::Done | Left::Moot(_) | Left::Dead(_)).then_some(int(now_ms));
        let mut tx = self.store.begin().await?;
        for poke in pokes {
            let query = sqlx::query(AssertSqlSafe(sql.as_str()))
                .bind(&poke.id)
                .bind(&poke.lease)
                .bind(state)
                .bind(at_ms.map(|at| int(at.min(now_ms + LONGEST_MS))))
                .bind(reason.map(String::as_str))
                .bind(over);
            let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        }
        self.store.commit(tx).await
    }

    /// Whether nothing is on its way and nothing waits whose time has come.
    pub async fn is_settled(&self, now_ms: u64) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS n FROM poke WHERE state = 'submitted' \
                   OR state = 'waiting' AND (next_attempt_ms <= $1 OR next_attempt_ms > $2)";
        let row = sqlx::query(sql)
            .bind(int(now_ms))
            .bind(int(now_ms + LONGEST_MS))
            .fetch_one(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let open: i64 = row.try_get("n").map_err(|e| self.store.failed(e))?;
        Ok(open == 0)
    }

    /// How many pokes are in each state.
    pub async fn counts(&self) -> Result<Vec<(String, u64)>> {
        let rows = sqlx::query("SELECT state, COUNT(*) AS n FROM poke GROUP BY state ORDER BY state")
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        rows.iter()
            .map(|row| Ok((row.try_get("state")?, nat(row.try_get("n")?))))
            .collect::<std::result::Result<_, sqlx::Error>>()
            .map_err(|e| self.store.failed(e))
    }

    /// The newest pokes, those of one state where one is named.
    pub async fn list(&self, state: Option<&str>) -> Result<Vec<Shown>> {
        let only = if state.is_some() { "state = $1" } else { "$1 = $1" };
        let sql = format!("SELECT * FROM poke WHERE {only} ORDER BY created_ms DESC, id LIMIT $2");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(state.unwrap_or_default())
            .bind(LIST_MAX)
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        rows.iter()
            .map(|row| shown(row).map_err(|e| self.store.failed(e)))
            .collect()
    }

    /// Puts dead pokes back to be tried at once: the one, or all. Returns how many.
    pub async fn retry(&self, id: Option<&str>, now_ms: u64) -> Result<u64> {
        let only = if id.is_some() { "id = $1" } else { "$1 = $1" };
        let sql = format!(
            "UPDATE poke SET state = 'waiting', tx = NULL, next_attempt_ms = $2, ended_ms = NULL \
             WHERE state = 'dead' AND {only}"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(id.unwrap_or_default())
            .bind(int(now_ms));
        let done = query
            .execute(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        Ok(done.rows_affected())
    }

    /// The SCALE bytes of a loan's events of one name.
    pub async fn events(&self, loan: LoanId, name: &str) -> Result<Vec<Vec<u8>>> {
        let rows = sqlx::query("SELECT scale FROM event WHERE loan = $1 AND name = $2")
            .bind(int(loan))
            .bind(name)
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        rows.iter()
            .map(|row| row.try_get("scale").map_err(|e| self.store.failed(e)))
            .collect()
    }

    /// The newest block that is indexed; 0 before the first.
    pub async fn indexed(&self) -> Result<u64> {
        let row = sqlx::query("SELECT block FROM cursor")
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(0) };
        row.try_get("block").map(nat).map_err(|e| self.store.failed(e))
    }
}

fn claimed(row: &AnyRow, lease: &str) -> std::result::Result<Poke, String> {
    let text = |name: &str| row.try_get::<String, _>(name).map_err(|e| e.to_string());
    let number = |name: &str| row.try_get::<i64, _>(name).map(nat).map_err(|e| e.to_string());
    let action = text("action")?;
    let sent: Option<String> = row.try_get("tx").map_err(|e| e.to_string())?;
    let sent = match (text("state")?.as_str(), sent) {
        ("submitted", Some(json)) => Some(serde_json::from_str(&json).map_err(|e| e.to_string())?),
        _ => None,
    };
    Ok(Poke {
        id: text("id")?,
        action: Action::named(&action).ok_or(action)?,
        loan: number("loan")?,
        facts: serde_json::from_str(&text("facts")?).map_err(|e| e.to_string())?,
        attempts: number("attempts")?,
        sent,
        lease: lease.to_owned(),
    })
}

fn shown(row: &AnyRow) -> std::result::Result<Shown, sqlx::Error> {
    let tx: Option<String> = row.try_get("tx")?;
    let tx = tx.and_then(|json| serde_json::from_str::<Sent>(&json).ok());
    Ok(Shown {
        id: row.try_get("id")?,
        action: row.try_get("action")?,
        loan: nat(row.try_get("loan")?),
        state: row.try_get("state")?,
        created_ms: nat(row.try_get("created_ms")?),
        attempts: nat(row.try_get("attempts")?),
        tx: tx.map(|sent| format!("{:?}", sent.entry.hash)),
        last_error: row.try_get("last_error")?,
    })
}

impl Queue {
    /// One poke by its id or the beginning of it.
    ///
    /// Errors: [`Error::NotFound`] where none, or more than one, begins like that.
    pub async fn show(&self, id: &str) -> Result<Shown> {
        let rows = sqlx::query("SELECT * FROM poke WHERE id LIKE $1 LIMIT 2")
            .bind(format!("{}%", id.to_ascii_lowercase()))
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        match rows.as_slice() {
            [row] if !id.is_empty() && id.bytes().all(|b| b.is_ascii_hexdigit()) => {
                shown(row).map_err(|e| self.store.failed(e))
            }
            _ => Err(Error::NotFound {
                what: "poke".into(),
                name: id.into(),
            }),
        }
    }
}
