//! Agreements that tests and benchmarks play. Units: minor units of the settlement's money; instants in milliseconds.

#![allow(clippy::expect_used, clippy::arithmetic_side_effects)] // of use to tests alone

use crate::{
    account::Part,
    agreement::{Amendment, Holder},
    life::{Action, Arrival, Channel, Deliveries, Report, Restarts, Ruling},
    limits::WHOLE_PPM,
    Account, AccountId, Amount, Books, Currency, Day, DayCount, Instalment, Jurisdiction, Loan, Method,
    Period, Plan, RatePpm, Rounding, Settlement, State, Status, Terms, Timestamp, UtcOffset,
};
use std::{boxed::Box, vec, vec::Vec};

/// Milliseconds of an hour.
const HOUR_MS: u64 = 3_600_000;

/// `minor` units. Panics above the limit of an amount.
pub fn amount(minor: u128) -> Amount {
    Amount::new(minor).expect("a test's amount is within the limit")
}

/// Noon of `day` in China.
pub fn noon(day: Day) -> Timestamp {
    Timestamp(day.starts_at(UtcOffset::CHINA).0 + 12 * HOUR_MS)
}

/// The last millisecond of `day` in China.
pub fn end_of(day: Day) -> Timestamp {
    Timestamp(Day(day.0 + 1).starts_at(UtcOffset::CHINA).0 - 1)
}

/// 10,000.00 CNY at 6 % for 90 days from `start`, off chain, three days of grace; two days to sign, five to deliver.
pub fn bullet(lender: AccountId, borrower: AccountId, start: Day) -> Terms {
    scheduled(Terms {
        lender,
        borrower,
        co_borrowers: Vec::new(),
        settlement: Settlement::OffChain {
            currency: Currency(*b"CNY"),
            decimals: 2,
        },
        principal: amount(1_000_000),
        least_delivery: None,
        annual_rate: RatePpm(60_000),
        overdue_rate: None,
        day_count: DayCount::Act365,
        both_ends: false,
        rounding: Rounding::Floor,
        utc_offset: UtcOffset::CHINA,
        plan: Plan {
            method: Method::Bullet,
            start,
            every: Period::Days(90),
            periods: 1,
            balloon: Amount::ZERO,
        },
        schedule: Vec::new(),
        grace_days: 3,
        acceleration: None,
        late_fee: Amount::ZERO,
        early_repayment: true,
        jurisdiction: Jurisdiction::PrcNaturalPersons,
        guarantors: Vec::new(),
        arbiter: None,
        sign_by: end_of(Day(start.0 + 2)),
        deliver_by: end_of(Day(start.0 + 5)),
        commitments: [0; 32],
        reference: [0; 16],
        answer_days: 0,
        deliveries: 1,
        successions: Vec::new(),
        past: Vec::new(),
    })
}

/// The same money with interest each month for `months`.
pub fn monthly(lender: AccountId, borrower: AccountId, start: Day, months: u16) -> Terms {
    let mut terms = bullet(lender, borrower, start);
    terms.plan.method = Method::InterestOnly;
    terms.plan.every = Period::Months(1);
    terms.plan.periods = months;
    scheduled(terms)
}

/// The same money, each month for `months`, by the method of this number: interest only, level, equal principal, by hand.
pub fn any_method(lender: AccountId, borrower: AccountId, start: Day, months: u16, method: usize) -> Terms {
    let mut terms = monthly(lender, borrower, start, months);
    match method {
        0 => {}
        1 => terms.plan.method = Method::EqualInstalments,
        2 => terms.plan.method = Method::EqualPrincipal,
        _ => (terms.plan.method, terms.plan.every) = (Method::Custom, Period::ByHand),
    }
    scheduled(terms)
}

/// `terms` settled in the chain's own token, for `principal` planck.
pub fn native(mut terms: Terms, principal: u128) -> Terms {
    terms.settlement = Settlement::Native;
    terms.principal = amount(principal);
    scheduled(terms)
}

/// `terms` with the schedule that follows from them.
pub fn scheduled(mut terms: Terms) -> Terms {
    terms.schedule = terms
        .schedule_that_follows()
        .expect("a test's terms have a schedule");
    terms
}

/// The books of a loan whose whole principal was delivered on the plan's first day, off chain, and nothing since.
pub fn running(terms: Terms) -> Books {
    let part = Part {
        amount: terms.principal,
        on: terms.plan.start,
    };
    let account = Account::open(&terms, &[part], terms.annual_rate, None);
    Books {
        schedule: terms.schedule.clone(),
        status: Status::Active,
        account: Some(account.expect("a test's terms have an account")),
        journal: None,
        recourse: Vec::new(),
        holders: vec![Holder {
            account: terms.lender,
            ppm: WHOLE_PPM,
        }],
        guarantees: Vec::new(),
        reports: Vec::new(),
        reported: 0,
        announced: [0; 4],
        restarted: Restarts::default(),
        disputed: false,
        offered: None,
        // Proposed, signed, delivered, acknowledged.
        events: 4,
        head: [0; 32],
        deliveries: Deliveries::default(),
        identities: Vec::new(),
        seats: Vec::new(),
        terms,
    }
}

/// Stands in a step for a day that its signer reads in the loan.
pub const UNSEEN_DAY: Day = Day(u32::MAX);
/// Stands for the number of a reported delivery.
pub const UNSEEN_DELIVERY: u32 = u32::MAX;
/// Stands for the number of an event that they read there.
pub const UNSEEN_EVENT: u32 = u32::MAX;
/// Stands for the creditor whom they read there.
pub const UNSEEN_CREDITOR: AccountId = AccountId([0xee; 32]);

/// `action` with what its signer reads in `loan` where one of the values above stands: the reported delivery, the creditor, the
/// dispute, the default.
pub fn seen(mut action: Action, loan: &Loan) -> Action {
    let running = loan.state.running();
    match &mut action {
        Action::AcknowledgeDelivery {
            delivery,
            amount,
            on,
            receipt,
            ..
        } if *on == UNSEEN_DAY => {
            let open = || loan.state.deliveries().into_iter().flat_map(Deliveries::open);
            let of_this_amount = open().find(|open| open.amount == *amount);
            if let Some(seen) = of_this_amount.or(open().next()) {
                (*delivery, *on, *receipt) = (seen.number, seen.on, seen.receipt);
            }
        }
        Action::WithdrawDelivery { delivery, .. } if *delivery == UNSEEN_DELIVERY => {
            let mut open = loan.state.deliveries().into_iter().flat_map(Deliveries::open);
            *delivery = open.next().map_or(UNSEEN_DELIVERY, |seen| seen.number);
        }
        Action::ReportRepayment { to, .. } if *to == UNSEEN_CREDITOR => *to = loan.agreement.creditor(),
        Action::Resolve { dispute, .. } if *dispute == UNSEEN_EVENT => {
            let open = running.and_then(|running| running.dispute);
            *dispute = open.map_or(UNSEEN_EVENT, |open| open.event);
        }
        Action::Accelerate { defaulted_on, .. } if *defaulted_on == UNSEEN_DAY => {
            if let State::Defaulted(defaulted) = &loan.state {
                *defaulted_on = defaulted.on;
            }
        }
        _ => {}
    }
    action
}

/// A report that `amount` was paid on `on` to whoever is the creditor of `loan`.
pub fn report(amount: Amount, on: Day, loan: &Loan) -> Report {
    Report {
        number: 0,
        amount,
        on,
        to: loan.agreement.creditor(),
        receipt: None,
        payer: None,
        answer_by: None,
        held: false,
    }
}

/// A step by its name in the table, with all its arguments; the one named `changed` is another than usual.
pub fn action(name: &str, changed: &str) -> Option<Action> {
    let is = |argument: &str| argument == changed;
    let digest = |argument: &str| if is(argument) { [2; 32] } else { [1; 32] };
    let file = |argument: &str| Some(digest(argument));
    let money = |argument: &str| amount(if is(argument) { 12_346 } else { 12_345 });
    let day = |argument: &str| Day(if is(argument) { 20_460 } else { 20_459 });
    let number = |argument: &str| if is(argument) { 4 } else { 3 };
    let account = |argument: &str| AccountId(digest(argument));
    let evidence = file("evidence");
    let channel = if is("channel") {
        Channel::Email
    } else {
        Channel::Letter
    };
    Some(match name {
        "sign" => Action::Sign {
            digest: digest("digest"),
            evidence,
        },
        "cancel" => Action::Cancel { evidence },
        "expire" => Action::Expire,
        "deliver" => Action::Deliver {
            amount: money("amount"),
            on: Some(day("on")),
            at_least: RatePpm(50_000 + number("at_least")),
            receipt: file("receipt"),
        },
        "acknowledge_delivery" => Action::AcknowledgeDelivery {
            delivery: number("delivery"),
            amount: money("amount"),
            on: day("on"),
            receipt: file("receipt"),
            evidence,
        },
        "repay" => Action::Repay {
            amount: money("amount"),
            evidence,
        },
        "report_repayment" => Action::ReportRepayment {
            amount: money("amount"),
            on: day("on"),
            receipt: file("receipt"),
            payer: Some(account("payer")),
            to: account("to"),
        },
        "confirm_repayment" => Action::ConfirmRepayment {
            report: number("report"),
            evidence,
        },
        "dismiss_report" => Action::DismissReport {
            report: number("report"),
            evidence,
        },
        "notify_due" => Action::NotifyDue,
        "mark_default" => Action::MarkDefault,
        "demand" => Action::Demand {
            message: digest("message"),
            channel,
            arrived: Some(Arrival {
                on: day("arrived"),
                receipt: [7; 32],
            }),
        },
        "acknowledge" => Action::Acknowledge {
            at_most: money("at_most"),
            evidence,
        },
        "propose_amendment" => Action::ProposeAmendment {
            amendment: Box::new(amendment(number("amendment"))),
            evidence,
        },
        "accept_amendment" => Action::AcceptAmendment {
            digest: digest("digest"),
            evidence,
        },
        "assign" => Action::Assign {
            parts: vec![Holder {
                account: account("parts"),
                ppm: 1_000_000,
            }],
            sign_by: end_of(day("sign_by")),
            evidence,
        },
        "accept_assignment" => Action::AcceptAssignment {
            digest: digest("digest"),
            at_least: money("at_least"),
            evidence,
        },
        "forgive" => Action::Forgive {
            amount: money("amount"),
            evidence,
        },
        "dispute" => Action::Dispute { evidence },
        "resolve" => Action::Resolve {
            dispute: number("dispute"),
            ruling: Ruling {
                credited: money("ruling"),
                on: Some(Day(20_459)),
                costs: amount(7),
            },
            evidence,
        },
        "consent" => Action::Consent {
            digest: digest("digest"),
            evidence,
        },
        "attest" => Action::Attest {
            digest: digest("digest"),
            kind: if is("kind") { 2 } else { 1 },
        },
        "reverse_payment" => Action::ReversePayment {
            payment: number("payment"),
            evidence,
        },
        "withdraw_delivery" => Action::WithdrawDelivery {
            delivery: number("delivery"),
            evidence,
        },
        "accelerate" => Action::Accelerate {
            defaulted_on: day("defaulted_on"),
            message: digest("message"),
            channel,
            receipt: file("receipt"),
        },
        "record_silence" => Action::RecordSilence {
            report: number("report"),
        },
        "state_identity" => Action::StateIdentity {
            digest: digest("digest"),
            kind: if is("kind") { 2 } else { 1 },
        },
        "end_identity" => Action::EndIdentity {
            digest: digest("digest"),
        },
        "void_identity" => Action::VoidIdentity {
            digest: digest("digest"),
        },
        "plan_succession" => Action::PlanSuccession {
            heir: Some(account("heir")),
            verifier: Some(account("verifier")),
            second: Some(account("second")),
            days: if is("days") { 15 } else { 14 },
        },
        "claim_seat" => Action::ClaimSeat {
            seat: account("seat"),
            to: account("to"),
            statement: file("statement"),
            evidence,
        },
        "support_claim" => Action::SupportClaim {
            seat: account("seat"),
            to: account("to"),
            evidence,
        },
        "end_claim" => Action::EndClaim {
            seat: account("seat"),
            to: account("to"),
            evidence,
        },
        "decide_claim" => Action::DecideClaim {
            seat: account("seat"),
            to: account("to"),
            key: account("key"),
            evidence: digest("evidence"),
        },
        "take_seat" => Action::TakeSeat {
            seat: account("seat"),
            evidence,
        },
        _ => return None,
    })
}

/// One instalment, for a loan like [`bullet`]'s.
fn amendment(grace_days: u32) -> Amendment {
    let due = Day(20_500);
    Amendment {
        plan: Plan {
            method: Method::Custom,
            start: Day(20_459),
            every: Period::ByHand,
            periods: 1,
            balloon: Amount::ZERO,
        },
        annual_rate: RatePpm(50_000),
        overdue_rate: None,
        grace_days: grace_days as u16,
        roll_up: false,
        schedule: vec![Instalment {
            due,
            principal: amount(1_000_000),
            interest: Amount::ZERO,
        }],
        from: Day(20_459),
        principal: amount(1_000_000),
        sign_by: end_of(Day(20_461)),
    }
}
