//! The token in a link with which somebody unsubscribes: only who got a mail of ours can have it, since it is an HMAC under a
//! key that follows from the key to the contacts. It is good for one account and the mailbox that it went to, for as long as
//! that mailbox stands in the contact.
//! Source: RFC 2104, 8058 §7 (a link must not be guessable). Limits: 128 bits; a new contacts.key makes every token void.

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use iou_ledger::AccountId;

/// What is derived is bound to this use.
const PURPOSE: &[u8] = b"iou/unsubscribe/1";
/// Units: bytes.
const TOKEN_LEN: usize = 16;

/// Makes and checks tokens.
#[derive(Clone)]
pub struct TokenKey(SecretString);

impl TokenKey {
    /// The key that follows from another secret.
    pub(super) fn derived(secret: &str) -> TokenKey {
        TokenKey(hex::encode(mac(secret.as_bytes(), &[PURPOSE]).finalize().into_bytes()).into())
    }

    /// The token for a mail to `mailbox`, in hexadecimal.
    pub fn token(&self, account: &AccountId, mailbox: &str) -> String {
        hex::encode(&self.mac(account, mailbox).finalize().into_bytes()[..TOKEN_LEN])
    }

    /// Whether that is the token, found in a time that tells nothing.
    pub fn is_of(&self, token: &str, account: &AccountId, mailbox: &str) -> bool {
        let Ok(token) = <[u8; TOKEN_LEN]>::try_from(hex::decode(token).unwrap_or_default()) else {
            return false;
        };
        self.mac(account, mailbox).verify_truncated_left(&token).is_ok()
    }

    fn mac(&self, account: &AccountId, mailbox: &str) -> Hmac<Sha256> {
        let key = self.0.expose_secret().as_bytes();
        mac(key, &[&account.0, mailbox.to_lowercase().as_bytes()])
    }
}

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("a key of any length will do");
    parts.iter().for_each(|part| mac.update(part));
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZHANG: AccountId = AccountId([2; 32]);
    const LI: AccountId = AccountId([3; 32]);

    #[test]
    fn a_token_is_good_for_one_account_one_mailbox_and_one_service() {
        let key = TokenKey::derived("AGE-SECRET-KEY-1");
        let token = key.token(&ZHANG, "zhang@example.org");
        assert_eq!(token.len(), 32);
        assert!(key.is_of(&token, &ZHANG, "Zhang@Example.org"));
        assert!(!key.is_of(&token, &LI, "zhang@example.org"));
        assert!(!key.is_of(&token, &ZHANG, "li@example.org"));
        assert!(!TokenKey::derived("AGE-SECRET-KEY-2").is_of(&token, &ZHANG, "zhang@example.org"));
        for forged in [
            "",
            "00",
            &token[..30],
            &format!("{token}00"),
            &"0".repeat(32),
            "xyz",
        ] {
            assert!(!key.is_of(forged, &ZHANG, "zhang@example.org"), "{forged}");
        }
    }
}
