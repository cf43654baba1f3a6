//! Why a request, or a service's answer to it, is not taken.

use iou_base::error::Params;
use iou_base::line;
use iou_evidence::identity::Method;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is no request at all.
    Foreign,
    /// It was cut or changed on its way.
    Damaged,
    /// It is sealed to another account.
    Locked,
    /// It is for another verifier.
    OtherVerifier,
    /// It is of another chain, contract, loan or other terms.
    OtherLoan,
    /// Its account is not in the terms as it says.
    NoParty,
    /// It is not signed by the account whose identity it is about.
    NotSigned,
    /// Another account asks than the one that acts for the party.
    OtherKey,
    /// Its fields are not those that the terms commit to.
    OtherFields,
    /// No field of the party is opened.
    NoFields,
    /// The consent was given too long ago, or is of a time to come.
    ConsentTime,
    /// The party did not consent to this method.
    NotAgreed(Method),
    /// A face is all that is checked or consented to.
    FaceAlone,
    /// The methods do not carry this level.
    LevelTooHigh,
    /// Valid for no time or too long.
    ValidTime,
    /// It opens more than a statement holds.
    TooMuch,

    /// A service's answer is longer than any is.
    AnswerLong,
    /// It is not of the form that the description has.
    AnswerForm,
    /// It is the answer to another question.
    AnswerOther,
    /// It is about another person's account or fields.
    AnswerPerson,
    /// It is of another method.
    AnswerMethod,
    /// It is of a check from before the question: an earlier answer once more.
    AnswerReplayed,
    /// It is of a time to come.
    AnswerAhead,
    /// The service finds that it is not this person.
    NotMatched,
    /// The service could not decide.
    Undecided,
}

impl Fault {
    /// The name of the sentence about it.
    pub fn message(&self) -> &'static str {
        match self {
            Fault::Foreign => "why-identity-foreign",
            Fault::Damaged => "why-identity-damaged",
            Fault::Locked => "why-identity-locked",
            Fault::OtherVerifier => "why-identity-other-verifier",
            Fault::OtherLoan => "why-identity-other-loan",
            Fault::NoParty => "why-identity-no-party",
            Fault::NotSigned => "why-identity-not-signed",
            Fault::OtherKey => "why-identity-other-key",
            Fault::OtherFields => "why-identity-other-fields",
            Fault::NoFields => "why-identity-no-fields",
            Fault::ConsentTime => "why-identity-consent-time",
            Fault::NotAgreed(_) => "why-identity-not-agreed",
            Fault::FaceAlone => "why-identity-face-alone",
            Fault::LevelTooHigh => "why-identity-level",
            Fault::ValidTime => "why-identity-valid-time",
            Fault::TooMuch => "why-identity-too-much",
            Fault::AnswerLong => "why-answer-long",
            Fault::AnswerForm => "why-answer-form",
            Fault::AnswerOther => "why-answer-other",
            Fault::AnswerPerson => "why-answer-person",
            Fault::AnswerMethod => "why-answer-method",
            Fault::AnswerReplayed => "why-answer-replayed",
            Fault::AnswerAhead => "why-answer-ahead",
            Fault::NotMatched => "why-answer-not-matched",
            Fault::Undecided => "why-answer-undecided",
        }
    }

    /// What stands in the sentence: the name of a method, of the message `identity-method-NAME`.
    pub fn params(&self) -> Params {
        match self {
            Fault::NotAgreed(method) => vec![("method", method.name().to_owned())],
            _ => Vec::new(),
        }
    }
}

impl From<line::Fault> for Fault {
    fn from(fault: line::Fault) -> Fault {
        match fault {
            line::Fault::Foreign => Fault::Foreign,
            line::Fault::Damaged => Fault::Damaged,
        }
    }
}
