//! What has to be on the disk before anything else happens, also after a power cut.
//!
//! A file's bytes are on the disk after `fsync` of the file; its name is after `fsync` of the directory. A rename or a new
//! directory that is not followed by the second may be gone after a power cut, and with it what this node has signed.

use std::{
    fs::{self, File},
    io::{Error, Result, Write},
    path::Path,
};

/// Puts `write`'s bytes in the place of the file at `path`: the old file stands, whole, or the new one does.
///
/// `write` gets the new file, empty. Errors: the old file stands.
pub fn replace(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    write(&mut file)?;
    file.flush()?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_directory(parent(path)?)
}

/// Makes a directory and those above it, as far as they are missing.
pub fn make_directory(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = parent(path)?;
    make_directory(above)?;
    match fs::create_dir(path) {
        Err(error) if !path.is_dir() => Err(error),
        _ => sync_directory(above),
    }
}

fn sync_directory(path: &Path) -> Result<()> {
    File::open(path)?.sync_all()
}

/// The directory that `path` is in.
fn parent(path: &Path) -> Result<&Path> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Ok(Path::new(".")),
        Some(parent) => Ok(parent),
        None => Err(Error::other(format!("{} is in no directory", path.display()))),
    }
}
