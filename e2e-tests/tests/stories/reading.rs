//! How much a node is asked for what somebody waits for: many blocks at a time, none twice, and nothing said of a block that could
//! not be read.

use std::collections::HashMap;

use anyhow::{ensure, Context, Result};
use e2e_tests::liar::Liar;
use e2e_tests::world::{World, OFF_CHAIN};
use iou_ledger::blocks::{HASHES, IN_FLIGHT};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use scale::{Compact, Encode as _};
use serde_json::{json, Value};
use sp_crypto_hashing::blake2_256;

/// Blocks in which nothing happens; more than are asked for in one list.
const BLOCKS: u64 = 300;
/// Blocks in which a node finds events for one request, where there is little in them.
const FOUND: u64 = 256;
/// Requests of a command beside those for blocks: what chain it is, its metadata, its height.
const REST: u64 = 24;

/// Makes them, one after the other.
fn grow(world: &World) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let conn = Connection::open(&world.node.url(), REQUEST_LIMIT, None).await?;
        for _ in 0..BLOCKS {
            conn.dev_advance_time(1).await?;
        }
        Ok(())
    })
}

/// How often each request was made since the last time.
fn counted(liar: &Liar) -> HashMap<String, u64> {
    let mut counts = HashMap::new();
    for method in liar.asked() {
        *counts.entry(method).or_insert(0) += 1;
    }
    counts
}

fn of(counts: &HashMap<String, u64>, method: &str) -> u64 {
    counts.get(method).copied().unwrap_or_default()
}

/// Height of the chain.
fn height(world: &World) -> Result<u64> {
    world.iou.json(&["dev", "time"])?["block"]
        .as_u64()
        .context("a block")
}

#[test]
fn a_transaction_that_this_machine_did_not_send_is_looked_for_many_blocks_at_a_time() -> Result<()> {
    let world = World::new()?;
    let sent = |which: usize| -> Result<String> {
        let all = world.iou.json(&["tx"])?["submissions"].clone();
        let hash = all[which]["hash"].as_str().context("a hash")?;
        Ok(hash.to_owned())
    };
    let first = sent(0)?;
    grow(&world)?;
    world.propose("zhangsan", OFF_CHAIN)?;
    let last = sent(world.submissions()? - 1)?;
    let liar = Liar::before(&world.node.url())?;
    let (stranger, _home) = world.machine()?;
    let stranger = stranger.at(liar.url());

    let height = height(&world)?;
    ensure!(height > BLOCKS);
    assert_eq!(stranger.json(&["tx", &first])?["status"], "finalised");
    let counts = counted(&liar);
    let blocks = of(&counts, "chain_getBlock");
    ensure!(
        blocks <= height + 1,
        "each block once, and its own for what it did: {counts:?}"
    );
    ensure!(
        counts.values().sum::<u64>() <= blocks + height / HASHES + REST,
        "{counts:?}"
    );
    let at_once = liar.at_once();
    ensure!((4..=IN_FLIGHT + 2).contains(&at_once), "{at_once} at once");

    // What was sent a moment ago stands in the newest blocks.
    assert_eq!(stranger.json(&["tx", &last])?["status"], "finalised");
    let counts = counted(&liar);
    ensure!(
        of(&counts, "chain_getBlock") <= 2 * IN_FLIGHT as u64,
        "{counts:?}"
    );

    // The journal knows when it was sent: the first blocks of its life are enough.
    let own = world.iou.clone().at(liar.url());
    assert_eq!(own.json(&["tx", &first])?["status"], "finalised");
    let counts = counted(&liar);
    ensure!(
        of(&counts, "chain_getBlock") <= 2 * IN_FLIGHT as u64,
        "{counts:?}"
    );

    let nowhere = format!("0x{}", "77".repeat(32));
    assert_eq!(stranger.run(&["tx", &nowhere, "--json"])?.error(1)?, "not_found");
    Ok(())
}

#[test]
fn a_transaction_is_not_said_to_be_nowhere_while_a_block_could_not_be_read() -> Result<()> {
    let world = World::new()?;
    let known = world.iou.json(&["tx"])?["submissions"][0]["hash"].clone();
    let known = known.as_str().context("a hash")?;
    let nowhere = format!("0x{}", "77".repeat(32));
    let liar = Liar::before(&world.node.url())?;
    let (stranger, _home) = world.machine()?;
    let stranger = stranger.at(liar.url());
    // A final block without its body, and one that is in no list.
    let bodies = |method: &str, _: &Value, result: &mut Value| {
        if method == "chain_getBlock" && result["block"]["header"]["number"] == json!("0x1") {
            *result = Value::Null;
        }
    };
    let lists = |method: &str, params: &Value, result: &mut Value| {
        if method == "chain_getBlockHash" && params[0].is_array() {
            let place = params[0]
                .as_array()
                .and_then(|list| list.iter().position(|n| *n == json!(1)));
            if let Some(place) = place {
                result[place] = Value::Null;
            }
        }
    };
    for lie in [bodies as fn(&str, &Value, &mut Value), lists] {
        liar.tell(lie);
        assert_eq!(
            stranger.run(&["tx", &nowhere, "--json"])?.error(2)?,
            "node_pruned"
        );
        // Whoever is found elsewhere is found.
        assert_eq!(stranger.json(&["tx", known])?["status"], "finalised");
    }
    // A chain that is higher than any is not followed there, though its best header has the hash that the node named.
    let (forged, hash) = header_of(u32::MAX);
    liar.tell(move |method, params, result| match method {
        "chain_getBlockHash" if params[0].is_null() => *result = json!(hash),
        "chain_getHeader" if params[0] == json!(hash) => *result = forged.clone(),
        _ => {}
    });
    let _before = counted(&liar);
    assert_eq!(stranger.run(&["tx", &nowhere, "--json"])?.error(1)?, "not_found");
    let counts = counted(&liar);
    ensure!(counts.values().sum::<u64>() < 1_000, "{counts:?}");
    Ok(())
}

#[test]
fn a_node_that_has_forgotten_old_blocks_tells_how_loans_stand_now_and_what_it_cannot_tell() -> Result<()> {
    let world = World::new()?;
    let (quiet, open) = (world.running()?, world.running()?);
    let _ = world.iou.step("zhangsan", &["report", &open, "100"])?;
    let liar = Liar::before(&world.node.url())?;
    let iou = world.iou.clone().at(liar.url());
    let since = iou.json(&["show", &open])?["unanswered"][0]["since"].clone();
    ensure!(since.is_string(), "{since}");
    liar.forgets_old_blocks();
    let shown = iou.json(&["show", &open])?;
    assert_eq!(
        (&shown["unanswered"], &shown["sums"]["repaid"]),
        (&Value::Null, &json!("0.00"))
    );
    assert_eq!(iou.json(&["show", &quiet])?["unanswered"], json!([]));
    let listed = iou.json(&["list", "--all"])?["loans"].clone();
    assert_eq!(
        (&listed[0]["unanswered"], &listed[1]["unanswered"]),
        (&json!([]), &Value::Null)
    );
    let run = iou.run(&["list", "--all"])?;
    ensure!(run.stderr.contains("no longer has the old blocks"), "{run:?}");
    assert_eq!(iou.run(&["statement", &open, "--json"])?.error(2)?, "node_pruned");
    Ok(())
}

#[test]
fn watching_from_an_old_block_reads_ahead_and_shows_every_event_once_and_in_order() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    grow(&world)?;
    let _ = world.iou.step("zhangsan", &["report", &loan, "100"])?;
    let liar = Liar::before(&world.node.url())?;
    let watched = |from: &str| -> Result<Vec<Value>> {
        let iou = world.iou.clone().at(liar.url());
        let run = iou.run(&["watch", "--json", "--from", from, "--no-follow"])?;
        let lines = run.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).context(line.to_owned()))
            .collect()
    };
    let all = watched("0")?;
    let names: Vec<&str> = all.iter().filter_map(|event| event["event"].as_str()).collect();
    ensure!(
        names.contains(&"LoanProposed") && names.last() == Some(&"RepaymentReported"),
        "{names:?}"
    );
    let places: Vec<(u64, u64)> = all
        .iter()
        .filter_map(|event| Some((event["block"]["number"].as_u64()?, event["index"].as_u64()?)))
        .collect();
    ensure!(
        places.len() == all.len() && places.windows(2).all(|pair| pair[0] < pair[1]),
        "{places:?}"
    );
    let counts = counted(&liar);
    let height = height(&world)?;
    assert_eq!(of(&counts, "iou_ledgerEvents"), height / FOUND + 1, "{counts:?}");
    ensure!(
        counts.values().sum::<u64>() <= height / FOUND + REST,
        "{counts:?}"
    );
    // The same from a node that does not find events.
    liar.forgets(&["iou_ledgerEvents"]);
    assert_eq!(watched("0")?, all);
    let counts = counted(&liar);
    let blocks = of(&counts, "state_queryStorageAt");
    assert_eq!(blocks, height + 1, "each block once: {counts:?}");
    ensure!(
        counts.values().sum::<u64>() <= blocks + height / HASHES + REST,
        "{counts:?}"
    );
    ensure!(liar.at_once() <= IN_FLIGHT + 2);

    // Whoever resumes has the rest, as it was; of its loan only the unit is asked for.
    let (resumed, _) = places[places.len() - 1];
    assert_eq!(watched(&resumed.to_string())?, all[all.len() - 1..]);
    let counts = counted(&liar);
    ensure!(counts.values().sum::<u64>() <= 2 * REST, "{counts:?}");
    Ok(())
}

/// The header of a block of that number which nobody has made, and its hash.
fn header_of(number: u32) -> (Value, String) {
    let none = [0u8; 32];
    let bytes = (none, Compact(number), none, none, Compact(0u32)).encode();
    let zero = format!("0x{}", hex::encode(none));
    let header = json!({
        "parentHash": zero, "number": format!("0x{number:x}"), "stateRoot": zero, "extrinsicsRoot": zero,
        "digest": { "logs": [] },
    });
    (header, format!("0x{}", hex::encode(blake2_256(&bytes))))
}
