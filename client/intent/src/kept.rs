//! What was handed over, written down on this machine before: with it the outcome can be looked up later, and the same file
//! given to another relay. One file each in `intents/` under the client's user directory, named by what it is asked for by.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{Fault, IntentDocument, IntentFile, FILE_MAX};
use iou_files::{Error, Result};

/// One hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it is asked for by: the id of an intent, or of a pair.
    pub id: String,
    /// When it was handed over, by this machine's clock. RFC 3339.
    pub time: String,
    /// To whom.
    pub relay: String,
    /// What: one intent, or the words of lender and borrower.
    pub files: Vec<IntentFile>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    time: String,
    relay: String,
    files: Vec<IntentDocument>,
}

/// All hand-overs of this machine.
#[derive(Debug, Clone)]
pub struct KeptIntents {
    dir: PathBuf,
}

impl KeptIntents {
    /// Those under the client's user directory.
    pub fn under(home: &Path) -> KeptIntents {
        KeptIntents {
            dir: home.join("intents"),
        }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.dir.join(format!("{id}.json"))
    }

    /// Writes one down, safely on disk when this returns; the same again says to whom it went last.
    pub fn keep(&self, kept: &Kept) -> Result<()> {
        let written = Written {
            time: kept.time.clone(),
            relay: kept.relay.clone(),
            files: kept.files.iter().map(IntentFile::document).collect(),
        };
        iou_files::private_dir(&self.dir).map_err(Error::io(&self.dir))?;
        let path = self.path(&kept.id);
        let json = serde_json::to_vec(&written).expect("string keys");
        iou_files::replace_private(&path, &json).map_err(Error::io(&path))
    }

    /// The one that is asked for by `id`, or that has the intent with this id in it; `None` where there is none that can be read.
    pub fn find(&self, id: &str) -> Result<Option<Kept>> {
        let is_id = id.len() == 64 && id.bytes().all(|sign| sign.is_ascii_hexdigit());
        if is_id && self.path(id).exists() {
            return self.read(id);
        }
        let mut all = self.all()?.into_iter();
        Ok(all.find(|kept| kept.files.iter().any(|file| file.id_text() == id)))
    }

    fn read(&self, id: &str) -> Result<Option<Kept>> {
        let bytes = iou_files::read(&self.path(id), 4 * FILE_MAX)?;
        let Ok(written) = serde_json::from_slice::<Written>(&bytes) else {
            return Ok(None);
        };
        let files = written.files.into_iter().map(IntentFile::of_document);
        let files: Result<Vec<_>, Fault> = files.collect();
        Ok(files.ok().map(|files| Kept {
            id: id.to_owned(),
            time: written.time,
            relay: written.relay,
            files,
        }))
    }

    /// All of them, the oldest first.
    pub fn all(&self) -> Result<Vec<Kept>> {
        let entries = match std::fs::read_dir(&self.dir) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Error::io(&self.dir))?,
        };
        let mut all = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(id) = name.strip_suffix(".json") {
                all.extend(self.read(id)?);
            }
        }
        all.sort_by(|one, other| (&one.time, &one.id).cmp(&(&other.time, &other.id)));
        Ok(all)
    }
}
