//! Sealing to an account: what is sealed can be opened by the holder of the account's sr25519 key alone, and whoever seals
//! needs nothing but the address. An sr25519 account is a point P of ristretto255. The sender draws a scalar e, and
//!
//! ```text
//! E   = e·G                                     G: the group's generator
//! key = HKDF-SHA256( salt "iou:seal:v1", e·P, info E ‖ P )
//! box = E ‖ ChaCha20-Poly1305( key, nonce 0, associated data LABEL )
//! ```
//!
//! The group has prime order and one encoding a point, so there are no points of low order and no second form of a box; the
//! neutral point is refused on both sides. Each key is used once, which is why the nonce may stand still. A box does not say
//! who sealed it, nor for whom: what is in it must prove itself. Source: ADR 25; RFC 9496, RFC 5869, RFC 8439.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::traits::IsIdentity;
use curve25519_dalek::Scalar;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Key;
use terms::AccountId;

const SALT: &[u8] = b"iou:seal:v1";
const POINT_LEN: usize = 32;
/// Random bytes that a box takes.
pub const RANDOM_LEN: usize = 64;

/// Seals `plain` to `account`; `label` says what it is, and opens nothing under another.
///
/// `random`: 64 bytes that are used for nothing else. None where the account is no point of the group: then it has no sr25519 key (a contract, a multisignature, another kind of
/// key). One in eight such accounts looks like a point: what is sealed to it nobody opens.
pub fn seal(account: &AccountId, label: &[u8], plain: &[u8], random: &[u8; RANDOM_LEN]) -> Option<Vec<u8>> {
    let ephemeral = Zeroizing::new(Scalar::from_bytes_mod_order_wide(random));
    seal_with(&ephemeral, account, label, plain)
}

fn seal_with(ephemeral: &Scalar, account: &AccountId, label: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    let point = point(&account.0)?;
    let own = RistrettoPoint::mul_base(ephemeral);
    if own.is_identity() {
        return None;
    }
    let own = own.compress();
    let cipher = cipher(&(ephemeral * point), &own.0, &account.0)?;
    let payload = Payload {
        msg: plain,
        aad: label,
    };
    let sealed = cipher.encrypt(&Nonce::default(), payload).ok()?;
    Some([&own.0[..], &sealed].concat())
}

/// Opens what was sealed to the key's account under `label`; none where it was not, or was changed since.
pub fn open(key: &Key, label: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (ephemeral, sealed) = sealed.split_at_checked(POINT_LEN)?;
    let ephemeral: &[u8; POINT_LEN] = ephemeral.try_into().ok()?;
    let shared = *key.scalar() * point(ephemeral)?;
    let payload = Payload {
        msg: sealed,
        aad: label,
    };
    let cipher = cipher(&shared, ephemeral, &key.account().0)?;
    cipher
        .decrypt(&Nonce::default(), payload)
        .ok()
        .map(Zeroizing::new)
}

/// A point of the group that is not the neutral one.
fn point(bytes: &[u8; POINT_LEN]) -> Option<RistrettoPoint> {
    let point = CompressedRistretto(*bytes).decompress()?;
    (!point.is_identity()).then_some(point)
}

fn cipher(shared: &RistrettoPoint, ephemeral: &[u8], account: &[u8]) -> Option<ChaCha20Poly1305> {
    let shared = Zeroizing::new(shared.compress().0);
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(SALT), &*shared)
        .expand_multi_info(&[ephemeral, account], &mut *key)
        .ok()?;
    Some(ChaCha20Poly1305::new((&*key).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(uri: &str) -> Key {
        Key::from_uri(uri).unwrap()
    }

    /// Sealed with randomness that is another one each time.
    fn seal(account: &AccountId, label: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        use std::sync::atomic::{AtomicU8, Ordering};
        static NEXT: AtomicU8 = AtomicU8::new(1);
        super::seal(
            account,
            label,
            plain,
            &[NEXT.fetch_add(1, Ordering::Relaxed); RANDOM_LEN],
        )
    }

    #[test]
    fn only_the_account_that_it_was_sealed_to_opens_a_box_whatever_way_its_key_was_derived() {
        let label = b"fields";
        for uri in ["//Alice", "//Bob/soft", "//Eve//hard/soft///password"] {
            let whom = key(uri);
            let sealed = seal(&whom.account(), label, "李四".as_bytes()).unwrap();
            assert_eq!(*open(&whom, label, &sealed).unwrap(), "李四".as_bytes());
            assert_eq!(open(&key("//Charlie"), label, &sealed), None);
            assert_eq!(open(&whom, b"other", &sealed), None, "another label");
            assert_ne!(seal(&whom.account(), label, "李四".as_bytes()).unwrap(), sealed);
        }
    }

    #[test]
    fn a_box_of_which_anything_was_changed_cut_or_added_is_not_opened() {
        let alice = key("//Alice");
        let sealed = seal(&alice.account(), b"l", &[7; 40]).unwrap();
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[at] ^= 1 << bit;
                assert_eq!(open(&alice, b"l", &changed), None, "byte {at}, bit {bit}");
            }
            assert_eq!(open(&alice, b"l", &sealed[..at]), None, "cut at {at}");
        }
        assert_eq!(open(&alice, b"l", &[&sealed[..], b"\0"].concat()), None);
        // Head of one, body of another to the same account.
        let other = seal(&alice.account(), b"l", &[7; 40]).unwrap();
        assert_eq!(open(&alice, b"l", &[&sealed[..32], &other[32..]].concat()), None);
    }

    #[test]
    fn what_is_no_point_or_the_neutral_one_or_in_a_second_form_is_refused_on_both_sides() {
        let alice = key("//Alice");
        let sealed = seal(&alice.account(), b"l", b"x").unwrap();
        // The prime itself, one above it, minus one, and the points of order 2, 4 and 8 of the curve below: all are refused.
        let bad = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        ];
        for bytes in bad {
            let bytes: [u8; 32] = hex::decode(bytes).unwrap().try_into().unwrap();
            assert_eq!(seal(&AccountId(bytes), b"l", b"x"), None, "{bytes:x?}");
            assert_eq!(
                open(&alice, b"l", &[&bytes[..], &sealed[32..]].concat()),
                None,
                "{bytes:x?}"
            );
        }
        // A box made for the neutral point with the key that anybody can compute.
        let shared = RistrettoPoint::default();
        let cipher = cipher(&shared, &[0; 32], &alice.account().0).unwrap();
        let forged = cipher
            .encrypt(&Nonce::default(), Payload { msg: b"x", aad: b"l" })
            .unwrap();
        assert_eq!(open(&alice, b"l", &[&[0; 32][..], &forged].concat()), None);
    }

    #[test]
    fn boxes_of_today_can_be_opened_for_ever() {
        let alice = key("//Alice");
        let sealed = seal_with(&Scalar::from(7u64), &alice.account(), b"fields", b"x").unwrap();
        assert_eq!(hex::encode(&sealed), KNOWN);
        assert_eq!(*open(&alice, b"fields", &sealed).unwrap(), b"x");
    }

    /// As an implementation of its own computed it (Python: the formulas of RFC 9496, HMAC, and OpenSSL's AEAD).
    const KNOWN: &str =
        "44f53520926ec81fbd5a387845beb7df85a96a24ece18738bdcfa6a7822a176d5b72acf7a6fdaf8c23906a80b6eb5c050d";
}
