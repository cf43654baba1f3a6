//! `iou doctor --network`: asks several nodes of one consortium how each of them is, and whether they agree. What follows
//! from the answers is in `consensus`, without a node. Which institutions vote is read from GRANDPA's rounds over some
//! seconds: one look alone would call a slow vote a missing one.
//!
//! Units: milliseconds. Limits: needs nodes that answer `grandpa_roundState`; without it, votes are unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use subxt::rpcs::rpc_params;

use super::consensus::{self, Answer, Votes};
use super::finding::{listing, Finding, FindingView, State};
use super::node;
use super::rules::{self, Health};
use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::text::Text;
use iou_files::redact;
use iou_ledger::connection::Connection;
use iou_ledger::{exposed, said};

/// A doctor is asked when something hangs: it waits less than a command. Units: of each request.
const LIMIT: Duration = Duration::from_secs(10);
/// How often GRANDPA's rounds are looked at, and the pause in between: some rounds pass meanwhile.
const LOOKS: usize = 20;
/// Most authorities that are told of.
const AUTHORITIES_MAX: usize = 256;
const PAUSE: Duration = Duration::from_millis(400);

/// One node's part of the report.
struct Member {
    url: String,
    findings: Vec<Finding>,
    answer: Option<Answer>,
}

/// Looks at the nodes at `urls`, or at the profile's.
///
/// Errors: [`Error::Unhealthy`] when anything does not work; no node is named.
pub(super) async fn run(ctx: &Context, urls: &[String]) -> Result<()> {
    let urls = match urls {
        [] => redact::listed(ctx.config.url()?).map(str::to_owned).collect(),
        urls => urls.to_vec(),
    };
    let (mut members, mut seen) = (Vec::new(), Vec::new());
    for asked in futures::future::join_all(urls.iter().map(|url| look(ctx, url))).await {
        let (member, conn) = asked;
        members.push(member);
        seen.extend(conn);
    }
    let answers: Vec<Answer> = members.iter().filter_map(|it| it.answer.clone()).collect();
    let mut findings = consensus::findings(&answers, urls.len());
    findings.extend(agreement(&seen, &answers).await);
    if let Some(first) = seen.first() {
        findings.push(node::clock(first).await);
        findings.extend(votes(&seen).await);
    }
    report(ctx, &members, &findings)
}

/// The report for programs: node by node, then the network.
#[derive(Debug, Default, Serialize)]
struct NetworkView<'a> {
    nodes: Vec<NodeView<'a>>,
    network: Vec<FindingView>,
}

#[derive(Debug, Default, Serialize)]
struct NodeView<'a> {
    url: &'a str,
    /// What it says of itself; null where it does not answer.
    node: Option<&'a Answer>,
    findings: Vec<FindingView>,
}

fn report(ctx: &Context, members: &[Member], findings: &[Finding]) -> Result<()> {
    let all = members.iter().flat_map(|it| &it.findings).chain(findings);
    let failed = all.filter(|it| it.state == State::Fail).count();
    let error = (failed > 0).then(|| Error::Unhealthy {
        failed: failed.to_string(),
    });
    let text = ctx.text();
    let views = |findings: &[Finding]| findings.iter().map(|it| it.view(text)).collect();
    let nodes = members.iter().map(|it| NodeView {
        url: &it.url,
        node: it.answer.as_ref(),
        findings: views(&it.findings),
    });
    let data = NetworkView {
        nodes: nodes.collect(),
        network: views(findings),
    };
    ctx.printer
        .verdict(&data, error.as_ref(), |text| page(members, findings, text))?;
    error.map_or(Ok(()), Err)
}

/// One node after the other, then the network.
fn page(members: &[Member], findings: &[Finding], text: &Text) -> String {
    let mut parts: Vec<String> = members
        .iter()
        .map(|it| format!("{}\n{}", it.url, listing(&it.findings, text)))
        .collect();
    let title = text.lookup("doctor-network-title", &[]);
    parts.push(format!("{title}\n{}", listing(findings, text)));
    parts.join("\n\n")
}

/// How one node is.
async fn look(ctx: &Context, url: &str) -> (Member, Option<Connection>) {
    let asked = async {
        // Which chain the profile is for says nothing here: the nodes are compared with each other.
        let conn = Connection::open(url, ctx.limit().min(LIMIT), None).await?;
        let health: Health = conn.request("system_health", rpc_params![]).await?;
        let best = conn.at_best().await?.block_number();
        let (finalised, _) = conn.finalized_head().await?;
        let answer = Answer {
            url: redact::address(url),
            genesis: format!("{:?}", conn.chain().genesis),
            version: said(&conn.request::<String>("system_version", rpc_params![]).await?),
            authority: conn
                .request::<Vec<String>>("system_nodeRoles", rpc_params![])
                .await?
                .iter()
                .any(|role| role == "Authority"),
            peers: health.peers,
            best,
            finalised,
        };
        Ok::<_, Error>((conn, health, answer))
    };
    let (findings, answer, conn) = match asked.await {
        Err(error) => (vec![Finding::error("node", error)], None, None),
        Ok((conn, health, answer)) => {
            let mut findings = vec![
                consensus::member(&answer, &conn.chain().name),
                rules::sync(&health),
                rules::finality(answer.best, answer.finalised),
            ];
            if let Some(url) = exposed(url) {
                findings.push(Finding::warn("node", "profile-exposed", [("url", url)]));
            }
            (findings, Some(answer), Some(conn))
        }
    };
    let member = Member {
        url: redact::address(url),
        findings,
        answer,
    };
    (member, conn)
}

/// Whether the nodes have one and the same block where all of them are final.
async fn agreement(seen: &[Connection], answers: &[Answer]) -> Option<Finding> {
    let height = answers.iter().map(|it| it.finalised).min()?;
    let mut hashes = Vec::new();
    for conn in seen {
        match conn.block_hash(height).await {
            Ok(hash) => hashes.push(hash.map(|it| format!("{it:?}"))),
            Err(error) => return Some(Finding::error("agreement", error.into())),
        }
    }
    consensus::agreement(height, &hashes)
}

/// One kind of vote in a round, as the node tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VoteCount {
    current_weight: u64,
    missing: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Round {
    round: u64,
    total_weight: u64,
    threshold_weight: u64,
    prevotes: VoteCount,
    precommits: VoteCount,
}

impl Round {
    /// Who has not done what the round waits for.
    fn awaited(&self) -> &BTreeSet<String> {
        if self.prevotes.current_weight >= self.threshold_weight {
            &self.precommits.missing
        } else {
            &self.prevotes.missing
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rounds {
    set_id: u64,
    best: Round,
    #[serde(default)]
    background: Vec<Round>,
}

/// Who has not voted in any round that was looked at. Where no round ends, the open one alone counts, and in it what it waits
/// for: those who have gone since have left their earlier votes behind.
async fn votes(seen: &[Connection]) -> Vec<Finding> {
    let (mut all, mut open): (Option<Votes>, Option<Votes>) = (None, None);
    let (mut first, mut moved) = (BTreeMap::new(), false);
    for look in 0..LOOKS {
        if look > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        for (number, conn) in seen.iter().enumerate() {
            let Ok(rounds) = conn.request::<Rounds>("grandpa_roundState", rpc_params![]).await else {
                continue;
            };
            let (set, best) = (rounds.set_id, &rounds.best);
            moved |= *first.entry(number).or_insert((set, best.round)) != (set, best.round);
            let add = |heard: &mut Option<Votes>, round: &Round, missing: &BTreeSet<String>| {
                let missing = missing.iter().take(AUTHORITIES_MAX).map(|it| said(it)).collect();
                consensus::count(heard, set, round.total_weight, round.threshold_weight, &missing);
            };
            add(&mut open, best, best.awaited());
            for round in std::iter::once(best).chain(&rounds.background) {
                add(&mut all, round, &round.prevotes.missing);
            }
        }
        if moved && all.as_ref().is_some_and(|it| it.missing.is_empty()) {
            break;
        }
    }
    consensus::votes(if moved { all } else { open })
}

shapes! {
    "doctor --network": NetworkView { nodes: vec![NodeView::default()], network: vec![FindingView::default()] } => "{network: [{advice: null, check: text, code: text, detail: text, state: text}], nodes: [{findings: [], node: null, url: text}]}";
}
