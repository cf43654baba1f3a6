//! What lists (CRL) and answers (OCSP) say of a certificate, if they are by its issuer: that it was revoked, since when, or that it was
//! not, as of a time.
//!
//! # Details
//!
//! An answer is the issuer's own or that of one whom the issuer certified for it. A list is the issuer's own and whole: changes to
//! another list (delta), lists of several issuers and lists for some reasons only are none here. That a certificate was *not* revoked at a time, a list or
//! answer shows that was in force then, or that was made after it while the certificate was still valid: after that, issuers may leave it
//! out. That it *was* revoked, every one shows, however old.
//! Source: RFC 5280 §5, RFC 6960, RFC 5019. Limits: 4 MiB a list, 64 KiB an answer.

use crate::algorithm::{Hash, Scheme};
use crate::certificate::{extension, place, usage, Certificate};
use crate::cms::LEN_MAX;
use crate::der::{self, tag, Reader};
use crate::fault::{Fault, Result};
use crate::oid;
use crate::path::Effort;

/// Longest list. Units: bytes.
pub const LIST_LEN_MAX: usize = 4 << 20;
/// Most answers in one, and most certificates beside them.
const MANY: usize = 16;

/// What is said of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// As of when. Units: seconds since 1970.
    pub from: i64,
    /// Until when that is the newest; none where it does not say.
    pub until: Option<i64>,
    /// Since when it is revoked, or its key is thought to be somebody else's, whichever is earlier.
    pub revoked: Option<i64>,
}

impl Said {
    /// Whether it shows that a certificate was not revoked at `time`.
    pub fn clears(&self, of: &Certificate<'_>, time: i64) -> bool {
        let is_later = self.from >= time && self.from <= of.until;
        let is_in_force = self.from <= time && self.until.is_some_and(|until| time <= until);
        self.revoked.is_none_or(|since| since > time) && (is_later || is_in_force)
    }
}

/// A list of what its issuer has revoked.
#[derive(Debug, Clone)]
pub struct List<'a> {
    signed: &'a [u8],
    scheme: Scheme,
    signature: &'a [u8],
    issuer: &'a [u8],
    from: i64,
    until: Option<i64>,
    entries: Reader<'a>,
    of: Covered<'a>,
}

/// Of which certificates of its issuer a list is.
#[derive(Debug, Clone, Default)]
struct Covered<'a> {
    only_people: bool,
    only_authorities: bool,
    /// Those that name one of these places; all where it is none.
    places: Option<Vec<&'a [u8]>>,
}

impl<'a> List<'a> {
    /// Reads a list. Errors: also for a part of one, which is none here.
    pub fn read(bytes: &'a [u8]) -> Result<List<'a>> {
        if bytes.len() > LIST_LEN_MAX {
            return Err(Fault::Bounds);
        }
        let mut outer = der::sequence(bytes)?;
        let signed = outer.next(tag::SEQUENCE)?;
        let scheme = outer.next(tag::SEQUENCE)?;
        let signature = outer.whole_bits()?;
        outer.end()?;
        let mut body = Reader::new(signed.body);
        let version = match body.optional(tag::INTEGER)? {
            Some(version) => der::small(version.body)?,
            None => 0,
        };
        let named = body.next(tag::SEQUENCE)?;
        let issuer = body.next(tag::SEQUENCE)?.whole;
        let from = body.time()?;
        let mut ahead = body;
        let until = match ahead.element().map(|next| next.tag) {
            Ok(tag::UTC_TIME | tag::TIME) => Some(body.time()?),
            _ => None,
        };
        let entries = body
            .optional(tag::SEQUENCE)?
            .map_or(Reader::new(&[]), |it| Reader::new(it.body));
        let extensions = body.optional(tag::structure(0))?;
        body.end()?;
        if named.whole != scheme.whole {
            return Err(Fault::Algorithm);
        }
        let of = match (extensions, version) {
            (Some(found), 1) => Covered::read(found.body)?,
            (None, _) => Covered::default(),
            (Some(_), _) => return Err(Fault::Form),
        };
        Ok(List {
            signed: signed.whole,
            scheme: Scheme::read(&mut Reader::new(scheme.whole))?,
            signature,
            issuer,
            from,
            until,
            entries,
            of,
        })
    }

    /// What it says of a certificate of that issuer. None where it is not by that issuer, or not of such certificates.
    pub fn says(
        &self,
        of: &Certificate<'_>,
        issuer: &Certificate<'_>,
        effort: &Effort,
    ) -> Result<Option<Said>> {
        let is_of = match of.extensions.is_authority {
            true => !self.of.only_people,
            false => !self.of.only_authorities,
        };
        let is_placed = self
            .of
            .places
            .as_ref()
            .is_none_or(|places| places.iter().any(|place| of.extensions.lists.contains(place)));
        if self.issuer != issuer.subject || !is_of || !is_placed || !issuer.may(usage::LISTS) {
            return Ok(None);
        }
        effort.spend(self.signed.len())?;
        if issuer
            .key
            .check(self.scheme, self.signed, self.signature)
            .is_err()
        {
            return Ok(None);
        }
        Ok(Some(Said {
            from: self.from,
            until: self.until,
            revoked: self.revoked(of.serial)?,
        }))
    }

    /// Since when the list has that number.
    fn revoked(&self, serial: &[u8]) -> Result<Option<i64>> {
        let mut entries = self.entries;
        while !entries.is_empty() {
            let mut entry = entries.sequence()?;
            let number = entry.integer()?;
            if number != serial {
                continue;
            }
            let since = entry.time()?;
            let earlier = match entry.optional(tag::SEQUENCE)? {
                Some(found) => invalid_since(Reader::new(found.body))?,
                None => None,
            };
            return Ok(Some(earlier.map_or(since, |earlier| earlier.min(since))));
        }
        Ok(None)
    }
}

impl<'a> Covered<'a> {
    fn read(bytes: &'a [u8]) -> Result<Covered<'a>> {
        let mut found = Covered::default();
        let mut reader = der::sequence(bytes)?;
        while !reader.is_empty() {
            let (name, is_critical, value) = extension(&mut reader)?;
            match name {
                oid::DISTRIBUTION_POINT => found = Covered::of_point(value)?,
                oid::CRL_NUMBER => {}
                // A delta list has one of these, and is none by itself.
                _ if is_critical => return Err(Fault::Extension),
                _ => {}
            }
        }
        Ok(found)
    }

    fn of_point(bytes: &'a [u8]) -> Result<Covered<'a>> {
        let mut found = Covered::default();
        let mut reader = der::sequence(bytes)?;
        while !reader.is_empty() {
            let field = reader.element()?;
            let is_so = || match field.body {
                [0] => Ok(false),
                [0xFF] => Ok(true),
                _ => Err(Fault::Form),
            };
            match field.tag {
                0xA0 => found.places = Some(place(field.body)?),
                0x81 => found.only_people = is_so()?,
                0x82 => found.only_authorities = is_so()?,
                // For some reasons only; of several issuers; of attributes.
                _ => return Err(Fault::Extension),
            }
        }
        Ok(found)
    }
}

/// Since when a key is thought to be somebody else's, if that stands among the extensions of an entry.
fn invalid_since(mut extensions: Reader<'_>) -> Result<Option<i64>> {
    let mut found = None;
    while !extensions.is_empty() {
        let (name, _, value) = extension(&mut extensions)?;
        if name == oid::INVALIDITY_DATE {
            found = Some(der::time(der::only(value)?.of(tag::TIME)?)?);
        }
    }
    Ok(found)
}

/// An answer of OCSP.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    signed: &'a [u8],
    scheme: Scheme,
    signature: &'a [u8],
    made: i64,
    singles: Vec<Single<'a>>,
    certificates: Vec<Certificate<'a>>,
}

/// What it says of one certificate.
#[derive(Debug, Clone)]
struct Single<'a> {
    hash: Hash,
    issuer: &'a [u8],
    key: &'a [u8],
    serial: &'a [u8],
    /// None where the one who answers does not know it.
    said: Option<Said>,
}

impl<'a> Answer<'a> {
    /// Reads an answer. Errors: also for one that says that there is none.
    pub fn read(bytes: &'a [u8]) -> Result<Answer<'a>> {
        if bytes.len() > LEN_MAX {
            return Err(Fault::Bounds);
        }
        let mut outer = der::sequence(bytes)?;
        let status = outer.next(tag::ENUMERATED)?.body;
        if status != [0] {
            return Err(Fault::Unrelated);
        }
        let mut inside = der::sequence(outer.next(tag::structure(0))?.body)?;
        outer.end()?;
        if inside.object()? != oid::OCSP_BASIC {
            return Err(Fault::Form);
        }
        let basic = inside.next(tag::OCTETS)?.body;
        inside.end()?;
        let mut basic = der::sequence(basic)?;
        let signed = basic.next(tag::SEQUENCE)?;
        let scheme = Scheme::read(&mut basic)?;
        let signature = basic.whole_bits()?;
        let mut certificates = Vec::new();
        if let Some(found) = basic.optional(tag::structure(0))? {
            let mut all = der::sequence(found.body)?;
            while !all.is_empty() {
                if certificates.len() == MANY {
                    return Err(Fault::Bounds);
                }
                certificates.push(Certificate::read(all.next(tag::SEQUENCE)?.whole)?);
            }
        }
        basic.end()?;
        let mut body = Reader::new(signed.body);
        if let Some(version) = body.optional(tag::structure(0))? {
            let _ = der::small(der::only(version.body)?.of(tag::INTEGER)?)?;
        }
        // Who answers: their key is what counts.
        let _ = body.element()?;
        let made = der::time(body.next(tag::TIME)?.body)?;
        let mut list = body.sequence()?;
        let mut singles = Vec::new();
        while !list.is_empty() {
            if singles.len() == MANY {
                return Err(Fault::Bounds);
            }
            singles.push(Single::read(list.sequence()?)?);
        }
        if let Some(extensions) = body.optional(tag::structure(1))? {
            nothing_critical(der::sequence(extensions.body)?)?;
        }
        body.end()?;
        Ok(Answer {
            signed: signed.whole,
            scheme,
            signature,
            made,
            singles,
            certificates,
        })
    }

    /// What it says of a certificate of that issuer. None where it is not of it, or by nobody who may say so.
    pub fn says(
        &self,
        of: &Certificate<'_>,
        issuer: &Certificate<'_>,
        effort: &Effort,
    ) -> Result<Option<Said>> {
        let is_it = |single: &&Single<'_>| single.is_of(of, issuer);
        let Some(said) = self.singles.iter().find(is_it).and_then(|single| single.said) else {
            return Ok(None);
        };
        effort.spend(self.signed.len())?;
        if issuer.key.check(self.scheme, self.signed, self.signature).is_ok() {
            return Ok(Some(said));
        }
        for one in &self.certificates {
            let is_certified = one.issuer == issuer.subject
                && one.is_valid_at(self.made)
                && !one.extensions.is_foreign
                && one
                    .extensions
                    .purposes
                    .as_ref()
                    .is_some_and(|(all, _)| all.contains(&oid::OCSP_SIGNING))
                && one.may(usage::SIGNATURE | usage::NON_REPUDIATION);
            if !is_certified {
                continue;
            }
            effort.spend(one.signed.len())?;
            effort.spend(self.signed.len())?;
            let is_by = issuer.key.check(one.scheme, one.signed, one.signature).is_ok()
                && one.key.check(self.scheme, self.signed, self.signature).is_ok();
            if is_by {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }
}

impl<'a> Single<'a> {
    fn read(mut reader: Reader<'a>) -> Result<Single<'a>> {
        let mut id = reader.sequence()?;
        // The hash names what both know: an issuer and their key.
        let hash = Hash::read_name(&mut id)?;
        let issuer = id.next(tag::OCTETS)?.body;
        let key = id.next(tag::OCTETS)?.body;
        let serial = id.integer()?;
        id.end()?;
        let status = reader.element()?;
        let from = der::time(reader.next(tag::TIME)?.body)?;
        let until = match reader.optional(tag::structure(0))? {
            Some(until) => Some(der::time(der::only(until.body)?.of(tag::TIME)?)?),
            None => None,
        };
        let mut earlier = None;
        if let Some(found) = reader.optional(tag::structure(1))? {
            let extensions = der::sequence(found.body)?;
            earlier = invalid_since(extensions)?;
            nothing_critical(extensions)?;
        }
        reader.end()?;
        let said = |revoked: Option<i64>| Some(Said { from, until, revoked });
        let said = match status.tag {
            0x80 if status.body.is_empty() => said(None),
            0xA1 => {
                let since = der::time(Reader::new(status.body).next(tag::TIME)?.body)?;
                said(Some(earlier.map_or(since, |earlier| earlier.min(since))))
            }
            0x82 if status.body.is_empty() => None,
            _ => return Err(Fault::Form),
        };
        Ok(Single {
            hash,
            issuer,
            key,
            serial,
            said,
        })
    }

    fn is_of(&self, of: &Certificate<'_>, issuer: &Certificate<'_>) -> bool {
        self.serial == of.serial
            && of.issuer == issuer.subject
            && self.hash.of(issuer.subject) == self.issuer
            && self.hash.of(issuer.key_bits) == self.key
    }
}

fn nothing_critical(mut extensions: Reader<'_>) -> Result<()> {
    while !extensions.is_empty() {
        if extension(&mut extensions)?.1 {
            return Err(Fault::Extension);
        }
    }
    Ok(())
}
