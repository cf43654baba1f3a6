//! `iou intent submit`: what was signed, brought to the contract by whoever pays for it: with tokens of one's own, or by a relay.
//! Two offers of the same terms become a loan. `iou intent status`: what became of it, asked of a relay and of the chain.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use terms::intent::Deed;
use terms::{LoanId, Role};

use crate::context::Context;
use crate::error::{Error, Result};
use crate::handover::Relay;
use crate::intents;
use crate::session::apart::Apart;
use crate::session::described::described;
use crate::session::intent::{way, Way};
use crate::session::relayed::after_hand_over;
use crate::session::relayed::standing::{Sought, Standing};
use crate::session::{Session, Step};
use iou_base::money::Unit;
use iou_base::sha256;
use iou_intent::kept::{Kept, KeptIntents};
use iou_intent::IntentFile;
use iou_ledger::contract::Message;
use iou_view::table::table;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Submit {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Status {
    #[arg(value_name = "ID")]
    pub id: Option<String>,
}

/// What a loan that was made of two offers adds to the report of its transaction.
#[derive(Debug, Default, Serialize)]
struct Concluded {
    loan: LoanId,
    /// The ids of both offers, hexadecimal, the lender's first.
    intents: Vec<String>,
}

/// What submitted intents add to the report of their transaction.
#[derive(Debug, Default, Serialize)]
struct BecameView {
    /// Their ids, hexadecimal.
    intents: Vec<String>,
    /// Of each, in the same order: `applied`, `skipped` or `passed`.
    became: Vec<&'static str>,
}

/// Everything that was handed over from this machine, for programs.
#[derive(Debug, Default, Serialize)]
struct KeptViews {
    intents: Vec<KeptView>,
}

#[derive(Debug, Default, Serialize)]
struct KeptView {
    /// RFC 3339.
    time: String,
    step: &'static str,
    loan: Option<LoanId>,
    relay: String,
    id: String,
}

impl Submit {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let files = arranged(ctx, self.read(ctx)?)?;
        let session = Session::open(ctx).await?;
        for file in &files {
            intents::check(ctx, file)?;
            session.check_place(file)?;
        }
        let unit = session.unit_of(&files, None).await?;
        match way(ctx) {
            Some(Way::Relay { url, .. }) => by_relay(&session, &url, &files, &unit).await,
            _ => directly(&session, &files, &unit).await,
        }
    }

    /// What was handed over before under the id that is given; else every file is an intent, unless all of them together are
    /// the codes of one.
    fn read(&self, ctx: &Context) -> Result<Vec<IntentFile>> {
        if let [only] = &self.files[..] {
            let id = only.to_str().and_then(id_typed).filter(|_| !only.exists());
            let kept = id.map(|id| KeptIntents::under(&ctx.config.home).find(&id));
            if let Some(kept) = kept.transpose()?.flatten() {
                return Ok(kept.files);
            }
        }
        match intents::read_all(ctx, &self.files) {
            Err(Error::IntentFile { .. }) if self.files.len() > 1 => {
                Ok(vec![intents::read(ctx, &self.files)?])
            }
            other => other,
        }
    }
}

/// Files that go together: steps and skips, each signed; or two offers of the same terms, the lender's first.
///
/// Errors: [`Error::IntentsApart`], [`Error::OfferAlone`].
pub(crate) fn arranged(ctx: &Context, mut files: Vec<IntentFile>) -> Result<Vec<IntentFile>> {
    let apart = |why: &str| Error::IntentsApart {
        why: ctx.text().lookup(why, &[]),
    };
    if files.iter().any(|file| file.signature.is_none()) {
        return Err(apart("why-not-signed"));
    }
    let is_offer = |file: &IntentFile| matches!(file.intent.deed, Deed::Propose { .. });
    match files.iter().filter(|file| is_offer(file)).count() {
        0 if files.len() <= terms::limits::INTENTS_MAX => return Ok(files),
        0 => return Err(apart("why-too-many-intents")),
        1 if files.len() == 1 => return Err(Error::OfferAlone {}),
        2 if files.len() == 2 => {}
        _ => return Err(apart("why-offers-and-steps")),
    }
    let terms = files
        .iter()
        .find_map(IntentFile::terms)
        .ok_or_else(|| apart("why-terms-missing"))?;
    let digest = terms.digest(sha256);
    if files[0].intent.signer == terms.borrower {
        files.reverse();
    }
    for (file, role) in files.iter_mut().zip([Role::Lender, Role::Borrower]) {
        let said = file.intent.proposes(&terms, digest, role);
        let _ = said.map_err(|_| apart("why-offers-differ"))?;
        file.agreed = Some(iou_intent::Agreed::first(terms.clone()));
    }
    Ok(files)
}

/// One after the other: a relay takes each by itself, and two offers as one.
async fn by_relay(session: &Session<'_>, url: &str, files: &[IntentFile], unit: &Unit) -> Result<()> {
    let relay = session.reach(url).await?;
    let is_pair = matches!(files[0].intent.deed, Deed::Propose { .. });
    let groups = files.chunks(if is_pair { 2 } else { 1 });
    for group in groups {
        session.relay(&relay, group, unit, None).await?;
    }
    Ok(())
}

/// With one's own account, in one transaction.
pub(crate) async fn directly(session: &Session<'_>, files: &[IntentFile], unit: &Unit) -> Result<()> {
    let (ctx, text) = (session.ctx, session.text());
    let mut details = Vec::new();
    for file in files {
        let about = described(ctx, file)?;
        // Chain and contract stand above; what the block knows is not open any more.
        details.extend(about.head.into_iter().skip(2));
        details.extend(about.arguments);
        details.extend(about.tail);
    }
    let signed: Vec<_> = files.iter().filter_map(IntentFile::signed).collect();
    let ids: Vec<_> = files.iter().map(IntentFile::id_text).collect();
    if let (Deed::Propose { .. }, [lender, borrower]) = (&files[0].intent.deed, &signed[..]) {
        let terms = files[0].terms().ok_or(Error::OfferAlone {})?;
        let message = Message::conclude(terms, lender.clone(), borrower.clone());
        let done = session.sign(step("conclude", None, message, details)).await?;
        let loan = done.answer;
        let extra = Concluded { loan, intents: ids };
        session.report(&done, unit, extra)?;
        let args = [("loan", loan.to_string().into())];
        ctx.printer.note(&text.tr_with("concluded", &args));
        return Ok(());
    }
    let message = Message::submit(signed);
    let loan = files[0]
        .loan()
        .filter(|loan| files.iter().all(|file| file.loan() == Some(*loan)));
    let done = session.sign(step("submit", loan, message, details)).await?;
    let became = done.answer.iter().map(|one| became(*one)).collect();
    let extra = BecameView { intents: ids, became };
    session.report(&done, unit, extra)
}

fn step<T>(
    action: &'static str,
    loan: Option<LoanId>,
    message: Message<std::result::Result<T, terms::Error>>,
    details: Vec<(String, String)>,
) -> Step<T> {
    Step {
        action,
        loan,
        message,
        value: 0,
        details,
        after: Vec::new(),
        apart: Apart::default(),
    }
}

fn became(one: terms::intent::Submitted) -> &'static str {
    match one {
        terms::intent::Submitted::Applied => "applied",
        terms::intent::Submitted::Skipped => "skipped",
        terms::intent::Submitted::Passed => "passed",
    }
}

impl Session<'_> {
    /// Whether an intent is for this contract.
    ///
    /// Errors: [`Error::IntentElsewhere`].
    pub(crate) fn check_place(&self, file: &IntentFile) -> Result<()> {
        let ours = self.ledger.conn.chain().genesis;
        let pairs = [
            (
                "label-chain",
                format!("{ours:?}"),
                iou_base::hex0x(file.intent.genesis),
            ),
            (
                "label-contract",
                self.ledger.address.to_string(),
                iou_view::address(file.intent.contract),
            ),
        ];
        match pairs.into_iter().find(|(_, expected, found)| expected != found) {
            Some((what, expected, found)) => Err(Error::IntentElsewhere {
                what: self.text().lookup(what, &[]),
                expected,
                found,
            }),
            None => Ok(()),
        }
    }

    /// The money of what was signed; of the loan's, where the terms are not at hand.
    async fn unit_of(&self, files: &[IntentFile], loan: Option<LoanId>) -> Result<Unit> {
        let native = self.ledger.conn.chain().money();
        if let Some(terms) = files.iter().find_map(IntentFile::terms) {
            return Ok(Unit::of(terms.settlement, &native));
        }
        match files.first().and_then(IntentFile::loan).or(loan) {
            Some(loan) => Ok(self.load(loan).await?.unit),
            None => Ok(native),
        }
    }
}

impl Status {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        match &self.id {
            Some(id) => status(ctx, id).await,
            None => list(ctx),
        }
    }
}

/// All that was handed over from this machine.
fn list(ctx: &Context) -> Result<()> {
    let all = KeptIntents::under(&ctx.config.home).all()?;
    let view = |kept: &Kept| {
        let first = kept.files.first();
        KeptView {
            time: kept.time.clone(),
            step: match kept.files.len() {
                2 => "conclude",
                _ => first.map_or("?", IntentFile::step),
            },
            loan: first.and_then(IntentFile::loan),
            relay: iou_files::redact::address(&kept.relay),
            id: kept.id.clone(),
        }
    };
    let data = KeptViews {
        intents: all.iter().map(view).collect(),
    };
    ctx.printer.data(&data, |text| {
        if data.intents.is_empty() {
            return text.tr("intents-none");
        }
        let heading = [
            "label-time",
            "label-action",
            "label-loan",
            "label-relay",
            "label-intent",
        ]
        .map(|id| text.lookup(id, &[]));
        let cells = data.intents.iter().map(|one| {
            let loan = one.loan.map_or_else(|| "-".into(), |loan| loan.to_string());
            vec![
                one.time.clone(),
                one.step.to_owned(),
                loan,
                one.relay.clone(),
                one.id.clone(),
            ]
        });
        table(&heading, cells)
    })
}

/// What became of one intent: by the relay that has it, else by the chain alone.
///
/// Errors: those of [`Session::tell_receipt`] and [`Session::tell_standing`].
pub(crate) async fn status(ctx: &Context, id: &str) -> Result<()> {
    let id = id_typed(id).ok_or_else(|| Error::Argument {
        name: "ID".into(),
        value: id.to_owned(),
        why: ctx.text().tr("why-intent-id"),
    })?;
    let kept = KeptIntents::under(&ctx.config.home).find(&id)?;
    let url = match way(ctx) {
        Some(Way::Relay { url, .. }) => Some(url),
        _ => kept.as_ref().map(|kept| kept.relay.clone()),
    };
    let files = kept.map(|kept| kept.files).unwrap_or_default();
    let session = Session::open(ctx).await?;
    let sought = Sought::of(&id, &files);
    let standing = session.standing(&sought).await?;
    let is_clear = standing.is_done() || standing == Standing::Passed;
    let Some(url) = url.filter(|_| !is_clear) else {
        return session.tell_standing(&sought, standing).await;
    };
    // Nothing of it is on the chain, or this machine does not know what to look for.
    let relay = Relay::at(&url, ctx.text().lang())?;
    match relay.receipt(&id, None).await {
        Ok(Some(receipt)) => {
            let unit = session.unit_of(&files, receipt.loan).await?;
            let told = session.tell_receipt(&relay, &receipt, sought, &unit, None).await;
            told.map_err(|error| after_hand_over(&id, error))
        }
        Ok(None) => session.tell_standing(&sought, standing).await,
        Err(error) if files.is_empty() => Err(error),
        // The chain knows as well.
        Err(error) => {
            ctx.printer.warn(&error.message(ctx.text()));
            session.tell_standing(&sought, standing).await
        }
    }
}

/// The id of an intent, as it was shown or with `0x` before it.
fn id_typed(text: &str) -> Option<String> {
    let id = text.trim_start_matches("0x").to_ascii_lowercase();
    let is_id = id.len() == 64 && id.bytes().all(|sign| sign.is_ascii_hexdigit());
    is_id.then_some(id)
}

shapes! {
    "intent submit, offers": Concluded::default() => "{intents: [], loan: number}";
    "intent submit": BecameView::default() => "{became: [], intents: []}";
    "intent status, list": KeptViews { intents: vec![KeptView::default()] } => "{intents: [{id: text, loan: null, relay: text, step: text, time: text}]}";
}
