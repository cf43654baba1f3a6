//! Why a relay does not take something, or gave it up: a stable code for programs, the status of the answer, and sentences for
//! people (`problem-CODE`, `problem-CODE-do`; of the contract's own errors those that every command says).

use iou_base::error::Refusal;
use iou_base::kebab;
use iou_base::text::Text;
use iou_intent::api::{Problem, PROBLEM_TYPE};
use terms::Error;

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is no request as the description has it.
    Malformed,
    /// There is nothing at that address.
    NotFound,
    /// Nothing with that id was handed over here.
    UnknownIntent,
    /// The address takes other methods.
    MethodNotAllowed,
    /// The body did not come in time.
    TooSlow,
    /// The body, or an intent in it, is too large.
    TooLarge,
    /// The body is not said to be JSON.
    NotJson,
    /// The contract would say no, or has.
    Contract(Error),
    /// It was used, or taken back.
    Passed,
    /// It is nothing that a relay submits for others.
    NotRelayed,
    /// The new loan is of people whom the operator does not know.
    UnknownPeople,
    /// It costs more than its kind of step may.
    TooCostly,
    /// The address asks too often.
    RateLimited,
    /// The day's intents of this key are used up.
    BudgetOfKey,
    /// Those of this loan.
    BudgetOfLoan,
    /// Those of this address.
    BudgetOfAddress,
    /// As many of this signer wait as go into one submission.
    TooManyWaiting,
    /// More is asked of the relay than it does at once.
    Busy,
    /// The day's money is used up.
    PurseEmpty,
    /// The node does not answer.
    NodeAway,
    /// The account that submits has no money.
    NoFees,
    /// Something is wrong with the relay itself.
    Internal,
}

/// Those that are not the contract's.
pub const OWN: [Refused; 21] = [
    Refused::Malformed,
    Refused::NotFound,
    Refused::UnknownIntent,
    Refused::MethodNotAllowed,
    Refused::TooSlow,
    Refused::TooLarge,
    Refused::NotJson,
    Refused::Passed,
    Refused::NotRelayed,
    Refused::UnknownPeople,
    Refused::TooCostly,
    Refused::RateLimited,
    Refused::BudgetOfKey,
    Refused::BudgetOfLoan,
    Refused::BudgetOfAddress,
    Refused::TooManyWaiting,
    Refused::Busy,
    Refused::PurseEmpty,
    Refused::NodeAway,
    Refused::NoFees,
    Refused::Internal,
];

/// Until midnight a purse stays empty; asking more often than this does not help. Units: seconds.
const LATER: u64 = 3_600;
/// Units: seconds.
const SOON: u64 = 5;

impl Refused {
    /// Its stable name.
    pub fn code(self) -> String {
        match self {
            Refused::Malformed => "malformed",
            Refused::NotFound => "not-found",
            Refused::UnknownIntent => "unknown-intent",
            Refused::MethodNotAllowed => "method-not-allowed",
            Refused::TooSlow => "too-slow",
            Refused::TooLarge => "too-large",
            Refused::NotJson => "not-json",
            Refused::Contract(error) => return kebab(error.code()),
            Refused::Passed => "passed",
            Refused::NotRelayed => "not-relayed",
            Refused::UnknownPeople => "unknown-people",
            Refused::TooCostly => "too-costly",
            Refused::RateLimited => "rate-limited",
            Refused::BudgetOfKey => "budget-of-key",
            Refused::BudgetOfLoan => "budget-of-loan",
            Refused::BudgetOfAddress => "budget-of-address",
            Refused::TooManyWaiting => "too-many-waiting",
            Refused::Busy => "busy",
            Refused::PurseEmpty => "purse-empty",
            Refused::NodeAway => "node-away",
            Refused::NoFees => "no-fees",
            Refused::Internal => "internal",
        }
        .into()
    }

    /// The one with that name.
    pub fn named(code: &str) -> Option<Refused> {
        let contract = Error::ALL.iter().map(|error| Refused::Contract(*error));
        OWN.into_iter().chain(contract).find(|it| it.code() == code)
    }

    /// The status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Refused::Malformed => 400,
            Refused::NotFound | Refused::UnknownIntent => 404,
            Refused::MethodNotAllowed => 405,
            Refused::TooSlow => 408,
            Refused::TooLarge => 413,
            Refused::NotJson => 415,
            Refused::NotRelayed | Refused::UnknownPeople | Refused::TooCostly => 422,
            // These are so whatever becomes of the loan.
            Refused::Contract(
                Error::OtherPlace
                | Error::BadSignature
                | Error::BadValidity
                | Error::NoLongerValid
                | Error::NotAnIntent
                | Error::BadSkip
                | Error::WrongParty
                | Error::DigestMismatch,
            ) => 422,
            Refused::Contract(_) | Refused::Passed => 409,
            Refused::RateLimited
            | Refused::BudgetOfKey
            | Refused::BudgetOfLoan
            | Refused::BudgetOfAddress
            | Refused::TooManyWaiting => 429,
            Refused::Busy | Refused::PurseEmpty | Refused::NodeAway | Refused::NoFees => 503,
            Refused::Internal => 500,
        }
    }

    /// When to try again, where that helps. Units: seconds.
    pub fn retry_after(self) -> Option<u64> {
        match self {
            Refused::RateLimited | Refused::TooManyWaiting | Refused::Busy | Refused::NodeAway => Some(SOON),
            Refused::BudgetOfKey
            | Refused::BudgetOfLoan
            | Refused::BudgetOfAddress
            | Refused::PurseEmpty
            | Refused::NoFees => Some(LATER),
            Refused::Contract(Error::NotValidYet) => Some(SOON),
            _ => None,
        }
    }

    /// In words, in the reader's language.
    pub fn problem(self, text: &Text) -> Problem {
        let code = self.code();
        let (title, detail) = match self {
            Refused::Contract(error) => {
                let refusal = Refusal(error);
                (refusal.message(text), refusal.advice(text))
            }
            _ => (
                text.lookup(&format!("problem-{code}"), &[]),
                text.lookup(&format!("problem-{code}-do"), &[]),
            ),
        };
        Problem {
            kind: format!("{PROBLEM_TYPE}{code}"),
            status: self.status(),
            code,
            title,
            detail,
            retry_after_seconds: self.retry_after(),
            field: None,
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        match error {
            Error::NotAnIntent => Refused::NotRelayed,
            Error::NothingNew => Refused::Passed,
            other => Refused::Contract(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::text::Lang;

    #[test]
    fn every_refusal_has_a_name_of_its_own_and_words_in_both_languages() {
        let mut codes = std::collections::BTreeSet::new();
        for refused in OWN {
            let code = refused.code();
            assert_eq!(Refused::named(&code), Some(refused));
            assert!((400..=503).contains(&refused.status()), "{code}");
            for lang in [Lang::En, Lang::Zh] {
                let text = Text::new(lang);
                for id in [format!("problem-{code}"), format!("problem-{code}-do")] {
                    assert!(text.has(&id), "{id} is missing in {}", lang.tag());
                }
            }
            assert!(codes.insert(code));
        }
        for error in Error::ALL {
            assert!(codes.insert(Refused::Contract(*error).code()), "{error:?}");
        }
    }
}
