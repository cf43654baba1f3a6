//! Reading text files as people's machines write them: UTF-8 with or without a byte order mark, UTF-16 (Notepad's
//! "Unicode"), and GB 18030, which is what Chinese Windows calls ANSI and contains GBK; lines end as on Unix, whatever the
//! file has. One reader for forms, passwords, keystores, specifications, secrets, settings and agreements.
//!
//! Bytes that are valid UTF-8 are never taken for anything else. Files whose digest counts are read as they are, not here.
//! Limits: UTF-16 without a mark is recognised by its zero bytes, so by the Western signs in it; Big5 and others are not
//! guessed: bytes that are neither UTF-8, UTF-16 nor GB 18030 are refused.

use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// The text of a file. Errors: [`Error::Io`], [`Error::NotText`].
pub fn read(path: impl AsRef<Path>) -> Result<String> {
    read_secret(path).map(|text| text.as_str().to_owned())
}

/// The text of a file that holds a secret: what was read on the way is overwritten. Errors: as [`read`].
pub fn read_secret(path: impl AsRef<Path>) -> Result<Zeroizing<String>> {
    let path = path.as_ref();
    let bytes = Zeroizing::new(std::fs::read(path).map_err(Error::io(path))?);
    decode(&bytes).ok_or_else(|| Error::NotText {
        path: path.display().to_string(),
    })
}

/// The text that bytes stand for, without a byte order mark and with lines that end in a line feed alone.
pub fn decode(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => strictly(encoding, &bytes[mark..])?,
        None => match utf16_without_mark(bytes) {
            Some(encoding) => strictly(encoding, bytes)?,
            None => match std::str::from_utf8(bytes) {
                Ok(text) => Zeroizing::new(text.to_owned()),
                Err(_) => strictly(GB18030, bytes)?,
            },
        },
    };
    Some(match text.contains('\r') {
        true => Zeroizing::new(text.replace("\r\n", "\n")),
        false => text,
    })
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<Zeroizing<String>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Zeroizing::new(text.into_owned()))
}

/// Text of UTF-16 has many signs whose upper byte is zero: letters of ours, digits, line ends. Other text has no zeros.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    let zeros = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    match (zeros(0), zeros(1)) {
        (0, _) => Some(UTF_16LE),
        (_, 0) => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "name = \"张三\"\n# 姓名 €\namount = \"10000.00\"\n";

    fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        let bytes = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        units.flat_map(bytes).collect()
    }

    #[test]
    fn a_file_from_windows_is_the_same_text() {
        let windows = TEXT.replace('\n', "\r\n");
        let gb = GB18030.encode(&windows).0.into_owned();
        assert!(std::str::from_utf8(&gb).is_err());
        let marked = [b"\xef\xbb\xbf", windows.as_bytes()].concat();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            windows.clone().into_bytes(),
            marked,
            gb,
            utf16(&windows, false, true),
            utf16(&windows, true, true),
            utf16(&windows, false, false),
            utf16(&windows, true, false),
        ] {
            assert_eq!(decode(&bytes).unwrap().as_str(), TEXT, "{bytes:02x?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_and_utf8_is_never_taken_for_anything_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        for bytes in [
            &b"caf\xe9\n"[..],
            b"\xff",
            b"\x81",
            b"\xd5\xc5\xc8",
            b"\xfe\xff\xd8\x00",
        ] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read(&path).unwrap_err().code(), "not_text", "{bytes:02x?}");
        }
        for text in ["", "é", "ä\n", "张三", "\u{0}", "a\u{0}"] {
            std::fs::write(&path, text).unwrap();
            let found = read(&path).unwrap();
            // Two bytes of which one is zero are a letter of UTF-16.
            assert!(
                found == text || text == "a\u{0}" && found == "a",
                "{text:?}: {found:?}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_of_utf8_is_itself(text in "[^\u{0}\r\u{feff}]*") {
            let read = decode(text.as_bytes()).unwrap();
            proptest::prop_assert_eq!(read.as_str(), &text);
        }

        #[test]
        fn whatever_the_bytes_nothing_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..64)) {
            let _ = decode(&bytes);
        }
    }
}
