//! Loans, schedules and events as programs read them ([`json`]) and as people read them (tables and lines, here). Amounts are
//! decimal strings in the loan's own unit; days are ISO 8601; instalments are counted from 1, as people do.

pub mod account;
pub mod calendar;
#[cfg(feature = "certificate")]
pub mod certificate;
mod deliveries;
pub mod findings;
pub mod json;
#[cfg(test)]
mod sample;
pub mod seats;
pub mod slip;
pub mod sums;
pub mod table;
pub mod unanswered;
pub mod yearly;

pub use json::{amendment, arguments, event, figures, loan, payment, schedule, terms, true_rate};

use std::collections::BTreeSet;

use terms::agreement::Moved;
use terms::event::Office;
use terms::life::{Delivery, Report};
use terms::{Amount, Day, DayCount, Event, Figures, Instalment, Loan, Role, Status, Terms};

use iou_base::money::{show_rate, Unit};
use iou_base::text::{kebab, Text};
use iou_base::time::show_moment;
use iou_base::{address, hex0x, names};
pub use iou_evidence::identity::standing as identity_standing;
use sums::Sums;
use table::{pairs, table};
use unanswered::{Unanswered, What};
use yearly::TrueRate;

/// An account's address.
pub fn address(account: terms::AccountId) -> String {
    address::show(account)
}

/// A status in the reader's language.
pub fn status(text: &Text, status: Status) -> String {
    text.lookup(&format!("status-{}", names::status(status)), &[])
}

/// By what somebody's identity is checked, in the reader's language; each method by its name.
pub fn identity_methods<'n>(text: &Text, names: impl IntoIterator<Item = &'n str>) -> String {
    let say = |name: &str| text.lookup(&format!("identity-method-{}", name.replace('_', "-")), &[]);
    names.into_iter().map(say).collect::<Vec<_>>().join(", ")
}

/// An office by its name.
pub fn office(office: Office) -> &'static str {
    match office {
        Office::RatePublisher => "rate-publisher",
        Office::Witness => "witness",
        Office::Arbiter => "arbiter",
        Office::Verifier => "verifier",
    }
}

/// Articles of law in the reader's language: `CC 670; PL 9` with the statutes' names.
pub fn articles(text: &Text, short: &str) -> String {
    let named = short.replace("CC ", &text.tr("law-cc"));
    let named = named.replace("PL ", &text.tr("law-pl"));
    named.replace("LP ", &text.tr("law-lp"))
}

/// Who has not signed proposed terms, by the events of their loan.
pub fn awaits<'a>(terms: &Terms, events: impl IntoIterator<Item = &'a Event>) -> Vec<terms::AccountId> {
    let mut signed = BTreeSet::new();
    for event in events {
        match event {
            Event::LoanProposed(e) => drop(signed.insert(match e.proposer {
                Role::Lender => terms.lender,
                Role::Borrower => terms.borrower,
            })),
            Event::TermsSigned(e) => drop(signed.insert(e.by)),
            _ => {}
        }
    }
    let all = std::iter::once(terms.lender).chain(terms.debtors());
    all.filter(|account| !signed.contains(account)).collect()
}

/// The way of counting days, by its exact name: of the variants of 30/360 it is 30E/360.
pub fn day_count(count: DayCount) -> &'static str {
    match count {
        DayCount::Act365 => "act/365",
        DayCount::Act360 => "act/360",
        DayCount::Thirty360 => "30e/360",
    }
}

/// The true yearly rate for people.
pub fn true_rate_value(text: &Text, bears: Option<TrueRate>) -> String {
    let shown = |part: fn(TrueRate) -> f64| bears.map_or("—".to_owned(), |rate| yearly::show(part(rate)));
    let args = [
        ("simple", shown(|rate| rate.simple).into()),
        ("compounded", shown(|rate| rate.compounded).into()),
    ];
    text.tr_with("value-true-rate", &args)
}

/// With its label, as a line of its own.
pub fn true_rate_line(text: &Text, bears: Option<TrueRate>) -> String {
    format!("{}  {}", text.tr("label-true-rate"), true_rate_value(text, bears))
}

/// Label and value of the terms that people read before they sign.
pub fn terms_lines(text: &Text, terms: &Terms, unit: &Unit) -> Vec<(String, String)> {
    let mut lines = vec![
        (text.tr("label-lender"), address(terms.lender)),
        (text.tr("label-borrower"), address(terms.borrower)),
    ];
    let others = terms.co_borrowers.iter();
    lines.extend(others.map(|other| (text.tr("label-co-borrower"), address(*other))));
    lines.push((text.tr("label-principal"), unit.show(terms.principal)));
    lines.push((text.tr("label-rate"), show_rate(terms.annual_rate)));
    if let Some(least) = terms.least_delivery {
        lines.push((text.tr("label-least-delivery"), unit.show(least)));
    }
    if let Some(rate) = terms.overdue_rate {
        lines.push((text.tr("label-overdue-rate"), show_rate(rate)));
    }
    if !terms.late_fee.is_zero() {
        lines.push((text.tr("label-late-fee"), unit.show(terms.late_fee)));
    }
    if !terms.plan.balloon.is_zero() {
        lines.push((text.tr("label-balloon"), unit.show(terms.plan.balloon)));
    }
    for guarantor in &terms.guarantors {
        let kind = if guarantor.joint {
            "value-joint"
        } else {
            "value-general"
        };
        let kind = text.lookup(kind, &[]);
        let kind = match guarantor.months {
            Some(months) => {
                let period = text.tr_with("value-guarantee-months", &[("months", months.into())]);
                format!("{kind}, {period}")
            }
            None => kind,
        };
        let who = format!("{} ({kind})", address(guarantor.account));
        lines.push((text.tr("label-guarantor"), who));
    }
    lines.extend(
        terms
            .arbiter
            .map(|arbiter| (text.tr("label-arbiter"), address(arbiter))),
    );
    lines.push((
        text.tr("label-grace"),
        text.tr_with("value-days", &[("days", terms.grace_days.into())]),
    ));
    lines.extend(terms.acceleration.map(|days| {
        let days = [("days", days.into())];
        (
            text.tr("label-acceleration"),
            text.tr_with("value-acceleration", &days),
        )
    }));
    if terms.answer_days > 0 {
        let days = [("days", terms.answer_days.into())];
        lines.push((
            text.tr("label-answer-days"),
            text.tr_with("value-answer-days", &days),
        ));
    }
    lines.extend(seats::succession_lines(text, terms));
    if terms.deliveries > 1 {
        let count = [("count", terms.deliveries.into())];
        lines.push((
            text.tr("label-deliveries"),
            text.tr_with("value-deliveries", &count),
        ));
    }
    lines.extend(past_lines(text, terms, &|amount| unit.show(amount), &|day| {
        day.to_string()
    }));
    lines.push((
        text.tr("label-sign-by"),
        show_moment(terms.sign_by.0, terms.utc_offset),
    ));
    lines.push((
        text.tr("label-deliver-by"),
        show_moment(terms.deliver_by.0, terms.utc_offset),
    ));
    lines
}

/// What moved before the signature, a line each, and what it comes to; `money` and `at` write amounts and days.
pub fn past_lines(
    text: &Text,
    terms: &Terms,
    money: &dyn Fn(Amount) -> String,
    at: &dyn Fn(Day) -> String,
) -> Vec<(String, String)> {
    let line = |moved: &Moved| {
        let args = [
            ("amount", money(moved.amount).into()),
            ("day", at(moved.on).into()),
        ];
        let id = match moved.by {
            Role::Lender => "value-past-lent",
            Role::Borrower => "value-past-repaid",
        };
        (text.tr("label-past"), text.lookup(id, &args))
    };
    let mut lines: Vec<(String, String)> = terms.past.iter().map(line).collect();
    lines.extend(terms.old_debt().ok().flatten().map(|sums| {
        let args = [
            ("day", at(sums.on).into()),
            ("principal", money(sums.owed.principal).into()),
            ("interest", money(sums.owed.interest).into()),
        ];
        (text.tr("label-past-owed"), text.tr_with("value-past-owed", &args))
    }));
    lines
}

/// A schedule as a table.
pub fn schedule_table(text: &Text, rows: &[Instalment], unit: &Unit) -> String {
    let heading = [
        text.tr("label-number"),
        text.tr("label-due"),
        text.tr("label-principal"),
        text.tr("label-interest"),
        text.tr("label-total"),
    ];
    table(
        &heading,
        rows.iter().enumerate().map(|(index, row)| {
            let total = row.total().unwrap_or(Amount::MAX);
            vec![
                (index + 1).to_string(),
                row.due.to_string(),
                unit.number(row.principal),
                unit.number(row.interest),
                unit.number(total),
            ]
        }),
    )
}

/// Label and value of a loan's figures.
pub fn figures_lines(text: &Text, figures: &Figures, unit: &Unit) -> Vec<(String, String)> {
    let mut lines = vec![(text.tr("label-status"), status(text, figures.status))];
    if !matches!(figures.status, Status::Active | Status::Defaulted) {
        return lines;
    }
    lines.push((text.tr("label-outstanding"), unit.show(figures.principal)));
    lines.push((text.tr("label-interest"), unit.show(figures.interest)));
    if !figures.late.is_zero() {
        lines.push((text.tr("label-late"), unit.show(figures.late)));
    }
    if !figures.costs.is_zero() {
        lines.push((text.tr("label-costs"), unit.show(figures.costs)));
    }
    lines.push((text.tr("label-owed"), unit.show(figures.total())));
    if let Some(next) = &figures.next_due {
        let args = [
            ("amount", unit.show(next.amount).into()),
            ("day", next.day.to_string().into()),
        ];
        lines.push((text.tr("label-next-due"), text.tr_with("value-next-due", &args)));
    }
    lines
}

/// One event as a line.
pub fn event_line(text: &Text, event: &Event, unit: &Unit) -> String {
    let head = event.head();
    let name = text.lookup(&format!("event-{}", kebab(event.name())), &[]);
    let mut line = text.tr_with(
        "line-event",
        &[
            ("loan", head.loan.to_string().into()),
            ("sequence", head.sequence.to_string().into()),
            ("event", name.into()),
        ],
    );
    let mut facts = event_facts(text, event, unit);
    if matches!(head.after.status, Status::Active | Status::Defaulted) {
        let owed = [("amount", unit.show(head.after.total()).into())];
        facts.push(text.tr_with("line-owed", &owed));
    }
    for fact in facts {
        line.push_str(" · ");
        line.push_str(&fact);
    }
    line
}

/// What an event tells beside its name: an amount, a day, a rate.
pub fn event_facts(text: &Text, event: &Event, unit: &Unit) -> Vec<String> {
    match event {
        Event::LoanProposed(e) => vec![unit.show(e.terms.principal)],
        Event::DeliveryReported(e) => vec![unit.show(e.amount)],
        Event::LoanDelivered(e) => vec![unit.show(e.amount)],
        Event::PartDelivered(e) => vec![unit.show(e.amount)],
        Event::OldDebtFormed(e) => vec![unit.show(e.received)],
        Event::RepaymentReported(e) => vec![unit.show(e.amount)],
        Event::LoanRepaid(e) => vec![unit.show(e.payment.amount)],
        Event::ReversalProposed(e) => vec![unit.show(e.amount)],
        Event::PaymentReversed(e) => vec![unit.show(e.amount)],
        Event::RepaymentDue(e) => vec![
            text.lookup(&format!("stage-{}", names::stage(e.stage)), &[]),
            e.due.day.to_string(),
            unit.show(e.due.amount),
        ],
        Event::LoanDefaulted(e) => vec![unit.show(e.due.amount)],
        Event::DebtForgiven(e) => vec![unit.show(e.payment.amount)],
        Event::LoanAmended(e) => vec![show_rate(e.rate)],
        Event::LoanAccelerated(e) => vec![e.due.to_string()],
        Event::SilenceRecorded(e) => vec![e.answer_by.to_string()],
        _ => seats::event_facts(text, event),
    }
}

/// In sentences: what the sums differ by, and what nobody has answered for how long. They belong below a table and not in it,
/// whose lines would all be as long as they are.
pub fn notes(
    text: &Text,
    sums: Option<&Sums>,
    silence: &[Unanswered],
    terms: &Terms,
    unit: &Unit,
) -> Vec<String> {
    let difference = sums.and_then(|sums| sums::difference(text, sums, terms, unit));
    let silent = silence.iter().map(|it| unanswered::note(text, it, unit));
    let mut all: Vec<String> = difference.into_iter().chain(silent).collect();
    if silence.iter().any(|it| it.what == What::Reversal) {
        all.push(text.tr("note-reversal"));
    }
    all
}

/// A loan as people read it, with its sums and what waits for an answer.
pub fn loan_text(
    text: &Text,
    loan: &Loan,
    rows: &[Instalment],
    now: &Figures,
    sums: Option<&Sums>,
    silence: &[Unanswered],
    unit: &Unit,
) -> String {
    let mut lines = vec![(text.tr("label-loan"), loan.id.to_string())];
    lines.extend(figures_lines(text, now, unit));
    lines.extend(sums.into_iter().flat_map(|sums| sums::lines(text, sums, unit)));
    lines.extend(terms_lines(text, &loan.agreement.terms, unit));
    lines.push((text.tr("label-digest"), hex0x(&loan.agreement.digest)));
    lines.extend(loan.agreement.identities.iter().map(|stated| {
        let standing = identity_standing(&loan.agreement, stated, false);
        let args = [
            ("verifier", address(stated.verifier).into()),
            (
                "standing",
                text.lookup(&format!("identity-standing-{standing}"), &[]).into(),
            ),
        ];
        (text.tr("label-identity"), text.tr_with("value-identity", &args))
    }));
    lines.extend(seats::lines(
        text,
        &loan.agreement.terms,
        &loan.agreement.seats,
        now.day,
    ));
    if let terms::State::Proposed(proposed) = &loan.state {
        let awaits = proposed.awaits.iter();
        lines.extend(awaits.map(|who| (text.tr("label-awaits"), address(*who))));
    }
    lines.extend(delivery_lines(text, loan, unit));
    lines.extend(report_lines(text, loan, unit));
    let bears = true_rate_line(text, rate_in_force(loan, rows));
    let notes = notes(text, sums, silence, &loan.agreement.terms, unit);
    let parts = [
        pairs(lines),
        notes.join("\n"),
        schedule_table(text, rows, unit),
        bears,
    ];
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.collect::<Vec<_>>().join("\n\n")
}

fn rate_in_force(loan: &Loan, rows: &[Instalment]) -> Option<TrueRate> {
    let agreement = &loan.agreement;
    yearly::in_force(&agreement.terms, agreement.amendments, &loan.parts(), rows)
}

/// What was reported as delivered; with its number, and whether it is acknowledged, where it may come in parts.
pub fn delivery_lines(text: &Text, loan: &Loan, unit: &Unit) -> Vec<(String, String)> {
    let in_parts = loan.agreement.terms.deliveries > 1;
    let line = |delivery: &Delivery| {
        let args = [
            ("number", delivery.number.to_string().into()),
            ("amount", unit.show(delivery.amount).into()),
            ("day", delivery.on.to_string().into()),
        ];
        let id = match (in_parts, delivery.acknowledged) {
            (false, _) => "value-delivery",
            (true, false) => "value-delivery-stated",
            (true, true) => "value-delivery-acknowledged",
        };
        (text.tr("label-delivery"), text.lookup(id, &args))
    };
    let deliveries = loan.state.deliveries().into_iter();
    deliveries.flat_map(|all| &all.reported).map(line).collect()
}

/// The reports that wait for confirmation; to whom each was made, where the claim was sold since.
pub fn report_lines(text: &Text, loan: &Loan, unit: &Unit) -> Vec<(String, String)> {
    let creditor = loan.agreement.creditor();
    let line = |report: &Report| {
        let args = [
            ("number", report.number.to_string().into()),
            ("amount", unit.show(report.amount).into()),
            ("day", report.on.to_string().into()),
            ("to", address(report.to).into()),
        ];
        let id = if report.to == creditor {
            "value-report"
        } else {
            "value-report-to"
        };
        (text.tr("label-report"), text.lookup(id, &args))
    };
    let mut lines: Vec<(String, String)> = unanswered::open_reports(loan).iter().map(line).collect();
    if let Some(asked) = loan.state.running().and_then(|running| running.reversal) {
        let by = text.lookup(&format!("label-{}", names::role(asked.by)), &[]);
        let args = [("by", by.into()), ("event", asked.payment.to_string().into())];
        lines.push((text.tr("label-reversal"), text.tr_with("value-reversal", &args)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_evidence::verify::sample::Paper;
    use terms::agreement::{Identity, Revoked};

    #[test]
    fn a_statement_whose_verifier_holds_the_claim_by_now_is_shown_as_a_partys_word() {
        let paper = Paper::with_loan(&[1], 3);
        let agreement = &paper.loan().agreement;
        let by = |person: usize, revoked| Identity {
            verifier: paper.people[person].account(),
            digest: [1; 32],
            revoked,
        };
        assert_eq!(identity_standing(agreement, &by(2, None), false), "stands");
        assert_eq!(identity_standing(agreement, &by(2, None), true), "expired");
        assert_eq!(identity_standing(agreement, &by(0, None), false), "party");
        assert_eq!(
            identity_standing(agreement, &by(0, Some(Revoked::Void)), true),
            "void"
        );
    }

    #[test]
    fn an_old_debt_that_runs_bears_what_it_comes_to_on_each_part_from_its_own_day() {
        let paper = Paper::old_debt();
        let (terms, rows) = (&paper.loan().agreement.terms, paper.schedule());
        let by_parts = yearly::in_force(terms, 0, &terms.parts(), rows);
        assert!(by_parts.is_some());
        assert_eq!(rate_in_force(paper.loan(), rows), by_parts);
    }
}
