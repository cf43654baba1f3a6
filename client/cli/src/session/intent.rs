//! A step as an intent: made of what a finalised block says, read back from its bytes, shown from them, signed, and written
//! down or handed to a relay in the place of a transaction.
//! Units: milliseconds since 1970.

use terms::intent::{self, Deed, Intent, VERSION};
use terms::life::Action;
use terms::limits::{INTENT_LIFE_MS_MAX, SKIP_MAX};
use terms::{Digest, Loan, Settlement, Terms, Timestamp};

use super::apart::{ask_all_of_request, Apart, Known};
use super::described::described;
use super::shown;
use super::{bound, check_clock, LoadedLoan, Session};
use crate::arguments::typed_argument;
use crate::config::{Key, Origin};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::handover::Relay;
use crate::intents::{self, nonce_of, Output};
use iou_base::sha256;
use iou_form::typed;
use iou_intent::kept::KeptIntents;
use iou_intent::{Agreed, IntentFile, Stated};
use iou_ledger::contract::refusal;

/// How long what is signed holds, if nobody says: a day.
const VALID_MS: u64 = 24 * 60 * 60 * 1000;
/// What turns the relay of a profile off.
const NO_RELAY: &str = "none";

/// How what is signed gets to the contract, where it is no transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// Into a file, for somebody to submit.
    File(Output),
    /// To a relay, which submits it.
    Relay {
        /// Where it is.
        url: String,
        /// Whether the command line names it, and not the profile alone.
        asked: bool,
    },
}

/// Where what is signed goes, once that is known to be there.
enum Place {
    File(Output),
    Relay(Relay),
}

/// The way that flags and profile name, if they name any.
pub(crate) fn way(ctx: &Context) -> Option<Way> {
    if let Some(path) = &ctx.global.intent {
        return Some(Way::File(Output::to(path)));
    }
    let setting = ctx.config.get(Key::Relay)?;
    (setting.value != NO_RELAY).then(|| Way::Relay {
        url: setting.value.clone(),
        asked: matches!(setting.origin, Origin::Flag(_)),
    })
}

/// The first and the last instant of what is signed now: as long as `--valid-for` says from a finalised block's time on
/// ([`intent::span`]).
///
/// Errors: [`Error::Argument`].
pub(crate) fn span(ctx: &Context, stated: &Stated) -> Result<(Timestamp, Timestamp)> {
    let given = &ctx.global.valid_for;
    let seconds = typed_argument(ctx.text(), "--valid-for", given, typed::seconds)?;
    let life = seconds.map_or(VALID_MS, |seconds| seconds.saturating_mul(1000));
    if life == 0 || life > INTENT_LIFE_MS_MAX {
        return Err(Error::Argument {
            name: "--valid-for".into(),
            value: given.clone().unwrap_or_default(),
            why: ctx.text().tr("why-valid-for"),
        });
    }
    Ok(intent::span(Timestamp(stated.time_ms), life))
}

impl Session<'_> {
    /// How `action` gets to the contract: `None` by a transaction.
    ///
    /// Errors: a refusal (`NotAnIntent`) where an intent was asked for and the step cannot be one.
    pub(crate) fn way_of(&self, action: &Action, settlement: Settlement) -> Result<Option<Way>> {
        let way = way(self.ctx);
        if way.is_none() || action.may_be_an_intent(settlement) {
            return Ok(way);
        }
        match way {
            Some(Way::Relay { asked: false, .. }) => {
                self.ctx.printer.note(&self.text().tr("relay-not-this"));
                Ok(None)
            }
            _ => Err(refusal(terms::Error::NotAnIntent).into()),
        }
    }

    /// What the newest finalised block says: its time, and the counter of the chosen account in `loan`, if there is a loan.
    pub(crate) async fn stated(&self, loan: Option<&Loan>) -> Result<Stated> {
        let conn = &self.ledger.conn;
        let at = conn.at_finalized().await?;
        let time_ms = conn.timestamp_ms(&at).await?;
        let counter = match loan {
            Some(loan) => {
                let found = self.ledger.loans(&at, &[loan.id]).await?;
                match found.into_iter().next().flatten() {
                    Some((loan, _)) => self.ledger.counter(&at, &loan, self.ctx.own_account()?).await?,
                    // It was proposed in a block that is not final yet.
                    None => 0,
                }
            }
            None => 0,
        };
        Ok(Stated {
            counter,
            block: at.block_number(),
            time_ms,
        })
    }

    /// The chosen account's intent to do `deed`, here.
    pub(crate) fn intent(&self, stated: &Stated, deed: Deed) -> Result<Intent> {
        let (not_before, not_after) = span(self.ctx, stated)?;
        Ok(Intent {
            version: VERSION,
            genesis: self.ledger.conn.chain().genesis.0,
            contract: terms::AccountId(self.ledger.address.0),
            signer: terms::AccountId(self.ctx.own_account()?.0),
            not_before,
            not_after,
            deed,
        })
    }

    /// The intent to take `action`, nobody's signature on it yet; `nonce` is another than the next number.
    pub(crate) async fn intent_to(
        &self,
        loaded: &LoadedLoan,
        action: Action,
        nonce: Option<u32>,
        agreed: Option<Agreed>,
    ) -> Result<IntentFile> {
        let stated = self.stated(Some(&loaded.loan)).await?;
        let own = self.ctx.own_account()?;
        let now = self.ledger.counter(&self.at, &loaded.loan, own).await?;
        let deed = Deed::Act {
            loan: loaded.loan.id,
            nonce: nonce_of(nonce, now, stated.counter)?,
            in_force: loaded.loan.agreement.in_force,
            action,
        };
        let intent = self.intent(&stated, deed)?;
        intents::made(self.ctx, &intent, agreed, Some(stated))
    }

    /// The intent that takes back what the chosen account signed for a loan and nobody has submitted; up to the number `to`,
    /// or as far as it goes.
    pub(crate) async fn intent_to_skip(&self, loan: &Loan, to: Option<u32>) -> Result<IntentFile> {
        let stated = self.stated(Some(loan)).await?;
        let deed = skip(loan.id, stated.counter, to)?;
        let intent = self.intent(&stated, deed)?;
        intents::made(self.ctx, &intent, None, Some(stated))
    }

    /// One step as an intent, from beginning to end; `known` is what the chosen block knows of it beside.
    pub(crate) async fn intend(
        &self,
        loaded: &LoadedLoan,
        action: Action,
        known: Known,
        way: Way,
    ) -> Result<()> {
        check_clock(&self.ledger.conn, &self.at, self.now_ms)?;
        let agreed = match &way {
            Way::File(_) => Some(bound::agreed(self, loaded).await?),
            Way::Relay { .. } => None,
        };
        let file = self.intent_to(loaded, action, None, agreed).await?;
        let Deed::Act { action, .. } = &file.intent.deed else {
            return Err(refusal(terms::Error::NotAnIntent).into());
        };
        let (after, effect) = self.play(loaded, action)?;
        let mut about = described(self.ctx, &file)?;
        about.checked();
        about.arguments = shown::lines(self.text(), &loaded.seen(), action, known.lines)?;
        let changes = effect.iter().flat_map(|it| it.lines(self.text(), &loaded.unit));
        about.arguments.extend(changes);
        let after = after
            .into_iter()
            .map(|(label, value)| (format!("→ {label}"), value));
        about.arguments.extend(after);
        let overpaid = effect.map(|it| it.overpaid()).filter(|more| !more.is_zero());
        let overpaid = overpaid.map(|more| loaded.unit.show(more));
        let place = match way {
            Way::File(output) if output.unsigned || !intents::has_key(self.ctx) => {
                return intents::tell_written(self.ctx, &file, &output);
            }
            Way::File(output) => Place::File(output),
            // Nobody signs for a relay that is not there, or is another contract's.
            Way::Relay { url, .. } => Place::Relay(self.reach(&url).await?),
        };
        self.warn_of_earlier(&file)?;
        let signer = self.ctx.signer_for(&self.ledger.conn)?;
        let apart = Apart {
            overpaid,
            form: known.form,
        };
        ask_all_of_request(self.ctx, about.lines(self.text()), apart)?;
        let file = intents::signed(self.ctx, file, signer)?;
        let changes = effect.map(|it| it.view(&loaded.unit));
        match place {
            Place::File(output) => intents::tell_written(self.ctx, &file, &output),
            Place::Relay(relay) => self.relay(&relay, &[file], &loaded.unit, changes).await,
        }
    }

    /// Says so where this machine has handed over something under the same number that is not on record yet: only one of the
    /// two will count.
    fn warn_of_earlier(&self, file: &IntentFile) -> Result<()> {
        let place = |file: &IntentFile| match file.intent.deed {
            Deed::Act { loan, nonce, .. } | Deed::Skip { loan, nonce, .. } => {
                Some((file.intent.signer, loan, nonce))
            }
            Deed::Propose { .. } => None,
        };
        let kept = KeptIntents::under(&self.ctx.config.home).all()?;
        let handed = kept.iter().flat_map(|kept| &kept.files);
        let is_open = |other: &&IntentFile| other.intent.not_after.0 >= self.now_ms;
        for other in handed.filter(is_open).filter(|other| place(other) == place(file)) {
            let args = [("id", other.id_text().into())];
            self.ctx
                .printer
                .warn(&self.text().tr_with("intent-earlier", &args));
        }
        Ok(())
    }

    /// The chosen account's offer of terms, nobody's signature on it yet.
    pub(crate) async fn offer(&self, terms: &Terms, evidence: Option<Digest>) -> Result<IntentFile> {
        let stated = self.stated(None).await?;
        let deed = Deed::Propose {
            terms: terms.digest(sha256),
            evidence,
        };
        let intent = self.intent(&stated, deed)?;
        let agreed = Some(Agreed::first(terms.clone()));
        intents::made(self.ctx, &intent, agreed, Some(stated))
    }

    /// Shows an offer, asks and signs it; `known` are the terms in words. Left unsigned where it is to be signed elsewhere.
    pub(crate) fn sign_offer(&self, offer: IntentFile, known: Known, unsigned: bool) -> Result<IntentFile> {
        check_clock(&self.ledger.conn, &self.at, self.now_ms)?;
        if unsigned || !intents::has_key(self.ctx) {
            return Ok(offer);
        }
        let signer = self.ctx.signer_for(&self.ledger.conn)?;
        let mut about = described(self.ctx, &offer)?;
        about.arguments = known.lines;
        let apart = Apart {
            overpaid: None,
            form: known.form,
        };
        ask_all_of_request(self.ctx, about.lines(self.text()), apart)?;
        intents::signed(self.ctx, offer, signer)
    }
}

/// What takes back the numbers from the counter to `to`, or as many as one intent can.
///
/// Errors: a refusal (`BadSkip`).
pub(crate) fn skip(loan: terms::LoanId, counter: u32, to: Option<u32>) -> Result<Deed> {
    let last = counter.saturating_add(SKIP_MAX);
    let to = to.unwrap_or(last);
    match to > counter && to <= last {
        true => Ok(Deed::Skip {
            loan,
            nonce: counter,
            to,
        }),
        false => Err(refusal(terms::Error::BadSkip).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lost device needs no memory of what it signed: one `Skip` reaches all of it.
    #[test]
    fn no_act_is_given_a_number_that_the_next_skip_cannot_reach() {
        for (asked, now, finalised, given) in [
            (None, 0, 0, Some(0)),
            (None, 3, 2, Some(3)),
            (Some(17), 2, 2, Some(17)),
            (Some(18), 2, 2, None),
            (None, 18, 2, None),
            // One that is used already.
            (Some(1), 2, 2, None),
            (Some(u32::MAX), u32::MAX, u32::MAX, None),
        ] {
            let found = nonce_of(asked, now, finalised);
            match given {
                Some(nonce) => {
                    assert_eq!(found.unwrap(), nonce);
                    let skip = skip(7, finalised, None).unwrap();
                    let Deed::Skip { to, .. } = skip else {
                        unreachable!()
                    };
                    assert!((finalised..to).contains(&nonce));
                }
                None => assert_eq!(found.unwrap_err().code(), "intent_nonce"),
            }
        }
    }

    #[test]
    fn a_skip_takes_back_at_least_one_number_and_at_most_sixteen() {
        assert!(skip(7, 4, Some(5)).is_ok() && skip(7, 4, Some(20)).is_ok());
        for to in [0, 4, 21] {
            assert_eq!(skip(7, 4, Some(to)).unwrap_err().code(), "contract_bad_skip");
        }
    }
}
