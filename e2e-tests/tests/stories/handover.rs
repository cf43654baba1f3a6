//! Two people on two machines: the one who filled in the form hands the names over, the other signs what they see, and both
//! can prove the borrower's name.

use anyhow::{Context, Result};
use deploy::iou::Iou;
use e2e_tests::evidence::write_spec;
use e2e_tests::world::{form, path, World, OFF_CHAIN};
use serde_json::{json, Value};
use tempfile::TempDir;

/// 李四's machine: another directory, with the address of the same ledger.
fn other_machine(world: &World) -> Result<(Iou, TempDir)> {
    let home = tempfile::Builder::new().prefix("iou-lisi-").tempdir()?;
    let iou = Iou::new(home.path(), world.node.url())?;
    let _ = iou.import("lisi", "//Charlie")?;
    std::fs::copy(world.iou.home().join("iou.toml"), home.path().join("iou.toml"))?;
    Ok((iou, home))
}

/// A file that only its owner reads.
fn secret(world: &World, name: &str, line: &str) -> Result<String> {
    use std::os::unix::fs::PermissionsExt;
    let file = world.file(name, line)?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

fn refused(iou: &Iou, who: &str, args: &[&str], code: i32) -> Result<String> {
    iou.run(&[&["--account", who, "-y", "--json"], args].concat())?
        .error(code)
}

/// The values of the personal fields that a file of evidence proves.
fn proved(iou: &Iou, file: &str, spec: &str) -> Result<Vec<(String, String)>> {
    let report = iou.json(&["verify", file, "--chain-spec", spec])?;
    let items = report["items"].as_array().context("items")?;
    let fields = items.iter().filter(|item| item["check"] == "field");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(fields
        .map(|item| (text(&item["field"]), text(&item["value"])))
        .collect())
}

/// One story told in order, and long for that: each step needs the one before it.
#[test]
fn the_other_side_gets_the_names_before_it_signs_and_both_prove_the_borrowers_name() -> Result<()> {
    let world = World::new()?;
    let (lisi, home) = other_machine(&world)?;
    // 李四 is a name on 李四's machine alone: the form on 张三's has the address.
    let shown = lisi.json(&["account", "show", "lisi"])?;
    let address = shown["address"].as_str().context("an address")?;
    let filled = form(OFF_CHAIN).replace("account = \"lisi\"", &format!("account = \"{address}\""));
    let filled = world.file("form.toml", &filled)?;
    let zhangsan = &world.iou;
    let data = zhangsan.step("zhangsan", &["new", &filled])?;
    let loan = data["loan"].as_u64().context("a number")?.to_string();
    let earlier = zhangsan.step("zhangsan", &["new", &filled])?;
    let other = earlier["loan"].as_u64().context("a number")?.to_string();

    // Nobody signs what they cannot see, unless they say so.
    assert_eq!(refused(&lisi, "lisi", &["sign", &loan], 1)?, "fields_missing");

    let at = |name: &str| home.path().join(name);
    let (sent, picture) = (at("fields.txt"), at("fields.png"));
    let send = [
        "fields",
        "send",
        &loan,
        "-o",
        path(&sent),
        "--png",
        path(&picture),
    ];
    let _ = zhangsan.step("zhangsan", &send)?;
    let line = std::fs::read_to_string(&sent)?;
    assert!(
        !line.contains("张三") && line.starts_with("IOU:FIELDS:1:A:"),
        "{line}"
    );
    assert!(std::fs::read(&picture)?.starts_with(b"\x89PNG"));
    assert_eq!(refused(zhangsan, "zhangsan", &send, 2)?, "file_exists");
    let drawn = zhangsan.run(&["--account", "zhangsan", "fields", "send", &loan, "--qr"])?;
    assert!(
        drawn.stdout.contains('█') && drawn.stdout.lines().count() > 40,
        "{drawn:?}"
    );

    // Whoever it is not for reads nothing, whatever they do to it.
    let take = |iou: &Iou, who: &str, line: &str| -> Result<String> {
        let run = iou.run_with(&["--account", who, "--json", "fields", "take", "-"], line)?;
        run.error(1)
    };
    assert_eq!(take(zhangsan, "wangwu", &line)?, "handover_refused");
    assert_eq!(take(&lisi, "lisi", &line[..line.len() / 2])?, "handover_refused");
    // Of another loan they are those of that loan.
    let _ = lisi
        .run(&["--account", "lisi", "--json", "fields", "take", path(&sent)])?
        .data()?;
    assert_eq!(refused(&lisi, "lisi", &["sign", &other], 1)?, "fields_missing");

    // What is about to be signed shows the names.
    let run = lisi.run(&["--account", "lisi", "-y", "--agree-requests", "sign", &loan])?;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stderr.contains("borrower.name") && run.stderr.contains("张三"),
        "{}",
        run.stderr
    );
    let _ = lisi.step("lisi", &["deliver", &loan])?;
    let _ = zhangsan.step("zhangsan", &["received", &loan])?;

    let spec = at("spec.json");
    write_spec(&world, &spec)?;
    for (iou, who) in [(&lisi, "lisi"), (zhangsan, "zhangsan")] {
        let file = at(&format!("{who}.iou"));
        let args = ["evidence", &loan, "-o", path(&file), "--open", "borrower.name"];
        let _ = iou.step(who, &args)?;
        let expected = [("borrower.name".to_owned(), "张三".to_owned())];
        assert_eq!(proved(iou, path(&file), path(&spec))?, expected, "{who}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file)?.permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "a name is opened in it");
        }
    }
    Ok(())
}

#[test]
fn a_hand_over_may_leave_values_out_or_be_locked_with_a_passphrase_and_signing_blind_is_said() -> Result<()> {
    let world = World::new()?;
    let (lisi, _home) = other_machine(&world)?;
    let filled = world.file("form.toml", &form(OFF_CHAIN))?;
    let propose = || -> Result<String> {
        let data = world.iou.step("zhangsan", &["new", &filled])?;
        Ok(data["loan"].as_u64().context("a number")?.to_string())
    };
    let (loan, blind) = (propose()?, propose()?);
    let agreed = secret(&world, "agreed", "seven words\n")?;
    let send = ["fields", "send", &loan, "--withhold", "borrower.id_number"];
    let locked = [&send[..], &["--passphrase", "--passphrase-file", &agreed]].concat();
    let sent = world.iou.step("zhangsan", &locked)?;
    let line = sent["handover"].as_str().context("a line")?;
    assert_eq!(sent["locked"], "passphrase");
    let wrong = secret(&world, "wrong", "eight words\n")?;
    let take = |file: &str| {
        let args = [
            "--account",
            "lisi",
            "--json",
            "fields",
            "take",
            "-",
            "--passphrase-file",
            file,
        ];
        lisi.run_with(&args, line)
    };
    assert_eq!(take(&wrong)?.error(1)?, "handover_refused");
    let taken = take(&agreed)?.data()?;
    assert_eq!(taken["withheld"], json!(["borrower.id_number"]));
    assert_eq!(taken["clauses_known"], true);
    let run = lisi.run(&["--account", "lisi", "-y", "--agree-requests", "sign", &loan])?;
    assert!(
        run.code == Some(0) && run.stderr.contains("(withheld)"),
        "{run:?}"
    );
    // The rest can follow.
    let sent = world.iou.step("zhangsan", &["fields", "send", &loan])?;
    let line = sent["handover"].as_str().context("a line")?;
    let all = lisi
        .run_with(&["--account", "lisi", "--json", "fields", "take", "-"], line)?
        .data()?;
    assert_eq!(all["withheld"], json!([]));

    let run = lisi.run(&[
        "--account",
        "lisi",
        "-y",
        "--agree-requests",
        "sign",
        &blind,
        "--without-fields",
    ])?;
    assert!(run.code == Some(0) && run.stderr.contains("NOT SEEN"), "{run:?}");
    Ok(())
}
