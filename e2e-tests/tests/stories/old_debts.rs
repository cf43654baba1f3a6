//! 补欠条: two people write down what moved between them before, sign it, and go on from there.

use anyhow::{ensure, Context, Result};
use e2e_tests::world::{form, World};
use serde_json::{json, Value};

/// 10,000.00 that came in two parts, 1,000.00 of it repaid between them; interest from the first day on.
const OLD_DEBT: &str = r#"
settlement = "off-chain"
currency = "CNY"
amount = "10000.00"
rate = "6%"
start = "2025-01-01"
due = "2035-01-01"

[[delivered]]
on = "2025-01-01"
amount = "6000.00"
receipt = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

[[delivered]]
on = "2026-03-01"
amount = "4000.00"

[[repaid]]
on = "2026-01-01"
amount = "1000.00"
"#;

#[test]
fn the_last_signature_makes_the_loan_over_what_moved_before() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = world.propose("zhangsan", OLD_DEBT)?;
    // Both read what moved, and what it comes to, before the second signs: 6,000.00 × 6 % for a year is 360.00, so the
    // repayment leaves 5,360.00; 59 days more are 51.98.
    let texts = iou.json(&["agreement", &loan, "--both"])?["texts"].clone();
    for (lang, name, said) in [
        (
            "en",
            "en",
            [
                "Old debt:",
                "the lender delivered CNY 6,000.00",
                "owes CNY 9,360.00",
                "51.98",
            ],
        ),
        ("zh", "zh-CN", ["补欠条：", "甲方交付", "尚欠本金", "51.98"]),
    ] {
        let text = texts[name].as_str().context("a text")?;
        ensure!(said.iter().all(|words| text.contains(words)), "{text}");
        let shown = iou.run(&["--lang", lang, "show", &loan])?.stdout;
        ensure!(shown.contains("51.98"), "{shown}");
    }
    let _ = iou.step("lisi", &["sign", &loan])?;
    ensure!(world.status(&loan)? == "active");
    let shown = world.show(&loan)?;
    let sums = &shown["sums"];
    ensure!(
        (&sums["delivered"], &sums["repaid"]) == (&json!("10000.00"), &json!("1000.00")),
        "{sums}"
    );
    let statement = iou.json(&["statement", &loan])?;
    let moved: Vec<&Value> = statement["lines"]
        .as_array()
        .context("lines")?
        .iter()
        .filter(|line| line["item"] == "delivered" || line["item"] == "paid")
        .map(|line| &line["from"])
        .collect();
    ensure!(
        moved == [&json!("2025-01-01"), &json!("2026-01-01"), &json!("2026-03-01")],
        "{statement:#}"
    );
    // Nothing is left to deliver; what is repaid from now on is reported as ever.
    ensure!(world.refused("lisi", &["deliver", &loan])? == "contract_wrong_state");
    let _ = iou.step("lisi", &["report", &loan, "500.00"])?;
    ensure!(world.show(&loan)?["sums"]["repaid"] == "1500.00");
    Ok(())
}

#[test]
fn an_old_debt_that_does_not_add_up_or_has_no_law_is_answered_in_both_languages() -> Result<()> {
    let world = World::new()?;
    let cases = [
        (
            "amount = \"10000.00\"",
            "amount = \"9000.00\"",
            "art. 670",
            "第670条",
        ),
        (
            "amount = \"1000.00\"",
            "amount = \"9000.00\"",
            "art. 557",
            "第557条",
        ),
        (
            "on = \"2025-01-01\"",
            "on = \"2015-08-31\"",
            "arts. 25 and 31",
            "第31条",
        ),
        (
            "on = \"2026-03-01\"",
            "on = \"2034-01-01\"",
            "first to last",
            "先后",
        ),
        (
            "due =",
            "deliver_within = \"7d\"\ndue =",
            "no time for delivery",
            "交付期限",
        ),
    ];
    for (right, wrong, english, chinese) in cases {
        let lines = OLD_DEBT.replace(right, wrong);
        let file = world.file("old.toml", &form(&lines))?;
        for (lang, said) in [("en", english), ("zh", chinese)] {
            let run = world
                .iou
                .run(&["--lang", lang, "--account", "zhangsan", "-y", "new", &file])?;
            ensure!(run.stderr.contains(said), "{wrong}: {run:?}");
        }
    }
    Ok(())
}
