//! The index: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// The database.
        Database(iou_database::Error),
        /// The chain.
        Ledger(iou_ledger::Error),
        /// A file.
        Files(iou_files::Error),
    }

    /// The database belongs to another chain or contract than the profile names.
    IndexForeign { database, what, expected, found } = "index_foreign", Environment;
    /// A loan's events have a gap: the index would be wrong.
    IndexGap { loan, sequence, block } = "index_gap", Refused;
    /// The chain has the same first block as the database's and other blocks after it: it began anew.
    ChainAnew { database, block, expected, found } = "chain_anew", Environment;
    /// Another process fills the same tables.
    IndexShared { database } = "index_shared", Environment;
    /// The contract has other code than it had.
    CodeReplaced { contract, block } = "code_replaced", Refused;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

iou_files::io_errors!(Error);
