//! Names of people and authorities: compared by their bytes, shown as people read them, and held to the constraints of an authority.
//! Source: RFC 4514 (text), RFC 5280 §4.1.2.4, §4.2.1.6, §4.2.1.10. Limits: 64 parts of a name, 64 names, 64 constraints.

use std::fmt::Write;

use crate::der::{self, tag, Reader};
use crate::effort::Effort;
use crate::fault::{Fault, Result};
use crate::oid;

/// Most parts of a name, names of a certificate, constraints of an authority.
const MANY: usize = 64;

/// `CN=…, O=…` of a name; the most particular part first, as RFC 4514 has it.
pub fn shown(name: &[u8]) -> Result<String> {
    let mut parts = Vec::new();
    let mut reader = der::sequence(name)?;
    while !reader.is_empty() {
        let mut set = reader.inside(tag::SET)?;
        let mut text = String::new();
        while !set.is_empty() {
            let mut pair = set.sequence()?;
            let kind = pair.object()?;
            let value = pair.element()?;
            pair.end()?;
            if !text.is_empty() {
                text.push('+');
            }
            text.push_str(&label(kind));
            text.push('=');
            text.push_str(&escaped(&words(value.tag, value.body)));
        }
        parts.push(text);
        if parts.len() > MANY {
            return Err(Fault::Bounds);
        }
    }
    parts.reverse();
    Ok(parts.join(", "))
}

fn label(kind: &[u8]) -> String {
    let known = match kind {
        [0x55, 0x04, 0x03] => "CN",
        [0x55, 0x04, 0x04] => "SN",
        [0x55, 0x04, 0x05] => "serialNumber",
        [0x55, 0x04, 0x06] => "C",
        [0x55, 0x04, 0x07] => "L",
        [0x55, 0x04, 0x08] => "ST",
        [0x55, 0x04, 0x0A] => "O",
        [0x55, 0x04, 0x0B] => "OU",
        [0x55, 0x04, 0x0C] => "title",
        [0x55, 0x04, 0x2A] => "GN",
        [0x55, 0x04, 0x61] => "organizationIdentifier",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x01] => "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19] => "DC",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01] => "emailAddress",
        _ => return oid::shown(kind),
    };
    known.to_owned()
}

/// The text of a value; in hexadecimal where it is none that is known.
fn words(kind: u8, body: &[u8]) -> String {
    let text = match kind {
        // UTF8String, and those whose signs are among its own: NumericString, PrintableString, IA5String, VisibleString.
        0x0C | 0x12 | 0x13 | 0x16 | 0x1A => String::from_utf8(body.to_vec()).ok(),
        // BMPString.
        0x1E if body.len().is_multiple_of(2) => {
            let units = body
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .collect::<std::result::Result<_, _>>()
                .ok()
        }
        _ => None,
    };
    text.unwrap_or_else(|| format!("#{}", hex::encode(body)))
}

/// With a stroke before what would end or join a part.
fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=') {
            all.push('\\');
        }
        match sign.is_control() {
            true => drop(write!(all, "\\{:02x}", u32::from(sign))),
            false => all.push(sign),
        }
    }
    all
}

/// One of the names of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum General<'a> {
    Email(&'a [u8]),
    Host(&'a [u8]),
    Directory(&'a [u8]),
    Address(&'a [u8]),
    /// Of a kind whose constraints are not known, by its tag.
    Other(u8),
}

impl<'a> General<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<General<'a>> {
        let next = reader.element()?;
        Ok(match next.tag {
            0x81 => General::Email(next.body),
            0x82 => General::Host(next.body),
            // A choice is never tagged by itself: the name stands inside.
            0xA4 => General::Directory(der::only(next.body)?.whole),
            0x87 => General::Address(next.body),
            kind if kind & 0xC0 == 0x80 && kind & 0x1F <= 8 => General::Other(kind & 0x1F),
            _ => return Err(Fault::Form),
        })
    }

    /// A list of names.
    pub fn list(bytes: &'a [u8]) -> Result<Vec<General<'a>>> {
        let mut reader = der::sequence(bytes)?;
        let mut names = Vec::new();
        while !reader.is_empty() {
            names.push(General::read(&mut reader)?);
            if names.len() > MANY {
                return Err(Fault::Bounds);
            }
        }
        Ok(names)
    }

    /// Whether `self` is among those that `constraint` speaks of; None where that speaks of another kind of names.
    fn is_within(&self, constraint: &General<'_>) -> Option<bool> {
        match (*self, *constraint) {
            (General::Directory(name), General::Directory(above)) => Some(is_below(name, above)),
            (General::Email(address), General::Email(of)) => Some(is_mail_of(address, of)),
            (General::Host(host), General::Host(above)) => Some(is_host_below(host, above)),
            (General::Address(address), General::Address(of)) => Some(is_address_of(address, of)),
            _ => None,
        }
    }

    /// How much of it is looked at. Units: bytes.
    fn length(&self) -> usize {
        match self {
            General::Email(body)
            | General::Host(body)
            | General::Directory(body)
            | General::Address(body) => body.len(),
            General::Other(_) => 1,
        }
    }

    fn kind(&self) -> u8 {
        match self {
            General::Email(_) => 1,
            General::Host(_) => 2,
            General::Directory(_) => 4,
            General::Address(_) => 7,
            General::Other(kind) => *kind,
        }
    }
}

/// What an authority may certify.
#[derive(Debug, Clone, Default)]
pub struct Constraints<'a> {
    permitted: Vec<General<'a>>,
    excluded: Vec<General<'a>>,
}

impl<'a> Constraints<'a> {
    /// Reads the extension.
    pub fn read(bytes: &'a [u8]) -> Result<Constraints<'a>> {
        let mut reader = der::sequence(bytes)?;
        let mut list = |number| -> Result<Vec<General<'a>>> {
            let Some(mut subtrees) = reader
                .optional(tag::structure(number))?
                .map(|it| Reader::new(it.body))
            else {
                return Ok(Vec::new());
            };
            let mut all = Vec::new();
            while !subtrees.is_empty() {
                let mut one = subtrees.sequence()?;
                all.push(General::read(&mut one)?);
                // Distances are not used [RFC 5280, 4.2.1.10]: at least 0, at most nothing.
                one.end()?;
                if all.len() > MANY {
                    return Err(Fault::Bounds);
                }
            }
            Ok(all)
        };
        let found = Constraints {
            permitted: list(0)?,
            excluded: list(1)?,
        };
        reader.end()?;
        Ok(found)
    }

    /// Holds the names of a certificate to it. A constraint on a kind of names that is not known admits none of that kind.
    ///
    /// Errors: also where there is no time left.
    pub fn check(&self, names: &[General<'_>], effort: &Effort) -> Result<()> {
        for name in names {
            let of_kind = |all: &[General<'_>]| -> Result<Vec<Option<bool>>> {
                let same = all.iter().filter(|one| one.kind() == name.kind());
                same.map(|one| {
                    effort.compare(name.length() + one.length())?;
                    Ok(name.is_within(one))
                })
                .collect()
            };
            let (permitted, excluded) = (of_kind(&self.permitted)?, of_kind(&self.excluded)?);
            let is_permitted = permitted.is_empty() || permitted.contains(&Some(true));
            let is_excluded = excluded.iter().any(|found| *found != Some(false));
            if !is_permitted || is_excluded {
                return Err(Fault::NameConstraints);
            }
        }
        Ok(())
    }
}

/// Whether a name begins with the parts of another.
fn is_below(name: &[u8], above: &[u8]) -> bool {
    let parts = |name| der::sequence(name).ok();
    let (Some(mut name), Some(mut above)) = (parts(name), parts(above)) else {
        return false;
    };
    while !above.is_empty() {
        match (name.element(), above.element()) {
            (Ok(own), Ok(other)) if is_same_part(own.whole, other.whole) => {}
            _ => return false,
        }
    }
    true
}

/// Whether two parts say the same, in whatever kind of text and case: an authority that excludes `Li` means `LI` too.
fn is_same_part(one: &[u8], other: &[u8]) -> bool {
    let read = |part| -> Result<Vec<(Vec<u8>, String)>> {
        let mut set = Reader::new(der::only(part)?.of(tag::SET)?);
        let mut pairs = Vec::new();
        while !set.is_empty() {
            let mut pair = set.sequence()?;
            let kind = pair.object()?.to_vec();
            let value = pair.element()?;
            let text = words(value.tag, value.body).to_lowercase();
            let text: Vec<&str> = text.split_whitespace().collect();
            pairs.push((kind, text.join(" ")));
        }
        pairs.sort();
        Ok(pairs)
    };
    matches!((read(one), read(other)), (Ok(one), Ok(other)) if one == other)
}

fn is_host_below(host: &[u8], above: &[u8]) -> bool {
    let (host, above) = (host.to_ascii_lowercase(), above.to_ascii_lowercase());
    let above = above.strip_prefix(b".").unwrap_or(&above);
    match host.strip_suffix(above) {
        Some(rest) => above.is_empty() || rest.is_empty() || rest.ends_with(b"."),
        None => false,
    }
}

/// Of an address, of a host, or of all hosts below one that begins with a point.
fn is_mail_of(address: &[u8], of: &[u8]) -> bool {
    let Some(at) = address.iter().rposition(|sign| *sign == b'@') else {
        return false;
    };
    let (local, host) = (&address[..at], &address[at + 1..]);
    match of.iter().rposition(|sign| *sign == b'@') {
        Some(at) => local == &of[..at] && host.eq_ignore_ascii_case(&of[at + 1..]),
        None if of.starts_with(b".") => {
            host.len() >= of.len() && host[host.len() - of.len()..].eq_ignore_ascii_case(of)
        }
        None => host.eq_ignore_ascii_case(of),
    }
}

/// An address and a mask, of both kinds of addresses.
fn is_address_of(address: &[u8], of: &[u8]) -> bool {
    let (base, mask) = of.split_at(of.len() / 2);
    let is_sized = matches!(address.len(), 4 | 16) && of.len() == address.len() * 2;
    is_sized
        && address
            .iter()
            .zip(base.iter().zip(mask))
            .all(|(own, (base, mask))| own & mask == base & mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_held_to_the_kind_of_names_that_they_are_of() {
        let holds = |permitted: &[General<'static>], excluded: &[General<'static>], name: General<'_>| {
            let constraints = Constraints {
                permitted: permitted.to_vec(),
                excluded: excluded.to_vec(),
            };
            constraints.check(&[name], &Effort::of(1)).is_ok()
        };
        let host = General::Host;
        assert!(holds(&[host(b"example.com")], &[], host(b"a.EXAMPLE.com")));
        assert!(!holds(&[host(b"example.com")], &[], host(b"badexample.com")));
        assert!(holds(&[host(b"example.com")], &[], General::Email(b"a@b.c")));
        assert!(!holds(&[], &[host(b"example.com")], host(b"example.com")));
        let mail = General::Email;
        assert!(
            holds(&[mail(b"b.c")], &[], mail(b"a@B.c")) && !holds(&[mail(b"b.c")], &[], mail(b"a@x.b.c"))
        );
        assert!(
            holds(&[mail(b".b.c")], &[], mail(b"a@x.b.c")) && !holds(&[mail(b".b.c")], &[], mail(b"a@b.c"))
        );
        assert!(
            holds(&[mail(b"a@b.c")], &[], mail(b"a@b.c")) && !holds(&[mail(b"a@b.c")], &[], mail(b"x@b.c"))
        );
        assert!(!holds(&[mail(b"b.c")], &[], mail(b"no address")));
        let address = General::Address;
        assert!(holds(
            &[address(&[10, 0, 0, 0, 255, 0, 0, 0])],
            &[],
            address(&[10, 1, 2, 3])
        ));
        assert!(!holds(
            &[address(&[10, 0, 0, 0, 255, 0, 0, 0])],
            &[],
            address(&[11, 1, 2, 3])
        ));
        assert!(!holds(&[address(&[10])], &[], address(&[10, 1, 2, 3])));
        assert!(
            !holds(&[General::Other(6)], &[], General::Other(6)),
            "of a kind that is not known"
        );
        assert!(!holds(&[], &[General::Other(6)], General::Other(6)));
        assert!(holds(&[General::Other(6)], &[], host(b"a")));
    }

    #[test]
    fn many_constraints_on_many_names_take_no_longer_than_there_is_time() {
        let long = [b'a'; 100];
        let names = [General::Email(&long); MANY];
        let constraints = Constraints {
            permitted: Vec::new(),
            excluded: vec![General::Email(b"example.com"); MANY],
        };
        assert_eq!(constraints.check(&names, &Effort::of(1_000)), Ok(()));
        assert_eq!(constraints.check(&names, &Effort::of(50)), Err(Fault::Effort));
    }
}
