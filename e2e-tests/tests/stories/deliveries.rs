//! Money that comes in several parts, as two people live it: reported, acknowledged one by one, corrected, refused, repaid.

use anyhow::{ensure, Context, Result};
use e2e_tests::world::{World, OFF_CHAIN};
use serde_json::{json, Value};

/// A form for a loan in up to three parts, each within twenty days.
const IN_PARTS: &str = "deliveries = 3\ndeliver_within = \"20d\"\n";

fn signed(world: &World) -> Result<String> {
    let loan = world.propose("zhangsan", &format!("{IN_PARTS}{OFF_CHAIN}"))?;
    let _ = world.iou.step("lisi", &["sign", &loan])?;
    Ok(loan)
}

/// Number, amount and whether it is acknowledged, of each delivery.
fn deliveries(shown: &Value) -> Result<Vec<(u64, &str, bool)>> {
    let all = shown["deliveries"].as_array().context("deliveries")?;
    all.iter()
        .map(|one| {
            let number = one["delivery"].as_u64().context("a number")?;
            let amount = one["amount"].as_str().context("an amount")?;
            Ok((number, amount, one["acknowledged"] == true))
        })
        .collect()
}

#[test]
fn money_that_comes_in_parts_is_acknowledged_one_by_one_and_each_part_earns_from_its_day() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = signed(&world)?;
    let words = iou.run(&["show", &loan])?.stdout;
    ensure!(words.contains("up to 3, each acknowledged by itself"), "{words}");
    let words = iou.run(&["--lang", "zh", "show", &loan])?.stdout;
    ensure!(words.contains("至多 3 次，逐次确认"), "{words}");

    let _ = iou.step("lisi", &["deliver", &loan, "--amount", "4000.00"])?;
    let _ = iou.step("zhangsan", &["received", &loan])?;
    ensure!(world.show(&loan)?["received"] == "4000.00");
    world.advance("10d")?;
    // What is left is what is meant.
    let _ = iou.step("lisi", &["deliver", &loan])?;
    let shown = world.show(&loan)?;
    ensure!(deliveries(&shown)? == [(0, "4000.00", true), (1, "6000.00", false)]);
    ensure!(
        shown["received"] == "4000.00",
        "what nobody has acknowledged counts for nothing"
    );
    ensure!(
        shown["sums"]["stated"] == "6000.00" && shown["unanswered"][0]["number"] == 1,
        "{shown:#}"
    );
    let words = iou.run(&["show", &loan])?.stdout;
    ensure!(words.contains("no. 1: 6000.00 CNY"), "{words}");

    // Typed wrongly: taken back, reported anew under a number of its own.
    let _ = iou.step("lisi", &["retract", &loan, "1"])?;
    ensure!(world.refused("zhangsan", &["received", &loan, "1"])? == "contract_no_delivery");
    let _ = iou.step("lisi", &["deliver", &loan, "--amount", "5000.00"])?;
    let _ = iou.step("zhangsan", &["received", &loan, "2"])?;
    let shown = world.show(&loan)?;
    ensure!(shown["received"] == "9000.00" && shown["sums"]["stated"] == "0.00");
    // 4,000.00 for 90 days and 5,000.00 for 80 at 6 %: 59.178… + 65.753…
    ensure!(shown["schedule"][0]["interest"] == "124.93", "{shown:#}");
    let statement = iou.json(&["statement", &loan])?;
    let parts: Vec<&Value> = statement["lines"]
        .as_array()
        .context("lines")?
        .iter()
        .filter(|line| line["item"] == "delivered")
        .map(|line| &line["amount"])
        .collect();
    ensure!(parts == [&json!("4000.00"), &json!("5000.00")], "{statement:#}");

    world.advance("80d")?;
    let due = world.show(&loan)?["now"]["next_due"]["amount"].clone();
    ensure!(due == "9124.93", "{due}");
    let _ = iou.step("lisi", &["report", &loan, "9124.93"])?;
    ensure!(world.status(&loan)? == "settled");
    Ok(())
}

#[test]
fn what_does_not_fit_or_comes_too_late_is_refused_in_both_languages_with_what_to_do() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = signed(&world)?;
    let _ = iou.step("lisi", &["deliver", &loan, "--amount", "4000.00"])?;
    let too_much = ["deliver", &loan, "--amount", "6000.01"];
    ensure!(world.refused("lisi", &too_much)? == "contract_delivery_too_large");
    for _ in 0..2 {
        let _ = iou.step("lisi", &["deliver", &loan, "--amount", "1000.00"])?;
    }
    let fourth = ["deliver", &loan, "--amount", "1.00"];
    ensure!(world.refused("lisi", &fourth)? == "contract_too_many_deliveries");
    let _ = iou.step("zhangsan", &["received", &loan, "0"])?;
    ensure!(world.refused("lisi", &["retract", &loan, "0"])? == "contract_no_delivery");
    // A repayment that waits holds a further part up; one that counts ends it.
    let _ = iou.step("zhangsan", &["report", &loan, "100.00"])?;
    ensure!(world.refused("zhangsan", &["received", &loan, "1"])? == "contract_repayment_waits");
    let _ = iou.step("lisi", &["confirm", &loan])?;
    ensure!(world.refused("zhangsan", &["received", &loan, "1"])? == "contract_delivery_too_late");
    for (lang, said) in [("en", "The principal can grow no more"), ("zh", "本金不能再增加")] {
        let args = [
            "--lang",
            lang,
            "--account",
            "zhangsan",
            "-y",
            "received",
            &loan,
            "1",
        ];
        let run = iou.run(&args)?;
        ensure!(run.stderr.contains(said), "{run:?}");
    }
    // And the loan goes on as it is.
    ensure!(world.show(&loan)?["received"] == "4000.00");
    Ok(())
}

#[test]
fn a_form_that_asks_for_no_part_or_for_too_many_is_answered() -> Result<()> {
    let world = World::new()?;
    for count in ["0", "13", "\"many\""] {
        let lines = format!("deliveries = {count}\n{OFF_CHAIN}");
        let form = world.file("parts.toml", &e2e_tests::world::form(&lines))?;
        let run = world
            .iou
            .run(&["--account", "zhangsan", "-y", "--json", "new", &form])?;
        ensure!(run.stdout.contains("deliveries"), "{run:?}");
    }
    Ok(())
}
