//! What lists (CRL) and answers (OCSP) say of a certificate, if they are by its issuer: that it was revoked, since when, or that it was
//! not, as of a time.
//!
//! # Details
//!
//! An answer is the issuer's own or that of one whom the issuer certified for it. A list is the issuer's own and whole: changes to
//! another list (delta), lists of several issuers and lists for some reasons only are none here. That a certificate was *not* revoked at a time, a list or
//! answer shows that was in force then and is no older than the certificate, or that was made after it while the certificate was still
//! valid: after that, issuers may leave it out. That it *was* revoked, every one shows, however old.
//! Source: RFC 5280 §5, RFC 6960, RFC 5019. Limits: 4 MiB a list, 64 KiB an answer.

use crate::algorithm::{Hash, Seal};
use crate::certificate::{extension, place, usage, Certificate};
use crate::cms::{self, LEN_MAX};
use crate::der::{self, tag, Reader};
use crate::effort::Effort;
use crate::fault::{Fault, Result};
use crate::oid;

/// Longest list. Units: bytes.
pub const LIST_LEN_MAX: usize = 4 << 20;
/// Most answers in one.
const MANY: usize = 16;

/// What is said of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// As of when. Units: seconds since 1970.
    pub from: i64,
    /// Until when that is the newest; none where it does not say.
    pub until: Option<i64>,
    /// Whether it is revoked.
    pub revoked: Option<Revoked>,
}

/// That a certificate is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// From that day on, or since its key is thought to be somebody else's, whichever is earlier. Units: seconds since 1970.
    pub since: i64,
    /// Whether somebody else may have the key: by the reason that is given, or because none is. Whoever has it can write any time on a
    /// stamp [RFC 3161, 4].
    pub is_lost: bool,
}

impl Revoked {
    fn of(day: i64, reason: Option<u32>, earlier: Option<i64>) -> Revoked {
        Revoked {
            since: earlier.map_or(day, |earlier| earlier.min(day)),
            // Unspecified, another affiliation, superseded, no longer used.
            is_lost: !matches!(reason, Some(0 | 3 | 4 | 5)),
        }
    }
}

impl Said {
    /// Whether it shows that a certificate was not revoked at `time`.
    pub fn clears(&self, of: &Certificate<'_>, time: i64) -> bool {
        let is_later = self.from >= time && self.from <= of.until;
        let is_in_force = self.from <= time && self.until.is_some_and(|until| time <= until);
        // What was made before the certificate was says nothing of it.
        let is_of_its_time = self.from >= of.from;
        self.revoked.is_none_or(|it| it.since > time) && is_of_its_time && (is_later || is_in_force)
    }
}

/// A list of what its issuer has revoked.
#[derive(Debug, Clone)]
pub struct List<'a> {
    seal: Seal<'a>,
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
        let seal = Seal::read(&mut outer)?.known()?;
        outer.end()?;
        let mut body = der::sequence(seal.signed)?;
        let version = match body.optional(tag::INTEGER)? {
            Some(version) => der::small(version.body)?,
            None => 0,
        };
        seal.repeats(&mut body)?;
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
        let of = match (extensions, version) {
            (Some(found), 1) => Covered::read(found.body)?,
            (None, _) => Covered::default(),
            (Some(_), _) => return Err(Fault::Form),
        };
        Ok(List {
            seal,
            issuer,
            from,
            until,
            entries,
            of,
        })
    }

    /// Whether it is of such a certificate, by the name of its issuer and by what stands on the list.
    pub fn is_of(&self, of: &Certificate<'_>) -> bool {
        let is_kind = match of.extensions.is_authority {
            true => !self.of.only_people,
            false => !self.of.only_authorities,
        };
        let places = self.of.places.as_ref();
        let is_placed =
            places.is_none_or(|places| places.iter().any(|place| of.extensions.lists.contains(place)));
        self.issuer == of.issuer && is_kind && is_placed
    }

    /// What it says of a certificate of that issuer. None where it is not by that issuer, or not of such certificates.
    pub fn says(
        &self,
        of: &Certificate<'_>,
        issuer: &Certificate<'_>,
        effort: &Effort,
    ) -> Result<Option<Said>> {
        let may_be = self.is_of(of) && self.issuer == issuer.subject && issuer.may(usage::LISTS);
        if !may_be || !self.seal.is_by(&issuer.key, effort)? {
            return Ok(None);
        }
        Ok(Some(Said {
            from: self.from,
            until: self.until,
            revoked: self.revoked(of.serial)?,
        }))
    }

    /// Whether the list has that number, and since when.
    fn revoked(&self, serial: &[u8]) -> Result<Option<Revoked>> {
        let mut entries = self.entries;
        while !entries.is_empty() {
            let mut entry = entries.sequence()?;
            let number = entry.integer()?;
            if number != serial {
                continue;
            }
            let day = entry.time()?;
            let (reason, earlier) = match entry.optional(tag::SEQUENCE)? {
                Some(found) => circumstances(Reader::new(found.body))?,
                None => (None, None),
            };
            return Ok(Some(Revoked::of(day, reason, earlier)));
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

/// Why, and since when a key is thought to be somebody else's, if that stands among the extensions of an entry.
fn circumstances(mut extensions: Reader<'_>) -> Result<(Option<u32>, Option<i64>)> {
    let (mut reason, mut earlier) = (None, None);
    while !extensions.is_empty() {
        let (name, _, value) = extension(&mut extensions)?;
        match name {
            oid::REASON => reason = Some(der::small(der::only(value)?.of(tag::ENUMERATED)?)?),
            oid::INVALIDITY_DATE => earlier = Some(der::time(der::only(value)?.of(tag::TIME)?)?),
            _ => {}
        }
    }
    Ok((reason, earlier))
}

/// An answer of OCSP.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    seal: Seal<'a>,
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
        let seal = Seal::read(&mut basic)?.known()?;
        let certificates = match basic.optional(tag::structure(0))? {
            Some(found) => cms::certificates(der::sequence(found.body)?)?,
            None => Vec::new(),
        };
        basic.end()?;
        let mut body = der::sequence(seal.signed)?;
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
            seal,
            made,
            singles,
            certificates,
        })
    }

    /// Whether it is of such a certificate, by its number and the name of its issuer. Errors: there is no time left.
    pub fn is_of(&self, of: &Certificate<'_>, effort: &Effort) -> Result<bool> {
        for single in self.singles.iter().filter(|single| single.serial == of.serial) {
            effort.hash(of.issuer.len())?;
            if single.hash.of(of.issuer) == single.issuer {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What it says of a certificate of that issuer. None where it is not of it, or by nobody who may say so.
    pub fn says(
        &self,
        of: &Certificate<'_>,
        issuer: &Certificate<'_>,
        effort: &Effort,
    ) -> Result<Option<Said>> {
        let Some(said) = self.single(of, issuer, effort)?.and_then(|single| single.said) else {
            return Ok(None);
        };
        if self.seal.is_by(&issuer.key, effort)? {
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
            if one.seal.is_by(&issuer.key, effort)? && self.seal.is_by(&one.key, effort)? {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }

    /// The part of it that is of a certificate of that issuer.
    fn single(
        &self,
        of: &Certificate<'_>,
        issuer: &Certificate<'_>,
        effort: &Effort,
    ) -> Result<Option<&Single<'a>>> {
        if of.issuer != issuer.subject {
            return Ok(None);
        }
        for single in self.singles.iter().filter(|single| single.serial == of.serial) {
            effort.hash(issuer.subject.len() + issuer.key_bits.len())?;
            let is_named = single.hash.of(issuer.subject) == single.issuer;
            if is_named && single.hash.of(issuer.key_bits) == single.key {
                return Ok(Some(single));
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
            earlier = circumstances(extensions)?.1;
            nothing_critical(extensions)?;
        }
        reader.end()?;
        let said = |revoked: Option<Revoked>| Some(Said { from, until, revoked });
        let said = match status.tag {
            0x80 if status.body.is_empty() => said(None),
            0xA1 => {
                let mut found = Reader::new(status.body);
                let day = der::time(found.next(tag::TIME)?.body)?;
                let reason = match found.optional(tag::structure(0))? {
                    Some(reason) => Some(der::small(der::only(reason.body)?.of(tag::ENUMERATED)?)?),
                    None => None,
                };
                found.end()?;
                said(Some(Revoked::of(day, reason, earlier)))
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
}

fn nothing_critical(mut extensions: Reader<'_>) -> Result<()> {
    while !extensions.is_empty() {
        if extension(&mut extensions)?.1 {
            return Err(Fault::Extension);
        }
    }
    Ok(())
}
