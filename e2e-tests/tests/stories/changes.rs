//! What can happen to a loan that runs: changed, sold, forgiven, demanded, disputed, guaranteed, witnessed; and what the
//! record says afterwards.

use anyhow::{Context, Result};
use e2e_tests::world::{form, hand_over, World, NATIVE, OFF_CHAIN};
use serde_json::Value;

/// One life told in order, and long for that: each figure rests on the steps before it.
#[test]
fn level_instalments_are_agreed_extended_and_accounted_for_line_by_line() -> Result<()> {
    let world = World::new()?;
    // 12 % by act/360 earns 12.17 % in a year of 365 days: more than four times the LPR allows.
    let loan = world.running_by(
        r#"
settlement = "off-chain"
currency = "CNY"
amount = "6000.00"
rate = "12%"
method = "equal-instalments"
every = "30d"
periods = 6
day_count = "act/360"
rounding = "half-even"
late_fee = "20.00"
law = "none"
rate_cap = "13%"
"#,
    )?;
    let shown = world.show(&loan)?;
    // 1 % for each 30 days: the annuity of 6,000.00 over six periods is 1,035.29.
    assert_eq!(shown["schedule"][0]["total"], "1035.29");
    assert_eq!(shown["schedule"][0]["interest"], "60.00");

    world.advance("30d")?;
    world.iou.step("lisi", &["report", &loan, "1035.29"])?;
    assert_eq!(world.show(&loan)?["now"]["principal"], "5024.71");

    // The borrower asks for more time; only the lender can agree, and once.
    let ask = [
        "amend",
        &loan,
        "--method",
        "interest-only",
        "--every",
        "30d",
        "--periods",
        "3",
        "--rate",
        "9%",
    ];
    world.iou.step("zhangsan", &ask)?;
    assert_eq!(
        world.refused("zhangsan", &["accept", &loan])?,
        "contract_already_signed"
    );
    assert_eq!(
        world.refused("wangwu", &["accept", &loan])?,
        "contract_not_a_party"
    );
    world.iou.step("lisi", &["accept", &loan])?;
    assert_eq!(
        world.refused("lisi", &["accept", &loan])?,
        "contract_no_amendment"
    );
    let shown = world.show(&loan)?;
    assert_eq!(shown["terms"]["annual_rate"], "9.00%");
    // 5,024.71 at 9 % for 30 of 360 days.
    assert_eq!(shown["schedule"][0]["interest"], "37.69");
    assert_eq!(shown["schedule"][2]["principal"], "5024.71");

    // The first of them is missed by ten days: a fee, but no overdue principal that it could rest on.
    world.advance("40d")?;
    let statement = world.iou.json(&["statement", &loan])?;
    let lines = statement["lines"].as_array().context("lines")?;
    let items: Vec<&str> = lines.iter().filter_map(|line| line["item"].as_str()).collect();
    assert_eq!(
        items,
        [
            "delivered",
            "interest",
            "fell-due",
            "paid",
            "amended",
            "interest",
            "fell-due",
            "interest",
            "late"
        ]
    );
    assert_eq!(lines[1]["formula"], "6000.00 × 12.00% × 30 ÷ 360");
    assert_eq!(lines[1]["amount"], "60.00");
    assert_eq!(lines[3]["payment"]["principal"], "975.29");
    assert_eq!(lines[5]["formula"], "5024.71 × 9.00% × 30 ÷ 360");
    assert_eq!(statement["balance"]["total"], world.show(&loan)?["now"]["total"]);
    let csv = world.iou.run(&["statement", &loan, "--csv"])?;
    assert_eq!(csv.stdout.lines().count(), lines.len() + 1);
    let people = world.iou.run(&["statement", &loan])?;
    assert!(
        people.stdout.contains("6000.00 × 12.00% × 30 ÷ 360"),
        "{}",
        people.stdout
    );

    // An earlier day is an earlier account.
    let first = lines[0]["from"].as_str().unwrap_or_default();
    let then = world.iou.json(&["statement", &loan, "--on", first])?;
    assert_eq!(then["balance"]["total"], "6000.00");
    Ok(())
}

#[test]
fn a_claim_is_sold_in_parts_and_all_holders_withdraw_their_own() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("lisi", NATIVE)?;
    world.iou.step("zhangsan", &["sign", &loan])?;
    world.iou.step("lisi", &["deliver", &loan])?;
    let wrong = ["assign", &loan, "lisi=600000", "wangwu=399999"];
    assert_eq!(world.refused("lisi", &wrong)?, "contract_bad_parts");
    world
        .iou
        .step("lisi", &["assign", &loan, "lisi=600000", "wangwu=400000"])?;
    assert_eq!(
        world.show(&loan)?["holders"].as_array().map(Vec::len),
        Some(1),
        "an offer changes nothing"
    );
    world.iou.step("wangwu", &["accept", &loan])?;
    assert_eq!(world.show(&loan)?["holders"][1]["ppm"], 400_000);
    let listed = world.iou.json(&["list", "wangwu"])?;
    assert_eq!(listed["loans"].as_array().map(Vec::len), Some(1));

    world.iou.step("zhangsan", &["repay", &loan, "10.000000000001"])?;
    // 6,000,000,000,000.6 and 4,000,000,000,000.4 units: the larger remainder gets the last unit.
    let first = world.iou.step("lisi", &["withdraw"])?;
    let second = world.iou.step("wangwu", &["withdraw"])?;
    assert_eq!(first["amount"], "6.000000000001");
    assert_eq!(second["amount"], "4.000000000000");
    assert_eq!(
        world.refused("lisi", &["forgive", &loan, "1"])?,
        "contract_several_holders"
    );
    Ok(())
}

#[test]
fn a_debt_is_forgiven_in_part_demanded_acknowledged_and_the_clock_of_limitation_runs() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    world.iou.step("lisi", &["forgive", &loan, "1000.00"])?;
    assert_eq!(world.show(&loan)?["now"]["principal"], "9000.00");
    assert_eq!(
        world.refused("zhangsan", &["forgive", &loan, "1.00"])?,
        "contract_wrong_party"
    );

    world.advance("100d")?;
    let clock = |world: &World| world.iou.json(&["limitation", &loan]);
    assert_eq!(clock(&world)?["cause"], "last-due-day");
    let letter = world.file("letter.txt", "please pay")?;
    let arrived = world.file("arrived.txt", "signed for")?;
    let send = ["demand", &loan, "--message", &letter, "--channel", "letter"];
    world.iou.step("lisi", &send)?;
    assert_eq!(
        clock(&world)?["cause"],
        "last-due-day",
        "nobody knows whether it arrived"
    );
    world
        .iou
        .step("lisi", &[&send[..], &["--receipt", &arrived]].concat())?;
    assert_eq!(clock(&world)?["cause"], "demand");
    assert_eq!(clock(&world)?["from"], world.show(&loan)?["now"]["day"]);
    assert_eq!(world.refused("wangwu", &send)?, "contract_not_holder");
    let to_come = [&send[..], &["--receipt", &arrived, "--arrived", "2999-12-31"]].concat();
    assert_eq!(world.refused("lisi", &to_come)?, "contract_arrival_day");

    // More than three years later the claim is barred, until the borrower acknowledges it.
    world.advance("1100d")?;
    assert_eq!(clock(&world)?["expired"], true);
    world
        .iou
        .step("lisi", &[&send[..], &["--receipt", &arrived]].concat())?;
    assert_eq!(clock(&world)?["expired"], true, "a demand comes too late");
    world.iou.step("zhangsan", &["ack", &loan])?;
    let after = clock(&world)?;
    assert_eq!(
        (&after["expired"], &after["cause"]),
        (&false.into(), &"acknowledgement".into())
    );
    Ok(())
}

#[test]
fn a_dispute_holds_the_mark_of_default_until_the_arbiter_whom_both_named_has_ruled() -> Result<()> {
    let world = World::new()?;
    let lines = format!("{OFF_CHAIN}\narbiter = \"wangwu\"\n");
    let loan = world.running_by(&lines)?;
    world.advance("94d")?;
    world.iou.step("zhangsan", &["dispute", &loan])?;
    assert_eq!(world.refused("lisi", &["default", &loan])?, "contract_disputed");
    let rule = ["resolve", &loan, "--credit", "4000.00", "--costs", "150.00"];
    assert_eq!(world.refused("lisi", &rule)?, "contract_not_arbiter");
    world.iou.step("wangwu", &rule)?;
    let now = &world.show(&loan)?["now"];
    // Of what is found to be paid, the new costs come first [CC 561].
    assert_eq!(now["costs"], "0.00");
    world.iou.step("lisi", &["default", &loan])?;
    assert_eq!(world.status(&loan)?, "defaulted");
    let record = world.iou.json(&["credit", "zhangsan"])?;
    assert_eq!(
        (&record["outstanding"], &record["defaulted"]),
        (&1.into(), &1.into())
    );

    world.iou.step("lisi", &["report", &loan, "all"])?;
    let record = world.iou.json(&["credit", "zhangsan"])?;
    assert_eq!(
        (&record["agreed"], &record["settled_late"], &record["outstanding"]),
        (&1.into(), &1.into(), &0.into())
    );
    Ok(())
}

#[test]
fn a_guarantor_is_bound_by_what_was_signed_and_by_no_later_change_that_was_not() -> Result<()> {
    let world = World::new()?;
    let guarantor = "[[guarantor]]\naccount = \"wangwu\"\nname = \"王五\"\njoint = true\nmonths = 12\n";
    let path = world.file("guaranteed.toml", &format!("{}{guarantor}", form(OFF_CHAIN)))?;
    let proposed = world.iou.step("zhangsan", &["new", &path])?;
    let loan = proposed["loan"].as_u64().context("a number")?.to_string();
    assert_eq!(
        world.refused("lisi", &["consent", &loan])?,
        "contract_not_guarantor"
    );
    assert_eq!(world.refused("wangwu", &["consent", &loan])?, "fields_missing");
    for to in ["lisi", "wangwu"] {
        hand_over(&world.iou, "zhangsan", &loan, to, to)?;
    }
    world.iou.step("wangwu", &["consent", &loan])?;
    for (who, step) in [("lisi", "sign"), ("lisi", "deliver"), ("zhangsan", "received")] {
        world.iou.step(who, &[step, &loan])?;
    }
    let bound = |world: &World| -> Result<Value> { Ok(world.show(&loan)?["consents"][0].clone()) };
    assert_eq!(bound(&world)?["to_terms_in_force"], true);
    let until = bound(&world)?["until"].clone();

    world
        .iou
        .step("lisi", &["amend", &loan, "--every", "1y", "--rate", "8%"])?;
    world.iou.step("zhangsan", &["accept", &loan])?;
    assert_eq!(bound(&world)?["to_terms_in_force"], false);
    assert_eq!(
        bound(&world)?["until"],
        until,
        "the guarantor's period is what it was"
    );
    world.iou.step("wangwu", &["consent", &loan])?;
    assert_eq!(bound(&world)?["to_terms_in_force"], true);
    Ok(())
}

#[test]
fn offices_are_the_deployers_to_give_and_rates_are_only_ever_appended() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let scan = world.file("scan.txt", "the paper")?;
    assert_eq!(
        world.refused("wangwu", &["attest", &loan, &scan])?,
        "contract_not_witness"
    );
    let wangwu = world.address("wangwu")?;
    assert_eq!(
        world.refused("lisi", &["office", "appoint", "witness", &wangwu])?,
        "contract_not_deployer"
    );
    world
        .iou
        .step("deployer", &["office", "appoint", "witness", "wangwu"])?;
    world
        .iou
        .step("wangwu", &["attest", &loan, &scan, "--kind", "1"])?;
    assert_eq!(
        world.refused("wangwu", &["attest", &loan, &scan])?,
        "contract_already_attested"
    );
    assert_eq!(world.show(&loan)?["witnesses"][0], wangwu.as_str());

    let notice = world.file("notice.txt", "LPR")?;
    let old = ["office", "publish", "2020-01-01", "2.00%", "--source", &notice];
    assert_eq!(world.refused("deployer", &old)?, "contract_rate_out_of_order");
    assert_eq!(world.refused("lisi", &old)?, "contract_not_publisher");
    let now = world.show(&loan)?;
    let today = now["now"]["day"].as_str().context("today")?;
    let fresh = ["office", "publish", today, "2.00%", "--source", &notice];
    world.iou.step("deployer", &fresh)?;
    let rates = world.iou.json(&["office", "rates"])?;
    let rates = rates["rates"].as_array().context("rates")?;
    assert_eq!(rates.last().map(|row| &row["rate"]), Some(&"2.00%".into()));

    // From now on the cap is 8 %: new terms above it are refused before anything is sent.
    let sent = world.submissions()?;
    let form = world.file("dear.toml", &form(&OFF_CHAIN.replace("6%", "8.01%")))?;
    let run = world
        .iou
        .run(&["--account", "zhangsan", "-y", "--json", "new", &form])?;
    assert!(run.stdout.contains("more than the cap"), "{run:?}");
    assert_eq!(world.submissions()?, sent);
    Ok(())
}

#[test]
fn a_report_is_withdrawn_or_rejected_and_blocks_nothing() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    world.advance("10d")?;
    world.iou.step("zhangsan", &["report", &loan, "100.00"])?;
    world.advance("10d")?;
    world.iou.step("lisi", &["report", &loan, "50.00"])?;
    world.iou.step("lisi", &["dismiss", &loan])?;
    world.iou.step("zhangsan", &["report", &loan, "70.00"])?;
    world.iou.step("zhangsan", &["dismiss", &loan, "1"])?;
    assert_eq!(
        world.refused("lisi", &["confirm", &loan, "1"])?,
        "contract_no_such_report"
    );
    Ok(())
}

#[test]
fn a_payment_counts_on_its_day_whatever_was_recorded_meanwhile_and_a_mistake_is_taken_back_by_both(
) -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let due = world.show(&loan)?["schedule"][0]["due"]
        .as_str()
        .context("a due day")?
        .to_owned();
    world.advance("93d")?;
    // The lender admits a little of today before the payment of the due day is on record.
    world.iou.step("lisi", &["report", &loan, "0.01"])?;
    assert_ne!(world.show(&loan)?["now"]["late"], "0.00");
    world
        .iou
        .step("zhangsan", &["report", &loan, "4000.00", "--on", &due])?;
    world.iou.step("lisi", &["confirm", &loan])?;

    // 20,000.00 for 200.00 settles the loan: both take it back, and it runs again.
    assert_eq!(
        world.refused("lisi", &["report", &loan, "20000.00"])?,
        "overpayment"
    );
    world
        .iou
        .step("lisi", &["report", &loan, "20000.00", "--allow-overpayment"])?;
    assert_eq!(world.status(&loan)?, "settled");
    world.iou.step("lisi", &["reverse", &loan])?;
    assert_eq!(world.status(&loan)?, "settled");
    world.iou.step("zhangsan", &["reverse", &loan])?;
    assert_eq!(world.status(&loan)?, "active");
    assert_eq!(
        world.refused("lisi", &["reverse", &loan, "0"])?,
        "contract_no_such_payment"
    );

    // 王五 pays the rest for 张三, and it stands on record who did.
    world
        .iou
        .step("zhangsan", &["report", &loan, "all", "--paid-by", "wangwu"])?;
    world.iou.step("lisi", &["confirm", &loan])?;
    assert_eq!(world.status(&loan)?, "settled");
    let statement = world.iou.json(&["statement", &loan])?;
    let paid_for = statement["recourse"].as_array().context("recourse")?;
    assert_eq!(paid_for.len(), 1);
    Ok(())
}

#[test]
fn two_who_borrow_together_both_sign_and_either_repays_acknowledges_and_has_it_on_record() -> Result<()> {
    let world = World::new()?;
    let other = "[[co-borrower]]\naccount = \"wangwu\"\nname = \"王五\"\n";
    let path = world.file("joint.toml", &format!("{}{other}", form(OFF_CHAIN)))?;
    let proposed = world.iou.step("zhangsan", &["new", &path])?;
    let loan = proposed["loan"].as_u64().context("a number")?.to_string();
    for to in ["lender", "co-borrower.1"] {
        let who = if to == "lender" { "lisi" } else { "wangwu" };
        hand_over(&world.iou, "zhangsan", &loan, to, who)?;
    }
    world.iou.step("lisi", &["sign", &loan])?;
    let shown = world.show(&loan)?;
    assert_eq!(
        (&shown["status"], &shown["awaits"][0]),
        (&"proposed".into(), &world.address("wangwu")?.into())
    );
    assert_eq!(
        world.refused("lisi", &["sign", &loan])?,
        "contract_already_signed"
    );
    world.iou.step("wangwu", &["sign", &loan])?;
    assert_eq!(world.status(&loan)?, "signed");
    world.iou.step("lisi", &["deliver", &loan])?;
    assert_eq!(
        world.refused("wangwu", &["received", &loan])?,
        "contract_wrong_party"
    );
    world.iou.step("zhangsan", &["received", &loan])?;
    let listed = world.iou.json(&["list", "wangwu"])?;
    assert_eq!(listed["loans"][0]["role"], "borrower");

    // An extension needs the third signature too.
    world
        .iou
        .step("lisi", &["amend", &loan, "--every", "1y", "--rate", "8%"])?;
    world.iou.step("zhangsan", &["accept", &loan])?;
    assert_eq!(world.show(&loan)?["amendments"], 0);
    world.iou.step("wangwu", &["accept", &loan])?;
    assert_eq!(world.show(&loan)?["amendments"], 1);

    world.iou.step("wangwu", &["ack", &loan])?;
    let reported = world.iou.step("wangwu", &["report", &loan, "all"])?;
    let report = reported["events"][0]["data"]["report"].to_string();
    world.iou.step("lisi", &["confirm", &loan, &report])?;
    assert_eq!(world.status(&loan)?, "settled");
    for who in ["zhangsan", "wangwu"] {
        let record = world.iou.json(&["credit", who])?;
        assert_eq!(
            (&record["agreed"], &record["settled_on_time"]),
            (&1.into(), &1.into()),
            "{who}"
        );
    }
    Ok(())
}

#[test]
fn in_default_the_lender_calls_in_the_whole_by_a_notice_and_it_stays_called_in() -> Result<()> {
    let world = World::new()?;
    let lines = r#"
settlement = "off-chain"
currency = "CNY"
amount = "6000.00"
rate = "6%"
method = "equal-principal"
every = "30d"
periods = 6
acceleration_days = 15
"#;
    let loan = world.running_by(lines)?;
    let notice = world.file("notice.txt", "the whole falls due")?;
    let call_in = ["accelerate", &loan, "--message", &notice, "--channel", "letter"];
    world.advance("34d")?;
    assert_eq!(world.refused("lisi", &call_in)?, "contract_wrong_state");
    world.iou.step("lisi", &["default", &loan])?;
    assert_eq!(world.refused("zhangsan", &call_in)?, "contract_wrong_party");
    let before = world.show(&loan)?["now"].clone();
    let done = world.iou.step("lisi", &call_in)?;
    let due = done["events"][0]["data"]["due"].clone();
    let shown = world.show(&loan)?;
    assert_eq!(shown["now"], before, "no figure of this day");
    let rows = shown["schedule"].as_array().context("a schedule")?;
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (&rows[1]["due"], &rows[1]["principal"]),
        (&due, &"5000.00".into())
    );
    assert_eq!(world.refused("lisi", &call_in)?, "contract_nothing_to_accelerate");

    // To pay what was overdue lifts the mark and nothing else.
    let overdue = before["next_due"]["amount"]
        .as_str()
        .context("an amount")?
        .to_owned();
    world.iou.step("lisi", &["report", &loan, &overdue])?;
    assert_eq!(world.status(&loan)?, "active");
    assert_eq!(world.show(&loan)?["now"]["next_due"]["due"], due);
    let statement = world.iou.json(&["statement", &loan])?;
    let lines = statement["lines"].as_array().context("lines")?;
    assert!(
        lines.iter().any(|line| line["item"] == "accelerated"),
        "{statement}"
    );
    Ok(())
}
