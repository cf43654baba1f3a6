//! Why a request is not answered with what it asked for: a stable code for programs, the status of the answer, and sentences
//! for people (`problem-CODE`, `problem-CODE-do`, with `-` where the code has `_`). Handlers return a [`Fault`]; it becomes a
//! problem detail (RFC 9457) in the language that was asked for on its way out, where that is known.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::frame;
use iou_base::text::Text;
use iou_intent::api::{Problem, BODY_MAX, PROBLEM_TYPE};
use iou_relay::intents::Refused;

/// Why.
#[derive(Debug, Clone)]
pub struct Fault {
    status: StatusCode,
    code: String,
    /// Sentences that are known already; else they are looked up by the code.
    words: Option<(String, String)>,
    field: Option<String>,
    retry_after: Option<u64>,
    refused: Option<Refused>,
}

impl Fault {
    /// A fault whose words are the messages `problem-CODE` and `problem-CODE-do`.
    pub fn new(status: StatusCode, code: &str) -> Fault {
        Fault {
            status,
            code: code.into(),
            words: None,
            field: None,
            retry_after: None,
            refused: None,
        }
    }

    /// There is nothing like that.
    pub fn not_found(code: &str) -> Fault {
        Fault::new(StatusCode::NOT_FOUND, code)
    }

    /// The contract has no loan of that number.
    pub fn no_such_loan() -> Fault {
        Fault {
            status: StatusCode::NOT_FOUND,
            ..Refused::Contract(terms::Error::NoSuchLoan).into()
        }
    }

    /// The request is not as described.
    pub fn malformed() -> Fault {
        Refused::Malformed.into()
    }

    /// Something is wrong here; the reason goes to the log alone.
    pub fn internal(error: impl std::fmt::Display) -> Fault {
        tracing::error!(%error, "a request failed");
        Refused::Internal.into()
    }

    /// The same about one field of the request.
    #[must_use]
    pub fn with_field(self, field: impl Into<String>) -> Fault {
        Fault {
            field: Some(field.into()),
            ..self
        }
    }

    /// The same with sentences that are known already: what is wrong, and what to do about it.
    #[must_use]
    pub fn with_words(self, title: impl Into<String>, detail: impl Into<String>) -> Fault {
        Fault {
            words: Some((title.into(), detail.into())),
            ..self
        }
    }

    /// The same, which says when to try again. Units: seconds.
    #[must_use]
    pub fn with_retry_after(self, seconds: u64) -> Fault {
        Fault {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its stable name.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// In words, in the reader's language.
    pub fn problem(&self, text: &Text) -> Problem {
        if let Some(refused) = self.refused {
            return Problem {
                status: self.status.as_u16(),
                field: self.field.clone(),
                ..refused.problem(text)
            };
        }
        let id = format!("problem-{}", self.code.replace('_', "-"));
        let looked_up = || (text.lookup(&id, &[]), text.lookup(&format!("{id}-do"), &[]));
        let (title, detail) = self.words.clone().unwrap_or_else(looked_up);
        Problem {
            kind: format!("{PROBLEM_TYPE}{}", self.code),
            status: self.status.as_u16(),
            code: self.code.clone(),
            title,
            detail,
            field: self.field.clone(),
            retry_after_seconds: self.retry_after,
        }
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Fault {
        let status = StatusCode::from_u16(refused.status());
        let mut fault = Fault::new(
            status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            &refused.code(),
        );
        fault.refused = Some(refused);
        fault.retry_after = refused.retry_after();
        fault
    }
}

impl From<iou_database::Error> for Fault {
    fn from(error: iou_database::Error) -> Fault {
        Fault::internal(error)
    }
}

impl From<crate::Error> for Fault {
    fn from(error: crate::Error) -> Fault {
        Fault::internal(error)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        // Whoever knows the reader's language gives it words: `guard`.
        let _before = response.extensions_mut().insert(self);
        response
    }
}

/// A body in JSON, of at most 64 KiB.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &S) -> Result<Body<T>, Fault> {
        if !frame::is_json(request.headers()) {
            return Err(Refused::NotJson.into());
        }
        let bytes = bytes(request, BODY_MAX).await?;
        serde_json::from_slice(&bytes)
            .map(Body)
            .map_err(|_| Fault::malformed())
    }
}

/// A body of at most `most` bytes.
///
/// Errors: it is larger, or does not come in time.
pub(crate) async fn bytes(request: Request, most: usize) -> Result<axum::body::Bytes, Fault> {
    let (parts, body) = request.into_parts();
    Ok(frame::body(&parts.headers, body, most).await?)
}
