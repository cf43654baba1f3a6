//! Words of a secret phrase, in English or in Chinese: which list they are of, how people write them, and which one is
//! mistyped. The same entropy in either list is the same key.
//! Source: BIP-39, English and Simplified Chinese lists.

use bip39::{Language, Mnemonic};
use secrecy::{ExposeSecret, SecretString};
use subxt_signer::DEV_PHRASE;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// In which list the words of a phrase stand.
/// Source: BIP-39, English and Simplified Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordList {
    /// abandon … zoo: what wallets take.
    English,
    /// 的 … 歇: one sign a word.
    Chinese,
}

impl WordList {
    pub(super) fn language(self) -> Language {
        match self {
            WordList::English => Language::English,
            WordList::Chinese => Language::SimplifiedChinese,
        }
    }
}

/// The words of a phrase in the other list: the same key.
///
/// Errors: as [`super::Signer::from_uri`].
pub fn phrase_in(phrase: &SecretString, list: WordList) -> Result<SecretString> {
    let words = Zeroizing::new(spaced(phrase.expose_secret()));
    let (entropy, length) = mnemonic(&words)?.to_entropy_array();
    let entropy = Zeroizing::new(entropy);
    let other =
        Mnemonic::from_entropy_in(list.language(), &entropy[..length]).map_err(|e| Error::Phrase {
            reason: e.to_string(),
        })?;
    Ok(SecretString::from(other.to_string()))
}

/// Whether it is the published phrase, in whichever list.
pub(super) fn is_of_development(mnemonic: &Mnemonic) -> bool {
    let (entropy, length) = mnemonic.to_entropy_array();
    let entropy = Zeroizing::new(entropy);
    Mnemonic::from_entropy(&entropy[..length]).is_ok_and(|english| english.to_string() == DEV_PHRASE)
}

/// Words of either list, whichever they are in; capital letters are read as small ones.
pub(super) fn mnemonic(phrase: &str) -> Result<Mnemonic> {
    let phrase = Zeroizing::new(phrase.to_lowercase());
    let list = match phrase.chars().any(is_han) {
        true => WordList::Chinese,
        false => WordList::English,
    };
    Mnemonic::parse_in(list.language(), phrase.as_str()).map_err(|e| match e {
        bip39::Error::UnknownWord(at) => {
            let word = phrase.split_whitespace().nth(at).unwrap_or_default();
            Error::PhraseWord {
                number: (at + 1).to_string(),
                word: word.into(),
                like: match like(word, list).as_slice() {
                    [] => "-".into(),
                    words => words.join(", "),
                },
            }
        }
        bip39::Error::BadWordCount(count) => Error::Phrase {
            reason: format!("{count} words; a phrase has 12 or 24"),
        },
        bip39::Error::InvalidChecksum => Error::PhraseChecksum {},
        other => Error::Phrase {
            reason: other.to_string(),
        },
    })
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The phrase of a secret URI with one space between its words; Chinese ones, of one sign each, may stand without.
pub(super) fn spaced(uri: &str) -> String {
    let (phrase, path) = uri.split_at(uri.find('/').unwrap_or(uri.len()));
    let mut words = String::with_capacity(2 * phrase.len());
    for c in phrase.chars() {
        if is_han(c) || c.is_whitespace() {
            words.push(' ');
        }
        if !c.is_whitespace() {
            words.push(c);
        }
        if is_han(c) {
            words.push(' ');
        }
    }
    let words = Zeroizing::new(words);
    let mut one = words.split_whitespace().fold(String::new(), |mut all, word| {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(word);
        all
    });
    one.push_str(path);
    one
}

/// Words of a list that begin as a mistyped one does, or differ from it in one sign; at most three.
fn like(word: &str, list: WordList) -> Vec<&'static str> {
    const MOST: usize = 3;
    let typed: Vec<char> = word.chars().collect();
    // Any sign is one sign from any other.
    if list == WordList::Chinese || typed.is_empty() {
        return Vec::new();
    }
    let all = list.language().word_list();
    let near = all.iter().filter(|known| is_one_off(&typed, known));
    let begins: String = typed.iter().take(3).collect();
    let same = all
        .iter()
        .filter(|known| typed.len() > 3 && known.starts_with(&begins));
    let mut found: Vec<&'static str> = Vec::new();
    for known in near.chain(same) {
        if found.len() < MOST && !found.contains(known) {
            found.push(known);
        }
    }
    found
}

/// Whether one sign put in, left out, or changed, or two neighbours changed about, makes one of the other.
fn is_one_off(typed: &[char], known: &str) -> bool {
    let known: Vec<char> = known.chars().collect();
    let same = typed.iter().zip(&known).take_while(|(a, b)| a == b).count();
    let (typed, known) = (&typed[same..], &known[same..]);
    let rest = |slice: &[char], from: usize| slice.get(from..).map(<[char]>::to_vec);
    let turned = match (typed, known) {
        ([a, b, left @ ..], [c, d, right @ ..]) => a == d && b == c && left == right,
        _ => false,
    };
    turned
        || rest(typed, 1).is_some_and(|typed| typed == known)
        || rest(known, 1).is_some_and(|known| typed == known)
        || (!typed.is_empty() && !known.is_empty() && rest(typed, 1) == rest(known, 1))
}

#[cfg(test)]
mod tests {
    use super::super::Signer;
    use super::*;

    fn signer(uri: &str) -> Signer {
        Signer::from_uri(&SecretString::from(uri)).unwrap()
    }

    const ENGLISH: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    fn chinese() -> String {
        let chinese = phrase_in(&SecretString::from(ENGLISH), WordList::Chinese).unwrap();
        chinese.expose_secret().to_owned()
    }

    #[test]
    fn chinese_words_are_the_same_key_however_they_are_spaced() {
        let words = chinese();
        assert!(words.chars().all(|c| c == ' ' || is_han(c)), "{words}");
        for path in ["", "//iou//7", "/soft", "//a///密码"] {
            let expected = signer(&format!("{ENGLISH}{path}")).account();
            for typed in [
                words.clone(),
                words.replace(' ', ""),
                words.replace(' ', "\u{3000}"),
                format!("  {}  ", words.replace(' ', "  ")),
            ] {
                assert_eq!(
                    signer(&format!("{typed}{path}")).account(),
                    expected,
                    "{typed}{path}"
                );
            }
        }
        assert_eq!(
            signer(&ENGLISH.to_uppercase()).account(),
            signer(ENGLISH).account(),
            "capitals as on paper"
        );
        assert!(signer(
            &(phrase_in(&SecretString::from(DEV_PHRASE), WordList::Chinese)
                .unwrap()
                .expose_secret()
                .to_owned()
                + "//Zhang")
        )
        .is_well_known_dev());
    }

    #[test]
    fn a_mistyped_word_is_named_with_what_it_may_have_been() {
        let failed = |phrase: &str| Signer::from_uri(&SecretString::from(phrase)).unwrap_err();
        for (right, typed, like) in [
            ("curtain", "curtian", "curtain"),
            ("curtain", "curtan", "curtain"),
            ("lonely", "lonelyy", "lonely"),
            ("walk", "wakl", "walk"),
            ("drive", "drife", "drive"),
            ("smoke", "qqqqq", "-"),
        ] {
            let error = failed(&ENGLISH.replace(right, typed));
            assert_eq!(error.code(), "phrase_word", "{typed}");
            let place = ENGLISH.split(' ').position(|word| word == right).unwrap() + 1;
            assert_eq!(error.details()["number"], place.to_string());
            assert_eq!(error.details()["word"], typed);
            let said = error.details()["like"].as_str().unwrap().to_owned();
            assert!(said.split(", ").any(|word| word == like), "{typed}: {said}");
        }
        // One sign that is in no list: 龘.
        let chinese = chinese();
        let first = chinese.chars().next().unwrap().to_string();
        let error = failed(&chinese.replacen(&first, "龘", 1));
        assert_eq!(
            (error.code().as_str(), error.details()["word"].as_str()),
            ("phrase_word", Some("龘"))
        );
        // Words of the list in another order do not belong together.
        let turned = ENGLISH.replace("bottom drive", "drive bottom");
        assert_eq!(failed(&turned).code(), "phrase_checksum");
        assert_eq!(failed("bottom drive").code(), "phrase");
    }
}
