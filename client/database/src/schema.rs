//! The tables, once for both databases. Amounts are decimal numbers of minor units as text, days `2026-12-31`, instants
//! milliseconds since 1970, accounts SS58, digests and hashes 0x hexadecimal. docs/index.md explains every table.
//!
//! Two kinds: *derived* tables follow from the chain and can be made again (`iou index rebuild`); *kept* tables hold what
//! only this machine knows: contacts, settings, who was notified of what, what was sent to the chain. `row_count` goes with the kept
//! ones, from two of which it follows.

mod counts;

use crate::store::Kind;

/// The derived tables, in an order in which they can be emptied.
pub const DERIVED: [&str; 14] = [
    "agenda",
    "block",
    "credit",
    "cursor",
    "delivery",
    "event",
    "holder",
    "identity",
    "instalment",
    "loan",
    "party",
    "payment",
    "seat",
    "unknown_event",
];

/// The kept tables.
pub const KEPT: [&str; 16] = [
    "contact",
    "reminder_setting",
    "notice",
    "message",
    "document",
    "relay_task",
    "kept_value",
    "intent",
    "relay_budget",
    "draft",
    "sealed_box",
    "page_session",
    "used_nonce",
    "page_setting",
    "page_budget",
    "row_count",
];

/// Every version of the schema: number, what it brought, and its statements. Only ever appended to.
pub const MIGRATIONS: [(i64, &str, &str); 12] = [
    (1, "index", INDEX),
    (2, "reminders", REMINDERS),
    (3, "names", NAMES),
    (4, "intents", INTENTS),
    (5, "pages", PAGES),
    (6, "reading", READING),
    (7, "counts", COUNTS),
    (8, "forgetting", FORGETTING),
    (9, "ends", ENDS),
    (10, "deliveries", DELIVERIES),
    (11, "identity", IDENTITY),
    (12, "seats", SEATS),
];

/// The version of the tables that this program knows.
pub fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, ..)| *version)
}

/// Statements in a database's own words, where databases say something differently.
pub(crate) fn said(sql: &str, kind: Kind) -> String {
    let (bytes, counting, in_its_schema) = match kind {
        Kind::Sqlite => ("BLOB", counts::SQLITE, ""),
        Kind::Postgres => (
            "BYTEA",
            counts::POSTGRES,
            "ALTER FUNCTION count_rows() SET search_path FROM CURRENT;",
        ),
    };
    sql.replace("{bytes}", bytes)
        .replace("{counting}", counting)
        .replace("{counting in its schema}", in_its_schema)
}

const INDEX: &str = "
CREATE TABLE cursor (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    genesis TEXT NOT NULL,
    contract TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    first_block BIGINT NOT NULL,
    block BIGINT NOT NULL,
    hash TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    events BIGINT NOT NULL,
    unknown_events BIGINT NOT NULL
);
CREATE TABLE block (
    number BIGINT PRIMARY KEY,
    hash TEXT NOT NULL,
    time_ms BIGINT NOT NULL
);
CREATE TABLE event (
    block BIGINT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    loan BIGINT,
    sequence BIGINT,
    hash TEXT NOT NULL,
    scale {bytes} NOT NULL,
    PRIMARY KEY (block, place)
);
CREATE UNIQUE INDEX event_of_loan ON event (loan, sequence);
CREATE TABLE unknown_event (
    block BIGINT NOT NULL,
    place BIGINT NOT NULL,
    topic TEXT,
    scale {bytes} NOT NULL,
    PRIMARY KEY (block, place)
);
CREATE TABLE loan (
    id BIGINT PRIMARY KEY,
    status TEXT NOT NULL,
    disputed BIGINT NOT NULL,
    lender TEXT NOT NULL,
    borrower TEXT NOT NULL,
    settlement TEXT NOT NULL,
    currency TEXT NOT NULL,
    decimals BIGINT NOT NULL,
    agreed_principal TEXT NOT NULL,
    annual_rate_ppm BIGINT NOT NULL,
    utc_offset_minutes BIGINT NOT NULL,
    digest TEXT NOT NULL,
    figures_day TEXT NOT NULL,
    principal TEXT NOT NULL,
    interest TEXT NOT NULL,
    late TEXT NOT NULL,
    costs TEXT NOT NULL,
    next_due_instalment BIGINT,
    next_due_day TEXT,
    next_due_amount TEXT,
    default_after TEXT,
    limitation_until TEXT,
    proposed_ms BIGINT NOT NULL,
    signed_ms BIGINT,
    delivered_on TEXT,
    ended_ms BIGINT,
    events BIGINT NOT NULL,
    head TEXT NOT NULL,
    block BIGINT NOT NULL,
    books {bytes} NOT NULL
);
CREATE INDEX loan_by_lender ON loan (lender, id);
CREATE INDEX loan_by_borrower ON loan (borrower, id);
CREATE INDEX loan_by_next_due ON loan (next_due_day, id);
CREATE TABLE party (
    loan BIGINT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (loan, account, role)
);
CREATE INDEX party_by_account ON party (account, loan);
CREATE TABLE holder (
    loan BIGINT NOT NULL,
    position BIGINT NOT NULL,
    account TEXT NOT NULL,
    ppm BIGINT NOT NULL,
    PRIMARY KEY (loan, position)
);
CREATE TABLE instalment (
    loan BIGINT NOT NULL,
    number BIGINT NOT NULL,
    due_day TEXT NOT NULL,
    principal TEXT NOT NULL,
    interest TEXT NOT NULL,
    met BIGINT NOT NULL,
    PRIMARY KEY (loan, number)
);
CREATE TABLE payment (
    loan BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    value_day TEXT NOT NULL,
    amount TEXT NOT NULL,
    costs TEXT NOT NULL,
    late TEXT NOT NULL,
    interest TEXT NOT NULL,
    principal TEXT NOT NULL,
    overpaid TEXT NOT NULL,
    receipt TEXT,
    payer TEXT,
    reversed BIGINT NOT NULL,
    PRIMARY KEY (loan, sequence)
);
CREATE TABLE credit (
    account TEXT PRIMARY KEY,
    agreed BIGINT NOT NULL,
    settled_on_time BIGINT NOT NULL,
    settled_late BIGINT NOT NULL,
    settled_forgiven BIGINT NOT NULL,
    outstanding BIGINT NOT NULL,
    defaulted BIGINT NOT NULL
);
CREATE TABLE agenda (
    loan BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL
);
CREATE INDEX agenda_by_time ON agenda (at_ms, loan);
";

const REMINDERS: &str = "
CREATE TABLE contact (
    account TEXT PRIMARY KEY,
    channels TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    sealed {bytes} NOT NULL
);
CREATE TABLE setting (
    loan BIGINT NOT NULL,
    account TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (loan, account)
);
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    loan BIGINT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    channel TEXT NOT NULL,
    facts TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    message TEXT
);
CREATE INDEX notice_of_loan ON notice (loan, created_ms);
CREATE INDEX notice_of_message ON notice (message);
CREATE TABLE message (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_ms BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    lease TEXT,
    body TEXT,
    tracking TEXT,
    accepted_ms BIGINT,
    receipt TEXT,
    last_error TEXT,
    ended_ms BIGINT
);
CREATE INDEX message_by_state ON message (state, next_attempt_ms);
CREATE TABLE document (
    digest TEXT PRIMARY KEY,
    what TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    bytes {bytes} NOT NULL
);
CREATE TABLE poke (
    id TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    loan BIGINT NOT NULL,
    facts TEXT NOT NULL,
    state TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_ms BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    lease TEXT,
    tx TEXT,
    last_error TEXT,
    ended_ms BIGINT
);
CREATE INDEX poke_by_state ON poke (state, next_attempt_ms);
CREATE INDEX poke_of_loan ON poke (loan);
CREATE TABLE memo (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
";

// What was there stays, under the names that everything else has for it. SQLite has no other name for an index.
const NAMES: &str = "
ALTER TABLE instalment RENAME COLUMN met TO satisfied;
ALTER TABLE poke RENAME TO relay_task;
ALTER TABLE relay_task RENAME COLUMN action TO kind;
UPDATE relay_task SET state = 'obsolete' WHERE state = 'moot';
DROP INDEX poke_by_state;
CREATE INDEX relay_task_by_state ON relay_task (state, next_attempt_ms);
DROP INDEX poke_of_loan;
CREATE INDEX relay_task_of_loan ON relay_task (loan);
ALTER TABLE memo RENAME TO kept_value;
UPDATE kept_value SET name = 'notified' WHERE name = 'told';
ALTER TABLE setting RENAME TO reminder_setting;
";

// An intent's row stands beside a row of relay_task with the same id.
const INTENTS: &str = "
CREATE TABLE intent (
    id TEXT PRIMARY KEY,
    lender TEXT,
    borrower TEXT,
    step TEXT NOT NULL,
    loan BIGINT,
    signer TEXT NOT NULL,
    nonce BIGINT,
    not_after_ms BIGINT NOT NULL,
    purse TEXT NOT NULL,
    day TEXT NOT NULL,
    charged BIGINT NOT NULL,
    bytes {bytes} NOT NULL,
    block BIGINT,
    block_hash TEXT,
    outcome TEXT
);
CREATE INDEX intent_of_signer ON intent (loan, signer);
CREATE INDEX intent_by_lender ON intent (lender);
CREATE INDEX intent_by_borrower ON intent (borrower);
CREATE TABLE relay_budget (
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (day, kind, subject)
);
";

/// What two people share before there is a loan, and what they keep here that this service cannot read.
const PAGES: &str = "
CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    role TEXT NOT NULL,
    account TEXT NOT NULL,
    form TEXT NOT NULL,
    fields TEXT NOT NULL,
    draft_terms {bytes} NOT NULL,
    at_ms BIGINT NOT NULL,
    sign_by_ms BIGINT NOT NULL,
    deliver_by_ms BIGINT NOT NULL,
    seat_hash TEXT NOT NULL,
    link_box TEXT,
    own_box TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    void_ms BIGINT,
    void_reason TEXT,
    seat TEXT,
    seat_fields TEXT,
    seat_ms BIGINT,
    seat_box TEXT,
    seat_to_creator TEXT,
    creator_to_seat TEXT,
    terms {bytes},
    digest TEXT,
    borrower_id TEXT,
    borrower_intent TEXT,
    borrower_until_ms BIGINT,
    lender_id TEXT,
    lender_intent TEXT,
    lender_until_ms BIGINT,
    address TEXT,
    try_after_ms BIGINT,
    receipt TEXT,
    problem TEXT
);
CREATE UNIQUE INDEX draft_by_digest ON draft (digest);
CREATE INDEX draft_to_hand_over ON draft (try_after_ms);
CREATE INDEX draft_by_end ON draft (sign_by_ms);
CREATE TABLE sealed_box (
    locator TEXT PRIMARY KEY,
    writer TEXT NOT NULL,
    counter BIGINT NOT NULL,
    sealed TEXT,
    signature TEXT NOT NULL,
    read_ms BIGINT NOT NULL
);
CREATE INDEX sealed_box_by_age ON sealed_box (read_ms);
CREATE TABLE page_session (
    token TEXT PRIMARY KEY,
    accounts TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX page_session_by_end ON page_session (expires_ms);
CREATE TABLE used_nonce (
    nonce TEXT PRIMARY KEY,
    expires_ms BIGINT NOT NULL
);
CREATE TABLE page_setting (
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (subject, name)
);
CREATE TABLE page_budget (
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (day, kind, subject)
);
";

// Whoever asks for loans that stand like one of few is not to have all of them read.
const READING: &str = "
CREATE INDEX loan_by_status ON loan (status, id);
";

/// How many rows of what is on its way are in which state, kept where the rows change: whoever asks, and as often as they do, is
/// not to have all of them read. And of each state the oldest.
const COUNTS: &str = "
CREATE TABLE row_count (
    of_table TEXT NOT NULL,
    state TEXT NOT NULL,
    n BIGINT NOT NULL
);
{counting}
INSERT INTO row_count (of_table, state, n) SELECT 'message', state, COUNT(*) FROM message GROUP BY state;
INSERT INTO row_count (of_table, state, n) SELECT 'relay_task', state, COUNT(*) FROM relay_task GROUP BY state;
CREATE INDEX message_by_age ON message (state, created_ms);
CREATE INDEX relay_task_by_age ON relay_task (state, created_ms);
";

/// What was done with long ago is found without reading the rest, to be forgotten; and whether anybody else has a receipt. Counts go
/// into the tables' own schema also where a tool that restores a backup names none.
const FORGETTING: &str = "
CREATE INDEX message_by_end ON message (ended_ms);
CREATE INDEX message_by_receipt ON message (receipt);
CREATE INDEX relay_task_by_end ON relay_task (ended_ms);
{counting in its schema}
";

/// What was over long ago is walked through in the order of its end, from any row on; loans too. What a person was sent, and what of a
/// draft goes before the rest does, is found without reading the others.
const ENDS: &str = "
DROP INDEX message_by_end;
CREATE INDEX message_by_end ON message (ended_ms, id);
DROP INDEX relay_task_by_end;
CREATE INDEX relay_task_by_end ON relay_task (ended_ms, id);
CREATE INDEX loan_by_end ON loan (ended_ms, id);
CREATE INDEX message_by_recipient ON message (recipient);
CREATE INDEX draft_with_link ON draft (sign_by_ms) WHERE link_box IS NOT NULL;
CREATE INDEX draft_with_address ON draft (sign_by_ms) WHERE address IS NOT NULL;
CREATE INDEX draft_without_receipt ON draft (sign_by_ms) WHERE receipt IS NULL;
";

/// Money that was handed over, in one part or several, and what the borrower says of it.
const DELIVERIES: &str = "
CREATE TABLE delivery (
    loan BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    number BIGINT,
    day TEXT NOT NULL,
    amount TEXT NOT NULL,
    receipt TEXT,
    state TEXT NOT NULL,
    PRIMARY KEY (loan, sequence)
);
";

/// What verifiers stated of who the parties are, by digest; `revoked` is `ended`, `void`, or none. The tables of the chain
/// have nothing in this one and the one before by then, and books of another form: they begin anew, and are filled from the first block.
const IDENTITY: &str = "
CREATE TABLE identity (
    loan BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    verifier TEXT NOT NULL,
    digest TEXT NOT NULL,
    kind BIGINT NOT NULL,
    revoked TEXT,
    PRIMARY KEY (loan, sequence)
);
DELETE FROM cursor;
DELETE FROM agenda;
DELETE FROM block;
DELETE FROM credit;
DELETE FROM event;
DELETE FROM holder;
DELETE FROM instalment;
DELETE FROM loan;
DELETE FROM party;
DELETE FROM payment;
DELETE FROM unknown_event;
";

/// 接管: the seats whose key has changed or is claimed, or for which something was agreed after the terms; `awaits` is what a claim waits
/// for. Terms and books have another form: the tables of the chain begin anew, and are filled from the first block.
const SEATS: &str = "
CREATE TABLE seat (
    loan BIGINT NOT NULL,
    account TEXT NOT NULL,
    key_account TEXT NOT NULL,
    claimed_for TEXT,
    claimed_by TEXT,
    awaits TEXT,
    claimed_on TEXT,
    objection_until TEXT,
    held_through TEXT,
    objected BIGINT NOT NULL,
    PRIMARY KEY (loan, account)
);
DELETE FROM cursor;
DELETE FROM agenda;
DELETE FROM block;
DELETE FROM credit;
DELETE FROM delivery;
DELETE FROM event;
DELETE FROM holder;
DELETE FROM identity;
DELETE FROM instalment;
DELETE FROM loan;
DELETE FROM party;
DELETE FROM payment;
DELETE FROM unknown_event;
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    async fn columns(store: &Store, table: &str) -> Vec<String> {
        let sql = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
        let names = sqlx::query_scalar(sql).bind(table).fetch_all(store.pool()).await;
        names.unwrap()
    }

    #[tokio::test]
    async fn the_page_on_the_index_names_every_derived_table_and_column() {
        let page = include_str!("../../../docs/index.md");
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        for name in DERIVED {
            let section = page.split(&format!("### {name}\n")).nth(1);
            let section = section.unwrap_or_else(|| panic!("{name} is missing"));
            let section = section.split("\n##").next().unwrap();
            let named = section
                .lines()
                .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
            assert_eq!(named.collect::<Vec<_>>(), columns(&store, name).await, "{name}");
        }
    }

    /// The first four bytes of SHA-256 over the words of each version, as a file and as a server is told them.
    const PINS: [(Kind, [&str; MIGRATIONS.len()]); 2] = [
        (
            Kind::Sqlite,
            [
                "e303cc11", "9cdff306", "e7ce4cc3", "3ff115d9", "f4c11764", "f0d242a9", "7b0d323e",
                "bc6090d9", "9e1a666d", "abf7244b", "5911c1ca", "7f84ca77",
            ],
        ),
        (
            Kind::Postgres,
            [
                "285ec097", "4aad9493", "e7ce4cc3", "6ae858d9", "65aead1f", "f0d242a9", "049ce8d4",
                "9cf66e8c", "9e1a666d", "abf7244b", "5911c1ca", "7f84ca77",
            ],
        ),
    ];

    /// A database that has a version has it as it was made then, and is not opened with another one under the same number.
    #[test]
    fn a_version_of_the_tables_that_was_made_once_is_never_changed() {
        for (kind, pins) in PINS {
            for ((version, what, sql), pin) in MIGRATIONS.into_iter().zip(pins) {
                let digest = iou_base::sha256(said(sql, kind).as_bytes());
                assert_eq!(
                    hex::encode(&digest[..4]),
                    pin,
                    "{kind:?} {version} {what}: append another one"
                );
            }
        }
    }

    /// A table of the chain that a version brings would stay without all that was indexed before.
    #[tokio::test]
    async fn tables_of_the_chain_that_have_another_form_begin_anew_and_nothing_else_does() {
        iou_testing::on_both(|database| async move {
            sqlx::any::install_default_drivers();
            let address = crate::Address::parse(&database).unwrap();
            address.prepare().unwrap();
            let pool = sqlx::AnyPool::connect(&address.url()).await.unwrap();
            let before = crate::store::migrator(address.kind(), &MIGRATIONS[..8]);
            before.run(&pool).await.unwrap();
            let insert = "INSERT INTO cursor VALUES (1, 'g', 'c', 'h', 1, 7, 'b', 0, 3, 0); \
                          INSERT INTO block VALUES (7, 'b', 0); INSERT INTO credit VALUES ('5A', 1, 0, 0, 0, 0, 0); \
                          INSERT INTO agenda VALUES (0, 0); INSERT INTO holder VALUES (0, 0, '5A', 1000000); \
                          INSERT INTO kept_value VALUES ('a', 'b')";
            let _rows = sqlx::raw_sql(insert).execute(&pool).await.unwrap();
            pool.close().await;
            let store = Store::open(&database).await.unwrap();
            for table in DERIVED {
                let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
                let rows: i64 = sqlx::query_scalar(count).fetch_one(store.pool()).await.unwrap();
                assert_eq!(rows, 0, "{database}: {table}");
            }
            assert_eq!(store.kept_value("a").await.unwrap().as_deref(), Some("b"));
        })
        .await;
    }

    /// Every table with its columns: what others' queries and our own rely on.
    #[tokio::test]
    async fn the_names_of_tables_and_columns_are_those_of_the_snapshot() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let mut names = String::new();
        for table in DERIVED.into_iter().chain(KEPT) {
            names += &format!("{table}: {}\n", columns(&store, table).await.join(", "));
        }
        assert_eq!(names, include_str!("schema/names.txt"));
    }

    /// A database as version 2 left it, with a row in each table that was renamed.
    const ROWS_OF_VERSION_2: [&str; 5] = [
        "INSERT INTO instalment (loan, number, due_day, principal, interest, met) VALUES (7, 1, '2026-12-31', '100', '1', 1)",
        "INSERT INTO poke (id, action, loan, facts, state, created_ms, attempts, next_attempt_ms, lease_until_ms) \
         VALUES ('aa', 'demand', 7, '{}', 'moot', 1, 2, 3, 0)",
        "INSERT INTO poke (id, action, loan, facts, state, created_ms, attempts, next_attempt_ms, lease_until_ms, tx) \
         VALUES ('bb', 'notify_due', 8, '{}', 'submitted', 1, 2, 3, 0, '{}')",
        "INSERT INTO memo (name, value) VALUES ('catching-up', '99'), ('told', '5-1')",
        "INSERT INTO setting (loan, account, json) VALUES (7, '5Alice', '{}')",
    ];

    async fn of_version_2(database: &str) {
        sqlx::any::install_default_drivers();
        let address = crate::Address::parse(database).unwrap();
        address.prepare().unwrap();
        let pool = sqlx::AnyPool::connect(&address.url()).await.unwrap();
        crate::store::migrator(address.kind(), &MIGRATIONS[..2])
            .run(&pool)
            .await
            .unwrap();
        for sql in ROWS_OF_VERSION_2 {
            let _one = sqlx::query(sql).execute(&pool).await.unwrap();
        }
        pool.close().await;
    }

    #[tokio::test]
    async fn a_database_of_version_2_keeps_all_its_rows_under_the_names_of_version_3() {
        iou_testing::on_both(|database| async move {
            of_version_2(&database).await;
            let before = Store::look(&database).await.unwrap_err();
            assert_eq!(before.code(), "database_older", "{database}");
            let address = crate::Address::parse(&database).unwrap();
            let pool = sqlx::AnyPool::connect(&address.url()).await.unwrap();
            let third = crate::store::migrator(address.kind(), &MIGRATIONS[..3]);
            third.run(&pool).await.unwrap();
            for (expected, sql) in [
                (
                    "1",
                    "SELECT CAST(satisfied AS TEXT) FROM instalment WHERE loan = 7",
                ),
                (
                    "obsolete",
                    "SELECT state FROM relay_task WHERE id = 'aa' AND kind = 'demand'",
                ),
                (
                    "submitted",
                    "SELECT state FROM relay_task WHERE id = 'bb' AND kind = 'notify_due' AND tx = '{}'",
                ),
                ("99", "SELECT value FROM kept_value WHERE name = 'catching-up'"),
                ("5-1", "SELECT value FROM kept_value WHERE name = 'notified'"),
                ("5Alice", "SELECT account FROM reminder_setting WHERE loan = 7"),
            ] {
                let found: String = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
                assert_eq!(found, expected, "{database}: {sql}");
            }
            pool.close().await;
            let store = Store::open(&database).await.unwrap();
            assert_eq!(
                store.kept_value("catching-up").await.unwrap().as_deref(),
                Some("99")
            );
        })
        .await;
    }
}
