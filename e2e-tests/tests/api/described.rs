//! The site held to its description by a tool of somebody else's (Schemathesis, e2e-tests/schemathesis): what it makes up from the
//! description, well formed and not, is sent to the real program, and each answer must be one that the description has: its
//! status, its media type, its form. The requests are the same each time; `IOU_FAULTS=long` (make faults) sends many more.

use std::process::Command;

use anyhow::{ensure, Context, Result};
use deploy::paths;
use e2e_tests::drafts::{sealed, seated, signed_body, signed_by_both, Link, Pages};
use e2e_tests::relay::{account, person, Desk};
use e2e_tests::service::{long, wait_until};
use iou_base::address;
use iou_evidence::draft::Purpose;
use serde_json::{json, Value};
use terms::Role;

/// Requests of each kind and operation, beside those that try its limits one by one.
const FEW: &str = "4";
const MANY: &str = "400";
/// A place for a box.
const LOCATOR: &str = "1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d";

#[test]
fn faults_whatever_is_asked_is_answered_as_the_description_says() -> Result<()> {
    let tool = paths::target_dir()?.join("tools/schemathesis/bin/schemathesis");
    if !tool.exists() {
        eprintln!(
            "*** NO SCHEMATHESIS ON THIS MACHINE (make modules): THE API WAS NOT HELD TO ITS DESCRIPTION ***"
        );
        return Ok(());
    }
    let pages = Pages::new(Desk::new("[limits]\nper_second = 1000\nburst = 1000")?)?;
    let _service = pages.start()?;
    let known = known(&pages)?;
    let own = paths::workspace_root()?.join("e2e-tests/schemathesis");
    let home = tempfile::tempdir()?;
    let (config, description) = (home.path().join("config.toml"), home.path().join("api.json"));
    std::fs::write(
        &config,
        std::fs::read_to_string(own.join("schemathesis.toml"))? + &known,
    )?;
    std::fs::write(&description, described(&pages)?.to_string())?;

    let output = Command::new(tool)
        .arg("--config-file")
        .arg(&config)
        .arg("run")
        .arg(&description)
        .args(["--url", &format!("http://127.0.0.1:{}", pages.port)])
        .args(["--max-examples", if long() { MANY } else { FEW }, "--no-color"])
        .current_dir(own)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .context("schemathesis")?;
    let told = String::from_utf8_lossy(&output.stdout);
    let faults = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{told}\n{faults}");
    ensure!(told.contains(" Coverage") && told.contains(" Fuzzing"), "{told}");
    // It goes on as before, for whoever asks for what is there.
    let loans = pages.ask("GET", "/v1/loans", "192.0.2.1", "")?;
    ensure!(
        loans.body["loans"].as_array().is_some_and(|all| all.len() == 2),
        "{loans:?}"
    );
    Ok(())
}

/// What there is to be asked for: two loans, a draft, a pair that was handed over, a box; as dictionaries of the tool.
fn known(pages: &Pages) -> Result<String> {
    let running = pages.desk.running(1)?;
    let link = Link::new("described", "creator", Role::Lender)?;
    let borrower = person("taker")?;
    let _view = seated(pages, &link, &borrower)?;
    let _signed = signed_by_both(pages, &link, &link.creator, &borrower)?;
    let recorded = pages.becomes(&link.id(), "recorded")?;
    let receipt = recorded["receipt"]["id"].as_str().context("a receipt")?;
    let open = Link::new("open", "creator", Role::Borrower)?;
    let _view = open.make(pages)?;

    let creator = address::show(account(&link.creator));
    let body = json!({"box": sealed(100), "counter": 1, "key": creator});
    let body = signed_body(Purpose::Box, &pages.host(), LOCATOR, &link.creator, body);
    let kept = pages.ask(
        "PUT",
        &format!("/v1/boxes/{LOCATOR}"),
        "192.0.2.1",
        &body.to_string(),
    )?;
    ensure!(kept.status == 201, "{kept:?}");
    wait_until("the index has both loans", || {
        let loans = pages.ask("GET", "/v1/loans?status=active", "192.0.2.1", "")?;
        Ok(loans.body["loans"].as_array().is_some_and(|all| !all.is_empty()))
    })?;
    let loan = recorded["receipt"]["loan"].as_u64().context("its number")?;
    let accounts = [creator, address::show(account(&pages.desk.borrower))];
    let lists = [
        ("loans", json!([running, loan, 2])),
        ("accounts", json!(accounts)),
        ("ids", json!([link.id(), open.id(), receipt])),
        ("locators", json!([LOCATOR])),
    ];
    let lists = lists.map(|(name, values)| format!("{name} = {{ values = {values} }}\n"));
    Ok(format!("\n[dictionaries]\n{}", lists.concat()))
}

/// The description as it is served, with an example of a form: what is made up is never one.
fn described(pages: &Pages) -> Result<Value> {
    let answer = pages.ask("GET", "/v1/openapi.json", "192.0.2.1", "")?;
    let mut description = answer.body;
    let form = json!({"lends": "lender", "amount": "10000", "rate": "6%", "term": "90 days"});
    for path in ["/v1/terms", "/v1/schedules"] {
        let body = &mut description["paths"][path]["post"]["requestBody"]["content"]["application/json"];
        ensure!(body.is_object(), "{path} takes no form");
        body["example"] = json!({ "form": form });
    }
    Ok(description)
}
