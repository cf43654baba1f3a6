//! Bytes as letters and digits that a square code packs densely and that nothing on the way changes; and with the alphabet
//! that people type from paper, in which no two signs look alike.
//! Source: RFC 4648, without padding; Crockford, Base 32 (2002), without its check sign. Read in either case.

const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Five bits a sign.
pub fn encode(bytes: &[u8]) -> String {
    spell(bytes, DIGITS)
}

/// Five bits a sign, for people.
pub fn encode_crockford(bytes: &[u8]) -> String {
    spell(bytes, CROCKFORD)
}

/// The sign of the lowest five bits, for people.
pub fn crockford_sign(value: u64) -> char {
    char::from(CROCKFORD[(value & 31) as usize])
}

/// What a sign stands for, as a person may have read it: O is 0, I and L are 1. Of the letters only U is none.
pub fn crockford_value(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = CROCKFORD.iter().position(|one| char::from(*one) == sign)?;
    u8::try_from(at).ok()
}

fn spell(bytes: &[u8], digits: &[u8; 32]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(digits[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(digits[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// The bytes of that text, which has exactly one form.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0u32, 0);
    for digit in text.bytes() {
        let value = DIGITS
            .iter()
            .position(|known| *known == digit.to_ascii_uppercase())?;
        held = held << 5 | value as u32;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 255) as u8);
        }
    }
    (encode(&bytes) == text.to_ascii_uppercase()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_that_of_the_standard_and_has_one_form() {
        // RFC 4648, section 10.
        for (plain, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(&text.to_lowercase()), Some(plain.as_bytes().to_vec()));
        }
        for bad in ["MZ", "MZXR", "M", "MZXW6=", "MZ1", "MY======", "ＭＹ"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn signs_for_people_are_those_of_its_author_and_are_read_as_people_see_them() {
        assert_eq!(encode_crockford(b"foobar"), "CSQPYRK1E8");
        for value in 0..32 {
            let sign = crockford_sign(value);
            for seen in [sign, sign.to_ascii_lowercase()] {
                assert_eq!(crockford_value(seen).map(u64::from), Some(value), "{seen}");
            }
        }
        for (seen, value) in [('o', 0), ('O', 0), ('i', 1), ('I', 1), ('l', 1), ('L', 1)] {
            assert_eq!(crockford_value(seen), Some(value), "{seen}");
        }
        for none in ['u', 'U', '-', ' ', '０', 'é'] {
            assert_eq!(crockford_value(none), None, "{none}");
        }
    }
}
