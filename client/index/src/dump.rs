//! The derived tables as text, one JSON array a row, in one order: two databases of the same chain give the same bytes,
//! whatever kind they are and however they came to be.

use iou_base::hex0x;
use std::io::Write;

use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};

use crate::error::Result;
use iou_database::schema::DERIVED;
use iou_database::Store;

/// Writes all rows of the derived tables to `out`. The agenda is left out: it says what a reminder service has looked at.
///
/// Errors: [`iou_database::Error::Database`], [`iou_files::Error::OutputClosed`].
pub async fn dump(store: &Store, out: &mut impl Write) -> Result<()> {
    for table in DERIVED.into_iter().filter(|table| *table != "agenda") {
        let sql = AssertSqlSafe(format!("SELECT * FROM {table}"));
        let rows = sqlx::query(sql).fetch_all(store.pool()).await;
        let rows = rows.map_err(|e| store.failed(e))?;
        let lines = rows.iter().map(|row| line(table, row));
        let mut lines: Vec<String> = lines.collect::<sqlx::Result<_>>().map_err(|e| store.failed(e))?;
        // Databases sort text by different rules; bytes have one order.
        lines.sort_unstable();
        for line in lines {
            writeln!(out, "{line}").map_err(|_| iou_files::Error::OutputClosed {})?;
        }
    }
    Ok(())
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
