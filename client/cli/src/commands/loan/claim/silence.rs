//! That a report of a repayment stayed unanswered: `iou record-silence`. The step of `terms::life::silence`.

use clap::Args;
use terms::life::{Action, Report};
use terms::LoanId;

use crate::context::Context;
use crate::error::Result;
use crate::session::{Lines, LoadedLoan, Session};
use crate::usage::whole;
use iou_base::text::Text;
use iou_view as view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct RecordSilence {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "REPORT", value_parser = whole(0..=u32::MAX))]
    pub report: Option<u32>,
}

pub(crate) async fn record(args: RecordSilence, ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let (report, known) = meant(ctx.text(), &loaded, args.report);
    session
        .execute(&loaded, Action::RecordSilence { report }, known)
        .await
}

/// The report that is meant: that which is named, or that whose days are over first. With what it says, in words.
fn meant(text: &Text, loaded: &LoadedLoan, named: Option<u32>) -> (u32, Lines) {
    let lines = |it: &Report| {
        let mut lines = vec![
            (text.tr("label-amount"), loaded.unit.show(it.amount)),
            (text.tr("label-day"), it.on.to_string()),
            (text.tr("label-report-to"), view::address(it.to)),
        ];
        lines.extend(
            it.answer_by
                .map(|until| (text.tr("label-answer-by"), until.to_string())),
        );
        lines
    };
    let running = loaded.loan.state.running();
    let reports = running.map_or(&[][..], |running| &running.reports);
    // One whose silence is on record comes last.
    let first = reports
        .iter()
        .min_by_key(|it| (it.answer_by.is_none(), it.answer_by, it.number));
    // With neither, the rules say what is wrong: the state or the number.
    let number = named.or(first.map(|it| it.number)).unwrap_or_default();
    let meant = reports.iter().find(|it| it.number == number);
    (number, meant.map(lines).unwrap_or_default())
}
