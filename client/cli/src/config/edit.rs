//! Writing into a profile: values are set, everything else in the file (comments, order, other profiles) stays. The file
//! is replaced in one step, under a lock beside it, so that two commands at once lose nothing.

use std::fs::OpenOptions;
use std::path::Path;

use fs2::FileExt;
use toml_edit::{DocumentMut, Item, Table, Value};

use super::{check_profile_name, Key};
use crate::error::{Error, Result};
use iou_files as files;
use iou_files::tomltyped;

/// Sets values of a profile in a file, making both where they do not exist.
///
/// Errors: [`iou_files::Error::Config`] when the file is not TOML (it stays as it is), [`iou_files::Error::Io`].
pub fn set(path: &Path, profile: &str, values: &[(Key, impl AsRef<str>)]) -> Result<()> {
    check_profile_name(profile)?;
    let lock_path = path.with_extension("lock");
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .and_then(|file| file.lock_exclusive().map(|()| file))
        .map_err(Error::io(&lock_path))?;
    let edited = edited(path, profile, values)?;
    files::replace(path, edited.as_bytes()).map_err(Error::io(path))?;
    // Closing releases the lock; the file stays, because removing it would let two writers hold different locks.
    drop(lock);
    Ok(())
}

/// A number as one, everything else as text.
fn written(key: Key, value: &str) -> Value {
    match (key, value.parse::<i64>()) {
        (Key::TokenDecimals | Key::Ss58Prefix, Ok(number)) => Value::from(number),
        _ => Value::from(value),
    }
}

fn edited(path: &Path, profile: &str, values: &[(Key, impl AsRef<str>)]) -> Result<String> {
    let broken = |reason: String| iou_files::Error::Config {
        reason: format!("{}: {reason}", path.display()),
    };
    let text = match path.exists() {
        false => String::new(),
        true => tomltyped::read_file(path)?,
    };
    let mut document: DocumentMut = text
        .parse()
        .map_err(|e: toml_edit::TomlError| broken(e.to_string()))?;
    let profiles = document.entry("profile").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let profiles = profiles
        .as_table_like_mut()
        .ok_or_else(|| broken("`profile` is not a table".into()))?;
    let table = profiles
        .entry(profile)
        .or_insert_with(|| Item::Table(Table::new()));
    let table = table
        .as_table_like_mut()
        .ok_or_else(|| broken(format!("`profile.{profile}` is not a table")))?;
    for (key, value) in values {
        let mut new = written(*key, value.as_ref());
        if let Some(old) = table.get(key.name()).and_then(Item::as_value) {
            *new.decor_mut() = old.decor().clone();
        }
        table.insert(key.name(), Item::Value(new));
    }
    Ok(document.to_string())
}
