//! The council of the institutions: `iou council show|propose|vote|close|upgrade|keys`. A motion is proposed, voted on and
//! closed; closing makes its call. The chain counts the votes, this only asks and shows.

use iou_base::hex0x;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use sp_crypto_hashing::blake2_256;

use crate::arguments::digest_of;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::transaction::step;
use crate::usage::whole;
use iou_base::text::Text;
use iou_ledger::call;
use iou_ledger::council::{self, Digest, Institution, Motion, Pending};
use iou_ledger::AccountId;
use iou_view::table::{pairs, table};

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
    #[arg(value_name = "NUMBER", value_parser = whole(0..=u32::MAX))]
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
    #[arg(value_name = "NUMBER", value_parser = whole(0..=u32::MAX))]
    pub number: u32,
    #[arg(long)]
    pub no: bool,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Numbered {
    #[arg(value_name = "NUMBER", value_parser = whole(0..=u32::MAX))]
    pub number: u32,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
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

/// The council for programs.
#[derive(Debug, Default, Serialize)]
struct CouncilView {
    /// The block at which it was read.
    block: u64,
    institutions: Vec<InstitutionView>,
    motions: Vec<MotionView>,
}

/// An institution for programs.
#[derive(Debug, Default, Serialize)]
pub(super) struct InstitutionView {
    account: String,
    /// Null where it never published one.
    name: Option<String>,
    /// SHA-256 of its certificate, hexadecimal.
    certificate: Option<String>,
    /// It has a vote.
    member: bool,
    /// Its node makes blocks.
    validator: bool,
    /// It has registered keys of a node.
    session_keys: bool,
    /// How often its node was caught making two blocks for one slot.
    equivocations: u32,
}

/// A motion that is being voted on, for programs.
#[derive(Debug, Default, Serialize)]
struct MotionView {
    number: u32,
    hash: String,
    /// What it does, in words.
    call: String,
    threshold: u32,
    ayes: Vec<String>,
    nays: Vec<String>,
    until_block: u64,
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
    let data = CouncilView {
        block: at.block_number(),
        institutions: institutions.iter().map(institution).collect(),
        motions: motions.iter().map(motion).collect(),
    };
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
                    titled(text, motion),
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
pub(crate) fn institutions_table(text: &Text, all: &[Institution]) -> String {
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
pub(super) fn institution(one: &Institution) -> InstitutionView {
    InstitutionView {
        account: one.account.to_string(),
        name: one.name.clone(),
        certificate: one.certificate.map(hex::encode),
        member: one.member,
        validator: one.validator,
        session_keys: one.keys,
        equivocations: one.equivocations,
    }
}

/// What to call an account: its institution's name, else its address.
pub(crate) fn name_of(all: &[Institution], account: &AccountId) -> String {
    let found = all.iter().find(|one| one.account == *account);
    found
        .and_then(|one| one.name.clone())
        .unwrap_or_else(|| account.to_string())
}

fn motion(motion: &Pending) -> MotionView {
    let accounts = |of: &[AccountId]| of.iter().map(AccountId::to_string).collect();
    MotionView {
        number: motion.number,
        hash: hex0x(motion.hash),
        call: motion.what.clone(),
        threshold: motion.threshold,
        ayes: accounts(&motion.ayes),
        nays: accounts(&motion.nays),
        until_block: motion.end.into(),
    }
}

/// A motion by its number, and what it does.
fn titled(text: &Text, motion: &Pending) -> (String, String) {
    (
        text.tr("label-motion"),
        format!("{}: {}", motion.number, motion.what),
    )
}

fn find(ctx: &Context, motions: Vec<Pending>, number: u32) -> Result<Pending> {
    let found = motions.into_iter().find(|motion| motion.number == number);
    found.ok_or_else(|| {
        iou_files::Error::NotFound {
            what: ctx.text().tr("label-motion"),
            name: number.to_string(),
        }
        .into()
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
            let name = iou_form::one_form(&args.name).map_err(|sign| Error::Argument {
                name: "NAME".into(),
                value: args.name.clone(),
                why: iou_form::why_sign(ctx.text(), sign),
            })?;
            council::publish(&ctx.account_of(&args.who)?, &name, certificate)
        }
        Propose::Upgrade(args) => council::authorize_upgrade(blake2_256(&read(&args.file)?)),
    };
    let institutions = council::institutions(&conn, &at).await?;
    let members = institutions.iter().filter(|one| one.member).count() as u32;
    let threshold = motion.share.threshold(members);
    let shown = motion.call.words();
    let call = council::propose(motion, threshold);
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
    let details = vec![titled(ctx.text(), &motion)];
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
        titled(ctx.text(), &motion),
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
    let hash = hex0x(blake2_256(&code));
    let details = vec![
        (ctx.text().tr("label-file"), args.file.display().to_string()),
        (ctx.text().tr("label-code-hash"), hash),
    ];
    step(ctx, &conn, "council-upgrade", details, call::apply_upgrade(&code)).await
}

async fn keys(ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let owner = ctx.own_account()?;
    let generated = council::rotate_keys(&conn, &owner).await?;
    let bytes = |of: &str| hex::decode(of.trim_start_matches("0x")).ok();
    let unsuitable = || iou_ledger::Error::ChainUnsuitable {
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
        ("Aura".into(), hex0x(aura)),
        ("GRANDPA".into(), hex0x(grandpa)),
    ];
    let call = call::set_keys(aura, grandpa, &proof);
    step(ctx, &conn, "council-keys", details, call).await
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(Error::io(file))
}

shapes! {
    "council show": CouncilView { block: 1, institutions: vec![InstitutionView::default()], motions: vec![MotionView::default()] } => "{block: number, institutions: [{account: text, certificate: null, equivocations: number, member: bool, name: null, session_keys: bool, validator: bool}], motions: [{ayes: [], call: text, hash: text, nays: [], number: number, threshold: number, until_block: number}]}";
}
