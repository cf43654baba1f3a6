//! What an intent says, in plain words, from the very bytes that are signed: by whom, for which loan, chain and contract, until
//! when; and what nobody can know of it without a node. Nothing is fetched.

use serde_json::{json, Map, Value as Json};
use terms::intent::Deed;
use terms::life::Value;
use terms::{Amount, Settlement, Terms, UtcOffset};

use super::shown::{self, Seen};
use super::Lines;
use crate::context::Context;
use crate::error::Result;
use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;
use iou_base::time::show_moment;
use iou_base::{hex0x, names};
use iou_intent::wallet::{form_of, Form};
use iou_intent::IntentFile;
use iou_view as view;

/// What an intent says.
pub(crate) struct Described {
    /// Where it holds, who wants it, what.
    pub head: Lines,
    /// What that means in full.
    pub arguments: Lines,
    /// Until when, under which number, and what is signed.
    pub tail: Lines,
    /// The names of sentences about what was not checked: `unchecked-NAME`.
    pub unchecked: Vec<&'static str>,
    /// All of it for programs.
    pub json: Json,
}

impl Described {
    /// All lines, in their order.
    pub(crate) fn lines(&self, text: &Text) -> Lines {
        let unchecked = self.unchecked.iter();
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

    let mut data = json!({
        "id": file.id_text(),
        "message": String::from_utf8_lossy(&file.message()),
        "genesis": hex0x(intent.genesis),
        "contract": view::address(intent.contract),
        "signer": view::address(intent.signer),
        "step": file.step(),
        "loan": file.loan(),
        "not_before_ms": intent.not_before.0,
        "not_after_ms": intent.not_after.0,
    });
    let mut arguments = Lines::new();
    match &intent.deed {
        Deed::Propose {
            terms: digest,
            evidence,
        } => {
            arguments.extend(terms_lines(text, terms.as_ref(), &unit)?);
            arguments.push((text.tr("label-digest"), hex0x(digest)));
            arguments.extend(crate::arguments::evidence_line(text, *evidence));
            data["digest"] = hex0x(digest).into();
            data["evidence"] = json!(evidence.map(hex0x));
        }
        Deed::Act {
            nonce,
            in_force,
            action,
            ..
        } => {
            if let Some(terms) = &terms {
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
            data["nonce"] = json!(nonce);
            data["in_force"] = hex0x(in_force).into();
            let values = action.arguments().into_iter();
            data["arguments"] = values
                .map(|(name, value)| (name.to_owned(), value_json(&value, &unit)))
                .collect::<Map<_, _>>()
                .into();
        }
        Deed::Skip { nonce, to, .. } => {
            let args = [
                ("from", nonce.to_string().into()),
                ("to", to.saturating_sub(1).to_string().into()),
            ];
            arguments.push((text.tr("label-takes-back"), text.tr_with("value-numbers", &args)));
            data["nonce"] = json!(nonce);
            data["to"] = json!(to);
        }
    }
    if let Some(terms) = &terms {
        data["terms"] = json!(view::terms(terms, &unit));
    }

    let form = file.signature.as_ref().and_then(|it| form_of(intent, it));
    let signature = match form {
        None => "signature-none",
        Some(Form::Raw) => "signature-raw",
        Some(Form::Wrapped) => "signature-wrapped",
    };
    data["signed"] = match form {
        None => Json::Null,
        Some(Form::Raw) => "raw".into(),
        Some(Form::Wrapped) => "wrapped".into(),
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
        (
            text.tr("label-signed-text"),
            String::from_utf8_lossy(&file.message()).into_owned(),
        ),
    ]);
    if unit.decimals == 0 && terms.is_none() && matches!(intent.deed, Deed::Act { .. }) {
        unchecked.insert(0, "terms");
    }
    data["unchecked"] = json!(unchecked);
    Ok(Described {
        head,
        arguments,
        tail,
        unchecked,
        json: data,
    })
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
    names.push("clock");
    Ok(names)
}

/// The terms in full, to the last instalment.
fn terms_lines(text: &Text, terms: Option<&Terms>, unit: &Unit) -> Result<Lines> {
    let Some(terms) = terms else {
        return Ok(vec![(text.tr("label-terms"), text.tr("terms-not-here"))]);
    };
    shown::terms(text, terms, unit)
}

/// An argument as programs read it.
fn value_json(value: &Value<'_>, unit: &Unit) -> Json {
    let money = |amount: Amount| json!({"minor": amount.minor().to_string(), "shown": unit.show(amount)});
    match value {
        Value::Absent => Json::Null,
        Value::Digest(digest) => hex0x(digest).into(),
        Value::Amount(amount) => money(*amount),
        Value::Day(day) => day.to_string().into(),
        Value::Rate(rate) => show_rate(*rate).into(),
        Value::Account(account) => view::address(*account).into(),
        Value::Number(number) => json!(number),
        Value::Code(code) => json!(code),
        Value::Instant(at) => json!(at.0),
        Value::Channel(channel) => names::channel(*channel).into(),
        Value::Arrival(arrival) => {
            json!({"on": arrival.on.to_string(), "receipt": hex0x(arrival.receipt)})
        }
        Value::Ruling(ruling) => json!({
            "credited": money(ruling.credited),
            "costs": money(ruling.costs),
            "on": ruling.on.map(|day| day.to_string()),
        }),
        Value::Amendment(amendment) => json!(view::amendment(amendment, unit)),
        Value::Parts(parts) => parts
            .iter()
            .map(|it| json!({"account": view::address(it.account), "ppm": it.ppm}))
            .collect(),
    }
}
