//! Where a command writes bytes that are not for people (a file of evidence, a picture, a certificate).

use std::io::IsTerminal;
use std::path::Path;

use iou_base::Text;
use iou_files::{Target, STREAM};

use crate::error::{Error, Result};

/// The target at `path`, with everything else said elsewhere: where `-` is standard output it must be no terminal, and `json`
/// has no place.
///
/// Errors: as [`Target::new`]; [`Error::Argument`].
pub fn of_bytes(path: &Path, force: bool, json: bool, text: &Text) -> Result<Target> {
    let target = Target::new(path, force)?;
    let why = match target.is_stream() {
        true if json => "why-stream-json",
        true if std::io::stdout().is_terminal() => "why-stream-terminal",
        _ => return Ok(target),
    };
    Err(Error::Argument {
        name: "FILE".into(),
        value: STREAM.into(),
        why: text.lookup(why, &[]),
    })
}
