//! What kind of statement a file is, told from what is in it.

use crate::error::{Error, Result};
use crate::grid::{too_large, Grid};
use crate::row::{Row, Statement};
use crate::{camt, mt940, table, xlsx};

/// Bytes of a file: a hundred thousand rows of a wallet.
pub const FILE_MAX: usize = 16 * 1024 * 1024;
/// Rows of a statement.
pub const ROWS_MAX: usize = 100_000;

/// Reads a statement.
///
/// Errors: [`Error`]; the file is then not used in part.
pub fn read(bytes: &[u8]) -> Result<Statement> {
    let mut statement = as_it_is(bytes)?;
    statement.rows = statement.rows.into_iter().map(Row::cut).collect();
    Ok(statement)
}

/// The same with its texts in full.
fn as_it_is(bytes: &[u8]) -> Result<Statement> {
    if bytes.len() > FILE_MAX {
        return Err(too_large("file", FILE_MAX));
    }
    if xlsx::is_one(bytes) {
        return of_grids(&xlsx::sheets(bytes)?);
    }
    let text = iou_files::textfile::decode(bytes).ok_or(Error::StatementUnknown {})?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') {
        return camt::read(text);
    }
    if mt940::is_one(text) {
        return mt940::read(text);
    }
    // Who writes quotes into a name or a memo is not heard: where the table counts its rows, and with its quotes has others, each line
    // is a row.
    of_grids(&[Grid::of_csv(text)?]).or_else(|error| {
        let by_lines = || table::read(&Grid::of_lines(text).ok()?).ok()?;
        by_lines().ok_or(error)
    })
}

/// The one grid that has a header of a known layout.
fn of_grids(grids: &[Grid]) -> Result<Statement> {
    let mut found = None;
    for grid in grids {
        if let Some(statement) = table::read(grid)? {
            if found.is_some() {
                return Err(Error::StatementUnknown {});
            }
            found = Some(statement);
        }
    }
    found.ok_or(Error::StatementUnknown {})
}
