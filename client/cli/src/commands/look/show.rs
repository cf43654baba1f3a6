//! `iou show LOAN` and `iou list`: where loans stand. Reads only, no key needed; the private fields of a loan are shown
//! where this machine has them and the key to open them is given.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use serde::Serialize;
use terms::agreement::Seat;
use terms::{LoanId, State, Status};

use super::compared::{compared, Compared};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use crate::transaction::BlockView;
use crate::usage::whole;
use iou_base::names;
use iou_base::text::Text;
use iou_ledger::AccountId;
use iou_view as view;
use iou_view::json::{self, AskedView, SeatView, SumsView, UnansweredView};
use iou_view::seats;
use iou_view::sums::{Delivered, Sums};
use iou_view::table::{pairs, table};

/// Loans whose histories are read at once.
const AT_ONCE: usize = 8;
/// Loans of a page.
const PAGE: u32 = 50;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long)]
    pub private: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct List {
    #[arg(value_name = "ACCOUNT")]
    pub of: Option<String>,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_name = "PAGE", value_parser = whole(1..=1_000_000u32))]
    pub page: Option<u32>,
}

/// A loan for programs, with the block at which it was read and, if they were asked for, its private fields.
#[derive(Debug, Default, Serialize)]
struct ShowView<L> {
    #[serde(flatten)]
    loan: L,
    /// `null` where the node has forgotten what tells them.
    sums: Option<SumsView>,
    /// What waits for an answer, the oldest first; `null` where the node has forgotten since when.
    unanswered: Option<Vec<UnansweredView>>,
    /// What claims to seats ask of the chosen account.
    asked: Vec<AskedView>,
    block: BlockView,
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<BTreeMap<String, String>>,
}

/// Loans for programs; with page and whether there are more where one page was asked for.
#[derive(Debug, Default, Serialize)]
struct ListView<L> {
    loans: Vec<L>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<bool>,
}

#[derive(Debug, Default, Serialize)]
struct Listed<F> {
    loan: LoanId,
    /// What the account is in it, where one was asked about.
    role: Option<&'static str>,
    lender: String,
    borrower: String,
    principal: String,
    unit: String,
    /// `null` where the node has forgotten what tells them.
    sums: Option<SumsView>,
    /// What waits for an answer, the oldest first; `null` where the node has forgotten since when.
    unanswered: Option<Vec<UnansweredView>>,
    /// The seats that are claimed, or for which another key acts.
    seats: Vec<SeatView>,
    /// What claims to seats ask of the account.
    asked: Vec<AskedView>,
    /// Its figures today.
    now: F,
}

impl Show {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let session = Session::open(ctx).await?;
        let loaded = session.load(self.loan).await?;
        let figures = session.figures(&loaded)?;
        let compared = compared(&session, &loaded).await?;
        let private = match self.private {
            true => ctx.private().get(ctx.signer()?, loaded.loan.agreement.digest)?,
            false => Vec::new(),
        };
        let own: Vec<AccountId> = session.own().into_iter().collect();
        let named = private.iter();
        let named = named.map(|field| (field.name.clone(), field.value.clone()));
        let data = ShowView {
            loan: view::loan(&loaded.loan, &loaded.schedule, &figures, &loaded.unit),
            sums: sums_view(&compared, &loaded),
            unanswered: unanswered(&compared, &loaded),
            asked: asked(&loaded, &own),
            block: BlockView {
                number: session.at.block_number(),
                hash: format!("{:?}", session.at.block_hash()),
            },
            private: self.private.then(|| named.collect()),
        };
        ctx.printer.data(&data, |text| {
            let LoadedLoan {
                loan, schedule, unit, ..
            } = &loaded;
            let silence = compared.unanswered.as_deref().unwrap_or_default();
            let sums = compared.sums.as_ref();
            let shown = view::loan_text(text, loan, schedule, &figures, sums, silence, unit);
            let notes = own.iter().flat_map(|own| {
                let own = terms::AccountId(own.0);
                seats::notes(text, loan.id, &loan.agreement, own, loaded.today)
            });
            let shown = [vec![shown], notes.collect()].concat().join("\n\n");
            let fields: Vec<_> = private
                .iter()
                .map(|field| (field.name.clone(), field.value.clone()))
                .collect();
            if fields.is_empty() {
                return shown;
            }
            format!("{shown}\n\n{}", pairs(fields))
        })
    }
}

impl List {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let accounts = of_whom(ctx, self.of.as_deref(), self.all)?;
        let session = Session::open(ctx).await?;
        let (loaded, more) = all_of(&session, accounts.as_deref(), self.page).await?;
        let role = |loaded: &LoadedLoan| {
            let agreement = &loaded.loan.agreement;
            let role = |account: &AccountId| {
                let seat = agreement.seat_of(terms::AccountId(account.0)).ok()?;
                agreement.terms.role_of(seat)
            };
            accounts.iter().flatten().find_map(role)
        };
        let told: Vec<_> = loaded.iter().map(|loaded| compared(&session, loaded)).collect();
        let told: Vec<Compared> = stream::iter(told).buffered(AT_ONCE).try_collect().await?;
        let mut rows = Vec::new();
        for (loaded, compared) in loaded.into_iter().zip(told) {
            let figures = session.figures(&loaded)?;
            rows.push((loaded, figures, compared));
        }
        let loans = rows.iter().map(|(loaded, figures, compared)| {
            let terms = &loaded.loan.agreement.terms;
            Listed {
                loan: loaded.loan.id,
                role: role(loaded).map(names::role),
                lender: view::address(terms.lender),
                borrower: view::address(terms.borrower),
                principal: loaded.unit.number(terms.principal),
                unit: loaded.unit.name.clone(),
                sums: sums_view(compared, loaded),
                unanswered: unanswered(compared, loaded),
                seats: changed(loaded).map(json::seat).collect(),
                asked: asked(loaded, accounts.as_deref().unwrap_or_default()),
                now: view::figures(figures, &loaded.unit),
            }
        });
        let answer = ListView {
            loans: loans.collect::<Vec<_>>(),
            page: self.page,
            more: self.page.map(|_| more),
        };
        if let (Some(page), true) = (self.page, more) {
            let next = [("page", (page + 1).to_string().into())];
            ctx.printer.note(&ctx.text().tr_with("list-more", &next));
        }
        ctx.printer.data(&answer, |text| {
            if rows.is_empty() {
                return text.tr("list-none");
            }
            let heading = [
                text.tr("label-loan"),
                text.tr("label-role"),
                text.tr("label-sum-signed"),
                text.tr("label-sum-delivered"),
                text.tr("label-sum-repaid"),
                text.tr("label-status"),
                text.tr("label-owed"),
                text.tr("label-next-due"),
                text.tr("label-unanswered"),
            ];
            table(
                &heading,
                rows.iter().map(|(loaded, figures, compared)| {
                    let sums = compared.sums.as_ref();
                    let role = role(loaded);
                    let next = figures
                        .next_due
                        .map(|due| format!("{} {}", due.day, loaded.unit.number(due.amount)));
                    vec![
                        loaded.loan.id.to_string(),
                        role.map_or_else(
                            || "-".into(),
                            |role| text.lookup(&format!("label-{}", names::role(role)), &[]),
                        ),
                        signed(sums, loaded),
                        sums.map_or_else(unknown, |sums| delivered(sums, loaded)),
                        sums.map_or_else(unknown, |sums| loaded.unit.number(sums.repaid)),
                        status(text, loaded, figures.status),
                        loaded.unit.number(figures.total()),
                        next.unwrap_or_else(|| "-".into()),
                        longest(text, compared),
                    ]
                }),
            )
        })
    }
}

/// The seats that are claimed, or for which another key acts.
fn changed(loaded: &LoadedLoan) -> impl Iterator<Item = &Seat> {
    let seats = loaded.loan.agreement.seats.iter();
    seats.filter(|seat| seat.claim.is_some() || seat.key != seat.account)
}

/// Where a loan stands, in a cell; a seat that is claimed, or was taken over, is marked.
fn status(text: &Text, loaded: &LoadedLoan, status: Status) -> String {
    let marks = changed(loaded).map(|seat| match seat.claim {
        Some(_) => text.tr("mark-seat-claimed"),
        None => text.tr("mark-seat-taken"),
    });
    let marks: BTreeSet<String> = marks.collect();
    let all: Vec<String> = std::iter::once(view::status(text, status)).chain(marks).collect();
    all.join(" · ")
}

/// What claims to seats ask of some accounts.
fn asked(loaded: &LoadedLoan, accounts: &[AccountId]) -> Vec<AskedView> {
    let agreement = &loaded.loan.agreement;
    let of = |account: &AccountId| json::asked(agreement, terms::AccountId(account.0), loaded.today);
    accounts.iter().flat_map(of).collect()
}

/// What was signed, in a cell; what not all have signed is marked.
fn signed(sums: Option<&Sums>, loaded: &LoadedLoan) -> String {
    let amount = loaded.unit.show(loaded.loan.agreement.terms.principal);
    match (sums.map(|sums| sums.is_signed), &loaded.loan.state) {
        (Some(false), _) => format!("({amount})"),
        // What has expired may have been signed before; the node has forgotten whether it was.
        (None, State::Expired) => unknown(),
        _ => amount,
    }
}

/// What was delivered, in a cell; what is the lender's word alone is marked.
fn delivered(sums: &Sums, loaded: &LoadedLoan) -> String {
    let amount = loaded.unit.number(sums.delivered);
    match sums.delivered_is {
        Delivered::None => "-".into(),
        Delivered::Reported => format!("({amount})"),
        Delivered::Native | Delivered::Token | Delivered::Acknowledged => amount,
    }
}

/// For how many days the oldest of what waits has waited.
fn longest(text: &Text, compared: &Compared) -> String {
    match compared.unanswered.as_deref() {
        None => unknown(),
        Some([]) => "-".into(),
        Some([oldest, ..]) => text.tr_with("value-days", &[("days", oldest.days.into())]),
    }
}

/// In the cell of what the node has forgotten.
fn unknown() -> String {
    "?".into()
}

fn sums_view(compared: &Compared, loaded: &LoadedLoan) -> Option<SumsView> {
    let sums = compared.sums.as_ref();
    sums.map(|sums| json::sums(sums, &loaded.unit))
}

fn unanswered(compared: &Compared, loaded: &LoadedLoan) -> Option<Vec<UnansweredView>> {
    let view = |it| json::unanswered(it, &loaded.unit);
    let silence = compared.unanswered.as_ref();
    silence.map(|silence| silence.iter().map(view).collect())
}

/// Whose loans are meant: those of the account that was named, or of the chosen one with its keys for one loan each, or with
/// `all` everybody's.
pub(crate) fn of_whom(ctx: &Context, of: Option<&str>, all: bool) -> Result<Option<Vec<AccountId>>> {
    match (of, all) {
        (Some(who), _) => {
            let mut accounts = vec![ctx.account_of(who)?];
            let known = match who.parse::<AccountId>().is_err() && !who.contains('/') {
                true => ctx.keystore().loan_keys(who)?,
                false => None,
            };
            accounts.extend(known.iter().flat_map(|keys| keys.accounts()));
            Ok(Some(accounts))
        }
        (None, true) => Ok(None),
        (None, false) => ctx.own_accounts().map(Some),
    }
}

/// The loans of some accounts, or all there are; those of one page (from 1) where one is named, and whether there are more.
/// Several are asked for at once: what a command waits for is the network, not the node.
pub(crate) async fn all_of(
    session: &Session<'_>,
    accounts: Option<&[AccountId]>,
    page: Option<u32>,
) -> Result<(Vec<LoadedLoan>, bool)> {
    let (numbers, more) = match page {
        None => (numbers_of(session, accounts).await?, false),
        // One more than is shown tells whether there is another page.
        Some(page) => {
            let from = (page - 1).saturating_mul(PAGE);
            let mut some = match accounts {
                None | Some([_]) => {
                    numbers_from(session, accounts.and_then(|all| all.first()), from, PAGE + 1).await?
                }
                // Whose loans they are is only seen when all are there.
                several => {
                    let all = numbers_of(session, several).await?.into_iter();
                    all.skip(from as usize).take(PAGE as usize + 1).collect()
                }
            };
            let more = some.len() > PAGE as usize;
            some.truncate(PAGE as usize);
            (some, more)
        }
    };
    Ok((session.load_all(&numbers).await?, more))
}

/// The numbers of the loans of some accounts, or all; each once where there are several.
async fn numbers_of(session: &Session<'_>, accounts: Option<&[AccountId]>) -> Result<Vec<LoanId>> {
    match accounts {
        None => numbers(session, None).await,
        Some([account]) => numbers(session, Some(account)).await,
        Some(several) => {
            let asked = several.iter().map(|account| numbers(session, Some(account)));
            let mut all = futures::future::try_join_all(asked).await?.concat();
            all.sort_unstable();
            all.dedup();
            Ok(all)
        }
    }
}

/// Most loans that one list shows.
const LOANS_MAX: u32 = 100_000;

/// All numbers.
///
/// Errors: [`Error::ListTooLong`].
async fn numbers(session: &Session<'_>, account: Option<&AccountId>) -> Result<Vec<LoanId>> {
    // One more than is shown tells that there are too many.
    let all = numbers_from(session, account, 0, LOANS_MAX + 1).await?;
    match all.len() > LOANS_MAX as usize {
        true => Err(Error::ListTooLong {
            count: all.len().to_string(),
            most: LOANS_MAX.to_string(),
        }),
        false => Ok(all),
    }
}

/// At most `limit` numbers from the place `from` on.
async fn numbers_from(
    session: &Session<'_>,
    account: Option<&AccountId>,
    from: u32,
    limit: u32,
) -> Result<Vec<LoanId>> {
    let Some(account) = account else {
        let count = session.ledger.count(&session.at).await?;
        let first = LoanId::from(from);
        return Ok((first..count.min(first.saturating_add(limit.into()))).collect());
    };
    Ok(session
        .ledger
        .loans_of(&session.at, *account, from, limit)
        .await?)
}

shapes! {
    "show": ShowView::<crate::session::Nothing> { sums: Some(SumsView::default()), unanswered: Some(vec![UnansweredView::default()]), asked: vec![AskedView::default()], ..ShowView::default() } => "{asked: [{day: null, seat: text, to: text, what: text}], block: {hash: text, number: number}, sums: {delivered: text, delivered_is: text, is_signed: bool, repaid: text, signed: text, stated: text}, unanswered: [{amount: null, answer_by: null, by: text, days: number, number: null, recordable: bool, recorded: null, since: text, what: text}]}";
    "show --private": ShowView::<crate::session::Nothing> { private: Some(BTreeMap::new()), ..ShowView::default() } => "{asked: [], block: {hash: text, number: number}, private: {}, sums: null, unanswered: null}";
    "list": ListView { loans: vec![Listed::<()>::default()], page: None, more: None } => "{loans: [{asked: [], borrower: text, lender: text, loan: number, now: null, principal: text, role: null, seats: [], sums: null, unanswered: null, unit: text}]}";
    "list --page": ListView { loans: Vec::<()>::new(), page: Some(1), more: Some(true) } => "{loans: [], more: bool, page: number}";
}
