//! What the record says of a borrower and of a claim's age: `iou credit`, `iou limitation`. Reads only, no key needed.

use clap::Args;
use serde::Serialize;
use terms::life::Limitation;
use terms::{AccountId, Day, LoanId};

use crate::context::Context;
use crate::error::Result;
use crate::session::Session;
use iou_base::names;
use iou_base::text::Text;
use iou_ledger::contract::refusal;
use iou_view as view;
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct CreditArgs {
    #[arg(value_name = "ACCOUNT")]
    pub of: Option<String>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct LimitationArgs {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
}

/// A limitation period for programs. Days are ISO 8601.
#[derive(Debug, Default, Serialize)]
struct ClockView {
    from: String,
    /// Why it began.
    cause: String,
    until: String,
    days_left: u32,
    expired: bool,
}

#[derive(Debug, Default, Serialize)]
struct HolderClock {
    #[serde(flatten)]
    clock: ClockView,
    holder: String,
}

/// The period of who acts for the claim, and that of each holder of it.
#[derive(Debug, Default, Serialize)]
struct LimitationView {
    #[serde(flatten)]
    clock: ClockView,
    loan: LoanId,
    article: &'static str,
    holders: Vec<HolderClock>,
}

pub(crate) async fn credit(args: CreditArgs, ctx: &Context) -> Result<()> {
    let account = match &args.of {
        Some(who) => ctx.account_of(who)?,
        None => ctx.own_account()?,
    };
    let session = Session::open(ctx).await?;
    let credit = session.ledger.credit(&session.at, account).await?;
    let account = AccountId(account.0);
    let data = view::json::credit(account, &credit);
    ctx.printer.data(&data, |text| {
        pairs(vec![
            (text.tr("label-borrower"), view::address(account)),
            (text.tr("label-credit-agreed"), credit.agreed.to_string()),
            (
                text.tr("label-credit-on-time"),
                credit.settled_on_time.to_string(),
            ),
            (text.tr("label-credit-late"), credit.settled_late.to_string()),
            (
                text.tr("label-credit-forgiven"),
                credit.settled_forgiven.to_string(),
            ),
            (
                text.tr("label-credit-outstanding"),
                credit.outstanding.to_string(),
            ),
            (text.tr("label-credit-defaulted"), credit.defaulted.to_string()),
        ])
    })
}

/// Why a period began, as programs read it.
fn cause_of(clock: &Limitation) -> String {
    clock.cause.map_or("last-due-day", names::cause).to_owned()
}

fn clock_view(clock: &Limitation, today: Day) -> ClockView {
    ClockView {
        from: clock.from.to_string(),
        cause: cause_of(clock),
        until: clock.until.to_string(),
        days_left: clock.until.since(today),
        expired: clock.expired,
    }
}

fn clock_lines(text: &Text, clock: &Limitation, today: Day) -> Vec<(String, String)> {
    let days = [("days", clock.until.since(today).into())];
    vec![
        (text.tr("label-limitation-from"), clock.from.to_string()),
        (
            text.tr("label-limitation-cause"),
            text.lookup(&format!("cause-{}", cause_of(clock)), &[]),
        ),
        (text.tr("label-limitation-until"), clock.until.to_string()),
        (
            text.tr("label-limitation-left"),
            match clock.expired {
                true => text.tr("value-limitation-expired"),
                false => text.tr_with("value-days", &days),
            },
        ),
    ]
}

/// The clock of who acts for the claim; where others hold a part of it, each one's own too [CC 517].
pub(crate) async fn limitation(args: LimitationArgs, ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let holders = loaded.loan.agreement.holders.iter().map(|holder| {
        let clock = loaded
            .loan
            .limitation_of(&loaded.schedule, holder.account, loaded.today);
        Ok((view::address(holder.account), clock.map_err(refusal)?))
    });
    let clock = loaded
        .loan
        .limitation(&loaded.schedule, loaded.today)
        .map_err(refusal)?;
    let holders: Vec<(String, Limitation)> = holders.collect::<Result<_>>()?;
    let of_holder = |(holder, clock): &(String, Limitation)| HolderClock {
        clock: clock_view(clock, loaded.today),
        holder: holder.clone(),
    };
    let data = LimitationView {
        clock: clock_view(&clock, loaded.today),
        loan: args.loan,
        article: "CC 188, 189, 192, 195, 517; LP 8, 14, 17",
        holders: holders.iter().map(of_holder).collect(),
    };
    ctx.printer.data(&data, |text| {
        let mut blocks = Vec::new();
        if holders.len() == 1 {
            blocks.push(pairs(clock_lines(text, &clock, loaded.today)));
        } else {
            blocks.extend(holders.iter().map(|(holder, clock)| {
                let mut lines = vec![(text.tr("label-holder"), holder.clone())];
                lines.extend(clock_lines(text, clock, loaded.today));
                pairs(lines)
            }));
        }
        blocks.push(text.tr("limitation-note"));
        blocks.join("\n\n")
    })
}

shapes! {
    "credit": view::json::CreditView::default() => "{account: text, agreed: number, defaulted: number, outstanding: number, settled_forgiven: number, settled_late: number, settled_on_time: number}";
    "limitation": LimitationView { holders: vec![HolderClock::default()], ..LimitationView::default() } => "{article: text, cause: text, days_left: number, expired: bool, from: text, holders: [{cause: text, days_left: number, expired: bool, from: text, holder: text, until: text}], loan: number, until: text}";
}
