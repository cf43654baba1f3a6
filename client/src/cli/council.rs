//! The council of the institutions: `iou council show|propose|vote|close|upgrade|keys`. A motion is proposed, voted on and
//! closed; closing makes its call. The chain counts the votes, this only asks and shows.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{json, Value};
use subxt::config::Hasher;

use super::confirm::confirm;
use super::context::Context;
use super::desk::{digest_of, transaction, transaction_lines};
use crate::chain::connection::{AtBlock, Connection};
use crate::chain::council::{self, Digest, Fate, Institution, Motion, Pending};
use crate::chain::submit::Outcome;
use crate::chain::{AccountId, Call};
use crate::error::{Error, Result};
use crate::output::{pairs, table};
use crate::text::Text;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Show(Show),
    #[command(subcommand)]
    Propose(Propose),
    Vote(Vote),
    Close(Numbered),
    Upgrade(Code),
    Keys,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Show {
    #[arg(value_name = "NUMBER")]
    pub number: Option<u32>,
}

/// What can be moved.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Propose {
    Add(Who),
    Remove(Who),
    Swap(Swap),
    Publish(Publish),
    Upgrade(Code),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Who {
    #[arg(value_name = "ACCOUNT")]
    pub who: String,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Swap {
    #[arg(value_name = "OLD")]
    pub old: String,
    #[arg(value_name = "NEW")]
    pub new: String,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Publish {
    #[arg(value_name = "ACCOUNT")]
    pub who: String,
    #[arg(value_name = "NAME")]
    pub name: String,
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Code {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Vote {
    #[arg(value_name = "NUMBER")]
    pub number: u32,
    #[arg(long)]
    pub no: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Numbered {
    #[arg(value_name = "NUMBER")]
    pub number: u32,
}

impl Command {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Show(args) => show(args, ctx).await,
            Command::Propose(what) => propose(what, ctx).await,
            Command::Vote(args) => vote(args, ctx).await,
            Command::Close(args) => close(args, ctx).await,
            Command::Upgrade(args) => upgrade(args, ctx).await,
            Command::Keys => keys(ctx).await,
        }
    }
}

async fn show(args: Show, ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let at = conn.at_best().await?;
    let mut motions = council::motions(&conn, &at).await?;
    let institutions = council::institutions(&conn, &at).await?;
    if let Some(number) = args.number {
        motions = vec![find(ctx, motions, number)?];
    }
    let name = |account: &AccountId| name_of(&institutions, account);
    let data = json!({
        "block": at.block_number(),
        "institutions": institutions.iter().map(institution).collect::<Vec<_>>(),
        "motions": motions.iter().map(motion).collect::<Vec<_>>(),
    });
    ctx.printer.data(&data, |text| {
        let mut parts = Vec::new();
        if args.number.is_none() {
            parts.push(institutions_table(text, &institutions));
        }
        match motions.is_empty() {
            true => parts.push(text.tr("council-no-motions")),
            false => parts.extend(motions.iter().map(|motion| {
                let names = |of: &[AccountId]| of.iter().map(&name).collect::<Vec<_>>().join(", ");
                pairs([
                    (
                        text.tr("label-motion"),
                        format!("{}: {}", motion.number, motion.what),
                    ),
                    (
                        text.tr("label-ayes"),
                        format!(
                            "{}/{} {}",
                            motion.ayes.len(),
                            motion.threshold,
                            names(&motion.ayes)
                        ),
                    ),
                    (
                        text.tr("label-nays"),
                        format!("{} {}", motion.nays.len(), names(&motion.nays)),
                    ),
                    (text.tr("label-vote-until"), motion.end.to_string()),
                ])
            })),
        }
        parts.join("\n\n")
    })
}

/// The institutions as a table. It is the answer of `iou institution list` too.
pub(super) fn institutions_table(text: &Text, all: &[Institution]) -> String {
    let heading = [
        "label-name",
        "label-address",
        "label-certificate",
        "label-standing",
    ];
    let heading = heading.map(|id| text.lookup(id, &[]));
    table(
        &heading,
        all.iter().map(|one| {
            let mut standing = Vec::new();
            standing.push(text.lookup(
                match (one.member, one.validator, one.keys) {
                    (false, ..) => "standing-left",
                    (true, true, _) => "standing-validates",
                    (true, false, true) => "standing-waits",
                    (true, false, false) => "standing-no-keys",
                },
                &[],
            ));
            if one.equivocations > 0 {
                let count = [("count", one.equivocations.into())];
                standing.push(text.tr_with("standing-equivocated", &count));
            }
            vec![
                one.name.clone().unwrap_or_else(|| "-".into()),
                one.account.to_string(),
                one.certificate.map_or_else(|| "-".into(), hex::encode),
                standing.join(", "),
            ]
        }),
    )
}

/// An institution for programs.
pub(super) fn institution(one: &Institution) -> Value {
    json!({
        "account": one.account.to_string(),
        "name": one.name,
        "certificate": one.certificate.map(hex::encode),
        "member": one.member,
        "validator": one.validator,
        "session_keys": one.keys,
        "equivocations": one.equivocations,
    })
}

/// What to call an account: its institution's name, else its address.
pub(super) fn name_of(all: &[Institution], account: &AccountId) -> String {
    let found = all.iter().find(|one| one.account == *account);
    found
        .and_then(|one| one.name.clone())
        .unwrap_or_else(|| account.to_string())
}

fn motion(motion: &Pending) -> Value {
    let accounts = |of: &[AccountId]| of.iter().map(AccountId::to_string).collect::<Vec<_>>();
    json!({
        "number": motion.number, "hash": format!("0x{}", hex::encode(motion.hash)), "call": motion.what,
        "threshold": motion.threshold, "ayes": accounts(&motion.ayes), "nays": accounts(&motion.nays),
        "until_block": motion.end,
    })
}

fn find(ctx: &Context, motions: Vec<Pending>, number: u32) -> Result<Pending> {
    let found = motions.into_iter().find(|motion| motion.number == number);
    found.ok_or_else(|| Error::NotFound {
        what: ctx.text().tr("label-motion"),
        name: number.to_string(),
    })
}

async fn propose(what: Propose, ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let at = conn.at_best().await?;
    let motion: Motion = match &what {
        Propose::Add(args) => council::add(&ctx.account_of(&args.who)?),
        Propose::Remove(args) => council::remove(&ctx.account_of(&args.who)?),
        Propose::Swap(args) => council::swap(&ctx.account_of(&args.old)?, &ctx.account_of(&args.new)?),
        Propose::Publish(args) => {
            let certificate = digest_of(&args.certificate)?;
            council::publish(&ctx.account_of(&args.who)?, &args.name, certificate)
        }
        Propose::Upgrade(args) => council::authorize_upgrade(code_hash(&at, &read(&args.file)?)),
    };
    let institutions = council::institutions(&conn, &at).await?;
    let members = institutions.iter().filter(|one| one.member).count() as u32;
    let threshold = motion.share.threshold(members);
    let encoded = at.tx().call_data(&motion.call).map_err(|e| conn.explain(e))?;
    let shown = council::describe(&motion.call.clone().into_value());
    let call = council::propose(motion, threshold, encoded.len() as u32);
    let details = vec![
        (ctx.text().tr("label-motion"), shown),
        (
            ctx.text().tr("label-votes-needed"),
            format!("{threshold}/{members}"),
        ),
    ];
    step(ctx, &conn, "council-propose", details, call).await
}

async fn vote(args: Vote, ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let at = conn.at_best().await?;
    let motion = find(ctx, council::motions(&conn, &at).await?, args.number)?;
    let call = council::vote(&motion, !args.no);
    let details = vec![(
        ctx.text().tr("label-motion"),
        format!("{}: {}", motion.number, motion.what),
    )];
    let action = if args.no {
        "council-vote-no"
    } else {
        "council-vote"
    };
    step(ctx, &conn, action, details, call).await
}

async fn close(args: Numbered, ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let at = conn.at_best().await?;
    let motion = find(ctx, council::motions(&conn, &at).await?, args.number)?;
    let call = council::close(&conn, &at, &motion).await?;
    let details = vec![
        (
            ctx.text().tr("label-motion"),
            format!("{}: {}", motion.number, motion.what),
        ),
        (
            ctx.text().tr("label-ayes"),
            format!("{}/{}", motion.ayes.len(), motion.threshold),
        ),
    ];
    step(ctx, &conn, "council-close", details, call).await
}

async fn upgrade(args: Code, ctx: &Context) -> Result<()> {
    let code = read(&args.file)?;
    let conn = ctx.connect().await?;
    let at = conn.at_best().await?;
    let hash = format!("0x{}", hex::encode(code_hash(&at, &code)));
    let details = vec![
        (ctx.text().tr("label-file"), args.file.display().to_string()),
        (ctx.text().tr("label-code-hash"), hash),
    ];
    step(
        ctx,
        &conn,
        "council-upgrade",
        details,
        council::apply_upgrade(&code),
    )
    .await
}

async fn keys(ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let owner = ctx.own_account()?;
    let generated = council::rotate_keys(&conn, &owner).await?;
    let bytes = |of: &str| hex::decode(of.trim_start_matches("0x")).ok();
    let unsuitable = || Error::ChainUnsuitable {
        chain: conn.chain().name.clone(),
        reason: "author_rotateKeysWithOwner".into(),
    };
    let keys: [u8; 64] = bytes(&generated.keys)
        .and_then(|keys| keys.try_into().ok())
        .ok_or_else(unsuitable)?;
    let proof = bytes(&generated.proof).ok_or_else(unsuitable)?;
    let (mut aura, mut grandpa): (Digest, Digest) = ([0; 32], [0; 32]);
    aura.copy_from_slice(&keys[..32]);
    grandpa.copy_from_slice(&keys[32..]);
    let details = vec![
        (ctx.text().tr("label-address"), owner.to_string()),
        ("Aura".into(), format!("0x{}", hex::encode(aura))),
        ("GRANDPA".into(), format!("0x{}", hex::encode(grandpa))),
    ];
    let call = council::set_keys(aura, grandpa, &proof);
    step(ctx, &conn, "council-keys", details, call).await
}

/// The hash of a runtime (BLAKE2b-256), by which the council authorises it.
fn code_hash(at: &AtBlock, code: &[u8]) -> Digest {
    at.hasher().hash(code).0
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(Error::io(file))
}

/// Shows, asks, signs, sends, and tells what became of it.
///
/// Errors: [`Error::TransactionFailed`] too where the transaction succeeded and the motion's own call did not.
pub(super) async fn step(
    ctx: &Context,
    conn: &Connection,
    action: &'static str,
    details: Vec<(String, String)>,
    call: Call,
) -> Result<()> {
    let text = ctx.text();
    let signer = ctx.signer_for(conn)?;
    let mut lines = vec![
        (
            text.tr("label-action"),
            text.lookup(&format!("action-{action}"), &[]),
        ),
        (text.tr("label-account"), signer.account().to_string()),
        (text.tr("label-chain"), conn.chain().name.clone()),
    ];
    lines.extend(details);
    confirm(ctx, lines)?;
    let outcome = ctx.submit(conn, &call, action, None).await?;
    report(ctx, conn, &outcome).await
}

async fn report(ctx: &Context, conn: &Connection, outcome: &Outcome) -> Result<()> {
    let fate = match &outcome.included {
        Some(included) => council::fate(conn, included).await?,
        None => None,
    };
    if let (Some(Fate::Failed(reason)), Some(included)) = (&fate, &outcome.included) {
        return Err(Error::TransactionFailed {
            hash: format!("{:?}", outcome.hash),
            block: included.block_number.to_string(),
            reason: reason.clone(),
        });
    }
    let mut data = transaction(outcome);
    let (word, number) = match &fate {
        Some(Fate::Proposed(number)) => ("proposed", Some(*number)),
        Some(Fate::Made) => ("made", None),
        Some(Fate::Rejected) => ("rejected", None),
        _ => ("", None),
    };
    if !word.is_empty() {
        data["motion"] = json!({"became": word, "number": number});
    }
    ctx.printer.data(&data, |text| {
        let mut lines = Vec::new();
        if !word.is_empty() {
            let number = [("number", number.unwrap_or_default().into())];
            lines.push(text.lookup(&format!("council-{word}"), &number));
        }
        lines.push(pairs(transaction_lines(text, outcome)));
        lines.join("\n")
    })
}
