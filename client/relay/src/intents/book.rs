//! What was handed over, as rows: the signed bytes, what they were counted against, and what became of them. Each stands beside
//! a task of the queue under the same id; both are written, and the budgets counted, before anybody is told that it was taken.
//! Units: milliseconds since 1970 by this machine's clock where a name ends in `_ms`, but `not_after_ms`, which is the chain's.

use iou_base::text::Text;
use iou_base::time::DAY_MS;
use iou_base::{address, sha256};
use iou_intent::api::{self, pair_id, IntentOutcome, Receipt, State};
use scale::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::intent::{Deed, Intent, Signature};
use terms::limits::INTENTS_MAX;
use terms::{Digest, LoanId, Terms};

use super::budget::{self, Purse, Spending};
use super::micro::Micro;
use super::refused::Refused;
use super::settings::Budget;
use super::step;
use crate::error::Result;
use crate::queue::{Sent, TaskKind, NO_LOAN};
use iou_database::ended::{Ended, Walk};
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

/// What the task of an intent says beside: at which finalised block it was checked. A node that has not come as far knows
/// nothing that would speak against it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Its height.
    pub block: u64,
}

impl Checked {
    /// Of a task's facts.
    pub fn of(facts: &serde_json::Value) -> Checked {
        Checked::deserialize(facts).unwrap_or_default()
    }
}

/// Writes down what was checked, with its task, and counts it. `false` where it is there already.
///
/// Errors: inside, the budget that does not allow it, or what is on its way and leaves it nothing to do; then nothing is
/// written.
pub async fn take(
    store: &Store,
    payload: &Payload,
    spending: &Spending,
    checked: Checked,
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
    // After the counts, whose rows whoever comes at the same time for the same signer waits for.
    if let Some(refused) = forestalled(store, &mut tx, &id, payload).await? {
        return Ok(Err(refused));
    }
    let sql = "INSERT INTO relay_task (id, kind, loan, facts, state, created_ms, attempts, next_attempt_ms, lease_until_ms) \
               VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $5, 0)";
    let loan = payload.place().map_or(NO_LOAN, |(loan, _)| loan);
    let query = sqlx::query(sql)
        .bind(&id)
        .bind(payload.kind().name())
        .bind(to_i64(loan))
        .bind(serde_json::to_string(&checked).expect("string keys"))
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

/// Whether these are the final terms of a draft of this service, in which both have a seat and which nobody has taken back. The pages
/// keep drafts; here is only looked.
pub async fn is_draft(store: &Store, terms: &Digest) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM draft WHERE digest = $1 AND void_ms IS NULL";
    let found: i64 = sqlx::query_scalar(sql)
        .bind(hex::encode(terms))
        .fetch_one(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    Ok(found > 0)
}

/// What was handed over under these ids, in no order; without what a later program wrote.
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
        match Payload::decode(&mut &bytes[..]) {
            Ok(payload) => found.push((id.clone(), payload)),
            Err(error) => tracing::error!(%id, %error, "relay: an intent cannot be read; it is left alone"),
        }
    }
    Ok(found)
}

/// What a signer has on its way for a loan, by nonce.
pub async fn open_of(store: &Store, loan: LoanId, signer: terms::AccountId) -> Result<Vec<Signed>> {
    let mut conn = store.acquire().await?;
    open_in(store, &mut conn, loan, signer, "").await
}

/// The same within a transaction, without the one with that id.
async fn open_in(
    store: &Store,
    conn: &mut AnyConnection,
    loan: LoanId,
    signer: terms::AccountId,
    but: &str,
) -> Result<Vec<Signed>> {
    let sql =
        "SELECT i.bytes FROM intent i JOIN relay_task t ON t.id = i.id WHERE i.loan = $1 AND i.signer = $2 \
               AND i.id <> $3 AND t.state IN ('waiting', 'submitted') ORDER BY i.nonce, t.created_ms";
    let rows = sqlx::query(sql)
        .bind(to_i64(loan))
        .bind(address::show(signer))
        .bind(but)
        .fetch_all(conn)
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

/// Why something has nothing to do beside what is on its way: several requests can have been looked at with the node at once,
/// each as if the others did not exist.
async fn forestalled(
    store: &Store,
    conn: &mut AnyConnection,
    id: &str,
    payload: &Payload,
) -> Result<Option<Refused>> {
    match payload {
        Payload::Submit(signed) => {
            let (intent, _) = &**signed;
            let Some((loan, _)) = payload.place() else {
                return Ok(None);
            };
            let open = open_in(store, conn, loan, intent.signer, id).await?;
            if open.len() >= INTENTS_MAX {
                return Ok(Some(Refused::TooManyWaiting));
            }
            let is_passed = open.iter().any(|(other, _)| passes(&other.deed, &intent.deed));
            Ok(is_passed.then_some(Refused::Passed))
        }
        // The word of one with ever new words of the other is one loan: whoever varies theirs must not use up what the other
        // may have done in a day. Once it is signed nothing is counted.
        Payload::Conclude { lender, borrower, .. } => {
            let sql = "SELECT COUNT(*) AS n FROM intent i JOIN relay_task t ON t.id = i.id WHERE i.id <> $1 \
                       AND (i.lender = $2 OR i.borrower = $3) AND t.state IN ('waiting', 'submitted')";
            let row = sqlx::query(sql)
                .bind(id)
                .bind(hex::encode(lender.0.id(sha256)))
                .bind(hex::encode(borrower.0.id(sha256)))
                .fetch_one(conn)
                .await
                .map_err(|e| store.failed(e))?;
            let open: i64 = row.try_get("n").map_err(|e| store.failed(e))?;
            Ok((open > 0).then_some(Refused::TooManyWaiting))
        }
    }
}

/// Whether `later` has nothing to do any more once `earlier` of the same signer has taken effect.
fn passes(earlier: &Deed, later: &Deed) -> bool {
    match (earlier, later) {
        (Deed::Act { nonce: used, .. }, Deed::Act { nonce, .. }) => used == nonce,
        (Deed::Skip { nonce: from, to, .. }, Deed::Act { nonce, .. }) => (from..to).contains(&nonce),
        (Deed::Skip { to, .. }, Deed::Skip { to: wanted, .. }) => wanted <= to,
        _ => false,
    }
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

/// The receipt of that id; of a pair also by the id of either intent: of several such pairs the one that became a loan, else one
/// that is on its way, else the newest.
pub async fn receipt(store: &Store, id: &str, text: &Text) -> Result<Option<Receipt>> {
    // One by one, so that each is found by its index.
    for column in ["id", "lender", "borrower"] {
        let sql = format!(
            "SELECT i.id, i.lender, i.borrower, i.step, i.loan, i.not_after_ms, i.block, i.block_hash, i.outcome, \
             t.created_ms, t.state, t.tx, t.last_error FROM intent i JOIN relay_task t ON t.id = i.id \
             WHERE i.{column} = $1 ORDER BY CASE WHEN i.outcome IS NOT NULL THEN 0 \
             WHEN t.state IN ('waiting', 'submitted') THEN 1 ELSE 2 END, t.created_ms DESC LIMIT 1"
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

/// Tasks that came to their end, with the last instant at which any contract takes what they carry.
const OVER: Ended<'_> = Ended {
    table: "relay_task",
    columns: "i.not_after_ms",
    joined: "LEFT JOIN intent i ON i.id = t.id",
};
/// What is forgotten of one, unless it is tried again meanwhile ($1: its id; $2: when it had ended at the latest).
const FORGET: [&str; 2] = [
    "DELETE FROM intent WHERE id IN (SELECT id FROM relay_task WHERE id = $1 AND ended_ms <= $2)",
    "DELETE FROM relay_task WHERE id = $1 AND ended_ms <= $2",
];

/// Forgets of what came to its end at `ended_ms` or before, with its task, and nothing that could still take effect: under an id that is
/// gone the same bytes could be handed over again, so they stay until a day after the last instant at which any contract takes
/// them. One step of a walk; returns how many.
pub async fn forget(store: &Store, walk: &mut Walk<String>, now_ms: u64, ended_ms: u64) -> Result<u64> {
    let (rows, next) = walk.step(store, &OVER, ended_ms).await?;
    let is_void = |until: i64| to_u64(until).saturating_add(DAY_MS) <= now_ms;
    let void = |row: &AnyRow| {
        let until: Option<i64> = row.try_get("not_after_ms")?;
        let id: String = row.try_get("id")?;
        Ok(until.is_some_and(is_void).then_some(id))
    };
    let ids: sqlx::Result<Vec<Option<String>>> = rows.iter().map(void).collect();
    let ids: Vec<String> = ids.map_err(|e| store.failed(e))?.into_iter().flatten().collect();
    if !ids.is_empty() {
        let mut tx = store.begin().await?;
        for id in &ids {
            for sql in FORGET {
                let query = sqlx::query(sql).bind(id.clone()).bind(to_i64(ended_ms));
                let _one = query.execute(&mut *tx).await.map_err(|e| store.failed(e))?;
            }
        }
        store.commit(tx).await?;
    }
    *walk = next;
    Ok(ids.len() as u64)
}

/// Out of which purse it is paid.
pub fn purse_of(payload: &Payload) -> Purse {
    match payload {
        Payload::Submit(_) => Purse::Running,
        Payload::Conclude { .. } => Purse::New,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::future::Future;
    use terms::life::Action;
    use terms::{sample, AccountId, Day, Timestamp};

    const LENDER: AccountId = AccountId([1; 32]);
    const BORROWER: AccountId = AccountId([2; 32]);

    /// What `signer` wants, for so long; nothing here looks at the signature.
    fn signed(signer: AccountId, until: u64, deed: Deed) -> Box<Signed> {
        let intent = Intent {
            version: 1,
            genesis: [1; 32],
            contract: AccountId([9; 32]),
            signer,
            not_before: Timestamp(0),
            not_after: Timestamp(until),
            deed,
        };
        Box::new((intent, [0; 64]))
    }

    fn act(nonce: u32, until: u64) -> Payload {
        let deed = Deed::Act {
            loan: 7,
            nonce,
            in_force: [0; 32],
            action: Action::Dispute { evidence: None },
        };
        Payload::Submit(signed(BORROWER, until, deed))
    }

    fn skip(nonce: u32, to: u32, until: u64) -> Payload {
        let deed = Deed::Skip { loan: 7, nonce, to };
        Payload::Submit(signed(BORROWER, until, deed))
    }

    fn pair(reference: u8, lender: u64, borrower: u64) -> Payload {
        let mut terms = sample::bullet(LENDER, BORROWER, Day(20_458));
        terms.reference = [reference; 16];
        let deed = Deed::Propose {
            terms: terms.digest(sha256),
            evidence: None,
        };
        Payload::Conclude {
            terms: Box::new(terms),
            lender: signed(LENDER, lender, deed.clone()),
            borrower: signed(BORROWER, borrower, deed),
        }
    }

    async fn taken(store: &Store, payload: &Payload, now_ms: u64) -> std::result::Result<bool, Refused> {
        let signers = payload.intents().into_iter();
        let spending = Spending {
            purse: purse_of(payload),
            cost: Micro(1),
            signers: signers.map(|intent| address::show(intent.signer)).collect(),
            loan: None,
            address: "192.0.2.1".into(),
            is_strangers: false,
        };
        let checked = Checked { block: 5 };
        let budget = Budget::default();
        take(store, payload, &spending, checked, &budget, now_ms)
            .await
            .unwrap()
    }

    async fn used(store: &Store, subject: AccountId) -> i64 {
        sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(used), 0) AS BIGINT) FROM relay_budget WHERE kind = 'key' AND subject = $1",
        )
        .bind(address::show(subject))
        .fetch_one(store.pool())
        .await
        .unwrap()
    }

    async fn ends(store: &Store, payload: &Payload, state: &str, became: Option<IntentOutcome>) {
        let id = hex::encode(payload.id());
        let query = sqlx::query("UPDATE relay_task SET state = $2 WHERE id = $1");
        let _one = query.bind(&id).bind(state).execute(store.pool()).await.unwrap();
        if let Some(became) = became {
            let end = Final {
                became,
                loan: None,
                block: None,
                cost: None,
            };
            settle(store, &id, &end).await.unwrap();
        }
    }

    /// On a file and on a server.
    async fn on_both<F: Future<Output = ()>>(of: impl Fn(Store) -> F) {
        let of = &of;
        iou_testing::on_both(|database| async move { of(Store::open(&database).await.unwrap()).await }).await;
    }

    #[tokio::test]
    async fn of_two_steps_under_one_number_that_come_at_once_one_is_taken_and_one_counted() {
        on_both(|store| async move {
            let all: Vec<_> = (0..6).map(|until| act(3, 100 + until)).collect();
            let taken = join_all(all.iter().map(|one| taken(&store, one, 0))).await;
            let yes = taken.iter().filter(|one| **one == Ok(true)).count();
            let passed = taken.iter().filter(|one| **one == Err(Refused::Passed)).count();
            assert_eq!((yes, passed), (1, 5), "{taken:?}");
            assert_eq!(used(&store, BORROWER).await, 1);
        })
        .await;
    }

    #[tokio::test]
    async fn what_takes_back_is_taken_beside_what_it_takes_back_and_not_what_it_leaves_nothing_to_do() {
        on_both(|store| async move {
            for (payload, expected) in [
                (act(3, 100), Ok(true)),
                (skip(3, 5, 100), Ok(true)),
                (skip(3, 5, 101), Err(Refused::Passed)),
                (skip(3, 6, 100), Ok(true)),
                (act(5, 100), Err(Refused::Passed)),
                (act(6, 100), Ok(true)),
                (act(6, 100), Ok(false)),
            ] {
                assert_eq!(taken(&store, &payload, 0).await, expected, "{payload:?}");
            }
        })
        .await;
    }

    /// The borrower's day is the borrower's: the lender has their signature once and could make endless pairs with it.
    #[tokio::test]
    async fn ever_new_words_of_one_with_the_same_word_of_the_other_are_one_loan() {
        on_both(|store| async move {
            let first = pair(1, 100, 100);
            assert_eq!(taken(&store, &first, 0).await, Ok(true));
            let others: Vec<_> = (1..20)
                .flat_map(|more| [pair(1, 100 + more, 100), pair(1, 100, 100 + more)])
                .collect();
            let refused = join_all(others.iter().map(|one| taken(&store, one, 1))).await;
            assert!(
                refused.iter().all(|one| *one == Err(Refused::TooManyWaiting)),
                "{refused:?}"
            );
            assert_eq!((used(&store, LENDER).await, used(&store, BORROWER).await), (1, 1));
            // Another loan of the two is one.
            assert_eq!(taken(&store, &pair(2, 100, 100), 2).await, Ok(true));
            // What came to nothing may be handed over with another word.
            ends(&store, &first, "obsolete", None).await;
            assert_eq!(taken(&store, &others[0], 3).await, Ok(true));
        })
        .await;
    }

    #[tokio::test]
    async fn of_several_pairs_with_an_intent_the_receipt_is_of_the_one_that_became_a_loan() {
        on_both(|store| async move {
            let (done, later) = (pair(1, 100, 100), pair(1, 101, 100));
            assert_eq!(taken(&store, &done, 0).await, Ok(true));
            ends(&store, &done, "done", Some(IntentOutcome::Applied)).await;
            assert_eq!(taken(&store, &later, 1).await, Ok(true));
            ends(&store, &later, "obsolete", None).await;
            let Payload::Conclude { borrower, .. } = &done else {
                unreachable!()
            };
            let id = hex::encode(borrower.0.id(sha256));
            let text = Text::new(iou_base::text::Lang::En);
            let receipt = receipt(&store, &id, &text).await.unwrap().unwrap();
            assert_eq!(receipt.id, hex::encode(done.id()));
            assert_eq!(receipt.outcome, Some(api::IntentOutcome::Applied));
        })
        .await;
    }

    #[tokio::test]
    async fn terms_are_known_that_two_people_have_drafted_here_and_nobody_has_taken_back() {
        on_both(|store| async move {
            let sql =
                "INSERT INTO draft (id, body, role, account, form, fields, draft_terms, at_ms, sign_by_ms, \
                       deliver_by_ms, seat_hash, own_box, version, created_ms, digest, void_ms) \
                       VALUES ($1, '', 'lender', '', '', '', $2, 0, 0, 0, '', '', 1, 0, $3, $4)";
            for (id, digest, void_ms) in [
                ("aa", Some([1; 32]), None),
                ("bb", Some([2; 32]), Some(5i64)),
                ("cc", None, None),
            ] {
                let query = sqlx::query(sql)
                    .bind(id)
                    .bind(vec![0u8])
                    .bind(digest.map(hex::encode))
                    .bind(void_ms);
                let _one = query.execute(store.pool()).await.unwrap();
            }
            for (digest, is_known) in [([1; 32], true), ([2; 32], false), ([3; 32], false)] {
                assert_eq!(is_draft(&store, &digest).await.unwrap(), is_known);
            }
        })
        .await;
    }

    /// Source: 个保法, arts. 19, 47.
    #[tokio::test]
    async fn what_came_to_its_end_is_forgotten_in_time_and_nothing_that_could_still_take_effect() {
        const ENDED: u64 = 1_000 * DAY_MS;
        let kept = 20 * DAY_MS;
        on_both(|store| async move {
            // Valid for as long as an intent can be, and not so long.
            let (long, short) = (ENDED + 30 * DAY_MS, ENDED + DAY_MS);
            let all = [
                (act(1, short), "done"),
                (act(2, long), "obsolete"),
                (pair(1, short, long), "dead"),
                (pair(2, long, long), "obsolete"),
                (act(3, short), "waiting"),
            ];
            for (payload, state) in &all {
                assert_eq!(taken(&store, payload, ENDED).await, Ok(true));
                let sql = "UPDATE relay_task SET state = $2, ended_ms = CASE WHEN $2 = 'waiting' THEN NULL ELSE CAST($3 AS BIGINT) END \
                           WHERE id = $1";
                let query = sqlx::query(sql)
                    .bind(hex::encode(payload.id()))
                    .bind(state.to_string())
                    .bind(to_i64(ENDED));
                let _one = query.execute(store.pool()).await.unwrap();
            }
            let text = Text::new(iou_base::text::Lang::En);
            let is_there = async |payload: &Payload| {
                let id = hex::encode(payload.id());
                receipt(&store, &id, &text).await.unwrap().is_some()
            };
            let forget = async |now_ms: u64| {
                let (mut walk, mut gone) = (Walk::default(), 0);
                while !walk.is_over() {
                    gone += super::forget(&store, &mut walk, now_ms, now_ms - kept).await.unwrap();
                }
                gone
            };
            assert_eq!(forget(ENDED + kept - 1).await, 0);
            for (payload, _) in &all {
                assert!(is_there(payload).await, "its outcome can be looked up");
            }
            for (now_ms, gone) in [(ENDED + kept, 2), (long + DAY_MS, 2), (long + 900 * DAY_MS, 0)] {
                let before: Vec<bool> = join_all(all.iter().map(|(payload, _)| is_there(payload))).await;
                assert_eq!(forget(now_ms).await, gone, "{now_ms}");
                for ((payload, _), was_there) in all.iter().zip(before) {
                    if !was_there || is_there(payload).await {
                        continue;
                    }
                    // Handed over again, it is refused here and by every contract, whatever number its signer is at.
                    let late = payload.intents().into_iter();
                    let times = late.map(|intent| intent.check_time(Timestamp(now_ms)));
                    let is_over = times.filter(|time| *time == Err(terms::Error::NoLongerValid));
                    assert!(is_over.count() > 0, "{payload:?}");
                }
            }
            assert!(is_there(&all[4].0).await, "what is on its way stays");
            let tasks: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM relay_task")
                .fetch_one(store.pool())
                .await
                .unwrap();
            assert_eq!(tasks, 1);
        })
        .await;
    }

    /// Rows that have to stay are met before those that have not, and nobody who writes is waited for to go past them.
    #[tokio::test]
    async fn what_stays_is_gone_past_a_few_at_a_time_and_while_somebody_else_writes() {
        on_both(|store| async move {
            let insert = "WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 999) \
                          INSERT INTO relay_task (id, kind, loan, facts, state, created_ms, attempts, next_attempt_ms, lease_until_ms, \
                          ended_ms) SELECT CAST(n AS TEXT), 'notify_due', n, '{}', 'done', 0, 0, 0, 0, n FROM number";
            let _rows = sqlx::query(insert).execute(store.pool()).await.unwrap();
            let last = act(1, DAY_MS);
            assert_eq!(taken(&store, &last, 0).await, Ok(true));
            let ended = "UPDATE relay_task SET state = 'dead', ended_ms = 5000 WHERE kind = 'submit'";
            let _one = sqlx::query(ended).execute(store.pool()).await.unwrap();
            let (mut walk, mut gone) = (Walk::default(), Vec::new());
            let writer = store.begin().await.unwrap();
            for _ in 0..5 {
                gone.push(forget(&store, &mut walk, 9 * DAY_MS, DAY_MS).await.unwrap());
            }
            writer.rollback().await.unwrap();
            assert!(!walk.is_over());
            gone.push(forget(&store, &mut walk, 9 * DAY_MS, DAY_MS).await.unwrap());
            assert_eq!((gone, walk.is_over()), (vec![0, 0, 0, 0, 0, 1], true));
            assert!(payloads(&store, &[hex::encode(last.id())]).await.unwrap().is_empty());
        })
        .await;
    }

    #[tokio::test]
    async fn no_table_is_read_through_to_forget() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let of_loan = crate::queue::forget_of_loan();
        let all: [&str; 5] = [&OVER.sql(), &of_loan, FORGET[0], FORGET[1], budget::FORGET];
        for sql in all {
            let plan = iou_testing::plan(store.pool(), sql, &[]).await;
            assert!(plan.contains("SEARCH") && !plan.contains("SCAN"), "{sql}\n{plan}");
        }
    }

    #[tokio::test]
    async fn a_task_says_at_which_block_it_was_checked() {
        on_both(|store| async move {
            assert_eq!(taken(&store, &act(0, 9), 0).await, Ok(true));
            let tasks = crate::queue::Queue::new(store).claim(1, 9).await.unwrap();
            assert_eq!(Checked::of(&tasks[0].facts), Checked { block: 5 });
        })
        .await;
        // As programs wrote it before.
        assert_eq!(Checked::of(&serde_json::json!({})), Checked { block: 0 });
    }
}
