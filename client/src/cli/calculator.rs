//! What the calculators (`schedule`, `interest`, `law …`) share: the arguments about money and counting, and mistakes that
//! name their flag. They ask no chain and need no account, so that people who have no loan here can use them too.

use std::ops::RangeInclusive;

use clap::Args;
use serde_json::{json, Value};
use terms::limits::DECIMALS_MAX;
use terms::{rate, Amount, Day, DayCount, RatePpm, Rounding, Timestamp, UtcOffset};

use crate::chain::contract;
use crate::error::{Error, Result};
use crate::form;
use crate::money::{parse_rate, show_rate, Unit, Unreadable};
use crate::text::{self, Text};
use crate::time;

/// How much money, and how interest on it is counted, as written on the command line.
#[derive(Debug, Clone, Args)]
#[allow(missing_docs)]
pub struct Counting {
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub principal: String,
    #[arg(long, value_name = "CODE", default_value = "CNY")]
    pub currency: String,
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub decimals: Option<String>,
    #[arg(long, value_name = "BASIS", default_value = "act/365")]
    pub day_count: String,
    #[arg(long, value_name = "RULE", default_value = "floor")]
    pub rounding: String,
}

/// The same, understood.
pub(super) struct Counted {
    pub unit: Unit,
    pub principal: Amount,
    pub day_count: DayCount,
    pub rounding: Rounding,
}

impl Counting {
    /// Errors: [`Error::Argument`] naming the flag.
    pub(super) fn read(&self, flags: Flags<'_>) -> Result<Counted> {
        let unit = self.unit(flags)?;
        Ok(Counted {
            principal: flags.amount("--principal", &self.principal, &unit)?,
            unit,
            day_count: flags.read("--day-count", &self.day_count, form::day_count, "why-day-count")?,
            rounding: flags.read("--rounding", &self.rounding, form::rounding, "why-rounding")?,
        })
    }

    /// The money: any name will do where its decimals are given, tokens have longer ones than ISO 4217.
    fn unit(&self, flags: Flags<'_>) -> Result<Unit> {
        let known = |text: &str| {
            let fits = (2..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
            fits.then(|| text.to_ascii_uppercase())
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

    /// What was counted with, for programs.
    pub(super) fn data(&self, counted: &Counted) -> Value {
        json!({
            "principal": counted.unit.number(counted.principal),
            "currency": counted.unit.name,
            "decimals": counted.unit.decimals,
            "day_count": self.day_count,
            "rounding": self.rounding,
        })
    }

    /// An amount, or something computed, that the rules refuse: the principal is at fault.
    pub(super) fn refused(&self, flags: Flags<'_>) -> impl Fn(terms::Error) -> Error + use<'_> {
        let text = flags.0.clone();
        move |error| Flags(&text).refused("--principal", &self.principal, error)
    }
}

impl Counted {
    /// Interest on `principal` for `days`. Errors: [`terms::Error::AmountTooLarge`].
    pub(super) fn interest(
        &self,
        principal: Amount,
        rate: RatePpm,
        days: u32,
    ) -> Result<Amount, terms::Error> {
        let numerator = rate::numerator(principal, rate, days)?;
        self.day_count.interest(numerator, self.rounding)
    }

    /// The computation as a court writes it: principal × rate × days ÷ days of a year = interest.
    pub(super) fn formula(&self, rate: RatePpm, days: u32, interest: Amount) -> String {
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
pub(super) struct Flags<'a>(pub &'a Text);

impl Flags<'_> {
    pub(super) fn wrong(self, flag: &str, value: &str, why: String) -> Error {
        Error::Argument {
            name: flag.into(),
            value: value.into(),
            why,
        }
    }

    /// A value that the rules refuse, in their own words.
    pub(super) fn refused(self, flag: &str, value: &str, error: terms::Error) -> Error {
        self.wrong(flag, value, contract::refusal(error).message(self.0))
    }

    /// A flag that does not go with the method chosen: `id` is the sentence.
    pub(super) fn usage(self, id: &str, args: &text::Args<'_>) -> Error {
        Error::Usage {
            reason: self.0.lookup(id, args),
        }
    }

    pub(super) fn read<T>(
        self,
        flag: &str,
        value: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        why: &str,
    ) -> Result<T> {
        parse(value).ok_or_else(|| self.wrong(flag, value, self.0.lookup(why, &[])))
    }

    /// An amount above zero.
    pub(super) fn amount(self, flag: &str, value: &str, unit: &Unit) -> Result<Amount> {
        unit.parse(value).map_err(|why| {
            let why = self
                .0
                .lookup(why.id(), &[("decimals", unit.decimals.to_string().into())]);
            self.wrong(flag, value, why)
        })
    }

    /// An amount that may be nothing.
    pub(super) fn amount_or_zero(self, flag: &str, value: &str, unit: &Unit) -> Result<Amount> {
        match unit.parse(value) {
            Err(Unreadable::Zero) => Ok(Amount::ZERO),
            _ => self.amount(flag, value, unit),
        }
    }

    /// A yearly rate. A number without a unit is never taken for one: 9.4822 might be 9.4822 % or 948.22 %.
    pub(super) fn rate(self, flag: &str, value: &str) -> Result<RatePpm> {
        let rate = match parse_rate(value) {
            Some(rate) => rate,
            None if parse_rate(&format!("{value}%")).is_some() => {
                let args = [("value", value.into())];
                return Err(self.wrong(flag, value, self.0.tr_with("why-rate-percent", &args)));
            }
            None => return Err(self.wrong(flag, value, self.0.tr("why-rate"))),
        };
        let checked = rate.check();
        checked.map_err(|error| self.refused(flag, value, error))?;
        Ok(rate)
    }

    pub(super) fn day(self, flag: &str, value: &str) -> Result<Day> {
        self.read(flag, value, time::parse_day, "why-day")
    }

    /// A day, today if nothing was said.
    pub(super) fn day_or_today(self, flag: &str, value: Option<&String>) -> Result<Day> {
        value.map_or_else(|| Ok(today()), |value| self.day(flag, value))
    }

    pub(super) fn number(self, flag: &str, value: &str, range: RangeInclusive<u16>) -> Result<u16> {
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let number = value.parse().ok().filter(|n| digits && range.contains(n));
        number.ok_or_else(|| {
            let args = [
                ("least", range.start().to_string().into()),
                ("most", range.end().to_string().into()),
            ];
            self.wrong(flag, value, self.0.tr_with("why-number-between", &args))
        })
    }
}

/// Today by this machine's clock, in China.
pub(super) fn today() -> Day {
    let now = jiff::Timestamp::now().as_millisecond();
    Day::of(Timestamp(u64::try_from(now).unwrap_or(0)), UtcOffset::CHINA)
}
