//! Something sealed as one line of capital letters and digits, for a file, a message or a square code:
//!
//! ```text
//! HEAD KIND : BASE32( body ‖ SHA-256(KIND ‖ body)[..4] )
//! ```
//!
//! HEAD says what it is and ends with its version and a colon, KIND how it is locked. The four bytes at the end find what the way
//! damaged, so that it is not taken for something that is locked for somebody else.

use crate::{base32, sha256};

const CHECK_LEN: usize = 4;

/// Why a line is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is none, or longer than one is.
    Foreign,
    /// It was cut or changed on its way.
    Damaged,
}

/// The line of a body.
pub fn written(head: &str, kind: &str, body: &[u8]) -> String {
    let bytes = [body, &check(kind, body)].concat();
    format!("{head}{kind}:{}", base32::encode(&bytes))
}

/// Kind and body of a line of at most `most` bytes; the blanks and line breaks that a mail puts in are left out.
///
/// Errors: [`Fault`].
pub fn read(head: &str, text: &str, most: usize) -> Result<(String, Vec<u8>), Fault> {
    if text.len() > most {
        return Err(Fault::Foreign);
    }
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let rest = text
        .trim_start_matches('\u{feff}')
        .strip_prefix(head)
        .ok_or(Fault::Foreign)?;
    let (kind, digits) = rest.split_once(':').ok_or(Fault::Damaged)?;
    let bytes = base32::decode(digits).ok_or(Fault::Damaged)?;
    let (body, found) = bytes.split_last_chunk::<CHECK_LEN>().ok_or(Fault::Damaged)?;
    match check(kind, body) == *found {
        true => Ok((kind.to_owned(), body.to_vec())),
        false => Err(Fault::Damaged),
    }
}

fn check(kind: &str, body: &[u8]) -> [u8; CHECK_LEN] {
    let digest = sha256(&[kind.as_bytes(), body].concat());
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_through_a_mail_and_any_other_is_called_what_it_is() {
        let line = written("IOU:TEST:1:", "A", b"body");
        let broken = format!("\u{feff}{}\r\n {}", &line[..9], &line[9..]);
        assert_eq!(
            read("IOU:TEST:1:", &broken, 100),
            Ok(("A".into(), b"body".to_vec()))
        );
        assert_eq!(read("IOU:OTHER:1:", &line, 100), Err(Fault::Foreign));
        assert_eq!(read("IOU:TEST:1:", &line, 10), Err(Fault::Foreign));
        assert_eq!(
            read("IOU:TEST:1:", &line[..line.len() - 2], 100),
            Err(Fault::Damaged)
        );
        assert_eq!(
            read("IOU:TEST:1:", &line.replace(":A:", ":B:"), 100),
            Err(Fault::Damaged)
        );
    }
}
