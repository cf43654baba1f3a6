//! Records of what passkeys signed, as the host that signs gives them for a loan (client/signer/static/js/record.js): read and held to
//! the loan before anything is asked of the chain for long. What they prove the verifier says.
//! Limits: 2 MiB a record.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use terms::agreement::Agreement;

use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::sha256;
use iou_base::text::Text;
use iou_evidence::disclosure::{self, Field};
use iou_evidence::draft::{account_of, role_named};
use iou_evidence::verify::manifest::{canonical_from, Hex};
use iou_evidence::verify::passkeys::{field_name, low_s, Assertion, HexBytes, Passkey, ASSERTIONS_MAX};
use iou_evidence::verify::{ReportItem, Verdict, VerificationReport};

const FORMAT: &str = "iou-passkey-record";
const SCHEMA: u32 = 1;
const LEN_MAX: usize = 2 << 20;

/// A record that is whole in itself.
pub(super) struct Record {
    path: String,
    /// Of which terms it is.
    digest: [u8; 32],
    /// All fields of those terms; that of the passkey is opened.
    fields: Vec<Field>,
    /// What was signed, in the form of a file of evidence.
    pub(super) passkey: Passkey,
}

/// The file, canonical JSON; signatures in DER.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    assertions: Vec<Assertion>,
    digest: Hex,
    fields: Vec<Field>,
    format: String,
    key: HexBytes,
    role: String,
    schema: u32,
}

/// The records of these files.
///
/// Errors: [`Error::Argument`] for a file that is none, and for two of one side.
pub(super) fn read(paths: &[PathBuf], text: &Text) -> Result<Vec<Record>> {
    let mut all: Vec<Record> = Vec::new();
    for path in paths {
        let bytes = iou_files::read(path, LEN_MAX as u64)?;
        let name = path.display().to_string();
        let record = parse(&bytes, &name).map_err(|why| refused(&name, why, text))?;
        if all.iter().any(|other| other.passkey.role == record.passkey.role) {
            return Err(refused(&name, "why-passkey-twice", text));
        }
        all.push(record);
    }
    Ok(all)
}

/// The id of what is wrong with it, where it is no record.
fn parse(bytes: &[u8], path: &str) -> std::result::Result<Record, &'static str> {
    const FORM: &str = "why-passkey-form";
    let written: Written = canonical_from(bytes).map_err(|_| FORM)?;
    if bytes.len() > LEN_MAX || written.format != FORMAT {
        return Err(FORM);
    }
    if written.schema != SCHEMA {
        return Err("why-passkey-schema");
    }
    let digest = hex::encode(sha256(&written.key.0));
    let name = field_name(&written.role);
    let own = written.fields.iter().find(|field| field.name == name);
    let names_it =
        own.is_some_and(|field| field.opened.as_ref().is_some_and(|opened| opened.value == digest));
    let count = written.assertions.len();
    if role_named(&written.role).is_none() || !names_it || count == 0 || count > ASSERTIONS_MAX {
        return Err(FORM);
    }
    let mut assertions = written.assertions;
    for assertion in &mut assertions {
        let lower = low_s(&assertion.signature.0).ok_or(FORM)?;
        assertion.signature = HexBytes(lower.to_vec());
    }
    Ok(Record {
        path: path.to_owned(),
        digest: written.digest.0,
        fields: written.fields,
        passkey: Passkey {
            assertions,
            key: written.key,
            role: written.role,
        },
    })
}

/// The fields of a loan with those opened that are opened in `fields`, which may be empty, or in one of the records.
///
/// Errors: [`Error::Argument`] for a record of another loan.
pub(super) fn fields(
    records: &[Record],
    mut fields: Vec<Field>,
    agreement: &Agreement,
    text: &Text,
) -> Result<Vec<Field>> {
    for record in records {
        let is_of_terms = record.digest == agreement.digest
            && disclosure::check(&record.fields, &agreement.terms.commitments, sha256).is_ok();
        if !is_of_terms {
            return Err(refused(&record.path, "why-passkey-other", text));
        }
        if fields.is_empty() {
            let closed = |field: &Field| Field {
                opened: None,
                ..field.clone()
            };
            fields = record.fields.iter().map(closed).collect();
        }
        for field in &mut fields {
            // Whatever else a record opens is not asked for.
            let own = field.name == field_name(&record.passkey.role) || field.name == disclosure::WORDING;
            let same = record.fields.iter().find(|one| own && one.name == field.name);
            let opened = same.and_then(|one| one.opened.clone());
            field.opened = field.opened.take().or(opened);
        }
    }
    Ok(fields)
}

/// Says of how many words the loan's history has no request.
///
/// Errors: [`Error::Argument`] for a record of which nothing is in the file.
pub(super) fn compare(records: &[Record], report: &VerificationReport, ctx: &Context) -> Result<()> {
    for record in records {
        let digest = hex::encode(sha256(&record.passkey.key.0));
        // One key may be that of both sides.
        let party = report.loan.as_deref().zip(role_named(&record.passkey.role));
        let account = party.map(|(loan, role)| hex::encode(account_of(&loan.terms, role).0));
        let has = |item: &ReportItem, wanted: &str, value: &str| {
            let is_it = |(name, said): &(&str, String)| *name == wanted && said == value;
            item.params.iter().any(is_it)
        };
        let proved = report.items.iter().filter(|item| {
            item.check == "passkey"
                && item.verdict == Verdict::Proved
                && has(item, "digest", &digest)
                && account
                    .as_deref()
                    .is_some_and(|account| has(item, "account", account))
        });
        let (proved, given) = (proved.count(), record.passkey.assertions.len());
        if proved == 0 {
            return Err(refused(&record.path, "why-passkey-nothing", ctx.text()));
        }
        if proved < given {
            let count = [("count", (given - proved).to_string().into())];
            ctx.printer.note(&ctx.text().tr_with("note-passkey-left", &count));
        }
    }
    Ok(())
}

fn refused(path: &str, why: &str, text: &Text) -> Error {
    Error::Argument {
        name: "--passkey".into(),
        value: path.into(),
        why: text.lookup(why, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_evidence::verify::manifest::canonical;
    use iou_evidence::verify::sample::passkeys::Told;
    use serde_json::{json, Value};

    /// What the host that signs writes of a loan on paper: signatures in DER.
    fn record() -> Value {
        let told = Told::default();
        let one = &told.passkeys[1];
        let der = |raw: &[u8]| {
            let number = |half: &[u8]| {
                let half: Vec<u8> = half.iter().copied().skip_while(|byte| *byte == 0).collect();
                let sign = half.first().is_some_and(|byte| byte & 0x80 != 0);
                let body = [&[0][..usize::from(sign)], &half[..]].concat();
                [&[2, body.len() as u8][..], &body].concat()
            };
            let both = [number(&raw[..32]), number(&raw[32..])].concat();
            hex::encode([&[0x30, both.len() as u8][..], &both].concat())
        };
        let assertions = one.assertions.iter().map(|it| {
            let mut value = serde_json::to_value(it).unwrap();
            value["signature"] = der(&it.signature.0).into();
            value
        });
        json!({
            "format": FORMAT,
            "schema": SCHEMA,
            "digest": hex::encode([7; 32]),
            "role": one.role,
            "key": hex::encode(&one.key.0),
            "fields": told.fields,
            "assertions": assertions.collect::<Vec<_>>(),
        })
    }

    #[test]
    fn a_record_becomes_what_the_verifier_reads_with_one_form_of_each_signature() {
        let read = parse(&canonical(&record()), "x").ok().unwrap();
        assert_eq!(read.passkey, Told::default().passkeys[1]);
        assert_eq!(read.digest, [7; 32]);
    }

    #[test]
    fn what_is_no_record_or_was_changed_is_refused() {
        let refused = |change: &dyn Fn(&mut Value)| {
            let mut value = record();
            change(&mut value);
            parse(&canonical(&value), "x").err()
        };
        assert_eq!(refused(&|_| {}), None);
        let changes: [&dyn Fn(&mut Value); 10] = [
            &|it| it["format"] = "iou-evidence".into(),
            &|it| it["role"] = "borrower".into(),
            &|it| it["role"] = "witness".into(),
            &|it| it["key"] = "00".into(),
            &|it| it["assertions"] = json!([]),
            &|it| it["assertions"][0]["signature"] = "30060201010201".into(),
            &|it| it["assertions"][0]["more"] = 1.into(),
            &|it| drop(it["fields"][1].as_object_mut().unwrap().remove("opened")),
            &|it| it["more"] = 1.into(),
            &|it| it["digest"] = "07".into(),
        ];
        for (n, change) in changes.into_iter().enumerate() {
            assert_eq!(refused(change), Some("why-passkey-form"), "{n}");
        }
        assert_eq!(refused(&|it| it["schema"] = 2.into()), Some("why-passkey-schema"));
        let pretty = serde_json::to_vec_pretty(&record()).unwrap();
        assert_eq!(
            parse(&pretty, "x").err(),
            Some("why-passkey-form"),
            "it was written anew"
        );
        assert_eq!(parse(b"", "x").err(), Some("why-passkey-form"));
        assert_eq!(parse(&[b' '; LEN_MAX + 1], "x").err(), Some("why-passkey-form"));
    }
}
