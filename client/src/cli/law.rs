//! `iou law …`: what a court would allow between natural persons, by the rates that are built in, with the articles.
//! Programs get an article's name, which is stable; people get its rule in their language.

use clap::{Args, Subcommand};
use serde_json::json;
use terms::law::{self, BuiltIn, LateBasis, ReferenceRate, ReferenceRates};
use terms::{Amount, Day, Jurisdiction, RatePpm};

use super::calculator::{today, Counted, Counting, Flags};
use super::context::Context;
use crate::chain::contract::refusal;
use crate::error::Result;
use crate::money::show_rate;
use crate::output::{pairs, table};
use crate::text::Text;
use crate::view;

/// The day from which the cap is a multiple of the LPR; for contracts before it, see PL 31.
const RULES_OF_2020: Day = Day(18_494);

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Cap(Cap),
    Overdue(Overdue),
    RolledUp(RolledUp),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Cap {
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
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
    pub(super) fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Cap(args) => args.run(ctx),
            Command::Overdue(args) => args.run(ctx),
            Command::RolledUp(args) => args.run(ctx),
        }
    }
}

/// A rule of law: its name in both languages for programs, and the id of its words.
struct Article {
    name: &'static str,
    id: &'static str,
}

const CC_676: Article = Article {
    name: "民法典 676 / CC 676",
    id: "law-cc-676",
};
const PL_25: Article = Article {
    name: "民间借贷规定 25 / PL 25",
    id: "law-pl-25",
};
const PL_27: Article = Article {
    name: "民间借贷规定 27 / PL 27",
    id: "law-pl-27",
};
const PL_28: Article = Article {
    name: "民间借贷规定 28 / PL 28",
    id: "law-pl-28",
};
const PL_29: Article = Article {
    name: "民间借贷规定 29 / PL 29",
    id: "law-pl-29",
};

fn names(articles: &[Article]) -> Vec<&'static str> {
    articles.iter().map(|article| article.name).collect()
}

/// The articles as people read them, one a line.
fn rules(text: &Text, articles: &[Article]) -> String {
    let rules = articles.iter().map(|article| text.lookup(article.id, &[]));
    rules.collect::<Vec<_>>().join("\n")
}

/// 33,500 ppm → `3.35`: percent, two decimals at least.
fn percent(rate: RatePpm) -> String {
    show_rate(rate).trim_end_matches('%').to_owned()
}

/// The row of the LPR in force on `day`, and the cap of a loan formed then. Warns where a court may see it otherwise.
///
/// Errors: the rules' refusal before the first publication.
fn cap_of(ctx: &Context, day: Day) -> Result<(ReferenceRate, RatePpm)> {
    let jurisdiction = Jurisdiction::PrcNaturalPersons;
    let cap = law::cap_on(&BuiltIn, jurisdiction, day).map_err(refusal)?;
    let (Some(row), Some(cap)) = (BuiltIn.on(day), cap) else {
        return Err(refusal(terms::Error::NoReferenceRate));
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

impl Cap {
    fn run(self, ctx: &Context) -> Result<()> {
        let on = Flags(ctx.text()).day_or_today("--on", self.on.as_ref())?;
        let (row, cap) = cap_of(ctx, on)?;
        let data = json!({
            "lpr": percent(row.rate),
            "cap": percent(cap),
            "article": PL_25.name,
            "on": on.to_string(),
            "published": row.published.to_string(),
            "source": view::hex0x(&row.source),
        });
        ctx.printer.data(&data, |text| {
            let args = [
                ("rate", show_rate(row.rate).into()),
                ("published", row.published.to_string().into()),
            ];
            let lines = pairs([
                (text.tr("label-day"), on.to_string()),
                (text.tr("calc-lpr"), text.tr_with("calc-lpr-published", &args)),
                (text.tr("calc-cap"), show_rate(cap)),
                (
                    text.tr("calc-source"),
                    format!("sha256 {}", hex::encode(row.source)),
                ),
            ]);
            format!("{lines}\n\n{}", rules(text, &[PL_25]))
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
        let rate = |flag, value: &Option<String>| value.as_ref().map(|v| flags.rate(flag, v)).transpose();
        let agreed = rate("--rate", &self.rate)?.unwrap_or_default();
        let overdue = rate("--overdue-rate", &self.overdue_rate)?;
        let fees = self.fees.as_ref().map_or(Ok(Amount::ZERO), |fees| {
            flags.amount_or_zero("--fees", fees, &counted.unit)
        })?;
        let (_, cap) = cap_of(ctx, formed)?;
        let jurisdiction = Jurisdiction::PrcNaturalPersons;
        let rate =
            law::late_rate(&BuiltIn, jurisdiction, agreed, overdue, Some(cap), due).map_err(refusal)?;
        let cut = overdue.unwrap_or(agreed) > cap;
        let days = counted.day_count.days(due, paid);
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
        let data = json!({
            "days": late.days,
            "rate": percent(late.rate),
            "rate_basis": basis,
            "rate_cut": cut,
            "cap": percent(cap),
            "formed": formed.to_string(),
            "interest": unit.number(late.interest),
            "formula": formula,
            "fees_claimed": unit.number(late.claimed),
            "fees": unit.number(late.fees),
            "total": unit.number(late.total),
            "owed": unit.number(late.owed),
            "articles": names(&articles),
            "counting": self.counting.data(counted),
        });
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
                ("basis", self.counting.day_count.as_str().into()),
                ("ends", "last".into()),
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
        let rate = flags.rate("--rate", &self.rate)?;
        let days = self.days(flags)?;
        let (start, end) = (days[0], days[days.len() - 1]);
        let formed = self
            .formed
            .as_ref()
            .map_or(Ok(start), |day| flags.day("--formed", day))?;
        let cap = match &self.cap {
            Some(cap) => flags.rate("--cap", cap)?,
            None => cap_of(ctx, formed)?.1,
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
        let data = json!({
            "agreed_total": unit.number(agreed),
            "ceiling": unit.number(ceiling),
            "enforceable_total": unit.number(enforceable),
            "cap": percent(cap),
            "rate": percent(rate),
            "days": whole,
            "ceiling_interest_formula": ceiling_formula,
            "rows": rows(&stretches, &counted),
            "articles": names(&articles),
            "counting": self.counting.data(&counted),
        });
        ctx.printer.data(&data, |text| {
            let heading = [
                text.tr("label-number"),
                text.tr("calc-from"),
                text.tr("calc-to"),
                text.tr("calc-days"),
                text.tr("label-principal"),
                text.tr("label-interest"),
                text.tr("label-total"),
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
            let table = table(&heading, lines);
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

fn rows(stretches: &[Stretch], counted: &Counted) -> serde_json::Value {
    let unit = &counted.unit;
    let rows = stretches.iter().enumerate().map(|(index, stretch)| {
        json!({
            "n": index + 1,
            "from": stretch.from.to_string(),
            "to": stretch.to.to_string(),
            "days": stretch.days,
            "principal": unit.number(stretch.principal),
            "interest": unit.number(stretch.interest),
            "total": unit.number(stretch.total),
        })
    });
    rows.collect()
}
