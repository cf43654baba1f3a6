//! Who the institutions are, by the chain's own register, and what they attested. The register is part of the state that
//! is proved: the council wrote it, and two thirds of the authorities made it final. A chain without a register proves that it
//! has none.

use terms::AccountId;

use super::error::VerificationError;
use super::finality::Finality;
use super::history;
use super::manifest::Index;
use super::report::{Attestor, Institution, VerificationReport, VerifiedLoan};
use super::storage::{attestation, profile, registered_set, Attestation, Profile, RegisteredSet, StateOf};
use super::{Hash, Verdict};

/// The authorities of every set by name.
///
/// Errors: the register has other authorities than those who voted.
pub fn named(state: StateOf<'_>, finality: &Finality) -> Result<Vec<Institution>, VerificationError> {
    let mut found = Vec::new();
    for set in finality.sets() {
        let Some((_, authorities)) = state.get::<RegisteredSet>(&registered_set(set.id))? else {
            continue;
        };
        let same = authorities.len() == set.authorities.len()
            && authorities
                .iter()
                .all(|(_, key)| set.authorities.contains_key(key));
        if !same {
            return Err(VerificationError::AuthoritiesNamed { set: set.id });
        }
        for (account, key) in authorities {
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
pub fn attested(
    state: StateOf<'_>,
    index: &Index,
    known: &[Hash],
) -> Result<Vec<Attestor>, VerificationError> {
    if index.attestations.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(VerificationError::AttestationOrder);
    }
    let read = |listed: &super::manifest::Attested| {
        let (digest, account) = (listed.digest.0, AccountId(listed.account.0));
        if !known.contains(&digest) {
            return Err(VerificationError::AttestationForeign { digest });
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
pub fn digests<'e>(terms: Hash, events: impl IntoIterator<Item = &'e terms::Event>) -> Vec<Hash> {
    let files = events
        .into_iter()
        .flat_map(history::files)
        .map(|(_, digest)| digest);
    let mut all: Vec<Hash> = files.chain([terms]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn profile_of(
    state: StateOf<'_>,
    account: &AccountId,
) -> Result<(Option<String>, Option<Hash>), VerificationError> {
    let Some((name, certificate, _)) = state.get::<Profile>(&profile(account))? else {
        return Ok((None, None));
    };
    let name = String::from_utf8(name).map_err(|_| VerificationError::ProfileName { account: account.0 })?;
    Ok((Some(name), certificate))
}

/// Says who the institutions are, and what they attested.
pub fn report(loan: &VerifiedLoan, report: &mut VerificationReport) {
    for authority in &loan.institutions {
        let mut params = vec![
            ("set", authority.set.to_string()),
            ("key", hex::encode(authority.key)),
            ("account", hex::encode(authority.account.0)),
        ];
        if let Some(certificate) = authority.certificate {
            params.push(("certificate", hex::encode(certificate)));
        }
        match &authority.name {
            Some(institution) => {
                params.push(("institution", institution.clone()));
                report.record("institution", Verdict::Proved, params);
            }
            None => report.record("institution", Verdict::Missing, params),
        }
    }
    if loan.institutions.is_empty() {
        report.record("institutions", Verdict::Missing, Vec::new());
    }
    let terms = loan.stored.agreement.digest;
    for seen in &loan.attestations {
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
        report.record("attestation", Verdict::Proved, params);
    }
    if loan.attestations.is_empty() {
        report.record("attestation", Verdict::Missing, Vec::new());
    }
}
