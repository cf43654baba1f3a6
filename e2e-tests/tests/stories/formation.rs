//! How loans come about, and how they do not.

use anyhow::Result;
use e2e_tests::world::{World, OFF_CHAIN};

#[test]
fn either_side_proposes_and_only_the_other_signs() -> Result<()> {
    let world = World::new()?;
    for (proposer, signer) in [("zhangsan", "lisi"), ("lisi", "zhangsan")] {
        let loan = world.propose(proposer, OFF_CHAIN)?;
        assert_eq!(world.refused(proposer, &["sign", &loan])?, "contract_wrong_party");
        assert_eq!(world.refused("wangwu", &["sign", &loan])?, "contract_not_a_party");
        world.iou.step(signer, &["sign", &loan])?;
        assert_eq!(
            world.refused(signer, &["sign", &loan])?,
            "contract_wrong_state",
            "signing twice"
        );
    }
    Ok(())
}

#[test]
fn a_proposal_can_be_declined_and_a_declined_one_is_over() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    world.iou.step("lisi", &["cancel", &loan])?;
    assert_eq!(world.status(&loan)?, "cancelled");
    assert_eq!(world.refused("lisi", &["sign", &loan])?, "contract_wrong_state");
    Ok(())
}

#[test]
fn what_is_not_signed_or_not_delivered_in_time_expires() -> Result<()> {
    let world = World::new()?;
    let unsigned = world.propose("zhangsan", OFF_CHAIN)?;
    let undelivered = world.propose("zhangsan", OFF_CHAIN)?;
    world.iou.step("lisi", &["sign", &undelivered])?;
    assert_eq!(
        world.refused("wangwu", &["expire", &unsigned])?,
        "contract_deadline_not_reached"
    );
    world.advance("8d")?;
    assert_eq!(
        world.refused("lisi", &["sign", &unsigned])?,
        "contract_deadline_passed"
    );
    world.iou.step("wangwu", &["expire", &unsigned])?;
    assert_eq!(world.status(&unsigned)?, "expired");
    world.advance("7d")?;
    assert_eq!(
        world.refused("lisi", &["deliver", &undelivered])?,
        "contract_deadline_passed"
    );
    world.iou.step("wangwu", &["expire", &undelivered])?;
    assert_eq!(world.status(&undelivered)?, "expired");
    Ok(())
}

#[test]
fn a_short_delivery_lowers_the_principal_and_the_borrower_confirms_exactly_it() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    world.iou.step("lisi", &["sign", &loan])?;
    assert_eq!(
        world.refused("lisi", &["deliver", &loan, "--amount", "10000.01"])?,
        "contract_delivery_too_large"
    );
    world
        .iou
        .step("lisi", &["deliver", &loan, "--amount", "9500.00"])?;
    assert_eq!(
        world.refused("zhangsan", &["received", &loan, "--amount", "10000.00"])?,
        "contract_delivery_mismatch"
    );
    world.iou.step("zhangsan", &["received", &loan])?;
    let shown = world.show(&loan)?;
    assert_eq!(shown["received"], "9500.00");
    // 9,500.00 × 6 % × 90 / 365 = 140.547…
    assert_eq!(shown["schedule"][0]["interest"], "140.54");
    Ok(())
}

#[test]
fn a_mistyped_delivery_is_corrected_or_taken_back_even_after_the_deadline() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    world.iou.step("lisi", &["sign", &loan])?;
    assert_eq!(
        world.refused("lisi", &["retract", &loan])?,
        "contract_no_delivery"
    );
    let sent = ["deliver", &loan, "--amount", "9000.00"];
    world.iou.step("lisi", &sent)?;
    world.advance("15d")?;
    assert_eq!(
        world.refused("wangwu", &["expire", &loan])?,
        "contract_delivery_reported"
    );
    assert_eq!(
        world.refused("zhangsan", &["retract", &loan])?,
        "contract_wrong_party"
    );
    let day = world.show(&loan)?["deliveries"][0]["on"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let corrected = ["deliver", &loan, "--amount", "9500.00", "--on", &day];
    world.iou.step("lisi", &corrected)?;
    assert_eq!(world.show(&loan)?["deliveries"][0]["amount"], "9500.00");
    world.iou.step("lisi", &["retract", &loan])?;
    world.iou.step("wangwu", &["expire", &loan])?;
    assert_eq!(world.status(&loan)?, "expired");
    Ok(())
}

#[test]
fn personal_fields_stay_here_and_only_their_owner_reads_them() -> Result<()> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let mine = world
        .iou
        .run(&["--account", "zhangsan", "show", &loan, "--private", "--json"])?
        .data()?;
    assert_eq!(mine["private"]["borrower.id_number"], "11010519491231002X");
    let theirs = world
        .iou
        .run(&["--account", "wangwu", "show", &loan, "--private", "--json"])?;
    assert_eq!(theirs.error(1)?, "private_not_found");
    let public = serde_json::to_string(&world.events()?)?;
    assert!(!public.contains("11010519491231002X") && !public.contains("张三"));
    Ok(())
}
