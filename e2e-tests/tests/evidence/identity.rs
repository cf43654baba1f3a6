//! Who the borrower is, from the request to the last word: consent by itself, a verifier who is neutral, a service that lies, a file that
//! both verifiers prove, and two ways in which the verifier takes it back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::world::{path, World};
use serde_json::{json, Value};

use super::{both_prove, proved};

/// A service for as long as the test runs: `change` makes its answer of the honest one. Gives its address.
fn service(change: fn(&mut Value)) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    let _thread = std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream);
            let mut length = 0;
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
                line.clear();
            }
            let mut body = vec![0; length];
            let asked: Value = match reader.read_exact(&mut body) {
                Ok(()) => serde_json::from_slice(&body).unwrap_or_default(),
                Err(_) => continue,
            };
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let mut answer = json!({
                "schema": 1, "nonce": asked["nonce"], "subject": asked["subject"], "method": asked["method"],
                "outcome": "matched", "checked_at_ms": u64::try_from(now.as_millis()).unwrap_or_default(),
                "reference": "check-1",
            });
            change(&mut answer);
            let answer = answer.to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                answer.len()
            );
            let _sent = reader
                .get_mut()
                .write_all(head.as_bytes())
                .and_then(|()| reader.get_mut().write_all(answer.as_bytes()));
        }
    });
    Ok(address)
}

/// What is found of the identity in a file.
fn standing(envelope: &Value) -> Vec<(String, String)> {
    let items = envelope["data"]["items"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    items
        .filter(|item| item["check"] == "identity")
        .map(|item| (text(&item["verdict"]), text(&item["standing"])))
        .collect()
}

/// 王五 is a verifier; gives what 张三 asked for.
fn asked(world: &World, loan: &str, methods: &[&str], name: &str) -> Result<String> {
    let request = world.home_path(name);
    let methods: Vec<&str> = methods.iter().flat_map(|one| ["--method", *one]).collect();
    let args = [
        "identity",
        "request",
        loan,
        "--to",
        "wangwu",
        "--consent",
        "-o",
        &request,
    ];
    let made = world.iou.step("zhangsan", &[&args[..], &methods].concat())?;
    ensure!(
        made["fields"] == json!(["borrower.id_number", "borrower.name"]),
        "{made}"
    );
    let line = std::fs::read_to_string(&request)?;
    ensure!(
        line.starts_with("IOU:IDENTITY:1:A:") && !line.contains("张三"),
        "{line}"
    );
    Ok(request)
}

/// Requests and checks that come to nothing, each with its reason.
fn refused(world: &World, loan: &str, request: &str, report: &str) -> Result<()> {
    let out = world.home_path("none.json");
    let ask = ["identity", "request", loan, "--to", "wangwu", "-o", &out];
    ensure!(
        world.refused("zhangsan", &ask)? == "identity_consent",
        "-y is no consent"
    );
    let face = [&ask[..], &["--consent", "--method", "liveness"]].concat();
    ensure!(
        world.refused("zhangsan", &face)? == "identity_refused",
        "a face alone"
    );
    let issue = |methods: &[&'static str]| {
        let methods = methods.iter().flat_map(|one| ["--method", *one]);
        let args = ["identity", "issue", request, "--report", report, "-o", &out];
        args.into_iter()
            .chain(methods)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let by = |who: &str, methods: &[&'static str]| {
        let args = issue(methods);
        world.refused(who, &args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let documents = ["document", "in_person"];
    ensure!(by("wangwu", &documents)? == "contract_not_verifier");
    ensure!(by("lisi", &documents)? == "identity_refused", "sealed to another");
    ensure!(
        by("wangwu", &["certificate"])? == "identity_refused",
        "not agreed to"
    );
    ensure!(by("wangwu", &["liveness"])? == "identity_refused", "a face alone");
    ensure!(!std::path::Path::new(&out).exists(), "nothing is left of it");
    Ok(())
}

/// Answers of services that do not count.
fn lies(world: &World, request: &str) -> Result<()> {
    let out = world.home_path("lie.json");
    let changes: [fn(&mut Value); 5] = [
        |answer| answer["nonce"] = json!("00".repeat(32)),
        |answer| answer["subject"] = json!("00".repeat(32)),
        |answer| answer["checked_at_ms"] = json!(1),
        |answer| answer["outcome"] = json!("not_matched"),
        |answer| *answer = json!("yes"),
    ];
    for change in changes {
        let url = service(change)?;
        let args = [
            "identity",
            "issue",
            request,
            "--method",
            "network_id",
            "--service",
            &url,
            "-o",
            &out,
        ];
        ensure!(world.refused("wangwu", &args)? == "identity_answer");
    }
    Ok(())
}

#[test]
fn who_the_borrower_is_a_neutral_verifier_states_both_verifiers_prove_and_its_maker_takes_back() -> Result<()>
{
    let world = World::new()?;
    let iou = &world.iou;
    let loan = world.running()?;
    let report = world.file("report.txt", "seen in person, with the document")?;
    let request = asked(&world, &loan, &[], "request.txt")?;
    refused(&world, &loan, &request, &report)?;

    // A party is no verifier, whatever office it holds.
    let _ = iou.step("deployer", &["office", "appoint", "verifier", "lisi"])?;
    let to_lisi = world.home_path("to-lisi.txt");
    let args = [
        "identity",
        "request",
        &loan,
        "--to",
        "lisi",
        "--consent",
        "-o",
        &to_lisi,
    ];
    let _ = iou.step("zhangsan", &args)?;
    let by_lisi = world.home_path("by-lisi.json");
    let args = [
        "identity", "issue", &to_lisi, "--method", "call", "--report", &report, "-o", &by_lisi,
    ];
    ensure!(world.refused("lisi", &args)? == "contract_verifier_has_part");

    let _ = iou.step("deployer", &["office", "appoint", "verifier", "wangwu"])?;
    lies(&world, &request)?;
    let statement = world.home_path("statement.json");
    let args = [
        "identity",
        "issue",
        &request,
        "--method",
        "document",
        "--method",
        "in_person",
        "--report",
        &report,
        "-o",
        &statement,
    ];
    let _ = iou.step("wangwu", &args)?;
    // A second one, by what a service of the state's register found.
    let url = service(|_| ())?;
    let second = world.home_path("second.json");
    let args = [
        "identity",
        "issue",
        &request,
        "--method",
        "network_id",
        "--service",
        &url,
        "--days",
        "30",
        "-o",
        &second,
    ];
    let _ = iou.step("wangwu", &args)?;

    let shown = iou.json(&["identity", "show", &loan, "--statement", &statement])?;
    let says = &shown["statements"][0]["says"];
    ensure!(
        says["level"] == "document" && says["role"] == "borrower" && says["wrong"].is_null(),
        "{shown}"
    );
    let chinese = iou.run(&[
        "--lang",
        "zh",
        "identity",
        "show",
        &loan,
        "--statement",
        &statement,
    ])?;
    ensure!(
        chinese.stdout.contains("核验人") && chinese.stdout.contains("当面"),
        "{chinese:?}"
    );

    let directory = tempfile::tempdir()?;
    let spec = directory.path().join("spec.json");
    write_spec(&world, &spec)?;
    let collected = |name: &str| -> Result<(Value, Value)> {
        let file = directory.path().join(name);
        let args = [
            "evidence",
            &loan,
            "--open",
            "borrower.name",
            "--attach",
            &statement,
            "-o",
            path(&file),
        ];
        let _ = iou.step("zhangsan", &args)?;
        both_prove(&file, &spec)
    };
    let (envelope, second) = collected("stands.iou")?;
    let [item] = proved(&envelope, "identity")[..] else {
        anyhow::bail!("{envelope:#}")
    };
    ensure!(
        item["fields"] == "borrower.id_number, borrower.name" && item["tied"] == "yes",
        "{item}"
    );
    let told = second["identities"].as_array().context("identities")?;
    ensure!(told.len() == 2 && told[0]["role"] == "borrower", "{second}");
    ensure!(
        told[1]["role"].is_null() && told[1]["revoked"].is_null(),
        "{second}"
    );

    // Nobody else takes it back, and its maker does so in two ways.
    let revoke = |how: &'static str| vec!["identity", "revoke", &loan, &statement, how];
    for who in ["zhangsan", "lisi", "deployer"] {
        ensure!(world.refused(who, &revoke("--ended"))? == "contract_no_such_statement");
    }
    let _ = iou.step("deployer", &["office", "dismiss", "verifier", "wangwu"])?;
    let _ = iou.step("wangwu", &revoke("--ended"))?;
    ensure!(world.refused("wangwu", &revoke("--ended"))? == "contract_already_revoked");
    let stands = ("missing".to_owned(), "stands".to_owned());
    let (envelope, _) = collected("ended.iou")?;
    ensure!(
        standing(&envelope) == [("stated".to_owned(), "ended".to_owned()), stands.clone()],
        "{envelope:#}"
    );
    let _ = iou.step("wangwu", &revoke("--false-from-start"))?;
    let (envelope, second) = collected("void.iou")?;
    ensure!(
        standing(&envelope) == [("stated".to_owned(), "void".to_owned()), stands],
        "{envelope:#}"
    );
    ensure!(second["identities"][0]["revoked"]["how"] == "void", "{second}");

    // What is on record, and a consent that is too old.
    let shown = iou.json(&["identity", "show", &loan])?;
    ensure!(
        shown["statements"][0]["revoked"] == "void" && shown["statements"][1]["revoked"].is_null(),
        "{shown}"
    );
    world.advance("31d")?;
    let late = world.home_path("late.json");
    let args = [
        "identity", "issue", &request, "--method", "document", "--report", &report, "-o", &late,
    ];
    ensure!(world.refused("wangwu", &args)? == "identity_refused");
    Ok(())
}
