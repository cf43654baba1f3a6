//! `iou pay-slip LOAN`: what to transfer by bank, until when that is the right amount, and the memo code by which an import of
//! the bank's statement finds the loan again; as lines, as a square code in the terminal or in a picture. Reads only; a key is
//! needed to open the payee's name where this machine keeps it. Account details are the user's: nothing is made up.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use terms::{Day, LoanId, Settlement, Status};

use crate::arguments::{argument, day_argument};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use iou_base::memo::MemoCode;
use iou_base::money::Unit;
use iou_base::signs::{is_unseen, seen};
use iou_base::text::Text;
use iou_files::{Readers, Target};
use iou_form::typed;
use iou_intent::code::{self, Correction};
use iou_view as view;
use iou_view::slip::{self, epc, Iban, NoCode, Slip};
use iou_view::table::pairs;
use iou_view::unanswered::open_reports;

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
        let plain = |value: &str| {
            let is_line = !value.trim().is_empty() && !value.chars().any(is_unseen);
            is_line.then(|| value.trim().to_owned())
        };
        argument(text, name, value, plain, "why-one-line")
    };
    let payee = one_line("--payee", &args.payee)?.map(|name| typed::name(&name));
    let bank_account = one_line("--bank-account", &args.bank_account)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let day = day_of(text, on, loaded.today)?;
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
    let (kind, said) = match transfer(text, &slip, &loaded.unit, &to)? {
        Some(said) => (CodeKind::Epc, said),
        None => (CodeKind::Text, plain(text, &lines)),
    };
    let correction = kind.correction();
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
        unconfirmed: loaded.unit.number(slip::unconfirmed(open_reports(&loaded.loan))),
        code_format: kind.name(),
        code: said.clone(),
        png: image.as_ref().map(|it: &Target| it.path().display().to_string()),
    };
    ctx.printer.data(&data, |text| {
        let code = (args.qr || image.is_some()).then_some(kind);
        let shown_lines = lines
            .into_iter()
            .map(|(label, value)| (label, value.unwrap_or_else(|| text.tr("slip-unsaid"))));
        let mut shown = vec![pairs(shown_lines), remarks(text, &loaded, &slip, code)];
        shown.extend(drawn);
        shown.extend(data.png.as_ref().map(|path| {
            let path = [("path", path.clone().into())];
            text.tr_with("slip-written", &path)
        }));
        shown.join("\n\n")
    })
}

/// What the square code is.
#[derive(Debug, Clone, Copy)]
enum CodeKind {
    /// One from which banking programs fill in a transfer in euros.
    Epc,
    /// The slip as text, for people.
    Text,
}

impl CodeKind {
    /// Its stable name.
    fn name(self) -> &'static str {
        match self {
            CodeKind::Epc => "epc069-12",
            CodeKind::Text => "text",
        }
    }

    fn correction(self) -> Correction {
        match self {
            CodeKind::Epc => Correction::Medium,
            CodeKind::Text => Correction::Low,
        }
    }

    /// The message that says what it is.
    fn remark(self) -> &'static str {
        match self {
            CodeKind::Epc => "slip-epc",
            CodeKind::Text => "slip-no-link",
        }
    }
}

/// The day on which somebody will transfer.
///
/// Errors: [`Error::Argument`] for a day that is over: nobody transfers on it, and another amount was right then.
fn day_of(text: &Text, on: Option<Day>, today: Day) -> Result<Day> {
    match on {
        Some(on) if on < today => Err(Error::Argument {
            name: "--on".into(),
            value: on.to_string(),
            why: text.tr_with("why-day-before", &[("from", today.to_string().into())]),
        }),
        Some(on) => Ok(on),
        None => Ok(today),
    }
}

/// The text from which banking programs fill in the transfer; none without an IBAN and a name, for other money than euros, or
/// for more than the standard takes.
///
/// Errors: [`Error::Argument`] for a name that it does not take: another code would be drawn than was asked for.
fn transfer(text: &Text, slip: &Slip, unit: &Unit, to: &Payee) -> Result<Option<String>> {
    let Some((iban, name)) = to.iban.as_ref().zip(to.name.as_ref()) else {
        return Ok(None);
    };
    match epc(slip, unit, name, iban) {
        Ok(said) => Ok(Some(said)),
        Err(NoCode::Money | NoCode::Amount) => Ok(None),
        Err(NoCode::Payee) => Err(Error::Argument {
            name: "--payee".into(),
            value: name.clone(),
            why: text.tr("why-payee"),
        }),
    }
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
fn slip_of(session: &Session<'_>, loaded: &LoadedLoan, day: Day, all: bool) -> Result<Slip> {
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
    // As one line of signs that can be seen, like a name that is typed.
    let name = name.map(|field| typed::name(&seen(&field.value)));
    Ok(name.filter(|name| !name.is_empty()))
}

/// Label and value of what a person types into a form of their bank; no value where nobody said it.
fn lines(text: &Text, loaded: &LoadedLoan, slip: &Slip, to: &Payee) -> Vec<(String, Option<String>)> {
    let account = to.iban.as_ref().map(|iban| iban.as_str().to_owned());
    let account = account.or_else(|| to.account.clone());
    let mut lines = vec![
        (text.tr("label-loan"), Some(loaded.loan.id.to_string())),
        (text.tr("slip-payee"), to.name.clone()),
        (text.tr("slip-account"), account),
        (text.tr("slip-amount"), Some(loaded.unit.show(slip.amount))),
        (text.tr("slip-memo"), Some(slip.memo.to_string())),
    ];
    if let Some(due) = slip.due {
        let args = [("day", due.to_string().into()), ("late", slip.days_late.into())];
        lines.push((text.tr("label-due"), Some(text.tr_with("slip-due", &args))));
    }
    lines.push((text.tr("slip-until"), Some(slip.until.to_string())));
    lines
}

/// The slip as the text of a square code: what is said of it.
fn plain(text: &Text, lines: &[(String, Option<String>)]) -> String {
    let said = lines.iter().filter_map(|(label, value)| {
        let args = [("label", label.clone().into()), ("value", value.clone()?.into())];
        Some(text.tr_with("slip-line", &args))
    });
    let all: Vec<String> = said.chain([text.tr("slip-no-link")]).collect();
    all.join("\n")
}

/// What a person has to know beside the lines; of the square code where there is one.
fn remarks(text: &Text, loaded: &LoadedLoan, slip: &Slip, code: Option<CodeKind>) -> String {
    let (loan, unit) = (&loaded.loan, &loaded.unit);
    let mut all = vec![text.tr("slip-why-memo")];
    if slip.total != slip.amount {
        let total = [("total", unit.show(slip.total).into())];
        all.push(text.tr_with("slip-total", &total));
    }
    let agreement = &loan.agreement;
    let remarks = slip::remarks(
        open_reports(loan),
        &agreement.terms,
        &agreement.seats,
        agreement.creditor(),
    );
    all.extend(
        remarks
            .iter()
            .map(|one| one.said(text, |amount| unit.show(amount))),
    );
    all.extend(code.map(|code| text.lookup(code.remark(), &[])));
    all.push(text.tr_with("slip-then", &[("loan", loan.id.to_string().into())]));
    all.join("\n")
}

shapes! {
    "pay-slip": SlipView::default() => "{amount: text, bank_account: null, code: text, code_format: text, currency: text, days_late: number, due: null, holds_until: text, iban: null, loan: number, memo: text, on: text, payee: null, png: null, total: text, unconfirmed: text}";
}
