//! Events: one struct each, enough for an indexer that reads no state and has no clock.
//!
//! Every loan event carries what kind of event it is, the loan, its parties, a sequence number (from 0, per loan), the
//! SHA-256 of the previous event's SCALE bytes (zeros for the first), the intent by which it happened, if it did by one, and the
//! figures after the change: a missing event shows as a gap, and no two kinds ever have the same bytes.
//! An event's layout never changes; a new layout is a new struct with a new name and [`VERSION`].

use crate::{
    account::Due,
    agreement::{Amendment, Assignment, Claim, Holder, Succession},
    read::Read,
    AccountId, Amount, Day, Digest, Instalment, LoanId, Payment, RatePpm, Role, Terms, Timestamp,
};
use alloc::vec::Vec;
use scale::{Decode, Encode};

/// Version of the layouts below; the first byte of every event.
pub const VERSION: u8 = 1;

/// How a demand was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Channel {
    /// On paper.
    #[codec(index = 0)]
    Letter,
    /// Short message to a phone.
    #[codec(index = 1)]
    Sms,
    /// E-mail.
    #[codec(index = 2)]
    Email,
    /// A messenger's service, or a webhook.
    #[codec(index = 3)]
    Messenger,
    /// Face to face or by telephone.
    #[codec(index = 4)]
    Person,
}

/// That a demand reached the borrower, as the holder states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Arrival {
    /// The day on which it did.
    pub on: Day,
    /// SHA-256 of the proof.
    pub receipt: Digest,
}

/// What an arbiter finds. Nothing of either: the dispute is dismissed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Ruling {
    /// Money that counts as repaid.
    pub credited: Amount,
    /// The day on which it was paid; `None` = the day of the ruling.
    pub on: Option<Day>,
    /// Costs of enforcement that the borrower owes from now on [CC 561].
    pub costs: Amount,
}

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

impl Figures {
    /// All that is owed.
    pub fn total(&self) -> Amount {
        let parts = [self.interest, self.late, self.costs];
        parts.into_iter().fold(self.principal, Amount::saturating_plus)
    }
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
    /// The intent by which it happened: somebody else submitted what its signer wanted. `None`: its author did.
    pub intent: Option<Digest>,
    /// The figures after the change.
    pub after: Figures,
}

/// How a loan had ended that runs again, as the borrower's record had counted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Reopened {
    /// Instalments that counted as late.
    pub late_instalments: u16,
    /// Principal that the borrower had received.
    pub received: Amount,
    /// Debt that was forgiven over the whole life.
    pub forgiven: Amount,
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
    ($($(#[$doc:meta])* $name:ident = $number:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
            #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
            #[cfg_attr(feature = "ink", derive(ink::Event))]
            #[cfg_attr(all(feature = "ink", feature = "std"), derive(ink::EventMetadata))]
            pub struct $name {
                /// Layout version.
                pub version: u8,
                /// What kind of event it is; in the bytes, so that the hash of one says so.
                pub event: Kind,
                /// The loan.
                pub loan: LoanId,
                /// 出借人, or after an assignment the lead of those who hold the claim.
                pub lender: AccountId,
                /// 借款人.
                pub borrower: AccountId,
                /// Number of this event in the loan's life, from 0.
                pub sequence: u32,
                /// SHA-256 of the previous event's SCALE bytes; zeros for the first.
                pub previous: Digest,
                /// The intent by which it happened, if somebody else submitted it.
                pub intent: Option<Digest>,
                /// The figures after the change.
                pub after: Figures,
                $($(#[$fdoc])* pub $field: $ty,)*
            }
        )*

        /// The kinds of events. A kind's number stands in the event's bytes and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
        #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
        #[repr(u8)]
        pub enum Kind {
            $($(#[$doc])* #[codec(index = $number)] $name = $number,)*
        }

        /// What happened, before it has its place in the loan's chain of events.
        #[derive(Clone, Debug, PartialEq, Eq)]
        // Few are alive at a time, and in WASM a box costs code.
        #[allow(clippy::large_enum_variant)]
        pub enum Body {
            $($(#[$doc])* $name { $($(#[$fdoc])* $field: $ty),* },)*
        }

        impl Body {
            /// What kind of event it is.
            pub fn kind(&self) -> Kind {
                match self { $(Body::$name { .. } => Kind::$name,)* }
            }

            /// The event's SCALE bytes in its place: version, kind, the shared head, then the event's own fields.
            pub(crate) fn encode_at(&self, head: &Head) -> Vec<u8> {
                let mut bytes = Vec::with_capacity(512);
                bytes.extend([VERSION, self.kind() as u8]);
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
        #[allow(clippy::large_enum_variant)] // as above
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
                        intent: e.intent,
                        after: e.after,
                    },)*
                }
            }

            /// The SCALE bytes, as the chain carries them.
            #[cfg(feature = "std")]
            pub fn encode(&self) -> Vec<u8> {
                match self { $(Event::$name(e) => e.encode(),)* }
            }

            /// Decodes the bytes of the event called `name`; `None` for an unknown name, bytes of another kind or layout, or
            /// bytes that don't fit.
            #[cfg(feature = "std")]
            pub fn decode(name: &str, mut bytes: &[u8]) -> Option<Event> {
                let event = match name {
                    $(stringify!($name) if bytes.starts_with(&[VERSION, $number]) => {
                        Event::$name(Decode::decode(&mut bytes).ok()?)
                    })*
                    _ => return None,
                };
                bytes.is_empty().then_some(event)
            }
        }
    };
}

events! {
    /// One party has proposed terms and signed them.
    LoanProposed = 0 {
        /// Who proposed.
        proposer: Role,
        /// What is to be signed.
        digest: Digest,
        /// All of it.
        terms: Terms,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// All parties have signed the same digest.
    LoanSigned = 1 {
        /// Whose signature was the last.
        by: AccountId,
        /// What was signed.
        digest: Digest,
        /// Last instant for the delivery.
        deliver_by: Timestamp,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// Withdrawn by the proposer or declined by the other party.
    LoanCancelled = 2 {
        /// By whom.
        by: Role,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A deadline passed unsigned or undelivered.
    LoanExpired = 3 {}
    /// The lender states that the money was handed over; the borrower hasn't confirmed it yet.
    DeliveryReported = 4 {
        /// The number of the report in this loan. Where the terms agree on one delivery, it takes the place of the one before.
        delivery: u32,
        /// How much.
        amount: Amount,
        /// On which day.
        on: Day,
        /// The lowest yearly rate at which they deliver.
        at_least: RatePpm,
        /// SHA-256 of the receipt.
        receipt: Option<Digest>,
    }
    /// The money has reached the borrower, or the first part of it that they acknowledge: there is a loan.
    LoanDelivered = 5 {
        /// The report that they acknowledge; `None` = the money moved on chain.
        delivery: Option<u32>,
        /// What they received: the principal [CC 670, PL 26].
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
    /// The borrower states that they have paid; the balance is unchanged until the lender confirms.
    RepaymentReported = 6 {
        /// The number of the report in this loan.
        report: u32,
        /// How much.
        amount: Amount,
        /// On which day.
        on: Day,
        /// SHA-256 of the receipt.
        receipt: Option<Digest>,
        /// Who paid in the borrower's place, if anybody did [CC 524, 700].
        payer: Option<AccountId>,
    }
    /// A repayment was applied, in the order of the days on which money moved: what was recorded before may be applied
    /// otherwise from now on.
    LoanRepaid = 7 {
        /// Who paid or recorded it.
        by: Role,
        /// The report that it confirms, if any.
        report: Option<u32>,
        /// How it was applied.
        payment: Payment,
        /// Who paid in the borrower's place, if anybody did [CC 524, 700].
        payer: Option<AccountId>,
        /// SHA-256 of the receipt.
        receipt: Option<Digest>,
    }
    /// An instalment falls due. At most once for each instalment and stage.
    RepaymentDue = 8 {
        /// Which instalment, its day, and what must be paid.
        due: Due,
        /// How near the day is.
        stage: Stage,
    }
    /// Default is on record.
    LoanDefaulted = 9 {
        /// The instalment that was not paid.
        due: Due,
    }
    /// Everything overdue is paid: the mark is lifted, and stays in history.
    DefaultCured = 10 {
        /// The day on which default was recorded.
        defaulted_on: Day,
    }
    /// Nothing is owed any more.
    LoanSettled = 11 {
        /// Principal that the borrower had received.
        received: Amount,
        /// Debt that was forgiven over the whole life [CC 575].
        forgiven: Amount,
    }
    /// A reported repayment was withdrawn by the borrower, or rejected by whom it was reported to.
    ReportDismissed = 12 {
        /// By whom.
        by: Role,
        /// Which report.
        report: u32,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A guarantor has signed the terms in force.
    GuarantorConsented = 13 {
        /// Who.
        guarantor: AccountId,
        /// What they signed.
        digest: Digest,
        /// The last day on which they can be called on [CC 692].
        until: Day,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// One side proposes other terms for the running loan.
    AmendmentProposed = 14 {
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
    AmendmentSigned = 15 {
        /// Who.
        by: AccountId,
        /// What was signed.
        digest: Digest,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// An amendment is in force from the end of this day.
    LoanAmended = 16 {
        /// Whose signature was the last.
        by: AccountId,
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
    /// A holder offers their part of the claim.
    AssignmentProposed = 17 {
        /// What is to be signed by the new holders.
        digest: Digest,
        /// All of it.
        assignment: Assignment,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// One of several new holders signed; others are still to sign.
    AssignmentSigned = 18 {
        /// Who.
        by: AccountId,
        /// What was signed.
        digest: Digest,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// The claim has passed to others; this is the notice to the borrower [CC 546].
    ClaimAssigned = 19 {
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
    DebtForgiven = 20 {
        /// How.
        payment: Payment,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A demand for payment, or the notice of an assignment, is on record; the day of its arrival restarts the limitation
    /// period of this holder's part, unless it had run out by then [CC 192, 195, 517].
    DemandMade = 21 {
        /// Which holder demanded.
        by: AccountId,
        /// SHA-256 of the message.
        message: Digest,
        /// How it was sent.
        channel: Channel,
        /// That it reached the borrower.
        arrived: Option<Arrival>,
    }
    /// The borrower acknowledges what the figures say; this restarts the limitation period [CC 195].
    DebtAcknowledged = 22 {
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A party contests the other's account; default can't be recorded for the time being.
    DisputeRaised = 23 {
        /// Which side.
        by: Role,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// The dispute is over.
    DisputeResolved = 24 {
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
    Attested = 25 {
        /// Who.
        witness: AccountId,
        /// Of what.
        digest: Digest,
        /// What kind of thing it is, as witnesses number them.
        kind: u16,
    }
    /// One of several signed the proposed terms; others are still to sign.
    TermsSigned = 26 {
        /// Who.
        by: AccountId,
        /// What was signed.
        digest: Digest,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// Default is on record, and the creditor calls for the whole: all that is left falls due on one day [CC 509].
    LoanAccelerated = 27 {
        /// On which.
        due: Day,
        /// The schedule in force: what fell due before that day, and the rest on it.
        schedule: Vec<Instalment>,
        /// SHA-256 of the notice to those who owe.
        message: Digest,
        /// How it was sent.
        channel: Channel,
        /// SHA-256 of the proof that it arrived.
        receipt: Option<Digest>,
    }
    /// One side asks to take back a payment that was put on record by mistake.
    ReversalProposed = 28 {
        /// Which side.
        by: Role,
        /// The sequence number of the event that put it on record.
        payment: u32,
        /// How much it is.
        amount: Amount,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// Both sides have taken a payment back: the account is as if it had never been recorded.
    PaymentReversed = 29 {
        /// Which side agreed.
        by: Role,
        /// The sequence number of the event that had put it on record.
        payment: u32,
        /// How much it was.
        amount: Amount,
        /// Where the loan was settled and runs again: how it had ended.
        reopened: Option<Reopened>,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// The lender takes back a delivery that they reported and nobody has acknowledged.
    DeliveryWithdrawn = 30 {
        /// The number of the report.
        delivery: u32,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A report of a repayment has stayed unanswered for the days that the terms agree. No figure follows from it, and an answer still counts:
    /// silence is evidence and no acknowledgement [CC 140].
    SilenceRecorded = 31 {
        /// Which.
        report: u32,
        /// Who has not answered: to whom it was reported.
        silent: AccountId,
        /// The last day that they had for it.
        answer_by: Day,
    }
    /// The borrower acknowledges a further part of the principal. Books and schedule are made anew for all parts, before anything
    /// else has moved them.
    PartDelivered = 32 {
        /// The number of its report.
        delivery: u32,
        /// How much it is.
        amount: Amount,
        /// On which day it came.
        on: Day,
        /// SHA-256 of the receipt, or of what the acknowledgement carried.
        evidence: Option<Digest>,
        /// The principal: all that is acknowledged [CC 670, PL 26].
        received: Amount,
        /// The day of the last part.
        delivered: Day,
        /// The yearly rate in force.
        rate: RatePpm,
        /// Whether the agreed rate was cut to the lowest cap of the parts' days [PL 25].
        rate_cut: bool,
        /// That cap, which binds overdue interest and fees for the loan's whole life [PL 29].
        cap: Option<RatePpm>,
        /// The schedule in force.
        schedule: Vec<Instalment>,
    }
    /// An appointed verifier states who a party is: what they checked, and how, stands in a file kept off chain.
    IdentityStated = 33 {
        /// Who.
        verifier: AccountId,
        /// SHA-256 of the statement.
        digest: Digest,
        /// How strong it is, as verifiers number the levels.
        kind: u16,
    }
    /// A verifier's statement ends: from this block on it shows nothing.
    IdentityEnded = 34 {
        /// Who made it.
        verifier: AccountId,
        /// SHA-256 of the statement.
        digest: Digest,
    }
    /// A verifier's statement was false from the start: it shows nothing of any time.
    IdentityVoided = 35 {
        /// Who made it.
        verifier: AccountId,
        /// SHA-256 of the statement.
        digest: Digest,
    }
    /// The last signature has acknowledged money that moved before, both ways, as the terms name it: there is a loan.
    OldDebtFormed = 36 {
        /// What the borrower had received: the principal [CC 670, PL 26].
        received: Amount,
        /// The day of the last part of it.
        delivered: Day,
        /// What had been repaid, applied in the order of its days [CC 561].
        repaid: Amount,
        /// The yearly rate in force.
        rate: RatePpm,
        /// The lowest cap of the days of the money and of this one [PL 25, 31], which binds overdue interest and fees for the loan's
        /// whole life [PL 29].
        cap: Option<RatePpm>,
    }
    /// Who holds a part of the claim and is not named in the terms agrees who may take over their seat.
    SuccessionPlanned = 37 {
        /// What.
        succession: Succession,
    }
    /// A seat is claimed for another key: by its own, its heir or a verifier. If it binds, nobody decides for the seat until it has ended or
    /// the seat is taken.
    SeatClaimed = 38 {
        /// Whose seat.
        seat: AccountId,
        /// The claim.
        claim: Claim,
        /// SHA-256 of the identity statement that came with it.
        statement: Option<Digest>,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// Another whose word a claim waited for, or which makes it faster, has given it.
    ClaimSupported = 39 {
        /// Whose seat.
        seat: AccountId,
        /// Who gave it.
        by: AccountId,
        /// The claim as it stands now.
        claim: Claim,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// A claim has ended without effect.
    ClaimEnded = 40 {
        /// Whose seat.
        seat: AccountId,
        /// The key for which it was claimed.
        to: AccountId,
        /// Who ended it.
        by: AccountId,
        /// Whether that is an objection, by the key that acts for the seat.
        objected: bool,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
    /// An arbiter has decided who is to act for a seat.
    ClaimDecided = 41 {
        /// Whose seat.
        seat: AccountId,
        /// The claim as it stands now; `None` = it is denied.
        claim: Option<Claim>,
        /// The arbiter.
        by: AccountId,
        /// SHA-256 of the ruling, of a court or their own.
        evidence: Digest,
    }
    /// Another key acts for a seat from now on. Figures, days and history stay as they are; what the seat had offered is void.
    SeatTaken = 42 {
        /// Whose seat.
        seat: AccountId,
        /// The key that acted for it.
        from: AccountId,
        /// The key that does now.
        to: AccountId,
        /// The last day on which it may not decide.
        held_through: Day,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    }
}

macro_rules! ledger_events {
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
                $($(#[$fdoc])* pub $field: $ty,)*
            }
        )*
    };
}

// Events of the contract as a whole: they belong to no single loan.
ledger_events! {
    /// Money left the contract for the account that it was kept for.
    Withdrawn {
        /// Whose money.
        account: AccountId,
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
        account: AccountId,
        /// To what.
        office: Office,
        /// Whether it holds the office from now on.
        holds: bool,
    }
}

/// What the deployer of a contract can appoint an account to. None has power over the money or the terms of a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
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
    /// 核验人: states who a party is.
    #[codec(index = 3)]
    Verifier,
}
