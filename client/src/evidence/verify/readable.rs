//! What people read, held to what was signed: the agreement in both languages is read back to the same terms, the fields
//! that the holder opened are those that both parties committed to, and what the texts show of them is what was opened.

use sp_crypto_hashing::sha2_256;

use super::container::Parts;
use super::flaw::{flaw, Flaw};
use super::manifest::canonical_from;
use super::report::{Case, Report};
use super::{bytes_of, part, yes_or_no, Verdict};
use crate::evidence::agreement::{read, wording_digest, Details};
use crate::evidence::disclosure::{self, Field, WORDING};
use crate::text::Lang;

/// Longest list of fields.
const FIELDS_MAX: usize = 256;

/// Checks texts and fields.
pub fn check(parts: &Parts, case: &Case, report: &mut Report) {
    let Some(fields) = report.hold("fields", fields_of(parts, case)) else {
        return;
    };
    let details = disclosure::details(&fields);
    for (name, lang) in [(part::AGREEMENT_ZH, Lang::Zh), (part::AGREEMENT_EN, Lang::En)] {
        if report
            .hold("agreement", text_is(parts, name, lang, case, &details))
            .is_some()
        {
            let params = vec![("text", name.to_owned()), ("signed", yes_or_no(case.is_signed))];
            report.say("agreement", Verdict::Proved, params);
        }
    }
    clauses(&fields, case.is_signed, report);
    let (mut withheld, mut shown) = (0, 0);
    for field in &fields {
        match &field.opened {
            Some(_) if field.name == WORDING => {}
            Some(opened) => {
                shown += 1;
                let params = vec![
                    ("field", field.name.clone()),
                    ("value", opened.value.clone()),
                    ("signed", yes_or_no(case.is_signed)),
                ];
                report.say("field", Verdict::Proved, params);
            }
            None => withheld += 1,
        }
    }
    if case.terms.commitments != [0; 32] && (withheld > 0 || shown == 0) {
        let withheld = match fields.is_empty() {
            true => "all".to_owned(),
            false => withheld.to_string(),
        };
        report.say("fields", Verdict::Missing, vec![("withheld", withheld)]);
    }
}

/// The fields of the loan, in the order of their names.
fn fields_of(parts: &Parts, case: &Case) -> Result<Vec<Field>, Flaw> {
    let Some(bytes) = parts.get(part::FIELDS) else {
        return Ok(Vec::new());
    };
    let fields: Vec<Field> = canonical_from(bytes)?;
    let sorted = fields.windows(2).all(|pair| pair[0].name < pair[1].name);
    if fields.is_empty() || fields.len() > FIELDS_MAX || !sorted {
        return Err(flaw("fields-order"));
    }
    disclosure::check(&fields, &case.terms.commitments, sha2_256)
        .map_err(|fault| flaw("fields-commitment").about(fault))?;
    Ok(fields)
}

/// The text says the terms that were signed, in that language, and shows what was opened.
fn text_is(parts: &Parts, name: &str, lang: Lang, case: &Case, details: &Details) -> Result<(), Flaw> {
    let other = |why: String| flaw("agreement-other").about(format!("{name}: {why}"));
    let text = std::str::from_utf8(bytes_of(parts, name)?).map_err(|e| other(e.to_string()))?;
    let document = read(text).map_err(|why| other(why.to_string()))?;
    let same = [
        ("terms", document.terms == case.terms),
        ("language", document.lang == lang),
        ("fields", document.details == *details),
    ];
    match same.into_iter().find(|(_, same)| !same) {
        Some((what, _)) => Err(other(what.to_owned())),
        None => Ok(()),
    }
}

/// Whether the standing clauses of the text, too, are those that both signed: a field that is no secret pins them.
fn clauses(fields: &[Field], is_signed: bool, report: &mut Report) {
    let opened = fields
        .iter()
        .find(|field| field.name == WORDING)
        .and_then(|field| field.opened.as_ref());
    let digest = hex::encode(wording_digest());
    match opened {
        Some(opened) if opened.value == digest => {
            let params = vec![("digest", digest), ("signed", yes_or_no(is_signed))];
            report.say("clauses", Verdict::Proved, params);
        }
        // An older or newer form: the figures are those that were signed, the sentences around them may not be.
        Some(opened) => report.say(
            "clauses-other",
            Verdict::Stated,
            vec![("digest", opened.value.clone())],
        ),
        None => report.say("clauses", Verdict::Stated, Vec::new()),
    }
}
