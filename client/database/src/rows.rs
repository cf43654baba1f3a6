//! Many rows in one statement, for both databases. A statement is prepared once for each of few sizes, and used again.

use std::iter;

use iou_base::hex0x;
use sqlx::any::AnyArguments;
use sqlx::{AnyConnection, Arguments as _, AssertSqlSafe};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::address::Kind;

/// Cells of the longest statement. Each statement costs as much as some rows do; SQLite takes up to 32,766 values.
const CELLS: usize = 4_096;
/// Statements that are made before the database is ready for them, at most.
const AHEAD: usize = 8;

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A whole number.
    Int(i64),
    /// A whole number or nothing.
    OptInt(Option<i64>),
    /// Text.
    Text(String),
    /// Text or nothing.
    OptText(Option<String>),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    /// The type of its column in PostgreSQL.
    fn sql_type(&self) -> &'static str {
        match self {
            Cell::Int(_) | Cell::OptInt(_) => "BIGINT",
            Cell::Text(_) | Cell::OptText(_) => "TEXT",
            Cell::Bytes(_) => "BYTEA",
        }
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Cell {
        // Databases count to 2^63; blocks, loans and milliseconds stay below for longer than the sun shines.
        Cell::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Cell {
        Cell::Int(number.into())
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Cell {
        Cell::Int(yes.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<terms::Amount> for Cell {
    fn from(amount: terms::Amount) -> Cell {
        Cell::Text(amount.minor().to_string())
    }
}

impl From<terms::Day> for Cell {
    fn from(day: terms::Day) -> Cell {
        Cell::Text(day.to_string())
    }
}

/// A row.
pub type Row = Vec<Cell>;

/// Where rows go: the table, its columns, and what happens to a row that is there already (`ON CONFLICT …`).
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The table.
    pub table: &'static str,
    /// Its columns, in the order of a row's cells.
    pub columns: &'static [&'static str],
    /// The columns that make a row the same; the others are then replaced. Empty: it must be new.
    pub key: &'static [&'static str],
}

impl Table {
    /// What is done with rows: `source` gives them.
    fn insert(&self, source: &str) -> String {
        let columns = self.columns.join(",");
        let mut sql = format!("INSERT INTO {} ({columns}) {source}", self.table);
        if !self.key.is_empty() {
            let others = self.columns.iter().filter(|column| !self.key.contains(column));
            let set: Vec<String> = others
                .map(|column| format!("{column}=excluded.{column}"))
                .collect();
            sql += &format!(
                " ON CONFLICT ({}) DO UPDATE SET {}",
                self.key.join(","),
                set.join(",")
            );
        }
        sql
    }

    /// Statements that write `rows`, each cell a value of its own. Their places have no numbers: SQLite would look each up by its name,
    /// along all of them.
    fn values(self, rows: Vec<Row>) -> impl Iterator<Item = sqlx::Result<Statement>> {
        let width = self.columns.len();
        let row = format!("({})", vec!["?"; width].join(","));
        let mut rows = rows.into_iter();
        iter::from_fn(move || {
            let sizes = [CELLS / width, 64, 8, 1];
            let size = sizes.into_iter().find(|size| *size <= rows.len())?;
            let sql = self.insert(&format!("VALUES {}", vec![row.as_str(); size].join(",")));
            Some(statement(sql, rows.by_ref().take(size).flatten()))
        })
    }

    /// Statements that write `rows`, each column a value of its own, an array in PostgreSQL's own words: one statement for any number of
    /// rows.
    fn arrays(self, rows: Vec<Row>) -> impl Iterator<Item = sqlx::Result<Statement>> {
        let mut rows = rows.into_iter();
        iter::from_fn(move || {
            let rows: Vec<Row> = rows.by_ref().take(CELLS / self.columns.len()).collect();
            let types = rows.first()?.iter().map(Cell::sql_type).enumerate();
            let arrays: Vec<String> = types
                .map(|(column, of)| format!("CAST(${} AS {of}[])", column + 1))
                .collect();
            let sql = self.insert(&format!("SELECT * FROM UNNEST({})", arrays.join(",")));
            let column = |column| array(rows.iter().filter_map(|row| row.get(column)));
            Some(statement(
                sql,
                (0..self.columns.len()).map(column).map(Cell::Text),
            ))
        })
    }
}

/// A statement, and the values for its places.
type Statement = (String, AnyArguments);

/// Errors: [`sqlx::Error::Encode`].
fn statement(sql: String, cells: impl Iterator<Item = Cell>) -> sqlx::Result<Statement> {
    let mut values = AnyArguments::default();
    values.reserve(cells.size_hint().0, 0);
    for cell in cells {
        let added = match cell {
            Cell::Int(number) => values.add(number),
            Cell::OptInt(number) => values.add(number),
            Cell::Text(text) => values.add(text),
            Cell::OptText(text) => values.add(text),
            Cell::Bytes(bytes) => values.add(bytes),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok((sql, values))
}

/// Rows on their way into their tables, in their order.
#[derive(Debug)]
pub struct Writing {
    ready: mpsc::Receiver<sqlx::Result<Statement>>,
    making: JoinHandle<()>,
}

impl Writing {
    /// Begins to make the statements, a few ahead of the database that they are for.
    pub fn begin(kind: Kind, filled: Vec<(Table, Vec<Row>)>) -> Writing {
        let (made, ready) = mpsc::channel(AHEAD);
        // On a thread of its own, so that the database never waits for what other tasks do.
        let making = tokio::task::spawn_blocking(move || {
            for (table, rows) in filled {
                let statements: Box<dyn Iterator<Item = _>> = match kind {
                    Kind::Sqlite => Box::new(table.values(rows)),
                    Kind::Postgres => Box::new(table.arrays(rows)),
                };
                for statement in statements {
                    // Nobody waits for the others once one has failed.
                    if made.blocking_send(statement).is_err() {
                        return;
                    }
                }
            }
        });
        Writing { ready, making }
    }

    /// Writes them.
    pub async fn finish(mut self, conn: &mut AnyConnection) -> sqlx::Result<()> {
        while let Some(statement) = self.ready.recv().await {
            let (sql, values) = statement?;
            let query = sqlx::query_with(AssertSqlSafe(sql), values);
            let _written = query.execute(&mut *conn).await?;
        }
        self.making.await.map_err(|ended| sqlx::Error::Io(ended.into()))
    }
}

/// Cells as an array in PostgreSQL's own words. Source: its manual, "Array Input and Output Syntax" and "bytea Hex Format".
fn array<'a>(cells: impl Iterator<Item = &'a Cell>) -> String {
    let mut words = String::from("{");
    for cell in cells {
        if words.len() > 1 {
            words.push(',');
        }
        match cell {
            Cell::Int(number) | Cell::OptInt(Some(number)) => words += &number.to_string(),
            Cell::OptInt(None) | Cell::OptText(None) => words += "NULL",
            Cell::Text(text) | Cell::OptText(Some(text)) => {
                words.push('"');
                for sign in text.chars() {
                    if matches!(sign, '"' | '\\') {
                        words.push('\\');
                    }
                    words.push(sign);
                }
                words.push('"');
            }
            Cell::Bytes(bytes) => {
                words += "\"\\\\";
                words += &hex0x(bytes)[1..];
                words.push('"');
            }
        }
    }
    words.push('}');
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use sqlx::Row as _;

    const KEPT_VALUE: Table = Table {
        table: "kept_value",
        columns: &["name", "value"],
        key: &["name"],
    };

    #[tokio::test]
    async fn any_number_of_rows_is_written_and_the_same_key_is_written_over() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            for (count, value) in [(0_usize, ""), (1, "a"), (73, "b"), (200, "c"), (2 * CELLS, "d")] {
                let rows: Vec<Row> = (0..count)
                    .map(|n| vec![format!("{n}").into(), value.into()])
                    .collect();
                let mut tx = store.begin().await.unwrap();
                Writing::begin(store.kind(), vec![(KEPT_VALUE, rows)])
                    .finish(&mut tx)
                    .await
                    .unwrap();
                store.commit(tx).await.unwrap();
                let all = sqlx::query("SELECT count(*), min(value), max(value) FROM kept_value")
                    .fetch_one(store.pool())
                    .await;
                let all = all.unwrap();
                assert_eq!(all.get::<i64, _>(0), i64::try_from(count).unwrap(), "{database}");
                if count > 0 {
                    assert_eq!(
                        (all.get::<String, _>(1), all.get::<String, _>(2)),
                        (value.into(), value.into())
                    );
                }
            }
        })
        .await;
    }

    const EVENT: Table = Table {
        table: "event",
        columns: &["block", "place", "name", "loan", "sequence", "hash", "scale"],
        key: &[],
    };

    #[tokio::test]
    async fn every_cell_is_read_back_as_it_was_written_whatever_it_has_in_it() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            let texts = [
                "", "NULL", "null", "a,b", "{}", "\"", "\\", "\\x41", "借条", " a ", "'$1?",
            ];
            let of = |n: usize| {
                (
                    texts[n % texts.len()],
                    (n % 2 == 1).then_some(i64::MIN + n as i64),
                )
            };
            let bytes = |n: usize| (0..=255u8).take(n * 31).collect::<Vec<u8>>();
            let rows = |many: std::ops::Range<usize>| -> Vec<Row> {
                let row = |n: usize| {
                    let (text, number) = of(n);
                    vec![
                        Cell::Int(n as i64),
                        Cell::Int(-1),
                        text.into(),
                        Cell::OptInt(number),
                        Cell::OptInt(Some(n as i64)),
                        text.into(),
                        Cell::Bytes(bytes(n)),
                    ]
                };
                many.map(row).collect()
            };
            let mut tx = store.begin().await.unwrap();
            let filled = [0..3, 3..100].map(|many| (EVENT, rows(many)));
            let writing = Writing::begin(store.kind(), filled.into());
            writing.finish(&mut tx).await.unwrap();
            store.commit(tx).await.unwrap();
            let select = "SELECT name, loan, sequence, scale FROM event ORDER BY block";
            let found = sqlx::query(select).fetch_all(store.pool()).await.unwrap();
            assert_eq!(found.len(), 100);
            for (n, row) in found.iter().enumerate() {
                let (text, number) = of(n);
                assert_eq!(row.get::<String, _>(0), text, "{database}");
                assert_eq!(row.get::<Option<i64>, _>(1), number);
                assert_eq!(row.get::<i64, _>(2), n as i64);
                assert_eq!(row.get::<Vec<u8>, _>(3), bytes(n));
            }
        })
        .await;
    }

    #[test]
    fn text_that_may_be_missing_is_an_array_with_gaps() {
        let cells = [
            Cell::OptText(None),
            Cell::OptText(Some("NULL".into())),
            "a\"b".into(),
        ];
        assert_eq!(array(cells.iter()), r#"{NULL,"NULL","a\"b"}"#);
        assert_eq!(array([].iter()), "{}");
    }
}
