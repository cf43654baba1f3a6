//! `iou agreement`: the text of a loan's terms as both parties signed them, in Chinese, English or both; of a form before
//! it is proposed; and the way back: which terms a text says, to the last sign. Personal fields stand in it where the
//! holder opens them.

use iou_base::hex0x;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use terms::{Digest, LoanId, Terms};

use crate::commands::loan::make::new::{ask_about, tell_understood};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::{bound, Session};
use iou_base::sha256;
use iou_base::text::Lang;
use iou_evidence::agreement::{self, Details, Form};
use iou_evidence::disclosure;
use iou_files::textfile;
use iou_files::{Readers, Target, STREAM};
use iou_form::FormContext;
use iou_ledger::opening;
use iou_ledger::private::Kept;
use iou_view::address;

/// What stands between two languages in one file.
const BETWEEN: &str = "\n\n";

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct AgreementArgs {
    #[arg(value_name = "LOAN", required_unless_present_any = ["form", "read"])]
    pub loan: Option<LoanId>,
    #[arg(long, value_name = "FORM", conflicts_with_all = ["loan", "read", "open"])]
    pub form: Option<PathBuf>,
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["both", "open", "output"])]
    pub read: Option<PathBuf>,
    #[arg(long)]
    pub both: bool,
    #[arg(long, value_name = "FIELD")]
    pub open: Vec<String>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Terms with what is shown of the people in them, and the form by which they are written.
struct Subject {
    terms: Terms,
    details: Details,
    form: Form,
}

impl Subject {
    /// The text in each of these languages, by its tag.
    fn texts(&self, langs: &[Lang]) -> Vec<(&'static str, String)> {
        let text = |lang: &Lang| agreement::render_by(self.form, &self.terms, &self.details, *lang);
        langs.iter().map(|lang| (lang.tag(), text(lang))).collect()
    }
}

/// The text of an agreement for programs. Digests are 0x hexadecimal.
#[derive(Debug, Default, Serialize)]
struct AgreementView<'a> {
    loan: Option<LoanId>,
    digest: String,
    /// Of the clauses that stand in it.
    wording: String,
    /// Where it was written.
    file: Option<String>,
    /// By language tag.
    texts: BTreeMap<&'static str, &'a str>,
}

/// Which terms a text says, for programs.
#[derive(Debug, Default, Serialize)]
struct ReadView {
    digest: String,
    loan: Option<LoanId>,
    lender: String,
    borrower: String,
}

pub(crate) async fn run(args: AgreementArgs, ctx: &Context) -> Result<()> {
    if let Some(path) = &args.read {
        return read(path, args.loan, ctx).await;
    }
    // The text is what the command prints: `-` asks for nothing else.
    let output = args.output.as_ref().filter(|path| *path != Path::new(STREAM));
    let target = output.map(|path| Target::new(path, args.force)).transpose()?;
    let subject = match (&args.form, args.loan) {
        (Some(form), _) => draft(form, ctx).await?,
        (None, Some(loan)) => signed(loan, &args.open, ctx).await?,
        (None, None) => unreachable!("clap asks for one of them"),
    };
    let langs = match (args.both, ctx.text().lang()) {
        (true, _) => vec![Lang::Zh, Lang::En],
        (false, lang) => vec![lang],
    };
    let texts = subject.texts(&langs);
    let whole = texts
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<Vec<_>>()
        .join(BETWEEN);
    if let Some(target) = target {
        // A file with names and numbers in it is for its owner alone.
        let personal = subject.details.values().any(Option::is_some);
        let readers = if personal { Readers::Owner } else { Readers::All };
        target.write(whole.as_bytes(), readers)?;
    }
    let data = AgreementView {
        loan: args.loan,
        digest: hex0x(subject.terms.digest(sha256)),
        wording: hex0x(subject.form.digest()),
        file: output.map(|path| path.display().to_string()),
        texts: texts.iter().map(|(tag, text)| (*tag, text.as_str())).collect(),
    };
    ctx.printer.data(&data, |text| match output {
        Some(path) => text.tr_with(
            "agreement-written",
            &[("path", path.display().to_string().into())],
        ),
        None => whole,
    })
}

/// The terms that both parties signed, from the event of their proposal.
async fn proposed(session: &Session<'_>, loan: LoanId) -> Result<Terms> {
    let loaded = session.load(loan).await?;
    let amendments = loaded.loan.agreement.amendments;
    if amendments > 0 {
        let note = [
            ("loan", loan.to_string().into()),
            ("amendments", amendments.to_string().into()),
        ];
        session
            .ctx
            .printer
            .note(&session.text().tr_with("agreement-amended", &note));
    }
    bound::proposed(session, &loaded).await
}

async fn signed(loan: LoanId, open: &[String], ctx: &Context) -> Result<Subject> {
    let session = Session::open(ctx).await?;
    let terms = proposed(&session, loan).await?;
    let kept = match open.is_empty() {
        true => kept_if_any(&terms, ctx)?,
        false => Some(ctx.private().kept(ctx.signer()?, terms.digest(sha256))?),
    };
    if kept.is_none() && terms.commitments != [0; 32] {
        ctx.printer.note(&ctx.text().tr("agreement-form-unknown"));
    }
    subject(terms, kept.as_ref(), open)
}

/// What is written of `terms`, of whose fields this machine has `kept`: by the form that these pin.
fn subject(terms: Terms, kept: Option<&Kept>, open: &[String]) -> Result<Subject> {
    let details = match kept {
        Some(kept) if !open.is_empty() => disclosure::details(&opening::choose(kept, open)?),
        _ => Details::new(),
    };
    let form = Form::of(kept.and_then(Kept::wording), &terms);
    Ok(Subject { terms, details, form })
}

/// The fields of `terms`, where the chosen account has them on this machine and its key can be had.
///
/// Errors: those of the private data.
fn kept_if_any(terms: &Terms, ctx: &Context) -> Result<Option<Kept>> {
    let digest = terms.digest(sha256);
    let known = ctx.own_account().ok();
    let known = known.map(|account| ctx.private().list(&account)).transpose()?;
    if !known.is_some_and(|digests| digests.contains(&digest)) {
        return Ok(None);
    }
    // Nothing personal is shown: whoever cannot be asked for a password is not.
    let signer = match ctx.signer() {
        Err(Error::PasswordRequired { .. }) => return Ok(None),
        other => other?,
    };
    let kept = ctx.private().kept(signer, digest)?;
    Ok(Some(kept).filter(|kept| kept.is_of(&terms.commitments)))
}

/// What a form becomes, with everything that stands in it.
async fn draft(path: &Path, ctx: &Context) -> Result<Subject> {
    let contents = textfile::read(path)?;
    let session = Session::open(ctx).await?;
    let account = |name: &str| ctx.account_of(name);
    let form = Form::default();
    let context = FormContext {
        text: ctx.text(),
        native: session.ledger.conn.chain().money(),
        now_ms: session.now_ms,
        account: &account,
        rates: &session.rates,
        wording: form.digest(),
        ask: &|question| ask_about(ctx, question),
    };
    let filled = iou_form::read(&path.display().to_string(), &contents, &context)?;
    tell_understood(ctx, &filled.understood);
    ctx.printer.note(&ctx.text().tr("agreement-draft"));
    let fields = filled.private.iter();
    let details = fields
        .filter(|field| field.name != disclosure::WORDING)
        .map(|field| (field.name.clone(), Some(field.value.clone())))
        .collect();
    Ok(Subject {
        terms: filled.terms,
        details,
        form,
    })
}

/// Which terms a text says, and whether they are those of `loan`.
async fn read(path: &Path, loan: Option<LoanId>, ctx: &Context) -> Result<()> {
    let text = textfile::read(path)?;
    let terms = understood(path, &text, ctx)?;
    let digest = terms.digest(sha256);
    if let Some(loan) = loan {
        let session = Session::open(ctx).await?;
        let expected = session.load(loan).await?.loan.agreement.digest;
        if expected != digest {
            let digests = [
                ("found", hex0x(digest).into()),
                ("expected", hex0x(expected).into()),
            ];
            return Err(wrong(path, ctx.text().tr_with("why-agreement-other", &digests)));
        }
    }
    let data = ReadView {
        digest: hex0x(digest),
        loan,
        lender: address(terms.lender),
        borrower: address(terms.borrower),
    };
    ctx.printer.data(&data, |text| said(text, &digest, loan))
}

fn said(text: &iou_base::Text, digest: &Digest, loan: Option<LoanId>) -> String {
    let digest = ("digest", hex0x(digest).into());
    match loan {
        Some(loan) => text.tr_with("agreement-same", &[("loan", loan.to_string().into()), digest]),
        None => text.tr_with("agreement-read", &[digest]),
    }
}

/// The terms of a text in one language, or in two that say the same.
fn understood(path: &Path, text: &str, ctx: &Context) -> Result<Terms> {
    let why = |text: &str, before: usize| {
        agreement::parse(text).map_err(|e| {
            let line = [("line", (before + e.line).to_string().into())];
            wrong(path, ctx.text().tr_with("why-agreement-line", &line))
        })
    };
    let Some((first, second)) = text.split_once("\n\n\n") else {
        return why(text, 0);
    };
    let first = format!("{first}\n");
    let one = why(&first, 0)?;
    if why(second, first.lines().count() + 2)? != one {
        return Err(wrong(path, ctx.text().tr("why-agreement-two")));
    }
    Ok(one)
}

fn wrong(path: &Path, why: String) -> Error {
    Error::AgreementText {
        path: path.display().to_string(),
        why,
    }
}

shapes! {
    "agreement": AgreementView { texts: BTreeMap::from([("en", "")]), ..AgreementView::default() } => "{digest: text, file: null, loan: null, texts: {en: text}, wording: text}";
    "agreement --read": ReadView::default() => "{borrower: text, digest: text, lender: text, loan: null}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_ledger::private::PrivateField;
    use terms::{sample, AccountId, Day};

    /// What this machine has of the fields of terms that were signed under `form`.
    fn kept(form: Form) -> Kept {
        let field = |name: &str, value: String| PrivateField {
            name: name.into(),
            value,
            salt: [3; 32],
        };
        Kept {
            fields: vec![
                field(disclosure::WORDING, hex::encode(form.digest())),
                field("lender.name", "李四".into()),
            ],
            forgotten: Vec::new(),
        }
    }

    #[test]
    fn a_loan_is_written_by_the_form_that_its_parties_signed_under_in_both_languages() {
        let terms = sample::bullet(AccountId([1; 32]), AccountId([2; 32]), Day(20_800));
        for form in Form::ALL {
            for open in [Vec::new(), vec!["lender.name".to_owned()]] {
                let subject = subject(terms.clone(), Some(&kept(form)), &open).unwrap();
                for (tag, text) in subject.texts(&[Lang::Zh, Lang::En]) {
                    let document = agreement::read(&text).unwrap();
                    assert_eq!((document.form, &document.terms), (form, &terms), "{tag}");
                    assert_eq!(text.contains("李四"), !open.is_empty());
                }
            }
        }
        // Nobody knows: the newest, and a note says so.
        assert_eq!(subject(terms, None, &[]).unwrap().form, Form::default());
    }
}
