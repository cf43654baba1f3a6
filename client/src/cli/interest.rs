//! `iou interest`: simple interest between two days, with its formula.

use clap::Args;
use serde_json::json;

use super::calculator::{Counting, Flags};
use super::context::Context;
use crate::error::Result;
use crate::money::show_rate;
use crate::output::pairs;

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
    #[arg(long)]
    pub both_ends: bool,
}

impl Interest {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counted = self.counting.read(flags)?;
        let rate = flags.rate("--rate", &self.rate)?;
        let (from, to) = (flags.day("--from", &self.from)?, flags.day("--to", &self.to)?);
        if to < from {
            let args = [("from", from.to_string().into())];
            let why = flags.0.tr_with("why-day-before", &args);
            return Err(flags.wrong("--to", &self.to, why));
        }
        let days = counted
            .day_count
            .days(from, to)
            .saturating_add(self.both_ends.into());
        let interest = counted
            .interest(counted.principal, rate, days)
            .map_err(self.counting.refused(flags))?;
        let formula = counted.formula(rate, days, interest);
        let data = json!({
            "days": days,
            "interest": counted.unit.number(interest),
            "formula": formula,
            "annual_rate": show_rate(rate),
            "from": from.to_string(),
            "to": to.to_string(),
            "both_ends": self.both_ends,
            "counting": self.counting.data(&counted),
        });
        ctx.printer.data(&data, |text| {
            let args = [
                ("days", days.to_string().into()),
                ("from", from.to_string().into()),
                ("to", to.to_string().into()),
                ("basis", self.counting.day_count.as_str().into()),
                ("ends", if self.both_ends { "both" } else { "last" }.into()),
            ];
            let counting = text.tr_with("calc-span", &args);
            pairs([
                (text.tr("calc-days"), counting),
                (text.tr("calc-formula"), formula.clone()),
                (text.tr("calc-rounding"), self.counting.rounding.clone()),
                (text.tr("label-interest"), counted.unit.show(interest)),
            ])
        })
    }
}
