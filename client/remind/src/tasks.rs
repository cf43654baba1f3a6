//! What the contract is to be told: that a due day is near or past, that a loan is in default, that a report of a repayment stayed unanswered. Pure, like the policy for
//! people; the stages and their days are the contract's own, in the agreement's zone, so that no task is refused.
//! Source: `terms::Loan::notify_due`, `mark_default` and `record_silence`, against which the tests play.

use terms::agreement::Claim;
use terms::life::{stage_of, Report};
use terms::limits::SOON_DAYS;
use terms::{Account, Day, Error, Event, Status, Timestamp};

use super::policy::Debt;
use iou_relay::queue::TaskKind;

#[cfg(test)]
mod tests;

/// What is to be told now, and when to look again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueTasks {
    /// What the contract would take now, from anybody.
    pub now: Vec<TaskKind>,
    /// Which reports of repayments stayed unanswered for the agreed days, by their numbers.
    pub silences: Vec<u32>,
    /// The first instant at which there is more, if the loan stays as it is.
    pub next: Option<Timestamp>,
}

/// The day of the last announcement, after `event`: what [`due_tasks`] has to know of what was announced.
///
/// Each announcement brings all instalments up to its day, so the highest stage that was announced of each follows from
/// that one day. A new schedule, by a further part of the principal, amendment or acceleration, begins with a clean sheet.
pub fn announced_on(before: Option<Day>, event: &Event) -> Option<Day> {
    match event {
        Event::RepaymentDue(e) => Some(e.after.day),
        Event::PartDelivered(_) | Event::LoanAmended(_) | Event::LoanAccelerated(_) => None,
        _ => before,
    }
}

/// What the contract is to be told of `debt`. `announced` is what [`announced_on`] made of its events; `default` whether
/// the one who acts for the claim wants default recorded.
///
/// Errors: those of the books ([`Account::advance`]).
pub fn due_tasks(
    debt: &Debt,
    announced: Option<Day>,
    default: bool,
    now: Timestamp,
) -> Result<DueTasks, Error> {
    let today = debt.terms.day_of(now);
    let mut tasks = silences(debt, today);
    let Some(account) = debt.running() else {
        return Ok(tasks);
    };
    let default = default && !debt.disputed && debt.status == Status::Active;
    if due_on(debt, account, announced, today)? {
        tasks.now.push(TaskKind::NotifyDue);
    }
    let marked = default && default_on(debt, account, today)?;
    if marked {
        tasks.now.push(TaskKind::MarkDefault);
    }
    // What is told now is announced up to today.
    for day in days_ahead(debt, account, today) {
        let more =
            due_on(debt, account, Some(today), day)? || default && !marked && default_on(debt, account, day)?;
        if more {
            let at = day.starts_at(debt.terms.utc_offset);
            tasks.next = Some(tasks.next.map_or(at, |silence| silence.min(at)));
            break;
        }
    }
    Ok(tasks)
}

/// Which reports `record_silence` would be taken of, and when there are more.
fn silences(debt: &Debt, today: Day) -> DueTasks {
    let mut tasks = DueTasks::default();
    for report in debt.reports {
        match answer_by(debt, report) {
            Some(until) if until < today => tasks.silences.push(report.number),
            Some(until) => {
                let over = until.plus_days(1).ok();
                let over = over.map(|day| day.starts_at(debt.terms.utc_offset));
                tasks.next = tasks.next.into_iter().chain(over).min();
            }
            None => {}
        }
    }
    tasks
}

/// The last day for the answer to a report: whose seat was held has the days for it once they can answer, and while it is claimed there is
/// no such day.
fn answer_by(debt: &Debt, report: &Report) -> Option<Day> {
    let until = report.answer_by?;
    let Some(seat) = debt.seats.iter().find(|seat| seat.account == report.to) else {
        return Some(until);
    };
    if seat.claim.as_ref().is_some_and(Claim::binds) {
        return None;
    }
    let held = seat
        .held_through
        .and_then(|held| debt.terms.answer_by(held).ok().flatten());
    held.max(Some(until))
}

/// Whether `notify_due` would have something to announce on `today`.
fn due_on(debt: &Debt, account: &Account, announced: Option<Day>, today: Day) -> Result<bool, Error> {
    let grace = u32::from(debt.terms.grace_days);
    debt.with_rules(|rules| {
        let books = account.at(rules, today)?;
        for (number, row) in (0u16..).zip(debt.schedule).skip(usize::from(books.met)) {
            let Some(stage) = stage_of(row.due, today, grace)? else {
                break;
            };
            let known = match announced {
                Some(day) => stage_of(row.due, day, grace)?,
                None => None,
            };
            let news = number >= books.met && known.is_none_or(|known| known < stage);
            if news && !books.balance_at(rules, row.due)?.due.is_zero() {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Whether `mark_default` would be taken on `today`, the loan being active and not disputed.
fn default_on(debt: &Debt, account: &Account, today: Day) -> Result<bool, Error> {
    debt.with_rules(|rules| {
        let overdue = account.at(rules, today)?.overdue(rules.plan, today)?;
        match overdue {
            Some(due) => Ok(today > due.day.plus_days(u32::from(debt.terms.grace_days))?),
            None => Ok(false),
        }
    })
}

/// The days after `today` on which an instalment reaches a stage, in order: at most four each.
fn days_ahead(debt: &Debt, account: &Account, today: Day) -> Vec<Day> {
    let grace = u32::from(debt.terms.grace_days);
    let mut days = Vec::new();
    for row in debt.schedule.iter().skip(usize::from(account.met)) {
        let soon = row.due.0.saturating_sub(SOON_DAYS);
        days.push(Day(soon));
        days.push(row.due);
        days.extend(row.due.plus_days(1).ok());
        days.extend(row.due.plus_days(grace.saturating_add(1)).ok());
    }
    days.retain(|day| *day > today);
    days.sort_unstable();
    days.dedup();
    days
}
