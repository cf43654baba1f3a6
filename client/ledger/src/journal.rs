//! What was sent, written down before it is sent: one JSON object a line in `submissions.jsonl` under the user's
//! directory. With it the outcome of anything submitted can be looked up later, whatever happened to this process or the
//! connection. Appends are locked and synced; a line torn by a crash is skipped. Limits: it only ever grows.

use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs2::FileExt;
use serde::{Deserialize, Serialize};

use super::Hash;
use crate::error::{Error, Result};
use iou_files as files;

/// One submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was sent, by this machine's clock. RFC 3339.
    pub time: String,
    /// The chain.
    pub genesis: Hash,
    /// Hash of the transaction.
    pub hash: Hash,
    /// What it does, for instance `repay`.
    pub action: String,
    /// The loan that it is about, if any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub loan: Option<String>,
    /// SS58 address of the account that signed.
    pub account: String,
    /// The account's nonce in it.
    pub nonce: u64,
    /// Number of the block that its life begins at.
    pub born: u64,
    /// How many blocks it may be included in, from `born` on.
    pub period: u64,
}

impl Entry {
    /// Number of the last block that could include the transaction.
    pub fn last_block(&self) -> u64 {
        self.born.saturating_add(self.period).saturating_sub(1)
    }
}

/// The journal of submissions.
#[derive(Debug, Clone)]
pub struct Journal {
    path: PathBuf,
}

impl Journal {
    /// The journal under the client's user directory.
    pub fn under(home: &Path) -> Journal {
        Journal {
            path: home.join("submissions.jsonl"),
        }
    }

    /// Writes down a submission, safely on disk when this returns.
    pub fn append(&self, entry: &Entry) -> Result<()> {
        let dir = self.path.parent().expect("has a directory");
        files::private_dir(dir).map_err(Error::io(dir))?;
        self.append_line(&serde_json::to_string(entry).expect("string keys"))
            .map_err(Error::io(&self.path))
    }

    fn append_line(&self, line: &str) -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.create(true).append(true).read(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        file.lock_exclusive()?;
        // A line torn by a crash must not swallow this one.
        let torn = file.metadata()?.len() > 0 && {
            let mut last = [0u8];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            last != *b"\n"
        };
        let prefix = if torn { "\n" } else { "" };
        file.write_all(format!("{prefix}{line}\n").as_bytes())?;
        file.sync_all()
    }

    /// All submissions, oldest first.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        let text = match std::fs::read(&self.path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Error::io(&self.path))?,
        };
        Ok(text
            .split(|b| *b == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect())
    }

    /// The submission with that hash.
    pub fn find(&self, hash: &Hash) -> Result<Option<Entry>> {
        Ok(self
            .entries()?
            .into_iter()
            .rev()
            .find(|entry| entry.hash == *hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u8) -> Entry {
        Entry {
            time: "2026-11-22T10:00:00Z".into(),
            genesis: Hash::from([0; 32]),
            hash: Hash::from([n; 32]),
            action: "repay".into(),
            loan: Some("7".into()),
            account: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY".into(),
            nonce: n.into(),
            born: 10,
            period: 64,
        }
    }

    #[test]
    fn a_torn_line_costs_only_itself() {
        let home = tempfile::tempdir().unwrap();
        let journal = Journal::under(&home.path().join("new"));
        assert_eq!(journal.entries().unwrap(), vec![]);
        journal.append(&entry(1)).unwrap();
        let mut torn = std::fs::read(&journal.path).unwrap();
        torn.extend_from_slice(b"{\"time\":\"2026");
        std::fs::write(&journal.path, torn).unwrap();
        journal.append(&entry(2)).unwrap();
        assert_eq!(journal.entries().unwrap(), vec![entry(1), entry(2)]);
        assert_eq!(journal.find(&Hash::from([2; 32])).unwrap(), Some(entry(2)));
        assert_eq!(journal.find(&Hash::from([3; 32])).unwrap(), None);
        assert_eq!(files::too_open(&journal.path).unwrap(), None);
    }

    #[test]
    fn a_transaction_born_at_ten_for_sixty_four_blocks_ends_at_seventy_three() {
        assert_eq!(entry(1).last_block(), 73);
    }
}
