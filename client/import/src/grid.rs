//! Rows of cells, from CSV or from a workbook.
//! Limits: [`LINE_MAX`] bytes a line, [`CELLS_MAX`] cells a row: a file that has more is no statement, and is not held in memory as cells.

use csv::ReaderBuilder;

use crate::error::{Error, Result};
use crate::read::ROWS_MAX;

/// Cells of a row.
pub(crate) const CELLS_MAX: usize = 64;
/// Bytes of a line.
const LINE_MAX: usize = 64 * 1024;

/// A cell. What a workbook keeps as a number is one; all else is text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    /// In the digits of the file.
    Number(String),
}

impl Cell {
    /// What it says, without blanks, tabs and byte order marks around it.
    pub(crate) fn text(&self) -> &str {
        let (Cell::Text(text) | Cell::Number(text)) = self;
        text.trim_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}')
    }
}

/// Rows with their numbers in the file, from 1; rows without anything are left out.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub(crate) rows: Vec<(u64, Vec<Cell>)>,
    /// Whether serial days count from 1904.
    pub(crate) since_1904: bool,
    /// Whether it is of a workbook, which leaves out empty cells at the end of a row.
    pub(crate) is_sheet: bool,
}

impl Grid {
    /// Adds a row. Errors: [`Error::StatementTooLarge`].
    pub(crate) fn push(&mut self, number: u64, cells: Vec<Cell>) -> Result<()> {
        if cells.len() > CELLS_MAX {
            return Err(too_large("columns", CELLS_MAX));
        }
        if self.rows.len() > ROWS_MAX {
            return Err(too_large("rows", ROWS_MAX));
        }
        if cells.iter().any(|cell| !cell.text().is_empty()) {
            self.rows.push((number, cells));
        }
        Ok(())
    }

    /// The cells of a text in CSV (RFC 4180); rows need not be equally long. Errors: [`Error::StatementTooLarge`].
    pub(crate) fn of_csv(text: &str) -> Result<Grid> {
        if text.lines().any(|line| line.len() > LINE_MAX) {
            return Err(too_large("line", LINE_MAX));
        }
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut grid = Grid::default();
        let mut record = csv::StringRecord::new();
        // The text is UTF-8 and in memory, so reading it cannot fail; if it did, the file is none.
        while reader
            .read_record(&mut record)
            .map_err(|_| Error::StatementUnknown {})?
        {
            if record.len() > CELLS_MAX {
                return Err(too_large("columns", CELLS_MAX));
            }
            let number = record.position().map_or(0, csv::Position::line);
            grid.push(
                number,
                record.iter().map(|cell| Cell::Text(cell.to_owned())).collect(),
            )?;
        }
        Ok(grid)
    }
}

/// That a file has more of something than any statement.
pub(crate) fn too_large(what: &str, most: usize) -> Error {
    Error::StatementTooLarge {
        what: what.into(),
        most: most.to_string(),
    }
}
