//! The way from a certificate up to a root that the verifier was given: which certificates issued which, and whether each may.
//!
//! # Details
//!
//! Its own and not `rustls-webpki`: that one asks for names of hosts and purposes of TLS, does not look at key usage nor at constraints on names of
//! people, and gives no chain of which lists and answers could be judged as of a time; and one builder serves SM2 too. What RFC 5280 §6
//! asks for is checked, but for policies: a certificate that makes them critical beyond naming them is refused.
//!
//! A root is trusted as its verifier gave it, whatever its dates; its constraints count. A way that leads to none is *unverified*, also where
//! something is wrong with an authority on it: with another root there may be one without that authority, so it makes nothing false.
//! A certificate without a scheme or key that is known is by nobody, and stands in the way of no other.
//! Limits: 8 certificates a way; work is counted ([`Effort`]).

use crate::certificate::{usage, Certificate};
use crate::effort::Effort;
use crate::fault::{Fault, Result};

/// Most certificates of a way, without the root.
const LENGTH_MAX: usize = 8;

/// A way up.
#[derive(Debug, Clone)]
pub struct Way<'a> {
    /// From the certificate itself on; each is by the next.
    pub chain: Vec<Certificate<'a>>,
    /// Who issued the last of them, where that is there.
    pub top: Option<Certificate<'a>>,
    /// Whether that is a root that was given, and all is well on the way.
    pub is_rooted: bool,
    /// What is not well.
    pub fault: Option<Fault>,
}

impl<'a> Way<'a> {
    /// Every certificate with the one that issued it, where that is there.
    pub fn links(&self) -> impl Iterator<Item = (&Certificate<'a>, Option<&Certificate<'a>>)> {
        let above = self.chain.iter().skip(1).chain(&self.top).map(Some);
        self.chain.iter().zip(above.chain([None]))
    }

    /// The root that it leads to.
    pub fn root(&self) -> Option<&Certificate<'a>> {
        self.top.as_ref().filter(|_| self.is_rooted)
    }

    /// How far it leads: to a root, to an end without a fault, or to a fault.
    fn rank(&self) -> (bool, bool) {
        (self.is_rooted, self.fault.is_none())
    }
}

/// Where ways are looked for.
pub struct Search<'s, 'a> {
    /// What was carried.
    pub known: &'s [Certificate<'a>],
    /// What the verifier gave.
    pub roots: &'s [Certificate<'a>],
    /// At which all above have to be valid; none where no time is known. Units: seconds since 1970.
    pub time: Option<i64>,
    /// What is left of it.
    pub effort: &'s Effort,
}

impl<'a> Search<'_, 'a> {
    /// The best way of a certificate, of which everything else was looked at.
    ///
    /// Errors: there is no time left.
    pub fn way(&self, of: &Certificate<'a>) -> Result<Way<'a>> {
        let mut best = None;
        self.climb(&mut vec![of.clone()], &mut best)?;
        // Every climb that ends has come somewhere.
        best.ok_or(Fault::Effort)
    }

    /// Goes on from the last of `chain`. Errors: there is no time left.
    fn climb(&self, chain: &mut Vec<Certificate<'a>>, best: &mut Option<Way<'a>>) -> Result<()> {
        let Some(last) = chain.last().cloned() else {
            return Ok(());
        };
        let mut is_end = true;
        for root in self.roots.iter().filter(|root| root.subject == last.issuer) {
            if !last.seal.is_by(&root.key, self.effort)? {
                continue;
            }
            is_end = false;
            let fault = sound(chain, Some(root), self.effort).err();
            let is_rooted = fault.is_none();
            take(best, chain, Some(root), is_rooted, fault);
            if is_rooted {
                return Ok(());
            }
        }
        for issuer in self.known.iter().filter(|one| one.subject == last.issuer) {
            let is_twice = chain
                .iter()
                .any(|one| one.subject == issuer.subject && one.key == issuer.key);
            if is_twice || !last.seal.is_by(&issuer.key, self.effort)? {
                continue;
            }
            is_end = false;
            match self.may_issue(issuer, chain.len()) {
                Ok(()) => {
                    chain.push(issuer.clone());
                    self.climb(chain, best)?;
                    let _ = chain.pop();
                }
                Err(fault) => take(best, chain, Some(issuer), false, Some(fault)),
            }
            if best.as_ref().is_some_and(|best| best.is_rooted) {
                return Ok(());
            }
        }
        if is_end {
            let fault = sound(chain, None, self.effort).err();
            take(best, chain, None, false, fault);
        }
        Ok(())
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

/// Keeps a way that leads further than the best one so far.
fn take<'a>(
    best: &mut Option<Way<'a>>,
    chain: &[Certificate<'a>],
    top: Option<&Certificate<'a>>,
    is_rooted: bool,
    fault: Option<Fault>,
) {
    let rank = (is_rooted, fault.is_none());
    if best.as_ref().is_none_or(|best| rank > best.rank()) {
        *best = Some(Way {
            chain: chain.to_vec(),
            top: top.cloned(),
            is_rooted,
            fault,
        });
    }
}

/// Whether a certificate may issue others.
pub fn is_authority(certificate: &Certificate<'_>) -> bool {
    certificate.extensions.is_authority && certificate.may(usage::CERTIFICATES)
}

/// Holds a chain to what the authorities in it say of those below them.
fn sound<'a>(chain: &[Certificate<'a>], root: Option<&Certificate<'a>>, effort: &Effort) -> Result<()> {
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
                constraints.check(&one.names(), effort)?;
            }
        }
    }
    Ok(())
}
