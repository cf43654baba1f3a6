//! Drafts as rows. Each change is one statement that says under which circumstances it may be made, so that of two who come at
//! once, through whichever process, one comes first on either database; every change counts the row's version up.
//! Units: milliseconds since 1970 by this machine's clock where a name ends in `_ms`.

use iou_base::time::DAY_MS;
use iou_database::{to_i64, to_u64, Store};
use iou_evidence::draft::role_named;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};
use terms::Role;

use crate::budget::{Full, Kind, Sender};

/// For how long a draft is kept after its last day for signing.
const KEPT_MS: u64 = 30 * DAY_MS;
/// The same where it became a loan.
const KEPT_LOAN_MS: u64 = 180 * DAY_MS;

type Result<T> = iou_database::Result<T>;

/// What the creator hands in, checked.
#[derive(Debug, Clone)]
pub(super) struct New {
    pub id: String,
    /// Digest of the request, hexadecimal.
    pub body: String,
    pub role: Role,
    pub account: String,
    /// JSON.
    pub form: String,
    /// JSON.
    pub fields: String,
    pub draft_terms: Vec<u8>,
    pub at_ms: u64,
    pub sign_by_ms: u64,
    pub deliver_by_ms: u64,
    pub seat_hash: String,
    pub link_box: String,
    pub own_box: String,
}

/// What the other one brings, checked.
#[derive(Debug, Clone)]
pub(super) struct Taker {
    pub account: String,
    /// JSON.
    pub fields: String,
    pub seat_box: String,
    pub to_creator: String,
    /// The final terms.
    pub terms: Vec<u8>,
    /// Their digest, hexadecimal.
    pub digest: String,
}

/// What one of them signed, checked.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub role: Role,
    pub id: String,
    /// JSON.
    pub signed: String,
    /// Until when it holds, by the chain's clock.
    pub until_ms: u64,
    /// From where it came, where there is a relay that counts by it.
    pub address: Option<String>,
}

/// One that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub id: String,
    /// JSON.
    pub signed: String,
    pub until_ms: u64,
}

/// Who took the seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seat {
    pub account: String,
    /// JSON.
    pub fields: String,
    pub taken_ms: u64,
    pub seat_box: String,
    pub to_creator: String,
    pub terms: Vec<u8>,
}

/// A draft as it is kept; of one that was taken back what is described at [`void`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub id: String,
    pub body: String,
    pub role: Role,
    pub account: String,
    pub form: String,
    pub fields: String,
    pub draft_terms: Vec<u8>,
    pub at_ms: u64,
    pub sign_by_ms: u64,
    pub deliver_by_ms: u64,
    pub seat_hash: String,
    pub link_box: Option<String>,
    pub own_box: String,
    pub version: u64,
    pub void_ms: Option<u64>,
    pub void_reason: Option<String>,
    pub seat: Option<Seat>,
    /// Of the final terms.
    pub digest: Option<String>,
    pub creator_to_seat: Option<String>,
    pub borrower: Option<Kept>,
    pub lender: Option<Kept>,
    /// From where the last word came, until it is handed over.
    pub address: Option<String>,
    /// The id of the relay's receipt.
    pub receipt: Option<String>,
    /// Why it was not handed over: a code of the relay.
    pub problem: Option<String>,
    /// Whether that is tried again.
    pub is_tried_again: bool,
}

impl Draft {
    pub fn word(&self, role: Role) -> Option<&Kept> {
        match role {
            Role::Lender => self.lender.as_ref(),
            Role::Borrower => self.borrower.as_ref(),
        }
    }
}

/// What became of a draft that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Created {
    New,
    /// The same was there.
    Same,
    /// Another one has the id.
    Other,
    /// No more are kept today.
    Full(Full),
}

/// Keeps a new draft.
pub(super) async fn create(store: &Store, new: &New, sender: Sender<'_>) -> Result<Created> {
    let mut tx = store.begin().await?;
    let sql = "INSERT INTO draft (id, body, role, account, form, fields, draft_terms, at_ms, sign_by_ms, deliver_by_ms, \
               seat_hash, link_box, own_box, version, created_ms) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14) ON CONFLICT (id) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(new.id.clone())
        .bind(new.body.clone())
        .bind(iou_evidence::draft::role_name(new.role))
        .bind(new.account.clone())
        .bind(new.form.clone())
        .bind(new.fields.clone())
        .bind(new.draft_terms.clone())
        .bind(to_i64(new.at_ms))
        .bind(to_i64(new.sign_by_ms))
        .bind(to_i64(new.deliver_by_ms))
        .bind(new.seat_hash.clone())
        .bind(new.link_box.clone())
        .bind(new.own_box.clone())
        .bind(to_i64(sender.now_ms))
        .execute(&mut *tx)
        .await
        .map_err(|e| store.failed(e))?;
    if done.rows_affected() == 0 {
        drop(tx);
        let before = get(store, &new.id).await?;
        return Ok(match before {
            Some(before) if before.body == new.body => Created::Same,
            _ => Created::Other,
        });
    }
    if let Some(full) = sender.counts(store, &mut tx, Kind::Draft).await? {
        return Ok(Created::Full(full));
    }
    store.commit(tx).await?;
    Ok(Created::New)
}

/// The draft of that id.
pub(super) async fn get(store: &Store, id: &str) -> Result<Option<Draft>> {
    let row = sqlx::query("SELECT * FROM draft WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    row.map(|row| read(&row).map_err(|e| store.failed(e))).transpose()
}

fn read(row: &AnyRow) -> sqlx::Result<Draft> {
    let text = |name: &str| row.try_get::<String, _>(name);
    let maybe = |name: &str| row.try_get::<Option<String>, _>(name);
    let number = |name: &str| Ok::<_, sqlx::Error>(to_u64(row.try_get(name)?));
    let maybe_number = |name: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(name)?.map(to_u64));
    let word = |role: &str| {
        let id = maybe(&format!("{role}_id"))?;
        let signed = maybe(&format!("{role}_intent"))?;
        let until = maybe_number(&format!("{role}_until_ms"))?;
        Ok::<_, sqlx::Error>(match (id, signed, until) {
            (Some(id), Some(signed), Some(until_ms)) => Some(Kept { id, signed, until_ms }),
            _ => None,
        })
    };
    let seat = match maybe("seat")? {
        None => None,
        Some(account) => Some(Seat {
            account,
            fields: text("seat_fields")?,
            taken_ms: number("seat_ms")?,
            seat_box: text("seat_box")?,
            to_creator: text("seat_to_creator")?,
            terms: row.try_get("terms")?,
        }),
    };
    let role = text("role")?;
    Ok(Draft {
        id: text("id")?,
        body: text("body")?,
        role: role_named(&role).ok_or_else(|| sqlx::Error::Decode(role.into()))?,
        account: text("account")?,
        form: text("form")?,
        fields: text("fields")?,
        draft_terms: row.try_get("draft_terms")?,
        at_ms: number("at_ms")?,
        sign_by_ms: number("sign_by_ms")?,
        deliver_by_ms: number("deliver_by_ms")?,
        seat_hash: text("seat_hash")?,
        link_box: maybe("link_box")?,
        own_box: text("own_box")?,
        version: number("version")?,
        void_ms: maybe_number("void_ms")?,
        void_reason: maybe("void_reason")?,
        seat,
        digest: maybe("digest")?,
        creator_to_seat: maybe("creator_to_seat")?,
        borrower: word("borrower")?,
        lender: word("lender")?,
        address: maybe("address")?,
        receipt: maybe("receipt")?,
        problem: maybe("problem")?,
        is_tried_again: maybe_number("try_after_ms")?.is_some(),
    })
}

/// Whether the seat is this one's now: whoever comes first has it.
pub(super) async fn take(store: &Store, id: &str, taker: &Taker, now_ms: u64) -> Result<bool> {
    let sql = "UPDATE draft SET seat = $2, seat_fields = $3, seat_ms = $4, seat_box = $5, seat_to_creator = $6, terms = $7, \
               digest = $8, link_box = NULL, version = version + 1 \
               WHERE id = $1 AND seat IS NULL AND void_ms IS NULL AND sign_by_ms > $4";
    let done = sqlx::query(sql)
        .bind(id.to_owned())
        .bind(taker.account.clone())
        .bind(taker.fields.clone())
        .bind(to_i64(now_ms))
        .bind(taker.seat_box.clone())
        .bind(taker.to_creator.clone())
        .bind(taker.terms.clone())
        .bind(taker.digest.clone())
        .execute(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    Ok(done.rows_affected() == 1)
}

/// Whether the creator's fields were kept for the seat: they are given once.
pub(super) async fn give(store: &Store, id: &str, sealed: &str) -> Result<bool> {
    let sql = "UPDATE draft SET creator_to_seat = $2, version = version + 1 \
               WHERE id = $1 AND seat IS NOT NULL AND creator_to_seat IS NULL AND void_ms IS NULL";
    let done = sqlx::query(sql)
        .bind(id.to_owned())
        .bind(sealed.to_owned())
        .execute(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    Ok(done.rows_affected() == 1)
}

/// Whether it was taken back: not once both have signed. Its content is gone with that, and what is left says nothing of anybody:
/// that, when and with which word it was taken back, which both are told; and where the borrower had signed, the digest of the
/// terms, because their word still holds for a while, and the lender can bring both to the chain.
pub(super) async fn void(store: &Store, id: &str, reason: Option<&str>, now_ms: u64) -> Result<bool> {
    let sql = "UPDATE draft SET void_ms = $2, void_reason = $3, account = '', form = '', fields = '', draft_terms = $4, \
               seat_hash = '', link_box = NULL, own_box = '', seat = NULL, seat_fields = NULL, seat_ms = NULL, \
               seat_box = NULL, seat_to_creator = NULL, creator_to_seat = NULL, terms = NULL, \
               digest = CASE WHEN borrower_id IS NULL THEN NULL ELSE digest END, \
               borrower_id = NULL, borrower_intent = NULL, borrower_until_ms = NULL, \
               address = NULL, try_after_ms = NULL, problem = NULL, version = version + 1 \
               WHERE id = $1 AND void_ms IS NULL AND lender_id IS NULL";
    let done = sqlx::query(sql)
        .bind(id.to_owned())
        .bind(to_i64(now_ms))
        .bind(reason.map(str::to_owned))
        .bind(Vec::new())
        .execute(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    Ok(done.rows_affected() == 1)
}

/// Whether a signature was kept: the borrower's first, and another one of the same person only where it holds for longer and
/// nothing is on its way; `over` is the receipt of which nothing came.
pub(super) async fn sign(store: &Store, id: &str, word: &Word, over: Option<&str>) -> Result<bool> {
    let (own, first) = match word.role {
        Role::Lender => ("lender", "borrower_id IS NOT NULL"),
        Role::Borrower => ("borrower", "seat IS NOT NULL"),
    };
    // The last of the two brings it on its way, whichever that is.
    let last = match word.role {
        Role::Lender => "1 = 1",
        Role::Borrower => "lender_id IS NOT NULL",
    };
    let sql = format!(
        "UPDATE draft SET {own}_id = $2, {own}_intent = $3, {own}_until_ms = $4, \
         address = CASE WHEN {last} THEN $5 ELSE NULL END, try_after_ms = CASE WHEN {last} THEN 0 ELSE NULL END, \
         receipt = NULL, problem = NULL, version = version + 1 \
         WHERE id = $1 AND seat IS NOT NULL AND {first} AND void_ms IS NULL \
         AND ({own}_id IS NULL OR {own}_until_ms < $4) AND (receipt IS NULL OR receipt = $6)"
    );
    let done = sqlx::query(AssertSqlSafe(sql))
        .bind(id.to_owned())
        .bind(word.id.clone())
        .bind(word.signed.clone())
        .bind(to_i64(word.until_ms))
        .bind(word.address.clone())
        .bind(over.unwrap_or_default().to_owned())
        .execute(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    Ok(done.rows_affected() == 1)
}

/// Writes down that the relay has the pair of these two signatures, and forgets from where they came.
pub(super) async fn handed(store: &Store, draft: &Draft, receipt: &str) -> Result<()> {
    let sql = "UPDATE draft SET receipt = $2, problem = NULL, try_after_ms = NULL, address = NULL, version = version + 1 \
               WHERE id = $1 AND borrower_id = $3 AND lender_id = $4 AND (receipt IS NULL OR receipt <> $2)";
    let query = sqlx::query(sql).bind(draft.id.clone()).bind(receipt.to_owned());
    let query = of_words(query, draft);
    let _one = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

/// Writes down why the relay has not taken the pair, and when that is tried again, if it is.
pub(super) async fn refused(store: &Store, draft: &Draft, code: &str, again_ms: Option<u64>) -> Result<()> {
    let sql =
        "UPDATE draft SET version = CASE WHEN problem = $2 THEN version ELSE version + 1 END, problem = $2, \
               try_after_ms = $5 WHERE id = $1 AND borrower_id = $3 AND lender_id = $4 AND receipt IS NULL";
    let query = sqlx::query(sql).bind(draft.id.clone()).bind(code.to_owned());
    let query = of_words(query, draft).bind(again_ms.map(to_i64));
    let _one = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    Ok(())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments>;

/// For these two signatures: others may have come meanwhile.
fn of_words<'q>(query: Query<'q>, draft: &Draft) -> Query<'q> {
    let id = |word: &Option<Kept>| word.as_ref().map(|word| word.id.clone());
    query.bind(id(&draft.borrower)).bind(id(&draft.lender))
}

/// Those that are to be handed over now.
pub(super) async fn to_hand_over(store: &Store, now_ms: u64, limit: u32) -> Result<Vec<String>> {
    let sql = "SELECT id FROM draft WHERE try_after_ms <= $1 AND receipt IS NULL AND void_ms IS NULL \
               ORDER BY try_after_ms LIMIT $2";
    sqlx::query_scalar(sql)
        .bind(to_i64(now_ms))
        .bind(i64::from(limit))
        .fetch_all(store.pool())
        .await
        .map_err(|e| store.failed(e))
}

/// A loan with that digest, as the index knows it, once both have signed it.
pub(super) async fn loan_of(store: &Store, digest: &str) -> Result<Option<u64>> {
    let sql = "SELECT id FROM loan WHERE digest = $1 AND signed_ms IS NOT NULL";
    let loan: Option<i64> = sqlx::query_scalar(sql)
        .bind(format!("0x{digest}"))
        .fetch_optional(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    Ok(loan.map(to_u64))
}

/// What forgets what is over, with how long after the last day for signing it does: boxes of links and addresses, which nobody can use
/// any more, at once; drafts some time later.
pub(super) const CLEAN: [(&str, u64); 4] = [
    (
        "UPDATE draft SET link_box = NULL, version = version + 1 WHERE link_box IS NOT NULL AND sign_by_ms <= $1",
        0,
    ),
    (
        "UPDATE draft SET address = NULL WHERE address IS NOT NULL AND sign_by_ms <= $1",
        0,
    ),
    (
        "DELETE FROM draft WHERE sign_by_ms < $1 AND receipt IS NULL",
        KEPT_MS,
    ),
    ("DELETE FROM draft WHERE sign_by_ms < $1", KEPT_LOAN_MS),
];

/// Forgets what is over.
pub(super) async fn clean(store: &Store, now_ms: u64) -> Result<()> {
    for (sql, after_ms) in CLEAN {
        let query = sqlx::query(sql).bind(to_i64(now_ms.saturating_sub(after_ms)));
        let _rows = query.execute(store.pool()).await.map_err(|e| store.failed(e))?;
    }
    Ok(())
}
