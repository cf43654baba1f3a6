//! What was handed over, as rows: the signed bytes, what they were counted against, and what became of them. Each stands beside
//! a task of the queue under the same id; both are written, and the budgets counted, before anybody is told that it was taken.
//! Units: milliseconds since 1970 by this machine's clock where a name ends in `_ms`, but `not_after_ms`, which is the chain's.

use iou_base::text::Text;
use iou_base::{address, sha256};
use iou_intent::api::{self, pair_id, IntentOutcome, Receipt, State};
use scale::{Decode, Encode};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::intent::{Deed, Intent, Signature};
use terms::{Digest, LoanId, Terms};

use super::budget::{self, Purse, Spending};
use super::micro::Micro;
use super::refused::Refused;
use super::settings::Budget;
use super::step;
use crate::error::Result;
use crate::queue::{Sent, TaskKind, NO_LOAN};
use iou_database::{to_i64, to_u64, Store};

/// A signed intent.
pub type Signed = (Intent, Signature);

/// What was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Payload {
    /// A step, or what takes one back.
    #[codec(index = 0)]
    Submit(Box<Signed>),
    /// A new loan.
    #[codec(index = 1)]
    Conclude {
        /// What is agreed on.
        terms: Box<Terms>,
        /// The lender's word.
        lender: Box<Signed>,
        /// The borrower's.
        borrower: Box<Signed>,
    },
}

impl Payload {
    /// The intents in it.
    pub fn intents(&self) -> Vec<&Intent> {
        match self {
            Payload::Submit(signed) => vec![&signed.0],
            Payload::Conclude { lender, borrower, .. } => vec![&lender.0, &borrower.0],
        }
    }

    /// What it is known by.
    pub fn id(&self) -> Digest {
        match self {
            Payload::Submit(signed) => signed.0.id(sha256),
            Payload::Conclude { lender, borrower, .. } => {
                pair_id(&lender.0.id(sha256), &borrower.0.id(sha256))
            }
        }
    }

    /// The name of its step.
    pub fn step(&self) -> &'static str {
        match self {
            Payload::Submit(signed) => step::name_of(&signed.0.deed),
            Payload::Conclude { .. } => "conclude",
        }
    }

    /// Loan and nonce, where it names them.
    pub fn place(&self) -> Option<(LoanId, u32)> {
        let Payload::Submit(signed) = self else {
            return None;
        };
        match signed.0.deed {
            Deed::Act { loan, nonce, .. } | Deed::Skip { loan, nonce, .. } => Some((loan, nonce)),
            Deed::Propose { .. } => None,
        }
    }

    fn kind(&self) -> TaskKind {
        match self {
            Payload::Submit(_) => TaskKind::Submit,
            Payload::Conclude { .. } => TaskKind::Conclude,
        }
    }

    fn not_after_ms(&self) -> u64 {
        let ends = self.intents().into_iter().map(|intent| intent.not_after.0);
        ends.min().unwrap_or_default()
    }
}

/// Writes down what was checked, with its task, and counts it. `false` where it is there already.
///
/// Errors: inside, the budget that does not allow it; then nothing is written.
pub async fn take(
    store: &Store,
    payload: &Payload,
    spending: &Spending,
    budget: &Budget,
    now_ms: u64,
) -> Result<std::result::Result<bool, Refused>> {
    let id = hex::encode(payload.id());
    let mut tx = store.begin().await?;
    if !insert(store, &mut tx, &id, payload, spending, now_ms).await? {
        return Ok(Ok(false));
    }
    if let Err(refused) = budget::spend(store, &mut tx, budget, spending, now_ms).await? {
        return Ok(Err(refused));
    }
    let sql = "INSERT INTO relay_task (id, kind, loan, facts, state, created_ms, attempts, next_attempt_ms, lease_until_ms) \
               VALUES ($1, $2, $3, '{}', 'waiting', $4, 0, $4, 0)";
    let loan = payload.place().map_or(NO_LOAN, |(loan, _)| loan);
    let query = sqlx::query(sql)
        .bind(&id)
        .bind(payload.kind().name())
        .bind(to_i64(loan))
        .bind(to_i64(now_ms));
    let _one = query.execute(&mut *tx).await.map_err(|e| store.failed(e))?;
    store.commit(tx).await?;
    Ok(Ok(true))
}

async fn insert(
    store: &Store,
    conn: &mut AnyConnection,
    id: &str,
    payload: &Payload,
    spending: &Spending,
    now_ms: u64,
) -> Result<bool> {
    let pair = match payload {
        Payload::Submit(_) => None,
        Payload::Conclude { lender, borrower, .. } => {
            Some([lender, borrower].map(|one| hex::encode(one.0.id(sha256))))
        }
    };
    let [lender, borrower] = pair.map_or([None, None], |ids| ids.map(Some));
    let signer = payload
        .intents()
        .first()
        .map(|intent| address::show(intent.signer));
    let sql = "INSERT INTO intent (id, lender, borrower, step, loan, signer, nonce, not_after_ms, purse, day, charged, \
               bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING";
    let query = sqlx::query(sql)
        .bind(id)
        .bind(lender)
        .bind(borrower)
        .bind(payload.step())
        .bind(payload.place().map(|(loan, _)| to_i64(loan)))
        .bind(signer.unwrap_or_default())
        .bind(payload.place().map(|(_, nonce)| i64::from(nonce)))
        .bind(to_i64(payload.not_after_ms()))
        .bind(spending.purse.name())
        .bind(budget::day_of(now_ms))
        .bind(spending.cost.0)
        .bind(payload.encode());
    let done = query.execute(conn).await.map_err(|e| store.failed(e))?;
    Ok(done.rows_affected() == 1)
}

/// What was handed over under these ids, in no order.
pub async fn payloads(store: &Store, ids: &[String]) -> Result<Vec<(String, Payload)>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let row = sqlx::query("SELECT bytes FROM intent WHERE id = $1")
            .bind(id)
            .fetch_optional(store.pool())
            .await
            .map_err(|e| store.failed(e))?;
        let Some(row) = row else { continue };
        let bytes: Vec<u8> = row.try_get("bytes").map_err(|e| store.failed(e))?;
        let payload =
            Payload::decode(&mut &bytes[..]).map_err(|e| store.failed(format!("intent {id}: {e}")))?;
        found.push((id.clone(), payload));
    }
    Ok(found)
}

/// What a signer has on its way for a loan, by nonce.
pub async fn open_of(store: &Store, loan: LoanId, signer: terms::AccountId) -> Result<Vec<Signed>> {
    let sql =
        "SELECT i.bytes FROM intent i JOIN relay_task t ON t.id = i.id WHERE i.loan = $1 AND i.signer = $2 \
               AND t.state IN ('waiting', 'submitted') ORDER BY i.nonce, t.created_ms";
    let rows = sqlx::query(sql)
        .bind(to_i64(loan))
        .bind(address::show(signer))
        .fetch_all(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let bytes: Vec<u8> = row.try_get("bytes").map_err(|e| store.failed(e))?;
        match Payload::decode(&mut &bytes[..]).map_err(|e| store.failed(e))? {
            Payload::Submit(signed) => open.push(*signed),
            Payload::Conclude { .. } => {}
        }
    }
    Ok(open)
}

/// Writes down in which block these are that is not final yet; `None` where they are in none any more.
pub async fn seen(store: &Store, ids: &[String], block: Option<(u64, String)>) -> Result<()> {
    let (number, hash) = block.unzip();
    for id in ids {
        let query = sqlx::query("UPDATE intent SET block = $2, block_hash = $3 WHERE id = $1")
            .bind(id)
            .bind(number.map(to_i64))
            .bind(hash.clone());
        let _one = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    }
    Ok(())
}

/// What a final block did with one.
#[derive(Debug, Clone)]
pub struct Final {
    /// What became of it.
    pub became: IntentOutcome,
    /// The loan, where it is known.
    pub loan: Option<LoanId>,
    /// The block, where a transaction of this relay has it.
    pub block: Option<(u64, String)>,
    /// What it has cost in truth; `None` where nothing was sent for it, so that all is given back.
    pub cost: Option<Micro>,
}

/// Writes down what is final of one, and corrects what was counted for it.
pub async fn settle(store: &Store, id: &str, end: &Final) -> Result<()> {
    let mut tx = store.begin().await?;
    let (number, hash) = end.block.clone().unzip();
    let sql = "UPDATE intent SET outcome = $2, loan = COALESCE($3, loan), block = $4, block_hash = $5 \
               WHERE id = $1 AND outcome IS NULL";
    let query = sqlx::query(sql)
        .bind(id)
        .bind(end.became.name())
        .bind(end.loan.map(to_i64))
        .bind(number.map(to_i64))
        .bind(hash);
    let done = query.execute(&mut *tx).await.map_err(|e| store.failed(e))?;
    // Whoever was killed in between comes here again: it is corrected once.
    if done.rows_affected() == 1 {
        charge(store, &mut tx, id, end.cost.unwrap_or_default()).await?;
    }
    Ok(store.commit(tx).await?)
}

/// Counts one more try of these, of which the last one was paid for in vain.
pub async fn charge_again(store: &Store, ids: &[String]) -> Result<()> {
    let mut tx = store.begin().await?;
    for id in ids {
        if let Some((day, purse, charged)) = counted(store, &mut tx, id).await? {
            budget::correct(store, &mut tx, &day, &purse, charged).await?;
        }
    }
    Ok(store.commit(tx).await?)
}

/// Gives back what was counted for one of which nothing was ever sent.
pub async fn give_back(store: &Store, id: &str) -> Result<()> {
    let mut tx = store.begin().await?;
    charge(store, &mut tx, id, Micro(0)).await?;
    Ok(store.commit(tx).await?)
}

async fn charge(store: &Store, conn: &mut AnyConnection, id: &str, cost: Micro) -> Result<()> {
    let Some((day, purse, charged)) = counted(store, &mut *conn, id).await? else {
        return Ok(());
    };
    budget::correct(store, &mut *conn, &day, &purse, cost.0.saturating_sub(charged)).await?;
    let query = sqlx::query("UPDATE intent SET charged = $2 WHERE id = $1")
        .bind(id)
        .bind(cost.0);
    let _one = query.execute(conn).await.map_err(|e| store.failed(e))?;
    Ok(())
}

/// Day, purse and amount that one was counted with.
async fn counted(store: &Store, conn: &mut AnyConnection, id: &str) -> Result<Option<(String, String, i64)>> {
    let row = sqlx::query("SELECT day, purse, charged FROM intent WHERE id = $1")
        .bind(id)
        .fetch_optional(conn)
        .await
        .map_err(|e| store.failed(e))?;
    let read = |row: AnyRow| {
        Ok((
            row.try_get("day")?,
            row.try_get("purse")?,
            row.try_get("charged")?,
        ))
    };
    let counted: std::result::Result<_, sqlx::Error> = row.map(read).transpose();
    Ok(counted.map_err(|e| store.failed(e))?)
}

/// The receipt of that id; of a pair also by the id of either intent, the newest such pair.
pub async fn receipt(store: &Store, id: &str, text: &Text) -> Result<Option<Receipt>> {
    // One by one, so that each is found by its index.
    for column in ["id", "lender", "borrower"] {
        let sql = format!(
            "SELECT i.id, i.lender, i.borrower, i.step, i.loan, i.not_after_ms, i.block, i.block_hash, i.outcome, \
             t.created_ms, t.state, t.tx, t.last_error FROM intent i JOIN relay_task t ON t.id = i.id \
             WHERE i.{column} = $1 ORDER BY t.created_ms DESC LIMIT 1"
        );
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(id)
            .fetch_optional(store.pool())
            .await
            .map_err(|e| store.failed(e))?;
        if let Some(row) = row {
            return Ok(Some(shown(&row, text).map_err(|e| store.failed(e))?));
        }
    }
    Ok(None)
}

fn shown(row: &AnyRow, text: &Text) -> std::result::Result<Receipt, sqlx::Error> {
    let id: String = row.try_get("id")?;
    let optional = |name: &str| row.try_get::<Option<String>, _>(name);
    let pair: Vec<String> = [optional("lender")?, optional("borrower")?]
        .into_iter()
        .flatten()
        .collect();
    let number = |name: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(name)?.map(to_u64));
    let block = number("block")?.zip(optional("block_hash")?);
    let block = block.map(|(number, hash)| api::Block { number, hash });
    let outcome = optional("outcome")?.as_deref().and_then(IntentOutcome::named);
    let state = match row.try_get::<String, _>("state")?.as_str() {
        _ if outcome.is_some() => State::Finalised,
        "waiting" => State::Received,
        "submitted" if block.is_some() => State::InBlock,
        "submitted" => State::Submitted,
        _ => State::Refused,
    };
    let problem = match state {
        State::Refused => {
            let code = optional("last_error")?.unwrap_or_default();
            Some(Refused::named(&code).unwrap_or(Refused::Internal).problem(text))
        }
        _ => None,
    };
    let sent = optional("tx")?.and_then(|json| serde_json::from_str::<Sent>(&json).ok());
    Ok(Receipt {
        intents: if pair.is_empty() { vec![id.clone()] } else { pair },
        id,
        step: row.try_get("step")?,
        loan: number("loan")?,
        received_ms: to_u64(row.try_get("created_ms")?),
        not_after_ms: to_u64(row.try_get("not_after_ms")?),
        state,
        outcome,
        problem,
        transaction: sent.map(|sent| format!("{:?}", sent.entry.hash)),
        block: block.filter(|_| matches!(state, State::InBlock | State::Finalised)),
    })
}

/// Out of which purse it is paid.
pub fn purse_of(payload: &Payload) -> Purse {
    match payload {
        Payload::Submit(_) => Purse::Running,
        Payload::Conclude { .. } => Purse::New,
    }
}
