//! Others want a relay's time and money: garbage, fresh keys, clients that say nothing. Tests and benchmarks send the same.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use anyhow::Result;
use iou_intent::api::INTENTS;
use terms::intent::Deed;
use terms::life::Action;
use terms::LoanId;

use super::{account, person, submit, Desk};

/// Threads that flood.
const FLOODERS: usize = 4;
/// Clients that begin a request and say no more.
const SILENT: usize = 32;
/// Addresses from which it comes.
const ADDRESSES: usize = 250;

/// What a flood came to. Units: requests.
#[derive(Debug, Clone, Copy)]
pub struct Flooded {
    /// How many were sent and answered, or cut.
    pub sent: usize,
    /// How many the relay took.
    pub taken: usize,
}

/// Lets `strangers` fresh keys, garbage and silent clients loose on the relay while `honest` runs.
///
/// Errors: those of `honest`; the relay is not there.
pub fn flooded<T>(
    desk: &Desk,
    loan: LoanId,
    strangers: usize,
    honest: impl FnOnce() -> Result<T>,
) -> Result<(T, Flooded)> {
    let bodies = bodies(desk, loan, strangers)?;
    let (stop, sent, taken) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let done = thread::scope(|scope| -> Result<T> {
        let mut silent = Vec::with_capacity(SILENT);
        for _ in 0..SILENT {
            let mut stream = TcpStream::connect(("127.0.0.1", desk.port))?;
            stream.write_all(b"POST /v1/intents HTTP/1.1\r\nHost: relay\r\n")?;
            silent.push(stream);
        }
        for flooder in 0..FLOODERS {
            let (bodies, stop, sent, taken) = (&bodies, &stop, &sent, &taken);
            let _thread = scope.spawn(move || {
                for n in (flooder..).step_by(FLOODERS) {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let client = format!("198.51.100.{}", n % ADDRESSES);
                    let garbage = "[".repeat(60_000);
                    let body = match n % 3 {
                        0 => &garbage,
                        _ => &bodies[n % bodies.len()],
                    };
                    let _ = sent.fetch_add(1, Ordering::Relaxed);
                    let answer = desk.ask("POST", INTENTS, &client, body);
                    if answer.is_ok_and(|answer| answer.status < 300) {
                        let _ = taken.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let done = honest();
        stop.store(true, Ordering::Relaxed);
        done
    })?;
    let flooded = Flooded {
        sent: sent.into_inner(),
        taken: taken.into_inner(),
    };
    Ok((done, flooded))
}

/// What whoever signs for a loan that is none of theirs, made before the flood begins.
fn bodies(desk: &Desk, loan: LoanId, strangers: usize) -> Result<Vec<String>> {
    let first = person("stranger")?;
    let at = desk.runtime.block_on(desk.ledger.conn.at_finalized())?;
    let (found, _) = desk.runtime.block_on(desk.ledger.loan(&at, loan))?;
    let deed = Deed::Act {
        loan,
        nonce: 0,
        in_force: found.agreement.in_force,
        action: Action::Dispute { evidence: None },
    };
    let intent = desk.intent(&first, deed)?;
    let body = |n: usize| {
        let who = person(&format!("stranger//{n}"))?;
        let mut own = intent.clone();
        own.signer = account(&who);
        Ok(serde_json::to_string(&submit(&who, &own))?)
    };
    (0..strangers.max(1)).map(body).collect()
}
