//! What is wrong with a file of evidence: a variant for each check that can fail, with what it was about. Each has a stable
//! code for programs; the sentence for people belongs to the check that failed.
//! The codes stand in error/codes.txt (a test compares), and docs/evidence.md has its table from there. Some were given before
//! the variants had GRANDPA's words (`vote-twice`): programs know them, so they stay.

use super::Hash;

/// How the value of a field is written in [`VerificationError::about`].
trait Shown {
    fn shown(&self) -> String;
}

impl Shown for Hash {
    fn shown(&self) -> String {
        hex::encode(self)
    }
}

macro_rules! as_displayed {
    ($($kind:ty),*) => { $( impl Shown for $kind {
        fn shown(&self) -> String {
            self.to_string()
        }
    } )* };
}
as_displayed!(u32, u64, usize, String, &'static str);

macro_rules! verification_errors {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident $({ $($field:ident: $kind:ty),+ })? = $code:literal $(, $about:literal)?;
    )*) => {
        /// A reason for which something is false. Fields called `block` are heights, or hashes where they are [`Hash`].
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum VerificationError {
            $( $(#[doc = $doc])+ #[allow(missing_docs)] $variant $({ $($field: $kind),+ })?, )*
        }

        impl VerificationError {
            /// Each code, how [`VerificationError::about`] is written, and what it means.
            pub const ALL: &'static [(&'static str, &'static str, &'static str)] =
                &[ $( ($code, concat!("" $(, $about)?), concat!($($doc),+)) ),* ];

            /// Stable code, kebab-case.
            pub fn code(&self) -> &'static str {
                match self { $( VerificationError::$variant $({ $($field: _),+ })? => $code, )* }
            }

            /// What it is about: a name, a number, a hash; may be empty.
            pub fn about(&self) -> String {
                match self { $(
                    VerificationError::$variant $({ $($field),+ })? => format!(
                        concat!("" $(, $about)?) $($(, $field = $field.shown())+)?
                    ),
                )* }
            }
        }
    };
}

verification_errors! {
    /// the file is longer than 64 MiB
    ContainerSize = "container-size";
    /// it has too many entries, or no manifest among them
    ContainerEntries = "container-entries";
    /// an entry has a name that none may have
    ContainerName { name: String } = "container-name", "{name}";
    /// it ends within an entry
    ContainerCut = "container-cut";
    /// two entries have one name
    ContainerTwice { name: String } = "container-twice", "{name}";
    /// its bytes are not the one form that a file of these entries has
    ContainerBytes = "container-bytes";

    /// there is no manifest
    ManifestMissing = "manifest-missing";
    /// the manifest is of another format
    ManifestFormat { format: String } = "manifest-format", "{format}";
    /// the manifest is of a version that this program does not know
    ManifestSchema { schema: u32 } = "manifest-schema", "{schema}";
    /// an entry is not as the manifest lists it
    ManifestParts { name: String } = "manifest-parts", "{name}";
    /// an entry is missing that every file has
    PartMissing { name: String } = "part-missing", "{name}";
    /// an entry is of no known name
    PartUnknown { name: String } = "part-unknown", "{name}";
    /// an entry is longer than such an entry is
    PartLong { name: String } = "part-long", "{name}";
    /// JSON that is none, or has other fields
    JsonBad { reason: String } = "json-bad", "{reason}";
    /// JSON that is not canonical
    JsonNotCanonical = "json-not-canonical";
    /// a list that is none in SCALE
    ListBad { name: String } = "list-bad", "{name}";
    /// a list of too many items
    ListLong { name: String } = "list-long", "{name}";
    /// the manifest, or the state of a block, is of a chain with another genesis block
    OtherChain { genesis: Hash } = "other-chain", "{genesis}";
    /// the file names another symbol, other decimals or another kind of chain than the specification
    OtherMoney { property: &'static str, expected: String } = "other-money", "{property}: {expected}";
    /// the contract is not the ledger that the specification or the reader names
    OtherLedger { contract: String } = "other-ledger", "{contract}";

    /// the signatures would take more time than any file may
    SignaturesMany { count: usize } = "signatures-many", "{count}";
    /// the headers would take more steps than any file may
    HeadersMany = "headers-many";
    /// there are more events than a file may have
    EventsMany = "events-many";

    /// an authority set in which nobody is, or somebody twice or without weight, or too many
    AuthoritiesBad { set: u64 } = "voters-bad", "{set}";
    /// a set change below the one before it
    SetChangeOrder { block: u32 } = "change-order", "{block}";
    /// a block that is listed as a set change and is none
    SetChangeMissing { block: u32 } = "change-missing", "{block}";
    /// a set change without a justification of its own
    SetChangeNotFinal { block: u32 } = "change-not-final", "{block}";
    /// a set change by force or with a delay
    SetChangeUnsupported { block: u32 } = "change-unsupported", "{block}";
    /// a precommit of somebody outside the authority set
    PrecommitForeign { block: u32 } = "vote-foreign", "{block}";
    /// two precommits of one authority
    PrecommitTwice { block: u32 } = "vote-twice", "{block}";
    /// a precommit whose signature is wrong
    PrecommitSignature { block: u32 } = "vote-signature", "{block}";
    /// a precommit for a block of another branch or another height
    PrecommitBranch { block: u32 } = "vote-branch", "{block}";
    /// no more than two thirds of the weight
    PrecommitsTooFew { block: u32 } = "votes-too-few", "{block}";
    /// a justification that is none
    JustificationBad = "justification-bad";
    /// a justification of a block that nothing names
    JustificationForeign { block: Hash } = "justification-foreign", "{block}";
    /// two justifications of one block
    JustificationTwice { block: Hash } = "justification-twice", "{block}";
    /// headers in a justification that no precommit needs
    JustificationHeaders { block: u32 } = "justification-headers", "{block}";
    /// the block that shall make another one final has no justification
    BlockNotJustified { block: Hash } = "block-not-justified", "{block}";
    /// a header that is none
    HeaderBad { block: Hash } = "header-bad", "{block}";
    /// a header that is needed is not in the file
    HeaderMissing { block: Hash } = "header-missing", "{block}";
    /// a block that is not before the one that shall make it final
    HeaderFork { block: Hash } = "header-fork", "{block}";
    /// headers out of the order of their hashes
    HeadersOrder { block: Hash } = "headers-order", "{block}";

    /// proof nodes out of the order of their hashes
    NodesOrder { node: Hash } = "nodes-order", "{node}";
    /// a key that is longer than any
    TrieKey = "trie-key";
    /// a proof node that is none
    TrieNodeBad { node: Hash } = "trie-node-bad", "{node}";
    /// a proof node that is needed is not in the file
    TrieNodeMissing { node: Hash } = "trie-node-missing", "{node}";
    /// the state does not have an entry that it must have
    StateAbsent { key: String } = "state-absent", "{key}";
    /// an entry of the state is of another layout
    StateUnreadable { key: String } = "state-unreadable", "{key}";
    /// the proved block has another height
    BlockNumber { block: u32 } = "block-number", "{block}";
    /// the proved block has another time
    BlockTime { time_ms: u64 } = "block-time", "{time_ms}";
    /// the contract runs another code
    CodeHash { code: Hash } = "code-hash", "{code}";
    /// the contract has stored nothing
    LedgerEmpty = "ledger-empty";
    /// the contract was told of a chain with another genesis block
    LedgerChain { genesis: Hash } = "ledger-chain", "{genesis}";

    /// an event that is none, or not of the kind that its name says
    EventBytes { event: u32 } = "event-bytes", "{event}";
    /// an event of another loan
    EventLoan { event: u32 } = "event-loan", "{event}";
    /// an event that does not follow the one before
    EventPlace { event: u32 } = "event-place", "{event}";
    /// an event that cannot come next
    EventKind { event: u32 } = "event-kind", "{event}";
    /// an event with figures that do not follow
    EventFigures { event: u32 } = "event-figures", "{event}";
    /// an event that the rules refuse
    EventRefused { event: u32, rule: &'static str } = "event-refused", "{event}: {rule}";
    /// an event on another day than its block
    EventDay { event: u32 } = "event-day", "{event}";
    /// the last event is not the contract's last
    EventsEnd { event: u32 } = "events-end", "{event}";
    /// there is no event, or the first is no proposal
    EventsNone = "events-none";
    /// what the events tell is not what the contract has stored
    BooksDiffer { what: &'static str } = "books-differ", "{what}";
    /// terms that are none
    TermsBytes = "terms-bytes";
    /// terms that were not proposed or not signed
    TermsDigest { digest: Hash } = "terms-digest", "{digest}";

    /// a block out of order, with other events than its own or above the proved one
    BlockOrder { block: u32 } = "block-order", "{block}";
    /// the last event of a block is another
    BlockEvents { block: u32 } = "block-events", "{block}";
    /// transactions out of the order of their places
    TransactionOrder { block: u32, index: u32 } = "transaction-order", "{block}-{index}";
    /// a transaction that is not in the block, or is no call of the ledger
    TransactionOther { block: u32, index: u32 } = "transaction-other", "{block}-{index}";
    /// a transaction of somebody who was never made a proxy
    TransactionProxy { block: u32, index: u32 } = "transaction-proxy", "{block}-{index}";
    /// a transaction that caused no event of the loan
    TransactionIdle { block: u32, index: u32 } = "transaction-idle", "{block}-{index}";
    /// a signature that is not the signer's
    Signature { transaction: Hash } = "signature", "{transaction}";
    /// an intent that is none, or of a step that cannot be one
    IntentBad { intent: Hash } = "intent-bad", "{intent}";
    /// intents out of the order of their identities
    IntentsOrder { intent: Hash } = "intents-order", "{intent}";
    /// an intent for another chain or another contract
    IntentPlace { intent: Hash } = "intent-place", "{intent}";
    /// an intent by the key of zeros, for which anybody can sign
    IntentKey { intent: Hash } = "intent-key", "{intent}";
    /// an intent without its signer's signature
    IntentSignature { intent: Hash } = "intent-signature", "{intent}";
    /// an intent that took effect outside its time, or whose time is too long
    IntentTime { intent: Hash } = "intent-time", "{intent}";
    /// an intent that took effect twice
    IntentTwice { intent: Hash } = "intent-twice", "{intent}";
    /// an intent whose counter had passed
    IntentNonce { intent: Hash } = "intent-nonce", "{intent}";
    /// an intent of something else than what happened
    IntentOther { intent: Hash } = "intent-other", "{intent}";

    /// the chain's register has others for an authority set than it has
    AuthoritiesNamed { set: u64 } = "voters-named", "{set}";
    /// an institution's name is no text
    ProfileName { account: Hash } = "profile-name", "{account}";
    /// attestations out of order
    AttestationOrder = "attestation-order";
    /// an attestation of something that is not the loan's
    AttestationForeign { digest: Hash } = "attestation-foreign", "{digest}";
    /// the account cannot be computed from the events
    StatementReplay = "statement-replay";
    /// the statement is not the account that follows from the events
    StatementDiffers = "statement-differs";
    /// a readable text says something else than the terms and the opened fields
    AgreementOther { name: String, why: String } = "agreement-other", "{name}: {why}";
    /// personal fields out of order, none or too many
    FieldsOrder = "fields-order";
    /// personal fields that the terms do not commit to
    FieldsCommitment { why: String } = "fields-commitment", "{why}";
    /// records of passkeys out of order, none or too many
    PasskeysOrder = "passkeys-order";
    /// a passkey by whose digest no opened field of the terms names it, or a field of words in the place of that digest
    PasskeyField { role: String } = "passkey-field", "{role}";
    /// a passkey's key that is none on P-256 in its one form
    PasskeyKey { role: String } = "passkey-key", "{role}";
    /// a passkey's word for something of which the file does not show that its party signed it for this loan
    PasskeyIntent { intent: Hash } = "passkey-intent", "{intent}";
    /// client data that are none, name something twice, or are of no signature at the top of a page
    PasskeyClient { intent: Hash } = "passkey-client", "{intent}";
    /// a passkey's word for another challenge than the intent
    PasskeyChallenge { intent: Hash } = "passkey-challenge", "{intent}";
    /// a passkey of another host than the page that asked for its word
    PasskeyOrigin { intent: Hash } = "passkey-origin", "{intent}";
    /// authenticator data of another length or kind than those of a signature
    PasskeyData { intent: Hash } = "passkey-data", "{intent}";
    /// a passkey's word without its user, or without that they were verified
    PasskeyUser { intent: Hash } = "passkey-user", "{intent}";
    /// a signature that is not the passkey's, or not in its one form
    PasskeySignature { intent: Hash } = "passkey-signature", "{intent}";
    /// an attached file that no event names
    FileForeign { name: String } = "file-foreign", "{name}";
    /// records of messages of more values than any file may have
    NoticesLong = "notices-long";
    /// an outside anchor that is none
    AnchorBad { name: String } = "anchor-bad", "{name}";
    /// an outside anchor of something else
    AnchorForeign { digest: Hash } = "anchor-foreign", "{digest}";
    /// a time stamp that is none, or of something else than stands on it
    AnchorFalse { name: String, why: &'static str } = "anchor-false", "{name}: {why}";
    /// an entry among signatures that is not called by its digest and what it is
    CmsName { name: String } = "cms-name", "{name}";
    /// more signatures under certificates, or more to judge them by, than any file may have
    CmsMany = "cms-many";
    /// a signature under a certificate that is none
    CmsFalse { name: String, why: &'static str } = "cms-false", "{name}: {why}";
    /// a certificate, a list or an answer that is none, or that no signature needs
    CmsBeside { name: String, why: &'static str } = "cms-beside", "{name}: {why}";
    /// a verifier's statement that is none, or not of this loan, account, verifier or these fields
    IdentityFalse { name: String, why: &'static str } = "identity-false", "{name}: {why}";
    /// a PDF that calls itself a certificate of settlement around the evidence of a loan that is not settled
    NotSettled { status: &'static str } = "not-settled", "{status}";
    /// something that was carried along and proves nothing
    ProofUnused { count: usize, what: &'static str } = "proof-unused", "{count} {what}";

    /// the chain specification is longer than 64 MiB
    SpecSize = "spec-size";
    /// the chain specification is none, or has a property of another kind
    SpecBad { reason: String } = "spec-bad", "{reason}";
    /// the chain specification has settings instead of a first state
    SpecReadable = "spec-readable";
}

impl VerificationError {
    /// Whether the manifest is missing, or not one of this format and this file.
    pub fn is_of_the_manifest(&self) -> bool {
        self.is_of_another_format() || matches!(self, VerificationError::ManifestParts { .. })
    }

    /// Whether the file is none of this format, so that nothing of it was looked at.
    pub fn is_of_another_format(&self) -> bool {
        matches!(
            self,
            VerificationError::ManifestMissing
                | VerificationError::ManifestFormat { .. }
                | VerificationError::ManifestSchema { .. }
        )
    }
}

impl std::fmt::Display for VerificationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.about() {
            about if about.is_empty() => f.write_str(self.code()),
            about => write!(f, "{} ({about})", self.code()),
        }
    }
}

impl std::error::Error for VerificationError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// `IOU_WRITE_SNAPSHOTS=1 cargo test -p iou-evidence codes` writes the list anew; then `make docs`.
    #[test]
    fn the_codes_are_those_of_the_list() {
        let row =
            |(code, about, means): &(&str, &str, &str)| format!("{code} | {about} | {}\n", means.trim());
        let listed: String = VerificationError::ALL.iter().map(row).collect();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/verify/error/codes.txt");
        if std::env::var_os("IOU_WRITE_SNAPSHOTS").is_some() {
            std::fs::write(path, &listed).unwrap();
        }
        assert_eq!(listed, std::fs::read_to_string(path).unwrap(), "{path}");
    }

    #[test]
    fn no_code_stands_for_two_errors_and_data_is_shown() {
        let codes: std::collections::BTreeSet<_> =
            VerificationError::ALL.iter().map(|(code, ..)| code).collect();
        assert_eq!(codes.len(), VerificationError::ALL.len());
        let error = VerificationError::TransactionIdle { block: 7, index: 2 };
        assert_eq!(
            (error.code(), error.about()),
            ("transaction-idle", "7-2".to_owned())
        );
        assert_eq!(error.to_string(), "transaction-idle (7-2)");
        assert_eq!(VerificationError::SpecSize.to_string(), "spec-size");
        let error = VerificationError::CodeHash { code: [0xab; 32] };
        assert_eq!(error.about(), "ab".repeat(32));
    }
}
