//! The names and values of every object, held by snapshots. `IOU_WRITE_SNAPSHOTS=1 cargo test -p iou-view` writes them anew.

use std::path::PathBuf;

use iou_base::money::Unit;
use iou_evidence::verify::sample::{self, Paper};
use iou_evidence::verify::{verify, Standing};
use serde::Serialize;
use serde_json::{json, Map, Value};
use terms::law::BuiltIn;
use terms::life::Action;
use terms::statement::Statement;
use terms::{Day, Event};

use super::{arguments, event, loan};
use crate::findings;

fn unit() -> Unit {
    Unit {
        name: "CNY".into(),
        decimals: 2,
    }
}

/// Compares a value with the snapshot of that name.
#[track_caller]
fn held(name: &str, value: &impl Serialize) {
    let found = serde_json::to_string_pretty(&json!(value)).unwrap() + "\n";
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/json/snapshots/{name}.json"));
    if std::env::var_os("IOU_WRITE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &found).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, known, "{}", path.display());
}

/// The event of that kind in which nothing is set: zeros as long as such an event is.
fn empty(name: &str) -> Event {
    let of = |number: u8, len: usize| {
        let bytes = [&[terms::event::VERSION, number][..], &vec![0; len]].concat();
        Event::decode(name, &bytes)
    };
    let event = (0..2_000).find_map(|len| (0..=u8::MAX).find_map(|number| of(number, len)));
    event.expect("a shorter event")
}

#[test]
fn the_names_of_every_event_are_those_of_the_snapshot() {
    let events: Vec<_> = Event::NAMES
        .iter()
        .map(|name| event(&empty(name), &unit()))
        .collect();
    held("events", &events);
}

#[test]
fn the_arguments_of_every_step_are_those_of_the_snapshot() {
    let steps = Action::STEPS.iter().map(|row| {
        let action = terms::sample::action(row.name, "").expect("a step of the table");
        (row.name.to_owned(), json!(arguments(&action, &unit())))
    });
    held("arguments", &steps.collect::<Map<_, _>>());
}

fn shown(paper: &Paper, days: u32) -> Value {
    let day = Day(sample::START.0 + days);
    let loan_now = paper.loan();
    let statement = Statement::replay(paper.events(), &BuiltIn, day).unwrap();
    let figures = paper.events().last().unwrap().head().after;
    json!({
        "loan": loan(loan_now, paper.schedule(), &figures, &unit()),
        "statement": iou_evidence::verify::account::document(&statement, day),
    })
}

#[test]
fn a_loan_in_each_of_its_states_is_that_of_the_snapshot() {
    let mut paper = Paper::with_proposal(&[1], 3);
    held("proposed", &shown(&paper, 0));
    let digest = paper.loan().agreement.digest;
    paper.act(
        0,
        Action::Sign {
            digest,
            evidence: None,
        },
    );
    held("signed", &shown(&paper, 0));
    let paper = Paper::with_loan(&[1], 3);
    held("running", &shown(&paper, 100));
}

/// A value's kind in its place: signatures and hashes differ from one time to the next.
fn kind(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kinds: Map<_, _> = fields
                .iter()
                .map(|(name, value)| (name.clone(), kind(value)))
                .collect();
            Value::Object(kinds)
        }
        Value::Array(items) => {
            let mut kinds: Vec<Value> = Vec::new();
            for item in items.iter().map(kind) {
                if !kinds.contains(&item) {
                    kinds.push(item);
                }
            }
            Value::Array(kinds)
        }
        Value::Null => "null".into(),
        Value::Bool(_) => "bool".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "text".into(),
    }
}

#[test]
fn the_names_of_a_report_are_those_of_the_snapshot() {
    let paper = Paper::with_loan(&[1, 2, 3, 4], 3);
    let report = verify(&paper.file(), &paper.genesis());
    assert_eq!(report.standing(), Standing::Holds);
    let mut document = json!(findings::document(&report, &paper.genesis()));
    let items = document["items"].as_array().unwrap().iter();
    // Which checks there are, and with which fields.
    let checks: Map<_, _> = items
        .map(|item| {
            let fields = item
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .map(Value::String)
                .collect();
            let name = format!(
                "{} {}",
                item["check"].as_str().unwrap(),
                item["verdict"].as_str().unwrap()
            );
            (name, Value::Array(fields))
        })
        .collect();
    document["items"] = Value::Object(checks);
    let items = document["items"].take();
    held("report", &json!({"document": kind(&document), "items": items}));
}

#[test]
fn what_is_false_has_a_code_and_what_it_is_about() {
    let paper = Paper::with_loan(&[1, 2, 3, 4], 1);
    let mut bundle = paper.bundle();
    bundle.manifest.block.time_ms = 7;
    let report = verify(&bundle.seal(), &paper.genesis());
    let document = json!(findings::document(&report, &paper.genesis()));
    let last = document["items"].as_array().unwrap().last().unwrap();
    let expected = json!({"check": "state", "verdict": "false", "error": "block-time", "about": "7"});
    assert_eq!(*last, expected);
}
