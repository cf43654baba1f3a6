//! A whole life on a chain of others, whose node proves no block final, has no clock that can be moved and says nothing of its
//! money: by transactions, and by what people without tokens sign for a relay. In `make test` the node of this project stands
//! for it, less what such a node lacks; `make compat CONTRACTS_NODE=PATH` plays the same on a public contracts node.

use std::path::PathBuf;

use anyhow::{ensure, Context, Result};
use deploy::node::{Node, NodeSettings};
use e2e_tests::liar::Liar;
use e2e_tests::world::World;
use serde_json::{json, Value};

use super::program::{failed, People};

/// Requests that only nodes of this project know, or those whose blocks are voted on.
const LACKING: [&str; 3] = ["grandpa_proveFinality", "dev_advanceTime", "dev_setTime"];

#[test]
fn a_chain_without_clock_proofs_and_properties_serves_loans_intents_and_a_relay() -> Result<()> {
    if let Some(program) = std::env::var_os("CONTRACTS_NODE") {
        let node = Node::start_with(NodeSettings {
            program: Some(PathBuf::from(program)),
            ..NodeSettings::default()
        })?;
        // An entry of a contract's storage costs ten times the deposit there.
        return life(World::over(node)?, "[budget]\ndeposit = \"6\"");
    }
    let world = World::without_ledger()?;
    let liar = Liar::before(&world.node.url())?;
    liar.forgets(&LACKING);
    liar.tell(|method, _, result| match method {
        "rpc_methods" => {
            if let Some(methods) = result["methods"].as_array_mut() {
                methods.retain(|name| !LACKING.contains(&name.as_str().unwrap_or_default()));
            }
        }
        "system_properties" => *result = json!({}),
        _ => {}
    });
    life(world.by(&liar.url()), "")
}

/// From the deployment to two settled loans, with what the chain lacks told on the way; the relay has these settings.
fn life(world: World, relay: &str) -> Result<()> {
    let world = world.with_ledger()?;
    // By transactions, of people who own tokens. What it costs is told in the smallest unit.
    let loan = world.running()?;
    let run = world
        .iou
        .run(&["--account", "zhangsan", "-y", "report", &loan, "all"])?;
    ensure!(run.code == Some(0) && run.stderr.contains(" planck"), "{run:?}");
    let _ = world.iou.step("lisi", &["confirm", &loan])?;
    assert_eq!(world.status(&loan)?, "settled");

    // By a relay, of people who own none. The default budgets are in whole tokens there too.
    let people = People::over(world, relay)?;
    let (lisi, zhangsan) = (&people.lisi, &people.zhangsan);
    let relayed = people.running()?;
    let _ = people.done(zhangsan, &["report", &relayed, "all"])?;
    let _ = people.done(lisi, &["confirm", &relayed])?;
    let world = &people.desk.world;
    assert_eq!(world.status(&relayed)?, "settled");
    for who in [lisi, zhangsan] {
        for id in people.handed(who)? {
            people.is_final(who, &id)?;
        }
    }
    assert_eq!(people.desk.balance(&people.desk.borrower)?, 0);
    let spent = people
        .desk
        .count("SELECT SUM(used) FROM relay_budget WHERE kind = 'purse'")?;
    ensure!((1..2_000_000).contains(&spent), "{spent} millionths of a token");

    // What the chain lacks, and what works all the same.
    for (args, code) in [
        (
            &["evidence", &relayed, "-o", "loan.iou"][..],
            "no_finality_proofs",
        ),
        (&["dev", "advance", "1d"][..], "no_movable_clock"),
    ] {
        let run = world
            .iou
            .run(&[&["--account", "lisi", "--json"], args].concat())?;
        let _ = failed(&run, 1, code)?;
    }
    for args in [
        &["dev", "time"][..],
        &["show", &relayed],
        &["statement", &relayed],
        &["index", "--once"],
    ] {
        let _ = world.iou.json(args).with_context(|| format!("{args:?}"))?;
    }
    let findings = doctor(world, "en")?;
    let codes = codes(&findings, "functions");
    for code in ["functions_no_evidence", "functions_no_clock"] {
        ensure!(codes.contains(&code.to_owned()), "{findings:?}");
    }
    // Signed requests work on it, which is said where evidence is told not to.
    for (lang, said, requests) in [("en", "planck", "signed requests"), ("zh", "planck", "签署请求")] {
        let findings = doctor(world, lang)?;
        let of = |check: &str| {
            let lines = findings.iter().filter(|it| it["check"] == check);
            lines.map(|it| it["detail"].to_string()).collect::<String>()
        };
        ensure!(of("functions").contains(requests), "{findings:?}");
        ensure!(
            of("relay").contains(&format!("15,000,000,000,000 {said}")),
            "{findings:?}"
        );
    }
    Ok(())
}

/// What `iou doctor` finds, with the relay's settings and its account.
fn doctor(world: &World, lang: &str) -> Result<Vec<Value>> {
    let config = world.home_path("relay.toml");
    let args = [
        "--account",
        "relayer",
        "--json",
        "doctor",
        "--relay-config",
        &config,
    ];
    let envelope = world.iou.clone().in_language(lang).run(&args)?.envelope()?;
    Ok(envelope["data"]["findings"]
        .as_array()
        .context("findings")?
        .clone())
}

fn codes(findings: &[Value], check: &str) -> Vec<String> {
    let found = findings.iter().filter(|it| it["check"] == check);
    found
        .map(|it| it["code"].as_str().unwrap_or_default().to_owned())
        .collect()
}
