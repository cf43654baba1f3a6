//! Workbooks (XLSX), as far as a statement needs them: texts, numbers in the digits of the file, whether days count from 1904.
//!
//! Read here, with `zip` and `quick-xml`, and not by `calamine`: that gives numbers as floats and a sheet as one dense block, so a cell in
//! the last corner of an empty sheet takes all memory there is; and it turns on another compressor below everything else in this
//! project, after which a certificate would not be the same bytes any more.
//! Source: ECMA-376 part 1, 18.2 (workbook), 18.3 (sheet), 18.4 (shared strings). Limits: [`UNPACKED_MAX`] bytes in all, and as many again
//! of texts in cells, however often one is shared.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::error::{Error, Result};
use crate::grid::{too_large, Cell, Grid, CELLS_IN_ALL_MAX, CELLS_MAX};
use crate::read::ROWS_MAX;
use crate::xml::{attribute, walk, Part};

/// Bytes of all entries that are unpacked, together.
const UNPACKED_MAX: usize = 32 * 1024 * 1024;
/// Entries of the container.
const ENTRIES_MAX: usize = 512;
const SHEETS: &str = "xl/worksheets/";

/// Whether bytes are a ZIP container.
pub(crate) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The sheets of a workbook. Errors: [`Error::StatementWorkbook`], [`Error::StatementTooLarge`], [`Error::StatementXml`].
pub(crate) fn sheets(bytes: &[u8]) -> Result<Vec<Grid>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| bad(&error.to_string()))?;
    if archive.len() > ENTRIES_MAX {
        return Err(too_large("entries", ENTRIES_MAX));
    }
    let mut names: Vec<String> = archive
        .file_names()
        .flatten()
        .map(|name| name.into_owned())
        .collect();
    names.sort_unstable();
    let mut left = UNPACKED_MAX;
    let mut part = |name: &str| -> Result<Option<String>> {
        if !names.iter().any(|known| known == name) {
            return Ok(None);
        }
        let entry = archive.by_name(name).map_err(|error| bad(&error.to_string()))?;
        let mut bytes = Vec::new();
        // What an entry says of its own length is not believed.
        let most = u64::try_from(left).unwrap_or(u64::MAX) + 1;
        let read = entry
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| bad(&error.to_string()))?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| too_large("unpacked", UNPACKED_MAX))?;
        let text = iou_files::textfile::decode(&bytes).ok_or_else(|| bad(name))?;
        Ok(Some(text.as_str().to_owned()))
    };
    let workbook = part("xl/workbook.xml")?.ok_or_else(|| bad("xl/workbook.xml"))?;
    let since_1904 = since_1904(&workbook)?;
    let shared = match part("xl/sharedStrings.xml")? {
        Some(xml) => shared_strings(&xml)?,
        None => Vec::new(),
    };
    let is_sheet = |name: &&String| {
        name.strip_prefix(SHEETS)
            .is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/'))
    };
    let sheets: Vec<String> = names.iter().filter(is_sheet).cloned().collect();
    let mut grids = Vec::new();
    let (mut cells, mut texts) = (0, UNPACKED_MAX);
    for name in &sheets {
        let Some(xml) = part(name)? else { continue };
        let mut grid = sheet(&xml, &shared, &mut texts)?;
        cells += grid.cells;
        if cells > CELLS_IN_ALL_MAX {
            return Err(too_large("cells", CELLS_IN_ALL_MAX));
        }
        grid.since_1904 = since_1904;
        grid.is_sheet = true;
        grids.push(grid);
    }
    Ok(grids)
}

fn since_1904(xml: &str) -> Result<bool> {
    let mut found = false;
    walk(xml, |part| {
        if let Part::Open("workbookPr", start) = part {
            found = matches!(attribute(start, "date1904").as_deref(), Some("1" | "true"));
        }
        Ok(())
    })?;
    Ok(found)
}

/// Each string in whole, without the readings that East Asian ones can carry.
fn shared_strings(xml: &str) -> Result<Vec<String>> {
    let mut all: Vec<String> = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    walk(xml, |part| {
        match part {
            Part::Open(name, _) => {
                if name == "si" {
                    if all.len() >= CELLS_IN_ALL_MAX {
                        return Err(too_large("cells", CELLS_IN_ALL_MAX));
                    }
                    all.push(String::new());
                }
                let is_reading = name == "rPh" || open.last() == Some(&true);
                open.push(is_reading);
            }
            Part::Text(text) if open.last() == Some(&false) && open.len() > 2 => {
                if let Some(last) = all.last_mut() {
                    last.push_str(text);
                }
            }
            Part::Close => {
                let _ = open.pop();
            }
            Part::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(all)
}

/// A cell that is being read.
#[derive(Default)]
struct Reading {
    column: usize,
    kind: String,
    value: String,
}

/// An element of a sheet, as far as it matters here.
#[derive(Clone, Copy)]
enum Element {
    Row,
    Cell,
    /// A value, or a text inside the cell.
    Value,
    Other,
}

impl Element {
    fn of(name: &str) -> Element {
        match name {
            "row" => Element::Row,
            "c" => Element::Cell,
            "v" | "t" => Element::Value,
            _ => Element::Other,
        }
    }
}

/// The cells of a sheet; their texts are taken from the bytes that are `left`.
fn sheet(xml: &str, shared: &[String], left: &mut usize) -> Result<Grid> {
    let mut grid = Grid::default();
    let (mut number, mut row): (u64, Vec<Cell>) = (0, Vec::new());
    let (mut cell, mut is_value): (Option<Reading>, bool) = (None, false);
    let mut open: Vec<Element> = Vec::new();
    walk(xml, |part| {
        match part {
            Part::Open(name, start) => {
                open.push(Element::of(name));
                match name {
                    "row" => {
                        let said = attribute(start, "r").and_then(|text| text.parse().ok());
                        number = said.unwrap_or(number + 1);
                        row = Vec::new();
                    }
                    "c" => {
                        let said = attribute(start, "r").and_then(|place| column_of(&place));
                        let column = said.unwrap_or(row.len());
                        // In their order, each once, and no more than any statement has.
                        if column >= CELLS_MAX || column < row.len() {
                            return Err(too_large("columns", CELLS_MAX));
                        }
                        let kind = attribute(start, "t").unwrap_or_default();
                        cell = Some(Reading {
                            column,
                            kind,
                            value: String::new(),
                        });
                    }
                    // A value, or a text inside the cell; formulas (f) are passed over.
                    "v" | "t" => is_value = cell.is_some(),
                    _ => {}
                }
            }
            Part::Text(text) => {
                if let (Some(cell), true) = (&mut cell, is_value) {
                    cell.value.push_str(text);
                }
            }
            Part::Close => match open.pop() {
                Some(Element::Value) => is_value = false,
                Some(Element::Cell) => {
                    if let Some(done) = cell.take() {
                        row.resize(done.column, Cell::Text(String::new()));
                        let value = value_of(done, shared)?;
                        let (Cell::Text(text) | Cell::Number(text)) = &value;
                        *left = left
                            .checked_sub(text.len())
                            .ok_or_else(|| too_large("unpacked", UNPACKED_MAX))?;
                        row.push(value);
                    }
                }
                Some(Element::Row) => {
                    if grid.rows.len() > ROWS_MAX {
                        return Err(too_large("rows", ROWS_MAX));
                    }
                    grid.push(number, std::mem::take(&mut row))?;
                }
                _ => {}
            },
        }
        Ok(())
    })?;
    Ok(grid)
}

fn value_of(cell: Reading, shared: &[String]) -> Result<Cell> {
    Ok(match cell.kind.as_str() {
        "s" => {
            let found = cell
                .value
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|place| shared.get(place));
            Cell::Text(found.ok_or_else(|| bad("sharedStrings"))?.clone())
        }
        "" | "n" if !cell.value.is_empty() => Cell::Number(cell.value),
        // Text (str, inlineStr), truth values, errors, days of ISO 8601.
        _ => Cell::Text(cell.value),
    })
}

/// `AB12` → 27.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.fold(0usize, |all, letter| {
        all.saturating_mul(26)
            .saturating_add(usize::from(letter - b'A') + 1)
    });
    column.checked_sub(1)
}

fn bad(reason: &str) -> Error {
    Error::StatementWorkbook {
        reason: reason.into(),
    }
}
