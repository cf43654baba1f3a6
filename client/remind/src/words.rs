//! The words of notices: one notice, or several of one person and channel in one digest, as a message in their language.
//! A message says which loan, what, when, how much, what to do, why they get it and how to stop it; it is polite, threatens
//! nothing and names nobody. Every sentence is in i18n/*/iou.ftl under `remind-…`.
//! Limits: the short form fits two parts of a short message (134 UCS-2 units in Chinese, 306 GSM-7 in English); names of
//! tokens are shortened for it, and where figures are longer still it only says where they are (a demand keeps them).

use iou_base::hex0x;
use serde::Serialize;
use serde_json::Value;
use terms::{Amount, Day, LoanId, Timestamp, UtcOffset};

use super::link::{self, LinkKey};
use super::message::Message;
use super::notice::{message_id, ContractId, Facts, Nearness, Notice, Part, SeatFacts, Subject, Sum};
use iou_base::money::Unit;
use iou_base::text::{kebab, Lang, Text};
use iou_base::time::DAY_MS;
use iou_ledger::AccountId;

mod events;
mod seats;
#[cfg(test)]
mod tests;

pub use events::{concerned, Background};

/// The longest name of a money in a short message. Units: characters.
const SHORT_NAME_MAX: usize = 12;

/// How long a link in a message shows its loan. Units: milliseconds.
const LINK_MS: u64 = 30 * DAY_MS;

/// Two parts of a short message. Units: 16-bit units of UCS-2; septets of the GSM alphabet.
const UCS2_MAX: usize = 2 * 67;
const GSM7_MAX: usize = 2 * 153;

/// The pages of this service, for links to loans in its messages.
#[derive(Debug, Clone)]
pub struct Pages {
    /// How people reach them: `https://iou.example`, without a slash at its end.
    pub url: String,
    /// Makes the links.
    pub key: LinkKey,
}

impl Pages {
    /// Where the loan of `notice` can be looked at, and until when. It is the same whenever a message is written that was decided on
    /// at `now`.
    fn sentence(&self, text: &Text, notice: &Notice, now: Timestamp) -> String {
        let until = Timestamp(now.0.saturating_add(LINK_MS));
        let offset = UtcOffset(notice.facts.utc_offset_minutes);
        let path = link::path(&self.key.token(notice.loan, until.0));
        let args = [
            ("url", format!("{}{path}", self.url).into()),
            ("day", Day::of(until, offset).to_string().into()),
        ];
        text.tr_with("remind-see", &args)
    }
}

/// The messages that carry `notices`, all of one person over one channel at one tick: one digest where there are several.
/// Demands go alone: each one's own text and receipt go on record.
///
/// `now` is the chain's time.
pub fn messages(
    text: &Text,
    place: &ContractId,
    notices: &[Notice],
    now: Timestamp,
    pages: Option<&Pages>,
) -> Vec<(Message, Vec<Notice>)> {
    let is_demand = |notice: &&Notice| matches!(notice.subject, Subject::Demand { .. });
    let (alone, others): (Vec<&Notice>, Vec<&Notice>) = notices.iter().partition(is_demand);
    let mut groups: Vec<Vec<Notice>> = alone.into_iter().map(|notice| vec![notice.clone()]).collect();
    if !others.is_empty() {
        groups.push(others.into_iter().cloned().collect());
    }
    let message = |group: Vec<Notice>| Some((digest(text, place, &group, now, pages)?, group));
    groups.into_iter().filter_map(message).collect()
}

/// One message for `notices`, all of one person over one channel: the notice's own words where there is one, a list where
/// there are several, the order being that of loans and days. `None` for none. `now`: when it was decided on. `pages`: where
/// loans can be looked at.
pub fn digest(
    text: &Text,
    place: &ContractId,
    notices: &[Notice],
    now: Timestamp,
    pages: Option<&Pages>,
) -> Option<Message> {
    let recipient = AccountId(notices.first()?.recipient.0);
    let timestamp = rfc3339(now);
    let (subject, body, short, payload) = match notices {
        [only] => (
            subject(text, only),
            body(text, only, pages.map(|pages| pages.sentence(text, only, now))).join("\n"),
            short(text, only),
            payload(place, only, &timestamp).json(),
        ),
        many => {
            let mut sorted: Vec<&Notice> = many.iter().collect();
            sorted.sort_by_key(|notice| {
                (
                    notice.loan,
                    order(&notice.subject, UtcOffset(notice.facts.utc_offset_minutes)),
                )
            });
            let count = [("count", many.len().to_string().into())];
            let subject = text.tr_with("remind-subject-digest", &count);
            let mut lines = vec![subject.clone(), String::new()];
            for notice in &sorted {
                lines.push(format!("- {}", line(text, notice)));
                lines.extend(pages.map(|pages| format!("  {}", pages.sentence(text, notice, now))));
            }
            lines.push(String::new());
            lines.push(text.tr("remind-why-digest"));
            lines.push(text.tr("remind-stop"));
            let payloads: Vec<_> = sorted.iter().map(|n| payload(place, n, &timestamp)).collect();
            let payload = Payload {
                type_name: "iou.digest".to_owned(),
                timestamp,
                data: DigestData { notices: payloads },
            };
            let short = text.tr_with("remind-short-digest", &count);
            (subject, lines.join("\n"), short, payload.json())
        }
    };
    Some(Message {
        id: message_id(notices, place),
        recipient,
        lang: text.lang(),
        subject,
        text: body,
        short,
        payload,
        created_ms: now.0,
    })
}

/// The parameters that the sentences of one notice choose from.
fn args(notice: &Notice, short: bool) -> Vec<(&'static str, String)> {
    let facts = &notice.facts;
    let name = match short {
        true => short_name(&facts.currency),
        false => facts.currency.clone(),
    };
    let unit = Unit {
        name,
        decimals: facts.decimals,
    };
    let part = |of: fn(&Sum) -> Amount| unit.show(facts.sum.as_ref().map_or(Amount::ZERO, of));
    let mut args = vec![
        ("loan", notice.loan.to_string()),
        ("instalments", facts.instalments.to_string()),
        ("asof", facts.as_of.to_string()),
        ("zone", zone(facts)),
        (
            "amount",
            facts
                .moved
                .map_or_else(|| part(|sum| sum.amount), |moved| unit.show(moved)),
        ),
        ("principal", part(|sum| sum.principal)),
        ("interest", part(|sum| sum.interest)),
        ("late", part(|sum| sum.late)),
        ("costs", part(|sum| sum.costs)),
    ];
    match &notice.subject {
        Subject::Instalment { number, due, .. } | Subject::Demand { number, due } => {
            // People count from one.
            args.push(("instalment", (u32::from(*number) + 1).to_string()));
            args.push(("day", due.to_string()));
        }
        Subject::Limitation { until, .. } | Subject::Guarantee { until, .. } => {
            args.push(("day", until.to_string()));
        }
        Subject::Signature { by, .. } => {
            let shown = iou_base::time::show_moment(by.0, UtcOffset(facts.utc_offset_minutes));
            args.push(("day", by_minute(&shown)));
        }
        Subject::Unanswered {
            report, since, days, ..
        } => {
            let what = if report.is_some() { "repayment" } else { "delivery" };
            args.push(("what", what.to_owned()));
            args.push(("day", since.to_string()));
            args.push(("days", days.to_string()));
            args.push(("part", facts.part.name().to_owned()));
        }
        // The days of these stand with the seat.
        Subject::Objection { .. } | Subject::SeatReady { .. } | Subject::Event { .. } => {}
    }
    if let Some(seat) = &facts.seat {
        args.push(("of", seat.of.name().to_owned()));
        args.push(("you", seat.you.name().to_owned()));
        args.push(("how", seat.how.name().to_owned()));
        let next = seat.until.and_then(|until| until.plus_days(1).ok());
        args.push(("day", seat.until.map(|day| day.to_string()).unwrap_or_default()));
        args.push(("from", next.map(|day| day.to_string()).unwrap_or_default()));
    }
    args
}

/// The sentence `id` with the notice's parameters.
fn say(text: &Text, id: &str, notice: &Notice, short: bool) -> String {
    let args: Vec<_> = args(notice, short)
        .into_iter()
        .map(|(k, v)| (k, v.into()))
        .collect();
    text.lookup(id, &args)
}

/// How the ids of the sentences for this subject end.
fn ending(subject: &Subject) -> String {
    match subject {
        Subject::Instalment { stage, .. } => match stage {
            Nearness::Before(_) => "due-soon".to_owned(),
            Nearness::Today => "due-today".to_owned(),
            Nearness::After(_) | Nearness::Month(_) => "overdue".to_owned(),
        },
        Subject::Limitation { .. } => "limitation".to_owned(),
        Subject::Guarantee { .. } => "guarantee".to_owned(),
        Subject::Demand { .. } => "demand".to_owned(),
        Subject::Signature { .. } => "signature".to_owned(),
        Subject::Unanswered { .. } => "unanswered".to_owned(),
        Subject::Objection { .. } => "objection".to_owned(),
        Subject::SeatReady { .. } => "seat-ready".to_owned(),
        Subject::Event { name, .. } => kebab(name),
    }
}

/// One line that says it all, for a digest and as the first line of a text.
fn line(text: &Text, notice: &Notice) -> String {
    let ending = ending(&notice.subject);
    match &notice.subject {
        Subject::Event { .. } => say(text, &format!("remind-event-{ending}"), notice, false),
        Subject::Demand { .. } => say(text, "remind-demand-what", notice, false),
        _ => say(text, &format!("remind-line-{ending}"), notice, false),
    }
}

fn subject(text: &Text, notice: &Notice) -> String {
    match &notice.subject {
        Subject::Event { .. } => line(text, notice),
        other => say(text, &format!("remind-subject-{}", ending(other)), notice, false),
    }
}

/// The lines of a message with one notice; `see` says where the loan can be looked at.
fn body(text: &Text, notice: &Notice, see: Option<String>) -> Vec<String> {
    let say = |id: &str| say(text, id, notice, false);
    let why = say(&format!("remind-why-{}", notice.facts.part.name()));
    let mut lines = match &notice.subject {
        Subject::Demand { .. } => {
            let ids = ["greeting", "what", "sum", "ask", "effect", "else"];
            ids.iter().map(|id| say(&format!("remind-demand-{id}"))).collect()
        }
        Subject::Limitation { .. } | Subject::Guarantee { .. } => {
            vec![line(text, notice), say("remind-due-now"), say("remind-do-other")]
        }
        Subject::Signature { .. } => vec![line(text, notice), say("remind-do-sign")],
        Subject::Unanswered { .. } => vec![line(text, notice), say("remind-do-answer")],
        subject if subject.is_about_a_seat() => vec![line(text, notice), say("remind-do-seat")],
        Subject::Instalment { .. } if notice.facts.part == Part::Borrower => {
            vec![line(text, notice), say("remind-do-borrower")]
        }
        _ => {
            vec![line(text, notice), say("remind-do-other")]
        }
    };
    // The text of a demand goes on record, where a link that shows the loan to whoever has it has no place.
    let is_demand = matches!(notice.subject, Subject::Demand { .. });
    lines.extend(see.filter(|_| !is_demand));
    lines.extend([String::new(), why, text.tr("remind-stop")]);
    lines
}

/// The words for a phone, in two parts at most.
fn short(text: &Text, notice: &Notice) -> String {
    let full = full_short(text, notice);
    let demand = matches!(notice.subject, Subject::Demand { .. });
    let (units, limit) = match text.lang() {
        Lang::Zh => (full.encode_utf16().count(), UCS2_MAX),
        Lang::En => (full.len(), GSM7_MAX),
    };
    match units <= limit || demand {
        true => full,
        false => text.tr_with("remind-short-digest", &[("count", "1".into())]),
    }
}

fn full_short(text: &Text, notice: &Notice) -> String {
    let ending = match &notice.subject {
        Subject::Instalment { stage, .. } if !stage.is_late() => "due".to_owned(),
        Subject::Event { name, .. } => {
            let line = say(text, &format!("remind-event-{}", kebab(name)), notice, true);
            let args = [("line", line.into()), ("loan", notice.loan.to_string().into())];
            return text.tr_with("remind-short-event", &args);
        }
        other => ending(other),
    };
    say(text, &format!("remind-short-{ending}"), notice, true)
}

/// What a program is sent of one notice.
fn payload(place: &ContractId, notice: &Notice, timestamp: &str) -> Payload<NoticeData> {
    let facts = &notice.facts;
    let data = NoticeData {
        notice: notice.hex_id(place),
        loan: notice.loan,
        genesis: hex0x(place.genesis),
        contract: AccountId(place.contract).to_string(),
        recipient: AccountId(notice.recipient.0).to_string(),
        part: facts.part,
        currency: facts.currency.clone(),
        decimals: facts.decimals,
        utc_offset_minutes: facts.utc_offset_minutes,
        as_of: facts.as_of.to_string(),
        sum: facts.sum,
        moved: facts.moved.map(|amount| amount.minor().to_string()),
        finality: "finalised",
        about_seat: facts.seat,
        subject: (&notice.subject).into(),
    };
    Payload {
        type_name: notice.subject.type_name(),
        timestamp: timestamp.to_owned(),
        data,
    }
}

/// What a program is sent.
#[derive(Serialize)]
struct Payload<T> {
    #[serde(rename = "type")]
    type_name: String,
    /// RFC 3339, UTC.
    timestamp: String,
    data: T,
}

impl<T: Serialize> Payload<T> {
    fn json(&self) -> Value {
        serde_json::to_value(self).expect("plain data")
    }
}

/// Several notices in one message.
#[derive(Serialize)]
struct DigestData {
    notices: Vec<Payload<NoticeData>>,
}

/// One notice: accounts in SS58, the genesis 0x hexadecimal, days `2026-12-31`, amounts in minor units as text.
#[derive(Serialize)]
struct NoticeData {
    notice: String,
    loan: LoanId,
    genesis: String,
    contract: String,
    recipient: String,
    part: Part,
    currency: String,
    decimals: u8,
    utc_offset_minutes: i16,
    as_of: String,
    sum: Option<Sum>,
    moved: Option<String>,
    finality: &'static str,
    /// Of whose seat, what the recipient is to it, how it stands and until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    about_seat: Option<SeatFacts>,
    #[serde(flatten)]
    subject: SubjectData,
}

/// What else a notice says, by what it is about.
#[derive(Serialize)]
#[serde(untagged)]
enum SubjectData {
    Instalment {
        instalment: u16,
        due_day: String,
        stage: Nearness,
    },
    Demand {
        instalment: u16,
        due_day: String,
    },
    Limitation {
        until: String,
    },
    Guarantee {
        guarantor: String,
        until: String,
    },
    Signature {
        /// RFC 3339, UTC.
        sign_by: String,
    },
    Unanswered {
        report: Option<u32>,
        delivery: Option<u32>,
        since: String,
        days: u16,
    },
    Objection {
        seat: String,
        to: String,
        until: String,
    },
    SeatReady {
        seat: String,
        from: String,
    },
    Event {
        sequence: u32,
    },
}

impl From<&Subject> for SubjectData {
    fn from(subject: &Subject) -> SubjectData {
        match subject {
            Subject::Instalment { number, due, stage } => SubjectData::Instalment {
                instalment: *number,
                due_day: due.to_string(),
                stage: *stage,
            },
            Subject::Demand { number, due } => SubjectData::Demand {
                instalment: *number,
                due_day: due.to_string(),
            },
            Subject::Limitation { until, .. } => SubjectData::Limitation {
                until: until.to_string(),
            },
            Subject::Guarantee { guarantor, until, .. } => SubjectData::Guarantee {
                guarantor: AccountId(guarantor.0).to_string(),
                until: until.to_string(),
            },
            Subject::Signature { by, .. } => SubjectData::Signature {
                sign_by: rfc3339(*by),
            },
            Subject::Unanswered {
                report,
                delivery,
                since,
                days,
            } => SubjectData::Unanswered {
                report: *report,
                delivery: *delivery,
                since: since.to_string(),
                days: *days,
            },
            Subject::Objection { seat, to, until, .. } => SubjectData::Objection {
                seat: iou_view::address(*seat),
                to: iou_view::address(*to),
                until: until.to_string(),
            },
            Subject::SeatReady { seat, from } => SubjectData::SeatReady {
                seat: iou_view::address(*seat),
                from: from.to_string(),
            },
            Subject::Event { sequence, .. } => SubjectData::Event { sequence: *sequence },
        }
    }
}

/// Within a loan: what happened first, then by day, what is graver later.
fn order(subject: &Subject, offset: UtcOffset) -> (u8, u32, u32) {
    match subject {
        Subject::Event { sequence, .. } => (0, *sequence, 0),
        Subject::Instalment { number, due, .. } | Subject::Demand { number, due } => {
            (1, due.0, (*number).into())
        }
        Subject::Signature { by, .. } => (1, Day::of(*by, offset).0, 0),
        Subject::Unanswered {
            report,
            delivery,
            since,
            ..
        } => (1, since.0, report.or(*delivery).unwrap_or_default()),
        Subject::Objection { until, .. } => (1, until.0, 0),
        Subject::SeatReady { from, .. } => (1, from.0, 0),
        Subject::Limitation { until, .. } => (2, until.0, 0),
        Subject::Guarantee { until, .. } => (2, until.0, 1),
    }
}

/// A token's address is long: its ends tell it.
fn short_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= SHORT_NAME_MAX {
        return name.to_owned();
    }
    let (head, tail) = (&letters[..4], &letters[letters.len() - 4..]);
    format!(
        "{}..{}",
        head.iter().collect::<String>(),
        tail.iter().collect::<String>()
    )
}

/// `UTC+08:00`.
fn zone(facts: &Facts) -> String {
    let minutes = facts.utc_offset_minutes;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `2026-12-31 15:00` of an instant as programs write it.
fn by_minute(moment: &str) -> String {
    moment.chars().take(16).collect::<String>().replace('T', " ")
}

/// The instant in UTC, to the second.
fn rfc3339(at: Timestamp) -> String {
    iou_base::time::show_moment(at.0, UtcOffset(0)).replace("+00:00", "Z")
}
