//! Why what somebody was handed is no intent, or not the one that it says it is.

use iou_base::error::Params;

/// What is wrong with a file, a code or a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is no intent of this program at all.
    Foreign,
    /// It was cut or changed on its way.
    Damaged,
    /// The words beside the bytes are not what the bytes say: which of them.
    Words(String),
    /// The terms or amendments beside the bytes are not those that the bytes name.
    OtherTerms,
    /// The signature is not the signer's over this intent.
    BadSignature,
    /// What was given as a signature is none.
    NoSignature,
    /// It is a signature of a kind with which no intent is signed: which.
    OtherKind(&'static str),
    /// Some of the square codes are missing: which, of how many.
    FramesMissing {
        /// Their numbers.
        missing: Vec<usize>,
        /// How many there are.
        count: usize,
    },
    /// One of the square codes cannot be read: which.
    FrameDamaged(usize),
    /// The square codes are of two intents.
    FramesMixed,
    /// There is no square code in the picture, or none that can be read.
    NoCode,
    /// It is more than square codes take.
    TooLong,
}

impl Fault {
    /// The name of the sentence about it.
    pub fn message(&self) -> &'static str {
        match self {
            Fault::Foreign => "why-intent-foreign",
            Fault::Damaged => "why-intent-damaged",
            Fault::Words(_) => "why-intent-words",
            Fault::OtherTerms => "why-intent-other-terms",
            Fault::BadSignature => "why-intent-bad-signature",
            Fault::NoSignature => "why-intent-no-signature",
            Fault::OtherKind(_) => "why-intent-other-kind",
            Fault::FramesMissing { .. } => "why-frames-missing",
            Fault::FrameDamaged(_) => "why-frame-damaged",
            Fault::FramesMixed => "why-frames-mixed",
            Fault::NoCode => "why-no-code",
            Fault::TooLong => "why-code-too-long",
        }
    }

    /// What stands in the sentence.
    pub fn params(&self) -> Params {
        match self {
            Fault::Words(word) => vec![("word", word.clone())],
            Fault::OtherKind(kind) => vec![("kind", (*kind).to_owned())],
            Fault::FramesMissing { missing, count } => {
                let missing: Vec<_> = missing.iter().map(usize::to_string).collect();
                vec![("missing", missing.join(", ")), ("count", count.to_string())]
            }
            Fault::FrameDamaged(number) => vec![("number", number.to_string())],
            _ => Vec::new(),
        }
    }
}
