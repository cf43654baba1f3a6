//! The records on disk, one file for each key, written anew for each vote and on disk before the vote is signed.
//!
//! A file knows itself: it carries its own inode and time of birth, which no copy has, whether `cp`, `tar` or `rsync`
//! made it. So a record that came back from a backup shows, although every byte is right.

use super::record::{hex, Record, Vote};
use crate::disk;
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::Write as _,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// What there is about a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// The record that was written here.
    Own(Record),
    /// A record that was written elsewhere, or here and replaced: it may lack the newest votes.
    Copied(Vec<Vote>),
    /// None.
    Missing,
}

/// The directory of records.
pub struct Store {
    directory: PathBuf,
}

/// Which file this is, wherever its bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    inode: u64,
    /// Time of birth; nought where the file system keeps none. Units: Unix nanoseconds.
    born_ns: u64,
}

impl Identity {
    fn of(file: &File) -> std::io::Result<Self> {
        let metadata = file.metadata()?;
        let born = metadata.created().ok();
        let since = born.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Ok(Self {
            inode: metadata.ino(),
            born_ns: since.map_or(0, |since| since.as_nanos() as u64),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct OnDisk {
    this_file: Identity,
    #[serde(flatten)]
    record: Record,
}

impl Store {
    /// Opens the directory or makes it. Errors: in words.
    pub fn open(directory: &Path) -> Result<Self, String> {
        disk::make_directory(directory)
            .map_err(|error| format!("the directory of signed votes {}: {error}", directory.display()))?;
        Ok(Self {
            directory: directory.to_owned(),
        })
    }

    /// Errors: a record that cannot be read or understood, in words; it is never taken for a missing one.
    pub fn read(&self, key: &[u8; 32]) -> Result<Found, String> {
        let path = self.path(key);
        let damaged = |error: &dyn std::fmt::Display| format!("the record {}: {error}", path.display());
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Missing),
            Err(error) => return Err(damaged(&error)),
        };
        let identity = Identity::of(&file).map_err(|error| damaged(&error))?;
        let stored: OnDisk = serde_json::from_reader(file).map_err(|error| damaged(&error))?;
        Ok(if stored.this_file == identity {
            Found::Own(stored.record)
        } else {
            Found::Copied(stored.record.votes)
        })
    }

    /// Writes a record; it is on the disk when this returns. Errors: in words, and the old record stands.
    pub fn write(&self, key: &[u8; 32], record: &Record) -> Result<(), String> {
        let path = self.path(key);
        let record = record.clone();
        disk::replace(&path, |file| {
            let this_file = Identity::of(file)?;
            serde_json::to_writer(&mut *file, &OnDisk { this_file, record })?;
            file.write_all(b"\n")
        })
        .map_err(|error| format!("the record {} was not written: {error}", path.display()))
    }

    fn path(&self, key: &[u8; 32]) -> PathBuf {
        self.directory.join(format!("{}.json", hex(key)))
    }
}
