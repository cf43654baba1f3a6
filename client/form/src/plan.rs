//! The plan of a form: how and when it is repaid, and until when it has to be signed and delivered.

use terms::limits::INSTALMENTS_MAX;
use terms::{Amount, Basis, Day, DayCount, Instalment, Method, Period, Plan, RatePpm, Rounding, Timestamp};

use super::fields::Fields;
use super::{amount, maybe_amount, refused};
use crate::dues::{self, Chosen};
use crate::error::Result;
use crate::typed::{self, DayOfMonth, MethodTyped, Why};
use iou_base::money::Unit;
use iou_base::time::{show_period, DAY_MS};
use iou_view::yearly;

/// How long a side has where the form says nothing and the first due day leaves time.
const WEEK_MS: u64 = 7 * DAY_MS;
/// Less time than this for signing and delivering is none.
const LEAST_MS: u64 = 3_600_000;

/// What is lent, and how interest on it is counted.
pub(super) struct Money<'a> {
    pub unit: &'a Unit,
    pub principal: Amount,
    pub rate: RatePpm,
    pub day_count: DayCount,
    pub rounding: Rounding,
    pub both_ends: bool,
}

impl Money<'_> {
    fn basis(&self, start: Day) -> Basis {
        Basis {
            principal: self.principal,
            rate: self.rate,
            from: start,
            first_day: self.both_ends,
            day_count: self.day_count,
            rounding: self.rounding,
            cap: None,
            later: 0,
        }
    }
}

/// The plan, and what of its schedule is written by hand.
pub(super) fn read(root: &Fields<'_>, money: &Money<'_>, today: Day) -> Result<(Plan, Vec<Instalment>)> {
    let start = root.maybe("start", |text| typed::day(text, today), Day::to_string)?;
    let start = start.unwrap_or(today);
    // Money that came before may have earned since then.
    if start < today && !root.has("delivered") {
        return Err(root.mistake("start", &root.why("why-start-past")));
    }
    let shown = |method: &MethodTyped| typed::method_name(*method).to_owned();
    let method = root.maybe("method", typed::method, shown)?;
    let method = method.unwrap_or(MethodTyped::Known(Method::Bullet));
    let balloon = maybe_amount(root, "balloon", money.unit)?;
    let plan = |method, every, periods| Plan {
        method,
        start,
        every,
        periods,
        balloon,
    };
    match method {
        MethodTyped::Known(Method::Bullet) => {
            Ok((plan(Method::Bullet, term(root, start, today)?, 1), Vec::new()))
        }
        MethodTyped::Known(Method::Custom) => {
            let rows = by_hand(root, money.unit, today)?;
            let periods = u16::try_from(rows.len()).unwrap_or(u16::MAX);
            Ok((plan(Method::Custom, Period::ByHand, periods), rows))
        }
        MethodTyped::Known(method) => {
            let (every, periods) = periods(root)?;
            on_chosen_days(root, plan(method, every, periods), money, today)
        }
        MethodTyped::Flat => {
            let (every, periods) = periods(root)?;
            Err(flat(root, plan(Method::InterestOnly, every, periods), money))
        }
    }
}

/// The term of a loan that is repaid at once: a length of time, or the due day, under either name.
fn term(root: &Fields<'_>, start: Day, today: Day) -> Result<Period> {
    let field = if root.has("due") && !root.has("term") {
        "due"
    } else {
        "term"
    };
    let parse = |text: &str| typed::period_or_day(text, start, today);
    root.read(field, parse, |term| show_period(*term))
}

/// From one due day to the next, and how often. A term says how often, if nothing else does.
fn periods(root: &Fields<'_>) -> Result<(Period, u16)> {
    let every = root.read("every", typed::period, |every| show_period(*every))?;
    let most = u32::from(INSTALMENTS_MAX);
    let too_many = |field: &str| {
        let why = Why::new("why-instalments-most").with("most", most);
        root.wrong(field, &why)
    };
    let count = |text: &str| typed::instalments(text, every);
    if let Some(periods) = root.maybe("periods", count, u32::to_string)? {
        let fits = u16::try_from(periods)
            .ok()
            .filter(|periods| *periods <= INSTALMENTS_MAX);
        return fits
            .map(|periods| (every, periods))
            .ok_or_else(|| too_many("periods"));
    }
    let Some(term) = root.maybe("term", typed::period, |term| show_period(*term))? else {
        return Err(root.missing("periods"));
    };
    let (whole, part) = match (term, every) {
        (Period::Months(whole), Period::Months(part)) | (Period::Days(whole), Period::Days(part)) => {
            (whole, part)
        }
        _ => return Err(root.missing("periods")),
    };
    match (whole.checked_rem(part), whole.checked_div(part)) {
        (Some(0), Some(periods)) if periods <= INSTALMENTS_MAX => Ok((every, periods)),
        (Some(0), _) => Err(too_many("term")),
        _ => Err(root.missing("periods")),
    }
}

/// The plan with a first due day or a day of the month of the parties' choice.
fn on_chosen_days(
    root: &Fields<'_>,
    plan: Plan,
    money: &Money<'_>,
    today: Day,
) -> Result<(Plan, Vec<Instalment>)> {
    let of_month = |day: &DayOfMonth| match day {
        DayOfMonth::Number(number) => number.to_string(),
        DayOfMonth::Last => "last".to_owned(),
    };
    let chosen = Chosen {
        first: root.maybe("first_due", |text| typed::day(text, today), Day::to_string)?,
        day: root.maybe("due_day", typed::day_of_month, of_month)?,
    };
    let field = if chosen.first.is_some() {
        "first_due"
    } else {
        "due_day"
    };
    let planned =
        dues::planned(plan, chosen, money.basis(plan.start)).map_err(|why| root.wrong(field, &why))?;
    planned.map_err(|error| refused(root, plan.method, error))
}

/// A flat offer is no rate on what is owed: what it really costs is said instead.
fn flat(root: &Fields<'_>, plan: Plan, money: &Money<'_>) -> crate::Error {
    let dues: Result<Vec<Day>, _> = (0..plan.periods)
        .map(|index| plan.due(&Vec::new(), index))
        .collect();
    let offer = dues.and_then(|dues| yearly::flat_offer(money.basis(plan.start), &dues));
    let rows = match offer {
        Ok(rows) => rows,
        Err(error) => return refused(root, plan.method, error),
    };
    let simple = yearly::of(
        money.principal,
        yearly::Counted::on(money.basis(plan.start)),
        &rows,
    )
    .map_or(0.0, |rate| rate.simple);
    root.wrong(
        "method",
        &Why::new("why-method-flat").with("rate", yearly::show(simple)),
    )
}

/// The instalments that are written by hand: due day and principal; interest follows.
fn by_hand(root: &Fields<'_>, unit: &Unit, today: Day) -> Result<Vec<Instalment>> {
    let mut rows = Vec::new();
    for row in root.sections("instalment")? {
        rows.push(Instalment {
            due: row.read("due", |text| typed::day(text, today), Day::to_string)?,
            principal: amount(&row, "principal", unit)?,
            interest: Amount::ZERO,
        });
        row.finish()?;
    }
    if rows.is_empty() {
        return Err(root.missing("instalment"));
    }
    if rows.len() > usize::from(INSTALMENTS_MAX) {
        let why = Why::new("why-instalments-most").with("most", INSTALMENTS_MAX);
        return Err(root.wrong("instalment", &why));
    }
    Ok(rows)
}

/// Until when it has to be signed and delivered. Without a word in the form each side has a week, or what the time up to
/// the first due day leaves: a loan for a few days has to work too.
pub(super) fn deadlines(
    root: &Fields<'_>,
    now: Timestamp,
    first_due: Timestamp,
    method: Method,
) -> Result<(Timestamp, Timestamp)> {
    let length = |field: &str| root.maybe(field, typed::seconds, |seconds| format!("{seconds}s"));
    let in_ms = |seconds: u64| seconds.saturating_mul(1_000);
    let (sign, deliver) = (
        length("sign_within")?.map(in_ms),
        length("deliver_within")?.map(in_ms),
    );
    // The money has to be there before the first due day begins.
    let room = first_due.0.saturating_sub(1).saturating_sub(now.0);
    if room < LEAST_MS && sign.is_none() && deliver.is_none() {
        let field = match method {
            Method::Bullet if root.has("due") => "due",
            Method::Bullet => "term",
            Method::Custom if root.has("instalment") => "instalment",
            _ if root.has("first_due") => "first_due",
            _ => "every",
        };
        return Err(root.mistake(field, &root.why("why-too-short")));
    }
    let late = |field: &str| Err(root.mistake(field, &root.why("why-deadline-after-due")));
    let minutes = |ms: u64| ms / 60_000 * 60_000;
    let (sign, deliver) = match (sign, deliver) {
        (Some(sign), _) if sign > room => return late("sign_within"),
        (sign, Some(deliver)) if deliver > room.saturating_sub(sign.unwrap_or(1)) => {
            return late("deliver_within")
        }
        (Some(sign), Some(deliver)) => (sign, deliver),
        (Some(sign), None) => (sign, WEEK_MS.min(room - sign)),
        (None, Some(deliver)) => (WEEK_MS.min(room - deliver), deliver),
        (None, None) => {
            let sign = WEEK_MS.min(minutes(room / 2));
            (sign, WEEK_MS.min(room - sign))
        }
    };
    let sign_by = now.0.saturating_add(sign);
    Ok((Timestamp(sign_by), Timestamp(sign_by.saturating_add(deliver))))
}
