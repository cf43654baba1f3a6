//! Changing a running loan: `iou amend` proposes other terms, `iou accept` signs whatever waits for this account's
//! signature, an amendment or an assignment. The same steps as in `terms::life::amendment` and `terms::life::claim`.

use clap::Args;
use iou_base::hex0x;
use terms::agreement::{Agreement, Amendment, Assignment};
use terms::law::ReferenceRates;
use terms::life::Action;
use terms::{AccountId, Amount, Basis, Day, Figures, Instalment, Method, Period, Plan, Terms, Timestamp};

use crate::arguments::{amount_argument, day_argument, digest_of, typed_argument};
use crate::commands::loan::Plain;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::shown::{amendment_lines, holder_lines};
use crate::session::{Lines, LoadedLoan, Session};
use crate::usage::whole;
use iou_base::sha256;
use iou_base::text::Text;
use iou_form::dues::{self, Chosen};
use iou_form::typed::{self, MethodTyped, Rates, Why};
use iou_ledger::contract::refusal;
use iou_view as view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Amend {
    #[command(flatten)]
    pub plain: Plain,
    #[arg(long, value_name = "METHOD")]
    pub method: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    pub every: Option<String>,
    #[arg(long, value_name = "NUMBER", value_parser = whole(0..=u16::MAX))]
    pub periods: Option<u16>,
    #[arg(long, value_name = "DAY")]
    pub start: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub first_due: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub due_day: Option<String>,
    #[arg(long, value_name = "DAY=AMOUNT", conflicts_with_all = ["every", "periods", "start", "first_due", "due_day"])]
    pub instalment: Vec<String>,
    #[arg(long, value_name = "AMOUNT")]
    pub balloon: Option<String>,
    #[arg(long, value_name = "RATE")]
    pub rate: Option<String>,
    #[arg(long, value_name = "RATE")]
    pub overdue_rate: Option<String>,
    #[arg(long, value_name = "DAYS", value_parser = whole(0..=u16::MAX))]
    pub grace_days: Option<u16>,
    #[arg(long)]
    pub roll_up: bool,
    #[arg(long, value_name = "LENGTH", default_value = "7d")]
    pub sign_within: String,
}

pub(crate) async fn amend(args: Amend, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let amendment = proposed(&args, &session, &loaded)?;
    let text = ctx.text();
    let mut known = besides(text, &amendment, &loaded, &session.figures(&loaded)?)?;
    let digest = loaded.loan.agreement.amendment_digest(&amendment, sha256);
    known.push((text.tr("label-digest"), hex0x(digest)));
    let amendment = Box::new(amendment);
    session
        .execute(&loaded, Action::ProposeAmendment { amendment, evidence }, known)
        .await
}

/// The terms in force with what the command line changes; without any plan of its own, what is left of the present one.
fn proposed(args: &Amend, session: &Session<'_>, loaded: &LoadedLoan) -> Result<Amendment> {
    let (text, terms) = (session.text(), &loaded.loan.agreement.terms);
    let rates = Rates {
        day_count: terms.day_count,
        lpr: session
            .rates
            .on(loaded.today)
            .map(|row| (row.rate, row.published)),
    };
    let rate = |name: &str, value: &Option<String>| {
        typed_argument(text, name, value, |rate| typed::rate(rate, &rates))
    };
    let chosen = Chosen {
        first: typed_argument(text, "--first-due", &args.first_due, |day| {
            typed::day(day, loaded.today)
        })?,
        day: typed_argument(text, "--due-day", &args.due_day, typed::day_of_month)?,
    };
    let (plan, schedule) = plan(args, text, loaded, chosen)?;
    let balloon = match &args.balloon {
        Some(balloon) => amount_argument(text, &loaded.unit, balloon)?,
        None => Amount::ZERO,
    };
    let length = Some(args.sign_within.clone());
    let seconds = typed_argument(text, "--sign-within", &length, typed::seconds)?;
    let seconds = seconds.unwrap_or_default();
    let figures = session.figures(loaded)?;
    let rolled = if args.roll_up {
        figures.interest
    } else {
        Amount::ZERO
    };
    let in_force = loaded
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
        from: loaded.today,
        principal: figures.principal.plus(rolled).map_err(refusal)?,
        sign_by: Timestamp(session.now_ms.saturating_add(seconds.saturating_mul(1_000))),
    };
    // First, so that what is wrong with the plan is said and not what follows from it.
    amendment
        .plan
        .check(amendment.principal, &amendment.schedule)
        .map_err(refusal)?;
    (amendment.plan, amendment.schedule) = planned(args, text, &amendment, chosen, terms)?;
    amendment.schedule = amendment.schedule_that_follows(terms).map_err(refusal)?;
    Ok(amendment)
}

/// The plan, and its instalments where they do not follow from it: those written by hand, a new plan, or what is left of the
/// present one.
fn plan(args: &Amend, text: &Text, loaded: &LoadedLoan, chosen: Chosen) -> Result<(Plan, Vec<Instalment>)> {
    let terms = &loaded.loan.agreement.terms;
    let by_hand = by_hand(args, text, loaded)?;
    let start = day_argument(text, "--start", &args.start)?.unwrap_or(loaded.today);
    let every = typed_argument(text, "--every", &args.every, typed::period)?;
    let method = |name: &str| match typed::method(name)? {
        MethodTyped::Known(method) => Ok(method),
        MethodTyped::Flat => Err(Why::new("why-method")),
    };
    let named = typed_argument(text, "--method", &args.method, method)?;
    let number = |rows: &[Instalment]| u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let custom = |rows: Vec<Instalment>| {
        (
            plan_of(Method::Custom, start, Period::ByHand, number(&rows)),
            rows,
        )
    };
    let left: Vec<Instalment> = loaded
        .schedule
        .iter()
        .filter(|row| row.due > loaded.today)
        .copied()
        .collect();
    let new_plan = every.is_some() || args.periods.is_some() || named.is_some() || !chosen.is_none();
    Ok(if !by_hand.is_empty() {
        custom(by_hand)
    } else if new_plan {
        let method = named.unwrap_or(terms.plan.method);
        let periods = match method {
            Method::Bullet => 1,
            _ => number(&left).max(1),
        };
        let every = every.unwrap_or(terms.plan.every);
        let plan = plan_of(method, start, every, args.periods.unwrap_or(periods));
        (plan, Vec::new())
    } else {
        custom(left)
    })
}

/// What follows from the due days that were chosen; plan and instalments as they are where none was.
///
/// Errors: [`Error::Argument`]; the rules' refusal, where any was chosen.
fn planned(
    args: &Amend,
    text: &Text,
    amendment: &Amendment,
    chosen: Chosen,
    terms: &Terms,
) -> Result<(Plan, Vec<Instalment>)> {
    let basis = Basis {
        principal: amendment.principal,
        rate: amendment.annual_rate,
        from: amendment.plan.start,
        first_day: false,
        later: 0,
        ..Basis::agreed(terms)
    };
    let planned = dues::planned(amendment.plan, chosen, basis).map_err(|why| Error::Argument {
        name: if args.first_due.is_some() {
            "--first-due"
        } else {
            "--due-day"
        }
        .into(),
        value: args
            .first_due
            .clone()
            .or(args.due_day.clone())
            .unwrap_or_default(),
        why: why.sentence(text),
    })?;
    match chosen.is_none() {
        true => Ok((amendment.plan, amendment.schedule.clone())),
        false => Ok(planned.map_err(refusal)?),
    }
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
fn by_hand(args: &Amend, text: &Text, loaded: &LoadedLoan) -> Result<Vec<Instalment>> {
    let one = |value: &String| {
        let split = |value: &str| {
            let pair = value.split_once(['=', '＝']);
            let (day, amount) = pair.ok_or(Why::new("why-instalment-by-hand"))?;
            Ok((typed::day(day, loaded.today)?, amount.to_owned()))
        };
        let pair = typed_argument(text, "--instalment", &Some(value.clone()), split)?;
        let (due, amount) = pair.unwrap_or_default();
        Ok(Instalment {
            due,
            principal: amount_argument(text, &loaded.unit, &amount)?,
            interest: Amount::ZERO,
        })
    };
    args.instalment.iter().map(one).collect()
}

/// What is owed already and is not in the figures of the amendment.
fn besides(text: &Text, amendment: &Amendment, loaded: &LoadedLoan, owed: &Figures) -> Result<Lines> {
    let interest = if amendment.roll_up {
        Amount::ZERO
    } else {
        owed.interest
    };
    let besides = interest.plus(owed.late).and_then(|sum| sum.plus(owed.costs));
    let besides = besides.map_err(refusal)?;
    let line = (text.tr("label-owed-besides"), loaded.unit.show(besides));
    Ok((!besides.is_zero()).then_some(line).into_iter().collect())
}

pub(crate) async fn accept(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let agreement = &loaded.loan.agreement;
    let caller = session.own_seat(&loaded)?;
    let text = ctx.text();
    if let Some(offered) = awaits_assignment(agreement, caller) {
        let digest = agreement.assignment_digest(offered, sha256);
        let mut known = vec![(text.tr("label-assignor"), view::address(offered.by))];
        known.extend(holder_lines(text, &offered.parts));
        // Money that the seller may have had already: whoever buys the claim buys what is left of it [CC 548].
        known.extend(view::report_lines(text, &loaded.loan, &loaded.unit));
        // What is bought is what is shown: nobody is to forgive it or have it paid meanwhile.
        let at_least = session.figures(&loaded)?.total();
        known.push((text.tr("label-owed"), loaded.unit.show(at_least)));
        let step = Action::AcceptAssignment {
            digest,
            at_least,
            evidence,
        };
        return session.execute(&loaded, step, known).await;
    }
    // What is signed is what this machine computed and hashed. Where nothing waits, the rules say so.
    let offered = agreement.offered_amendment().transpose().map_err(refusal)?;
    let digest = offered
        .as_ref()
        .map_or([0; 32], |what| agreement.amendment_digest(what, sha256));
    let mut known = Vec::new();
    if let Some(what) = &offered {
        known.extend(amendment_lines(text, what, &loaded.seen())?);
        known.extend(besides(text, what, &loaded, &session.figures(&loaded)?)?);
    }
    session
        .execute(&loaded, Action::AcceptAmendment { digest, evidence }, known)
        .await
}

/// The oldest assignment that waits for `caller`, unless an amendment does.
fn awaits_assignment(agreement: &Agreement, caller: AccountId) -> Option<&Assignment> {
    let amendment = agreement.amendment.as_ref();
    if amendment.is_some_and(|offer| offer.awaits.contains(&caller)) {
        return None;
    }
    let mut offers = agreement.assignments.iter();
    let offer = offers.find(|offer| offer.awaits.contains(&caller))?;
    Some(&offer.what)
}
