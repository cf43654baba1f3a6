//! What an intent says, in plain words, from the very bytes that are signed: by whom, for which loan, chain and contract, until
//! when; and what nobody can know of it without a node. Nothing is fetched.

use std::collections::BTreeMap;

use serde::Serialize;
use terms::intent::Deed;
use terms::life::{Action, Value};
use terms::{LoanId, Settlement, Terms, UtcOffset};

use super::shown::{self, Seen};
use super::Lines;
use crate::context::Context;
use crate::error::Result;
use iou_base::hex0x;
use iou_base::money::Unit;
use iou_base::text::Text;
use iou_base::time::show_moment;
use iou_intent::wallet::{form_of, Form};
use iou_intent::IntentFile;
use iou_view as view;
use iou_view::json::{ArgumentView, TermsView};

/// What an intent says.
pub(crate) struct Described {
    /// Where it holds, who wants it, what.
    pub head: Lines,
    /// What that means in full.
    pub arguments: Lines,
    /// Until when, under which number, and what is signed.
    pub tail: Lines,
    /// All of it for programs.
    pub data: IntentView,
}

/// What an intent says, for programs.
#[derive(Debug, Serialize)]
pub(crate) struct IntentView {
    id: String,
    /// The text that is signed.
    message: String,
    genesis: String,
    contract: String,
    signer: String,
    /// A step of the table, `propose` or `skip`.
    step: &'static str,
    loan: Option<LoanId>,
    not_before_ms: u64,
    not_after_ms: u64,
    #[serde(flatten)]
    deed: DeedView,
    /// Where the file has them.
    terms: Option<TermsView>,
    /// `raw` or `wrapped`, once it is.
    signed: Option<&'static str>,
    /// The names of what nobody can know without a node; the sentences are `unchecked-NAME`.
    unchecked: Vec<&'static str>,
}

/// What is wanted, for programs.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum DeedView {
    Propose {
        /// Of the terms.
        digest: String,
        evidence: Option<String>,
    },
    Act {
        nonce: u32,
        in_force: String,
        arguments: BTreeMap<&'static str, ArgumentView>,
    },
    Skip {
        /// The first number that is taken back.
        nonce: u32,
        /// The first that is not.
        to: u32,
    },
}

impl DeedView {
    fn of(deed: &Deed, unit: &Unit) -> DeedView {
        match deed {
            Deed::Propose { terms, evidence } => DeedView::Propose {
                digest: hex0x(terms),
                evidence: evidence.map(hex0x),
            },
            Deed::Act {
                nonce,
                in_force,
                action,
                ..
            } => DeedView::Act {
                nonce: *nonce,
                in_force: hex0x(in_force),
                arguments: view::arguments(action, unit),
            },
            Deed::Skip { nonce, to, .. } => DeedView::Skip {
                nonce: *nonce,
                to: *to,
            },
        }
    }
}

impl IntentView {
    fn of(file: &IntentFile, terms: Option<&Terms>, unit: &Unit, unchecked: Vec<&'static str>) -> IntentView {
        let intent = &file.intent;
        IntentView {
            id: file.id_text(),
            message: message(file),
            genesis: hex0x(intent.genesis),
            contract: view::address(intent.contract),
            signer: view::address(intent.signer),
            step: file.step(),
            loan: file.loan(),
            not_before_ms: intent.not_before.0,
            not_after_ms: intent.not_after.0,
            deed: DeedView::of(&intent.deed, unit),
            terms: terms.map(|terms| view::terms(terms, unit)),
            signed: form(file).map(|form| match form {
                Form::Raw => "raw",
                Form::Wrapped => "wrapped",
            }),
            unchecked,
        }
    }
}

impl Described {
    /// What nobody could know from the bytes alone this machine has just read of its node.
    pub(crate) fn checked(&mut self) {
        self.data.unchecked.clear();
    }

    /// All lines, in their order.
    pub(crate) fn lines(&self, text: &Text) -> Lines {
        let unchecked = self.data.unchecked.iter();
        let unchecked = unchecked.map(|name| {
            (
                text.tr("label-unchecked"),
                text.lookup(&format!("unchecked-{name}"), &[]),
            )
        });
        let known = [&self.head, &self.arguments, &self.tail];
        known.into_iter().flatten().cloned().chain(unchecked).collect()
    }
}

/// The money of terms, as the profile knows it; amounts in the smallest unit where it is unknown.
fn unit_of(ctx: &Context, terms: Option<&Terms>) -> Result<Unit> {
    let pins = ctx.config.pins()?;
    let native = match (pins.token_symbol, pins.token_decimals) {
        (Some(name), Some(decimals)) => Some(Unit { name, decimals }),
        _ => None,
    };
    let smallest = || Unit {
        name: ctx.text().tr("unit-smallest"),
        decimals: 0,
    };
    Ok(match (terms.map(|terms| terms.settlement), native) {
        (None, _) | (Some(Settlement::Native), None) => smallest(),
        (Some(settlement), native) => Unit::of(settlement, &native.unwrap_or_else(smallest)),
    })
}

/// Reads an intent out. Errors: a refusal for terms that do not add up.
pub(crate) fn described(ctx: &Context, file: &IntentFile) -> Result<Described> {
    let (text, intent) = (ctx.text(), &file.intent);
    let terms = file.terms();
    let unit = unit_of(ctx, terms.as_ref())?;
    let offset = terms.as_ref().map_or(UtcOffset::CHINA, |terms| terms.utc_offset);
    let mut unchecked = unchecked(ctx, file)?;

    let mut head = vec![
        (text.tr("label-chain"), chain(ctx, file)?),
        (text.tr("label-contract"), view::address(intent.contract)),
        (text.tr("label-account"), view::address(intent.signer)),
        (
            text.tr("label-action"),
            text.lookup(&format!("action-{}", file.step().replace('_', "-")), &[]),
        ),
    ];
    head.extend(file.loan().map(|loan| (text.tr("label-loan"), loan.to_string())));

    let mut arguments = Lines::new();
    match &intent.deed {
        Deed::Propose {
            terms: digest,
            evidence,
        } => {
            arguments.extend(terms_lines(text, terms.as_ref(), &unit)?);
            arguments.push((text.tr("label-digest"), hex0x(digest)));
            arguments.extend(crate::arguments::evidence_line(text, *evidence));
        }
        Deed::Act { in_force, action, .. } => {
            if let Some(terms) = terms.as_ref().filter(|_| signs_terms(file)) {
                arguments.extend(shown::terms(text, terms, &unit)?);
            } else if let Some(terms) = &terms {
                arguments.push((text.tr("label-lender"), view::address(terms.lender)));
                arguments.push((text.tr("label-borrower"), view::address(terms.borrower)));
                arguments.push((text.tr("label-principal"), unit.show(terms.principal)));
            }
            let seen = Seen {
                unit: &unit,
                terms: terms.as_ref(),
            };
            arguments.extend(shown::lines(text, &seen, action, Vec::new())?);
            arguments.push((text.tr("label-in-force"), hex0x(in_force)));
        }
        Deed::Skip { nonce, to, .. } => {
            let args = [
                ("from", nonce.to_string().into()),
                ("to", to.saturating_sub(1).to_string().into()),
            ];
            arguments.push((text.tr("label-takes-back"), text.tr_with("value-numbers", &args)));
        }
    }

    let signature = match form(file) {
        None => "signature-none",
        Some(Form::Raw) => "signature-raw",
        Some(Form::Wrapped) => "signature-wrapped",
    };
    let mut tail = Lines::new();
    if let Deed::Act { nonce, .. } = &intent.deed {
        tail.push((text.tr("label-nonce"), nonce.to_string()));
    }
    tail.extend([
        (
            text.tr("label-valid-from"),
            show_moment(intent.not_before.0, offset),
        ),
        (
            text.tr("label-valid-until"),
            show_moment(intent.not_after.0, offset),
        ),
        (text.tr("label-signature"), text.lookup(signature, &[])),
        (text.tr("label-signed-text"), message(file)),
    ]);
    if unit.decimals == 0 && terms.is_none() && matches!(intent.deed, Deed::Act { .. }) {
        unchecked.insert(0, "terms");
    }
    let data = IntentView::of(file, terms.as_ref(), &unit, unchecked);
    Ok(Described {
        head,
        arguments,
        tail,
        data,
    })
}

/// The text that is signed.
fn message(file: &IntentFile) -> String {
    String::from_utf8_lossy(&file.message()).into_owned()
}

/// In which form it is signed, once it is.
fn form(file: &IntentFile) -> Option<Form> {
    let signature = file.signature.as_ref()?;
    form_of(&file.intent, signature)
}

/// The genesis, with the profile's name where it is the profile's chain.
fn chain(ctx: &Context, file: &IntentFile) -> Result<String> {
    let genesis = hex0x(file.intent.genesis);
    let is_ours = ctx
        .config
        .genesis()?
        .is_some_and(|known| known.0 == file.intent.genesis);
    Ok(match is_ours {
        true => format!("{} ({genesis})", ctx.config.profile.value),
        false => genesis,
    })
}

fn unchecked(ctx: &Context, file: &IntentFile) -> Result<Vec<&'static str>> {
    let mut names = Vec::new();
    if ctx.config.genesis()?.is_none() {
        names.push("chain");
    }
    if ctx.config.get(crate::config::Key::Contract).is_none() {
        names.push("contract");
    }
    names.push(match &file.intent.deed {
        Deed::Propose { .. } => "offer",
        Deed::Act { .. } => "standing",
        Deed::Skip { .. } => "counter",
    });
    if names_unseen(file) {
        names.push("digest");
    }
    let agrees = matches!(file.intent.deed, Deed::Propose { .. }) || signs_terms(file);
    if agrees && file.terms().is_some_and(|terms| terms.commitments != [0; 32]) {
        names.push("fields");
    }
    names.push("clock");
    Ok(names)
}

/// Whether what is signed are terms that the file has, so that they are shown to the last instalment: those of a step that
/// names their digest.
fn signs_terms(file: &IntentFile) -> bool {
    let Deed::Act { action, .. } = &file.intent.deed else {
        return false;
    };
    let named = match action {
        Action::Sign { digest, .. } | Action::Consent { digest, .. } => Some(*digest),
        _ => None,
    };
    named.is_some() && named == file.agreed.as_ref().map(|agreed| agreed.bound().1)
}

/// Whether a step names by its digest something that the file does not have.
fn names_unseen(file: &IntentFile) -> bool {
    let Deed::Act { action, .. } = &file.intent.deed else {
        return false;
    };
    let mut arguments = action.arguments().into_iter();
    arguments.any(|(name, value)| name == "digest" && matches!(value, Value::Digest(_))) && !signs_terms(file)
}

/// The terms in full, to the last instalment.
fn terms_lines(text: &Text, terms: Option<&Terms>, unit: &Unit) -> Result<Lines> {
    let Some(terms) = terms else {
        return Ok(vec![(text.tr("label-terms"), text.tr("terms-not-here"))]);
    };
    shown::terms(text, terms, unit)
}

#[cfg(test)]
fn example(deed: Deed) -> IntentView {
    let intent = terms::intent::Intent {
        version: terms::intent::VERSION,
        genesis: [1; 32],
        contract: terms::AccountId([2; 32]),
        signer: terms::AccountId([3; 32]),
        not_before: terms::Timestamp(1),
        not_after: terms::Timestamp(2),
        deed,
    };
    let file = IntentFile::new(&intent, None, None).expect("an intent");
    let unit = Unit {
        name: "CNY".into(),
        decimals: 2,
    };
    IntentView::of(&file, None, &unit, vec!["clock"])
}

shapes! {
    "intent show, an offer": example(Deed::Propose { terms: [4; 32], evidence: None }) =>
        "{contract: text, digest: text, evidence: null, genesis: text, id: text, loan: null, message: text, not_after_ms: number, not_before_ms: number, signed: null, signer: text, step: text, terms: null, unchecked: [text]}";
    "intent show, a step": example(Deed::Act {
        loan: 7,
        nonce: 3,
        in_force: [4; 32],
        action: terms::sample::action("forgive", "").expect("a step"),
    }) =>
        "{arguments: {amount: {minor: text, shown: text}, evidence: text}, contract: text, genesis: text, id: text, in_force: text, loan: number, message: text, nonce: number, not_after_ms: number, not_before_ms: number, signed: null, signer: text, step: text, terms: null, unchecked: [text]}";
    "intent show, what takes back": example(Deed::Skip { loan: 7, nonce: 3, to: 5 }) =>
        "{contract: text, genesis: text, id: text, loan: number, message: text, nonce: number, not_after_ms: number, not_before_ms: number, signed: null, signer: text, step: text, terms: null, to: number, unchecked: [text]}";
}
