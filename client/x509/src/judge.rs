//! The judgement: a signature or a time stamp, the way of its certificate, and whether that was revoked, as of a time.
//!
//! # Details
//!
//! A fault is what its own certificate shows. No root takes that back, and none that is missing makes it: what depends on authorities,
//! on their roots and on stamps of theirs is told beside a signature that is one ([`Signed::fault`], [`Signed::above`]).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::algorithm::{Hash, Key};
use crate::certificate::{usage, Certificate};
use crate::cms::{Naming, SignedData};
use crate::effort::Effort;
use crate::fault::{Fault, Result};
use crate::path::{is_authority, Search, Way};
use crate::revocation::{Answer, List, Said};
use crate::stamp::Token;
use crate::standing::{above, Above, Revocation, Standing};
use crate::{content, oid, pem};

/// How much is done for one file: some 1,000 checks of signatures.
const EFFORT: u32 = 1_000;
/// Most roots.
const ROOTS_MAX: usize = 256;

/// The authorities that a verifier trusts.
#[derive(Debug, Clone, Default)]
pub struct Roots(Vec<Vec<u8>>);

impl Roots {
    /// Adds the certificates of a file, PEM or DER. Those that cannot be read here, or whose key is not known, vouch for nobody and are passed
    /// over.
    ///
    /// Errors: none is left, or one is of nobody who may issue others.
    pub fn read(&mut self, bytes: &[u8]) -> Result<()> {
        let mut found = Vec::new();
        let mut passed = Fault::Form;
        for one in pem::certificates(bytes)? {
            let fault = match Certificate::read(&one) {
                Ok(root) if !is_authority(&root) => return Err(Fault::NoAuthority),
                Ok(root) if matches!(root.key, Key::Other(_)) => Some(Fault::Algorithm),
                Ok(_) => None,
                Err(fault) => Some(fault),
            };
            match fault {
                None => found.push(one),
                Some(fault) => passed = fault,
            }
        }
        if found.is_empty() {
            return Err(passed);
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
    /// A time stamp of which a root is missing: it gives no time, and what it is of may be that old.
    Claim,
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
    /// What stands against it as long as no other roots are given: an authority above that may not be there, or a certificate that
    /// was not in force at `time`, where a stamp whose root is missing says that the signature is older.
    pub fault: Option<Fault>,
    /// When it was there, and by what that is known. Units: seconds since 1970.
    pub time: Option<(i64, Source)>,
    /// Whether the certificate was revoked.
    pub revocation: Revocation,
    /// Whether the authorities between were.
    pub above: Above,
}

impl Signed {
    /// Whether it is shown who signed: by a root, as of a time, with a certificate and authorities of which none is known to have been
    /// revoked by then, and the certificate is known not to have been.
    pub fn is_shown(&self) -> bool {
        self.root.is_some()
            && self.fault.is_none()
            && self.time.is_some()
            && matches!(self.revocation, Revocation::Cleared(_) | Revocation::Later(_))
            && !matches!(self.above, Above::Revoked(_))
    }
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
    /// Since when somebody else may have the key of the authority, or of one above it: they can write any time on it. Units: seconds
    /// since 1970.
    pub lost: Option<i64>,
}

impl Stamped {
    /// As what its time counts; none where it does not.
    pub fn source(&self) -> Option<Source> {
        match (&self.root, self.lost) {
            (_, Some(_)) => None,
            (Some(_), None) => Some(Source::Stamp),
            (None, None) => Some(Source::Claim),
        }
    }
}

/// Judges what one file carries.
pub struct Judge<'a> {
    roots: Vec<Certificate<'a>>,
    beside: Vec<Read<'a>>,
    certificates: Vec<Certificate<'a>>,
    effort: Effort,
    /// The certificates of those who signed.
    signers: RefCell<Vec<Certificate<'a>>>,
    /// Those that signatures carry themselves.
    inside: RefCell<BTreeMap<&'a [u8], Certificate<'a>>>,
    /// Which lists and answers spoke.
    spoke: RefCell<BTreeSet<usize>>,
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
            inside: RefCell::default(),
            spoke: RefCell::default(),
        })
    }

    /// Judges a time stamp of what `is_of` says it is of.
    ///
    /// Errors: why it is none.
    pub fn stamp(&self, bytes: &'a [u8], is_of: impl Fn(Hash, &[u8]) -> bool) -> Result<Stamped> {
        let token = Token::read(bytes)?;
        let data = &token.data;
        if !is_of(token.hash, token.imprint) {
            return Err(Fault::OtherImprint);
        }
        self.effort.hash(token.content.len())?;
        if data.digest()? != data.hash().of(token.content) {
            return Err(Fault::OtherContent);
        }
        let authority = self.signer(data, Naming::Any)?;
        // For nothing else, and it says so to whoever does not look [RFC 3161, 2.3].
        let is_for_time =
            matches!(&authority.extensions.purposes, Some((all, true)) if all == &[oid::TIME_STAMPING]);
        if !is_for_time {
            return Err(Fault::Purpose);
        }
        let (way, standings) = self.at(&authority, data, Some(token.latest))?;
        let is_vouched = !matches!(above(&standings), Above::Revoked(_));
        Ok(Stamped {
            authority: authority.subject_shown()?,
            root: way
                .root()
                .filter(|_| is_vouched)
                .map(Certificate::subject_shown)
                .transpose()?,
            made: token.made,
            latest: token.latest,
            lost: standings.iter().filter_map(|one| one.lost).min(),
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
        let party = self.party(&data, digest, parties)?;
        let signer = self.signer(&data, Naming::Strong)?;
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
        let times = self.times(&data, times)?;
        let known = times.iter().filter(|(_, source)| *source != Source::Claim);
        let time = known.min_by_key(|(seconds, _)| *seconds).copied();
        let seconds = time.map(|(seconds, _)| seconds);
        let may_be_older = times.iter().any(|(claimed, source)| {
            *source == Source::Claim && Some(*claimed) < seconds && signer.is_valid_at(*claimed)
        });
        let ((way, standings), fault) = match self.at(&signer, &data, seconds) {
            Err(fault @ (Fault::NotValid | Fault::Revoked)) if may_be_older => {
                (self.at(&signer, &data, None)?, Some(fault))
            }
            found => (found?, None),
        };
        Ok(Signed {
            party,
            subject: signer.subject_shown()?,
            issuer: signer.issuer_shown()?,
            serial: signer.serial_shown(),
            key: signer.key.name(),
            root: way.root().map(Certificate::subject_shown).transpose()?,
            fault: fault.or(way.fault),
            time,
            revocation: standings
                .first()
                .map_or(Revocation::Unknown, |own| own.revocation),
            above: above(&standings),
        })
    }

    /// Which of the parties signed.
    fn party(&self, data: &SignedData<'a>, digest: &[u8; 32], parties: &[Party<'_>]) -> Result<usize> {
        let signed = data.digest()?;
        for (at, party) in parties.iter().enumerate() {
            let content = content(digest, party.role, &party.account);
            self.effort.hash(content.len())?;
            if data.hash().of(content.as_bytes()) == signed {
                return Ok(at);
            }
        }
        Err(Fault::OtherContent)
    }

    /// Whose signature it is, by their certificate; of which is noted that it is needed.
    fn signer(&self, data: &SignedData<'a>, naming: Naming) -> Result<Certificate<'a>> {
        let signer = data.signer(&self.certificates, naming, &self.effort)?;
        self.signers.borrow_mut().push(signer.clone());
        let inside = data.certificates.iter().map(|one| (one.whole, one.clone()));
        self.inside.borrow_mut().extend(inside);
        match signer.may(usage::SIGNATURE | usage::NON_REPUDIATION) {
            true => Ok(signer),
            false => Err(Fault::KeyUsage),
        }
    }

    /// What of the things carried beside was carried for nothing: by nobody who may stand in a chain, or with nothing to say of one. The
    /// same whichever roots were given: of a list or an answer by an authority that is not carried nobody says that.
    pub fn unrelated(&self) -> Vec<usize> {
        let needed = self.needed();
        let all = self.beside.iter().enumerate();
        all.filter(|(at, one)| !self.is_of_use(*at, one, &needed))
            .map(|(at, _)| at)
            .collect()
    }

    /// The certificates of those who signed, and all that may be of whoever issued one that is needed.
    fn needed(&self) -> Vec<Certificate<'a>> {
        let inside = self.inside.borrow();
        let mut named: BTreeMap<&[u8], Vec<&Certificate<'a>>> = BTreeMap::new();
        for one in inside.values().chain(&self.certificates) {
            named.entry(one.subject).or_default().push(one);
        }
        let mut needed = self.signers.borrow().clone();
        let mut at = 0;
        while let Some(issuer) = needed.get(at).map(|one| one.issuer) {
            let above = named.remove(issuer).unwrap_or_default();
            needed.extend(above.into_iter().cloned());
            at += 1;
        }
        needed
    }

    fn is_of_use(&self, at: usize, one: &Read<'a>, needed: &[Certificate<'a>]) -> bool {
        // Nobody asked.
        let is_idle = needed.is_empty();
        match one {
            Read::Certificate(one) => needed.iter().any(|other| other.whole == one.whole),
            Read::List(_) | Read::Answer(_) if is_idle || self.spoke.borrow().contains(&at) => true,
            Read::List(list) => needed.iter().any(|of| {
                list.is_of(of) && self.may_speak(of, needed, |issuer| one.says(of, issuer, &self.effort))
            }),
            // Where there is no time left, nobody says that it is for nothing.
            Read::Answer(answer) => needed.iter().any(|of| {
                answer.is_of(of, &self.effort).unwrap_or(true)
                    && self.may_speak(of, needed, |issuer| one.says(of, issuer, &self.effort))
            }),
        }
    }

    /// Whether an issuer of a certificate says something of it; or none is carried.
    fn may_speak(
        &self,
        of: &Certificate<'a>,
        needed: &[Certificate<'a>],
        says: impl Fn(&Certificate<'a>) -> Result<Option<Said>>,
    ) -> bool {
        let mut is_alone = true;
        for issuer in needed.iter().filter(|one| one.subject == of.issuer) {
            match of.seal.is_by(&issuer.key, &self.effort) {
                Ok(false) => continue,
                Ok(true) => is_alone = false,
                Err(_) => return true,
            }
            if !matches!(says(issuer), Ok(None)) {
                return true;
            }
        }
        is_alone
    }

    /// The times of a signature with those of its own stamps.
    ///
    /// Errors: one of those is false.
    fn times(&self, data: &SignedData<'a>, times: &[(i64, Source)]) -> Result<Vec<(i64, Source)>> {
        let mut all = times.to_vec();
        let (stamps, signature) = data.stamps();
        for stamp in stamps {
            self.effort.hash(signature.len())?;
            match self.stamp(stamp, |hash, imprint| hash.of(signature) == imprint) {
                Ok(found) => all.extend(found.source().map(|source| (found.latest, source))),
                // It takes nothing from the others.
                Err(fault) if fault.is_unjudged() => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(all)
    }

    /// The way of a certificate as of a time, and what is known of the revocation of each on it.
    ///
    /// Errors: the certificate was not in force then, whatever the way.
    fn at(
        &self,
        of: &Certificate<'a>,
        data: &SignedData<'a>,
        time: Option<i64>,
    ) -> Result<(Way<'a>, Vec<Standing>)> {
        if of.extensions.is_foreign {
            return Err(Fault::Extension);
        }
        if time.is_some_and(|time| !of.is_valid_at(time)) {
            return Err(Fault::NotValid);
        }
        let carried = data.certificates.iter().chain(&self.certificates);
        let known: Vec<_> = carried.cloned().collect();
        let search = Search {
            known: &known,
            roots: &self.roots,
            time,
            effort: &self.effort,
        };
        let way = search.way(of)?;
        let mut standings = Vec::new();
        for (of, issuer) in way.links() {
            let said = match issuer {
                Some(issuer) => self.said(of, issuer, data)?,
                None => Vec::new(),
            };
            standings.push(Standing::of(of, &said, time));
        }
        match standings.first().map(|own| own.revocation) {
            Some(Revocation::Before(_)) => Err(Fault::Revoked),
            _ => Ok((way, standings)),
        }
    }

    /// All that lists and answers say of a certificate, each with its kind.
    fn said(
        &self,
        of: &Certificate<'a>,
        issuer: &Certificate<'a>,
        data: &SignedData<'a>,
    ) -> Result<Vec<(Said, &'static str)>> {
        let mut all = Vec::new();
        for (at, one) in self.beside.iter().enumerate() {
            if let Some(said) = one.says(of, issuer, &self.effort)? {
                let _ = self.spoke.borrow_mut().insert(at);
                all.push((said, one.kind()));
            }
        }
        // What a signature carries itself may be of anything.
        let lists = data.lists.iter().filter_map(|bytes| List::read(bytes).ok());
        let answers = data.answers.iter().filter_map(|bytes| Answer::read(bytes).ok());
        for one in lists.map(Read::List).chain(answers.map(Read::Answer)) {
            let said = one.says(of, issuer, &self.effort)?;
            all.extend(said.map(|said| (said, one.kind())));
        }
        Ok(all)
    }
}

impl Read<'_> {
    /// What it says of a certificate of that issuer.
    fn says(&self, of: &Certificate<'_>, issuer: &Certificate<'_>, effort: &Effort) -> Result<Option<Said>> {
        match self {
            Read::Certificate(_) => Ok(None),
            Read::List(list) => list.says(of, issuer, effort),
            Read::Answer(answer) => answer.says(of, issuer, effort),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Read::Certificate(_) => "certificate",
            Read::List(_) => "crl",
            Read::Answer(_) => "ocsp",
        }
    }
}
