//! What one person is told of one loan at some moment: a pure function of the loan, the person and two instants. It keeps no
//! memory. Each call gives all that has become due to be told since `since`; the ids say what was told before. So a restart,
//! a jump of the clock or a new database changes nothing, and of what a standstill missed only the latest is still said.
//!
//! Days belong to the agreement's zone, hours to the recipient's; see [`Clock`] for where the two differ.
//! Units: chain time in milliseconds. Limits: 240 months of monthly reminders; of missed ones the last twelve are named.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use terms::agreement::{key_of, Awaits, Claim, Holder, Seat};
use terms::law::ReferenceRates;
use terms::life::Report;
use terms::{
    Account, AccountId, Day, Error, Instalment, Instalments, LoanId, Rules, Status, Terms, Timestamp,
};

use super::contact::{Contact, OptOut, Quiet, ReminderSetting, Stages, Wrong, MONTHS_MAX};
use super::message::Channel;
use super::notice::{Beside, Facts, How, Nearness, Notice, Part, SeatFacts, SeatOf, Subject, Sum};
use iou_base::money::Unit;
use iou_view::seats::may_object;
use iou_view::unanswered::{Unanswered, What, Whom};

mod clock;
#[cfg(test)]
mod property;
#[cfg(test)]
pub(super) mod tests;

pub use clock::{awake, Clock};

/// A guarantor hears of an instalment from this many days after its day on.
const GUARANTOR_AFTER_DAYS: u16 = 7;
/// The first monthly reminder. Units: months after the due day.
const FIRST_MONTH: u16 = 2;
/// How many missed monthly reminders of one instalment are named, so that a leap of the clock costs no more.
const MISSED_MONTHS: u16 = 12;

/// Terms that not everybody has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// When they were proposed.
    pub at: Timestamp,
    /// Whose signatures are missing.
    pub awaits: Vec<AccountId>,
}

/// A loan as the policy sees it.
#[derive(Clone, Copy)]
pub struct Debt<'a> {
    /// Its number.
    pub loan: LoanId,
    /// The terms in force.
    pub terms: &'a Terms,
    /// The schedule in force.
    pub schedule: &'a [Instalment],
    /// The books; `None` before the delivery.
    pub account: Option<&'a Account>,
    /// Where it stands.
    pub status: Status,
    /// Who has yet to sign, while it is proposed.
    pub proposal: Option<&'a Proposal>,
    /// Whether a dispute is open.
    pub disputed: bool,
    /// The reports of money that nobody has answered.
    pub silence: &'a [Unanswered],
    /// Those of them that are of repayments, with whom each was made to.
    pub reports: &'a [Report],
    /// The last day on which the claim can be pursued without a defence of time.
    pub limitation_until: Option<Day>,
    /// The guarantors who consented, each with the last day on which they can be called on.
    pub guarantors: &'a [(AccountId, Day)],
    /// Who holds the claim; the first acts for all.
    pub holders: &'a [Holder],
    /// The seats whose key has changed or is claimed.
    pub seats: &'a [Seat],
    /// What the one who acts for the claim asked for: a demand so many days after an unpaid day, over this channel.
    pub demand: Option<(u16, Channel)>,
    /// The money.
    pub unit: &'a Unit,
    /// Published rates.
    pub rates: &'a dyn ReferenceRates,
}

/// Rows of a slice as instalments.
struct Rows<'a>(&'a [Instalment]);

impl Instalments for Rows<'_> {
    fn count(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    fn get(&self, index: u16) -> Result<Instalment, Error> {
        self.0.get(usize::from(index)).copied().ok_or(Error::Arithmetic)
    }
}

impl Debt<'_> {
    /// Who acts for the claim.
    pub fn creditor(&self) -> AccountId {
        self.holders
            .first()
            .map_or(self.terms.lender, |lead| lead.account)
    }

    /// The books, while the loan runs.
    pub(super) fn running(&self) -> Option<&Account> {
        self.account
            .filter(|_| matches!(self.status, Status::Active | Status::Defaulted))
    }

    /// What awaits signatures.
    fn proposed(&self) -> Option<&Proposal> {
        self.proposal.filter(|_| self.status == Status::Proposed)
    }

    /// Everybody who can be told something by [`plan`], and as what.
    pub fn people(&self) -> Vec<(AccountId, Part)> {
        let guarantors = self
            .guarantors
            .iter()
            .map(|(account, _)| (*account, Part::Guarantor));
        let debtors = self.terms.debtors().map(|debtor| (debtor, Part::Borrower));
        let mut people: Vec<_> = debtors
            .chain([(self.creditor(), Part::Lender)])
            .chain(guarantors)
            .collect();
        // Only they know whether the money came.
        for report in self.reports.iter().filter(|report| report.to != self.creditor()) {
            let seller = (report.to, Part::Seller);
            if !people.contains(&seller) {
                people.push(seller);
            }
        }
        for (seat, claim) in self.claimed() {
            for account in [seat.account, claim.to] {
                if people.iter().all(|(other, _)| *other != account) {
                    people.push((account, Part::Seat));
                }
            }
        }
        people
    }

    /// The seats that can be taken after a day, if nobody objects.
    fn claimed(&self) -> impl Iterator<Item = (&Seat, &Claim)> {
        let claims = self
            .seats
            .iter()
            .filter_map(|seat| Some((seat, seat.claim.as_ref()?)));
        claims.filter(|(_, claim)| claim.awaits == Awaits::Nothing)
    }

    /// Calls `work` with the rules by which the books are kept.
    pub(super) fn with_rules<T>(&self, work: impl FnOnce(&Rules) -> T) -> T {
        let (terms, rates) = (self.terms, self.rates);
        let plan = &Rows(self.schedule);
        work(&Rules { terms, plan, rates })
    }
}

/// At which accounts somebody is reached: their own, and the key that acts for their seat where that is another. The first stays: whoever
/// takes a seat silences nobody.
pub fn reached_at(seats: &[Seat], account: AccountId) -> Vec<AccountId> {
    let mut all = vec![account, key_of(seats, account)];
    all.dedup();
    all
}

/// Whose seat that of `account` is; `lender` acts for the claim.
pub fn seat_kind(terms: &Terms, lender: AccountId, account: AccountId) -> SeatOf {
    if account == lender || account == terms.lender {
        SeatOf::Lender
    } else if terms.owes(account) {
        SeatOf::Borrower
    } else if terms.names(account) {
        SeatOf::Guarantor
    } else {
        SeatOf::Holder
    }
}

/// How it stands with a claim; `is_objected`: there was an objection before it.
pub(crate) fn stands(seat: AccountId, claim: &Claim, is_objected: bool) -> How {
    match claim.awaits {
        Awaits::Second => How::AwaitsSecond,
        Awaits::Arbiter => How::AwaitsArbiter,
        // Nobody objects a second time: what binds then is decided, or has the word of whom the owner named.
        Awaits::Nothing if is_objected => How::Granted,
        Awaits::Nothing if claim.through.is_none() => How::Ready,
        Awaits::Nothing if claim.by == seat => How::HandedOver,
        Awaits::Nothing => How::Claimed,
    }
}

/// One who can be told, and how they want it.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who: the account that stands for them in the loan.
    pub account: AccountId,
    /// Whose contact it is: theirs, or that of the key that acts for them.
    pub at: AccountId,
    /// What they are to the loan.
    pub part: Part,
    /// The zone of their clock.
    pub zone: TimeZone,
    /// Their rest.
    pub quiet: Option<Quiet>,
    /// The channels on which they have an address.
    pub channels: Vec<Channel>,
    /// What they refuse.
    pub opt_out: OptOut,
    /// What they set for this loan.
    pub setting: ReminderSetting,
}

impl Person {
    /// The person behind the contact of `at`, for one loan.
    ///
    /// Errors: [`Wrong::Zone`].
    pub fn of(
        (account, at): (AccountId, AccountId),
        part: Part,
        contact: &Contact,
        setting: ReminderSetting,
    ) -> Result<Person, Wrong> {
        Ok(Person {
            account,
            at,
            part,
            zone: contact.time_zone()?,
            quiet: contact.quiet,
            channels: contact.channels(),
            opt_out: contact.opt_out.clone(),
            setting,
        })
    }

    /// Whether `subject` may be told them over `channel`. A demand is the lender's own, and who may act for a seat everybody has to know:
    /// neither silence about the loan nor a refused topic holds them back.
    pub fn wants(&self, subject: &Subject, channel: Channel) -> bool {
        let is_grave = matches!(subject, Subject::Demand { .. }) || subject.is_about_a_seat();
        let silent = self.setting.muted && !is_grave;
        self.channels.contains(&channel) && !silent && !self.opt_out.refuses(subject, channel)
    }

    /// When they may be told what happens at `at`: then, or when their rest ends.
    pub fn awake(&self, at: Timestamp) -> Timestamp {
        awake(&self.zone, self.quiet, at)
    }
}

/// What the service does where nobody chose otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// When an instalment is spoken of.
    pub stages: Stages,
    /// Days before the claim is barred on which its lender is warned.
    pub limitation: Vec<u16>,
    /// Days before a guarantor is free on which the lender is warned.
    pub guarantee: Vec<u16>,
    /// Days before proposed terms lapse on which those are told who have not signed them.
    pub signature: Vec<u16>,
    /// Days after money was reported on which those are told who have not answered.
    pub unanswered: Vec<u16>,
    /// Days before the last day for an objection on which those are told whose seat is claimed.
    pub objection: Vec<u16>,
    /// The sending hour, on the recipient's clock.
    pub hour: Time,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            stages: Stages::default(),
            limitation: vec![90, 30],
            guarantee: vec![90, 30],
            signature: vec![3, 1],
            unanswered: vec![3, 7, 14, 30],
            objection: vec![3, 1],
            hour: Time::constant(9, 0, 0, 0),
        }
    }
}

/// What is to be done about one person and one loan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What they are to be told now, unless they were told before: the ids say so.
    pub notices: Vec<Notice>,
    /// What they should have been told earlier and will not be any more: to be recorded, never sent.
    pub superseded: Vec<Notice>,
    /// The first instant after now at which there is something new, if the loan stays as it is.
    pub next: Option<Timestamp>,
}

/// What `person` is to be told of `debt`.
///
/// Nothing whose instant is at or before `since` is ever told: that is when the service began, or when the contact was
/// registered, whichever is later. Errors: those of the books ([`Account::advance`]).
pub fn plan(
    debt: &Debt,
    person: &Person,
    policy: &Policy,
    since: Timestamp,
    now: Timestamp,
) -> Result<Plan, Error> {
    let mut plan = Plan::default();
    if person.opt_out.all || !debt.people().contains(&(person.account, person.part)) {
        return Ok(plan);
    }
    let offset = debt.terms.utc_offset;
    let planner = |begun: Timestamp| Planner {
        debt,
        person,
        policy,
        clock: Clock {
            zone: &person.zone,
            quiet: person.quiet,
            hour: policy.hour,
            offset,
        },
        from: since.max(begun),
        now,
        today: debt.terms.day_of(now),
    };
    // Whoever is asked to sign is told so by the event; what lies before that, or before the money came, concerns nobody.
    if let Some(proposal) = debt.proposed() {
        planner(proposal.at).signature(proposal, &mut plan);
    }
    for report in debt.silence {
        planner(report.since.starts_at(offset)).silence(report, &mut plan);
    }
    for (seat, claim) in debt.claimed() {
        planner(claim.on.starts_at(offset)).claim(seat, claim, &mut plan);
    }
    // Whoever sold the claim, or only a seat concerns, has nothing to do with what falls due.
    let is_concerned = !matches!(person.part, Part::Seller | Part::Seat);
    if let Some(account) = debt.running().filter(|_| is_concerned) {
        let planner = planner(account.delivered.starts_at(offset));
        planner.instalments(account, &mut plan)?;
        planner.last_days(account, &mut plan)?;
    }
    Ok(plan)
}

/// One thing to say and when.
struct Step {
    at: Timestamp,
    /// From when on it would be beside the point.
    until: Option<Timestamp>,
    subject: Subject,
}

struct Planner<'a> {
    debt: &'a Debt<'a>,
    person: &'a Person,
    policy: &'a Policy,
    clock: Clock<'a>,
    from: Timestamp,
    now: Timestamp,
    today: Day,
}

impl Planner<'_> {
    /// Steps for each instalment that asks for money, the oldest first, up to the first that nobody speaks of yet.
    fn instalments(&self, account: &Account, plan: &mut Plan) -> Result<(), Error> {
        let horizon = self.now.max(self.from);
        let mut books = account.clone();
        for (number, row) in (0u16..).zip(self.debt.schedule).skip(usize::from(account.met)) {
            let asks = self.debt.with_rules(|rules| {
                books.advance(rules, row.due)?;
                Ok::<_, Error>(asks(&books, number))
            })?;
            if !asks {
                continue;
            }
            let steps = self.steps(number, row.due);
            let demand = self.demand(number, row.due);
            let first = steps.iter().chain(&demand).map(|step| step.at).min();
            let facts = self.facts(&books, row.due.max(self.today))?;
            for channel in &self.person.channels {
                self.put(plan, *channel, &steps, &facts);
                self.put(plan, *channel, &demand, &facts);
            }
            // Those that follow are due later, and are spoken of later.
            if first.is_some_and(|first| first > horizon) {
                break;
            }
        }
        Ok(())
    }

    /// All stages of an instalment that concern this person, in the order of time; of the monthly ones those around now.
    fn steps(&self, number: u16, due: Day) -> Vec<Step> {
        let stages = self.person.setting.stages.as_ref().unwrap_or(&self.policy.stages);
        let step = |stage: Nearness, at: Timestamp| Step {
            at,
            until: (!stage.is_late()).then(|| self.end_of(due)),
            subject: Subject::Instalment { number, due, stage },
        };
        let mut steps = Vec::new();
        if self.person.part == Part::Borrower {
            let before = stages.before.iter().map(|days| Nearness::Before(*days));
            for stage in before.chain(stages.today.then_some(Nearness::Today)) {
                steps.extend(self.instant(due, stage).map(|at| step(stage, at)));
            }
        }
        if !self.debt.disputed {
            let from = match self.person.part {
                Part::Guarantor => GUARANTOR_AFTER_DAYS,
                _ => 0,
            };
            for days in stages.after.iter().filter(|days| **days >= from) {
                let stage = Nearness::After(*days);
                steps.extend(self.instant(due, stage).map(|at| step(stage, at)));
            }
            let monthly = stages
                .monthly
                .map_or(Vec::new(), |every| self.monthly(due, every));
            steps.extend(monthly.into_iter().map(|(stage, at)| step(stage, at)));
        }
        // One who can be called on no more is left in peace.
        if let Some(free) = self.free_after() {
            steps.retain(|step| step.at < self.end_of(free));
        }
        steps.sort_by_key(|step| step.at);
        steps
    }

    /// The monthly stages around now: the next one, the one reached last and those missed just before it.
    fn monthly(&self, due: Day, every: u16) -> Vec<(Nearness, Timestamp)> {
        let every = every.max(1);
        let stage = |index: u16| Nearness::Month(FIRST_MONTH.saturating_add(index.saturating_mul(every)));
        let count = (MONTHS_MAX.saturating_sub(FIRST_MONTH) / every).saturating_add(1);
        let horizon = self.now.max(self.from);
        // How many are reached: they come in order, so halving finds it without walking through the years.
        let (mut reached, mut not) = (0, count);
        while reached < not {
            let middle = reached.midpoint(not);
            match self.instant(due, stage(middle)) {
                Some(at) if at <= horizon => reached = middle + 1,
                _ => not = middle,
            }
        }
        let around = reached.saturating_sub(MISSED_MONTHS + 1)..=reached.min(count - 1);
        around
            .filter_map(|index| Some((stage(index), self.instant(due, stage(index))?)))
            .collect()
    }

    /// When a stage is reached.
    fn instant(&self, due: Day, stage: Nearness) -> Option<Timestamp> {
        match stage {
            Nearness::Before(days) => self.clock.by_end_of(Day(due.0.checked_sub(days.into())?)),
            Nearness::Today => self.clock.by_end_of(due),
            Nearness::After(days) => self.clock.from_start_of(due.plus_days(days.into()).ok()?),
            Nearness::Month(months) => self.clock.from_start_of(due.plus_months(months.into()).ok()?),
        }
    }

    /// The demand that the lender asked for.
    fn demand(&self, number: u16, due: Day) -> Vec<Step> {
        let Some((days, _)) = self.debt.demand.filter(|_| self.person.part == Part::Borrower) else {
            return Vec::new();
        };
        // Who contests the account is not told again to pay.
        let day = due
            .plus_days(days.into())
            .ok()
            .filter(|_| !self.debt.disputed && days > 0);
        let at = day.and_then(|day| self.clock.from_start_of(day));
        let step = |at| Step {
            at,
            until: None,
            subject: Subject::Demand { number, due },
        };
        at.map(step).into_iter().collect()
    }

    /// Warnings to the lender before a right of theirs lapses. A dispute does not stop that clock, so it stops no warning.
    fn last_days(&self, account: &Account, plan: &mut Plan) -> Result<(), Error> {
        if self.person.part != Part::Lender {
            return Ok(());
        }
        let mut lines = Vec::new();
        if let Some(until) = self.debt.limitation_until {
            let subject = |days| Subject::Limitation { until, days };
            lines.push(self.warnings(until, &self.policy.limitation, subject));
        }
        for (guarantor, until) in self.debt.guarantors.iter().copied() {
            let subject = |days| Subject::Guarantee {
                guarantor,
                until,
                days,
            };
            lines.push(self.warnings(until, &self.policy.guarantee, subject));
        }
        let facts = self.facts(account, self.today)?;
        for steps in lines {
            for channel in &self.person.channels {
                self.put(plan, *channel, &steps, &facts);
            }
        }
        Ok(())
    }

    /// Warnings to whoever has not signed, before there is nothing to sign any more.
    fn signature(&self, proposal: &Proposal, plan: &mut Plan) {
        if !proposal.awaits.contains(&self.person.account) {
            return;
        }
        let terms = self.debt.terms;
        let by = terms.sign_by;
        let subject = |days| Subject::Signature { by, days };
        let mut steps = self.warnings(terms.day_of(by), &self.policy.signature, subject);
        for step in &mut steps {
            step.until = Some(by);
        }
        let facts = Facts {
            moved: Some(terms.principal),
            ..self.figures(self.today)
        };
        for channel in &self.person.channels {
            self.put(plan, *channel, &steps, &facts);
        }
    }

    /// What the person is told a report of money as; `None` where it is not theirs to answer. Of what was reported to whoever sold
    /// the claim both are told: the seller knows whether the money came, and the buyer may confirm it.
    fn answers(&self, report: &Unanswered) -> Option<Part> {
        let part = self.person.part;
        let is_theirs = || {
            let mut reports = self.debt.reports.iter();
            reports.any(|one| Some(one.number) == report.number && one.to == self.person.account)
        };
        let told = match (report.by, part) {
            (Whom::Borrower, Part::Borrower) => self.person.account == self.debt.terms.borrower,
            (Whom::Lender, Part::Lender) => true,
            (Whom::Seller, Part::Lender) => return Some(Part::Buyer),
            (Whom::Seller, Part::Seller) => is_theirs(),
            _ => false,
        };
        told.then_some(part)
    }

    /// To whoever can answer a report of money, so many days after it.
    fn silence(&self, report: &Unanswered, plan: &mut Plan) {
        let Some(part) = self.answers(report) else {
            return;
        };
        let step = |days: &u16| {
            let day = report.since.plus_days((*days).into()).ok()?;
            let (report_number, delivery) = match report.what {
                What::Delivery => (None, report.number),
                _ => (report.number, None),
            };
            Some(Step {
                at: self.clock.from_start_of(day)?,
                until: None,
                subject: Subject::Unanswered {
                    report: report_number,
                    delivery,
                    since: report.since,
                    days: *days,
                },
            })
        };
        let mut steps: Vec<Step> = self.policy.unanswered.iter().filter_map(step).collect();
        steps.sort_by_key(|step| step.at);
        let facts = Facts {
            part,
            moved: report.amount,
            ..self.figures(self.today)
        };
        for channel in &self.person.channels {
            self.put(plan, *channel, &steps, &facts);
        }
    }

    /// Before the last day for an objection to whose seat is claimed; and from the day after it to whoever can take it then.
    fn claim(&self, seat: &Seat, claim: &Claim, plan: &mut Plan) {
        let Some(until) = claim.through else { return };
        let from = Day(until.0.saturating_add(1));
        let (you, steps) = if self.person.account == seat.account {
            if !may_object(seat) {
                return;
            }
            let subject = |days| Subject::Objection {
                seat: seat.account,
                to: claim.to,
                until,
                days,
            };
            (
                Beside::Owner,
                self.warnings(until, &self.policy.objection, subject),
            )
        } else if self.person.account == claim.to {
            let subject = Subject::SeatReady {
                seat: seat.account,
                from,
            };
            let at = self.clock.from_start_of(from);
            let step = |at| Step {
                at,
                until: None,
                subject,
            };
            (Beside::Successor, at.map(step).into_iter().collect())
        } else {
            return;
        };
        let facts = Facts {
            seat: Some(SeatFacts {
                of: seat_kind(self.debt.terms, self.debt.creditor(), seat.account),
                you,
                how: stands(seat.account, claim, seat.objected.is_some()),
                until: Some(until),
            }),
            ..self.figures(self.today)
        };
        for channel in &self.person.channels {
            self.put(plan, *channel, &steps, &facts);
        }
    }

    fn warnings(&self, until: Day, days: &[u16], subject: impl Fn(u16) -> Subject) -> Vec<Step> {
        let step = |days: &u16| {
            let day = Day(until.0.checked_sub(u32::from(*days))?);
            Some(Step {
                at: self.clock.by_end_of(day)?,
                until: Some(self.end_of(until)),
                subject: subject(*days),
            })
        };
        let mut steps: Vec<Step> = days.iter().filter_map(step).collect();
        steps.sort_by_key(|step| step.at);
        steps
    }

    /// Sorts the steps of one matter over one channel into what is said, what was missed and what comes.
    fn put(&self, plan: &mut Plan, channel: Channel, steps: &[Step], facts: &Facts) {
        let mut reached = Vec::new();
        for step in steps.iter().filter(|step| step.at > self.from) {
            let elsewhere = matches!(step.subject, Subject::Demand { .. })
                && self.debt.demand.is_none_or(|(_, wanted)| wanted != channel);
            if elsewhere || !self.person.wants(&step.subject, channel) {
                continue;
            }
            if step.at > self.now {
                plan.next = Some(plan.next.map_or(step.at, |next| next.min(step.at)));
                break;
            }
            reached.push(step);
        }
        let notice = |step: &Step| Notice {
            loan: self.debt.loan,
            subject: step.subject.clone(),
            channel,
            recipient: self.person.at,
            facts: facts.clone(),
        };
        let current = reached
            .last()
            .filter(|step| step.until.is_none_or(|until| self.now < until));
        plan.notices.extend(current.map(|step| notice(step)));
        let missed = reached.len() - usize::from(current.is_some());
        plan.superseded
            .extend(reached.iter().take(missed).map(|step| notice(step)));
    }

    /// The figures of the books at the end of `day`, if nothing is paid until then.
    fn facts(&self, books: &Account, day: Day) -> Result<Facts, Error> {
        let debt = self.debt;
        let sum = debt.with_rules(|rules| sum(&books.at(rules, day)?, rules))?;
        Ok(Facts {
            sum: Some(sum),
            ..self.figures(day.max(books.accrued_to))
        })
    }

    /// What needs no books.
    fn figures(&self, as_of: Day) -> Facts {
        let debt = self.debt;
        Facts {
            part: self.person.part,
            currency: debt.unit.name.clone(),
            decimals: debt.unit.decimals,
            utc_offset_minutes: debt.terms.utc_offset.0,
            as_of,
            instalments: u16::try_from(debt.schedule.len()).unwrap_or(u16::MAX),
            sum: None,
            moved: None,
            seat: None,
        }
    }

    fn end_of(&self, day: Day) -> Timestamp {
        Day(day.0.saturating_add(1)).starts_at(self.debt.terms.utc_offset)
    }

    /// The last day on which this person answers for the debt, if they are a guarantor.
    fn free_after(&self) -> Option<Day> {
        let own = |(account, _): &&(AccountId, Day)| *account == self.person.account;
        let guarantor = self.debt.guarantors.iter().find(own)?;
        (self.person.part == Part::Guarantor).then_some(guarantor.1)
    }
}

/// Whether instalment `number`, whose day the books have reached, still asks for money.
fn asks(books: &Account, number: u16) -> bool {
    let open = number.checked_sub(books.met);
    let asked = open.and_then(|place| books.asked.get(usize::from(place)));
    asked.is_some_and(|asked| !asked.is_zero())
}

/// What is due by the books, by what it is made of.
fn sum(books: &Account, rules: &Rules) -> Result<Sum, Error> {
    let balance = books.balance(rules)?;
    let rest = balance.due.minus(balance.costs)?.minus(balance.late)?;
    Ok(Sum {
        amount: balance.due,
        principal: rest.minus(books.interest_due)?,
        interest: books.interest_due,
        late: balance.late,
        costs: balance.costs,
    })
}
