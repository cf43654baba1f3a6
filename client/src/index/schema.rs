//! The tables, once for both databases. Amounts are decimal numbers of minor units as text, days `2026-12-31`, instants
//! milliseconds since 1970, accounts SS58, digests and hashes 0x hexadecimal. docs/index.md explains every table.
//!
//! Two kinds: *derived* tables follow from the chain and can be made again (`iou index rebuild`); *kept* tables hold what
//! only this machine knows: contacts, settings, what was told to whom, what was sent to the chain.

/// The derived tables, in an order in which they can be emptied.
pub const DERIVED: [&str; 11] = [
    "agenda",
    "block",
    "credit",
    "cursor",
    "event",
    "holder",
    "instalment",
    "loan",
    "party",
    "payment",
    "unknown_event",
];

/// Every version of the schema: number, what it brought, and its statements. Only ever appended to.
pub const MIGRATIONS: [(i64, &str, &str); 2] = [(1, "index", INDEX), (2, "reminders", REMINDERS)];

// `{bytes}` is the database's own name for bytes.
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
    PRIMARY KEY (loan, sequence)
);
CREATE TABLE credit (
    account TEXT PRIMARY KEY,
    agreed BIGINT NOT NULL,
    settled_on_time BIGINT NOT NULL,
    settled_late BIGINT NOT NULL,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Each derived table with its columns, as the statements have them.
    fn tables() -> Vec<(&'static str, Vec<&'static str>)> {
        let statements = MIGRATIONS
            .iter()
            .flat_map(|(_, _, sql)| sql.split("CREATE TABLE ").skip(1));
        let tables = statements.map(|statement| {
            let (name, rest) = statement.split_once(" (\n").unwrap();
            let columns = rest.split_once("\n);").unwrap().0.lines();
            let columns = columns.filter_map(|line| line.split_whitespace().next());
            (name, columns.filter(|word| *word != "PRIMARY").collect())
        });
        tables.filter(|(name, _)| DERIVED.contains(name)).collect()
    }

    #[test]
    fn the_page_on_the_index_names_every_table_and_column() {
        let page = include_str!("../../../docs/index.md");
        let tables = tables();
        assert_eq!(tables.len(), DERIVED.len());
        for (name, columns) in tables {
            let section = page.split(&format!("### {name}\n")).nth(1);
            let section = section.unwrap_or_else(|| panic!("{name} is missing"));
            let section = section.split("\n##").next().unwrap();
            let told = section
                .lines()
                .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
            assert_eq!(told.collect::<Vec<_>>(), columns, "{name}");
        }
    }
}
