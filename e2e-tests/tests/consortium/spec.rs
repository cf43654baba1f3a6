//! A plan becomes a chain spec: the example of the manual, the mistakes, the same bytes twice.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use deploy::consortium::plan::{Checked, Plan};
use deploy::consortium::{keys, spec};
use deploy::paths;
use iou_evidence::verify::Genesis;
use serde_json::Value;

fn example() -> Result<String> {
    Ok(std::fs::read_to_string(path()?)?)
}

fn path() -> Result<PathBuf> {
    Ok(paths::workspace_root()?.join("examples/consortium.toml"))
}

fn check(text: &str) -> Result<Checked> {
    toml::from_str::<Plan>(text)?.check(&keys::published()?)
}

#[test]
fn the_example_becomes_one_and_the_same_spec_wherever_it_is_made() -> Result<()> {
    let plan = Plan::read(&path()?)?.check(&keys::published()?)?;
    assert_eq!((plan.seats.len(), plan.tolerates(), plan.quorum()), (4, 1, 3));
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
    let dir = tempfile::tempdir()?;
    let one = spec::write(&plan, &dir.path().join("one.json"))?;
    let raw: Value = serde_json::from_slice(&std::fs::read(&one.raw)?)?;
    assert_eq!(raw["chainType"], "Live");
    assert!(raw["genesis"]["raw"]["top"].is_object());
    assert_eq!(
        raw["bootNodes"].as_array().map(Vec::len),
        Some(plan.bootnodes.len())
    );
    let readable: Value = serde_json::from_slice(&std::fs::read(&one.readable)?)?;
    // The raw one follows from this one by the node's program alone.
    let again = Plan::read(&path()?)?.check(&keys::published()?)?;
    assert_eq!(spec::readable(&again)?, readable);
    let genesis = &readable["genesis"]["runtimeGenesis"]["patch"];
    assert_eq!(genesis["membership"]["members"].as_array().map(Vec::len), Some(4));
    // Who they are stands in the genesis block: evidence names them from there.
    let founders = genesis["institutions"]["founders"]
        .as_array()
        .context("founders")?;
    assert_eq!(founders.len(), 4);
    for (seat, founder) in plan.seats.iter().zip(founders) {
        assert_eq!(founder["name"], seat.title.as_str());
    }
    assert_eq!(founders[0]["name"], "某某市中级人民法院");
    assert!(founders[0]["certificate"]
        .as_str()
        .is_some_and(|it| it.len() == 66));
    assert!(founders[1].get("certificate").is_none());
    Ok(())
}

#[test]
fn a_spec_that_names_its_ledger_is_of_the_same_chain_and_the_verifier_reads_the_name() -> Result<()> {
    let plan = Plan::read(&path()?)?.check(&keys::published()?)?;
    let dir = tempfile::tempdir()?;
    let spec = spec::write(&plan, &dir.path().join("chain.json"))?.raw;
    let read = || Genesis::of_spec(&std::fs::read(&spec)?).map_err(|why| anyhow::anyhow!("{why}"));
    let before = read()?;
    let contract = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let first = spec::name_ledger(&spec, contract)?.sha256;
    let after = read()?;
    assert_eq!((before.hash, before.ledgers.len()), (after.hash, 0));
    assert_eq!(
        after.ledgers,
        [iou_base::address::read(contract).context("an address")?]
    );
    assert_eq!(first, spec::name_ledger(&spec, contract)?.sha256);
    assert!(spec::name_ledger(&spec, "5Grw").is_err());
    assert_eq!(read()?, after);
    Ok(())
}

/// Long by its table of mistakes.
#[test]
fn each_mistake_in_a_plan_is_told_with_its_field_and_what_to_do() -> Result<()> {
    let good = example()?;
    let line = |key: &str, nth: usize| -> Result<String> {
        let start = format!("{key} = ");
        let found = good.lines().filter(|line| line.starts_with(&start)).nth(nth);
        Ok(found.context("the example has such a line")?.to_owned())
    };
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let cases = [
        (
            line("aura", 1)?,
            line("aura", 0)?,
            "(notary), aura: the same stands in institution 1 (court), aura",
        ),
        (
            line("title", 1)?,
            format!("title = \"{}\"", "公".repeat(33)),
            "(notary), title: it has 99 bytes",
        ),
        (
            line("certificate", 0)?,
            "certificate = \"9f2f\"".into(),
            "(court), certificate: it is no SHA-256 in hexadecimal",
        ),
        (
            line("grandpa", 0)?,
            format!("grandpa = \"{alice}\""),
            "(court), grandpa",
        ),
        (
            line("account", 0)?,
            format!("account = \"{alice}\""),
            "everybody knows the secret",
        ),
        (
            line("account", 2)?,
            "account = \"5Grw\"".into(),
            "(arbitration), account",
        ),
        (
            line("bootnode", 0)?,
            "bootnode = \"10.0.0.1:30333\"".into(),
            "(court), bootnode: it has to look like",
        ),
        (
            line("bootnode", 1)?,
            line("bootnode", 0)?,
            "(notary), bootnode: the same stands in",
        ),
        (
            line("endpoint", 0)?,
            "endpoint = \"https://rpc.court.example\"".into(),
            "begin with wss://",
        ),
        (
            line("slot_ms", 0)?,
            "slot_ms = 5".into(),
            "chain.slot_ms: 5 ms is out of range",
        ),
        (line("id", 0)?, "id = \"My Chain\"".into(), "chain.id"),
        (
            line("name", 2)?,
            line("name", 1)?,
            "each institution needs a name of its own",
        ),
        (
            line("grandpa", 3)?,
            String::new(),
            "(bank), grandpa: it is missing",
        ),
        (
            line("balance", 0)?,
            "balance = 999999999".into(),
            "more than 18000000 IOU",
        ),
    ];
    for (old, new, expected) in cases {
        let error = check(&good.replacen(&old, &new, 1)).err();
        let said = error.with_context(|| format!("accepted: {new}"))?.to_string();
        assert!(said.contains(expected) && said.contains("→"), "{new}: {said}");
    }
    let unknown = check(&good.replacen("balance", "ballance", 1))
        .err()
        .context("accepted")?;
    assert!(format!("{unknown:#}").contains("ballance"), "{unknown:#}");
    Ok(())
}

#[test]
fn published_keys_are_for_trial_chains_and_few_validators_are_warned_of() -> Result<()> {
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let mut plan: Plan = toml::from_str(&example()?)?;
    plan.institutions.truncate(3);
    plan.institutions[0].account = alice.into();
    plan.chain.trial = true;
    let checked = plan.check(&HashMap::new())?;
    let warned: Vec<String> = checked.warnings.iter().map(ToString::to_string).collect();
    assert!(warned.iter().any(|it| it.contains("f = 0")), "{warned:?}");
    Ok(())
}
