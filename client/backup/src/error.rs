//! Backups: how that can fail.

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// A file.
        Files(iou_files::Error),
    }

    /// A file is no backup at all.
    BackupForeign { path } = "backup_foreign", Environment;
    /// A backup was cut or changed since it was written.
    BackupDamaged { path } = "backup_damaged", Environment;
    /// A backup of a form that a later program writes.
    BackupNewer { path, version } = "backup_newer", Environment;
    /// The passphrase is not the one with which the backup was locked.
    BackupPassphrase { path } = "backup_passphrase", Environment;
    /// More than a backup takes, or than fits on paper.
    BackupTooLarge { what, most } = "backup_too_large", Refused;
    /// Lines of a paper were mistyped; `lines` are their numbers.
    PaperLines { path, lines } = "paper_lines", Environment;
    /// Lines of a paper are not there.
    PaperIncomplete { path, lines } = "paper_incomplete", Environment;
    /// Other things are already where the backup's would go; nothing was written.
    RestoreConflict { dir, count, paths } = "restore_conflict", Refused;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

iou_files::io_errors!(Error);
