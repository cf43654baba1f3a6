//! Outside anchors: a time-stamp token (RFC 3161) or an OpenTimestamps proof of the file, made by somebody who has nothing
//! to do with the chain. What is checked here is *of what* it is: its imprint must be the SHA-256 of the manifest without
//! anchors, or of an entry. Who signed it, and whether they are to be trusted, is for the tools of its own world.
//! Source: RFC 3161 §2.4.2 (TSTInfo), RFC 5652 §5 (SignedData), X.690 (DER); opentimestamps.org, format version 1.
//! Limits: SHA-256 imprints; definite lengths.

use super::error::VerificationError;
use super::Hash;

/// What an anchor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// `rfc3161` or `opentimestamps`.
    pub kind: &'static str,
    /// The digest that it is of.
    pub imprint: Hash,
    /// The time that it states, as it writes it; OpenTimestamps name blocks, not times.
    pub time: Option<String>,
}

const OTS_MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
/// Version 1, SHA-256.
const OTS_VERSION_AND_HASH: [u8; 2] = [1, 8];
/// 1.2.840.113549.1.9.16.1.4, id-ct-TSTInfo.
const TST_INFO: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04];
/// 2.16.840.1.101.3.4.2.1, id-sha256.
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const TIME: u8 = 0x18;
const CONTEXT_0: u8 = 0xA0;

/// Reads an anchor of the kind that the name's ending says.
///
/// Errors: it is none.
pub fn read(name: &str, bytes: &[u8]) -> Result<Anchor, VerificationError> {
    let found = match name.rsplit_once('.') {
        Some((_, "tsr")) => token(bytes),
        Some((_, "ots")) => proof(bytes),
        _ => None,
    };
    found.ok_or_else(|| VerificationError::AnchorBad {
        name: name.to_string(),
    })
}

fn proof(bytes: &[u8]) -> Option<Anchor> {
    let rest = bytes
        .strip_prefix(OTS_MAGIC)?
        .strip_prefix(&OTS_VERSION_AND_HASH)?;
    Some(Anchor {
        kind: "opentimestamps",
        imprint: *rest.first_chunk::<32>()?,
        time: None,
    })
}

/// A token, or the whole answer of a time-stamping server around it.
fn token(bytes: &[u8]) -> Option<Anchor> {
    let outer = only(SEQUENCE, bytes)?;
    let content = match element(outer)? {
        // PKIStatusInfo comes first in an answer.
        (SEQUENCE, _, rest) => only(SEQUENCE, rest)?,
        _ => outer,
    };
    let (_, rest) = field(OBJECT, content)?;
    let signed_data = only(SEQUENCE, only(CONTEXT_0, rest)?)?;
    let (_, rest) = field(INTEGER, signed_data)?;
    let (_, _, rest) = element(rest)?;
    let (encapsulated, _) = field(SEQUENCE, rest)?;
    let (kind, rest) = field(OBJECT, encapsulated)?;
    if kind != TST_INFO {
        return None;
    }
    let info = only(SEQUENCE, only(OCTETS, only(CONTEXT_0, rest)?)?)?;
    let (_, rest) = field(INTEGER, info)?;
    let (_, rest) = field(OBJECT, rest)?;
    let (imprint, rest) = field(SEQUENCE, rest)?;
    let (algorithm, digest) = field(SEQUENCE, imprint)?;
    if field(OBJECT, algorithm)?.0 != SHA256 {
        return None;
    }
    let imprint = only(OCTETS, digest)?.try_into().ok()?;
    let (_, rest) = field(INTEGER, rest)?;
    let (time, _) = field(TIME, rest)?;
    let time = std::str::from_utf8(time).ok().filter(|time| time.is_ascii())?;
    Some(Anchor {
        kind: "rfc3161",
        imprint,
        time: Some(time.to_owned()),
    })
}

/// The first DER element: tag, contents, what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = bytes.split_first_chunk::<2>()?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            let length = digits
                .iter()
                .fold(0usize, |sum, digit| sum << 8 | usize::from(*digit));
            (length, rest)
        }
        _ => return None,
    };
    let (contents, rest) = rest.split_at_checked(length)?;
    Some((tag, contents, rest))
}

fn field(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, contents, rest) = element(bytes)?;
    (found == tag).then_some((contents, rest))
}

fn only(tag: u8, bytes: &[u8]) -> Option<&[u8]> {
    let (contents, rest) = field(tag, bytes)?;
    rest.is_empty().then_some(contents)
}
