//! Intents without a chain: what is signed, what an intent is known by, where and when it holds, and how counters move.

use crate::case::{bullet, fen, noon, sha256, BORROWER, LENDER, START, STRANGER};
use proptest::prelude::*;
use scale::Encode;
use terms::{
    intent::{is_next, message, skips, span, wrapped, Deed, Intent, Place, MESSAGE_BYTES, VERSION},
    life::Action,
    limits::{INTENT_LIFE_MS_MAX, SKIP_MAX},
    AccountId, Error, Role, Timestamp,
};

pub const PLACE: Place = Place {
    genesis: [1; 32],
    contract: AccountId([2; 32]),
};

/// Another intent than the usual one.
type Change = fn(&mut Intent);

/// The lender forgives a fen, within a day from noon of the start.
pub fn intent() -> Intent {
    let action = Action::Forgive {
        amount: fen(1),
        evidence: None,
    };
    Intent {
        version: VERSION,
        genesis: PLACE.genesis,
        contract: PLACE.contract,
        signer: LENDER,
        not_before: noon(START),
        not_after: Timestamp(noon(START).0 + 86_400_000),
        deed: Deed::Act {
            loan: 7,
            nonce: 3,
            in_force: [4; 32],
            action,
        },
    }
}

pub fn with(change: impl FnOnce(&mut Intent)) -> Intent {
    let mut intent = intent();
    change(&mut intent);
    intent
}

#[test]
fn what_is_signed_is_text_that_names_the_hash_of_the_whole_intent() {
    let intent = intent();
    let bytes = [&[13 << 2][..], b"iou:intent:v1", &intent.encode()].concat();
    let id = sha256(&bytes);
    assert_eq!(intent.id(sha256), id);
    let text = message(&id);
    let digits: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, format!("iou:intent:v1:{digits}").into_bytes());
    assert_eq!((text.len(), MESSAGE_BYTES), (78, 78));
    let wrapped = wrapped(&text);
    assert_eq!(wrapped.len(), 93);
    assert_eq!(wrapped, [b"<Bytes>", &text[..], b"</Bytes>"].concat());
}

#[test]
fn whatever_changes_in_an_intent_changes_what_it_is_known_by() {
    let changes: [Change; 9] = [
        |intent| intent.version = 2,
        |intent| intent.genesis = [9; 32],
        |intent| intent.contract = STRANGER,
        |intent| intent.signer = BORROWER,
        |intent| intent.not_before.0 += 1,
        |intent| intent.not_after.0 += 1,
        |intent| {
            intent.deed = Deed::Skip {
                loan: 7,
                nonce: 3,
                to: 4,
            }
        },
        |intent| {
            if let Deed::Act { nonce, .. } = &mut intent.deed {
                *nonce += 1;
            }
        },
        |intent| {
            if let Deed::Act { action, .. } = &mut intent.deed {
                *action = Action::Acknowledge {
                    at_most: fen(1),
                    evidence: None,
                };
            }
        },
    ];
    let mut ids: Vec<_> = changes.iter().map(|change| with(change).id(sha256)).collect();
    ids.push(intent().id(sha256));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), changes.len() + 1);
}

#[test]
fn what_is_signed_holds_from_ten_minutes_ago_on_as_far_as_the_longest_life_has_room() {
    let (now, day, before) = (noon(START), 86_400_000, 600_000);
    assert_eq!(
        span(now, day),
        (Timestamp(now.0 - before), Timestamp(now.0 + day))
    );
    let most = INTENT_LIFE_MS_MAX;
    for life in [1, day, most - before, most - before + 1, most - 1, most] {
        let (not_before, not_after) = span(now, life);
        assert_eq!(not_after.0, now.0 + life);
        let held = with(|intent| (intent.not_before, intent.not_after) = (not_before, not_after));
        assert_eq!(held.check(&PLACE), Ok(()), "{life}");
        assert_eq!(held.check_time(now), Ok(()), "{life}");
    }
    assert_eq!(span(now, most).0, now);
    assert_eq!(span(Timestamp(1), 1), (Timestamp(0), Timestamp(2)));
}

#[test]
fn an_intent_is_read_from_its_own_bytes_and_from_no_others() {
    let bytes = intent().encode();
    assert_eq!(Intent::from_bytes(&bytes), Some(intent()));
    for length in 0..bytes.len() {
        assert_eq!(Intent::from_bytes(&bytes[..length]), None, "{length}");
    }
    assert_eq!(Intent::from_bytes(&[&bytes[..], &[0]].concat()), None);
    // A proposal is no step, and there is no fourth deed.
    let mut other = bytes;
    let deed = 1 + 32 + 32 + 32 + 8 + 8;
    other[deed] = 3;
    assert_eq!(Intent::from_bytes(&other), None);
}

#[test]
fn an_intent_holds_for_one_contract_on_one_chain_and_for_somebody() {
    assert_eq!(intent().check(&PLACE), Ok(()));
    let refusals: [(Change, Error); 4] = [
        (|intent| intent.version = 0, Error::OtherPlace),
        (|intent| intent.genesis[31] ^= 1, Error::OtherPlace),
        (|intent| intent.contract.0[0] ^= 1, Error::OtherPlace),
        // Anybody signs for this key, which the curve's library does not look at.
        (|intent| intent.signer = AccountId([0; 32]), Error::BadSignature),
    ];
    for (change, error) in refusals {
        assert_eq!(with(change).check(&PLACE), Err(error));
    }
}

#[test]
fn an_intent_holds_for_thirty_days_at_most_and_both_ends_count() {
    let lasting = |ms: u64| with(|intent| intent.not_after.0 = intent.not_before.0 + ms);
    assert_eq!(lasting(0).check(&PLACE), Ok(()));
    assert_eq!(lasting(INTENT_LIFE_MS_MAX).check(&PLACE), Ok(()));
    assert_eq!(
        lasting(INTENT_LIFE_MS_MAX + 1).check(&PLACE),
        Err(Error::BadValidity)
    );
    let backwards = with(|intent| intent.not_after.0 = intent.not_before.0 - 1);
    assert_eq!(backwards.check(&PLACE), Err(Error::BadValidity));
    let endless = with(|intent| (intent.not_before.0, intent.not_after.0) = (0, u64::MAX));
    assert_eq!(endless.check(&PLACE), Err(Error::BadValidity));

    let intent = intent();
    let at = |ms: u64| intent.check_time(Timestamp(ms));
    assert_eq!(at(intent.not_before.0 - 1), Err(Error::NotValidYet));
    assert_eq!(at(intent.not_before.0), Ok(()));
    assert_eq!(at(intent.not_after.0), Ok(()));
    assert_eq!(at(intent.not_after.0 + 1), Err(Error::NoLongerValid));
}

#[test]
fn a_proposal_is_the_word_of_the_party_whom_the_terms_name_for_these_terms() {
    let terms = bullet();
    let digest = terms.digest(sha256);
    let proposal = |signer| {
        with(|intent| {
            intent.signer = signer;
            intent.deed = Deed::Propose {
                terms: digest,
                evidence: Some([5; 32]),
            };
        })
    };
    let by_lender = proposal(LENDER);
    let evidence = Ok(Some([5; 32]));
    assert_eq!(by_lender.proposes(&terms, digest, Role::Lender), evidence);
    assert_eq!(
        by_lender.proposes(&terms, digest, Role::Borrower),
        Err(Error::WrongParty)
    );
    assert_eq!(
        proposal(BORROWER).proposes(&terms, digest, Role::Borrower),
        evidence
    );
    assert_eq!(
        proposal(STRANGER).proposes(&terms, digest, Role::Lender),
        Err(Error::WrongParty)
    );
    assert_eq!(
        by_lender.proposes(&terms, [6; 32], Role::Lender),
        Err(Error::DigestMismatch)
    );
    assert_eq!(
        intent().proposes(&terms, digest, Role::Lender),
        Err(Error::NotAnIntent)
    );
}

#[test]
fn a_skip_moves_a_counter_by_one_to_sixteen_and_never_back() {
    assert_eq!(skips(0, 1, 0), Ok(true));
    assert_eq!(skips(0, SKIP_MAX, 0), Ok(true));
    assert_eq!(skips(0, SKIP_MAX + 1, 0), Err(Error::BadSkip));
    assert_eq!(skips(5, 5, 5), Err(Error::BadSkip));
    assert_eq!(skips(5, 4, 5), Err(Error::BadSkip));
    assert_eq!(skips(5, 9, 4), Err(Error::NonceAhead));
    // The counter has moved meanwhile: what is left of the way is gone, and beyond its end nothing is done.
    assert_eq!(skips(5, 9, 8), Ok(true));
    assert_eq!(skips(5, 9, 9), Ok(false));
    assert_eq!(skips(5, 9, 40), Ok(false));
    assert_eq!(skips(u32::MAX - 1, u32::MAX, u32::MAX - 1), Ok(true));
}

proptest! {
    /// N is what a client read; it signs no step at N + 16 or later. Whatever of that is released meanwhile, in whichever
    /// order, one skip of sixteen and one step go through, and nothing signed before goes through behind them.
    #[test]
    fn one_skip_and_one_step_always_get_through_whatever_was_released(
        read in 0u32..1_000_000,
        released in proptest::collection::vec((0u32..16, 1u32..=16), 0..60),
    ) {
        let mut counter = read;
        for (ahead, by) in released {
            let before = counter;
            // A step where the second number is one, else a skip; none of them names more than N + 15.
            let nonce = read + ahead;
            if by == 1 {
                if is_next(nonce, counter) == Ok(true) {
                    counter += 1;
                }
            } else if skips(nonce, (nonce + by).min(read + 16), counter) == Ok(true) {
                counter = (nonce + by).min(read + 16);
            }
            prop_assert!(counter >= before);
        }
        prop_assert!(counter <= read + 16);
        let skip = skips(read, read + 16, counter);
        prop_assert!(skip.is_ok());
        counter = counter.max(read + 16);
        for ahead in 0..16 {
            prop_assert_eq!(is_next(read + ahead, counter), Ok(false));
        }
        prop_assert_eq!(is_next(read + 16, counter), Ok(true));
    }
}
