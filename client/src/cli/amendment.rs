//! Changing a running loan: `iou amend` proposes other terms, `iou accept` signs whatever waits for this account's
//! signature, an amendment or an assignment. The same steps as in `terms::life::amendment` and `terms::life::claim`.

use std::path::PathBuf;

use clap::Args;
use terms::agreement::{Agreement, Amendment, Holder};
use terms::life::Action;
use terms::{AccountId, Amount, Day, Instalment, LoanId, Method, Period, Plan, Timestamp};

use super::context::Context;
use super::desk::{amount_argument, argument, day_argument, digest_of, evidence_line, Desk, Found};
use super::formation::Plain;
use crate::chain::contract::{refusal, Message};
use crate::error::Result;
use crate::form::{method, sha256};
use crate::money::{parse_rate, show_rate};
use crate::text::{kebab, Text};
use crate::time::{parse_period, parse_seconds, show_moment, show_period};
use crate::view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Amend {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "METHOD")]
    pub method: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    pub every: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub periods: Option<u16>,
    #[arg(long, value_name = "DAY")]
    pub start: Option<String>,
    #[arg(long, value_name = "DAY=AMOUNT", conflicts_with_all = ["every", "periods", "start"])]
    pub instalment: Vec<String>,
    #[arg(long, value_name = "AMOUNT")]
    pub balloon: Option<String>,
    #[arg(long, value_name = "RATE")]
    pub rate: Option<String>,
    #[arg(long, value_name = "RATE")]
    pub overdue_rate: Option<String>,
    #[arg(long, value_name = "DAYS")]
    pub grace_days: Option<u16>,
    #[arg(long)]
    pub roll_up: bool,
    #[arg(long, value_name = "LENGTH", default_value = "7d")]
    pub sign_within: String,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

pub(super) async fn amend(args: Amend, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let amendment = proposed(&args, &desk, &found)?;
    let text = ctx.text();
    let mut details = amendment_lines(text, &amendment, &found)?;
    let digest = found.loan.agreement.amendment_digest(&amendment, sha256);
    details.push((text.tr("label-digest"), view::hex0x(&digest)));
    details.extend(evidence_line(text, evidence));
    let step = Action::ProposeAmendment {
        amendment: Box::new(amendment.clone()),
        evidence,
    };
    let message = Message::new(|ledger| ledger.propose_amendment(args.loan, amendment, evidence));
    desk.take(&found, "amend", details, 0, message, step).await
}

/// The terms in force with what the command line changes; without any plan of its own, what is left of the present one.
fn proposed(args: &Amend, desk: &Desk<'_>, found: &Found) -> Result<Amendment> {
    let (text, terms) = (desk.text(), &found.loan.agreement.terms);
    let rate = |name: &str, value: &Option<String>| argument(text, name, value, parse_rate, "why-rate");
    let by_hand = by_hand(args, text, found)?;
    let start = day_argument(text, "--start", &args.start)?.unwrap_or(found.today);
    let every = argument(text, "--every", &args.every, parse_period, "why-period")?;
    let named = argument(text, "--method", &args.method, method, "why-method")?;
    let new_plan = !by_hand.is_empty() || every.is_some() || args.periods.is_some() || named.is_some();
    let left: Vec<Instalment> = found
        .schedule
        .iter()
        .filter(|row| row.due > found.today)
        .copied()
        .collect();
    let (plan, schedule) = if !by_hand.is_empty() {
        let periods = u16::try_from(by_hand.len()).unwrap_or(u16::MAX);
        (plan_of(Method::Custom, start, Period::ByHand, periods), by_hand)
    } else if new_plan {
        let method = named.unwrap_or(terms.plan.method);
        let periods = match method {
            Method::Bullet => 1,
            _ => u16::try_from(left.len()).unwrap_or(u16::MAX).max(1),
        };
        let every = every.unwrap_or(terms.plan.every);
        (
            plan_of(method, start, every, args.periods.unwrap_or(periods)),
            Vec::new(),
        )
    } else {
        let periods = u16::try_from(left.len()).unwrap_or(u16::MAX);
        (plan_of(Method::Custom, start, Period::ByHand, periods), left)
    };
    let balloon = match &args.balloon {
        Some(balloon) => amount_argument(text, &found.unit, balloon)?,
        None => Amount::ZERO,
    };
    let length = Some(args.sign_within.clone());
    let seconds = argument(text, "--sign-within", &length, parse_seconds, "why-duration")?;
    let seconds = seconds.unwrap_or_default();
    let figures = desk.figures(found)?;
    let rolled = if args.roll_up {
        figures.interest
    } else {
        Amount::ZERO
    };
    let in_force = found
        .loan
        .state
        .running()
        .map_or(terms.annual_rate, |running| running.account.rate);
    let mut amendment = Amendment {
        plan: Plan { balloon, ..plan },
        annual_rate: rate("--rate", &args.rate)?.unwrap_or(in_force),
        overdue_rate: rate("--overdue-rate", &args.overdue_rate)?.or(terms.overdue_rate),
        grace_days: args.grace_days.unwrap_or(terms.grace_days),
        roll_up: args.roll_up,
        schedule,
        principal: figures.principal.plus(rolled).map_err(refusal)?,
        sign_by: Timestamp(desk.now_ms.saturating_add(seconds.saturating_mul(1_000))),
    };
    // First, so that what is wrong with the plan is said and not what follows from it.
    amendment
        .plan
        .check(amendment.principal, &amendment.schedule)
        .map_err(refusal)?;
    amendment.schedule = amendment.schedule_that_follows(terms).map_err(refusal)?;
    Ok(amendment)
}

fn plan_of(method: Method, start: Day, every: Period, periods: u16) -> Plan {
    Plan {
        method,
        start,
        every,
        periods,
        balloon: Amount::ZERO,
    }
}

/// `--instalment 2026-12-31=5000.00`, as often as there are instalments.
fn by_hand(args: &Amend, text: &Text, found: &Found) -> Result<Vec<Instalment>> {
    let one = |value: &String| {
        let split = |value: &str| {
            let (day, amount) = value.split_once('=')?;
            Some((crate::time::parse_day(day)?, amount.to_owned()))
        };
        let pair = argument(
            text,
            "--instalment",
            &Some(value.clone()),
            split,
            "why-instalment-by-hand",
        )?;
        let (due, amount) = pair.unwrap_or_default();
        Ok(Instalment {
            due,
            principal: amount_argument(text, &found.unit, &amount)?,
            interest: Amount::ZERO,
        })
    };
    args.instalment.iter().map(one).collect()
}

/// What changes, and the schedule that follows, for the question before signing.
fn amendment_lines(text: &Text, amendment: &Amendment, found: &Found) -> Result<Vec<(String, String)>> {
    let unit = &found.unit;
    let mut lines = vec![
        (
            text.tr("label-method"),
            kebab(&format!("{:?}", amendment.plan.method)),
        ),
        (text.tr("label-every"), show_period(amendment.plan.every)),
        (text.tr("label-principal"), unit.show(amendment.principal)),
        (text.tr("label-rate"), show_rate(amendment.annual_rate)),
    ];
    if let Some(rate) = amendment.overdue_rate {
        lines.push((text.tr("label-overdue-rate"), show_rate(rate)));
    }
    let grace = [("days", amendment.grace_days.into())];
    lines.push((text.tr("label-grace"), text.tr_with("value-days", &grace)));
    if amendment.roll_up {
        lines.push((text.tr("label-roll-up"), text.tr("value-roll-up")));
    }
    for row in &amendment.schedule {
        let total = unit.show(row.total().map_err(refusal)?);
        lines.push((text.tr("label-instalment"), format!("{} · {total}", row.due)));
    }
    let offset = found.loan.agreement.terms.utc_offset;
    lines.push((text.tr("label-sign-by"), show_moment(amendment.sign_by.0, offset)));
    Ok(lines)
}

pub(super) async fn accept(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let agreement = &found.loan.agreement;
    let caller = AccountId(ctx.own_account()?.0);
    let text = ctx.text();
    let id = args.loan;
    if awaits_assignment(agreement, caller) {
        let offer = agreement.assignment.as_ref().map(|offer| &offer.what);
        let digest = offer.map_or([0; 32], |what| agreement.assignment_digest(what, sha256));
        let mut details = offer.map_or_else(Vec::new, |what| holder_lines(text, &what.parts));
        details.push((text.tr("label-digest"), view::hex0x(&digest)));
        details.extend(evidence_line(text, evidence));
        let message = Message::new(|ledger| ledger.accept_assignment(id, digest, evidence));
        let step = Action::AcceptAssignment { digest, evidence };
        return desk
            .take(&found, "accept-assignment", details, 0, message, step)
            .await;
    }
    // What is signed is what this machine computed and hashed. Where nothing waits, the rules say so.
    let offered = agreement.offered_amendment().transpose().map_err(refusal)?;
    let digest = offered
        .as_ref()
        .map_or([0; 32], |what| agreement.amendment_digest(what, sha256));
    let mut details = match &offered {
        Some(what) => amendment_lines(text, what, &found)?,
        None => Vec::new(),
    };
    details.push((text.tr("label-digest"), view::hex0x(&digest)));
    details.extend(evidence_line(text, evidence));
    let message = Message::new(|ledger| ledger.accept_amendment(id, digest, evidence));
    let step = Action::AcceptAmendment { digest, evidence };
    desk.take(&found, "accept", details, 0, message, step).await
}

/// Whether an assignment, and no amendment, waits for `caller`.
fn awaits_assignment(agreement: &Agreement, caller: AccountId) -> bool {
    let amendment = agreement.amendment.as_ref();
    let assignment = agreement.assignment.as_ref();
    !amendment.is_some_and(|offer| offer.awaits.contains(&caller))
        && assignment.is_some_and(|offer| offer.awaits.contains(&caller))
}

/// Who is to hold how much of the claim.
pub(super) fn holder_lines(text: &Text, holders: &[Holder]) -> Vec<(String, String)> {
    holders
        .iter()
        .map(|holder| {
            let part = format!("{} ppm", holder.ppm);
            (
                text.tr("label-holder"),
                format!("{} · {part}", view::address(holder.account)),
            )
        })
        .collect()
}
