//! ed25519 as the chain checks it: ZIP 215, which every implementation of it answers alike. A stricter rule here would call
//! false what the institutions' nodes took, and one odd signature would spoil every file that needs its block.

use ed25519_zebra::{Signature, VerificationKey};

/// Whether `signature` is that of `key` over `message`.
pub fn is_signed(key: [u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerificationKey::try_from(key);
    key.is_ok_and(|key| key.verify(&Signature::from_bytes(signature), message).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The neutral point, and zero.
    const NEUTRAL: [u8; 32] = {
        let mut bytes = [0; 32];
        bytes[0] = 1;
        bytes
    };

    #[test]
    fn signatures_that_the_chain_takes_are_taken_and_others_are_not() {
        let mut odd = [0; 64];
        odd[0] = 1;
        // A key of small order: stricter rules refuse it, the chain's do not.
        assert!(is_signed(NEUTRAL, b"anything", &odd));
        odd[32] = 1;
        assert!(!is_signed(NEUTRAL, b"anything", &odd));
        let key = ed25519_zebra::SigningKey::from([7; 32]);
        let public = ed25519_zebra::VerificationKey::from(&key).into();
        let signature = key.sign(b"this").to_bytes();
        assert!(is_signed(public, b"this", &signature));
        assert!(!is_signed(public, b"that", &signature));
    }
}
