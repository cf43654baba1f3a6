//! What the loans of an account expect of its statement, and what they have already.

use std::collections::BTreeSet;

use terms::account::Kind;
use terms::life::Deliveries;
use terms::{Amount, Day, LoanId, Role, Settlement, State};

use crate::commands::loan::make::formation::undelivered;
use crate::context::Context;
use crate::error::Result;
use crate::session::{LoadedLoan, Session};
use iou_base::memo::MemoCode;
use iou_import::{Debt, Direction, Expected, Statement, Wish};
use iou_ledger::contract::refusal;
use iou_ledger::AccountId;

/// A loan in which the account is lender or borrower, settled outside the chain.
pub(super) struct Seat {
    pub(super) loaded: LoadedLoan,
    pub(super) code: MemoCode,
    /// Which side the account acts for.
    role: Role,
    /// For which account there.
    own: terms::AccountId,
    /// What the other side is called, where this machine knows.
    names: Vec<String>,
}

impl Seat {
    /// The account's seat in a loan; none where it has no side in it, or no bank has anything to do with it. The names are read
    /// with the key of that loan, where its fields are here.
    pub(super) fn of(
        ctx: &Context,
        session: &Session<'_>,
        loaded: LoadedLoan,
        accounts: &[AccountId],
    ) -> Result<Option<Seat>> {
        let agreement = &loaded.loan.agreement;
        let role = accounts.iter().find_map(|account| {
            // An account whose seat another one acts for has no side any more.
            let seat = agreement.seat_of(terms::AccountId(account.0)).ok()?;
            Some((seat, agreement.role_of(seat)?))
        });
        let Some((own, role)) =
            role.filter(|_| matches!(agreement.terms.settlement, Settlement::OffChain { .. }))
        else {
            return Ok(None);
        };
        let other = match role {
            // Who bought the claim is not who is named in the terms.
            Role::Borrower if agreement.creditor() == agreement.terms.lender => Some("lender.name"),
            Role::Borrower => None,
            Role::Lender => Some("borrower.name"),
        };
        let one = ctx.anew();
        one.choose_key_of(agreement);
        let fields = match one.private().get(one.signer()?, agreement.digest) {
            Ok(fields) => fields,
            Err(iou_ledger::Error::PrivateNotFound { .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let names = fields.iter().filter(|field| other == Some(field.name.as_str()));
        let names = names.map(|field| field.value.clone()).collect();
        let genesis = session.ledger.conn.chain().genesis.0;
        let code = MemoCode::of(
            genesis,
            terms::AccountId(session.ledger.address.0),
            loaded.loan.id,
        );
        Ok(Some(Seat {
            code,
            role,
            own,
            names,
            loaded,
        }))
    }

    fn id(&self) -> LoanId {
        self.loaded.loan.id
    }

    /// Whether what somebody wishes would decide for this seat, and nothing is decided for it now. To deliver and to report go on.
    pub(super) fn is_held_for(&self, wish: Wish) -> bool {
        let decides = matches!(wish, Wish::Confirm(_) | Wish::Acknowledge(_));
        decides && self.loaded.loan.agreement.is_held(self.own, self.loaded.today)
    }

    /// An expectation of this loan.
    fn one(
        &self,
        wish: Wish,
        part: Option<u32>,
        direction: Direction,
        amount: Amount,
        days: (Day, Day),
    ) -> Expected {
        Expected {
            wish,
            debt: Debt {
                loan: self.id(),
                part,
            },
            direction,
            amount,
            currency: self.loaded.unit.name.clone(),
            decimals: self.loaded.unit.decimals,
            days,
            zone: self.loaded.loan.agreement.terms.utc_offset,
            names: self.names.clone(),
            code: self.code,
        }
    }

    /// One around a day.
    fn around(
        &self,
        wish: Wish,
        part: Option<u32>,
        direction: Direction,
        amount: Amount,
        day: Day,
    ) -> Expected {
        self.one(wish, part, direction, amount, Expected::around(day))
    }

    /// Which way a repayment goes, as this side sees it.
    fn repayment(&self) -> Direction {
        match self.role {
            Role::Borrower => Direction::Out,
            Role::Lender => Direction::In,
        }
    }
}

/// All that a loan expects and has.
pub(super) fn expected(seat: &Seat, session: &Session<'_>, statement: &Statement) -> Result<Vec<Expected>> {
    let loan = &seat.loaded.loan;
    match &loan.state {
        State::Signed(_) => Ok(deliveries(seat)),
        State::Active(_) | State::Defaulted(_) => {
            let mut all = on_record(seat);
            all.extend(deliveries(seat));
            match seat.role {
                Role::Borrower => all.extend(repayments(seat, session, statement)?),
                Role::Lender => all.extend(reports(seat)),
            }
            all.extend(before_the_books(seat, &all));
            Ok(all)
        }
        State::Settled(_) => Ok(on_record(seat)),
        _ => Ok(Vec::new()),
    }
}

/// What is delivered of a loan that both have signed: what was reported and waits; and of the lender, who may have reported nothing or not
/// all, the rest on the day from which the plan counts. Of one that comes too late to count the borrower is not asked.
fn deliveries(seat: &Seat) -> Vec<Expected> {
    let LoadedLoan {
        loan,
        schedule,
        today,
        ..
    } = &seat.loaded;
    let is_signed = matches!(loan.state, State::Signed(_));
    let counts = is_signed || loan.may_grow(schedule, *today);
    let open = loan.state.deliveries().into_iter().flat_map(Deliveries::open);
    let terms = &loan.agreement.terms;
    let mut all: Vec<Expected> = open
        .map(|it| {
            let part = (terms.deliveries > 1).then_some(it.number);
            let (wish, way) = match seat.role {
                Role::Lender => (Wish::Recorded, Direction::Out),
                Role::Borrower if counts => (Wish::Acknowledge(part), Direction::In),
                Role::Borrower => (Wish::Recorded, Direction::In),
            };
            seat.around(wish, part, way, it.amount, it.on)
        })
        .collect();
    let rest = undelivered(loan);
    // Once the loan runs nobody expects that the rest will come.
    let is_expected = is_signed && (all.is_empty() || terms.deliveries > 1);
    if seat.role == Role::Lender && is_expected && !rest.is_zero() {
        all.push(seat.around(Wish::Deliver, None, Direction::Out, rest, terms.plan.start));
    }
    all
}

/// Delivery and payments that the books have, and of the borrower's own reports those that wait.
fn on_record(seat: &Seat) -> Vec<Expected> {
    let Some(running) = seat.loaded.loan.state.running() else {
        return Vec::new();
    };
    let paid = running
        .journal
        .postings
        .iter()
        .filter(|posting| posting.kind == Kind::Paid);
    let mut all: Vec<Expected> = paid
        .map(|posting| seat.around(Wish::Recorded, None, seat.repayment(), posting.amount, posting.on))
        .collect();
    let way = seat.repayment().other();
    // Of an old debt all that moved before the signature, both ways.
    let past = &seat.loaded.loan.agreement.terms.past;
    all.extend(past.iter().map(|moved| {
        let way = match moved.by {
            Role::Lender => way,
            Role::Borrower => seat.repayment(),
        };
        seat.around(Wish::Recorded, None, way, moved.amount, moved.on)
    }));
    let parts = if past.is_empty() {
        seat.loaded.loan.parts()
    } else {
        Vec::new()
    };
    all.extend(
        parts
            .iter()
            .map(|part| seat.around(Wish::Recorded, None, way, part.amount, part.on)),
    );
    if seat.role == Role::Borrower {
        let open = running.reports.iter();
        all.extend(
            open.map(|report| seat.around(Wish::Recorded, None, Direction::Out, report.amount, report.on)),
        );
    }
    all
}

/// An amendment begins the books anew, and what was paid before stands in none that are kept: whatever is expected of days up to then can
/// be on record.
fn before_the_books(seat: &Seat, all: &[Expected]) -> Vec<Expected> {
    let Some(running) = seat.loaded.loan.state.running() else {
        return Vec::new();
    };
    let begun = running.journal.base.accrued_to;
    // Those of an old debt begin when money moved last before the signature, and all of that is on record.
    let past = &seat.loaded.loan.agreement.terms.past;
    let first = past.last().map_or(running.account.delivered, |moved| moved.on);
    if begun <= first {
        return Vec::new();
    }
    let open = all
        .iter()
        .filter(|one| one.wish != Wish::Recorded && one.days.0 <= begun);
    open.map(|one| Expected {
        wish: Wish::Recorded,
        days: (one.days.0, one.days.1.min(begun)),
        ..one.clone()
    })
    .collect()
}

/// Reports of the borrower that wait for this lender. Whose payment it was where another paid for them, no name says.
fn reports(seat: &Seat) -> Vec<Expected> {
    let running = seat.loaded.loan.state.running();
    let open = running
        .map(|running| running.reports.as_slice())
        .unwrap_or_default();
    let own = open.iter().filter(|report| report.to == seat.own);
    own.map(|report| {
        let wish = Wish::Confirm(report.number);
        let one = seat.around(wish, Some(report.number), Direction::In, report.amount, report.on);
        match report.payer {
            Some(_) => Expected {
                names: Vec::new(),
                ..one
            },
            None => one,
        }
    })
    .collect()
}

/// What the borrower is to pay: each instalment that is not paid, around its day; and on the days of the statement, to the last
/// unit what was due by then and all that was owed.
fn repayments(seat: &Seat, session: &Session<'_>, statement: &Statement) -> Result<Vec<Expected>> {
    let LoadedLoan {
        loan,
        schedule,
        today,
        ..
    } = &seat.loaded;
    let Some(running) = loan.state.running() else {
        return Ok(Vec::new());
    };
    let rules = loan.rules(schedule, &session.rates);
    let now = running.account.at(&rules, *today).map_err(refusal)?;
    let Some(next) = now.next_due(&rules).map_err(refusal)? else {
        return Ok(Vec::new());
    };
    let first = u32::from(next.instalment);
    let mut all = vec![seat.around(Wish::Report, Some(first), Direction::Out, next.amount, next.day)];
    for (part, instalment) in (0u32..).zip(schedule).skip(usize::from(next.instalment)) {
        let amount = instalment.total().map_err(refusal)?;
        all.push(seat.around(Wish::Report, Some(part), Direction::Out, amount, instalment.due));
    }
    let zone = loan.agreement.terms.utc_offset;
    let paid = statement
        .rows
        .iter()
        .filter(|row| row.direction == Direction::Out);
    let days: BTreeSet<Day> = paid.map(|row| row.day_in(zone)).collect();
    // Of days before the last payment the books say nothing any more.
    let is_known = |day: &&Day| (running.account.accrued_to..=*today).contains(*day);
    for day in days.iter().filter(is_known) {
        let balance = running.account.balance_at(&rules, *day).map_err(refusal)?;
        let that_day = (*day, *day);
        all.push(seat.one(Wish::Report, None, Direction::Out, balance.total, that_day));
        if !balance.due.is_zero() && balance.due != balance.total {
            all.push(seat.one(Wish::Report, Some(first), Direction::Out, balance.due, that_day));
        }
    }
    all.retain(|one| !one.amount.is_zero());
    Ok(all)
}
