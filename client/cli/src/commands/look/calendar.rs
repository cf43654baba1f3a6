//! `iou calendar`: the due days of an account's loans as an iCalendar file, for whatever reminds people anyway.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use terms::{Amount, Status, Timestamp};

use crate::commands::look::show::{all_of, of_whom};
use crate::context::Context;
use crate::error::Result;
use crate::session::{LoadedLoan, Session};
use iou_files::{Readers, Target, STREAM};
use iou_view as view;
use iou_view::calendar::{self, Entry};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Calendar {
    #[arg(value_name = "ACCOUNT")]
    pub of: Option<String>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// A calendar for programs: itself, or where it was written.
#[derive(Debug, Default, Serialize)]
struct CalendarView<'a> {
    /// Those still to come.
    due_days: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a Path>,
}

impl Calendar {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let output = self.output.filter(|path| path != Path::new(STREAM));
        let target = output.map(|path| Target::new(&path, self.force)).transpose()?;
        let accounts = of_whom(ctx, self.of.as_deref(), false)?;
        let session = Session::open(ctx).await?;
        let mut entries = Vec::new();
        for loaded in all_of(&session, accounts.as_deref(), None).await?.0 {
            entries.extend(of_loan(ctx, &session, &loaded)?);
        }
        entries.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
        let file = calendar::file(
            &ctx.text().tr("calendar-name"),
            &entries,
            Timestamp(session.now_ms),
        );
        let open = entries.iter().filter(|entry| entry.open).count();
        let Some(target) = target else {
            let data = CalendarView {
                due_days: open,
                calendar: Some(&file),
                path: None,
            };
            return ctx.printer.data(&data, |_| file.clone());
        };
        target.write(file.as_bytes(), Readers::Owner)?;
        let path = target.path();
        let data = CalendarView {
            due_days: open,
            calendar: None,
            path: Some(path),
        };
        let args = [
            ("count", open.into()),
            ("path", path.display().to_string().into()),
        ];
        ctx.printer
            .data(&data, |text| text.tr_with("calendar-written", &args))
    }
}

/// The instalments of a loan whose money has been paid out; a loan that has ended asks for nothing any more.
fn of_loan(ctx: &Context, session: &Session<'_>, loaded: &LoadedLoan) -> Result<Vec<Entry>> {
    let figures = session.figures(loaded)?;
    if !matches!(
        figures.status,
        Status::Active | Status::Defaulted | Status::Settled
    ) {
        return Ok(Vec::new());
    }
    let (text, loan) = (ctx.text(), loaded.loan.id);
    let terms = &loaded.loan.agreement.terms;
    let genesis = hex::encode(&session.ledger.conn.chain().genesis.0[..8]);
    let mut entries = Vec::new();
    for (number, instalment) in (0u16..).zip(&loaded.schedule) {
        let next = figures.next_due.as_ref();
        let amount = match next {
            Some(due) if due.instalment == number => due.amount,
            _ => instalment.total().unwrap_or(Amount::ZERO),
        };
        let args = [
            ("loan", loan.to_string().into()),
            ("number", (u32::from(number) + 1).to_string().into()),
            ("count", loaded.schedule.len().into()),
            ("amount", loaded.unit.show(amount).into()),
            ("lender", view::address(terms.lender).into()),
            ("borrower", view::address(terms.borrower).into()),
            ("asof", loaded.today.to_string().into()),
        ];
        entries.push(Entry {
            uid: format!("{}-{loan}-{number}-{genesis}@iou", session.ledger.address),
            sequence: u32::try_from(session.at.block_number()).unwrap_or(u32::MAX >> 1),
            day: instalment.due,
            summary: text.tr_with("calendar-summary", &args),
            description: text.tr_with("calendar-description", &args),
            open: next.is_some_and(|due| number >= due.instalment),
        });
    }
    Ok(entries)
}

shapes! {
    "calendar": CalendarView { calendar: Some(""), ..CalendarView::default() } => "{calendar: text, due_days: number}";
    "calendar --output": CalendarView { path: Some(Path::new("")), ..CalendarView::default() } => "{due_days: number, path: text}";
}
