//! `iou law delayed`: 加倍部分债务利息, what a debtor owes beside the ordinary interest for not paying a judgment in the time
//! that it set. Source: Civil Procedure Law, art. 264; the Supreme People's Court's interpretation on interest for delayed
//! performance in enforcement (法释〔2014〕8号), art. 1 to 3: 1.75 per ten thousand a day of what the judgment awards, ordinary
//! interest aside, from the day after its period to the day of payment. In force since 2014-08-01.

use clap::Args;
use serde::Serialize;
use terms::{Amount, Day, DayCount};

use super::articles::{names, rules, CPL_264, DI_1, DI_2_3};
use crate::commands::calculate::calculator::{Counting, Flags, Money};
use crate::context::Context;
use crate::error::Result;
use iou_view::table::pairs;

/// 1.75 per ten thousand. Units: ppm per day.
const DAILY_PPM: u128 = 175;
/// 2014-08-01.
const SINCE: Day = Day(16_283);

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Delayed {
    #[command(flatten)]
    pub money: Money,
    #[arg(long, value_name = "RULE", default_value = "floor")]
    pub rounding: String,
    #[arg(long, value_name = "DAY")]
    pub pay_by: String,
    #[arg(long, value_name = "DAY")]
    pub paid: String,
}

/// Interest for delay in paying a judgment, for programs.
#[derive(Debug, Default, Serialize)]
struct DelayedView {
    principal: String,
    currency: String,
    pay_by: String,
    paid: String,
    days: u32,
    daily_rate: &'static str,
    interest: String,
    formula: String,
    total: String,
    articles: Vec<&'static str>,
}

impl Delayed {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counting = Counting {
            money: self.money.clone(),
            day_count: "act/365".into(),
            rounding: self.rounding.clone(),
        };
        let counted = counting.read(flags)?;
        let pay_by = flags.day("--pay-by", &self.pay_by)?;
        let paid = flags.day("--paid", &self.paid)?;
        if paid < pay_by {
            let args = [("from", pay_by.to_string().into())];
            return Err(flags.wrong("--paid", &self.paid, flags.0.tr_with("why-day-before", &args)));
        }
        if pay_by < SINCE {
            ctx.printer.warn(&ctx.text().tr("calc-delayed-before-2014"));
        }
        let days = DayCount::Act365.days(pay_by, paid);
        let refused = counting.refused(flags);
        let weight = DAILY_PPM * u128::from(days);
        let interest = counted
            .principal
            .minor()
            .checked_mul(weight)
            .ok_or(terms::Error::AmountTooLarge)
            .and_then(|numerator| counted.rounding.divide(numerator, 1_000_000))
            .map_err(&refused)?;
        let total: Amount = counted.principal.plus(interest).map_err(&refused)?;
        let unit = &counted.unit;
        let formula = format!(
            "{} × 1.75‱ × {days} = {}",
            unit.number(counted.principal),
            unit.number(interest)
        );
        let articles = [CPL_264, DI_1, DI_2_3];
        let data = DelayedView {
            principal: unit.number(counted.principal),
            currency: unit.name.clone(),
            pay_by: pay_by.to_string(),
            paid: paid.to_string(),
            days,
            daily_rate: "1.75‱",
            interest: unit.number(interest),
            formula: formula.clone(),
            total: unit.number(total),
            articles: names(&articles),
        };
        ctx.printer.data(&data, |text| {
            let span = [
                ("days", days.to_string().into()),
                ("from", pay_by.to_string().into()),
                ("to", paid.to_string().into()),
                ("basis", text.tr("calc-actual-days").into()),
                ("ends", "last".into()),
            ];
            let lines = pairs([
                (text.tr("calc-days"), text.tr_with("calc-span", &span)),
                (text.tr("calc-formula"), formula.clone()),
                (text.tr("calc-delayed"), unit.show(interest)),
                (text.tr("calc-with-principal"), unit.show(total)),
            ]);
            format!(
                "{lines}\n\n{}\n\n{}",
                text.tr("calc-delayed-note"),
                rules(text, &articles)
            )
        })
    }
}

shapes! {
    "law delayed": DelayedView::default() => "{articles: [], currency: text, daily_rate: text, days: number, formula: text, interest: text, paid: text, pay_by: text, principal: text, total: text}";
}
