//! Where the holder of words finds everything again, from the words alone: boxes at a service under locators that only the key
//! gives, sealed under keys that only it gives, written in the name of the root account, which signs nothing else. And what the
//! box of a passkey is bound to.
//! Limits: [`PAGE_LOANS`] loans a page; a page is padded to [`PAGE_LEN`] bytes, so that its length says nothing.

use scale::Encode;
use terms::Digest;
use zeroize::Zeroizing;

use crate::Key;

/// Loans on one page.
pub const PAGE_LOANS: u32 = 12;
/// Length of a page before it is sealed. Units: bytes.
pub const PAGE_LEN: usize = 4096;

/// Where a page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Under which locator. It says nothing to whoever has no key.
    pub locator: [u8; 32],
    /// Under which key (AES-256-GCM) it is sealed.
    pub key: Zeroizing<[u8; 32]>,
}

/// The page that loan keys from `number · PAGE_LOANS` on stand on.
pub fn page(root: &Key, number: u32) -> Page {
    let purpose = |what: &str| match number {
        0 => format!("iou:{what}:v1"),
        _ => format!("iou:{what}:v1:{number}"),
    };
    Page {
        locator: *root.derived_secret(&purpose("locator")),
        key: root.derived_secret(&purpose("index")),
    }
}

/// To what the box of a passkey is bound: chain, relying party, credential and the root account of what is in it.
pub fn bound_to(
    genesis: &Digest,
    relying_party: &str,
    credential: &[u8],
    root: &terms::AccountId,
) -> Vec<u8> {
    (genesis, relying_party, credential, root).encode()
}

/// Where the box of a passkey is, for whoever has the passkey and nothing else.
pub fn passkey_locator(relying_party: &str, credential: &[u8]) -> Digest {
    iou_base::sha256(&("iou:passkey-box:v1", relying_party, credential).encode())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_and_every_key_has_a_place_of_its_own() {
        let (alice, eve) = (Key::from_uri("//Alice").unwrap(), Key::from_uri("//Eve").unwrap());
        let pages = [page(&alice, 0), page(&alice, 1), page(&eve, 0), page(&eve, 1)];
        for (at, one) in pages.iter().enumerate() {
            assert_ne!(one.locator, *one.key);
            for other in &pages[..at] {
                assert!(one.locator != other.locator && one.key != other.key);
            }
        }
        assert_eq!(page(&alice, 0), page(&alice, 0));
    }

    #[test]
    fn nothing_that_a_passkeys_box_is_bound_to_can_move_into_what_stands_beside_it() {
        let root = terms::AccountId([4; 32]);
        let bound = bound_to(&[1; 32], "a.example", b"id", &root);
        assert_ne!(bound, bound_to(&[1; 32], "a.exampl", b"eid", &root));
        assert_ne!(bound, bound_to(&[2; 32], "a.example", b"id", &root));
        assert_ne!(passkey_locator("a.b", b"c"), passkey_locator("a.", b"bc"));
    }
}
