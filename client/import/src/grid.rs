//! Rows of cells, from CSV or from a workbook.
//! Limits: [`LINE_MAX`] bytes a line, [`CELLS_MAX`] cells a row, [`CELLS_IN_ALL_MAX`] in all: a file that has more is no statement, and is not
//! held in memory as cells.

use csv::ReaderBuilder;

use crate::error::{Error, Result};
use crate::read::ROWS_MAX;

/// Cells of a row.
pub(crate) const CELLS_MAX: usize = 64;
/// Cells of all rows: those of a wallet, and as many again.
pub(crate) const CELLS_IN_ALL_MAX: usize = 24 * ROWS_MAX;
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
    /// Cells of all of them.
    pub(crate) cells: usize,
    /// Whether serial days count from 1904.
    pub(crate) since_1904: bool,
    /// Whether it is of a workbook, which leaves out empty cells at the end of a row.
    pub(crate) is_sheet: bool,
    /// Whether each line was taken for a row, whatever its quotes say.
    pub(crate) is_by_lines: bool,
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
            self.cells += cells.len();
            if self.cells > CELLS_IN_ALL_MAX {
                return Err(too_large("cells", CELLS_IN_ALL_MAX));
            }
            self.rows.push((number, cells));
        }
        Ok(())
    }

    /// The cells of a text in CSV (RFC 4180); rows need not be equally long. Errors: [`Error::StatementTooLarge`].
    pub(crate) fn of_csv(text: &str) -> Result<Grid> {
        if text.lines().any(|line| line.len() > LINE_MAX) {
            return Err(too_large("line", LINE_MAX));
        }
        let mut grid = Grid::default();
        grid.take(text, 1, true)?;
        Ok(grid)
    }

    /// The same where each line is a row, and quotes that do not end with their line are signs like others. Errors: as
    /// [`Grid::of_csv`].
    pub(crate) fn of_lines(text: &str) -> Result<Grid> {
        let mut grid = Grid {
            is_by_lines: true,
            ..Grid::default()
        };
        for (number, line) in (1..).zip(text.lines()) {
            if line.len() > LINE_MAX {
                return Err(too_large("line", LINE_MAX));
            }
            let is_balanced = line.matches('"').count().is_multiple_of(2);
            grid.take(line, number, is_balanced)?;
        }
        Ok(grid)
    }

    /// Adds the rows of a text that begins in line `first`.
    fn take(&mut self, text: &str, first: u64, is_quoted: bool) -> Result<()> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .quoting(is_quoted)
            .from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        // The text is UTF-8 and in memory, so reading it cannot fail; if it did, the file is none.
        while reader
            .read_record(&mut record)
            .map_err(|_| Error::StatementUnknown {})?
        {
            if record.len() > CELLS_MAX {
                return Err(too_large("columns", CELLS_MAX));
            }
            let number = record.position().map_or(1, csv::Position::line);
            self.push(
                first + number - 1,
                record.iter().map(|cell| Cell::Text(cell.to_owned())).collect(),
            )?;
        }
        Ok(())
    }
}

/// That a file has more of something than any statement.
pub(crate) fn too_large(what: &str, most: usize) -> Error {
    Error::StatementTooLarge {
        what: what.into(),
        most: most.to_string(),
    }
}
