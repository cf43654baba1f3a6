//! The contract as other people's programs see it: with nothing but the bundle, polkadot-js
//! (and cargo-contract, in `make compat`) use it on a real node. polkadot-js encodes whole
//! terms from plain JSON; that the chain then names the digest our own code computes shows
//! that both mean the same bytes.

use anyhow::{ensure, Context, Result};
use deploy::{contract, node::Node, paths};
use iou_base::sha256;
use iou_intent::wallet::{self, Form};
use iou_intent::IntentFile;
use iou_ledger::signer::Signer;
use secrecy::SecretString;
use serde_json::{json, Value};
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};
use subxt_signer::sr25519::{dev, Keypair};
use terms::intent::{self, Deed, Intent, VERSION};
use terms::sample::bullet;
use terms::{AccountId, Day, Terms, Timestamp, UtcOffset};

/// 10,000.00 CNY from //Alice to //Bob at 6 % for 90 days from today.
fn terms() -> Result<Terms> {
    let now = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let start = Day::of(Timestamp(now), UtcOffset::CHINA);
    let account = |who: Keypair| AccountId(who.public_key().0);
    let (lender, borrower) = (account(dev::alice()), account(dev::bob()));
    Ok(bullet(lender, borrower, start))
}

fn hex(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// The same terms as someone would write them for polkadot-js, with the ABI beside them.
fn as_plain_json(terms: &Terms) -> Value {
    let schedule: Vec<_> = terms
        .schedule
        .iter()
        .map(|each| {
            json!({
                "due": each.due.0,
                "principal": each.principal.minor().to_string(),
                "interest": each.interest.minor().to_string(),
            })
        })
        .collect();
    json!({
        "lender": hex(&terms.lender.0),
        "borrower": hex(&terms.borrower.0),
        "coBorrowers": [],
        "settlement": { "offChain": { "currency": hex(b"CNY"), "decimals": 2 } },
        "principal": terms.principal.minor().to_string(),
        "annualRate": 60_000,
        "overdueRate": null,
        "dayCount": "Act365",
        "bothEnds": false,
        "rounding": "Floor",
        "utcOffset": terms.utc_offset.0,
        "plan": { "method": "Bullet", "start": terms.plan.start.0, "every": { "days": 90 }, "periods": 1,
            "balloon": "0" },
        "schedule": schedule,
        "graceDays": 3,
        "acceleration": null,
        "lateFee": "0",
        "earlyRepayment": true,
        "jurisdiction": "PrcNaturalPersons",
        "guarantors": [],
        "arbiter": null,
        "signBy": terms.sign_by.0,
        "deliverBy": terms.deliver_by.0,
        "commitments": hex(&terms.commitments),
        "reference": hex(&terms.reference),
        "past": [],
        "answerDays": 0,
        "deliveries": 1,
    })
}

/// Alice proposes; the event and a query must name the digest computed here.
fn scenario(terms: &Terms) -> Value {
    let digest = hex(&terms.digest(sha256));
    json!({
        "constructor": { "name": "new", "args": ["genesis"] },
        "submit": { "message": "propose", "args": [as_plain_json(terms), null] },
        "event": { "name": "LoanProposed", "fields": {
            "loan": 0,
            "proposer": "Lender",
            "digest": digest,
            "after": { "status": "Proposed" },
        } },
        // A step of the loan: whose argument is an enum with fields of its own.
        "act": { "message": "act", "args": [0, { "Cancel": { "evidence": digest } }] },
        "acted": { "name": "LoanCancelled", "fields": {
            "loan": 0,
            "by": "Lender",
            "evidence": digest,
            "after": { "status": "Cancelled" },
        } },
        "query": { "message": "loan_by_digest", "args": [digest], "expect": 0 },
    })
}

fn compat_dir() -> Result<PathBuf> {
    Ok(paths::workspace_root()?.join("e2e-tests/compat"))
}

/// Runs a script and gives what it prints.
///
/// Errors: what it says on standard error, where it does not end well.
fn script(name: &str, program: PathBuf, args: &[&str], input: &str) -> Result<Vec<u8>> {
    let dir = compat_dir()?;
    ensure!(
        dir.join("node_modules").is_dir(),
        "polkadot-js is not installed: run `npm ci` in e2e-tests/compat (`make test` does)"
    );
    let mut child = Command::new("node")
        .arg(name)
        .arg(program)
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run `node` (Debian package nodejs): run `make setup`")?;
    // Dropped at the end of the statement, which ends the input.
    child
        .stdin
        .take()
        .context("was asked for")?
        .write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "{name}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

/// Runs compat.mjs and returns the line it prints.
fn polkadot_js(url: &str, scenario: &Value) -> Result<Value> {
    let args = [url, "-"];
    let line = script(
        "compat.mjs",
        contract::loan_bundle()?,
        &args,
        &scenario.to_string(),
    )?;
    Ok(serde_json::from_slice(&line)?)
}

#[test]
fn polkadot_js_instantiates_proposes_and_decodes_with_the_bundle_alone() -> Result<()> {
    let node = Node::start()?;
    let answer = polkadot_js(&node.url(), &scenario(&terms()?))?;
    assert_eq!(answer["success"], true);
    assert_eq!(answer["event"]["name"], "LoanProposed");
    Ok(())
}

#[test]
fn polkadot_js_disagrees_when_the_chain_says_something_else() -> Result<()> {
    let node = Node::start()?;
    let mut wrong = scenario(&terms()?);
    wrong["query"]["expect"] = json!(1);
    let error = polkadot_js(&node.url(), &wrong).unwrap_err().to_string();
    assert!(error.contains("loan_by_digest answers 0, not 1"), "{error}");
    Ok(())
}

#[test]
fn keystores_go_both_ways_between_iou_and_polkadot_js() -> Result<()> {
    let _said = script("keystore.mjs", paths::binary("iou")?, &[], "")?;
    Ok(())
}

/// An intent of whoever holds `uri`, and the text that a wallet is given to sign.
fn intent(signer: AccountId) -> Intent {
    Intent {
        version: VERSION,
        genesis: [7; 32],
        contract: AccountId([8; 32]),
        signer,
        not_before: Timestamp(1_790_000_000_000),
        not_after: Timestamp(1_790_086_400_000),
        deed: Deed::Skip {
            loan: 3,
            nonce: 1,
            to: 4,
        },
    }
}

#[test]
fn words_loan_keys_and_wallet_signatures_are_those_of_polkadot_js() -> Result<()> {
    let uri = "bottom drive obey lake curtain smoke basket hold race lonely fit walk//iou//0";
    let account = Signer::from_uri(&SecretString::from(uri))?.account();
    let intent = intent(AccountId(account.0));
    let message = intent::message(&intent.id(sha256));
    let input = json!({"uri": uri, "message": String::from_utf8(message.clone())?});
    let answer = script("keys.mjs", paths::binary("iou")?, &[], &input.to_string())?;
    let answer: Value = serde_json::from_slice(&answer)?;
    assert_eq!(answer["account"], hex(&account.0));
    for (name, form) in [("raw", Form::Raw), ("wrapped", Form::Wrapped)] {
        let digits = answer[name].as_str().context("a signature")?;
        let signature = wallet::parse(digits).map_err(|fault| anyhow::anyhow!("{name}: {fault:?}"))?;
        // Neither form passes for the other, nor for the signature of another intent or of somebody else.
        assert_eq!(wallet::form_of(&intent, &signature), Some(form), "{name}");
        let mut other = intent.clone();
        other.not_after.0 += 1;
        assert_eq!(wallet::form_of(&other, &signature), None, "{name}");
        other = intent.clone();
        other.signer = AccountId(dev::alice().public_key().0);
        assert_eq!(wallet::form_of(&other, &signature), None, "{name}");
        // As a file takes it, however the wallet writes it.
        let file = IntentFile::new(&intent, None, None).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        let with_kind = format!("0x01{}", digits.trim_start_matches("0x"));
        let signed = wallet::parse(&with_kind).and_then(|it| file.with_signature(it));
        assert_eq!(signed.map(|file| file.signature), Ok(Some(signature)), "{name}");
    }
    Ok(())
}

#[test]
#[ignore = "compiles cargo-contract for twenty minutes: `make compat` runs it"]
fn cargo_contract_reads_dry_runs_and_decodes_with_the_bundle_alone() -> Result<()> {
    let node = Node::start()?;
    // What it runs dry must still be possible: nobody cancels before.
    let mut proposed = scenario(&terms()?);
    proposed["act"] = Value::Null;
    let answer = polkadot_js(&node.url(), &proposed)?;
    let address = answer["address"]
        .as_str()
        .context("compat.mjs names the instance")?;
    let status = Command::new(compat_dir()?.join("cargo-contract.sh"))
        .arg(contract::loan_bundle()?)
        .args([&node.url(), address, "act", "0", "Cancel { evidence: None }"])
        .env("TOOLS", paths::target_dir()?.join("tools"))
        .status()?;
    ensure!(status.success(), "cargo-contract.sh: {status}");
    Ok(())
}
