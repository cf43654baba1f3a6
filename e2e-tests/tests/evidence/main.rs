//! Evidence from a real node, checked where there is no network, by our program and by another one in another language;
//! and the sample that a newcomer finds in the repository.

mod bent;
mod certificates;
mod deliveries;
mod handwriting;
mod identity;
mod old_debts;
mod seats;
mod silence;
mod stolen;
mod unusual;

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{ensure, Context, Result};
use deploy::paths;
use e2e_tests::evidence::{collect, tell, write_spec};
use e2e_tests::world::{path, World};
use iou_evidence::verify::extrinsic::{INTENT_MESSAGES, MESSAGES};
use iou_evidence::verify::storage::cell;
use iou_evidence::verify::{self, Genesis};
use serde_json::{json, Value};
use terms::life::Action;

/// Runs a program in a network namespace of its own, in which there is nothing but itself.
fn without_network(program: &Path, args: &[&str]) -> Result<Output> {
    let mut command = Command::new("unshare");
    command
        .args(["--map-root-user", "--net", "--"])
        .arg(program)
        .args(args);
    command.env("IOU_LANG", "en").env_remove("IOU_URL");
    command.output().context("unshare")
}

/// What `iou verify` says of a file, without network.
fn verdict(file: &Path, spec: &Path) -> Result<(i32, Value)> {
    let args = ["verify", path(file), "--chain-spec", path(spec), "--json"];
    let output = without_network(&paths::binary("iou")?, &args)?;
    let code = output.status.code().unwrap_or(-1);
    let envelope = serde_json::from_slice(&output.stdout)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    Ok((code, envelope))
}

/// What the verifier in JavaScript says of it.
fn second_verdict(file: &Path, spec: &Path) -> Result<Output> {
    let program = paths::workspace_root()?.join("e2e-tests/verifier/verify.mjs");
    ensure!(
        program
            .parent()
            .is_some_and(|dir| dir.join("node_modules").exists()),
        "run `make modules` first"
    );
    without_network(Path::new("node"), &[path(&program), path(file), path(spec)])
}

/// What it says of a file that it must prove.
fn second_proof(file: &Path, spec: &Path) -> Result<Value> {
    let second = second_verdict(file, spec)?;
    let said = String::from_utf8_lossy(&second.stdout).into_owned();
    ensure!(
        second.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&second.stderr)
    );
    Ok(serde_json::from_str(&said)?)
}

/// What our verifier says of a file and what the second one does: both prove it, and each event has a signature in both.
fn both_prove(file: &Path, spec: &Path) -> Result<(Value, Value)> {
    let (code, envelope) = verdict(file, spec)?;
    ensure!(code == 0 && envelope["success"] == true, "{envelope:#}");
    let items = envelope["data"]["items"].as_array().context("items")?;
    let missing = items
        .iter()
        .find(|item| item["check"] == "signature" && item["verdict"] != "proved");
    ensure!(missing.is_none(), "{missing:?}");
    let second = second_proof(file, spec)?;
    ensure!(second["unsigned"] == json!([]), "{second:#}");
    Ok((envelope, second))
}

/// The steps by that message of which the second verifier proves the signature.
fn signed_by_message<'a>(second: &'a Value, message: &str) -> Result<Vec<&'a Value>> {
    let signed = second["signed"].as_array().context("signed")?;
    Ok(signed.iter().filter(|step| step["message"] == message).collect())
}

fn proved<'a>(envelope: &'a Value, check: &str) -> Vec<&'a Value> {
    let items = envelope["data"]["items"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    items
        .iter()
        .filter(|item| item["check"] == check && item["verdict"] == "proved")
        .collect()
}

#[test]
fn three_years_under_two_authority_sets_are_proved_without_network_and_in_two_languages() -> Result<()> {
    let world = World::new()?;
    let told = tell(&world)?;
    let directory = tempfile::tempdir()?;
    let (file, spec) = (
        directory.path().join("loan.iou"),
        directory.path().join("spec.json"),
    );
    let made = collect(&world, &told, &file)?;
    write_spec(&world, &spec)?;
    ensure!(
        made["stated"] == 4,
        "money that moved outside, and that chain and keys are for development: {made}"
    );
    drop(world);

    let (code, envelope) = verdict(&file, &spec)?;
    ensure!(code == 0 && envelope["success"] == true, "{envelope:#}");
    ensure!(proved(&envelope, "authorities")[0]["set_changes"] == "1");
    let events = envelope["data"]["loan"]["events"]
        .as_array()
        .context("events")?
        .len();
    ensure!(
        proved(&envelope, "place").len() == events,
        "every event has its block"
    );
    let shown = proved(&envelope, "field");
    ensure!(
        shown.len() == 2 && shown.iter().any(|item| item["value"] == "张三"),
        "{shown:?}"
    );
    ensure!(
        proved(&envelope, "file").len() >= 3,
        "receipt and letter are attached"
    );
    ensure!(proved(&envelope, "agreement").len() == 2 && proved(&envelope, "clauses").len() == 1);
    ensure!(envelope["data"]["loan"]["status"] == "defaulted");

    // Another language, other libraries, the same answer.
    let heart = second_proof(&file, &spec)?;
    ensure!(heart["events"] == events && heart["set_changes"] == 1, "{heart}");
    ensure!(
        heart["digest"] == proved(&envelope, "terms")[0]["digest"],
        "{heart}"
    );

    // What the node's own client printed comes out again, to the byte, where there is no network.
    is_printed_again(&file, &spec, &envelope)?;

    // The same file under another chain's specification is refused by both.
    let other = directory.path().join("other.json");
    let changed =
        std::fs::read_to_string(&spec)?.replacen("\"stateRootHash\": \"0x", "\"stateRootHash\": \"0x00", 1);
    let root = changed.find("0x00").context("the root")?;
    let changed = format!("{}{}", &changed[..root + 66], &changed[root + 68..]);
    std::fs::write(&other, changed)?;
    let (code, envelope) = verdict(&file, &other)?;
    ensure!(
        code == 1 && envelope["error"]["code"] == "evidence_false",
        "{envelope:#}"
    );
    ensure!(!second_verdict(&file, &other)?.status.success());
    Ok(())
}

/// The certificate beside a file comes out of it again, to the byte, for its owner alone, and is evidence as the file is.
fn is_printed_again(file: &Path, spec: &Path, envelope: &Value) -> Result<()> {
    let printed = std::fs::read(file.with_extension("pdf"))?;
    let again = file.with_file_name("again.pdf");
    let args = [
        "verify",
        path(file),
        "--chain-spec",
        path(spec),
        "--pdf",
        path(&again),
    ];
    let output = without_network(&paths::binary("iou")?, &args)?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    ensure!(std::fs::read(&again)? == printed, "the two certificates differ");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&again)?.permissions());
    ensure!(mode & 0o777 == 0o600, "names are printed on it");
    let (code, inside) = verdict(&again, spec)?;
    ensure!(code == 0 && inside["data"]["inside"] == "pdf", "{inside:#}");
    ensure!(
        inside["data"]["items"] == envelope["data"]["items"],
        "the same file"
    );
    Ok(())
}

/// One file's story told in order, and long for that: each step adds to it.
#[test]
fn records_of_messages_and_an_outside_anchor_go_into_the_file_and_are_stated() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let number: u64 = loan.parse()?;
    let records = serde_json::json!({"success": true, "data": {
        "message": {"id": "be7406d1", "state": "delivered"},
        "notices": [{"loan": number}, {"loan": number + 1}],
        "body": {"text": "told-of-both"},
    }});
    let records = world.file("notices.json", &records.to_string())?;
    let directory = tempfile::tempdir()?;
    let at = |name: &str| directory.path().join(name);
    let (file, spec, proof) = (at("loan.iou"), at("spec.json"), at("proof.ots"));
    let args = ["evidence", &loan, "-o", path(&file), "--notices", &records];
    let made = world.iou.json(&args)?;
    write_spec(&world, &spec)?;

    // What OpenTimestamps gives for the digest that the program names, its calendars left out.
    let core = hex::decode(made["core"].as_str().context("core")?)?;
    let magic = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08";
    std::fs::write(&proof, [&magic[..], &core, &[0xF0, 1, 2]].concat())?;
    let add_to = [
        "evidence",
        "--add-to",
        path(&file),
        "--anchor",
        path(&proof),
        "-o",
    ];
    // A time-stamped file is not overwritten unasked.
    let unasked = world
        .iou
        .run(&[&["--json"], &add_to[..], &[path(&file)]].concat())?;
    ensure!(unasked.error(2)? == "file_exists");
    let anchored = world
        .iou
        .json(&[&add_to[..], &[path(&file), "--force"]].concat())?;
    ensure!(anchored["core"] == made["core"], "{anchored}");
    // What they say of another loan stays out, and so do records of others alone.
    let bytes = std::fs::read(&file)?;
    let has = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    ensure!(has(b"be7406d1") && !has(b"told-of-both"), "the records");
    let strange = world.file("strange.json", r#"{"message":{},"notices":[{"loan":99}]}"#)?;
    let nothing = at("strange.iou");
    let args = [
        "--json",
        "evidence",
        &loan,
        "-o",
        path(&nothing),
        "--notices",
        &strange,
    ];
    ensure!(world.iou.run(&args)?.error(1)? == "evidence_foreign");
    drop(world);

    let (code, envelope) = verdict(&file, &spec)?;
    ensure!(code == 0, "{envelope:#}");
    for check in ["notices", "anchor"] {
        let items = envelope["data"]["items"].as_array().context("items")?;
        let stated = items
            .iter()
            .filter(|item| item["check"] == check && item["verdict"] == "stated");
        ensure!(stated.count() == 1, "{check}: {envelope:#}");
    }
    // The core is of this file alone.
    let other = at("other.iou");
    std::fs::write(&proof, [&magic[..], &[7; 32], &[0xF0, 1, 2]].concat())?;
    let mut adding = Command::new(paths::binary("iou")?);
    let refused = adding.arg("--json").args(add_to).arg(&other).output()?;
    ensure!(
        !refused.status.success() && !other.exists(),
        "an anchor of something else was taken"
    );
    Ok(())
}

#[test]
fn the_sample_is_verified_from_the_files_of_the_repository_alone() -> Result<()> {
    let directory = paths::workspace_root()?.join("examples/evidence");
    let (file, spec) = (directory.join("sample.iou"), directory.join("chain-spec.json"));
    let (code, envelope) = verdict(&file, &spec)?;
    ensure!(code == 0, "{envelope:#}");
    ensure!(second_verdict(&file, &spec)?.status.success());
    // And each of a thousand changed bytes is noticed.
    let bytes = std::fs::read(&file)?;
    let genesis = Genesis::of_spec(&std::fs::read(&spec)?).map_err(|why| anyhow::anyhow!("{why}"))?;
    for at in (0..bytes.len()).step_by(bytes.len() / 1_000 + 1) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        ensure!(!verify::verify(&changed, &genesis).holds(), "byte {at}");
    }
    Ok(())
}

#[test]
fn a_raw_specification_of_the_node_gives_the_genesis_block_of_its_chain() -> Result<()> {
    let world = World::new()?;
    let node = paths::binary("iou-node")?;
    let raw = Command::new(node)
        .args(["export-chain-spec", "--chain", "dev", "--raw"])
        .output()?;
    let genesis = Genesis::of_spec(&raw.stdout).map_err(|why| anyhow::anyhow!("{why}"))?;
    let directory = tempfile::tempdir()?;
    let short = directory.path().join("short.json");
    write_spec(&world, &short)?;
    let short = Genesis::of_spec(&std::fs::read(short)?).map_err(|why| anyhow::anyhow!("{why}"))?;
    ensure!(genesis.hash == short.hash);
    Ok(())
}

#[test]
fn the_cells_that_are_read_are_those_of_the_contracts_metadata() -> Result<()> {
    let bundle: Value = serde_json::from_slice(&std::fs::read(deploy::contract::loan_bundle()?)?)?;
    let mut found = Vec::new();
    cells(&bundle["storage"], "", &mut found);
    let known: Vec<_> = cell::ALL
        .iter()
        .map(|(name, prefix)| ((*name).to_owned(), format!("0x{}", hex::encode(prefix))))
        .collect();
    ensure!(found == known, "{found:?}");
    Ok(())
}

#[test]
fn the_signature_of_every_step_that_changes_a_loan_is_looked_for_by_both_verifiers() -> Result<()> {
    // Those of offices, and of one's own money.
    const OF_NO_LOAN: [&str; 3] = ["publish_rate", "appoint", "withdraw"];
    let bundle: Value = serde_json::from_slice(&std::fs::read(deploy::contract::loan_bundle()?)?)?;
    let messages = bundle["spec"]["messages"].as_array().context("messages")?;
    let changes = |message: &&Value| message["mutates"] == true;
    let names = messages
        .iter()
        .filter(changes)
        .filter_map(|message| message["label"].as_str());
    let found: Vec<_> = names.filter(|name| !OF_NO_LOAN.contains(name)).collect();
    let (carriers, found): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|name| INTENT_MESSAGES.contains(name));
    ensure!(
        found == MESSAGES && carriers == INTENT_MESSAGES,
        "{found:?} {carriers:?}"
    );
    // Of each step an event tells that both look for; the second one's table of steps is compared with ours as docs are.
    let second = std::fs::read_to_string(paths::workspace_root()?.join("e2e-tests/verifier/verify.mjs"))?;
    for row in Action::STEPS {
        ensure!(
            second.contains(&format!("'{}'", row.name)),
            "{}: the second verifier does not know it",
            row.name
        );
    }
    for message in MESSAGES {
        ensure!(second.contains(&format!("'{message}'")), "{message}");
    }
    Ok(())
}

/// The root keys of the metadata's storage, by field.
fn cells(layout: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match layout {
        Value::Object(fields) => {
            if let Some(key) = fields.get("root_key").and_then(Value::as_str) {
                found.push((path.to_owned(), key.to_owned()));
            }
            let name = fields
                .get("name")
                .and_then(Value::as_str)
                .filter(|_| fields.contains_key("layout"));
            for (key, value) in fields {
                let below = match name {
                    Some(name) if key == "layout" && path.is_empty() => name.to_owned(),
                    Some(name) if key == "layout" => format!("{path}.{name}"),
                    _ => path.to_owned(),
                };
                cells(value, &below, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| cells(item, path, found)),
        _ => {}
    }
}
