//! Every way in which the client can fail, once: a stable code for programs, an exit code for shells, and message ids
//! for people. `errors!` turns one line into a variant whose fields are the parameters of its two messages: `err-CODE`
//! (what is wrong) and `rec-CODE` (what to do), both kept in i18n/*/iou.ftl. A test holds the three together.
//! Exit codes: 0 done, 1 refused or not found, 2 usage or environment, 3 submitted but outcome unknown.

use crate::text::Text;

/// What a failure means to whoever called the program; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The reader of our output went away (`iou list | head`): not a failure. Exit 0.
    Closed,
    /// The contract, the chain or a check said no, or the thing does not exist. Exit 1.
    Refused,
    /// The request or its surroundings are at fault; nothing was submitted. Exit 2.
    Environment,
    /// Something was submitted and may or may not take effect. Exit 3.
    Unknown,
}

impl Class {
    /// The process exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Class::Closed => 0,
            Class::Refused => 1,
            Class::Environment => 2,
            Class::Unknown => 3,
        }
    }
}

/// A refusal by the contract, in the terms of its own error.
///
/// `error` is the stable name of the contract's error (kebab-case) and picks the messages `err-contract-ERROR` and
/// `rec-contract-ERROR`; `params` are their parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable kebab-case name of the contract's error.
    pub error: String,
    /// Parameters of the message, in the order in which they are shown.
    pub params: Vec<(&'static str, String)>,
}

macro_rules! errors {
    ($( $(#[$doc:meta])* $variant:ident { $($field:ident),* } = $code:literal, $class:ident; )*) => {
        /// The library's error.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Error {
            /// The contract refused the message.
            Contract(Refusal),
            $( $(#[$doc])* #[allow(missing_docs)] $variant { $($field: String),* }, )*
        }

        impl Error {
            /// Every code with the names of its parameters (contract refusals excepted, which `terms` lists).
            pub const CODES: &'static [(&'static str, &'static [&'static str])] =
                &[ $( ($code, &[$(stringify!($field)),*]), )* ];

            /// Stable name of the error, for programs (snake_case).
            pub fn code(&self) -> String {
                match self {
                    Error::Contract(refusal) => format!("contract_{}", refusal.error.replace('-', "_")),
                    $( Error::$variant { .. } => $code.to_owned(), )*
                }
            }

            /// What the failure means to the caller.
            pub fn class(&self) -> Class {
                match self {
                    Error::Contract(_) => Class::Refused,
                    $( Error::$variant { .. } => Class::$class, )*
                }
            }

            /// Parameters of the message, by name.
            pub fn params(&self) -> Vec<(&'static str, &str)> {
                match self {
                    Error::Contract(refusal) => refusal.params.iter().map(|(k, v)| (*k, v.as_str())).collect(),
                    $( Error::$variant { $($field),* } => vec![ $((stringify!($field), $field.as_str())),* ], )*
                }
            }
        }
    };
}

errors! {
    /// The command line is wrong; `reason` is clap's own explanation.
    Usage { reason } = "usage", Environment;
    /// A command that signs was given without `-y` where nobody can be asked.
    PromptRequired { } = "prompt_required", Environment;
    /// The person said no (or ended the input) at the prompt.
    Declined { } = "declined", Refused;
    /// The reader of standard output went away.
    OutputClosed { } = "output_closed", Closed;

    /// A configuration file cannot be read or holds an unknown or wrong value.
    Config { reason } = "config", Environment;
    /// The profile is defined nowhere.
    ProfileUnknown { profile, known } = "profile_unknown", Environment;
    /// The profile lacks a value that the command needs.
    ConfigMissing { key, profile } = "config_missing", Environment;
    /// A value of the configuration cannot be understood.
    ConfigValue { key, value, origin, reason } = "config_value", Environment;

    /// A field of the form is missing or wrong; `why` is a whole sentence.
    Form { file, field, why } = "form", Environment;
    /// An amount cannot be understood; `why` is a whole sentence.
    Amount { value, why } = "amount", Environment;
    /// Some other argument cannot be understood; `why` is a whole sentence.
    Argument { name, value, why } = "argument", Environment;
    /// The contract bundle is truncated or not a bundle.
    Bundle { path, reason } = "bundle", Environment;

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
    /// Others can read a file that holds a secret.
    PermissionsTooOpen { path, mode } = "permissions_too_open", Environment;
    /// The secret phrase or URI cannot be understood. Never carries the phrase itself.
    Phrase { reason } = "phrase", Environment;
    /// No password was given and nobody can be asked.
    PasswordRequired { name } = "password_required", Environment;
    /// No account was chosen for a command that signs.
    NoAccount { } = "no_account", Environment;
    /// A well-known development key on a chain that is not for development.
    DevKeyRefused { address, chain } = "dev_key_refused", Environment;

    /// The private data of a loan is not on this machine.
    PrivateNotFound { digest, address } = "private_not_found", Refused;
    /// The private data is damaged, or belongs to another account.
    PrivateUnreadable { path, reason } = "private_unreadable", Environment;

    /// A loan has no personal field of that name, or has forgotten it.
    FieldUnknown { field, known } = "field_unknown", Refused;
    /// A text is not the agreement of any terms, or not of this loan's.
    AgreementText { path, why } = "agreement_text", Refused;

    /// The key to all contacts is damaged, or not a key.
    ContactKey { path } = "contact_key", Environment;
    /// The contacts of a database need the key with which they were sealed, and it is not there.
    ContactKeyMissing { path, database } = "contact_key_missing", Environment;
    /// The key in the file is not the one with which the contacts of a database were sealed.
    ContactKeyOther { path, database } = "contact_key_other", Environment;
    /// A contact is damaged, or sealed with another key. Never carries anything of it.
    ContactUnreadable { account, reason } = "contact_unreadable", Environment;

    /// The address of the node is not a WebSocket URL.
    UrlInvalid { url, reason } = "url_invalid", Environment;
    /// No connection to the node could be made.
    NodeUnreachable { url, reason } = "node_unreachable", Environment;
    /// The node accepted the connection but does not answer a request.
    NodeSilent { url, method, seconds } = "node_silent", Environment;
    /// The connection was lost.
    NodeLost { url, reason } = "node_lost", Environment;
    /// The node answered with an error.
    Node { url, reason } = "node", Environment;
    /// The node runs another chain than the profile names.
    ChainMismatch { url, expected, found } = "chain_mismatch", Environment;
    /// The chain lacks something that the client needs, for instance the contracts pallet.
    ChainUnsuitable { chain, reason } = "chain_unsuitable", Environment;
    /// A command for development chains on another chain.
    NotDevChain { chain } = "not_dev_chain", Refused;

    /// The database cannot be used.
    Database { database, reason } = "database", Environment;
    /// A newer version of this program has changed the database's tables.
    DatabaseNewer { database, version } = "database_newer", Environment;
    /// The status pages cannot be served at that address.
    Listen { address, reason } = "listen", Environment;
    /// `iou doctor` found something that does not work; its findings have been written already.
    Unhealthy { failed } = "unhealthy", Refused;

    /// The database belongs to another chain or contract than the profile names.
    IndexForeign { database, what, expected, found } = "index_foreign", Environment;
    /// A loan's events have a gap: the index would be wrong.
    IndexGap { loan, sequence, block } = "index_gap", Refused;
    /// Another process fills the same tables.
    IndexShared { database } = "index_shared", Environment;
    /// The contract has other code than it had.
    CodeReplaced { contract, block } = "code_replaced", Refused;
    /// The node's newest final block is older than the last one that the database has.
    NodeBehind { head, block } = "node_behind", Environment;

    /// A message could not be handed over.
    NotDelivered { channel, reason } = "not_delivered", Refused;

    /// A dry run failed before the contract could decide.
    DryRunFailed { reason } = "dry_run_failed", Refused;
    /// The node refused to take the transaction into its pool.
    TransactionRejected { hash, reason } = "transaction_rejected", Refused;
    /// The transaction is in a block and failed there.
    TransactionFailed { hash, block, reason } = "transaction_failed", Refused;
    /// The transaction can never be included: its life ended, or another one has its nonce.
    TransactionExpired { hash, last_block } = "transaction_expired", Refused;
    /// The transaction is somewhere on its way: `status` is pending, in_block or unseen.
    OutcomePending { hash, status, last_block } = "outcome_pending", Unknown;
    /// The transaction was submitted; what became of it is not known.
    OutcomeUnknown { hash, reason } = "outcome_unknown", Unknown;

    /// The contract at the profile's address does not run the code that the profile names.
    CodeHashMismatch { contract, expected, found } = "code_hash_mismatch", Environment;
    /// An event of a loan does not follow from those before it: the chain's books, or this program, are wrong.
    Unsound { loan, sequence, reason } = "unsound", Refused;
    /// What the node answered does not make evidence that would be believed.
    Evidence { reason } = "evidence", Refused;
    /// What shall go into a file of evidence is not of that loan, or the file is none.
    EvidenceForeign { reason } = "evidence_foreign", Refused;
    /// A file of evidence contradicts what is proved; its report has been written already.
    EvidenceFalse { count } = "evidence_false", Refused;
    /// A certificate cannot be printed; the evidence itself is not touched by it.
    Certificate { reason } = "certificate", Environment;
    /// A file is no chain specification from which the first block follows.
    ChainSpec { path, reason } = "chain_spec", Environment;
    /// Nothing of that kind and name exists.
    NotFound { what, name } = "not_found", Refused;
    /// A file cannot be read or written.
    Io { path, reason } = "io", Environment;
}

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What went wrong, in the reader's language.
    pub fn message(&self, text: &Text) -> String {
        self.localised(text, "err")
    }

    /// What to do about it, in the reader's language.
    pub fn advice(&self, text: &Text) -> String {
        self.localised(text, "rec")
    }

    fn localised(&self, text: &Text, prefix: &str) -> String {
        let args: Vec<_> = self.params().into_iter().map(|(k, v)| (k, v.into())).collect();
        let id = format!("{prefix}-{}", self.code().replace('_', "-"));
        if let (Error::Contract(refusal), false) = (self, text.has(&id)) {
            // A contract newer than this client: say its name rather than nothing.
            return text.lookup(
                &format!("{prefix}-contract"),
                &[("error", refusal.error.as_str().into())],
            );
        }
        text.lookup(&id, &args)
    }

    /// The parameters as a JSON object.
    pub fn details(&self) -> serde_json::Value {
        self.params()
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v.into()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// Wraps a failed file operation, naming the file.
    pub fn io(path: impl AsRef<std::path::Path>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.as_ref().display().to_string();
        move |e| Error::Io {
            path,
            reason: e.to_string(),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message(Text::english()))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_a_newer_contract_is_still_named() {
        let error = Error::Contract(Refusal {
            error: "from-the-future".into(),
            params: vec![],
        });
        assert_eq!(error.code(), "contract_from_the_future");
        assert_eq!(error.class().exit_code(), 1);
        assert!(error.to_string().contains("from-the-future"), "{error}");
    }

    #[test]
    fn a_refusal_speaks_in_its_own_message_and_tells_the_next_command() {
        let error = Error::Contract(Refusal {
            error: crate::text::kebab(terms::Error::NoSuchLoan.code()),
            params: vec![],
        });
        assert_eq!(error.code(), "contract_no_such_loan");
        assert!(error.to_string().contains("no loan with this number"), "{error}");
        assert!(error.advice(Text::english()).contains("iou list"));
    }

    #[test]
    fn details_carry_every_parameter_and_codes_are_unique() {
        let error = Error::KeystoreNotFound {
            name: "li".into(),
            dir: "/k".into(),
        };
        assert_eq!(error.details(), serde_json::json!({"name": "li", "dir": "/k"}));
        let mut codes: Vec<_> = Error::CODES.iter().map(|(code, _)| code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), Error::CODES.len());
    }
}
