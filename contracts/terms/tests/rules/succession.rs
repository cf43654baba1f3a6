//! Random steps about seats by random people, a thief and heirs among them, against a second reading of the rules, and invariant I21: only
//! who a seat's owner has chosen gets it, in the agreed days and not earlier; no key has two seats, and none that has lost its seat acts for
//! it; no figure moves by it; what is kept for a seat comes to whoever has it.
//!
//! [`Reading`] is written from the rules in words and not from the code. Units: days.

use crate::{
    case::{
        arbitrated, bullet, fen, guaranteed, joint, native, sha256, succeeded, Case, ARBITER, BORROWER,
        CO_BORROWER, GUARANTOR, HEIR, LENDER, LENDERS_HEIR, NAMED, SECOND, START, STRANGER, VERIFIER,
    },
    properties::config,
    replay::Replay,
    step,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use terms::{life::held_account, life::Action, AccountId, Day, Digest, Event};

const SEATS: [AccountId; 4] = [LENDER, BORROWER, CO_BORROWER, GUARANTOR];
/// Keys that somebody may come to have.
const KEYS: [AccountId; 4] = [
    AccountId([60; 32]),
    AccountId([61; 32]),
    AccountId([62; 32]),
    AccountId([63; 32]),
];

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Time,
    Word,
    Ruling,
}

#[derive(Clone, Copy)]
struct Open {
    to: AccountId,
    by: AccountId,
    needs: Needs,
    touched: Day,
    /// The last day for an objection; none where the heir has spoken.
    last: Option<Day>,
}

#[derive(Clone)]
struct Place {
    key: AccountId,
    heir: AccountId,
    verifiers: Vec<AccountId>,
    days: u32,
    open: Option<Open>,
    quiet: Option<Day>,
    /// Statements on record at the objection or denial.
    heard: Option<usize>,
}

/// The rules in words.
struct Reading {
    places: BTreeMap<AccountId, Place>,
    statements: Vec<Digest>,
}

impl Reading {
    fn new() -> Reading {
        let place = |(seat, heir, verifiers, days): (AccountId, AccountId, Vec<AccountId>, u32)| {
            let place = Place {
                key: seat,
                heir,
                verifiers,
                days,
                open: None,
                quiet: None,
                heard: None,
            };
            (seat, place)
        };
        let all = [
            (LENDER, LENDERS_HEIR, vec![NAMED, SECOND], 20),
            (BORROWER, HEIR, vec![NAMED], 14),
            (CO_BORROWER, AccountId([40; 32]), vec![NAMED], 14),
            (GUARANTOR, AccountId([41; 32]), vec![NAMED], 14),
        ];
        Reading {
            places: all.into_iter().map(place).collect(),
            statements: Vec::new(),
        }
    }

    /// For whom `who` speaks; for nobody if another has their seat.
    fn speaks_for(&self, who: AccountId) -> Option<AccountId> {
        let acts = self.places.iter().find(|(_, place)| place.key == who);
        match acts {
            Some((seat, _)) => Some(*seat),
            None if self.places.contains_key(&who) => None,
            None => Some(who),
        }
    }

    fn is_quiet(&self, seat: AccountId, today: Day) -> bool {
        self.places.get(&seat).is_some_and(|place| {
            let binds = place.open.is_some_and(|open| open.needs != Needs::Word);
            binds || place.quiet.is_some_and(|last| today <= last)
        })
    }

    /// A key that has nothing to do with the loan, but that it may be the heir of this seat.
    fn is_free(&self, seat: AccountId, key: AccountId) -> bool {
        let mut places = self.places.iter();
        key != ARBITER
            && places.all(|(account, place)| {
                let heir = place.heir == key && *account != seat;
                *account != key && place.key != key && !heir && !place.verifiers.contains(&key)
            })
    }

    fn let_go(place: &mut Place, today: Day) {
        if place.open.take().is_some_and(|open| open.needs != Needs::Word) {
            place.quiet = place.quiet.max(Some(today));
        }
    }

    /// Does what is allowed; says whether it is.
    fn take(&mut self, who: AccountId, action: &Action, today: Day) -> bool {
        self.try_to(who, action, today).is_some()
    }

    fn try_to(&mut self, who: AccountId, action: &Action, today: Day) -> Option<()> {
        match action {
            Action::StateIdentity { digest, .. } => {
                let new = who == VERIFIER && !self.statements.contains(digest) && self.statements.len() < 16;
                new.then(|| self.statements.push(*digest))
            }
            Action::Acknowledge { .. } => {
                let seat = self.speaks_for(who)?;
                ([BORROWER, CO_BORROWER].contains(&seat) && !self.is_quiet(seat, today)).then_some(())
            }
            Action::Demand { .. } => (self.speaks_for(who)? == LENDER).then_some(()),
            Action::ClaimSeat {
                seat, to, statement, ..
            } => {
                let by = self.speaks_for(who)?;
                let free = self.is_free(*seat, *to);
                let stated = statement.map(|digest| self.statements.iter().position(|one| *one == digest));
                let place = self.places.get_mut(seat)?;
                let (owner, heir) = (by == *seat, by == place.heir && by == *to);
                let verifier = place.verifiers.contains(&by);
                if !(owner || heir || verifier) || !free || stated == Some(None) {
                    return None;
                }
                let fresh = match (place.heard, stated.flatten()) {
                    (None, _) => None,
                    (Some(heard), at) => Some(at.is_some_and(|at| at >= heard)),
                };
                let needs = match fresh {
                    Some(false) if owner => Needs::Word,
                    Some(false) => return None,
                    _ if verifier && place.verifiers.len() == 2 => Needs::Word,
                    Some(true) => Needs::Ruling,
                    None => Needs::Time,
                };
                if let Some(open) = place.open {
                    let own = open.by == *seat && !owner && place.heard.is_none();
                    if open.needs != Needs::Word && !own {
                        return None;
                    }
                }
                if needs == Needs::Word {
                    Reading::let_go(place, today);
                }
                let days = if owner { 7 } else { place.days };
                place.open = Some(Open {
                    to: *to,
                    by,
                    needs,
                    touched: today,
                    last: Some(Day(today.0 + days)),
                });
                Some(())
            }
            Action::SupportClaim { seat, to, .. } => {
                let by = self.speaks_for(who)?;
                let place = self.places.get_mut(seat)?;
                let (ruling, days) = (place.heard.is_some(), place.days);
                let open = place.open.as_mut().filter(|open| open.to == *to)?;
                if open.by == *seat && by == place.heir {
                    (open.needs, open.last) = (Needs::Time, None);
                } else if open.needs == Needs::Word
                    && open.by != *seat
                    && open.by != by
                    && place.verifiers.contains(&by)
                {
                    open.needs = if ruling { Needs::Ruling } else { Needs::Time };
                    open.last = Some(Day(today.0 + days));
                } else {
                    return None;
                }
                open.touched = today;
                Some(())
            }
            Action::EndClaim { seat, to, .. } => {
                let by = self.speaks_for(who)?;
                let statements = self.statements.len();
                let place = self.places.get_mut(seat)?;
                let open = place.open.filter(|open| open.to == *to)?;
                let wait = if open.needs == Needs::Ruling { 365 } else { 60 };
                let lapsed = today.0 > open.touched.0 + wait;
                let objects = by == *seat && open.needs != Needs::Word;
                let first = place.heard.is_none();
                let concerned = [*seat, open.by, open.to].contains(&by);
                if (objects && !first && !lapsed) || (!concerned && !lapsed) {
                    return None;
                }
                Reading::let_go(place, today);
                if objects && first {
                    place.heard = Some(statements);
                }
                Some(())
            }
            Action::DecideClaim { seat, to, key, .. } => {
                let statements = self.statements.len();
                let place = self.places.get_mut(seat)?;
                let waits = |open: &&mut Open| open.to == *to && open.needs == Needs::Ruling;
                let open = place.open.as_mut().filter(waits)?;
                if who != ARBITER || (key != to && *key != place.key) {
                    return None;
                }
                if key == to {
                    (open.needs, open.touched) = (Needs::Time, today);
                } else {
                    Reading::let_go(place, today);
                    place.heard = Some(statements);
                }
                Some(())
            }
            Action::TakeSeat { seat, .. } => {
                let by = self.speaks_for(who)?;
                let free = self.is_free(*seat, by);
                let place = self.places.get_mut(seat)?;
                let open = place
                    .open
                    .filter(|open| open.to == by && open.needs == Needs::Time)?;
                if !free || open.last.is_some_and(|last| today <= last) {
                    return None;
                }
                (place.key, place.open, place.heard) = (by, None, None);
                place.quiet = Some(Day(today.0 + 30));
                Some(())
            }
            _ => None,
        }
    }
}

/// Days before it, what, which seat, by whom, and for which key.
type Random = (u32, u8, u8, u8, u8);

fn any_steps() -> impl Strategy<Value = Vec<Random>> {
    let days = prop_oneof![6 => Just(0u32), 3 => 1u32..9, 2 => 9u32..40, 1 => 40u32..400];
    proptest::collection::vec((days, 0u8..14, 0u8..4, 0u8..24, 0u8..10), 1..80)
}

/// Somebody: who fits, or anybody.
fn somebody(case: &Case, seat: AccountId, who: u8) -> AccountId {
    let agreement = &case.loan.agreement;
    let open = agreement.seats.iter().find(|one| one.account == seat);
    let claim = open.and_then(|one| one.claim);
    match who {
        0..=4 => agreement.key_of(seat),
        5 | 6 => agreement.succession_of(seat).unwrap().heir.unwrap(),
        7 | 8 => NAMED,
        9 | 10 => SECOND,
        11 => seat,
        12..=14 => claim.map_or(STRANGER, |claim| claim.to),
        15 => claim.map_or(STRANGER, |claim| claim.by),
        16 => ARBITER,
        17 => VERIFIER,
        18 => STRANGER,
        other => KEYS[usize::from(other) % KEYS.len()],
    }
}

fn any_action(case: &Case, (_, what, seat, who, to): Random) -> (AccountId, Action) {
    let seat = SEATS[usize::from(seat)];
    let caller = somebody(case, seat, who);
    let agreement = &case.loan.agreement;
    let place = agreement.seats.iter().find(|one| one.account == seat);
    let claim = place.and_then(|one| one.claim);
    let aim = match to {
        0..=3 => KEYS[usize::from(to)],
        4..=7 => caller,
        8 => LENDERS_HEIR,
        _ => BORROWER,
    };
    let open = claim.map_or(aim, |claim| claim.to);
    let last = agreement.identities.last().map(|one| one.digest);
    match what {
        0..=2 => (caller, step::claim(seat, aim)),
        3 | 4 => (caller, step::claim_with(seat, aim, last)),
        5 | 6 => (caller, step::support(seat, open)),
        7 => (caller, step::end_claim(seat, open)),
        8 => {
            let key = if !to.is_multiple_of(3) {
                open
            } else {
                agreement.key_of(seat)
            };
            (
                if !who.is_multiple_of(5) { ARBITER } else { caller },
                step::decide(seat, open, key),
            )
        }
        9..=11 => (
            if !who.is_multiple_of(4) { open } else { caller },
            step::take(seat),
        ),
        12 => (
            VERIFIER,
            step::state_identity([agreement.identities.len() as u8; 32]),
        ),
        _ if to > 5 => (caller, step::demand(None)),
        _ => (caller, step::ACKNOWLEDGE),
    }
}

/// What the contract keeps for whom.
#[derive(Default)]
struct Till(BTreeMap<AccountId, u128>);

impl Till {
    fn follow(&mut self, case: &mut Case) {
        for (account, amount) in case.credits.drain(..) {
            *self.0.entry(account).or_default() += amount.minor();
        }
        for (from, to) in case.released.drain(..) {
            let kept = self.0.remove(&from).unwrap_or_default();
            *self.0.entry(to).or_default() += kept;
        }
    }
}

/// Who spoke for the claim of each seat, since when it binds, and whether the heir was beside.
#[derive(Default)]
struct Heard(BTreeMap<AccountId, (BTreeSet<AccountId>, Day, bool)>);

impl Heard {
    /// I21: whose words give a seat away, and how long after them it is taken.
    fn follow(&mut self, event: &Event) -> Result<(), TestCaseError> {
        let today = event.head().after.day;
        match event {
            Event::SeatClaimed(e) => {
                drop(self.0.insert(e.seat, ([e.claim.by].into(), today, false)));
            }
            Event::ClaimSupported(e) => {
                let heard = self.0.get_mut(&e.seat).unwrap();
                (heard.1, heard.2) = (today, e.claim.through.is_none());
                heard.0.insert(e.by);
            }
            Event::SeatTaken(e) => {
                let (words, since, at_once) = self.0.remove(&e.seat).unwrap();
                let (heir, days) = match e.seat {
                    LENDER => (LENDERS_HEIR, 20),
                    BORROWER => (HEIR, 14),
                    CO_BORROWER => (AccountId([40; 32]), 14),
                    _ => (AccountId([41; 32]), 14),
                };
                let owner = words.contains(&e.seat);
                let all = words.contains(&NAMED) && (e.seat != LENDER || words.contains(&SECOND));
                prop_assert!(owner || words.contains(&heir) || all, "{words:?}");
                let wait = match (owner, at_once) {
                    (true, true) => 0,
                    (true, false) => 8,
                    _ => days + 1,
                };
                prop_assert!(today.0 >= since.0 + wait);
            }
            _ => {}
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(config(4_096))]

    /// I21.
    #[test]
    fn only_whom_its_owner_chose_gets_a_seat_and_nothing_else_changes(steps in any_steps()) {
        let mut terms = native(succeeded(arbitrated(guaranteed(joint(bullet())))));
        terms.grace_days = 365;
        let mut case = Case::active(terms).on(Day(START.0 + 10));
        let (mut reading, mut till, mut heard) = (Reading::new(), Till::default(), Heard::default());
        let mut replay = Replay::default();
        for entry in &case.events {
            replay.read(entry, &case.rates)?;
        }
        let (mut lost, mut paid) = (BTreeSet::<AccountId>::new(), 0u128);
        for random in steps {
            let day = Day(case.today().0 + random.0);
            case = case.on(day);
            let (caller, action) = any_action(&case, random);
            let before = case.clone();
            let keys_before = SEATS.map(|seat| case.loan.agreement.key_of(seat));
            let done = case.act(caller, action.clone());
            let allowed = reading.take(caller, &action, day);
            prop_assert_eq!(done.is_ok(), allowed, "{:?} by {:?}: {:?}", action, caller.0[0], done.as_ref().err());
            let Ok(events) = done else {
                prop_assert_eq!(&case.loan, &before.loan);
                continue;
            };
            for entry in &events {
                replay.read(entry, &case.rates)?;
                heard.follow(&entry.event().unwrap())?;
            }
            replay.same_as(&case)?;
            // Figures, days and money stay as they are; what restarts a clock is no seat step.
            prop_assert_eq!((case.figures(), &case.plan), (before.figures(), &before.plan));
            let name = action.row().name;
            if !["acknowledge", "demand"].contains(&name) {
                prop_assert_eq!(&case.loan.state, &before.loan.state);
            }
            let keys = SEATS.map(|seat| case.loan.agreement.key_of(seat));
            let distinct: BTreeSet<_> = keys.iter().collect();
            prop_assert_eq!(distinct.len(), SEATS.len());
            // Whoever has lost a seat and has got none again does nothing for it.
            let gone = lost.contains(&caller) && !keys_before.contains(&caller);
            prop_assert!(!gone || !SEATS.contains(&caller) || ["state_identity", "decide_claim"].contains(&name));
            lost.extend(keys_before.iter().filter(|key| !keys.contains(key)));
            till.follow(&mut case);
            // Now and then somebody pays.
            if random.3.is_multiple_of(5) && paid < 9_000 {
                let quiet = reading.places[&LENDER].open.is_some_and(|open| open.needs != Needs::Word);
                case.ok(STRANGER, step::repay(fen(100)));
                paid += 100;
                let expected = match quiet {
                    true => held_account(0, LENDER, sha256),
                    false => reading.places[&LENDER].key,
                };
                prop_assert_eq!(&case.credits, &[(expected, fen(100))]);
                replay.read(case.events.last().unwrap(), &case.rates)?;
                till.follow(&mut case);
            }
        }
        // Nothing stays stuck: a year later every claim can be ended, and no money is left where nobody has the key.
        let mut case = { let last = case.today(); case.on(Day(last.0 + 400)) };
        for seat in case.loan.agreement.seats.clone() {
            if let Some(claim) = seat.claim {
                case.ok(STRANGER, step::end_claim(seat.account, claim.to));
            }
        }
        till.follow(&mut case);
        prop_assert_eq!(till.0.values().sum::<u128>(), paid);
        for seat in SEATS {
            prop_assert!(till.0.get(&held_account(0, seat, sha256)).is_none_or(|kept| *kept == 0));
        }
    }
}

/// The steps above are worth something only if seats change hands by all ways.
#[test]
fn random_seats_are_taken_by_every_way() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut ways = BTreeSet::new();
    for _ in 0..2_000 {
        let steps = proptest::strategy::ValueTree::current(&any_steps().new_tree(&mut runner).unwrap());
        let mut case = Case::active(succeeded(arbitrated(guaranteed(joint(bullet()))))).on(Day(START.0 + 10));
        for random in steps {
            let day = Day(case.today().0 + random.0);
            case = case.on(day);
            let (caller, action) = any_action(&case, random);
            let seats = case.loan.agreement.seats.clone();
            if case.act(caller, action).is_err() {
                continue;
            }
            match case.last() {
                Event::SeatTaken(e) => {
                    let claim = seats
                        .iter()
                        .find(|one| one.account == e.seat)
                        .unwrap()
                        .claim
                        .unwrap();
                    ways.insert(match claim.by {
                        by if by == e.seat && claim.through.is_none() => "at once",
                        by if by == e.seat => "handed over",
                        NAMED | SECOND if e.seat == LENDER => "by two",
                        NAMED => "by a verifier",
                        _ => "by the heir",
                    });
                }
                Event::ClaimDecided(e) => {
                    ways.insert(if e.claim.is_some() { "granted" } else { "denied" });
                }
                Event::ClaimEnded(e) if e.objected => {
                    ways.insert("objected");
                }
                _ => {}
            }
        }
    }
    assert_eq!(ways.len(), 8, "{ways:?}");
}
