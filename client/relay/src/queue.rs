//! Relay tasks: what the contract is to be told, until it is known to be on record or to be of no use any more. One row for
//! each, under an id that the same matter always has. A row's transaction is written down, bytes and all, before it is sent; while it
//! can still be included, no other is made.
//!
//! ```text
//! waiting ⇄ submitted ──▶ done        waiting again: the transaction can never be included, or failed in its block
//!    └──▶ obsolete, dead              obsolete: the contract has no use for it (any more); dead: refused for good
//! ```
//!
//! Instants are this machine's, in milliseconds since 1970, as in the outbox.

use scale::Encode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::LoanId;

use iou_base::sha256;
use iou_database::counts::{self, Counted};
use iou_database::ended::STEP;
use iou_database::lease::Wanted;
use iou_database::outgoing::Outgoing;
use iou_database::Result;
use iou_database::Store;
use iou_database::{to_i64, to_u64};
use iou_ledger::journal::Entry;

/// How long a claimed row is its claimer's: a claimer waits for the node at most half of it. Units: milliseconds.
pub const LEASE_MS: u64 = 180_000;
/// The longest pause before a row is looked at again. Units: milliseconds.
const LONGEST_MS: u64 = 3_600_000;
/// Stands where a loan has no number yet.
pub const NO_LOAN: LoanId = i64::MAX as LoanId;
/// Longest listing. Units: tasks.
const LIST_MAX: i64 = 1_000;

/// The table; a task that begins anew has no transaction.
const ROWS: Outgoing = Outgoing {
    table: "relay_task",
    anew: "tx = NULL",
};

/// What the contract can be told by anybody, or in a creditor's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// An instalment has reached a stage.
    NotifyDue,
    /// An instalment is unpaid beyond its grace.
    MarkDefault,
    /// A demand has reached the borrower.
    Demand,
    /// What somebody signed for others to submit.
    Submit,
    /// A loan that two people signed apart.
    Conclude,
    /// A report of a repayment has stayed unanswered for the agreed days.
    RecordSilence,
}

impl TaskKind {
    /// All of them.
    pub const ALL: [TaskKind; 6] = [
        TaskKind::NotifyDue,
        TaskKind::MarkDefault,
        TaskKind::Demand,
        TaskKind::Submit,
        TaskKind::Conclude,
        TaskKind::RecordSilence,
    ];

    /// Its stable name: that of the step, as the table of steps has it, or of the contract's message.
    pub fn name(self) -> &'static str {
        match self {
            TaskKind::NotifyDue => "notify_due",
            TaskKind::MarkDefault => "mark_default",
            TaskKind::Demand => "demand",
            TaskKind::Submit => "submit",
            TaskKind::Conclude => "conclude",
            TaskKind::RecordSilence => "record_silence",
        }
    }

    fn named(name: &str) -> Option<TaskKind> {
        TaskKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that the contract is to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTask {
    /// What.
    pub kind: TaskKind,
    /// Of which loan.
    pub loan: LoanId,
    /// What tells this matter from others of the loan: for instance an instalment with its day and stage.
    pub subject: Vec<u8>,
    /// What else the message needs.
    pub facts: Value,
    /// Whether one that waits for the same loan will do: the contract is told how things stand, however often it is told.
    pub once: bool,
}

impl NewTask {
    /// SHA-256 of kind, loan and subject, hexadecimal.
    pub fn id(&self) -> String {
        // The domain keeps its first name: under another, every matter would be new and the contract told of it again.
        let mut bytes = b"iou/poke/1".to_vec();
        (self.kind.name(), self.loan, &self.subject).encode_to(&mut bytes);
        hex::encode(sha256(&bytes))
    }
}

/// What the contract is told beside the loan where a report of a repayment stayed unanswered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// The number of the report.
    pub report: u32,
}

impl Silence {
    /// As the facts of its task.
    pub fn facts(self) -> Value {
        serde_json::to_value(self).expect("plain data")
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

/// A task that one claimer may work on.
#[derive(Debug, Clone)]
pub struct Task {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// What.
    pub kind: TaskKind,
    /// Of which loan.
    pub loan: LoanId,
    /// What else the message needs.
    pub facts: Value,
    /// How many transactions were made for it.
    pub attempts: u64,
    /// When it was decided on. Units: milliseconds since 1970.
    pub created_ms: u64,
    /// The transaction that may still be included.
    pub sent: Option<Sent>,
    lease: String,
}

/// What working on a claimed task has led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskOutcome {
    /// On record.
    Done,
    /// The contract has no use for it; why, in its words.
    Obsolete(String),
    /// Refused for good; why.
    Dead(String),
    /// As it was, transaction and all; to be looked at again. Units: milliseconds since 1970.
    Unchanged {
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

impl TaskOutcome {
    /// What the metrics call it; `None` while it is on its way.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            TaskOutcome::Done => Some("done"),
            TaskOutcome::Obsolete(_) => Some("obsolete"),
            TaskOutcome::Dead(_) => Some("dead"),
            TaskOutcome::Again { .. } => Some("again"),
            TaskOutcome::Unchanged { .. } => None,
        }
    }
}

/// One task as it stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Shown {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// notify_due, mark_default, demand, submit, conclude or record_silence.
    pub kind: String,
    /// Of which loan, where it has a number.
    pub loan: Option<u64>,
    /// waiting, submitted, done, obsolete or dead.
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

/// How many tasks are in a state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TaskCount {
    /// The state.
    pub state: String,
    /// How many.
    pub tasks: u64,
}

/// The tasks in the database.
#[derive(Debug, Clone)]
pub struct Queue {
    store: Store,
}

/// Inserts tasks that are not there yet. Returns how many.
pub async fn enqueue(store: &Store, conn: &mut AnyConnection, now_ms: u64, tasks: &[NewTask]) -> Result<u64> {
    let mut new = 0;
    for task in tasks {
        let unless = match task.once {
            true => {
                // Of silence each report's waits by itself: its number is the fact.
                "WHERE NOT EXISTS (SELECT 1 FROM relay_task WHERE loan = $3 AND kind = $2 \
                     AND (kind <> 'record_silence' OR facts = $4) AND state IN ('waiting', 'submitted'))"
            }
            false => "WHERE $1 = $1",
        };
        // Cast, since a server gives the parameters of a selection no types by themselves.
        let sql = format!(
            "INSERT INTO relay_task (id, kind, loan, facts, state, created_ms, attempts, next_attempt_ms, lease_until_ms) \
             SELECT $1, $2, CAST($3 AS BIGINT), $4, 'waiting', CAST($5 AS BIGINT), 0, CAST($5 AS BIGINT), 0 {unless} \
             ON CONFLICT (id) DO NOTHING"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(task.id())
            .bind(task.kind.name())
            .bind(to_i64(task.loan))
            .bind(task.facts.to_string())
            .bind(to_i64(now_ms));
        new += query
            .execute(&mut *conn)
            .await
            .map_err(|e| store.failed(e))?
            .rows_affected();
    }
    Ok(new)
}

/// What forgets of a loan's tasks ($1) some that came to their end at $2 or before. What was handed over is forgotten by what it says
/// itself ([`crate::intents::book::forget`]).
pub(crate) fn forget_of_loan() -> String {
    format!(
        "DELETE FROM relay_task WHERE id IN (SELECT id FROM relay_task WHERE loan = $1 AND ended_ms <= $2 \
         AND kind NOT IN ('submit', 'conclude') LIMIT {STEP})"
    )
}

/// Forgets some of what the contract was told by us of a loan that has been over for so long. While a loan runs the tasks stay: whoever
/// decides what to tell knows by their ids what was told. Returns how many.
pub async fn forget(store: &Store, conn: &mut AnyConnection, loan: LoanId, ended_ms: u64) -> Result<u64> {
    let query = sqlx::query(AssertSqlSafe(forget_of_loan()))
        .bind(to_i64(loan))
        .bind(to_i64(ended_ms));
    let done = query.execute(conn).await.map_err(|e| store.failed(e))?;
    Ok(done.rows_affected())
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

    /// Claims up to `limit` tasks whose time has come, the longest waiting first.
    pub async fn claim(&self, now_ms: u64, limit: u32) -> Result<Vec<Task>> {
        let wanted = Wanted {
            table: "relay_task",
            set: String::new(),
            due: "state IN ('waiting', 'submitted') AND (next_attempt_ms <= $3 OR next_attempt_ms > $4) \
                  AND (lease_until_ms <= $3 OR lease_until_ms > $6)",
            columns: "id, kind, loan, facts, attempts, state, tx, created_ms",
            lease_ms: LEASE_MS,
            longest_ms: LONGEST_MS,
        };
        let (lease, rows) = wanted.claim(&self.store, now_ms, limit).await?;
        let mut tasks = Vec::with_capacity(rows.len());
        for row in rows {
            match claimed(&row, &lease) {
                Ok(task) => tasks.push(task),
                // A row that a later program wrote keeps nobody else's from being worked on.
                Err(error) => tracing::error!(%error, "relay: a task cannot be read; it is left alone"),
            }
        }
        tasks.sort_by(|x: &Task, y| (x.created_ms, x.loan, &x.id).cmp(&(y.created_ms, y.loan, &y.id)));
        Ok(tasks)
    }

    /// Writes a transaction down that is about to be sent for all of `tasks`. `false` where one of them is somebody
    /// else's by now: then nothing is written, and it must not be sent.
    pub async fn submitting(&self, tasks: &[Task], sent: &Sent, now_ms: u64) -> Result<bool> {
        let mut tx = self.store.begin().await?;
        let json = serde_json::to_string(sent).expect("string keys");
        for task in tasks {
            let sql = "UPDATE relay_task SET state = 'submitted', tx = $3, attempts = attempts + 1, lease_until_ms = $4, \
                       last_error = NULL WHERE id = $1 AND lease = $2 AND state = 'waiting'";
            let query = sqlx::query(sql)
                .bind(&task.id)
                .bind(&task.lease)
                .bind(&json)
                .bind(to_i64(now_ms + LEASE_MS));
            let done = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
            if done.rows_affected() != 1 {
                return Ok(false);
            }
        }
        self.store.commit(tx).await?;
        Ok(true)
    }

    /// Gives claimed tasks back, with what working on them has led to.
    pub async fn settle(&self, tasks: &[Task], outcome: &TaskOutcome, now_ms: u64) -> Result<()> {
        if tasks.is_empty() {
            return Ok(());
        }
        let (state, forget, at_ms, reason) = match outcome {
            TaskOutcome::Done => (Some("done"), false, None, None),
            TaskOutcome::Obsolete(reason) => (Some("obsolete"), false, None, Some(reason)),
            TaskOutcome::Dead(reason) => (Some("dead"), false, None, Some(reason)),
            TaskOutcome::Unchanged { at_ms } => (None, false, Some(*at_ms), None),
            TaskOutcome::Again { at_ms, reason } => (Some("waiting"), true, Some(*at_ms), Some(reason)),
        };
        let tx_is = if forget { "NULL" } else { "tx" };
        let sql = format!(
            "UPDATE relay_task SET state = COALESCE($3, state), tx = {tx_is}, lease = NULL, lease_until_ms = 0, \
             next_attempt_ms = COALESCE($4, next_attempt_ms), last_error = COALESCE($5, last_error), ended_ms = $6 \
             WHERE id = $1 AND lease = $2"
        );
        let over = matches!(
            outcome,
            TaskOutcome::Done | TaskOutcome::Obsolete(_) | TaskOutcome::Dead(_)
        )
        .then_some(to_i64(now_ms));
        let mut tx = self.store.begin().await?;
        for task in tasks {
            let query = sqlx::query(AssertSqlSafe(sql.as_str()))
                .bind(&task.id)
                .bind(&task.lease)
                .bind(state)
                .bind(at_ms.map(|at| to_i64(at.min(now_ms + LONGEST_MS))))
                .bind(reason.map(String::as_str))
                .bind(over);
            let _rows = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
        }
        self.store.commit(tx).await
    }

    /// Whether nothing is on its way and nothing waits whose time has come.
    pub async fn is_settled(&self, now_ms: u64) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS n FROM relay_task WHERE state = 'submitted' \
                   OR state = 'waiting' AND (next_attempt_ms <= $1 OR next_attempt_ms > $2)";
        let row = sqlx::query(sql)
            .bind(to_i64(now_ms))
            .bind(to_i64(now_ms + LONGEST_MS))
            .fetch_one(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let open: i64 = row.try_get("n").map_err(|e| self.store.failed(e))?;
        Ok(open == 0)
    }

    /// Whether a task waits because of this.
    pub async fn waits_for(&self, reason: &str) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS n FROM relay_task WHERE state = 'waiting' AND last_error = $1";
        let row = sqlx::query(sql)
            .bind(reason)
            .fetch_one(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let waiting: i64 = row.try_get("n").map_err(|e| self.store.failed(e))?;
        Ok(waiting > 0)
    }

    /// How many tasks are in each state.
    pub async fn counts(&self) -> Result<Vec<TaskCount>> {
        let counts = counts::by_state(&self.store, Counted::Tasks).await?.into_iter();
        Ok(counts.map(|(state, tasks)| TaskCount { state, tasks }).collect())
    }

    /// The newest tasks, those of one state where one is named.
    pub async fn list(&self, state: Option<&str>) -> Result<Vec<Shown>> {
        let rows = ROWS.newest(&self.store, state, LIST_MAX).await?;
        rows.iter()
            .map(|row| shown(row).map_err(|e| self.store.failed(e)))
            .collect()
    }

    /// Puts dead tasks back to be tried at once: the one, or all. Returns how many.
    pub async fn retry(&self, id: Option<&str>, now_ms: u64) -> Result<u64> {
        ROWS.retry(&self.store, id, now_ms).await
    }

    /// The SCALE bytes of a loan's events of one name.
    pub async fn events(&self, loan: LoanId, name: &str) -> Result<Vec<Vec<u8>>> {
        let rows = sqlx::query("SELECT scale FROM event WHERE loan = $1 AND name = $2")
            .bind(to_i64(loan))
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
        row.try_get("block").map(to_u64).map_err(|e| self.store.failed(e))
    }
}

fn claimed(row: &AnyRow, lease: &str) -> std::result::Result<Task, String> {
    let text = |name: &str| row.try_get::<String, _>(name).map_err(|e| e.to_string());
    let number = |name: &str| row.try_get::<i64, _>(name).map(to_u64).map_err(|e| e.to_string());
    let kind = text("kind")?;
    let sent: Option<String> = row.try_get("tx").map_err(|e| e.to_string())?;
    let sent = match (text("state")?.as_str(), sent) {
        ("submitted", Some(json)) => Some(serde_json::from_str(&json).map_err(|e| e.to_string())?),
        _ => None,
    };
    Ok(Task {
        id: text("id")?,
        kind: TaskKind::named(&kind).ok_or(kind)?,
        loan: number("loan")?,
        facts: serde_json::from_str(&text("facts")?).map_err(|e| e.to_string())?,
        attempts: number("attempts")?,
        created_ms: number("created_ms")?,
        sent,
        lease: lease.to_owned(),
    })
}

fn shown(row: &AnyRow) -> std::result::Result<Shown, sqlx::Error> {
    let tx: Option<String> = row.try_get("tx")?;
    let tx = tx.and_then(|json| serde_json::from_str::<Sent>(&json).ok());
    Ok(Shown {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        loan: Some(to_u64(row.try_get("loan")?)).filter(|loan| *loan != NO_LOAN),
        state: row.try_get("state")?,
        created_ms: to_u64(row.try_get("created_ms")?),
        attempts: to_u64(row.try_get("attempts")?),
        tx: tx.map(|sent| format!("{:?}", sent.entry.hash)),
        last_error: row.try_get("last_error")?,
    })
}

impl Queue {
    /// One task by its id or the beginning of it.
    ///
    /// Errors: [`iou_files::Error::NotFound`] where none, or more than one, begins like that.
    pub async fn show(&self, id: &str) -> Result<Shown> {
        match ROWS.starting(&self.store, id).await? {
            Some(row) => shown(&row).map_err(|e| self.store.failed(e)),
            None => Err(iou_files::Error::NotFound {
                what: "relay task".into(),
                name: id.into(),
            }
            .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_contract_is_told_are_steps_of_the_table_and_all_but_a_demand_are_anyones() {
        use terms::life::Who;
        // The other two carry steps of the table, whoever may take those.
        for kind in [
            TaskKind::NotifyDue,
            TaskKind::MarkDefault,
            TaskKind::Demand,
            TaskKind::RecordSilence,
        ] {
            let mut rows = terms::life::Action::STEPS.iter();
            let row = rows.find(|row| row.name == kind.name()).unwrap();
            let expected = match kind {
                TaskKind::Demand => [Who::Holder],
                _ => [Who::Anyone],
            };
            assert_eq!(row.by, expected, "{kind:?}");
        }
    }

    /// Once for each report, however often a service looks, and whatever else of the loan waits.
    #[tokio::test]
    async fn the_silences_of_two_reports_of_one_loan_wait_beside_each_other_and_each_of_them_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let silence = |report: u32, today: u32| NewTask {
            kind: TaskKind::RecordSilence,
            loan: 7,
            subject: (report, today).encode(),
            facts: Silence { report }.facts(),
            once: true,
        };
        let mut conn = store.acquire().await.unwrap();
        for (today, new) in [(1, 2), (1, 0), (2, 0)] {
            let tasks = [silence(0, today), silence(1, today)];
            assert_eq!(
                enqueue(&store, &mut conn, 5, &tasks).await.unwrap(),
                new,
                "{today}"
            );
        }
        drop(conn);
        let claimed = Queue::new(store).claim(10, 9).await.unwrap();
        let mut reports: Vec<Silence> = claimed
            .iter()
            .map(|task| serde_json::from_value(task.facts.clone()).unwrap())
            .collect();
        reports.sort_unstable_by_key(|silence| silence.report);
        assert_eq!(reports, [Silence { report: 0 }, Silence { report: 1 }]);
        let is_silence = |task: &Task| (task.kind, task.loan) == (TaskKind::RecordSilence, 7);
        assert!(claimed.iter().all(is_silence));
    }

    /// Of a program that is a version ahead, on the same database.
    #[tokio::test]
    async fn a_row_that_cannot_be_read_keeps_no_other_from_being_worked_on() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        for (id, kind, facts, state, tx) in [
            ("aa", "of_the_future", "{}", "waiting", None),
            ("bb", "notify_due", "no json", "waiting", None),
            ("cc", "notify_due", "{}", "submitted", Some("{}")),
            ("dd", "notify_due", "{}", "waiting", None),
        ] {
            let sql = "INSERT INTO relay_task (id, kind, loan, facts, state, created_ms, attempts, next_attempt_ms, \
                       lease_until_ms, tx) VALUES ($1, $2, 1, $3, $4, 7, 0, 0, 0, $5)";
            let query = sqlx::query(sql)
                .bind(id)
                .bind(kind)
                .bind(facts)
                .bind(state)
                .bind(tx);
            let _one = query.execute(store.pool()).await.unwrap();
        }
        let queue = Queue::new(store);
        let claimed = queue.claim(10, 9).await.unwrap();
        let ids: Vec<_> = claimed
            .iter()
            .map(|task| (task.id.as_str(), task.created_ms))
            .collect();
        assert_eq!(ids, [("dd", 7)]);
        // Nor does it come again at once.
        assert!(queue.claim(11, 9).await.unwrap().is_empty());
        assert!(!queue.waits_for("no-fees").await.unwrap());
        let again = TaskOutcome::Again {
            at_ms: 20,
            reason: "no-fees".into(),
        };
        queue.settle(&claimed, &again, 12).await.unwrap();
        assert!(queue.waits_for("no-fees").await.unwrap());
    }
}
