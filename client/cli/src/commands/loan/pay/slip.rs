//! `iou pay-slip LOAN`: what to transfer by bank, until when that is the right amount, and the memo code by which an import of
//! the bank's statement finds the loan again; as lines, as a square code in the terminal or in a picture. Reads only; a key is
//! needed to open the payee's name where this machine keeps it. Account details are the user's: nothing is made up.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use terms::{Amount, LoanId, Settlement, Status};

use crate::arguments::{argument, day_argument};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use iou_base::memo::MemoCode;
use iou_base::signs::is_unseen;
use iou_base::text::Text;
use iou_files::{Readers, Target};
use iou_form::typed;
use iou_intent::code::{self, Correction};
use iou_view as view;
use iou_view::slip::{epc, Iban, Slip};
use iou_view::table::pairs;

/// The personal field with the name of whoever lent.
const PAYEE: &str = "lender.name";

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct PaySlip {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub payee: Option<String>,
    #[arg(long, conflicts_with = "payee")]
    pub private: bool,
    #[arg(long, value_name = "NUMBER and BANK", conflicts_with = "iban")]
    pub bank_account: Option<String>,
    #[arg(long, value_name = "IBAN")]
    pub iban: Option<String>,
    #[arg(long)]
    pub qr: bool,
    #[arg(long, value_name = "FILE")]
    pub png: Option<PathBuf>,
    #[arg(long, requires = "png")]
    pub force: bool,
}

/// A slip, for programs. Amounts are decimal strings, days ISO 8601.
#[derive(Debug, Default, Serialize)]
struct SlipView {
    loan: LoanId,
    amount: String,
    currency: String,
    /// The due day that asks for it.
    due: Option<String>,
    days_late: u32,
    /// The last day on which this is the right amount.
    holds_until: String,
    /// What pays off everything on `on`.
    total: String,
    on: String,
    memo: String,
    payee: Option<String>,
    bank_account: Option<String>,
    iban: Option<String>,
    /// Reported repayments that nobody has confirmed yet: the amount does not count them.
    unconfirmed: String,
    /// `epc069-12`, which banking programs fill in from, or `text`.
    code_format: &'static str,
    /// What the square code says.
    code: String,
    png: Option<String>,
}

pub(crate) async fn run(args: PaySlip, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let of_bytes = |path: &PathBuf| crate::target::of_bytes(path, args.force, ctx.printer.is_json(), text);
    let image = args.png.as_ref().map(of_bytes).transpose()?;
    let on = day_argument(text, "--on", &args.on)?;
    let iban = argument(text, "--iban", &args.iban, Iban::read, "why-iban")?;
    let one_line = |name: &str, value: &Option<String>| {
        let plain = |value: &str| (!value.chars().any(is_unseen)).then(|| value.trim().to_owned());
        argument(text, name, value, plain, "why-one-line")
    };
    let payee = one_line("--payee", &args.payee)?.map(|name| typed::name(&name));
    let bank_account = one_line("--bank-account", &args.bank_account)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let day = on.map_or(loaded.today, |on| on.max(loaded.today));
    let slip = slip_of(&session, &loaded, day, args.all)?;
    let payee = match args.private {
        true => kept_name(ctx, &loaded)?,
        false => payee,
    };
    let to = Payee {
        name: payee,
        account: bank_account,
        iban,
    };
    let lines = lines(text, &loaded, &slip, &to);
    let euro = to.iban.as_ref().zip(to.name.as_ref());
    let euro = euro.and_then(|(iban, name)| epc(&slip, &loaded.unit, name, iban));
    let (format, correction, said) = match euro {
        Some(said) => ("epc069-12", Correction::Medium, said),
        None => ("text", Correction::Low, plain(text, &lines)),
    };
    let too_long = |_| Error::CodeTooLong {
        length: said.len().to_string(),
    };
    if let Some(image) = &image {
        let picture = code::image_with(&said, correction).map_err(too_long)?;
        image.write(&picture, Readers::Owner)?;
        if image.is_stream() {
            return Ok(());
        }
    }
    let drawn = args.qr.then(|| code::drawn_with(&said, correction)).transpose();
    let drawn = drawn.map_err(too_long)?;
    let data = SlipView {
        loan: args.loan,
        amount: loaded.unit.number(slip.amount),
        currency: loaded.unit.name.clone(),
        due: slip.due.map(|day| day.to_string()),
        days_late: slip.days_late,
        holds_until: slip.until.to_string(),
        total: loaded.unit.number(slip.total),
        on: day.to_string(),
        memo: slip.memo.to_string(),
        payee: to.name.clone(),
        bank_account: to.account.clone(),
        iban: to.iban.as_ref().map(|iban| iban.as_str().to_owned()),
        unconfirmed: loaded.unit.number(unconfirmed(&loaded)),
        code_format: format,
        code: said.clone(),
        png: image.as_ref().map(|it: &Target| it.path().display().to_string()),
    };
    ctx.printer.data(&data, |text| {
        let mut shown = vec![pairs(lines), remarks(text, &loaded, &slip, format)];
        shown.extend(drawn);
        shown.extend(data.png.as_ref().map(|path| {
            let path = [("path", path.clone().into())];
            text.tr_with("slip-written", &path)
        }));
        shown.join("\n\n")
    })
}

/// To whom it goes, as far as somebody said so.
struct Payee {
    name: Option<String>,
    account: Option<String>,
    iban: Option<Iban>,
}

/// What to transfer of a loan by the end of `day`.
///
/// Errors: [`Error::NothingOwed`], [`Error::PaidOnChain`].
fn slip_of(session: &Session<'_>, loaded: &LoadedLoan, day: terms::Day, all: bool) -> Result<Slip> {
    let loan = &loaded.loan;
    let status = loan.state.status();
    let nothing = || Error::NothingOwed {
        loan: loan.id.to_string(),
        status: view::status(session.text(), status),
    };
    if !matches!(status, Status::Active | Status::Defaulted) {
        return Err(nothing());
    }
    if !matches!(loan.agreement.terms.settlement, Settlement::OffChain { .. }) {
        return Err(Error::PaidOnChain {
            loan: loan.id.to_string(),
        });
    }
    let ledger = &session.ledger;
    let contract = terms::AccountId(ledger.address.0);
    let memo = MemoCode::of(ledger.genesis().hash, contract, loan.id);
    let figures = session.figures_of(loan, &loaded.schedule, day)?;
    Slip::of(&figures, memo, all).ok_or_else(nothing)
}

/// The lender's name, where this machine keeps it; whoever bought the claim since has another.
///
/// Errors: those of the private data.
fn kept_name(ctx: &Context, loaded: &LoadedLoan) -> Result<Option<String>> {
    let agreement = &loaded.loan.agreement;
    if agreement.creditor() != agreement.terms.lender {
        return Ok(None);
    }
    let fields = ctx.private().get(ctx.signer()?, agreement.digest)?;
    let name = fields.iter().find(|field| field.name == PAYEE);
    Ok(name.map(|field| field.value.clone()))
}

/// What was reported as repaid and waits for an answer.
fn unconfirmed(loaded: &LoadedLoan) -> Amount {
    let running = loaded.loan.state.running();
    let reports = running.map_or(&[][..], |running| running.reports.as_slice());
    let amounts = reports.iter().map(|report| report.amount);
    amounts.fold(Amount::ZERO, Amount::saturating_plus)
}

/// Label and value of what a person types into a form of their bank.
fn lines(text: &Text, loaded: &LoadedLoan, slip: &Slip, to: &Payee) -> Vec<(String, String)> {
    let unsaid = || text.tr("slip-unsaid");
    let account = to.iban.as_ref().map(|iban| iban.as_str().to_owned());
    let account = account.or_else(|| to.account.clone());
    let mut lines = vec![
        (text.tr("label-loan"), loaded.loan.id.to_string()),
        (text.tr("slip-payee"), to.name.clone().unwrap_or_else(unsaid)),
        (text.tr("slip-account"), account.unwrap_or_else(unsaid)),
        (text.tr("slip-amount"), loaded.unit.show(slip.amount)),
        (text.tr("slip-memo"), slip.memo.to_string()),
    ];
    if let Some(due) = slip.due {
        let args = [("day", due.to_string().into()), ("late", slip.days_late.into())];
        lines.push((text.tr("label-due"), text.tr_with("slip-due", &args)));
    }
    lines.push((text.tr("slip-until"), slip.until.to_string()));
    lines
}

/// The slip as the text of a square code.
fn plain(text: &Text, lines: &[(String, String)]) -> String {
    let lines = lines.iter().map(|(label, value)| format!("{label}: {value}"));
    let all: Vec<String> = lines.chain([text.tr("slip-no-link")]).collect();
    all.join("\n")
}

/// What a person has to know beside the lines.
fn remarks(text: &Text, loaded: &LoadedLoan, slip: &Slip, format: &str) -> String {
    let unit = &loaded.unit;
    let total = [("total", unit.show(slip.total).into())];
    let mut all = vec![text.tr("slip-why-memo")];
    if slip.total != slip.amount {
        all.push(text.tr_with("slip-total", &total));
    }
    let open = unconfirmed(loaded);
    if !open.is_zero() {
        all.push(text.tr_with("slip-unconfirmed", &[("amount", unit.show(open).into())]));
    }
    if loaded.loan.agreement.creditor() != loaded.loan.agreement.terms.lender {
        let holder = view::address(loaded.loan.agreement.creditor());
        all.push(text.tr_with("slip-assigned", &[("holder", holder.into())]));
    }
    all.push(text.lookup(
        if format == "text" {
            "slip-no-link"
        } else {
            "slip-epc"
        },
        &[],
    ));
    let loan = [("loan", loaded.loan.id.to_string().into())];
    all.push(text.tr_with("slip-then", &loan));
    all.join("\n")
}

shapes! {
    "pay-slip": SlipView::default() => "{amount: text, bank_account: null, code: text, code_format: text, currency: text, days_late: number, due: null, holds_until: text, iban: null, loan: number, memo: text, on: text, payee: null, png: null, total: text, unconfirmed: text}";
}
