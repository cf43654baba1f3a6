//! What the calculators (`schedule`, `interest`, `law …`) share: the arguments about money and counting, and mistakes that
//! name their flag. They ask no chain and need no account, so that people who have no loan here can use them too.

use std::ops::RangeInclusive;

use clap::Args;
use serde::Serialize;
use terms::law::{BuiltIn, ReferenceRates};
use terms::limits::DECIMALS_MAX;
use terms::{rate, Amount, Day, DayCount, RatePpm, Rounding};

use crate::arguments::today;
use crate::error::{Error, Result};
use iou_base::money::{show_rate, Unit};
use iou_base::text::{self, Text};
use iou_form as form;
use iou_form::typed::{self, Rates};
use iou_ledger::contract;
use iou_view as view;

/// How much money, as written on the command line.
#[derive(Debug, Clone, Args)]
#[allow(missing_docs)]
pub struct Money {
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub principal: String,
    #[arg(long, value_name = "CODE", default_value = "CNY")]
    pub currency: String,
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub decimals: Option<String>,
}

/// The same, and how interest on it is counted.
#[derive(Debug, Clone, Args)]
#[allow(missing_docs)]
pub struct Counting {
    #[command(flatten)]
    pub money: Money,
    #[arg(long, value_name = "BASIS", default_value = "act/365")]
    pub day_count: String,
    #[arg(long, value_name = "RULE", default_value = "floor")]
    pub rounding: String,
}

/// What was counted with, for programs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct CountingView {
    principal: String,
    currency: String,
    decimals: u8,
    day_count: &'static str,
    rounding: &'static str,
}

/// Which ends of a span are counted. If nothing is said the first day is not and the last is [CC 201].
#[derive(Debug, Clone, Copy, Args)]
#[allow(missing_docs)]
pub struct Ends {
    #[arg(long)]
    pub both_ends: bool,
    #[arg(long, conflicts_with = "both_ends")]
    pub neither_end: bool,
}

impl Ends {
    /// `days` with the last day alone counted, counted like this.
    pub(crate) fn days(self, days: u32) -> u32 {
        days.saturating_add(self.both_ends.into())
            .saturating_sub(self.neither_end.into())
    }

    /// The day after which counting begins, and the last one counted.
    pub(crate) fn span(self, from: Day, to: Day) -> (Day, Day) {
        (
            Day(from.0.saturating_sub(self.both_ends.into())),
            Day(to.0.saturating_sub(self.neither_end.into())).max(from),
        )
    }

    pub(crate) fn name(self) -> &'static str {
        match (self.both_ends, self.neither_end) {
            (true, _) => "both",
            (_, true) => "neither",
            _ => "last",
        }
    }
}

/// The same, understood.
pub(crate) struct Counted {
    pub unit: Unit,
    pub principal: Amount,
    pub day_count: DayCount,
    pub rounding: Rounding,
}

impl Money {
    /// The money: any name will do where its decimals are given, tokens have longer ones than ISO 4217.
    fn unit(&self, flags: Flags<'_>) -> Result<Unit> {
        let known = |text: &str| {
            let name = match typed::currency(text) {
                Ok(code) => String::from_utf8_lossy(&code).into_owned(),
                Err(_) => typed::fold(text).to_ascii_uppercase(),
            };
            let fits = (2..=12).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
            fits.then_some(name)
        };
        let name = flags.read("--currency", &self.currency, known, "why-currency-name")?;
        let most = u16::from(DECIMALS_MAX);
        let decimals = match &self.decimals {
            Some(decimals) => u8::try_from(flags.number("--decimals", decimals, 0..=most)?).ok(),
            None => form::CURRENCIES
                .iter()
                .find(|(code, _)| *code == name)
                .map(|(_, decimals)| *decimals),
        };
        match decimals {
            Some(decimals) => Ok(Unit { name, decimals }),
            None => Err(flags.wrong(
                "--currency",
                &self.currency,
                flags.0.tr("why-currency-needs-decimals"),
            )),
        }
    }
}

impl Counting {
    /// Errors: [`Error::Argument`] naming the flag.
    pub(crate) fn read(&self, flags: Flags<'_>) -> Result<Counted> {
        let unit = self.money.unit(flags)?;
        Ok(Counted {
            principal: flags.amount("--principal", &self.money.principal, &unit)?,
            unit,
            day_count: flags.typed("--day-count", &self.day_count, typed::day_count)?,
            rounding: flags.typed("--rounding", &self.rounding, typed::rounding)?,
        })
    }

    /// What was counted with, for programs.
    pub(crate) fn view(&self, counted: &Counted) -> CountingView {
        CountingView {
            principal: counted.unit.number(counted.principal),
            currency: counted.unit.name.clone(),
            decimals: counted.unit.decimals,
            day_count: view::day_count(counted.day_count),
            rounding: typed::rounding_name(counted.rounding),
        }
    }

    /// An amount, or something computed, that the rules refuse: the principal is at fault.
    pub(crate) fn refused(&self, flags: Flags<'_>) -> impl Fn(terms::Error) -> Error + use<'_> {
        let text = *flags.0;
        move |error| Flags(&text).refused("--principal", &self.money.principal, error)
    }
}

impl Counted {
    /// Interest on `principal` for `days`. Errors: [`terms::Error::AmountTooLarge`].
    pub(crate) fn interest(
        &self,
        principal: Amount,
        rate: RatePpm,
        days: u32,
    ) -> Result<Amount, terms::Error> {
        let numerator = rate::numerator(principal, rate, days)?;
        self.day_count.interest(numerator, self.rounding)
    }

    /// The way of counting days as people read it.
    pub(crate) fn basis(&self) -> String {
        match self.day_count {
            DayCount::Thirty360 => "30E/360".into(),
            count => view::day_count(count).into(),
        }
    }

    /// The computation as a court writes it: principal × rate × days ÷ days of a year = interest.
    pub(crate) fn formula(&self, rate: RatePpm, days: u32, interest: Amount) -> String {
        format!(
            "{} × {} × {days} ÷ {} = {}",
            self.unit.number(self.principal),
            show_rate(rate),
            self.day_count.year(),
            self.unit.number(interest)
        )
    }
}

/// Reads flags; a mistake names its flag and is a whole sentence in the reader's language.
#[derive(Clone, Copy)]
pub(crate) struct Flags<'a>(pub &'a Text);

impl Flags<'_> {
    pub(crate) fn wrong(self, flag: &str, value: &str, why: String) -> Error {
        Error::Argument {
            name: flag.into(),
            value: value.into(),
            why,
        }
    }

    /// A value that the rules refuse, in their own words.
    pub(crate) fn refused(self, flag: &str, value: &str, error: terms::Error) -> Error {
        self.wrong(flag, value, contract::refusal(error).message(self.0))
    }

    /// A flag that does not go with the method chosen: `id` is the sentence.
    pub(crate) fn usage(self, id: &str, args: &text::Args<'_>) -> Error {
        Error::Usage {
            reason: self.0.lookup(id, args),
        }
    }

    pub(crate) fn read<T>(
        self,
        flag: &str,
        value: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        why: &str,
    ) -> Result<T> {
        parse(value).ok_or_else(|| self.wrong(flag, value, self.0.lookup(why, &[])))
    }

    /// The same where the parser says what is wrong.
    pub(crate) fn typed<T>(
        self,
        flag: &str,
        value: &str,
        parse: impl FnOnce(&str) -> typed::Read<T>,
    ) -> Result<T> {
        parse(value).map_err(|why| self.wrong(flag, value, why.sentence(self.0)))
    }

    /// An amount above zero.
    pub(crate) fn amount(self, flag: &str, value: &str, unit: &Unit) -> Result<Amount> {
        self.typed(flag, value, |value| typed::amount(value, unit))
    }

    /// An amount that may be nothing.
    pub(crate) fn amount_or_zero(self, flag: &str, value: &str, unit: &Unit) -> Result<Amount> {
        match typed::amount(value, unit) {
            Err(why) if why.id == "why-amount-zero" => Ok(Amount::ZERO),
            read => self.typed(flag, value, |_| read),
        }
    }

    /// A yearly rate, however it was written. A number without a unit is never taken for one: 0.06 might be 6 % or 0.06 %.
    /// A day's rate becomes a year's by `day_count`; a multiple of the LPR is one of that in force on `day`.
    pub(crate) fn rate_on(self, flag: &str, value: &str, day_count: DayCount, day: Day) -> Result<RatePpm> {
        let rates = Rates {
            day_count,
            lpr: BuiltIn.on(day).map(|row| (row.rate, row.published)),
        };
        let rate = self.typed(flag, value, |value| typed::rate(value, &rates))?;
        let checked = rate.check();
        checked.map_err(|error| self.refused(flag, value, error))?;
        Ok(rate)
    }

    pub(crate) fn day(self, flag: &str, value: &str) -> Result<Day> {
        self.typed(flag, value, |value| typed::day(value, today()))
    }

    /// A day, today if nothing was said.
    pub(crate) fn day_or_today(self, flag: &str, value: Option<&String>) -> Result<Day> {
        value.map_or_else(|| Ok(today()), |value| self.day(flag, value))
    }

    pub(crate) fn number(self, flag: &str, value: &str, range: RangeInclusive<u16>) -> Result<u16> {
        let (least, most) = (u32::from(*range.start()), u32::from(*range.end()));
        let number = self.typed(flag, value, |value| {
            typed::count(value, &["期", "位"], least, most)
        })?;
        Ok(u16::try_from(number).unwrap_or(u16::MAX))
    }
}
