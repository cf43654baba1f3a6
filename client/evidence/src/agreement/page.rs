//! A page that is written or read, line by line, by the same calls. Writing puts values into the lines of the form;
//! reading takes the next line, finds the values between the form's words, and fills them in. Where one of several lines
//! can stand, the writer says which it is and the reader finds out.

use super::wording::Wording;
use super::Unreadable;

/// A value that stands in a line.
pub(super) trait Slot {
    /// As it is written.
    fn write(&self, wording: &Wording) -> String;
    /// Takes what was read; `None` where it is no such value.
    fn read(&mut self, text: &str, wording: &Wording) -> Option<()>;
}

/// A page in the making, or one that is read.
pub(super) struct Page<'a> {
    wording: &'static Wording,
    way: Way<'a>,
}

enum Way<'a> {
    Write(String),
    Read { rest: Option<&'a str>, line: usize },
}

impl<'a> Page<'a> {
    pub(super) fn write(wording: &'static Wording) -> Page<'static> {
        Page {
            wording,
            way: Way::Write(String::new()),
        }
    }

    pub(super) fn read(wording: &'static Wording, text: &'a str) -> Page<'a> {
        Page {
            wording,
            way: Way::Read {
                rest: Some(text),
                line: 1,
            },
        }
    }

    pub(super) fn wording(&self) -> &'static Wording {
        self.wording
    }

    /// What was written.
    pub(super) fn into_text(self) -> String {
        match self.way {
            Way::Write(text) => text,
            Way::Read { .. } => String::new(),
        }
    }

    /// That the line which is read now is wrong.
    pub(super) fn wrong(&self) -> Unreadable {
        match self.way {
            Way::Write(_) => Unreadable { line: 0 },
            Way::Read { line, .. } => Unreadable { line },
        }
    }

    /// That nothing is left to read.
    pub(super) fn at_end(&self) -> Result<(), Unreadable> {
        match self.way {
            // Every line ends with a line break, so what is left after the last one is an empty piece.
            Way::Read { rest: Some(""), .. } | Way::Write(_) => Ok(()),
            Way::Read { .. } => Err(self.wrong()),
        }
    }

    /// A line without values. Headings stand apart.
    pub(super) fn fixed(&mut self, id: &str) -> Result<(), Unreadable> {
        if id.starts_with("head-") {
            self.empty()?;
        }
        self.line(id, &mut [])
    }

    /// The first line, with an empty one after it.
    pub(super) fn heading(&mut self, id: &str) -> Result<(), Unreadable> {
        self.line(id, &mut [])?;
        self.empty()
    }

    fn empty(&mut self) -> Result<(), Unreadable> {
        if let Way::Write(text) = &mut self.way {
            text.push('\n');
            return Ok(());
        }
        match self.next() {
            Some("") => {
                self.advance();
                Ok(())
            }
            _ => Err(self.wrong()),
        }
    }

    /// One line with its values.
    pub(super) fn line(&mut self, id: &str, slots: &mut [(&str, &mut dyn Slot)]) -> Result<(), Unreadable> {
        let wording = self.wording;
        if let Way::Write(text) = &mut self.way {
            let value = |name: &str| {
                let slot = slots.iter().find(|(slot, _)| *slot == name);
                slot.map(|(_, slot)| slot.write(wording)).unwrap_or_default()
            };
            text.push_str(&wording.fill(id, value));
            text.push('\n');
            return Ok(());
        }
        let line = self.next().ok_or(self.wrong())?;
        for (name, value) in wording.fit(id, line).ok_or(self.wrong())? {
            let slot = slots.iter_mut().find(|(slot, _)| *slot == name);
            slot.and_then(|(_, slot)| slot.read(value, wording))
                .ok_or(self.wrong())?;
        }
        self.advance();
        Ok(())
    }

    /// One of several lines without values, each for a value of `what`.
    pub(super) fn choice<T: Copy + PartialEq>(
        &mut self,
        what: &mut T,
        of: &[(T, &str)],
    ) -> Result<(), Unreadable> {
        let ids: Vec<&str> = of.iter().map(|(_, id)| *id).collect();
        let mine = of.iter().position(|(value, _)| value == what).unwrap_or_default();
        let found = self.which(&ids, mine)?;
        *what = of[found].0;
        self.fixed(ids[found])
    }

    /// Which of these lines comes next; `mine` when writing.
    pub(super) fn which(&self, ids: &[&str], mine: usize) -> Result<usize, Unreadable> {
        self.maybe(ids, Some(mine)).ok_or(self.wrong())
    }

    /// The same where it may be none of them.
    pub(super) fn maybe(&self, ids: &[&str], mine: Option<usize>) -> Option<usize> {
        if let Way::Write(_) = self.way {
            return mine;
        }
        let line = self.next()?;
        ids.iter().position(|id| self.wording.fit(id, line).is_some())
    }

    /// The line that is read next, without its line break.
    fn next(&self) -> Option<&'a str> {
        match self.way {
            Way::Read { rest, .. } => rest.and_then(|rest| rest.split_once('\n')).map(|(line, _)| line),
            Way::Write(_) => None,
        }
    }

    fn advance(&mut self) {
        if let Way::Read { rest, line } = &mut self.way {
            *rest = rest.and_then(|rest| rest.split_once('\n')).map(|(_, rest)| rest);
            *line += 1;
        }
    }
}
