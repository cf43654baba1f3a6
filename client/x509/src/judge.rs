//! The judgement: a signature or a time stamp, the way of its certificate, and whether that was revoked, as of a time.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::certificate::{usage, Certificate};
use crate::cms::{Naming, SignedData};
use crate::fault::{Fault, Result};
use crate::path::{is_authority, Effort, Search, Way};
use crate::revocation::{Answer, List, Said};
use crate::stamp::Token;
use crate::{content, oid, pem};

/// How much is done for one file: some 1,000 checks of signatures.
const EFFORT: u32 = 1_000;
/// Most roots.
const ROOTS_MAX: usize = 256;

/// The authorities that a verifier trusts.
#[derive(Debug, Clone, Default)]
pub struct Roots(Vec<Vec<u8>>);

impl Roots {
    /// Adds the certificates of a file, PEM or DER.
    ///
    /// Errors: it has none, or one of nobody who may issue others.
    pub fn read(&mut self, bytes: &[u8]) -> Result<()> {
        let mut found: Vec<Vec<u8>> = Vec::new();
        for (label, der) in pem::blocks(bytes)? {
            if label == "CERTIFICATE" || label == "TRUSTED CERTIFICATE" {
                found.push(der);
            }
        }
        if found.is_empty() {
            found.push(bytes.to_vec());
        }
        for one in &found {
            if !is_authority(&Certificate::read(one)?) {
                return Err(Fault::NoAuthority);
            }
        }
        self.0.extend(found);
        match self.0.len() <= ROOTS_MAX {
            true => Ok(()),
            false => Err(Fault::Bounds),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn certificates(&self) -> Vec<Certificate<'_>> {
        // They were read before.
        self.0
            .iter()
            .filter_map(|one| Certificate::read(one).ok())
            .collect()
    }
}

/// What is carried beside signatures, by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside<'a> {
    /// A certificate.
    Certificate(&'a [u8]),
    /// A list of what its issuer revoked (CRL).
    List(&'a [u8]),
    /// An answer of OCSP.
    Answer(&'a [u8]),
}

impl<'a> Beside<'a> {
    /// Of which kind bytes are, if of one.
    pub fn of(bytes: &'a [u8]) -> Result<Beside<'a>> {
        if Certificate::read(bytes).is_ok() {
            return Ok(Beside::Certificate(bytes));
        }
        match List::read(bytes) {
            Ok(_) => Ok(Beside::List(bytes)),
            Err(_) => Answer::read(bytes).map(|_| Beside::Answer(bytes)),
        }
    }
}

/// Somebody who may have signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party<'p> {
    /// As what: `lender`, `borrower`, …
    pub role: &'p str,
    /// With which account.
    pub account: [u8; 32],
}

/// By what a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A time stamp whose authority leads to a root that was given.
    Stamp,
    /// An event that names the file.
    Event,
}

/// What is known of a certificate's revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// It was not revoked at that time, by a list or an answer.
    Cleared(&'static str),
    /// It was revoked later. Units: seconds since 1970.
    Later(i64),
    /// Nothing that was carried says so.
    Unknown,
    /// It is revoked, and no time is known. Units: seconds since 1970.
    Sometime(i64),
}

/// A signature that is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Which of the parties.
    pub party: usize,
    /// Whose certificate it is, in words.
    pub subject: String,
    /// Who certified it.
    pub issuer: String,
    /// Its number there, in hexadecimal.
    pub serial: String,
    /// Which key.
    pub key: String,
    /// The root that it leads to, of those that were given.
    pub root: Option<String>,
    /// When it was there, and by what that is known. Units: seconds since 1970.
    pub time: Option<(i64, Source)>,
    /// Whether the certificate was revoked.
    pub revocation: Revocation,
    /// Of how many authorities between nothing says whether they were revoked.
    pub unchecked: usize,
}

/// A time stamp that is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// Whose it is.
    pub authority: String,
    /// The root that it leads to, of those that were given.
    pub root: Option<String>,
    /// The time on it. Units: seconds since 1970.
    pub made: i64,
    /// By when what it is of was there at the latest.
    pub latest: i64,
}

/// Judges what one file carries.
pub struct Judge<'a> {
    roots: Vec<Certificate<'a>>,
    beside: Vec<Read<'a>>,
    certificates: Vec<Certificate<'a>>,
    effort: Effort,
    /// The certificates of those who signed, and of whom they lead to.
    signers: RefCell<Vec<Certificate<'a>>>,
    /// Which lists and answers spoke, and which were asked and had nothing to say.
    spoke: RefCell<BTreeSet<usize>>,
    silent: RefCell<BTreeSet<usize>>,
}

/// What is carried beside, read.
enum Read<'a> {
    Certificate(Box<Certificate<'a>>),
    List(List<'a>),
    Answer(Answer<'a>),
}

impl<'a> Judge<'a> {
    /// One by these roots, for what is carried.
    ///
    /// Errors: which of it is none of its kind.
    pub fn new(roots: &'a Roots, carried: &[Beside<'a>]) -> std::result::Result<Judge<'a>, (usize, Fault)> {
        let mut beside = Vec::new();
        for (at, one) in carried.iter().enumerate() {
            let read = match one {
                Beside::Certificate(bytes) => Certificate::read(bytes).map(Box::new).map(Read::Certificate),
                Beside::List(bytes) => List::read(bytes).map(Read::List),
                Beside::Answer(bytes) => Answer::read(bytes).map(Read::Answer),
            };
            beside.push(read.map_err(|fault| (at, fault))?);
        }
        let certificates = beside.iter().filter_map(|one| match one {
            Read::Certificate(one) => Some((**one).clone()),
            _ => None,
        });
        Ok(Judge {
            roots: roots.certificates(),
            certificates: certificates.collect(),
            beside,
            effort: Effort::of(EFFORT),
            signers: RefCell::default(),
            spoke: RefCell::default(),
            silent: RefCell::default(),
        })
    }

    /// Judges a time stamp of what `is_of` says it is of.
    ///
    /// Errors: why it is none.
    pub fn stamp(
        &self,
        bytes: &'a [u8],
        is_of: impl Fn(crate::algorithm::Hash, &[u8]) -> bool,
    ) -> Result<Stamped> {
        self.stamped(&Token::read(bytes)?, is_of)
    }

    fn stamped(
        &self,
        token: &Token<'a>,
        is_of: impl Fn(crate::algorithm::Hash, &[u8]) -> bool,
    ) -> Result<Stamped> {
        let data = &token.data;
        if !is_of(token.hash, token.imprint) {
            return Err(Fault::OtherImprint);
        }
        if data.digest()? != data.hash().of(token.content) {
            return Err(Fault::OtherContent);
        }
        let authority = data.signer(&self.certificates, Naming::Any, &self.effort)?;
        // For nothing else, and it says so to whoever does not look [RFC 3161, 2.3].
        let is_for_time =
            matches!(&authority.extensions.purposes, Some((all, true)) if all == &[oid::TIME_STAMPING]);
        if !is_for_time {
            return Err(Fault::Purpose);
        }
        if !authority.may(usage::SIGNATURE | usage::NON_REPUDIATION) {
            return Err(Fault::KeyUsage);
        }
        let way = self.way(&authority, data, Some(token.latest))?;
        let _ = self.revocations(&way, data, Some(token.latest))?;
        Ok(Stamped {
            authority: authority.subject_shown()?,
            root: root_of(&way)?,
            made: token.made,
            latest: token.latest,
        })
    }

    /// Judges a signature over the terms with `digest`, by one of `parties`. `times` are those at which it was there for other reasons.
    ///
    /// Errors: why it is none.
    pub fn signature(
        &self,
        bytes: &'a [u8],
        digest: &[u8; 32],
        parties: &[Party<'_>],
        times: &[(i64, Source)],
    ) -> Result<Signed> {
        let data = SignedData::read(bytes)?;
        if data.content.is_some() {
            return Err(Fault::Attached);
        }
        if data.kind != oid::DATA && data.kind != oid::GM_DATA {
            return Err(Fault::Form);
        }
        let signed = data.digest()?;
        let is_by = |party: &Party<'_>| {
            data.hash()
                .of(content(digest, party.role, &party.account).as_bytes())
                == signed
        };
        let party = parties.iter().position(is_by).ok_or(Fault::OtherContent)?;
        let signer = data.signer(&self.certificates, Naming::Strong, &self.effort)?;
        if !signer.may(usage::SIGNATURE | usage::NON_REPUDIATION) {
            return Err(Fault::KeyUsage);
        }
        let purposes = [
            oid::ANY_PURPOSE,
            oid::EMAIL,
            oid::CLIENT,
            oid::DOCUMENTS,
            oid::MS_DOCUMENTS,
        ];
        if !signer.extensions.admits(&purposes) {
            return Err(Fault::Purpose);
        }
        let time = self.time(&data, times)?;
        let seconds = time.map(|(seconds, _)| seconds);
        let way = self.way(&signer, &data, seconds)?;
        let revocations = self.revocations(&way, &data, seconds)?;
        let revocation = revocations.first().copied().unwrap_or(Revocation::Unknown);
        let above = revocations.iter().skip(1);
        Ok(Signed {
            party,
            subject: signer.subject_shown()?,
            issuer: signer.issuer_shown()?,
            serial: signer.serial_shown(),
            key: signer.key.name(),
            root: root_of(&way)?,
            time,
            revocation,
            unchecked: above.filter(|found| **found == Revocation::Unknown).count(),
        })
    }

    /// What of the things carried beside was carried for nothing: by nobody in a chain, or with nothing to say of one.
    pub fn unrelated(&self) -> Vec<usize> {
        let signers = self.signers.borrow();
        let (spoke, silent) = (self.spoke.borrow(), self.silent.borrow());
        let mut names: BTreeSet<&[u8]> = signers.iter().map(|one| one.issuer).collect();
        // Whoever certified somebody who is needed is needed.
        loop {
            let above: Vec<&[u8]> = self
                .certificates
                .iter()
                .filter(|one| names.contains(one.subject))
                .map(|one| one.issuer)
                .collect();
            let before = names.len();
            names.extend(above);
            if names.len() == before {
                break;
            }
        }
        let is_needed = |(at, one): (usize, &Read<'_>)| match one {
            Read::Certificate(one) => {
                names.contains(one.subject) || signers.iter().any(|signer| signer.whole == one.whole)
            }
            Read::List(_) | Read::Answer(_) => spoke.contains(&at) || !silent.contains(&at),
        };
        let all = self.beside.iter().enumerate();
        all.filter(|found| !is_needed(*found)).map(|(at, _)| at).collect()
    }

    /// The earliest time at which a signature was there, its own stamps included.
    fn time(&self, data: &SignedData<'a>, times: &[(i64, Source)]) -> Result<Option<(i64, Source)>> {
        let mut all = times.to_vec();
        let (stamps, signature) = data.stamps();
        for stamp in stamps {
            let found = self.stamp(stamp, |hash, imprint| hash.of(signature) == imprint)?;
            if found.root.is_some() {
                all.push((found.latest, Source::Stamp));
            }
        }
        Ok(all.into_iter().min_by_key(|(seconds, _)| *seconds))
    }

    fn way(&self, of: &Certificate<'a>, data: &SignedData<'a>, time: Option<i64>) -> Result<Way<'a>> {
        let known: Vec<_> = data
            .certificates
            .iter()
            .chain(&self.certificates)
            .cloned()
            .collect();
        let search = Search {
            known: &known,
            roots: &self.roots,
            time,
            effort: &self.effort,
        };
        let way = search.way(of)?;
        self.signers.borrow_mut().extend(way.chain.iter().cloned());
        Ok(way)
    }

    /// For each certificate of a way, whether it was revoked.
    ///
    /// Errors: one had been, at that time.
    fn revocations(
        &self,
        way: &Way<'a>,
        data: &SignedData<'a>,
        time: Option<i64>,
    ) -> Result<Vec<Revocation>> {
        let mut all = Vec::new();
        let mut above = way
            .links()
            .map(|(_, issuer)| issuer)
            .collect::<Vec<_>>()
            .into_iter();
        for of in &way.chain {
            let issuer = above.next();
            let said = match issuer {
                Some(issuer) => self.said(of, issuer, data)?,
                None => Vec::new(),
            };
            all.push(judged(of, &said, time)?);
        }
        Ok(all)
    }

    /// All that lists and answers say of a certificate.
    fn said(
        &self,
        of: &Certificate<'a>,
        issuer: &Certificate<'a>,
        data: &SignedData<'a>,
    ) -> Result<Vec<(Said, &'static str)>> {
        let mut all = Vec::new();
        for (at, one) in self.beside.iter().enumerate() {
            let (said, kind) = match one {
                Read::Certificate(_) => continue,
                Read::List(list) => (list.says(of, issuer, &self.effort)?, "crl"),
                Read::Answer(answer) => (answer.says(of, issuer, &self.effort)?, "ocsp"),
            };
            match said {
                Some(said) => {
                    let _ = self.spoke.borrow_mut().insert(at);
                    all.push((said, kind));
                }
                None => drop(self.silent.borrow_mut().insert(at)),
            }
        }
        // What a signature carries itself may be of anything.
        for list in data.lists.iter().filter_map(|bytes| List::read(bytes).ok()) {
            all.extend(list.says(of, issuer, &self.effort)?.map(|said| (said, "crl")));
        }
        for answer in data.answers.iter().filter_map(|bytes| Answer::read(bytes).ok()) {
            all.extend(answer.says(of, issuer, &self.effort)?.map(|said| (said, "ocsp")));
        }
        Ok(all)
    }
}

fn judged(of: &Certificate<'_>, said: &[(Said, &'static str)], time: Option<i64>) -> Result<Revocation> {
    let since = said.iter().filter_map(|(said, _)| said.revoked).min();
    let Some(time) = time else {
        return Ok(since.map_or(Revocation::Unknown, Revocation::Sometime));
    };
    if since.is_some_and(|since| since <= time) {
        return Err(Fault::Revoked);
    }
    let clears = said.iter().find(|(said, _)| said.clears(of, time));
    Ok(match (clears, since) {
        (Some(_), Some(since)) => Revocation::Later(since),
        (Some((_, kind)), None) => Revocation::Cleared(kind),
        (None, _) => Revocation::Unknown,
    })
}

fn root_of(way: &Way<'_>) -> Result<Option<String>> {
    way.root.as_ref().map(Certificate::subject_shown).transpose()
}
