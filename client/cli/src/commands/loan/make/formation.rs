//! From a proposal to a loan: `iou sign`, `cancel`, `expire`, `deliver`, `retract`, `received`. The same steps as in
//! `terms::life::formation`.

use std::path::PathBuf;

use clap::Args;
use terms::life::{self, Action, Deliveries, Delivery};
use terms::{law, Amount, Day, Digest, Loan, LoanId, RatePpm, Settlement, Timestamp};

use crate::arguments::{amount_argument, day_argument, digest_of, evidence_line};
use crate::commands::loan::make::fields::{before_signing, Committed};
use crate::commands::loan::make::intent::submit::{arranged, directly};
use crate::commands::loan::{Bare, Plain};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::intents;
use crate::session::apart::Known;
use crate::session::bound::{bound, Bound};
use crate::session::intent::{self, Way};
use crate::session::{shown, Session};
use crate::usage::whole;
use iou_base::money::Unit;
use iou_base::{hex0x, sha256};
use iou_ledger::contract::refusal;
use iou_view as view;

/// The signature of terms, which commit to personal fields.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Blind {
    #[command(flatten)]
    pub plain: Plain,
    #[arg(long)]
    pub without_fields: bool,
}

/// The signature of the other party's proposal, or of an offer that they handed over.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Sign {
    #[arg(value_name = "LOAN", required_unless_present = "offer")]
    pub loan: Option<LoanId>,
    #[arg(long, value_name = "FILE", conflicts_with = "loan")]
    pub offer: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
    #[arg(long)]
    pub without_fields: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Deliver {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

/// A step about a delivery that was reported: the one of this number, else the earliest that waits.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Reported {
    #[command(flatten)]
    pub plain: Plain,
    #[arg(value_name = "DELIVERY", value_parser = whole(0..=u32::MAX))]
    pub delivery: Option<u32>,
}

impl Reported {
    /// The number that is meant, and what was reported under it, if it waits for an answer.
    fn of(&self, loan: &Loan) -> (u32, Option<Delivery>) {
        let mut open = loan.state.deliveries().into_iter().flat_map(Deliveries::open);
        let found = match self.delivery {
            Some(number) => open.find(|delivery| delivery.number == number),
            None => open.min_by_key(|delivery| delivery.on),
        };
        let number = found.map(|delivery| delivery.number).or(self.delivery);
        (number.unwrap_or_default(), found.copied())
    }
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Received {
    #[command(flatten)]
    pub reported: Reported,
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
}

pub(crate) async fn sign(args: Sign, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let Some(loan) = args.loan else {
        return answer(&args, evidence, ctx).await;
    };
    let session = Session::open(ctx).await?;
    let loaded = session.load(loan).await?;
    // What is signed is what this machine read and hashed, not what the chain says its digest is.
    let mut terms = loaded.loan.agreement.terms.clone();
    terms.schedule = loaded.schedule.clone();
    let digest = terms.digest(sha256);
    let mut known = shown::terms(ctx.text(), &terms, &loaded.unit)?;
    let step = Action::Sign { digest, evidence };
    session.allows(&loaded, &step)?;
    let people = before_signing(&Committed::of(&loaded), args.without_fields, ctx)?;
    known.extend(people.lines);
    let known = Known {
        lines: known,
        form: people.form,
    };
    session.execute(&loaded, step, known).await
}

/// Signs the terms of an offer that the other party handed over, and makes a loan of the two: by a transaction, by a relay, or
/// in a file for whoever submits both.
async fn answer(args: &Sign, evidence: Option<Digest>, ctx: &Context) -> Result<()> {
    let theirs = intents::read(ctx, &args.offer)?;
    let terms = theirs.terms().ok_or_else(|| {
        let name = args.offer.iter().map(|path| path.display().to_string());
        Error::IntentFile {
            path: name.collect::<Vec<_>>().join(", "),
            why: ctx.text().tr("why-no-offer"),
        }
    })?;
    ctx.choose_key_in(&terms);
    let session = Session::open(ctx).await?;
    intents::check(ctx, &theirs)?;
    session.check_place(&theirs)?;
    let unit = Unit::of(terms.settlement, &session.ledger.conn.chain().money());
    // The rules look at the terms as if both proposed them now.
    let played = terms::Loan::propose(0, terms.clone(), evidence, &session.rules()?);
    let _ = played.map_err(refusal)?;
    let mut details = shown::terms(ctx.text(), &terms, &unit)?;
    let people = Committed {
        digest: terms.digest(sha256),
        terms: &terms,
        loan: None,
    };
    details.push((ctx.text().tr("label-digest"), hex0x(people.digest)));
    details.extend(evidence_line(ctx.text(), evidence));
    let people = before_signing(&people, args.without_fields, ctx)?;
    details.extend(people.lines);
    let known = Known {
        lines: details,
        form: people.form,
    };
    let ours = session.offer(&terms, evidence).await?;
    let way = intent::way(ctx);
    let relay = match &way {
        Some(Way::Relay { url, .. }) => Some(session.reach(url).await?),
        _ => None,
    };
    let unsigned = matches!(&way, Some(Way::File(output)) if output.unsigned);
    let ours = session.sign_offer(ours, known, unsigned)?;
    if let Some(Way::File(output)) = &way {
        return intents::tell_written(ctx, &ours, output);
    }
    let files = arranged(ctx, vec![theirs, ours])?;
    match relay {
        Some(relay) => session.relay(&relay, &files, &unit, None).await,
        None => directly(&session, &files, &unit).await,
    }
}

pub(crate) async fn cancel(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    session
        .execute(&loaded, Action::Cancel { evidence }, Vec::new())
        .await
}

pub(crate) async fn expire(args: Bare, ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    session.execute(&loaded, Action::Expire, Vec::new()).await
}

/// A guarantor signs the terms that are in force or proposed, as this machine reads and hashes them.
pub(crate) async fn consent(args: Blind, ctx: &Context) -> Result<()> {
    let Blind {
        plain: args,
        without_fields,
    } = args;
    let evidence = digest_of(&args.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let Bound { terms, digest } = bound(&session, &loaded).await?;
    let unit = Unit::of(terms.settlement, &session.ledger.conn.chain().money());
    let mut known = shown::terms(ctx.text(), &terms, &unit)?;
    let step = Action::Consent { digest, evidence };
    session.allows(&loaded, &step)?;
    let people = before_signing(&Committed::of(&loaded), without_fields, ctx)?;
    known.extend(people.lines);
    let known = Known {
        lines: known,
        form: people.form,
    };
    session.execute(&loaded, step, known).await
}

pub(crate) async fn deliver(args: Deliver, ctx: &Context) -> Result<()> {
    let receipt = digest_of(&args.receipt)?;
    let on = day_argument(ctx.text(), "--on", &args.on)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let terms = &loaded.loan.agreement.terms;
    let amount = match &args.amount {
        Some(text) => amount_argument(ctx.text(), &loaded.unit, text)?,
        None => undelivered(&loaded.loan),
    };
    let day = on.unwrap_or(loaded.today);
    let text = ctx.text();
    // The rate that is shown is the one at which the lender delivers: one that is published meanwhile does not cut it.
    let at_least = rate_on(&session, &loaded.loan, day)?;
    let mut known = vec![(text.tr("label-borrower"), view::address(terms.borrower))];
    if day < terms.plan.start {
        known.push((text.tr("label-earns-from"), terms.plan.start.to_string()));
    }
    let step = Action::Deliver {
        amount,
        // The day that is shown is the day that is signed.
        on: Some(day),
        at_least,
        receipt,
    };
    session.execute(&loaded, step, known).await
}

/// What of the principal nobody has reported as delivered yet; where it comes in one, all of it.
pub(crate) fn undelivered(loan: &Loan) -> Amount {
    let terms = &loan.agreement.terms;
    let left = loan.state.deliveries().map(|deliveries| deliveries.left(terms));
    left.unwrap_or(terms.principal)
}

/// The agreed rate, or what the cap leaves of it: that of `day` and of the days of the parts that came before, or on chain of today in
/// China.
pub(crate) fn rate_on(session: &Session<'_>, loan: &Loan, day: Day) -> Result<RatePpm> {
    let terms = &loan.agreement.terms;
    let cap_day = match terms.settlement {
        Settlement::OffChain { .. } => day,
        _ => law::cap_day(Timestamp(session.now_ms)),
    };
    let days = loan.parts().into_iter().map(|part| part.on).chain([cap_day]);
    let (rate, _) = life::rate_on(terms, &session.rates, days).map_err(refusal)?;
    Ok(rate)
}

/// The lender takes back a delivery that was reported by mistake.
pub(crate) async fn retract(args: Reported, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let (delivery, reported) = args.of(&loaded.loan);
    let known = reported.map(|reported| {
        [
            (ctx.text().tr("label-amount"), loaded.unit.show(reported.amount)),
            (ctx.text().tr("label-day"), reported.on.to_string()),
        ]
    });
    let known: Vec<_> = known.into_iter().flatten().collect();
    let step = Action::WithdrawDelivery { delivery, evidence };
    session.execute(&loaded, step, known).await
}

pub(crate) async fn received(args: Received, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.reported.plain.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.reported.plain.loan).await?;
    let (delivery, reported) = args.reported.of(&loaded.loan);
    let amount = match &args.amount {
        Some(text) => amount_argument(ctx.text(), &loaded.unit, text)?,
        None => reported.map(|reported| reported.amount).unwrap_or_default(),
    };
    let mut known = Vec::new();
    if let Some(reported) = reported {
        let terms = &loaded.loan.agreement.terms;
        let rate = rate_on(&session, &loaded.loan, reported.on)?;
        known.push(shown::rate_line(ctx.text(), terms, rate));
    }
    let step = Action::AcknowledgeDelivery {
        delivery,
        amount,
        on: reported.map_or(loaded.today, |reported| reported.on),
        receipt: reported.and_then(|reported| reported.receipt),
        evidence,
    };
    session.execute(&loaded, step, known).await
}
