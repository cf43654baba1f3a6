//! Statements: how reading one can fail. A statement is read whole or not at all.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {}

    /// A file is no statement of a kind that is read.
    StatementUnknown { } = "statement_unknown", Environment;
    /// A statement lacks a column or field that it must have, or has it twice.
    StatementColumn { source, column } = "statement_column", Environment;
    /// Something in one place of a statement cannot be read; `place` is a line, a row or an entry.
    StatementPlace { source, place, column, value } = "statement_place", Environment;
    /// A statement ends too early.
    StatementCut { source } = "statement_cut", Environment;
    /// A statement says how many rows it has, or what they add up to, and has others.
    StatementIncomplete { source, said, found } = "statement_incomplete", Environment;
    /// A statement is larger than any that is read.
    StatementTooLarge { what, most } = "statement_too_large", Environment;
    /// A statement is no XML, or XML that is not read: with a DTD, with entities of its own, nested without end.
    StatementXml { reason } = "statement_xml", Environment;
    /// A workbook cannot be unpacked.
    StatementWorkbook { reason } = "statement_workbook", Environment;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;
