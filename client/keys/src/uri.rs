//! Secret URIs as every Substrate tool reads them: `phrase//hard/soft///password`, where the phrase may be left out.
//! Source: Substrate, `sp_core::crypto` (SecretUri, DeriveJunction).

use scale::Encode;

/// The phrase whose keys everybody knows.
pub const DEV_PHRASE: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

/// Longest code of a junction that stands as it is. Units: bytes.
const CODE_LEN: usize = 32;

/// One step of a derivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Junction {
    /// The public key of what follows can be derived from the public key.
    Soft([u8; CODE_LEN]),
    /// It cannot.
    Hard([u8; CODE_LEN]),
}

/// The parts of a secret URI.
pub(crate) struct SecretUri<'a> {
    /// Words, or `0x` and a seed; `None` where none is written, and the development phrase is meant.
    pub(crate) phrase: Option<&'a str>,
    pub(crate) junctions: Vec<Junction>,
    pub(crate) password: Option<&'a str>,
}

impl<'a> SecretUri<'a> {
    /// `None` for what is no secret URI.
    pub(crate) fn parse(uri: &'a str) -> Option<SecretUri<'a>> {
        let (phrase, mut rest) = uri.split_at(uri.find('/').unwrap_or(uri.len()));
        if !phrase
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | ' '))
        {
            return None;
        }
        let mut parsed = SecretUri {
            phrase: (!phrase.is_empty()).then_some(phrase),
            junctions: Vec::new(),
            password: None,
        };
        while !rest.is_empty() {
            if let Some(password) = rest.strip_prefix("///") {
                parsed.password = Some(password).filter(|it| !it.contains('\n'));
                return parsed.password.is_some().then_some(parsed);
            }
            let (hard, after) = match (rest.strip_prefix("//"), rest.strip_prefix('/')) {
                (Some(after), _) => (true, after),
                (None, Some(after)) => (false, after),
                (None, None) => return None,
            };
            let (code, next) = after.split_at(after.find('/').unwrap_or(after.len()));
            if code.is_empty() {
                return None;
            }
            parsed.junctions.push(junction(code, hard));
            rest = next;
        }
        Some(parsed)
    }
}

impl Junction {
    /// The hard one of a text.
    pub(crate) fn of_text(text: &str) -> Junction {
        Junction::Hard(code(text))
    }

    /// The hard one of a number.
    pub(crate) fn of_number(number: u32) -> Junction {
        Junction::Hard(code(u64::from(number)))
    }
}

/// Numbers are numbers, all else is text.
fn junction(text: &str, hard: bool) -> Junction {
    let code = match text.parse::<u64>() {
        Ok(number) => code(number),
        Err(_) => code(text),
    };
    match hard {
        true => Junction::Hard(code),
        false => Junction::Soft(code),
    }
}

/// What is longer than a code is hashed.
fn code(value: impl Encode) -> [u8; CODE_LEN] {
    let data = value.encode();
    let mut short = [0; CODE_LEN];
    match short.get_mut(..data.len()) {
        Some(place) => place.copy_from_slice(&data),
        None => short = sp_crypto_hashing::blake2_256(&data),
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_uri_falls_into_the_parts_that_other_tools_find_in_it() {
        use subxt_signer::{DeriveJunction, ExposeSecret};
        let long = "//a name that is far longer than thirty-two bytes are";
        for uri in [
            "",
            "//Alice",
            "/soft",
            "a b c//hard/soft//7///pass word/with//slashes",
            "0x00//00007/+5/18446744073709551616",
            long,
            "///",
            "words///p",
            "////",
            "//",
            "/",
            "a//",
            "a-b//c",
            "///line\nbreak",
        ] {
            let theirs: Result<subxt_signer::SecretUri, _> = uri.parse();
            let ours = SecretUri::parse(uri);
            assert_eq!(ours.is_some(), theirs.is_ok(), "{uri:?}");
            let (Some(ours), Ok(theirs)) = (ours, theirs) else {
                continue;
            };
            assert_eq!(
                ours.phrase.unwrap_or(DEV_PHRASE),
                theirs.phrase.expose_secret(),
                "{uri:?}"
            );
            assert_eq!(
                ours.password,
                theirs.password.as_ref().map(|it| it.expose_secret()),
                "{uri:?}"
            );
            let junctions = theirs.junctions.iter().map(|junction| match junction {
                DeriveJunction::Soft(code) => Junction::Soft(*code),
                DeriveJunction::Hard(code) => Junction::Hard(*code),
            });
            assert_eq!(ours.junctions, junctions.collect::<Vec<_>>(), "{uri:?}");
        }
        assert_eq!(DEV_PHRASE, subxt_signer::DEV_PHRASE);
    }
}
