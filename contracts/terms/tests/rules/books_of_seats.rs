//! Who reads events alone takes none about a seat that the rules would not have made: in each story the last event is changed, and all before it
//! is true.

use crate::{
    case::{
        arbitrated, bullet, sha256, succeeded, Case, ARBITER, BORROWER, HEIR, LENDER, NAMED, NEW_KEY, SECOND,
        START, STRANGER, VERIFIER,
    },
    step,
};
use terms::{agreement::Awaits, books::Unsound, event::Entry, life::Action, Books, Day, Error, Event};

fn running() -> Case {
    Case::active(arbitrated(succeeded(bullet())))
}

/// The loan so many days later.
fn later(case: Case, days: u32) -> Case {
    let today = case.today();
    case.on(Day(today.0 + days))
}

fn event(entry: &Entry) -> Event {
    Event::decode(entry.body.name(), &entry.bytes).unwrap()
}

/// What books say to the last event of a story once it is changed.
fn told(case: &Case, change: impl FnOnce(&mut Event)) -> Result<Books, Unsound> {
    let (last, before) = case.events.split_last().unwrap();
    let mut books = Books::open(&event(&before[0]), sha256(&before[0].bytes)).unwrap();
    for entry in &before[1..] {
        books
            .take(&event(entry), sha256(&entry.bytes), &case.rates)
            .unwrap();
    }
    let mut last = event(last);
    change(&mut last);
    books.take(&last, sha256(&last.encode()), &case.rates)?;
    Ok(books)
}

/// The rule by which they refuse it.
fn refused(case: &Case, change: impl FnOnce(&mut Event)) -> Error {
    match told(case, change) {
        Err(Unsound::Refused { error, .. }) => error,
        other => panic!("{:?}", other.map(|books| books.seats)),
    }
}

macro_rules! changed {
    ($case:expr, $kind:ident, |$e:ident| $change:expr) => {
        refused($case, |event| match event {
            Event::$kind($e) => $change,
            other => panic!("{other:?}"),
        })
    };
}

/// The lender's seat is claimed by two verifiers, objected to, and claimed once more with a fresh statement.
fn asked() -> Case {
    let mut case = running();
    case.ok(NAMED, step::claim(LENDER, NEW_KEY));
    case.ok(SECOND, step::support(LENDER, NEW_KEY));
    case.ok(LENDER, step::end_claim(LENDER, NEW_KEY));
    let digest = [3; 32];
    case.ok(VERIFIER, Action::StateIdentity { digest, kind: 2 });
    case.ok(NAMED, step::claim_with(LENDER, NEW_KEY, Some(digest)));
    case.ok(SECOND, step::support(LENDER, NEW_KEY));
    case
}

#[test]
fn the_books_have_the_seats_that_the_loan_has_stored() {
    let mut heir = running();
    heir.ok(HEIR, step::claim(BORROWER, HEIR));
    let mut taken = later(heir.clone(), 15);
    taken.ok(HEIR, step::take(BORROWER));
    let mut granted = asked();
    granted.ok(ARBITER, step::decide(LENDER, NEW_KEY, NEW_KEY));
    let mut denied = asked();
    denied.ok(ARBITER, step::decide(LENDER, NEW_KEY, LENDER));
    let mut ended = later(heir.clone(), 61);
    ended.ok(STRANGER, step::end_claim(BORROWER, HEIR));
    let mut settled = heir.clone();
    settled.pay(settled.total());
    settled.ok(HEIR, step::end_claim(BORROWER, HEIR));
    for case in [heir, taken, asked(), granted, denied, ended, settled] {
        let books = told(&case, |_| ()).unwrap();
        assert_eq!(books.seats, case.loan.agreement.seats);
    }
}

#[test]
fn a_claim_is_of_who_was_named_for_the_days_that_were_agreed_and_waits_for_whom_it_has_to() {
    let mut heir = running();
    heir.ok(HEIR, step::claim(BORROWER, HEIR));
    assert_eq!(
        changed!(&heir, SeatClaimed, |e| e.claim.by = STRANGER),
        Error::NotNamedForSeat
    );
    assert_eq!(
        changed!(&heir, SeatClaimed, |e| e.claim.to = NEW_KEY),
        Error::NotNamedForSeat
    );
    assert_eq!(
        changed!(&heir, SeatClaimed, |e| e.seat = LENDER),
        Error::NotNamedForSeat
    );
    let earlier = |through: Option<Day>| through.map(|day| Day(day.0 - 1));
    for error in [
        changed!(&heir, SeatClaimed, |e| e.claim.through = earlier(e.claim.through)),
        changed!(&heir, SeatClaimed, |e| e.claim.through = None),
        changed!(&heir, SeatClaimed, |e| e.claim.on.0 -= 1),
        changed!(&heir, SeatClaimed, |e| e.claim.awaits = Awaits::Second),
    ] {
        assert_eq!(error, Error::NotAsNamed);
    }
    assert_eq!(
        changed!(&heir, SeatClaimed, |e| e.statement = Some([1; 32])),
        Error::NoSuchStatement
    );
    let mut verified = running();
    verified.ok(NAMED, step::claim(LENDER, NEW_KEY));
    assert_eq!(
        changed!(&verified, SeatClaimed, |e| e.claim.awaits = Awaits::Nothing),
        Error::NotAsNamed
    );
    assert_eq!(
        changed!(&verified, SeatClaimed, |e| e.claim.to = HEIR),
        Error::KeyHasPart
    );
    verified.ok(SECOND, step::support(LENDER, NEW_KEY));
    assert_eq!(
        changed!(&verified, ClaimSupported, |e| e.by = NAMED),
        Error::NotNamedForSeat
    );
    assert_eq!(
        changed!(&verified, ClaimSupported, |e| e.claim.through = Some(START)),
        Error::NotAsNamed
    );
}

#[test]
fn an_objection_is_of_the_seats_own_key_and_what_comes_after_it_is_an_arbiters() {
    let mut objected = running();
    objected.ok(HEIR, step::claim(BORROWER, HEIR));
    objected.ok(BORROWER, step::end_claim(BORROWER, HEIR));
    assert_eq!(
        changed!(&objected, ClaimEnded, |e| e.by = STRANGER),
        Error::NotNamedForSeat
    );
    assert_eq!(
        changed!(&objected, ClaimEnded, |e| e.by = HEIR),
        Error::NotAsNamed
    );
    assert_eq!(
        changed!(&objected, ClaimEnded, |e| e.objected = false),
        Error::NotAsNamed
    );
    assert_eq!(
        changed!(&objected, ClaimEnded, |e| e.to = NEW_KEY),
        Error::NoSuchClaim
    );
    let mut again = asked();
    assert_eq!(
        changed!(&again, ClaimSupported, |e| e.claim.awaits = Awaits::Nothing),
        Error::NotAsNamed
    );
    again.ok(ARBITER, step::decide(LENDER, NEW_KEY, NEW_KEY));
    assert_eq!(
        changed!(&again, ClaimDecided, |e| e.by = STRANGER),
        Error::NotArbiter
    );
    let mut later = later(again, 21);
    later.ok(NEW_KEY, step::take(LENDER));
    assert_eq!(
        changed!(&later, SeatTaken, |e| e.to = STRANGER),
        Error::NoSuchClaim
    );
    for error in [
        changed!(&later, SeatTaken, |e| e.from = STRANGER),
        changed!(&later, SeatTaken, |e| e.held_through.0 -= 1),
    ] {
        assert_eq!(error, Error::NotAsNamed);
    }
}

#[test]
fn no_seat_is_taken_before_its_day() {
    let mut case = running();
    case.ok(HEIR, step::claim(BORROWER, HEIR));
    case = later(case, 15);
    case.ok(HEIR, step::take(BORROWER));
    assert_eq!(
        changed!(&case, SeatTaken, |e| {
            e.after.day.0 -= 1;
            e.held_through.0 -= 1;
        }),
        Error::ClaimNotDue
    );
}
