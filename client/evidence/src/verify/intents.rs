//! What was signed for others to submit. An event that happened by an intent names its identity, which the hash chain binds; the
//! file carries the intent with a signature of it. So who signed is proved whatever transaction brought it to the chain, and
//! however many it brought. Who submitted it has no rights by it and is not asked for.
//! An intent is known by its identity and never by its signature, of which its signer can make endless others.
//! Source: `terms::intent`; sr25519 with the context `substrate`, over the text as it is or as wallets wrap it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use iou_base::sha256;
use scale::{Decode, Encode};
use terms::intent::{message, wrapped, Deed, Intent, Place, Signature, DOMAIN, VERSION};
use terms::{AccountId, Digest, Error, Event, Settlement, Timestamp};

use super::error::VerificationError;
use super::extrinsic::{is_sr25519, Step};
use super::history::{Before, History};
use super::manifest::Manifest;
use super::report::{Carrier, ProvedEvent, SignedStep};
use super::steps::{caused, follows};
use super::storage::Stored;

const SIGNATURE_LEN: usize = 64;

/// The intents of a file by their identities: bytes, until an event names one.
pub struct Intents<'a> {
    listed: BTreeMap<Digest, (&'a [u8], Signature)>,
    used: RefCell<BTreeSet<Digest>>,
}

impl<'a> Intents<'a> {
    /// Each the bytes of an intent and a signature behind them, in the order of their identities.
    ///
    /// Errors: another order; one that is too short.
    pub fn new(entries: Vec<&'a [u8]>) -> Result<Intents<'a>, VerificationError> {
        let mut listed = BTreeMap::new();
        let mut last = None;
        for entry in entries {
            let (intent, signature) =
                entry
                    .split_last_chunk::<SIGNATURE_LEN>()
                    .ok_or(VerificationError::IntentBad {
                        intent: sha256(entry),
                    })?;
            let id = id_of(intent);
            if last.is_some_and(|last| last >= id) {
                return Err(VerificationError::IntentsOrder { intent: id });
            }
            last = Some(id);
            let _ = listed.insert(id, (intent, *signature));
        }
        Ok(Intents {
            listed,
            used: RefCell::default(),
        })
    }

    /// How many no event names.
    pub fn unused(&self) -> usize {
        self.listed.len() - self.used.borrow().len()
    }

    /// Gives each event that happened by an intent the step that its signer signed, as far as the file carries it.
    ///
    /// Errors: an intent that is none, for another place, by the key of zeros, without a signature that fits, out of its
    /// time or its order, or of something else than what happened.
    pub fn attribute(
        &self,
        manifest: &Manifest,
        stored: &Stored,
        history: &History,
        events: &mut [ProvedEvent],
    ) -> Result<(), VerificationError> {
        let place = Place {
            genesis: manifest.genesis.0,
            contract: AccountId(manifest.contract.0),
        };
        let settlement = stored.agreement.terms.settlement;
        let mut order = Order::default();
        for (proved, before) in events.iter_mut().zip(&history.before) {
            let id = proved.event.head().intent;
            let is_first = order.begins(id, &proved.event, before.in_force)?;
            let Some(id) = id else { continue };
            let Some((bytes, signature)) = self.listed.get(&id) else {
                continue;
            };
            let _ = self.used.borrow_mut().insert(id);
            let intent = Intent::from_bytes(bytes).filter(|intent| can_be_one(intent, settlement));
            let intent = intent.ok_or(VerificationError::IntentBad { intent: id })?;
            check_place(&intent, &place, id)?;
            let signed_bytes = signed_text(&intent, &id, signature)?;
            if let Some(block) = &proved.block {
                let now = Timestamp(block.time_ms);
                let in_time = intent.check_time(now);
                in_time.map_err(|_| VerificationError::IntentTime { intent: id })?;
            }
            if is_first {
                order.advance(&intent, id)?;
            }
            if follows(&proved.event) {
                continue;
            }
            let asks = Asks {
                loan: manifest.loan,
                in_force: order.in_force,
                before,
            };
            let cause = asks.cause(&intent, &proved.event);
            proved.step = Some(SignedStep {
                carrier: Carrier::Intent {
                    id,
                    valid: (intent.not_before, intent.not_after),
                },
                message: cause.ok_or(VerificationError::IntentOther { intent: id })?,
                account: intent.signer,
                seat: before.seat_of(&proved.event, intent.signer),
                signer: intent.signer,
                algorithm: "sr25519",
                signed_bytes,
                signature: signature.to_vec(),
            });
        }
        order.end(stored)
    }
}

/// What an intent with these bytes is known by.
fn id_of(bytes: &[u8]) -> Digest {
    sha256(&[&DOMAIN.encode()[..], bytes].concat())
}

/// Whether its step may be submitted by others: one that moves money of the chain, or leaves its day to whoever submits it, may
/// not.
fn can_be_one(intent: &Intent, settlement: Settlement) -> bool {
    match &intent.deed {
        Deed::Act { action, .. } => action.may_be_an_intent(settlement),
        Deed::Propose { .. } | Deed::Skip { .. } => true,
    }
}

fn check_place(intent: &Intent, place: &Place, id: Digest) -> Result<(), VerificationError> {
    intent.check(place).map_err(|why| match why {
        Error::BadSignature => VerificationError::IntentKey { intent: id },
        Error::BadValidity => VerificationError::IntentTime { intent: id },
        _ => VerificationError::IntentPlace { intent: id },
    })
}

/// The text that the signature is over: as it is, or as wallets wrap it.
fn signed_text(intent: &Intent, id: &Digest, signature: &Signature) -> Result<Vec<u8>, VerificationError> {
    let plain = message(id);
    let texts = [wrapped(&plain), plain];
    let mut texts = texts.into_iter();
    let signed = texts.find(|text| is_sr25519(&intent.signer.0, text, signature));
    signed.ok_or(VerificationError::IntentSignature { intent: *id })
}

/// The order in which intents took effect: each once, and those of one signer by rising counters. Direct steps count too, and
/// so does what was taken back: the counters need not be next to each other.
#[derive(Default)]
struct Order {
    last: Option<Digest>,
    /// The digest that had been signed last when `last` took effect.
    in_force: Digest,
    seen: BTreeSet<Digest>,
    /// Of each signer the counter that was used last, and by which intent.
    counters: BTreeMap<AccountId, (u32, Digest)>,
}

impl Order {
    /// Whether an intent takes effect with this event: what follows from an event comes right after it.
    fn begins(
        &mut self,
        id: Option<Digest>,
        event: &Event,
        in_force: Digest,
    ) -> Result<bool, VerificationError> {
        let before = std::mem::replace(&mut self.last, id);
        if before == id && (id.is_none() || follows(event)) {
            return Ok(false);
        }
        self.in_force = in_force;
        let Some(id) = id else { return Ok(false) };
        if follows(event) {
            // What follows from another event follows from that one's intent.
            return Err(VerificationError::IntentOther { intent: id });
        }
        match self.seen.insert(id) {
            true => Ok(true),
            false => Err(VerificationError::IntentTwice { intent: id }),
        }
    }

    fn advance(&mut self, intent: &Intent, id: Digest) -> Result<(), VerificationError> {
        let Deed::Act { nonce, .. } = intent.deed else {
            return Ok(());
        };
        match self.counters.insert(intent.signer, (nonce, id)) {
            Some((before, _)) if before >= nonce => Err(VerificationError::IntentNonce { intent: id }),
            _ => Ok(()),
        }
    }

    /// The contract has counted what was used: the counters of lender and borrower stand beyond.
    fn end(&self, stored: &Stored) -> Result<(), VerificationError> {
        let terms = &stored.agreement.terms;
        for (account, counter) in [
            (terms.lender, stored.counters.lender),
            (terms.borrower, stored.counters.borrower),
        ] {
            match self.counters.get(&account) {
                Some((nonce, id)) if *nonce >= counter => {
                    return Err(VerificationError::IntentNonce { intent: *id });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// What an intent has to ask for in order to have caused an event.
struct Asks<'a> {
    loan: u64,
    in_force: Digest,
    before: &'a Before,
}

impl Asks<'_> {
    /// The step's name; `None` where the intent asks for something else.
    fn cause(&self, intent: &Intent, event: &Event) -> Option<&'static str> {
        match &intent.deed {
            Deed::Act {
                loan,
                in_force,
                action,
                ..
            } => {
                let step = Step::Act {
                    loan: *loan,
                    action: action.clone(),
                };
                let is_known = *in_force == self.in_force;
                caused(&step, intent.signer, self.loan, event, self.before).filter(|_| is_known)
            }
            Deed::Propose { terms, evidence } => {
                let mut actors = self.before.actors.iter().flatten();
                let may = actors.any(|actor| *actor == intent.signer);
                let (name, digest, file) = match event {
                    Event::LoanProposed(e) => ("propose", e.digest, e.evidence),
                    Event::LoanSigned(e) => ("sign", e.digest, e.evidence),
                    Event::TermsSigned(e) => ("sign", e.digest, e.evidence),
                    _ => return None,
                };
                (may && (digest, file) == (*terms, *evidence)).then_some(name)
            }
            Deed::Skip { .. } => None,
        }
    }
}

/// Intents for `place` with a signature that fits, wherever they stand in `bytes`, which may be a transaction of whatever
/// kind: identity, and the entry of a file.
pub fn found_in(bytes: &[u8], place: &Place) -> Vec<(Digest, Vec<u8>)> {
    let begin = [&[VERSION][..], &place.genesis, &place.contract.0].concat();
    let mut found = Vec::new();
    for (at, window) in bytes.windows(begin.len()).enumerate() {
        if window != begin {
            continue;
        }
        let mut rest = &bytes[at..];
        let Ok(intent) = Intent::decode(&mut rest) else {
            continue;
        };
        let len = bytes.len() - at - rest.len();
        let Some(signature) = rest.first_chunk::<SIGNATURE_LEN>() else {
            continue;
        };
        let id = intent.id(sha256);
        let is_whole = intent.encode() == bytes[at..at + len];
        if is_whole && check_place(&intent, place, id).is_ok() && signed_text(&intent, &id, signature).is_ok()
        {
            found.push((id, bytes[at..at + len + SIGNATURE_LEN].to_vec()));
        }
    }
    found
}
