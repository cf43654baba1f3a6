//! What the answers of several nodes mean taken together: one chain or two, who votes, who is behind, whose version is old. From
//! answers to findings, and nothing else. At each limit it is still well.
//! Units: blocks for distances; votes count one for each institution.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::finding::Finding;

/// Blocks by which a node's finality may be behind the most advanced one's.
const BEHIND_WARN: u64 = 10;
/// Fewer authorities tolerate nobody's failure.
const AUTHORITIES_FEW: u64 = 4;

/// What a node says of itself.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Answer {
    pub(super) url: String,
    pub(super) genesis: String,
    pub(super) version: String,
    pub(super) authority: bool,
    pub(super) peers: u64,
    pub(super) best: u64,
    pub(super) finalised: u64,
}

/// Who votes, over some rounds of one authority set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Votes {
    pub(super) set: u64,
    pub(super) total: u64,
    pub(super) threshold: u64,
    /// Those who were missing whenever anybody looked.
    pub(super) missing: BTreeSet<String>,
}

/// The node's own line.
pub(super) fn member(answer: &Answer, chain: &str) -> Finding {
    let args = [("chain", chain.to_owned()), ("version", answer.version.clone())];
    if answer.authority {
        Finding::ok("node", "member-votes", args)
    } else {
        Finding::ok("node", "member-reads", args)
    }
}

/// What follows without asking further; `asked` nodes were to answer.
pub(super) fn findings(answers: &[Answer], asked: usize) -> Vec<Finding> {
    let mut findings = vec![reached(answers.len(), asked)];
    if answers.len() > 1 {
        findings.push(chains(answers));
        findings.push(versions(answers));
    }
    let highest = answers.iter().map(|it| it.finalised).max().unwrap_or_default();
    findings.extend(answers.iter().filter_map(|it| behind(it, highest)));
    findings
}

fn reached(answered: usize, asked: usize) -> Finding {
    let args = [("answered", answered.to_string()), ("asked", asked.to_string())];
    match answered {
        0 => Finding::fail("reached", "reached-none", args),
        some if some < asked => Finding::warn("reached", "reached-some", args),
        _ => Finding::ok("reached", "reached-all", args),
    }
}

/// One first block, or nodes of several chains.
fn chains(answers: &[Answer]) -> Finding {
    let by_genesis = group(answers, |it| &it.genesis);
    match &by_genesis[..] {
        [(genesis, _)] => Finding::ok("chain", "chain-one", [("genesis", genesis.clone())]),
        many => Finding::fail("chain", "chain-several", [("groups", listed(many))]),
    }
}

fn versions(answers: &[Answer]) -> Finding {
    let by_version = group(answers, |it| &it.version);
    match &by_version[..] {
        [(version, _)] => Finding::ok("versions", "versions-one", [("version", version.clone())]),
        many => Finding::warn("versions", "versions-several", [("groups", listed(many))]),
    }
}

fn group(answers: &[Answer], by: impl Fn(&Answer) -> &String) -> Vec<(String, Vec<String>)> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for answer in answers {
        groups
            .entry(by(answer).clone())
            .or_default()
            .push(answer.url.clone());
    }
    groups.into_iter().collect()
}

fn listed(groups: &[(String, Vec<String>)]) -> String {
    let one = |(what, urls): &(String, Vec<String>)| format!("{what}: {}", urls.join(", "));
    groups.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A node whose finality is far behind the most advanced one's.
fn behind(answer: &Answer, highest: u64) -> Option<Finding> {
    let lag = highest.saturating_sub(answer.finalised);
    let args = [
        ("url", answer.url.clone()),
        ("lag", lag.to_string()),
        ("highest", highest.to_string()),
    ];
    (lag > BEHIND_WARN).then(|| Finding::warn("behind", "behind-others", args))
}

/// What the nodes have at the height up to which all of them are final. Who has no block there says nothing: after warp sync
/// a node gets the old ones later. One node agrees with itself.
pub(super) fn agreement(height: u64, answers: &[Option<String>]) -> Option<Finding> {
    let answers: Vec<&String> = answers.iter().flatten().collect();
    if answers.len() < 2 {
        return None;
    }
    let hashes: BTreeSet<&str> = answers.iter().map(|it| it.as_str()).collect();
    let args = [
        ("height", height.to_string()),
        ("hashes", hashes.iter().copied().collect::<Vec<_>>().join(", ")),
    ];
    Some(match hashes.len() {
        1 => Finding::ok("agreement", "agreement-well", args),
        _ => Finding::fail("agreement", "agreement-broken", args),
    })
}

/// Adds one look at a round: whoever voted in any round is not missing. A new authority set begins anew.
pub(super) fn count(
    heard: &mut Option<Votes>,
    set: u64,
    total: u64,
    threshold: u64,
    missing: &BTreeSet<String>,
) {
    match heard {
        Some(votes) if votes.set > set => (),
        Some(votes) if votes.set == set => votes.missing.retain(|it| missing.contains(it)),
        _ => {
            *heard = Some(Votes {
                set,
                total,
                threshold,
                missing: missing.clone(),
            })
        }
    }
}

/// How many institutions vote, and how many more may fail.
pub(super) fn votes(heard: Option<Votes>) -> Vec<Finding> {
    let Some(votes) = heard else {
        return vec![Finding::warn("votes", "votes-unknown", [])];
    };
    let (total, missing) = (votes.total, votes.missing.len() as u64);
    let tolerated = total.saturating_sub(votes.threshold);
    let args = || {
        [
            ("total", total.to_string()),
            ("voting", total.saturating_sub(missing).to_string()),
            ("threshold", votes.threshold.to_string()),
            ("tolerated", tolerated.to_string()),
            ("spare", tolerated.saturating_sub(missing).to_string()),
            (
                "missing",
                votes.missing.iter().cloned().collect::<Vec<_>>().join(", "),
            ),
        ]
    };
    let authorities = if total < AUTHORITIES_FEW {
        Finding::warn("authorities", "authorities-few", args())
    } else {
        Finding::ok("authorities", "authorities-well", args())
    };
    let voting = match missing {
        0 => Finding::ok("votes", "votes-all", args()),
        some if some <= tolerated => Finding::warn("votes", "votes-missing", args()),
        _ => Finding::fail("votes", "votes-too-few", args()),
    };
    vec![authorities, voting]
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    fn answer(url: &str, finalised: u64) -> Answer {
        Answer {
            url: url.into(),
            genesis: "0x01".into(),
            version: "1.0".into(),
            authority: true,
            peers: 3,
            best: finalised + 2,
            finalised,
        }
    }

    fn states(findings: &[Finding]) -> Vec<(String, State)> {
        findings.iter().map(|it| (it.code(), it.state)).collect()
    }

    #[test]
    fn nodes_of_one_chain_and_version_are_well() {
        let found = findings(&[answer("a", 100), answer("b", 90)], 2);
        assert!(found.iter().all(|it| it.state == State::Ok), "{found:?}");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_node_of_another_chain_an_old_version_and_a_silent_one_are_told() {
        let mut other = answer("b", 89);
        other.genesis = "0x02".into();
        other.version = "0.9".into();
        let found = states(&findings(&[answer("a", 100), other], 3));
        assert_eq!(
            found,
            [
                ("reached_some".into(), State::Warn),
                ("chain_several".into(), State::Fail),
                ("versions_several".into(), State::Warn),
                ("behind_others".into(), State::Warn),
            ]
        );
        assert_eq!(states(&findings(&[], 2)), [("reached_none".into(), State::Fail)]);
    }

    #[test]
    fn two_final_blocks_of_one_height_are_the_worst_there_is() {
        let state = |hashes: &[&str]| {
            let hashes: Vec<_> = hashes.iter().map(|it| Some((*it).to_owned())).collect();
            agreement(7, &hashes).map(|it| it.state)
        };
        assert_eq!(state(&["0x01"]), None);
        assert_eq!(state(&["0x01", "0x01"]), Some(State::Ok));
        assert_eq!(state(&["0x01", "0x02", "0x01"]), Some(State::Fail));
    }

    #[test]
    fn a_node_without_the_old_block_contradicts_nobody() {
        let one = || Some("0x01".to_owned());
        assert_eq!(agreement(7, &[one(), None]), None);
        assert_eq!(agreement(7, &[None, None]), None);
        assert_eq!(agreement(7, &[one(), None, one()]).unwrap().state, State::Ok);
    }

    #[test]
    fn one_of_four_may_be_silent_and_two_may_not() {
        let missing = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>();
        let of = |total, threshold, names: &[&str]| {
            let mut heard = None;
            count(&mut heard, 1, total, threshold, &missing(names));
            states(&votes(heard)).pop().unwrap()
        };
        assert_eq!(of(4, 3, &[]), ("votes_all".into(), State::Ok));
        assert_eq!(of(4, 3, &["a"]), ("votes_missing".into(), State::Warn));
        assert_eq!(of(4, 3, &["a", "b"]), ("votes_too_few".into(), State::Fail));
        assert_eq!(of(3, 3, &["a"]), ("votes_too_few".into(), State::Fail));
        assert_eq!(states(&votes(None)), [("votes_unknown".into(), State::Warn)]);
        let mut heard = None;
        count(&mut heard, 1, 3, 3, &missing(&[]));
        assert_eq!(
            votes(heard)[0].state,
            State::Warn,
            "three tolerate nobody's failure"
        );
    }

    #[test]
    fn a_vote_that_is_late_once_is_not_missing_and_an_old_set_does_not_count() {
        let missing = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>();
        let mut heard = None;
        count(&mut heard, 5, 4, 3, &missing(&["a", "b"]));
        count(&mut heard, 5, 4, 3, &missing(&["b", "c"]));
        assert_eq!(heard.clone().unwrap().missing, missing(&["b"]));
        count(&mut heard, 4, 4, 3, &missing(&[]));
        assert_eq!(heard.clone().unwrap().missing, missing(&["b"]));
        count(&mut heard, 6, 7, 5, &missing(&["d"]));
        assert_eq!(heard.unwrap().total, 7);
    }
}
