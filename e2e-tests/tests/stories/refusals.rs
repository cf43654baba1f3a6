//! Bad input: a clear error, the right exit code, nothing submitted.

use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{ensure, Result};
use deploy::{
    contract,
    iou::Iou,
    node::{Node, NodeSettings},
};
use e2e_tests::world::{form, path, World, OFF_CHAIN};
use rexpect::session::spawn_command;

#[test]
fn wrong_amounts_parties_and_numbers_are_refused_before_anything_is_submitted() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let before = world.submissions()?;
    assert_eq!(
        world.refused("zhangsan", &["confirm", &loan])?,
        "contract_wrong_party"
    );
    assert_eq!(
        world.refused("lisi", &["confirm", &loan])?,
        "contract_no_such_report"
    );
    assert_eq!(
        world.refused("zhangsan", &["repay", &loan, "1.00"])?,
        "contract_wrong_settlement"
    );
    assert_eq!(
        world.refused("wangwu", &["report", &loan, "1.00"])?,
        "contract_not_a_party"
    );
    assert_eq!(world.refused("lisi", &["sign", "99"])?, "contract_no_such_loan");
    // A batch passes over a loan that there is not.
    assert_eq!(
        world.refused("lisi", &["due", &loan, "99"])?,
        "contract_nothing_to_announce"
    );
    assert_eq!(
        world.refused("lisi", &["due", &loan])?,
        "contract_nothing_to_announce"
    );
    assert_eq!(
        world.refused("lisi", &["default", &loan])?,
        "contract_not_in_default"
    );
    for (amount, code) in [
        ("1.234", "amount"),
        ("1,00", "amount"),
        ("0", "amount"),
        ("1e3", "amount"),
    ] {
        let run = world
            .iou
            .run(&["--account", "lisi", "-y", "--json", "report", &loan, amount])?;
        assert_eq!(run.error(2)?, code, "{amount}");
    }
    let run = world.iou.run(&[
        "--account",
        "lisi",
        "-y",
        "--json",
        "report",
        &loan,
        "1",
        "--on",
        "2026-02-30",
    ])?;
    assert_eq!(run.error(2)?, "argument");
    let run = world.iou.run(&["--json", "sign", "one"])?;
    assert_eq!(run.error(2)?, "usage");
    assert_eq!(world.submissions()?, before, "nothing of all that was submitted");
    Ok(())
}

#[test]
fn a_token_repayment_above_everything_owed_is_refused() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("lisi", e2e_tests::world::NATIVE)?;
    world.iou.step("zhangsan", &["sign", &loan])?;
    world.iou.step("lisi", &["deliver", &loan])?;
    assert_eq!(
        world.refused("zhangsan", &["repay", &loan, "50.000000000001"])?,
        "contract_repayment_too_large"
    );
    assert_eq!(
        world.refused("lisi", &["repay", &loan, "1"])?,
        "contract_wrong_party"
    );
    Ok(())
}

#[test]
fn a_malformed_form_names_its_field_and_submits_nothing() -> Result<()> {
    let world = World::new()?;
    let before = world.submissions()?;
    for (lines, field) in [
        (OFF_CHAIN.replace("6%", "12.5%"), "rate"),
        (OFF_CHAIN.replace("10000.00", "10000.001"), "amount"),
        (OFF_CHAIN.replace("CNY", "XXX"), "currency"),
        (format!("{OFF_CHAIN}\nstart = \"2020-01-01\""), "start"),
        (format!("{OFF_CHAIN}\nsign_within = \"200d\""), "sign_within"),
    ] {
        let form = world.file("bad.toml", &form(&lines))?;
        let run = world
            .iou
            .run(&["--account", "zhangsan", "-y", "--json", "new", &form])?;
        assert_eq!(run.error(2)?, "form");
        assert_eq!(run.envelope()?["error"]["details"]["field"], field);
        let chinese =
            world
                .iou
                .clone()
                .in_language("zh")
                .run(&["--account", "zhangsan", "-y", "new", &form])?;
        assert!(
            chinese.stderr.contains(field) && chinese.stderr.contains("没有提交"),
            "{}",
            chinese.stderr
        );
    }
    assert_eq!(world.submissions()?, before);
    Ok(())
}

#[test]
fn nothing_is_signed_without_a_yes() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    // No terminal and no -y.
    let run = world
        .iou
        .run_with(&["--account", "lisi", "--json", "sign", &loan], "y\n")?;
    assert_eq!(run.error(2)?, "prompt_required");
    // A terminal: Enter is No, and so is n; what is to be signed is shown in full.
    for answer in ["", "n"] {
        let mut command = world.iou.command()?;
        command
            .args(["--account", "lisi", "sign", &loan])
            .stdin(Stdio::inherit());
        let mut session = spawn_command(command, Some(60_000))?;
        session.exp_string("10000.00 CNY")?;
        session.exp_string("[y/N]")?;
        session.send_line(answer)?;
        session.exp_string("error")?;
        session.exp_eof()?;
    }
    assert_eq!(world.status(&loan)?, "proposed");
    Ok(())
}

/// Answers what is asked before `lisi` signs: the summary, and the section that is agreed to by itself.
fn answered(iou: &Iou, loan: &str, section: &str, answers: [&str; 2]) -> Result<()> {
    let mut command = iou.command()?;
    command
        .args(["--account", "lisi", "sign", loan])
        .stdin(Stdio::inherit());
    let mut session = spawn_command(command, Some(60_000))?;
    session.exp_string("[y/N]")?;
    session.send_line(answers[0])?;
    // The terminal's bytes are read one by one.
    let section: String = section.bytes().map(char::from).collect();
    session.exp_string(&section)?;
    session.exp_string("[y/N]")?;
    session.send_line(answers[1])?;
    session.exp_eof()?;
    Ok(())
}

#[test]
fn the_section_on_signed_requests_is_shown_and_agreed_to_by_itself_before_terms_are_signed() -> Result<()> {
    let world = World::new()?;
    let filled = world.file("form.toml", &form(OFF_CHAIN))?;
    let sent = world.submissions()?;
    // Silence is no agreement, and -y says yes to something else.
    let new = ["--account", "zhangsan", "-y", "--json", "new", &filled];
    assert_eq!(world.iou.run(&new)?.error(1)?, "clause_apart");
    let offer = world.home_path("offer.json");
    let offer = [&new[..], &["--intent", &offer]].concat();
    assert_eq!(world.iou.run(&offer)?.error(1)?, "clause_apart");
    assert_eq!(world.submissions()?, sent);
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let sign = ["--account", "lisi", "-y", "sign", &loan];
    for (lang, words) in [("en", "--agree-requests"), ("zh", "单独确认")] {
        let run = world.iou.clone().in_language(lang).run(&sign)?;
        ensure!(run.code == Some(1) && run.stderr.contains(words), "{run:?}");
    }
    // In either language the whole section is shown before the question.
    let chinese = world.iou.clone().in_language("zh");
    answered(&chinese, &loan, "提交人无代理权", ["y", ""])?;
    answered(&world.iou, &loan, "no power to act for the party", ["y", "n"])?;
    assert_eq!(world.status(&loan)?, "proposed");
    answered(&chinese, &loan, "民法典第140条", ["y", "是"])?;
    assert_eq!(world.status(&loan)?, "signed");
    // What is no signature of terms needs no such word.
    let deliver = world
        .iou
        .run(&["--account", "lisi", "-y", "--json", "deliver", &loan])?;
    let _ = deliver.data()?;
    Ok(())
}

#[test]
fn keys_bundles_and_chains_that_are_not_right_are_refused() -> Result<()> {
    let world = World::without_ledger()?;
    // A truncated bundle, and one whose code is not what it says.
    let bundle = std::fs::read_to_string(contract::loan_bundle()?)?;
    let truncated = world.file("truncated.contract", &bundle[..bundle.len() / 2])?;
    let deploy = |file: &str| {
        world
            .iou
            .run(&["--account", "deployer", "-y", "--json", "deploy", file])
    };
    assert_eq!(deploy(&truncated)?.error(2)?, "bundle");
    let hash = serde_json::from_str::<serde_json::Value>(&bundle)?["source"]["hash"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let forged = world.file(
        "forged.contract",
        &bundle.replace(&hash, &format!("0x{}", "11".repeat(32))),
    )?;
    assert_eq!(deploy(&forged)?.error(2)?, "bundle");
    // A wrong password.
    let wrong = world.file("wrong-password", "guess\n")?;
    let good = path(&contract::loan_bundle()?).to_owned();
    let run = world.iou.run(&[
        "--account",
        "deployer",
        "--password-file",
        &wrong,
        "-y",
        "--json",
        "deploy",
        &good,
    ])?;
    assert_eq!(run.error(2)?, "wrong_password");
    assert_eq!(world.submissions()?, 0);
    // Another chain than the profile's.
    let _ = world.iou.step("deployer", &["deploy", &good])?;
    let config = world.iou.home().join("iou.toml");
    let genesis = std::fs::read_to_string(&config)?;
    let line = genesis
        .lines()
        .find(|line| line.starts_with("genesis"))
        .unwrap_or_default()
        .to_owned();
    std::fs::write(
        &config,
        genesis.replace(&line, &format!("genesis = \"0x{}\"", "22".repeat(32))),
    )?;
    let run = world
        .iou
        .run(&["--account", "deployer", "-y", "--json", "list"])?;
    assert_eq!(run.error(2)?, "chain_mismatch");
    Ok(())
}

#[test]
fn a_node_that_is_down_or_stops_answering_is_an_error_in_bounded_time() -> Result<()> {
    let mut world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let before = world.submissions()?;
    // A listener that accepts and never answers.
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("ws://{}", listener.local_addr()?);
    let held = std::thread::spawn(move || {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept() {
            let mut byte = [0];
            // One byte proves that the client spoke; then silence.
            if stream.read_exact(&mut byte).is_ok() && held.len() < 3 {
                held.push(stream);
            }
        }
    });
    let silent = world.iou.clone().at(url);
    let run = silent.run(&[
        "--account",
        "lisi",
        "-y",
        "--json",
        "--timeout",
        "3",
        "sign",
        &loan,
    ])?;
    assert!(
        matches!(run.error(2)?.as_str(), "node_silent" | "node_unreachable"),
        "{run:?}"
    );
    drop(held);
    world.node.kill()?;
    let run = world
        .iou
        .run(&["--account", "lisi", "-y", "--json", "sign", &loan])?;
    assert_eq!(run.error(2)?, "node_unreachable");
    world.node.restart()?;
    assert_eq!(world.submissions()?, before);
    assert_eq!(world.status(&loan)?, "proposed", "nothing was lost");
    Ok(())
}

#[test]
fn a_key_that_everybody_knows_signs_nothing_on_a_chain_that_is_not_for_development() -> Result<()> {
    let home = tempfile::tempdir()?;
    let node = Node::start_with(NodeSettings {
        chain: Some("local".into()),
        arguments: vec!["--alice".into()],
        ..NodeSettings::default()
    })?;
    let iou = Iou::new(home.path(), node.url())?;
    let bundle = contract::loan_bundle()?;
    let run = iou.run(&["--suri", "//Alice", "-y", "--json", "deploy", path(&bundle)])?;
    assert_eq!(run.error(2)?, "dev_key_refused");
    let sent = iou.json(&["tx"])?;
    assert_eq!(sent["submissions"].as_array().map(Vec::len), Some(0));
    Ok(())
}

#[test]
fn a_contract_that_runs_other_code_than_the_profile_names_is_not_signed_at() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let marker = PathBuf::from(world.file("marker", "")?);
    let profile = marker.with_file_name("iou.toml");
    let settings = std::fs::read_to_string(&profile)?;
    let pinned = settings.lines().find(|line| line.starts_with("code_hash"));
    let pinned = pinned.expect("deploying pins the code");
    let settings = settings.replace(pinned, &format!("code_hash = \"0x{}\"", "11".repeat(32)));
    std::fs::write(&profile, settings)?;
    let before = world.submissions()?;
    let run = world
        .iou
        .run(&["--account", "lisi", "-y", "--json", "report", &loan, "1.00"])?;
    assert_eq!(run.error(2)?, "code_hash_mismatch");
    assert_eq!(world.submissions()?, before);
    Ok(())
}
