//! Where every signed step passes: the loan as it is at one block, the step played through by the rules on this machine
//! (which gives the state after it), a trial run by the chain, the question, the submission, the report. What the rules
//! or the trial refuse is never submitted.

use std::path::PathBuf;

use scale::Decode;
use serde_json::{json, Value};
use terms::event::Office;
use terms::law::Published;
use terms::life::{Action, Context as Rules, Offices};
use terms::{Day, Digest, Figures, Instalment, Loan, LoanId, Timestamp};

use super::confirm::confirm;
use super::context::Context;
use crate::chain::connection::{AtBlock, Connection};
use crate::chain::contract::{refusal, Ledger, LedgerEvent, Message};
use crate::chain::submit::{estimate_fee, Outcome, Stage};
use crate::chain::{dryrun, AccountId};
use crate::error::{Error, Result};
use crate::form::sha256;
use crate::money::Unit;
use crate::output::pairs;
use crate::text::Text;
use crate::view;

/// The contract, read at one block.
pub struct Desk<'c> {
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

/// A loan as read, with the unit of its amounts.
pub struct Found {
    /// The loan.
    pub loan: Loan,
    /// Its schedule in force.
    pub schedule: Vec<Instalment>,
    /// Its money.
    pub unit: Unit,
    /// Today, where the parties live.
    pub today: Day,
}

/// One step to sign: the message, what comes along with it, and how it is explained.
pub struct Step<T> {
    /// The command's name; messages `action-NAME`.
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
}

/// A step that was submitted.
pub struct Done<T> {
    /// What the trial run answered.
    pub answer: T,
    /// What became of the transaction.
    pub outcome: Outcome,
    /// The contract's events in it, if it was followed into a block.
    pub events: Vec<LedgerEvent>,
}

/// Offices are the contract's to check; the trial run does.
struct Everybody;

impl Offices for Everybody {
    fn holds(&self, _: Office, _: terms::AccountId) -> bool {
        true
    }
}

impl<'c> Desk<'c> {
    /// Connects and reads at the newest block.
    pub async fn open(ctx: &'c Context) -> Result<Desk<'c>> {
        let address = ctx.config.contract()?;
        let conn = ctx.connect().await?;
        let at = conn.at_best().await?;
        check_code(ctx, &conn, &at, &address).await?;
        let now_ms = conn.timestamp_ms(&at).await?;
        let ledger = Ledger { conn, address };
        let rates = Published(ledger.published_rates(&at).await?);
        Ok(Desk {
            ctx,
            ledger,
            at,
            now_ms,
            rates,
        })
    }

    /// The messages.
    pub fn text(&self) -> &Text {
        self.ctx.text()
    }

    /// A loan. Errors: a refusal (`NoSuchLoan`).
    pub async fn find(&self, id: LoanId) -> Result<Found> {
        let (loan, schedule) = self.ledger.loan(&self.at, id).await?;
        let unit = Unit::of(loan.agreement.terms.settlement, self.ledger.conn.chain());
        let today = loan.agreement.terms.day_of(Timestamp(self.now_ms));
        Ok(Found {
            loan,
            schedule,
            unit,
            today,
        })
    }

    /// The rules' context for the chosen account.
    pub fn rules(&self) -> Result<Rules<'_>> {
        let caller = terms::AccountId(self.ctx.own_account()?.0);
        Ok(Rules {
            caller,
            now: Timestamp(self.now_ms),
            sha256,
            rates: &self.rates,
            offices: &Everybody,
        })
    }

    /// Plays a step by the rules: the state after it, in words.
    ///
    /// Errors: the rules' refusal.
    fn play(&self, found: &Found, step: Action) -> Result<Vec<(String, String)>> {
        let loan = found.loan.clone();
        let played = loan
            .step(step, &found.schedule, &self.rules()?)
            .map_err(refusal)?;
        let schedule = played.schedule.as_ref().unwrap_or(&found.schedule);
        let figures = self.figures_of(&played.loan, schedule, found.today)?;
        Ok(view::figures_lines(self.text(), &figures, &found.unit))
    }

    /// Tries, shows, asks, submits and waits as far as the flags say.
    ///
    /// Errors: the contract's refusal, [`Error::Declined`], [`Error::PromptRequired`], those of submission.
    pub async fn sign<T: Decode>(&self, step: Step<T>) -> Result<Done<T>> {
        let (ctx, conn) = (self.ctx, &self.ledger.conn);
        let signer = ctx.signer_for(conn)?;
        let trial = self
            .ledger
            .trial(&self.at, &signer.account(), step.value, &step.message)
            .await?;
        let fee = estimate_fee(conn, &signer.account(), &trial.call).await?;
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
                text.lookup(&format!("action-{}", step.action), &[]),
            ),
        ];
        lines.extend(step.loan.map(|loan| (text.tr("label-loan"), loan.to_string())));
        lines.extend(step.details);
        if step.value > 0 {
            lines.push((text.tr("label-value-sent"), conn.chain().show_amount(step.value)));
        }
        lines.push((text.tr("label-fee"), conn.chain().show_amount(fee)));
        lines.push((text.tr("label-deposit"), conn.chain().show_amount(trial.deposit)));
        let after = step
            .after
            .into_iter()
            .map(|(label, value)| (format!("→ {label}"), value));
        lines.extend(after);
        confirm(ctx, lines)?;
        let loan = step.loan.map(|loan| loan.to_string());
        let outcome = ctx.submit(conn, &trial.call, step.action, loan).await?;
        let events = match &outcome.included {
            Some(included) => self.ledger.events_in(&included.events)?,
            None => Vec::new(),
        };
        Ok(Done {
            answer: trial.answer,
            outcome,
            events,
        })
    }

    /// One step of a loan from beginning to end: played by the rules, tried, shown, asked, submitted, reported.
    pub async fn take<T: Decode>(
        &self,
        found: &Found,
        action: &'static str,
        details: Vec<(String, String)>,
        value: u128,
        message: Message<Result<T, terms::Error>>,
        step: Action,
    ) -> Result<()> {
        let after = self.play(found, step)?;
        let loan = Some(found.loan.id);
        let step = Step {
            action,
            loan,
            message,
            value,
            details,
            after,
        };
        let done = self.sign(step).await?;
        self.report(&done, &found.unit, json!({}))
    }

    /// Reports a submitted step; `extra` is an object whose fields are added for programs.
    pub fn report<T>(&self, done: &Done<T>, unit: &Unit, extra: Value) -> Result<()> {
        let loan_events = || {
            done.events.iter().filter_map(|event| match event {
                LedgerEvent::Loan(event, _) => Some(event),
                _ => None,
            })
        };
        let mut data = transaction(&done.outcome);
        data["events"] = loan_events().map(|event| view::event(event, unit)).collect();
        if let (Some(data), Some(extra)) = (data.as_object_mut(), extra.as_object()) {
            data.extend(extra.clone());
        }
        self.ctx.printer.data(&data, |text| {
            let mut lines: Vec<String> = loan_events()
                .map(|event| view::event_line(text, event, unit))
                .collect();
            lines.push(pairs(transaction_lines(text, &done.outcome)));
            lines.join("\n")
        })
    }

    /// The figures of a loan now.
    pub fn figures(&self, found: &Found) -> Result<Figures> {
        self.figures_of(&found.loan, &found.schedule, found.today)
    }

    /// The figures of any loan under a schedule.
    pub fn figures_of(&self, loan: &Loan, schedule: &Vec<Instalment>, today: Day) -> Result<Figures> {
        loan.figures(schedule, &self.rates, today).map_err(refusal)
    }

    /// The address that a role's account has, marked where it is the chosen one.
    pub fn own(&self) -> Option<AccountId> {
        self.ctx.own_account().ok()
    }
}

pub(super) fn transaction(outcome: &Outcome) -> Value {
    let block = outcome.included.as_ref().map(
        |included| json!({"number": included.block_number, "hash": format!("{:?}", included.block_hash)}),
    );
    let fee = outcome
        .included
        .as_ref()
        .and_then(|included| included.fee)
        .map(|fee| fee.to_string());
    json!({"transaction": {
        "hash": format!("{:?}", outcome.hash), "status": outcome.stage, "block": block, "fee": fee,
    }})
}

pub(super) fn transaction_lines(text: &Text, outcome: &Outcome) -> Vec<(String, String)> {
    let stage = match outcome.stage {
        Stage::Submitted => text.tr("status-submitted"),
        Stage::InBlock => text.tr("status-in-block"),
        Stage::Finalised => text.tr("status-finalised"),
    };
    let place = match &outcome.included {
        Some(included) => format!("{stage}, {} {}", text.tr("label-block"), included.block_number),
        None => stage,
    };
    vec![(
        text.tr("label-transaction"),
        format!("{:?} ({place})", outcome.hash),
    )]
}

/// Checks that the contract runs the code that the profile names, if it names any: whoever signs has looked at that code.
///
/// Errors: [`Error::CodeHashMismatch`].
async fn check_code(ctx: &Context, conn: &Connection, at: &AtBlock, contract: &AccountId) -> Result<()> {
    let Some(expected) = ctx.config.code_hash()? else {
        return Ok(());
    };
    // Where there is no contract at all, the first question to it says so.
    match dryrun::code_hash_of(conn, at, contract).await? {
        Some(found) if found != expected => Err(Error::CodeHashMismatch {
            contract: contract.to_string(),
            expected: format!("{expected:?}"),
            found: format!("{found:?}"),
        }),
        _ => Ok(()),
    }
}

/// The SHA-256 of a file that is kept off chain (`--evidence`, `--receipt`).
pub fn digest_of(file: &Option<PathBuf>) -> Result<Option<Digest>> {
    let Some(path) = file else { return Ok(None) };
    let bytes = std::fs::read(path).map_err(Error::io(path))?;
    Ok(Some(sha256(&bytes)))
}

/// Label and value of a file's digest.
pub fn evidence_line(text: &Text, digest: Option<Digest>) -> Option<(String, String)> {
    digest.map(|digest| {
        (
            text.tr("label-evidence"),
            format!("sha256 {}", hex::encode(digest)),
        )
    })
}

/// What `parse` makes of an argument, where it was given; `why` is the sentence about text that it does not take.
///
/// Errors: [`Error::Argument`].
pub fn argument<T>(
    text: &Text,
    name: &str,
    value: &Option<String>,
    parse: impl Fn(&str) -> Option<T>,
    why: &str,
) -> Result<Option<T>> {
    let Some(value) = value else { return Ok(None) };
    let parsed = parse(value).ok_or_else(|| Error::Argument {
        name: name.into(),
        value: value.clone(),
        why: text.lookup(why, &[]),
    })?;
    Ok(Some(parsed))
}

/// A day given on the command line. Errors: [`Error::Argument`].
pub fn day_argument(text: &Text, name: &str, value: &Option<String>) -> Result<Option<Day>> {
    argument(text, name, value, crate::time::parse_day, "why-day")
}

/// An amount given on the command line, in the loan's unit. Errors: [`Error::Amount`].
pub fn amount_argument(text: &Text, unit: &Unit, value: &str) -> Result<terms::Amount> {
    unit.parse(value).map_err(|why| Error::Amount {
        value: value.into(),
        why: text.lookup(why.id(), &[("decimals", unit.decimals.into())]),
    })
}
