//! `iou law …`: what a court would allow between natural persons, by the rates that are built in, with the articles.
//! Programs get an article's name, which is stable; people get its rule in their language.

mod articles;
mod delayed;
mod lpr;

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use iou_base::hex0x;
use serde::Serialize;
use terms::law::{self, BuiltIn, LateBasis, ReferenceRate, ReferenceRates};
use terms::{Amount, Day, DayCount, Jurisdiction, RatePpm};

use crate::arguments::today;
use crate::commands::calculate::calculator::{Counted, Counting, CountingView, Ends, Flags};
use crate::context::Context;
use crate::error::Result;
use articles::{names, percent, rules, CC_676, PL_25, PL_27, PL_28, PL_29};
use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;
use iou_ledger::contract::refusal;
use iou_view as view;
use iou_view::table::{pairs, table};

/// The day from which the cap is a multiple of the LPR; for contracts before it, see PL 31.
const RULES_OF_2020: Day = Day(18_494);

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Cap(Cap),
    Overdue(Overdue),
    RolledUp(RolledUp),
    Lpr(lpr::Lpr),
    Delayed(delayed::Delayed),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Cap {
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
    #[arg(long)]
    pub rates: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Overdue {
    #[command(flatten)]
    pub counting: Counting,
    #[arg(long, value_name = "DAY")]
    pub due: String,
    #[arg(long, value_name = "DAY")]
    pub paid: String,
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    pub rate: Option<String>,
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    pub overdue_rate: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub formed: Option<String>,
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub fees: Option<String>,
    #[command(flatten)]
    pub ends: Ends,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct RolledUp {
    #[command(flatten)]
    pub counting: Counting,
    #[arg(long, value_name = "RATE", allow_hyphen_values = true)]
    pub rate: String,
    #[arg(long, value_name = "DAY")]
    pub start: String,
    #[arg(long, value_name = "DAY", required = true, value_delimiter = ',')]
    pub roll_up: Vec<String>,
    #[arg(long, value_name = "DAY")]
    pub end: String,
    #[arg(long, value_name = "DAY")]
    pub formed: Option<String>,
    #[arg(
        long,
        value_name = "RATE",
        allow_hyphen_values = true,
        conflicts_with = "formed"
    )]
    pub cap: Option<String>,
}

impl Command {
    pub(crate) fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Cap(args) => args.run(ctx),
            Command::Overdue(args) => args.run(ctx),
            Command::RolledUp(args) => args.run(ctx),
            Command::Lpr(args) => args.run(ctx),
            Command::Delayed(args) => args.run(ctx),
        }
    }
}

/// The ways of counting days.
const COUNTS: [DayCount; 3] = [DayCount::Act365, DayCount::Act360, DayCount::Thirty360];

/// A yearly rate by the month or by the day, cut to six decimals of a per cent: never more than the cap.
fn per_period(rate: RatePpm, periods: u64) -> String {
    let millionths = u64::from(rate.0) * 100 / periods;
    let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The row of the LPR in force on `day`, and the cap of a loan formed then. Warns where a court may see it otherwise.
///
/// Errors: the rules' refusal before the first publication.
fn cap_of(ctx: &Context, day: Day) -> Result<(ReferenceRate, RatePpm)> {
    let jurisdiction = Jurisdiction::PrcNaturalPersons;
    let cap = law::cap_on(&BuiltIn, jurisdiction, day).map_err(refusal)?;
    let (Some(row), Some(cap)) = (BuiltIn.on(day), cap) else {
        return Err(refusal(terms::Error::NoReferenceRate).into());
    };
    let args = [
        ("day", day.to_string().into()),
        ("published", row.published.to_string().into()),
    ];
    if day < RULES_OF_2020 {
        ctx.printer.warn(&ctx.text().tr_with("calc-before-2020", &args));
    }
    if day > today() {
        ctx.printer.warn(&ctx.text().tr_with("calc-day-to-come", &args));
    }
    Ok((row, cap))
}

/// The cap of a day for programs. Rates are per cent a year.
#[derive(Debug, Default, Serialize)]
struct CapView {
    lpr: String,
    cap: String,
    article: &'static str,
    on: String,
    /// When the LPR was published.
    published: String,
    /// SHA-256 of the publication, 0x hexadecimal.
    source: String,
    #[serde(flatten)]
    rates: Option<HighestRates>,
}

/// What the cap comes to by each way of counting days, by the month and by the day.
#[derive(Debug, Default, Serialize)]
struct HighestRates {
    highest_rates: BTreeMap<&'static str, String>,
    monthly: String,
    daily: String,
}

/// What is owed for being late, for programs. Rates are per cent a year.
#[derive(Debug, Default, Serialize)]
struct OverdueView {
    days: u32,
    rate: String,
    /// The rule that gave the rate.
    rate_basis: &'static str,
    /// The cap cut it.
    rate_cut: bool,
    cap: String,
    /// The day on which the loan was made, by which the cap is chosen.
    formed: String,
    /// Nobody said it: the day on which it fell due was taken.
    formed_taken: bool,
    ends: &'static str,
    interest: String,
    formula: String,
    fees_claimed: String,
    fees: String,
    total: String,
    /// Principal too.
    owed: String,
    articles: Vec<&'static str>,
    counting: CountingView,
}

/// Interest made into principal, for programs, and how much of it a court enforces.
#[derive(Debug, Default, Serialize)]
struct RolledUpView {
    agreed_total: String,
    ceiling: String,
    enforceable_total: String,
    cap: String,
    rate: String,
    days: u32,
    ceiling_interest_formula: String,
    rows: Vec<StretchView>,
    articles: Vec<&'static str>,
    counting: CountingView,
}

#[derive(Debug, Default, Serialize)]
struct StretchView {
    n: usize,
    from: String,
    to: String,
    days: u32,
    principal: String,
    interest: String,
    total: String,
}

impl Cap {
    fn run(self, ctx: &Context) -> Result<()> {
        let on = Flags(ctx.text()).day_or_today("--on", self.on.as_ref())?;
        let (row, cap) = cap_of(ctx, on)?;
        let highest: Vec<(&str, RatePpm)> = COUNTS
            .iter()
            .map(|count| (view::day_count(*count), law::highest_rate(cap, *count)))
            .collect();
        let rates = || HighestRates {
            highest_rates: highest
                .iter()
                .map(|(name, rate)| (*name, percent(*rate)))
                .collect(),
            monthly: per_period(cap, 12),
            daily: per_period(cap, 365),
        };
        let data = CapView {
            lpr: percent(row.rate),
            cap: percent(cap),
            article: PL_25.name,
            on: on.to_string(),
            published: row.published.to_string(),
            source: hex0x(row.source),
            rates: self.rates.then(rates),
        };
        ctx.printer.data(&data, |text| {
            let args = [
                ("rate", show_rate(row.rate).into()),
                ("published", row.published.to_string().into()),
            ];
            let mut lines = vec![
                (text.tr("label-day"), on.to_string()),
                (text.tr("calc-lpr"), text.tr_with("calc-lpr-published", &args)),
                (text.tr("calc-cap"), show_rate(cap)),
                (
                    text.tr("calc-source"),
                    format!("sha256 {}", hex::encode(row.source)),
                ),
            ];
            if self.rates {
                let per = [
                    ("month", format!("{}%", per_period(cap, 12)).into()),
                    ("day", format!("{}%", per_period(cap, 365)).into()),
                ];
                let counted = highest.iter();
                let counted = counted.map(|(name, rate)| format!("{name} {}", show_rate(*rate)));
                lines.push((
                    text.tr("calc-cap-counted"),
                    counted.collect::<Vec<_>>().join(", "),
                ));
                lines.push((text.tr("calc-cap-per"), text.tr_with("calc-cap-per-value", &per)));
            }
            format!("{}\n\n{}", pairs(lines), rules(text, &[PL_25]))
        })
    }
}

/// What is owed for being late, within the cap.
struct Late {
    rate: RatePpm,
    basis: LateBasis,
    days: u32,
    interest: Amount,
    claimed: Amount,
    fees: Amount,
    total: Amount,
    /// Principal too.
    owed: Amount,
}

impl Late {
    /// Errors: [`terms::Error::AmountTooLarge`].
    fn of(
        counted: &Counted,
        (rate, basis): (RatePpm, LateBasis),
        cap: RatePpm,
        days: u32,
        claimed: Amount,
    ) -> Result<Late, terms::Error> {
        let interest = counted.interest(counted.principal, rate, days)?;
        let ceiling = counted.interest(counted.principal, cap, days)?;
        let fees = claimed.min(ceiling.minus_or_zero(interest));
        let total = interest.plus(fees)?;
        Ok(Late {
            rate,
            basis,
            days,
            interest,
            claimed,
            fees,
            total,
            owed: counted.principal.plus(total)?,
        })
    }

    /// The rule that gave the rate: for programs, and the id of its words.
    fn basis(&self) -> (&'static str, &'static str) {
        match self.basis {
            LateBasis::AgreedOverdue => ("agreed-overdue-rate", "calc-basis-agreed"),
            LateBasis::LoanRate => ("loan-rate", "calc-basis-loan"),
            LateBasis::Reference => ("reference-rate", "calc-basis-reference"),
            LateBasis::Nothing => ("nothing", "calc-basis-nothing"),
        }
    }
}

impl Overdue {
    fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counted = self.counting.read(flags)?;
        let due = flags.day("--due", &self.due)?;
        let paid = flags.day("--paid", &self.paid)?;
        let formed = self
            .formed
            .as_ref()
            .map_or(Ok(due), |day| flags.day("--formed", day))?;
        if paid < due {
            let args = [("from", due.to_string().into())];
            return Err(flags.wrong("--paid", &self.paid, flags.0.tr_with("why-day-before", &args)));
        }
        if formed > due {
            let args = [("until", due.to_string().into())];
            let given = self.formed.unwrap_or_default();
            return Err(flags.wrong("--formed", &given, flags.0.tr_with("why-day-after", &args)));
        }
        let rate = |flag, value: &Option<String>| {
            let read = |value: &String| flags.rate_on(flag, value, counted.day_count, formed);
            value.as_ref().map(read).transpose()
        };
        let agreed = rate("--rate", &self.rate)?.unwrap_or_default();
        let overdue = rate("--overdue-rate", &self.overdue_rate)?;
        let fees = self.fees.as_ref().map_or(Ok(Amount::ZERO), |fees| {
            flags.amount_or_zero("--fees", fees, &counted.unit)
        })?;
        let (_, cap) = cap_of(ctx, formed)?;
        if self.formed.is_none() {
            let args = [("day", due.to_string().into()), ("cap", show_rate(cap).into())];
            ctx.printer.warn(&flags.0.tr_with("calc-formed-taken", &args));
        }
        // What money costs, not what its rate is called.
        let cap = law::highest_rate(cap, counted.day_count);
        let jurisdiction = Jurisdiction::PrcNaturalPersons;
        let rate =
            law::late_rate(&BuiltIn, jurisdiction, agreed, overdue, Some(cap), due).map_err(refusal)?;
        let cut = overdue.unwrap_or(agreed) > cap;
        let days = self.ends.days(counted.day_count.days(due, paid));
        let late = Late::of(&counted, rate, cap, days, fees).map_err(self.counting.refused(flags))?;
        self.tell(ctx, &counted, (formed, cap, cut), &late)
    }

    fn tell(
        &self,
        ctx: &Context,
        counted: &Counted,
        (formed, cap, cut): (Day, RatePpm, bool),
        late: &Late,
    ) -> Result<()> {
        let articles = [CC_676, PL_25, PL_28, PL_29];
        let (basis, words) = late.basis();
        let formula = counted.formula(late.rate, late.days, late.interest);
        let unit = &counted.unit;
        let data = OverdueView {
            days: late.days,
            rate: percent(late.rate),
            rate_basis: basis,
            rate_cut: cut,
            cap: percent(cap),
            formed: formed.to_string(),
            formed_taken: self.formed.is_none(),
            ends: self.ends.name(),
            interest: unit.number(late.interest),
            formula: formula.clone(),
            fees_claimed: unit.number(late.claimed),
            fees: unit.number(late.fees),
            total: unit.number(late.total),
            owed: unit.number(late.owed),
            articles: names(&articles),
            counting: self.counting.view(counted),
        };
        ctx.printer.data(&data, |text| {
            let mut why = text.lookup(words, &[]);
            if cut {
                why = text.tr_with("calc-rate-cut", &[("why", why.into())]);
            }
            let rate = [("rate", show_rate(late.rate).into()), ("why", why.into())];
            let span = [
                ("days", late.days.to_string().into()),
                ("from", self.due.as_str().into()),
                ("to", self.paid.as_str().into()),
                ("basis", counted.basis().into()),
                ("ends", self.ends.name().into()),
            ];
            let fees = [
                ("allowed", unit.show(late.fees).into()),
                ("claimed", unit.show(late.claimed).into()),
            ];
            let cap = [("cap", show_rate(cap).into()), ("day", formed.to_string().into())];
            let lines = pairs([
                (
                    text.tr("label-overdue-rate"),
                    text.tr_with("calc-rate-why", &rate),
                ),
                (text.tr("calc-cap"), text.tr_with("calc-cap-of-day", &cap)),
                (text.tr("calc-days"), text.tr_with("calc-span", &span)),
                (text.tr("calc-formula"), formula.clone()),
                (text.tr("label-late"), unit.show(late.interest)),
                (text.tr("calc-fees"), text.tr_with("calc-fees-allowed", &fees)),
                (text.tr("label-total"), unit.show(late.total)),
                (text.tr("calc-with-principal"), unit.show(late.owed)),
            ]);
            format!("{lines}\n\n{}", rules(text, &articles))
        })
    }
}

/// One stretch of time between roll-ups.
struct Stretch {
    from: Day,
    to: Day,
    days: u32,
    principal: Amount,
    interest: Amount,
    total: Amount,
}

impl RolledUp {
    fn run(self, ctx: &Context) -> Result<()> {
        let flags = Flags(ctx.text());
        let counted = self.counting.read(flags)?;
        let days = self.days(flags)?;
        let (start, end) = (days[0], days[days.len() - 1]);
        let rate = flags.rate_on("--rate", &self.rate, counted.day_count, start)?;
        let formed = self
            .formed
            .as_ref()
            .map_or(Ok(start), |day| flags.day("--formed", day))?;
        let cap = match &self.cap {
            Some(cap) => flags.rate_on("--cap", cap, counted.day_count, formed)?,
            None => law::highest_rate(cap_of(ctx, formed)?.1, counted.day_count),
        };
        let refused = self.counting.refused(flags);
        let stretches = stretches(&counted, rate, &days).map_err(&refused)?;
        let whole = counted.day_count.days(start, end);
        let ceiling =
            law::rolled_up_ceiling(counted.principal, cap, whole, counted.day_count, counted.rounding)
                .map_err(&refused)?;
        let agreed = stretches.last().map_or(counted.principal, |last| last.total);
        let enforceable = agreed.min(ceiling);
        let unit = &counted.unit;
        let articles = [PL_25, PL_27];
        let ceiling_formula = counted.formula(cap, whole, ceiling.minus_or_zero(counted.principal));
        let data = RolledUpView {
            agreed_total: unit.number(agreed),
            ceiling: unit.number(ceiling),
            enforceable_total: unit.number(enforceable),
            cap: percent(cap),
            rate: percent(rate),
            days: whole,
            ceiling_interest_formula: ceiling_formula.clone(),
            rows: rows(&stretches, &counted),
            articles: names(&articles),
            counting: self.counting.view(&counted),
        };
        ctx.printer.data(&data, |text| {
            let table = stretches_table(text, &stretches, unit);
            let lines = pairs([
                (text.tr("calc-cap"), show_rate(cap)),
                (text.tr("calc-agreed"), unit.show(agreed)),
                (
                    text.tr("calc-ceiling"),
                    format!("{} ({ceiling_formula})", unit.show(ceiling)),
                ),
                (text.tr("calc-enforceable"), unit.show(enforceable)),
            ]);
            format!("{table}\n\n{lines}\n\n{}", rules(text, &articles))
        })
    }

    /// Start, roll-ups and end, each later than the one before.
    fn days(&self, flags: Flags<'_>) -> Result<Vec<Day>> {
        let mut days = vec![flags.day("--start", &self.start)?];
        let roll_ups = self.roll_up.iter().map(|day| ("--roll-up", day));
        for (flag, value) in roll_ups.chain([("--end", &self.end)]) {
            let day = flags.day(flag, value)?;
            let before = days[days.len() - 1];
            if day <= before {
                let args = [("before", before.to_string().into())];
                return Err(flags.wrong(flag, value, flags.0.tr_with("why-day-not-later", &args)));
            }
            days.push(day);
        }
        Ok(days)
    }
}

fn stretches_table(text: &Text, stretches: &[Stretch], unit: &Unit) -> String {
    let heading = [
        "label-number",
        "calc-from",
        "calc-to",
        "calc-days",
        "label-principal",
        "label-interest",
        "label-total",
    ];
    let lines = stretches.iter().enumerate().map(|(index, stretch)| {
        vec![
            (index + 1).to_string(),
            stretch.from.to_string(),
            stretch.to.to_string(),
            stretch.days.to_string(),
            unit.number(stretch.principal),
            unit.number(stretch.interest),
            unit.number(stretch.total),
        ]
    });
    table(&heading.map(|id| text.lookup(id, &[])), lines)
}

/// The loan from one roll-up to the next: each makes interest into principal.
fn stretches(counted: &Counted, rate: RatePpm, days: &[Day]) -> Result<Vec<Stretch>, terms::Error> {
    let mut principal = counted.principal;
    days.windows(2)
        .map(|ends| {
            let days = counted.day_count.days(ends[0], ends[1]);
            let interest = counted.interest(principal, rate, days)?;
            let total = principal.plus(interest)?;
            let stretch = Stretch {
                from: ends[0],
                to: ends[1],
                days,
                principal,
                interest,
                total,
            };
            principal = total;
            Ok(stretch)
        })
        .collect()
}

fn rows(stretches: &[Stretch], counted: &Counted) -> Vec<StretchView> {
    let unit = &counted.unit;
    let rows = stretches.iter().enumerate().map(|(index, stretch)| StretchView {
        n: index + 1,
        from: stretch.from.to_string(),
        to: stretch.to.to_string(),
        days: stretch.days,
        principal: unit.number(stretch.principal),
        interest: unit.number(stretch.interest),
        total: unit.number(stretch.total),
    });
    rows.collect()
}

shapes! {
    "law cap": CapView::default() => "{article: text, cap: text, lpr: text, on: text, published: text, source: text}";
    "law cap --rates": CapView { rates: Some(HighestRates::default()), ..CapView::default() } => "{article: text, cap: text, daily: text, highest_rates: {}, lpr: text, monthly: text, on: text, published: text, source: text}";
    "law overdue": OverdueView::default() => "{articles: [], cap: text, counting: {currency: text, day_count: text, decimals: number, principal: text, rounding: text}, days: number, ends: text, fees: text, fees_claimed: text, formed: text, formed_taken: bool, formula: text, interest: text, owed: text, rate: text, rate_basis: text, rate_cut: bool, total: text}";
    "law rolled-up": RolledUpView { rows: vec![StretchView::default()], ..RolledUpView::default() } => "{agreed_total: text, articles: [], cap: text, ceiling: text, ceiling_interest_formula: text, counting: {currency: text, day_count: text, decimals: number, principal: text, rounding: text}, days: number, enforceable_total: text, rate: text, rows: [{days: number, from: text, interest: text, n: number, principal: text, to: text, total: text}]}";
}
