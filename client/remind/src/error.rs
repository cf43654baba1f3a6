//! The reminders: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// The database.
        Database(iou_database::Error),
        /// The chain.
        Ledger(iou_ledger::Error),
        /// The index.
        Index(iou_index::Error),
        /// The relay.
        Relay(iou_relay::Error),
        /// A file.
        Files(iou_files::Error),
    }

    /// The key to all contacts is damaged, or not a key.
    ContactKey { path } = "contact_key", Environment;
    /// The contacts of a database need the key with which they were sealed, and it is not there.
    ContactKeyMissing { path, database } = "contact_key_missing", Environment;
    /// The key in the file is not the one with which the contacts of a database were sealed.
    ContactKeyOther { path, database } = "contact_key_other", Environment;
    /// A contact is damaged, or sealed with another key. Never carries anything of it.
    ContactUnreadable { account, reason } = "contact_unreadable", Environment;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

iou_files::io_errors!(Error);

impl Error {
    /// Whether it is the database that did not do what it was asked, wherever that was noticed.
    pub fn is_of_database(&self) -> bool {
        use iou_database::Error::Database;
        matches!(
            self,
            Error::Database(Database { .. })
                | Error::Index(iou_index::Error::Database(Database { .. }))
                | Error::Relay(iou_relay::Error::Database(Database { .. }))
        )
    }
}
