//! Reading a TOML table field by field: each value is asked for once by name, a wrong one is reported with its name and
//! a whole sentence, and whatever nobody asked for is a mistake.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::error::{Error, Result};
use crate::text::Text;

/// One table of the form.
pub(super) struct Fields<'a> {
    file: &'a str,
    path: String,
    table: Table,
    /// Sentences about mistakes.
    pub(super) words: &'a Text,
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Fields<'a> {
    /// The whole form. Errors: [`Error::Form`] with the place in the file where it stops being TOML.
    pub(super) fn parse(file: &'a str, contents: &str, words: &'a Text) -> Result<Fields<'a>> {
        let table: Table = contents.parse().map_err(|e: toml::de::Error| {
            let before = &contents[..e.span().map_or(0, |span| span.start.min(contents.len()))];
            let line = before.lines().count().max(1);
            Error::Form {
                file: file.into(),
                field: format!("(line {line})"),
                why: e.message().to_owned(),
            }
        })?;
        Ok(Fields {
            file,
            path: String::new(),
            table,
            words,
            asked: RefCell::default(),
        })
    }

    /// A mistake in `field`.
    pub(super) fn mistake(&self, field: &str, why: &str) -> Error {
        Error::Form {
            file: self.file.into(),
            field: format!("{}{field}", self.path),
            why: why.into(),
        }
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
        let path = format!("{}{name}.", self.path);
        Ok(Fields {
            file: self.file,
            path,
            table: table.clone(),
            words: self.words,
            asked: RefCell::default(),
        })
    }

    /// The tables `[[name]]`, whose fields are called `name.1.…` and so on; none where there are none.
    pub(super) fn sections(&self, name: &str) -> Result<Vec<Fields<'a>>> {
        let tables = match self.value(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(tables)) => tables,
            Some(_) => return Err(self.mistake(name, &self.why("why-sections"))),
        };
        let mut sections = Vec::new();
        for (n, table) in (1..).zip(tables) {
            let Value::Table(table) = table else {
                return Err(self.mistake(name, &self.why("why-sections")));
            };
            sections.push(Fields {
                file: self.file,
                path: format!("{}{name}.{n}.", self.path),
                table: table.clone(),
                words: self.words,
                asked: RefCell::default(),
            });
        }
        Ok(sections)
    }

    /// Text, or a date that was written without quotes; not empty.
    pub(super) fn maybe_text(&self, field: &str) -> Result<Option<String>> {
        let text = match self.value(field) {
            None => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Datetime(date)) => date.to_string(),
            Some(_) => return Err(self.mistake(field, &self.why("why-quotes"))),
        };
        if text.is_empty() {
            return Err(self.mistake(field, &self.why("why-empty")));
        }
        Ok(Some(text))
    }

    /// Text that must be there.
    pub(super) fn text(&self, field: &str) -> Result<String> {
        self.maybe_text(field)?
            .ok_or_else(|| self.mistake(field, &self.why("why-missing")))
    }

    /// What `parse` makes of the text, where there is one; `why` is the sentence about text that it does not take.
    pub(super) fn maybe<T>(
        &self,
        field: &str,
        parse: impl Fn(&str) -> Option<T>,
        why: &str,
    ) -> Result<Option<T>> {
        let Some(text) = self.maybe_text(field)? else {
            return Ok(None);
        };
        parse(&text)
            .map(Some)
            .ok_or_else(|| self.mistake(field, &self.why(why)))
    }

    /// The same, with a value for an absent field.
    pub(super) fn or<T>(
        &self,
        field: &str,
        default: T,
        parse: impl Fn(&str) -> Option<T>,
        why: &str,
    ) -> Result<T> {
        Ok(self.maybe(field, parse, why)?.unwrap_or(default))
    }

    /// The same, for a field that must be there.
    pub(super) fn read<T>(&self, field: &str, parse: impl Fn(&str) -> Option<T>, why: &str) -> Result<T> {
        self.maybe(field, parse, why)?
            .ok_or_else(|| self.mistake(field, &self.why("why-missing")))
    }

    /// A whole number, where there is one.
    pub(super) fn maybe_number<T: TryFrom<i64>>(&self, field: &str) -> Result<Option<T>> {
        let number = match self.value(field) {
            None => return Ok(None),
            Some(Value::Integer(number)) => T::try_from(*number).ok(),
            Some(_) => None,
        };
        number
            .map(Some)
            .ok_or_else(|| self.mistake(field, &self.why("why-number")))
    }

    /// A whole number, with a value for an absent field.
    pub(super) fn number<T: TryFrom<i64>>(&self, field: &str, default: T) -> Result<T> {
        Ok(self.maybe_number(field)?.unwrap_or(default))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, field: &str, default: bool) -> Result<bool> {
        match self.value(field) {
            None => Ok(default),
            Some(Value::Boolean(flag)) => Ok(*flag),
            Some(_) => Err(self.mistake(field, &self.why("why-flag"))),
        }
    }

    /// Reports the first field that nobody asked for, here or in one of the parties' tables.
    pub(super) fn finish(&self) -> Result<()> {
        const PERSON: [&str; 4] = ["account", "name", "phone", "id_number"];
        const GUARANTOR: [&str; 6] = ["account", "name", "phone", "id_number", "joint", "months"];
        let asked = self.asked.borrow();
        for (field, value) in &self.table {
            if !asked.contains(field) {
                return Err(self.mistake(field, &self.why("why-unknown-field")));
            }
            for (n, table) in (1..).zip(value.as_array().into_iter().flatten()) {
                // Instalments are checked where they are read.
                let mut names = table.as_table().into_iter().flat_map(Table::keys);
                if let Some(name) =
                    names.find(|name| field == "guarantor" && !GUARANTOR.contains(&name.as_str()))
                {
                    let path = format!("{field}.{n}.{name}");
                    return Err(self.mistake(&path, &self.why("why-unknown-field")));
                }
            }
            let mut inner = value.as_table().into_iter().flatten();
            if let Some((name, _)) = inner.find(|(name, _)| !PERSON.contains(&name.as_str())) {
                return Err(self.mistake(&format!("{field}.{name}"), &self.why("why-unknown-field")));
            }
        }
        Ok(())
    }
}
