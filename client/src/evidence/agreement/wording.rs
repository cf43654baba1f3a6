//! The form: the sentences of the agreement in each language, taken apart into words and places for values once, and used
//! both ways. Source of the syntax: Project Fluent, of which it needs messages with plain variables only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use sha2::{Digest as _, Sha256};
use terms::Digest;

use crate::text::Lang;

const CHINESE: &str = include_str!("../../../i18n/zh-CN/agreement.ftl");
const ENGLISH: &str = include_str!("../../../i18n/en/agreement.ftl");

/// A part of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words that always stand there.
    Words(String),
    /// The place of a value, by its name.
    Place(String),
}

/// The form in one language.
pub(super) struct Wording {
    pub(super) lang: Lang,
    pub(super) lines: BTreeMap<String, Vec<Piece>>,
}

pub(super) fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Over the form's files, each with its length, so that nothing can move from one to the other.
pub(super) fn digest() -> Digest {
    let mut all = Sha256::new();
    for file in [CHINESE, ENGLISH] {
        all.update((file.len() as u64).to_le_bytes());
        all.update(file);
    }
    all.finalize().into()
}

impl Wording {
    /// The form in `lang`; it is part of the program.
    pub(super) fn of(lang: Lang) -> &'static Wording {
        static FORMS: LazyLock<[Wording; 2]> =
            LazyLock::new(|| [Wording::load(Lang::Zh, CHINESE), Wording::load(Lang::En, ENGLISH)]);
        match lang {
            Lang::Zh => &FORMS[0],
            Lang::En => &FORMS[1],
        }
    }

    /// The language of a text, by its first line.
    pub(super) fn language_of(text: &str) -> Option<Lang> {
        let title = text.split('\n').next()?;
        [Lang::Zh, Lang::En]
            .into_iter()
            .find(|lang| Wording::of(*lang).fit("title", title).is_some())
    }

    fn load(lang: Lang, source: &str) -> Wording {
        let form = fluent_syntax::parser::parse(source).expect("the form is well formed: tests read it");
        let mut lines = BTreeMap::new();
        for entry in form.body {
            let Entry::Message(message) = entry else { continue };
            let pattern = message.value.expect("every message of the form is a line");
            let pieces = pattern.elements.into_iter().map(|element| match element {
                PatternElement::TextElement { value } => Piece::Words(value.to_owned()),
                PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::VariableReference { id }),
                } => Piece::Place(id.name.to_owned()),
                other => panic!(
                    "{}: a line has words and {{ $name }} only: {other:?}",
                    message.id.name
                ),
            });
            lines.insert(message.id.name.to_owned(), pieces.collect());
        }
        Wording { lang, lines }
    }

    fn line(&self, id: &str) -> &[Piece] {
        self.lines
            .get(id)
            .unwrap_or_else(|| panic!("the form has no line {id}"))
    }

    /// The line `id` with its values.
    pub(super) fn fill(&self, id: &str, value: impl Fn(&str) -> String) -> String {
        let pieces = self.line(id).iter().map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Place(name) => value(name),
        });
        pieces.collect()
    }

    /// The values of `text` if its words are those of the line `id`: between two stretches of words stands the shortest
    /// value that there is.
    pub(super) fn fit<'t>(&self, id: &str, text: &'t str) -> Option<Vec<(&str, &'t str)>> {
        let mut values = Vec::new();
        let (mut rest, mut open) = (text, None);
        let pieces = self.line(id);
        for (n, piece) in pieces.iter().enumerate() {
            match (piece, open.take()) {
                (Piece::Place(name), _) => open = Some(name.as_str()),
                (Piece::Words(words), None) => rest = rest.strip_prefix(words.as_str())?,
                // The last words end the line, so a value before them may hold them too.
                (Piece::Words(words), Some(name)) if n + 1 == pieces.len() => {
                    values.push((name, rest.strip_suffix(words.as_str())?));
                    return Some(values);
                }
                (Piece::Words(words), Some(name)) => {
                    let (value, after) = rest.split_once(words.as_str())?;
                    values.push((name, value));
                    rest = after;
                }
            }
        }
        match open {
            Some(name) => values.push((name, rest)),
            None if !rest.is_empty() => return None,
            None => {}
        }
        Some(values)
    }
}
