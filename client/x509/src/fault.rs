//! Why a signature under a certificate, or a time stamp, is none: a word for programs and what it means. The words stand in
//! docs/evidence.md, and do not change.

macro_rules! faults {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $word:literal; )*) => {
        /// A reason for which something is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fault {
            $( $(#[doc = $doc])+ $variant, )*
        }

        impl Fault {
            /// Every word with its meaning.
            pub const ALL: &'static [(&'static str, &'static str)] =
                &[ $( ($word, concat!($($doc),+)) ),* ];

            /// The word, kebab-case.
            pub const fn word(self) -> &'static str {
                match self { $( Fault::$variant => $word, )* }
            }
        }
    };
}

faults! {
    /// bytes that are not DER, or not of the form that stands there
    Form = "form";
    /// it is longer, deeper or of more items than any is
    Bounds = "bounds";
    /// judging it would take more time than any file may
    Effort = "effort";
    /// a hash, a signature scheme or a key that is too weak or not known, or that do not belong together
    Algorithm = "algorithm";
    /// what was signed is carried inside: the signature has to be detached
    Attached = "attached";
    /// no signer, or more than one
    Signers = "signers";
    /// the signer's certificate is not carried
    NoCertificate = "no-certificate";
    /// there are no signed attributes, or one that must be there is missing, twice or of another kind
    Attributes = "attributes";
    /// it was signed over something else than these terms for a party in their role with their account
    OtherContent = "other-content";
    /// the signed attributes name another certificate
    OtherCertificate = "other-certificate";
    /// the signature is not by the certificate's key
    Signature = "signature";
    /// the certificate's key usage names neither digital signature nor non-repudiation
    KeyUsage = "key-usage";
    /// the certificate is for something else: its extended key usage does not admit this
    Purpose = "purpose";
    /// a certificate has an extension that is critical and not known
    Extension = "extension";
    /// a certificate of the chain is by one that may issue none
    NoAuthority = "no-authority";
    /// the chain is longer than an authority in it allows
    PathLength = "path-length";
    /// a name that an authority of the chain may not certify
    NameConstraints = "name-constraints";
    /// a certificate of the chain was not valid at that time
    NotValid = "not-valid";
    /// a certificate of the chain had been revoked at or before that time
    Revoked = "revoked";
    /// the time stamp was refused by its authority
    NotGranted = "not-granted";
    /// the time stamp is of something else
    OtherImprint = "other-imprint";
    /// a certificate, a list or an answer that is by nobody in a chain, or says nothing of one
    Unrelated = "unrelated";
}

impl Fault {
    /// Whether it says that nobody here can judge, and not that something is wrong.
    pub const fn is_unjudged(self) -> bool {
        use Fault::{Algorithm, Bounds, Effort, Form, NoCertificate};
        matches!(self, NoCertificate | Algorithm | Form | Bounds | Effort)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::error::Error for Fault {}

/// What reading and judging give.
pub type Result<T> = std::result::Result<T, Fault>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_for_two_reasons() {
        let words: std::collections::BTreeSet<_> = Fault::ALL.iter().map(|(word, _)| word).collect();
        assert_eq!(words.len(), Fault::ALL.len());
        assert_eq!(Fault::NoAuthority.to_string(), "no-authority");
    }

    #[test]
    fn the_words_stand_in_the_documents() {
        let page = include_str!("../../../docs/evidence.md");
        let chinese = include_str!("../../../docs/evidence.zh-CN.md");
        for (word, means) in Fault::ALL {
            let row = format!("| `{word}` | {} |", means.trim());
            assert!(page.contains(&row), "{row}");
            assert!(chinese.contains(&format!("| `{word}` | ")), "{word}");
        }
    }
}
