//! A reader of DER that copies nothing: every element is a part of the bytes that were given. Strict, since what is signed is the
//! bytes: one form of each length, of each number and of each truth, no indefinite lengths, nothing behind the end.
//! Its own, and not that of the `der` crate: the bounds are here, and no other crate is built anew for features of that one.
//! Source: X.690 §8, §10, §11; RFC 5280 §4.1.2.5 (times). Limits: tags below 31, lengths below 2^32.

use crate::fault::{Fault, Result};

/// The tags that are read.
pub mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BITS: u8 = 0x03;
    pub const OCTETS: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OBJECT: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0A;
    pub const UTC_TIME: u8 = 0x17;
    pub const TIME: u8 = 0x18;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// A context-specific tag: of a structure, or around an element.
    pub const fn structure(number: u8) -> u8 {
        0xA0 | number
    }

    /// A context-specific tag of a plain value.
    pub const fn plain(number: u8) -> u8 {
        0x80 | number
    }
}

/// An element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// What it is.
    pub tag: u8,
    /// All of it.
    pub whole: &'a [u8],
    /// What is in it.
    pub body: &'a [u8],
}

impl<'a> Element<'a> {
    /// Its body, if it is of that tag.
    pub fn of(self, tag: u8) -> Result<&'a [u8]> {
        match self.tag == tag {
            true => Ok(self.body),
            false => Err(Fault::Form),
        }
    }
}

/// Reads elements one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// A reader of these elements.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// That nothing is left.
    pub fn end(&self) -> Result<()> {
        match self.is_empty() {
            true => Ok(()),
            false => Err(Fault::Form),
        }
    }

    /// The next element.
    pub fn element(&mut self) -> Result<Element<'a>> {
        let (tag, body, rest) = split(self.0).ok_or(Fault::Form)?;
        let length = self.0.len() - rest.len();
        let whole = self.0.get(..length).ok_or(Fault::Form)?;
        self.0 = rest;
        Ok(Element { tag, whole, body })
    }

    /// The next element, which is of that tag.
    pub fn next(&mut self, tag: u8) -> Result<Element<'a>> {
        let next = self.element()?;
        next.of(tag)?;
        Ok(next)
    }

    /// The next element if it is of that tag.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        match self.0.first() {
            Some(first) if *first == tag => self.element().map(Some),
            _ => Ok(None),
        }
    }

    /// The elements of the next one, a sequence.
    pub fn sequence(&mut self) -> Result<Reader<'a>> {
        self.inside(tag::SEQUENCE)
    }

    /// The elements of the next one, which is of that tag.
    pub fn inside(&mut self, tag: u8) -> Result<Reader<'a>> {
        Ok(Reader(self.next(tag)?.body))
    }

    /// The next element, an object identifier.
    pub fn object(&mut self) -> Result<&'a [u8]> {
        let body = self.next(tag::OBJECT)?.body;
        let is_whole = body.last().is_some_and(|last| last & 0x80 == 0);
        // No part of it begins with an empty digit.
        let is_short = (0..body.len()).all(|at| body[at] != 0x80 || (at > 0 && body[at - 1] & 0x80 != 0));
        match is_whole && is_short && body.len() <= 64 {
            true => Ok(body),
            false => Err(Fault::Form),
        }
    }

    /// The next element, a whole number: its bytes.
    pub fn integer(&mut self) -> Result<&'a [u8]> {
        integer(self.next(tag::INTEGER)?.body)
    }

    /// The next element, a number from 0 to 2^32 - 1.
    pub fn small(&mut self) -> Result<u32> {
        small(self.integer()?)
    }

    /// The next element, a truth.
    pub fn boolean(&mut self) -> Result<bool> {
        match self.next(tag::BOOLEAN)?.body {
            [0] => Ok(false),
            [0xFF] => Ok(true),
            _ => Err(Fault::Form),
        }
    }

    /// The next element if it is a truth; false where it is missing. Some authorities write what stands for itself; whoever signed
    /// those bytes meant the same.
    pub fn flag(&mut self) -> Result<bool> {
        match self.0.first() {
            Some(&tag::BOOLEAN) => self.boolean(),
            _ => Ok(false),
        }
    }

    /// The next element, a time. Units: seconds since 1970.
    pub fn time(&mut self) -> Result<i64> {
        let next = self.element()?;
        match next.tag {
            tag::UTC_TIME => utc_time(next.body),
            tag::TIME => time(next.body),
            _ => Err(Fault::Form),
        }
    }

    /// The next element, bits in whole bytes.
    pub fn whole_bits(&mut self) -> Result<&'a [u8]> {
        match self.next(tag::BITS)?.body {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(Fault::Form),
        }
    }
}

/// The one element that these bytes are.
pub fn only(bytes: &[u8]) -> Result<Element<'_>> {
    let mut reader = Reader::new(bytes);
    let element = reader.element()?;
    reader.end()?;
    Ok(element)
}

/// The elements of the one sequence that these bytes are.
pub fn sequence(bytes: &[u8]) -> Result<Reader<'_>> {
    Ok(Reader(only(bytes)?.of(tag::SEQUENCE)?))
}

/// The body of a whole number, if it is in its one form.
pub fn integer(body: &[u8]) -> Result<&[u8]> {
    match body {
        [] | [0, 0..=0x7F, ..] | [0xFF, 0x80..=0xFF, ..] => Err(Fault::Form),
        body => Ok(body),
    }
}

/// The number of a body, from 0 to 2^32 - 1.
pub fn small(body: &[u8]) -> Result<u32> {
    let digits = positive(body)?;
    let fold = |sum: u32, digit: &u8| sum << 8 | u32::from(*digit);
    match digits.len() <= 4 {
        true => Ok(digits.iter().fold(0, fold)),
        false => Err(Fault::Form),
    }
}

/// The digits of a number that is not negative, without the byte that says so.
pub fn positive(body: &[u8]) -> Result<&[u8]> {
    match integer(body)? {
        [0, digits @ ..] if !digits.is_empty() => Ok(digits),
        [0x80..=0xFF, ..] => Err(Fault::Form),
        digits => Ok(digits),
    }
}

/// Which of named bits are set: bit 0 is the first.
pub fn named_bits(body: &[u8]) -> Result<u32> {
    let [unused, bytes @ ..] = body else {
        return Err(Fault::Form);
    };
    let last = bytes.last().copied().unwrap_or_default();
    let is_form = *unused < 8
        && bytes.len() <= 4
        && (!bytes.is_empty() || *unused == 0)
        // No empty bits at the end of a list of names.
        && (bytes.is_empty() || last >> unused & 1 == 1)
        && last & ((1u16 << unused) as u8).wrapping_sub(1) == 0;
    if !is_form {
        return Err(Fault::Form);
    }
    let mut bits = 0;
    for (at, byte) in bytes.iter().enumerate() {
        for bit in 0..8 {
            if byte & (0x80 >> bit) != 0 {
                bits |= 1 << (at * 8 + bit);
            }
        }
    }
    Ok(bits)
}

/// The first element: tag, body, what follows. None where it is in no form of DER.
fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = bytes.split_first_chunk::<2>()?;
    if tag & 0x1F == 0x1F {
        return None;
    }
    let (length, rest) = match first {
        0..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            let length = digits
                .iter()
                .fold(0u64, |sum, digit| sum << 8 | u64::from(*digit));
            let is_shortest = length >= 0x80 && digits.first() != Some(&0);
            (usize::try_from(length).ok().filter(|_| is_shortest)?, rest)
        }
        _ => return None,
    };
    let (body, rest) = rest.split_at_checked(length)?;
    Some((tag, body, rest))
}

/// `YYMMDDHHMMSSZ`: of 1950 to 2049.
fn utc_time(body: &[u8]) -> Result<i64> {
    let (year, rest) = number(body, 2)?;
    let year = if year < 50 { year + 2000 } else { year + 1900 };
    moment(year, rest)
}

/// `YYYYMMDDHHMMSSZ`, which may have decimals of a second in a time stamp.
pub fn time(body: &[u8]) -> Result<i64> {
    let (year, rest) = number(body, 4)?;
    moment(year, rest)
}

/// The same with decimals, which are cut off. Gives whether there were any.
pub fn time_with_decimals(body: &[u8]) -> Result<(i64, bool)> {
    let (year, rest) = number(body, 4)?;
    match rest.split_at_checked(10) {
        Some((whole, [b'.', decimals @ .., b'Z'])) => {
            let is_form = decimals.iter().all(u8::is_ascii_digit)
                && (1..=9).contains(&decimals.len())
                && decimals.last() != Some(&b'0');
            match is_form {
                true => Ok((moment(year, &[whole, b"Z"].concat())?, true)),
                false => Err(Fault::Form),
            }
        }
        _ => Ok((moment(year, rest)?, false)),
    }
}

/// `MMDDHHMMSSZ` of a year.
fn moment(year: i64, rest: &[u8]) -> Result<i64> {
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest, 2)?;
    let (second, rest) = number(rest, 2)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return Err(Fault::Form),
    };
    if rest != b"Z" || !(1..=days).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return Err(Fault::Form);
    }
    Ok(((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

/// Days of the Gregorian calendar; years from 0 on.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March end with the day that some of them have more.
    let year = if month <= 2 { year - 1 } else { year };
    let month = if month <= 2 { month + 9 } else { month - 3 };
    let before = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    before + (month * 153 + 2) / 5 + day - 1 - 719_468
}

fn number(bytes: &[u8], digits: usize) -> Result<(i64, &[u8])> {
    let (number, rest) = bytes.split_at_checked(digits).ok_or(Fault::Form)?;
    if !number.iter().all(u8::is_ascii_digit) {
        return Err(Fault::Form);
    }
    let number = number
        .iter()
        .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Ok((number, rest))
}

/// An element of these parts.
pub fn write(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = vec![tag];
    match length {
        0..=0x7F => bytes.push(length as u8),
        _ => {
            let digits: Vec<u8> = length
                .to_be_bytes()
                .into_iter()
                .skip_while(|digit| *digit == 0)
                .collect();
            bytes.push(0x80 | digits.len() as u8);
            bytes.extend(digits);
        }
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(time(b"19700101000000Z"), Ok(0));
        assert_eq!(time(b"20000229235959Z"), Ok(951_868_799));
        assert_eq!(time(b"20261130135313Z"), Ok(1_796_046_793));
        assert_eq!(utc_time(b"491231235959Z"), time(b"20491231235959Z"));
        assert_eq!(utc_time(b"500101000000Z"), time(b"19500101000000Z"));
        assert_eq!(time_with_decimals(b"19700101000001.5Z"), Ok((1, true)));
        for wrong in [
            &b"20230229000000Z"[..],
            b"20231301000000Z",
            b"20230101240000Z",
            b"20230101000060Z",
            b"20230101000000",
            b"20230101000000+0800",
            b"2023010100000Z",
            b"+0230101000000Z",
            b"",
        ] {
            assert!(time(wrong).is_err(), "{wrong:?}");
        }
        assert!(
            time_with_decimals(b"19700101000001.50Z").is_err(),
            "a nought too many"
        );
    }

    #[test]
    fn of_each_element_there_is_one_form() {
        assert_eq!(only(&[4, 1, 7]).map(|it| it.body), Ok(&[7][..]));
        for wrong in [
            &[][..],
            &[4],
            &[4, 2, 7],
            &[4, 1, 7, 0],
            &[4, 0x81, 1, 7],
            &[4, 0x80, 0, 0],
            &[4, 0x82, 0, 0x80],
            &[4, 0x85, 0, 0, 0, 0, 1, 7],
            &[4, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 7],
            &[0x1F, 0x81, 1, 0],
        ] {
            assert!(only(wrong).is_err(), "{wrong:?}");
        }
        assert!(integer(&[0, 0x7F]).is_err() && integer(&[0xFF, 0x80]).is_err() && integer(&[]).is_err());
        assert_eq!((small(&[0, 0x80]), small(&[0])), (Ok(0x80), Ok(0)));
        assert!(small(&[0x80]).is_err() && small(&[1, 0, 0, 0, 0]).is_err());
        assert!(Reader::new(&[1, 1, 1]).boolean().is_err());
        assert_eq!(named_bits(&[7, 0x80]), Ok(1));
        assert_eq!(named_bits(&[6, 0xC0]), Ok(3));
        for wrong in [&[7, 0x40][..], &[8, 0x80], &[6, 0xC1], &[], &[1]] {
            assert!(named_bits(wrong).is_err(), "{wrong:?}");
        }
        assert!(
            Reader::new(&[6, 2, 0x80, 1]).object().is_err() && Reader::new(&[6, 1, 0x81]).object().is_err()
        );
    }

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 127, 128, 255, 256, 70_000] {
            let body = vec![7; length];
            let written = write(tag::OCTETS, &[&body]);
            assert_eq!(only(&written).unwrap().of(tag::OCTETS), Ok(&body[..]));
        }
    }
}
