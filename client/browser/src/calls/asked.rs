//! What a page has asked, read value by value.

use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use base64::Engine;
use iou_base::{address, read_hex_bytes, Lang};
use iou_evidence::disclosure::Field;
use iou_keys::{Key, WordList};
use scale::{Decode, Encode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use terms::{AccountId, Digest};
use zeroize::Zeroizing;

use super::Fault;

/// Bytes of the secret in a keystore.
const SECRET_LEN: usize = 64;

pub(super) struct Asked(Value);

impl Asked {
    pub(super) fn new(asked: Value) -> Asked {
        Asked(asked)
    }

    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn needed(&self, name: &str) -> Result<&Value, Fault> {
        self.value(name).ok_or_else(|| Fault::asked(name))
    }

    /// An object inside.
    pub(super) fn object(&self, name: &str) -> Result<Asked, Fault> {
        Ok(Asked(self.needed(name)?.clone()))
    }

    pub(super) fn text(&self, name: &str) -> Result<&str, Fault> {
        self.needed(name)?.as_str().ok_or_else(|| Fault::asked(name))
    }

    pub(super) fn number(&self, name: &str) -> Result<u64, Fault> {
        self.needed(name)?.as_u64().ok_or_else(|| Fault::asked(name))
    }

    pub(super) fn small(&self, name: &str) -> Result<u32, Fault> {
        u32::try_from(self.number(name)?).map_err(|_| Fault::asked(name))
    }

    pub(super) fn bytes(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let bytes = read_hex_bytes(self.text(name)?).map(Zeroizing::new);
        bytes.ok_or_else(|| Fault::asked(name))
    }

    pub(super) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], Fault> {
        let bytes = self.bytes(name)?;
        bytes.as_slice().try_into().map_err(|_| Fault::asked(name))
    }

    pub(super) fn digest(&self, name: &str) -> Result<Digest, Fault> {
        self.array(name)
    }

    pub(super) fn sealed(&self, name: &str) -> Result<Vec<u8>, Fault> {
        BASE64URL.decode(self.text(name)?).map_err(|_| Fault::asked(name))
    }

    pub(super) fn account(&self, name: &str) -> Result<AccountId, Fault> {
        address::read(self.text(name)?).ok_or_else(|| Fault::asked(name))
    }

    pub(super) fn lang(&self) -> Result<Lang, Fault> {
        let lang = Lang::from_tag(self.text("lang")?);
        lang.ok_or_else(|| Fault::asked("lang"))
    }

    pub(super) fn list(&self) -> Result<WordList, Fault> {
        Ok(match self.lang()? {
            Lang::En => WordList::English,
            Lang::Zh => WordList::Chinese,
        })
    }

    /// What all of the bytes stand for, where they are written as they are here.
    pub(super) fn decoded<T: Decode + Encode>(&self, name: &str) -> Result<T, Fault> {
        let bytes = self.bytes(name)?;
        let value = T::decode(&mut &bytes[..]).map_err(|_| Fault::asked(name))?;
        match value.encode() == *bytes {
            true => Ok(value),
            false => Err(Fault::asked(name)),
        }
    }

    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        let value = self.needed(name)?.clone();
        serde_json::from_value(value).map_err(|_| Fault::asked(name))
    }

    pub(super) fn fields(&self, name: &str) -> Result<Vec<Field>, Fault> {
        self.read(name)
    }

    /// The root key of a seed.
    pub(super) fn root(&self) -> Result<Key, Fault> {
        let seed = self.bytes("seed")?;
        let key = match seed.len() {
            SECRET_LEN => Key::from_secret(&seed, false),
            _ => Key::from_entropy(&seed).ok(),
        };
        key.ok_or_else(|| Fault::asked("seed"))
    }

    /// The key of a loan where `n` names one, else the root.
    pub(super) fn key(&self) -> Result<Key, Fault> {
        let root = self.root()?;
        match self.value("n") {
            None => Ok(root),
            Some(_) => Ok(root.of_loan(self.small("n")?)),
        }
    }
}

pub(super) fn base64url(bytes: &[u8]) -> String {
    BASE64URL.encode(bytes)
}
