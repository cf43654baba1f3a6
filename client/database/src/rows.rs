//! Many rows in one statement, for both databases.

use sqlx::any::AnyArguments;
use sqlx::{AnyConnection, AssertSqlSafe};

/// Rows of one statement; few sizes, so that prepared statements are used again.
const SIZES: [usize; 3] = [64, 8, 1];

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
    fn sql(&self, rows: usize, numbered: bool) -> String {
        let width = self.columns.len();
        let row = |n: usize| {
            let places: Vec<String> = (1..=width)
                .map(|place| match numbered {
                    true => format!("${}", n * width + place),
                    false => "?".to_owned(),
                })
                .collect();
            format!("({})", places.join(","))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        let columns = self.columns.join(",");
        let mut sql = format!("INSERT INTO {} ({columns}) VALUES {}", self.table, rows.join(","));
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

    /// Writes `rows`.
    pub async fn write(&self, conn: &mut AnyConnection, mut rows: &[Row]) -> sqlx::Result<()> {
        // SQLite looks a numbered place up by its name, along all of them: that is most of the work of a long statement.
        let numbered = conn.backend_name() != "SQLite";
        for size in SIZES {
            while rows.len() >= size {
                let (now, later) = rows.split_at(size);
                rows = later;
                let mut query = sqlx::query(AssertSqlSafe(self.sql(size, numbered)));
                for cell in now.iter().flatten() {
                    query = bind(query, cell);
                }
                let _written = query.execute(&mut *conn).await?;
            }
        }
        Ok(())
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Any, AnyArguments>;

fn bind<'q>(query: Query<'q>, cell: &Cell) -> Query<'q> {
    match cell {
        Cell::Int(number) => query.bind(*number),
        Cell::OptInt(number) => query.bind(*number),
        Cell::Text(text) => query.bind(text.clone()),
        Cell::OptText(text) => query.bind(text.clone()),
        Cell::Bytes(bytes) => query.bind(bytes.clone()),
    }
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
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        for (count, value) in [(1_usize, "a"), (73, "b"), (200, "c")] {
            let rows: Vec<Row> = (0..count)
                .map(|n| vec![format!("{n}").into(), value.into()])
                .collect();
            let mut tx = store.begin().await.unwrap();
            KEPT_VALUE.write(&mut tx, &rows).await.unwrap();
            store.commit(tx).await.unwrap();
            let all = sqlx::query("SELECT count(*), min(value), max(value) FROM kept_value")
                .fetch_one(store.pool())
                .await;
            let all = all.unwrap();
            assert_eq!(all.get::<i64, _>(0), i64::try_from(count).unwrap());
            assert_eq!(
                (all.get::<String, _>(1), all.get::<String, _>(2)),
                (value.into(), value.into())
            );
        }
    }
}
