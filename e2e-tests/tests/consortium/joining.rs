//! A new institution joins with two things in hand: the chain spec, in which boot nodes stand.

use std::time::{Duration, Instant};

use anyhow::{ensure, Result};
use deploy::rpc;
use serde_json::json;

use super::harness::{settings, Field, PATIENCE};

#[test]
fn a_new_institution_warp_syncs_from_spec_and_boot_node_and_one_that_keeps_all_answers_for_old_blocks(
) -> Result<()> {
    let mut field = Field::with(&settings())?;
    let mut traffic = field.traffic(&[0, 1, 2, 3], 4)?;
    traffic.wait_for(4, PATIENCE)?;
    let receipts = traffic.finish()?;
    let old = receipts[0].block;
    field.goes_on(&[], 3)?;

    let quick = field.network.join("newcomer", &["--sync", "warp"])?;
    let whole = field.network.join("keeper", &[])?;
    // Both follow the others, and everybody agrees on every block.
    field.goes_on(&[quick, whole], 2)?;
    field.network.agree()?;
    let log = field.network.members[quick].node()?.log()?;
    ensure!(
        log.contains("Warp sync is complete"),
        "it synced in another way:\n{log}"
    );

    // The keeper has the state of an old block, the quick one only that of recent ones; blocks it has soon (gap sync).
    let state = |member: usize| -> Result<bool> {
        let address = field.network.members[member].address()?;
        let hash = rpc::block_hash(address, old)?;
        Ok(rpc::call(address, "state_getRuntimeVersion", json!([hash])).is_ok())
    };
    ensure!(state(whole)?, "the keeper cannot answer for block {old}");
    ensure!(
        !state(quick)?,
        "pruned state was there: the manual says otherwise"
    );
    comes_later(&field, quick, old)?;
    the_doctor_sees_all_and_who_is_missing(&mut field)
}

/// The block `old` comes to `member` in the end.
fn comes_later(field: &Field, member: usize, old: u64) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let address = field.network.members[member].address()?;
        let hash = rpc::block_hash(address, old)?;
        let block = rpc::call(address, "chain_getBlock", json!([hash]))?;
        if block["block"]["extrinsics"].is_array() {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "the old blocks never came");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// An operator's view of all six, and of four of them.
fn the_doctor_sees_all_and_who_is_missing(field: &mut Field) -> Result<()> {
    let urls = field
        .network
        .running()
        .map(|it| it.url())
        .collect::<Result<Vec<_>>>()?;
    let nodes: Vec<&str> = urls.iter().flat_map(|url| ["--node", url]).collect();
    let seen = field.iou.json(&[&["doctor", "--network"], &nodes[..]].concat())?;
    ensure!(seen["nodes"].as_array().is_some_and(|it| it.len() == 6), "{seen}");
    let states = seen["network"].as_array().into_iter().flatten();
    let worst: Vec<_> = states.filter(|it| it["state"] != "ok").collect();
    ensure!(worst.is_empty(), "{worst:?}");

    // Two institutions are down: the doctor says which votes are missing, and exits with 1.
    field.network.kill(2)?;
    field.network.kill(3)?;
    std::thread::sleep(Duration::from_secs(4));
    let run = field
        .iou
        .run(&[&["doctor", "--network", "--json"], &nodes[..]].concat())?;
    let envelope = run.envelope()?;
    let codes: Vec<&str> = envelope["data"]["network"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it["code"].as_str())
        .collect();
    ensure!(run.code == Some(1), "{run:?}");
    ensure!(
        codes.contains(&"votes_too_few") && codes.contains(&"reached_some"),
        "{codes:?}"
    );
    Ok(())
}
