//! What waits for whose answer and since when: silence is on record. Days are those of the loan's own time zone.

use std::collections::BTreeMap;

use iou_base::money::Unit;
use iou_base::text::Text;
use terms::agreement::{Claim, Seat};
use terms::event::AmendmentProposed;
use terms::life::{Deliveries, Delivery, Report};
use terms::{AccountId, Amount, Books, Day, Event, Loan, Role, State, Status, Terms, Timestamp};

use crate::deliveries::OpenDeliveries;

/// What can wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Terms that others are still to sign.
    Terms,
    /// A delivery that the lender reported.
    Delivery,
    /// A repayment that the borrower reported.
    Repayment,
    /// An amendment that was proposed.
    Amendment,
    /// A payment that one side asks to take back.
    Reversal,
}

impl What {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            What::Terms => "terms",
            What::Delivery => "delivery",
            What::Repayment => "repayment",
            What::Amendment => "amendment",
            What::Reversal => "reversal",
        }
    }
}

/// Whose answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The lender's; after a sale that of whoever acts for the claim now.
    Lender,
    /// That of another who holds a part of the claim.
    Holder,
    /// That of whoever sold the claim since: they alone know whether the money came.
    Seller,
    /// The borrower's.
    Borrower,
    /// That of another of those who borrow together.
    CoBorrower,
}

impl Whom {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Whom::Lender => "lender",
            Whom::Holder => "holder",
            Whom::Seller => "seller",
            Whom::Borrower => "borrower",
            Whom::CoBorrower => "co-borrower",
        }
    }
}

/// Something that waits for somebody's answer. What waits for several is there once for each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// What.
    pub what: What,
    /// Whose answer.
    pub by: Whom,
    /// Since when, in the loan's time zone.
    pub since: Day,
    /// Days since then; for whoever bought the claim meanwhile, since they did.
    pub days: u32,
    /// How much it is about.
    pub amount: Option<Amount>,
    /// The number that it goes by in the loan: of the report, or of the event that put the payment on record.
    pub number: Option<u32>,
    /// The last day for the answer to a report of a repayment, where the terms agree on one and nobody claims the seat of who has to
    /// answer: whose seat was held has the days for it from then on.
    pub answer_by: Option<Day>,
    /// The day on which somebody put on record that there is no answer.
    pub recorded: Option<Day>,
}

impl Unanswered {
    /// Whether anyone may put it on record that there is no answer.
    pub fn is_recordable(&self) -> bool {
        let over = |until: Day| self.days > until.since(self.since);
        self.recorded.is_none() && self.answer_by.is_some_and(over)
    }
}

/// What waits by the end of `events` (all of a loan, in their order), as of `now`; the oldest first. `seats` are those of the loan then:
/// whose seat is held has longer to answer. `may_grow` is what the rules say of the principal ([`Loan::may_grow`], [`Books::may_grow`]):
/// a part that comes too late to count waits for nobody.
pub fn of_events<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    seats: &'a [Seat],
    may_grow: bool,
    now: Timestamp,
) -> Vec<Unanswered> {
    let mut waiting = Waiting {
        seats,
        ..Waiting::default()
    };
    events.into_iter().for_each(|event| waiting.take(event));
    waiting.list(may_grow, now)
}

/// Of what waits the reports of money: a delivery, repayments.
pub fn of_money<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    seats: &'a [Seat],
    may_grow: bool,
    now: Timestamp,
) -> Vec<Unanswered> {
    let mut all = of_events(events, seats, may_grow, now);
    all.retain(|it| matches!(it.what, What::Delivery | What::Repayment));
    all
}

/// Whether anything can wait by what the contract has stored. Where nothing can, no events have to be read.
pub fn may_wait(loan: &Loan) -> bool {
    let running = loan.state.running();
    let asks_back = running.is_some_and(|running| running.reversal.is_some());
    match &loan.state {
        State::Proposed(_) => true,
        State::Signed(signed) => signed.deliveries.open().next().is_some(),
        State::Settled(_) => asks_back,
        _ => {
            asks_back
                || open_deliveries(loan).next().is_some()
                || !open_reports(loan).is_empty()
                || loan.agreement.amendment.is_some()
        }
    }
}

/// The deliveries that were reported and wait for the borrower's word.
fn open_deliveries(loan: &Loan) -> impl Iterator<Item = &Delivery> {
    loan.state.deliveries().into_iter().flat_map(Deliveries::open)
}

/// The repayments that were reported and wait for an answer. A loan that is settled owes nobody one; should it run again, they
/// wait again.
pub fn open_reports(loan: &Loan) -> &[Report] {
    match &loan.state {
        State::Settled(_) => &[],
        state => state
            .running()
            .map_or(&[][..], |running| running.reports.as_slice()),
    }
}

/// The same by the books that an indexer keeps.
pub fn open_reports_of(books: &Books) -> &[Report] {
    match books.is_running() {
        true => &books.reports,
        false => &[],
    }
}

/// What the events leave open.
#[derive(Default)]
struct Waiting<'a> {
    /// As they were proposed.
    terms: Option<&'a Terms>,
    status: Option<Status>,
    /// Who holds the claim; the first acts for all.
    holders: Vec<AccountId>,
    /// Since when the first does, where they bought it.
    bought: Option<Day>,
    proposal: Option<Asked>,
    deliveries: OpenDeliveries,
    /// By number of the report.
    reports: BTreeMap<u32, Reported>,
    amendment: Option<Asked>,
    reversal: Option<Reversal>,
    /// What became of the loan's seats in the end.
    seats: &'a [Seat],
}

/// What several have to sign.
struct Asked {
    since: Day,
    /// The last moment for it.
    until: Timestamp,
    amount: Option<Amount>,
    signed: Vec<AccountId>,
    /// Whether one of those who borrow together has signed of whom the events do not say which.
    by_one_of_them: bool,
}

/// A repayment, and who was to confirm it.
struct Reported {
    since: Day,
    amount: Amount,
    to: AccountId,
    /// When it was put on record that they have not.
    recorded: Option<Day>,
}

/// A payment that one side asks to take back.
struct Reversal {
    since: Day,
    by: Role,
    payment: u32,
    amount: Amount,
}

impl Asked {
    fn sign(asked: &mut Option<Asked>, by: AccountId) {
        if let Some(asked) = asked {
            asked.signed.push(by);
        }
    }

    /// Whose signatures are missing.
    fn awaits(&self, terms: &Terms, holders: &[AccountId]) -> Vec<Whom> {
        let is_missing = |account: &AccountId| !self.signed.contains(account);
        let (lead, others) = holders.split_at(1.min(holders.len()));
        let owing: Vec<AccountId> = terms.debtors().filter(is_missing).collect();
        let is_borrower = |account: &AccountId| *account == terms.borrower;
        let (borrower, another) = match self.by_one_of_them {
            true => (false, owing.len() > 1),
            false => (owing.iter().any(is_borrower), !owing.iter().all(is_borrower)),
        };
        let all = [
            (Whom::Lender, lead.iter().any(is_missing)),
            (Whom::Holder, others.iter().any(is_missing)),
            (Whom::Borrower, borrower),
            (Whom::CoBorrower, another),
        ];
        let missing = all.into_iter().filter(|(_, is_missing)| *is_missing);
        missing.map(|(whom, _)| whom).collect()
    }
}

impl<'a> Waiting<'a> {
    fn take(&mut self, event: &'a Event) {
        let head = event.head();
        let day = head.after.day;
        self.status = Some(head.after.status);
        self.deliveries.take(event);
        match event {
            Event::LoanProposed(e) => {
                self.terms = Some(&e.terms);
                self.holders = vec![e.terms.lender];
                self.proposal = Some(Asked {
                    since: day,
                    until: e.terms.sign_by,
                    amount: Some(e.terms.principal),
                    signed: vec![match e.proposer {
                        Role::Lender => e.terms.lender,
                        Role::Borrower => e.terms.borrower,
                    }],
                    by_one_of_them: false,
                });
            }
            Event::TermsSigned(e) => Asked::sign(&mut self.proposal, e.by),
            Event::LoanSigned(_) | Event::LoanCancelled(_) | Event::LoanExpired(_) => self.proposal = None,
            // It was proposed for another principal.
            Event::PartDelivered(_) => self.amendment = None,
            Event::RepaymentReported(e) => {
                let reported = Reported {
                    since: day,
                    amount: e.amount,
                    to: head.lender,
                    recorded: None,
                };
                let _new = self.reports.insert(e.report, reported);
            }
            Event::ReportDismissed(e) => drop(self.reports.remove(&e.report)),
            Event::LoanRepaid(e) => drop(e.report.and_then(|report| self.reports.remove(&report))),
            Event::AmendmentProposed(e) => self.amendment = self.asked(e),
            Event::AmendmentSigned(e) => Asked::sign(&mut self.amendment, e.by),
            // It closes the books over what was asked to be taken back.
            Event::LoanAmended(_) => (self.amendment, self.reversal) = (None, None),
            Event::ClaimAssigned(e) => {
                // Whoever bought the claim never saw what was offered before.
                self.amendment = None;
                if self.holders.first() != Some(&head.lender) {
                    self.bought = Some(day);
                }
                self.holders = e.holders.iter().map(|holder| holder.account).collect();
            }
            Event::ReversalProposed(e) => {
                self.reversal = Some(Reversal {
                    since: day,
                    by: e.by,
                    payment: e.payment,
                    amount: e.amount,
                });
            }
            Event::PaymentReversed(_) => self.reversal = None,
            Event::SilenceRecorded(e) => {
                if let Some(reported) = self.reports.get_mut(&e.report) {
                    reported.recorded = Some(day);
                }
            }
            Event::SeatTaken(e) => self.void_offers(e.seat),
            _ => {}
        }
    }

    /// What a seat had signed and is not in force counts no more once another key acts for it. Who of several debtors offered an
    /// amendment is not in the events: theirs waits on.
    fn void_offers(&mut self, seat: AccountId) {
        let signed = |asked: &mut Asked| asked.signed.contains(&seat);
        drop(self.amendment.take_if(signed));
        let role = match self.holders.first() == Some(&seat) {
            true => Some(Role::Lender),
            false => self
                .terms
                .filter(|terms| terms.owes(seat))
                .map(|_| Role::Borrower),
        };
        let _ = self.reversal.take_if(|asked| Some(asked.by) == role);
    }

    /// The last day for the answer to a report, where there is one.
    fn answer_by(&self, terms: &Terms, report: &Reported) -> Option<Day> {
        let seat = self.seats.iter().find(|seat| seat.account == report.to);
        let claim = seat.and_then(|seat| seat.claim.as_ref());
        if claim.is_some_and(Claim::binds) {
            return None;
        }
        let through = seat.and_then(|seat| seat.held_through);
        // Beyond the calendar there is no day to wait for.
        terms
            .answer_by(through.unwrap_or(report.since).max(report.since))
            .unwrap_or_default()
    }

    /// An amendment by whoever offers it: for the claim the lead of its holders, for the debt any of those who owe it.
    fn asked(&self, offered: &AmendmentProposed) -> Option<Asked> {
        let by_one_of_them = offered.by == Role::Borrower && self.terms?.is_joint();
        let signed = match offered.by {
            Role::Lender => vec![offered.lender],
            Role::Borrower if by_one_of_them => Vec::new(),
            Role::Borrower => vec![offered.borrower],
        };
        Some(Asked {
            since: offered.after.day,
            until: offered.amendment.sign_by,
            amount: None,
            signed,
            by_one_of_them,
        })
    }

    fn list(&self, may_grow: bool, now: Timestamp) -> Vec<Unanswered> {
        let Some(terms) = self.terms else {
            return Vec::new();
        };
        let today = terms.day_of(now);
        let entry = |what, by, since: Day, amount, number| Unanswered {
            what,
            by,
            since,
            days: today.since(since),
            amount,
            number,
            answer_by: None,
            recorded: None,
        };
        let mut all = Vec::new();
        let is_running = matches!(self.status, Some(Status::Active | Status::Defaulted));
        let amendment = self.amendment.as_ref().filter(|_| is_running);
        for (what, asked) in [
            (What::Terms, self.proposal.as_ref()),
            (What::Amendment, amendment),
        ] {
            // What cannot be signed any more waits for nobody.
            for asked in asked.into_iter().filter(|asked| now <= asked.until) {
                let awaits = asked.awaits(terms, &self.holders).into_iter();
                all.extend(awaits.map(|by| entry(what, by, asked.since, asked.amount, None)));
            }
        }
        // Nobody can put it on record that a delivery waits: whoever did not get it has nothing to answer.
        let is_waited_for = self.status == Some(Status::Signed) || may_grow;
        let open = self.deliveries.open.iter().filter(|_| is_waited_for);
        all.extend(open.map(|(number, (since, amount))| {
            let number = self.deliveries.in_parts.then_some(*number);
            entry(What::Delivery, Whom::Borrower, *since, Some(*amount), number)
        }));
        for (number, report) in self.reports.iter().filter(|_| is_running) {
            let by = match self.holders.first() == Some(&report.to) {
                true => Whom::Lender,
                false => Whom::Seller,
            };
            all.push(Unanswered {
                answer_by: self.answer_by(terms, report),
                recorded: report.recorded,
                ..entry(
                    What::Repayment,
                    by,
                    report.since,
                    Some(report.amount),
                    Some(*number),
                )
            });
        }
        if let Some(asked) = &self.reversal {
            let (by, from) = match asked.by {
                Role::Lender => (Whom::Borrower, asked.since),
                Role::Borrower => (Whom::Lender, self.bought.unwrap_or(asked.since).max(asked.since)),
            };
            let (amount, number) = (Some(asked.amount), Some(asked.payment));
            all.push(Unanswered {
                days: today.since(from),
                ..entry(What::Reversal, by, asked.since, amount, number)
            });
        }
        all.sort_by_key(|it| it.since);
        all
    }
}

/// In words: what waits, for how many days nobody has answered, and whether that is on record or can be.
pub fn sentence(text: &Text, it: &Unanswered, unit: &Unit) -> String {
    let whom = text.lookup(&format!("unanswered-by-{}", it.by.name()), &[]);
    let amount = it.amount.map(|amount| unit.show(amount)).unwrap_or_default();
    let args = [
        (
            "what",
            match (it.what, it.number) {
                (What::Delivery, Some(_)) => "part",
                (what, _) => what.name(),
            }
            .into(),
        ),
        ("whom", whom.into()),
        ("day", it.since.to_string().into()),
        ("days", it.days.into()),
        ("amount", amount.into()),
        ("number", it.number.unwrap_or_default().to_string().into()),
    ];
    let said = text.tr_with("unanswered", &args);
    let (id, day) = match (it.recorded, it.answer_by) {
        (Some(day), _) => ("unanswered-recorded", day),
        (None, Some(until)) if it.is_recordable() => ("unanswered-recordable", until),
        (None, Some(until)) => ("unanswered-until", until),
        (None, None) => return said,
    };
    text.tr_with(id, &[("said", said.into()), ("day", day.to_string().into())])
}

/// The same with what it is said of, as a sentence by itself.
pub fn note(text: &Text, it: &Unanswered, unit: &Unit) -> String {
    let said = [("said", sentence(text, it, unit).into())];
    text.tr_with("note-unanswered", &said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{amount, ask_back, offer, report, sell, today, yuan};
    use iou_base::time::DAY_MS;
    use iou_base::Lang;
    use iou_evidence::verify::sample::Paper;
    use terms::life::Action;
    use terms::RatePpm;

    #[test]
    fn a_part_waits_by_its_number_as_long_as_it_can_be_acknowledged() {
        let mut paper = Paper::in_parts();
        paper.deliver(200_000);
        assert!(may_wait(paper.loan()));
        let waits = |paper: &Paper, days: u64| {
            let all = after(paper, days);
            all.iter()
                .map(|it| (it.what, it.by, it.number))
                .collect::<Vec<_>>()
        };
        let part = |number| (What::Delivery, Whom::Borrower, Some(number));
        assert_eq!(waits(&paper, 1), [part(0), part(2)]);
        // The first due day is a month away.
        assert_eq!(waits(&paper, 40), []);
        paper.receive(400_000);
        assert_eq!(waits(&paper, 1), [part(2)]);
        // Neither once anything was paid.
        report(&mut paper, 100);
        let evidence = None;
        paper.act(0, Action::ConfirmRepayment { report: 0, evidence });
        assert_eq!(waits(&paper, 1), []);
    }

    fn may_grow(paper: &Paper, now: Timestamp) -> bool {
        let loan = paper.loan();
        let today = loan.agreement.terms.day_of(now);
        loan.may_grow(&paper.schedule().to_vec(), today)
    }

    /// What waits at this moment; where something does, the stored loan admits it.
    fn at(paper: &Paper, now: Timestamp) -> Vec<Unanswered> {
        let seats = &paper.loan().agreement.seats;
        let waits = of_events(paper.events(), seats, may_grow(paper, now), now);
        assert!(waits.is_empty() || may_wait(paper.loan()));
        waits
    }

    /// What waits so many days later.
    fn after(paper: &Paper, days: u64) -> Vec<Unanswered> {
        at(paper, Timestamp(paper.now_ms + days * DAY_MS))
    }

    /// What waits for whom so many days later, and for how long.
    fn whom(paper: &Paper, days: u64) -> Vec<(What, Whom, u32)> {
        let waits = after(paper, days).into_iter();
        waits.map(|it| (it.what, it.by, it.days)).collect()
    }

    fn sign(paper: &mut Paper, who: usize) {
        let (digest, evidence) = (paper.loan().agreement.digest, None);
        paper.act(who, Action::Sign { digest, evidence });
    }

    #[test]
    fn a_report_waits_until_it_is_answered_and_the_days_since_then_are_counted() {
        let mut paper = Paper::with_proposal(&[1], 3);
        assert_eq!(whom(&paper, 2), [(What::Terms, Whom::Lender, 2)]);
        sign(&mut paper, 0);
        assert!(after(&paper, 9).is_empty() && !may_wait(paper.loan()));
        paper.act(
            0,
            Action::Deliver {
                amount: amount(1_000_000),
                on: None,
                at_least: RatePpm::ZERO,
                receipt: None,
            },
        );
        assert_eq!(whom(&paper, 0), [(What::Delivery, Whom::Borrower, 0)]);
        let evidence = None;
        paper.act(
            1,
            Action::AcknowledgeDelivery {
                delivery: 0,
                amount: amount(1_000_000),
                on: terms::sample::UNSEEN_DAY,
                receipt: None,
                evidence,
            },
        );
        assert!(after(&paper, 9).is_empty() && !may_wait(paper.loan()));
        paper.wait(10);
        report(&mut paper, 40_000);
        paper.wait(4);
        report(&mut paper, 7_000);
        let waits = after(&paper, 3);
        let told: Vec<_> = waits.iter().map(|it| (it.number, it.days, it.amount)).collect();
        assert_eq!(
            told,
            [
                (Some(0), 7, Some(amount(40_000))),
                (Some(1), 3, Some(amount(7_000)))
            ]
        );
        assert!(waits.iter().all(|it| it.by == Whom::Lender));
        assert_eq!(open_reports(paper.loan()).len(), 2);
        paper.act(0, Action::ConfirmRepayment { report: 0, evidence });
        paper.act(1, Action::DismissReport { report: 1, evidence });
        assert!(after(&paper, 9).is_empty() && !may_wait(paper.loan()));
    }

    /// Whether anyone may record the silence so many days later: by what is shown, and by the rules.
    fn recordable(paper: &Paper, days: u64) -> (bool, bool) {
        let now = Timestamp(paper.now_ms + days * DAY_MS);
        let shown = at(paper, now).iter().any(Unanswered::is_recordable);
        let context = terms::life::Context {
            caller: paper.people[2].account(),
            now,
            block: 1,
            sha256: iou_base::sha256,
            rates: &terms::law::BuiltIn,
            offices: &terms::life::NoOffices,
            intent: None,
        };
        let recorded = Action::RecordSilence { report: 0 };
        let loan = paper.loan().clone();
        (
            shown,
            loan.step(recorded, &paper.schedule().to_vec(), &context).is_ok(),
        )
    }

    #[test]
    fn the_days_for_an_answer_begin_anew_for_a_seat_that_was_claimed_or_taken() {
        let mut paper = Paper::unanswered();
        let [seat, to] = [0, 2].map(|who: usize| paper.people[who].account());
        let evidence = None;
        let agreed = |paper: &Paper| {
            let both: Vec<_> = (0..60).map(|days| recordable(paper, days)).collect();
            assert!(both.iter().all(|(shown, allowed)| shown == allowed), "{both:?}");
            both.iter().position(|(shown, _)| *shown)
        };
        assert_eq!(agreed(&paper), Some(8));
        let claim = Action::ClaimSeat {
            seat,
            to,
            statement: None,
            evidence,
        };
        paper.act(0, claim.clone());
        assert_eq!(agreed(&paper), None);
        assert_eq!(after(&paper, 1)[0].answer_by, None);
        paper.wait(2);
        paper.act(0, Action::EndClaim { seat, to, evidence });
        assert_eq!(agreed(&paper), Some(8));
        let mut paper = Paper::unanswered();
        paper.act(0, claim);
        paper.wait(8);
        paper.act(2, Action::TakeSeat { seat, evidence });
        assert_eq!(agreed(&paper), Some(38));
    }

    #[test]
    fn what_a_seat_had_offered_waits_for_nobody_once_another_key_acts_for_it() {
        let mut paper = Paper::with_loan(&[1], 3);
        let [seat, to] = [0, 2].map(|who: usize| paper.people[who].account());
        let evidence = None;
        let _digest = offer(&mut paper, 0);
        assert_eq!(whom(&paper, 0), [(What::Amendment, Whom::Borrower, 0)]);
        let claim = Action::ClaimSeat {
            seat,
            to,
            statement: None,
            evidence,
        };
        paper.act(0, claim);
        paper.wait(8);
        paper.act(2, Action::TakeSeat { seat, evidence });
        assert_eq!(whom(&paper, 0), []);
        assert!(!may_wait(paper.loan()));
    }

    #[test]
    fn of_several_who_have_to_sign_only_those_are_waited_for_who_have_not() {
        let (lender, other) = (Whom::Lender, Whom::CoBorrower);
        let mut paper = Paper::with_joint_proposal(&[1], 3);
        let terms = What::Terms;
        assert_eq!(whom(&paper, 1), [(terms, lender, 1), (terms, other, 1)]);
        let mut lent = Paper::with_joint_proposal(&[1], 3);
        sign(&mut lent, 0);
        assert_eq!(whom(&lent, 1), [(terms, other, 1)]);
        sign(&mut paper, 2);
        assert_eq!(whom(&paper, 1), [(terms, lender, 1)]);
        sign(&mut paper, 0);
        assert_eq!(whom(&paper, 1), []);
        // The events of an amendment do not say which of two who borrow offered it: it waits for the other one.
        let mut paper = Paper::with_joint_loan(&[1], 3);
        let changed = What::Amendment;
        let digest = offer(&mut paper, 2);
        assert_eq!(whom(&paper, 1), [(changed, lender, 1), (changed, other, 1)]);
        let evidence = None;
        paper.act(1, Action::AcceptAmendment { digest, evidence });
        assert_eq!(whom(&paper, 1), [(changed, lender, 1)]);
        paper.act(0, Action::AcceptAmendment { digest, evidence });
        assert_eq!(whom(&paper, 1), []);
        let _digest = offer(&mut paper, 0);
        assert_eq!(
            whom(&paper, 0),
            [(changed, Whom::Borrower, 0), (changed, other, 0)]
        );
    }

    #[test]
    fn what_cannot_be_signed_any_more_waits_for_nobody() {
        let paper = Paper::with_proposal(&[1], 3);
        let by = paper.loan().agreement.terms.sign_by;
        assert_eq!(at(&paper, by).len(), 1);
        assert_eq!(at(&paper, Timestamp(by.0 + 1)), []);
        let mut paper = Paper::with_loan(&[1], 3);
        paper.wait(5);
        let _digest = offer(&mut paper, 1);
        assert_eq!(whom(&paper, 0), [(What::Amendment, Whom::Lender, 0)]);
        assert_eq!(whom(&paper, 2), []);
    }

    #[test]
    fn after_a_sale_the_lender_of_old_is_the_seller_and_the_buyer_is_silent_since_they_bought_alone() {
        let mut paper = Paper::with_loan(&[1], 3);
        report(&mut paper, 40_000);
        let (report_number, evidence) = (0, None);
        let confirm = Action::ConfirmRepayment {
            report: report_number,
            evidence,
        };
        paper.act(0, confirm);
        report(&mut paper, 7_000);
        ask_back(&mut paper, 1);
        paper.wait(5);
        sell(&mut paper);
        report(&mut paper, 3_000);
        let now = whom(&paper, 2);
        assert_eq!(
            now,
            [
                (What::Repayment, Whom::Seller, 7),
                (What::Reversal, Whom::Lender, 2),
                (What::Repayment, Whom::Lender, 2),
            ]
        );
        let said = sentence(Text::english(), &after(&paper, 2)[0], &yuan());
        assert!(
            said.ends_with("unanswered by whoever sold the claim for 7 days"),
            "{said}"
        );
        let now = Timestamp(paper.now_ms);
        let money = of_money(paper.events(), &[], may_grow(&paper, now), now);
        assert!(money.iter().all(|it| it.what == What::Repayment) && money.len() == 2);
    }

    #[test]
    fn an_amendment_ends_what_was_asked_to_be_taken_back_and_a_settled_loan_still_asks_it() {
        let mut paper = Paper::with_loan(&[1], 3);
        report(&mut paper, 40_000);
        let evidence = None;
        paper.act(0, Action::ConfirmRepayment { report: 0, evidence });
        ask_back(&mut paper, 0);
        assert_eq!(whom(&paper, 3), [(What::Reversal, Whom::Borrower, 3)]);
        let digest = offer(&mut paper, 1);
        paper.act(0, Action::AcceptAmendment { digest, evidence });
        assert_eq!(whom(&paper, 3), []);
        // An open report waits no longer once nothing is owed, and again where the loan runs again.
        report(&mut paper, 5_000);
        report(&mut paper, 2_000_000);
        paper.act(0, Action::ConfirmRepayment { report: 2, evidence });
        assert_eq!(paper.loan().state.status(), Status::Settled);
        assert!(whom(&paper, 3).is_empty() && open_reports(paper.loan()).is_empty());
        ask_back(&mut paper, 0);
        assert_eq!(whom(&paper, 3), [(What::Reversal, Whom::Borrower, 3)]);
        ask_back(&mut paper, 1);
        assert_eq!(whom(&paper, 3), [(What::Repayment, Whom::Lender, 3)]);
        assert_eq!(open_reports(paper.loan()).len(), 1);
    }

    #[test]
    fn silence_is_said_in_both_languages() {
        let mut paper = Paper::with_loan(&[1], 3);
        report(&mut paper, 40_000);
        let said = |lang, days| sentence(&Text::new(lang), &after(&paper, days)[0], &yuan());
        let since = today(&paper);
        let about = format!("repayment of 400.00 CNY (no. 0), reported on {since}: ");
        for (days, ends) in [
            (0, "no answer of the lender yet"),
            (1, "unanswered by the lender for one day"),
            (21, "unanswered by the lender for 21 days"),
        ] {
            assert_eq!(said(Lang::En, days), format!("{about}{ends}"));
        }
        assert!(said(Lang::Zh, 0).ends_with("：等出借人答复"));
        assert!(said(Lang::Zh, 21).ends_with("：出借人已 21 天没有答复"));
        // As a sentence by itself: with the signs of its language.
        let noted = note(&Text::new(Lang::Zh), &after(&paper, 21)[0], &yuan());
        assert!(noted.starts_with("未答复：") && !noted.contains(": "), "{noted}");
    }

    #[test]
    fn where_days_for_an_answer_are_agreed_it_says_until_when_and_once_they_are_over_whether_it_is_on_record()
    {
        let mut paper = Paper::unanswered();
        let (since, until) = (today(&paper), Day(today(&paper).0 + 7));
        let said = |paper: &Paper, lang, days| sentence(&Text::new(lang), &after(paper, days)[0], &yuan());
        for (days, recordable) in [(0, false), (7, false), (8, true)] {
            let waits = &after(&paper, days)[0];
            assert_eq!(
                (waits.answer_by, waits.recorded, waits.is_recordable()),
                (Some(until), None, recordable),
                "{days}"
            );
        }
        let in_time = said(&paper, Lang::En, 7);
        assert!(
            in_time.ends_with(&format!("for 7 days; there is time for it until {until}")),
            "{in_time}"
        );
        assert!(said(&paper, Lang::En, 8).contains(&format!("ended on {until}, and anyone may")));
        assert!(said(&paper, Lang::Zh, 8).contains("任何人都可以记录在案"));
        paper.wait(8);
        paper.silence();
        let waits = &after(&paper, 3)[0];
        let recorded = Day(since.0 + 8);
        assert_eq!((waits.recorded, waits.is_recordable()), (Some(recorded), false));
        assert!(said(&paper, Lang::En, 3).ends_with(&format!("for 11 days; on record since {recorded}")));
        let evidence = None;
        paper.act(0, Action::ConfirmRepayment { report: 0, evidence });
        assert_eq!(after(&paper, 0), []);
        // Without such days there is nothing of the kind.
        let mut plain = Paper::with_loan(&[1], 3);
        report(&mut plain, 40_000);
        let waits = &after(&plain, 900)[0];
        assert_eq!((waits.answer_by, waits.is_recordable()), (None, false));
    }
}
