//! MT940, the statement of an account that SWIFT defines: fields `:20: :25: :28C: :60F: :61: :86: :62F:`. Opening balance, entries and
//! closing balance must add up, so half a file is no statement.
//!
//! Read here and not by the crate `mt940`: that takes the signs of SWIFT's own set alone, so every file with a Chinese name is refused
//! or has its names written out in Latin letters, and brings a grammar's compiler, a command line and a calendar for six fields.
//! Source: SWIFT Standards MT, category 9; subfields `?20` of field 86 as the Deutsche Kreditwirtschaft lists them (appendix 3).

use terms::{Day, UtcOffset};

use crate::decimal::Decimal;
use crate::error::{Error, Result};
use crate::grid::too_large;
use crate::moment::{swift_day, Moment};
use crate::read::ROWS_MAX;
use crate::row::{Direction, Row, Skipped, Source, Statement, WhySkipped};

/// Whether a text begins as such a file does, with or without the blocks around it.
pub(crate) fn is_one(text: &str) -> bool {
    let first = text.trim_start();
    let inside = match first.starts_with("{1:") {
        true => first
            .split_once("{4:")
            .map_or("", |(_, inside)| inside.trim_start()),
        false => first,
    };
    inside.starts_with(":20:")
}

/// Reads it. Errors: [`Error::StatementPlace`], [`Error::StatementCut`], [`Error::StatementIncomplete`].
pub(crate) fn read(text: &str) -> Result<Statement> {
    let mut reading = Reading::default();
    for (line, tag, value) in fields(text) {
        reading.take(line, &tag, &value)?;
    }
    if reading.open.is_some() || reading.statements == 0 {
        return Err(cut());
    }
    Ok(Statement {
        source: Source::Mt940,
        rows: reading.rows,
        skipped: reading.skipped,
    })
}

/// Number of line, tag and value of each field; lines without a tag go on with the field before.
fn fields(text: &str) -> Vec<(usize, String, String)> {
    let mut all: Vec<(usize, String, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        // The blocks around a message begin a line; in the middle of one a brace is somebody's.
        let inside = line.starts_with("{1:").then(|| line.rsplit_once("{4:")).flatten();
        let line = inside.map_or(line, |(_, rest)| rest).trim_end();
        let is_block = |block: &str| line.starts_with(block);
        let is_end = line == "-"
            || ["-}", "{1:", "{2:", "{3:", "{4:", "{5:"]
                .into_iter()
                .any(is_block);
        let tag = line
            .strip_prefix(':')
            .and_then(|rest| rest.split_once(':'))
            .filter(|(tag, _)| {
                (2..=3).contains(&tag.len())
                    && tag.bytes().all(|sign| sign.is_ascii_alphanumeric())
                    && tag.as_bytes()[0].is_ascii_digit()
            });
        match (tag, all.last_mut()) {
            (Some((tag, value)), _) => all.push((at + 1, tag.into(), value.into())),
            (None, Some((_, _, last))) if !is_end && !line.is_empty() => {
                last.push('\n');
                last.push_str(line);
            }
            _ => {}
        }
    }
    all
}

/// A statement between its opening and its closing balance.
struct Open {
    currency: String,
    sum: Decimal,
}

#[derive(Default)]
struct Reading {
    open: Option<Open>,
    statements: usize,
    /// The entry that a field 86 would be about: whether it counts, and its place among those that do or do not.
    entry: Option<(bool, usize)>,
    place: usize,
    rows: Vec<Row>,
    skipped: Vec<Skipped>,
}

impl Reading {
    fn take(&mut self, line: usize, tag: &str, value: &str) -> Result<()> {
        let wrong = || Error::StatementPlace {
            source: Source::Mt940.name().into(),
            place: line.to_string(),
            column: format!(":{tag}:"),
            value: value.lines().next().unwrap_or_default().into(),
        };
        match tag {
            "60F" | "60M" => {
                if self.open.is_some() {
                    return Err(cut());
                }
                let (currency, sum) = balance(value).ok_or_else(wrong)?;
                self.open = Some(Open { currency, sum });
                self.entry = None;
            }
            "61" => {
                self.place += 1;
                if self.place > ROWS_MAX {
                    return Err(too_large("rows", ROWS_MAX));
                }
                let open = self.open.as_mut().ok_or_else(cut)?;
                let (row, is_reversal) = entry(value, self.place, &open.currency).ok_or_else(wrong)?;
                let signed = if row.direction == Direction::Out {
                    row.amount.negated()
                } else {
                    row.amount
                };
                open.sum = open.sum.plus(signed).ok_or_else(wrong)?;
                let why = match (is_reversal, row.amount.is_zero()) {
                    (_, true) => Some(WhySkipped::Nothing),
                    (true, _) => Some(WhySkipped::Refund),
                    _ => None,
                };
                match why {
                    Some(why) => {
                        self.entry = Some((false, self.skipped.len()));
                        self.skipped.push(Skipped { why, row });
                    }
                    None => {
                        self.entry = Some((true, self.rows.len()));
                        self.rows.push(row);
                    }
                }
            }
            "86" => {
                // One behind the closing balance is about the statement.
                let row = match self.entry.take() {
                    Some((true, at)) => self.rows.get_mut(at),
                    Some((false, at)) => self.skipped.get_mut(at).map(|skipped| &mut skipped.row),
                    None => None,
                };
                if let Some(row) = row {
                    let said = information(value);
                    row.counterparty = said.name;
                    row.account = said.account;
                    row.memo = [row.memo.as_str(), &said.purpose].join(" ").trim().to_owned();
                }
            }
            "62F" | "62M" => {
                let open = self.open.take().ok_or_else(cut)?;
                let (currency, closing) = balance(value).ok_or_else(wrong)?;
                if currency != open.currency || closing != open.sum {
                    return Err(Error::StatementIncomplete {
                        source: Source::Mt940.name().into(),
                        said: closing.to_string(),
                        found: open.sum.to_string(),
                    });
                }
                self.entry = None;
                self.statements += 1;
            }
            _ => {}
        }
        Ok(())
    }
}

fn cut() -> Error {
    Error::StatementCut {
        source: Source::Mt940.name().into(),
    }
}

/// `C250701CNY1234,56`.
fn balance(value: &str) -> Option<(String, Decimal)> {
    let value = value.trim();
    let (sign, rest) = value.split_at_checked(1)?;
    let (date, rest) = rest.split_at_checked(6)?;
    let (currency, amount) = rest.split_at_checked(3)?;
    let _: Day = swift_day(date)?;
    let is_currency = currency.bytes().all(|sign| sign.is_ascii_uppercase());
    let amount = Decimal::parse_swift(amount).filter(|_| is_currency)?;
    match sign {
        "C" => Some((currency.into(), amount)),
        "D" => Some((currency.into(), amount.negated())),
        _ => None,
    }
}

/// `2507010702DR1000,00NTRFREFERENCE//BANKREF`, a second line with more; and whether it takes another entry back.
fn entry(value: &str, place: usize, currency: &str) -> Option<(Row, bool)> {
    let (first, more) = value.split_once('\n').unwrap_or((value, ""));
    let (date, rest) = first.split_at_checked(6)?;
    let value_day = swift_day(date)?;
    let has_entry =
        rest.len() >= 4 && rest.is_char_boundary(4) && rest[..4].bytes().all(|digit| digit.is_ascii_digit());
    let (day, rest) = match has_entry {
        true => (booked(value_day, &rest[..4])?, &rest[4..]),
        false => (value_day, rest),
    };
    let (sign, rest) = ["RC", "RD", "EC", "ED", "C", "D"]
        .iter()
        .find_map(|sign| Some((*sign, rest.strip_prefix(sign)?)))?;
    // The third letter of the currency, where a bank writes it.
    let rest = rest
        .strip_prefix(|letter: char| letter.is_ascii_uppercase())
        .unwrap_or(rest);
    let end = rest.find(|sign: char| !sign.is_ascii_digit() && sign != ',')?;
    let (amount, rest) = rest.split_at(end);
    let amount = Decimal::parse_swift(amount)?;
    let (kind, references) = rest.split_at_checked(4)?;
    if !kind.starts_with(['N', 'F', 'S']) {
        return None;
    }
    let (own, bank) = references.split_once("//").unwrap_or((references, ""));
    let direction = match sign {
        // Taking back a credit takes money away.
        "C" | "EC" | "RD" => Direction::In,
        _ => Direction::Out,
    };
    let own = if own.trim() == "NONREF" { "" } else { own.trim() };
    let row = Row {
        source: Source::Mt940,
        place,
        at: Moment::of_day(day),
        zone: UtcOffset(0),
        direction,
        amount,
        currency: currency.into(),
        counterparty: String::new(),
        account: String::new(),
        memo: [own, more.trim()].join(" ").trim().to_owned(),
        kind: kind.into(),
        id: bank.trim().into(),
        order: own.into(),
    };
    // RTI and so on: what came back.
    let is_reversal = sign.starts_with('R') || matches!(&kind[1..], "RTI" | "RET" | "CHB");
    Some((row, is_reversal))
}

/// The day of booking, `MMDD` of the year that is nearest to the value day.
fn booked(value_day: Day, text: &str) -> Option<Day> {
    let (year, _, _) = value_day.civil();
    let (month, day) = (text[..2].parse().ok()?, text[2..].parse().ok()?);
    let days = [year.checked_sub(1)?, year, year + 1].map(|year| Day::from_civil(year, month, day).ok());
    days.into_iter()
        .flatten()
        .min_by_key(|day| day.0.abs_diff(value_day.0))
}

/// What field 86 says of an entry.
#[derive(Debug, Default, PartialEq, Eq)]
struct Information {
    name: String,
    account: String,
    purpose: String,
}

/// Of the three forms in use: `166?00…?20purpose?32name`, `/NAME/…/REMI/…`, and free text, in which nobody is named.
fn information(value: &str) -> Information {
    let one = value.replace('\n', "");
    let is_coded =
        one.len() > 4 && one.is_char_boundary(3) && one[..3].bytes().all(|digit| digit.is_ascii_digit());
    if is_coded && matches!(one.as_bytes()[3], b'?' | b'~' | b'>') {
        return coded(&one[4..], char::from(one.as_bytes()[3]));
    }
    if one.starts_with('/') {
        return worded(&one);
    }
    Information {
        purpose: value.replace('\n', " "),
        ..Information::default()
    }
}

fn coded(text: &str, mark: char) -> Information {
    let mut said = Information::default();
    let mut names = Vec::new();
    for part in text.split(mark) {
        let Some((code, value)) = part.split_at_checked(2) else {
            continue;
        };
        match code.parse::<u8>() {
            Ok(20..=29 | 60..=63) => said.purpose.push_str(value),
            Ok(31) => said.account.push_str(value.trim()),
            Ok(code @ (32 | 33)) => {
                names.push(code);
                said.name.push_str(value);
            }
            _ => {}
        }
    }
    // Who writes the purpose may write a mark in it: a name that stands there twice is nobody's.
    said.name = match names[..] {
        [32] | [32, 33] => said.name.trim().into(),
        _ => String::new(),
    };
    said
}

fn worded(text: &str) -> Information {
    const WORDS: [&str; 12] = [
        "NAME", "REMI", "IBAN", "BIC", "EREF", "MREF", "ORDP", "BENM", "ADDR", "TRTP", "CSID", "ISDT",
    ];
    let mut said = Information::default();
    let mut word = "";
    let mut seen = Vec::new();
    for part in text.split('/') {
        match WORDS.iter().find(|known| **known == part) {
            Some(known) => {
                word = known;
                seen.push(*known);
            }
            None => match word {
                "NAME" => said.name.push_str(part),
                "IBAN" => said.account.push_str(part),
                "REMI" => {
                    said.purpose.push_str(part);
                    said.purpose.push(' ');
                }
                _ => {}
            },
        }
    }
    // The purpose is written by who pays, and may have such words in it: a name counts once, and before it.
    let before = seen.iter().position(|word| *word == "REMI").unwrap_or(seen.len());
    let names = |words: &[&str]| words.iter().filter(|word| **word == "NAME").count();
    said.name = match (names(&seen), names(&seen[..before])) {
        (1, 1) => said.name.trim().into(),
        _ => String::new(),
    };
    said.purpose = said.purpose.trim().into();
    said
}
