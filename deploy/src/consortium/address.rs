//! Keys and network addresses as people write them into a plan: checked for typing errors before a chain rests on them.
//!
//! Source: SS58 (docs.substrate.io, "Address format"), multiaddr and peer ids (libp2p specs, "peer-ids").
//! Limits: SS58 with one-byte prefixes; peer ids of Ed25519 keys, which are the only ones that the node makes.

use std::net::{Ipv4Addr, Ipv6Addr};

use blake2::{Blake2b512, Digest};
use curve25519_dalek::{edwards::CompressedEdwardsY, ristretto::CompressedRistretto};

/// The prefix of addresses on this chain.
const SS58_PREFIX: u8 = 42;
/// What the checksum of an address is taken over, before the address.
const SS58_CONTEXT: &[u8] = b"SS58PRE";
/// A peer id in bytes: identity multihash (0x00, 36 bytes) of a protobuf (Ed25519, 32 bytes) around the key.
const PEER_ID_HEAD: [u8; 6] = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];

/// A 32-byte public key or account.
pub type Key = [u8; 32];

/// Which signatures a key makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Accounts and Aura.
    Sr25519,
    /// GRANDPA.
    Ed25519,
}

impl Scheme {
    /// As `iou-node key` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sr25519 => "sr25519",
            Self::Ed25519 => "ed25519",
        }
    }

    /// Whether these bytes can be a public key at all; about half of all typing errors cannot.
    pub fn can_be(self, key: &Key) -> bool {
        match self {
            Self::Sr25519 => CompressedRistretto(*key).decompress().is_some(),
            Self::Ed25519 => CompressedEdwardsY(*key).decompress().is_some(),
        }
    }
}

/// Reads an address (`5…`) or a key in hexadecimal (`0x…`).
///
/// Errors: what is wrong with it, in words.
pub fn key(text: &str) -> Result<Key, String> {
    if let Some(hex) = text.strip_prefix("0x") {
        let bytes = hex::decode(hex).map_err(|_| "it is not hexadecimal".to_owned())?;
        return Key::try_from(bytes).map_err(|bytes| format!("it has {} bytes, a key has 32", bytes.len()));
    }
    let bytes = bs58::decode(text)
        .into_vec()
        .map_err(|_| "it is neither an address (5…) nor hexadecimal (0x…)".to_owned())?;
    if bytes.len() != 35 {
        return Err("it is too short or too long for an address".into());
    }
    let (body, sum) = bytes.split_at(33);
    if checksum(body) != sum {
        return Err("its checksum is wrong: a letter is mistyped".into());
    }
    if body[0] != SS58_PREFIX {
        return Err(format!(
            "it is an address for network {}, those of this chain have {SS58_PREFIX}",
            body[0]
        ));
    }
    Key::try_from(&body[1..]).map_err(|_| "it is no address".into())
}

/// A key as an address.
pub fn ss58(key: &Key) -> String {
    let mut bytes = vec![SS58_PREFIX];
    bytes.extend(key);
    let sum = checksum(&bytes);
    bytes.extend(sum);
    bs58::encode(bytes).into_string()
}

fn checksum(body: &[u8]) -> [u8; 2] {
    let hash = Blake2b512::new()
        .chain_update(SS58_CONTEXT)
        .chain_update(body)
        .finalize();
    [hash[0], hash[1]]
}

/// Where other nodes reach a node: `/dns/node.court.example/tcp/30333/p2p/12D3KooW…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerAddress {
    /// Name or number of the machine.
    pub host: String,
    /// TCP.
    pub port: u16,
    /// Which node.
    pub peer: String,
}

/// Reads a multiaddr with peer id.
///
/// Errors: what is wrong with it, in words.
pub fn peer_address(text: &str) -> Result<PeerAddress, String> {
    let form = "it has to look like /dns/node.example.org/tcp/30333/p2p/12D3KooW…";
    let parts: Vec<&str> = text.split('/').collect();
    let (kind, host, port, peer) = match parts[..] {
        ["", kind, host, "tcp", port, "p2p", peer] => (kind, host, port, peer),
        ["", kind, host, "tcp", port, "ws" | "wss", "p2p", peer] => (kind, host, port, peer),
        _ => return Err(form.into()),
    };
    let well = match kind {
        "ip4" => host.parse::<Ipv4Addr>().is_ok_and(|it| !it.is_unspecified()),
        "ip6" => host.parse::<Ipv6Addr>().is_ok_and(|it| !it.is_unspecified()),
        "dns" | "dns4" | "dns6" => host_name(host),
        _ => return Err(form.into()),
    };
    if !well {
        return Err(format!("`{host}` is no /{kind}/ address that others can reach"));
    }
    let port = port
        .parse::<u16>()
        .ok()
        .filter(|port| *port > 0)
        .ok_or_else(|| format!("`{port}` is no port"))?;
    peer_id(peer)?;
    Ok(PeerAddress {
        host: host.into(),
        port,
        peer: peer.into(),
    })
}

fn peer_id(text: &str) -> Result<(), String> {
    let bytes = bs58::decode(text).into_vec().unwrap_or_default();
    if bytes.len() == 38 && bytes.starts_with(&PEER_ID_HEAD) {
        return Ok(());
    }
    Err(format!(
        "`{text}` is no peer id: it begins with 12D3KooW and has 52 letters"
    ))
}

/// Where clients reach a node: `wss://rpc.court.example`. Gives whether it is encrypted.
///
/// Errors: what is wrong with it, in words.
pub fn endpoint(text: &str) -> Result<bool, String> {
    let (encrypted, rest) = match (text.strip_prefix("wss://"), text.strip_prefix("ws://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err("it has to begin with wss:// (or ws:// on a private network)".into()),
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return Err(format!("`{}` is no port", port.unwrap_or_default()));
    }
    let number = host.trim_start_matches('[').trim_end_matches(']');
    if number.parse::<Ipv6Addr>().is_err() && !host_name(host) {
        return Err(format!("`{host}` is no name or number of a machine"));
    }
    Ok(encrypted)
}

/// Letters, digits and hyphens between dots; IPv4 numbers are among them.
fn host_name(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    const ALICE_HEX: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    const PEER: &str = "12D3KooWKXfEboLvwk6xbTtivbybzsLbNvDGu4SFrFq222ARhyLi";

    #[test]
    fn an_address_is_read_in_both_forms_and_written_back() {
        let alice = key(ALICE).unwrap();
        assert_eq!(key(ALICE_HEX).unwrap(), alice);
        assert_eq!(ss58(&alice), ALICE);
    }

    #[test]
    fn a_mistyped_address_is_refused_with_the_reason() {
        let reasons = [
            (&ALICE.replace("Grw", "Gww")[..], "checksum"),
            (&ALICE[..40], "too short"),
            // The same account on Polkadot.
            ("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", "network 0"),
            ("0xd435", "2 bytes"),
            ("0xzz", "hexadecimal"),
            ("court", "too short"),
            ("the court", "neither"),
        ];
        for (text, reason) in reasons {
            let error = key(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn bytes_that_are_no_point_of_the_curve_are_no_key() {
        let alice = key(ALICE).unwrap();
        assert!(Scheme::Sr25519.can_be(&alice));
        let wrong = (0..=255u8).filter(|byte| {
            let mut key = alice;
            key[0] = *byte;
            !Scheme::Sr25519.can_be(&key) || !Scheme::Ed25519.can_be(&key)
        });
        assert!(wrong.count() > 100);
    }

    #[test]
    fn addresses_of_peers_are_read_and_typing_errors_found() {
        let read = peer_address(&format!("/dns/node.court.example/tcp/30333/p2p/{PEER}")).unwrap();
        assert_eq!((&read.host[..], read.port), ("node.court.example", 30333));
        assert!(peer_address(&format!("/ip4/10.0.0.1/tcp/30333/ws/p2p/{PEER}")).is_ok());
        for (text, reason) in [
            (format!("/ip4/0.0.0.0/tcp/30333/p2p/{PEER}"), "others can reach"),
            (
                format!("/ip4/10.0.0.256/tcp/30333/p2p/{PEER}"),
                "others can reach",
            ),
            (format!("/dns/node..example/tcp/1/p2p/{PEER}"), "others can reach"),
            (format!("/dns/node/tcp/70000/p2p/{PEER}"), "no port"),
            ("/dns/node/tcp/30333".into(), "has to look like"),
            (format!("node:30333/p2p/{PEER}"), "has to look like"),
            (format!("/dns/node/tcp/30333/p2p/{}", &PEER[..51]), "no peer id"),
        ] {
            let error = peer_address(&text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn endpoints_are_web_socket_addresses() {
        assert_eq!(endpoint("wss://rpc.court.example"), Ok(true));
        assert_eq!(endpoint("ws://10.0.0.1:9944/"), Ok(false));
        assert_eq!(endpoint("wss://[fd00::1]:443"), Ok(true));
        for text in ["https://rpc.court.example", "wss://", "wss://a b", "ws://host:0"] {
            assert!(endpoint(text).is_err(), "{text}");
        }
    }
}
