//! What one person can do to another through a relay, and what once went wrong with it for good: a purse that is empty for one
//! and so for all, a day that somebody else uses up, one number used twice at the same moment.

use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use deploy::postgres::Postgres;
use iou_intent::api::Handed;
use serde_json::json;
use terms::intent::{Deed, Intent};

use e2e_tests::relay::{signed, submit, Desk};
use e2e_tests::service::{wait_until, Service};

/// How many come at the same moment.
const AT_ONCE: u64 = 8;

/// The account had nothing for a moment, or for something dear, and the note of it outlived what it was about.
#[test]
fn an_account_that_could_not_pay_once_takes_intents_when_it_can() -> Result<()> {
    let desk = Desk::new("")?;
    let note = json!({"account": "5F", "since_ms": 1, "has": "0 IOU", "needs": null}).to_string();
    let mut service = desk.start("relay")?;
    let sql = format!("INSERT INTO kept_value (name, value) VALUES ('relay.no-fees', '{note}') RETURNING 1");
    assert_eq!(desk.count(&sql)?, 1);
    let (_, pair) = desk.pair(1)?;
    let _ = desk.applied(&desk.hand("192.0.2.1", &pair)?)?;
    wait_until("nothing is said to wait for fees", || {
        Ok(desk.count("SELECT COUNT(*) FROM kept_value WHERE name = 'relay.no-fees'")? == 0)
    })?;
    service.alive()
}

/// The dry run finds it, by the limit of the deposit that the account's own means are.
#[test]
fn an_account_with_too_little_for_the_deposit_is_told_so_and_takes_intents_once_it_has_more() -> Result<()> {
    let desk = Desk::new("")?;
    let iou = &desk.world.iou;
    let _ = iou.import("poor", "//nobody//relayer")?;
    let _ = iou.step("deployer", &["account", "send", "poor", "0.02"])?;
    let mut service = desk.start_as("poor", &["relay"])?;
    let (_, pair) = desk.pair(1)?;
    desk.post("192.0.2.1", &pair)?.refused(503, "no-fees")?;
    let _ = iou.step("deployer", &["account", "send", "poor", "100"])?;
    let _ = desk.applied(&desk.hand_patiently("192.0.2.1", &pair)?)?;
    service.alive()
}

/// The lender has the borrower's word once, and a day's intents of the borrower are not the lender's to spend.
#[test]
fn whoever_varies_their_own_word_for_a_loan_uses_up_nobody_elses_day() -> Result<()> {
    let desk = Desk::new("[budget]\nkey = 6\naddress = 100")?;
    let mut service = desk.start("relay")?;
    let (_, pair) = desk.pair(1)?;
    let vary = |more: u64| -> Result<Handed> {
        let Handed::Conclude(mut other) = pair.clone() else {
            anyhow::bail!("a pair");
        };
        let bytes = hex::decode(other.lender.intent.trim_start_matches("0x"))?;
        let mut intent = Intent::from_bytes(&bytes).context("an intent")?;
        intent.not_after.0 -= more;
        other.lender = signed(&desk.lender, &intent);
        Ok(Handed::Conclude(other))
    };
    let first = desk.hand("192.0.2.1", &pair)?;
    for more in 1..10 {
        let answer = desk.post("192.0.2.66", &vary(more)?)?;
        // One of both is on its way, or has become the loan.
        ensure!([202, 429].contains(&answer.status), "{answer:?}");
        if answer.status == 429 {
            answer.refused(429, "too-many-waiting")?;
        }
    }
    let loan = desk.applied(&first)?["loan"].as_u64().context("its number")?;
    for more in 10..20 {
        let receipt = desk.applied(&desk.hand("192.0.2.66", &vary(more)?)?)?;
        ensure!(
            receipt["loan"] == loan && receipt["transaction"].is_null(),
            "{receipt}"
        );
    }
    let counted = "SELECT MAX(used) FROM relay_budget WHERE kind = 'key'";
    assert_eq!(desk.count(counted)?, 1);
    let skip = |nonce: u32| {
        let deed = Deed::Skip {
            loan,
            nonce,
            to: nonce + 1,
        };
        Ok::<_, anyhow::Error>(submit(&desk.borrower, &desk.intent(&desk.borrower, deed)?))
    };
    for nonce in 0..5 {
        let _ = desk.applied(&desk.hand("192.0.2.2", &skip(nonce)?)?)?;
    }
    desk.post("192.0.2.2", &skip(5)?)?.refused(429, "budget-of-key")?;
    service.alive()
}

/// Each is looked at as if the others did not exist; only one of them can be of use.
#[test]
fn of_steps_under_one_number_that_come_at_the_same_moment_one_is_taken_and_nothing_is_paid_in_vain(
) -> Result<()> {
    let desk = Desk::new("")?;
    let mut service = desk.start("relay")?;
    let loan = desk.running(1)?;
    let mut all = Vec::new();
    for more in 0..AT_ONCE {
        let Handed::Submit(one) = desk.act(&desk.borrower, loan, 0, desk.report(100)?)? else {
            anyhow::bail!("a step");
        };
        let bytes = hex::decode(one.intent.trim_start_matches("0x"))?;
        let mut intent = Intent::from_bytes(&bytes).context("an intent")?;
        intent.not_after.0 -= more;
        all.push(submit(&desk.borrower, &intent));
    }
    let answers = std::thread::scope(|scope| {
        let desk = &desk;
        let threads: Vec<_> = all
            .iter()
            .map(|one| scope.spawn(move || desk.post("192.0.2.2", one)))
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined
            .map(|answer| answer.unwrap_or_else(|_| anyhow::bail!("it panicked")))
            .collect::<Result<Vec<_>>>()
    })?;
    let mut counts: BTreeMap<(u16, String), usize> = BTreeMap::new();
    for answer in &answers {
        *counts
            .entry((answer.status, answer.code().to_owned()))
            .or_default() += 1;
    }
    assert_eq!(counts.get(&(202, String::new())), Some(&1), "{counts:?}");
    assert_eq!(
        counts.get(&(409, "passed".into())),
        Some(&(AT_ONCE as usize - 1)),
        "{counts:?}"
    );
    let taken = answers
        .iter()
        .find(|answer| answer.status == 202)
        .context("one")?;
    let _ = desk.applied(&taken.id()?)?;
    assert_eq!(desk.events(loan, "RepaymentReported")?, 1);
    assert_eq!(desk.count("SELECT MAX(attempts) FROM relay_task")?, 1);
    service.alive()
}

/// As if another one had taken it there: nothing that this one has written down says so.
#[test]
fn a_relay_without_an_index_says_of_what_somebody_else_submitted_that_it_is_on_record() -> Result<()> {
    let desk = Desk::new("")?;
    let mut service = desk.start("relay")?;
    let loan = desk.running(1)?;
    let report = desk.act(&desk.borrower, loan, 0, desk.report(100)?)?;
    let id = desk.hand("192.0.2.2", &report)?;
    let receipt = desk.applied(&id)?;
    service.kill()?;
    let back = format!(
        "UPDATE intent SET outcome = NULL, block = NULL, block_hash = NULL WHERE id = '{id}' RETURNING 1"
    );
    let _ = desk.count(&back)?;
    let again = format!(
        "UPDATE relay_task SET state = 'waiting', tx = NULL, ended_ms = NULL WHERE id = '{id}' RETURNING 1"
    );
    let _ = desk.count(&again)?;
    service = desk.start("relay")?;
    let found = desk.applied(&id)?;
    assert_eq!(
        (&found["id"], &found["outcome"]),
        (&receipt["id"], &json!("applied"))
    );
    assert_eq!(desk.events(loan, "RepaymentReported")?, 1);
    service.alive()
}

/// Either may take what the other has claimed, and the account's next number.
#[test]
fn two_relays_on_one_file_submit_each_intent_once_and_give_up_none() -> Result<()> {
    two_relays(&Desk::new("")?)
}

#[test]
fn two_relays_on_one_server_submit_each_intent_once_and_give_up_none() -> Result<()> {
    let server = Postgres::start()?;
    let mut desk = Desk::new("")?;
    desk.database = server.database("relay")?;
    two_relays(&desk)
}

fn two_relays(desk: &Desk) -> Result<()> {
    let mut services = vec![desk.start("relay")?];
    services.push(desk.start_as("relayer", &["relay", "--intents", "127.0.0.1:0"])?);
    let loan = desk.running(1)?;
    let reports = desk.reports(loan, 6)?;
    let ids = reports.iter().map(|report| desk.hand("192.0.2.2", report));
    let ids = ids.collect::<Result<Vec<_>>>()?;
    for id in &ids {
        let _ = desk.applied(id)?;
    }
    assert_eq!(desk.events(loan, "RepaymentReported")?, ids.len());
    assert_eq!(
        desk.count("SELECT COUNT(*) FROM relay_task WHERE state <> 'done'")?,
        0
    );
    services.iter_mut().try_for_each(Service::alive)
}
