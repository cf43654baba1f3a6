//! What one person is notified of over one channel about one loan, and the identity of that: the same matter has the same id
//! whatever happens to clocks, processes and databases, so that nobody is notified twice.
//! Units: amounts in minor units of `currency`, days in the agreement's zone. Source: SHA-256, SCALE.

use std::fmt;

use scale::Encode;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use terms::{AccountId, Amount, Day, LoanId, Timestamp};

use super::message::Channel;

#[cfg(test)]
mod tests;

/// What a notice's id begins with before it is hashed.
const NOTICE_DOMAIN: &[u8] = b"iou/notice/1";
/// What the id of a message that carries several notices begins with.
const DIGEST_DOMAIN: &[u8] = b"iou/digest/1";

/// Where loans are numbered: one contract on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractId {
    /// Hash of the chain's first block.
    pub genesis: [u8; 32],
    /// Account of the contract.
    pub contract: [u8; 32],
}

/// The events that say who may act for a seat.
pub const SEAT_EVENTS: [&str; 6] = [
    "SuccessionPlanned",
    "SeatClaimed",
    "ClaimSupported",
    "ClaimEnded",
    "ClaimDecided",
    "SeatTaken",
];

/// How near a due day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Nearness {
    /// So many days ahead.
    #[codec(index = 0)]
    Before(u16),
    /// It is the day.
    #[codec(index = 1)]
    Today,
    /// So many days past.
    #[codec(index = 2)]
    After(u16),
    /// So many months past.
    #[codec(index = 3)]
    Month(u16),
}

impl Nearness {
    /// Whether the due day has passed.
    pub fn is_late(self) -> bool {
        matches!(self, Nearness::After(_) | Nearness::Month(_))
    }

    /// The stage that `T-7`, `T`, `T+7` or `T+2m` stands for.
    pub fn parse(text: &str) -> Option<Nearness> {
        let rest = text.strip_prefix('T')?;
        if rest.is_empty() {
            return Some(Nearness::Today);
        }
        let number = |digits: &str| {
            let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|_| plain)
        };
        match rest.split_at_checked(1)? {
            ("-", days) => number(days).map(Nearness::Before),
            ("+", later) => match later.strip_suffix('m') {
                Some(months) => number(months).map(Nearness::Month),
                None => number(later).map(Nearness::After),
            },
            _ => None,
        }
    }
}

impl TryFrom<String> for Nearness {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Nearness, &'static str> {
        Nearness::parse(&text).ok_or("not like T-7, T, T+7 or T+2m")
    }
}

impl From<Nearness> for String {
    fn from(stage: Nearness) -> String {
        stage.to_string()
    }
}

impl fmt::Display for Nearness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Nearness::Before(days) => write!(f, "T-{days}"),
            Nearness::Today => f.write_str("T"),
            Nearness::After(days) => write!(f, "T+{days}"),
            Nearness::Month(months) => write!(f, "T+{months}m"),
        }
    }
}

/// What a notice is about. Its SCALE bytes go into the id: a layout never changes.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
pub enum Subject {
    /// An instalment. Its due day belongs to it: one that was postponed is a new matter.
    #[codec(index = 0)]
    Instalment {
        /// Its number, from 0.
        number: u16,
        /// Its due day.
        due: Day,
        /// How near that is.
        stage: Nearness,
    },
    /// The claim is about to become barred [CC 188].
    #[codec(index = 1)]
    Limitation {
        /// The last day.
        until: Day,
        /// Told so many days before.
        days: u16,
    },
    /// A guarantor can soon be called on no more [CC 692].
    #[codec(index = 2)]
    Guarantee {
        /// Which.
        guarantor: AccountId,
        /// The last day.
        until: Day,
        /// Told so many days before.
        days: u16,
    },
    /// Something has happened.
    #[codec(index = 3)]
    Event {
        /// The event's number in the loan's life, which is its identity.
        sequence: u32,
        /// The event's name.
        #[codec(skip)]
        name: String,
    },
    /// 催告: the lender asks for an instalment that was not paid.
    #[codec(index = 4)]
    Demand {
        /// Its number, from 0.
        number: u16,
        /// Its due day.
        due: Day,
    },
    /// Proposed terms lapse unless the recipient signs them.
    #[codec(index = 5)]
    Signature {
        /// The last moment.
        by: Timestamp,
        /// Told so many days before.
        days: u16,
    },
    /// Money was reported, and the recipient has not answered.
    #[codec(index = 6)]
    Unanswered {
        /// The number of the repayment's report; none where it is a delivery.
        report: Option<u32>,
        /// The number of the delivery, where it is one of several.
        delivery: Option<u32>,
        /// Since when.
        since: Day,
        /// Told so many days after.
        days: u16,
    },
    /// The recipient's seat is claimed, and they can object.
    #[codec(index = 7)]
    Objection {
        /// Whose seat.
        seat: AccountId,
        /// The key for which it is claimed.
        to: AccountId,
        /// The last day.
        until: Day,
        /// Told so many days before.
        days: u16,
    },
    /// A seat that is claimed for the recipient's key can be taken.
    #[codec(index = 8)]
    SeatReady {
        /// Whose seat.
        seat: AccountId,
        /// From this day on.
        from: Day,
    },
}

impl Subject {
    /// Whether it says who may act for somebody: that is told whatever else its recipient refuses, or a thief could work in silence.
    pub fn is_about_a_seat(&self) -> bool {
        match self {
            Subject::Objection { .. } | Subject::SeatReady { .. } => true,
            Subject::Event { name, .. } => SEAT_EVENTS.contains(&name.as_str()),
            _ => false,
        }
    }

    /// The stable name of what it is about, as in payloads: `iou.loan.due_soon`.
    pub fn type_name(&self) -> String {
        let name = match self {
            Subject::Instalment { stage, .. } => match stage {
                Nearness::Before(_) => "due_soon",
                Nearness::Today => "due_today",
                Nearness::After(_) | Nearness::Month(_) => "overdue",
            },
            Subject::Limitation { .. } => "limitation",
            Subject::Guarantee { .. } => "guarantee",
            Subject::Demand { .. } => "demand",
            Subject::Signature { .. } => "signature",
            Subject::Unanswered { .. } => "unanswered",
            Subject::Objection { .. } => "objection",
            Subject::SeatReady { .. } => "seat_ready",
            Subject::Event { name, .. } => {
                return format!("iou.loan.event.{}", iou_base::text::kebab(name).replace('-', "_"));
            }
        };
        format!("iou.loan.{name}")
    }
}

/// Why somebody is notified: what they are to the loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 借款人.
    Borrower,
    /// 出借人, or after an assignment the lead of those who hold the claim.
    Lender,
    /// 保证人 who consented.
    Guarantor,
    /// One to whom a part of the claim is offered.
    Assignee,
    /// One who sold the claim, and was told of a repayment before.
    Seller,
    /// The lender, of a repayment that was reported to whoever sold them the claim.
    Buyer,
    /// Whom only who acts for a seat concerns: a new key, whom its owner named, another who has a seat.
    Seat,
}

impl Part {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Part::Borrower => "borrower",
            Part::Lender => "lender",
            Part::Guarantor => "guarantor",
            Part::Assignee => "assignee",
            Part::Seller => "seller",
            Part::Buyer => "buyer",
            Part::Seat => "seat",
        }
    }
}

/// What a notice about a seat says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatFacts {
    /// Whose it is.
    pub of: SeatOf,
    /// What the recipient is to it.
    pub you: Beside,
    /// How it stands.
    pub how: How,
    /// The last day for an objection; of a seat that was taken the last one on which its new key may not decide.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "iso_day_if_any")]
    pub until: Option<Day>,
}

/// Whose seat it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatOf {
    /// The one who acts for the claim.
    Lender,
    /// Another who holds a part of it.
    Holder,
    /// One who owes.
    Borrower,
    /// One who guarantees.
    Guarantor,
}

/// What somebody is to a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    /// Who has it, or had its key until now.
    Owner,
    /// Whose key is to act for it.
    Successor,
    /// Whom its owner named, or who decides.
    Named,
    /// Another who has a part in the loan.
    Other,
}

/// How it stands with a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Its owner has agreed who may take it over.
    Planned,
    /// It is handed over by its own key.
    HandedOver,
    /// It is claimed by whom its owner named.
    Claimed,
    /// A claim waits for the word of another, and binds nobody yet.
    AwaitsSecond,
    /// A claim waits for an arbiter.
    AwaitsArbiter,
    /// It can be taken at once.
    Ready,
    /// Its key has objected.
    Objected,
    /// The claim was given up, or has lapsed.
    GivenUp,
    /// An arbiter has denied the claim.
    Denied,
    /// An arbiter has granted it.
    Granted,
    /// Another key acts for it.
    Taken,
}

macro_rules! named {
    ($($type:ident { $($variant:ident = $name:literal),+ $(,)? })+) => {$(
        impl $type {
            /// Its stable name.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name,)+ }
            }
        }
    )+};
}

named! {
    SeatOf { Lender = "lender", Holder = "holder", Borrower = "borrower", Guarantor = "guarantor" }
    Beside { Owner = "owner", Successor = "successor", Named = "named", Other = "other" }
    How {
        Planned = "planned",
        HandedOver = "handed_over",
        Claimed = "claimed",
        AwaitsSecond = "awaits_second",
        AwaitsArbiter = "awaits_arbiter",
        Ready = "ready",
        Objected = "objected",
        GivenUp = "given_up",
        Denied = "denied",
        Granted = "granted",
        Taken = "taken",
    }
}

/// An amount by what it is made of; `amount` is the sum of the four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// All of it.
    #[serde(with = "minor")]
    pub amount: Amount,
    /// Principal in it.
    #[serde(with = "minor")]
    pub principal: Amount,
    /// Interest in it.
    #[serde(with = "minor")]
    pub interest: Amount,
    /// Late interest and fees in it.
    #[serde(with = "minor")]
    pub late: Amount,
    /// Costs of enforcement in it.
    #[serde(with = "minor")]
    pub costs: Amount,
}

/// The figures that the texts state, frozen when the notice was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Why the recipient is notified.
    pub part: Part,
    /// Name of the money.
    pub currency: String,
    /// Decimals of one minor unit.
    pub decimals: u8,
    /// The agreement's offset from UTC, in which days end. Units: minutes, east positive.
    pub utc_offset_minutes: i16,
    /// The day for which the amounts hold.
    #[serde(with = "iso_day")]
    pub as_of: Day,
    /// How many instalments the schedule has; 0 where that does not matter.
    pub instalments: u16,
    /// What must be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Sum>,
    /// Money that an event is about: delivered, paid, forgiven.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "minor_if_any")]
    pub moved: Option<Amount>,
    /// The seat that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatFacts>,
}

/// A decimal number of minor units, as text: JSON numbers are not exact everywhere.
mod minor {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};
    use terms::Amount;

    pub fn serialize<S: Serializer>(amount: &Amount, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&amount.minor().to_string())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        let text = String::deserialize(deserializer)?;
        let minor: u128 = text.parse().map_err(D::Error::custom)?;
        Amount::new(minor).map_err(|e| D::Error::custom(e.code()))
    }
}

/// The same where there may be none.
mod minor_if_any {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use terms::Amount;

    #[derive(Serialize, Deserialize)]
    struct Minor(#[serde(with = "super::minor")] Amount);

    pub fn serialize<S: Serializer>(amount: &Option<Amount>, serializer: S) -> Result<S::Ok, S::Error> {
        amount.map(Minor).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Amount>, D::Error> {
        let minor: Option<Minor> = Deserialize::deserialize(deserializer)?;
        Ok(minor.map(|minor| minor.0))
    }
}

/// `2026-12-31`.
pub(crate) mod iso_day {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};
    use terms::Day;

    pub fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        iou_base::time::parse_day(&text).ok_or_else(|| D::Error::custom("not a day"))
    }
}

/// The same where there may be none.
mod iso_day_if_any {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use terms::Day;

    #[derive(Serialize, Deserialize)]
    struct IsoDay(#[serde(with = "super::iso_day")] Day);

    pub fn serialize<S: Serializer>(day: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(IsoDay).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
        let day: Option<IsoDay> = Deserialize::deserialize(deserializer)?;
        Ok(day.map(|day| day.0))
    }
}

/// What one person is notified of over one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// About which loan.
    pub loan: LoanId,
    /// What about it.
    pub subject: Subject,
    /// Over which channel.
    pub channel: Channel,
    /// Whom.
    pub recipient: AccountId,
    /// The figures; no part of the identity.
    pub facts: Facts,
}

/// The identity of a notice: a SHA-256.
pub type NoticeId = [u8; 32];

impl Notice {
    /// SHA-256 of `iou/notice/1`, genesis, contract and the SCALE bytes of loan, subject, channel and recipient.
    pub fn id(&self, place: &ContractId) -> NoticeId {
        let mut hash = Sha256::new();
        hash.update(NOTICE_DOMAIN);
        hash.update(place.genesis);
        hash.update(place.contract);
        hash.update(
            (
                self.loan,
                &self.subject,
                channel_index(self.channel),
                self.recipient,
            )
                .encode(),
        );
        hash.finalize().into()
    }

    /// The id as it stands in the database: 64 lower-case hexadecimal digits.
    pub fn hex_id(&self, place: &ContractId) -> String {
        hex::encode(self.id(place))
    }
}

/// The id of the message that carries `notices`: the notice's own where there is one, else SHA-256 of `iou/digest/1` and
/// the 32 bytes of each notice's id in ascending order.
pub fn message_id(notices: &[Notice], place: &ContractId) -> String {
    if let [only] = notices {
        return only.hex_id(place);
    }
    let mut ids: Vec<_> = notices.iter().map(|notice| notice.id(place)).collect();
    ids.sort_unstable();
    let mut hash = Sha256::new();
    hash.update(DIGEST_DOMAIN);
    ids.iter().for_each(|id| hash.update(id));
    hex::encode(hash.finalize())
}

/// A channel's number in ids; never changes.
fn channel_index(channel: Channel) -> u8 {
    match channel {
        Channel::Console => 0,
        Channel::Email => 1,
        Channel::Sms => 2,
        Channel::Webhook => 3,
    }
}
