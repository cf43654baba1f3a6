//! A time stamp (RFC 3161): what it is of, when it says that was there, and the signed data that carries it. A whole answer of a server is
//! read too.
//! Source: RFC 3161 §2.4.2, RFC 5816. Limits: those of signed data; an accuracy of up to a day.

use crate::algorithm::Hash;
use crate::cms::{SignedData, LEN_MAX};
use crate::der::{self, tag, Reader};
use crate::fault::{Fault, Result};
use crate::{certificate, oid};

/// How inexact a stamp may say that it is. Units: seconds.
const ACCURACY_MAX: i64 = 86_400;

/// A time stamp as it stands, before anything of it is believed.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    pub data: SignedData<'a>,
    /// What was stamped: by which hash, and the hash.
    pub hash: Hash,
    pub imprint: &'a [u8],
    /// The time on it. Units: seconds since 1970.
    pub made: i64,
    /// By when what was stamped was there at the latest, by the stamp's own accuracy.
    pub latest: i64,
    /// The content that was signed.
    pub content: &'a [u8],
}

impl<'a> Token<'a> {
    /// Reads a token, or the answer of a server around one.
    pub fn read(bytes: &'a [u8]) -> Result<Token<'a>> {
        if bytes.len() > LEN_MAX {
            return Err(Fault::Bounds);
        }
        let outer = der::only(bytes)?;
        let mut inside = Reader::new(outer.of(tag::SEQUENCE)?);
        let first = inside.element()?;
        let data = match first.tag {
            tag::OBJECT => SignedData::of(outer)?,
            // Granted, as it was asked for or otherwise.
            _ => match Reader::new(first.of(tag::SEQUENCE)?).small()? {
                0 | 1 => {
                    let token = inside.element()?;
                    inside.end()?;
                    SignedData::of(token)?
                }
                _ => return Err(Fault::NotGranted),
            },
        };
        Token::of(data)
    }

    fn of(data: SignedData<'a>) -> Result<Token<'a>> {
        let content = data
            .content
            .filter(|_| data.kind == oid::TST_INFO)
            .ok_or(Fault::Form)?;
        let mut info = der::sequence(content)?;
        if info.small()? != 1 {
            return Err(Fault::Form);
        }
        let _policy = info.object()?;
        let mut imprint = info.sequence()?;
        let hash = Hash::read(&mut imprint)?;
        let digest = imprint.next(tag::OCTETS)?.body;
        imprint.end()?;
        let _serial = info.integer()?;
        let (made, has_decimals) = der::time_with_decimals(info.next(tag::TIME)?.body)?;
        let accuracy = match info.optional(tag::SEQUENCE)? {
            Some(found) => accuracy(Reader::new(found.body))?,
            None => 0,
        };
        let _ordering = info.flag()?;
        let _nonce = info.optional(tag::INTEGER)?;
        let _authority = info.optional(tag::structure(0))?;
        if let Some(found) = info.optional(tag::structure(1))? {
            let mut extensions = Reader::new(found.body);
            while !extensions.is_empty() {
                if certificate::extension(&mut extensions)?.1 {
                    return Err(Fault::Extension);
                }
            }
        }
        info.end()?;
        Ok(Token {
            data,
            hash,
            imprint: digest,
            made,
            latest: made + i64::from(has_decimals) + accuracy,
            content,
        })
    }
}

/// Seconds, thousandths and millionths, rounded up to seconds.
fn accuracy(mut reader: Reader<'_>) -> Result<i64> {
    let seconds = match reader.optional(tag::INTEGER)? {
        Some(seconds) => i64::from(der::small(seconds.body)?),
        None => 0,
    };
    let mut has_parts = false;
    for number in [0, 1] {
        if let Some(part) = reader.optional(tag::plain(number))? {
            has_parts |= der::small(part.body)? > 0;
        }
    }
    reader.end()?;
    match seconds < ACCURACY_MAX {
        true => Ok(seconds + i64::from(has_parts)),
        false => Err(Fault::Bounds),
    }
}
