//! Where every signed step passes: the loan as it is at one block, the step played through by the rules on this machine
//! (which gives the state after it), a dry run by the chain, the question, the submission, the report. What the rules
//! or the dry run refuse is never submitted.

pub mod apart;
pub(crate) mod bound;
pub(crate) mod described;
mod effect;
pub(crate) mod intent;
mod loaded;
pub(crate) mod named;
pub(crate) mod relayed;
pub mod shown;

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use scale::Decode;
use serde::Serialize;
use terms::event::Office;
use terms::law::Published;
use terms::life::{Action, Context as Rules, Offices};
use terms::{Day, Digest, Event, Figures, Instalment, Loan, LoanId, Timestamp};

use crate::arguments::amount_argument;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::transaction::{transaction_lines, Sent};
use apart::{ask_all, Apart, Known};
use effect::Effect;
use iou_base::money::Unit;
use iou_base::sha256;
use iou_base::text::Text;
use iou_form::typed;
use iou_ledger::connection::{AtBlock, Connection};
use iou_ledger::contract::{refusal, Act, Ledger, LedgerEvent, Message};
use iou_ledger::submit::{estimate_fee, TransactionOutcome};
use iou_ledger::AccountId;
use iou_view as view;
use iou_view::table::pairs;
pub use loaded::LoadedLoan;
pub use shown::Lines;

/// How far the newest block may be from this machine's clock. Units: milliseconds.
const CLOCK_MS: u64 = 15 * 60 * 1000;

/// Loans whose bytes are in memory at once, beside those that are read already.
const LOANS_AT_ONCE: usize = 2_048;

/// The contract, read at one block.
pub struct Session<'c> {
    /// Settings, messages, keys.
    pub ctx: &'c Context,
    /// The contract.
    pub ledger: Ledger,
    /// The block at which everything is read.
    pub at: AtBlock,
    /// That block's time. Units: milliseconds since 1970.
    pub now_ms: u64,
    /// Reference rates, those published on the contract included.
    pub rates: Published,
}

/// One step to sign: the message, what comes along with it, and how it is explained.
pub struct Step<T> {
    /// The step's name, or the message's; what people read is the message `action-NAME`.
    pub action: &'static str,
    /// The loan that it is about.
    pub loan: Option<LoanId>,
    /// What is sent.
    pub message: Message<Result<T, terms::Error>>,
    /// Money that comes along. Units: the smallest unit of the native token.
    pub value: u128,
    /// Label and value of its arguments.
    pub details: Vec<(String, String)>,
    /// Label and value of the state after it.
    pub after: Vec<(String, String)>,
    /// What takes a yes of its own.
    pub apart: Apart,
}

/// A step that was submitted.
pub struct Submitted<T> {
    /// What the dry run answered.
    pub answer: T,
    /// What became of the transaction.
    pub outcome: TransactionOutcome,
    /// The contract's events in it, if it was followed into a block.
    pub events: Vec<LedgerEvent>,
}

/// A submitted step for programs.
#[derive(Debug, Default, Serialize)]
struct ReportView<E, X> {
    transaction: Sent,
    /// The loan events in the block that has it.
    events: Vec<E>,
    #[serde(flatten)]
    extra: X,
}

/// What a step of a loan adds to it.
#[derive(Debug, Default, Serialize)]
struct Stepped {
    changes: Option<effect::Changes>,
}

/// A submitted step of which there is no more to say.
#[derive(Debug, Default, Serialize)]
pub struct Nothing {}

/// Offices are the contract's to check; the dry run does. Whoever signs is taken to hold what their step needs, and every verifier theirs;
/// nobody else is: to hold an office keeps from a seat.
impl Offices for Session<'_> {
    fn holds(&self, office: Office, account: terms::AccountId) -> bool {
        let own = self.ctx.own_account();
        office == Office::Verifier || own.is_ok_and(|own| own.0 == account.0)
    }
}

impl<'c> Session<'c> {
    /// Connects and reads at the newest block.
    pub async fn open(ctx: &'c Context) -> Result<Session<'c>> {
        let address = ctx.config.contract()?;
        let conn = ctx.connect().await?;
        let at = conn.at_best().await?;
        let ledger = Ledger::new(conn, address);
        check_code(ctx, &ledger, &at).await?;
        let now_ms = ledger.conn.timestamp_ms(&at).await?;
        let rates = ledger.published_rates(&at).await?;
        Ok(Session {
            ctx,
            ledger,
            at,
            now_ms,
            rates: Published(rates),
        })
    }

    /// The messages.
    pub fn text(&self) -> &Text {
        self.ctx.text()
    }

    /// A loan. From here on signs the key with which the chosen account has its part in it. Errors: a refusal (`NoSuchLoan`).
    pub async fn load(&self, id: LoanId) -> Result<LoadedLoan> {
        let (loan, schedule) = self.ledger.loan(&self.at, id).await?;
        self.ctx.choose_key_of(&loan.agreement);
        Ok(self.loaded(loan, schedule))
    }

    /// Several, read at once. Errors: a refusal (`NoSuchLoan`) where one is missing.
    pub async fn load_all(&self, ids: &[LoanId]) -> Result<Vec<LoadedLoan>> {
        let mut loaded = Vec::with_capacity(ids.len());
        for some in ids.chunks(LOANS_AT_ONCE) {
            for one in self.ledger.loans(&self.at, some).await? {
                let (loan, schedule) = one.ok_or_else(|| refusal(terms::Error::NoSuchLoan))?;
                loaded.push(self.loaded(loan, schedule));
            }
        }
        Ok(loaded)
    }

    /// All events of a loan up to the block at which everything is read. Errors: those of [`Ledger::history`].
    pub async fn history(&self, id: LoanId) -> Result<Vec<Event>> {
        let block = (self.at.block_number(), self.at.block_hash());
        let placed = self.ledger.history(id, block, |_, _| {}).await?;
        Ok(placed.into_iter().map(|placed| placed.event).collect())
    }

    /// The digests of files that the events of a loan name. Errors: those of [`Ledger::history`].
    pub(crate) async fn files_of(&self, loan: LoanId) -> Result<BTreeSet<Digest>> {
        let events = self.history(loan).await?;
        let named = events.iter().flat_map(iou_evidence::verify::history::files);
        Ok(named.map(|(_, digest)| digest).collect())
    }

    fn loaded(&self, loan: Loan, schedule: Vec<Instalment>) -> LoadedLoan {
        let unit = Unit::of(loan.agreement.terms.settlement, &self.ledger.conn.chain().money());
        let today = loan.agreement.terms.day_of(Timestamp(self.now_ms));
        LoadedLoan {
            loan,
            schedule,
            unit,
            today,
        }
    }

    /// The rules' context for the chosen account.
    pub fn rules(&self) -> Result<Rules<'_>> {
        let caller = terms::AccountId(self.ctx.own_account()?.0);
        Ok(Rules {
            caller,
            now: Timestamp(self.now_ms),
            block: u32::try_from(self.at.block_number()).unwrap_or(u32::MAX),
            sha256,
            rates: &self.rates,
            offices: self,
            intent: None,
        })
    }

    /// The seat of a loan for which the chosen account acts, mostly its own.
    ///
    /// Errors: a refusal (`SeatPassed`) where another account acts for its seat.
    pub fn own_seat(&self, loaded: &LoadedLoan) -> Result<terms::AccountId> {
        let own = terms::AccountId(self.ctx.own_account()?.0);
        Ok(loaded.loan.agreement.seat_of(own).map_err(refusal)?)
    }

    /// Whether the rules let the chosen account take a step. Errors: their refusal.
    pub fn allows(&self, loaded: &LoadedLoan, step: &Action) -> Result<()> {
        self.play(loaded, step).map(drop)
    }

    /// Plays a step by the rules: the state after it, in words, and what it changes in the money.
    ///
    /// Errors: the rules' refusal.
    fn play(&self, loaded: &LoadedLoan, step: &Action) -> Result<(Lines, Option<Effect>)> {
        let loan = loaded.loan.clone();
        let played = loan
            .step(step.clone(), &loaded.schedule, &self.rules()?)
            .map_err(refusal)?;
        let schedule = played.schedule.as_ref().unwrap_or(&loaded.schedule);
        let figures = self.figures_of(&played.loan, schedule, loaded.today)?;
        let effect = Effect::of(self.rules()?, loaded, &played.loan, schedule)?;
        let mut after = view::figures_lines(self.text(), &figures, &loaded.unit);
        let agreement = &played.loan.agreement;
        if agreement.seats != loaded.loan.agreement.seats {
            after.extend(loaded.seat_lines(self.text(), agreement));
        }
        Ok((after, effect))
    }

    /// Tries, shows, asks, submits and waits as far as the flags say.
    ///
    /// Errors: the contract's refusal, [`Error::Declined`], [`Error::PromptRequired`], [`Error::Overpayment`],
    /// [`Error::ClauseApart`], [`Error::ClockDiffers`], those of submission.
    pub async fn sign<T: Decode>(&self, step: Step<T>) -> Result<Submitted<T>> {
        let (ctx, conn) = (self.ctx, &self.ledger.conn);
        let account = ctx.signing_account(conn)?;
        self.check_fees(&account).await?;
        check_clock(conn, &self.at, self.now_ms)?;
        let accepted = self
            .ledger
            .dry_run(&self.at, &account, step.value, &step.message)
            .await?;
        let fee = estimate_fee(conn, &self.at, &account, &accepted.call).await?;
        let signer = ctx.signer_for(conn)?;
        // It was tried as the account that the keystore's file named.
        if signer.account() != account {
            return Err(iou_ledger::Error::KeystoreInvalid {
                path: ctx.account_name().unwrap_or_default().to_owned(),
                reason: format!("it says {account} and has the key of {}", signer.account()),
            }
            .into());
        }
        let text = self.text();
        let mut lines = vec![
            (
                text.tr("label-chain"),
                format!("{} ({})", conn.chain().name, conn.chain().genesis),
            ),
            (text.tr("label-contract"), self.ledger.address.to_string()),
            (text.tr("label-account"), signer.account().to_string()),
            (
                text.tr("label-action"),
                text.lookup(&format!("action-{}", step.action.replace('_', "-")), &[]),
            ),
        ];
        lines.extend(step.loan.map(|loan| (text.tr("label-loan"), loan.to_string())));
        lines.extend(step.details);
        if step.value > 0 {
            lines.push((text.tr("label-value-sent"), conn.chain().show_amount(step.value)));
        }
        lines.push((text.tr("label-fee"), conn.chain().show_amount(fee)));
        lines.push((
            text.tr("label-deposit"),
            conn.chain().show_amount(accepted.deposit),
        ));
        let after = step
            .after
            .into_iter()
            .map(|(label, value)| (format!("→ {label}"), value));
        lines.extend(after);
        ask_all(ctx, lines, step.apart)?;
        let loan = step.loan.map(|loan| loan.to_string());
        let outcome = ctx.submit(conn, &accepted.call, step.action, loan).await?;
        let events = match &outcome.included {
            Some(included) => self.ledger.events_in(&included.events)?,
            None => Vec::new(),
        };
        Ok(Submitted {
            answer: accepted.answer,
            outcome,
            events,
        })
    }

    /// A key for one loan has no money unless somebody sent it some; the chain would say so in its own words only.
    ///
    /// Errors: [`Error::LoanKeyPoor`].
    async fn check_fees(&self, account: &AccountId) -> Result<()> {
        let Some(number) = self.ctx.loan_key() else {
            return Ok(());
        };
        match self.ledger.conn.free_balance(&self.at, account).await? {
            0 => Err(Error::LoanKeyPoor {
                number: number.to_string(),
                address: account.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// One step of a loan from beginning to end: played by the rules, tried, shown, asked, submitted, reported; all of it by
    /// what the bytes that are signed say. With `--intent` or a relay it is an intent and not a transaction. `known` is what the chosen block knows of it beside.
    pub async fn execute(&self, loaded: &LoadedLoan, action: Action, known: impl Into<Known>) -> Result<()> {
        let known = known.into();
        let settlement = loaded.loan.agreement.terms.settlement;
        if let Some(way) = self.way_of(&action, settlement)? {
            return self.intend(loaded, action, known, way).await;
        }
        let act = Act::new(loaded.loan.id, action)?;
        let (after, effect) = self.play(loaded, &act.action)?;
        let mut details = shown::lines(self.text(), &loaded.seen(), &act.action, known.lines)?;
        details.extend(effect.iter().flat_map(|it| it.lines(self.text(), &loaded.unit)));
        let overpaid = effect.map(|it| it.overpaid()).filter(|more| !more.is_zero());
        let step = Step {
            action: act.action.row().name,
            loan: Some(act.loan),
            value: act.action.value(settlement).minor(),
            message: act.message,
            details,
            after,
            apart: Apart {
                overpaid: overpaid.map(|more| loaded.unit.show(more)),
                form: known.form,
            },
        };
        let done = self.sign(step).await?;
        let changes = effect.map(|it| it.view(&loaded.unit));
        self.report(&done, &loaded.unit, Stepped { changes })
    }

    /// Reports a submitted step; the fields of `extra` are added for programs.
    pub fn report<T>(&self, done: &Submitted<T>, unit: &Unit, extra: impl Serialize) -> Result<()> {
        let loan_events = || {
            done.events.iter().filter_map(|event| match event {
                LedgerEvent::Loan(event, _) => Some(event),
                _ => None,
            })
        };
        let data = ReportView {
            transaction: Sent::of(&done.outcome),
            events: loan_events()
                .map(|event| view::event(event, unit))
                .collect::<Vec<_>>(),
            extra,
        };
        self.ctx.printer.data(&data, |text| {
            let mut lines: Vec<String> = loan_events()
                .map(|event| view::event_line(text, event, unit))
                .collect();
            lines.push(pairs(transaction_lines(text, &done.outcome)));
            lines.join("\n")
        })
    }

    /// The figures of a loan now.
    pub fn figures(&self, loaded: &LoadedLoan) -> Result<Figures> {
        self.figures_of(&loaded.loan, &loaded.schedule, loaded.today)
    }

    /// The figures of any loan under a schedule.
    pub fn figures_of(&self, loan: &Loan, schedule: &Vec<Instalment>, today: Day) -> Result<Figures> {
        Ok(loan.figures(schedule, &self.rates, today).map_err(refusal)?)
    }

    /// An amount that somebody wrote, or `all`: everything owed today. Errors: [`Error::Amount`].
    pub fn amount_or_all(&self, loaded: &LoadedLoan, amount: &str) -> Result<terms::Amount> {
        if typed::is_all(amount) {
            return Ok(self.figures(loaded)?.total());
        }
        amount_argument(self.text(), &loaded.unit, amount)
    }

    /// The address that a role's account has, marked where it is the chosen one.
    pub fn own(&self) -> Option<AccountId> {
        self.ctx.own_account().ok()
    }
}

/// Checks that the newest block is of now: what is owed today is shown by its time. A development chain's clock is moved on
/// purpose.
///
/// Errors: [`Error::ClockDiffers`].
fn check_clock(conn: &Connection, at: &AtBlock, block_ms: u64) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let machine_ms = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
    // A chain that has just been begun has no time yet.
    if conn.chain().is_development() || at.block_number() == 0 || block_ms.abs_diff(machine_ms) <= CLOCK_MS {
        return Ok(());
    }
    let shown = |ms: u64| iou_base::time::show_moment(ms, terms::UtcOffset(0));
    Err(Error::ClockDiffers {
        block: shown(block_ms),
        machine: shown(machine_ms),
    })
}

/// Checks that the contract runs the code that the profile names, if it names any: whoever signs has looked at that code.
///
/// Errors: [`Error::CodeHashMismatch`].
async fn check_code(ctx: &Context, ledger: &Ledger, at: &AtBlock) -> Result<()> {
    let Some(expected) = ctx.config.code_hash()? else {
        return Ok(());
    };
    // Where there is no contract at all, the first question to it says so.
    match ledger.code_hash(at.block_hash()).await? {
        Some(found) if found != expected => Err(Error::CodeHashMismatch {
            contract: ledger.address.to_string(),
            expected: format!("{expected:?}"),
            found: format!("{found:?}"),
        }),
        _ => Ok(()),
    }
}

shapes! {
    "repay": ReportView { transaction: Sent::default(), events: vec![Nothing {}], extra: Stepped { changes: Some(effect::Changes::default()) } } => "{changes: {after: {late: text, late_instalments: number, owed: text}, before: {late: text, late_instalments: number, owed: text}, once_confirmed: bool, overpaid: text}, events: [{}], transaction: {block: null, fee: null, hash: text, status: text}}";
}
