//! Others want a relay's time and money: garbage, clients that say nothing, a flood of fresh keys, a key that spends its
//! budget. Honest intents pass meanwhile; the figures are printed.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{ensure, Result};
use iou_intent::api::INTENTS;
use terms::life::Action;

use super::{long, person, Desk};

/// Threads that flood.
const FLOODERS: usize = 4;

#[test]
fn honest_intents_pass_while_others_send_garbage_stay_silent_and_flood_with_fresh_keys() -> Result<()> {
    let desk = Desk::new("[limits]\nconnections = 64")?;
    let mut service = desk.start("relay")?;
    let loan = desk.running(1)?;
    let tasks = desk.count("SELECT COUNT(*) FROM relay_task")?;
    let strangers = if long() { 10_000 } else { 200 };
    // Signed by whoever, for a loan that is none of theirs, made before the flood begins.
    let mut bodies = Vec::with_capacity(strangers);
    for n in 0..strangers {
        let stranger = person(&format!("stranger//{n}"))?;
        let dispute = Action::Dispute { evidence: None };
        bodies.push(serde_json::to_string(&desk.act(&stranger, loan, 0, dispute)?)?);
    }
    let honest = 6;
    let (stop, sent, taken) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let mut figures = Vec::new();
    std::thread::scope(|scope| -> Result<()> {
        // Clients that begin and say no more: half of all connections.
        let mut silent = Vec::new();
        for _ in 0..32 {
            let mut stream = TcpStream::connect(("127.0.0.1", desk.port))?;
            stream.write_all(b"POST /v1/intents HTTP/1.1\r\nHost: relay\r\n")?;
            silent.push(stream);
        }
        for flooder in 0..FLOODERS {
            let (desk, bodies, stop, sent, taken) = (&desk, &bodies, &stop, &sent, &taken);
            let _thread = scope.spawn(move || {
                for n in (flooder..).step_by(FLOODERS) {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let client = format!("198.51.100.{}", n % 250);
                    let body = match n % 3 {
                        0 => "[".repeat(60_000),
                        _ => bodies[n % bodies.len()].clone(),
                    };
                    let _ = sent.fetch_add(1, Ordering::Relaxed);
                    if desk
                        .ask("POST", INTENTS, &client, &body)
                        .is_ok_and(|answer| answer.status < 300)
                    {
                        let _ = taken.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let played = (0..honest).try_for_each(|n| {
            let report = desk.act(&desk.borrower, loan, 0, desk.report(100 + n)?)?;
            let began = Instant::now();
            let id = loop {
                match desk.post("192.0.2.2", &report) {
                    Ok(answer) if answer.status < 300 => break answer.id()?,
                    // As a client does that is told to come again.
                    Ok(answer) => ensure!([429, 503].contains(&answer.status), "{answer:?}"),
                    Err(_) => {}
                }
                ensure!(began.elapsed() < Duration::from_secs(60), "never taken");
                std::thread::sleep(Duration::from_millis(200));
            };
            let received = began.elapsed();
            let _ = desk.applied(&id)?;
            figures.push((received, began.elapsed()));
            Ok(())
        });
        stop.store(true, Ordering::Relaxed);
        played
    })?;
    service.alive()?;
    figures.sort();
    let (sent, taken) = (sent.into_inner(), taken.into_inner());
    let (received, last) = figures[figures.len() / 2];
    eprintln!(
        "RELAY: {} of {honest} honest intents on record beside {sent} hostile requests ({taken} taken); median to the receipt \
         {} ms, to the final block {} ms",
        figures.len(),
        received.as_millis(),
        last.as_millis()
    );
    assert_eq!((figures.len(), taken), (honest as usize, 0));
    let after = desk.count("SELECT COUNT(*) FROM relay_task")?;
    assert_eq!(after - tasks, honest as i64, "strangers cost no row");
    Ok(())
}

#[test]
fn a_key_that_spends_its_budget_is_told_and_others_pass() -> Result<()> {
    let desk = Desk::new("[budget]\nkey = 5\naddress = 40")?;
    let mut service = desk.start("relay")?;
    // The pair, and what they delivered and received: two of each.
    let loan = desk.running(1)?;
    for n in 0..3 {
        let report = desk.act(&desk.borrower, loan, 0, desk.report(100 + n)?)?;
        let _ = desk.applied(&desk.hand("192.0.2.2", &report)?)?;
    }
    let report = desk.act(&desk.borrower, loan, 0, desk.report(200)?)?;
    desk.post("192.0.2.7", &report)?.refused(429, "budget-of-key")?;
    let confirm = Action::ConfirmRepayment {
        report: 0,
        evidence: None,
    };
    let confirm = desk.act(&desk.lender, loan, 0, confirm)?;
    let _ = desk.applied(&desk.hand("192.0.2.1", &confirm)?)?;
    service.alive()
}
