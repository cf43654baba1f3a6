//! What takes a yes of its own before anybody signs: the clause on signed requests and on what is public for ever, which is pointed out
//! and agreed to by itself [CC 496; 个保法 25], and a payment of more than is owed, where a figure too many settles a loan. With `-y` nobody looks, so each takes a flag of its
//! own; silence is no agreement [CC 140].

use iou_evidence::agreement::{self, Form};

use super::Lines;
use crate::confirm::{ask, ask_in_words, confirm, confirm_request};
use crate::context::Context;
use crate::error::{Error, Result};

/// What is asked for by itself.
#[derive(Debug, Default, Clone)]
pub struct Apart {
    /// What is paid beyond what is owed, in words, where it is.
    pub overpaid: Option<String>,
    /// The form of the agreement that is signed, where one is.
    pub form: Option<Form>,
}

/// What a command knows of a step beside the bytes that are signed.
#[derive(Debug, Default)]
pub struct Known {
    /// Label and value.
    pub lines: Lines,
    /// The form of the agreement that is signed, where one is.
    pub form: Option<Form>,
}

impl From<Lines> for Known {
    fn from(lines: Lines) -> Known {
        Known { lines, form: None }
    }
}

impl Apart {
    /// The clause in the language of whoever is asked; none where the form has none.
    fn clause(&self, ctx: &Context) -> Vec<String> {
        self.form
            .map_or_else(Vec::new, |form| agreement::apart(form, ctx.text().lang()))
    }

    /// `lines`, and with terms one more: what becomes public for ever by signing them, and what does not [个保法 17, 25].
    pub(crate) fn told(&self, ctx: &Context, mut lines: Lines) -> Lines {
        if self.form.is_some() {
            lines.push((ctx.text().tr("label-public"), ctx.text().tr("public-for-ever")));
        }
        lines
    }

    /// What `-y` does not say yes to.
    ///
    /// Errors: [`Error::ClauseApart`], [`Error::Overpayment`].
    pub(crate) fn check(&self, ctx: &Context) -> Result<()> {
        let flags = &ctx.global;
        if !flags.yes {
            return Ok(());
        }
        if !flags.agree_requests && !self.clause(ctx).is_empty() {
            return Err(Error::ClauseApart {});
        }
        match &self.overpaid {
            Some(overpaid) if !flags.allow_overpayment => Err(Error::Overpayment {
                overpaid: overpaid.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Asks for each by itself. Errors: [`Error::Declined`], [`Error::PromptRequired`].
    pub(crate) fn ask(self, ctx: &Context) -> Result<()> {
        let text = ctx.text();
        let clause = self.clause(ctx);
        if !clause.is_empty() {
            let words = [&[String::new(), text.tr("clause-heading")], &clause[..]]
                .concat()
                .join("\n\n");
            ask_in_words(ctx, &words, "clause-question")?;
        }
        match self.overpaid {
            Some(overpaid) => {
                let lines = vec![(text.tr("label-overpaid-by"), overpaid)];
                ask(ctx, "overpayment-heading", "overpayment-question", lines)
            }
            None => Ok(()),
        }
    }
}

/// Asks whether to sign and submit what `lines` say, and then what is asked for by itself.
///
/// Errors: as [`Apart::check`] and [`Apart::ask`].
pub(super) fn ask_all(ctx: &Context, lines: Lines, apart: Apart) -> Result<()> {
    apart.check(ctx)?;
    confirm(ctx, apart.told(ctx, lines))?;
    apart.ask(ctx)
}

/// The same for a request, which somebody else submits. Errors: the same.
pub(crate) fn ask_all_of_request(ctx: &Context, lines: Lines, apart: Apart) -> Result<()> {
    apart.check(ctx)?;
    confirm_request(ctx, apart.told(ctx, lines))?;
    apart.ask(ctx)
}
