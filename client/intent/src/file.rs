//! The file in which an intent travels: JSON with the canonical bytes, what was agreed beside them where the maker knew it, and
//! the signature once there is one. The words in it are for whoever opens it in an editor; when it is read they have to be
//! what the bytes say. The same without words goes into square codes ([`crate::frames`]).
//! Limits: 256 KiB.

use iou_base::{address, hex0x, sha256};
use scale::{Decode, Encode};
use serde::{Deserialize, Serialize};
use terms::agreement::Amendment;
use terms::intent::{self, Deed, Intent, Signature};
use terms::{Digest, Terms};

use crate::{code, frames, wallet, Agreed, Fault};

/// What the file calls itself.
const FORMAT: &str = "iou-intent";
const VERSION: u32 = 1;
/// Longest file. Units: bytes.
pub const FILE_MAX: u64 = 256 * 1024;

/// An intent with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentFile {
    /// What is signed.
    pub intent: Intent,
    /// What was agreed: its digest stands in the intent.
    pub agreed: Option<Agreed>,
    /// The signer's signature.
    pub signature: Option<Signature>,
    /// What the maker read on the chain, by their own word.
    pub stated: Option<Stated>,
}

/// What the maker of an intent read at a finalised block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The signer's counter in the loan.
    pub counter: u32,
    /// The block.
    pub block: u64,
    /// Its time. Units: milliseconds since 1970.
    pub time_ms: u64,
}

/// What the file says, as JSON has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntentDocument {
    format: String,
    version: u32,
    intent: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    agreed: Option<AgreedDocument>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    stated: Option<Stated>,
    words: Words,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreedDocument {
    terms: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    amendments: Vec<String>,
}

/// What the bytes say, for whoever reads the file itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    id: String,
    message: String,
    genesis: String,
    contract: String,
    signer: String,
    step: String,
    loan: Option<u64>,
    nonce: Option<u32>,
    not_before_ms: u64,
    not_after_ms: u64,
}

impl Words {
    fn of(intent: &Intent) -> Words {
        let id = intent.id(sha256);
        let (loan, nonce) = match &intent.deed {
            Deed::Propose { .. } => (None, None),
            Deed::Act { loan, nonce, .. } | Deed::Skip { loan, nonce, .. } => (Some(*loan), Some(*nonce)),
        };
        Words {
            id: hex::encode(id),
            message: String::from_utf8(intent::message(&id)).expect("ASCII"),
            genesis: hex0x(intent.genesis),
            contract: address::show(intent.contract),
            signer: address::show(intent.signer),
            step: step_of(&intent.deed).to_owned(),
            loan,
            nonce,
            not_before_ms: intent.not_before.0,
            not_after_ms: intent.not_after.0,
        }
    }

    /// The first that is not as it should be.
    fn differs(&self, right: &Words) -> Option<&'static str> {
        let pairs = [
            ("id", self.id == right.id),
            ("message", self.message == right.message),
            ("genesis", self.genesis == right.genesis),
            ("contract", self.contract == right.contract),
            ("signer", self.signer == right.signer),
            ("step", self.step == right.step),
            ("loan", self.loan == right.loan),
            ("nonce", self.nonce == right.nonce),
            ("not_before_ms", self.not_before_ms == right.not_before_ms),
            ("not_after_ms", self.not_after_ms == right.not_after_ms),
        ];
        pairs.into_iter().find(|(_, same)| !same).map(|(name, _)| name)
    }
}

/// The name of what an intent wants: that of a step in the table, `propose` or `skip`.
fn step_of(deed: &Deed) -> &'static str {
    match deed {
        Deed::Propose { .. } => "propose",
        Deed::Act { action, .. } => action.row().name,
        Deed::Skip { .. } => "skip",
    }
}

impl IntentFile {
    /// An intent that nobody has signed, read back from the very bytes that will be.
    ///
    /// Errors: [`Fault::Damaged`] where they do not read back, which is a bug; [`Fault::OtherTerms`].
    pub fn new(intent: &Intent, agreed: Option<Agreed>, stated: Option<Stated>) -> Result<IntentFile, Fault> {
        let intent = Intent::from_bytes(&intent.encode()).ok_or(Fault::Damaged)?;
        let file = IntentFile {
            intent,
            agreed,
            signature: None,
            stated,
        };
        file.checked()
    }

    /// What it is known by.
    pub fn id(&self) -> Digest {
        self.intent.id(sha256)
    }

    /// The same in hexadecimal, as it stands in the text that is signed.
    pub fn id_text(&self) -> String {
        hex::encode(self.id())
    }

    /// The text that is signed.
    pub fn message(&self) -> Vec<u8> {
        intent::message(&self.id())
    }

    /// The name of what it wants: that of a step in the table, `propose` or `skip`.
    pub fn step(&self) -> &'static str {
        step_of(&self.intent.deed)
    }

    /// The loan that it is about, if there is one yet.
    pub fn loan(&self) -> Option<terms::LoanId> {
        match &self.intent.deed {
            Deed::Propose { .. } => None,
            Deed::Act { loan, .. } | Deed::Skip { loan, .. } => Some(*loan),
        }
    }

    /// The terms that bind, where the file has them: their digest is the one that is signed.
    pub fn terms(&self) -> Option<Terms> {
        self.agreed.as_ref().map(|agreed| agreed.bound().0)
    }

    /// Intent and signature, as the contract takes them; `None` before it is signed.
    pub fn signed(&self) -> Option<(Intent, Signature)> {
        Some((self.intent.clone(), self.signature?))
    }

    /// With the signature of whoever wants it.
    ///
    /// Errors: [`Fault::BadSignature`].
    pub fn with_signature(mut self, signature: Signature) -> Result<IntentFile, Fault> {
        self.signature = Some(signature);
        self.checked()
    }

    /// Nothing beside the bytes is taken that does not belong to them.
    fn checked(self) -> Result<IntentFile, Fault> {
        if let Some(agreed) = &self.agreed {
            let named = match &self.intent.deed {
                Deed::Propose { terms, .. } => Some(*terms),
                Deed::Act { in_force, .. } => Some(*in_force),
                Deed::Skip { .. } => None,
            };
            if named != Some(agreed.bound().1) {
                return Err(Fault::OtherTerms);
            }
        }
        if let Some(signature) = &self.signature {
            if wallet::form_of(&self.intent, signature).is_none() {
                return Err(Fault::BadSignature);
            }
        }
        Ok(self)
    }

    /// What the file says.
    pub fn document(&self) -> IntentDocument {
        let agreed = self.agreed.as_ref().map(|agreed| AgreedDocument {
            terms: hex0x(agreed.terms.encode()),
            amendments: agreed.amendments.iter().map(|it| hex0x(it.encode())).collect(),
        });
        IntentDocument {
            format: FORMAT.into(),
            version: VERSION,
            intent: hex0x(self.intent.encode()),
            agreed,
            signature: self.signature.map(hex0x),
            stated: self.stated,
            words: Words::of(&self.intent),
        }
    }

    /// The file.
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string_pretty(&self.document()).expect("string keys");
        format!("{json}\n")
    }

    fn from_json(text: &[u8]) -> Result<IntentFile, Fault> {
        #[derive(Deserialize)]
        struct Named {
            format: Option<String>,
            version: Option<u32>,
        }
        let damaged = |e: &serde_json::Error| match e.is_eof() {
            true => Fault::Damaged,
            false => Fault::Foreign,
        };
        let named: Named = serde_json::from_slice(text).map_err(|e| damaged(&e))?;
        if named.format.as_deref() != Some(FORMAT) || named.version != Some(VERSION) {
            return Err(Fault::Foreign);
        }
        let written: IntentDocument = serde_json::from_slice(text).map_err(|_| Fault::Damaged)?;
        IntentFile::of_document(written)
    }

    /// The intent that a document is about.
    ///
    /// Errors: [`Fault`].
    pub fn of_document(written: IntentDocument) -> Result<IntentFile, Fault> {
        if written.format != FORMAT || written.version != VERSION {
            return Err(Fault::Foreign);
        }
        let intent = bytes(&written.intent)?;
        let intent = Intent::from_bytes(&intent).ok_or(Fault::Damaged)?;
        if let Some(word) = written.words.differs(&Words::of(&intent)) {
            return Err(Fault::Words(word.into()));
        }
        let agreed = match written.agreed {
            Some(agreed) => Some(Agreed {
                terms: whole(&bytes(&agreed.terms)?)?,
                amendments: (agreed.amendments.iter())
                    .map(|it| whole::<Amendment>(&bytes(it)?))
                    .collect::<Result<_, _>>()?,
            }),
            None => None,
        };
        let signature = match &written.signature {
            Some(text) => Some(bytes(text)?.try_into().map_err(|_| Fault::Damaged)?),
            None => None,
        };
        let file = IntentFile {
            intent,
            agreed,
            signature,
            stated: written.stated,
        };
        file.checked()
    }

    /// The texts of the square codes that carry it, signature and terms included.
    ///
    /// Errors: [`Fault::TooLong`].
    pub fn to_frames(&self) -> Result<Vec<String>, Fault> {
        let body = (self.intent.encode(), &self.agreed, self.signature, self.stated);
        frames::split(&body.encode())
    }

    fn from_frames<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<IntentFile, Fault> {
        let bytes = frames::join(texts)?;
        let (intent, agreed, signature, stated): (Vec<u8>, _, _, _) = whole(&bytes)?;
        let file = IntentFile {
            intent: Intent::from_bytes(&intent).ok_or(Fault::Damaged)?,
            agreed,
            signature,
            stated,
        };
        file.checked()
    }

    /// What somebody was handed: the file, pictures of its codes, or lines that a reader of codes wrote down; of codes as many
    /// pieces as there are.
    ///
    /// Errors: [`Fault`].
    pub fn read(pieces: &[Vec<u8>]) -> Result<IntentFile, Fault> {
        if let [only] = pieces {
            let text = only.strip_prefix(b"\xef\xbb\xbf").unwrap_or(only);
            if text.trim_ascii_start().starts_with(b"{") {
                return IntentFile::from_json(text);
            }
        }
        let mut texts = Vec::new();
        for piece in pieces {
            match code::is_image(piece) {
                #[cfg(feature = "machine")]
                true => texts.extend(code::read(piece)?),
                #[cfg(not(feature = "machine"))]
                true => return Err(Fault::NoCode),
                false => {
                    let text = std::str::from_utf8(piece).map_err(|_| Fault::Foreign)?;
                    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                    texts.extend(lines.map(str::to_owned));
                }
            }
        }
        IntentFile::from_frames(texts.iter().map(String::as_str))
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, Fault> {
    let digits = text.strip_prefix("0x").ok_or(Fault::Damaged)?;
    hex::decode(digits).map_err(|_| Fault::Damaged)
}

/// What all of the bytes stand for, where they are written as they are here.
fn whole<T: Decode + Encode>(bytes: &[u8]) -> Result<T, Fault> {
    let value = T::decode(&mut &bytes[..]).map_err(|_| Fault::Damaged)?;
    match value.encode() == bytes {
        true => Ok(value),
        false => Err(Fault::Damaged),
    }
}

#[cfg(test)]
mod tests;
