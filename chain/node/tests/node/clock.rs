//! The development clock by itself, without a node.
//!
//! The module is compiled into this test rather than the node a second time for it.

#[path = "../../src/clock.rs"]
mod moving;

use moving::{wall_clock_ms, Clock, Refused, LATEST_MS};

const SLOT_MS: u64 = 50;
const YEAR_MS: u64 = 365 * 24 * 3_600 * 1_000;

#[test]
fn a_clock_resumes_at_a_best_block_that_is_ahead_of_the_wall_clock() {
    let best = wall_clock_ms() + 3 * YEAR_MS;
    let next = Clock::resume(best, SLOT_MS).next_block_ms(best / SLOT_MS);
    assert!(next >= best && next < best + YEAR_MS, "{next} after {best}");
}

#[test]
fn a_clock_with_an_old_best_block_is_the_wall_clock() {
    let before = wall_clock_ms();
    let next = Clock::resume(1, SLOT_MS).next_block_ms(0);
    assert!(next >= before && next <= wall_clock_ms());
}

#[test]
fn blocks_that_come_faster_than_slots_take_one_slot_each() {
    let clock = Clock::resume(1, SLOT_MS);
    let slot = wall_clock_ms() / SLOT_MS + 100;
    assert_eq!(clock.next_block_ms(slot), (slot + 1) * SLOT_MS);
}

#[test]
fn a_moved_clock_stays_moved() {
    let clock = Clock::resume(1, SLOT_MS);
    let before = clock.next_block_ms(0);
    clock.move_to(0, |now| now.checked_add(YEAR_MS)).unwrap();
    assert!(clock.next_block_ms(0) >= before + YEAR_MS);
}

#[test]
fn a_clock_refuses_to_go_back_and_keeps_its_time() {
    let clock = Clock::resume(1, SLOT_MS);
    let before = clock.next_block_ms(0);
    let refused = clock.move_to(0, |_| Some(1)).unwrap_err();
    assert!(matches!(refused, Refused::GoesBack { asked_ms: 1, .. }));
    assert!(clock.next_block_ms(0) >= before);
}

#[test]
fn a_clock_refuses_to_leave_the_calendar() {
    let clock = Clock::resume(1, SLOT_MS);
    assert_eq!(clock.move_to(0, |_| Some(LATEST_MS + 1)), Err(Refused::TooFar));
    assert_eq!(
        clock.move_to(0, |now| now.checked_add(u64::MAX)),
        Err(Refused::TooFar)
    );
}
