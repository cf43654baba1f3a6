//! The two JSON documents of a file: the manifest (what it is about, and every entry with length and SHA-256) and the index
//! of its proofs (which blocks, transactions and changes of voters the bags of headers, nodes and votes are about).
//! Both are canonical (RFC 8785): they are read, written again and compared, so that nothing in them goes unread.
//! Hashes are lower-case hexadecimal without prefix.

use serde::{de::DeserializeOwned, Deserialize, Serialize};
use sp_crypto_hashing::sha2_256;

use super::container::{Parts, MANIFEST};
use super::flaw::{flaw, Flaw};
use super::Hash;

/// Version of the format.
pub const SCHEMA: u32 = 1;

/// 32 bytes as hexadecimal text.
pub mod hex32 {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    /// Writes them.
    pub fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    /// Reads them.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(String::deserialize(deserializer)?, &mut bytes).map_err(D::Error::custom)?;
        Ok(bytes)
    }
}

/// A hash in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hex(#[serde(with = "hex32")] pub Hash);

/// What a file is about, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `iou-evidence`.
    pub format: String,
    /// [`SCHEMA`].
    pub schema: u32,
    /// Hash of the chain's first block.
    pub genesis: Hex,
    /// The ledger's address.
    pub contract: Hex,
    /// Hash of the ledger's code.
    pub code: Hex,
    /// The loan's number.
    pub loan: u64,
    /// The block whose state is proved.
    pub block: Head,
    /// Every other entry, by name.
    pub parts: Vec<Part>,
}

/// A block with its place in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Its hash.
    pub hash: Hex,
    /// Its height.
    pub number: u32,
    /// Its time. Units: milliseconds since 1970.
    pub time_ms: u64,
}

/// An entry of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its length. Units: bytes.
    pub length: u32,
    /// Its SHA-256.
    pub sha256: Hex,
}

/// `manifest.format`.
pub const FORMAT: &str = "iou-evidence";

impl Manifest {
    /// The list of these entries.
    pub fn list(parts: &Parts) -> Vec<Part> {
        let others = parts.iter().filter(|(name, _)| *name != MANIFEST);
        others
            .map(|(name, bytes)| Part {
                name: name.clone(),
                length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
                sha256: Hex(sha2_256(bytes)),
            })
            .collect()
    }

    /// Reads the manifest among the entries and holds every entry to it.
    ///
    /// Errors: it is missing, of another format or schema, not canonical, or lists other entries.
    pub fn of(parts: &Parts) -> Result<Manifest, Flaw> {
        let bytes = parts.get(MANIFEST).ok_or_else(|| flaw("manifest-missing"))?;
        let manifest: Manifest = canonical_from(bytes)?;
        if manifest.format != FORMAT {
            return Err(flaw("manifest-format").about(manifest.format));
        }
        if manifest.schema != SCHEMA {
            return Err(flaw("manifest-schema").about(manifest.schema));
        }
        match manifest.parts == Manifest::list(parts) {
            true => Ok(manifest),
            false => Err(flaw("manifest-parts").about(difference(&manifest.parts, &Manifest::list(parts)))),
        }
    }

    /// What an outside anchor can be taken of: the SHA-256 of the manifest as it is without the anchors themselves.
    pub fn core(&self) -> Hash {
        let mut core = self.clone();
        core.parts.retain(|part| !part.name.starts_with(ANCHORS));
        sha2_256(&canonical(&core))
    }
}

/// Where outside anchors stand.
pub const ANCHORS: &str = "anchors/";

fn difference(listed: &[Part], found: &[Part]) -> String {
    let other = listed.iter().find(|part| !found.contains(part));
    let other = other.or_else(|| found.iter().find(|part| !listed.contains(part)));
    other.map_or_else(String::new, |part| part.name.clone())
}

/// Which proofs there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// What institutions attested, in the order of digest and account.
    pub attestations: Vec<Attested>,
    /// The blocks that ended a set of voters, in their order.
    pub changes: Vec<Hex>,
    /// The block with a justification by which the proved block is final: itself or one after it.
    pub final_by: Hex,
    /// The blocks with events of the loan, in their order.
    pub blocks: Vec<EventBlock>,
}

/// That an institution attested something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// What.
    pub digest: Hex,
    /// Who.
    pub account: Hex,
}

/// A block with events of the loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventBlock {
    /// Its hash.
    pub block: Hex,
    /// By which block's justification it is final.
    pub final_by: Hex,
    /// Transactions in it that ask for steps of the loan.
    pub transactions: Vec<Listed>,
}

/// A transaction in a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its place in the block.
    pub index: u32,
    /// The block from which its life was counted.
    pub birth: Hex,
    /// Version of the runtime that it was signed for.
    pub spec_version: u32,
    /// Version of the layout of transactions that it was signed for.
    pub transaction_version: u32,
}

/// An event of the loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventPart {
    /// What kind.
    pub name: String,
    /// Its SCALE bytes in hexadecimal.
    pub scale: String,
}

/// Canonical JSON.
pub fn canonical<T: Serialize>(value: &T) -> Vec<u8> {
    // Our own types have text keys and whole numbers below 2^53.
    serde_json_canonicalizer::to_vec(value).unwrap_or_default()
}

/// The value of canonical JSON.
///
/// Errors: another form, a field too many, too few or twice.
pub fn canonical_from<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, Flaw> {
    let value: T = serde_json::from_slice(bytes).map_err(|e| flaw("json-bad").about(e))?;
    match canonical(&value) == bytes {
        true => Ok(value),
        false => Err(flaw("json-not-canonical")),
    }
}
