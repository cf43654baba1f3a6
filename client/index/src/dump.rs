//! The derived tables as text, one JSON array a row, each table in the order of its key: two databases of the same chain give
//! the same bytes, whatever kind they are and however they came to be. All of it is of one moment, and is written as it is read.

use iou_base::hex0x;
use std::io::Write;

use futures::TryStreamExt as _;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};

use crate::error::Result;
use iou_database::store::Kind;
use iou_database::Store;

/// The tables with their keys. Left out is `agenda`, which says what a reminder service has looked at.
const TABLES: [(&str, &[Key]); 13] = [
    ("block", &[Key::Number("number")]),
    ("credit", &[Key::Text("account")]),
    ("cursor", &[Key::Number("only_row")]),
    ("delivery", &[Key::Number("loan"), Key::Number("sequence")]),
    ("event", &[Key::Number("block"), Key::Number("place")]),
    ("holder", &[Key::Number("loan"), Key::Number("position")]),
    ("identity", &[Key::Number("loan"), Key::Number("sequence")]),
    ("instalment", &[Key::Number("loan"), Key::Number("number")]),
    ("loan", &[Key::Number("id")]),
    (
        "party",
        &[Key::Number("loan"), Key::Text("account"), Key::Text("role")],
    ),
    ("payment", &[Key::Number("loan"), Key::Number("sequence")]),
    ("seat", &[Key::Number("loan"), Key::Text("account")]),
    ("unknown_event", &[Key::Number("block"), Key::Number("place")]),
];

/// A column of a key.
enum Key {
    Number(&'static str),
    Text(&'static str),
}

impl Key {
    /// How rows are put into its order. Databases sort text by different rules; bytes have one order.
    fn order(&self, kind: Kind) -> String {
        match (self, kind) {
            (Key::Number(column), _) => (*column).to_owned(),
            (Key::Text(column), Kind::Sqlite) => format!("{column} COLLATE BINARY"),
            (Key::Text(column), Kind::Postgres) => format!("{column} COLLATE \"C\""),
        }
    }
}

/// Writes all rows of the derived tables to `out`.
///
/// Errors: [`iou_database::Error::Database`], [`iou_files::Error::OutputClosed`].
pub async fn dump(store: &Store, out: &mut impl Write) -> Result<()> {
    // Whatever comes meanwhile is of the next moment.
    let begin = match store.kind() {
        Kind::Sqlite => "BEGIN",
        Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    };
    let closed = |_| iou_files::Error::OutputClosed {};
    let mut moment = store
        .pool()
        .begin_with(begin)
        .await
        .map_err(|e| store.failed(e))?;
    for (table, key) in TABLES {
        let order: Vec<String> = key.iter().map(|column| column.order(store.kind())).collect();
        let sql = AssertSqlSafe(format!("SELECT * FROM {table} ORDER BY {}", order.join(", ")));
        let mut rows = sqlx::query(sql).fetch(&mut *moment);
        while let Some(row) = rows.try_next().await.map_err(|e| store.failed(e))? {
            let line = line(table, &row).map_err(|e| store.failed(e))?;
            writeln!(out, "{line}").map_err(closed)?;
        }
    }
    Ok(out.flush().map_err(closed)?)
}

/// A cell as JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell {
    Null,
    /// Text, or bytes as 0x hexadecimal.
    Text(String),
    Number(i64),
}

fn line(table: &str, row: &AnyRow) -> sqlx::Result<String> {
    let mut cells = vec![Cell::Text(table.to_owned())];
    for (n, column) in row.columns().iter().enumerate() {
        let raw = row.try_get_raw(n)?;
        let value = match (raw.is_null(), raw.type_info().name()) {
            (true, _) => Cell::Null,
            (false, "BLOB") => Cell::Text(hex0x(&row.try_get::<Vec<u8>, _>(n)?)),
            (false, "TEXT") => Cell::Text(row.try_get(n)?),
            (false, "BIGINT") => Cell::Number(row.try_get(n)?),
            (false, other) => {
                let reason = format!("{table}.{} has the type {other}", column.name());
                return Err(sqlx::Error::Protocol(reason));
            }
        };
        cells.push(value);
    }
    Ok(serde_json::to_string(&cells).expect("plain data"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_database::schema::DERIVED;

    #[test]
    fn every_derived_table_but_the_agenda_is_written() {
        let named = TABLES.map(|(table, _)| table);
        let derived = DERIVED.into_iter().filter(|table| *table != "agenda");
        assert_eq!(named.to_vec(), derived.collect::<Vec<_>>());
    }
}
