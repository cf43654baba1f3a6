//! The verifier's own sources and nothing else of the client: that this compiles shows that they need nothing else.
//! Below are the few names that they take from it.

pub mod evidence;

/// The languages of the agreement.
pub mod text {
    /// A language.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Lang {
        /// English.
        En,
        /// Chinese.
        Zh,
    }
}

#[cfg(test)]
mod chain {
    /// As the client's, for tests of addresses.
    pub struct AccountId(pub [u8; 32]);

    impl std::fmt::Display for AccountId {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&crate::evidence::agreement::show_address(terms::AccountId(self.0)))
        }
    }
}

#[cfg(test)]
mod form {
    pub fn sha256(bytes: &[u8]) -> [u8; 32] {
        sp_crypto_hashing::sha2_256(bytes)
    }
}
