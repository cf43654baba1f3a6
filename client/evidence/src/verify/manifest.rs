//! The two JSON documents of a file: the manifest (what it is about, and every entry with length and SHA-256) and the index
//! of its proofs (which blocks, transactions and set changes the bags of headers, nodes and votes are about).
//! Both are canonical (RFC 8785): they are read, written again and compared, so that nothing in them goes unread.
//! Hashes are lower-case hexadecimal without prefix.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use iou_base::sha256;
use serde::{de::DeserializeOwned, Deserialize, Serialize};

use super::container::{Entries, MANIFEST};
use super::error::VerificationError;
use super::Hash;

/// Version of the format.
pub const SCHEMA: u32 = 1;
/// Longest manifest: 512 entries take 110 kB. Units: bytes.
const MANIFEST_LEN_MAX: usize = 256 << 10;

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
    /// Hash of the genesis block.
    pub genesis: Hex,
    /// What the chain's node said of its money and its purpose, which stand under no hash of the chain.
    pub chain: ChainProperties,
    /// The ledger's address.
    pub contract: Hex,
    /// Hash of the ledger's code.
    pub code: Hex,
    /// The loan's number.
    pub loan: u64,
    /// The block whose state is proved.
    pub block: BlockRef,
    /// Every other entry, by name.
    pub parts: Vec<Part>,
}

/// What a chain says of itself: what an amount of its money means hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainProperties {
    /// What it is for: `Development`, `Local`, `Live`, or a word of its own.
    pub kind: String,
    /// Symbol of the native token.
    pub symbol: String,
    /// Decimal places of the native token.
    pub decimals: u8,
}

/// A block with its place in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockRef {
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
    pub fn list<B: AsRef<[u8]>>(parts: &BTreeMap<String, B>) -> Vec<Part> {
        let others = parts.iter().filter(|(name, _)| *name != MANIFEST);
        others
            .map(|(name, bytes)| Part {
                name: name.clone(),
                length: u32::try_from(bytes.as_ref().len()).unwrap_or(u32::MAX),
                sha256: Hex(sha256(bytes.as_ref())),
            })
            .collect()
    }

    /// Reads the manifest among the entries, and nothing else of them.
    ///
    /// Errors: it is missing, too long, of another format or schema, or not canonical.
    pub fn read(parts: &Entries<'_>) -> Result<Manifest, VerificationError> {
        let bytes = parts.get(MANIFEST).ok_or(VerificationError::ManifestMissing)?;
        if bytes.len() > MANIFEST_LEN_MAX {
            return Err(VerificationError::PartLong {
                name: MANIFEST.to_string(),
            });
        }
        let manifest: Manifest = canonical_from(bytes)?;
        if manifest.format != FORMAT {
            return Err(VerificationError::ManifestFormat {
                format: manifest.format.to_string(),
            });
        }
        match manifest.schema == SCHEMA {
            true => Ok(manifest),
            false => Err(VerificationError::ManifestSchema {
                schema: manifest.schema,
            }),
        }
    }

    /// Holds every entry to the manifest.
    ///
    /// Errors: it lists others.
    pub fn check(&self, parts: &Entries<'_>) -> Result<(), VerificationError> {
        let found = Manifest::list(parts);
        match self.parts == found {
            true => Ok(()),
            false => Err(VerificationError::ManifestParts {
                name: difference(&self.parts, &found).to_string(),
            }),
        }
    }

    /// The manifest of entries that it lists as they are.
    ///
    /// Errors: as [`Manifest::read`] and [`Manifest::check`].
    pub fn of(parts: &Entries<'_>) -> Result<Manifest, VerificationError> {
        let manifest = Manifest::read(parts)?;
        manifest.check(parts)?;
        Ok(manifest)
    }

    /// What an outside anchor can be taken of: the SHA-256 of the manifest as it is without the anchors themselves.
    pub fn core(&self) -> Hash {
        let mut core = self.clone();
        core.parts.retain(|part| !part.name.starts_with(ANCHORS));
        sha256(&canonical(&core))
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
    /// The blocks that ended an authority set, in their order.
    pub set_changes: Vec<Hex>,
    /// The block with a justification by which the proved block is final: itself or one after it.
    pub final_by: Hex,
    /// The blocks with events of the loan, in their order.
    pub blocks: Vec<EventBlock>,
}

impl Index {
    /// The blocks whose justifications it names.
    pub fn justified(&self) -> BTreeSet<Hash> {
        let set_changes = self.set_changes.iter();
        let blocks = self.blocks.iter().map(|block| &block.final_by);
        set_changes
            .chain(blocks)
            .chain([&self.final_by])
            .map(|hash| hash.0)
            .collect()
    }

    /// How many transactions it names.
    pub fn transactions(&self) -> usize {
        self.blocks.iter().map(|block| block.transactions.len()).sum()
    }
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
    pub transactions: Vec<ListedTransaction>,
}

/// A transaction in a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedTransaction {
    /// Its place in the block.
    pub index: u32,
    /// The block from which its life was counted.
    pub birth: Hex,
    /// Version of the runtime that it was signed for.
    pub spec_version: u32,
    /// Hash of the runtime's metadata, where it was signed too; most signers leave it out, and so does the file then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_hash: Option<Hex>,
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
pub fn canonical_from<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, VerificationError> {
    let value: T = serde_json::from_slice(bytes).map_err(|e| VerificationError::JsonBad {
        reason: e.to_string(),
    })?;
    let mut same = Same(Some(bytes));
    let written = serde_json_canonicalizer::to_writer(&value, &mut same);
    match (written, same.0) {
        (Ok(()), Some([])) => Ok(value),
        _ => Err(VerificationError::JsonNotCanonical),
    }
}

/// Takes bytes as long as they are those that are left.
struct Same<'a>(Option<&'a [u8]>);

impl io::Write for Same<'_> {
    fn write(&mut self, written: &[u8]) -> io::Result<usize> {
        self.0 = self.0.and_then(|rest| rest.strip_prefix(written));
        Ok(written.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
