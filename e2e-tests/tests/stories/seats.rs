//! Another key acts for a seat: a thief who gets nowhere, money of the chain that waits for whoever has the seat, and the seats of a
//! guarantor and of somebody who bought a part.

use anyhow::{ensure, Context, Result};
use e2e_tests::seats::{names, people, told, OBJECTION_OVER, PLANNED};
use e2e_tests::world::{form, hand_over, World, NATIVE, OFF_CHAIN};
use serde_json::{json, Value};

/// A day after the last one on which a seat that was taken decides nothing.
const HELD_OVER: &str = "31d";

/// A loan in the chain's own money, lent by 李四 and signed by both.
fn signed(world: &World, lines: &str) -> Result<String> {
    let loan = world.propose("lisi", lines)?;
    let _ = world.iou.step("zhangsan", &["sign", &loan])?;
    Ok(loan)
}

/// What `who` withdraws of the money that the contract keeps for them.
fn withdrawn(world: &World, who: &str) -> Result<Value> {
    Ok(world.iou.step(who, &["withdraw"])?["amount"].clone())
}

/// What the contract keeps for the lender's seat, and who gets it, as it is told to programs.
fn kept(world: &World, loan: &str) -> Result<Value> {
    let told = world.iou.json(&["seat", "show", loan])?;
    ensure!(told["seats"][0]["role"] == "lender", "{told}");
    Ok(told["seats"][0]["kept"].clone())
}

/// That the contract keeps nothing for them.
fn has_nothing(world: &World, who: &str) -> Result<()> {
    ensure!(world.refused(who, &["withdraw"])? == "contract_nothing_to_withdraw");
    Ok(())
}

#[test]
fn a_thief_with_the_borrowers_key_gets_nowhere_and_its_owner_has_another_in_time() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    people(&world)?;
    let thief = world.newcomer("thief")?;
    let next = world.newcomer("zhangsan2")?;
    let loan = world.running_by(&format!("{OFF_CHAIN}{PLANNED}"))?;
    let seat =
        |who: &str, step: &str, to: &str| iou.step(who, &["seat", step, &loan, "borrower", "--to", to]);
    let take = ["seat", "take", &loan, "borrower"];

    // The thief has the key and a week to wait; the owner has it too, and objects.
    let _ = iou.step("zhangsan", &["seat", "hand-over", &loan, "--to", "thief"])?;
    ensure!(world.refused("zhangsan", &["ack", &loan])? == "contract_seat_held");
    world.advance("7d")?;
    ensure!(world.refused("thief", &take)? == "contract_claim_not_due");
    let _ = seat("zhangsan", "end", "thief")?;
    ensure!(world.refused("thief", &take)? == "contract_no_such_claim");

    // A second time it waits for the heir's word, which does not come, and holds nothing up.
    let _ = iou.step("zhangsan", &["seat", "hand-over", &loan, "--to", "thief"])?;
    world.advance("8d")?;
    ensure!(world.refused("thief", &take)? == "contract_claim_not_due");
    for (lang, said) in [("en", "objection"), ("zh", "异议")] {
        let args = [
            "--lang",
            lang,
            "--account",
            "thief",
            "-y",
            "seat",
            "take",
            &loan,
            "borrower",
        ];
        let run = iou.run(&args)?;
        ensure!(run.code == Some(1) && run.stderr.contains(said), "{run:?}");
    }
    let _ = iou.step("zhangsan", &["ack", &loan])?;

    // With the heir's word the owner's other key has the seat at once.
    let _ = iou.step("zhangsan", &["seat", "hand-over", &loan, "--to", "zhangsan2"])?;
    ensure!(world.refused("zhangsan2", &take)? == "contract_claim_not_due");
    let _ = seat("sunqi", "support", "zhangsan2")?;
    let _ = iou.step("zhangsan2", &take)?;

    // What the thief holds opens nothing any more.
    let report = ["report", &loan, "1.00"];
    let again = ["seat", "hand-over", &loan, "--to", "thief"];
    for step in [&["ack", &loan][..], &report, &again] {
        ensure!(
            world.refused("zhangsan", step)? == "contract_seat_passed",
            "{step:?}"
        );
    }
    let _ = iou.step("zhangsan2", &["report", &loan, "4000.00"])?;
    let _ = iou.step("lisi", &["confirm", &loan])?;
    ensure!(world.refused("zhangsan2", &["ack", &loan])? == "contract_seat_held");
    world.advance(HELD_OVER)?;
    let _ = iou.step("zhangsan2", &["ack", &loan])?;
    let _ = iou.step("zhangsan2", &["report", &loan, "all"])?;
    let _ = iou.step("lisi", &["confirm", &loan])?;
    ensure!(world.status(&loan)? == "settled");

    // The record of having paid stays with the account of the terms.
    let owner = world.address("zhangsan")?;
    ensure!(iou.json(&["credit", &owner])?["settled_on_time"] == 1);
    ensure!(iou.json(&["credit", &next])?["agreed"] == 0);
    let events = told(&world, &loan)?;
    let expected = [
        "SeatClaimed",
        "ClaimEnded",
        "SeatClaimed",
        "SeatClaimed",
        "ClaimSupported",
        "SeatTaken",
    ];
    ensure!(names(&events) == expected, "{events:?}");
    let data = |at: usize| &events[at]["data"];
    ensure!(data(0)["seat"] == owner.as_str() && data(0)["claim"]["to"] == thief.as_str());
    ensure!(data(1)["objected"] == true && data(1)["by"] == owner.as_str());
    ensure!(data(2)["claim"]["awaits"] == "second", "{}", data(2));
    ensure!(data(4)["claim"]["awaits"] == "nothing", "{}", data(4));
    ensure!(data(5)["from"] == owner.as_str() && data(5)["to"] == next.as_str());
    ensure!(events.iter().all(|event| event["borrower"] == owner.as_str()));
    indexed(&world, &next)
}

/// The index reads all of it, gives the same when it is made anew, and has the new key.
fn indexed(world: &World, next: &str) -> Result<()> {
    let database = world.file("index.db", "")?;
    let on = |args: &[&str]| world.iou.run(&[args, &["--database", &database]].concat());
    ensure!(on(&["index", "--once"])?.code == Some(0));
    let dump = on(&["index", "dump"])?.stdout;
    let rows = dump.lines().map(serde_json::from_str::<Vec<Value>>);
    let rows: Vec<Vec<Value>> = rows.collect::<Result<_, _>>()?;
    let taken = |row: &&Vec<Value>| row[0] == "event" && row.contains(&json!("SeatTaken"));
    ensure!(rows.iter().filter(taken).count() == 1, "{dump}");
    ensure!(dump.contains(next), "{dump}");
    ensure!(on(&["index", "rebuild"])?.code == Some(0));
    ensure!(on(&["index", "--once"])?.code == Some(0));
    ensure!(on(&["index", "dump"])?.stdout == dump);
    Ok(())
}

#[test]
fn what_is_repaid_on_chain_while_a_seat_is_claimed_is_kept_for_whoever_has_it_then() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    people(&world)?;
    let next = world.newcomer("lisi2")?;
    let loan = signed(&world, &format!("{NATIVE}{PLANNED}"))?;
    let _ = iou.step("lisi", &["deliver", &loan])?;
    // Signed while the key was in its owner's hands, and submitted by nobody yet.
    let old = world.home_path("old.json");
    let args = ["forgive", &loan, "1.00", "--valid-for", "29d", "--intent", &old];
    let _ = iou.step("lisi", &args)?;

    let claim = ["seat", "claim", &loan, "lender", "--to", "lisi2"];
    ensure!(world.refused("zhangsan", &claim)? == "contract_not_named_for_seat");
    ensure!(world.refused("lisi2", &claim)? == "contract_not_named_for_seat");
    let _ = iou.step("notary", &claim)?;
    // One verifier alone binds nobody.
    let _ = iou.step("zhangsan", &["repay", &loan, "1.00"])?;
    ensure!(withdrawn(&world, "lisi")? == "1.000000000000");
    let support = ["seat", "support", &loan, "lender", "--to", "lisi2"];
    ensure!(world.refused("notary", &support)? == "contract_not_named_for_seat");
    let _ = iou.step("bank", &support)?;

    ensure!(kept(&world, &loan)?.is_null());
    let _ = iou.step("zhangsan", &["repay", &loan, "10.00"])?;
    for who in ["lisi", "lisi2"] {
        has_nothing(&world, who)?;
    }
    let there = kept(&world, &loan)?;
    ensure!(there["amount"] == "10.000000000000", "{there}");
    ensure!(there["if_taken"] == next.as_str() && there["if_ended"] == world.address("lisi")?.as_str());
    for (lang, said) in [("en", "Money kept"), ("zh", "代管款项")] {
        let run = iou.run(&["--lang", lang, "seat", "show", &loan])?;
        ensure!(
            run.stdout.contains(said) && run.stdout.contains("10.000000000000"),
            "{run:?}"
        );
    }
    world.advance(OBJECTION_OVER)?;
    let _ = iou.step("lisi2", &["seat", "take", &loan, "lender"])?;
    ensure!(kept(&world, &loan)?.is_null(), "it is the new key's");
    ensure!(withdrawn(&world, "lisi2")? == "10.000000000000");
    // What was signed with the old key has no effect, whoever submits it.
    ensure!(world.refused("deployer", &["intent", "submit", &old])? == "contract_seat_passed");

    // From now on it comes to the new key at once, and so does the end.
    let _ = iou.step("zhangsan", &["repay", &loan, "5.00"])?;
    ensure!(withdrawn(&world, "lisi2")? == "5.000000000000");
    let _ = iou.step("zhangsan", &["repay", &loan, "all"])?;
    ensure!(world.status(&loan)? == "settled");
    let _ = withdrawn(&world, "lisi2")?;
    has_nothing(&world, "lisi")
}

#[test]
fn what_was_kept_for_a_claimed_seat_is_its_owners_again_when_they_object() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    people(&world)?;
    let loan = signed(&world, &format!("{NATIVE}{PLANNED}"))?;
    let _ = iou.step("lisi", &["deliver", &loan])?;
    let claim = ["seat", "claim", &loan, "lender", "--to", "wangwu"];
    let _ = iou.step("wangwu", &claim)?;
    let _ = iou.step("zhangsan", &["repay", &loan, "10.00"])?;
    has_nothing(&world, "lisi")?;
    let _ = iou.step("lisi", &["seat", "end", &loan, "lender", "--to", "wangwu"])?;
    ensure!(withdrawn(&world, "lisi")? == "10.000000000000");
    // The day of it stays one on which nothing is decided; on the next the owner decides again.
    ensure!(world.refused("lisi", &["forgive", &loan, "1.00"])? == "contract_seat_held");
    world.advance("1d")?;
    let _ = iou.step("lisi", &["forgive", &loan, "1.00"])?;
    ensure!(world.refused("wangwu", &claim)? == "contract_statement_needed");
    Ok(())
}

/// 50 tokens that may be delivered for two months.
const UNHURRIED: &str = r#"
settlement = "native"
amount = "50.00"
rate = "8%"
term = "120d"
deliver_within = "60d"
"#;

#[test]
fn money_is_not_delivered_to_a_key_that_may_be_lost_and_comes_to_the_one_that_took_its_place() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    people(&world)?;
    let _ = iou.import("zhangsan2", "//zhangsan2")?;
    let loan = signed(&world, &format!("{UNHURRIED}{PLANNED}"))?;
    let deliver = ["deliver", &loan];
    let seat =
        |who: &str, step: &str, to: &str| iou.step(who, &["seat", step, &loan, "borrower", "--to", to]);
    let _ = seat("sunqi", "claim", "sunqi")?;
    ensure!(world.refused("lisi", &deliver)? == "contract_seat_held");
    let _ = seat("sunqi", "end", "sunqi")?;

    let handing = ["seat", "hand-over", &loan, "--to", "zhangsan2"];
    let _ = iou.step("zhangsan", &handing)?;
    let _ = seat("sunqi", "support", "zhangsan2")?;
    // The other key has no tokens yet, and somebody submits for it what it signed.
    let taking = world.home_path("taking.json");
    let take = ["seat", "take", &loan, "borrower", "--intent", &taking];
    let _ = iou.step("zhangsan2", &take)?;
    let _ = iou.step("deployer", &["intent", "submit", &taking])?;
    // Nor to one that the lender may not have heard of.
    ensure!(world.refused("lisi", &deliver)? == "contract_seat_held");
    world.advance(HELD_OVER)?;
    let _ = iou.step("lisi", &deliver)?;
    ensure!(world.status(&loan)? == "active");
    // Out of what was delivered it repays.
    let _ = iou.step("zhangsan2", &["repay", &loan, "40.00"])?;
    ensure!(withdrawn(&world, "lisi")? == "40.000000000000");
    Ok(())
}

#[test]
fn who_bought_a_part_plans_it_after_the_terms_and_the_new_key_gets_its_share() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    people(&world)?;
    let loan = signed(&world, NATIVE)?;
    let _ = iou.step("lisi", &["deliver", &loan])?;
    let parts = ["assign", &loan, "lisi=600000", "wangwu=400000"];
    let _ = iou.step("lisi", &parts)?;
    let _ = iou.step("wangwu", &["accept", &loan])?;

    let plan = |heir: &'static str| vec!["seat", "plan", &loan, "--heir", heir, "--days", "14"];
    ensure!(world.refused("lisi", &plan("sunqi"))? == "contract_already_agreed");
    ensure!(world.refused("deployer", &plan("sunqi"))? == "contract_not_holder");
    ensure!(world.refused("wangwu", &plan("zhangsan"))? == "contract_bad_succession");
    let _ = iou.step("wangwu", &plan("sunqi"))?;
    ensure!(world.refused("wangwu", &plan("bank"))? == "contract_already_agreed");

    let bought = world.address("wangwu")?;
    let _ = iou.step("sunqi", &["seat", "claim", &loan, &bought, "--to", "sunqi"])?;
    let _ = iou.step("zhangsan", &["repay", &loan, "10.00"])?;
    // The lender's seat is another: theirs comes as ever.
    ensure!(withdrawn(&world, "lisi")? == "6.000000000000");
    has_nothing(&world, "wangwu")?;
    world.advance(OBJECTION_OVER)?;
    let _ = iou.step("sunqi", &["seat", "take", &loan, &bought])?;
    ensure!(withdrawn(&world, "sunqi")? == "4.000000000000");
    let _ = iou.step("zhangsan", &["repay", &loan, "20.00"])?;
    ensure!(withdrawn(&world, "lisi")? == "12.000000000000");
    ensure!(withdrawn(&world, "sunqi")? == "8.000000000000");
    has_nothing(&world, "wangwu")?;

    // The part goes by its account, and is the new key's to sell once it may decide.
    let shown = world.show(&loan)?;
    ensure!(
        shown["holders"][1]["account"] == bought.as_str() && shown["holders"][1]["ppm"] == 400_000,
        "{}",
        shown["holders"]
    );
    let sell = ["assign", &loan, "bank=400000"];
    ensure!(world.refused("sunqi", &sell)? == "contract_seat_held");
    world.advance(HELD_OVER)?;
    ensure!(world.refused("wangwu", &sell)? == "contract_seat_passed");
    let _ = iou.step("sunqi", &sell)?;
    let _ = iou.step("bank", &["accept", &loan])?;
    let holders = world.show(&loan)?["holders"].to_string();
    ensure!(
        holders.contains(&world.address("bank")?) && !holders.contains(&bought),
        "{holders}"
    );
    Ok(())
}

#[test]
fn a_guarantors_heir_is_bound_by_what_was_signed_and_signs_what_is_new() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let _ = world.newcomer("sunqi")?;
    let guarantor = world.address("wangwu")?;
    let lines = format!(
        "{OFF_CHAIN}\n[[guarantor]]\naccount = \"wangwu\"\nname = \"王五\"\njoint = true\nmonths = 12\n\
         [[succession]]\nof = \"{guarantor}\"\nheir = \"sunqi\"\ndays = 14\n"
    );
    let path = world.file("guaranteed.toml", &form(&lines))?;
    let proposed = iou.step("zhangsan", &["new", &path])?;
    let loan = proposed["loan"].as_u64().context("a number")?.to_string();
    for to in ["lisi", "wangwu"] {
        hand_over(iou, "zhangsan", &loan, to, to)?;
    }
    let claim = ["seat", "claim", &loan, &guarantor, "--to", "sunqi"];
    ensure!(
        world.refused("sunqi", &claim)? == "contract_wrong_state",
        "nothing is signed by all yet"
    );
    let _ = iou.step("wangwu", &["consent", &loan])?;
    for (who, step) in [("lisi", "sign"), ("lisi", "deliver"), ("zhangsan", "received")] {
        let _ = iou.step(who, &[step, &loan])?;
    }
    let bound = || -> Result<Value> { Ok(world.show(&loan)?["consents"][0].clone()) };
    let before = bound()?;

    let _ = iou.step("sunqi", &claim)?;
    world.advance(OBJECTION_OVER)?;
    let _ = iou.step("sunqi", &["seat", "take", &loan, &guarantor])?;
    ensure!(bound()? == before, "the same guarantor, for the same time");
    let amend = ["amend", &loan, "--every", "1y", "--rate", "8%"];
    let _ = iou.step("lisi", &amend)?;
    let _ = iou.step("zhangsan", &["accept", &loan])?;
    ensure!(bound()?["to_terms_in_force"] == false);
    let consent = ["consent", &loan, "--without-fields"];
    ensure!(world.refused("sunqi", &consent)? == "contract_seat_held");
    ensure!(world.refused("wangwu", &consent)? == "contract_seat_passed");
    world.advance(HELD_OVER)?;
    let _ = iou.step("sunqi", &consent)?;
    ensure!(bound()?["to_terms_in_force"] == true);
    Ok(())
}
