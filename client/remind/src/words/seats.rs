//! Who is told when a seat is claimed or taken: its owner first, also at the account that stands for it once another key acts, so that a
//! thief silences nobody; whoever is to get it; whom its owner named; and all who rely on who acts for it [电子签名法 15].

use terms::agreement::{all_agreed, key_of, Claim, Seat, Succession};
use terms::{AccountId, Books, Day, Event};

use crate::notice::{Beside, How, Part, SeatFacts};
use crate::policy::{seat_kind, stands};

/// Who, as what, and what of the seat.
type Told = (AccountId, Part, SeatFacts);

/// An event about a seat.
struct Matter {
    seat: AccountId,
    /// Who had its key until now.
    from: Option<AccountId>,
    /// For which key it is claimed, or which has it now.
    to: Option<AccountId>,
    how: How,
    until: Option<Day>,
}

/// Whom an event about a seat is told, each once; `None` for any other event.
pub(super) fn told(event: &Event, books: &Books) -> Option<Vec<Told>> {
    let matter = matter(event, &books.seats)?;
    let head = event.head();
    let (terms, lender, seat) = (&books.terms, head.lender, matter.seat);
    let rule = all_agreed(terms, &books.seats).find(|rule| rule.seat == seat);
    let mut all: Vec<Told> = Vec::new();
    let mut tell = |account: AccountId, part: Part, you: Beside| {
        if all.iter().all(|(other, ..)| *other != account) {
            let facts = SeatFacts {
                of: seat_kind(terms, lender, seat),
                you,
                how: matter.how,
                until: matter.until,
            };
            all.push((account, part, facts));
        }
    };
    let part = |account: AccountId| {
        if account == lender {
            Part::Lender
        } else if terms.owes(account) {
            Part::Borrower
        } else {
            Part::Seat
        }
    };
    let key = match matter.from {
        // The key that has it now is told as what it is.
        Some(from) => from,
        None => key_of(&books.seats, seat),
    };
    for account in [seat, key] {
        tell(account, part(seat), Beside::Owner);
    }
    if let Some(account) = matter.to {
        tell(account, Part::Seat, Beside::Successor);
    }
    let decides = terms.arbiter.filter(|_| matter.how == How::AwaitsArbiter);
    let named = rule.into_iter().flat_map(Succession::named);
    for account in named.chain(decides) {
        tell(account, Part::Seat, Beside::Named);
    }
    // What binds nobody concerns nobody else.
    if !matches!(matter.how, How::Planned | How::AwaitsSecond) {
        let holders = books.holders.iter().map(|holder| holder.account);
        let guarantors = books.guarantees.iter().map(|(account, _)| *account);
        let parties = std::iter::once(lender).chain(terms.debtors());
        for account in parties.chain(holders).chain(guarantors) {
            let is_guarantor = books.guarantees.iter().any(|(other, _)| *other == account);
            let part = if is_guarantor {
                Part::Guarantor
            } else {
                part(account)
            };
            tell(account, part, Beside::Other);
        }
    }
    Some(all)
}

fn matter(event: &Event, seats: &[Seat]) -> Option<Matter> {
    let claimed = |seat: AccountId, claim: &Claim| {
        let is_same = |one: &Seat| one.account == seat && one.is_claimed_for(&claim.to);
        let is_objected = seats.iter().any(|one| is_same(one) && one.objected.is_some());
        Matter {
            seat,
            from: None,
            to: Some(claim.to),
            how: stands(seat, claim, is_objected),
            until: claim.through,
        }
    };
    let over = |seat, to, how| Matter {
        seat,
        from: None,
        to,
        how,
        until: None,
    };
    Some(match event {
        Event::SuccessionPlanned(e) => over(e.succession.seat, None, How::Planned),
        Event::SeatClaimed(e) => claimed(e.seat, &e.claim),
        Event::ClaimSupported(e) => claimed(e.seat, &e.claim),
        Event::ClaimEnded(e) if e.objected => over(e.seat, Some(e.to), How::Objected),
        Event::ClaimEnded(e) => over(e.seat, Some(e.to), How::GivenUp),
        Event::ClaimDecided(e) => match &e.claim {
            Some(claim) => Matter {
                how: How::Granted,
                ..claimed(e.seat, claim)
            },
            None => over(e.seat, None, How::Denied),
        },
        Event::SeatTaken(e) => Matter {
            seat: e.seat,
            from: Some(e.from),
            to: Some(e.to),
            how: How::Taken,
            until: Some(e.held_through),
        },
        _ => return None,
    })
}
