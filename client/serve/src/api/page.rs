//! Where a list goes on: an opaque text, so that what it is made of can change. It says of what list it is, and one of
//! another is refused.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::Engine as _;

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Loans = 1,
    Events = 2,
}

/// The place after `number` in a list.
pub(super) fn place(list: List, number: u64) -> String {
    let mut bytes = vec![list as u8];
    bytes.extend(number.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The number that a place of that list is after; `None` for anything else.
pub(super) fn read(list: List, text: &str) -> Option<u64> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (kind, number) = bytes.split_first()?;
    let number = u64::from_be_bytes(number.try_into().ok()?);
    // The database counts to 2^63.
    (*kind == list as u8 && i64::try_from(number).is_ok()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_in_its_own_list_alone() {
        for number in [0, 7, u64::MAX / 2] {
            let text = place(List::Loans, number);
            assert_eq!(read(List::Loans, &text), Some(number));
            assert_eq!(read(List::Events, &text), None);
        }
        for text in [
            "",
            "7",
            "AQ",
            "AQAAAAAAAAAAAA",
            "AQAAAAAAAAA=",
            &place(List::Loans, u64::MAX),
        ] {
            assert_eq!(read(List::Loans, text), None, "{text}");
        }
    }
}
