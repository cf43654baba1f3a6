//! Arguments that the codec would take more code to read. Intents as they arrive: each beside the bytes that its identity is the hash of, so that nothing is encoded a second time.
//! Wallets and explorers see a list of intents with their signatures.

use crate::cells::Encoded;
use ink::prelude::vec::Vec;
use scale::{Decode, Encode, Input, Output};
use terms::{
    intent::{self, Signature},
    read::{whole, Length, Read},
    Intent,
};

/// An argument that is read by the reader of the rules, in less code than the codec's takes.
pub struct Argument<T>(pub T);

impl<T: Read> Decode for Argument<T> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, scale::Error> {
        whole(input).map(Argument)
    }
}

impl<T: Encode> Encode for Argument<T> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        self.0.encode_to(dest);
    }
}

#[cfg(feature = "std")]
impl<T: scale_info::TypeInfo + 'static> scale_info::TypeInfo for Argument<T> {
    type Identity = T;

    fn type_info() -> scale_info::Type {
        T::type_info()
    }
}

/// An intent with its signature.
pub struct Handed {
    pub intent: Intent,
    /// What its identity is the hash of.
    pub named: Vec<u8>,
    pub signature: Signature,
}

/// Some of them: the last argument of its message, since all that is left of the input is read.
#[derive(Default)]
pub struct Submission {
    pub intents: Vec<Handed>,
    /// How long they are as an argument. Units: bytes.
    pub bytes: usize,
}

impl Decode for Submission {
    fn decode<I: Input>(input: &mut I) -> Result<Self, scale::Error> {
        // From a slice of all of it, which shows what each intent was decoded from.
        let all = <Encoded>::decode(input)?.0;
        let mut rest = &all[..];
        let Length(count) = whole(&mut rest)?;
        let mut intents = Vec::new();
        for _ in 0..count {
            let from = rest;
            let intent: Intent = whole(&mut rest)?;
            let read = from.len().saturating_sub(rest.len());
            intents.push(Handed {
                intent,
                named: intent::named(from.get(..read).unwrap_or_default()),
                signature: whole(&mut rest)?,
            });
        }
        Ok(Submission {
            intents,
            bytes: all.len().saturating_sub(rest.len()),
        })
    }
}

impl Encode for Submission {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        let all = self.intents.iter().map(|one| (&one.intent, &one.signature));
        all.collect::<Vec<_>>().encode_to(dest);
    }
}

#[cfg(feature = "std")]
impl From<Vec<(Intent, Signature)>> for Submission {
    fn from(all: Vec<(Intent, Signature)>) -> Self {
        let handed = |(intent, signature): (Intent, Signature)| Handed {
            named: intent.named(),
            intent,
            signature,
        };
        Submission {
            intents: all.into_iter().map(handed).collect(),
            bytes: 0,
        }
    }
}

#[cfg(feature = "std")]
impl scale_info::TypeInfo for Submission {
    type Identity = Vec<(Intent, Signature)>;

    fn type_info() -> scale_info::Type {
        Self::Identity::type_info()
    }
}
