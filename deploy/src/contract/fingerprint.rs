//! One number for the state of some inputs, to tell whether work must be done again.
//! Shared by the library and its build script, and therefore on `std` alone.
//! Limits: 64 bits, not cryptographic; it guards against forgetting, not against fraud.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// Collects inputs in a fixed order.
#[derive(Default)]
pub struct Fingerprint(DefaultHasher);

impl Fingerprint {
    /// Adds one input.
    pub fn add(&mut self, input: impl Hash) -> &mut Self {
        input.hash(&mut self.0);
        self
    }

    /// Sixteen hexadecimal digits over everything added so far.
    pub fn digits(&self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

/// The state of every Rust source and manifest below `directory`, integration tests aside: no contract is made of them.
///
/// Errors: something below it cannot be read.
pub fn sources(directory: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    collect(directory, &mut files)?;
    files.sort();
    let mut state = Fingerprint::default();
    for file in files {
        let relative = file.strip_prefix(directory).unwrap_or(&file);
        state.add(relative).add(fs::read(&file)?);
    }
    Ok(state.digits())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "tests" {
                collect(&path, files)?;
            }
        } else if path
            .extension()
            .is_some_and(|kind| kind == "rs" || kind == "toml")
        {
            files.push(path);
        }
    }
    Ok(())
}
