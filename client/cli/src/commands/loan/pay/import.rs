//! `iou import FILE`: finds the payments of this account's loans in a statement of bank or wallet. Whoever borrowed reports them, whoever
//! lent reports the delivery and, under the rule `import_confirms`, confirms what was reported; each step is tried, shown and asked
//! like every other. What is not clear is asked about, or listed where nobody can be asked. The statement stays here: a step names the
//! digest of one row with a salt, and the row is kept beside the personal fields.

mod expected;
mod kept;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use terms::life::Action;
use terms::LoanId;

use crate::commands::loan::make::formation::rate_on;
use crate::commands::look::show::all_of;
use crate::config::Key;
use crate::confirm::ask;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use crate::terminal;
use expected::{expected, Seat};
use iou_base::memo::MemoCode;
use iou_import::{Basis, Candidate, Findings, Row, Statement, Why, Wish};
use kept::{Before, KeptRows};
use told::{Imported, State};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Import {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub dry_run: bool,
}

/// What a lender's statement may confirm (`import_confirms`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// Nothing, unless somebody switches it on.
    Off,
    /// A report whose payment carries the loan's memo code.
    Code,
    /// That, and one whose payer has the borrower's whole name.
    Name,
}

impl Rule {
    /// What a setting says; [`Rule::Off`] without one. Errors: [`iou_files::Error::ConfigValue`].
    pub(crate) fn of(ctx: &Context) -> Result<Rule> {
        let Some(setting) = ctx.config.get(Key::ImportConfirms) else {
            return Ok(Rule::Off);
        };
        match setting.value.as_str() {
            "off" => Ok(Rule::Off),
            "code" => Ok(Rule::Code),
            "name" => Ok(Rule::Name),
            _ => Err(iou_files::Error::ConfigValue {
                key: Key::ImportConfirms.name().into(),
                value: setting.value.clone(),
                origin: setting.origin.to_string(),
                reason: "off, code, name".into(),
            }
            .into()),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Rule::Off => "off",
            Rule::Code => "code",
            Rule::Name => "name",
        }
    }

    /// Whether it lets a match confirm a report. A masked name, or one that its bearer chose, is never enough.
    fn allows(self, basis: Basis) -> bool {
        match basis {
            Basis::Code => self >= Rule::Code,
            Basis::Name => self >= Rule::Name,
            Basis::Weak => false,
        }
    }
}

/// One import, once it is known what there is to do.
struct Matching<'a> {
    ctx: &'a Context,
    rule: Rule,
    statement: Statement,
}

pub(crate) async fn import(args: Import, ctx: &Context) -> Result<()> {
    let rule = Rule::of(ctx)?;
    // Needed whatever is found: the rows that were used before are sealed with it.
    ctx.open_key_ahead();
    let statement = iou_import::read(&bytes_of(&args.file)?)?;
    let accounts = ctx.own_accounts()?;
    let session = Session::open(ctx).await?;
    let (loans, _) = all_of(&session, Some(&accounts), None).await?;
    let root = ctx.root()?;
    let kept = KeptRows::of(ctx, root, !args.dry_run)?;
    for why in &kept.unreadable {
        let what = ctx.text().tr("import-unreadable");
        ctx.printer.warn(&format!("{} {what}", why.message(ctx.text())));
    }
    let mut seats = BTreeMap::new();
    for loaded in loans {
        if let Some(seat) = Seat::of(ctx, &session, loaded, &accounts)? {
            let _ = seats.insert(seat.loaded.loan.id, seat);
        }
    }
    let wanted = seats
        .values()
        .map(|seat| expected(seat, &session, &statement))
        .collect::<Result<Vec<_>>>()?
        .concat();
    let known: BTreeMap<MemoCode, LoanId> = seats.iter().map(|(loan, seat)| (seat.code, *loan)).collect();
    let before = kept.before(&session, &statement).await?;
    let used: BTreeSet<usize> = before
        .iter()
        .filter(|one| one.is_on_record)
        .map(|one| one.row)
        .collect();
    let mut findings = iou_import::find(&statement, &wanted, &known, &used);
    doubt_what_is_on_its_way(&mut findings, &before);
    let mut told = Imported::new(&args.file, &statement, rule, &findings, &before);
    told.unreadable = kept.unreadable.iter().map(iou_ledger::Error::details).collect();
    mark_what_is_held(&mut told, &findings, &seats);
    let matching = Matching { ctx, rule, statement };
    if args.dry_run {
        return told.tell(ctx, None);
    }
    if !ctx.printer.is_json() {
        told.tell(ctx, None)?;
    }
    ctx.printer.hold();
    let done = matching.take(&findings, &kept, &mut told).await;
    told.done = ctx.printer.release();
    if ctx.printer.is_json() {
        told.tell(ctx, done.as_ref().err())?;
    }
    done
}

/// What was signed for a row before and is not on record may still get there.
fn doubt_what_is_on_its_way(findings: &mut Findings, before: &[Before]) {
    let is_open = |row: usize| before.iter().any(|one| one.row == row && !one.is_on_record);
    let (open, sure): (Vec<_>, Vec<_>) = findings.sure.iter().copied().partition(|one| is_open(one.row));
    findings.sure = sure;
    findings
        .doubtful
        .extend(open.into_iter().map(|one| iou_import::Doubt {
            row: one.row,
            why: Why::Recorded,
            candidates: vec![one.candidate],
        }));
    findings.doubtful.sort_by_key(|doubt| doubt.row);
}

/// What would decide for a seat for which nothing is decided now is only listed, and the rest goes on.
fn mark_what_is_held(told: &mut Imported, findings: &Findings, seats: &BTreeMap<LoanId, Seat>) {
    let is_held = |one: &Candidate| {
        seats
            .get(&one.loan)
            .is_some_and(|seat| seat.is_held_for(one.wish))
    };
    for (found, matched) in findings.sure.iter().zip(&mut told.matches) {
        if is_held(&found.candidate) {
            matched.state = State::SeatHeld;
        }
    }
}

/// A file, as far as a statement can be long.
fn bytes_of(path: &std::path::Path) -> Result<Vec<u8>> {
    let most = u64::try_from(iou_import::FILE_MAX)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Error::io(path))?;
    let _ = file.take(most).read_to_end(&mut bytes).map_err(Error::io(path))?;
    Ok(bytes)
}

impl Matching<'_> {
    /// Takes the steps of the sure matches, and those of doubtful ones about which somebody who was asked said yes.
    ///
    /// Errors: those of the first step that fails; a no goes on to the next, and so does a seat that is held.
    async fn take(&self, findings: &Findings, kept: &KeptRows<'_>, told: &mut Imported) -> Result<()> {
        for (at, found) in findings.sure.iter().enumerate() {
            let state = told.matches[at].state;
            if state != State::Listed || !self.is_step(&found.candidate) {
                continue;
            }
            told.matches[at].state = self.step(found.row, found.candidate, kept).await?;
        }
        let asks = !self.ctx.global.yes && terminal::is_there() && !self.ctx.printer.is_json();
        for (at, doubt) in findings.doubtful.iter().enumerate().filter(|_| asks) {
            for candidate in doubt
                .candidates
                .iter()
                .filter(|one| matches!(one.wish, Wish::Report | Wish::Deliver))
            {
                if self.asks_about(doubt.row, doubt.why, *candidate)? {
                    told.doubtful[at].state = self.step(doubt.row, *candidate, kept).await?;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether something is done about a match, and not only said.
    fn is_step(&self, candidate: &Candidate) -> bool {
        match candidate.wish {
            Wish::Report | Wish::Deliver => true,
            Wish::Confirm(_) => self.rule.allows(candidate.basis),
            Wish::Acknowledge(_) | Wish::Recorded => false,
        }
    }

    /// Asks whether a doubtful row is for a loan.
    fn asks_about(&self, row: usize, why: Why, candidate: Candidate) -> Result<bool> {
        let (text, row) = (self.ctx.text(), &self.statement.rows[row]);
        let mut lines = told::row_lines(text, row);
        lines.push((text.tr("label-loan"), candidate.loan.to_string()));
        lines.push((text.tr("label-doubt"), told::why(text, why)));
        match ask(self.ctx, "import-doubt-heading", "import-doubt-question", lines) {
            Ok(()) => Ok(true),
            Err(Error::Declined {}) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// One step, with the digest of its row as receipt. The row is kept before anything is signed, and forgotten where nothing was.
    async fn step(&self, row: usize, candidate: Candidate, kept: &KeptRows<'_>) -> Result<State> {
        let row = &self.statement.rows[row];
        // Each loan can have a key of its own.
        let ctx = self.ctx.anew();
        let session = Session::open(&ctx).await?;
        let loaded = session.load(candidate.loan).await?;
        let mut known = told::row_lines(ctx.text(), row);
        known.push((
            ctx.text().tr("label-source"),
            told::source(ctx.text(), row.source),
        ));
        let digest = kept.keep(row, &loaded)?;
        let done = match action(&session, &loaded, row, candidate.wish, digest) {
            Ok(action) => session.execute(&loaded, action, known).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => Ok(State::Done),
            Err(error) => {
                if error.class().is_undone() {
                    kept.forget(&digest)?;
                }
                match error {
                    Error::Declined {} => Ok(State::Declined),
                    // Somebody has claimed the seat while another question waited for its answer.
                    Error::Ledger(iou_ledger::Error::Contract(refusal))
                        if refusal.0 == terms::Error::SeatHeld =>
                    {
                        let said = told::seat_held(ctx.text(), row.place, candidate.loan);
                        ctx.printer.warn(&said);
                        Ok(State::SeatHeld)
                    }
                    error => Err(error),
                }
            }
        }
    }
}

/// The step for which a row is good.
fn action(
    session: &Session<'_>,
    loaded: &LoadedLoan,
    row: &Row,
    wish: Wish,
    digest: [u8; 32],
) -> Result<Action> {
    let terms = &loaded.loan.agreement.terms;
    let amount = row.amount.amount(loaded.unit.decimals).unwrap_or_default();
    let on = row.day_in(terms.utc_offset);
    Ok(match wish {
        Wish::Confirm(report) => Action::ConfirmRepayment {
            report,
            evidence: Some(digest),
        },
        Wish::Deliver => Action::Deliver {
            amount,
            on: Some(on),
            at_least: rate_on(session, &loaded.loan, on)?,
            receipt: Some(digest),
        },
        // Of the others no step comes (`is_step`); a report is what a borrower can say of any payment.
        Wish::Report | Wish::Acknowledge(_) | Wish::Recorded => Action::ReportRepayment {
            amount,
            on,
            receipt: Some(digest),
            payer: None,
            to: loaded.loan.agreement.creditor(),
        },
    })
}
