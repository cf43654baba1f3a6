//! How the contract's metadata describes what it stores of the rules: each value is one leaf, encoded as a whole.

use crate::{
    agreement::Agreement,
    credit::Credit,
    law::ReferenceRate,
    life::{Chain, Counters},
    AccountId, Amount, Instalment, State,
};
use ink::{
    metadata::layout::{Layout, LayoutKey, LeafLayout},
    primitives::Key,
    storage::traits::StorageLayout,
};

macro_rules! leaves {
    ($($name:ty),*) => {$(
        impl StorageLayout for $name {
            fn layout(key: &Key) -> Layout {
                Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
            }
        }
    )*};
}

leaves!(
    AccountId,
    Agreement,
    Amount,
    Chain,
    Counters,
    Credit,
    Instalment,
    ReferenceRate,
    State
);
