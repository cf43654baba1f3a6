//! Serving: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// The database.
        Database(iou_database::Error),
        /// The reminders, whose figures are shown.
        Remind(iou_remind::Error),
    }

    /// Nothing can be served at that address.
    Listen { address, reason } = "listen", Environment;
    /// That is no address at which people reach a host.
    PublicUrl { url } = "public_url", Environment;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;
