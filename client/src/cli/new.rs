//! `iou new FORM`: reads the form, shows what it becomes, proposes it. The personal fields and their salts are stored on
//! this machine before anything is sent, so that no commitment on the chain is ever without its salt.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use terms::event::Event;

use super::context::Context;
use super::desk::{digest_of, evidence_line, Desk, Step};
use crate::chain::contract::{refusal, LedgerEvent, Message};
use crate::error::{Error, Result};
use crate::form::{self, Setting};
use crate::money::Unit;
use crate::view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct New {
    #[arg(value_name = "FORM")]
    pub form: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

impl New {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let contents = std::fs::read_to_string(&self.form).map_err(Error::io(&self.form))?;
        let evidence = digest_of(&self.evidence)?;
        let desk = Desk::open(ctx).await?;
        let chain = desk.ledger.conn.chain().clone();
        let account = |name: &str| ctx.account_of(name);
        let setting = Setting {
            text: ctx.text(),
            chain: &chain,
            now_ms: desk.now_ms,
            account: &account,
            rates: &desk.rates,
            wording: crate::evidence::agreement::wording_digest(),
        };
        let filled = form::read(&self.form.display().to_string(), &contents, &setting)?;
        let unit = Unit::of(filled.terms.settlement, &chain);

        let rules = desk.rules()?;
        let played = terms::Loan::propose(0, filled.terms.clone(), evidence, &rules).map_err(refusal)?;
        let today = filled.terms.day_of(rules.now);
        let figures = desk.figures_of(&played.loan, &filled.terms.schedule, today)?;
        let mut details = view::terms_lines(ctx.text(), &filled.terms, &unit);
        for row in &filled.terms.schedule {
            let total = unit.show(row.total().map_err(refusal)?);
            details.push((
                ctx.text().tr("label-instalment"),
                format!("{} · {total}", row.due),
            ));
        }
        details.push((
            ctx.text().tr("label-digest"),
            format!("0x{}", hex::encode(filled.digest)),
        ));
        details.extend(evidence_line(ctx.text(), evidence));

        // Before sending: a salt that is lost makes its commitment meaningless.
        ctx.private()
            .put(ctx.signer_for(&desk.ledger.conn)?, filled.digest, &filled.private)?;
        let terms = filled.terms;
        let done = desk
            .sign(Step {
                action: "new",
                loan: None,
                message: Message::new(move |ledger| ledger.propose(terms, evidence)),
                value: 0,
                details,
                after: view::figures_lines(ctx.text(), &figures, &unit),
            })
            .await?;
        let number = done.events.iter().find_map(|event| match event {
            LedgerEvent::Loan(event, _) => match event.as_ref() {
                Event::LoanProposed(proposed) => Some(proposed.loan),
                _ => None,
            },
            _ => None,
        });
        desk.report(
            &done,
            &unit,
            json!({"loan": number, "digest": format!("0x{}", hex::encode(filled.digest))}),
        )
    }
}
