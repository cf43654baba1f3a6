//! secp256k1 signatures as the chain checks them: the key is recovered from the signature, and the account is a hash of the
//! key. A pure library, so that it also builds for a browser; a test of the chain holds it to the library of the nodes.
//! Source: sp-runtime 49, `MultiSignature::verify`; sp-io 49, `secp256k1_ecdsa_recover_compressed`.

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sp_crypto_hashing::{blake2_256, keccak_256};

/// What the last twelve bytes of an account of an Ethereum address are.
const ETH_FILL: u8 = 0xEE;

/// Whether `signature` over `message` is that of the key whose hash the account is.
pub fn is_signed(account: &[u8; 32], message: &[u8], signature: &[u8; 65]) -> bool {
    recover(signature, blake2_256(message)).is_some_and(|key| blake2_256(&key) == *account)
}

/// The same for an account that is made of an Ethereum address.
pub fn is_signed_by_eth(account: &[u8; 32], message: &[u8], signature: &[u8; 65]) -> bool {
    recover(signature, keccak_256(message)).is_some_and(|key| eth_account(&key) == *account)
}

/// The account of a key as sp-runtime makes it of an Ethereum address.
pub fn eth_account(key: &[u8; 33]) -> [u8; 32] {
    let mut account = [ETH_FILL; 32];
    account[..20].copy_from_slice(&keccak_256(key)[12..]);
    account
}

fn recover(signature: &[u8; 65], digest: [u8; 32]) -> Option<[u8; 33]> {
    let (bytes, last) = signature.split_at(64);
    // Ethereum counts from 27.
    let id = last.first().map(|id| if *id > 26 { id - 27 } else { *id })?;
    let mut id = RecoveryId::from_byte(id)?;
    let mut signature = Signature::from_slice(bytes).ok()?;
    // Each signature has a twin with the other half of `s`, whose point is mirrored. The chain takes both; this library
    // takes the lower.
    if let Some(lower) = signature.normalize_s() {
        signature = lower;
        id = RecoveryId::new(!id.is_y_odd(), id.is_x_reduced());
    }
    let key = VerifyingKey::recover_from_prehash(&digest, &signature, id).ok()?;
    key.to_encoded_point(true).as_bytes().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use k256::ecdsa::SigningKey;

    #[test]
    fn both_kinds_of_accounts_of_a_secp256k1_key_sign_and_no_other() {
        let secret = SigningKey::from_slice(&[7; 32]).unwrap();
        let key: [u8; 33] = secret
            .verifying_key()
            .to_encoded_point(true)
            .as_bytes()
            .try_into()
            .unwrap();
        let sign = |digest: [u8; 32]| {
            let (bytes, id) = secret.sign_prehash_recoverable(&digest).unwrap();
            let mut signature = [0; 65];
            signature[..64].copy_from_slice(&bytes.to_bytes());
            signature[64] = id.to_byte();
            signature
        };
        let (own, eth) = (blake2_256(&key), eth_account(&key));
        let (blake, keccak) = (sign(blake2_256(b"this")), sign(keccak_256(b"this")));
        assert!(is_signed(&own, b"this", &blake) && is_signed_by_eth(&eth, b"this", &keccak));
        assert!(!is_signed(&own, b"that", &blake) && !is_signed_by_eth(&eth, b"that", &keccak));
        assert!(!is_signed(&eth, b"this", &blake) && !is_signed_by_eth(&own, b"this", &keccak));
        assert!(!is_signed(&own, b"this", &keccak) && !is_signed_by_eth(&eth, b"this", &blake));
        // As Ethereum writes the last byte.
        let mut counted = blake;
        counted[64] += 27;
        assert!(is_signed(&own, b"this", &counted));
        // The twin, which the chain takes too.
        let (r, s) = Signature::from_slice(&blake[..64]).unwrap().split_scalars();
        let mut twin = blake;
        twin[..64].copy_from_slice(&Signature::from_scalars(r, -*s).unwrap().to_bytes());
        assert!(!is_signed(&own, b"this", &twin));
        twin[64] ^= 1;
        assert!(is_signed(&own, b"this", &twin));
        for at in 0..65 {
            let mut changed = blake;
            changed[at] ^= 4;
            assert!(!is_signed(&own, b"this", &changed), "byte {at}");
        }
    }
}
