//! SHA-256, and bytes as they are written.

use sha2::{Digest as _, Sha256};
use terms::Digest;

/// SHA-256 (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Bytes as programs read them: `0x` and two hexadecimal digits each.
pub fn hex0x(bytes: impl AsRef<[u8]>) -> String {
    const_hex::encode_prefixed(bytes)
}

/// Hexadecimal digits in pairs, with or without `0x` before them; `None` for everything else.
pub fn read_hex_bytes(text: &str) -> Option<Vec<u8>> {
    const_hex::decode(text).ok().filter(|_| !is_capital(text))
}

/// 64 hexadecimal digits, with or without `0x` before them; `None` for everything else.
pub fn read_hex(text: &str) -> Option<Digest> {
    const_hex::decode_to_array(text)
        .ok()
        .filter(|_| !is_capital(text))
}

/// What the library takes for `0x` as well, and nobody writes.
fn is_capital(text: &str) -> bool {
    text.starts_with("0X")
}

/// Whether a text is so many bytes in hexadecimal in its one form: lower case, nothing before it.
pub fn is_hex(text: &str, bytes: usize) -> bool {
    text.len() == 2 * bytes && text.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_standard() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex0x(sha256(b"abc")), format!("0x{abc}"));
        assert_eq!(read_hex(abc), Some(sha256(b"abc")));
        assert_eq!(read_hex(&hex0x(sha256(b"abc"))), Some(sha256(b"abc")));
        for wrong in [
            "",
            "0x",
            &abc[1..],
            &format!("{abc}00"),
            &format!("0x0x{abc}"),
            &format!("0X{abc}"),
        ] {
            assert_eq!(read_hex(wrong), None, "{wrong}");
        }
        assert_eq!(read_hex_bytes("0x00fF"), Some(vec![0, 255]));
        assert_eq!(read_hex_bytes("00ff"), Some(vec![0, 255]));
        for wrong in ["0x0", "0x0x00", "0X00", "0g", "00 ff", "é"] {
            assert_eq!(read_hex_bytes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_form_of_bytes_is_told_from_the_others() {
        assert!(is_hex("", 0) && is_hex("00ff", 2));
        for wrong in ["00fF", "0x00", "00f", "00ff00", "00fg", "00é"] {
            assert!(!is_hex(wrong, 2), "{wrong}");
        }
    }
}
