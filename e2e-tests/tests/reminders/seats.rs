//! Who hears that another key is to act for a seat: its owner at once, by whatever way they left, and all whom it concerns; and who is
//! reminded of due days afterwards.

use anyhow::{ensure, Context, Result};
use e2e_tests::seats::{people, PLANNED};
use e2e_tests::world::OFF_CHAIN;

use super::stories::kinds_to;
use super::Desk;

/// How many notices of that kind came to somebody's hook.
fn heard(desk: &Desk, who: &str, kind: &str) -> Result<usize> {
    let kinds = kinds_to(desk, who)?;
    Ok(kinds.iter().filter(|one| *one == kind).count())
}

/// Subject and text of the newest mail.
fn newest_mail(desk: &Desk) -> Result<(String, String)> {
    let mail = desk.got("smtp")?.pop().context("a mail")?;
    let part = |name: &str| mail["parsed"][name].as_str().unwrap_or_default().to_owned();
    Ok((part("subject"), part("text")))
}

#[test]
fn the_owner_of_a_stolen_key_hears_of_it_at_once_and_the_new_key_of_what_falls_due() -> Result<()> {
    const CLAIMED: &str = "iou.loan.event.seat_claimed";
    const ENDED: &str = "iou.loan.event.claim_ended";
    const TAKEN: &str = "iou.loan.event.seat_taken";
    let desk = Desk::new()?;
    let (world, iou) = (&desk.world, &desk.world.iou);
    people(world)?;
    for name in ["thief", "zhangsan2"] {
        let _ = world.newcomer(name)?;
    }
    let loan = world.running_by(&format!("{OFF_CHAIN}{PLANNED}"))?;
    let _ = desk.index()?;
    let _ = desk.reachable()?;
    for who in ["lisi", "sunqi", "zhangsan2"] {
        let _ = desk.hooked(who)?;
    }
    let _ = desk.deliver()?;
    ensure!(desk.counts()? == (0, 0, 0), "{:?}", desk.counts());

    // What the thief does with the owner's own key the owner is told: by mail, text and hook, with what to do.
    let hand_over = |to: &str| iou.step("zhangsan", &["seat", "hand-over", &loan, "--to", to]);
    let _ = hand_over("thief")?;
    let _ = desk.deliver()?;
    for who in ["zhangsan", "lisi", "sunqi"] {
        ensure!(heard(&desk, who, CLAIMED)? == 1, "{who}: {:?}", desk.open());
    }
    let (subject, text) = newest_mail(&desk)?;
    ensure!(subject.contains(&format!("借条{loan}")), "{subject}");
    ensure!(text.contains("异议"), "{text}");
    ensure!(desk.texts()?.len() == 1);

    let _ = iou.step("zhangsan", &["seat", "end", &loan, "borrower", "--to", "thief"])?;
    let _ = hand_over("zhangsan2")?;
    let _ = iou.step(
        "sunqi",
        &["seat", "support", &loan, "borrower", "--to", "zhangsan2"],
    )?;
    let _ = iou.step("zhangsan2", &["seat", "take", &loan, "borrower"])?;
    for _ in 0..2 {
        let _ = desk.deliver()?;
        desk.hurry()?;
    }
    // Each hears of it once: the owner, whose key it was, the new key, the other party.
    for who in ["zhangsan", "lisi", "zhangsan2"] {
        ensure!(heard(&desk, who, TAKEN)? == 1, "{who}: {:?}", desk.open());
    }
    for who in ["zhangsan", "lisi"] {
        ensure!(heard(&desk, who, ENDED)? == 1, "{who}: {:?}", desk.open());
    }

    // Who acts for the seat is told what falls due.
    desk.advance("83d")?;
    let _ = desk.deliver()?;
    ensure!(
        heard(&desk, "zhangsan2", "iou.loan.due_soon")? == 1,
        "{:?} {:?}",
        kinds_to(&desk, "zhangsan2"),
        desk.open()
    );
    let all = desk.received()?;
    ensure!(all.values().all(|bodies| bodies.len() == 1), "each once");
    Ok(())
}

#[test]
fn a_claim_by_the_heir_is_told_to_the_owner_before_it_is_too_late_and_nothing_is_said_of_silence(
) -> Result<()> {
    let desk = Desk::new()?;
    let (world, iou) = (&desk.world, &desk.world.iou);
    people(world)?;
    let lines = format!("answer_days = 7\n{OFF_CHAIN}{PLANNED}");
    let loan = world.running_by(&lines)?;
    let _ = desk.index()?;
    for who in ["lisi", "wangwu"] {
        let _ = desk.hooked(who)?;
    }
    let _ = iou.step("wangwu", &["seat", "claim", &loan, "lender", "--to", "wangwu"])?;
    let _ = iou.step("zhangsan", &["report", &loan, "4000.00"])?;
    let _ = desk.round()?;
    ensure!(heard(&desk, "lisi", "iou.loan.event.seat_claimed")? == 1);
    // The service records no silence of a seat that cannot answer.
    for _ in 0..2 {
        desk.advance("7d")?;
        let _ = desk.round()?;
        desk.hurry()?;
        let _ = desk.round()?;
    }
    ensure!(
        heard(&desk, "lisi", "iou.loan.objection")? >= 1,
        "{:?}",
        kinds_to(&desk, "lisi")
    );
    desk.advance("1d")?;
    let _ = desk.round()?;
    ensure!(
        heard(&desk, "wangwu", "iou.loan.seat_ready")? == 1,
        "{:?}",
        kinds_to(&desk, "wangwu")
    );
    ensure!(desk.events("SilenceRecorded")?.is_empty(), "{:?}", desk.open());

    // Taken, held, and then silent for the days that begin anew.
    let _ = iou.step("wangwu", &["seat", "take", &loan, "lender"])?;
    for (pause, times) in [("30d", 0), ("7d", 0), ("1d", 1)] {
        desk.advance(pause)?;
        for _ in 0..2 {
            let _ = desk.round()?;
            desk.hurry()?;
        }
        ensure!(
            desk.events("SilenceRecorded")?.len() == times,
            "{pause}: {:?}",
            desk.open()
        );
    }
    Ok(())
}
