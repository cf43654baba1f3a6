//! `iou fields`: the personal fields of a loan that this machine has; handing them to the other side, sealed to its account;
//! taking what was handed over, checked against the terms on the chain. Until both sides have them, only who filled in the
//! form can prove a name. The form of a hand-over: [`iou_ledger::private::handover`].

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use terms::agreement::{key_of, Seat};
use terms::{Digest, LoanId, Terms};

use crate::commands::loan::make::intent::Out;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::intents;
use crate::password;
use crate::session::apart::Known;
use crate::session::{bound, LoadedLoan, Session};
use iou_base::text::Text;
use iou_base::{hex0x, sha256};
use iou_evidence::agreement::Form;
use iou_evidence::disclosure::WORDING;
use iou_files::{Readers, Target};
use iou_intent::code;
use iou_ledger::private::handover::{self, Contents, Fault, Lock};
use iou_ledger::private::{Kept, PrivateFields};
use iou_ledger::AccountId;
use iou_view::table::pairs;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Show(Show),
    Send(Send),
    Take(Take),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Send {
    #[arg(value_name = "LOAN", required_unless_present = "offer")]
    pub loan: Option<LoanId>,
    #[arg(long, value_name = "FILE", conflicts_with = "loan")]
    pub offer: Vec<PathBuf>,
    #[arg(long, value_name = "WHO")]
    pub to: Option<String>,
    #[command(flatten)]
    pub out: Out,
    #[arg(long, value_name = "FIELD")]
    pub withhold: Vec<String>,
    #[arg(long)]
    pub passphrase: bool,
    #[arg(long, value_name = "FILE", requires = "passphrase")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Take {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub offer: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// A hand-over for programs.
#[derive(Debug, Default, Serialize)]
struct SentFields {
    /// Null before the loan is on the chain.
    loan: Option<LoanId>,
    /// The account that it is for.
    to: String,
    /// With what: `account` or `passphrase`.
    locked: &'static str,
    /// The names of fields that were left out.
    withheld: Vec<String>,
    handover: String,
    file: Option<String>,
    png: Option<String>,
}

/// The fields of a loan that this machine has, for programs.
#[derive(Debug, Default, Serialize)]
struct FieldsView<'a> {
    /// Null before the loan is on the chain.
    loan: Option<LoanId>,
    /// Of the terms, 0x hexadecimal.
    digest: String,
    fields: Vec<FieldView<'a>>,
    /// The names of those that cannot be opened.
    withheld: Vec<&'a str>,
    /// Whether the clauses are those that this program writes; null where the fields name none.
    clauses_known: Option<bool>,
}

#[derive(Debug, Default, Serialize)]
struct FieldView<'a> {
    name: &'a str,
    value: &'a str,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Show(args) => show(args, ctx).await,
            Command::Send(args) => send(args, ctx).await,
            Command::Take(args) => take(args, ctx).await,
        }
    }
}

/// Stands for the number of a loan that is not on the chain yet.
const NO_LOAN: LoanId = LoanId::MAX;

fn numbered(loan: LoanId) -> Option<LoanId> {
    (loan != NO_LOAN).then_some(loan)
}

/// The terms whose fields are meant.
struct Subject {
    /// The loan's number; [`NO_LOAN`] of an offer.
    loan: LoanId,
    terms: Terms,
    /// The seats whose key has changed, or is claimed.
    seats: Vec<Seat>,
}

/// That of a loan, or of an offer that is in a file.
async fn subject(loan: Option<LoanId>, offer: &[PathBuf], ctx: &Context) -> Result<Subject> {
    if !offer.is_empty() {
        let file = intents::read(ctx, offer)?;
        let names = offer.iter().map(|path| path.display().to_string());
        let terms = file.terms().ok_or_else(|| Error::IntentFile {
            path: names.collect::<Vec<_>>().join(", "),
            why: ctx.text().tr("why-no-offer"),
        })?;
        ctx.choose_key_in(&terms);
        return Ok(Subject {
            loan: NO_LOAN,
            terms,
            seats: Vec::new(),
        });
    }
    let session = Session::open(ctx).await?;
    let loan = loan.unwrap_or_default();
    let loaded = session.load(loan).await?;
    Ok(Subject {
        loan,
        terms: bound::proposed(&session, &loaded).await?,
        seats: loaded.loan.agreement.seats,
    })
}

async fn show(args: Show, ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let kept = ctx.private().kept(ctx.signer()?, loaded.loan.agreement.digest)?;
    tell(args.loan, &loaded.loan.agreement.digest, &kept, ctx)
}

/// Whom the fields go to: what stands beside the account is its role. To a party they are sealed for the key that acts for it.
fn recipient(subject: &Subject, to: Option<&str>, ctx: &Context) -> Result<AccountId> {
    let Subject { terms, seats, .. } = subject;
    let account = |id: terms::AccountId| AccountId(key_of(seats, id).0);
    let own = ctx.own_account()?;
    let (lender, borrower) = (account(terms.lender), account(terms.borrower));
    let numbered = |role: &str| {
        let (kind, number) = role.split_once('.')?;
        let at = number.parse::<usize>().ok()?.checked_sub(1)?;
        match kind {
            "co-borrower" => terms.co_borrowers.get(at).copied().map(account),
            "guarantor" => terms.guarantors.get(at).map(|one| account(one.account)),
            _ => None,
        }
    };
    match to {
        Some("lender") => Ok(lender),
        Some("borrower") => Ok(borrower),
        Some(who) => Ok(numbered(who).map_or_else(|| ctx.account_of(who), Ok)?),
        None if own == lender => Ok(borrower),
        None if own == borrower => Ok(lender),
        None => Err(Error::Argument {
            name: "--to".into(),
            value: String::new(),
            why: ctx.text().tr("why-to-whom"),
        }),
    }
}

/// The line that is handed over: sealed to the account, or locked with a passphrase.
///
/// Errors: [`Error::SealImpossible`]; those of the passphrase.
fn sealed(contents: &Contents, args: &Send, to: &AccountId, ctx: &Context) -> Result<String> {
    let line = match args.passphrase {
        true => {
            let file = args.passphrase_file.as_deref();
            contents.lock(password::agreed(ctx.secrets(), file, true)?)
        }
        false => contents.seal(to),
    };
    line.ok_or_else(|| Error::SealImpossible {
        address: to.to_string(),
    })
}

async fn send(args: Send, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    // The line is what the command prints: `-` asks for nothing else.
    let output = args
        .out
        .output
        .as_ref()
        .filter(|path| *path != Path::new(iou_files::STREAM));
    let file = output.map(|path| Target::new(path, args.out.force)).transpose()?;
    let of_bytes =
        |path: &PathBuf| crate::target::of_bytes(path, args.out.force, ctx.printer.is_json(), text);
    let image = args.out.png.as_ref().map(of_bytes).transpose()?;
    // The fields are those of this digest, and so are the people: a node cannot name another one to seal them to.
    let subject = subject(args.loan, &args.offer, ctx).await?;
    let (loan, digest) = (subject.loan, subject.terms.digest(sha256));
    let to = recipient(&subject, args.to.as_deref(), ctx)?;
    let kept = ctx.private().kept(ctx.signer()?, digest)?;
    let is_field = |name: &&String| kept.fields.iter().any(|field| field.name == **name);
    if let Some(name) = args.withhold.iter().find(|name| !is_field(name)) {
        return Err(iou_ledger::private::unknown(name, &kept.fields).into());
    }
    let contents = Contents::of(loan, digest, &kept, &args.withhold);
    let line = sealed(&contents, &args, &to, ctx)?;
    let too_long = |_| Error::CodeTooLong {
        length: line.len().to_string(),
    };
    if let Some(file) = &file {
        file.write(format!("{line}\n").as_bytes(), Readers::Owner)?;
    }
    if let Some(image) = &image {
        image.write(&code::image(&line).map_err(too_long)?, Readers::Owner)?;
    }
    let shown = |path: Option<&PathBuf>| path.map(|path| path.display().to_string());
    let data = SentFields {
        loan: numbered(loan),
        to: to.to_string(),
        locked: if args.passphrase { "passphrase" } else { "account" },
        withheld: args.withhold,
        handover: line.clone(),
        file: shown(output),
        png: shown(args.out.png.as_ref()),
    };
    let qr = args
        .out
        .qr
        .then(|| code::drawn(&line))
        .transpose()
        .map_err(too_long)?;
    let account = ("account", to.to_string().into());
    ctx.printer.note(&match numbered(loan) {
        Some(loan) => text.tr_with("fields-sent", &[account, ("loan", loan.to_string().into())]),
        None => text.tr_with("fields-sent-offer", &[account]),
    });
    if image.as_ref().is_some_and(Target::is_stream) {
        return Ok(());
    }
    ctx.printer.data(&data, |text| match (qr, file, image) {
        (Some(qr), ..) => qr,
        (None, Some(target), _) | (None, None, Some(target)) => {
            let path = target.path().display().to_string();
            text.tr_with("fields-written", &[("path", path.into())])
        }
        (None, None, None) => line,
    })
}

async fn take(args: Take, ctx: &Context) -> Result<()> {
    let name = args.file.display().to_string();
    let refused = |fault: Fault| Error::HandoverRefused {
        path: name.clone(),
        why: ctx.text().lookup(why(fault), &[("account", own(ctx).into())]),
    };
    let bytes = iou_files::read(&args.file, handover::LEN_MAX as u64)?;
    let line = String::from_utf8(bytes).map_err(|_| refused(Fault::Foreign))?;
    let contents = match handover::lock_of(&line).map_err(refused)? {
        Lock::Account => opened(&line, ctx)?,
        Lock::Passphrase => {
            let passphrase = password::agreed(ctx.secrets(), args.passphrase_file.as_deref(), false)?;
            Contents::unlock(&line, passphrase)
        }
    };
    let contents = contents.map_err(refused)?;
    if contents.loan == NO_LOAN && args.offer.is_empty() {
        return Err(Error::HandoverRefused {
            path: name.clone(),
            why: ctx.text().tr("why-handover-offer"),
        });
    }
    let Subject { loan, terms, .. } = subject(Some(contents.loan), &args.offer, ctx).await?;
    let (digest, root) = (terms.digest(sha256), &terms.commitments);
    let taken = contents.kept(&digest, root).map_err(refused)?;
    let (store, signer) = (ctx.private(), ctx.signer()?);
    let kept = match store.kept(signer, digest) {
        Ok(before) if before.is_of(root) => before.with(taken),
        // What is there and does not fit is no use: root and digest are bound by the terms.
        Ok(_) | Err(iou_ledger::Error::PrivateNotFound { .. }) => taken,
        Err(other) => return Err(other.into()),
    };
    let _ = store.keep(signer, digest, kept.clone())?;
    ctx.printer.note(&ctx.text().tr("fields-taken"));
    tell(loan, &digest, &kept, ctx)
}

/// Opens a line with whichever of the account's keys it was sealed to.
fn opened(line: &str, ctx: &Context) -> Result<std::result::Result<Contents, Fault>> {
    let mut failed = Fault::Locked;
    for (number, signer) in ctx.candidates()? {
        match Contents::open(line, &signer) {
            Ok(contents) => {
                number.into_iter().for_each(|number| ctx.choose_loan_key(number));
                return Ok(Ok(contents));
            }
            Err(fault) => failed = fault,
        }
    }
    Ok(Err(failed))
}

fn own(ctx: &Context) -> String {
    ctx.own_account()
        .map(|account| account.to_string())
        .unwrap_or_default()
}

fn why(fault: Fault) -> &'static str {
    match fault {
        Fault::Foreign => "why-handover-foreign",
        Fault::Damaged => "why-handover-damaged",
        Fault::Locked => "why-handover-locked",
        Fault::Other => "why-handover-other",
    }
}

/// What this machine has of a loan's fields.
fn tell(loan: LoanId, digest: &Digest, kept: &Kept, ctx: &Context) -> Result<()> {
    let fields = kept.fields.iter().map(|field| FieldView {
        name: &field.name,
        value: &field.value,
    });
    let data = FieldsView {
        loan: numbered(loan),
        digest: hex0x(digest),
        fields: fields.collect(),
        withheld: kept.forgotten.iter().map(|field| field.name.as_str()).collect(),
        clauses_known: clauses_are_ours(&kept.fields),
    };
    ctx.printer.data(&data, |text| pairs(lines(text, kept)))
}

/// Whether the clauses that the fields pin are of a form that this program has; `None` where none are pinned.
fn clauses_are_ours(fields: &PrivateFields) -> Option<bool> {
    let pinned = fields.iter().find(|field| field.name == WORDING)?;
    Some(Form::pinned_by(&pinned.value).is_some())
}

/// A field's name as it is shown. Whoever fills in a form with a program of their own can call a field as this program calls
/// the terms: what no form has is called a field.
fn label(text: &Text, name: &str) -> String {
    let of_form = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || b"-_.".contains(&sign);
    match name == "purpose" || (name.contains('.') && name.bytes().all(of_form)) {
        true => name.to_owned(),
        false => format!("{}: {name}", text.tr("label-fields")),
    }
}

/// Names with values, for whoever is about to sign; what cannot be opened is said.
fn lines(text: &Text, kept: &Kept) -> Vec<(String, String)> {
    let fields = kept.fields.iter().filter(|field| field.name != WORDING);
    let mut lines: Vec<_> = fields
        .map(|field| (label(text, &field.name), field.value.clone()))
        .collect();
    let gone = kept.forgotten.iter().filter(|field| field.name != WORDING);
    lines.extend(gone.map(|field| (label(text, &field.name), text.tr("fields-withheld"))));
    lines.sort();
    if clauses_are_ours(&kept.fields) != Some(true) {
        lines.push((text.tr("label-clauses"), text.tr("fields-clauses-other")));
    }
    lines
}

/// Terms that commit to personal fields, and the loan that they are of, if there is one yet.
pub(crate) struct Committed<'a> {
    /// The terms' digest.
    pub digest: Digest,
    /// The terms, or of a loan that runs those in force.
    pub terms: &'a Terms,
    /// The loan.
    pub loan: Option<LoanId>,
}

impl Committed<'_> {
    pub(crate) fn of(loaded: &LoadedLoan) -> Committed<'_> {
        let agreement = &loaded.loan.agreement;
        Committed {
            digest: agreement.digest,
            terms: &agreement.terms,
            loan: Some(loaded.loan.id),
        }
    }
}

/// What whoever signs a loan's terms signs of its people: the fields that this machine has, checked against the root in the
/// terms; and the form of the text that they pin. With `without`, a root that nobody here can open is signed all the same, and the
/// summary says so.
///
/// Errors: [`Error::FieldsMissing`]; those of the private data.
pub(crate) fn before_signing(people: &Committed<'_>, without: bool, ctx: &Context) -> Result<Known> {
    let root = &people.terms.commitments;
    let by = |wording| Form::of(wording, people.terms);
    let known = |lines, form| Known {
        lines,
        form: Some(form),
    };
    if *root == [0; 32] {
        return Ok(known(Vec::new(), by(None)));
    }
    let blind = vec![(ctx.text().tr("label-fields"), ctx.text().tr("fields-blind"))];
    match ctx.private().kept(ctx.signer()?, people.digest) {
        Ok(kept) if kept.is_of(root) => Ok(known(lines(ctx.text(), &kept), by(kept.wording()))),
        Ok(_) | Err(iou_ledger::Error::PrivateNotFound { .. }) if without => Ok(known(blind, by(None))),
        Ok(_) | Err(iou_ledger::Error::PrivateNotFound { .. }) => Err(Error::FieldsMissing {
            loan: people
                .loan
                .map_or_else(|| "--offer FILE".into(), |loan| loan.to_string()),
        }),
        Err(other) => Err(other.into()),
    }
}

/// The form of the text that terms pin, as far as this machine's key opens their fields; else the newest.
///
/// Errors: those of the key and of the private data.
pub(crate) fn form_of(people: &Committed<'_>, ctx: &Context) -> Result<Form> {
    match ctx.private().kept(ctx.signer()?, people.digest) {
        Ok(kept) if kept.is_of(&people.terms.commitments) => Ok(Form::of(kept.wording(), people.terms)),
        Ok(_) | Err(iou_ledger::Error::PrivateNotFound { .. }) => Ok(Form::of(None, people.terms)),
        Err(other) => Err(other.into()),
    }
}

shapes! {
    "fields send": SentFields { withheld: vec![String::new()], ..SentFields::default() } => "{file: null, handover: text, loan: null, locked: text, png: null, to: text, withheld: [text]}";
    "fields show": FieldsView { fields: vec![FieldView::default()], withheld: vec![""], ..FieldsView::default() } => "{clauses_known: null, digest: text, fields: [{name: text, value: text}], loan: null, withheld: [text]}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::text::Lang;
    use iou_ledger::private::PrivateField;

    #[test]
    fn a_field_that_is_called_as_the_terms_are_does_not_pass_for_one_of_them() {
        for lang in [Lang::En, Lang::Zh] {
            let text = Text::new(lang);
            let principal = text.tr("label-principal");
            let names = [
                "purpose",
                "lender.name",
                "co-borrower.1.id_number",
                &principal,
                "→ x",
                "rate",
            ];
            let fields = names.map(|name| PrivateField {
                name: name.into(),
                value: "1.00 CNY".into(),
                salt: [1; 32],
            });
            let kept = Kept {
                fields: fields.to_vec(),
                forgotten: Vec::new(),
            };
            let labels: Vec<_> = lines(&text, &kept).into_iter().map(|(label, _)| label).collect();
            for plain in &names[..3] {
                assert!(labels.iter().any(|label| label == plain), "{labels:?}");
            }
            for other in &names[3..] {
                assert!(labels.iter().all(|label| label != other), "{labels:?}");
                assert!(labels.iter().any(|label| label.ends_with(other)), "{labels:?}");
            }
        }
    }
}
