//! Money as it moves: what to transfer and by which memo code, who does not answer and for how long, and the page that says
//! that it is over.

use std::path::Path;

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::{collected, Collected};
use e2e_tests::world::{path, World, NATIVE, OFF_CHAIN};
use iou_base::memo::MemoCode;
use serde_json::{json, Value};

/// ¥10,000.00 at 6 % for 90 days, of which 9,500.00 arrive.
fn short(world: &World) -> Result<String> {
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let iou = &world.iou;
    let _ = iou.step("lisi", &["sign", &loan])?;
    let _ = iou.step("lisi", &["deliver", &loan, "--amount", "9500.00"])?;
    ensure!(world.show(&loan)?["sums"]["delivered_is"] == "reported");
    world.advance("2d")?;
    let waits = &world.show(&loan)?["unanswered"][0];
    ensure!(
        waits["what"] == "delivery" && waits["days"] == 2 && waits["by"] == "borrower",
        "{waits}"
    );
    let _ = iou.step("zhangsan", &["received", &loan])?;
    Ok(loan)
}

fn verify(world: &World, file: &Path, spec: &Path) -> Result<Value> {
    world
        .iou
        .json(&["verify", path(file), "--chain-spec", path(spec)])
}

#[test]
fn a_borrower_transfers_by_a_slip_is_not_answered_for_a_while_and_holds_a_certificate_of_settlement_in_the_end(
) -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = short(&world)?;
    let shown = world.show(&loan)?;
    ensure!(
        shown["sums"]
            == json!({"signed": "10000.00", "is_signed": true, "delivered": "9500.00", "delivered_is": "acknowledged", "stated": "0.00", "repaid": "0.00"}),
        "{}",
        shown["sums"]
    );
    let words = iou.run(&["show", &loan])?.stdout;
    ensure!(
        words.contains("Signed for 10000.00 CNY, delivered 9500.00 CNY: the principal is 9500.00 CNY"),
        "{words}"
    );

    // The slip: what settles the loan today, for the one due day asks for interest that is still to come; on that day it is what
    // it asks for. Its code is that of this loan and of no other.
    let slip = iou.json(&["pay-slip", &loan])?;
    let due = shown["schedule"][0]["due"].clone();
    ensure!(
        slip["amount"] == shown["now"]["total"] && slip["amount"] == slip["total"],
        "{slip}"
    );
    ensure!(slip["holds_until"] == slip["on"] && slip["due"] == due && slip["days_late"] == 0);
    let on_the_day = iou.json(&["pay-slip", &loan, "--on", due.as_str().context("a day")?])?;
    ensure!(
        on_the_day["amount"] == shown["now"]["next_due"]["amount"] && on_the_day["holds_until"] == due,
        "{on_the_day}"
    );
    for (option, value) in [("--on", "2020-01-01"), ("--payee", " "), ("--bank-account", "")] {
        let refused = iou.run(&["--json", "pay-slip", &loan, option, value])?;
        ensure!(refused.error(2)? == "argument", "{option}");
    }
    ensure!(slip["payee"].is_null() && slip["bank_account"].is_null() && slip["iban"].is_null());
    let memo: MemoCode = slip["memo"]
        .as_str()
        .context("a code")?
        .parse()
        .ok()
        .context("a memo code")?;
    // Nothing is said to a phone that nobody said here.
    ensure!(
        !slip["code"].as_str().is_some_and(|code| code.contains('—')),
        "{slip}"
    );
    let codes = MemoCode::find_in(slip["code"].as_str().context("a text")?);
    ensure!(codes == [memo], "{codes:?}");
    let kept = iou.step("zhangsan", &["pay-slip", &loan, "--private"])?;
    ensure!(kept["payee"] == "李四", "{kept}");
    let picture = world.home_path("slip.png");
    let _ = iou.json(&["pay-slip", &loan, "--png", &picture])?;
    let read = iou_intent::code::read(&std::fs::read(&picture)?);
    ensure!(read.is_ok_and(|texts| texts.len() == 1 && MemoCode::find_in(&texts[0]) == [memo]));
    let mistyped = iou.run(&["--json", "pay-slip", &loan, "--iban", "DE00"])?;
    ensure!(mistyped.error(2)? == "argument");

    // Late: the interest for the delay is in it, and grows by the day.
    world.advance("100d")?;
    let late = iou.json(&["pay-slip", &loan])?;
    ensure!(
        late["days_late"].as_u64() > Some(0) && late["holds_until"] == late["on"],
        "{late}"
    );
    let number = |text: &Value| {
        text.as_str()
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or_default()
    };
    ensure!(number(&late["amount"]) > number(&slip["amount"]), "{late}");
    // Nobody can print that it is over.
    ensure!(world.refused("zhangsan", &["settled", &loan])? == "not_settled");

    // Paid and reported; the lender is silent, and that is on record.
    let _ = iou.step("zhangsan", &["report", &loan, "all"])?;
    world.advance("6d")?;
    let listed = iou.json(&["--account", "zhangsan", "list"])?;
    let waits = &listed["loans"][0]["unanswered"][0];
    ensure!(
        waits["what"] == "repayment" && waits["days"] == 6 && waits["by"] == "lender",
        "{waits}"
    );
    ensure!(world.show(&loan)?["unanswered"][0] == *waits);
    let table = iou.run(&["--account", "zhangsan", "list"])?.stdout;
    ensure!(table.contains("Delivered") && table.contains("6 days"), "{table}");
    let statement = iou.json(&["statement", &loan])?;
    ensure!(
        statement["unanswered"][0] == *waits,
        "{}",
        statement["unanswered"]
    );
    let unconfirmed = iou.json(&["pay-slip", &loan])?["unconfirmed"].clone();
    ensure!(unconfirmed == waits["amount"]);
    let Collected {
        file,
        spec,
        directory,
    } = collected(&world, &loan)?;
    let report = verify(&world, &file, &spec)?;
    ensure!(
        report["loan"]["unanswered"][0] == *waits,
        "{}",
        report["loan"]["unanswered"]
    );
    ensure!(report["loan"]["sums"] == shown["sums"]);
    let words = iou
        .run(&["verify", path(&file), "--chain-spec", path(&spec)])?
        .stdout;
    ensure!(words.contains("unanswered by the lender for 6 days"), "{words}");

    // The lender answers; what was owed for the six days since the day of the transfer is not: it counts on that day.
    let _ = iou.step("lisi", &["confirm", &loan])?;
    ensure!(world.status(&loan)? == "settled");
    ensure!(world.refused("zhangsan", &["pay-slip", &loan])? == "nothing_owed");
    let settled = directory.path().join("settled.pdf");
    let args = [
        "settled",
        &loan,
        "--pdf",
        path(&settled),
        "--open",
        "lender.name",
        "--open",
        "borrower.name",
    ];
    let made = iou.step("zhangsan", &args)?;
    ensure!(
        made["status"] == "settled" && made["sums"]["repaid"] == late["amount"],
        "{made}"
    );
    let again = iou.run(&["--json", "settled", &loan, "--pdf", path(&settled)])?;
    ensure!(again.error(2)? == "file_exists", "nothing is overwritten");
    let report = verify(&world, &settled, &spec)?;
    let items = report["items"].as_array().context("items")?;
    let said: Vec<_> = items
        .iter()
        .filter(|item| item["check"] == "settlement")
        .collect();
    ensure!(said.len() == 1 && said[0]["verdict"] == "proved", "{said:?}");
    ensure!(report["inside"] == "pdf" && report["loan"]["status"] == "settled");
    ensure!(
        items.iter().any(|item| item["value"] == "李四"),
        "the names that were opened are in it"
    );
    Ok(())
}

#[test]
fn a_slip_in_euros_fills_in_a_transfer_and_a_loan_through_the_contract_has_none() -> Result<()> {
    let world = World::new()?;
    let loan = world.running_by(&OFF_CHAIN.replace("CNY", "EUR"))?;
    let iban = "FR14 2004 1010 0505 0001 3M02 606";
    let slip = world
        .iou
        .json(&["pay-slip", &loan, "--payee", "Li Si", "--iban", iban])?;
    ensure!(slip["code_format"] == "epc069-12", "{slip}");
    let lines: Vec<&str> = slip["code"].as_str().context("a text")?.split('\n').collect();
    let amount = format!("EUR{}", slip["amount"].as_str().context("an amount")?);
    let memo = slip["memo"].as_str().context("a code")?;
    let expected = [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        "Li Si",
        "FR1420041010050500013M02606",
        &amount,
        "",
        "",
        memo,
    ];
    ensure!(lines == expected, "{lines:?}");
    let long = "é".repeat(71);
    let refused = world
        .iou
        .run(&["--json", "pay-slip", &loan, "--payee", &long, "--iban", iban])?;
    ensure!(refused.error(2)? == "argument");
    // Without a name there is no such code.
    let text = world.iou.json(&["pay-slip", &loan, "--iban", iban])?;
    ensure!(text["code_format"] == "text", "{text}");
    let native = world.propose("lisi", NATIVE)?;
    let _ = world.iou.step("zhangsan", &["sign", &native])?;
    let _ = world.iou.step("lisi", &["deliver", &native])?;
    ensure!(world.show(&native)?["sums"]["delivered_is"] == "native");
    ensure!(world.refused("zhangsan", &["pay-slip", &native])? == "paid_on_chain");
    Ok(())
}
