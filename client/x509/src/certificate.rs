//! A certificate: read without copying, with what its extensions say of it.
//! Source: RFC 5280 §4; GM/T 0015 (the same, with SM2). Limits: 16 KiB, 32 extensions.

use crate::algorithm::{Key, Seal};
use crate::der::{self, tag};
use crate::fault::{Fault, Result};
use crate::name::{Constraints, General};
use crate::{name, oid};

/// Longest certificate. Units: bytes.
pub const LEN_MAX: usize = 16 << 10;
/// Most extensions.
const EXTENSIONS_MAX: usize = 32;

/// What a key may be used for: the bits of the extension.
pub mod usage {
    pub const SIGNATURE: u32 = 1;
    pub const NON_REPUDIATION: u32 = 1 << 1;
    pub const CERTIFICATES: u32 = 1 << 5;
    pub const LISTS: u32 = 1 << 6;
}

/// A certificate.
#[derive(Debug, Clone)]
pub struct Certificate<'a> {
    /// All of it.
    pub whole: &'a [u8],
    /// What its issuer signed, and how.
    pub seal: Seal<'a>,
    /// Its number among those of its issuer.
    pub serial: &'a [u8],
    /// Names, DER.
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    /// From when until when, both included. Units: seconds since 1970.
    pub from: i64,
    pub until: i64,
    pub key: Key<'a>,
    /// The bits of the key, by whose hash others name it.
    pub key_bits: &'a [u8],
    pub extensions: Extensions<'a>,
}

/// What its extensions say.
#[derive(Debug, Clone, Default)]
pub struct Extensions<'a> {
    /// Whether it may issue others, and how many authorities may stand between.
    pub is_authority: bool,
    pub path_length: Option<u32>,
    /// None where it says nothing.
    pub usage: Option<u32>,
    /// What it is for, with whether that is critical. None where it says nothing.
    pub purposes: Option<(Vec<&'a [u8]>, bool)>,
    /// Its other names.
    pub names: Vec<General<'a>>,
    pub constraints: Option<Constraints<'a>>,
    /// Where its issuer publishes lists, as the lists name the place.
    pub lists: Vec<&'a [u8]>,
    /// Whether something is critical that is not known.
    pub is_foreign: bool,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate that is the whole of these bytes.
    pub fn read(bytes: &'a [u8]) -> Result<Certificate<'a>> {
        if bytes.len() > LEN_MAX {
            return Err(Fault::Bounds);
        }
        let mut outer = der::sequence(bytes)?;
        let seal = Seal::read(&mut outer)?;
        outer.end()?;

        let mut body = der::sequence(seal.signed)?;
        let version = match body.optional(tag::structure(0))? {
            Some(version) => der::small(der::only(version.body)?.of(tag::INTEGER)?)?,
            None => 0,
        };
        let serial = body.integer()?;
        seal.repeats(&mut body)?;
        let issuer = body.next(tag::SEQUENCE)?.whole;
        let mut validity = body.sequence()?;
        let (from, until) = (validity.time()?, validity.time()?);
        validity.end()?;
        let subject = body.next(tag::SEQUENCE)?.whole;
        let (key, key_bits) = Key::read(&mut body)?;
        let _ = body.optional(tag::plain(1))?;
        let _ = body.optional(tag::plain(2))?;
        let extensions = body.optional(tag::structure(3))?;
        body.end()?;
        // Whether something is an authority only version 3 can say.
        let extensions = match (extensions, version) {
            (Some(found), 2) => Extensions::read(found.body)?,
            (None, _) => Extensions::default(),
            (Some(_), _) => return Err(Fault::Form),
        };
        if serial.len() > 21 {
            return Err(Fault::Bounds);
        }
        Ok(Certificate {
            whole: bytes,
            seal,
            serial,
            issuer,
            subject,
            from,
            until,
            key,
            key_bits,
            extensions,
        })
    }

    /// Whether it was valid then. Units: seconds since 1970.
    pub fn is_valid_at(&self, time: i64) -> bool {
        (self.from..=self.until).contains(&time)
    }

    /// Whether its key may be used for one of these; it may where it says nothing.
    pub fn may(&self, uses: u32) -> bool {
        self.extensions.usage.is_none_or(|usage| usage & uses != 0)
    }

    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// All names to which an authority's constraints are held.
    pub fn names(&self) -> Vec<General<'a>> {
        let is_named = !der::sequence(self.subject).is_ok_and(|parts| parts.is_empty());
        let subject = is_named.then_some(General::Directory(self.subject));
        subject
            .into_iter()
            .chain(self.extensions.names.iter().copied())
            .chain(self.mails())
            .collect()
    }

    /// Addresses in the subject, from before there were other names.
    fn mails(&self) -> Vec<General<'a>> {
        const ADDRESS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01];
        let mut found = Vec::new();
        let Ok(mut parts) = der::sequence(self.subject) else {
            return found;
        };
        while let Ok(mut set) = parts.inside(tag::SET) {
            while let Ok(mut pair) = set.sequence() {
                if let (Ok(ADDRESS), Ok(value)) = (pair.object(), pair.element()) {
                    found.push(General::Email(value.body));
                }
            }
        }
        found
    }

    /// Its subject in words.
    pub fn subject_shown(&self) -> Result<String> {
        name::shown(self.subject)
    }

    /// Its issuer in words.
    pub fn issuer_shown(&self) -> Result<String> {
        name::shown(self.issuer)
    }

    /// Its number in hexadecimal, as openssl writes it.
    pub fn serial_shown(&self) -> String {
        hex::encode(der::positive(self.serial).unwrap_or(self.serial))
    }
}

impl<'a> Extensions<'a> {
    fn read(bytes: &'a [u8]) -> Result<Extensions<'a>> {
        let mut all = Extensions::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        let mut reader = der::sequence(bytes)?;
        while !reader.is_empty() {
            let (name, is_critical, value) = extension(&mut reader)?;
            if seen.contains(&name) {
                return Err(Fault::Form);
            }
            if seen.len() == EXTENSIONS_MAX {
                return Err(Fault::Bounds);
            }
            seen.push(name);
            all.take(name, is_critical, value)?;
        }
        Ok(all)
    }

    fn take(&mut self, name: &[u8], is_critical: bool, value: &'a [u8]) -> Result<()> {
        match name {
            oid::BASIC_CONSTRAINTS => {
                let mut reader = der::sequence(value)?;
                self.is_authority = reader.flag()?;
                if !reader.is_empty() {
                    self.path_length = Some(reader.small()?);
                }
                reader.end()?;
            }
            oid::KEY_USAGE => {
                let bits = der::only(value)?.of(tag::BITS)?;
                self.usage = Some(der::named_bits(bits)?);
            }
            oid::EXTENDED_KEY_USAGE => {
                let mut reader = der::sequence(value)?;
                let mut purposes = Vec::new();
                while !reader.is_empty() {
                    purposes.push(reader.object()?);
                    if purposes.len() > EXTENSIONS_MAX {
                        return Err(Fault::Bounds);
                    }
                }
                self.purposes = Some((purposes, is_critical));
            }
            oid::ALTERNATIVE_NAME => self.names = General::list(value)?,
            oid::NAME_CONSTRAINTS => self.constraints = Some(Constraints::read(value)?),
            oid::DISTRIBUTION_POINTS => self.lists = places(value)?,
            // Under which rules it was issued is for people to read.
            oid::POLICIES => {}
            _ => self.is_foreign |= is_critical,
        }
        Ok(())
    }

    /// Whether it is for one of these, or says of nothing that it is for.
    pub fn admits(&self, wanted: &[&[u8]]) -> bool {
        self.purposes
            .as_ref()
            .is_none_or(|(purposes, _)| purposes.iter().any(|one| wanted.contains(one)))
    }
}

/// An extension: name, whether it is critical, value.
pub fn extension<'a>(reader: &mut der::Reader<'a>) -> Result<(&'a [u8], bool, &'a [u8])> {
    let mut one = reader.sequence()?;
    let name = one.object()?;
    let is_critical = one.flag()?;
    let value = one.next(tag::OCTETS)?.body;
    one.end()?;
    Ok((name, is_critical, value))
}

/// The names of the places of lists.
fn places(bytes: &[u8]) -> Result<Vec<&[u8]>> {
    let mut reader = der::sequence(bytes)?;
    let mut all = Vec::new();
    while !reader.is_empty() {
        let mut point = reader.sequence()?;
        if let Some(name) = point.optional(tag::structure(0))? {
            all.extend(place(name.body)?);
        }
        if all.len() > EXTENSIONS_MAX {
            return Err(Fault::Bounds);
        }
    }
    Ok(all)
}

/// The full names of a place; none for one that is named beside its issuer.
pub fn place(bytes: &[u8]) -> Result<Vec<&[u8]>> {
    let name = der::only(bytes)?;
    let mut names = der::Reader::new(name.body);
    let mut all = Vec::new();
    while name.tag == tag::structure(0) && !names.is_empty() && all.len() <= EXTENSIONS_MAX {
        all.push(names.element()?.whole);
    }
    Ok(all)
}
