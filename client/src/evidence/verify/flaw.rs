//! What is wrong with a file of evidence: a stable code that says which check it failed, and what it was about. Codes are
//! for programs and for docs/evidence.md; the sentence for people belongs to the check that failed.

/// A reason for which something is false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// What it is about: a name, a number, a hash; may be empty.
    pub about: String,
}

/// A flaw of that code.
pub fn flaw(code: &'static str) -> Flaw {
    Flaw {
        code,
        about: String::new(),
    }
}

impl Flaw {
    /// The same, naming what it is about.
    pub fn about(self, what: impl std::fmt::Display) -> Flaw {
        Flaw {
            about: what.to_string(),
            ..self
        }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.about.is_empty() {
            true => f.write_str(self.code),
            false => write!(f, "{} ({})", self.code, self.about),
        }
    }
}
