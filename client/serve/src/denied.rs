//! Why something that was asked of the pages' interface is not done: a stable code for programs, the status of the answer, and
//! sentences for people (`problem-CODE`, `problem-CODE-do`). What the relay says of an intent stays the relay's. On its way out it is
//! a [`Fault`].

use axum::http::StatusCode;
use iou_relay::intents::Refused;

use crate::web::Fault;

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// As the relay says it.
    Refused(Refused),
    /// A field of the form is missing or wrong.
    Form {
        /// Its name.
        field: String,
        /// That it is wrong.
        title: String,
        /// Why: a whole sentence.
        why: String,
    },
    /// Nothing is known of a draft with this id.
    UnknownDraft,
    /// Another draft has this id.
    DraftExists,
    /// The moment of the draft is not now.
    BadMoment,
    /// A signature is not of the account that it should be of, or of something else.
    BadSignature,
    /// A list of fields names what has no place there, or the same twice.
    BadFields,
    /// A box is larger than it may be.
    BoxTooLarge,
    /// Who asks does not know the link.
    SeatKey,
    /// Somebody else was there first.
    SeatTaken,
    /// Nobody has taken the seat yet.
    SeatEmpty,
    /// The one who made the draft cannot take the seat too.
    OwnSeat,
    /// The draft was taken back.
    DraftVoid,
    /// The time for signing is over.
    DraftExpired,
    /// Both have signed.
    DraftSigned,
    /// The fields were given already.
    FieldsGiven,
    /// What was signed are not the terms of this draft, or not by whom it should be.
    OtherTerms,
    /// The borrower signs first.
    BorrowerFirst,
    /// What the borrower signed holds no longer.
    BorrowerLate,
    /// There is no box at this place.
    UnknownBox,
    /// A newer box was written meanwhile.
    BoxCounter,
    /// Another key writes this box.
    BoxKey,
    /// As many as an address may make in a day.
    BudgetOfAddress,
    /// As many as this service keeps in a day.
    BudgetOfService,
    /// The number that was signed to log in is none of ours, over, or used.
    Nonce,
    /// Nobody is logged in.
    NotLoggedIn,
    /// A signed link that is none of ours, or over.
    LinkOver,
    /// The chain was not read yet.
    NotReady,
}

/// Those that are not the relay's, nor a form's.
#[cfg(test)]
pub(crate) const OWN: [Denied; 26] = [
    Denied::UnknownDraft,
    Denied::DraftExists,
    Denied::BadMoment,
    Denied::BadSignature,
    Denied::BadFields,
    Denied::BoxTooLarge,
    Denied::SeatKey,
    Denied::SeatTaken,
    Denied::SeatEmpty,
    Denied::OwnSeat,
    Denied::DraftVoid,
    Denied::DraftExpired,
    Denied::DraftSigned,
    Denied::FieldsGiven,
    Denied::OtherTerms,
    Denied::BorrowerFirst,
    Denied::BorrowerLate,
    Denied::UnknownBox,
    Denied::BoxCounter,
    Denied::BoxKey,
    Denied::BudgetOfAddress,
    Denied::BudgetOfService,
    Denied::Nonce,
    Denied::NotLoggedIn,
    Denied::LinkOver,
    Denied::NotReady,
];

/// Units: seconds.
const LATER: u64 = 3_600;
/// Units: seconds.
const SOON: u64 = 5;

impl Denied {
    /// Code and status.
    fn named(&self) -> (String, u16) {
        let (code, status) = match self {
            Denied::Refused(refused) => return (refused.code(), refused.status()),
            Denied::Form { .. } => ("form", 422),
            Denied::UnknownDraft => ("unknown-draft", 404),
            Denied::DraftExists => ("draft-exists", 409),
            Denied::BadMoment => ("bad-moment", 422),
            Denied::BadSignature => ("not-signed-so", 422),
            Denied::BadFields => ("bad-fields", 422),
            Denied::BoxTooLarge => ("box-too-large", 413),
            Denied::SeatKey => ("seat-key", 403),
            Denied::SeatTaken => ("seat-taken", 409),
            Denied::SeatEmpty => ("seat-empty", 409),
            Denied::OwnSeat => ("own-seat", 422),
            Denied::DraftVoid => ("draft-void", 409),
            Denied::DraftExpired => ("draft-expired", 409),
            Denied::DraftSigned => ("draft-signed", 409),
            Denied::FieldsGiven => ("fields-given", 409),
            Denied::OtherTerms => ("other-terms", 422),
            Denied::BorrowerFirst => ("borrower-first", 409),
            Denied::BorrowerLate => ("borrower-late", 409),
            Denied::UnknownBox => ("unknown-box", 404),
            Denied::BoxCounter => ("box-counter", 409),
            Denied::BoxKey => ("box-key", 403),
            Denied::BudgetOfAddress => ("pages-of-address", 429),
            Denied::BudgetOfService => ("pages-of-service", 503),
            Denied::Nonce => ("nonce", 409),
            Denied::NotLoggedIn => ("not-logged-in", 401),
            Denied::LinkOver => ("link-over", 404),
            Denied::NotReady => ("not-ready", 503),
        };
        (code.to_owned(), status)
    }

    /// Its stable name.
    pub fn code(&self) -> String {
        self.named().0
    }

    /// The status of the answer.
    pub fn status(&self) -> u16 {
        self.named().1
    }
}

impl From<Denied> for Fault {
    fn from(denied: Denied) -> Fault {
        if let Denied::Refused(refused) = denied {
            return refused.into();
        }
        let (code, status) = denied.named();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let fault = Fault::new(status, &code);
        match denied {
            // What is wrong with a field is said in the language in which the form was read.
            Denied::Form { field, why, title } => fault.with_field(field).with_words(title, why),
            Denied::BudgetOfAddress | Denied::BudgetOfService => fault.with_retry_after(LATER),
            Denied::NotReady => fault.with_retry_after(SOON),
            _ => fault,
        }
    }
}

impl From<Refused> for Denied {
    fn from(refused: Refused) -> Denied {
        Denied::Refused(refused)
    }
}

impl From<iou_database::Error> for Denied {
    fn from(error: iou_database::Error) -> Denied {
        tracing::error!(%error, "pages: the database failed");
        Denied::Refused(Refused::Internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::text::{Lang, Text};

    #[test]
    fn every_denial_has_a_name_of_its_own_and_words_in_both_languages() {
        let mut codes = std::collections::BTreeSet::new();
        for denied in OWN {
            let code = denied.code();
            assert!((400..=503).contains(&denied.status()), "{code}");
            assert_eq!(Refused::named(&code), None, "{code} is the relay's");
            for lang in [Lang::En, Lang::Zh] {
                let text = Text::new(lang);
                for id in [format!("problem-{code}"), format!("problem-{code}-do")] {
                    assert!(text.has(&id), "{id} is missing in {}", lang.tag());
                }
                let problem = Fault::from(denied.clone()).problem(&text);
                assert_eq!((problem.status, &problem.code), (denied.status(), &code));
            }
            assert!(codes.insert(code));
        }
    }

    #[test]
    fn a_mistake_in_a_form_names_its_field() {
        let denied = Denied::Form {
            field: "rate".into(),
            title: "A field is wrong.".into(),
            why: "Too much.".into(),
        };
        let problem = Fault::from(denied).problem(&Text::new(Lang::En));
        assert_eq!(
            (problem.code.as_str(), problem.detail.as_str()),
            ("form", "Too much.")
        );
        assert_eq!((problem.field.as_deref(), problem.status), (Some("rate"), 422));
    }
}
