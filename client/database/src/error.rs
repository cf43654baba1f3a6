//! The database: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// A file.
        Files(iou_files::Error),
    }

    /// The database cannot be used.
    Database { database, reason } = "database", Environment;
    /// There is no database yet, or it has no tables of ours.
    DatabaseNone { database } = "database_none", Environment;
    /// The database's tables are those of an older version, and a look does not change them.
    DatabaseOlder { database, version } = "database_older", Environment;
    /// A newer version of this program has changed the database's tables.
    DatabaseNewer { database, version } = "database_newer", Environment;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

iou_files::io_errors!(Error);
