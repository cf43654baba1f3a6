//! `iou schedule`: the instalments that follow from a plan, as the contract would have them.

use clap::Args;
use serde_json::{json, Value};
use terms::limits::INSTALMENTS_MAX;
use terms::{Amount, Basis, Instalment, Method, Period, Plan};

use super::calculator::{Counted, Counting, Flags};
use super::context::Context;
use crate::error::{Error, Result};
use crate::money::{show_rate, Unit};
use crate::output::table;
use crate::text::Text;
use crate::{form, time, view};

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
    #[arg(long, value_name = "DAY=AMOUNT")]
    pub instalment: Vec<String>,
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub balloon: Option<String>,
    #[arg(long)]
    pub both_ends: bool,
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// What all instalments come to.
struct Totals {
    principal: Amount,
    interest: Amount,
    total: Amount,
}

impl Schedule {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counted = self.counting.read(flags)?;
        let rate = flags.rate("--rate", &self.rate)?;
        let (plan, by_hand) = self.plan(flags, &counted)?;
        let refused = |error| self.refused(flags, error);
        plan.check(counted.principal, &by_hand).map_err(refused)?;
        let basis = Basis {
            principal: counted.principal,
            rate,
            from: plan.start,
            first_day: self.both_ends,
            day_count: counted.day_count,
            rounding: counted.rounding,
        };
        let rows = plan.schedule(&by_hand, basis).map_err(refused)?;
        let totals = Totals::of(&rows).map_err(refused)?;
        let unit = &counted.unit;
        let data = json!({
            "rows": view::schedule(&rows, unit),
            "totals": {
                "principal": unit.number(totals.principal),
                "interest": unit.number(totals.interest),
                "total": unit.number(totals.total),
            },
            "annual_rate": show_rate(rate),
            "method": self.method,
            "start": plan.start.to_string(),
            "every": time::show_period(plan.every),
            "periods": plan.periods,
            "balloon": unit.number(plan.balloon),
            "both_ends": self.both_ends,
            "counting": self.counting.data(&counted),
        });
        ctx.printer.data(&data, |text| {
            if self.csv {
                return csv(&data["rows"]);
            }
            let args = [
                ("principal", unit.show(counted.principal).into()),
                ("rate", show_rate(rate).into()),
                (
                    "method",
                    text.lookup(&format!("calc-method-{}", self.method), &[]).into(),
                ),
                ("start", plan.start.to_string().into()),
                ("basis", self.counting.day_count.as_str().into()),
                ("rounding", self.counting.rounding.as_str().into()),
            ];
            let heading = text.tr_with("calc-schedule", &args);
            format!("{heading}\n\n{}", shown(text, &data["rows"], &totals, unit))
        })
    }

    /// The plan, and due days with their principal where they are set by hand.
    fn plan(&self, flags: Flags<'_>, counted: &Counted) -> Result<(Plan, Vec<Instalment>)> {
        let method = flags.read("--method", &self.method, form::method, "why-method")?;
        let start = flags.day_or_today("--start", self.start.as_ref())?;
        let balloon = match &self.balloon {
            Some(balloon) => flags.amount_or_zero("--balloon", balloon, &counted.unit)?,
            None => Amount::ZERO,
        };
        let by_hand = method == Method::Custom;
        for (flag, given, wanted) in [
            ("--every", self.every.is_some(), !by_hand),
            // A bullet loan has one instalment, whether that is said or not.
            (
                "--periods",
                self.periods.is_some() || method == Method::Bullet,
                !by_hand,
            ),
            ("--instalment", !self.instalment.is_empty(), by_hand),
        ] {
            let args = [("flag", flag.into()), ("method", self.method.as_str().into())];
            match (given, wanted) {
                (false, true) => return Err(flags.usage("why-flag-needed", &args)),
                (true, false) => return Err(flags.usage("why-flag-unwanted", &args)),
                _ => {}
            }
        }
        if by_hand {
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
        let plan = Plan {
            method,
            start,
            every: flags.read("--every", every, time::parse_period, "why-period")?,
            periods: flags.number("--periods", periods, 1..=INSTALMENTS_MAX)?,
            balloon,
        };
        Ok((plan, Vec::new()))
    }

    /// Due days and principal by hand. The last takes what is left, so its amount may be left out.
    fn by_hand(&self, flags: Flags<'_>, counted: &Counted, balloon: Amount) -> Result<Vec<Instalment>> {
        let mut left = counted.principal;
        let mut rows = Vec::new();
        for (index, text) in self.instalment.iter().enumerate() {
            let wrong = |why: &str| {
                let left = counted.unit.show(left);
                let args = [("left", left.into())];
                flags.wrong("--instalment", text, flags.0.lookup(why, &args))
            };
            let last = index + 1 == self.instalment.len();
            let (day, amount) = match text.split_once('=') {
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
            Refused::BalloonTooLarge => ("--balloon", of(&self.balloon)),
            Refused::BadPeriods | Refused::BadDueDays | Refused::TermTooLong | Refused::BadDate
                if !hand.is_empty() =>
            {
                ("--instalment", hand)
            }
            Refused::BadPeriods => ("--periods", of(&self.periods)),
            Refused::TermTooLong if self.periods.is_some() => ("--periods", of(&self.periods)),
            Refused::TermTooLong | Refused::BadDate => ("--every", of(&self.every)),
            _ => ("--principal", self.counting.principal.clone()),
        };
        flags.refused(flag, &value, error)
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

fn cells(rows: &Value) -> Vec<Vec<String>> {
    let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| COLUMNS.iter().map(|column| cell(&row[column])).collect())
        .collect()
}

fn csv(rows: &Value) -> String {
    // Numbers and days: nothing that needs quotes.
    let lines = cells(rows).into_iter().map(|row| row.join(","));
    let mut all = vec![COLUMNS.join(",")];
    all.extend(lines);
    all.join("\n")
}

fn shown(text: &Text, rows: &Value, totals: &Totals, unit: &Unit) -> String {
    let heading = [
        text.tr("label-number"),
        text.tr("label-due"),
        text.tr("label-principal"),
        text.tr("label-interest"),
        text.tr("label-total"),
        text.tr("label-outstanding"),
    ];
    let mut lines = cells(rows);
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
