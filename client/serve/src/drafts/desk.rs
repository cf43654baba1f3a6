//! What may happen to a draft, and when: everything that is handed in is checked here, then written by [`super::book`]. No name is
//! ever asked for, no key ever held; whoever reads this database learns terms, and accounts that are made for one loan each.
//!
//! # Details
//!
//! The one who makes a draft signs it; whoever knows the link takes the seat, once; the borrower signs the final terms, then the
//! lender; with that the pair is the relay's. Between writing down the last signature and handing the pair over this process can be
//! killed at any moment: the row says that it is still to be handed over, and the relay knows a pair that it has already.

use std::sync::Arc;

use iou_base::text::Text;
use iou_base::{address, hex0x, is_hex, sha256};
use iou_database::Store;
use iou_evidence::disclosure::Field;
use iou_evidence::draft::{self, DraftId, Purpose};
use iou_form::LoanForm;
use iou_intent::api::{self, pair_id, Conclusion, Handed, SignedIntent};
use iou_intent::wallet;
use iou_relay::intents::{book as relay, Reception, Refused};
use scale::{Decode, Encode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use terms::intent::{Intent, Place};
use terms::law::Published;
use terms::{AccountId, Digest, Terms};

use super::book::{self, Created, Kept, New, Taker, Word};
use super::reckon::{self, Made};
use super::wire::{
    Boxes, Committed, Creator, DraftView, FormRequest, GiveFields, Ids, Intents, NewDraft, OnItsWay, Outcome,
    Reckoned, Seat, SignDraft, State, TakeSeat, VoidDraft,
};
use crate::budget::{Daily, Sender};
use crate::denied::Denied;
use crate::read::Reader;
use crate::sealed;

/// How far the moment of a draft may be from now. Units: milliseconds.
const NOW_MS: u64 = 10 * 60_000;
/// How soon what the relay could not take is tried again. Units: milliseconds.
const AGAIN_MS: u64 = 10_000;
/// How many are handed over in one round.
const ROUND: u32 = 16;
/// From where something comes that is handed over later, when nobody asks.
const NOBODY_ASKS: &str = "drafts";
/// The longest reason. Units: bytes.
const REASON_MAX: usize = 64;

type Result<T, E = Denied> = std::result::Result<T, E>;

/// Where drafts are kept, and where they go.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub store: &'a Store,
    pub reader: &'a Reader,
    pub reception: Option<&'a Reception>,
    /// The host that is signed for.
    pub host: &'a str,
    /// What this service keeps in a day.
    pub daily: Daily,
    /// The reader's language.
    pub text: &'a Text,
    /// This machine's clock. Units: milliseconds since 1970.
    pub now_ms: u64,
}

/// The body of a request as what it should be.
pub(crate) fn read<T: DeserializeOwned>(body: &Value) -> Result<T> {
    serde_json::from_value(body.clone()).map_err(|_| Denied::Refused(Refused::Malformed))
}

/// An id in hexadecimal.
pub(super) fn id_of(text: &str) -> Option<DraftId> {
    let is_plain = is_hex(text, DraftId::default().len());
    is_plain
        .then(|| hex::decode(text).ok()?.try_into().ok())
        .flatten()
}

impl Desk<'_> {
    /// Reckons a form that nobody has signed.
    pub async fn reckon(&self, body: &Value) -> Result<Reckoned> {
        let asked: FormRequest = read(body)?;
        let id = asked.id.as_deref().map(|id| id_of(id).ok_or(MALFORMED));
        let made = Made {
            id: id.transpose()?.unwrap_or_default(),
            at_ms: match asked.at_ms {
                Some(at_ms) => at_ms,
                None => self.moment().await?,
            },
            account: reckon::account(asked.account.as_deref())?,
        };
        let rates = self.rates().await?;
        reckon::reckoned(&asked.form, &made, &rates, self.text)
    }

    /// Keeps a draft; whether it is new.
    pub async fn create(&self, id: &str, body: &Value, client: &str) -> Result<(bool, DraftView)> {
        let asked: NewDraft = read(body)?;
        let key = id_of(id).ok_or(Denied::UnknownDraft)?;
        let account = address::read(&asked.account).ok_or(MALFORMED)?;
        self.check_signed(Purpose::Draft, id, body, account, &asked.signature)?;
        let digest = hex::encode(draft::body_digest(body));
        if let Some(before) = book::get(self.store, id).await? {
            return match before.body == digest {
                true => Ok((false, self.view(&before).await?)),
                false => Err(Denied::DraftExists),
            };
        }
        if self.moment().await?.abs_diff(asked.at_ms) > NOW_MS {
            return Err(Denied::BadMoment);
        }
        let role: terms::Role = asked.role.into();
        if asked.form.role(self.text).ok() != Some(role) {
            return Err(reckon::wrong(self.text, "lends", self.text.tr("why-lends")));
        }
        let fields = fields(&asked.fields)?;
        let names = fields.iter().map(|field| field.name.as_str());
        draft::check_names(role, true, names, &[]).map_err(|_| Denied::BadFields)?;
        for one in [&asked.link_box, &asked.own_box] {
            sealed::check(one)?;
        }
        let seat_hash = digits(&asked.seat_hash)?;
        let made = Made {
            id: key,
            at_ms: asked.at_ms,
            account,
        };
        let rates = self.rates().await?;
        let (terms, _) = reckon::terms_of(&asked.form, &made, &rates, self.text)?;
        let new = New {
            id: id.into(),
            body: digest,
            role,
            account: address::show(account),
            form: json(&asked.form),
            fields: json(&asked.fields),
            draft_terms: terms.encode(),
            at_ms: asked.at_ms,
            sign_by_ms: terms.sign_by.0,
            deliver_by_ms: terms.deliver_by.0,
            seat_hash: hex::encode(seat_hash),
            link_box: asked.link_box,
            own_box: asked.own_box,
        };
        let sender = Sender {
            address: client,
            daily: self.daily,
            now_ms: self.now_ms,
        };
        let is_new = match book::create(self.store, &new, sender).await? {
            Created::New => true,
            Created::Same => false,
            Created::Other => return Err(Denied::DraftExists),
            Created::Full(full) => return Err(full.into()),
        };
        Ok((is_new, self.look(id).await?))
    }

    /// Lets somebody take the seat, if nobody has; whoever has it may ask again.
    pub async fn take(&self, id: &str, body: &Value) -> Result<DraftView> {
        let asked: TakeSeat = read(body)?;
        let account = address::read(&asked.account).ok_or(MALFORMED)?;
        self.check_signed(Purpose::Seat, id, body, account, &asked.signature)?;
        let kept = self.open(id).await?;
        if hex::encode(sha256(&digits(&asked.seat_key)?)) != kept.seat_hash {
            return Err(Denied::SeatKey);
        }
        if account == account_of(&kept.account)? {
            return Err(Denied::OwnSeat);
        }
        if kept.seat.is_none() {
            let creators = fields(&parsed::<Vec<Committed>>(&kept.fields)?)?;
            let own = fields(&asked.fields)?;
            let role = draft::other(kept.role);
            let names = own.iter().map(|field| field.name.as_str());
            draft::check_names(role, false, names, &creators).map_err(|_| Denied::BadFields)?;
            for one in [&asked.seat_box, &asked.to_creator] {
                sealed::check(one)?;
            }
            let key = id_of(id).ok_or(Denied::UnknownDraft)?;
            let all = draft::all_fields(&key, &creators, &own);
            let terms = draft::finish(&self.terms(&kept.draft_terms)?, role, account, &all);
            let taker = Taker {
                account: address::show(account),
                fields: json(&asked.fields),
                seat_box: asked.seat_box,
                to_creator: asked.to_creator,
                digest: hex::encode(terms.digest(sha256)),
                terms: terms.encode(),
            };
            let moment = self.moment().await?;
            let _first = book::take(self.store, id, &taker, moment).await?;
        }
        let now = self.get(id).await?;
        let view = self.view(&now).await?;
        match &now.seat {
            Some(seat) if account_of(&seat.account)? == account => Ok(view),
            _ if now.void_ms.is_some() => Err(Denied::DraftVoid),
            Some(_) => Err(Denied::SeatTaken),
            None => Err(Denied::DraftExpired),
        }
    }

    /// Keeps the creator's fields for the one in the seat.
    pub async fn give(&self, id: &str, body: &Value) -> Result<DraftView> {
        let asked: GiveFields = read(body)?;
        let kept = self.open(id).await?;
        self.check_signed(
            Purpose::Fields,
            id,
            body,
            account_of(&kept.account)?,
            &asked.signature,
        )?;
        sealed::check(&asked.creator_to_seat)?;
        let _first = book::give(self.store, id, &asked.creator_to_seat).await?;
        let now = self.get(id).await?;
        match &now.creator_to_seat {
            Some(sealed) if *sealed == asked.creator_to_seat => self.view(&now).await,
            Some(_) => Err(Denied::FieldsGiven),
            None if now.void_ms.is_some() => Err(Denied::DraftVoid),
            None => Err(Denied::SeatEmpty),
        }
    }

    /// Takes a draft back: what it holds is deleted.
    pub async fn void(&self, id: &str, body: &Value) -> Result<DraftView> {
        let asked: VoidDraft = read(body)?;
        let kept = self.get(id).await?;
        if kept.void_ms.is_some() {
            // Whose it was is gone with the rest, and nothing more is done.
            return self.view(&kept).await;
        }
        self.check_signed(
            Purpose::Void,
            id,
            body,
            account_of(&kept.account)?,
            &asked.signature,
        )?;
        let reason = asked.reason.as_deref();
        let is_word =
            |why: &str| why.len() <= REASON_MAX && why.bytes().all(|sign| sign.is_ascii_lowercase());
        // A word of the page, and no text about anybody: it stays where the rest is deleted.
        if reason.is_some_and(|why| !is_word(why)) {
            return Err(MALFORMED);
        }
        let _first = book::void(self.store, id, reason, self.now_ms).await?;
        let now = self.get(id).await?;
        match now.void_ms {
            Some(_) => self.view(&now).await,
            None => Err(Denied::DraftSigned),
        }
    }

    /// Keeps what one of the two signed, and hands the pair over once there is one.
    pub async fn sign(&self, id: &str, body: &Value, client: &str) -> Result<DraftView> {
        let asked: SignDraft = read(body)?;
        let role: terms::Role = asked.role.into();
        let kept = self.open(id).await?;
        let seat = kept.seat.as_ref().ok_or(Denied::SeatEmpty)?;
        let terms = self.terms(&seat.terms)?;
        let intent = self.check_word(&asked.signed, &terms, role).await?;
        let word = Word {
            role,
            id: hex::encode(intent.id(sha256)),
            signed: json(&asked.signed),
            until_ms: intent.not_after.0,
            address: self.reception.map(|_| client.to_owned()),
        };
        let is_there = kept.word(role).is_some_and(|before| before.id == word.id);
        if !is_there {
            self.check_turn(&kept, &word).await?;
            let over = self.over(&kept).await?;
            if !book::sign(self.store, id, &word, over.as_deref()).await? {
                let now = self.get(id).await?;
                return match now.word(role) {
                    Some(before) if before.id == word.id => self.view(&now).await,
                    _ if now.void_ms.is_some() => Err(Denied::DraftVoid),
                    _ => Err(Denied::DraftSigned),
                };
            }
        }
        let now = self.get(id).await?;
        self.hand_over(&now).await?;
        self.look(id).await
    }

    /// Whether it is this one's turn.
    async fn check_turn(&self, kept: &book::Draft, word: &Word) -> Result<()> {
        let moment = self.moment().await?;
        if moment > kept.sign_by_ms {
            return Err(Denied::DraftExpired);
        }
        if word.role == terms::Role::Lender {
            match &kept.borrower {
                None => return Err(Denied::BorrowerFirst),
                Some(before) if before.until_ms < moment => return Err(Denied::BorrowerLate),
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Whether `signed` is a word of `role` for exactly these terms.
    async fn check_word(&self, signed: &SignedIntent, terms: &Terms, role: terms::Role) -> Result<Intent> {
        let digits = signed.intent.strip_prefix("0x").ok_or(MALFORMED)?;
        let bytes = hex::decode(digits).map_err(|_| MALFORMED)?;
        let intent = Intent::from_bytes(&bytes).ok_or(MALFORMED)?;
        let signature = wallet::parse(&signed.signature).map_err(|_| Denied::BadSignature)?;
        intent.check(&self.place().await?).map_err(Refused::from)?;
        // A file may be named with it: a signature by hand, which its writer keeps.
        let _evidence = intent
            .proposes(terms, terms.digest(sha256), role)
            .map_err(|_| Denied::OtherTerms)?;
        if wallet::form_of(&intent, &signature).is_none() {
            return Err(Denied::BadSignature);
        }
        intent
            .check_time(terms::Timestamp(self.moment().await?))
            .or_else(|error| match error {
                // The newest block may be a moment older here.
                terms::Error::NotValidYet => Ok(()),
                other => Err(Refused::from(other)),
            })?;
        Ok(intent)
    }

    /// The receipt of which nothing came, where the pair was handed over for that.
    async fn over(&self, kept: &book::Draft) -> Result<Option<String>> {
        let Some(id) = &kept.receipt else { return Ok(None) };
        let receipt = self.receipt(id).await?;
        let is_over = receipt.is_none_or(|receipt| receipt.state == api::State::Refused);
        Ok(is_over.then(|| id.clone()))
    }

    /// Hands the pair to the relay of this service, if there is a pair and a relay; it is safe to repeat.
    async fn hand_over(&self, kept: &book::Draft) -> Result<()> {
        let (Some(reception), Some(seat)) = (self.reception, &kept.seat) else {
            return Ok(());
        };
        let (Some(borrower), Some(lender)) = (&kept.borrower, &kept.lender) else {
            return Ok(());
        };
        if kept.receipt.is_some() || kept.void_ms.is_some() {
            return Ok(());
        }
        let pair = Handed::Conclude(Box::new(Conclusion {
            terms: hex0x(&seat.terms),
            lender: parsed(&lender.signed)?,
            borrower: parsed(&borrower.signed)?,
        }));
        let client = kept.address.as_deref().unwrap_or(NOBODY_ASKS);
        match reception.receive(&pair, client, self.text, self.now_ms).await {
            Ok((_, receipt)) => book::handed(self.store, kept, &receipt.id).await?,
            Err(refused) => {
                let is_later = refused.retry_after().is_some() || refused == Refused::Internal;
                let again = is_later.then(|| self.now_ms.saturating_add(AGAIN_MS));
                tracing::warn!(
                    id = kept.id,
                    code = refused.code(),
                    "pages: the relay has not taken a pair"
                );
                book::refused(self.store, kept, &refused.code(), again).await?;
            }
        }
        Ok(())
    }

    /// Hands over what a process that was killed, or a relay that was away, has left.
    pub async fn hand_over_what_is_left(&self) -> Result<()> {
        if self.reception.is_none() {
            return Ok(());
        }
        for id in book::to_hand_over(self.store, self.now_ms, ROUND).await? {
            if let Some(kept) = book::get(self.store, &id).await? {
                self.hand_over(&kept).await?;
            }
        }
        Ok(())
    }

    /// The draft as it is seen.
    pub async fn look(&self, id: &str) -> Result<DraftView> {
        self.view(&self.get(id).await?).await
    }

    async fn view(&self, kept: &book::Draft) -> Result<DraftView> {
        let receipt = self.outcome(kept).await?;
        let loan = match (&receipt, &kept.digest) {
            (Some(Outcome { loan: Some(loan), .. }), _) => Some(*loan),
            (_, Some(digest)) => book::loan_of(self.store, digest).await?,
            _ => None,
        };
        let moment = self.moment().await?;
        let is_over = moment > kept.sign_by_ms;
        let on_its_way = receipt.as_ref().map(|outcome| outcome.state);
        let is_recorded = on_its_way == Some(OnItsWay::Finalised) || (loan.is_some() && on_its_way.is_none());
        let is_going = !matches!(on_its_way, None | Some(OnItsWay::Waiting | OnItsWay::Refused));
        // A word that is over, and of which nothing comes any more, is none: who gave it is asked for another one.
        // A receipt that the relay has forgotten came to nothing, or the loan would be there.
        let is_forgotten = kept.receipt.is_some() && on_its_way.is_none() && loan.is_none();
        let is_left = kept.lender.is_none() || is_forgotten || on_its_way == Some(OnItsWay::Refused);
        let holds = |word: &&Kept| !(is_left && word.until_ms < moment);
        let borrower = kept.borrower.as_ref().filter(holds);
        let lender = kept.lender.as_ref().filter(holds).filter(|_| borrower.is_some());
        let state = match () {
            // Whoever had both words may have brought them to the chain before, or by another relay.
            () if is_recorded => State::Recorded,
            () if kept.void_ms.is_some() => State::Void,
            () if is_over && !is_going => State::Expired,
            () if lender.is_some() => State::Submitted,
            () if borrower.is_some() => State::Half,
            () if kept.seat.is_some() => State::Seated,
            () => State::Open,
        };
        let word = |word: Option<&Kept>| -> Result<(Option<String>, Option<SignedIntent>)> {
            Ok(match word {
                Some(word) => (Some(word.id.clone()), Some(parsed(&word.signed)?)),
                None => (None, None),
            })
        };
        let (borrower, lender) = (word(borrower)?, word(lender)?);
        let has_content = kept.void_ms.is_none();
        let (terms, digest) = match (&kept.seat, &kept.digest) {
            (Some(seat), Some(digest)) => (hex0x(&seat.terms), digest.clone()),
            _ if has_content => {
                let digest = self.terms(&kept.draft_terms)?.digest(sha256);
                (hex0x(&kept.draft_terms), hex::encode(digest))
            }
            _ => Default::default(),
        };
        let seen = Seen {
            state,
            on_its_way,
            loan,
        };
        Ok(DraftView {
            id: kept.id.clone(),
            version: seen.version(kept.version),
            state,
            role: kept.role.into(),
            form: match has_content {
                true => Some(parsed::<LoanForm>(&kept.form)?),
                false => None,
            },
            terms,
            digest,
            draft_terms: match has_content {
                true => hex0x(&kept.draft_terms),
                false => String::new(),
            },
            at_ms: kept.at_ms,
            sign_by_ms: kept.sign_by_ms,
            deliver_by_ms: kept.deliver_by_ms,
            creator: Creator {
                account: kept.account.clone(),
                fields: match has_content {
                    true => parsed(&kept.fields)?,
                    false => Vec::new(),
                },
            },
            seat: match &kept.seat {
                Some(seat) => Some(Seat {
                    account: seat.account.clone(),
                    fields: parsed(&seat.fields)?,
                    taken_ms: seat.taken_ms,
                }),
                None => None,
            },
            link_box: kept.link_box.clone().filter(|_| state == State::Open),
            boxes: Boxes {
                creator: kept.own_box.clone(),
                seat: kept.seat.as_ref().map(|seat| seat.seat_box.clone()),
                creator_to_seat: kept.creator_to_seat.clone(),
                seat_to_creator: kept.seat.as_ref().map(|seat| seat.to_creator.clone()),
            },
            signed: Ids {
                borrower: borrower.0,
                lender: lender.0,
            },
            intents: Intents {
                borrower: borrower.1,
                lender: lender.1,
            },
            receipt: match (receipt, loan, &kept.borrower, &kept.lender) {
                (Some(outcome), loan, ..) => Some(Outcome { loan, ..outcome }),
                // Somebody else has brought it to the chain.
                (None, Some(loan), Some(_), Some(_)) => pair_of(kept).map(|id| Outcome {
                    id,
                    state: OnItsWay::Finalised,
                    loan: Some(loan),
                    problem: None,
                }),
                _ => None,
            },
            void_reason: kept.void_reason.clone(),
        })
    }

    /// What became of the pair, once both have signed: what the relay says, or why it does not have it.
    async fn outcome(&self, kept: &book::Draft) -> Result<Option<Outcome>> {
        let Some(id) = pair_of(kept) else { return Ok(None) };
        if let Some(receipt) = self.receipt(&id).await? {
            let state = match receipt.state {
                api::State::Received => OnItsWay::Received,
                api::State::Submitted => OnItsWay::Submitted,
                api::State::InBlock => OnItsWay::InBlock,
                api::State::Finalised => OnItsWay::Finalised,
                api::State::Refused => OnItsWay::Refused,
            };
            return Ok(Some(Outcome {
                id,
                state,
                loan: receipt.loan,
                problem: receipt.problem,
            }));
        }
        if kept.receipt.is_some() {
            // The relay has forgotten it: whether it is a loan the index knows.
            return Ok(None);
        }
        let problem = kept.problem.as_deref();
        let problem = problem.map(|code| Refused::named(code).unwrap_or(Refused::Internal));
        // Without a relay nobody is on the way with it: both signatures are there to be taken along.
        Ok(match (self.reception, problem) {
            (None, None) => None,
            (_, problem) => Some(Outcome {
                id,
                state: match problem {
                    Some(_) if !kept.is_tried_again => OnItsWay::Refused,
                    _ => OnItsWay::Waiting,
                },
                loan: None,
                problem: problem.map(|refused| refused.problem(self.text)),
            }),
        })
    }

    async fn receipt(&self, id: &str) -> Result<Option<api::Receipt>> {
        relay::receipt(self.store, id, self.text).await.map_err(|error| {
            tracing::error!(%error, "pages: the database failed");
            Denied::Refused(Refused::Internal)
        })
    }

    async fn get(&self, id: &str) -> Result<book::Draft> {
        let _key = id_of(id).ok_or(Denied::UnknownDraft)?;
        book::get(self.store, id).await?.ok_or(Denied::UnknownDraft)
    }

    /// One that was not taken back.
    async fn open(&self, id: &str) -> Result<book::Draft> {
        let kept = self.get(id).await?;
        match kept.void_ms {
            Some(_) => Err(Denied::DraftVoid),
            None => Ok(kept),
        }
    }

    /// The contract for which people sign here.
    async fn place(&self) -> Result<Place> {
        let row: Option<(String, String)> = sqlx::query_as("SELECT genesis, contract FROM cursor")
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let (genesis, contract) = row.ok_or(Denied::NotReady)?;
        let genesis: Option<Digest> = hex::decode(genesis.trim_start_matches("0x"))
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        Ok(Place {
            genesis: genesis.ok_or(Denied::NotReady)?,
            contract: address::read(&contract).ok_or(Denied::NotReady)?,
        })
    }

    /// The later of the chain's time, as far as it was read, and this machine's: by it deadlines are over.
    async fn moment(&self) -> Result<u64> {
        let chain: Option<i64> = sqlx::query_scalar("SELECT time_ms FROM cursor")
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        Ok(chain.map_or(0, iou_database::to_u64).max(self.now_ms))
    }

    /// The reference rates that were published on the chain.
    async fn rates(&self) -> Result<Arc<Published>> {
        let rates = self.reader.rates(u64::MAX).await;
        rates.map_err(|error| {
            tracing::error!(%error, "pages: the rates cannot be read");
            Denied::Refused(Refused::Internal)
        })
    }

    fn terms(&self, bytes: &[u8]) -> Result<Terms> {
        Ok(Terms::decode(&mut &bytes[..]).map_err(|e| self.store.failed(e))?)
    }

    fn check_signed(
        &self,
        purpose: Purpose,
        subject: &str,
        body: &Value,
        account: AccountId,
        signature: &str,
    ) -> Result<()> {
        sealed::check_signed(purpose, self.host, subject, body, account, signature)
    }
}

const MALFORMED: Denied = Denied::Refused(Refused::Malformed);

/// What a long poll can see of a draft beside its row.
struct Seen {
    state: State,
    on_its_way: Option<OnItsWay>,
    loan: Option<u64>,
}

impl Seen {
    /// The row's version, and after it one digit for each of what changes without it.
    fn version(&self, row: u64) -> u64 {
        let on_its_way = self.on_its_way.map_or(0, |state| 1 + state as u64);
        let digits = [self.state as u64, on_its_way, u64::from(self.loan.is_some())];
        digits
            .into_iter()
            .fold(row, |all, digit| all.saturating_mul(10).saturating_add(digit))
    }
}

/// What the pair of a draft is known by to every relay.
fn pair_of(kept: &book::Draft) -> Option<String> {
    let id = |word: &Option<Kept>| -> Option<Digest> {
        let digits = &word.as_ref()?.id;
        hex::decode(digits).ok()?.try_into().ok()
    };
    Some(hex::encode(pair_id(&id(&kept.lender)?, &id(&kept.borrower)?)))
}

fn account_of(address: &str) -> Result<AccountId> {
    address::read(address).ok_or(Denied::Refused(Refused::Internal))
}

fn fields(committed: &[Committed]) -> Result<Vec<Field>> {
    let fields = committed.iter().map(Committed::field);
    fields.collect::<Option<Vec<Field>>>().ok_or(MALFORMED)
}

/// 32 bytes in hexadecimal.
fn digits(text: &str) -> Result<[u8; 32]> {
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|_| MALFORMED)?;
    bytes.try_into().map_err(|_| MALFORMED)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data")
}

/// What this program wrote.
fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        tracing::error!(%error, "pages: a row of a draft cannot be read");
        Denied::Refused(Refused::Internal)
    })
}
