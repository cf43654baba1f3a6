//! Drafts: the fields of both sides, the texts that are signed on the way, and whether the final terms are those that were shown.

use iou_base::{hex0x, sha256};
use iou_evidence::disclosure::{self, Field, Opening};
use iou_evidence::draft::{self, DraftId, Fault as Wrong, Purpose, Shown};
use iou_keys::fields;
use scale::Encode;
use serde::Deserialize;
use serde_json::json;
use terms::agreement::commitment;
use terms::{Role, Terms};

use super::asked::{base64url, Asked};
use super::{Answer, Fault};

/// The longest value that is shown. Units: characters.
const VALUE_MAX: usize = 200;

const PURPOSES: [Purpose; 5] = [
    Purpose::Draft,
    Purpose::Seat,
    Purpose::Fields,
    Purpose::Void,
    Purpose::Box,
];

fn field((name, value, salt): fields::Field) -> Field {
    Field {
        commitment: commitment(&name, &value, &salt, sha256),
        name,
        opened: Some(Opening { value, salt }),
    }
}

pub(super) fn fields_commit(asked: &Asked) -> Answer {
    #[derive(Deserialize)]
    struct Given {
        name: String,
        value: String,
        salt: String,
    }
    let given: Vec<Given> = asked.read("fields")?;
    let mut all = Vec::new();
    for one in given {
        let salt = iou_base::read_hex(&one.salt).ok_or_else(|| Fault::asked("salt"))?;
        all.push(field((one.name, one.value, salt)));
    }
    Ok(json!({ "fields": all }))
}

pub(super) fn fields_seal(asked: &Asked) -> Answer {
    let opened = asked.fields("fields")?.into_iter().filter_map(|field| {
        let Opening { value, salt } = field.opened?;
        Some((field.name, value, salt))
    });
    let opened: Vec<_> = opened.collect();
    let sealed = fields::seal_to(&asked.account("account")?, &opened, &asked.array("random")?);
    let sealed = sealed.ok_or_else(|| Fault::new("seal_impossible"))?;
    Ok(json!({ "box": base64url(&sealed) }))
}

pub(super) fn fields_open(asked: &Asked) -> Answer {
    let opened = fields::open(&asked.key()?, &asked.sealed("box")?);
    let opened = opened.ok_or_else(|| Fault::new("box_locked"))?;
    let all: Vec<Field> = opened.into_iter().map(field).collect();
    Ok(json!({ "fields": all }))
}

pub(super) fn signed_text(asked: &Asked) -> Answer {
    let named = asked.text("purpose")?;
    let purpose = PURPOSES.into_iter().find(|purpose| purpose.word() == named);
    let purpose = purpose.ok_or_else(|| Fault::asked("purpose"))?;
    let body = asked.value("body").ok_or_else(|| Fault::asked("body"))?;
    let text = draft::signed_text(purpose, asked.text("host")?, asked.text("subject")?, body);
    Ok(json!({ "text": text }))
}

pub(super) fn login_text(asked: &Asked) -> Answer {
    let text = draft::login_text(
        asked.text("host")?,
        asked.text("nonce")?,
        asked.number("expires_ms")?,
    );
    Ok(json!({ "text": text }))
}

fn role(asked: &Asked, name: &str) -> Result<Role, Fault> {
    draft::role_named(asked.text(name)?).ok_or_else(|| Fault::asked(name))
}

/// The draft terms of the one who makes the draft, from those of a form without people.
pub(super) fn begin(asked: &Asked) -> Answer {
    let id: DraftId = asked.array("id")?;
    let role = role(asked, "role")?;
    let mut terms: Terms = asked.decoded("terms")?;
    let account = asked.account("account")?;
    match role {
        Role::Lender => (terms.lender, terms.borrower) = (account, draft::nobody()),
        Role::Borrower => (terms.lender, terms.borrower) = (draft::nobody(), account),
    }
    terms.commitments = Default::default();
    terms.reference = draft::reference(&id);
    Ok(json!({ "terms": hex0x(terms.encode()) }))
}

/// Whether the terms are those of the draft that was shown, with everybody in their seats and nothing else changed; and all
/// fields, of which those are opened that this browser can open.
pub(super) fn check(asked: &Asked) -> Answer {
    let id: DraftId = asked.array("id")?;
    let (creator, role) = (role(asked, "creator")?, role(asked, "role")?);
    let (shown, terms): (Terms, Terms) = (asked.decoded("shown")?, asked.decoded("terms")?);
    let lists = asked.object("fields")?;
    let (made, taken) = (lists.fields("creator")?, lists.fields("seat")?);
    let names = |fields: &[Field]| fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
    let (made_names, taken_names) = (names(&made), names(&taken));
    let wrong = |wrong: Wrong| {
        let code = match wrong {
            Wrong::Changed => "terms_changed",
            Wrong::Seat => "seat_other",
            Wrong::Name(_) | Wrong::Twice(_) | Wrong::Many => "fields_names",
            Wrong::Fields(_) | Wrong::Wording => "fields_other",
        };
        Fault::with(code, json!({ "reason": wrong.to_string() }))
    };
    draft::check_names(creator, true, made_names.iter().map(String::as_str), &[]).map_err(wrong)?;
    let seat = draft::other(creator);
    draft::check_names(seat, false, taken_names.iter().map(String::as_str), &made).map_err(wrong)?;
    let mut all = draft::all_fields(&id, &made, &taken);
    // The wording is opened by the rule; of the others, what whoever asks could open.
    for known in asked.fields("opened")? {
        for field in all.iter_mut().filter(|field| field.name == known.name) {
            field.opened = known.opened.clone();
        }
    }
    readable(&all)?;
    let shown = Shown {
        id: &id,
        draft: &shown,
        creator,
    };
    draft::check(&terms, shown, (role, asked.account("account")?), &all).map_err(wrong)?;
    let missing: Vec<_> = (all.iter())
        .filter(|field| field.opened.is_none())
        .map(|field| field.name.as_str())
        .collect();
    let digest = hex::encode(terms.digest(sha256));
    Ok(json!({"digest": digest, "fields": all, "withheld": missing}))
}

/// The form of the text that fields pin, and the fields where they belong to the terms.
pub(super) fn belonging(terms: &Terms, asked: &Asked) -> Result<Vec<Field>, Fault> {
    let Some(_) = asked.value("fields") else {
        return Ok(Vec::new());
    };
    let all = asked.fields("fields")?;
    let bound = match terms.commitments == <[u8; 32]>::default() {
        // A draft commits to nothing yet: then each value is held against its own commitment alone.
        true => match all.iter().all(|field| disclosure::holds(field, sha256)) {
            true => Ok(()),
            false => Err(disclosure::Fault::Root),
        },
        false => disclosure::check(&all, &terms.commitments, sha256),
    };
    bound.map_err(|why| Fault::with("fields_other", json!({ "reason": why.to_string() })))?;
    readable(&all)?;
    Ok(all)
}

/// What somebody else committed to stands in the letter as they wrote it: a line break would make a clause of a name, and signs that
/// cannot be seen another name.
fn readable(fields: &[Field]) -> Result<(), Fault> {
    let opened = fields
        .iter()
        .filter_map(|field| Some((&field.name, &field.opened.as_ref()?.value)));
    for (name, value) in opened {
        if value.chars().count() > VALUE_MAX || value.chars().any(iou_base::signs::is_unseen) {
            return Err(Fault::with("fields_other", json!({ "reason": name })));
        }
    }
    Ok(())
}
