//! Bytes as the texts of several square codes, none so large that a terminal or a telephone does not take it:
//!
//! ```text
//! IOU:INTENT:1:NUMBER/COUNT:DIGEST:BASE32( part ‖ SHA-256(NUMBER/COUNT:DIGEST ‖ part)[..4] )
//! ```
//!
//! DIGEST are the first eight bytes of SHA-256 over all bytes, in capitals: codes of two intents do not go together, in whatever
//! order they come. The four bytes at the end of each find what the way damaged. Limits: 64 codes.

use std::collections::BTreeMap;

use iou_base::{base32, sha256};

use crate::Fault;

/// What each text begins with.
pub const HEAD: &str = "IOU:INTENT:1:";
/// What one code carries: with it a code has 73 modules a side. Units: bytes.
const PART: usize = 320;
const COUNT_MAX: usize = 64;
const CHECK: usize = 4;

/// The texts of the codes, in their order.
///
/// Errors: [`Fault::TooLong`].
pub fn split(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let parts: Vec<_> = bytes.chunks(PART).collect();
    if parts.is_empty() || parts.len() > COUNT_MAX {
        return Err(Fault::TooLong);
    }
    let digest = digest(bytes);
    let text = |(at, part): (usize, &&[u8])| {
        let label = format!("{}/{}:{digest}", at + 1, parts.len());
        let checked = [*part, &check(&label, part)].concat();
        format!("{HEAD}{label}:{}", base32::encode(&checked))
    };
    Ok(parts.iter().enumerate().map(text).collect())
}

/// The bytes of codes in whatever order, each once or more often.
///
/// Errors: [`Fault::Foreign`] where none is one of ours, [`Fault::FrameDamaged`], [`Fault::FramesMixed`],
/// [`Fault::FramesMissing`], [`Fault::Damaged`].
pub fn join<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, Fault> {
    let mut parts = BTreeMap::new();
    let mut whole: Option<(usize, String)> = None;
    for text in texts {
        let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let frame = Frame::read(text.trim_start_matches('\u{feff}'))?;
        let of = (frame.count, frame.digest);
        if *whole.get_or_insert_with(|| of.clone()) != of {
            return Err(Fault::FramesMixed);
        }
        let before = parts.insert(frame.number, frame.part.clone());
        if before.is_some_and(|before| before != frame.part) {
            return Err(Fault::FramesMixed);
        }
    }
    let (count, named) = whole.ok_or(Fault::Foreign)?;
    let missing: Vec<_> = (1..=count).filter(|number| !parts.contains_key(number)).collect();
    if !missing.is_empty() {
        return Err(Fault::FramesMissing { missing, count });
    }
    let bytes = parts.into_values().collect::<Vec<_>>().concat();
    match digest(&bytes) == named {
        true => Ok(bytes),
        false => Err(Fault::Damaged),
    }
}

struct Frame {
    number: usize,
    count: usize,
    digest: String,
    part: Vec<u8>,
}

impl Frame {
    fn read(text: &str) -> Result<Frame, Fault> {
        let rest = text.strip_prefix(HEAD).ok_or(Fault::Foreign)?;
        let mut fields = rest.splitn(3, ':');
        let mut next = || fields.next().ok_or(Fault::Damaged);
        let (place, digest, signs) = (next()?, next()?, next()?);
        let (number, count) = place.split_once('/').ok_or(Fault::Damaged)?;
        let parsed = |text: &str| text.parse::<usize>().map_err(|_| Fault::Damaged);
        let (number, count) = (parsed(number)?, parsed(count)?);
        if !(1..=count).contains(&number) || count > COUNT_MAX {
            return Err(Fault::Damaged);
        }
        let damaged = || Fault::FrameDamaged(number);
        let checked = base32::decode(signs).ok_or_else(damaged)?;
        let (part, found) = checked.split_last_chunk::<CHECK>().ok_or_else(damaged)?;
        match check(&format!("{place}:{digest}"), part) == *found {
            true => Ok(Frame {
                number,
                count,
                digest: digest.to_owned(),
                part: part.to_vec(),
            }),
            false => Err(damaged()),
        }
    }
}

fn digest(bytes: &[u8]) -> String {
    hex::encode_upper(&sha256(bytes)[..8])
}

fn check(label: &str, part: &[u8]) -> [u8; CHECK] {
    let digest = sha256(&[label.as_bytes(), part].concat());
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frames() -> Vec<String> {
        let bytes: Vec<u8> = (0..1000u32).map(|n| (n * 7 % 251) as u8).collect();
        split(&bytes).unwrap()
    }

    fn joined(frames: &[String]) -> Result<Vec<u8>, Fault> {
        join(frames.iter().map(String::as_str))
    }

    #[test]
    fn codes_in_another_order_and_twice_are_the_same_bytes() {
        let mut frames = frames();
        let bytes = joined(&frames).unwrap();
        assert_eq!((frames.len(), bytes.len()), (4, 1000));
        frames.reverse();
        frames.push(frames[0].clone());
        assert_eq!(joined(&frames), Ok(bytes));
    }

    #[test]
    fn a_missing_code_a_damaged_one_and_one_of_another_intent_are_named() {
        let frames = frames();
        let (missing, count) = (vec![2, 4], 4);
        let some = [frames[0].clone(), frames[2].clone()];
        assert_eq!(joined(&some), Err(Fault::FramesMissing { missing, count }));
        let mut damaged = frames.clone();
        damaged[2] = damaged[2].replace('A', "B");
        assert_eq!(joined(&damaged), Err(Fault::FrameDamaged(3)));
        // A number that was changed by hand: the place is under the check as well.
        let mut moved = frames.clone();
        moved[0] = moved[0].replacen("1/4", "2/4", 1);
        assert_eq!(joined(&moved), Err(Fault::FrameDamaged(2)));
        let mut mixed = frames.clone();
        mixed[1] = split(&[7; 1000]).unwrap()[1].clone();
        assert_eq!(joined(&mixed), Err(Fault::FramesMixed));
        for foreign in ["", "https://example.org", "IOU:FIELDS:1:A:MY"] {
            assert_eq!(join([foreign]), Err(Fault::Foreign), "{foreign}");
        }
        assert_eq!(join([]), Err(Fault::Foreign));
    }

    #[test]
    fn what_no_codes_take_is_refused() {
        assert_eq!(split(&vec![0; PART * COUNT_MAX]).unwrap().len(), COUNT_MAX);
        assert_eq!(split(&vec![0; PART * COUNT_MAX + 1]), Err(Fault::TooLong));
    }

    proptest! {
        #[test]
        fn one_changed_sign_never_passes(at in 0usize..2000, sign in "[A-Z0-9:/]") {
            let frames = frames();
            let mut text: Vec<char> = frames.concat().chars().collect();
            let at = at % text.len();
            let sign = sign.chars().next().unwrap();
            prop_assume!(text[at] != sign);
            text[at] = sign;
            let mut changed = Vec::new();
            let mut from = 0;
            for frame in &frames {
                changed.push(text[from..from + frame.len()].iter().collect::<String>());
                from += frame.len();
            }
            prop_assert!(joined(&changed).is_err());
        }
    }
}
