//! Which personal fields the holder of a loan's private data shows: the collector's side of [`iou_evidence::disclosure`].

use terms::agreement::commitment;

use crate::error::Result;
use crate::private::{unknown, Kept};
use iou_base::sha256;
use iou_evidence::disclosure::{Field, Opening};

/// The word for every field that can be opened.
pub const ALL: &str = "all";

/// All fields of a loan with their commitments; those in `open` with value and salt, the others withheld.
///
/// Errors: [`crate::Error::FieldUnknown`] for a name that is not there, or was forgotten.
pub fn choose(kept: &Kept, open: &[String]) -> Result<Vec<Field>> {
    if let Some(name) = open
        .iter()
        .find(|name| *name != ALL && kept.fields.iter().all(|field| field.name != **name))
    {
        return Err(unknown(name, &kept.fields));
    }
    let shown = |name: &str| open.iter().any(|wanted| wanted == name || wanted == ALL);
    let held = kept.fields.iter().map(|field| Field {
        name: field.name.clone(),
        commitment: commitment(&field.name, &field.value, &field.salt, sha256),
        opened: shown(&field.name).then(|| Opening {
            value: field.value.clone(),
            salt: field.salt,
        }),
    });
    let forgotten = kept.forgotten.iter().map(|field| Field {
        name: field.name.clone(),
        commitment: field.commitment,
        opened: None,
    });
    Ok(held.chain(forgotten).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::private::{Forgotten, PrivateField};
    use iou_evidence::disclosure::check;

    fn field(name: &str, salt: u8) -> PrivateField {
        PrivateField {
            name: name.into(),
            value: format!("the {name}"),
            salt: [salt; 32],
        }
    }

    #[test]
    fn what_is_opened_is_proved_what_is_not_is_withheld_and_what_was_forgotten_breaks_nothing() {
        let all = vec![
            field("purpose", 1),
            field("lender.name", 2),
            field("borrower.name", 3),
        ];
        let root = crate::private::commit(&all);
        let whole = Kept {
            fields: all.clone(),
            forgotten: Vec::new(),
        };
        let opened = |kept: &Kept, open: &[&str]| {
            let open: Vec<String> = open.iter().map(|name| (*name).to_owned()).collect();
            let fields = choose(kept, &open).unwrap();
            assert_eq!(check(&fields, &root, sha256), Ok(()));
            let names = fields.into_iter().filter(|field| field.opened.is_some());
            names.map(|field| field.name).collect::<Vec<_>>()
        };
        assert_eq!(opened(&whole, &[]), [""; 0]);
        assert_eq!(opened(&whole, &["lender.name"]), ["lender.name"]);
        assert_eq!(
            opened(&whole, &[ALL]),
            ["purpose", "lender.name", "borrower.name"]
        );

        let gone = &all[1];
        let rest = Kept {
            fields: vec![all[0].clone(), all[2].clone()],
            forgotten: vec![Forgotten {
                name: gone.name.clone(),
                commitment: commitment(&gone.name, &gone.value, &gone.salt, sha256),
            }],
        };
        assert_eq!(opened(&rest, &[ALL]), ["purpose", "borrower.name"]);
        let error = choose(&rest, &["lender.name".into()]).unwrap_err();
        assert_eq!(error.code(), "field_unknown");
        assert!(
            error.to_string().contains("lender.name") && error.details()["known"] == "purpose, borrower.name"
        );
    }
}
