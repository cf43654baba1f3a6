//! Signed data (CMS) with one signer: who signed, what the signed attributes say, and whether the signature is by that key.
//! Nothing is taken that the signature does not cover: no signature without signed attributes, none whose attributes do not name the
//! content, its kind and the certificate, each once and in order.
//! Source: RFC 5652 §5, §11; RFC 5035 (signing certificate); RFC 6211; GM/T 0010. Limits: 64 KiB; 16 certificates, lists, attributes.

use crate::algorithm::{Hash, Scheme};
use crate::certificate::Certificate;
use crate::der::{self, tag, Element, Reader};
use crate::effort::Effort;
use crate::fault::{Fault, Result};
use crate::oid;

/// Longest signature or time stamp with all that it carries. Units: bytes.
pub const LEN_MAX: usize = 64 << 10;
/// Most certificates, lists or attributes in one.
const MANY: usize = 16;

/// Signed data.
#[derive(Debug, Clone)]
pub struct SignedData<'a> {
    /// What kind of content was signed.
    pub kind: &'a [u8],
    /// The content, where it is inside.
    pub content: Option<&'a [u8]>,
    /// What is carried to judge it by.
    pub certificates: Vec<Certificate<'a>>,
    /// Lists of what was revoked.
    pub lists: Vec<&'a [u8]>,
    /// Answers of OCSP.
    pub answers: Vec<&'a [u8]>,
    signer: Signer<'a>,
}

/// What stands of the one who signed.
#[derive(Debug, Clone)]
struct Signer<'a> {
    id: Id<'a>,
    hash: Hash,
    scheme: Scheme,
    /// As they stand, and as they were signed.
    attributes: Vec<Attribute<'a>>,
    signed: Vec<u8>,
    signature: &'a [u8],
    /// Time stamps of the signature.
    stamps: Vec<&'a [u8]>,
    /// The identifiers of hash and scheme, which the signer may have signed too.
    algorithms: (&'a [u8], &'a [u8]),
}

/// How the signer's certificate is named; the signed attributes say which one it is.
#[derive(Debug, Clone, Copy)]
enum Id<'a> {
    Serial { issuer: &'a [u8], serial: &'a [u8] },
    Key,
}

/// An attribute: its name, and its values.
type Attribute<'a> = (&'a [u8], Reader<'a>);

/// How a signer's certificate may be named in what they signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// By a hash that nobody can make two certificates for.
    Strong,
    /// By SHA-1 too: whom it names does not matter beyond that they are such an authority.
    Any,
}

impl<'a> SignedData<'a> {
    /// Reads what is the whole of these bytes.
    pub fn read(bytes: &'a [u8]) -> Result<SignedData<'a>> {
        if bytes.len() > LEN_MAX {
            return Err(Fault::Bounds);
        }
        SignedData::of(der::only(bytes)?)
    }

    /// The same of an element.
    pub fn of(outer: Element<'a>) -> Result<SignedData<'a>> {
        let mut outer = Reader::new(outer.of(tag::SEQUENCE)?);
        let kind = outer.object()?;
        if kind != oid::SIGNED_DATA && kind != oid::GM_SIGNED_DATA {
            return Err(Fault::Form);
        }
        let mut data = der::sequence(outer.next(tag::structure(0))?.body)?;
        outer.end()?;
        if !(1..=5).contains(&data.small()?) {
            return Err(Fault::Form);
        }
        let _ = data.next(tag::SET)?;
        let mut content = data.sequence()?;
        let kind = content.object()?;
        let inside = content.optional(tag::structure(0))?;
        let inside = inside.map(|it| der::only(it.body)?.of(tag::OCTETS)).transpose()?;
        content.end()?;
        let carried = data.optional(tag::structure(0))?;
        let (lists, answers) = match data.optional(tag::structure(1))? {
            Some(found) => revocations(found.body)?,
            None => Default::default(),
        };
        let mut signers = data.inside(tag::SET)?;
        data.end()?;
        let (Ok(signer), true) = (signers.sequence(), signers.is_empty()) else {
            return Err(Fault::Signers);
        };
        Ok(SignedData {
            kind,
            content: inside,
            certificates: match carried {
                Some(carried) => certificates(Reader::new(carried.body))?,
                None => Vec::new(),
            },
            lists,
            answers,
            signer: Signer::read(signer)?,
        })
    }

    /// By which hash the content was signed.
    pub fn hash(&self) -> Hash {
        self.signer.hash
    }

    /// The hash of the content that was signed, if the attributes are those of a content of this kind.
    pub fn digest(&self) -> Result<&'a [u8]> {
        let mut kinds = self.signer.one(oid::CONTENT_TYPE)?;
        if kinds.object()? != self.kind || !kinds.is_empty() {
            return Err(Fault::Attributes);
        }
        let mut digests = self.signer.one(oid::MESSAGE_DIGEST)?;
        let digest = digests.next(tag::OCTETS).map_err(|_| Fault::Attributes)?;
        digests.end().map_err(|_| Fault::Attributes)?;
        Ok(digest.body)
    }

    /// The certificate by whose key this is signed, the one that the signed attributes name: among those inside, and `beside`.
    pub fn signer(
        &self,
        beside: &[Certificate<'a>],
        naming: Naming,
        effort: &Effort,
    ) -> Result<Certificate<'a>> {
        self.signer.algorithms_agree()?;
        let named = self.signer.named(naming)?;
        let all = || self.certificates.iter().chain(beside);
        let mut found = None;
        for one in all() {
            effort.hash(one.whole.len())?;
            if named.is(one) {
                found = Some(one);
                break;
            }
        }
        let certificate = found.ok_or_else(|| match all().any(|one| self.signer.id.is(one)) {
            true => Fault::OtherCertificate,
            false => Fault::NoCertificate,
        })?;
        if !self.signer.id.is(certificate) {
            return Err(Fault::OtherCertificate);
        }
        effort.check(self.signer.signed.len())?;
        let Signer {
            scheme,
            signed,
            signature,
            ..
        } = &self.signer;
        certificate.key.check(*scheme, signed, signature)?;
        Ok(certificate.clone())
    }

    /// Time stamps of the signature that stand beside it, and the signature.
    pub fn stamps(&self) -> (&[&'a [u8]], &'a [u8]) {
        (&self.signer.stamps, self.signer.signature)
    }
}

/// Certificates of a set. What is none that is read here stands in nobody's way; whoever needs it does not find it.
pub fn certificates(mut reader: Reader<'_>) -> Result<Vec<Certificate<'_>>> {
    let (mut all, mut count) = (Vec::new(), 0);
    while !reader.is_empty() {
        if count == MANY {
            return Err(Fault::Bounds);
        }
        count += 1;
        all.extend(Certificate::read(reader.element()?.whole));
    }
    Ok(all)
}

/// Lists and answers, unread: what of them is of use is found out later.
type ListsAndAnswers<'a> = (Vec<&'a [u8]>, Vec<&'a [u8]>);

fn revocations(bytes: &[u8]) -> Result<ListsAndAnswers<'_>> {
    let mut reader = Reader::new(bytes);
    let (mut lists, mut answers) = (Vec::new(), Vec::new());
    while !reader.is_empty() {
        let one = reader.element()?;
        match one.tag {
            tag::SEQUENCE => lists.push(one.whole),
            _ => {
                let mut other = Reader::new(one.of(tag::structure(1))?);
                if other.object()? == oid::RI_OCSP {
                    answers.push(other.next(tag::SEQUENCE)?.whole);
                }
            }
        }
        if lists.len() + answers.len() > MANY {
            return Err(Fault::Bounds);
        }
    }
    Ok((lists, answers))
}

impl<'a> Signer<'a> {
    fn read(mut reader: Reader<'a>) -> Result<Signer<'a>> {
        let version = reader.small()?;
        let id = reader.element()?;
        let id = match (version, id.tag) {
            (1, tag::SEQUENCE) => {
                let mut id = Reader::new(id.body);
                let issuer = id.next(tag::SEQUENCE)?.whole;
                let serial = id.integer()?;
                id.end()?;
                Id::Serial { issuer, serial }
            }
            (3, 0x80) => Id::Key,
            _ => return Err(Fault::Form),
        };
        let mut ahead = reader;
        let named_hash = ahead.next(tag::SEQUENCE)?.body;
        let hash = Hash::read(&mut reader)?;
        let attributes = reader.optional(tag::structure(0))?.ok_or(Fault::Attributes)?;
        let mut ahead = reader;
        let named_scheme = ahead.next(tag::SEQUENCE)?.body;
        let scheme = Scheme::read_beside(&mut reader, hash)?;
        let signature = reader.next(tag::OCTETS)?.body;
        let beside = reader.optional(tag::structure(1))?;
        reader.end()?;
        Ok(Signer {
            id,
            hash,
            scheme,
            attributes: attributes_of(attributes.body, true)?,
            // Signed is the set, not the field in which it stands.
            signed: der::write(tag::SET, &[attributes.body]),
            signature,
            stamps: match beside {
                Some(beside) => stamps(beside.body)?,
                None => Vec::new(),
            },
            algorithms: (named_hash, named_scheme),
        })
    }

    /// The value of an attribute that stands there once and has one.
    fn one(&self, name: &[u8]) -> Result<Reader<'a>> {
        let mut found = self.attributes.iter().filter(|(own, _)| *own == name);
        let (Some((_, values)), None) = (found.next(), found.next()) else {
            return Err(Fault::Attributes);
        };
        let mut rest = *values;
        let _ = rest.element().map_err(|_| Fault::Attributes)?;
        rest.end().map_err(|_| Fault::Attributes)?;
        Ok(*values)
    }

    /// How the signed attributes name the certificate.
    fn named(&self, naming: Naming) -> Result<Named<'a>> {
        let has = |name| self.attributes.iter().any(|(own, _)| *own == name);
        let is_strong = has(oid::SIGNING_CERTIFICATE_V2);
        let mut value = match (is_strong, naming) {
            (true, _) => self.one(oid::SIGNING_CERTIFICATE_V2)?,
            (false, Naming::Any) => self.one(oid::SIGNING_CERTIFICATE)?,
            (false, Naming::Strong) => return Err(Fault::Attributes),
        };
        let mut all = value.sequence()?.sequence()?;
        // The first is the signer's; the others are of those who issued it.
        let mut first = all.sequence()?;
        let hash = match is_strong {
            false => Hash::Sha1,
            true => {
                let mut ahead = first;
                match ahead.element()?.tag {
                    // What stands for itself.
                    tag::OCTETS => Hash::Sha256,
                    _ => Hash::read(&mut first)?,
                }
            }
        };
        let digest = first.next(tag::OCTETS)?.body;
        let serial = match first.is_empty() {
            true => None,
            false => {
                let mut both = first.sequence()?;
                let mut names = both.sequence()?;
                let issuer = der::only(names.next(tag::structure(4))?.body)?.whole;
                names.end()?;
                let serial = both.integer()?;
                both.end()?;
                Some((issuer, serial))
            }
        };
        first.end()?;
        Ok(Named { hash, digest, serial })
    }

    /// That the algorithms are those that the signer says they meant, where they say so.
    fn algorithms_agree(&self) -> Result<()> {
        if !self
            .attributes
            .iter()
            .any(|(name, _)| *name == oid::ALGORITHM_PROTECTION)
        {
            return Ok(());
        }
        let mut meant = self.one(oid::ALGORITHM_PROTECTION)?.sequence()?;
        let hash = meant.next(tag::SEQUENCE)?.body;
        let scheme = meant.next(tag::structure(1))?.body;
        meant.end()?;
        match (hash, scheme) == self.algorithms {
            true => Ok(()),
            false => Err(Fault::Algorithm),
        }
    }
}

impl Id<'_> {
    fn is(&self, certificate: &Certificate<'_>) -> bool {
        match self {
            Id::Serial { issuer, serial } => *issuer == certificate.issuer && *serial == certificate.serial,
            // An authority's name for a key; the attributes name the certificate by its hash.
            Id::Key => true,
        }
    }
}

/// A certificate as the signed attributes name it.
struct Named<'a> {
    hash: Hash,
    digest: &'a [u8],
    serial: Option<(&'a [u8], &'a [u8])>,
}

impl Named<'_> {
    fn is(&self, certificate: &Certificate<'_>) -> bool {
        let is_same = self
            .serial
            .is_none_or(|serial| serial == (certificate.issuer, certificate.serial));
        is_same && self.hash.of(certificate.whole) == self.digest
    }
}

/// The attributes of a set; those that were signed in the order of DER, each name once.
fn attributes_of(bytes: &[u8], are_signed: bool) -> Result<Vec<Attribute<'_>>> {
    let mut reader = Reader::new(bytes);
    let mut all: Vec<Attribute<'_>> = Vec::new();
    let mut before: &[u8] = &[];
    while !reader.is_empty() {
        let one = reader.next(tag::SEQUENCE)?;
        if all.len() == MANY {
            return Err(Fault::Bounds);
        }
        let mut inside = Reader::new(one.body);
        let name = inside.object()?;
        let values = inside.inside(tag::SET)?;
        inside.end()?;
        if are_signed {
            if one.whole <= before {
                return Err(Fault::Form);
            }
            if all.iter().any(|(other, _)| *other == name) {
                return Err(Fault::Attributes);
            }
        }
        before = one.whole;
        all.push((name, values));
    }
    Ok(all)
}

/// Time stamps among attributes that are not signed.
fn stamps(bytes: &[u8]) -> Result<Vec<&[u8]>> {
    let mut found = Vec::new();
    for (name, mut values) in attributes_of(bytes, false)? {
        while name == oid::TIME_STAMP && !values.is_empty() && found.len() < MANY {
            found.push(values.element()?.whole);
        }
    }
    Ok(found)
}
