//! What two people have agreed on, as far as a digest tells it: the terms as they were proposed and every amendment since. An
//! intent names the digest; whoever has these beside it needs no node to see that they are what it means.

use iou_base::sha256;
use scale::{Decode, Encode};
use terms::agreement::{Agreement, Amendment};
use terms::{Digest, Role, Terms};

/// Terms and amendments.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Agreed {
    /// The terms as they were proposed, with their schedule.
    pub terms: Terms,
    /// The amendments that came into force, the oldest first.
    pub amendments: Vec<Amendment>,
}

impl Agreed {
    /// Terms that were never amended.
    pub fn first(terms: Terms) -> Agreed {
        Agreed {
            terms,
            amendments: Vec::new(),
        }
    }

    /// The terms that bind now, with the schedule that was signed last, and the digest by which they are signed.
    pub fn bound(&self) -> (Terms, Digest) {
        let digest = self.terms.digest(sha256);
        let mut bound = self.terms.clone();
        // The digest of an amendment is a matter of these two digests alone.
        let mut agreement = Agreement {
            terms: Terms {
                schedule: Vec::new(),
                ..self.terms.clone()
            },
            digest,
            proposer: Role::Lender,
            in_force: digest,
            amendments: 0,
            consents: Vec::new(),
            holders: Vec::new(),
            amendment: None,
            assignments: Vec::new(),
            witnesses: Vec::new(),
            identities: Vec::new(),
            seats: Vec::new(),
        };
        for amendment in &self.amendments {
            agreement.in_force = agreement.amendment_digest(amendment, sha256);
            bound = amendment.applied_to(&bound);
            bound.schedule.clone_from(&amendment.schedule);
        }
        (bound, agreement.in_force)
    }
}
