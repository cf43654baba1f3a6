//! The form: the sentences of the agreement in each language, taken apart into words and places for values once, and used
//! both ways. Source of the syntax: Project Fluent, of which it needs messages with plain variables only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use terms::{Digest, Terms};

use iou_base::{sha256, Lang};

const CHINESE: &str = include_str!("../../../i18n/zh-CN/agreement.ftl");
const ENGLISH: &str = include_str!("../../../i18n/en/agreement.ftl");
/// What the second form has beside the first one's lines, or in their place.
const CHINESE_2: &str = include_str!("../../../i18n/zh-CN/agreement-2.ftl");
const ENGLISH_2: &str = include_str!("../../../i18n/en/agreement-2.ftl");
/// What the third form has in place of the second one's lines, or beside them.
const CHINESE_3: &str = include_str!("../../../i18n/zh-CN/agreement-3.ftl");
const ENGLISH_3: &str = include_str!("../../../i18n/en/agreement-3.ftl");

/// A form that agreements are or were written by. A form that somebody has signed under never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Form {
    /// Whoever signs sends the transaction.
    First,
    /// With the section on signed requests, which others may submit.
    Second,
    /// With lines on days for an answer, on several deliveries, on an old debt and on taking over, and in that section what is public for ever, to which each party consents.
    #[default]
    Third,
}

impl Form {
    /// All of them, the newest first.
    pub const ALL: [Form; 3] = [Form::Third, Form::Second, Form::First];

    /// SHA-256 over its files in all languages, each with its length, so that nothing can move from one to the other: what
    /// the clauses that every agreement has are pinned by.
    pub fn digest(self) -> Digest {
        let mut all = Vec::new();
        let files = self.files(Lang::Zh).iter().chain(self.files(Lang::En));
        for file in files {
            all.extend((file.len() as u64).to_le_bytes());
            all.extend(file.as_bytes());
        }
        sha256(&all)
    }

    /// The one whose digest stands in the field by which the parties pin the form (hexadecimal); `None` for one that this program
    /// does not have.
    pub fn pinned_by(wording: &str) -> Option<Form> {
        Form::ALL
            .into_iter()
            .find(|form| hex::encode(form.digest()) == wording)
    }

    /// The one by which the text of `terms` is written: that which their parties pinned, where this program has it, else the newest;
    /// none that has no line for what they agree on. Here alone it is chosen.
    pub fn of(wording: Option<&str>, terms: &Terms) -> Form {
        wording
            .and_then(Form::pinned_by)
            .unwrap_or_default()
            .saying(terms)
    }

    /// It, or the first later one that has a line for all that `terms` agree on.
    pub(super) fn saying(self, terms: &Terms) -> Form {
        let is_plain = terms.past.is_empty() && terms.successions.is_empty();
        match (terms.answer_days, terms.deliveries, is_plain) {
            (0, 1, true) => self,
            _ => self.max(Form::Third),
        }
    }

    /// Whether it has a line on the days for an answer.
    pub(super) fn says_answers(self) -> bool {
        self >= Form::Third
    }

    /// Whether it has lines on several deliveries and on what moved before the signature.
    pub(super) fn says_deliveries(self) -> bool {
        self >= Form::Third
    }

    /// Whether it has lines on who may take over an account.
    pub(super) fn says_successions(self) -> bool {
        self >= Form::Third
    }

    /// Its lines that are pointed out and agreed to by themselves [CC 496; 个保法 25], the section's heading first; none in some forms.
    pub(super) fn apart(self) -> &'static [&'static str] {
        match self {
            Form::First => &[],
            Form::Second => &["head-requests", "request", "request-keys", "request-apart"],
            Form::Third => &[
                "head-requests",
                "request",
                "request-keys",
                "public",
                "request-apart",
            ],
        }
    }

    /// Its files in a language; the lines of a later one stand in place of those of an earlier.
    fn files(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (Form::First, Lang::Zh) => &[CHINESE],
            (Form::First, Lang::En) => &[ENGLISH],
            (Form::Second, Lang::Zh) => &[CHINESE, CHINESE_2],
            (Form::Second, Lang::En) => &[ENGLISH, ENGLISH_2],
            (Form::Third, Lang::Zh) => &[CHINESE, CHINESE_2, CHINESE_3],
            (Form::Third, Lang::En) => &[ENGLISH, ENGLISH_2, ENGLISH_3],
        }
    }
}

/// A part of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words that always stand there.
    Words(String),
    /// The place of a value, by its name.
    Place(String),
}

/// A form in one language.
pub(super) struct Wording {
    pub(super) form: Form,
    pub(super) lang: Lang,
    pub(super) lines: BTreeMap<String, Vec<Piece>>,
}

impl Wording {
    /// The form in `lang`; it is part of the program.
    pub(super) fn of(form: Form, lang: Lang) -> &'static Wording {
        static FORMS: LazyLock<[[Wording; 2]; 3]> = LazyLock::new(|| {
            Form::ALL.map(|form| [Lang::Zh, Lang::En].map(|lang| Wording::load(form, lang)))
        });
        let [third, second, first] = &*FORMS;
        let [chinese, english] = match form {
            Form::First => first,
            Form::Second => second,
            Form::Third => third,
        };
        match lang {
            Lang::Zh => chinese,
            Lang::En => english,
        }
    }

    /// The language of a text, by its first line.
    pub(super) fn language_of(text: &str) -> Option<Lang> {
        let title = text.split('\n').next()?;
        [Lang::Zh, Lang::En]
            .into_iter()
            .find(|lang| Wording::of(Form::default(), *lang).fit("title", title).is_some())
    }

    fn load(form: Form, lang: Lang) -> Wording {
        let mut lines = BTreeMap::new();
        let files = form.files(lang).iter();
        let entries = files.flat_map(|source| {
            let file = fluent_syntax::parser::parse(*source);
            file.expect("the form is well formed: tests read it").body
        });
        for entry in entries {
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
        Wording { form, lang, lines }
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
