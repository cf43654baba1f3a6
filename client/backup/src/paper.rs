//! A backup on paper: the same encrypted file, as numbered lines that a person types, or that a reader of square codes gives
//! back. Each line carries its number, how many there are, and four signs that find a mistake in it:
//!
//! ```text
//! 03.41 7KQ2M-9XV0T-…-4H1ZD C8RW        25 bytes in Crockford's base32, 20 bits of a SHA-256
//! ```
//!
//! Lines come in any order, from typing and scanning mixed, small letters too; O is read as 0, I and L as 1. Everything
//! else on the page is for people and is passed over. `+` stands between the lines of one code.
//! Source: Crockford, Base 32 (2002). Limits: 600 lines, some 15 kB.

use std::collections::{BTreeMap, BTreeSet};

use iou_base::base32::{crockford_value, encode_crockford};
use iou_base::sha256;

use crate::error::{Error, Result};

/// Units: bytes.
const LINE_LEN: usize = 25;
/// Signs that stand together.
const GROUP: usize = 5;
/// Signs at the end of a line that find mistakes, of five bits each.
const CHECK_SIGNS: usize = 4;
const LINES_MAX: usize = 600;
/// Lines in one code: 419 signs, which a code of 65 modules takes, so that it fits on a page of 80 columns.
const CODE_LINES: usize = 8;
/// What stands between them there.
const BETWEEN: &str = "+";
/// Fewest signs of a line that is taken for one.
const SIGNS_MIN: usize = CHECK_SIGNS + 2;

/// The lines of a file.
///
/// Errors: [`Error::BackupTooLarge`].
pub fn lines(file: &[u8]) -> Result<Vec<String>> {
    let total = file.len().div_ceil(LINE_LEN);
    if total > LINES_MAX {
        return Err(Error::BackupTooLarge {
            what: format!("{total} lines"),
            most: LINES_MAX.to_string(),
        });
    }
    let width = total.to_string().len();
    let line = |(at, bytes): (usize, &[u8])| {
        let number = at + 1;
        let signs = encode_crockford(bytes);
        let groups: Vec<_> = signs
            .as_bytes()
            .chunks(GROUP)
            .map(String::from_utf8_lossy)
            .collect();
        let check = check(number, total, bytes);
        format!("{number:0width$}.{total} {} {check}", groups.join("-"))
    };
    Ok(file.chunks(LINE_LEN).enumerate().map(line).collect())
}

/// What the square codes of a page say; digits, capitals and signs that a code takes at five and a half bits each.
pub fn codes(lines: &[String]) -> Vec<String> {
    lines.chunks(CODE_LINES).map(|some| some.join(BETWEEN)).collect()
}

/// The file of a page that was typed or scanned; none if no line of it is one of ours. `name` is for errors.
///
/// Errors: [`Error::PaperLines`] with all that are mistyped, [`Error::PaperIncomplete`].
pub fn read(name: &str, text: &str) -> Result<Option<Vec<u8>>> {
    let all: Vec<Line> = text.split(['\n', '+']).filter_map(Line::of).collect();
    let mut totals = BTreeMap::new();
    for line in &all {
        *totals.entry(line.total).or_insert(0) += 1;
    }
    // How many there are says what most of them say: one number can be mistyped too.
    let most = totals.into_iter().max_by_key(|(_, count)| *count);
    let Some((total, _)) = most else { return Ok(None) };
    let (mut found, mut wrong) = (BTreeMap::new(), BTreeSet::new());
    for line in all {
        match line.bytes().filter(|_| line.total == total) {
            Some(bytes) => {
                let _ = found.insert(line.number, bytes);
            }
            // What is neither of so many lines nor has the number of one is a date or a sum that stands on the page.
            None if line.total == total || (1..=total).contains(&line.number) => {
                let _ = wrong.insert(line.number);
            }
            None => {}
        }
    }
    let numbers = |of: Vec<usize>| of.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    // A line that stands there right as well was typed anew.
    let wrong: Vec<usize> = wrong
        .into_iter()
        .filter(|number| !found.contains_key(number))
        .collect();
    if !wrong.is_empty() {
        return Err(Error::PaperLines {
            path: name.into(),
            lines: numbers(wrong),
        });
    }
    let missing: Vec<usize> = (1..=total).filter(|number| !found.contains_key(number)).collect();
    match missing.is_empty() {
        true => Ok(Some(found.into_values().flatten().collect())),
        false => Err(Error::PaperIncomplete {
            path: name.into(),
            lines: numbers(missing),
        }),
    }
}

/// A line that looks like one of ours.
struct Line {
    number: usize,
    total: usize,
    /// Values of five bits; none where a sign is no sign of the alphabet.
    values: Option<Vec<u8>>,
}

impl Line {
    fn of(text: &str) -> Option<Line> {
        let text = text.trim();
        let (head, rest) = text.split_once(|c: char| c.is_whitespace() || c == '-')?;
        let (number, total) = head.split_once('.')?;
        let (number, total) = (number.parse().ok()?, total.parse().ok()?);
        let signs: Vec<char> = rest.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let is_ours = signs.len() >= SIGNS_MIN && total <= LINES_MAX && signs.iter().all(char::is_ascii);
        is_ours.then(|| Line {
            number,
            total,
            values: signs.into_iter().map(crockford_value).collect(),
        })
    }

    /// The bytes, if every sign is right.
    fn bytes(&self) -> Option<Vec<u8>> {
        let values = self.values.as_ref()?;
        let (data, _) = values.split_at_checked(values.len().checked_sub(CHECK_SIGNS)?)?;
        let mut bytes = Vec::new();
        let (mut bits, mut waiting) = (0u32, 0u32);
        for value in data {
            bits = bits << 5 | u32::from(*value);
            waiting += 5;
            if waiting >= 8 {
                waiting -= 8;
                bytes.push((bits >> waiting) as u8);
                bits &= (1 << waiting) - 1;
            }
        }
        let again: Option<Vec<u8>> = format!(
            "{}{}",
            encode_crockford(&bytes),
            check(self.number, self.total, &bytes)
        )
        .chars()
        .map(crockford_value)
        .collect();
        let is_right = (1..=self.total).contains(&self.number) && bytes.len() <= LINE_LEN;
        (is_right && again.as_ref() == Some(values)).then_some(bytes)
    }
}

/// The signs that find a mistake, in the numbers too.
fn check(number: usize, total: usize, bytes: &[u8]) -> String {
    let head = format!("iou paper 1 {number}.{total} ");
    let hash = sha256(&[head.as_bytes(), bytes].concat());
    encode_crockford(&hash).chars().take(CHECK_SIGNS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file() -> Vec<u8> {
        (0..=255u8).cycle().take(1_234).collect()
    }

    fn page() -> Vec<String> {
        lines(&file()).unwrap()
    }

    fn taken(text: &str) -> Vec<u8> {
        read("p", text).unwrap().unwrap()
    }

    #[test]
    fn a_page_is_read_in_any_order_as_people_write_and_with_what_stands_around_it() {
        let page = page();
        assert_eq!(page.len(), 50);
        assert!(page.iter().all(|line| line.len() <= 60), "{}", page[0]);
        assert_eq!(taken(&page.join("\n")), file());
        let mut turned = page.clone();
        turned.reverse();
        assert_eq!(taken(&turned.join("\r\n").to_lowercase()), file());
        let spaced = page
            .join("\n  ")
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        // The numbers in front stay numbers.
        let spaced: Vec<String> = spaced
            .lines()
            .zip(&page)
            .map(|(typed, line)| format!("{} {}", &line[..5], &typed.trim()[6..]))
            .collect();
        let around = format!(
            "Backup of 2026.11.29\n2026.11 it was a Sunday\n\n{}\n1.2 is no line\n77.90 CNY were paid\nEnd.",
            spaced.join("\n\n")
        );
        assert_eq!(taken(&around), file());
        assert_eq!(taken(&codes(&page).join("\n")), file());
        assert_eq!(read("p", "a letter\nof 2 lines").unwrap(), None);
    }

    #[test]
    fn any_wrong_sign_names_its_line_and_all_wrong_lines_are_named_at_once() {
        let page = page();
        for (number, line) in [(1, &page[0]), (50, &page[49])] {
            for at in 6..line.len() {
                let mut typed: Vec<char> = line.chars().collect();
                if !typed[at].is_ascii_alphanumeric() {
                    continue;
                }
                for wrong in ['7', 'Z', '?'] {
                    if typed[at] == wrong {
                        continue;
                    }
                    let was = std::mem::replace(&mut typed[at], wrong);
                    let mut all = page.clone();
                    all[number - 1] = typed.iter().collect();
                    let error = read("p", &all.join("\n")).unwrap_err();
                    assert_eq!(error.code(), "paper_lines", "{at}");
                    assert_eq!(error.details()["lines"], number.to_string());
                    typed[at] = was;
                }
            }
        }
        let mut two = page.clone();
        two.swap(3, 9);
        for at in [3, 9] {
            // The numbers changed hands.
            two[at] = format!("{:02}{}", at + 1, &two[at][2..]);
        }
        let error = read("p", &two.join("\n")).unwrap_err();
        assert_eq!(error.details()["lines"], "4, 10");
        let corrected = format!("{}\n{}\n{}", two.join("\n"), page[3], page[9]);
        assert_eq!(taken(&corrected), file());
    }

    #[test]
    fn lines_that_are_not_there_are_named() {
        let some: Vec<_> = page()
            .into_iter()
            .enumerate()
            .filter(|(at, _)| ![0, 6, 49].contains(at))
            .collect();
        let some: Vec<_> = some.into_iter().map(|(_, line)| line).collect();
        let error = read("p", &some.join("\n")).unwrap_err();
        assert_eq!(error.code(), "paper_incomplete");
        assert_eq!(error.details()["lines"], "1, 7, 50");
    }

    #[test]
    fn what_is_too_long_for_paper_is_said_to_be() {
        assert_eq!(lines(&vec![7; LINES_MAX * LINE_LEN]).unwrap().len(), LINES_MAX);
        let error = lines(&vec![7; LINES_MAX * LINE_LEN + 1]).unwrap_err();
        assert_eq!(error.code(), "backup_too_large");
    }

    proptest! {
        #[test]
        fn every_file_comes_back_from_paper(file in prop::collection::vec(any::<u8>(), 1..2_000)) {
            let page = lines(&file).unwrap();
            prop_assert_eq!(taken(&page.join("\n")), file.clone());
            for code in codes(&page) {
                prop_assert!(code.bytes().all(|sign| b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".contains(&sign)));
            }
        }

        #[test]
        fn no_text_makes_the_reader_fail_otherwise_than_by_saying_so(text in "[0-9.A-Z+ \n-]{0,400}") {
            let _ = read("p", &text);
        }
    }
}
