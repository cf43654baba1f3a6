//! Signing without tokens on a real node: made on one machine, read on a second, signed on a third that has no network,
//! submitted from a fourth by somebody who has no part in the loan; and what is refused on each of them.

use std::process::Command;

use anyhow::{ensure, Context, Result};
use deploy::iou::{Iou, Run, YES};
use e2e_tests::world::{form, World, OFF_CHAIN};
use serde_json::Value;

/// Runs the program where there is no network, not even its own machine's.
fn unplugged(iou: &Iou, args: &[&str]) -> Result<Run> {
    let inner = iou.command()?;
    let mut command = Command::new("unshare");
    command
        .args(["--map-root-user", "--net", "--"])
        .arg(inner.get_program())
        .args(args);
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.current_dir(iou.home());
    let output = command.output().context("unshare")?;
    Ok(Run {
        shown: args.join(" "),
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value[name].as_str().with_context(|| format!("{name} in {value}"))
}

#[test]
fn a_step_is_made_read_signed_and_submitted_on_four_machines() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let lender = world.address("lisi")?;
    let (maker, _first) = world.machine()?;
    let (reader, _second) = world.machine()?;
    let (signer, _third) = world.machine()?;
    let _ = signer.import("lisi", "//Charlie")?;
    let shared = |name: &str| world.home_path(name);

    // 1: knows the lender's address, has a node and no key.
    let (step, codes) = (shared("step.json"), shared("step.png"));
    let make = [
        "--account",
        &lender,
        "intent",
        "make",
        &loan,
        "forgive",
        "amount=100",
    ];
    let made = maker.json(&[&make[..], &["-o", &step, "--png", &codes]].concat())?;
    ensure!(made["signed"] == false, "{made}");
    let id = text(&made, "intent")?.to_owned();
    let pictures: Vec<String> = made["files"]
        .as_array()
        .context("files")?
        .iter()
        .filter_map(Value::as_str)
        .filter(|name| name.ends_with(".png"))
        .map(str::to_owned)
        .collect();
    ensure!(pictures.len() > 1, "the terms take several codes: {pictures:?}");

    // 2: reads it without network, from the pictures in the wrong order.
    let mut show = vec!["intent", "show", "--json"];
    show.extend(pictures.iter().rev().map(String::as_str));
    let shown = unplugged(&reader, &show)?.data()?;
    ensure!(
        text(&shown, "id")? == id && text(&shown, "step")? == "forgive",
        "{shown}"
    );
    ensure!(text(&shown, "signer")? == lender, "{shown}");
    ensure!(shown["arguments"]["amount"]["shown"] == "100.00 CNY", "{shown}");
    ensure!(
        shown["unchecked"]
            .as_array()
            .is_some_and(|names| names.contains(&"standing".into())),
        "{shown}"
    );
    let words = unplugged(&reader, &["intent", "show", &step])?;
    for said in ["100.00 CNY", "Not checked", "forgive a part of the debt", &id] {
        ensure!(words.stdout.contains(said), "{said}: {words:?}");
    }

    // 3: signs it without network.
    let signed = shared("signed.json");
    let sign = [
        "--account",
        "lisi",
        "-y",
        "--json",
        "intent",
        "sign",
        &step,
        "-o",
        &signed,
    ];
    let done = unplugged(&signer, &sign)?;
    ensure!(done.stderr.contains("cannot be unsent"), "{done:?}");
    let done = done.data()?;
    ensure!(done["signed"] == true && text(&done, "intent")? == id, "{done}");

    // 4: somebody who has no part in the loan pays.
    let before = world.show(&loan)?;
    let submitted = world.iou.step("wangwu", &["intent", "submit", &signed])?;
    ensure!(submitted["became"][0] == "applied", "{submitted}");
    ensure!(submitted["events"][0]["event"] == "DebtForgiven", "{submitted}");
    let after = world.show(&loan)?;
    ensure!(before["now"] != after["now"], "{after}");
    // The same again does nothing, and says so.
    assert_eq!(
        world.refused("wangwu", &["intent", "submit", &signed])?,
        "contract_nothing_new"
    );
    Ok(())
}

#[test]
fn what_was_cut_edited_signed_by_another_or_made_elsewhere_is_refused_where_it_is_read() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let step = world.home_path("step.json");
    let _ = world
        .iou
        .step("lisi", &["forgive", &loan, "100", "--intent", &step])?;
    let json = std::fs::read_to_string(&step)?;
    let refused = |name: &str, contents: &str, exit: i32| -> Result<String> {
        let file = world.file(name, contents)?;
        let args = ["--account", "wangwu", "-y", "--json", "intent", "submit", &file];
        world.iou.run(&args)?.error(exit)
    };
    assert_eq!(refused("cut.json", &json[..json.len() / 2], 2)?, "intent_file");
    assert_eq!(
        refused("edited.json", &json.replace("\"forgive\"", "\"cancel\""), 2)?,
        "intent_file"
    );
    // The signature of somebody else.
    let value: Value = serde_json::from_str(&json)?;
    let (mut other, mut signature) = (value.clone(), text(&value, "signature")?.to_owned());
    signature.replace_range(2..4, if &signature[2..4] == "00" { "01" } else { "00" });
    other["signature"] = signature.into();
    assert_eq!(refused("forged.json", &other.to_string(), 2)?, "intent_file");
    // Another person's key signs nothing of it.
    let mut unsigned = value;
    let _ = unsigned.as_object_mut().context("an object")?.remove("signature");
    let file = world.file("unsigned.json", &unsigned.to_string())?;
    assert_eq!(
        world.refused("wangwu", &["intent", "sign", &file])?,
        "intent_other_key"
    );
    assert_eq!(
        world.refused("wangwu", &["intent", "submit", &file])?,
        "intents_apart"
    );
    // A profile of another chain.
    let config = world.iou.home().join("iou.toml");
    let settings = std::fs::read_to_string(&config)?;
    let genesis = settings
        .lines()
        .find(|line| line.starts_with("genesis"))
        .context("a pin")?;
    let foreign = settings.replace(genesis, &format!("genesis = \"0x{}\"", "ab".repeat(32)));
    std::fs::write(&config, foreign)?;
    assert_eq!(
        world.refused("lisi", &["intent", "sign", &file])?,
        "intent_elsewhere"
    );
    std::fs::write(&config, settings)?;
    // What moves money of the chain, and what needs nobody's signature.
    let make = ["intent", "make", &loan, "notify_due"];
    assert_eq!(world.refused("lisi", &make)?, "contract_not_an_intent");
    Ok(())
}

#[test]
fn what_was_signed_and_not_submitted_is_taken_back() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let file = |name: &str| world.home_path(name);
    let (step, back, signed) = (file("step.json"), file("back.json"), file("back-signed.json"));
    let _ = world
        .iou
        .step("lisi", &["forgive", &loan, "100", "--intent", &step])?;
    let _ = world
        .iou
        .step("lisi", &["intent", "make", &loan, "--skip", "-o", &back])?;
    let _ = world
        .iou
        .step("lisi", &["intent", "sign", &back, "-o", &signed])?;
    let done = world.iou.step("wangwu", &["intent", "submit", &signed])?;
    ensure!(done["became"][0] == "skipped", "{done}");
    assert_eq!(
        world.refused("wangwu", &["intent", "submit", &step])?,
        "contract_nothing_new"
    );
    // What is signed from now on has a number beyond.
    let again = file("again.json");
    let _ = world
        .iou
        .step("lisi", &["forgive", &loan, "100", "--intent", &again])?;
    let done = world.iou.step("wangwu", &["intent", "submit", &again])?;
    ensure!(done["became"][0] == "applied", "{done}");
    // Nothing is signed under a number that no skip would reach.
    let far = ["intent", "make", &loan, "forgive", "amount=1", "--nonce", "64"];
    assert_eq!(world.refused("lisi", &far)?, "intent_nonce");
    Ok(())
}

#[test]
fn two_offers_become_a_loan_and_neither_party_has_a_token() -> Result<()> {
    let world = World::new()?;
    let (lisi, _home) = world.machine()?;
    let lender = lisi.import("lisi", "//Lisi")?;
    let (zhangsan, _other) = world.machine()?;
    let borrower = zhangsan.import("zhangsan", "//Zhangsan")?;
    let filled = form(OFF_CHAIN)
        .replace("account = \"lisi\"", &format!("account = \"{lender}\""))
        .replace("account = \"zhangsan\"", &format!("account = \"{borrower}\""));
    let filled = world.file("form.toml", &filled)?;
    let file = |name: &str| world.home_path(name);
    let (offer, answer, fields) = (file("offer.json"), file("answer.json"), file("fields.txt"));
    let _ = zhangsan.step("zhangsan", &["new", &filled, "--intent", &offer])?;
    // An offer alone makes no loan, and nobody signs what they cannot see.
    assert_eq!(
        world.refused("wangwu", &["intent", "submit", &offer])?,
        "offer_alone"
    );
    let sign = ["--account", "lisi", "--json", "sign", "--offer", &offer];
    let sign = [&sign[..], &YES, &["--intent", &answer]].concat();
    assert_eq!(lisi.run(&sign)?.error(1)?, "fields_missing");
    let send = ["fields", "send", "--offer", &offer, "-o", &fields];
    let _ = zhangsan.step("zhangsan", &send)?;
    let _ = lisi.step("lisi", &["fields", "take", &fields, "--offer", &offer])?;
    let _ = lisi.run(&sign)?.data()?;
    let done = world.iou.step("wangwu", &["intent", "submit", &offer, &answer])?;
    let loan = done["loan"].as_u64().context("a number")?.to_string();
    assert_eq!(world.status(&loan)?, "signed");
    let shown = world.show(&loan)?;
    ensure!(shown["terms"]["lender"] == lender.as_str(), "{shown}");

    // The rest of its beginning, without a token on either side.
    let (deliver, received) = (file("deliver.json"), file("received.json"));
    let _ = lisi.step("lisi", &["deliver", &loan, "--intent", &deliver])?;
    let _ = world.iou.step("wangwu", &["intent", "submit", &deliver])?;
    let _ = zhangsan.step("zhangsan", &["received", &loan, "--intent", &received])?;
    let _ = world.iou.step("wangwu", &["intent", "submit", &received])?;
    assert_eq!(world.status(&loan)?, "active");
    Ok(())
}
