//! What people read, held to what was signed: the agreement in both languages is read back to the same terms, the fields
//! that the holder opened are those that both parties committed to, and what the texts show of them is what was opened.

use iou_base::sha256;

use super::container::Entries;
use super::error::VerificationError;
use super::manifest::canonical_from;
use super::report::{VerificationReport, VerifiedLoan};
use super::{bytes_of, part, yes_or_no, Verdict};
use crate::agreement::{read, Details, Form};
use crate::disclosure::{self, Field, WORDING};
use iou_base::Lang;

/// Longest list of fields.
const FIELDS_MAX: usize = 256;

/// Checks texts and fields. Gives the fields, where they are those that the terms commit to.
pub fn check(
    parts: &Entries<'_>,
    loan: &VerifiedLoan,
    report: &mut VerificationReport,
) -> Option<Vec<Field>> {
    let fields = report.check("fields", fields_of(parts, loan))?;
    let details = disclosure::details(&fields);
    let mut forms = Vec::new();
    for (name, lang) in [(part::AGREEMENT_ZH, Lang::Zh), (part::AGREEMENT_EN, Lang::En)] {
        let form = text_is(parts, name, lang, loan, &details);
        let Some(form) = report.check("agreement", form) else {
            continue;
        };
        forms.push(form);
        let params = vec![("text", name.to_owned()), ("signed", yes_or_no(loan.is_signed))];
        report.record("agreement", Verdict::Proved, params);
    }
    clauses(&fields, &forms, loan.is_signed, report);
    let (mut withheld, mut shown) = (0, 0);
    for field in &fields {
        match &field.opened {
            Some(_) if field.name == WORDING => {}
            Some(opened) => {
                shown += 1;
                let params = vec![
                    ("field", field.name.clone()),
                    ("value", opened.value.clone()),
                    ("signed", yes_or_no(loan.is_signed)),
                ];
                report.record("field", Verdict::Proved, params);
            }
            None => withheld += 1,
        }
    }
    if loan.terms.commitments != [0; 32] && (withheld > 0 || shown == 0) {
        let withheld = match fields.is_empty() {
            true => "all".to_owned(),
            false => withheld.to_string(),
        };
        report.record("fields", Verdict::Missing, vec![("withheld", withheld)]);
    }
    Some(fields)
}

/// The fields of the loan, in the order of their names.
fn fields_of(parts: &Entries<'_>, loan: &VerifiedLoan) -> Result<Vec<Field>, VerificationError> {
    let Some(bytes) = parts.get(part::FIELDS) else {
        return Ok(Vec::new());
    };
    let fields: Vec<Field> = canonical_from(bytes)?;
    let sorted = fields.windows(2).all(|pair| pair[0].name < pair[1].name);
    if fields.is_empty() || fields.len() > FIELDS_MAX || !sorted {
        return Err(VerificationError::FieldsOrder);
    }
    disclosure::check(&fields, &loan.terms.commitments, sha256).map_err(|fault| {
        VerificationError::FieldsCommitment {
            why: fault.to_string(),
        }
    })?;
    Ok(fields)
}

/// The text says the terms that were signed, in that language, and shows what was opened. Gives the form that it is written by.
fn text_is(
    parts: &Entries<'_>,
    name: &str,
    lang: Lang,
    loan: &VerifiedLoan,
    details: &Details,
) -> Result<Form, VerificationError> {
    let other = |why: String| VerificationError::AgreementOther {
        name: name.to_owned(),
        why,
    };
    let text = std::str::from_utf8(bytes_of(parts, name)?).map_err(|e| other(e.to_string()))?;
    let document = read(text).map_err(|why| other(why.to_string()))?;
    let same = [
        ("terms", document.terms == loan.terms),
        ("language", document.lang == lang),
        ("fields", document.details == *details),
    ];
    match same.into_iter().find(|(_, same)| !same) {
        Some((what, _)) => Err(other(what.to_owned())),
        None => Ok(document.form),
    }
}

/// Whether the standing clauses of the texts, too, are those that both signed: a field that is no secret pins the form.
fn clauses(fields: &[Field], forms: &[Form], is_signed: bool, report: &mut VerificationReport) {
    let opened = fields
        .iter()
        .find(|field| field.name == WORDING)
        .and_then(|field| field.opened.as_ref());
    let is_pinned = |value: &str| forms.iter().all(|form| hex::encode(form.digest()) == value);
    match opened {
        Some(opened) if is_pinned(&opened.value) => {
            let params = vec![("digest", opened.value.clone()), ("signed", yes_or_no(is_signed))];
            report.record("clauses", Verdict::Proved, params);
        }
        // Another form than the texts have: the figures are those that were signed, the sentences around them may not be.
        Some(opened) => report.record(
            "clauses-other",
            Verdict::Stated,
            vec![("digest", opened.value.clone())],
        ),
        None => report.record("clauses", Verdict::Stated, Vec::new()),
    }
}
