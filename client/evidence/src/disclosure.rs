//! Personal fields of a loan, shown one by one or not at all. The terms hold one root over the salted commitments to all
//! fields. Whoever gets the list of commitments recomputes the root; whoever gets a value with its salt recomputes its
//! commitment. A field whose salt was kept back, or erased, is *withheld*: that takes nothing from the others, and
//! nothing from the proof of the terms. The verifier's side: `terms` and a hash alone.

use serde::{Deserialize, Serialize};
use terms::agreement::{commitment, commitments_root};
use terms::{Digest, Terms};

use super::agreement::{Details, Form};

/// The field that pins the clauses of the text ([`super::agreement::wording_digest`]); nothing personal.
pub const WORDING: &str = "wording";

/// What the name of a field that binds a party's passkey ends with, behind their role and a dot ([`super::verify::passkeys`]); nothing
/// that the text says.
pub const PASSKEY: &str = "passkey";

/// One field of the loan's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name: `borrower.id_number`.
    pub name: String,
    /// The commitment to it.
    #[serde(with = "hex0x")]
    pub commitment: Digest,
    /// What was committed to, where it is shown; `None` where it is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opening>,
}

/// A value with the salt that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The value.
    pub value: String,
    /// The salt of its commitment.
    #[serde(with = "hex0x")]
    pub salt: [u8; 32],
}

/// What is wrong with a list of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Two fields of this name.
    Twice(String),
    /// Value and salt of this field don't give its commitment.
    Opening(String),
    /// The commitments don't give the root that stands in the terms: one was changed, added or left out.
    Root,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Twice(name) => write!(f, "{name} is listed twice"),
            Fault::Opening(name) => write!(f, "the value and salt of {name} are not what was committed to"),
            Fault::Root => write!(f, "the commitments are not those of the terms"),
        }
    }
}

impl std::error::Error for Fault {}

/// Whether `field` is what was committed to; a withheld one always is.
pub fn holds(field: &Field, sha256: fn(&[u8]) -> Digest) -> bool {
    let opened = field.opened.as_ref();
    opened
        .is_none_or(|opened| commitment(&field.name, &opened.value, &opened.salt, sha256) == field.commitment)
}

/// Checks all fields of a loan against `root`, the terms' `commitments`: after this every opened value is the one that
/// both parties signed. No list at all is no fault: then everything is withheld.
///
/// Errors: [`Fault`], the first that applies.
pub fn check(fields: &[Field], root: &Digest, sha256: fn(&[u8]) -> Digest) -> Result<(), Fault> {
    for (n, field) in fields.iter().enumerate() {
        if fields[..n].iter().any(|other| other.name == field.name) {
            return Err(Fault::Twice(field.name.clone()));
        }
        if !holds(field, sha256) {
            return Err(Fault::Opening(field.name.clone()));
        }
    }
    let pairs: Vec<(&str, Digest)> = fields.iter().map(|f| (f.name.as_str(), f.commitment)).collect();
    if !fields.is_empty() && commitments_root(&pairs, sha256) != *root {
        return Err(Fault::Root);
    }
    Ok(())
}

/// What the text of the agreement shows of `fields` ([`super::agreement::render_with`]).
pub fn details(fields: &[Field]) -> Details {
    let is_told = |name: &str| name != WORDING && !matches!(name.split_once('.'), Some((_, PASSKEY)));
    let personal = fields.iter().filter(|field| is_told(&field.name));
    personal
        .map(|field| {
            (
                field.name.clone(),
                field.opened.as_ref().map(|opened| opened.value.clone()),
            )
        })
        .collect()
}

/// The form by which a text of `terms` with these fields is written ([`Form::of`]).
pub fn form(fields: &[Field], terms: &Terms) -> Form {
    let pinned = fields.iter().find(|field| field.name == WORDING);
    let opened = pinned.and_then(|field| field.opened.as_ref());
    Form::of(opened.map(|opened| opened.value.as_str()), terms)
}

/// 32 bytes as `0x` and hexadecimal text.
mod hex0x {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&iou_base::hex0x(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text
            .strip_prefix("0x")
            .ok_or_else(|| D::Error::custom("0x is missing"))?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(digits, &mut bytes).map_err(D::Error::custom)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::sha256;

    fn field(name: &str, value: &str, salt: u8) -> Field {
        let salt = [salt; 32];
        Field {
            name: name.into(),
            commitment: commitment(name, value, &salt, sha256),
            opened: Some(Opening {
                value: value.into(),
                salt,
            }),
        }
    }

    fn loan() -> (Vec<Field>, Digest) {
        let fields = vec![
            field("borrower.name", "张三", 1),
            field("borrower.id_number", "110101199003072033", 2),
            field("purpose", "店铺周转", 3),
        ];
        let pairs: Vec<_> = fields.iter().map(|f| (f.name.as_str(), f.commitment)).collect();
        let root = commitments_root(&pairs, sha256);
        (fields, root)
    }

    #[test]
    fn any_choice_of_fields_can_be_withheld_and_the_others_stay_proved() {
        let (fields, root) = loan();
        for choice in 0..1 << fields.len() {
            let mut shown = fields.clone();
            for (n, field) in shown.iter_mut().enumerate() {
                field.opened = field.opened.take().filter(|_| choice >> n & 1 == 1);
            }
            assert_eq!(check(&shown, &root, sha256), Ok(()));
            shown.reverse();
            assert_eq!(check(&shown, &root, sha256), Ok(()), "the order says nothing");
        }
        assert_eq!(check(&[], &root, sha256), Ok(()));
    }

    #[test]
    fn a_field_that_was_changed_moved_added_or_left_out_is_found() {
        let (fields, root) = loan();
        let with = |change: &dyn Fn(&mut Vec<Field>)| {
            let mut changed = fields.clone();
            change(&mut changed);
            check(&changed, &root, sha256).unwrap_err()
        };
        let opening = |name: &str| Fault::Opening(name.into());
        assert_eq!(
            with(&|f| f[0].opened.as_mut().unwrap().value.push('丰')),
            opening("borrower.name")
        );
        assert_eq!(
            with(&|f| f[1].opened.as_mut().unwrap().salt[31] ^= 1),
            opening("borrower.id_number")
        );
        assert_eq!(
            with(&|f| f[2].name = "lender.name".into()),
            opening("purpose").renamed("lender.name")
        );
        assert_eq!(
            with(&|f| {
                let moved = f[0].opened.clone();
                f[2].opened = moved;
            }),
            opening("purpose")
        );
        assert_eq!(with(&|f| f[0] = field("borrower.name", "张三丰", 1)), Fault::Root);
        assert_eq!(with(&|f| f.push(field("lender.name", "李四", 4))), Fault::Root);
        assert_eq!(with(&|f| drop(f.pop())), Fault::Root);
        assert_eq!(
            with(&|f| {
                let again = f[0].clone();
                f.push(again);
            }),
            Fault::Twice("borrower.name".into())
        );
    }

    impl Fault {
        fn renamed(self, name: &str) -> Fault {
            match self {
                Fault::Opening(_) => Fault::Opening(name.into()),
                other => other,
            }
        }
    }

    #[test]
    fn a_list_survives_the_way_through_json_and_unknown_keys_are_refused() {
        let (mut fields, _) = loan();
        fields[1].opened = None;
        let json = serde_json::to_string(&fields).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Field>>(&json).unwrap(), fields);
        assert!(!json.contains("null"));
        let more = json.replacen("\"name\"", "\"note\":\"\",\"name\"", 1);
        assert!(serde_json::from_str::<Vec<Field>>(&more).is_err());
    }
}
