//! `iou settled`: that a loan is settled, as of the newest final block, by its evidence; `--pdf` prints the certificate of
//! settlement (结清证明) with that evidence inside. Of a loan that is not settled it says what is owed and how to pay. Reads only;
//! a key is needed to open personal fields.

use clap::Args;
use serde::Serialize;
use terms::{LoanId, Status};

use super::evidence::{check, collected, fields};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use iou_base::text::Text;
use iou_ledger::collect::Extras;
use iou_view as view;
use iou_view::findings;
use iou_view::json::{self, SumsView, UnansweredView};
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Settled {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "FIELD")]
    pub open: Vec<String>,
    #[cfg(feature = "pdf")]
    #[arg(long, requires = "pdf")]
    pub force: bool,
    #[cfg(feature = "pdf")]
    #[command(flatten)]
    pub certificate: crate::commands::prove::verify::Certificate,
}

/// A settled loan, for programs.
#[derive(Debug, Default, Serialize)]
struct SettledView<B> {
    loan: LoanId,
    status: &'static str,
    /// The block as of which nothing is owed.
    block: B,
    sums: SumsView,
    /// What waits for an answer: that one side asks to take a payment back.
    unanswered: Vec<UnansweredView>,
    /// SHA-256 of the evidence.
    sha256: String,
    /// The certificate, where one was written.
    pdf: Option<String>,
}

impl Settled {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        #[cfg(feature = "pdf")]
        let target = self.certificate.target(self.force, ctx)?;
        let session = Session::open(ctx).await?;
        let loaded = session.load(self.loan).await?;
        hold(&session, &loaded)?;
        let extras = Extras {
            fields: fields(&self.open, loaded.loan.agreement.digest, ctx)?,
            ..Extras::default()
        };
        let file = collected(&session, self.loan, extras).await?;
        let report = check(&file, &session.ledger.genesis())?;
        let loan = report
            .loan
            .as_deref()
            .filter(|loan| loan.books.status == Status::Settled);
        // Settled in the newest block, and not yet in one that is final; or taken back meanwhile.
        let loan = loan.ok_or_else(|| Error::SettledNotFinal {
            loan: self.loan.to_string(),
        })?;
        #[cfg(feature = "pdf")]
        if let Some(target) = &target {
            let readers = crate::commands::prove::verify::readers(&file);
            target.write(&self.certificate.render_settlement(&file, &report)?, readers)?;
            // The certificate has standard output for itself.
            if target.is_stream() {
                return Ok(());
            }
        }
        let (unit, sums) = (findings::unit_of(loan), findings::sums(loan));
        let pdf = self.path();
        let data = SettledView {
            loan: self.loan,
            status: iou_base::names::status(loan.books.status),
            block: &loan.manifest.block,
            sums: json::sums(&sums, &unit),
            unanswered: findings::unanswered(loan)
                .iter()
                .map(|it| json::unanswered(it, &unit))
                .collect(),
            sha256: hex::encode(loan.file),
            pdf: pdf.clone(),
        };
        let as_of = report.as_of.as_ref();
        let moment = as_of
            .map(|as_of| findings::moment(as_of, &report))
            .unwrap_or_default();
        ctx.printer.data(&data, |text: &Text| {
            let at = [
                ("loan", self.loan.to_string().into()),
                ("time", moment.into()),
                ("number", loan.manifest.block.number.to_string().into()),
            ];
            let mut lines = view::sums::lines(text, &sums, &unit);
            lines.push((text.tr("label-sha256"), hex::encode(loan.file)));
            lines.extend(pdf.map(|path| (text.tr("label-file"), path)));
            let said = [text.tr_with("certificate-settled", &at), pairs(lines)];
            let notes = findings::notes(text, loan);
            said.into_iter().chain(notes).collect::<Vec<_>>().join("\n")
        })
    }

    #[cfg(feature = "pdf")]
    fn path(&self) -> Option<String> {
        self.certificate
            .pdf
            .as_ref()
            .map(|path| path.display().to_string())
    }

    #[cfg(not(feature = "pdf"))]
    fn path(&self) -> Option<String> {
        None
    }
}

/// That a loan is settled.
///
/// Errors: [`Error::NotSettled`] with what is owed, [`Error::NothingOwed`] where there is no loan yet, or never was.
fn hold(session: &Session<'_>, loaded: &LoadedLoan) -> Result<()> {
    let loan = loaded.loan.id.to_string();
    match loaded.loan.state.status() {
        Status::Settled => Ok(()),
        Status::Active | Status::Defaulted => Err(Error::NotSettled {
            owed: loaded.unit.show(session.figures(loaded)?.total()),
            day: loaded.today.to_string(),
            loan,
        }),
        status => Err(Error::NothingOwed {
            status: view::status(session.text(), status),
            loan,
        }),
    }
}

shapes! {
    "settled": SettledView::<()>::default() => "{block: null, loan: number, pdf: null, sha256: text, status: text, sums: {delivered: text, delivered_is: text, is_signed: bool, repaid: text, signed: text, stated: text}, unanswered: []}";
}
