//! What people write: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        Files(iou_files::Error),
        /// An account.
        Ledger(iou_ledger::Error),
    }

    /// A field of the form is missing or wrong; `why` is a whole sentence.
    Form { file, field, why } = "form", Environment;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

iou_files::io_errors!(Error);
