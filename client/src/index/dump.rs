//! The derived tables as text, one JSON array a row, in one order: two databases of the same chain give the same bytes,
//! whatever kind they are and however they came to be.

use std::io::Write;

use serde_json::{json, Value};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};

use super::schema::DERIVED;
use super::store::Store;
use crate::error::{Error, Result};
use crate::view::hex0x;

/// Writes all rows of the derived tables to `out`. The agenda is left out: it says what a reminder service has looked at.
///
/// Errors: [`Error::Database`], [`Error::OutputClosed`].
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
            writeln!(out, "{line}").map_err(|_| Error::OutputClosed {})?;
        }
    }
    Ok(())
}

fn line(table: &str, row: &AnyRow) -> sqlx::Result<String> {
    let mut cells = vec![json!(table)];
    for (n, column) in row.columns().iter().enumerate() {
        let raw = row.try_get_raw(n)?;
        let value = match (raw.is_null(), raw.type_info().name()) {
            (true, _) => Value::Null,
            (false, "BLOB") => json!(hex0x(&row.try_get::<Vec<u8>, _>(n)?)),
            (false, "TEXT") => json!(row.try_get::<String, _>(n)?),
            (false, "BIGINT") => json!(row.try_get::<i64, _>(n)?),
            (false, other) => {
                let reason = format!("{table}.{} has the type {other}", column.name());
                return Err(sqlx::Error::Protocol(reason));
            }
        };
        cells.push(value);
    }
    Ok(Value::from(cells).to_string())
}
