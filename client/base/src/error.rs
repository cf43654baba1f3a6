//! How the client's crates fail: each has one enum, made by [`errors!`](crate::errors). One line is a variant whose fields are
//! the parameters of its two messages: `err-CODE` (what is wrong) and `rec-CODE` (what to do), both kept in i18n/*/iou.ftl.
//! Every code is stable, for programs; from its class the program `iou` derives the exit status for shells; the messages are
//! for people.

use crate::signs::seen;
use crate::text::{kebab, Text};

/// What a failure means to whoever called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The reader of our output went away (`iou list | head`): not a failure.
    Closed,
    /// The contract, the chain or a check said no, or the thing does not exist.
    Refused,
    /// The request or its surroundings are at fault; nothing was submitted.
    Environment,
    /// Something was submitted and may or may not take effect.
    Unknown,
    /// Nothing is wrong, of something that nobody has vouched for.
    Conditional,
}

impl Class {
    /// Whether nothing came of what was asked for: it was not submitted, or what it was submitted to said no. Whose reader went
    /// away had it done already.
    pub fn is_undone(self) -> bool {
        matches!(self, Class::Refused | Class::Environment)
    }
}

/// What programs can rely on of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Its stable name (snake_case).
    pub code: &'static str,
    /// What it means to whoever called.
    pub class: Class,
    /// The names of its parameters.
    pub params: &'static [&'static str],
}

/// Parameters of a message, by name.
pub type Params = Vec<(&'static str, String)>;

/// The same as a JSON object.
pub type Details = serde_json::Value;

/// The JSON object of parameters.
pub fn details(params: Params) -> Details {
    let entries = params
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()));
    entries.collect::<serde_json::Map<_, _>>().into()
}

/// A refusal by the contract, in the terms of its own error: its name picks the messages `err-contract-NAME` and
/// `rec-contract-NAME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub terms::Error);

impl Refusal {
    /// `contract_` and the name of the contract's error.
    pub fn code(&self) -> String {
        format!("contract_{}", kebab(self.0.code()).replace('-', "_"))
    }

    /// The contract said no.
    pub fn class(&self) -> Class {
        Class::Refused
    }

    /// The article of law on which it rests, if there is one.
    pub fn params(&self) -> Params {
        let article = self.0.article();
        article
            .map(|article| ("article", article.to_owned()))
            .into_iter()
            .collect()
    }

    /// What went wrong, in the reader's language.
    pub fn message(&self, text: &Text) -> String {
        said(text, "err", &self.code(), self.params())
    }

    /// What to do about it, in the reader's language.
    pub fn advice(&self, text: &Text) -> String {
        said(text, "rec", &self.code(), self.params())
    }
}

impl From<terms::Error> for Refusal {
    fn from(error: terms::Error) -> Refusal {
        Refusal(error)
    }
}

/// The message of a code: `prefix` is `err` or `rec`.
pub fn said(text: &Text, prefix: &str, code: &str, params: Params) -> String {
    let args: Vec<_> = params
        .into_iter()
        .map(|(name, value)| (name, quoted(&value).into()))
        .collect();
    text.lookup(&format!("{prefix}-{}", code.replace('_', "-")), &args)
}

/// Text of others in a sentence of ours: its unseen signs written out, and its further lines indented, so that none of them
/// passes for a line of this program.
fn quoted(text: &str) -> String {
    text.lines().map(seen).collect::<Vec<_>>().join("\n    ")
}

/// Why something failed: what the errors below `error` say, the outermost first and each once. Empty where there are none.
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut reason = String::new();
    let mut source = error.source();
    while let Some(inner) = source {
        let words = inner.to_string();
        // Many say all that those below them say.
        if !reason.contains(&words) {
            reason = match reason.is_empty() {
                true => words,
                false => format!("{reason}: {words}"),
            };
        }
        source = inner.source();
    }
    reason
}

/// An error with a stable name for programs, whichever crate it is of.
pub trait Coded: std::fmt::Display {
    /// The name (snake_case).
    fn code(&self) -> String;
}

/// Makes a crate's error enum. `wraps` are the errors of what stands below; `?` takes them in.
///
/// ```
/// iou_base::errors! {
///     /// What can go wrong here.
///     pub enum Error;
///     wraps { /** The contract refused. */ Contract(iou_base::Refusal) }
///     /// A file is there already and is not overwritten unasked.
///     FileExists { path } = "file_exists", Environment;
///     /// Something came late.
///     NodeSilent { url, method, seconds: u64 } = "node_silent", Environment;
/// }
/// let error = Error::FileExists { path: "a".into() };
/// assert_eq!((error.code().as_str(), error.class()), ("file_exists", iou_base::Class::Environment));
/// ```
#[macro_export]
macro_rules! errors {
    (
        $(#[$meta:meta])* pub enum $name:ident;
        wraps { $( $(#[$wrap_doc:meta])* $wrap:ident($inner:ty) ),* $(,)? }
        $( $(#[$doc:meta])* $variant:ident { $($field:ident $(: $kind:ty)?),* } = $code:literal, $class:ident; )*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $( $(#[$wrap_doc])* $wrap($inner), )*
            $( $(#[$doc])* #[allow(missing_docs)] $variant { $($field: $crate::errors!(@kind $($kind)?)),* }, )*
        }

        impl $name {
            /// Every code of this enum's own.
            pub const CODES: &'static [$crate::error::Code] = &[ $( $crate::error::Code {
                code: $code,
                class: $crate::Class::$class,
                params: &[$(stringify!($field)),*],
            }, )* ];

            /// Stable name of the error, for programs (snake_case).
            pub fn code(&self) -> String {
                match self {
                    $( $name::$wrap(inner) => inner.code(), )*
                    $( $name::$variant { .. } => $code.to_owned(), )*
                }
            }

            /// What the failure means to the caller.
            pub fn class(&self) -> $crate::Class {
                match self {
                    $( $name::$wrap(inner) => inner.class(), )*
                    $( $name::$variant { .. } => $crate::Class::$class, )*
                }
            }

            /// Parameters of the message, by name.
            pub fn params(&self) -> $crate::error::Params {
                match self {
                    $( $name::$wrap(inner) => inner.params(), )*
                    $( $name::$variant { $($field),* } => vec![ $((stringify!($field), $field.to_string())),* ], )*
                }
            }

            /// The parameters as a JSON object.
            pub fn details(&self) -> $crate::error::Details {
                $crate::error::details(self.params())
            }

            /// What went wrong, in the reader's language.
            pub fn message(&self, text: &$crate::Text) -> String {
                $crate::error::said(text, "err", &self.code(), self.params())
            }

            /// What to do about it, in the reader's language.
            pub fn advice(&self, text: &$crate::Text) -> String {
                $crate::error::said(text, "rec", &self.code(), self.params())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.message($crate::Text::english()))
            }
        }

        impl std::error::Error for $name {}

        impl $crate::error::Coded for $name {
            fn code(&self) -> String {
                $name::code(self)
            }
        }

        $( impl From<$inner> for $name {
            fn from(inner: $inner) -> $name {
                $name::$wrap(inner)
            }
        } )*
    };
    (@kind) => { String };
    (@kind $kind:ty) => { $kind };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_speaks_in_its_own_message_and_tells_the_next_command() {
        let refusal = Refusal(terms::Error::NoSuchLoan);
        assert_eq!(refusal.code(), "contract_no_such_loan");
        assert_eq!(refusal.class(), Class::Refused);
        let message = refusal.message(Text::english());
        assert!(message.contains("no loan with this number"), "{message}");
        assert!(refusal.advice(Text::english()).contains("iou list"));
    }

    #[test]
    fn whose_reader_went_away_or_whose_outcome_is_unknown_may_have_done_it_all_the_same() {
        assert!(Class::Refused.is_undone() && Class::Environment.is_undone());
        for class in [Class::Closed, Class::Unknown, Class::Conditional] {
            assert!(!class.is_undone(), "{class:?}");
        }
    }

    #[test]
    fn what_others_say_stays_inside_the_sentence_that_quotes_it() {
        let reason = "no\u{1b}[2K\rfine\nDone: paid".to_owned();
        let params = vec![("url", "ws://a".to_owned()), ("reason", reason)];
        let message = said(Text::english(), "err", "node", params);
        assert!(message.contains("no\\u{1b}[2K\\u{d}fine\n    Done"), "{message}");
    }
}
