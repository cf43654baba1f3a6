//! What is known of revocation, as of a time: of a certificate, and of all authorities above it.

use crate::certificate::Certificate;
use crate::revocation::Said;

/// What is known of a certificate's revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// It was not revoked at that time, by a list or an answer.
    Cleared(&'static str),
    /// It was revoked later. Units: seconds since 1970.
    Later(i64),
    /// Nothing that was carried says so.
    Unknown,
    /// It is revoked, and nothing shows that it was not at that time, or no time is known. Units: seconds since 1970.
    Sometime(i64),
    /// It had been revoked by then. Units: seconds since 1970.
    Before(i64),
}

/// What is known of the revocation of the authorities between a certificate and its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above {
    /// None of them was revoked at that time.
    Cleared,
    /// Of so many nothing says whether they were.
    Unchecked(usize),
    /// One of them is, from then on: perhaps, or certainly, before that time. Units: seconds since 1970.
    Revoked(i64),
}

/// What is known of the revocation of one certificate.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Of the certificate.
    pub revocation: Revocation,
    /// Since when somebody else may have its key. Units: seconds since 1970.
    pub lost: Option<i64>,
}

impl Standing {
    /// By all that is said of it, each with its kind; `time` is when it was used, where that is known. Units: seconds since 1970.
    pub fn of(of: &Certificate<'_>, said: &[(Said, &'static str)], time: Option<i64>) -> Standing {
        let revoked = || said.iter().filter_map(|(said, _)| said.revoked);
        let since = revoked().map(|it| it.since).min();
        let clears = time.and_then(|time| said.iter().find(|(said, _)| said.clears(of, time)));
        let revocation = match (clears, since) {
            (_, Some(since)) if time.is_some_and(|time| since <= time) => Revocation::Before(since),
            (Some(_), Some(since)) => Revocation::Later(since),
            (Some((_, kind)), None) => Revocation::Cleared(kind),
            (None, Some(since)) => Revocation::Sometime(since),
            (None, None) => Revocation::Unknown,
        };
        Standing {
            revocation,
            lost: revoked().filter(|it| it.is_lost).map(|it| it.since).min(),
        }
    }
}

/// What is known of all above the first.
pub fn above(standings: &[Standing]) -> Above {
    let above = || standings.iter().skip(1).map(|one| one.revocation);
    let revoked = above().filter_map(|found| match found {
        Revocation::Before(since) | Revocation::Sometime(since) => Some(since),
        _ => None,
    });
    let unchecked = above().filter(|found| *found == Revocation::Unknown).count();
    match (revoked.min(), unchecked) {
        (Some(since), _) => Above::Revoked(since),
        (None, 0) => Above::Cleared,
        (None, count) => Above::Unchecked(count),
    }
}
