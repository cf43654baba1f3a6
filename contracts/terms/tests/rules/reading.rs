//! What is read back from bytes: what was written and nothing else. The codec that writes it is the measure.

use crate::sizes::{largest_agreement, largest_state};
use proptest::{collection::vec, prelude::*};
use scale::{Compact, Decode, Encode};
use terms::{
    agreement::Agreement,
    cell::Standing,
    intent::{Deed, VERSION},
    life::Action,
    read::{whole, Read},
    sample, AccountId, Intent, Timestamp,
};

/// Reads `bytes`; what is read has to be written again as those that were taken.
fn reads<T: Read + Encode>(bytes: &[u8]) -> Option<T> {
    let mut rest = bytes;
    let value: T = whole(&mut rest).ok()?;
    let taken = bytes.len() - rest.len();
    assert_eq!(value.encode(), bytes[..taken]);
    Some(value)
}

/// `value` comes back whole, no part of its bytes is one, and what other bytes are read as has those bytes and no others.
fn is_read<T: Read + Encode + PartialEq + std::fmt::Debug>(value: &T) {
    let bytes = value.encode();
    assert_eq!(reads::<T>(&bytes).as_ref(), Some(value));
    let step = bytes.len() / 300 + 1;
    for at in (0..bytes.len()).step_by(step) {
        assert_eq!(reads::<T>(&bytes[..at]), None, "{at}");
        for change in [1, 2, 4, 0x80, 0xff] {
            let mut other = bytes.clone();
            other[at] ^= change;
            assert_ne!(reads::<T>(&other).as_ref(), Some(value), "{at}");
        }
    }
}

#[test]
fn what_a_contract_keeps_of_a_loan_is_read_as_it_was_written() {
    is_read::<Agreement>(&largest_agreement());
    is_read::<Standing>(&largest_state());
}

#[test]
fn every_step_and_every_intent_is_read_as_it_was_written() {
    let deed = |action| Deed::Act {
        loan: 1,
        nonce: 2,
        in_force: [3; 32],
        action,
    };
    let steps = Action::STEPS
        .iter()
        .map(|row| sample::action(row.name, "").expect("a sample of each step"));
    let propose = Deed::Propose {
        terms: [4; 32],
        evidence: Some([5; 32]),
    };
    let skip = Deed::Skip {
        loan: 1,
        nonce: 2,
        to: 3,
    };
    for deed in steps.map(deed).chain([propose, skip]) {
        is_read(&Intent {
            version: VERSION,
            genesis: [6; 32],
            contract: AccountId([7; 32]),
            signer: AccountId([8; 32]),
            not_before: Timestamp(9),
            not_after: Timestamp(10),
            deed,
        });
    }
}

/// Both readers say the same of `bytes`, and leave the same.
fn alike<T: Read + Decode + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    let (mut ours, mut theirs) = (bytes, bytes);
    let (read, decoded) = (whole::<T>(&mut ours).ok(), T::decode(&mut theirs).ok());
    assert_eq!(read, decoded, "{bytes:?}");
    assert!(read.is_none() || ours == theirs, "{bytes:?}");
}

#[test]
fn the_length_of_a_list_has_one_form_as_in_the_codec() {
    for length in [0u32, 1, 63, 64, 65, 16_383, 16_384, 16_385, 1 << 30, u32::MAX] {
        let shortest = Compact(length).encode();
        let longer = [
            (length << 2 | 1).to_le_bytes()[..2].to_vec(),
            (length << 2 | 2).to_le_bytes().to_vec(),
            [&[3][..], &length.to_le_bytes()].concat(),
            [&[7][..], &length.to_le_bytes(), &[0]].concat(),
        ];
        for head in longer.into_iter().chain([shortest]) {
            for items in [0, 1, 64, 16_384] {
                alike::<Vec<u8>>(&[&head[..], &vec![0; items]].concat());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_to_our_reader_what_they_are_to_the_codec(bytes in vec(any::<u8>(), 0..40), small in 0u8..12) {
        let bytes = [&[small][..], &bytes].concat();
        alike::<Vec<u32>>(&bytes);
        alike::<Vec<Option<bool>>>(&bytes);
        alike::<(u8, Option<u64>, [u8; 3])>(&bytes);
        alike::<Box<Vec<(u16, bool)>>>(&bytes);
        alike::<([u16; 4], u128)>(&bytes);
        alike::<(i16, ())>(&bytes);
    }
}
