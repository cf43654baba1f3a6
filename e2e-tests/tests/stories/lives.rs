//! Whole lives of loans.

use anyhow::Result;
use e2e_tests::world::{World, NATIVE, OFF_CHAIN};
use serde_json::Value;

fn names(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["event"].as_str().unwrap_or_default())
        .collect()
}

#[test]
fn a_loan_outside_the_chain_is_signed_delivered_announced_and_repaid_in_two_parts() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let receipt = world.file("receipt.txt", "transfer 10000.00")?;
    let signed = world.iou.step("lisi", &["sign", &loan])?;
    assert_eq!(signed["transaction"]["status"], "finalised");
    assert_eq!(world.status(&loan)?, "signed");
    world
        .iou
        .step("lisi", &["deliver", &loan, "--receipt", &receipt])?;
    // Only the borrower's word makes it a loan.
    assert_eq!(world.status(&loan)?, "signed");
    world.iou.step("zhangsan", &["received", &loan])?;
    assert_eq!(world.status(&loan)?, "active");

    world.advance("90d")?;
    world.iou.step("wangwu", &["due", &loan])?;
    world
        .iou
        .step("zhangsan", &["report", &loan, "4000.00", "--receipt", &receipt])?;
    assert_eq!(
        world.show(&loan)?["now"]["total"],
        "10147.94",
        "a report alone changes nothing"
    );
    world.iou.step("lisi", &["confirm", &loan])?;
    // 4,000.00 pays 147.94 of interest first; 10,000.00 − 3,852.06 are left.
    assert_eq!(world.show(&loan)?["now"]["total"], "6147.94");
    world.iou.step("zhangsan", &["report", &loan, "all"])?;
    world.iou.step("lisi", &["confirm", &loan])?;
    assert_eq!(world.status(&loan)?, "settled");

    let events = world.events()?;
    assert_eq!(
        names(&events),
        [
            "LoanProposed",
            "LoanSigned",
            "DeliveryReported",
            "LoanDelivered",
            "RepaymentDue",
            "RepaymentReported",
            "LoanRepaid",
            "RepaymentReported",
            "LoanRepaid",
            "LoanSettled",
        ]
    );
    let due = &events[4]["data"];
    assert_eq!(
        (&due["stage"], &due["instalment"]["amount"]),
        (&"today".into(), &"10147.94".into())
    );
    chain_holds(&events);
    Ok(())
}

/// Each event is numbered and carries the hash of the one before it.
fn chain_holds(events: &[Value]) {
    let mut previous = [0u8; 32];
    for (number, event) in events.iter().enumerate() {
        assert_eq!(event["sequence"], number);
        assert_eq!(event["previous"], format!("0x{}", hex::encode(previous)));
        let bytes = event["scale"]
            .as_str()
            .and_then(|text| text.strip_prefix("0x"))
            .expect("the event's bytes");
        previous = iou_base::sha256(&hex::decode(bytes).expect("hexadecimal"));
    }
}

#[test]
fn a_token_loan_is_missed_defaults_after_grace_is_cured_and_pays_its_lender() -> Result<()> {
    let world = World::new()?;
    // The lender proposes this time.
    let loan = world.propose("lisi", NATIVE)?;
    world.iou.step("zhangsan", &["sign", &loan])?;
    world.iou.step("lisi", &["deliver", &loan])?;
    assert_eq!(world.status(&loan)?, "active", "tokens arrive in the same step");

    world.advance("35d")?;
    assert_eq!(
        world.refused("lisi", &["default", &loan])?,
        "contract_not_in_default",
        "the last day of grace"
    );
    world.advance("1d")?;
    world.iou.step("lisi", &["default", &loan])?;
    assert_eq!(world.status(&loan)?, "defaulted");
    // 50 × 8 % × 30 / 365 tokens, floored to 10^-12.
    let owed = world.show(&loan)?["now"]["next_due"]["amount"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(owed, "0.328767123287");
    world.iou.step("zhangsan", &["repay", &loan, &owed])?;
    assert_eq!(world.status(&loan)?, "active", "everything overdue is paid");
    world.iou.step("zhangsan", &["repay", &loan, "all"])?;
    assert_eq!(world.status(&loan)?, "settled");

    let events = world.events()?;
    for name in ["LoanDefaulted", "DefaultCured", "LoanSettled"] {
        assert!(names(&events).contains(&name), "{name}: {:?}", names(&events));
    }
    // Principal and interest of 36 days: 30 on time's terms, 6 more early.
    let withdrawn = world.iou.step("lisi", &["withdraw"])?;
    assert_eq!(withdrawn["amount"], "50.394520547944");
    assert_eq!(
        world.refused("lisi", &["withdraw"])?,
        "contract_nothing_to_withdraw"
    );
    Ok(())
}

#[test]
fn what_is_watched_can_be_resumed_at_any_block() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    let all = world.events()?;
    let from = all[2]["block"]["number"].as_u64().unwrap_or_default().to_string();
    let run = world
        .iou
        .run(&["watch", "--json", "--from", &from, "--no-follow", "--loan", &loan])?;
    let resumed: Vec<Value> = run
        .stdout
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    assert_eq!(resumed, all[2..]);
    let people = world.iou.run(&["watch", "--from", "0", "--no-follow"])?;
    assert_eq!(people.stdout.lines().count(), all.len());
    Ok(())
}
