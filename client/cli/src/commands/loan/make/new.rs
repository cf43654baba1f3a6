//! `iou new FORM`: reads the form, shows what it becomes, proposes it. The personal fields and their salts are stored on
//! this machine before anything is sent, so that no commitment on the chain is ever without its salt.

use iou_base::hex0x;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use terms::event::Event;
use terms::LoanId;

use super::key::WhichKey;
use crate::arguments::{digest_of, evidence_line};
use crate::confirm;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::intents;
use crate::session::apart::{Apart, Known};
use crate::session::intent::{self, Way};
use crate::session::{shown, Session, Step};
use iou_base::money::Unit;
use iou_evidence::agreement::Form;
use iou_files::textfile;
use iou_form::{FormContext, Question, Understood};
use iou_ledger::contract::{refusal, LedgerEvent, Message};
use iou_view as view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct New {
    #[arg(value_name = "FORM")]
    pub form: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
    #[command(flatten)]
    pub key: WhichKey,
}

/// What a proposal adds to the report of its transaction.
#[derive(Debug, Default, Serialize)]
struct Proposed {
    /// Its number, if it was followed into a block.
    loan: Option<LoanId>,
    /// 0x hexadecimal.
    digest: String,
}

impl New {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let way = intent::way(ctx);
        self.propose(ctx, way).await
    }

    /// By a transaction, or as an offer in a file.
    ///
    /// Errors: [`Error::OfferAlone`] for a relay, which takes two offers at once.
    pub(crate) async fn propose(self, ctx: &Context, way: Option<Way>) -> Result<()> {
        let output = match way {
            Some(Way::Relay { .. }) => return Err(Error::OfferAlone {}),
            Some(Way::File(output)) => Some(output),
            None => None,
        };
        let contents = textfile::read(&self.form)?;
        let evidence = digest_of(&self.evidence)?;
        let session = Session::open(ctx).await?;
        let chain = session.ledger.conn.chain().clone();
        let fresh = self.key.choose(&session, output.is_some()).await?;
        let account = |name: &str| {
            let instead = |named| fresh.as_ref().map_or(named, |key| key.instead_of(named));
            ctx.account_of(name).map(instead)
        };
        let form = Form::default();
        let context = FormContext {
            text: ctx.text(),
            native: chain.money(),
            now_ms: session.now_ms,
            account: &account,
            rates: &session.rates,
            wording: form.digest(),
            ask: &|question| ask_about(ctx, question),
        };
        let filled = iou_form::read(&self.form.display().to_string(), &contents, &context)?;
        tell_understood(ctx, &filled.understood);
        if let Some(key) = &fresh {
            key.check(&filled.terms)?;
        }
        let unit = Unit::of(filled.terms.settlement, &chain.money());

        let rules = session.rules()?;
        let played = terms::Loan::propose(0, filled.terms.clone(), evidence, &rules).map_err(refusal)?;
        let today = filled.terms.day_of(rules.now);
        let figures = session.figures_of(&played.loan, &filled.terms.schedule, today)?;
        let mut details = shown::terms(ctx.text(), &filled.terms, &unit)?;
        details.push((ctx.text().tr("label-digest"), hex0x(filled.digest)));
        details.extend(evidence_line(ctx.text(), evidence));
        details.extend(
            fresh
                .as_ref()
                .map(|key| (ctx.text().tr("label-loan-key"), key.shown())),
        );

        // Before sending: a salt that is lost makes its commitment meaningless.
        ctx.private().put(
            ctx.signer_for(&session.ledger.conn)?,
            filled.digest,
            &filled.private,
        )?;
        let terms = filled.terms;
        if let Some(output) = output {
            let offer = session.offer(&terms, evidence).await?;
            let known = Known {
                lines: details,
                form: Some(form),
            };
            let offer = session.sign_offer(offer, known, output.unsigned)?;
            intents::tell_written(ctx, &offer, &output)?;
            if let Some(key) = &fresh {
                key.used(ctx, &Ok(()))?;
            }
            ctx.printer.note(&ctx.text().tr("offer-next"));
            return Ok(());
        }
        let done = session
            .sign(Step {
                action: "propose",
                loan: None,
                message: Message::new(move |ledger| ledger.propose(terms, evidence)),
                value: 0,
                details,
                after: view::figures_lines(ctx.text(), &figures, &unit),
                apart: Apart {
                    overpaid: None,
                    form: Some(form),
                },
            })
            .await;
        if let Some(key) = &fresh {
            key.used(ctx, &done)?;
        }
        let done = done?;
        let number = done.events.iter().find_map(|event| match event {
            LedgerEvent::Loan(event, _) => match event.as_ref() {
                Event::LoanProposed(proposed) => Some(proposed.loan),
                _ => None,
            },
            _ => None,
        });
        session.report(
            &done,
            &unit,
            Proposed {
                loan: number,
                digest: hex0x(filled.digest),
            },
        )?;
        // The other side signs a root that it cannot open, until it has the fields.
        let loan = number.map_or("LOAN".to_owned(), |number| number.to_string());
        ctx.printer
            .note(&ctx.text().tr_with("new-next", &[("loan", loan.into())]));
        Ok(())
    }
}

/// Says what fields were taken for that are not written as this program writes them.
pub(crate) fn tell_understood(ctx: &Context, understood: &[Understood]) {
    for field in understood {
        let args = [
            ("field", field.field.as_str().into()),
            ("written", field.written.as_str().into()),
            ("taken", field.taken.as_str().into()),
        ];
        ctx.printer.note(&ctx.text().tr_with("form-understood", &args));
    }
}

/// Asks whether something that cannot be right stands so on the document. Where nobody can be asked, it does not: `-y` says
/// yes to what was shown before, not to this.
pub(crate) fn ask_about(ctx: &Context, question: &Question<'_>) -> bool {
    let text = ctx.text();
    let lines = vec![
        (text.tr("label-field"), question.field.to_owned()),
        (text.tr("label-value"), question.value.to_owned()),
        (text.tr("label-why"), question.why.to_owned()),
    ];
    !ctx.global.yes && confirm::ask(ctx, "doubt-heading", "doubt-question", lines).is_ok()
}

shapes! {
    "new": Proposed::default() => "{digest: text, loan: null}";
}
