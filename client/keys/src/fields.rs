//! The personal fields of a loan on their way between its two sides, before there is a loan: sealed to an account. Nothing in
//! them is believed by whoever opens them: name, value and salt must give the commitments that stand in the terms.
//! Limits: 64 fields.

use scale::{Decode, Encode};
use terms::AccountId;
use zeroize::Zeroizing;

use crate::{seal, Key};

/// What such a box is, and nothing else opens as.
pub const LABEL: &[u8] = b"iou:draft-fields:v1";
const FIELDS_MAX: usize = 64;

/// Name, value and salt of one field.
pub type Field = (String, String, [u8; 32]);

/// The fields in a box for `account`; `None` where nothing can be sealed to it ([`seal::seal`]).
pub fn seal_to(account: &AccountId, fields: &[Field], random: &[u8; seal::RANDOM_LEN]) -> Option<Vec<u8>> {
    let plain = Zeroizing::new(fields.encode());
    seal::seal(account, LABEL, &plain, random)
}

/// The fields in a box; `None` where it is not for this key, or was changed.
pub fn open(key: &Key, sealed: &[u8]) -> Option<Vec<Field>> {
    let plain = seal::open(key, LABEL, sealed)?;
    let fields = Vec::<Field>::decode(&mut &plain[..]).ok()?;
    (fields.len() <= FIELDS_MAX && fields.encode() == *plain).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_sealed_to_an_account_are_read_by_its_key_alone() {
        let (alice, eve) = (Key::from_uri("//Alice").unwrap(), Key::from_uri("//Eve").unwrap());
        let fields = vec![("lender.name".to_owned(), "李四".to_owned(), [7; 32])];
        let sealed = seal_to(&alice.account(), &fields, &[3; 64]).unwrap();
        assert_eq!(open(&alice, &sealed), Some(fields));
        assert_eq!(open(&eve, &sealed), None);
        let other = seal::seal(&alice.account(), b"other", &sealed, &[3; 64]).unwrap();
        assert_eq!(open(&alice, &other), None);
        let longer = seal::seal(&alice.account(), LABEL, &[0, 0], &[3; 64]).unwrap();
        assert_eq!(open(&alice, &longer), None, "a byte too many");
    }
}
