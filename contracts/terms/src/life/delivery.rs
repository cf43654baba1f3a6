//! Deliveries outside the chain: the lender reports each, the borrower acknowledges each [CC 679, PL 9].
//!
//! What is owed is a function of those that are acknowledged, whatever the order in which they were: the principal is their sum
//! [CC 670, PL 26], each earns from its own day, and the lowest cap of their days binds the loan [PL 25]. What is not acknowledged
//! is the lender's word and counts for nothing. Numbers are given in the order of the reports and never given again.

use super::{running::live_mut, Active, Context, Loan, Outcome, State};
use crate::{
    account::Part,
    event::Body,
    law::{self, ReferenceRates},
    read::Read,
    schedule::Basis,
    Account, Amount, Day, Digest, Error, Instalment, Instalments, Journal, RatePpm, Role, Settlement, Terms,
};
use alloc::{boxed::Box, vec::Vec};
use scale::Encode;

/// A delivery of money, as the lender states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Delivery {
    /// Its number in this loan, from 0.
    pub number: u32,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub on: Day,
    /// The lowest yearly rate at which they deliver: a cap that leaves less makes no loan.
    pub at_least: RatePpm,
    /// SHA-256 of the receipt.
    pub receipt: Option<Digest>,
    /// Whether the borrower has acknowledged it.
    pub acknowledged: bool,
}

/// The deliveries of a loan that are reported and not taken back, in the order of their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Deliveries {
    /// Money that moved before this day belongs to no loan of these terms.
    pub earliest: Day,
    /// The number of the next report.
    pub next: u32,
    /// What is reported. Once the only delivery of a loan has made it, nothing of it is kept here.
    pub reported: Vec<Delivery>,
    /// Whether no further one can make the principal grow, whatever comes: the claim was assigned or the loan amended.
    pub closed: bool,
}

impl Deliveries {
    /// None yet, of a loan that was proposed on `proposed`: money handed over before belongs to it only where the agreed
    /// start says so.
    pub(crate) fn none(terms: &Terms, proposed: Day) -> Deliveries {
        Deliveries {
            earliest: proposed.min(terms.plan.start),
            ..Deliveries::default()
        }
    }

    /// Those that wait for the borrower's word.
    pub fn open(&self) -> impl Iterator<Item = &Delivery> {
        self.reported.iter().filter(|delivery| !delivery.acknowledged)
    }

    /// The parts of the principal: those that are acknowledged.
    pub fn parts(&self) -> Vec<Part> {
        let acknowledged = self.reported.iter().filter(|delivery| delivery.acknowledged);
        let part = |delivery: &Delivery| Part {
            amount: delivery.amount,
            on: delivery.on,
        };
        acknowledged.map(part).collect()
    }

    /// What of the principal is not reported; all of it where a new report corrects the one before.
    pub fn left(&self, terms: &Terms) -> Amount {
        let counted = self.reported.iter().filter(|_| terms.deliveries > 1);
        counted.fold(terms.principal, |left, delivery| {
            left.minus_or_zero(delivery.amount)
        })
    }

    /// The lowest rate at which the lender delivers what is acknowledged, as they said last.
    fn at_least(&self) -> RatePpm {
        let last = self.reported.iter().rfind(|delivery| delivery.acknowledged);
        last.map_or(RatePpm::ZERO, |delivery| delivery.at_least)
    }

    /// Takes what is reported, and gives its number. Where the terms agree on one delivery it corrects the report before.
    ///
    /// Errors: [`Error::AmountZero`], [`Error::DeliveryTooLarge`], [`Error::TooManyDeliveries`].
    pub(crate) fn report(&mut self, terms: &Terms, delivery: Delivery) -> Result<u32, Error> {
        if terms.deliveries == 1 {
            self.reported.clear();
        }
        check_amount(terms, delivery.amount)?;
        let mut sum = delivery.amount;
        for reported in &self.reported {
            sum = sum.plus(reported.amount)?;
        }
        if sum > terms.principal {
            return Err(Error::DeliveryTooLarge);
        }
        if self.reported.len() >= terms.deliveries.into() {
            return Err(Error::TooManyDeliveries);
        }
        let number = self.next;
        self.next = number.saturating_add(1);
        self.reported.push(Delivery { number, ..delivery });
        Ok(number)
    }

    /// Where the report of this number stands, if it is open. Errors: [`Error::NoDelivery`].
    fn place(&self, number: u32) -> Result<usize, Error> {
        let named = |delivery: &Delivery| delivery.number == number && !delivery.acknowledged;
        self.reported.iter().position(named).ok_or(Error::NoDelivery)
    }

    /// Takes report `number` back. Errors: [`Error::NoDelivery`].
    pub(crate) fn withdraw(&mut self, number: u32) -> Result<(), Error> {
        let at = self.place(number)?;
        let _: Delivery = self.reported.remove(at);
        Ok(())
    }

    /// Notes that report `number` is acknowledged, and gives it. Errors: [`Error::NoDelivery`].
    pub(crate) fn acknowledge(&mut self, number: u32) -> Result<Delivery, Error> {
        let at = self.place(number)?;
        let delivery = self.reported.get_mut(at).ok_or(Error::NoDelivery)?;
        delivery.acknowledged = true;
        Ok(*delivery)
    }

    /// Whether the principal of a running loan with these books can still grow on `today`: no due day has come, and nothing was
    /// paid, credited, forgiven, awarded, amended or assigned. Errors: [`Error::DeliveryTooLate`].
    pub(crate) fn check_further(
        &self,
        (account, journal): (&Account, &Journal),
        plan: &dyn Instalments,
        today: Day,
    ) -> Result<(), Error> {
        let untouched = journal.postings.is_empty() && account.is_as_opened();
        if self.closed || !untouched || plan.get(0)?.due <= today {
            return Err(Error::DeliveryTooLate);
        }
        Ok(())
    }

    /// What a running loan keeps of them: nothing where no further one can come.
    pub(crate) fn kept(self, terms: &Terms) -> Deliveries {
        if terms.deliveries == 1 {
            return Deliveries::default();
        }
        self
    }
}

/// Errors: [`Error::AmountZero`], [`Error::DeliveryTooLarge`].
pub(super) fn check_amount(terms: &Terms, amount: Amount) -> Result<(), Error> {
    if amount.is_zero() {
        return Err(Error::AmountZero);
    }
    if amount > terms.principal {
        return Err(Error::DeliveryTooLarge);
    }
    Ok(())
}

/// The agreed rate, at most what the lowest cap of `days` leaves under the day count; and that cap, if the law limits rates.
///
/// Errors: [`Error::NoReferenceRate`].
pub fn rate_on(
    terms: &Terms,
    rates: &dyn ReferenceRates,
    days: impl Iterator<Item = Day>,
) -> Result<(RatePpm, Option<RatePpm>), Error> {
    let mut lowest: Option<RatePpm> = None;
    for day in days {
        let cap = law::cap_on(rates, terms.jurisdiction, day)?;
        lowest = lowest.map_or(cap, |lowest| cap.map(|cap| cap.min(lowest)));
    }
    Ok((within(terms, lowest), lowest))
}

/// The agreed rate, at most what `cap` leaves under the day count.
pub(crate) fn within(terms: &Terms, cap: Option<RatePpm>) -> RatePpm {
    let highest = cap.map(|cap| law::highest_rate(cap, terms.day_count));
    highest.map_or(terms.annual_rate, |highest| terms.annual_rate.min(highest))
}

/// The books that `parts` open, and the schedule that follows: that of their sum from the day of the first, only that the first
/// period earns on each part from its own day. `signed` is where a plan by hand has its rows from.
///
/// Errors: [`Error::AmountTooLarge`], [`Error::BadDate`].
#[inline(never)]
pub(crate) fn formed(
    terms: &Terms,
    signed: &dyn Instalments,
    parts: &[Part],
    rate: RatePpm,
    cap: Option<RatePpm>,
) -> Result<(Account, Vec<Instalment>), Error> {
    let account = Account::open(terms, parts, rate, cap)?;
    let (from, later) = Part::beginning(terms, parts);
    let basis = Basis {
        principal: account.received,
        rate,
        from,
        later,
        cap: account.cap,
        ..Basis::agreed(terms)
    };
    let schedule = terms.plan.schedule_in_force(signed, basis)?;
    Ok((account, schedule))
}

/// The parts in which the principal came, one for most loans, of which no delivery is kept; of an old debt those of the terms;
/// none before there is an account.
pub(crate) fn parts(terms: &Terms, deliveries: &Deliveries, account: Option<&Account>) -> Vec<Part> {
    match deliveries.parts() {
        _ if !terms.past.is_empty() => terms.parts(),
        none if none.is_empty() => account.map(Account::principal_received).into_iter().collect(),
        parts => parts,
    }
}

impl Loan {
    /// The lender reports a delivery outside the chain; the number is given here. The deadline is for the first report. Where the
    /// terms agree on one delivery, a new report corrects the one before; where they agree on several, a further one can come as
    /// long as it can be acknowledged.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::DeadlinePassed`],
    /// [`Error::DeliveryTooLate`], [`Error::WrongSettlement`], [`Error::SeatHeld`], [`Error::AmountZero`],
    /// [`Error::DeliveryTooLarge`], [`Error::TooManyDeliveries`], [`Error::DeliveryDay`], [`Error::NoReferenceRate`], [`Error::RateBelowMinimum`].
    #[inline(never)]
    pub fn report_delivery(
        mut self,
        plan: &dyn Instalments,
        delivery: Delivery,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let mut deliveries = self.deliveries()?.clone();
        self.only(ctx, Role::Lender)?;
        let terms = &self.agreement.terms;
        if let Ok(active) = self.live() {
            deliveries.check_further(active.books(), plan, today)?;
        } else if deliveries.reported.is_empty() && ctx.now > terms.deliver_by {
            return Err(Error::DeadlinePassed);
        }
        if !matches!(terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        // In the place of what the lender reported, a thief's word could make a smaller loan.
        let replaces = terms.deliveries == 1 && !deliveries.reported.is_empty();
        if replaces && self.agreement.is_held(ctx.caller, today) {
            return Err(Error::SeatHeld);
        }
        let number = deliveries.report(terms, delivery)?;
        // The deadline for delivering lies before the first due day, so this day does too.
        let latest = today.min(terms.day_of(terms.deliver_by));
        let Delivery {
            amount,
            on,
            at_least,
            receipt,
            ..
        } = delivery;
        if on < deliveries.earliest || on > latest {
            return Err(Error::DeliveryDay);
        }
        // Else nobody could acknowledge it.
        let parts = deliveries.parts();
        let days = parts.iter().map(|part| part.on).chain([on]);
        let (rate, _) = rate_on(terms, ctx.rates, days)?;
        if rate < at_least {
            return Err(Error::RateBelowMinimum);
        }
        self.keep_deliveries(deliveries)?;
        let body = Body::DeliveryReported {
            delivery: number,
            amount,
            on,
            at_least,
            receipt,
        };
        self.record_one(ctx, plan, body)
    }

    /// The lender takes back report `number`, which nobody has acknowledged: what was mistyped makes no loan, and one that is not
    /// delivered in time expires.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NoDelivery`].
    #[inline(never)]
    pub fn withdraw_delivery(
        mut self,
        plan: &dyn Instalments,
        number: u32,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let mut deliveries = self.deliveries()?.clone();
        self.only(ctx, Role::Lender)?;
        deliveries.withdraw(number)?;
        self.keep_deliveries(deliveries)?;
        let body = Body::DeliveryWithdrawn {
            delivery: number,
            evidence,
        };
        self.record_one(ctx, plan, body)
    }

    /// The borrower acknowledges report `number`, naming what was reported: amount, day and receipt. With the first the loan
    /// runs; there is no deadline for it, because they admit it against their own interest. A further one changes what both sides
    /// have counted with, so it comes before the first due day and before anything else has moved: then books and schedule are
    /// made anew, and an amendment that waits for signatures is void.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::SeatHeld`], [`Error::NoDelivery`],
    /// [`Error::DeliveryMismatch`], [`Error::DeliveryTooLate`], [`Error::RepaymentWaits`], [`Error::RateBelowMinimum`].
    #[inline(never)]
    pub fn acknowledge_delivery(
        mut self,
        plan: &dyn Instalments,
        number: u32,
        named: (Amount, Day, Option<Digest>),
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let mut deliveries = self.deliveries()?.clone();
        self.only(ctx, Role::Borrower)?;
        // Who receives the money says so, no co-borrower instead.
        if ctx.caller != self.agreement.terms.borrower {
            return Err(Error::WrongParty);
        }
        // What a thief reports as all that was delivered would be a smaller loan; a further part has a last day for this word.
        let (terms, lender) = (&self.agreement.terms, self.agreement.creditor());
        if terms.deliveries == 1 && self.agreement.is_held(lender, self.today(ctx)) {
            return Err(Error::SeatHeld);
        }
        let delivery = deliveries.acknowledge(number)?;
        if (delivery.amount, delivery.on, delivery.receipt) != named {
            return Err(Error::DeliveryMismatch);
        }
        if let Ok(active) = self.live() {
            deliveries.check_further(active.books(), plan, self.today(ctx))?;
            if !active.reports.is_empty() {
                return Err(Error::RepaymentWaits);
            }
        }
        let terms = &self.agreement.terms;
        let parts = deliveries.parts();
        let (rate, cap) = rate_on(terms, ctx.rates, parts.iter().map(|part| part.on))?;
        if rate < deliveries.at_least() {
            return Err(Error::RateBelowMinimum);
        }
        let signed: &dyn Instalments = match terms.schedule.is_empty() {
            true => plan,
            false => &terms.schedule,
        };
        let (account, schedule) = formed(terms, signed, &parts, rate, cap)?;
        let rate_cut = rate < terms.annual_rate;
        let (received, delivered) = (account.received, account.delivered);
        let deliveries = deliveries.kept(terms);
        let Delivery { amount, on, .. } = delivery;
        let evidence = evidence.or(delivery.receipt);
        let Ok(active) = live_mut(&mut self.state) else {
            self.state = State::Active(Box::new(Active::new(account, deliveries)));
            let body = Body::LoanDelivered {
                delivery: Some(number),
                amount,
                on,
                evidence,
                rate,
                rate_cut,
                cap,
                schedule: schedule.clone(),
            };
            return self.record_schedule(ctx, schedule, alloc::vec![body]);
        };
        active.form_anew(account, deliveries);
        // It named another principal.
        let voided = self.agreement.amendment.take().is_some();
        let body = Body::PartDelivered {
            delivery: number,
            amount,
            on,
            evidence,
            received,
            delivered,
            rate,
            rate_cut,
            cap,
            schedule: schedule.clone(),
        };
        let mut outcome = self.record_schedule(ctx, schedule, alloc::vec![body])?;
        outcome.agreement_changed = voided;
        Ok(outcome)
    }

    /// The parts in which the principal came, one for most loans and none before it has; of an old debt those of the terms.
    pub fn parts(&self) -> Vec<Part> {
        let terms = &self.agreement.terms;
        match self.state.running() {
            Some(active) => parts(terms, &active.deliveries, Some(&active.account)),
            None => parts(terms, &Deliveries::default(), None),
        }
    }

    /// Whether the loan runs and its principal can still grow, by a part that is reported or acknowledged on `today`.
    pub fn may_grow(&self, plan: &dyn Instalments, today: Day) -> bool {
        self.agreement.terms.deliveries > 1
            && self.live().is_ok_and(|active| {
                let further = active.deliveries.check_further(active.books(), plan, today);
                further.is_ok()
            })
    }

    /// The deliveries, where one can be reported, taken back or acknowledged. Errors: [`Error::WrongState`].
    fn deliveries(&self) -> Result<&Deliveries, Error> {
        match &self.state {
            State::Signed(signed) => Ok(&signed.deliveries),
            _ if self.agreement.terms.deliveries > 1 => Ok(&self.live()?.deliveries),
            _ => Err(Error::WrongState),
        }
    }

    fn keep_deliveries(&mut self, deliveries: Deliveries) -> Result<(), Error> {
        match &mut self.state {
            State::Signed(signed) => signed.deliveries = deliveries,
            other => live_mut(other)?.deliveries = deliveries,
        }
        Ok(())
    }
}
