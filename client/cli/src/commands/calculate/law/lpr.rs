//! `iou law lpr`: interest by the one-year LPR, or a multiple of it, over a span in which it changed: a row for each stretch
//! with one rate. A published rate holds from its day on. Source: PL 25, 28; the rows of `terms::law::LPR_1Y`.

use clap::Args;
use serde::Serialize;
use terms::law::{ReferenceRate, LPR_1Y};
use terms::{Amount, Day, RatePpm};

use super::articles::{names, percent, rules, CC_676, PL_25, PL_28};
use crate::arguments::today;
use crate::commands::calculate::calculator::{Counted, Counting, CountingView, Ends, Flags};
use crate::context::Context;
use crate::error::Result;
use iou_base::money::show_rate;
use iou_base::text::Text;
use iou_ledger::contract::refusal;
use iou_view::table::{pairs, table};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Lpr {
    #[command(flatten)]
    pub counting: Counting,
    #[arg(long, value_name = "DAY")]
    pub from: String,
    #[arg(long, value_name = "DAY")]
    pub to: String,
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub times: String,
    #[command(flatten)]
    pub ends: Ends,
}

/// Interest by the LPR for programs. Rates are per cent a year.
#[derive(Debug, Default, Serialize)]
struct LprView {
    days: u32,
    times: String,
    ends: &'static str,
    rows: Vec<RowView>,
    interest: String,
    articles: Vec<&'static str>,
    counting: CountingView,
}

#[derive(Debug, Default, Serialize)]
struct RowView {
    from: String,
    to: String,
    days: u32,
    lpr: String,
    published: String,
    rate: String,
    interest: String,
    formula: String,
}

/// Days with one rate.
struct Stretch {
    from: Day,
    to: Day,
    days: u32,
    row: ReferenceRate,
    rate: RatePpm,
    interest: Amount,
}

/// The days after `from` up to `to`, parted where a new rate begins to hold: the day before which, the last day, the row.
fn parted(from: Day, to: Day) -> Vec<(Day, Day, ReferenceRate)> {
    let mut parts = Vec::new();
    for (n, row) in LPR_1Y.iter().enumerate() {
        let next = LPR_1Y.get(n + 1).map_or(Day(u32::MAX), |next| next.published);
        let begins = from.max(Day(row.published.0.saturating_sub(1)));
        let ends = to.min(Day(next.0.saturating_sub(1)));
        if begins < ends {
            parts.push((begins, ends, *row));
        }
    }
    parts
}

impl Lpr {
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counted = self.counting.read(flags)?;
        let (from, to) = (flags.day("--from", &self.from)?, flags.day("--to", &self.to)?);
        if to < from {
            let args = [("from", from.to_string().into())];
            return Err(flags.wrong("--to", &self.to, flags.0.tr_with("why-day-before", &args)));
        }
        let times = flags.number("--times", &self.times, 1..=4)?;
        let (after, last) = self.ends.span(from, to);
        if after.0.saturating_add(1) < LPR_1Y[0].published.0 {
            return Err(flags.refused("--from", &self.from, terms::Error::NoReferenceRate));
        }
        let newest = LPR_1Y[LPR_1Y.len() - 1].published;
        if to > today() {
            let args = [
                ("day", to.to_string().into()),
                ("published", newest.to_string().into()),
            ];
            ctx.printer.warn(&ctx.text().tr_with("calc-day-to-come", &args));
        }
        let stretches = self
            .stretches(&counted, after, last, times)
            .map_err(self.counting.refused(flags))?;
        let total = stretches
            .iter()
            .try_fold(Amount::ZERO, |sum, one| sum.plus(one.interest))
            .map_err(refusal)?;
        self.tell(ctx, &counted, &stretches, total)
    }

    fn stretches(
        &self,
        counted: &Counted,
        after: Day,
        last: Day,
        times: u16,
    ) -> Result<Vec<Stretch>, terms::Error> {
        let one = |(begins, ends, row): (Day, Day, ReferenceRate)| {
            let rate = RatePpm(row.rate.0.saturating_mul(times.into()));
            let days = counted.day_count.days(begins, ends);
            Ok(Stretch {
                from: Day(begins.0.saturating_add(1)),
                to: ends,
                days,
                row,
                rate,
                interest: counted.interest(counted.principal, rate, days)?,
            })
        };
        parted(after, last).into_iter().map(one).collect()
    }

    fn tell(&self, ctx: &Context, counted: &Counted, stretches: &[Stretch], total: Amount) -> Result<()> {
        let unit = &counted.unit;
        let days: u32 = stretches.iter().map(|one| one.days).sum();
        let articles = [CC_676, PL_25, PL_28];
        let rows = stretches.iter().map(|one| RowView {
            from: one.from.to_string(),
            to: one.to.to_string(),
            days: one.days,
            lpr: percent(one.row.rate),
            published: one.row.published.to_string(),
            rate: percent(one.rate),
            interest: unit.number(one.interest),
            formula: counted.formula(one.rate, one.days, one.interest),
        });
        let data = LprView {
            days,
            times: self.times.clone(),
            ends: self.ends.name(),
            rows: rows.collect(),
            interest: unit.number(total),
            articles: names(&articles),
            counting: self.counting.view(counted),
        };
        ctx.printer.data(&data, |text| {
            let lines = stretches.iter().map(|one| {
                vec![
                    one.from.to_string(),
                    one.to.to_string(),
                    one.days.to_string(),
                    show_rate(one.row.rate),
                    show_rate(one.rate),
                    unit.number(one.interest),
                ]
            });
            let table = table(&heading(text), lines);
            let span = [
                ("days", days.to_string().into()),
                ("from", self.from.as_str().into()),
                ("to", self.to.as_str().into()),
                ("basis", counted.basis().into()),
                ("ends", self.ends.name().into()),
            ];
            let lines = pairs([
                (text.tr("calc-days"), text.tr_with("calc-span", &span)),
                (text.tr("label-interest"), unit.show(total)),
            ]);
            format!("{table}\n\n{lines}\n\n{}", rules(text, &articles))
        })
    }
}

fn heading(text: &Text) -> [String; 6] {
    [
        "calc-from",
        "calc-to",
        "calc-days",
        "calc-lpr",
        "label-rate",
        "label-interest",
    ]
    .map(|id| text.tr(id))
}

shapes! {
    "law lpr": LprView { rows: vec![RowView::default()], ..LprView::default() } => "{articles: [], counting: {currency: text, day_count: text, decimals: number, principal: text, rounding: text}, days: number, ends: text, interest: text, rows: [{days: number, formula: text, from: text, interest: text, lpr: text, published: text, rate: text, to: text}], times: text}";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: u16, m: u8, d: u8) -> Day {
        Day::from_civil(y, m, d).unwrap()
    }

    #[test]
    fn a_span_is_parted_where_a_rate_begins_to_hold_and_loses_no_day() {
        // 3.45 % until 2024-07-21, 3.35 % from the day after, 3.10 % from 2024-10-21.
        let parts = parted(day(2024, 7, 1), day(2024, 10, 21));
        let rates: Vec<u32> = parts.iter().map(|(.., row)| row.rate.0).collect();
        assert_eq!(rates, [34_500, 33_500, 31_000]);
        let days: Vec<u32> = parts.iter().map(|(from, to, _)| to.0 - from.0).collect();
        assert_eq!(days, [20, 91, 1]);
        for (from, to) in [
            (18_127, 21_000),
            (19_925, 19_926),
            (19_926, 19_926),
            (20_228, 20_229),
        ] {
            let parts = parted(Day(from), Day(to));
            assert_eq!(
                parts.iter().map(|(from, to, _)| to.0 - from.0).sum::<u32>(),
                to - from
            );
            assert!(parts.windows(2).all(|pair| pair[0].1 == pair[1].0));
        }
    }
}
