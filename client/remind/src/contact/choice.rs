//! What a person chose: when they must not be disturbed, what they do not want to be told, and what shall hold for one loan.
//! Everything is read strictly: what a later reader would not understand is refused when it is written.
//! Units: times of the day on the person's own clock, days and months before or after a due day.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::Wrong;
use crate::message::Channel;
use crate::notice::{Nearness, Subject};

/// The most stages on either side of a due day.
const STAGES_MAX: usize = 16;
/// The furthest stage. Units: days.
const STAGE_DAYS_MAX: u16 = 3_650;
/// The rarest monthly reminder, and the last month after a due day that has one: twenty years [CC 188].
pub const MONTHS_MAX: u16 = 240;

/// Hours in which nobody is disturbed; may span midnight. Equal ends mean none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// The first moment of rest.
    pub from: Time,
    /// The first moment after it.
    pub to: Time,
}

impl Quiet {
    /// 21:30 to 08:00: wider than the 22:00 to 08:00 that the trade's rules in China keep free of collection.
    pub const USUAL: Quiet = Quiet {
        from: Time::constant(21, 30, 0, 0),
        to: Time::constant(8, 0, 0, 0),
    };

    /// `21:30-08:00`.
    ///
    /// Errors: [`Wrong::Quiet`].
    pub fn parse(text: &str) -> Result<Quiet, Wrong> {
        let (from, to) = text.split_once('-').ok_or(Wrong::Quiet)?;
        match (hour_minute(from), hour_minute(to)) {
            (Some(from), Some(to)) => Ok(Quiet { from, to }),
            _ => Err(Wrong::Quiet),
        }
    }

    /// Whether `time` lies in them.
    pub fn contains(self, time: Time) -> bool {
        if self.from <= self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

impl std::fmt::Display for Quiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.from.strftime("%H:%M"), self.to.strftime("%H:%M"))
    }
}

/// `09:00`; nothing else is a time of the day here.
pub fn hour_minute(text: &str) -> Option<Time> {
    let shape = text.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b });
    if !shape.eq(*b"00:00") {
        return None;
    }
    Time::new(text[..2].parse().ok()?, text[3..].parse().ok()?, 0, 0).ok()
}

/// Something that a person can refuse to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// One stage of instalments.
    Nearness(Nearness),
    /// All stages after the due day that come by the month.
    Monthly,
    /// Warnings that the claim will be barred.
    Limitation,
    /// Warnings that a guarantor will be free.
    Guarantee,
    /// Warnings that proposed terms lapse unsigned.
    Signature,
    /// That a report of money waits for their answer.
    Unanswered,
    /// What happens to the loan.
    Events,
}

impl Topic {
    /// `T-7`, `T`, `T+7`, `monthly`, `limitation`, `guarantee`, `signature`, `unanswered`, `events`.
    ///
    /// Errors: [`Wrong::Topic`].
    pub fn parse(text: &str) -> Result<Topic, Wrong> {
        match text {
            "monthly" => Ok(Topic::Monthly),
            "limitation" => Ok(Topic::Limitation),
            "guarantee" => Ok(Topic::Guarantee),
            "signature" => Ok(Topic::Signature),
            "unanswered" => Ok(Topic::Unanswered),
            "events" => Ok(Topic::Events),
            _ => Nearness::parse(text).map(Topic::Nearness).ok_or(Wrong::Topic),
        }
    }

    /// Whether `subject` is of this kind. A formal demand is of none: it is the lender's own, not a reminder.
    pub fn covers(self, subject: &Subject) -> bool {
        match (self, subject) {
            (Topic::Nearness(refused), Subject::Instalment { stage, .. }) => refused == *stage,
            (Topic::Monthly, Subject::Instalment { stage, .. }) => matches!(stage, Nearness::Month(_)),
            (Topic::Limitation, Subject::Limitation { .. })
            | (Topic::Guarantee, Subject::Guarantee { .. })
            | (Topic::Signature, Subject::Signature { .. })
            | (Topic::Unanswered, Subject::Unanswered { .. })
            | (Topic::Events, Subject::Event { .. }) => true,
            _ => false,
        }
    }
}

impl std::fmt::Display for Topic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Topic::Nearness(stage) => stage.fmt(f),
            Topic::Monthly => f.write_str("monthly"),
            Topic::Limitation => f.write_str("limitation"),
            Topic::Guarantee => f.write_str("guarantee"),
            Topic::Signature => f.write_str("signature"),
            Topic::Unanswered => f.write_str("unanswered"),
            Topic::Events => f.write_str("events"),
        }
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = String::deserialize(deserializer)?;
                $name::parse(&text).map_err(|wrong| serde::de::Error::custom(wrong.id()))
            }
        }
    )*};
}

as_text!(Quiet, Topic);

/// What a person does not want, whatever the loan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OptOut {
    /// Nothing at all, demands among it: whoever wants to demand has to do it in another way.
    pub all: bool,
    /// Nothing over these channels, demands among it.
    pub channels: Vec<Channel>,
    /// None of these; a demand is still delivered.
    pub topics: Vec<Topic>,
}

impl OptOut {
    /// Whether nothing at all may go over `channel`.
    pub fn closes(&self, channel: Channel) -> bool {
        self.all || self.channels.contains(&channel)
    }

    /// Whether `subject` may not go over `channel`.
    pub fn refuses(&self, subject: &Subject, channel: Channel) -> bool {
        self.closes(channel) || self.topics.iter().any(|topic| topic.covers(subject))
    }
}

/// When an instalment is spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stages {
    /// Days before the due day.
    pub before: Vec<u16>,
    /// Whether on the day itself.
    pub today: bool,
    /// Days after it.
    pub after: Vec<u16>,
    /// From two months after it on, every so many months; `None` = never.
    pub monthly: Option<u16>,
}

impl Default for Stages {
    fn default() -> Stages {
        Stages {
            before: vec![30, 7, 3, 1],
            today: true,
            after: vec![1, 7, 30],
            monthly: Some(1),
        }
    }
}

impl Stages {
    /// Errors: [`Wrong::Stages`] for a day that is 0, doubled or more than ten years away, for more than 16 on a side,
    /// and for months that are 0 or more than 240.
    pub fn check(&self) -> Result<(), Wrong> {
        let fair = |days: &[u16]| {
            let mut sorted = days.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            let in_range = days.iter().all(|day| (1..=STAGE_DAYS_MAX).contains(day));
            in_range && sorted.len() == days.len() && days.len() <= STAGES_MAX
        };
        let months = self.monthly.is_none_or(|every| (1..=MONTHS_MAX).contains(&every));
        match fair(&self.before) && fair(&self.after) && months {
            true => Ok(()),
            false => Err(Wrong::Stages),
        }
    }
}

impl std::fmt::Display for Stages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let before = self.before.iter().copied().map(Nearness::Before);
        let today = self.today.then_some(Nearness::Today);
        let after = self.after.iter().copied().map(Nearness::After);
        let monthly = self.monthly.map(Nearness::Month);
        let all = before.chain(today).chain(after).chain(monthly);
        let all: Vec<_> = all.map(|stage| stage.to_string()).collect();
        f.write_str(&all.join(", "))
    }
}

impl std::fmt::Display for OptOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.all.then(|| "all".to_owned());
        let channels = self.channels.iter().map(|channel| channel.name().to_owned());
        let topics = self.topics.iter().map(Topic::to_string);
        let refused: Vec<_> = all.into_iter().chain(channels).chain(topics).collect();
        f.write_str(&refused.join(", "))
    }
}

/// What one person set for one loan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReminderSetting {
    /// They want to hear nothing of it; a demand is still delivered.
    pub muted: bool,
    /// As lender: demand an unpaid instalment so many days after its day.
    pub demand_after_days: Option<u16>,
    /// Over which of the borrower's channels.
    pub demand_channel: Option<Channel>,
    /// As lender: have default recorded as soon as it can be.
    pub mark_default: bool,
    /// Stages instead of the service's.
    pub stages: Option<Stages>,
}

impl ReminderSetting {
    /// Reads a setting from the database or from a person.
    ///
    /// Errors: [`Wrong::ReminderSetting`] for text that is no setting, and those of [`ReminderSetting::check`].
    pub fn from_json(json: &str) -> Result<ReminderSetting, Wrong> {
        let setting: ReminderSetting = serde_json::from_str(json).map_err(|_| Wrong::ReminderSetting)?;
        setting.check()?;
        Ok(setting)
    }

    /// The setting as the database keeps it.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain data")
    }

    /// Errors: [`Wrong::Demand`] for days without a channel or the reverse, for day 0, for more than ten years, and for
    /// the console, over which nothing reaches a borrower; [`Wrong::Stages`].
    pub fn check(&self) -> Result<(), Wrong> {
        match (self.demand_after_days, self.demand_channel) {
            (None, None) => {}
            (Some(days), Some(channel))
                if (1..=STAGE_DAYS_MAX).contains(&days) && channel != Channel::Console => {}
            _ => return Err(Wrong::Demand),
        }
        self.stages.as_ref().map_or(Ok(()), Stages::check)
    }

    /// The demand that they asked for: days and channel.
    pub fn demand(&self) -> Option<(u16, Channel)> {
        self.demand_after_days.zip(self.demand_channel)
    }
}
