//! The token in a link that shows one loan to whoever has it, for a while: for people who have no key here, or not on this device.
//! It is the loan's number, the end, and an HMAC over both under a key that all processes on one database share.
//! Source: RFC 2104. Limits: 128 bits; it shows, and lets nobody do anything; a link that was forwarded shows the loan too, which
//! is why it ends.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::Engine as _;
use hmac::{Hmac, Mac};
use iou_database::Store;
use sha2::Sha256;
use terms::LoanId;

/// The name under which the key is kept.
const KEY: &str = "link";
/// What the HMAC is bound to.
const PURPOSE: &[u8] = b"iou/link/1";
/// Units: bytes.
const MAC_LEN: usize = 16;
/// Number, end in seconds, HMAC. Units: bytes.
const TOKEN_LEN: usize = 8 + 8 + MAC_LEN;

/// Where a token is taken to.
pub fn path(token: &str) -> String {
    format!("/l/{token}")
}

/// Makes and reads tokens.
#[derive(Clone)]
pub struct LinkKey([u8; 32]);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey(…)")
    }
}

impl LinkKey {
    /// The key of a database, made by whoever asks first.
    ///
    /// Errors: the database's.
    pub async fn of(store: &Store, now_ms: u64) -> iou_database::Result<LinkKey> {
        Ok(LinkKey(store.page_key(KEY, now_ms).await?))
    }

    /// One that is known.
    #[cfg(test)]
    pub(crate) fn fixed(bytes: [u8; 32]) -> LinkKey {
        LinkKey(bytes)
    }

    /// The token for a loan. Units: `until_ms` milliseconds since 1970; it is cut to seconds.
    pub fn token(&self, loan: LoanId, until_ms: u64) -> String {
        let mut token = [&loan.to_be_bytes()[..], &(until_ms / 1_000).to_be_bytes()].concat();
        let mac = self.mac(&token).finalize().into_bytes();
        token.extend(&mac[..MAC_LEN]);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The loan that a token shows; `None` where it is none of ours, or over.
    pub fn loan(&self, token: &str, now_ms: u64) -> Option<LoanId> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let bytes: [u8; TOKEN_LEN] = bytes.try_into().ok()?;
        let (said, mac) = bytes.split_at(TOKEN_LEN - MAC_LEN);
        self.mac(said).verify_truncated_left(mac).ok()?;
        let (loan, until) = said.split_at(8);
        let number = |bytes: &[u8]| Some(u64::from_be_bytes(bytes.try_into().ok()?));
        (number(until)?.saturating_mul(1_000) > now_ms)
            .then(|| number(loan))
            .flatten()
    }

    fn mac(&self, said: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length will do");
        mac.update(PURPOSE);
        mac.update(said);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_shows_one_loan_until_its_end_and_cannot_be_made_from_another() {
        let key = LinkKey([7; 32]);
        let token = key.token(7, 60_000);
        assert_eq!(token.len(), 43);
        assert_eq!(key.loan(&token, 59_999), Some(7));
        assert_eq!(key.loan(&token, 60_000), None);
        assert_eq!(LinkKey([8; 32]).loan(&token, 0), None);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(key.loan(&URL_SAFE_NO_PAD.encode(other), 0), None, "byte {at}");
        }
        for forged in ["", "AAAA", &token[..42], &format!("{token}A"), "借条"] {
            assert_eq!(key.loan(forged, 0), None, "{forged}");
        }
    }
}
