//! The relay: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// The database.
        Database(iou_database::Error),
        /// A file.
        Files(iou_files::Error),
        /// The chain.
        Ledger(iou_ledger::Error),
    }

}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;
