//! The chain's error of a call, as it comes in its answers and events: which, and in words with the help of its metadata.
//! Source: sp-runtime, `DispatchError`, `TokenError`, `ArithmeticError`.

use scale::Decode;
use subxt::Metadata;

use super::said::said;

/// `sp_runtime::DispatchError`, by position.
#[derive(Debug, Decode)]
pub(super) enum DispatchError {
    Other,
    CannotLookup,
    BadOrigin,
    Module { index: u8, error: [u8; 4] },
    ConsumerRemaining,
    NoProviders,
    TooManyConsumers,
    Token(u8),
    Arithmetic(u8),
    Transactional(u8),
    Exhausted,
    Corruption,
    Unavailable,
    RootNotAllowed,
    Trie(u8),
}

pub(super) const TOKEN_ERRORS: [&str; 10] = [
    "FundsUnavailable",
    "OnlyProvider",
    "BelowMinimum",
    "CannotCreate",
    "UnknownAsset",
    "Frozen",
    "Unsupported",
    "CannotCreateHold",
    "NotExpendable",
    "Blocked",
];

const ARITHMETIC_ERRORS: [&str; 3] = ["Underflow", "Overflow", "DivisionByZero"];

fn listed(family: &str, names: &[&str], number: u8) -> String {
    match names.get(usize::from(number)) {
        Some(name) => format!("{family}::{name}"),
        None => format!("{family} error {number}"),
    }
}

impl DispatchError {
    /// In words: the pallet's own name and explanation of the error where there is one.
    pub(super) fn words(&self, metadata: &Metadata) -> String {
        said(&self.in_full(metadata))
    }

    /// Pallet and error of a module's error, as the metadata names them.
    pub(super) fn named(&self, metadata: &Metadata) -> Option<(String, String)> {
        let DispatchError::Module { index, error } = self else {
            return None;
        };
        let pallet = metadata.pallet_by_error_index(*index)?;
        let variant = pallet.error_variant_by_index(error[0])?;
        Some((pallet.name().to_owned(), variant.name.clone()))
    }

    fn in_full(&self, metadata: &Metadata) -> String {
        match self {
            DispatchError::Module { index, error } => {
                let pallet = metadata.pallet_by_error_index(*index);
                let variant = pallet.as_ref().and_then(|p| p.error_variant_by_index(error[0]));
                match (&pallet, variant) {
                    (Some(pallet), Some(variant)) => {
                        module_words(pallet.name(), &variant.name, &variant.docs)
                    }
                    _ => format!("module {index}, error {}", error[0]),
                }
            }
            DispatchError::Token(n) => listed("Token", &TOKEN_ERRORS, *n),
            DispatchError::Arithmetic(n) => listed("Arithmetic", &ARITHMETIC_ERRORS, *n),
            DispatchError::Transactional(n) => listed("Transactional", &["LimitReached", "NoLayer"], *n),
            DispatchError::Trie(n) => listed("Trie", &[], *n),
            other => format!("{other:?}"),
        }
    }
}

/// `Pallet::Error: what its documentation says`.
fn module_words(pallet: &str, error: &str, docs: &[String]) -> String {
    let docs = docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    match docs.trim() {
        "" => format!("{pallet}::{error}"),
        docs => format!("{pallet}::{error}: {docs}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pallets_documentation_becomes_part_of_the_words() {
        let docs = [
            " The executed contract exhausted".to_owned(),
            " its gas limit.".to_owned(),
        ];
        let words = module_words("Contracts", "OutOfGas", &docs);
        assert_eq!(
            words,
            "Contracts::OutOfGas: The executed contract exhausted its gas limit."
        );
        assert_eq!(module_words("A", "B", &[]), "A::B");
    }
}
