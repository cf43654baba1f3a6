//! The chain, its nodes, keys and private data: how that can fail.

use crate::refused::Refused;
pub use iou_base::Refusal;
use terms::books::Unsound;
use terms::LoanId;

iou_base::errors! {
    /// How it can fail.
    pub enum Error;
    wraps {
        /// The contract refused the message.
        Contract(Refusal),
        /// A file.
        Files(iou_files::Error),
    }

    /// The name cannot be used for a keystore.
    AccountName { name } = "account_name", Environment;
    /// There is no keystore of that name.
    KeystoreNotFound { name, dir } = "keystore_not_found", Environment;
    /// A keystore of that name exists already and is never overwritten.
    KeystoreExists { name, path } = "keystore_exists", Environment;
    /// The keystore's password is wrong.
    WrongPassword { name } = "wrong_password", Environment;
    /// The keystore is damaged or of an unsupported kind.
    KeystoreInvalid { path, reason } = "keystore_invalid", Environment;
    /// The key in a keystore is of a kind with which this chain does not sign.
    KeystoreKind { path, kind } = "keystore_kind", Environment;
    /// The secret phrase or URI cannot be understood. Never carries the phrase itself.
    Phrase { reason } = "phrase", Environment;
    /// One word of a phrase is in no list; `like` are words of the list that it may have been.
    PhraseWord { number, word, like } = "phrase_word", Environment;
    /// The words of a phrase are all in the list, and do not belong together.
    PhraseChecksum { } = "phrase_checksum", Environment;
    /// The addresses of an account's loan keys are kept in a file that cannot be read.
    LoanKeysInvalid { path } = "loan_keys_invalid", Environment;
    /// A well-known development key on a chain that is not for development.
    DevKeyRefused { address, chain } = "dev_key_refused", Environment;
    /// The private data of a loan is not on this machine.
    PrivateNotFound { digest, address } = "private_not_found", Refused;
    /// The private data is damaged, or belongs to another account.
    PrivateUnreadable { path, reason } = "private_unreadable", Environment;
    /// Another process matches the account's rows of statements.
    RowsBusy { address } = "rows_busy", Refused;
    /// A loan has no personal field of that name, or has forgotten it.
    FieldUnknown { field, known } = "field_unknown", Refused;
    /// The address of the node is not a WebSocket URL.
    UrlInvalid { url, reason } = "url_invalid", Environment;
    /// No connection to the node could be made.
    NodeUnreachable { url, reason } = "node_unreachable", Environment;
    /// The node accepted the connection but does not answer a request.
    NodeSilent { url, method, seconds } = "node_silent", Environment;
    /// The connection was lost.
    NodeLost { url, reason } = "node_lost", Environment;
    /// The node does not know a request that the client needs.
    MethodUnknown { url, method } = "method_unknown", Environment;
    /// The node answered with an error.
    Node { url, reason } = "node", Environment;
    /// The node has pruned the state that was asked for.
    NodePruned { url, reason } = "node_pruned", Environment;
    /// The node runs another chain than the profile names.
    ChainMismatch { url, expected, found } = "chain_mismatch", Environment;
    /// The node says something else of its chain than the profile has written down.
    ChainDiffers { url, what, expected, found, profile } = "chain_differs", Environment;
    /// The node gave an answer that cannot be true.
    NodeUntrue { url, reason } = "node_untrue", Environment;
    /// The chain lacks something that the client needs, for instance the contracts pallet.
    ChainUnsuitable { chain, reason } = "chain_unsuitable", Environment;
    /// The chain's blocks are final without a proof that could be handed on.
    NoFinalityProofs { chain } = "no_finality_proofs", Refused;
    /// A development chain whose clock cannot be moved.
    NoMovableClock { chain } = "no_movable_clock", Refused;
    /// A command for development chains on another chain.
    NotDevChain { chain } = "not_dev_chain", Refused;
    /// The node's newest final block is older than the last one that the database has.
    NodeBehind { head, block } = "node_behind", Environment;
    /// A dry run failed before the contract could decide.
    DryRunFailed { reason: Refused } = "dry_run_failed", Refused;
    /// The node refused to take the transaction into its pool.
    TransactionRejected { hash, reason: Refused } = "transaction_rejected", Refused;
    /// Another transaction of the same account has its place in the row already.
    NonceTaken { hash, account, reason } = "nonce_taken", Refused;
    /// The transaction is in a block and failed there.
    TransactionFailed { hash, block, reason } = "transaction_failed", Refused;
    /// The transaction can never be included: its life ended, or another one has its nonce.
    TransactionExpired { hash, last_block } = "transaction_expired", Refused;
    /// The transaction was submitted; what became of it is not known.
    OutcomeUnknown { hash, reason } = "outcome_unknown", Unknown;
    /// An event of a loan does not follow from those before it: the chain's books, or this program, are wrong.
    Unsound { loan, sequence, reason } = "unsound", Refused;
    /// What the node answered does not make evidence that would be believed.
    Evidence { reason } = "evidence", Refused;
}

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

iou_files::io_errors!(Error);

impl From<terms::Error> for Error {
    fn from(error: terms::Error) -> Error {
        Error::Contract(Refusal(error))
    }
}

impl Error {
    /// That the books of a loan do not take its events: the chain's books, or this program, are wrong.
    pub fn unsound(loan: LoanId, why: Unsound) -> Error {
        let (sequence, reason) = match why {
            Unsound::OutOfPlace { sequence } => (sequence, "out of place".to_owned()),
            Unsound::Figures { sequence } => (sequence, "other figures".to_owned()),
            Unsound::Refused { sequence, error } => (sequence, error.code().to_owned()),
        };
        Error::Unsound {
            loan: loan.to_string(),
            sequence: sequence.to_string(),
            reason,
        }
    }

    /// Whether another node of the same chain may do what this one did not.
    pub fn is_of_one_node(&self) -> bool {
        matches!(
            self,
            Error::NodeUnreachable { .. }
                | Error::NodeSilent { .. }
                | Error::NodeLost { .. }
                | Error::NodePruned { .. }
                | Error::Node { .. }
                | Error::NodeUntrue { .. }
        )
    }
}
