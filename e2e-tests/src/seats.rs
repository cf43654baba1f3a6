//! What stories about seats share: a form that plans who takes over which seat, the people whom it names, and what is told of seats.

use anyhow::Result;
use serde_json::Value;

use crate::world::World;

/// Who takes over the seats of both parties: an heir each; for the lender's two verifiers, for the borrower's one. To be written before
/// the parties.
pub const PLANNED: &str = r#"
[[succession]]
of = "lender"
heir = "wangwu"
verifier = "notary"
second = "bank"
days = 14

[[succession]]
of = "borrower"
heir = "sunqi"
verifier = "notary"
days = 14
"#;

/// A day after the last one for an objection, as [`PLANNED`] has them: the seat can be taken.
pub const OBJECTION_OVER: &str = "15d";

/// The events about seats.
const EVENTS: [&str; 6] = [
    "SuccessionPlanned",
    "SeatClaimed",
    "ClaimSupported",
    "ClaimEnded",
    "ClaimDecided",
    "SeatTaken",
];

/// Puts everybody whom [`PLANNED`] names onto this machine, with money for fees; the verifiers hold their office.
///
/// Errors: a name is taken.
pub fn people(world: &World) -> Result<()> {
    for name in ["sunqi", "notary", "bank"] {
        let _ = world.newcomer(name)?;
    }
    for name in ["notary", "bank"] {
        let _ = world
            .iou
            .step("deployer", &["office", "appoint", "verifier", name])?;
    }
    Ok(())
}

/// What happened to the seats of a loan, in order.
///
/// Errors: the stream can't be read, or it is no number of a loan.
pub fn told(world: &World, loan: &str) -> Result<Vec<Value>> {
    let number: u64 = loan.parse()?;
    let mut events = world.events()?;
    events.retain(|event| {
        let name = event["event"].as_str().unwrap_or_default();
        event["loan"] == number && EVENTS.contains(&name)
    });
    Ok(events)
}

/// The names of these events.
pub fn names(events: &[Value]) -> Vec<&str> {
    let names = events.iter().map(|event| event["event"].as_str());
    names.map(Option::unwrap_or_default).collect()
}
