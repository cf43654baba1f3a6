//! Words of a secret phrase, in English or in Chinese: which list they are of, how people write them, and which one is
//! mistyped. The same entropy in either list is the same key.
//! Source: BIP-39, English and Simplified Chinese lists.

use bip39::{Language, Mnemonic};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::uri::DEV_PHRASE;

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
    fn language(self) -> Language {
        match self {
            WordList::English => Language::English,
            WordList::Chinese => Language::SimplifiedChinese,
        }
    }

    /// The list that words are of, by their signs.
    pub fn of(phrase: &str) -> WordList {
        match phrase.chars().any(is_han) {
            true => WordList::Chinese,
            false => WordList::English,
        }
    }
}

/// Why what somebody typed is no phrase. Never has the phrase in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseFault {
    /// It is none at all: why.
    Form(String),
    /// One word is in no list.
    Word {
        /// Its place, from 1.
        number: usize,
        /// As it was typed.
        word: String,
        /// Words of the list that it may have been, at most three.
        like: Vec<&'static str>,
    },
    /// All words are in the list, and do not belong together.
    Checksum,
}

impl PhraseFault {
    pub(crate) fn form(reason: impl ToString) -> PhraseFault {
        PhraseFault::Form(reason.to_string())
    }
}

/// The phrase of 16 or 32 random bytes, of 12 or 24 words.
///
/// Errors: [`PhraseFault::Form`] for another number of bytes.
pub fn phrase(entropy: &[u8], list: WordList) -> Result<SecretString, PhraseFault> {
    let mnemonic = Mnemonic::from_entropy_in(list.language(), entropy).map_err(PhraseFault::form)?;
    Ok(SecretString::from(mnemonic.to_string()))
}

/// Words of a passphrase that nobody has thought of.
pub const PASSPHRASE_WORDS: usize = 5;

/// Five words of a list: 55 bits, for a lock that takes long to try (scrypt).
pub fn passphrase(random: &[u8; 2 * PASSPHRASE_WORDS], list: WordList) -> SecretString {
    let all = list.language().word_list();
    let word = |pair: &[u8]| all[usize::from(u16::from_le_bytes([pair[0], pair[1]])) % all.len()];
    let words: Vec<_> = random.chunks_exact(2).map(word).collect();
    SecretString::from(words.join(" "))
}

/// The bytes that words stand for, in whichever list and however they are spaced.
///
/// Errors: [`PhraseFault`].
pub fn entropy(phrase: &str) -> Result<Zeroizing<Vec<u8>>, PhraseFault> {
    let (entropy, length) = mnemonic(&Zeroizing::new(spaced(phrase)))?.to_entropy_array();
    let entropy = Zeroizing::new(entropy);
    Ok(Zeroizing::new(entropy[..length].to_vec()))
}

/// The words of a phrase in the other list: the same key.
///
/// Errors: [`PhraseFault`].
pub fn phrase_in(words: &str, list: WordList) -> Result<SecretString, PhraseFault> {
    phrase(&entropy(words)?, list)
}

/// Whether it is the published phrase, in whichever list.
pub(crate) fn is_of_development(entropy: &[u8]) -> bool {
    Mnemonic::from_entropy(entropy).is_ok_and(|english| english.to_string() == DEV_PHRASE)
}

/// Words of either list, whichever they are in; capital letters are read as small ones.
fn mnemonic(phrase: &str) -> Result<Mnemonic, PhraseFault> {
    let phrase = Zeroizing::new(phrase.to_lowercase());
    let list = WordList::of(&phrase);
    #[cfg(feature = "unicode")]
    let read = Mnemonic::parse_in(list.language(), phrase.as_str());
    #[cfg(not(feature = "unicode"))]
    let read = Mnemonic::parse_in_normalized(list.language(), &phrase);
    read.map_err(|e| match e {
        bip39::Error::UnknownWord(at) => {
            let word = phrase.split_whitespace().nth(at).unwrap_or_default();
            PhraseFault::Word {
                number: at + 1,
                word: word.into(),
                like: like(word, list),
            }
        }
        bip39::Error::BadWordCount(count) => {
            PhraseFault::Form(format!("{count} words; a phrase has 12 or 24"))
        }
        bip39::Error::InvalidChecksum => PhraseFault::Checksum,
        other => PhraseFault::form(other),
    })
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The phrase of a secret URI with one space between its words; Chinese ones, of one sign each, may stand without.
pub(crate) fn spaced(uri: &str) -> String {
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
    use secrecy::ExposeSecret;

    use super::*;

    const ENGLISH: &str = DEV_PHRASE;

    fn chinese() -> String {
        phrase_in(ENGLISH, WordList::Chinese)
            .unwrap()
            .expose_secret()
            .to_owned()
    }

    #[test]
    fn chinese_words_are_the_same_entropy_however_they_are_spaced() {
        let words = chinese();
        assert!(words.chars().all(|c| c == ' ' || is_han(c)), "{words}");
        let expected = entropy(ENGLISH).unwrap();
        for typed in [
            words.clone(),
            words.replace(' ', ""),
            words.replace(' ', "\u{3000}"),
            format!("  {}  ", words.replace(' ', "  ")),
            ENGLISH.to_uppercase(),
        ] {
            assert_eq!(entropy(&typed).unwrap(), expected, "{typed}");
        }
        assert!(is_of_development(&expected));
    }

    #[test]
    fn a_passphrase_is_five_words_and_every_word_of_the_list_can_be_one() {
        for list in [WordList::English, WordList::Chinese] {
            let word = |number: u16| {
                let pair = number.to_le_bytes();
                let random: Vec<u8> = pair.iter().copied().cycle().take(10).collect();
                let words = passphrase(&random.try_into().unwrap(), list);
                let words: Vec<_> = words.expose_secret().split(' ').map(str::to_owned).collect();
                assert_eq!(words.len(), PASSPHRASE_WORDS);
                words[0].clone()
            };
            let all: std::collections::BTreeSet<_> = (0..2048).map(word).collect();
            assert_eq!(all.len(), 2048);
            assert_eq!(word(2048), word(0));
        }
    }

    #[test]
    fn a_mistyped_word_is_named_with_what_it_may_have_been() {
        let failed = |words: &str| entropy(words).unwrap_err();
        for (right, typed, like) in [
            ("curtain", "curtian", Some("curtain")),
            ("curtain", "curtan", Some("curtain")),
            ("lonely", "lonelyy", Some("lonely")),
            ("walk", "wakl", Some("walk")),
            ("drive", "drife", Some("drive")),
            ("smoke", "qqqqq", None),
        ] {
            let place = ENGLISH.split(' ').position(|word| word == right).unwrap() + 1;
            let PhraseFault::Word {
                number,
                word,
                like: said,
            } = failed(&ENGLISH.replace(right, typed))
            else {
                panic!("{typed}")
            };
            assert_eq!((number, word.as_str()), (place, typed));
            assert_eq!(
                like.is_some(),
                said.iter().any(|it| Some(*it) == like),
                "{typed}: {said:?}"
            );
        }
        // One sign that is in no list: 龘.
        let chinese = chinese();
        let first = chinese.chars().next().unwrap().to_string();
        let fault = failed(&chinese.replacen(&first, "龘", 1));
        assert!(matches!(fault, PhraseFault::Word { word, .. } if word == "龘"));
        // Words of the list in another order do not belong together.
        let turned = ENGLISH.replace("bottom drive", "drive bottom");
        assert_eq!(failed(&turned), PhraseFault::Checksum);
        assert!(matches!(failed("bottom drive"), PhraseFault::Form(_)));
    }
}
