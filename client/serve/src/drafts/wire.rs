//! What goes over the wire about drafts. Bodies are JSON in UTF-8, and what is signed of them is their canonical form (RFC 8785)
//! without the signature. Units: milliseconds since 1970 where a name ends in `_ms`. Boxes are base64url without padding, of at most
//! 8 KiB; accounts SS58; signatures, commitments and terms 0x hexadecimal; ids and digests plain hexadecimal.

use iou_evidence::disclosure;
use iou_form::LoanForm;
use iou_intent::api::{Problem, SignedIntent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What two people can be to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Gives the money.
    Lender,
    /// Owes it.
    Borrower,
}

impl From<Role> for terms::Role {
    fn from(role: Role) -> terms::Role {
        match role {
            Role::Lender => terms::Role::Lender,
            Role::Borrower => terms::Role::Borrower,
        }
    }
}

impl From<terms::Role> for Role {
    fn from(role: terms::Role) -> Role {
        match role {
            terms::Role::Lender => Role::Lender,
            terms::Role::Borrower => Role::Borrower,
        }
    }
}

/// A personal field by its commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Committed {
    /// Its name: `borrower.phone`, `purpose`.
    #[schema(max_length = 64)]
    pub name: String,
    /// The salted commitment to it.
    #[schema(pattern = "^0x[0-9a-f]{64}$")]
    pub commitment: String,
}

impl Committed {
    /// As the rules have it; `None` where the commitment is none.
    pub(super) fn field(&self) -> Option<disclosure::Field> {
        let digits = self.commitment.strip_prefix("0x")?;
        let commitment = hex::decode(digits).ok()?.try_into().ok()?;
        Some(disclosure::Field {
            name: self.name.clone(),
            commitment,
            opened: None,
        })
    }
}

/// A form that is looked at before anybody signs anything.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormRequest {
    /// The form.
    pub form: LoanForm,
    /// The moment for which it is reckoned; now if nothing is said.
    pub at_ms: Option<u64>,
    /// The id of the draft that it is for, of which its reference follows.
    #[schema(pattern = "^[0-9a-f]{32}$")]
    pub id: Option<String>,
    /// The account of the one who fills it in.
    pub account: Option<String>,
}

/// One instalment. Amounts are decimal numbers in the loan's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Row {
    /// From 1.
    pub number: usize,
    /// The day, `2026-12-31`.
    pub due: String,
    /// Principal.
    pub principal: String,
    /// Interest.
    pub interest: String,
    /// Both.
    pub total: String,
}

/// What a field was taken for that was not written as this program writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Taken {
    /// Its name.
    pub field: String,
    /// As it was written.
    pub written: String,
    /// As it was read.
    pub taken: String,
}

/// What follows from a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reckoned {
    /// The SCALE bytes of the draft terms, 0x hexadecimal.
    pub terms: String,
    /// The moment for which it was reckoned.
    pub at_ms: u64,
    /// The money.
    pub currency: String,
    /// Its decimals.
    pub decimals: u8,
    /// What is lent.
    pub principal: String,
    /// The agreed yearly rate.
    pub rate: String,
    /// Instalment by instalment.
    pub schedule: Vec<Row>,
    /// All interest.
    pub interest: String,
    /// All that is to be repaid.
    pub total: String,
    /// The true yearly rate on what is outstanding; nothing where there is none.
    pub true_rate: Option<String>,
    /// The same compounded over a year.
    pub true_rate_compounded: Option<String>,
    /// The last due day.
    pub last_due: String,
    /// What the terms choose and no table says, with the law that they rest on, in the reader's language.
    pub law: Vec<String>,
    /// The last instant for signing.
    pub sign_by_ms: u64,
    /// The last instant for the money to come.
    pub deliver_by_ms: u64,
    /// What fields were taken for.
    pub understood: Vec<Taken>,
}

/// A draft, made and signed by one of the two.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDraft {
    /// The form.
    pub form: LoanForm,
    /// When it was made: now.
    pub at_ms: u64,
    /// What the one who makes it is; as the form says.
    pub role: Role,
    /// Their account for this loan, SS58.
    pub account: String,
    /// What they commit to.
    #[schema(max_items = 8)]
    pub fields: Vec<Committed>,
    /// What whoever has the link can open.
    pub link_box: String,
    /// What they can open themselves.
    pub own_box: String,
    /// SHA-256 of the key of the seat, hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub seat_hash: String,
    /// Over `iou:draft:v1:HOST:ID:DIGEST`.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// The other one, who takes the seat.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeSeat {
    /// What follows from the link, hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub seat_key: String,
    /// Their account for this loan, SS58.
    pub account: String,
    /// What they commit to.
    #[schema(max_items = 8)]
    pub fields: Vec<Committed>,
    /// What they can open themselves.
    pub seat_box: String,
    /// Their fields, for the one who made the draft.
    pub to_creator: String,
    /// Over `iou:seat:v1:HOST:ID:DIGEST`.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// The fields of the one who made the draft, for the one in the seat.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveFields {
    /// Sealed to the seat's account.
    pub creator_to_seat: String,
    /// Over `iou:fields:v1:HOST:ID:DIGEST`.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// A draft is taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidDraft {
    /// Why: one word, such as `digits`.
    #[schema(max_length = 64, pattern = "^[a-z]*$")]
    pub reason: Option<String>,
    /// Over `iou:void:v1:HOST:ID:DIGEST`.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// One of the two signs the final terms.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignDraft {
    /// Which one.
    pub role: Role,
    /// A `Propose` of exactly these terms, by the account in that role.
    pub signed: SignedIntent,
}

/// How far a draft has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
// The relay has a state too, and in the description each has a name of its own.
#[schema(as = DraftState)]
pub enum State {
    /// Nobody has taken the seat.
    Open,
    /// Both are there.
    Seated,
    /// The borrower has signed.
    Half,
    /// Both have.
    Submitted,
    /// It is a loan, for good.
    Recorded,
    /// It was taken back.
    Void,
    /// The time for signing is over.
    Expired,
}

/// The one who made the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Creator {
    /// Their account.
    pub account: String,
    /// What they commit to.
    pub fields: Vec<Committed>,
}

/// The other one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Seat {
    /// Their account.
    pub account: String,
    /// What they commit to.
    pub fields: Vec<Committed>,
    /// When they came.
    pub taken_ms: u64,
}

/// What only one of the two can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Boxes {
    /// The creator's own.
    pub creator: String,
    /// The seat's own.
    pub seat: Option<String>,
    /// The creator's fields, for the seat.
    pub creator_to_seat: Option<String>,
    /// The seat's fields, for the creator.
    pub seat_to_creator: Option<String>,
}

/// Something of each of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ids {
    /// Of the borrower's intent.
    pub borrower: Option<String>,
    /// Of the lender's.
    pub lender: Option<String>,
}

/// What each has signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Intents {
    /// By the borrower.
    pub borrower: Option<SignedIntent>,
    /// By the lender.
    pub lender: Option<SignedIntent>,
}

/// How far the pair has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnItsWay {
    /// The relay does not have it yet; `problem` says why.
    Waiting,
    /// As the relay's receipt says.
    Received,
    /// As the relay's receipt says.
    Submitted,
    /// As the relay's receipt says.
    InBlock,
    /// As the relay's receipt says.
    Finalised,
    /// Nothing comes of it; `problem` says why. Who still wants it signs once more, or hands the pair to another relay.
    Refused,
}

/// What became of the two signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Outcome {
    /// What the relay's receipt is asked for by.
    pub id: String,
    /// How far it has come.
    pub state: OnItsWay,
    /// The loan, once it has a number.
    pub loan: Option<u64>,
    /// Why not.
    pub problem: Option<Problem>,
}

/// A draft as both see it. Nothing in it says who they are; and once it was taken back, nothing what it was about: then form, terms,
/// digests, accounts, fields and boxes are empty.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DraftView {
    /// Its id.
    pub id: String,
    /// Another number whenever something has changed.
    pub version: u64,
    /// How far it has come.
    pub state: State,
    /// What the one who made it is.
    pub role: Role,
    /// The form.
    pub form: Option<LoanForm>,
    /// The SCALE bytes of the final terms; of the draft terms as long as nobody has taken the seat.
    pub terms: String,
    /// The digest of `terms`.
    pub digest: String,
    /// The SCALE bytes of the draft terms.
    pub draft_terms: String,
    /// When it was made.
    pub at_ms: u64,
    /// The last instant for signing.
    pub sign_by_ms: u64,
    /// The last instant for the money to come.
    pub deliver_by_ms: u64,
    /// The one who made it.
    pub creator: Creator,
    /// The other one.
    pub seat: Option<Seat>,
    /// What whoever has the link can open, as long as nobody has taken the seat.
    pub link_box: Option<String>,
    /// What only one of the two can open.
    pub boxes: Boxes,
    /// The ids of what was signed.
    pub signed: Ids,
    /// What was signed.
    pub intents: Intents,
    /// What became of it.
    pub receipt: Option<Outcome>,
    /// Why it was taken back.
    pub void_reason: Option<String>,
}
