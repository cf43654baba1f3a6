//! Every way in which the program can fail, once, and what becomes of it: a code for programs, a message with a hint for
//! people, an exit status for shells. The libraries' errors are wrapped here and nowhere else; their form and their
//! messages: `iou_base::error`. No command looks into an error's words.

pub use iou_base::{Class, Refusal};

iou_base::errors! {
    /// The client's error.
    pub enum Error;
    wraps {
        Files(iou_files::Error),
        Ledger(iou_ledger::Error),
        Backup(iou_backup::Error),
        Import(iou_import::Error),
        Form(iou_form::Error),
        Database(iou_database::Error),
        Index(iou_index::Error),
        Relay(iou_relay::Error),
        Remind(iou_remind::Error),
        Serve(iou_serve::Error),
    }

    /// The command line is wrong; `reason` is clap's own explanation.
    Usage { reason } = "usage", Environment;
    /// A command that signs was given without `-y` where nobody can be asked.
    PromptRequired { } = "prompt_required", Environment;
    /// The person said no (or ended the input) at the prompt.
    Declined { } = "declined", Refused;

    /// The profile is defined nowhere.
    ProfileUnknown { profile, known } = "profile_unknown", Environment;
    /// A settings file has a key that nothing reads: a misspelt one must not be silently ignored.
    ConfigKey { key, file, known } = "config_key", Environment;
    /// The profile lacks a value that the command needs.
    ConfigMissing { key, profile } = "config_missing", Environment;

    /// An amount cannot be understood; `why` is a whole sentence.
    Amount { value, why } = "amount", Environment;
    /// Some other argument cannot be understood; `why` is a whole sentence.
    Argument { name, value, why } = "argument", Environment;
    /// The contract bundle is truncated or not a bundle.
    Bundle { path, reason } = "bundle", Environment;

    /// No password was given and nobody can be asked.
    PasswordRequired { name } = "password_required", Environment;
    /// No account was chosen for a command that signs.
    NoAccount { } = "no_account", Environment;

    /// A key for one loan has nothing from which to pay fees.
    LoanKeyPoor { number, address } = "loan_key_poor", Environment;
    /// The form names the account of its writer nowhere, so no key for one loan can take its place.
    LoanKeyUnnamed { account } = "loan_key_unnamed", Environment;

    /// The terms commit to personal fields that this machine does not have.
    FieldsMissing { loan } = "fields_missing", Refused;
    /// A hand-over of personal fields is not taken; `why` is a whole sentence.
    HandoverRefused { path, why } = "handover_refused", Refused;
    /// Nothing can be sealed to an account that has no sr25519 key.
    SealImpossible { address } = "seal_impossible", Refused;
    /// A hand-over does not fit into a square code.
    CodeTooLong { length } = "code_too_long", Refused;
    /// A text is not the agreement of any terms, or not of this loan's.
    AgreementText { path, why } = "agreement_text", Refused;

    /// The profile has not written down what its chain's money is, so nothing is signed with it.
    ChainNotPinned { profile, missing } = "chain_not_pinned", Environment;
    /// There are more loans than one list shows.
    ListTooLong { count, most } = "list_too_long", Refused;

    /// `iou doctor` found something that does not work; its findings have been written already.
    Unhealthy { failed } = "unhealthy", Refused;

    /// A message could not be handed over.
    NotDelivered { channel, reason } = "not_delivered", Refused;

    /// A token with which somebody wants to unsubscribe is not the one that we sent them.
    UnsubscribeToken { } = "unsubscribe_token", Refused;

    /// More would be paid than is owed, and nobody was asked.
    Overpayment { overpaid } = "overpayment", Refused;
    /// The agreement has a clause that is agreed to by itself, and nobody was asked.
    ClauseApart { } = "clause_apart", Refused;
    /// The chain's newest block is not of now.
    ClockDiffers { block, machine } = "clock_differs", Environment;
    /// The transaction is somewhere on its way: `status` is pending, in_block or unseen.
    OutcomePending { hash, status, last_block } = "outcome_pending", Unknown;

    /// What was handed over as an intent is none, or not what it says; `why` is a whole sentence.
    IntentFile { path, why } = "intent_file", Environment;
    /// An intent is for another chain or contract than the one at hand.
    IntentElsewhere { what, expected, found } = "intent_elsewhere", Refused;
    /// An intent is somebody else's to sign.
    IntentOtherKey { signer, account } = "intent_other_key", Refused;
    /// An intent under a number that nobody could take back.
    IntentNonce { nonce, counter, last } = "intent_nonce", Refused;
    /// What is to be submitted does not go together.
    IntentsApart { why } = "intents_apart", Refused;
    /// An offer of terms does nothing without the other party's.
    OfferAlone { } = "offer_alone", Refused;
    /// The signer's counter had passed the intent.
    IntentPassed { id } = "intent_passed", Refused;
    /// A relay has taken an intent and has not submitted it yet.
    IntentPending { id, relay, state } = "intent_pending", Unknown;
    /// A relay may have an intent, and did not say, or what it said cannot be.
    IntentUnknown { id, relay, reason } = "intent_unknown", Unknown;
    /// A relay says that a block has an intent, and this machine's node does not have that block.
    IntentUnseen { id, relay, block, url } = "intent_unseen", Unknown;
    /// Neither a relay nor the chain has an intent, which can still take effect.
    IntentNowhere { id, until } = "intent_nowhere", Unknown;
    /// A relay could not be reached.
    RelayAway { relay, reason } = "relay_away", Environment;
    /// A relay did not take an intent, or gave it up; `why` are whole sentences.
    RelayRefused { relay, problem, why } = "relay_refused", Refused;
    /// A relay gave an answer that cannot be true.
    RelayUntrue { relay, reason } = "relay_untrue", Environment;

    /// A consent that takes a yes of its own was not given.
    IdentityConsent { } = "identity_consent", Refused;
    /// A request or a statement of identity is not taken; `why` is a whole sentence.
    IdentityRefused { path, why } = "identity_refused", Refused;
    /// A service that checks identities could not be reached, or did not answer in time.
    IdentityServiceAway { url, reason } = "identity_service_away", Environment;
    /// A service that checks identities refused; `reason` is what it says.
    IdentityServiceRefused { url, reason } = "identity_service_refused", Refused;
    /// What a service that checks identities answered is not taken; `why` is a whole sentence.
    IdentityAnswer { url, why } = "identity_answer", Refused;

    /// The contract at the profile's address does not run the code that the profile names.
    CodeHashMismatch { contract, expected, found } = "code_hash_mismatch", Environment;
    /// What shall go into a file of evidence is not of that loan, or the file is none.
    EvidenceForeign { reason } = "evidence_foreign", Refused;
    /// A file of evidence contradicts what is proved; its report has been written already.
    EvidenceFalse { count } = "evidence_false", Refused;
    /// Nothing in a file of evidence is false, of a contract that neither the chain's specification nor the reader named.
    LedgerUnnamed { chain, contract } = "ledger_unnamed", Conditional;
    /// A file is none of evidence, or was cut or changed since; `why` is a whole sentence. Nothing in it was judged.
    EvidenceUnreadable { path, why } = "evidence_unreadable", Environment;
    /// A file of evidence tells of longer ago than its reader wants; its report has been written already.
    EvidenceOld { time, block, limit } = "evidence_old", Refused;
    /// A file of evidence tells of a loan that is not settled, and its reader asked whether it is; its report has been written already.
    EvidenceUnsettled { loan, status, owed } = "evidence_unsettled", Refused;
    /// Something is owed of a loan that was to be shown as settled.
    NotSettled { loan, owed, day } = "not_settled", Refused;
    /// A loan is settled in the newest block, and not yet in one that is final.
    SettledNotFinal { loan } = "settled_not_final", Refused;
    /// Of a loan nothing is owed: it is settled, or was never delivered.
    NothingOwed { loan, status } = "nothing_owed", Refused;
    /// Which imported rows stand on a loan's record only its history tells, and the node has forgotten that.
    RowsUnknown { loan, url } = "rows_unknown", Environment;
    /// A loan is repaid through the contract, not by bank.
    PaidOnChain { loan } = "paid_on_chain", Refused;
    /// A certificate cannot be printed; the evidence itself is not touched by it.
    Certificate { reason } = "certificate", Environment;
    /// A file is no chain specification from which the first block follows.
    ChainSpec { path, reason } = "chain_spec", Environment;
}

/// The client's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<terms::Error> for Error {
    fn from(error: terms::Error) -> Error {
        Error::Ledger(error.into())
    }
}

iou_files::io_errors!(Error);

/// The exit status of the program, for shells: 0 done, 1 refused or not found, 2 usage or environment, 3 submitted but outcome
/// unknown, 4 true only if something holds that nobody has said.
pub fn exit_status(class: Class) -> u8 {
    match class {
        Class::Closed => 0,
        Class::Refused => 1,
        Class::Environment => 2,
        Class::Unknown => 3,
        Class::Conditional => 4,
    }
}

impl Error {
    /// The exit status of a run that ends so.
    pub fn exit_status(&self) -> u8 {
        exit_status(self.class())
    }
}

/// Every code of every crate, which programs can rely on.
pub fn codes() -> Vec<iou_base::error::Code> {
    [
        Error::CODES,
        iou_backup::Error::CODES,
        iou_database::Error::CODES,
        iou_files::Error::CODES,
        iou_form::Error::CODES,
        iou_import::Error::CODES,
        iou_index::Error::CODES,
        iou_ledger::Error::CODES,
        iou_relay::Error::CODES,
        iou_remind::Error::CODES,
        iou_serve::Error::CODES,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::{Lang, Text};

    #[test]
    fn details_carry_every_parameter_and_codes_are_unique() {
        let error = Error::from(iou_ledger::Error::KeystoreNotFound {
            name: "li".into(),
            dir: "/k".into(),
        });
        assert_eq!(error.details(), serde_json::json!({"name": "li", "dir": "/k"}));
        let mut names: Vec<_> = codes().iter().map(|it| it.code).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), codes().len());
    }

    #[test]
    fn every_error_says_what_is_wrong_and_what_to_do_with_variables_it_has() {
        for it in codes() {
            for (prefix, lang) in [
                ("err", Lang::En),
                ("rec", Lang::En),
                ("err", Lang::Zh),
                ("rec", Lang::Zh),
            ] {
                let id = format!("{prefix}-{}", it.code.replace('_', "-"));
                assert!(Text::new(lang).takes_only(&id, it.params), "{id} in {lang:?}");
            }
        }
    }

    /// A code that changes its name or its exit status breaks other people's programs: that is done on purpose only.
    #[test]
    fn codes_exit_statuses_and_parameters_are_those_that_programs_know() {
        let mut lines: Vec<String> = codes()
            .iter()
            .map(|it| format!("{} {} {}", it.code, exit_status(it.class), it.params.join(",")))
            .map(|line| line.trim_end().to_owned())
            .collect();
        lines.sort_unstable();
        let known: Vec<&str> = include_str!("error/codes.txt").lines().collect();
        assert_eq!(lines, known, "client/cli/src/error/codes.txt");
    }
}
