//! Loans under keys of their own: nobody sees whose they are, their owners' every step finds its key, and a machine that is lost
//! gives them back from a backup, or from the words alone.

use anyhow::{Context, Result};
use deploy::iou::{Iou, YES};
use e2e_tests::world::{form, path, World, OFF_CHAIN};
use serde_json::{json, Value};
use tempfile::TempDir;

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("a text")?.to_owned())
}

/// An empty machine on the same chain, with the same password file.
fn empty_machine(world: &World) -> Result<(Iou, TempDir)> {
    let home = tempfile::Builder::new().prefix("iou-anew-").tempdir()?;
    let iou = Iou::new(home.path(), world.node.url())?;
    deploy::paths::write_secret(&iou.password_file(), "correct horse battery staple\n")?;
    Ok((iou, home))
}

fn numbers(iou: &Iou, who: &str) -> Result<Vec<Value>> {
    let list = iou.json(&["--account", who, "list"])?;
    let loans = list["loans"].as_array().context("loans")?;
    Ok(loans.iter().map(|loan| loan["loan"].clone()).collect())
}

/// A loan of 赵, who lends, to the next loan key of 钱, proposed by 赵 with a key of its own. Both keys get money for fees from
/// a stranger. Returns its number.
fn propose(world: &World, expected: &str) -> Result<String> {
    let iou = &world.iou;
    let borrower = text(&iou.json(&["account", "loan-key", "qian"])?["address"])?;
    let filled = form(OFF_CHAIN)
        .replace("\"lisi\"", "\"zhao\"")
        .replace("\"zhangsan\"", &format!("\"{borrower}\""));
    let filled = world.file("form.toml", &filled)?;
    let new = [
        &["--account", "zhao", "--json"],
        &YES[..],
        &["new", &filled, "--loan-key"],
    ]
    .concat();
    let sent = world.submissions()?;
    let poor = iou.run(&new)?;
    let said: Value = serde_json::from_str(&poor.stdout)?;
    assert_eq!(said["error"]["code"], "loan_key_poor", "{said}");
    assert_eq!(said["error"]["details"]["number"], expected);
    assert_eq!(world.submissions()?, sent);
    for address in [&text(&said["error"]["details"]["address"])?, &borrower] {
        let _ = iou.step("deployer", &["account", "send", address, "100"])?;
    }
    let data = iou.run(&new)?.data()?;
    let loan = data["loan"].as_u64().context("a number")?.to_string();
    let line = text(&iou.step("zhao", &["fields", "send", &loan])?["handover"])?;
    let take = ["--account", "qian", "--json", "fields", "take", "-"];
    let _ = iou.run_with(&take, &line)?.data()?;
    Ok(loan)
}

#[test]
fn loans_under_keys_of_their_own_do_not_link_and_come_back_from_a_backup_and_from_the_words() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let words = text(&iou.json(&["account", "new", "zhao", "--words", "chinese"])?["phrase"])?;
    let _ = iou.json(&["account", "new", "qian"])?;

    let first = propose(&world, "0")?;
    for (who, step) in [("qian", "sign"), ("zhao", "deliver"), ("qian", "received")] {
        let _ = iou.step(who, &[step, &first])?;
    }
    let _ = iou.step("qian", &["report", &first, "4000.00"])?;
    let _ = iou.step("zhao", &["confirm", &first])?;
    let second = propose(&world, "1")?;
    let _ = iou.step("qian", &["sign", &second])?;

    // Everybody reads four accounts in two loans, and neither 赵's nor 钱's own.
    let mut seen = Vec::new();
    for loan in [&first, &second] {
        let shown = world.show(loan)?;
        let terms = &shown["terms"];
        seen.extend([text(&terms["lender"])?, text(&terms["borrower"])?]);
    }
    for who in ["zhao", "qian"] {
        let own = text(&iou.json(&["account", "show", who])?["address"])?;
        assert!(!seen.contains(&own));
        assert_eq!(iou.json(&["list", &own])?["loans"], json!([]));
        assert_eq!(numbers(iou, who)?, [json!(0), json!(1)]);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 4);

    // From a backup: accounts, lists of keys, names and salts, and the contract's address.
    let backup = world.home_path("all.iou-backup");
    let passphrase = world.file("passphrase", "five words of mine\n")?;
    let _ = iou.json(&["backup", &backup, "--passphrase-file", &passphrase])?;
    let (anew, _home) = empty_machine(&world)?;
    let _ = anew.json(&["restore", &backup, "--passphrase-file", &passphrase])?;
    assert_eq!(numbers(&anew, "zhao")?, [json!(0), json!(1)]);
    let shown = anew.json(&["--account", "qian", "show", &first, "--private"])?;
    assert_eq!(shown["private"]["borrower.name"], "张三");
    let _ = anew.step("qian", &["report", &first, "all"])?;
    let _ = anew.step("zhao", &["confirm", &first])?;
    assert_eq!(world.status(&first)?, "settled");

    // From the words alone: the settings say which contract, the chain which keys were used.
    let (bare, home) = empty_machine(&world)?;
    std::fs::copy(iou.home().join("iou.toml"), home.path().join("iou.toml"))?;
    let _ = bare.import("zhao", &words)?;
    let scanned = bare.json(&["account", "scan", "zhao"])?;
    let used: Vec<_> = scanned["used"]
        .as_array()
        .context("used")?
        .iter()
        .map(|key| key["number"].clone())
        .collect();
    assert_eq!((used, &scanned["next"]), (vec![json!(0), json!(1)], &json!(2)));
    assert_eq!(numbers(&bare, "zhao")?, [json!(0), json!(1)]);
    let kept = path(home.path()).to_owned();
    assert!(std::path::Path::new(&kept).join("keystores/zhao.keys").exists());
    Ok(())
}
