//! Events: one struct each, enough for an indexer that reads no state and has no clock.
//!
//! Every loan event carries the loan, its parties, a sequence number (from 0, per loan), the SHA-256 of the previous
//! event's SCALE bytes (zeros for the first) and the figures after the change: a missing event shows as a gap.
//! An event's layout never changes; a new layout is a new struct with a new name and [`VERSION`].

use crate::{
    account::Due,
    agreement::{Amendment, Assignment, Holder},
    life::{Channel, Ruling},
    AccountId, Amount, Day, Digest, Instalment, LoanId, Payment, RatePpm, Role, Terms, Timestamp,
};
use alloc::vec::Vec;
use scale::{Decode, Encode};

/// Version of the layouts below; the first byte of every event.
pub const VERSION: u8 = 1;

/// Where a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Status {
    /// One party has signed.
    #[codec(index = 0)]
    Proposed,
    /// Both have; no money yet.
    #[codec(index = 1)]
    Signed,
    /// The money has arrived: there is a loan [CC 679].
    #[codec(index = 2)]
    Active,
    /// Default is on record.
    #[codec(index = 3)]
    Defaulted,
    /// Everything is paid.
    #[codec(index = 4)]
    Settled,
    /// Withdrawn or declined before both signed.
    #[codec(index = 5)]
    Cancelled,
    /// A deadline passed unsigned or undelivered.
    #[codec(index = 6)]
    Expired,
}

/// How near a due day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Stage {
    /// At most seven days ahead.
    #[codec(index = 0)]
    Soon,
    /// It is the day.
    #[codec(index = 1)]
    Today,
    /// The day has passed.
    #[codec(index = 2)]
    Overdue,
    /// Grace has passed too: default may be recorded.
    #[codec(index = 3)]
    Final,
}

/// The figures of a loan after an event, at the end of the event's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Figures {
    /// Where the loan stands.
    pub status: Status,
    /// The day, in the agreement's zone.
    pub day: Day,
    /// Principal outstanding.
    pub principal: Amount,
    /// Interest accrued and unpaid, late interest aside.
    pub interest: Amount,
    /// Interest on overdue principal and late fees, unpaid.
    pub late: Amount,
    /// Costs of enforcement, unpaid.
    pub costs: Amount,
    /// The instalment that asks for money next.
    pub next_due: Option<Due>,
    /// The day after which default may be recorded if that instalment stays unpaid.
    pub default_after: Option<Day>,
}

/// What every loan event begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub struct Head {
    /// The loan.
    pub loan: LoanId,
    /// 出借人, or after an assignment the lead of those who hold the claim.
    pub lender: AccountId,
    /// 借款人.
    pub borrower: AccountId,
    /// Number of this event in the loan's life, from 0.
    pub sequence: u32,
    /// SHA-256 of the previous event's SCALE bytes.
    pub previous: Digest,
    /// The figures after the change.
    pub after: Figures,
}

/// An event in its place in the loan's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub body: Body,
    /// The event's SCALE bytes: what the chain carries, and what the next event's `previous` is the hash of.
    pub bytes: Vec<u8>,
}

#[cfg(feature = "std")]
impl Entry {
    /// The whole event.
    pub fn event(&self) -> Option<Event> {
        Event::decode(self.body.name(), &self.bytes)
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
            #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
            #[cfg_attr(feature = "ink", derive(ink::Event))]
            #[cfg_attr(all(feature = "ink", feature = "std"), derive(ink::EventMetadata))]
            pub struct $name {
                /// Layout version.
                pub version: u8,
                /// The loan.
                #[cfg_attr(feature = "ink", ink(topic))]
                pub loan: LoanId,
                /// 出借人, or after an assignment the lead of those who hold the claim.
                #[cfg_attr(feature = "ink", ink(topic))]
                pub lender: AccountId,
                /// 借款人.
                #[cfg_attr(feature = "ink", ink(topic))]
                pub borrower: AccountId,
                /// Number of this event in the loan's life, from 0.
                pub sequence: u32,
                /// SHA-256 of the previous event's SCALE bytes; zeros for the first.
                pub previous: Digest,
                /// The figures after the change.
                pub after: Figures,
                $($(#[$fdoc])* pub $field: $ty,)*
            }
        )*

        /// What happened, before it has its place in the loan's chain of events.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body {
            $($(#[$doc])* $name { $($(#[$fdoc])* $field: $ty),* },)*
        }

        impl Body {
            /// The event's SCALE bytes in its place: the shared head, then the event's own fields.
            pub(crate) fn encode_at(&self, head: &Head) -> Vec<u8> {
                let mut bytes = VERSION.encode();
                head.encode_to(&mut bytes);
                match self {
                    $(Body::$name { $($field),* } => { $($field.encode_to(&mut bytes);)* })*
                }
                bytes
            }

            /// The event's name.
            #[cfg(feature = "std")]
            pub fn name(&self) -> &'static str {
                match self { $(Body::$name { .. } => stringify!($name),)* }
            }

            /// The topic by which the chain tells this event from others.
            #[cfg(feature = "ink")]
            pub fn signature_topic(&self) -> &'static [u8; 32] {
                // References to constants: in WASM one table instead of a copy for each event.
                match self {
                    $(Body::$name { .. } => &<$name as ink::env::Event>::SIGNATURE_TOPIC,)*
                }
                .as_ref()
                .unwrap_or(&[0; 32])
            }
        }

        /// Any loan event.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $name($name),)*
        }

        impl Event {
            /// The names of all events, as they stand in the contract's metadata.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// Which event a signature topic stands for: topic and name of each.
            #[cfg(all(feature = "ink", feature = "std"))]
            pub fn signature_topics() -> Vec<([u8; 32], &'static str)> {
                [$((<$name as ink::env::Event>::SIGNATURE_TOPIC, stringify!($name))),*]
                    .into_iter()
                    .filter_map(|(topic, name)| Some((topic?, name)))
                    .collect()
            }

            /// The event's name.
            #[cfg(feature = "std")]
            pub fn name(&self) -> &'static str {
                match self { $(Event::$name(_) => stringify!($name),)* }
            }

            /// The head that every event shares.
            #[cfg(feature = "std")]
            pub fn head(&self) -> Head {
                match self {
                    $(Event::$name(e) => Head {
                        loan: e.loan,
                        lender: e.lender,
                        borrower: e.borrower,
                        sequence: e.sequence,
                        previous: e.previous,
                        after: e.after,
                    },)*
                }
            }

            /// The SCALE bytes, as the chain carries them.
            #[cfg(feature = "std")]
            pub fn encode(&self) -> Vec<u8> {
                match self { $(Event::$name(e) => e.encode(),)* }
            }

            /// Decodes the bytes of the event called `name`; `None` for an unknown name or bytes that don't fit.
            #[cfg(feature = "std")]
            pub fn decode(name: &str, mut bytes: &[u8]) -> Option<Event> {
                let event = match name {
                    $(stringify!($name) => Event::$name(Decode::decode(&mut bytes).ok()?),)*
                    _ => return None,
                };
                bytes.is_empty().then_some(event)
            }
        }
    };
}

events! {
    /// One party has proposed terms and signed them.
    LoanProposed {
        /// Who proposed.
        proposer: Role,
        /// What is to be signed.
        digest: Digest,
        /// All of it.
        terms: Terms,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// The other party has signed the same digest.
    LoanSigned {
        /// What was signed.
        digest: Digest,
        /// Last instant for the delivery.
        deliver_by: Timestamp,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// Withdrawn by the proposer or declined by the other party.
    LoanCancelled {
        /// By whom.
        by: Role,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A deadline passed unsigned or undelivered.
    LoanExpired {}
    /// The lender states that he has handed over the money; the borrower hasn't confirmed it yet.
    DeliveryReported {
        /// How much.
        amount: Amount,
        /// On which day.
        on: Day,
        /// SHA-256 of the receipt.
        receipt: Option<Digest>,
    }
    /// The money has reached the borrower: there is a loan.
    LoanDelivered {
        /// What he received: the principal [CC 670, PL 26].
        amount: Amount,
        /// On which day.
        on: Day,
        /// SHA-256 of the receipt, or of what the borrower's acknowledgement carried.
        evidence: Option<Digest>,
        /// The yearly rate in force.
        rate: RatePpm,
        /// Whether the agreed rate was cut to the cap of that day [PL 25].
        rate_cut: bool,
        /// That cap, which binds overdue interest and fees for the loan's whole life [PL 29].
        cap: Option<RatePpm>,
        /// The schedule in force.
        schedule: Vec<Instalment>,
    }
    /// The borrower states that he has paid; the balance is unchanged until the lender confirms.
    RepaymentReported {
        /// The number of the report in this loan.
        report: u32,
        /// How much.
        amount: Amount,
        /// On which day.
        on: Day,
        /// SHA-256 of the receipt.
        receipt: Option<Digest>,
    }
    /// A repayment was applied.
    LoanRepaid {
        /// Who paid or recorded it.
        by: Role,
        /// The report that it confirms, if any.
        report: Option<u32>,
        /// How it was applied.
        payment: Payment,
        /// SHA-256 of the receipt.
        receipt: Option<Digest>,
    }
    /// An instalment falls due. At most once for each instalment and stage.
    RepaymentDue {
        /// Which instalment, its day, and what must be paid.
        due: Due,
        /// How near the day is.
        stage: Stage,
    }
    /// Default is on record.
    LoanDefaulted {
        /// The instalment that was not paid.
        due: Due,
    }
    /// Everything overdue is paid: the mark is lifted, and stays in history.
    DefaultCured {
        /// The day on which default was recorded.
        defaulted_on: Day,
    }
    /// Nothing is owed any more.
    LoanSettled {}
    /// A reported repayment was withdrawn by the borrower or rejected by the lender.
    ReportDismissed {
        /// By whom.
        by: Role,
        /// Which report.
        report: u32,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A guarantor has signed the terms in force.
    GuarantorConsented {
        /// Who.
        guarantor: AccountId,
        /// What he signed.
        digest: Digest,
        /// The last day on which he can be called on [CC 692].
        until: Day,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// One side proposes other terms for the running loan.
    AmendmentProposed {
        /// Which side.
        by: Role,
        /// What is to be signed.
        digest: Digest,
        /// All of it.
        amendment: Amendment,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// One of several signed an amendment; others are still to sign.
    AmendmentSigned {
        /// Who.
        by: AccountId,
        /// What was signed.
        digest: Digest,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// An amendment is in force from the end of this day.
    LoanAmended {
        /// How many there have been, this one included.
        number: u16,
        /// What was signed.
        digest: Digest,
        /// The yearly rate from now on.
        rate: RatePpm,
        /// Interest that became principal [PL 27].
        rolled_up: Amount,
        /// The schedule in force.
        schedule: Vec<Instalment>,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A holder offers his part of the claim.
    AssignmentProposed {
        /// What is to be signed by the new holders.
        digest: Digest,
        /// All of it.
        assignment: Assignment,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// One of several new holders signed; others are still to sign.
    AssignmentSigned {
        /// Who.
        by: AccountId,
        /// What was signed.
        digest: Digest,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// The claim has passed to others; this is the notice to the borrower [CC 546].
    ClaimAssigned {
        /// What was signed.
        digest: Digest,
        /// Whose signature was the last.
        by: AccountId,
        /// Who holds the claim now; the first acts for all.
        holders: Vec<Holder>,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// The creditor forgave a part of the debt, applied as a payment would be [CC 575].
    DebtForgiven {
        /// How.
        payment: Payment,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A demand for payment is on record; with a receipt it restarts the limitation period [CC 195].
    DemandMade {
        /// Which holder demanded.
        by: AccountId,
        /// SHA-256 of the message.
        message: Digest,
        /// How it was sent.
        channel: Channel,
        /// SHA-256 of the proof that it arrived.
        receipt: Option<Digest>,
    }
    /// The borrower acknowledges what the figures say; this restarts the limitation period [CC 195].
    DebtAcknowledged {
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A party contests the other's account; default can't be recorded for the time being.
    DisputeRaised {
        /// Which side.
        by: Role,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// The dispute is over.
    DisputeResolved {
        /// The arbiter, or the party who dropped it.
        by: AccountId,
        /// What was found.
        ruling: Ruling,
        /// How the credited money was applied.
        payment: Option<Payment>,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// An appointed witness attests a digest that belongs to this loan.
    Attested {
        /// Who.
        witness: AccountId,
        /// Of what.
        digest: Digest,
        /// What kind of thing it is, as witnesses number them.
        kind: u16,
    }
}

macro_rules! ledger_events {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty $(=> $topic:ident)?),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
            #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
            #[cfg_attr(feature = "ink", derive(ink::Event))]
            #[cfg_attr(all(feature = "ink", feature = "std"), derive(ink::EventMetadata))]
            pub struct $name {
                /// Layout version.
                pub version: u8,
                $($(#[$fdoc])* $(#[cfg_attr(feature = "ink", ink($topic))])? pub $field: $ty,)*
            }
        )*
    };
}

// Events of the contract as a whole: they belong to no single loan.
ledger_events! {
    /// Money left the contract for the account that it was kept for.
    Withdrawn {
        /// Whose money.
        account: AccountId => topic,
        /// In what: the token of this contract; `None` = the chain's own money.
        token: Option<AccountId>,
        /// How much.
        amount: Amount,
    }
    /// A reference rate was published.
    RatePublished {
        /// The day from which it holds.
        published: Day,
        /// The yearly rate.
        rate: RatePpm,
        /// SHA-256 of the notice that says so.
        source: Digest,
    }
    /// An account was appointed to an office, or dismissed from it.
    Appointed {
        /// Who.
        account: AccountId => topic,
        /// To what.
        office: Office,
        /// Whether it holds the office from now on.
        holds: bool,
    }
}

/// What the deployer of a contract can appoint an account to. None has power over the money or the terms of a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Office {
    /// Publishes reference rates.
    #[codec(index = 0)]
    RatePublisher,
    /// 见证人: attests digests.
    #[codec(index = 1)]
    Witness,
    /// 仲裁人: dismisses disputes of loans that name no arbiter of their own.
    #[codec(index = 2)]
    Arbiter,
}
