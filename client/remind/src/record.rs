//! Notices as rows: what the database keeps of one is enough to say it again in other words, or in another language.

use serde::{Deserialize, Serialize};
use terms::{AccountId, Day, LoanId, Timestamp};

use super::message::Channel;
use super::notice::{iso_day, ContractId, Facts, Nearness, Notice, Subject};
use super::outbox::{NewNotice, StoredNotice};
use iou_ledger as chain;

/// The row of a notice; `superseded` where it is recorded and never sent. Units: `delay_ms` in milliseconds.
pub fn row(notice: &Notice, place: &ContractId, superseded: bool, delay_ms: u64) -> NewNotice {
    NewNotice {
        id: notice.hex_id(place),
        loan: notice.loan,
        kind: notice.subject.type_name(),
        recipient: chain::AccountId(notice.recipient.0),
        channel: notice.channel,
        facts: serde_json::to_value(Row {
            subject: (&notice.subject).into(),
            facts: notice.facts.clone(),
        })
        .expect("plain data"),
        superseded,
        alone: matches!(notice.subject, Subject::Demand { .. }),
        delay_ms,
    }
}

/// The notice of a row; `None` where it is none of ours.
pub fn notice(stored: &StoredNotice, channel: Channel, recipient: &chain::AccountId) -> Option<Notice> {
    let row = Row::deserialize(&stored.facts).ok()?;
    Some(Notice {
        loan: stored.loan as LoanId,
        subject: row.subject.subject()?,
        channel,
        recipient: AccountId(recipient.0),
        facts: row.facts,
    })
}

/// What the database has of a notice: `notice.facts`.
#[derive(Serialize, Deserialize)]
struct Row {
    subject: SubjectRow,
    facts: Facts,
}

/// What a notice is about, each with fields of its own.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SubjectRow {
    Instalment {
        instalment: u16,
        #[serde(with = "iso_day")]
        due: Day,
        stage: Nearness,
    },
    Demand {
        demand: u16,
        #[serde(with = "iso_day")]
        due: Day,
    },
    Limitation {
        #[serde(with = "iso_day")]
        limitation: Day,
        days: u16,
    },
    Guarantee {
        #[serde(with = "iso_day")]
        guarantee: Day,
        /// SS58.
        guarantor: String,
        days: u16,
    },
    Signature {
        sign_by_ms: u64,
        days: u16,
    },
    Unanswered {
        #[serde(with = "iso_day")]
        unanswered: Day,
        report: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delivery: Option<u32>,
        days: u16,
    },
    Objection {
        #[serde(with = "iso_day")]
        objection: Day,
        /// SS58.
        seat: String,
        /// SS58.
        to: String,
        days: u16,
    },
    SeatReady {
        #[serde(with = "iso_day")]
        seat_ready: Day,
        /// SS58.
        seat: String,
    },
    Event {
        event: String,
        sequence: u32,
    },
}

fn account(text: &str) -> Option<AccountId> {
    Some(AccountId(text.parse::<chain::AccountId>().ok()?.0))
}

impl From<&Subject> for SubjectRow {
    fn from(subject: &Subject) -> SubjectRow {
        match subject.clone() {
            Subject::Instalment { number, due, stage } => SubjectRow::Instalment {
                instalment: number,
                due,
                stage,
            },
            Subject::Demand { number, due } => SubjectRow::Demand { demand: number, due },
            Subject::Limitation { until, days } => SubjectRow::Limitation {
                limitation: until,
                days,
            },
            Subject::Guarantee {
                guarantor,
                until,
                days,
            } => SubjectRow::Guarantee {
                guarantee: until,
                guarantor: iou_view::address(guarantor),
                days,
            },
            Subject::Signature { by, days } => SubjectRow::Signature {
                sign_by_ms: by.0,
                days,
            },
            Subject::Unanswered {
                report,
                delivery,
                since,
                days,
            } => SubjectRow::Unanswered {
                unanswered: since,
                report,
                delivery,
                days,
            },
            Subject::Objection {
                seat,
                to,
                until,
                days,
            } => SubjectRow::Objection {
                objection: until,
                seat: iou_view::address(seat),
                to: iou_view::address(to),
                days,
            },
            Subject::SeatReady { seat, from } => SubjectRow::SeatReady {
                seat_ready: from,
                seat: iou_view::address(seat),
            },
            Subject::Event { sequence, name } => SubjectRow::Event {
                event: name,
                sequence,
            },
        }
    }
}

impl SubjectRow {
    /// `None` where an account is none.
    fn subject(self) -> Option<Subject> {
        Some(match self {
            SubjectRow::Instalment {
                instalment,
                due,
                stage,
            } => Subject::Instalment {
                number: instalment,
                due,
                stage,
            },
            SubjectRow::Demand { demand, due } => Subject::Demand { number: demand, due },
            SubjectRow::Limitation { limitation, days } => Subject::Limitation {
                until: limitation,
                days,
            },
            SubjectRow::Guarantee {
                guarantee,
                guarantor,
                days,
            } => Subject::Guarantee {
                guarantor: account(&guarantor)?,
                until: guarantee,
                days,
            },
            SubjectRow::Signature { sign_by_ms, days } => Subject::Signature {
                by: Timestamp(sign_by_ms),
                days,
            },
            SubjectRow::Unanswered {
                unanswered,
                report,
                delivery,
                days,
            } => Subject::Unanswered {
                report,
                delivery,
                since: unanswered,
                days,
            },
            SubjectRow::Objection {
                objection,
                seat,
                to,
                days,
            } => Subject::Objection {
                seat: account(&seat)?,
                to: account(&to)?,
                until: objection,
                days,
            },
            SubjectRow::SeatReady { seat_ready, seat } => Subject::SeatReady {
                seat: account(&seat)?,
                from: seat_ready,
            },
            SubjectRow::Event { event, sequence } => Subject::Event {
                sequence,
                name: event,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::time::parse_day;
    use serde_json::json;

    #[test]
    fn every_subject_comes_back_from_its_row() {
        let day = |text| parse_day(text).unwrap();
        let due = day("2026-12-31");
        let all = [
            Subject::Instalment {
                number: 3,
                due,
                stage: Nearness::Before(7),
            },
            Subject::Instalment {
                number: 0,
                due,
                stage: Nearness::Month(2),
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
            Subject::Signature {
                by: Timestamp(1_798_678_800_000),
                days: 1,
            },
            Subject::Unanswered {
                report: None,
                delivery: None,
                since: due,
                days: 3,
            },
            Subject::Unanswered {
                report: None,
                delivery: Some(1),
                since: due,
                days: 3,
            },
            Subject::Unanswered {
                report: Some(2),
                delivery: None,
                since: due,
                days: 14,
            },
            Subject::Objection {
                seat: AccountId([7; 32]),
                to: AccountId([8; 32]),
                until: due,
                days: 3,
            },
            Subject::SeatReady {
                seat: AccountId([7; 32]),
                from: due,
            },
        ];
        for subject in all {
            let row = serde_json::to_value(SubjectRow::from(&subject)).unwrap();
            assert_eq!(SubjectRow::deserialize(&row).unwrap().subject(), Some(subject));
        }
        assert!(SubjectRow::deserialize(json!({"other": 1})).is_err());
    }

    #[test]
    fn a_subject_has_these_names_in_its_row() {
        let due = parse_day("2026-12-31").unwrap();
        let shown = |subject: Subject| serde_json::to_value(SubjectRow::from(&subject)).unwrap();
        let stage = Nearness::Before(7);
        assert_eq!(
            shown(Subject::Instalment {
                number: 3,
                due,
                stage
            }),
            json!({"instalment": 3, "due": "2026-12-31", "stage": "T-7"})
        );
        assert_eq!(
            shown(Subject::Demand { number: 1, due }),
            json!({"demand": 1, "due": "2026-12-31"})
        );
        assert_eq!(
            shown(Subject::Limitation { until: due, days: 90 }),
            json!({"limitation": "2026-12-31", "days": 90})
        );
        assert_eq!(
            shown(Subject::Signature {
                by: Timestamp(1_798_678_800_000),
                days: 1
            }),
            json!({"sign_by_ms": 1_798_678_800_000u64, "days": 1})
        );
        let guarantor = AccountId([7; 32]);
        assert_eq!(
            shown(Subject::Guarantee {
                guarantor,
                until: due,
                days: 30
            }),
            json!({"guarantee": "2026-12-31", "guarantor": iou_view::address(guarantor), "days": 30})
        );
        let name = "LoanRepaid".to_owned();
        assert_eq!(
            shown(Subject::Event { sequence: 4, name }),
            json!({"event": "LoanRepaid", "sequence": 4})
        );
    }
}
