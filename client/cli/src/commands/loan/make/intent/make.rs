//! `iou intent make`: an intent that nobody has signed yet, of any step that can be one, of an offer of terms, or of what takes
//! back what was signed. With a node, or from a file of figures ([`super::figures`]).

use std::path::PathBuf;

use clap::Args;
use terms::intent::{Deed, Intent, VERSION};
use terms::LoanId;

use super::figures::Figures;
use super::Out;
use crate::commands::loan::make::key::WhichKey;
use crate::commands::loan::make::new::New;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::intents::{self, nonce_of};
use crate::session::described::described;
use crate::session::intent::{skip, span, Way};
use crate::session::shown::Seen;
use crate::session::{bound, named, Session};
use crate::usage::whole;
use iou_base::money::Unit;
use iou_intent::IntentFile;
use iou_ledger::contract::refusal;
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Make {
    #[arg(value_name = "LOAN", required_unless_present = "propose")]
    pub loan: Option<LoanId>,
    #[arg(value_name = "STEP", required_unless_present_any = ["propose", "skip"])]
    pub step: Option<String>,
    #[arg(value_name = "NAME=VALUE")]
    pub arguments: Vec<String>,
    #[arg(long, conflicts_with_all = ["step", "propose"])]
    pub skip: bool,
    #[arg(long, value_name = "NUMBER", requires = "skip", value_parser = whole(0..=u32::MAX))]
    pub to: Option<u32>,
    #[arg(long, value_name = "FORM", conflicts_with_all = ["loan", "step", "figures"])]
    pub propose: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub figures: Option<PathBuf>,
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["skip", "propose"], value_parser = whole(0..=u32::MAX))]
    pub nonce: Option<u32>,
    #[command(flatten)]
    pub out: Out,
}

impl Make {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        if let Some(form) = self.propose {
            let new = New {
                form,
                evidence: None,
                key: WhichKey::default(),
            };
            return new.propose(ctx, Some(Way::File(self.out.place()))).await;
        }
        let file = match &self.figures {
            Some(figures) => self.offline(&Figures::read(ctx, figures)?, ctx)?,
            None => self.online(ctx).await?,
        };
        intents::check(ctx, &file)?;
        let about = described(ctx, &file)?;
        ctx.printer.note(&pairs(about.lines(ctx.text())));
        intents::tell_written(ctx, &file, &self.out.place())
    }

    async fn online(&self, ctx: &Context) -> Result<IntentFile> {
        let session = Session::open(ctx).await?;
        let loaded = session.load(self.loan.unwrap_or_default()).await?;
        let Some(step) = &self.step else {
            return session.intent_to_skip(&loaded.loan, self.to).await;
        };
        let action = named::action(ctx, named::row(ctx, step)?, &self.arguments, &loaded.seen())?;
        if !action.may_be_an_intent(loaded.loan.agreement.terms.settlement) {
            return Err(refusal(terms::Error::NotAnIntent).into());
        }
        // What follows on something that is not taken yet cannot be played.
        if self.nonce.is_none() {
            session.allows(&loaded, &action)?;
        }
        let agreed = bound::agreed(&session, &loaded).await?;
        session.intent_to(&loaded, action, self.nonce, Some(agreed)).await
    }

    fn offline(&self, figures: &Figures, ctx: &Context) -> Result<IntentFile> {
        if let Some(loan) = self.loan.filter(|loan| *loan != figures.loan) {
            return Err(Error::Argument {
                name: "LOAN".into(),
                value: loan.to_string(),
                why: ctx.text().tr("why-figures-loan"),
            });
        }
        let (terms, in_force) = figures.agreed.bound();
        let (deed, agreed) = match &self.step {
            None => (skip(figures.loan, figures.stated.counter, self.to)?, None),
            Some(step) => {
                let unit = Unit::of(terms.settlement, &native(ctx)?);
                let seen = Seen {
                    unit: &unit,
                    terms: Some(&terms),
                };
                let counter = figures.stated.counter;
                let deed = Deed::Act {
                    loan: figures.loan,
                    nonce: nonce_of(self.nonce, counter, counter)?,
                    in_force,
                    action: named::action(ctx, named::row(ctx, step)?, &self.arguments, &seen)?,
                };
                (deed, Some(figures.agreed.clone()))
            }
        };
        let (not_before, not_after) = span(ctx, &figures.stated)?;
        let intent = Intent {
            version: VERSION,
            genesis: figures.genesis,
            contract: figures.contract,
            signer: figures.signer,
            not_before,
            not_after,
            deed,
        };
        intents::made(ctx, &intent, agreed, Some(figures.stated))
    }
}

/// The money of the chain, as the profile has it written down.
fn native(ctx: &Context) -> Result<Unit> {
    let pins = ctx.config.pins()?;
    Ok(Unit {
        name: pins
            .token_symbol
            .unwrap_or_else(|| ctx.text().tr("unit-smallest")),
        decimals: pins.token_decimals.unwrap_or_default(),
    })
}
