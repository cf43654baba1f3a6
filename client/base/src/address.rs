//! Accounts as people know them: SS58 addresses of network 42, as every part of the client shows them, with a checksum
//! that a wrong sign fails. By hand, so that whoever checks evidence needs no chain library.
//! Source: the SS58 registry's format, one-byte prefix, two bytes of BLAKE2b-512 over `SS58PRE`.

use blake2::{Blake2b512, Digest as _};
use terms::AccountId;

/// The network that addresses without one of their own belong to.
const NETWORK: u8 = 42;
const CHECKSUM_LEN: usize = 2;
/// The longest address of 35 bytes in base 58.
const ADDRESS_LEN_MAX: usize = 49;

/// The account's address.
pub fn show(account: AccountId) -> String {
    let mut bytes = vec![NETWORK];
    bytes.extend(account.0);
    let checksum = checksum(&bytes);
    bytes.extend(checksum);
    bs58::encode(bytes).into_string()
}

/// The account of an address; `None` where it is none, or of another network.
pub fn read(address: &str) -> Option<AccountId> {
    parts(address).and_then(|(network, account)| (network == NETWORK).then_some(account))
}

/// The same of whatever network with a prefix of one byte: as a wallet writes it that shows accounts for another chain.
pub fn read_of_any_network(address: &str) -> Option<AccountId> {
    parts(address).map(|(_, account)| account)
}

fn parts(address: &str) -> Option<(u8, AccountId)> {
    if address.len() > ADDRESS_LEN_MAX {
        return None;
    }
    let bytes = bs58::decode(address).into_vec().ok()?;
    let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_LEN)?)?;
    let (network, account) = body.split_first()?;
    (check == checksum(body)).then_some((*network, AccountId(account.try_into().ok()?)))
}

fn checksum(body: &[u8]) -> [u8; CHECKSUM_LEN] {
    let digest = Blake2b512::new_with_prefix(b"SS58PRE")
        .chain_update(body)
        .finalize();
    [digest[0], digest[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back() {
        // The address of //Alice, as every node prints it.
        let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        assert_eq!(read(alice).map(show).as_deref(), Some(alice));
        for byte in 0..=255u8 {
            let account = AccountId([byte; 32]);
            assert_eq!(read(&show(account)), Some(account));
        }
    }

    #[test]
    fn an_address_with_one_wrong_sign_is_none() {
        let good = show(AccountId([7; 32]));
        for n in 0..good.len() {
            for sign in ['1', 'z', '0', '文'] {
                let wrong: String = good
                    .chars()
                    .enumerate()
                    .map(|(m, c)| if m == n { sign } else { c })
                    .collect();
                assert!(wrong == good || read(&wrong).is_none(), "{wrong}");
            }
        }
        assert_eq!(read(""), None);
        assert_eq!(read(&good[1..]), None);
        // The same key on Polkadot.
        assert_eq!(read("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"), None);
    }
}
