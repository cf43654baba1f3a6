//! The page in a real browser: two people with a phone each, a passkey that a virtual authenticator simulates, and the service with its two hosts in front of a real
//! node. The stories themselves are e2e-tests/browser/stories.mjs; `hostile` is what others may try meanwhile. In `make test` the main story and a handful; `make faults`
//! or `IOU_PAGE=long` plays all of them.

mod hostile;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{ensure, Context, Result};
use deploy::paths;
use e2e_tests::bench::page::{PROMPTS, TAPS};
use e2e_tests::page::{is_there, long, numbers, script, Site};
use e2e_tests::world::path;
use serde_json::{json, Value};

#[test]
fn the_harness_counts_what_it_says_and_notices_what_it_must() -> Result<()> {
    if !is_there() {
        return Ok(());
    }
    let _said = script(&["--test", "harness.test.mjs"])?;
    Ok(())
}

#[test]
fn the_host_that_signs_loses_no_key_gives_no_number_of_one_away_twice_and_says_who_speaks() -> Result<()> {
    let _said = script(&["--test", "keyring.test.mjs", "drafts.test.mjs", "act.test.mjs"])?;
    Ok(())
}

#[test]
fn two_people_with_a_passkey_each_go_from_a_link_to_a_settled_loan_and_a_stranger_verifies_it() -> Result<()>
{
    if !is_there() {
        return Ok(());
    }
    let mut site = Site::start()?;
    let figures = site.story_with("with_passkeys", json!({}), |site, asked| {
        proves_passkeys(site, asked)
    })?;
    let figures = numbers(&figures);
    for who in ["lender", "borrower"] {
        let figure = |what: &str| figures[&format!("{who}_{what}")];
        assert!(figure("taps") <= TAPS, "{figures:?}");
        assert!(figure("prompts") <= PROMPTS, "{figures:?}");
    }
    let log = site.log();
    for secret in ["110101199003074258", "110101199003072033", "李四", "张三"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    // The same service, other people.
    let _figures = site.story("without_script", json!({}))?;
    let _figures = site.story("english_by_words", json!({}))?;
    // A certificate on paper, a reminder, a key's file: short ones.
    for story in ["paper", "reminds", "keystore_file"] {
        let _figures = site.story(story, json!({}))?;
    }
    Ok(())
}

/// What the passkeys of both signed, as they saved it: the program puts it into a file of evidence, where it is proved; and into none
/// where it is not asked to, or where it is of somebody else.
fn proves_passkeys(site: &Site, asked: &Value) -> Result<Value> {
    let loan = asked["loan"].to_string();
    let iou = &site.world.iou;
    let record = |who: &str| -> Result<String> {
        let text = asked["records"][who].as_str().context("a record")?;
        site.world.file(&format!("{who}.json"), text)
    };
    let (lender, borrower) = (record("lender")?, record("borrower")?);
    let name = |name: &str| iou.home().join(name);
    let make = |file: &Path, more: &[&str]| {
        let args = ["evidence", &loan, "-o", path(file), "--json"];
        iou.run(&[&args[..], more].concat())
    };
    let report = |file: &Path| iou.json(&["verify", path(file), "--chain-spec", path(&site.spec)]);
    let found = |report: &Value, verdict: &str| -> Vec<Value> {
        let items = report["items"]
            .as_array()
            .cloned()
            .unwrap_or_default()
            .into_iter();
        items
            .filter(|item| item["check"] == "passkey" && item["verdict"] == verdict)
            .collect()
    };

    let plain = name("plain.iou");
    let _made = make(&plain, &[])?.data()?;
    let without = report(&plain)?;
    ensure!(
        found(&without, "proved").is_empty() && found(&without, "stated").is_empty(),
        "nothing of a passkey is in a file by itself: {without:#}"
    );

    let both = name("both.iou");
    let _made = make(&both, &["--passkey", &lender, "--passkey", &borrower])?.data()?;
    let with = report(&both)?;
    let proved = found(&with, "proved");
    // Terms and delivery by the lender, terms and receipt by the borrower, the report of a repayment and its confirmation.
    ensure!(proved.len() == 6, "each of their requests: {proved:#?}");
    let origin = site.ports.signer_url();
    ensure!(proved.iter().all(|item| item["origin"] == origin), "{proved:#?}");
    let keys: BTreeSet<_> = proved.iter().map(|item| item["digest"].to_string()).collect();
    ensure!(keys.len() == 2 && found(&with, "stated").len() == 1, "{with:#}");
    for secret in ["张三", "李四"] {
        let bytes = std::fs::read(&both)?;
        let is_there = bytes.windows(secret.len()).any(|text| text == secret.as_bytes());
        ensure!(!is_there, "{secret} was not opened");
    }

    // The other verifier, which has another library.
    let program = paths::workspace_root()?.join("e2e-tests/verifier/verify.mjs");
    let second = Command::new("node")
        .args([path(&program), path(&both), path(&site.spec)])
        .output()?;
    ensure!(
        second.status.success(),
        "{}",
        String::from_utf8_lossy(&second.stderr)
    );
    let second: Value = serde_json::from_slice(&second.stdout)?;
    ensure!(
        second["passkeys"].as_array().map(Vec::len) == Some(6),
        "{second:#}"
    );

    // One that was changed, two of one side, one of another loan.
    let text = asked["records"]["lender"].as_str().context("a record")?;
    let bent = site
        .world
        .file("bent.json", &text.replacen("\"lender\"", "\"borrower\"", 1))?;
    let mut other: Value = serde_json::from_str(text)?;
    other["digest"] = "00".repeat(32).into();
    let other = site.world.file("other.json", &other.to_string())?;
    for files in [&[&bent][..], &[&lender, &lender], &[&other]] {
        let args: Vec<&str> = files.iter().flat_map(|file| ["--passkey", file]).collect();
        let refused = make(&name("refused.iou"), &args)?.error(2)?;
        ensure!(refused == "argument", "{refused}");
        ensure!(!name("refused.iou").exists());
    }
    Ok(json!("done"))
}

#[test]
fn faults_of_the_page_everything_else_that_people_do() -> Result<()> {
    if !is_there() || !long() {
        return Ok(());
    }
    let mut site = Site::start()?;
    for story in [
        "by_keyboard",
        "second_phone",
        "wechat",
        "dark_and_wide",
        "second_ways",
        "forgotten",
        "passkey_alone",
        "objects",
    ] {
        let _figures = site.story(story, json!({}))?;
    }
    // A wallet has one key, a file goes to another machine: what is signed there, the program signs.
    let _figures = site.story_with("wallet_and_file", json!({}), |site, asked| {
        let asked = &asked["sign"];
        let text = |name: &str| asked[name].as_str().context("a text");
        let iou = &site.world.iou;
        let _address = iou.import("elsewhere", text("uri")?)?;
        let file = site.world.file("to-sign.json", text("file")?)?;
        let signed = site.world.home_path("signed.json");
        let _said = iou.step("elsewhere", &["intent", "sign", &file, "-o", &signed])?;
        Ok(json!(signed))
    })?;
    Ok(())
}

#[test]
fn faults_of_the_page_two_processes_share_a_database_and_either_may_die_in_the_middle_of_a_draft(
) -> Result<()> {
    if !is_there() || !long() {
        return Ok(());
    }
    let mut site = Site::of_two()?;
    let _figures = site.story_with("replicas", json!({}), |site, asked| {
        let one = usize::from(asked["kill"] == 1);
        site.serve(1 - one)?;
        site.kill(one)?;
        Ok(json!("done"))
    })?;
    Ok(())
}
