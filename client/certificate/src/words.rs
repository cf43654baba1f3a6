//! The certificate's own words, from i18n/*/certificate.ftl: plain messages without variables. Chinese and English are
//! printed side by side, so both are loaded.

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, PatternElement};

use crate::data::Both;

pub(crate) const CHINESE: &str = include_str!("../i18n/zh-CN/certificate.ftl");
pub(crate) const ENGLISH: &str = include_str!("../i18n/en/certificate.ftl");

/// The words of each message.
pub(crate) fn both() -> BTreeMap<String, Both> {
    let (zh, mut en) = (load(CHINESE), load(ENGLISH));
    zh.into_iter()
        .map(|(id, zh)| {
            let en = en.remove(&id).unwrap_or_default();
            (id, Both { zh, en })
        })
        .collect()
}

pub(crate) fn load(source: &str) -> BTreeMap<String, String> {
    let file = fluent_syntax::parser::parse(source).expect("our own file, read by the tests");
    let messages = file.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    });
    messages
        .map(|message| {
            let pattern = message.value.expect("every message has words");
            let words = pattern.elements.into_iter().map(|element| match element {
                PatternElement::TextElement { value } => value,
                PatternElement::Placeable { .. } => panic!("{} has a variable", message.id.name),
            });
            (message.id.name.to_owned(), words.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_words() {
        let keys = |source| load(source).keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(CHINESE), keys(ENGLISH));
        let empty = |words: &String| words.is_empty();
        assert!(!load(CHINESE).values().any(empty) && !load(ENGLISH).values().any(empty));
    }

    #[test]
    fn every_word_is_used_by_the_layout_and_every_one_that_it_uses_exists() {
        let layout = concat!(
            include_str!("parts.typ"),
            include_str!("layout.typ"),
            include_str!("settled.typ")
        );
        let known = load(ENGLISH);
        for id in known.keys() {
            // Ids that the layout puts together from data.
            let built = ["verdict-", "overall-", "article-"]
                .iter()
                .any(|prefix| id.starts_with(prefix));
            assert!(
                built || layout.contains(&format!("\"{id}\"")),
                "{id} is not in the layout"
            );
        }
        for call in [
            "say(\"",
            "chapter(\"",
            "head(\"",
            "zh(\"",
            "en(\"",
            "sheet.with(\"",
            "opening(\"",
        ] {
            for rest in layout.split(call).skip(1) {
                let id = rest.split('"').next().unwrap_or_default();
                let built = id.ends_with('-');
                assert!(
                    built || known.contains_key(id),
                    "the layout says {id}, which does not exist"
                );
            }
        }
    }
}
