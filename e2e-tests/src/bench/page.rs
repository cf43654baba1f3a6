//! The page: how much two people have to press until a loan is on record, how long a machine takes for it that types at once, and what the first page and a signing page
//! weigh on a cheap phone.
//!
//! Units: presses, prompts of the passkey, seconds; bytes on the wire in kilobytes of 1,000 bytes, milliseconds. Limits: one Chromium on this machine; a simulated passkey asks nobody.

use super::{Row, Section};
use crate::page::{is_there, numbers, Site};
use anyhow::{ensure, Result};
use serde_json::json;

/// Presses of one person until both have signed; typing is not counted.
pub const TAPS: f64 = 15.0;
/// Prompts of the passkey for one person until then.
pub const PROMPTS: f64 = 2.0;
/// From the first page until it is on record. Units: seconds.
pub const SECONDS: f64 = 120.0;
/// The first page. Units: kilobytes.
const FIRST: f64 = 50.0;
/// A signing page, with the module. Units: kilobytes.
const SIGNING: f64 = 400.0;
/// Until either can be used. Units: milliseconds.
const FIRST_MS: f64 = 1_000.0;
const SIGNING_MS: f64 = 2_500.0;

/// Measures everything.
///
/// Errors: programs that aren't built; no browser; a story that did not come true.
pub fn measure() -> Result<Vec<Section>> {
    ensure!(is_there(), "no browser on this machine");
    let mut site = Site::start()?;
    let life = numbers(&site.story("main", json!({ "look": false }))?);
    let weight = numbers(&site.story("weight", json!({}))?);
    let mut rows = vec![Row::new(
        "page: from the first page to a loan on record",
        life["seconds"],
        "s",
    )
    .at_most(SECONDS)];
    for who in ["lender", "borrower"] {
        rows.push(
            Row::new(
                format!("page: taps of the {who} until then"),
                life[&format!("{who}_taps")],
                "taps",
            )
            .at_most(TAPS),
        );
        let prompts = life[&format!("{who}_prompts")];
        rows.push(
            Row::new(
                format!("page: prompts of the passkey for the {who}"),
                prompts,
                "prompts",
            )
            .at_most(PROMPTS),
        );
    }
    for (name, what, aim, aim_ms) in [
        ("first", "the first page", FIRST, FIRST_MS),
        ("signing", "a signing page", SIGNING, SIGNING_MS),
    ] {
        let bytes = weight[&format!("{name}_bytes")] / 1e3;
        rows.push(Row::new(format!("page: {what}, on the wire"), bytes, "kB").at_most(aim));
        let ms = weight[&format!("{name}_ms")];
        rows.push(Row::new(format!("page: {what}, until it can be used"), ms, "ms").at_most(aim_ms));
        rows.push(Row::new(
            format!("page: {what}, requests"),
            weight[&format!("{name}_requests")],
            "requests",
        ));
    }
    Ok(vec![Section {
        title: "The page".into(),
        text: "Two phones in one Chromium against `iou run` and a development node (e2e-tests/browser). Taps are presses and ticks until both have signed; typing is \
               not counted, and a machine types at once. Weights and times with nothing cached, at 1.6 Mbit/s, 150 ms and a processor slowed down four times; median \
               of three."
            .into(),
        rows,
        list: true,
    }])
}
