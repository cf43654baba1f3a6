//! Who the institutions are, by the chain's own register, and what they attested. The register is part of the state that
//! is proved: the council wrote it, and two thirds of the voters made it final. A chain without a register proves that it
//! has none.

use terms::AccountId;

use super::finality::Finality;
use super::flaw::{flaw, Flaw};
use super::history;
use super::manifest::Index;
use super::report::{Case, Report};
use super::storage::{attestation, profile, voters_of, Attestation, Profile, StateOf, VotersOf};
use super::{Hash, Verdict};

/// A voter of a set with his name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// The set.
    pub set: u64,
    /// His key.
    pub key: Hash,
    /// His account.
    pub account: AccountId,
    /// His name; none where the register has none.
    pub name: Option<String>,
    /// SHA-256 of his certificate.
    pub certificate: Option<Hash>,
}

/// Something that an institution attested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestor {
    /// What.
    pub digest: Hash,
    /// Who.
    pub account: AccountId,
    /// His name.
    pub name: Option<String>,
    /// 0 evidence, 1 terms, 2 another document.
    pub kind: u8,
    /// In which block.
    pub block: u32,
    /// When. Units: milliseconds since 1970.
    pub at_ms: u64,
}

/// The voters of every set by name.
///
/// Errors: the register has other voters than those who voted.
pub fn named(state: StateOf<'_>, finality: &Finality) -> Result<Vec<Institution>, Flaw> {
    let mut found = Vec::new();
    for set in finality.sets() {
        let Some((_, voters)) = state.get::<VotersOf>(&voters_of(set.id))? else {
            continue;
        };
        let same =
            voters.len() == set.voters.len() && voters.iter().all(|(_, key)| set.voters.contains_key(key));
        if !same {
            return Err(flaw("voters-named").about(set.id));
        }
        for (account, key) in voters {
            let (name, certificate) = profile_of(state, &account)?;
            found.push(Institution {
                set: set.id,
                key,
                account,
                name,
                certificate,
            });
        }
    }
    Ok(found)
}

/// What institutions attested of this loan.
///
/// Errors: an attestation that is not in the state, or of something that is not the loan's.
pub fn attested(state: StateOf<'_>, index: &Index, known: &[Hash]) -> Result<Vec<Attestor>, Flaw> {
    if index.attestations.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(flaw("attestation-order"));
    }
    let read = |listed: &super::manifest::Attested| {
        let (digest, account) = (listed.digest.0, AccountId(listed.account.0));
        if !known.contains(&digest) {
            return Err(flaw("attestation-foreign").about(hex::encode(digest)));
        }
        let (kind, block, at_ms): Attestation = state.must(&attestation(&digest, &account))?;
        Ok(Attestor {
            digest,
            account,
            name: profile_of(state, &account)?.0,
            kind,
            block,
            at_ms,
        })
    };
    index.attestations.iter().map(read).collect()
}

/// The digests of which an attestation belongs to the loan: its terms, and every file that its events name.
pub fn digests(terms: Hash, events: &[terms::Event]) -> Vec<Hash> {
    let files = events.iter().flat_map(history::files).map(|(_, digest)| digest);
    let mut all: Vec<Hash> = files.chain([terms]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn profile_of(state: StateOf<'_>, account: &AccountId) -> Result<(Option<String>, Option<Hash>), Flaw> {
    let Some((name, certificate, _)) = state.get::<Profile>(&profile(account))? else {
        return Ok((None, None));
    };
    let name = String::from_utf8(name).map_err(|_| flaw("profile-name").about(hex::encode(account.0)))?;
    Ok((Some(name), certificate))
}

/// Says who the institutions are, and what they attested.
pub fn report(case: &Case, report: &mut Report) {
    for voter in &case.institutions {
        let mut params = vec![
            ("set", voter.set.to_string()),
            ("key", hex::encode(voter.key)),
            ("account", hex::encode(voter.account.0)),
        ];
        if let Some(certificate) = voter.certificate {
            params.push(("certificate", hex::encode(certificate)));
        }
        match &voter.name {
            Some(institution) => {
                params.push(("institution", institution.clone()));
                report.say("institution", Verdict::Proved, params);
            }
            None => report.say("institution", Verdict::Missing, params),
        }
    }
    if case.institutions.is_empty() {
        report.say("institutions", Verdict::Missing, Vec::new());
    }
    let terms = case.stored.agreement.digest;
    for seen in &case.attestations {
        let params = vec![
            ("account", hex::encode(seen.account.0)),
            ("institution", seen.name.clone().unwrap_or_default()),
            ("digest", hex::encode(seen.digest)),
            (
                "of",
                if seen.digest == terms { "terms" } else { "file" }.to_owned(),
            ),
            ("number", seen.block.to_string()),
            ("time_ms", seen.at_ms.to_string()),
        ];
        report.say("attestation", Verdict::Proved, params);
    }
    if case.attestations.is_empty() {
        report.say("attestation", Verdict::Missing, Vec::new());
    }
}
