//! Notices as rows: what the database keeps of one is enough to say it again in other words, or in another language.

use serde_json::{json, Value};
use terms::{AccountId, LoanId};

use super::message::Channel;
use super::notice::{Facts, Notice, Place, Stage, Subject};
use super::outbox::{NewNotice, Told};
use crate::chain;

/// The row of a notice; `superseded` where it is recorded and never sent. Units: `delay_ms` in milliseconds.
pub fn row(notice: &Notice, place: &Place, superseded: bool, delay_ms: u64) -> NewNotice {
    NewNotice {
        id: notice.hex_id(place),
        loan: notice.loan,
        kind: notice.subject.type_name(),
        recipient: chain::AccountId(notice.recipient.0),
        channel: notice.channel,
        facts: json!({"subject": subject_json(&notice.subject), "facts": notice.facts}),
        superseded,
        alone: matches!(notice.subject, Subject::Demand { .. }),
        delay_ms,
    }
}

/// The notice of a row; `None` where it is none of ours.
pub fn notice(told: &Told, channel: Channel, recipient: &chain::AccountId) -> Option<Notice> {
    let facts: Facts = serde_json::from_value(told.facts.get("facts")?.clone()).ok()?;
    Some(Notice {
        loan: told.loan as LoanId,
        subject: subject_of(told.facts.get("subject")?)?,
        channel,
        recipient: AccountId(recipient.0),
        facts,
    })
}

fn subject_json(subject: &Subject) -> Value {
    match subject {
        Subject::Instalment { number, due, stage } => {
            json!({"instalment": number, "due": due.to_string(), "stage": stage.to_string()})
        }
        Subject::Limitation { until, days } => json!({"limitation": until.to_string(), "days": days}),
        Subject::Guarantee {
            guarantor,
            until,
            days,
        } => {
            let guarantor = crate::view::address(*guarantor);
            json!({"guarantee": until.to_string(), "guarantor": guarantor, "days": days})
        }
        Subject::Event { sequence, name } => json!({"event": name, "sequence": sequence}),
        Subject::Demand { number, due } => json!({"demand": number, "due": due.to_string()}),
    }
}

fn subject_of(json: &Value) -> Option<Subject> {
    let text = |name: &str| json.get(name)?.as_str();
    let day = |name: &str| crate::time::parse_day(text(name)?);
    let number = |name: &str| u16::try_from(json.get(name)?.as_u64()?).ok();
    if let Some(instalment) = number("instalment") {
        return Some(Subject::Instalment {
            number: instalment,
            due: day("due")?,
            stage: Stage::parse(text("stage")?)?,
        });
    }
    if let Some(demand) = number("demand") {
        return Some(Subject::Demand {
            number: demand,
            due: day("due")?,
        });
    }
    if let Some(until) = day("limitation") {
        return Some(Subject::Limitation {
            until,
            days: number("days")?,
        });
    }
    if let Some(until) = day("guarantee") {
        let guarantor: chain::AccountId = text("guarantor")?.parse().ok()?;
        return Some(Subject::Guarantee {
            guarantor: AccountId(guarantor.0),
            until,
            days: number("days")?,
        });
    }
    Some(Subject::Event {
        sequence: u32::try_from(json.get("sequence")?.as_u64()?).ok()?,
        name: text("event")?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_day;

    #[test]
    fn every_subject_comes_back_from_its_row() {
        let day = |text| parse_day(text).unwrap();
        let due = day("2026-12-31");
        let all = [
            Subject::Instalment {
                number: 3,
                due,
                stage: Stage::Before(7),
            },
            Subject::Instalment {
                number: 0,
                due,
                stage: Stage::Month(2),
            },
            Subject::Limitation { until: due, days: 90 },
            Subject::Guarantee {
                guarantor: AccountId([7; 32]),
                until: due,
                days: 30,
            },
            Subject::Event {
                sequence: 4,
                name: "LoanRepaid".into(),
            },
            Subject::Demand { number: 1, due },
        ];
        for subject in all {
            assert_eq!(subject_of(&subject_json(&subject)), Some(subject));
        }
        assert_eq!(subject_of(&json!({"other": 1})), None);
    }
}
