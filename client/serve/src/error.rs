//! The status pages: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// The database.
        Database(iou_database::Error),
        /// The reminders, whose figures are shown.
        Remind(iou_remind::Error),
    }

    /// The status pages cannot be served at that address.
    Listen { address, reason } = "listen", Environment;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;
