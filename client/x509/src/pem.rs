//! PEM: DER in letters, between lines that say what it is. What openssl calls a trusted certificate is one, with something of its own behind
//! it that is dropped here. Source: RFC 7468. Limits: 256 blocks.

use base64::engine::general_purpose::STANDARD;
use base64::Engine;

use crate::der::Reader;
use crate::fault::{Fault, Result};

/// Most blocks in a file.
const MANY: usize = 256;
/// What a block of a certificate is called.
const CERTIFICATE: &str = "CERTIFICATE";
const TRUSTED: &str = "TRUSTED CERTIFICATE";

/// The certificates of a file, PEM or DER. What else stands between them (keys, say) is passed over.
///
/// Errors: PEM that is none, or without a certificate.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>> {
    let blocks = blocks(bytes)?;
    if blocks.is_empty() {
        return Ok(vec![bytes.to_vec()]);
    }
    let certificates = blocks.into_iter().filter(|(label, _)| label == CERTIFICATE);
    let found: Vec<_> = certificates.map(|(_, der)| der).collect();
    match found.is_empty() {
        true => Err(Fault::Form),
        false => Ok(found),
    }
}

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
                found.push(match *label {
                    TRUSTED => (
                        CERTIFICATE.to_owned(),
                        Reader::new(&der).element()?.whole.to_vec(),
                    ),
                    label => (label.to_owned(), der),
                });
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
