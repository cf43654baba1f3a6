//! PEM: DER in letters, between lines that say what it is. Source: RFC 7468. Limits: 256 blocks.

use base64::engine::general_purpose::STANDARD;
use base64::Engine;

use crate::fault::{Fault, Result};

/// Most blocks in a file.
const MANY: usize = 256;

/// The blocks of a file: what each is, and its bytes. Empty where there is none.
pub fn blocks(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in text.lines().map(str::trim) {
        let edge = |word: &str| line.strip_prefix(word)?.strip_suffix("-----");
        match (&mut open, edge("-----BEGIN "), edge("-----END ")) {
            (None, Some(label), _) => open = Some((label, String::new())),
            (Some((label, letters)), None, Some(end)) if *label == end => {
                let der = STANDARD.decode(&letters).map_err(|_| Fault::Form)?;
                found.push(((*label).to_owned(), der));
                open = None;
            }
            (Some((_, letters)), None, None) => letters.push_str(line),
            (None, None, None) => {}
            _ => return Err(Fault::Form),
        }
        if found.len() > MANY {
            return Err(Fault::Bounds);
        }
    }
    match open {
        None => Ok(found),
        Some(_) => Err(Fault::Form),
    }
}
