//! `iou seat`: another account acts for a seat of the loan. Who may take over is agreed (`plan`), a seat is handed over, claimed, supported,
//! objected to, decided and taken; `show` says where all of that stands. The same steps as in `terms::life::seat`, which holds what counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;
use terms::agreement::Agreement;
use terms::life::{held_account, Action};
use terms::limits::{SUCCESSION_DAYS_MAX, SUCCESSION_DAYS_MIN};
use terms::{AccountId, Amount, Digest, Loan, LoanId, Settlement};

use crate::arguments::digest_of;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use crate::usage::whole;
use iou_base::{read_hex, sha256};
use iou_evidence::identity::{IdentityStatement, LEN_MAX};
use iou_view::json::{self, AskedView, SeatStateView};
use iou_view::seats;
use iou_view::table::pairs;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Show(Show),
    Plan(Plan),
    HandOver(HandOver),
    Claim(Claim),
    Support(Open),
    End(Open),
    Decide(Decide),
    Take(Take),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("way").required(true).multiple(true).args(["heir", "verifier"])))]
#[allow(missing_docs)]
pub struct Plan {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "ACCOUNT")]
    pub heir: Option<String>,
    #[arg(long, value_name = "ACCOUNT")]
    pub verifier: Option<String>,
    #[arg(long, value_name = "ACCOUNT", requires = "verifier")]
    pub second: Option<String>,
    #[arg(long, value_name = "DAYS", default_value_t = SUCCESSION_DAYS_MAX.into(), value_parser = whole(u16::from(SUCCESSION_DAYS_MIN)..=u16::from(SUCCESSION_DAYS_MAX)))]
    pub days: u16,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct HandOver {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "ACCOUNT")]
    pub to: String,
    #[arg(long, value_name = "STATEMENT")]
    pub statement: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Claim {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "SEAT")]
    pub seat: String,
    #[arg(long, value_name = "ACCOUNT")]
    pub to: Option<String>,
    #[arg(long, value_name = "STATEMENT")]
    pub statement: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

/// A claim that is there.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Open {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "SEAT")]
    pub seat: String,
    #[arg(long, value_name = "ACCOUNT")]
    pub to: String,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("ruling").required(true).args(["grant", "deny"])))]
#[allow(missing_docs)]
pub struct Decide {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "SEAT")]
    pub seat: String,
    #[arg(long, value_name = "ACCOUNT")]
    pub to: String,
    #[arg(long)]
    pub grant: bool,
    #[arg(long)]
    pub deny: bool,
    #[arg(long, value_name = "FILE")]
    pub evidence: PathBuf,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Take {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "SEAT")]
    pub seat: String,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

/// The seats of a loan, for programs.
#[derive(Debug, Default, Serialize)]
struct SeatsView {
    loan: LoanId,
    seats: Vec<SeatStateView>,
    /// What is asked of the chosen account.
    asked: Vec<AskedView>,
}

impl Command {
    /// Whether it signs a step of a loan, which can be an intent then.
    pub(crate) fn is_step(&self) -> bool {
        !matches!(self, Command::Show(_))
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Show(args) => show(args, ctx).await,
            Command::Plan(args) => plan(args, ctx).await,
            Command::HandOver(args) => hand_over(args, ctx).await,
            Command::Claim(args) => claim(args, ctx).await,
            Command::Support(args) => support(args, ctx).await,
            Command::End(args) => end(args, ctx).await,
            Command::Decide(args) => decide(args, ctx).await,
            Command::Take(args) => take(args, ctx).await,
        }
    }
}

fn account(ctx: &Context, who: &str) -> Result<AccountId> {
    Ok(AccountId(ctx.account_of(who)?.0))
}

/// The seat that is meant: by its role, its account, or the account that acts for it.
fn seat(ctx: &Context, agreement: &Agreement, who: &str) -> Result<AccountId> {
    let account = match who {
        "lender" => return Ok(agreement.terms.lender),
        "borrower" => return Ok(agreement.terms.borrower),
        other => account(ctx, other)?,
    };
    Ok(agreement.seat_of(account).unwrap_or(account))
}

/// The digest of a verifier's statement: as it is written, or of the file.
fn statement(ctx: &Context, given: &Option<String>) -> Result<Option<Digest>> {
    let Some(given) = given else { return Ok(None) };
    if let Some(digest) = read_hex(given) {
        return Ok(Some(digest));
    }
    let bytes = iou_files::read(Path::new(given), LEN_MAX as u64)?;
    let read = IdentityStatement::read(&bytes).ok_or_else(|| Error::IdentityRefused {
        path: given.clone(),
        why: ctx.text().tr("why-identity-no-statement"),
    })?;
    Ok(Some(read.digest()))
}

async fn show(args: Show, ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let (agreement, today) = (&loaded.loan.agreement, loaded.today);
    let own = session.own().map(|own| AccountId(own.0));
    let kept = kept(&session, &loaded).await?;
    let data = SeatsView {
        loan: args.loan,
        seats: json::seat_states(agreement, today, &kept, &loaded.unit),
        asked: own.map_or_else(Vec::new, |own| json::asked(agreement, own, today)),
    };
    ctx.printer.data(&data, |text| {
        let mut lines = seats::succession_lines(text, &agreement.terms);
        lines.extend(loaded.seat_lines(text, agreement));
        lines.extend(seats::kept_lines(text, agreement, &kept, &loaded.unit));
        let notes = own.map_or_else(Vec::new, |own| {
            seats::notes(text, args.loan, agreement, own, today)
        });
        let said = match lines.is_empty() {
            true => text.tr("seat-none"),
            false => pairs(lines),
        };
        [vec![said], notes].concat().join("\n\n")
    })
}

/// What the contract keeps for each claimed seat: what was repaid to it on chain meanwhile. Seats for which there is nothing are left out.
async fn kept(session: &Session<'_>, loaded: &LoadedLoan) -> Result<BTreeMap<AccountId, Amount>> {
    let Loan { id, agreement, .. } = &loaded.loan;
    let token = match agreement.terms.settlement {
        Settlement::Native => None,
        Settlement::Token { contract, .. } => Some(contract),
        Settlement::OffChain { .. } => return Ok(BTreeMap::new()),
    };
    let mut kept = BTreeMap::new();
    let seats = agreement.seats.iter().map(|seat| seat.account);
    for seat in seats.filter(|seat| agreement.claimed(*seat).is_some()) {
        let place = iou_ledger::AccountId(held_account(*id, seat, sha256).0);
        let amount = session.ledger.withdrawable(&session.at, place, token).await?;
        if !amount.is_zero() {
            let _ = kept.insert(seat, amount);
        }
    }
    Ok(kept)
}

async fn plan(args: Plan, ctx: &Context) -> Result<()> {
    let named = |who: &Option<String>| who.as_deref().map(|who| account(ctx, who)).transpose();
    let action = Action::PlanSuccession {
        heir: named(&args.heir)?,
        verifier: named(&args.verifier)?,
        second: named(&args.second)?,
        days: args.days,
    };
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    session.execute(&loaded, action, Vec::new()).await
}

async fn hand_over(args: HandOver, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let statement = statement(ctx, &args.statement)?;
    let to = account(ctx, &args.to)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let action = Action::ClaimSeat {
        seat: session.own_seat(&loaded)?,
        to,
        statement,
        evidence,
    };
    session.execute(&loaded, action, Vec::new()).await
}

async fn claim(args: Claim, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let statement = statement(ctx, &args.statement)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    // An heir claims for themselves.
    let to = match &args.to {
        Some(who) => account(ctx, who)?,
        None => AccountId(ctx.own_account()?.0),
    };
    let action = Action::ClaimSeat {
        seat: seat(ctx, &loaded.loan.agreement, &args.seat)?,
        to,
        statement,
        evidence,
    };
    session.execute(&loaded, action, Vec::new()).await
}

async fn support(args: Open, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let to = account(ctx, &args.to)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let seat = seat(ctx, &loaded.loan.agreement, &args.seat)?;
    session
        .execute(&loaded, Action::SupportClaim { seat, to, evidence }, Vec::new())
        .await
}

async fn end(args: Open, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let to = account(ctx, &args.to)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let seat = seat(ctx, &loaded.loan.agreement, &args.seat)?;
    session
        .execute(&loaded, Action::EndClaim { seat, to, evidence }, Vec::new())
        .await
}

async fn decide(args: Decide, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&Some(args.evidence))?.unwrap_or_default();
    let to = account(ctx, &args.to)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let agreement = &loaded.loan.agreement;
    let seat = seat(ctx, agreement, &args.seat)?;
    let key = match args.grant {
        true => to,
        false => agreement.key_of(seat),
    };
    let action = Action::DecideClaim {
        seat,
        to,
        key,
        evidence,
    };
    session.execute(&loaded, action, Vec::new()).await
}

async fn take(args: Take, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let seat = seat(ctx, &loaded.loan.agreement, &args.seat)?;
    session
        .execute(&loaded, Action::TakeSeat { seat, evidence }, Vec::new())
        .await
}

shapes! {
    "seat show": SeatsView { seats: vec![SeatStateView::default()], asked: vec![AskedView::default()], ..SeatsView::default() } => "{asked: [{day: null, seat: text, to: text, what: text}], loan: number, seats: [{account: text, claim: null, held: bool, held_through: null, kept: null, key: text, objected: bool, role: text, succession: null}]}";
}
