//! What is signed: made of what the service said, read back from the very bytes, shown from them, and as a file for a wallet or
//! program elsewhere.

use iou_base::{hex0x, sha256};
use iou_evidence::draft;
use iou_evidence::handwriting::Handwriting;
use iou_intent::{Agreed, IntentFile, Stated};
use scale::Encode;
use serde_json::{json, Value};
use terms::intent::{self, span, Deed, Intent};
use terms::life::Action;
use terms::{Terms, Timestamp};

use super::asked::Asked;
use super::shown::{facts, unit};
use super::{step, Answer, Fault};

/// How long what is signed holds. Units: milliseconds.
const LIFE_MS: u64 = 24 * 60 * 60 * 1000;

/// The steps for which a page has a sentence. What changes terms or hands a claim on is a digest here, which nobody can read
/// before they sign: that is for `iou`.
const SAID: [&str; 17] = [
    "deliver",
    "withdraw_delivery",
    "acknowledge_delivery",
    "report_repayment",
    "confirm_repayment",
    "dismiss_report",
    "cancel",
    "dispute",
    "demand",
    "acknowledge",
    "forgive",
    "plan_succession",
    "claim_seat",
    "support_claim",
    "end_claim",
    "decide_claim",
    "take_seat",
];

/// An intent of `signer`, from a moment that the service says is final.
fn intent(place: &Asked, signer: terms::AccountId, deed: Deed) -> Result<Intent, Fault> {
    let (not_before, not_after) = span(Timestamp(place.number("finalised_ms")?), LIFE_MS);
    Ok(Intent {
        version: intent::VERSION,
        genesis: place.digest("genesis")?,
        contract: place.account("contract")?,
        signer,
        not_before,
        not_after,
        deed,
    })
}

/// What is said of an intent, from its bytes.
fn said(bytes: &[u8], terms: Option<&Terms>) -> Answer {
    let intent = Intent::from_bytes(bytes).ok_or_else(|| Fault::asked("intent"))?;
    let id = intent.id(sha256);
    let text = String::from_utf8(intent::message(&id)).map_err(|_| Fault::asked("intent"))?;
    let (step, loan, arguments, digest) = match &intent.deed {
        Deed::Propose { terms, .. } => ("propose", None, json!({}), Some(*terms)),
        Deed::Act {
            loan,
            in_force,
            action,
            ..
        } => {
            let shown = match terms {
                Some(terms) => json!(iou_view::arguments(action, &unit(terms))),
                None => Value::Null,
            };
            (action.row().name, Some(*loan), shown, Some(*in_force))
        }
        Deed::Skip { loan, .. } => ("skip", Some(*loan), json!({}), None),
    };
    Ok(json!({
        "intent": hex0x(bytes),
        "id": hex::encode(id),
        "text": text,
        "genesis": hex0x(intent.genesis),
        "contract": iou_view::address(intent.contract),
        "signer": iou_view::address(intent.signer),
        "not_before_ms": intent.not_before.0,
        "not_after_ms": intent.not_after.0,
        "step": step,
        "loan": loan,
        "arguments": arguments,
        "digest": digest.map(hex::encode),
        // Whether the terms that stand beside are those that were signed last; amendments came in between where not.
        "of_terms": terms.map(|terms| Some(terms.digest(sha256)) == digest),
        "facts": terms.map(facts),
    }))
}

fn maybe_terms(asked: &Asked) -> Result<Option<Terms>, Fault> {
    match asked.value("terms") {
        None => Ok(None),
        Some(_) => asked.decoded("terms").map(Some),
    }
}

/// The word of a party for terms.
pub(super) fn propose(asked: &Asked) -> Answer {
    let terms: Terms = asked.decoded("terms")?;
    let signer = asked.account("signer")?;
    // Who is no party to them signs nothing by it, and nobody is one.
    if terms.role_of(signer).is_none() || [terms.lender, terms.borrower].contains(&draft::nobody()) {
        return Err(Fault::new("seat_other"));
    }
    let digest = terms.digest(sha256);
    let hand = match asked.value("hand") {
        None => None,
        Some(_) => Some(handwriting(&asked.object("hand")?, signer, digest)?),
    };
    let deed = Deed::Propose {
        terms: digest,
        evidence: hand.as_ref().map(Handwriting::digest),
    };
    let mut said = said(&intent(asked, signer, deed)?.encode(), Some(&terms))?;
    if let Some(hand) = hand {
        // For whoever signs to keep: on record is its digest alone.
        said["hand"] = String::from_utf8_lossy(&hand.bytes()).into();
    }
    Ok(said)
}

/// A signature by hand, bound to who signs which terms.
fn handwriting(asked: &Asked, signer: terms::AccountId, digest: terms::Digest) -> Result<Handwriting, Fault> {
    let field = (asked.small("width")?, asked.small("height")?);
    let hand = Handwriting::new(
        field,
        asked.read("strokes")?,
        signer,
        digest,
        asked.array("salt")?,
    );
    hand.ok_or_else(|| Fault::new("hand"))
}

/// A step of a loan, of what the service says of it (`signing`).
pub(super) fn act(asked: &Asked) -> Answer {
    let signing = asked.object("signing")?;
    let terms: Terms = signing.decoded("terms")?;
    let unit = unit(&terms);
    let name = asked.text("step")?;
    if !SAID.contains(&name) {
        return Err(Fault::with("step", json!({ "step": name })));
    }
    let mut given = asked.value("args").cloned().unwrap_or_else(|| json!({}));
    let mut usual = |argument: &str, value: String| {
        if let Some(given) = given.as_object_mut() {
            let _ = given.entry(argument).or_insert_with(|| value.into());
        }
    };
    // What nobody types: the agreed rate, and whom a payment goes to where it goes to one.
    match name {
        "deliver" => usual("at_least", iou_base::money::show_rate(terms.annual_rate)),
        "report_repayment" => {
            let holders = signing.value("holders").and_then(Value::as_array);
            let one = holders.filter(|all| all.len() == 1).and_then(|all| all.first());
            let account = one.and_then(|one| one["account"].as_str().or_else(|| one.as_str()));
            if let Some(account) = account {
                usual("to", account.to_owned());
            }
        }
        _ => {}
    }
    let action: Action = step::action(name, &given, &unit)?;
    if !action.may_be_an_intent(terms.settlement) {
        return Err(Fault::new("not_an_intent"));
    }
    let deed = Deed::Act {
        loan: asked.number("loan")?,
        nonce: signing.small("counter")?,
        in_force: signing.digest("in_force")?,
        action,
    };
    said(
        &intent(&signing, asked.account("signer")?, deed)?.encode(),
        Some(&terms),
    )
}

/// What an intent says, from its bytes.
pub(super) fn show(asked: &Asked) -> Answer {
    said(&asked.bytes("intent")?, maybe_terms(asked)?.as_ref())
}

/// A file, with the square codes of the same, for `iou intent sign` on another machine.
pub(super) fn file(asked: &Asked) -> Answer {
    let intent = Intent::from_bytes(&asked.bytes("intent")?).ok_or_else(|| Fault::asked("intent"))?;
    // Terms that the intent does not name are left out: the file would not be taken with them.
    let agreed = maybe_terms(asked)?.map(Agreed::first);
    let stated = match asked.value("counter") {
        None => None,
        Some(_) => Some(Stated {
            counter: asked.small("counter")?,
            block: asked.number("block")?,
            time_ms: asked.number("finalised_ms")?,
        }),
    };
    let file = IntentFile::new(&intent, agreed, stated).or_else(|_| IntentFile::new(&intent, None, stated));
    let file = file.map_err(|_| Fault::asked("intent"))?;
    let frames = file.to_frames().unwrap_or_default();
    Ok(json!({
        "name": format!("{}.intent.json", &file.id_text()[..12]),
        "file": file.to_json(),
        "frames": frames,
    }))
}

/// The signature in a file that came back, where the file is of the same intent.
pub(super) fn read(asked: &Asked) -> Answer {
    let wanted = Intent::from_bytes(&asked.bytes("intent")?).ok_or_else(|| Fault::asked("intent"))?;
    let pieces = [asked.text("file")?.as_bytes().to_vec()];
    let fault = |fault: iou_intent::Fault| Fault::with("intent_file", json!({"why": fault.message()}));
    let file = IntentFile::read(&pieces).map_err(fault)?;
    if file.intent != wanted {
        return Err(Fault::new("intent_other"));
    }
    let signature = file.signature.ok_or_else(|| Fault::new("intent_unsigned"))?;
    Ok(json!({ "signature": hex0x(signature) }))
}
