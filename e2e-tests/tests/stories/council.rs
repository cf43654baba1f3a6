//! What institutions do together, through the client: a council of four on a development chain.

use anyhow::{Context, Result};
use deploy::{
    contract,
    iou::Iou,
    node::{Node, NodeSettings},
    paths,
};
use e2e_tests::world::{form, hand_over, path, OFF_CHAIN};
use serde_json::{json, Value};
use std::{fs, process::Command};
use tempfile::TempDir;

const COUNCIL: [(&str, &str); 4] = [
    ("court", "//Alice"),
    ("notary", "//Bob"),
    ("arbitration", "//Charlie"),
    ("bank", "//Dave"),
];

/// A development chain whose council has four seats; the court's node alone writes blocks.
struct Council {
    node: Node,
    iou: Iou,
    home: TempDir,
}

impl Council {
    fn new() -> Result<Council> {
        let home = tempfile::Builder::new().prefix("iou-council-").tempdir()?;
        let spec = Command::new(paths::binary("iou-node")?)
            .args(["export-chain-spec", "--chain", "dev"])
            .output()?;
        let mut spec: Value = serde_json::from_slice(&spec.stdout)?;
        let members: Vec<String> = COUNCIL
            .iter()
            .map(|(_, uri)| address(uri))
            .collect::<Result<_>>()?;
        spec["genesis"]["runtimeGenesis"]["patch"]["membership"]["members"] = json!(members);
        let file = home.path().join("spec.json");
        fs::write(&file, spec.to_string())?;
        let node = Node::start_with(NodeSettings {
            chain: Some(path(&file).into()),
            arguments: vec!["--dev".into()],
            ..NodeSettings::default()
        })?;
        let iou = Iou::new(home.path(), node.url())?;
        for (name, uri) in COUNCIL
            .into_iter()
            .chain([("zhangsan", "//Eve"), ("lisi", "//Ferdie")])
        {
            let _ = iou.import(name, uri)?;
        }
        let _ = iou.json(&["config", "pin", "-y"])?;
        Ok(Council { node, iou, home })
    }

    /// The court proposes; the number of the motion.
    fn propose(&self, what: &[&str]) -> Result<String> {
        let data = self
            .iou
            .step("court", &[&["council", "propose"], what].concat())?;
        let number = data["motion"]["number"].as_u64();
        Ok(number.context("the number of a motion")?.to_string())
    }

    /// Three of four vote for a motion, and the fourth closes it.
    fn carry(&self, number: &str) -> Result<()> {
        for who in ["court", "notary", "arbitration"] {
            let _ = self.iou.step(who, &["council", "vote", number])?;
        }
        let closed = self.iou.step("bank", &["council", "close", number])?;
        assert_eq!(closed["motion"]["became"], "made", "{closed}");
        Ok(())
    }

    /// What `iou institution list` says of an institution.
    fn institution(&self, name: &str) -> Result<Value> {
        let data = self.iou.json(&["institution", "list"])?;
        let all = data["institutions"].as_array().context("institutions")?;
        let found = all.iter().find(|one| one["name"] == name);
        found.cloned().with_context(|| format!("{name} in {data}"))
    }

    fn file(&self, name: &str, contents: &[u8]) -> Result<String> {
        let file = self.home.path().join(name);
        fs::write(&file, contents)?;
        Ok(path(&file).into())
    }
}

fn address(uri: &str) -> Result<String> {
    Ok(iou_ledger::signer::Signer::from_uri(&uri.to_owned().into())?
        .account()
        .to_string())
}

#[test]
fn the_council_names_its_members_and_admits_and_dismisses_them() -> Result<()> {
    let council = Council::new()?;
    let certificate = council.file("notary.der", b"a certificate")?;
    let bob = address("//Bob")?;
    let number = council.propose(&["publish", &bob, "杭州市公证处", "--certificate", &certificate])?;
    let shown = council.iou.json(&["council", "show", &number])?;
    assert_eq!(shown["motions"][0]["threshold"], 3);
    assert_eq!(
        council.iou.step("bank", &["council", "vote", &number, "--no"])?["motion"],
        Value::Null
    );
    council.carry(&number)?;
    let notary = council.institution("杭州市公证处")?;
    assert_eq!(notary["account"], bob);
    assert_eq!(notary["member"], true);
    assert_eq!(notary["certificate"].as_str().map(str::len), Some(64), "{notary}");

    let number = council.propose(&["add", &address("//Eve")?])?;
    council.carry(&number)?;
    let number = council.propose(&["remove", &address("//Eve")?])?;
    let early = council
        .iou
        .run(&["--account", "court", "-y", "--json", "council", "close", &number])?;
    assert_eq!(early.error(1)?, "transaction_failed", "before enough have voted");
    // Of five members three are no longer enough.
    let _ = council.iou.step("bank", &["council", "vote", &number])?;
    council.carry(&number)?;
    let unknown = council
        .iou
        .run(&["--account", "court", "-y", "--json", "council", "vote", "99"])?;
    assert_eq!(unknown.error(1)?, "not_found");
    Ok(())
}

#[test]
fn a_motion_with_half_of_the_council_behind_it_is_not_carried() -> Result<()> {
    let council = Council::new()?;
    let number = council.propose(&["swap", &address("//Dave")?, &address("//Eve")?])?;
    for who in ["court", "notary"] {
        let _ = council.iou.step(who, &["council", "vote", &number])?;
    }
    for who in ["arbitration", "bank"] {
        let _ = council.iou.step(who, &["council", "vote", &number, "--no"])?;
    }
    let closed = council.iou.step("court", &["council", "close", &number])?;
    assert_eq!(closed["motion"]["became"], "rejected");
    Ok(())
}

/// A newcomer's account is empty, and to announce session keys costs a fee and a deposit.
#[test]
fn a_member_sends_a_newcomer_money_for_fees() -> Result<()> {
    let council = Council::new()?;
    let address = council.iou.import("chamber", "//Newcomer")?;
    let unasked = council
        .iou
        .run(&["--account", "court", "--json", "account", "send", "chamber", "10"])?;
    assert_eq!(unasked.error(2)?, "prompt_required", "nothing is sent unasked");
    for wrong in ["0", "ten", "0.0000000000001"] {
        let refused = council.iou.run(&[
            "--account",
            "court",
            "-y",
            "--json",
            "account",
            "send",
            "chamber",
            wrong,
        ])?;
        assert_eq!(refused.error(2)?, "amount", "{wrong}");
    }
    let _ = council
        .iou
        .step("court", &["account", "send", "chamber", "2.5"])?;
    let _ = council.iou.step("court", &["account", "send", &address, "1"])?;
    let _ = council.iou.step("chamber", &["council", "keys"])?;
    let too_much = council.iou.run(&[
        "--account",
        "chamber",
        "-y",
        "--json",
        "account",
        "send",
        "court",
        "3",
    ])?;
    assert_ne!(too_much.code, Some(0), "a deposit is held: {}", too_much.stdout);
    Ok(())
}

#[test]
fn institutions_attest_a_file_and_anybody_sees_who_did() -> Result<()> {
    let council = Council::new()?;
    let file = council.file("package.zip", b"an evidence package")?;
    let nobody = council.iou.json(&["institution", "attested", &file])?;
    assert_eq!(nobody["attested"], json!([]));
    for who in ["notary", "court"] {
        let _ = council
            .iou
            .step(who, &["institution", "attest", &file, "--kind", "evidence"])?;
    }
    let found = council.iou.json(&["institution", "attested", &file])?;
    let accounts: Vec<_> = found["attested"]
        .as_array()
        .context("a list")?
        .iter()
        .map(|one| one["account"].clone())
        .collect();
    assert_eq!(accounts, [address("//Bob")?, address("//Alice")?]);
    assert_eq!(found["attested"][1]["name"], "Development");
    assert_eq!(found["attested"][0]["kind"], "evidence");
    let digest = found["digest"].as_str().context("a digest")?;
    assert_eq!(
        council.iou.json(&["institution", "attested", digest])?["attested"],
        found["attested"]
    );
    for (who, code) in [("notary", "AlreadyAttested"), ("lisi", "NotAMember")] {
        let refused = council
            .iou
            .run(&["--account", who, "-y", "--json", "institution", "attest", &file])?;
        assert!(refused.stdout.contains(code), "{}", refused.stdout);
    }
    Ok(())
}

#[test]
fn a_validator_announces_new_session_keys_with_their_proof() -> Result<()> {
    let council = Council::new()?;
    let before = council.institution("Development")?;
    assert_eq!(before["session_keys"], true);
    let _ = council.iou.step("bank", &["council", "keys"])?;
    let shown = council.iou.json(&["institution", "list"])?;
    let bank = address("//Dave")?;
    let bank = shown["institutions"]
        .as_array()
        .and_then(|all| all.iter().find(|one| one["account"] == bank))
        .context("the bank")?;
    assert_eq!(
        bank["session_keys"], true,
        "the member validates once two sessions have begun"
    );
    Ok(())
}

#[test]
fn the_council_puts_in_a_new_runtime_and_a_loan_is_repaid_under_it() -> Result<()> {
    let council = Council::new()?;
    let iou = &council.iou;
    let bundle = contract::loan_bundle()?;
    let _ = iou.step("court", &["deploy", path(&bundle)])?;
    let form = council.file("form.toml", form(OFF_CHAIN).as_bytes())?;
    let data = iou.step("zhangsan", &["new", &form])?;
    let loan = data["loan"].as_u64().context("a loan")?.to_string();
    hand_over(iou, "zhangsan", &loan, "lender", "lisi")?;
    for (who, step) in [("lisi", "sign"), ("lisi", "deliver"), ("zhangsan", "received")] {
        let _ = iou.step(who, &[step, &loan])?;
    }
    let before = iou.json(&["show", &loan])?;

    let next = paths::binary("iou-node")?.with_file_name("wbuild/upgrade/next.wasm");
    let next = path(&next);
    let number = council.propose(&["upgrade", next])?;
    council.carry(&number)?;
    let _ = iou.step("lisi", &["council", "upgrade", next])?;
    // The new code is in force from the next block on.
    let _ = iou.json(&["dev", "advance", "1h"])?;

    let after = iou.json(&["show", &loan])?;
    assert_eq!(before["status"], "active");
    assert_eq!(
        (&after["status"], &after["digest"]),
        (&before["status"], &before["digest"])
    );
    let _ = iou.step("zhangsan", &["report", &loan, "4000.00"])?;
    let _ = iou.step("lisi", &["confirm", &loan])?;
    let total = |shown: &serde_json::Value| -> Result<f64> {
        Ok(shown["now"]["total"].as_str().context("a total")?.parse()?)
    };
    let paid = total(&after)? - total(&iou.json(&["show", &loan])?)?;
    assert_eq!(paid.round(), 4000.0);
    drop(council.node);
    Ok(())
}
