//! Reading a table of the form field by field: each value is asked for once by name, a wrong one is reported with its name
//! and a whole sentence, and whatever nobody asked for is a mistake. Values are text, in quotes or not, and read as people
//! write them (`typed`); what is taken for something else than it looks is noted, to be shown. Text that looks the same is
//! the same: it is composed (NFC, Unicode UAX #15), and signs that cannot be seen are mistakes.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use icu_properties::CodePointMapData;
use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};
use crate::typed::{self, Read, Why};
use iou_base::signs::is_unseen;
use iou_base::text::Text;
use iou_files::tomltyped::{self, Table, Value};

/// What a field was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    pub field: String,
    /// As it was written.
    pub written: String,
    /// As this program writes it.
    pub taken: String,
}

fn category(sign: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(sign)
}

/// Text without blanks at its ends, composed (NFC).
///
/// Errors: the first sign that cannot be seen, that nobody has assigned, or that hangs on nothing.
fn composed(text: &str) -> Result<String, char> {
    let text = text.trim();
    let refused =
        |sign: &char| *sign != '\t' && (is_unseen(*sign) || category(*sign) == GeneralCategory::Unassigned);
    let hangs = |sign: &char| GeneralCategoryGroup::Mark.contains(category(*sign));
    let first = text.chars().next().filter(hangs);
    match first.or_else(|| text.chars().find(refused)) {
        Some(sign) => Err(sign),
        None => Ok(text.nfc().collect()),
    }
}

/// Text in the one form that it is committed to: composed, with single blanks of the ordinary kind.
///
/// Errors: as [`composed`].
pub fn one_form(text: &str) -> Result<String, char> {
    let text = composed(text)?;
    let words = text.split(char::is_whitespace).filter(|word| !word.is_empty());
    Ok(words.collect::<Vec<_>>().join(" "))
}

/// The sentence about a sign that [`one_form`] refuses.
pub fn why_sign(text: &Text, sign: char) -> String {
    let sign = [("sign", format!("U+{:04X}", u32::from(sign)).into())];
    text.tr_with("why-sign", &sign)
}

/// One table of the form.
pub(super) struct Fields<'a> {
    file: &'a str,
    path: String,
    table: Table,
    /// Sentences about mistakes.
    pub(super) words: &'a Text,
    asked: RefCell<BTreeSet<String>>,
    /// What was understood, in the order in which it was asked for.
    pub(super) understood: Rc<RefCell<Vec<Understood>>>,
}

impl<'a> Fields<'a> {
    /// The whole form. Errors: [`Error::Form`] with the place in the file where it stops being TOML.
    pub(super) fn parse(file: &'a str, contents: &str, words: &'a Text) -> Result<Fields<'a>> {
        let table = tomltyped::parse(contents).map_err(|broken| {
            let line = [("line", broken.line.to_string().into())];
            let excerpt = [("excerpt", broken.excerpt.as_str().into())];
            Error::Form {
                file: file.into(),
                field: words.tr_with("form-line", &line),
                why: words.lookup(&format!("{}{}", "why-toml-", broken.kind), &excerpt),
            }
        })?;
        Ok(Fields::of(file, table, words))
    }

    /// The whole form, read already.
    pub(super) fn of(file: &'a str, table: Table, words: &'a Text) -> Fields<'a> {
        Fields {
            file,
            path: String::new(),
            table,
            words,
            asked: RefCell::default(),
            understood: Rc::default(),
        }
    }

    fn inner(&self, path: String, table: &Table) -> Fields<'a> {
        Fields {
            file: self.file,
            path,
            table: table.clone(),
            words: self.words,
            asked: RefCell::default(),
            understood: self.understood.clone(),
        }
    }

    /// A mistake in `field`.
    pub(super) fn mistake(&self, field: &str, why: &str) -> Error {
        Error::Form {
            file: self.file.into(),
            field: self.name(field),
            why: why.into(),
        }
    }

    /// The field by the name that the whole form has for it.
    pub(super) fn name(&self, field: &str) -> String {
        format!("{}{field}", self.path)
    }

    /// The same for a sentence with parameters.
    pub(super) fn wrong(&self, field: &str, why: &Why) -> Error {
        self.mistake(field, &why.sentence(self.words))
    }

    /// That `field` has to be there.
    pub(super) fn missing(&self, field: &str) -> Error {
        self.mistake(field, &self.why("why-missing"))
    }

    /// The sentence `id`.
    pub(super) fn why(&self, id: &str) -> String {
        self.words.lookup(id, &[])
    }

    fn value(&self, field: &str) -> Option<&Value> {
        let _ = self.asked.borrow_mut().insert(field.to_owned());
        self.table.get(field)
    }

    /// The table `name`, whose fields are called `name.…`.
    pub(super) fn section(&self, name: &str) -> Result<Fields<'a>> {
        let Some(Value::Table(table)) = self.value(name) else {
            return Err(self.mistake(name, &self.why("why-section")));
        };
        Ok(self.inner(format!("{}{name}.", self.path), table))
    }

    /// The tables `[[name]]`, whose fields are called `name.1.…` and so on; none where there are none.
    pub(super) fn sections(&self, name: &str) -> Result<Vec<Fields<'a>>> {
        let tables = match self.value(name) {
            None => return Ok(Vec::new()),
            Some(Value::List(tables)) => tables,
            Some(_) => return Err(self.mistake(name, &self.why("why-sections"))),
        };
        let mut sections = Vec::new();
        for (n, table) in (1..).zip(tables) {
            let Value::Table(table) = table else {
                return Err(self.mistake(name, &self.why("why-sections")));
            };
            sections.push(self.inner(format!("{}{name}.{n}.", self.path), table));
        }
        Ok(sections)
    }

    /// Whether the form says anything of `field`.
    pub(super) fn has(&self, field: &str) -> bool {
        self.table.contains_key(field)
    }

    /// A value as it was written, in quotes or not; not empty.
    pub(super) fn maybe_text(&self, field: &str) -> Result<Option<String>> {
        let text = match self.value(field) {
            None => return Ok(None),
            Some(Value::Text(text) | Value::Bare(text)) => {
                composed(text).map_err(|sign| self.mistake(field, &why_sign(self.words, sign)))?
            }
            Some(_) => return Err(self.mistake(field, &self.why("why-quotes"))),
        };
        if text.is_empty() {
            return Err(self.mistake(field, &self.why("why-empty")));
        }
        Ok(Some(text))
    }

    /// Text that must be there.
    pub(super) fn text(&self, field: &str) -> Result<String> {
        self.maybe_text(field)?.ok_or_else(|| self.missing(field))
    }

    /// What `parse` makes of the text, where there is one; `show` writes it as this program does.
    pub(super) fn maybe<T>(
        &self,
        field: &str,
        parse: impl Fn(&str) -> Read<T>,
        show: impl Fn(&T) -> String,
    ) -> Result<Option<T>> {
        let Some(written) = self.maybe_text(field)? else {
            return Ok(None);
        };
        let value = parse(&written).map_err(|why| self.wrong(field, &why))?;
        let taken = show(&value);
        if taken != written && !typed::is_plain(&written) {
            let field = self.name(field);
            self.understood.borrow_mut().push(Understood {
                field,
                written,
                taken,
            });
        }
        Ok(Some(value))
    }

    /// The same, for a field that must be there.
    pub(super) fn read<T>(
        &self,
        field: &str,
        parse: impl Fn(&str) -> Read<T>,
        show: impl Fn(&T) -> String,
    ) -> Result<T> {
        self.maybe(field, parse, show)?.ok_or_else(|| self.missing(field))
    }

    /// A count from `least` to `most`, where there is one; `words` may stand behind it.
    pub(super) fn maybe_number<T: TryFrom<u32>>(
        &self,
        field: &str,
        words: &[&str],
        (least, most): (u32, u32),
    ) -> Result<Option<T>> {
        let count = |text: &str| typed::count(text, words, least, most);
        let number = self.maybe(field, count, ToString::to_string)?;
        Ok(number.and_then(|number| T::try_from(number).ok()))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, field: &str, default: bool) -> Result<bool> {
        Ok(self
            .maybe(field, typed::flag, bool::to_string)?
            .unwrap_or(default))
    }

    /// Reports the first field that nobody asked for, here or in one of the parties' tables.
    pub(super) fn finish(&self) -> Result<()> {
        const PERSON: [&str; 4] = ["account", "name", "phone", "id_number"];
        const GUARANTOR: [&str; 6] = ["account", "name", "phone", "id_number", "joint", "months"];
        let asked = self.asked.borrow();
        let unknown = |field: &str| Err(self.mistake(field, &self.why("why-unknown-field")));
        let keys = |value: &Value| match value {
            Value::Table(table) => table.keys().cloned().collect(),
            _ => Vec::new(),
        };
        for (field, value) in &self.table {
            if !asked.contains(field) {
                return unknown(field);
            }
            let (list, known) = match value {
                // Instalments are checked where they are read.
                Value::List(tables) if field == "guarantor" => (tables.as_slice(), &GUARANTOR[..]),
                Value::List(tables) if field == "co-borrower" => (tables.as_slice(), &PERSON[..]),
                _ => (&[][..], &PERSON[..]),
            };
            for (n, table) in (1..).zip(list) {
                if let Some(name) = keys(table).iter().find(|name| !known.contains(&name.as_str())) {
                    return unknown(&format!("{field}.{n}.{name}"));
                }
            }
            if let Some(name) = keys(value).iter().find(|name| !PERSON.contains(&name.as_str())) {
                return unknown(&format!("{field}.{name}"));
            }
        }
        Ok(())
    }
}
