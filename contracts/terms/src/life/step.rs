//! What the table of steps says of each: arguments with their kinds, who may take it, whether money comes along, whether an
//! intent may carry it. The table itself is in [`Action`](super::Action).

#[cfg(feature = "std")]
use super::{Arrival, Channel, Ruling};
#[cfg(feature = "std")]
use crate::{
    agreement::{Amendment, Holder},
    AccountId, Amount, Day, Digest, RatePpm, Timestamp,
};
#[cfg(feature = "std")]
use std::{boxed::Box, vec::Vec};

/// Who may take a step. The rules say on which condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Any account of the chain; no signature of somebody in particular is needed.
    Anyone,
    /// Whose signature is still missing.
    Awaited,
    /// Lender, borrower or co-borrower; in a dispute, the side that raised it.
    Party,
    /// Who acts for the claim: the first of its holders.
    Lender,
    /// Borrower or co-borrower.
    Borrower,
    /// The borrower whom the terms name, no co-borrower.
    NamedBorrower,
    /// The borrower, or anybody but the lender in their place.
    Payer,
    /// To whom a repayment was reported, though they may have sold the claim since.
    Addressee,
    /// Whoever has a part of the claim.
    Holder,
    /// A guarantor whom the terms name.
    Guarantor,
    /// The arbiter whom the terms name, or who holds that office.
    Arbiter,
    /// Who holds the office of a witness.
    Witness,
    /// Who holds the office of a verifier and has no part in the loan; to revoke, who made the statement.
    Verifier,
    /// Who has a seat in the loan: a party, a guarantor, who holds a part of the claim.
    Seat,
    /// Whom the owner of a seat named to take it over.
    Heir,
    /// For whom a seat is claimed.
    Successor,
}

#[cfg(feature = "std")]
impl Who {
    /// Its name, as programs write it.
    pub fn name(self) -> &'static str {
        match self {
            Who::Anyone => "anyone",
            Who::Awaited => "awaited",
            Who::Party => "party",
            Who::Lender => "lender",
            Who::Borrower => "borrower",
            Who::NamedBorrower => "named_borrower",
            Who::Payer => "payer",
            Who::Addressee => "addressee",
            Who::Holder => "holder",
            Who::Guarantor => "guarantor",
            Who::Arbiter => "arbiter",
            Who::Witness => "witness",
            Who::Verifier => "verifier",
            Who::Seat => "seat",
            Who::Heir => "heir",
            Who::Successor => "successor",
        }
    }
}

/// What a step moves where the loan is settled on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// Nothing.
    None,
    /// Its amount, to the borrower.
    ToBorrower,
    /// Its amount, to those who hold the claim.
    ToHolders,
}

#[cfg(feature = "std")]
impl Money {
    /// Its name, as programs write it.
    pub fn name(self) -> &'static str {
        match self {
            Money::None => "none",
            Money::ToBorrower => "to_borrower",
            Money::ToHolders => "to_holders",
        }
    }
}

/// Whether an intent may carry a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentRule {
    /// It may.
    Always,
    /// Where the loan is settled outside the chain: then the step moves nothing.
    OffChain,
    /// It may not.
    Never,
}

#[cfg(feature = "std")]
impl IntentRule {
    /// Its name, as programs write it.
    pub fn name(self) -> &'static str {
        match self {
            IntentRule::Always => "always",
            IntentRule::OffChain => "off_chain",
            IntentRule::Never => "never",
        }
    }
}

/// Whether a seat may take a step while it is claimed, and in the thirty days after its key has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// It may: the step keeps a right, states a fact, or pays.
    No,
    /// It may unless it acts for the claim: its word alone would count.
    Creditor,
    /// It may not: the step gives something up or binds somebody.
    Yes,
}

#[cfg(feature = "std")]
impl Held {
    /// Its name, as programs write it.
    pub fn name(self) -> &'static str {
        match self {
            Held::No => "no",
            Held::Creditor => "creditor",
            Held::Yes => "yes",
        }
    }
}

/// One row of the table.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name, as programs write it: in snake case.
    pub name: &'static str,
    /// Its SCALE index.
    pub index: u8,
    /// Its arguments, in their order.
    pub arguments: &'static [Argument],
    /// Who may take it: any of these.
    pub by: &'static [Who],
    /// What it moves.
    pub money: Money,
    /// Whether an intent may carry it.
    pub intent: IntentRule,
    /// Whether a seat may not take it that is claimed, or was taken of late.
    pub held: Held,
}

/// One argument of a step.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name, as programs write it.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Whether it may be left out.
    pub optional: bool,
}

/// What can be an argument of a step.
#[cfg(feature = "std")]
pub(super) trait Carried {
    const KIND: Kind;
    const OPTIONAL: bool = false;

    fn value(&self) -> Value<'_>;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $ty:ty => $value:ty, $given:ident: $of:expr;)*) => {
        /// What an argument is.
        #[cfg(feature = "std")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        #[cfg(feature = "std")]
        impl Kind {
            /// Its name, as programs write it.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }
        }

        /// The value of an argument.
        #[cfg(feature = "std")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Value<'a> {
            /// It was left out.
            Absent,
            $($(#[$doc])* $kind($value),)*
        }

        $(#[cfg(feature = "std")]
        impl Carried for $ty {
            const KIND: Kind = Kind::$kind;

            fn value(&self) -> Value<'_> {
                let $given = self;
                Value::$kind($of)
            }
        })*
    };
}

kinds! {
    /// SHA-256 of terms, an offer or a file.
    Digest "digest" Digest => Digest, it: *it;
    /// Money. Units: the smallest of what the loan is in.
    Amount "amount" Amount => Amount, it: *it;
    /// A day, in the agreement's zone.
    Day "day" Day => Day, it: *it;
    /// A yearly rate.
    Rate "rate" RatePpm => RatePpm, it: *it;
    /// An account.
    Account "account" AccountId => AccountId, it: *it;
    /// A number that counts reports or events of the loan.
    Number "u32" u32 => u32, it: *it;
    /// A number that people agree on.
    Code "u16" u16 => u16, it: *it;
    /// An instant.
    Instant "instant" Timestamp => Timestamp, it: *it;
    /// How something was sent.
    Channel "channel" Channel => Channel, it: *it;
    /// That something arrived: day and SHA-256 of the proof.
    Arrival "arrival" Arrival => Arrival, it: *it;
    /// What an arbiter found.
    Ruling "ruling" Ruling => Ruling, it: *it;
    /// Other terms for a running loan.
    Amendment "amendment" Box<Amendment> => &'a Amendment, it: it;
    /// Who is to hold how much of a part of the claim.
    Parts "parts" Vec<Holder> => &'a [Holder], it: it;
}

#[cfg(feature = "std")]
impl<T: Carried> Carried for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;

    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Absent, T::value)
    }
}
