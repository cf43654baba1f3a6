//! Checks that ask the profile and the node: is it there, is it the right chain, does it follow its network, how do the
//! clocks agree, is the contract the right one, can the account pay.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use subxt::rpcs::rpc_params;

use super::finding::Finding;
use super::rules::{self, Health};
use crate::config::Config;
use crate::context::Context;
use crate::error::{Error, Result};
use iou_files::redact;
use iou_ledger::connection::{AtBlock, Connection};
use iou_ledger::contract::Ledger;
use iou_ledger::{exposed, said, AccountId, Hash};

/// A doctor is asked when something hangs: it waits less than a command. Units: of each request.
const LIMIT: Duration = Duration::from_secs(10);

/// A node that answers.
pub(super) struct Seen {
    pub(super) conn: Connection,
    pub(super) at: AtBlock,
}

impl Seen {
    pub(super) fn finalised(&self) -> u64 {
        self.at.block_number()
    }

    pub(super) fn genesis(&self) -> Hash {
        self.conn.chain().genesis
    }
}

/// What the profile says and leaves unsaid.
pub(super) fn profile(config: &Config) -> Vec<Finding> {
    let read = || -> Result<_> {
        let (url, contract) = (config.url()?.to_owned(), config.contract()?);
        Ok((url, contract, config.pins()?, config.code_hash()?))
    };
    let (url, contract, pins, code_hash) = match read() {
        Ok(values) => values,
        Err(error) => return vec![Finding::error("profile", error)],
    };
    let exposed = exposed(&url).map(|url| Finding::warn("profile", "profile-exposed", [("url", url)]));
    let args = [
        ("profile", config.profile.value.clone()),
        ("origin", config.profile.origin.to_string()),
        ("url", redact::addresses(&url)),
        ("contract", contract.to_string()),
    ];
    let mut findings = vec![Finding::ok("profile", "profile-well", args)];
    findings.extend(exposed);
    let mut open = pins.missing();
    open.extend(code_hash.is_none().then_some("code_hash"));
    if !open.is_empty() {
        let args = [
            ("key", open.join(", ")),
            ("profile", config.profile.value.clone()),
        ];
        findings.push(Finding::warn("profile", "profile-open", args));
    }
    findings
}

/// Everything that only the node can answer; without a node, that.
pub(super) async fn look(ctx: &Context) -> (Option<Seen>, Vec<Finding>) {
    let seen = match open(ctx).await {
        Ok(seen) => seen,
        Err(error) => return (None, vec![Finding::error("node", error)]),
    };
    let chain = seen.conn.chain();
    let args = [
        ("url", seen.conn.url().to_owned()),
        ("chain", chain.name.clone()),
        ("genesis", format!("{:?}", chain.genesis)),
    ];
    let mut findings = vec![Finding::ok("node", "node-well", args)];
    findings.push(or_error("sync", sync(&seen).await));
    findings.push(or_error("finality", finality(&seen).await));
    findings.push(clock(&seen.conn).await);
    findings.push(or_error("runtime", runtime(&seen).await));
    match functions(&seen).await {
        Ok(found) => findings.extend(found),
        Err(error) => findings.push(Finding::error("functions", error)),
    }
    // A missing address was told with the profile.
    if let Ok(address) = ctx.config.contract() {
        findings.push(or_error("contract", contract(ctx, &seen, &address).await));
    }
    (Some(seen), findings)
}

fn or_error(check: &'static str, result: Result<Finding>) -> Finding {
    result.unwrap_or_else(|error| Finding::error(check, error))
}

async fn open(ctx: &Context) -> Result<Seen> {
    let config = &ctx.config;
    let limit = ctx.limit().min(LIMIT);
    let conn = Connection::open(config.url()?, limit, Some(&config.pins()?)).await?;
    let at = conn.at_finalized().await?;
    Ok(Seen { conn, at })
}

async fn sync(seen: &Seen) -> Result<Finding> {
    let health: Health = seen.conn.request("system_health", rpc_params![]).await?;
    Ok(rules::sync(&health))
}

async fn finality(seen: &Seen) -> Result<Finding> {
    let best = seen.conn.at_best().await?.block_number();
    Ok(rules::finality(best, seen.finalised()))
}

/// How the clocks of this machine and of the chain agree.
pub(super) async fn clock(conn: &Connection) -> Finding {
    let compared = async {
        let at = conn.at_finalized().await?;
        let block_ms = conn.timestamp_ms(&at).await?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let machine_ms = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        Ok(rules::clock(block_ms, machine_ms, conn.chain().is_development()))
    };
    or_error("clock", compared.await)
}

async fn runtime(seen: &Seen) -> Result<Finding> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Version {
        spec_name: String,
        spec_version: u64,
    }
    let version: Version = seen
        .conn
        .request("state_getRuntimeVersion", rpc_params![])
        .await?;
    Ok(rules::runtime(&said(&version.spec_name), version.spec_version))
}

/// Which of this program's functions the chain can serve, as the node lists its requests and the runtime its pallets.
async fn functions(seen: &Seen) -> Result<Vec<Finding>> {
    let methods = seen.conn.known_methods().await?;
    let metadata = seen.at.metadata_ref();
    let pallets = ["Council", "Institutions"].map(|name| metadata.pallet_by_name(name).is_some());
    let functions = rules::Functions {
        proves: methods.iter().any(|name| name == "grandpa_proveFinality"),
        moves_clock: methods.iter().any(|name| name == "dev_advanceTime"),
        is_development: seen.conn.chain().is_development(),
        has_council: pallets.into_iter().all(|has| has),
    };
    Ok(rules::functions(&functions))
}

async fn contract(ctx: &Context, seen: &Seen, address: &AccountId) -> Result<Finding> {
    let ledger = Ledger::new(seen.conn.clone(), *address);
    let found = ledger.code_hash(seen.at.block_hash()).await?;
    let args = [("contract", address.to_string())];
    Ok(match (found, ctx.config.code_hash()?) {
        (None, _) => Finding::fail("contract", "contract-none", args),
        (Some(found), Some(expected)) if found != expected => Finding::error(
            "contract",
            Error::CodeHashMismatch {
                contract: address.to_string(),
                expected: format!("{expected:?}"),
                found: format!("{found:?}"),
            },
        ),
        (Some(_), _) => of_this_chain(seen, &ledger, args).await?,
    })
}

/// A contract does not know on which chain it is: whoever deployed it said so, and what is signed for another one does nothing.
async fn of_this_chain(seen: &Seen, ledger: &Ledger, args: [(&'static str, String); 1]) -> Result<Finding> {
    let root = ledger.root(&seen.at).await?;
    let [contract] = args;
    Ok(match root.genesis == seen.genesis().0 {
        true => Finding::ok("contract", "contract-well", [contract]),
        false => {
            let found = ("found", iou_base::hex0x(root.genesis));
            Finding::fail("contract", "contract-other-chain", [contract, found])
        }
    })
}

/// Whether the chosen account, which the relayer would sign with, can pay.
pub(super) async fn fees(ctx: &Context, seen: Option<&Seen>) -> Finding {
    let account = match ctx.own_account() {
        Ok(account) => account,
        Err(Error::NoAccount {}) => return Finding::ok("fees", "fees-no-account", []),
        Err(error) => return Finding::error("fees", error),
    };
    let Some(seen) = seen else {
        return Finding::warn("fees", "fees-unknown", [("account", account.to_string())]);
    };
    let chain = seen.conn.chain();
    let one = 10u128.saturating_pow(chain.limit_decimals().into());
    let balance = seen.conn.free_balance(&seen.at, &account).await;
    let judged = balance.map(|it| rules::fees(it, one, account.to_string(), chain.show_amount(it)));
    or_error("fees", judged.map_err(Into::into))
}
