//! The account of a running loan: what has accrued, what is due, how a payment is applied.
//!
//! Accrual is lazy and exact. Time moves only in [`Account::advance`], whose cost depends on the instalments that
//! fell due in between (each once in a loan's life), never on the days that passed. Order of application [CC 561]:
//! costs of enforcement → late interest and fees → interest due → principal due → interest accrued but not yet due →
//! principal ahead of its day. Interest never earns interest, unless an amendment rolls it into principal; from then on
//! all interest of the loan's life, late interest and fees among it, stays within what the first principal would have
//! earned at the cap [PL 27].
//! Overdue interest and fees together stay within what the overdue principal would have earned at the cap [PL 29].
//!
//! Sums saturate at [`Amount::MAX`]: whatever terms were valid, no book ever stops half way.
//!
//! Money paid before its due day that covers the instalment (its principal and what the period earned; interest that
//! was carried comes first and covers nothing) meets it; interest for the days that remain is carried to the next one.

use crate::{
    law::{self, LateBasis, ReferenceRates},
    rate::numerator,
    read::Read,
    schedule::without,
    AccountId, Amount, Day, Error, Instalments, RatePpm, Rounding, Terms,
};
use alloc::vec::Vec;
use scale::Encode;

/// What the books of a loan are kept by.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The terms in force.
    pub terms: &'a Terms,
    /// The schedule in force.
    pub plan: &'a dyn Instalments,
    /// Published rates, for principal overdue without any agreed rate.
    pub rates: &'a dyn ReferenceRates,
}

impl Rules<'_> {
    /// The interest that a numerator stands for, or the largest amount.
    fn interest(&self, numerator: u128) -> Amount {
        let interest = self.terms.day_count.interest(numerator, self.terms.rounding);
        interest.unwrap_or(Amount::MAX)
    }

    /// The most that may be owed by a numerator at the cap: never rounded upwards.
    fn ceiling(&self, numerator: u128) -> Amount {
        let most = self.terms.day_count.interest(numerator, Rounding::Floor);
        most.unwrap_or(Amount::MAX)
    }
}

/// A part of the principal that the borrower received; mostly it is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub on: Day,
}

impl Part {
    /// The end of which day interest runs from: the first of `parts`, or the agreed start where that is later. And what is less
    /// than all of them outstanding from then on, since the others came after it, in minor units × days.
    pub(crate) fn beginning(terms: &Terms, parts: &[Part]) -> (Day, u128) {
        let earns_from = |part: &Part| part.on.max(terms.plan.start);
        let from = parts.iter().map(earns_from).min().unwrap_or_default();
        let later = |part: &Part| {
            let days = terms.day_count.days(from, earns_from(part));
            part.amount.minor().saturating_mul(days.into())
        };
        (from, parts.iter().map(later).fold(0, u128::saturating_add))
    }
}

/// The books of one loan from delivery to settlement, as of the end of day `accrued_to`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Account {
    /// Principal that the borrower received [CC 670, PL 26].
    pub received: Amount,
    /// The day on which they received it, or the last part of it.
    pub delivered: Day,
    /// Interest runs from the end of this day: that of the delivery, or the agreed start where that is later.
    pub earns_from: Day,
    /// What parts that came before that day would have earned at the cap by then. Units: minor units × ppm × days.
    pub before_ceiling: u128,
    /// Yearly rate in force.
    pub rate: RatePpm,
    /// The highest yearly rate that the legal cap of the day of delivery leaves under the terms' day count, if any: see
    /// [`law::highest_rate`].
    pub cap: Option<RatePpm>,
    /// Yearly rate on overdue principal, fixed when the day has ended on which an instalment fell due.
    pub late_rate: RatePpm,
    /// Everything below holds at the end of this day.
    pub accrued_to: Day,
    /// Instalments whose due day has come.
    pub closed: u16,
    /// Instalments paid in full, the oldest first; never more than `closed`.
    pub met: u16,
    /// What each closed instalment that isn't met still asks for, the oldest first. It can be less than the schedule
    /// says, where principal was paid ahead.
    pub asked: Vec<Amount>,
    /// Principal outstanding.
    pub principal: Amount,
    /// Principal that the schedule in force spreads.
    pub spread: Amount,
    /// Principal that the closed instalments asked for, in all.
    pub principal_asked: Amount,
    /// Interest of closed periods that is due and unpaid.
    pub interest_due: Amount,
    /// Interest of closed periods that is payable with the next instalment.
    pub carried: Amount,
    /// Interest of the running period. Units: minor units × ppm × days.
    pub running: u128,
    /// What was already paid of it.
    pub running_paid: Amount,
    /// Paid towards the next instalment: in the running period before anything was due, and of its principal before.
    pub paid_early: Amount,
    /// Interest of all closed periods, late interest aside.
    pub interest_closed: Amount,
    /// What the principal that was not overdue would have earned at the cap, over the whole life: interest stays within it,
    /// whatever counting both ends and rounding would add [PL 25]. Units: minor units × ppm × days.
    pub interest_ceiling: u128,
    /// Interest that amendments turned into principal [PL 27].
    pub rolled_up: Amount,
    /// Interest on overdue principal over the whole life. Units: minor units × ppm × days.
    pub late: u128,
    /// What that principal would have earned at the cap [PL 29]. Units: minor units × ppm × days.
    pub late_ceiling: u128,
    /// Late fees charged over the whole life.
    pub fees: Amount,
    /// How many instalments of the schedule in force were looked at for a late fee.
    pub charged: u16,
    /// Instalments that were unpaid when their day had ended, over the whole life.
    pub late_instalments: u16,
    /// What was already paid of late interest and fees.
    pub late_paid: Amount,
    /// Costs of enforcement that an arbiter awarded, unpaid [CC 561].
    pub costs: Amount,
    /// Interest paid over the whole life, late interest aside.
    pub interest_paid: Amount,
    /// Debt that the creditor forgave [CC 575]; it counts as paid above.
    pub forgiven: Amount,
    /// Money received above everything owed (off chain only).
    pub overpaid: Amount,
}

/// What is owed at the end of a day. The sums are [`Amount::MAX`] where they would be larger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Balance {
    /// Principal outstanding.
    pub principal: Amount,
    /// Interest accrued and unpaid, due or not.
    pub interest: Amount,
    /// Interest on overdue principal and late fees, unpaid.
    pub late: Amount,
    /// Costs of enforcement, unpaid.
    pub costs: Amount,
    /// What settles the loan on this day: the sum of the four.
    pub total: Amount,
    /// The part of it whose due day has come.
    pub due: Amount,
}

/// How one payment was applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Payment {
    /// The day for which it counts.
    pub value_day: Day,
    /// All of it.
    pub amount: Amount,
    /// To costs of enforcement.
    pub costs: Amount,
    /// To interest on overdue principal and late fees.
    pub late: Amount,
    /// To interest.
    pub interest: Amount,
    /// To principal.
    pub principal: Amount,
    /// Above everything owed.
    pub overpaid: Amount,
}

/// What moved the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Kind {
    /// Money that was paid, and that both sides can take back where it moved outside the chain.
    #[codec(index = 0)]
    Paid,
    /// Money that an arbiter found to have been paid.
    #[codec(index = 1)]
    Credited,
    /// A part that the creditor forgave [CC 575].
    #[codec(index = 2)]
    Forgiven,
    /// Costs of enforcement that an arbiter awarded [CC 561].
    #[codec(index = 3)]
    Costs,
}

/// One movement of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Posting {
    /// The sequence number of the event that put it on record.
    pub number: u32,
    /// The day for which it counts.
    pub on: Day,
    /// What.
    pub kind: Kind,
    /// How much.
    pub amount: Amount,
    /// Who paid in the borrower's place, if anybody did [CC 524, 700].
    pub payer: Option<AccountId>,
}

/// An instalment that waits for money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Due {
    /// Its number, from 0.
    pub instalment: u16,
    /// Its due day.
    pub day: Day,
    /// What must be paid by then (or now, where the day has come) for nothing to be due.
    pub amount: Amount,
}

impl Account {
    /// Opens the books on the day of the last of `parts`, whichever order they are in: all of them arrived, at `rate`, under the
    /// legal `cap` of their days. None earns anything before the agreed start, and all can be repaid before.
    ///
    /// Errors: [`Error::AmountTooLarge`].
    pub fn open(
        terms: &Terms,
        parts: &[Part],
        rate: RatePpm,
        cap: Option<RatePpm>,
    ) -> Result<Account, Error> {
        let (mut received, mut delivered) = (Amount::ZERO, Day::default());
        for part in parts {
            received = received.plus(part.amount)?;
            delivered = delivered.max(part.on);
        }
        let (from, later) = Part::beginning(terms, parts);
        let earns_from = delivered.max(terms.plan.start);
        let days = terms.day_count.days(from, earns_from);
        // The first day counts only where the terms say so; while it is still to come it is counted when it does.
        let first = terms.both_ends && earns_from == delivered;
        let running = weigh(received, rate, days.saturating_add(first.into()));
        let running = without(running, rate, later);
        let cap = cap.map(|cap| law::highest_rate(cap, terms.day_count));
        let before_ceiling = cap.map_or(0, |cap| without(weigh(received, cap, days), cap, later));
        Ok(Account {
            received,
            delivered,
            earns_from,
            before_ceiling,
            rate,
            cap,
            late_rate: RatePpm::ZERO,
            accrued_to: delivered,
            closed: 0,
            met: 0,
            asked: Vec::new(),
            principal: received,
            spread: received,
            principal_asked: Amount::ZERO,
            interest_due: Amount::ZERO,
            carried: Amount::ZERO,
            running,
            running_paid: Amount::ZERO,
            paid_early: Amount::ZERO,
            interest_closed: Amount::ZERO,
            interest_ceiling: before_ceiling,
            rolled_up: Amount::ZERO,
            late: 0,
            late_ceiling: 0,
            fees: Amount::ZERO,
            charged: 0,
            late_instalments: 0,
            late_paid: Amount::ZERO,
            costs: Amount::ZERO,
            interest_paid: Amount::ZERO,
            forgiven: Amount::ZERO,
            overpaid: Amount::ZERO,
        })
    }

    /// A further part comes while nothing has fallen due yet: the books move to its day, and it earns from then on as if they had
    /// been opened with it.
    ///
    /// Errors: [`Error::AmountTooLarge`] and those of [`Account::advance`].
    #[inline(never)]
    pub(crate) fn grow(&mut self, rules: &Rules, part: Part) -> Result<(), Error> {
        self.advance(rules, part.on)?;
        let terms = rules.terms;
        if let Some(cap) = self.cap.filter(|_| self.earns_from < part.on) {
            let days = terms.day_count.days(self.earns_from, part.on);
            let before = weigh(self.received, cap, days);
            self.before_ceiling = self.before_ceiling.saturating_add(before);
        }
        self.earns_from = self.earns_from.max(part.on);
        if terms.both_ends && self.earns_from == part.on {
            self.running = self.running.saturating_add(weigh(part.amount, self.rate, 1));
        }
        self.received = self.received.plus(part.amount)?;
        self.principal = self.principal.plus(part.amount)?;
        self.spread = self.spread.plus(part.amount)?;
        self.delivered = part.on;
        Ok(())
    }

    /// The principal as one part, on the day of the last.
    pub(crate) fn principal_received(&self) -> Part {
        Part {
            amount: self.received,
            on: self.delivered,
        }
    }

    /// Whether nothing has moved them since they were opened.
    pub(crate) fn is_as_opened(&self) -> bool {
        let unpaid = self.principal == self.received && self.interest_paid.is_zero() && self.costs.is_zero();
        unpaid && self.accrued_to == self.delivered
    }

    /// Moves the books to the end of `to`; does nothing where they are already there or later.
    ///
    /// Errors: [`Error::AmountTooLarge`], [`Error::NoReferenceRate`].
    pub fn advance(&mut self, rules: &Rules, to: Day) -> Result<(), Error> {
        while self.closed < rules.plan.count() {
            let due = rules.plan.get(self.closed)?.due;
            if due > to {
                break;
            }
            self.accrue(rules, due)?;
            self.close(rules)?;
        }
        self.accrue(rules, to)
    }

    /// What is owed at the end of the day that the books stand at.
    pub fn balance(&self, rules: &Rules) -> Result<Balance, Error> {
        let late = self.late_owed(rules)?;
        let costs = self.costs;
        let interest = self
            .interest_due
            .saturating_plus(self.carried)
            .saturating_plus(self.running_owed(rules)?);
        let due = costs
            .saturating_plus(late)
            .saturating_plus(self.interest_due)
            .saturating_plus(self.overdue_principal());
        Ok(Balance {
            principal: self.principal,
            interest,
            late,
            costs,
            total: self
                .principal
                .saturating_plus(interest)
                .saturating_plus(late)
                .saturating_plus(costs),
            due,
        })
    }

    /// The balance at the end of `day`, if nothing is paid until then. A day before the books' own gives the books'.
    pub fn balance_at(&self, rules: &Rules, day: Day) -> Result<Balance, Error> {
        self.at(rules, day)?.balance(rules)
    }

    /// A copy of the books moved to the end of `day`.
    pub fn at(&self, rules: &Rules, day: Day) -> Result<Account, Error> {
        let mut copy = self.clone();
        copy.advance(rules, day)?;
        Ok(copy)
    }

    /// Applies `amount` paid on `day`. A day before the books' own counts as the books' own: to have an earlier day count
    /// is the [`Journal`](crate::Journal)'s work. `welcome` says whether the creditor takes the money although terms
    /// exclude early repayment.
    ///
    /// Errors: [`Error::AmountZero`], [`Error::EarlyRepaymentExcluded`], [`Error::AmountTooLarge`].
    pub fn pay(&mut self, rules: &Rules, amount: Amount, day: Day, welcome: bool) -> Result<Payment, Error> {
        if amount.is_zero() {
            return Err(Error::AmountZero);
        }
        self.advance(rules, day)?;
        let mut left = amount;

        let costs = take(&mut left, self.costs)?;
        self.costs = self.costs.minus(costs)?;
        let late = take(&mut left, self.late_owed(rules)?)?;
        self.late_paid = self.late_paid.saturating_plus(late);
        let interest_due = take(&mut left, self.interest_due)?;
        self.interest_due = self.interest_due.minus(interest_due)?;
        let overdue_principal = take(&mut left, self.overdue_principal())?;
        self.principal = self.principal.minus(overdue_principal)?;

        if !left.is_zero() && !self.principal.is_zero() && !rules.terms.early_repayment && !welcome {
            return Err(Error::EarlyRepaymentExcluded);
        }
        let carried = take(&mut left, self.carried)?;
        self.carried = self.carried.minus(carried)?;
        let running = take(&mut left, self.running_owed(rules)?)?;
        self.running_paid = self.running_paid.saturating_plus(running);
        let ahead = take(&mut left, self.principal)?;
        self.principal = self.principal.minus(ahead)?;
        self.paid_early = self.paid_early.saturating_plus(running).saturating_plus(ahead);
        self.bound_early(rules.plan);

        let interest = interest_due.saturating_plus(carried).saturating_plus(running);
        self.interest_paid = self.interest_paid.saturating_plus(interest);
        self.overpaid = self.overpaid.saturating_plus(left);
        self.meet(interest_due.saturating_plus(overdue_principal))?;
        Ok(Payment {
            value_day: self.accrued_to,
            amount,
            costs,
            late,
            interest,
            principal: overdue_principal.saturating_plus(ahead),
            overpaid: left,
        })
    }

    /// Applies `posting` at the end of its day, or of the books' own if that is later. Costs are owed from then on; what is
    /// forgiven is applied as a payment of no more than what is owed.
    ///
    /// Errors: those of [`Account::pay`].
    pub fn post(&mut self, rules: &Rules, posting: &Posting, welcome: bool) -> Result<Payment, Error> {
        let mut amount = posting.amount;
        match posting.kind {
            Kind::Paid | Kind::Credited => return self.pay(rules, amount, posting.on, welcome),
            Kind::Costs => {
                self.advance(rules, posting.on)?;
                self.costs = self.costs.saturating_plus(amount);
                return Ok(Payment::default());
            }
            Kind::Forgiven => {}
        }
        self.advance(rules, posting.on)?;
        amount = amount.min(self.balance(rules)?.total);
        self.forgiven = self.forgiven.saturating_plus(amount);
        if amount.is_zero() {
            return Ok(Payment::default());
        }
        self.pay(rules, amount, posting.on, true)
    }

    /// Goes over to a new schedule at the end of `day`, at `rate`. Nothing that accrued is lost: unpaid interest becomes
    /// principal where `roll_up` says so, else it is payable with the first new instalment; late interest, fees and
    /// costs stay due. Returns the interest that became principal. The rules are still the old ones.
    ///
    /// Errors: those of [`Account::advance`].
    pub fn restart(
        &mut self,
        rules: &Rules,
        day: Day,
        rate: RatePpm,
        roll_up: bool,
    ) -> Result<Amount, Error> {
        self.advance(rules, day)?;
        let owed = self
            .interest_due
            .saturating_plus(self.carried)
            .saturating_plus(self.running_owed(rules)?);
        let _: Amount = self.end_period(rules)?;
        self.interest_due = Amount::ZERO;
        let rolled = if roll_up { owed } else { Amount::ZERO };
        self.carried = owed.minus(rolled)?;
        self.rolled_up = self.rolled_up.saturating_plus(rolled);
        self.principal = self.principal.saturating_plus(rolled);
        self.spread = self.principal;
        self.principal_asked = Amount::ZERO;
        self.asked.clear();
        (self.closed, self.met, self.charged) = (0, 0, 0);
        // The new plan begins here, though the old one may not have begun.
        self.earns_from = self.earns_from.min(self.accrued_to);
        self.rate = rate;
        Ok(rolled)
    }

    /// The oldest unpaid instalment whose due day lies before `today`. The books must stand at `today`.
    pub fn overdue(&self, plan: &dyn Instalments, today: Day) -> Result<Option<Due>, Error> {
        if self.met >= self.closed {
            return Ok(None);
        }
        let oldest = plan.get(self.met)?;
        if oldest.due >= today {
            return Ok(None);
        }
        let amount = self.interest_due.saturating_plus(self.overdue_principal());
        Ok(Some(Due {
            instalment: self.met,
            day: oldest.due,
            amount,
        }))
    }

    /// The next instalment that asks for money: the oldest unpaid one, or the first to come that isn't paid ahead.
    /// Its amount assumes that nothing is paid before its day.
    pub fn next_due(&self, rules: &Rules) -> Result<Option<Due>, Error> {
        if self.met < self.closed {
            let day = rules.plan.get(self.met)?.due;
            let amount = self.balance(rules)?.due;
            return Ok(Some(Due {
                instalment: self.met,
                day,
                amount,
            }));
        }
        let mut books = self.clone();
        while books.closed < rules.plan.count() {
            let instalment = books.closed;
            let day = rules.plan.get(instalment)?.due;
            books.advance(rules, day)?;
            let amount = books.balance(rules)?.due;
            if !amount.is_zero() {
                return Ok(Some(Due {
                    instalment,
                    day,
                    amount,
                }));
            }
        }
        Ok(None)
    }

    /// Interest from the books' day to `to`, no due day in between.
    fn accrue(&mut self, rules: &Rules, to: Day) -> Result<(), Error> {
        if to <= self.accrued_to {
            return Ok(());
        }
        self.charge(rules)?;
        let (days, first) = self.earning_days(rules.terms, to);
        let overdue = self.overdue_principal();
        let current = self.principal.minus(overdue)?;
        // The first day counts by agreement, and not for the cap.
        let earning = days.saturating_add(first.into());
        self.running = self.running.saturating_add(weigh(current, self.rate, earning));
        self.late = self.late.saturating_add(weigh(overdue, self.late_rate, days));
        if let Some(cap) = self.cap {
            self.interest_ceiling = self.interest_ceiling.saturating_add(weigh(current, cap, days));
            self.late_ceiling = self.late_ceiling.saturating_add(weigh(overdue, cap, days));
        }
        self.accrued_to = to;
        Ok(())
    }

    /// How many days of interest the time from the books' day to `to` counts for, and whether the first day is in it, where
    /// the terms count both ends.
    pub(crate) fn earning_days(&self, terms: &Terms, to: Day) -> (u32, bool) {
        if to < self.earns_from {
            return (0, false);
        }
        let first = terms.both_ends && self.accrued_to < self.earns_from;
        let days = terms.day_count.days(self.accrued_to.max(self.earns_from), to);
        (days, first)
    }

    /// What follows once the day has ended on which an instalment fell due: the rate on principal that is overdue from then on, and
    /// the late fee of what is unpaid.
    fn charge(&mut self, rules: &Rules) -> Result<(), Error> {
        if self.charged < self.closed {
            (self.late_rate, _) = self.late_basis(rules)?;
        }
        let known = usize::from(self.charged.saturating_sub(self.met));
        self.charged = self.closed;
        // One that asks for nothing is not unpaid, though an older one may keep it from being met.
        for _ in self.asked.iter().skip(known).filter(|asked| !asked.is_zero()) {
            self.late_instalments = self.late_instalments.saturating_add(1);
            self.fees = self.fees.saturating_plus(rules.terms.late_fee);
        }
        Ok(())
    }

    /// The yearly rate on principal that is overdue since an instalment fell due last, and the rule that gives it. A reference rate
    /// is that of the day in China on which the due day begins where the parties live: over when the due day is, so that none can be
    /// published for it any more.
    ///
    /// Errors: [`Error::NoReferenceRate`].
    pub(crate) fn late_basis(&self, rules: &Rules) -> Result<(RatePpm, LateBasis), Error> {
        let terms = rules.terms;
        let due = rules.plan.get(self.closed.saturating_sub(1))?.due;
        let day = law::cap_day(due.starts_at(terms.utc_offset));
        let (jurisdiction, agreed) = (terms.jurisdiction, terms.overdue_rate);
        law::late_rate(rules.rates, jurisdiction, self.rate, agreed, self.cap, day)
    }

    /// Closes the running period on its due day: rounds its interest and asks for the instalment.
    fn close(&mut self, rules: &Rules) -> Result<(), Error> {
        let instalment = rules.plan.get(self.closed)?;
        let last = self.closed.saturating_add(1) == rules.plan.count();
        let rest = self.running_owed(rules)?;
        let before = self.interest_due.saturating_plus(self.overdue_principal());
        let early = self.paid_early;
        let earned = self.end_period(rules)?;
        let met_early = !last && early >= instalment.principal.saturating_plus(earned);
        if met_early {
            self.carried = self.carried.saturating_plus(rest);
        } else {
            self.interest_due = self
                .interest_due
                .saturating_plus(self.carried)
                .saturating_plus(rest);
            self.carried = Amount::ZERO;
        }
        self.principal_asked = if last {
            self.spread
        } else {
            self.principal_asked.saturating_plus(instalment.principal)
        };
        self.closed = self.closed.saturating_add(1);
        let after = self.interest_due.saturating_plus(self.overdue_principal());
        self.asked.push(after.minus(before)?);
        if !last {
            // What is left of principal paid ahead counts towards the next instalment's, else paying what that still
            // asks for, a day early, would not meet it.
            let repaid = self.spread.minus_or_zero(self.principal);
            let ahead = repaid.minus_or_zero(self.principal_asked);
            self.paid_early = ahead.min(rules.plan.get(self.closed)?.principal);
            self.bound_early(rules.plan);
        }
        self.meet(Amount::ZERO)
    }

    /// Forgets what was paid ahead of the last period, which nobody meets early. Where a loan is called in, another instalment becomes
    /// the last: then the books are the same whichever schedule was in force when the one before it was closed.
    pub(crate) fn bound_early(&mut self, plan: &dyn Instalments) {
        if self.closed.saturating_add(1) >= plan.count() {
            self.paid_early = Amount::ZERO;
        }
    }

    /// Ends the running period: its interest, which it returns, is rounded once and counted as closed.
    fn end_period(&mut self, rules: &Rules) -> Result<Amount, Error> {
        let earned = self.earned(rules)?;
        self.interest_closed = self.interest_closed.saturating_plus(earned);
        self.running = 0;
        self.running_paid = Amount::ZERO;
        self.paid_early = Amount::ZERO;
        Ok(earned)
    }

    /// Spends `paid` on what closed instalments ask for, the oldest first, and counts those that ask for no more.
    fn meet(&mut self, mut paid: Amount) -> Result<(), Error> {
        let mut met = 0usize;
        for asked in &mut self.asked {
            let part = take(&mut paid, *asked)?;
            *asked = asked.minus(part)?;
            if !asked.is_zero() {
                break;
            }
            met = met.saturating_add(1);
        }
        drop(self.asked.drain(..met));
        self.met = self
            .closed
            .saturating_sub(u16::try_from(self.asked.len()).unwrap_or(u16::MAX));
        Ok(())
    }

    /// Principal that closed instalments ask for and that is not repaid: from the end of its due day on it is overdue.
    pub fn overdue_principal(&self) -> Amount {
        let repaid = self.spread.minus_or_zero(self.principal);
        self.principal_asked.minus_or_zero(repaid)
    }

    /// Late interest and fees, within what the cap allows for them together [PL 29].
    fn late_owed(&self, rules: &Rules) -> Result<Amount, Error> {
        let mut late = rules.interest(self.late).saturating_plus(self.fees);
        if self.cap.is_some() {
            late = late.min(rules.ceiling(self.late_ceiling));
        }
        let owed = late.minus_or_zero(self.late_paid);
        Ok(match self.room(rules)? {
            Some(room) => owed.min(room.minus_or_zero(self.earned(rules)?)),
            None => owed,
        })
    }

    fn running_owed(&self, rules: &Rules) -> Result<Amount, Error> {
        Ok(self.earned(rules)?.minus_or_zero(self.running_paid))
    }

    /// What the running period has earned.
    fn earned(&self, rules: &Rules) -> Result<Amount, Error> {
        let mut earned = rules.interest(self.running);
        if self.cap.is_some() {
            let ceiling = rules.ceiling(self.interest_ceiling);
            earned = earned.min(ceiling.minus_or_zero(self.interest_closed));
        }
        Ok(self.room(rules)?.map_or(earned, |room| earned.min(room)))
    }

    /// Once interest was rolled up: what interest of every kind may still come to, beside that of closed periods and
    /// the late interest that is paid [PL 27].
    fn room(&self, rules: &Rules) -> Result<Option<Amount>, Error> {
        let Some(cap) = self.cap.filter(|_| !self.rolled_up.is_zero()) else {
            return Ok(None);
        };
        let terms = rules.terms;
        let days = match self.accrued_to < self.earns_from {
            true => 0,
            false => terms.day_count.days(self.earns_from, self.accrued_to),
        };
        let most = weigh(self.received, cap, days).saturating_add(self.before_ceiling);
        let room = rules.ceiling(most).minus_or_zero(self.interest_closed);
        Ok(Some(room.minus_or_zero(self.late_paid)))
    }
}

/// The numerator of interest, or the largest there is.
fn weigh(principal: Amount, rate: RatePpm, days: u32) -> u128 {
    numerator(principal, rate, days).unwrap_or(u128::MAX)
}

/// Takes up to `wanted` out of `left`.
fn take(left: &mut Amount, wanted: Amount) -> Result<Amount, Error> {
    let taken = wanted.min(*left);
    *left = left.minus(taken)?;
    Ok(taken)
}
