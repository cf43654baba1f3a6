//! What figures mean: from numbers to findings, and nothing else. Every limit stands here, and at the limit it is still
//! well. Units: milliseconds since 1970 for moments, bytes for space, blocks for distances.

use serde::Deserialize;

use super::finding::Finding;
use iou_base::time::DAY_MS;
use iou_serve::LAG_LIMIT;

/// Clocks that differ by more want attention: the chain allows as much (docs/chain.md).
const SKEW_WARN_MS: u64 = 30_000;
/// Clocks that differ by more make retries and certificates wrong.
const SKEW_FAIL_MS: u64 = 300_000;
/// A development chain whose newest block is older has been left alone.
const DEV_AGE_WARN_MS: u64 = DAY_MS;
/// Blocks that may wait for their finality.
const FINALITY_WARN: u64 = 10;
/// Free space below which somebody should look.
const SPACE_WARN: u64 = 1 << 30;
/// Free space below which a day's work may not fit.
const SPACE_FAIL: u64 = 100 << 20;

/// What the node says of itself (`system_health`).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Health {
    pub(super) peers: u64,
    pub(super) is_syncing: bool,
    pub(super) should_have_peers: bool,
}

/// Whether the node follows its network.
pub(super) fn sync(health: &Health) -> Finding {
    let peers = ("peers", health.peers.to_string());
    match health {
        Health { is_syncing: true, .. } => Finding::warn("sync", "sync-behind", [peers]),
        Health {
            peers: 0,
            should_have_peers: true,
            ..
        } => Finding::fail("sync", "sync-alone", []),
        Health {
            should_have_peers: false,
            ..
        } => Finding::ok("sync", "sync-by-itself", []),
        _ => Finding::ok("sync", "sync-well", [peers]),
    }
}

/// How far finality is behind the newest block.
pub(super) fn finality(best: u64, finalised: u64) -> Finding {
    let lag = best.saturating_sub(finalised);
    let args = [
        ("lag", lag.to_string()),
        ("best", best.to_string()),
        ("finalised", finalised.to_string()),
    ];
    match lag {
        0..=FINALITY_WARN => Finding::ok("finality", "finality-well", args),
        lag if lag <= LAG_LIMIT => Finding::warn("finality", "finality-slow", args),
        _ => Finding::fail("finality", "finality-stopped", args),
    }
}

/// How the machine's clock and the newest finalised block's agree. A development chain's clock is moved on purpose and
/// stands still between blocks: there the difference is only told, unless the block is older than a day's work.
pub(super) fn clock(block_ms: u64, machine_ms: u64, development: bool) -> Finding {
    let difference = block_ms.abs_diff(machine_ms);
    let args = [("seconds", (difference / 1000).to_string())];
    let ahead = block_ms > machine_ms;
    // A first block has no time: its age would be that of 1970.
    if block_ms == 0 {
        return Finding::warn("clock", "clock-no-block", []);
    }
    match (development, ahead, difference) {
        (true, true, _) => Finding::ok("clock", "clock-moved-on", args),
        (true, false, 0..=DEV_AGE_WARN_MS) => Finding::ok("clock", "clock-last-block", args),
        (true, false, _) => Finding::warn("clock", "clock-last-block", args),
        (_, _, 0..=SKEW_WARN_MS) => Finding::ok("clock", "clock-well", args),
        (_, true, 0..=SKEW_FAIL_MS) => Finding::warn("clock", "clock-slow", args),
        (_, true, _) => Finding::fail("clock", "clock-slow", args),
        (_, false, 0..=SKEW_FAIL_MS) => Finding::warn("clock", "clock-old-block", args),
        (_, false, _) => Finding::fail("clock", "clock-old-block", args),
    }
}

/// What a chain offers beside contracts.
pub(super) struct Functions {
    /// Its node proves that blocks are final.
    pub proves: bool,
    /// Its clock can be moved.
    pub moves_clock: bool,
    /// It is for development.
    pub is_development: bool,
    /// It has the council and the institutions of this project's chain.
    pub has_council: bool,
}

/// Which functions of this program the chain serves. What is lost is said with what works all the same.
pub(super) fn functions(chain: &Functions) -> Vec<Finding> {
    let mut findings = vec![match chain.proves {
        true => Finding::ok("functions", "functions-evidence", []),
        false => Finding::warn("functions", "functions-no-evidence", []),
    }];
    if chain.is_development && !chain.moves_clock {
        findings.push(Finding::ok("functions", "functions-no-clock", []));
    }
    if !chain.has_council {
        findings.push(Finding::ok("functions", "functions-no-council", []));
    }
    findings
}

/// What runtime the chain runs.
pub(super) fn runtime(name: &str, version: u64) -> Finding {
    let args = [("name", name.to_owned()), ("version", version.to_string())];
    match name {
        "iou" => Finding::ok("runtime", "runtime-ours", args),
        _ => Finding::warn("runtime", "runtime-foreign", args),
    }
}

/// How far the index is behind the chain, or the node behind the index.
pub(super) fn lag(finalised: u64, indexed: u64) -> Finding {
    let lag = finalised.saturating_sub(indexed);
    let args = [("lag", lag.to_string()), ("block", indexed.to_string())];
    let ahead = indexed.saturating_sub(finalised);
    if ahead > LAG_LIMIT {
        let args = [("ahead", ahead.to_string()), ("block", indexed.to_string())];
        return Finding::warn("index", "index-ahead", args);
    }
    match lag {
        0..=LAG_LIMIT => Finding::ok("index", "index-well", args),
        _ => Finding::warn("index", "index-behind", args),
    }
}

/// Whether the tables are of this program's version.
pub(super) fn schema(found: i64, ours: i64, database: &str) -> Finding {
    let args = [
        ("found", found.to_string()),
        ("ours", ours.to_string()),
        ("database", database.to_owned()),
    ];
    match found.cmp(&ours) {
        std::cmp::Ordering::Equal => Finding::ok("database", "database-well", args),
        std::cmp::Ordering::Less => Finding::warn("database", "database-older", args),
        std::cmp::Ordering::Greater => Finding::fail("database", "database-newer", args),
    }
}

/// One property of the index's cursor against what it should be; `None` where all is well.
pub(super) fn same(what: &'static str, found: &str, expected: &str) -> Option<Finding> {
    let args = [
        ("what", what.to_owned()),
        ("found", found.to_owned()),
        ("expected", expected.to_owned()),
    ];
    // Hashes are hexadecimal, whose case means nothing; in an address it does, and there no two differ by it alone.
    (!found.eq_ignore_ascii_case(expected)).then(|| Finding::fail("index", "index-foreign", args))
}

/// A block of the index against the node's of that number; `None` where they are one.
pub(super) fn anew(number: u64, ours: &str, found: &str) -> Option<Finding> {
    let args = [
        ("number", number.to_string()),
        ("found", found.to_owned()),
        ("expected", ours.to_owned()),
    ];
    (!ours.eq_ignore_ascii_case(found)).then(|| Finding::fail("index", "index-anew", args))
}

/// Whether the disk has room.
pub(super) fn space(available: u64, path: &str) -> Finding {
    let args = [("mib", (available >> 20).to_string()), ("path", path.to_owned())];
    match available {
        SPACE_WARN.. => Finding::ok("disk", "disk-well", args),
        SPACE_FAIL.. => Finding::warn("disk", "disk-little", args),
        _ => Finding::fail("disk", "disk-full", args),
    }
}

/// Whether a channel that is set up can be used; `reason` is why not, in its own words.
pub(super) fn channel(name: &str, checked: Result<(), String>) -> Finding {
    let channel = ("channel", name.to_owned());
    match checked {
        Ok(()) => Finding::ok("channels", "channel-well", [channel]),
        Err(reason) => Finding::fail("channels", "channel-broken", [channel, ("reason", reason)]),
    }
}

/// Whether the account can pay fees: one whole token lasts for thousands of transactions.
pub(super) fn fees(balance: u128, one_token: u128, account: String, shown: String) -> Finding {
    let args = [("account", account), ("balance", shown)];
    match balance {
        0 => Finding::fail("fees", "fees-none", args),
        some if some < one_token => Finding::warn("fees", "fees-little", args),
        _ => Finding::ok("fees", "fees-well", args),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    fn verdict(finding: Finding) -> (State, String) {
        (finding.state, finding.code())
    }

    #[test]
    fn clocks_may_differ_by_half_a_minute_and_fail_beyond_five() {
        const NOW: u64 = 1_767_225_600_000;
        for (difference, state) in [
            (0, State::Ok),
            (SKEW_WARN_MS, State::Ok),
            (SKEW_WARN_MS + 1, State::Warn),
            (SKEW_FAIL_MS, State::Warn),
            (SKEW_FAIL_MS + 1, State::Fail),
        ] {
            assert_eq!(clock(NOW + difference, NOW, false).state, state, "{difference}");
            assert_eq!(clock(NOW - difference, NOW, false).state, state, "{difference}");
        }
        assert_eq!(clock(NOW + 60_000, NOW, false).code(), "clock_slow");
        assert_eq!(clock(NOW - 60_000, NOW, false).code(), "clock_old_block");
    }

    #[test]
    fn the_moved_clock_of_a_development_chain_is_only_told() {
        let year = 365 * DAY_MS;
        assert_eq!(
            verdict(clock(2 * year, year, true)),
            (State::Ok, "clock_moved_on".into())
        );
        assert_eq!(
            verdict(clock(year, year + DAY_MS, true)),
            (State::Ok, "clock_last_block".into())
        );
        assert_eq!(
            verdict(clock(year, year + DAY_MS + 1, true)),
            (State::Warn, "clock_last_block".into()),
            "left alone, or not the chain that was meant"
        );
        for development in [true, false] {
            let first_block = verdict(clock(0, 56 * year, development));
            assert_eq!(first_block, (State::Warn, "clock_no_block".into()));
        }
    }

    #[test]
    fn finality_and_index_may_be_a_little_behind() {
        let states = [
            (10, State::Ok),
            (11, State::Warn),
            (50, State::Warn),
            (51, State::Fail),
        ];
        for (lag, state) in states {
            assert_eq!(finality(1000 + lag, 1000).state, state, "{lag}");
        }
        // A node may tell of a finalised block before it tells of a better one.
        assert_eq!(finality(999, 1000).state, State::Ok);
        assert_eq!(lag(150, 100).state, State::Ok);
        assert_eq!(lag(151, 100).state, State::Warn);
        assert_eq!(lag(99, 100).state, State::Ok);
        assert_eq!(lag(50, 100).state, State::Ok);
        assert_eq!(verdict(lag(49, 100)), (State::Warn, "index_ahead".into()));
        assert_eq!(anew(7, "0xAB", "0xab"), None);
        assert_eq!(
            verdict(anew(7, "0xab", "0xac").unwrap()),
            (State::Fail, "index_anew".into())
        );
    }

    #[test]
    fn a_node_without_the_peers_it_should_have_does_not_work() {
        let health = |peers, is_syncing, should_have_peers| Health {
            peers,
            is_syncing,
            should_have_peers,
        };
        assert_eq!(sync(&health(0, false, true)).state, State::Fail);
        assert_eq!(sync(&health(3, true, true)).state, State::Warn);
        assert_eq!(sync(&health(0, true, true)).state, State::Warn);
        assert_eq!(sync(&health(3, false, true)).state, State::Ok);
        assert_eq!(sync(&health(0, false, false)).state, State::Ok);
    }

    #[test]
    fn space_and_fees_run_low_before_they_run_out() {
        for (bytes, state) in [
            (SPACE_WARN, State::Ok),
            (SPACE_WARN - 1, State::Warn),
            (SPACE_FAIL, State::Warn),
            (SPACE_FAIL - 1, State::Fail),
            (0, State::Fail),
        ] {
            assert_eq!(space(bytes, "/").state, state, "{bytes}");
        }
        for (balance, state) in [
            (0, State::Fail),
            (1, State::Warn),
            (99, State::Warn),
            (100, State::Ok),
        ] {
            assert_eq!(fees(balance, 100, String::new(), String::new()).state, state);
        }
    }

    #[test]
    fn a_channel_that_cannot_be_used_says_why() {
        assert_eq!(channel("email", Ok(())).state, State::Ok);
        let broken = channel("email", Err("535 no".into()));
        assert_eq!(broken.state, State::Fail);
        assert!(broken.detail(iou_base::Text::english()).contains("535 no"));
    }

    #[test]
    fn tables_of_another_age_and_marks_of_another_chain_are_told() {
        assert_eq!(schema(2, 2, "d").state, State::Ok);
        assert_eq!(schema(1, 2, "d").state, State::Warn);
        assert_eq!(schema(3, 2, "d").state, State::Fail);
        assert_eq!(same("genesis", "0xAB", "0xab"), None);
        assert_eq!(same("genesis", "0xab", "0xac").unwrap().state, State::Fail);
        assert_eq!(runtime("iou", 7).state, State::Ok);
        assert_eq!(runtime("polkadot", 7).state, State::Warn);
    }

    #[test]
    fn what_a_chain_without_proofs_clock_and_council_cannot_serve_is_named_and_no_failure() {
        let codes = |functions: &Functions| -> Vec<String> {
            super::functions(functions).iter().map(Finding::code).collect()
        };
        let mut chain = Functions {
            proves: true,
            moves_clock: true,
            is_development: true,
            has_council: true,
        };
        assert_eq!(codes(&chain), ["functions_evidence"]);
        (chain.proves, chain.moves_clock, chain.has_council) = (false, false, false);
        let found = [
            "functions_no_evidence",
            "functions_no_clock",
            "functions_no_council",
        ];
        assert_eq!(codes(&chain), found);
        assert!(functions(&chain).iter().all(|it| it.state != State::Fail));
        // A live chain's clock is nobody's to move.
        chain.is_development = false;
        assert_eq!(codes(&chain).len(), 2);
    }
}
