//! `iou schedule`: the instalments that follow from a plan, as the contract would have them.

use clap::Args;
use serde::Serialize;
use terms::law::BuiltIn;
use terms::limits::INSTALMENTS_MAX;
use terms::{law, Amount, Basis, Day, Instalment, Jurisdiction, Method, Period, Plan, RatePpm};

use crate::commands::calculate::calculator::{Counted, Counting, CountingView, Flags};
use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;
use iou_base::time;
use iou_form as form;
use iou_form::dues::{self, Chosen};
use iou_form::typed::{self, MethodTyped};
use iou_view as view;
use iou_view::table::table;
use iou_view::yearly::{self, TrueRate};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Schedule {
    #[command(flatten)]
    pub counting: Counting,
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    pub rate: String,
    #[arg(long, value_name = "METHOD", default_value = "bullet")]
    pub method: String,
    #[arg(long, value_name = "DAY")]
    pub start: Option<String>,
    #[arg(long, value_name = "PERIOD")]
    pub every: Option<String>,
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub periods: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub first_due: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub due_day: Option<String>,
    #[arg(long, value_name = "DAY=AMOUNT")]
    pub instalment: Vec<String>,
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub balloon: Option<String>,
    #[arg(long)]
    pub both_ends: bool,
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// A schedule for programs. Days are ISO 8601.
#[derive(Debug, Default, Serialize)]
struct ScheduleView<R, T> {
    rows: R,
    totals: TotalsView,
    annual_rate: String,
    true_yearly_rate: T,
    method: &'static str,
    start: String,
    every: String,
    periods: u16,
    balloon: String,
    both_ends: bool,
    counting: CountingView,
}

#[derive(Debug, Default, Serialize)]
struct TotalsView {
    principal: String,
    interest: String,
    total: String,
}

/// What all instalments come to.
struct Totals {
    principal: Amount,
    interest: Amount,
    total: Amount,
}

impl Schedule {
    pub(crate) fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counted = self.counting.read(flags)?;
        let start = flags.day_or_today("--start", self.start.as_ref())?;
        let rate = flags.rate_on("--rate", &self.rate, counted.day_count, start)?;
        let method = flags.typed("--method", &self.method, typed::method)?;
        let (plan, by_hand) = self.plan(flags, &counted, method, start)?;
        let refused = |error| self.refused(flags, error);
        plan.check(counted.principal, &by_hand).map_err(refused)?;
        let basis = Basis {
            principal: counted.principal,
            rate,
            from: plan.start,
            first_day: self.both_ends,
            day_count: counted.day_count,
            rounding: counted.rounding,
            cap: None,
            later: 0,
        };
        let (plan, rows) = self.rows(flags, method, plan, by_hand, basis)?;
        let totals = Totals::of(&rows).map_err(refused)?;
        let bears = yearly::of(counted.principal, yearly::Counted::on(basis), &rows);
        warn_above_cap(ctx, rate, bears, basis);
        let unit = &counted.unit;
        let name = typed::method_name(method);
        let data = ScheduleView {
            rows: view::schedule(&rows, unit),
            totals: TotalsView {
                principal: unit.number(totals.principal),
                interest: unit.number(totals.interest),
                total: unit.number(totals.total),
            },
            annual_rate: show_rate(rate),
            true_yearly_rate: view::true_rate(bears),
            method: name,
            start: plan.start.to_string(),
            every: time::show_period(plan.every),
            periods: plan.periods,
            balloon: unit.number(plan.balloon),
            both_ends: self.both_ends,
            counting: self.counting.view(&counted),
        };
        ctx.printer.data(&data, |text| {
            if self.csv {
                return csv(cells(&rows, unit));
            }
            let args = [
                ("principal", unit.show(counted.principal).into()),
                ("rate", show_rate(rate).into()),
                ("method", text.lookup(&format!("calc-method-{name}"), &[]).into()),
                ("start", plan.start.to_string().into()),
                ("basis", counted.basis().into()),
                ("rounding", typed::rounding_name(counted.rounding).into()),
            ];
            let heading = text.tr_with("calc-schedule", &args);
            let rows = shown(text, cells(&rows, unit), &totals, unit);
            format!("{heading}\n\n{rows}\n\n{}", view::true_rate_line(text, bears))
        })
    }

    /// The rows, and the plan that they follow from.
    fn rows(
        &self,
        flags: Flags<'_>,
        method: MethodTyped,
        plan: Plan,
        by_hand: Vec<Instalment>,
        basis: Basis,
    ) -> Result<(Plan, Vec<Instalment>)> {
        let refused = |error| self.refused(flags, error);
        let day = |flag: &str, value: &Option<String>| {
            value.as_ref().map(|value| flags.day(flag, value)).transpose()
        };
        let of_month = self.due_day.as_ref();
        let of_month = of_month
            .map(|value| flags.typed("--due-day", value, typed::day_of_month))
            .transpose()?;
        let chosen = Chosen {
            first: day("--first-due", &self.first_due)?,
            day: of_month,
        };
        let (flag, value) = match &self.first_due {
            Some(first) => ("--first-due", first.as_str()),
            None => ("--due-day", self.due_day.as_deref().unwrap_or_default()),
        };
        let planned = flags.typed(flag, value, |_| dues::planned(plan, chosen, basis))?;
        let (plan, by_hand) = match planned.map_err(refused)? {
            // A plan by hand of one's own has no days to choose.
            (plan, rows) if rows.is_empty() => (plan, by_hand),
            chosen => chosen,
        };
        let rows = plan.schedule(&by_hand, basis).map_err(refused)?;
        if method != MethodTyped::Flat {
            return Ok((plan, rows));
        }
        let dues: Vec<Day> = rows.iter().map(|row| row.due).collect();
        let rows = yearly::flat_offer(basis, &dues).map_err(refused)?;
        Ok((plan, rows))
    }

    /// The plan, and due days with their principal where they are set by hand.
    fn plan(
        &self,
        flags: Flags<'_>,
        counted: &Counted,
        typed_method: MethodTyped,
        start: Day,
    ) -> Result<(Plan, Vec<Instalment>)> {
        // A flat offer falls due as one that pays interest alone; what it pays is another matter.
        let method = match typed_method {
            MethodTyped::Known(method) => method,
            MethodTyped::Flat => Method::InterestOnly,
        };
        let balloon = match &self.balloon {
            Some(balloon) => flags.amount_or_zero("--balloon", balloon, &counted.unit)?,
            None => Amount::ZERO,
        };
        self.check_flags(flags, typed_method, method)?;
        if method == Method::Custom {
            let rows = self.by_hand(flags, counted, balloon)?;
            let plan = Plan {
                method,
                start,
                every: Period::ByHand,
                periods: u16::try_from(rows.len()).unwrap_or(u16::MAX),
                balloon,
            };
            return Ok((plan, rows));
        }
        let every = self.every.as_deref().unwrap_or_default();
        let periods = self.periods.as_deref().unwrap_or("1");
        let every = match method {
            Method::Bullet => flags.typed("--every", every, |every| {
                typed::period_or_day(every, start, crate::arguments::today())
            })?,
            _ => flags.typed("--every", every, typed::period)?,
        };
        let plan = Plan {
            method,
            start,
            every,
            periods: self.number_of(flags, periods, every)?,
            balloon,
        };
        Ok((plan, Vec::new()))
    }

    /// Whether the flags go with the method.
    ///
    /// Errors: [`Error::Usage`].
    fn check_flags(&self, flags: Flags<'_>, typed_method: MethodTyped, method: Method) -> Result<()> {
        let chosen = self.first_due.is_some() || self.due_day.is_some();
        let by_hand = method == Method::Custom;
        let one_day = by_hand || method == Method::Bullet;
        for (flag, given, wanted) in [
            ("--every", self.every.is_some(), !by_hand),
            // A bullet loan has one instalment, whether that is said or not.
            (
                "--periods",
                self.periods.is_some() || method == Method::Bullet,
                !by_hand,
            ),
            ("--instalment", !self.instalment.is_empty(), by_hand),
            (
                if self.first_due.is_some() {
                    "--first-due"
                } else {
                    "--due-day"
                },
                chosen || !one_day,
                !one_day,
            ),
            (
                "--balloon",
                self.balloon.is_some() && typed_method == MethodTyped::Flat,
                false,
            ),
        ] {
            let args = [
                ("flag", flag.into()),
                ("method", typed::method_name(typed_method).into()),
            ];
            match (given, wanted) {
                (false, true) => return Err(flags.usage("why-flag-needed", &args)),
                (true, false) => return Err(flags.usage("why-flag-unwanted", &args)),
                _ => {}
            }
        }
        Ok(())
    }

    fn number_of(&self, flags: Flags<'_>, periods: &str, every: Period) -> Result<u16> {
        let number = flags.typed("--periods", periods, |value| typed::instalments(value, every))?;
        let fits = u16::try_from(number)
            .ok()
            .filter(|number| *number <= INSTALMENTS_MAX);
        fits.ok_or_else(|| {
            let most = [("most", INSTALMENTS_MAX.to_string().into())];
            flags.wrong(
                "--periods",
                periods,
                flags.0.tr_with("why-instalments-most", &most),
            )
        })
    }

    /// Due days and principal by hand. The last takes what is left, so its amount may be left out.
    fn by_hand(&self, flags: Flags<'_>, counted: &Counted, balloon: Amount) -> Result<Vec<Instalment>> {
        let mut left = counted.principal;
        let mut rows = Vec::new();
        if self.instalment.len() > usize::from(INSTALMENTS_MAX) {
            let most = [("most", INSTALMENTS_MAX.to_string().into())];
            let count = self.instalment.len().to_string();
            return Err(flags.wrong(
                "--instalment",
                &count,
                flags.0.tr_with("why-instalments-most", &most),
            ));
        }
        for (index, text) in self.instalment.iter().enumerate() {
            let wrong = |why: &str| {
                let left = counted.unit.show(left);
                let args = [("left", left.into())];
                flags.wrong("--instalment", text, flags.0.lookup(why, &args))
            };
            let last = index + 1 == self.instalment.len();
            let (day, amount) = match text.split_once(['=', '＝']) {
                Some((day, amount)) => (day, Some(amount)),
                None if last => (text.as_str(), None),
                None => return Err(wrong("why-instalment-by-hand")),
            };
            let due = flags.day("--instalment", day)?;
            let principal = match amount {
                Some(amount) => flags.amount_or_zero("--instalment", amount, &counted.unit)?,
                None => left,
            };
            if last && principal != left {
                return Err(wrong("why-instalment-last"));
            }
            // Above the balloon a plan would cut what was written.
            if !last && principal > left.minus_or_zero(balloon) {
                return Err(wrong("why-instalment-too-large"));
            }
            left = left.minus_or_zero(principal);
            rows.push(Instalment {
                due,
                principal,
                interest: Amount::ZERO,
            });
        }
        Ok(rows)
    }

    /// The flag that a refusal is about.
    fn refused(&self, flags: Flags<'_>, error: terms::Error) -> Error {
        use terms::Error as Refused;
        let hand = self.instalment.join(" ");
        let of = |value: &Option<String>| value.clone().unwrap_or_default();
        let (flag, value) = match error {
            Refused::LevelPaymentImpossible => ("--method", self.method.clone()),
            Refused::BalloonTooLarge => ("--balloon", of(&self.balloon)),
            Refused::BadPeriods | Refused::BadDueDays | Refused::TermTooLong | Refused::BadDate
                if !hand.is_empty() =>
            {
                ("--instalment", hand)
            }
            Refused::BadPeriods => ("--periods", of(&self.periods)),
            Refused::TermTooLong if self.periods.is_some() => ("--periods", of(&self.periods)),
            Refused::TermTooLong | Refused::BadDate => ("--every", of(&self.every)),
            _ => ("--principal", self.counting.money.principal.clone()),
        };
        flags.refused(flag, &value, error)
    }
}

/// A loan between natural persons at that rate would be refused: said, not forbidden, since not every loan is one.
fn warn_above_cap(ctx: &Context, rate: RatePpm, bears: Option<TrueRate>, basis: Basis) {
    let law = Jurisdiction::PrcNaturalPersons;
    let day = basis.from;
    let Ok(Some(cap)) = law::cap_on(&BuiltIn, law, day) else {
        return;
    };
    let cap = law::highest_rate(cap, basis.day_count);
    // A hundredth of a percent is what rounding can make of a rate at the cap itself.
    let true_ppm = bears.map_or(0.0, |bears| bears.simple * 1e6);
    let true_rate = RatePpm(true_ppm.clamp(0.0, 4e9) as u32);
    let above = rate.max(if true_rate.0 > cap.0.saturating_add(100) {
        true_rate
    } else {
        rate
    });
    if above > cap {
        let sentence = form::cap_sentence(ctx.text(), &BuiltIn, law, day, above);
        ctx.printer.warn(&sentence);
    }
}

impl Totals {
    /// Errors: [`terms::Error::AmountTooLarge`].
    fn of(rows: &[Instalment]) -> Result<Totals, terms::Error> {
        let sum = |part: fn(&Instalment) -> Amount| {
            rows.iter().try_fold(Amount::ZERO, |sum, row| sum.plus(part(row)))
        };
        let (principal, interest) = (sum(|row| row.principal)?, sum(|row| row.interest)?);
        Ok(Totals {
            principal,
            interest,
            total: principal.plus(interest)?,
        })
    }
}

/// The columns of a row, for programs and, in the same order, for people.
const COLUMNS: [&str; 6] = ["n", "due", "principal", "interest", "total", "outstanding"];

/// The cells of each row under [`COLUMNS`].
fn cells(rows: &[Instalment], unit: &Unit) -> Vec<[String; 6]> {
    let mut outstanding = rows.iter().fold(Amount::ZERO, |sum, row| {
        sum.plus(row.principal).unwrap_or(Amount::MAX)
    });
    let cells = rows.iter().enumerate().map(|(index, row)| {
        outstanding = outstanding.minus_or_zero(row.principal);
        [
            (index + 1).to_string(),
            row.due.to_string(),
            unit.number(row.principal),
            unit.number(row.interest),
            unit.number(row.total().unwrap_or(Amount::MAX)),
            unit.number(outstanding),
        ]
    });
    cells.collect()
}

fn csv(rows: Vec<[String; 6]>) -> String {
    // Numbers and days: nothing that needs quotes.
    let lines = rows.into_iter().map(|row| row.join(","));
    let mut all = vec![COLUMNS.join(",")];
    all.extend(lines);
    all.join("\n")
}

fn shown(text: &Text, rows: Vec<[String; 6]>, totals: &Totals, unit: &Unit) -> String {
    let heading = [
        text.tr("label-number"),
        text.tr("label-due"),
        text.tr("label-principal"),
        text.tr("label-interest"),
        text.tr("label-total"),
        text.tr("label-outstanding"),
    ];
    let mut lines: Vec<_> = rows.into_iter().map(Vec::from).collect();
    lines.push(vec![
        text.tr("calc-sum"),
        String::new(),
        unit.number(totals.principal),
        unit.number(totals.interest),
        unit.number(totals.total),
        String::new(),
    ]);
    table(&heading, lines)
}

shapes! {
    "schedule": ScheduleView::<(), ()>::default() => "{annual_rate: text, balloon: text, both_ends: bool, counting: {currency: text, day_count: text, decimals: number, principal: text, rounding: text}, every: text, method: text, periods: number, rows: null, start: text, totals: {interest: text, principal: text, total: text}, true_yearly_rate: null}";
}
