//! `iou interest`: simple interest between two days, with its formula.

use clap::Args;
use serde::Serialize;

use crate::commands::calculate::calculator::{Counting, CountingView, Ends, Flags};
use crate::context::Context;
use crate::error::Result;
use iou_base::money::show_rate;
use iou_form::typed;
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Interest {
    #[command(flatten)]
    pub counting: Counting,
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    pub rate: String,
    #[arg(long, value_name = "DAY")]
    pub from: String,
    #[arg(long, value_name = "DAY")]
    pub to: String,
    #[command(flatten)]
    pub ends: Ends,
}

/// Interest for programs. Days are ISO 8601.
#[derive(Debug, Default, Serialize)]
struct InterestView {
    days: u32,
    interest: String,
    formula: String,
    annual_rate: String,
    from: String,
    to: String,
    both_ends: bool,
    /// Which are counted: `both`, `last` or `neither`.
    ends: &'static str,
    counting: CountingView,
}

impl Interest {
    pub(crate) fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counted = self.counting.read(flags)?;
        let (from, to) = (flags.day("--from", &self.from)?, flags.day("--to", &self.to)?);
        let rate = flags.rate_on("--rate", &self.rate, counted.day_count, from)?;
        if to < from {
            let args = [("from", from.to_string().into())];
            let why = flags.0.tr_with("why-day-before", &args);
            return Err(flags.wrong("--to", &self.to, why));
        }
        let days = self.ends.days(counted.day_count.days(from, to));
        let interest = counted
            .interest(counted.principal, rate, days)
            .map_err(self.counting.refused(flags))?;
        let formula = counted.formula(rate, days, interest);
        let data = InterestView {
            days,
            interest: counted.unit.number(interest),
            formula: formula.clone(),
            annual_rate: show_rate(rate),
            from: from.to_string(),
            to: to.to_string(),
            both_ends: self.ends.both_ends,
            ends: self.ends.name(),
            counting: self.counting.view(&counted),
        };
        ctx.printer.data(&data, |text| {
            let args = [
                ("days", days.to_string().into()),
                ("from", from.to_string().into()),
                ("to", to.to_string().into()),
                ("basis", counted.basis().into()),
                ("ends", self.ends.name().into()),
            ];
            let counting = text.tr_with("calc-span", &args);
            pairs([
                (text.tr("calc-days"), counting),
                (text.tr("calc-formula"), formula.clone()),
                (
                    text.tr("calc-rounding"),
                    typed::rounding_name(counted.rounding).to_owned(),
                ),
                (text.tr("label-interest"), counted.unit.show(interest)),
            ])
        })
    }
}

shapes! {
    "interest": InterestView::default() => "{annual_rate: text, both_ends: bool, counting: {currency: text, day_count: text, decimals: number, principal: text, rounding: text}, days: number, ends: text, formula: text, from: text, interest: text, to: text}";
}
