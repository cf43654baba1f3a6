//! What the record says of a borrower and of a claim's age: `iou credit`, `iou limitation`. Reads only, no key needed.

use clap::Args;
use serde_json::json;
use terms::credit::Credit;
use terms::life::Limitation;
use terms::{AccountId, LoanId};

use super::context::Context;
use super::desk::Desk;
use crate::chain::contract::{refusal, Message};
use crate::error::Result;
use crate::output::pairs;
use crate::text::kebab;
use crate::view;

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

pub(super) async fn credit(args: CreditArgs, ctx: &Context) -> Result<()> {
    let account = match &args.of {
        Some(who) => ctx.account_of(who)?,
        None => ctx.own_account()?,
    };
    let desk = Desk::open(ctx).await?;
    let account = AccountId(account.0);
    let message = Message::new(|ledger| ledger.credit(account));
    let credit: Credit = desk.ledger.ask(&desk.at, &message).await?;
    let data = json!({
        "account": view::address(account),
        "agreed": credit.agreed,
        "settled_on_time": credit.settled_on_time,
        "settled_late": credit.settled_late,
        "outstanding": credit.outstanding,
        "defaulted": credit.defaulted,
    });
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
                text.tr("label-credit-outstanding"),
                credit.outstanding.to_string(),
            ),
            (text.tr("label-credit-defaulted"), credit.defaulted.to_string()),
        ])
    })
}

pub(super) async fn limitation(args: LimitationArgs, ctx: &Context) -> Result<()> {
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let clock: Limitation = found
        .loan
        .limitation(&found.schedule, found.today)
        .map_err(refusal)?;
    let left = clock.until.since(found.today);
    let cause = clock.cause.map(|cause| kebab(&format!("{cause:?}")));
    let cause = cause.unwrap_or_else(|| "last-due-day".into());
    let data = json!({
        "loan": args.loan,
        "from": clock.from.to_string(),
        "cause": cause,
        "until": clock.until.to_string(),
        "days_left": left,
        "expired": clock.expired,
        "article": "CC 188, 189, 195; LP 8, 14, 17",
    });
    ctx.printer.data(&data, |text| {
        let mut lines = vec![
            (text.tr("label-limitation-from"), clock.from.to_string()),
            (
                text.tr("label-limitation-cause"),
                text.lookup(&format!("cause-{cause}"), &[]),
            ),
            (text.tr("label-limitation-until"), clock.until.to_string()),
        ];
        let days = [("days", left.into())];
        lines.push((
            text.tr("label-limitation-left"),
            match clock.expired {
                true => text.tr("value-limitation-expired"),
                false => text.tr_with("value-days", &days),
            },
        ));
        format!("{}\n\n{}", pairs(lines), text.tr("limitation-note"))
    })
}
