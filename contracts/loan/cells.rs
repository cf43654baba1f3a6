//! The cells of the ledger: one reader and one writer for all of them.
//!
//! ink's mapping compiles key, value and buffer anew for each type, and encodes into a buffer of its own, so that whatever is
//! also hashed or emitted would have a second encoder. Here a value becomes bytes where all values do, and the chain is
//! handed those. Keys and layout are ink's: its metadata says where what lies.
//!
//! A mapping holds no entries, its key is in its type. So a message that takes `&self` can write, and the root cell, which it
//! leaves alone, is not written again.

use core::marker::PhantomData;
use ink::{
    env,
    prelude::{vec, vec::Vec},
    storage::{
        traits::{Packed, StorageKey},
        Mapping,
    },
};
use scale::{Decode, Encode, Input, Output};
use terms::read::{whole, Read};

/// The encoding of a `T`, which stands for it in cells, arguments and answers.
pub struct Encoded<T = ()>(pub Vec<u8>, pub PhantomData<T>);

impl Default for Encoded {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<u8>> for Encoded<T> {
    fn from(bytes: Vec<u8>) -> Self {
        Encoded(bytes, PhantomData)
    }
}

impl<T> Encode for Encoded<T> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.0);
    }
}

impl<T> Decode for Encoded<T> {
    /// All that is there.
    fn decode<I: Input>(input: &mut I) -> Result<Self, scale::Error> {
        let mut bytes = vec![0; input.remaining_len()?.unwrap_or_default()];
        input.read(&mut bytes)?;
        Ok(bytes.into())
    }
}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> scale_info::TypeInfo for Encoded<T> {
    type Identity = T;

    fn type_info() -> scale_info::Type {
        T::type_info()
    }
}

/// The encoding of `value`. Its length is not computed first, which would be code for each type.
pub fn encoded(value: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    value.encode_to(&mut bytes);
    bytes
}

/// What can be done with the cells of a mapping.
pub trait Cells<K, V> {
    /// What the cell holds, as it is.
    fn bytes(&self, of: &K) -> Option<Vec<u8>>;
    /// What the cell holds.
    fn read(&self, of: &K) -> Option<V>;
    /// The same without a copy of its bytes, which would stay in memory to the end of the call.
    fn read_large(&self, of: &K) -> Option<V>;
    /// Replaces what the cell holds. Says whether there was anything.
    fn write(&self, of: &K, value: &V) -> bool;
    /// The same by the memory of `room`, which can be used again.
    fn write_large(&self, of: &K, value: &V, room: &mut Encoded) -> bool;
    /// Whether there is such a cell.
    fn has(&self, of: &K) -> bool;
    /// Removes the cell.
    fn clear(&self, of: &K);
}

impl<K: Encode, V: Packed + Read, Key: StorageKey> Cells<K, V> for Mapping<K, V, Key> {
    fn bytes(&self, of: &K) -> Option<Vec<u8>> {
        get(&key(Key::KEY, of))
    }

    fn read(&self, of: &K) -> Option<V> {
        let bytes = self.bytes(of)?;
        Some(whole(&mut &bytes[..]).expect("the ledger reads what it has written"))
    }

    fn read_large(&self, of: &K) -> Option<V> {
        let found = env::get_contract_storage(&key(Key::KEY, of));
        found.expect("the ledger reads what it has written")
    }

    fn write(&self, of: &K, value: &V) -> bool {
        set(&key(Key::KEY, of), &encoded(value).into())
    }

    fn write_large(&self, of: &K, value: &V, room: &mut Encoded) -> bool {
        room.0.clear();
        value.encode_to(&mut room.0);
        set(&key(Key::KEY, of), room)
    }

    fn has(&self, of: &K) -> bool {
        contains(&key(Key::KEY, of))
    }

    fn clear(&self, of: &K) {
        let _ = env::clear_contract_storage(&key(Key::KEY, of));
    }
}

#[inline(never)] // in WASM each copy costs code
fn key(prefix: u32, of: &impl Encode) -> Encoded {
    let mut key = Vec::with_capacity(72);
    key.extend_from_slice(&prefix.to_le_bytes());
    of.encode_to(&mut key);
    key.into()
}

#[inline(never)]
fn get(key: &Encoded) -> Option<Vec<u8>> {
    let found: Option<Encoded> = env::get_contract_storage(key).ok().flatten();
    found.map(|bytes| bytes.0)
}

#[inline(never)]
fn set(key: &Encoded, value: &Encoded) -> bool {
    env::set_contract_storage(key, value).is_some()
}

#[inline(never)]
fn contains(key: &Encoded) -> bool {
    env::contains_contract_storage(key).is_some()
}
