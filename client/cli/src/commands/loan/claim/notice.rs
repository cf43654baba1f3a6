//! What a creditor tells those who owe: `iou demand`, `accelerate`; and the borrower's word about it, `iou ack`.
//! The same steps as in `terms::life::claim` and `terms::life::record`.

use std::path::PathBuf;

use clap::Args;
use terms::life::{Action, Arrival, Channel};
use terms::{Digest, LoanId, State};

use crate::arguments::{day_argument, digest_of};
use crate::commands::loan::Plain;
use crate::context::Context;
use crate::error::Result;
use crate::session::{Lines, LoadedLoan, Session};
use iou_base::text::Text;
use iou_ledger::contract::refusal;
use iou_view as view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Demand {
    #[command(flatten)]
    pub notice: Notice,
    #[arg(long, value_name = "DAY", requires = "receipt")]
    pub arrived: Option<String>,
}

/// What is told those who owe.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Notice {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "FILE")]
    pub message: PathBuf,
    #[arg(long, value_enum)]
    pub channel: By,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

/// How a demand was sent.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum By {
    Letter,
    Sms,
    Email,
    Messenger,
    Person,
}

impl From<By> for Channel {
    fn from(by: By) -> Channel {
        match by {
            By::Letter => Channel::Letter,
            By::Sms => Channel::Sms,
            By::Email => Channel::Email,
            By::Messenger => Channel::Messenger,
            By::Person => Channel::Person,
        }
    }
}

/// A message to those who owe.
struct Sent {
    message: Digest,
    channel: Channel,
    /// The proof that it arrived.
    receipt: Option<Digest>,
    /// To whom it went, in words.
    to: Lines,
}

impl Sent {
    fn read(args: &Notice, loaded: &LoadedLoan, text: &Text) -> Result<Sent> {
        let debtors = loaded.loan.agreement.terms.debtors();
        let to = debtors.map(|debtor| (text.tr("label-borrower"), view::address(debtor)));
        Ok(Sent {
            message: digest_of(&Some(args.message.clone()))?.unwrap_or_default(),
            channel: args.channel.into(),
            receipt: digest_of(&args.receipt)?,
            to: to.collect(),
        })
    }
}

pub(crate) async fn demand(args: Demand, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.notice.loan).await?;
    let Sent {
        message,
        channel,
        receipt,
        to,
    } = Sent::read(&args.notice, &loaded, text)?;
    let on = day_argument(text, "--arrived", &args.arrived)?;
    let arrived = receipt.map(|receipt| Arrival {
        on: on.unwrap_or(loaded.today),
        receipt,
    });
    match arrived {
        None => ctx.printer.note(&text.tr("demand-without-receipt")),
        Some(Arrival { on: day, .. }) => {
            if on.is_none() {
                let args = [("day", day.to_string().into())];
                ctx.printer.warn(&text.tr_with("demand-arrived-today", &args));
            }
            let own = session.own_seat(&loaded)?;
            let clock = loaded.loan.limitation_of(&loaded.schedule, own, day);
            if clock.is_ok_and(|clock| clock.expired) {
                ctx.printer.warn(&text.tr("demand-too-late"));
            }
        }
    }
    let step = Action::Demand {
        message,
        channel,
        arrived,
    };
    session.execute(&loaded, step, to).await
}

pub(crate) async fn accelerate(args: Notice, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let Sent {
        message,
        channel,
        receipt,
        to: mut known,
    } = Sent::read(&args, &loaded, text)?;
    if let Some(days) = loaded.loan.agreement.terms.acceleration {
        // The day on which all that is left falls due, if the notice goes on record today.
        let due = loaded.today.plus_days(days.into()).map_err(refusal)?;
        known.push((text.tr("label-due"), due.to_string()));
    }
    ctx.printer.note(&text.tr("accelerate-stands"));
    let defaulted_on = match &loaded.loan.state {
        State::Defaulted(defaulted) => defaulted.on,
        _ => loaded.today,
    };
    let step = Action::Accelerate {
        defaulted_on,
        message,
        channel,
        receipt,
    };
    session.execute(&loaded, step, known).await
}

pub(crate) async fn ack(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let owed = session.figures(&loaded)?.total();
    let known = vec![(ctx.text().tr("label-owed"), loaded.unit.show(owed))];
    // A block of tomorrow adds the interest of a day.
    let tomorrow = loaded.today.plus_days(1).map_err(refusal)?;
    let at_most = session
        .figures_of(&loaded.loan, &loaded.schedule, tomorrow)?
        .total();
    let step = Action::Acknowledge { at_most, evidence };
    session.execute(&loaded, step, known).await
}
