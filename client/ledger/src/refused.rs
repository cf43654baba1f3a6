//! Why a chain or its node says no: what of it a program acts on, and its words for people. The cause is read where the error
//! comes in, from its number and its name, so that nobody reads the words again.

use std::fmt;

use subxt::Metadata;

use super::dispatch::DispatchError;
use super::said::said;

/// Why, as far as a program acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The account has too little for fees, deposit or what the call moves.
    CannotPay,
    /// There is no contract at that address.
    NoContract,
    /// The account has made a transaction with this number already.
    Outdated,
    /// Something else: the words say it.
    Other,
}

/// That the chain or its node said no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Why, for programs.
    pub cause: Cause,
    /// Why, for people.
    pub words: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// Something that only people act on.
impl From<String> for Refused {
    fn from(words: String) -> Refused {
        let cause = Cause::Other;
        Refused { cause, words }
    }
}

/// `TokenError` by position: funds that are not there, an account that would fall below what it must keep, or that may not
/// spend. Source: sp-runtime.
const TOKEN_CANNOT_PAY: [u8; 3] = [0, 2, 8];

/// JSON-RPC error of `author_submitExtrinsic`: not valid, of which the data says why. Source: sc-rpc-api, author/error.rs.
pub(super) const INVALID: i32 = 1010;

/// How the data of that error begins, which is the name of a variant of `InvalidTransaction` written out. Source: sp-runtime,
/// transaction_validity.rs.
const INVALID_DATA: [(&str, Cause); 2] = [
    ("Inability to pay some fees", Cause::CannotPay),
    ("Transaction is outdated", Cause::Outdated),
];

impl Refused {
    /// What the chain's error is, by the names that its metadata has for it.
    pub(super) fn by_chain(error: &DispatchError, metadata: &Metadata) -> Refused {
        let named = error.named(metadata);
        let named = named
            .as_ref()
            .map(|(pallet, error)| (pallet.as_str(), error.as_str()));
        Refused {
            cause: chain_cause(error, named),
            words: error.words(metadata),
        }
    }

    /// What the node's error is, by its number and its data.
    pub(super) fn by_node(error: &subxt::rpcs::UserError) -> Refused {
        let data = error.data.as_ref();
        let data = data.map(|data| data.get().trim_matches('"').to_owned());
        let known = INVALID_DATA.iter().find(|(begin, _)| {
            error.code == INVALID && data.as_ref().is_some_and(|data| data.starts_with(begin))
        });
        let words = match &data {
            Some(data) => format!("{}: {data}", error.message),
            None => error.message.clone(),
        };
        Refused {
            cause: known.map_or(Cause::Other, |(_, cause)| *cause),
            words: said(&words),
        }
    }
}

/// `named`: pallet and error of a module's error.
fn chain_cause(error: &DispatchError, named: Option<(&str, &str)>) -> Cause {
    match (error, named) {
        (DispatchError::Token(n), _) if TOKEN_CANNOT_PAY.contains(n) => Cause::CannotPay,
        (_, Some(("Contracts", "ContractNotFound"))) => Cause::NoContract,
        (_, Some(("Contracts", "StorageDepositNotEnoughFunds"))) => Cause::CannotPay,
        // Of a run without a limit of its own, whose limit is what the account has.
        (_, Some(("Contracts", "StorageDepositLimitExhausted"))) => Cause::CannotPay,
        _ => Cause::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_chain_lacks_is_known_by_number_and_name_whatever_its_words_say() {
        let module = || DispatchError::Module {
            index: 7,
            error: [0; 4],
        };
        let contracts = |error| chain_cause(&module(), Some(("Contracts", error)));
        assert_eq!(contracts("ContractNotFound"), Cause::NoContract);
        assert_eq!(contracts("StorageDepositNotEnoughFunds"), Cause::CannotPay);
        assert_eq!(contracts("StorageDepositLimitExhausted"), Cause::CannotPay);
        assert_eq!(contracts("OutOfGas"), Cause::Other);
        let other = Some(("Names", "ContractNotFound"));
        assert_eq!(chain_cause(&module(), other), Cause::Other);
        assert_eq!(chain_cause(&module(), None), Cause::Other);
        let of = |number| chain_cause(&DispatchError::Token(number), None);
        let poor = super::super::dispatch::TOKEN_ERRORS
            .iter()
            .zip(0..)
            .filter_map(|(name, n)| (of(n) == Cause::CannotPay).then_some(*name));
        assert_eq!(
            poor.collect::<Vec<_>>(),
            ["FundsUnavailable", "BelowMinimum", "NotExpendable"]
        );
    }

    #[test]
    fn what_the_node_says_no_to_is_known_by_its_number_and_its_data() {
        let cause = |code, data: Option<&str>| {
            let data =
                data.map(|data| subxt::rpcs::client::RawValue::from_string(format!("\"{data}\"")).unwrap());
            let message = "Inability to pay some fees".to_owned();
            Refused::by_node(&subxt::rpcs::UserError { code, message, data }).cause
        };
        let poor = "Inability to pay some fees (e.g. account balance too low)";
        assert_eq!(cause(INVALID, Some(poor)), Cause::CannotPay);
        assert_eq!(cause(INVALID, Some("Transaction is outdated")), Cause::Outdated);
        assert_eq!(cause(INVALID, Some("Custom error: 1")), Cause::Other);
        // Neither a message nor another number's data decides.
        assert_eq!(cause(INVALID, None), Cause::Other);
        assert_eq!(cause(1012, Some(poor)), Cause::Other);
    }
}
