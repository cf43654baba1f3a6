//! Loans, schedules and events as programs read them (JSON) and as people read them (tables). Amounts are decimal strings
//! in the loan's own unit; days are ISO 8601; instalments are counted from 1, as people do.

pub mod account;

use serde_json::{json, Map, Value};
use terms::account::Due;
use terms::agreement::{Amendment, Consent, Holder};
use terms::event::Office;
use terms::{
    Amount, DayCount, Event, Figures, Instalment, Jurisdiction, Loan, Payment, Role, Rounding, Settlement,
    Status, Terms,
};

use crate::chain::AccountId;
use crate::money::{show_rate, Unit};
use crate::output::{pairs, table};
use crate::text::{kebab, Text};
use crate::time::{show_moment, show_period};

/// Bytes as programs read them: `0x…`.
pub fn hex0x(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// An account's address.
pub fn address(account: terms::AccountId) -> String {
    AccountId(account.0).to_string()
}

/// A status in the reader's language.
pub fn status(text: &Text, status: Status) -> String {
    text.lookup(&format!("status-{}", kebab(&format!("{status:?}"))), &[])
}

/// An office by its name.
pub fn office(office: Office) -> &'static str {
    match office {
        Office::RatePublisher => "rate-publisher",
        Office::Witness => "witness",
        Office::Arbiter => "arbiter",
    }
}

/// Articles of law in the reader's language: `CC 670; PL 9` with the statutes' names.
pub fn articles(text: &Text, short: &str) -> String {
    let named = short.replace("CC ", &text.tr("law-cc"));
    let named = named.replace("PL ", &text.tr("law-pl"));
    named.replace("LP ", &text.tr("law-lp"))
}

/// A channel by its name.
pub fn channel(channel: terms::life::Channel) -> String {
    kebab(&format!("{channel:?}"))
}

/// A moment as programs read it.
fn unix_ms(moment: terms::Timestamp) -> Value {
    json!(moment.0)
}

fn holders(holders: &[Holder]) -> Value {
    let one = |holder: &Holder| json!({"account": address(holder.account), "ppm": holder.ppm});
    holders.iter().map(one).collect()
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Lender => "lender",
        Role::Borrower => "borrower",
    }
}

fn due(due: &Due, unit: &Unit) -> Value {
    json!({"n": due.instalment + 1, "due": due.day.to_string(), "amount": unit.number(due.amount)})
}

/// The figures of a loan.
pub fn figures(figures: &Figures, unit: &Unit) -> Value {
    json!({
        "status": kebab(&format!("{:?}", figures.status)),
        "day": figures.day.to_string(),
        "principal": unit.number(figures.principal),
        "interest": unit.number(figures.interest),
        "late": unit.number(figures.late),
        "costs": unit.number(figures.costs),
        "total": unit.number(total(figures)),
        "next_due": figures.next_due.as_ref().map(|next| due(next, unit)),
        "default_after": figures.default_after.map(|day| day.to_string()),
    })
}

/// Principal, interest, late interest and costs together.
pub fn total(figures: &Figures) -> Amount {
    let sum = figures
        .principal
        .plus(figures.interest)
        .and_then(|sum| sum.plus(figures.late))
        .and_then(|sum| sum.plus(figures.costs));
    // The contract has added up the same four before.
    sum.unwrap_or(Amount::MAX)
}

/// A schedule, row by row, with what is outstanding after each.
pub fn schedule(rows: &[Instalment], unit: &Unit) -> Value {
    let mut outstanding = rows.iter().fold(Amount::ZERO, |sum, row| {
        sum.plus(row.principal).unwrap_or(Amount::MAX)
    });
    rows.iter()
        .enumerate()
        .map(|(index, row)| {
            outstanding = outstanding.minus_or_zero(row.principal);
            json!({
                "n": index + 1,
                "due": row.due.to_string(),
                "principal": unit.number(row.principal),
                "interest": unit.number(row.interest),
                "total": unit.number(row.total().unwrap_or(Amount::MAX)),
                "outstanding": unit.number(outstanding),
            })
        })
        .collect()
}

/// The terms, without the schedule.
pub fn terms(terms: &Terms, unit: &Unit) -> Value {
    json!({
        "lender": address(terms.lender),
        "borrower": address(terms.borrower),
        "settlement": match terms.settlement {
            Settlement::Native => "native",
            Settlement::Token { .. } => "token",
            Settlement::OffChain { .. } => "off-chain",
        },
        "token": match terms.settlement { Settlement::Token { contract, .. } => Some(address(contract)), _ => None },
        "unit": {"name": unit.name, "decimals": unit.decimals},
        "principal": unit.number(terms.principal),
        "annual_rate": show_rate(terms.annual_rate),
        "overdue_rate": terms.overdue_rate.map(show_rate),
        "day_count": match terms.day_count {
            DayCount::Act365 => "act/365",
            DayCount::Act360 => "act/360",
            DayCount::Thirty360 => "30/360",
        },
        "both_ends": terms.both_ends,
        "rounding": match terms.rounding { Rounding::Floor => "floor", Rounding::HalfEven => "half-even" },
        "utc_offset_minutes": terms.utc_offset.0,
        "method": kebab(&format!("{:?}", terms.plan.method)),
        "start": terms.plan.start.to_string(),
        "every": show_period(terms.plan.every),
        "periods": terms.plan.periods,
        "balloon": unit.number(terms.plan.balloon),
        "grace_days": terms.grace_days,
        "late_fee": unit.number(terms.late_fee),
        "guarantors": terms.guarantors.iter().map(|guarantor| json!({
            "account": address(guarantor.account), "joint": guarantor.joint, "months": guarantor.months,
        })).collect::<Vec<_>>(),
        "arbiter": terms.arbiter.map(address),
        "early_repayment": terms.early_repayment,
        "law": match terms.jurisdiction {
            Jurisdiction::PrcNaturalPersons => "prc".to_owned(),
            Jurisdiction::Custom { cap } => format!("cap {}", show_rate(cap)),
            Jurisdiction::None => "none".to_owned(),
        },
        "sign_by": show_moment(terms.sign_by.0, terms.utc_offset),
        "deliver_by": show_moment(terms.deliver_by.0, terms.utc_offset),
        "commitments": hex0x(&terms.commitments),
        "reference": hex0x(&terms.reference),
    })
}

/// An amendment, with the schedule that its parties saw.
pub fn amendment(amendment: &Amendment, unit: &Unit) -> Value {
    json!({
        "method": kebab(&format!("{:?}", amendment.plan.method)),
        "start": amendment.plan.start.to_string(),
        "every": show_period(amendment.plan.every),
        "periods": amendment.plan.periods,
        "balloon": unit.number(amendment.plan.balloon),
        "annual_rate": show_rate(amendment.annual_rate),
        "overdue_rate": amendment.overdue_rate.map(show_rate),
        "grace_days": amendment.grace_days,
        "roll_up": amendment.roll_up,
        "principal": unit.number(amendment.principal),
        "schedule": schedule(&amendment.schedule, unit),
        "sign_by_unix_ms": unix_ms(amendment.sign_by),
    })
}

/// How a payment was applied.
pub fn payment(payment: &Payment, unit: &Unit) -> Value {
    json!({
        "value_day": payment.value_day.to_string(),
        "amount": unit.number(payment.amount),
        "costs": unit.number(payment.costs),
        "late": unit.number(payment.late),
        "interest": unit.number(payment.interest),
        "principal": unit.number(payment.principal),
        "overpaid": unit.number(payment.overpaid),
    })
}

/// A loan event: what it shares with all others, and its own fields under `data`.
pub fn event(event: &Event, unit: &Unit) -> Value {
    let head = event.head();
    let digest = |digest: &Option<[u8; 32]>| digest.map(|bytes| hex0x(&bytes));
    let data = match event {
        Event::LoanProposed(e) => json!({
            "proposer": role(e.proposer), "digest": hex0x(&e.digest), "terms": terms(&e.terms, unit),
            "schedule": schedule(&e.terms.schedule, unit), "evidence": digest(&e.evidence),
        }),
        Event::LoanSigned(e) => json!({
            "digest": hex0x(&e.digest), "deliver_by_unix_ms": e.deliver_by.0, "evidence": digest(&e.evidence),
        }),
        Event::LoanCancelled(e) => json!({"by": role(e.by), "evidence": digest(&e.evidence)}),
        Event::LoanExpired(_) | Event::LoanSettled(_) => json!({}),
        Event::DeliveryReported(e) => json!({
            "amount": unit.number(e.amount), "on": e.on.to_string(), "receipt": digest(&e.receipt),
        }),
        Event::LoanDelivered(e) => json!({
            "amount": unit.number(e.amount), "on": e.on.to_string(), "evidence": digest(&e.evidence),
            "annual_rate": show_rate(e.rate), "rate_cut": e.rate_cut, "cap": e.cap.map(show_rate),
            "schedule": schedule(&e.schedule, unit),
        }),
        Event::RepaymentReported(e) => json!({
            "report": e.report, "amount": unit.number(e.amount), "on": e.on.to_string(), "receipt": digest(&e.receipt),
        }),
        Event::LoanRepaid(e) => json!({
            "by": role(e.by), "report": e.report, "payment": payment(&e.payment, unit), "receipt": digest(&e.receipt),
        }),
        Event::RepaymentDue(e) => {
            json!({"instalment": due(&e.due, unit), "stage": kebab(&format!("{:?}", e.stage))})
        }
        Event::LoanDefaulted(e) => json!({"instalment": due(&e.due, unit)}),
        Event::DefaultCured(e) => json!({"defaulted_on": e.defaulted_on.to_string()}),
        Event::ReportDismissed(e) => {
            json!({"by": role(e.by), "report": e.report, "evidence": digest(&e.evidence)})
        }
        Event::GuarantorConsented(e) => json!({
            "guarantor": address(e.guarantor), "digest": hex0x(&e.digest), "until": e.until.to_string(),
            "evidence": digest(&e.evidence),
        }),
        Event::AmendmentProposed(e) => json!({
            "by": role(e.by), "digest": hex0x(&e.digest), "amendment": amendment(&e.amendment, unit),
            "evidence": digest(&e.evidence),
        }),
        Event::AmendmentSigned(e) => json!({
            "by": address(e.by), "digest": hex0x(&e.digest), "evidence": digest(&e.evidence),
        }),
        Event::LoanAmended(e) => json!({
            "number": e.number, "digest": hex0x(&e.digest), "annual_rate": show_rate(e.rate),
            "rolled_up": unit.number(e.rolled_up), "schedule": schedule(&e.schedule, unit),
            "evidence": digest(&e.evidence),
        }),
        Event::AssignmentProposed(e) => json!({
            "digest": hex0x(&e.digest), "by": address(e.assignment.by), "parts": holders(&e.assignment.parts),
            "sign_by_unix_ms": unix_ms(e.assignment.sign_by), "evidence": digest(&e.evidence),
        }),
        Event::AssignmentSigned(e) => json!({
            "by": address(e.by), "digest": hex0x(&e.digest), "evidence": digest(&e.evidence),
        }),
        Event::ClaimAssigned(e) => json!({
            "digest": hex0x(&e.digest), "by": address(e.by), "holders": holders(&e.holders),
            "evidence": digest(&e.evidence),
        }),
        Event::DebtForgiven(e) => {
            json!({"payment": payment(&e.payment, unit), "evidence": digest(&e.evidence)})
        }
        Event::DemandMade(e) => json!({
            "by": address(e.by), "message": hex0x(&e.message),
            "channel": channel(e.channel), "receipt": digest(&e.receipt),
        }),
        Event::DebtAcknowledged(e) => json!({"evidence": digest(&e.evidence)}),
        Event::DisputeRaised(e) => json!({"by": role(e.by), "evidence": digest(&e.evidence)}),
        Event::DisputeResolved(e) => json!({
            "by": address(e.by), "credited": unit.number(e.ruling.credited), "costs": unit.number(e.ruling.costs),
            "payment": e.payment.as_ref().map(|p| payment(p, unit)), "evidence": digest(&e.evidence),
        }),
        Event::Attested(e) => json!({
            "witness": address(e.witness), "digest": hex0x(&e.digest), "kind": e.kind,
        }),
    };
    json!({
        "event": event.name(),
        "loan": head.loan,
        "lender": address(head.lender),
        "borrower": address(head.borrower),
        "sequence": head.sequence,
        "previous": hex0x(&head.previous),
        "unit": {"name": unit.name, "decimals": unit.decimals},
        "after": figures(&head.after, unit),
        "data": data,
    })
}

/// A whole loan.
pub fn loan(loan: &Loan, rows: &[Instalment], now: &Figures, unit: &Unit) -> Value {
    let agreement = &loan.agreement;
    let mut view = Map::new();
    let mut put = |key: &str, value: Value| drop(view.insert(key.into(), value));
    put("loan", json!(loan.id));
    put("status", json!(kebab(&format!("{:?}", loan.state.status()))));
    put("digest", json!(hex0x(&agreement.digest)));
    put("proposer", json!(role(agreement.proposer)));
    put("terms", terms(&agreement.terms, unit));
    put("in_force", json!(hex0x(&agreement.in_force)));
    put("amendments", json!(agreement.amendments));
    put("holders", holders(&agreement.holders));
    let consent = |consent: &Option<Consent>| match consent {
        Some(consent) => json!({
            "digest": hex0x(&consent.digest), "until": consent.until.to_string(),
            "to_terms_in_force": consent.digest == agreement.in_force,
        }),
        None => Value::Null,
    };
    put("consents", agreement.consents.iter().map(consent).collect());
    put(
        "witnesses",
        agreement
            .witnesses
            .iter()
            .map(|witness| json!(address(*witness)))
            .collect(),
    );
    let awaits = |awaits: &[terms::AccountId]| awaits.iter().copied().map(address).collect::<Vec<_>>();
    let offered = agreement.amendment.as_ref().map(|offer| json!({
        "digest": hex0x(&offer.digest), "awaits": awaits(&offer.awaits), "amendment": amendment(&offer.what, unit),
    }));
    put("offered_amendment", json!(offered));
    let offered = agreement.assignment.as_ref().map(|offer| {
        json!({
            "digest": hex0x(&offer.digest), "awaits": awaits(&offer.awaits), "by": address(offer.what.by),
            "parts": holders(&offer.what.parts), "sign_by_unix_ms": unix_ms(offer.what.sign_by),
        })
    });
    put("offered_assignment", json!(offered));
    put("schedule", schedule(rows, unit));
    put("now", figures(now, unit));
    put(
        "events",
        json!({"next_sequence": loan.chain.sequence, "previous": hex0x(&loan.chain.previous)}),
    );
    if let terms::State::Signed(signed) = &loan.state {
        let delivery = signed.delivery.map(|d| {
            json!({"amount": unit.number(d.amount), "on": d.on.to_string(), "receipt": d.receipt.map(|r| hex0x(&r))})
        });
        put("delivery", json!(delivery));
    }
    if let Some(running) = loan.state.running() {
        let account = &running.account;
        put("received", json!(unit.number(account.received)));
        put("delivered_on", json!(account.delivered.to_string()));
        put("annual_rate_in_force", json!(show_rate(account.rate)));
        put("interest_paid", json!(unit.number(account.interest_paid)));
        put("late_paid", json!(unit.number(account.late_paid)));
        put("overpaid", json!(unit.number(account.overpaid)));
        put("forgiven", json!(unit.number(account.forgiven)));
        put("rolled_up", json!(unit.number(account.rolled_up)));
        put("late_instalments", json!(account.late_instalments));
        let dispute = running
            .dispute
            .map(|dispute| json!({"by": role(dispute.by), "on": dispute.on.to_string()}));
        put("dispute", json!(dispute));
        let reports = running.reports.iter().map(|r| {
            json!({"report": r.number, "amount": unit.number(r.amount), "on": r.on.to_string(), "receipt": r.receipt.map(|d| hex0x(&d))})
        });
        put("open_reports", reports.collect());
    }
    Value::Object(view)
}

/// Label and value of the terms that people read before they sign.
pub fn terms_lines(text: &Text, terms: &Terms, unit: &Unit) -> Vec<(String, String)> {
    let mut lines = vec![
        (text.tr("label-lender"), address(terms.lender)),
        (text.tr("label-borrower"), address(terms.borrower)),
        (text.tr("label-principal"), unit.show(terms.principal)),
        (text.tr("label-rate"), show_rate(terms.annual_rate)),
    ];
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
        let who = format!("{} ({})", address(guarantor.account), text.lookup(kind, &[]));
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
    lines.push((text.tr("label-owed"), unit.show(total(figures))));
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
        let owed = [("amount", unit.show(total(&head.after)).into())];
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
        Event::RepaymentReported(e) => vec![unit.show(e.amount)],
        Event::LoanRepaid(e) => vec![unit.show(e.payment.amount)],
        Event::RepaymentDue(e) => vec![
            text.lookup(&format!("stage-{}", kebab(&format!("{:?}", e.stage))), &[]),
            e.due.day.to_string(),
            unit.show(e.due.amount),
        ],
        Event::LoanDefaulted(e) => vec![unit.show(e.due.amount)],
        Event::DebtForgiven(e) => vec![unit.show(e.payment.amount)],
        Event::LoanAmended(e) => vec![show_rate(e.rate)],
        _ => Vec::new(),
    }
}

/// A loan as people read it.
pub fn loan_text(text: &Text, loan: &Loan, rows: &[Instalment], now: &Figures, unit: &Unit) -> String {
    let mut lines = vec![(text.tr("label-loan"), loan.id.to_string())];
    lines.extend(figures_lines(text, now, unit));
    lines.extend(terms_lines(text, &loan.agreement.terms, unit));
    lines.push((text.tr("label-digest"), hex0x(&loan.agreement.digest)));
    let delivery = match &loan.state {
        terms::State::Signed(signed) => signed.delivery,
        _ => None,
    };
    if let Some(delivery) = delivery {
        let args = [
            ("amount", unit.show(delivery.amount).into()),
            ("day", delivery.on.to_string().into()),
        ];
        lines.push((text.tr("label-delivery"), text.tr_with("value-delivery", &args)));
    }
    for report in loan
        .state
        .running()
        .map(|running| running.reports.as_slice())
        .unwrap_or_default()
    {
        let args = [
            ("number", report.number.to_string().into()),
            ("amount", unit.show(report.amount).into()),
            ("day", report.on.to_string().into()),
        ];
        lines.push((text.tr("label-report"), text.tr_with("value-report", &args)));
    }
    format!("{}\n\n{}", pairs(lines), schedule_table(text, rows, unit))
}
