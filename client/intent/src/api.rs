//! What a relay takes and answers over HTTP, for both ends: the service that serves it and the client that hands intents
//! over. Bodies are JSON in UTF-8; the same is in docs/relay.openapi.json, which a test holds to these types.
//! Units: milliseconds since 1970 where a name ends in `_ms`. Digests are 64 hexadecimal digits, as in the text that is
//! signed; bytes and hashes of the chain are 0x hexadecimal; accounts are SS58.
//! Source of the errors' form: RFC 9457.

use iou_base::sha256;
use scale::Encode;
use serde::{Deserialize, Serialize};
use terms::Digest;
use utoipa::ToSchema;

/// Where intents are handed over and asked for.
pub const INTENTS: &str = "/v1/intents";
/// Where a relay says for which contract it works, and what it takes.
pub const RELAY: &str = "/v1/relay";
/// Where the description of all of this is.
pub const OPENAPI: &str = "/v1/openapi.json";
/// Largest body of a request. Units: bytes.
pub const BODY_MAX: usize = 64 * 1024;
/// The media type of a problem.
pub const PROBLEM: &str = "application/problem+json";
/// What the type of a problem begins with, before its code.
pub const PROBLEM_TYPE: &str = "urn:iou:problem:";

/// One intent with the signature of its signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedIntent {
    /// The canonical SCALE bytes of the intent, 0x hexadecimal.
    #[schema(pattern = "^0x([0-9a-f]{2})+$", max_length = 24578)]
    pub intent: String,
    /// An sr25519 signature of its text, raw or inside `<Bytes>…</Bytes>`: 64 bytes, 0x hexadecimal.
    #[schema(pattern = "^0x[0-9a-f]{128}$")]
    pub signature: String,
}

/// A loan that two people agree on apart: the terms, and the word of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Conclusion {
    /// The SCALE bytes of the terms, 0x hexadecimal.
    #[schema(pattern = "^0x([0-9a-f]{2})+$", max_length = 24578)]
    pub terms: String,
    /// The lender's `Propose`.
    pub lender: SignedIntent,
    /// The borrower's `Propose`.
    pub borrower: SignedIntent,
}

/// What is handed over: exactly one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Handed {
    /// A step of a loan (`Act`), or what takes one back (`Skip`).
    Submit(SignedIntent),
    /// A new loan.
    Conclude(Box<Conclusion>),
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Checked and written down; nothing was sent yet.
    Received,
    /// In a transaction that was sent.
    Submitted,
    /// In a block that may still be replaced.
    InBlock,
    /// In a finalised block: `outcome` says what became of it.
    Finalised,
    /// Nothing came of it, and the relay tries no more: `problem` says why.
    Refused,
}

/// What a finalised block did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IntentOutcome {
    /// The step is on record, by this relay or another one; the loan is signed; the counter is where it was to be.
    Applied,
    /// The signer's counter had passed it: the same number was used by something else, or taken back. Nothing was done.
    Passed,
}

impl IntentOutcome {
    /// Its stable name, in JSON and in a relay's database.
    pub fn name(self) -> &'static str {
        match self {
            IntentOutcome::Applied => "applied",
            IntentOutcome::Passed => "passed",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<IntentOutcome> {
        let mut all = [IntentOutcome::Applied, IntentOutcome::Passed].into_iter();
        all.find(|outcome| outcome.name() == name)
    }
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Block {
    /// Its height.
    pub number: u64,
    /// Its hash, 0x hexadecimal.
    pub hash: String,
}

/// What a relay knows of something that was handed to it. The same intent has the same receipt, whoever hands it over, and
/// however often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// What it is asked for by: the intent's id; of a pair, SHA-256 over both ids.
    pub id: String,
    /// The ids of the intents in it.
    pub intents: Vec<String>,
    /// The step's name as in the table of steps, or `skip`, or `conclude`.
    pub step: String,
    /// The loan; of a new one as soon as it has a number.
    pub loan: Option<u64>,
    /// When it was received, by the relay's clock.
    pub received_ms: u64,
    /// Until when it can take effect, by the chain's clock.
    pub not_after_ms: u64,
    /// How far it has come.
    pub state: State,
    /// What became of it, once that is final.
    pub outcome: Option<IntentOutcome>,
    /// Why nothing came of it.
    pub problem: Option<Problem>,
    /// The hash of the newest transaction that carries it, 0x hexadecimal.
    pub transaction: Option<String>,
    /// The block that has it.
    pub block: Option<Block>,
}

/// An error, as RFC 9457 has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:iou:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status of the answer that it came with, or that it would have come with.
    pub status: u16,
    /// Its stable name, for instance `bad-signature`; a refusal by the contract has the contract's own name.
    pub code: String,
    /// What is wrong, in the language that was asked for.
    pub title: String,
    /// What to do about it, in the same language.
    pub detail: String,
    /// The field of the request that it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// When to try again, where that helps. Units: seconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after_seconds: Option<u64>,
}

/// Whose new loans a relay pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewLoans {
    /// Nobody's.
    None,
    /// Those of the people and drafts that its operator knows.
    Known,
}

/// For which contract a relay works, and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Relay {
    /// The hash of the chain's first block, 0x hexadecimal.
    pub genesis: String,
    /// The contract, SS58.
    pub contract: String,
    /// The account that submits and pays, SS58. It has no rights by that.
    pub account: String,
    /// The steps that it submits for others, by name.
    pub steps: Vec<String>,
    /// Whose new loans it pays for.
    pub new_loans: NewLoans,
    /// The time of the newest finalised block that it knows: what `not_before` can be. Units: milliseconds since 1970.
    pub finalised_ms: Option<u64>,
    /// The program's version.
    pub version: String,
}

/// What a pair is asked for by: SHA-256 over the ids of the lender's and the borrower's intents.
pub fn pair_id(lender: &Digest, borrower: &Digest) -> Digest {
    sha256(&("iou:conclude:v1", lender, borrower).encode())
}
