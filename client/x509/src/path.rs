//! The way from a certificate up to a root that the verifier was given: which certificates issued which, and whether each may.
//!
//! # Details
//!
//! Its own and not `rustls-webpki`: that one asks for names of hosts and purposes of TLS, does not look at key usage nor at constraints on names of
//! people, and gives no chain of which lists and answers could be judged as of a time; and one builder serves SM2 too. What RFC 5280 §6
//! asks for is checked, but for policies: a certificate that makes them critical beyond naming them is refused.
//!
//! A root is trusted as its verifier gave it, whatever its dates; its constraints count. Where no way leads to one, a way to an end without a fault is
//! *unverified*; one with a fault is false.
//! Limits: 8 certificates a way; the checks of signatures are counted ([`Effort`]).

use std::cell::Cell;

use crate::certificate::{usage, Certificate};
use crate::fault::{Fault, Result};

/// Most certificates of a way, without the root.
const LENGTH_MAX: usize = 8;

/// How much work is left: a check of a signature is one, and so is each 64 KiB that are hashed for it.
#[derive(Debug)]
pub struct Effort(Cell<u32>);

impl Effort {
    /// So much.
    pub fn of(units: u32) -> Effort {
        Effort(Cell::new(units))
    }

    /// Takes the check of a signature over `bytes` off.
    pub fn spend(&self, bytes: usize) -> Result<()> {
        let units = 1 + u32::try_from(bytes >> 16).unwrap_or(u32::MAX);
        let left = self.0.get().checked_sub(units).ok_or(Fault::Effort)?;
        self.0.set(left);
        Ok(())
    }
}

/// A way up.
#[derive(Debug, Clone)]
pub struct Way<'a> {
    /// From the certificate itself on; each is by the next.
    pub chain: Vec<Certificate<'a>>,
    /// The root, where it leads to one that was given.
    pub root: Option<Certificate<'a>>,
}

impl<'a> Way<'a> {
    /// The certificate that it begins with.
    pub fn first(&self) -> Option<&Certificate<'a>> {
        self.chain.first()
    }

    /// Every certificate with the one that issued it, where that is there.
    pub fn links(&self) -> impl Iterator<Item = (&Certificate<'a>, &Certificate<'a>)> {
        let above = self.chain.iter().skip(1).chain(&self.root);
        self.chain.iter().zip(above)
    }
}

/// Where ways are looked for.
pub struct Search<'s, 'a> {
    /// What was carried.
    pub known: &'s [Certificate<'a>],
    /// What the verifier gave.
    pub roots: &'s [Certificate<'a>],
    /// At which all have to be valid; none where no time is known. Units: seconds since 1970.
    pub time: Option<i64>,
    /// What is left of it.
    pub effort: &'s Effort,
}

impl<'a> Search<'_, 'a> {
    /// The way of a certificate.
    ///
    /// Errors: what is wrong with the only ways that there are.
    pub fn way(&self, of: &Certificate<'a>) -> Result<Way<'a>> {
        if of.extensions.is_foreign {
            return Err(Fault::Extension);
        }
        if self.time.is_some_and(|time| !of.is_valid_at(time)) {
            return Err(Fault::NotValid);
        }
        let mut found = Found::default();
        self.climb(&mut vec![of.clone()], &mut found)?;
        match found {
            Found {
                rooted: Some(way), ..
            }
            | Found { open: Some(way), .. } => Ok(way),
            Found { fault, .. } => Err(fault.unwrap_or(Fault::Signature)),
        }
    }

    /// Goes on from the last of `chain`. Errors: there is no time left.
    fn climb(&self, chain: &mut Vec<Certificate<'a>>, found: &mut Found<'a>) -> Result<()> {
        let Some(last) = chain.last().cloned() else {
            return Ok(());
        };
        let mut is_end = true;
        for root in self.roots.iter().filter(|root| root.subject == last.issuer) {
            if !self.is_by(&last, root)? {
                continue;
            }
            is_end = false;
            match sound(chain, Some(root)) {
                Ok(()) => {
                    found.rooted = Some(Way {
                        chain: chain.clone(),
                        root: Some(root.clone()),
                    });
                    return Ok(());
                }
                Err(fault) => found.fault = found.fault.or(Some(fault)),
            }
        }
        for issuer in self.known.iter().filter(|one| one.subject == last.issuer) {
            let is_twice = chain
                .iter()
                .any(|one| one.subject == issuer.subject && one.key == issuer.key);
            if is_twice || !self.is_by(&last, issuer)? {
                continue;
            }
            is_end = false;
            if let Err(fault) = self.may_issue(issuer, chain.len()) {
                found.fault = found.fault.or(Some(fault));
                continue;
            }
            chain.push(issuer.clone());
            self.climb(chain, found)?;
            let _ = chain.pop();
            if found.rooted.is_some() {
                return Ok(());
            }
        }
        if is_end && found.open.is_none() {
            match sound(chain, None) {
                Ok(()) => {
                    found.open = Some(Way {
                        chain: chain.clone(),
                        root: None,
                    })
                }
                Err(fault) => found.fault = found.fault.or(Some(fault)),
            }
        }
        Ok(())
    }

    fn is_by(&self, one: &Certificate<'_>, issuer: &Certificate<'_>) -> Result<bool> {
        self.effort.spend(one.signed.len())?;
        Ok(issuer.key.check(one.scheme, one.signed, one.signature).is_ok())
    }

    fn may_issue(&self, issuer: &Certificate<'_>, length: usize) -> Result<()> {
        match () {
            () if length >= LENGTH_MAX => Err(Fault::Bounds),
            () if issuer.extensions.is_foreign => Err(Fault::Extension),
            () if !is_authority(issuer) => Err(Fault::NoAuthority),
            () if self.time.is_some_and(|time| !issuer.is_valid_at(time)) => Err(Fault::NotValid),
            () => Ok(()),
        }
    }
}

/// What a search has found so far.
#[derive(Default)]
struct Found<'a> {
    rooted: Option<Way<'a>>,
    open: Option<Way<'a>>,
    fault: Option<Fault>,
}

/// Whether a certificate may issue others.
pub fn is_authority(certificate: &Certificate<'_>) -> bool {
    certificate.extensions.is_authority && certificate.may(usage::CERTIFICATES)
}

/// Holds a chain to what the authorities in it say of those below them.
fn sound<'a>(chain: &[Certificate<'a>], root: Option<&Certificate<'a>>) -> Result<()> {
    let authorities: Vec<_> = chain.iter().skip(1).chain(root).collect();
    for (at, authority) in authorities.iter().enumerate() {
        // Those between it and the first certificate.
        let below = chain.get(1..=at).unwrap_or_default();
        let counted = below.iter().filter(|one| !one.is_self_issued()).count();
        let longest = authority.extensions.path_length;
        if longest.is_some_and(|most| u32::try_from(counted).map_or(true, |count| count > most)) {
            return Err(Fault::PathLength);
        }
        let Some(constraints) = &authority.extensions.constraints else {
            continue;
        };
        for (place, one) in chain.iter().enumerate().take(at + 1) {
            if place == 0 || !one.is_self_issued() {
                constraints.check(&one.names())?;
            }
        }
    }
    Ok(())
}
