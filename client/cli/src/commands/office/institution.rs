//! The institutions and what they bear witness to: `iou institution list|attest|attested`. A digest on record says that an
//! institution had the thing before it at that time, no more; the contract's own witnesses attest loans (`iou attest`).

use std::path::Path;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::council::{institution, institutions_table, name_of, InstitutionView};
use crate::arguments::digest_of;
use crate::context::Context;
use crate::error::Result;
use crate::transaction::step;
use iou_base::text::kebab;
use iou_ledger::call;
use iou_ledger::council::{self, Digest};
use iou_view::table::table;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    List,
    Attest(Attest),
    Attested(Attested),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Attest {
    #[arg(value_name = "FILE|DIGEST")]
    pub thing: String,
    #[arg(long, value_enum, default_value_t = Kind::Document)]
    pub kind: Kind,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Attested {
    #[arg(value_name = "FILE|DIGEST")]
    pub thing: String,
}

/// What the digest is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum Kind {
    Evidence,
    Terms,
    Document,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::List => list(ctx).await,
            Command::Attest(args) => attest(args, ctx).await,
            Command::Attested(args) => attested(args, ctx).await,
        }
    }
}

/// The institutions for programs.
#[derive(Debug, Default, Serialize)]
struct InstitutionsView {
    block: u64,
    institutions: Vec<InstitutionView>,
}

/// Who has a digest on record, for programs.
#[derive(Debug, Default, Serialize)]
struct AttestedView {
    digest: String,
    /// The block at which it was read.
    block: u64,
    attested: Vec<Attestation>,
}

#[derive(Debug, Default, Serialize)]
struct Attestation {
    account: String,
    /// That of the institution, if it has one.
    name: Option<String>,
    /// What the digest is of.
    kind: String,
    /// The block that has it.
    block: u64,
    /// RFC 3339.
    time: String,
}

async fn list(ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let at = conn.at_finalized().await?;
    let all = council::institutions(&conn, &at).await?;
    let data = InstitutionsView {
        block: at.block_number(),
        institutions: all.iter().map(institution).collect(),
    };
    ctx.printer.data(&data, |text| institutions_table(text, &all))
}

async fn attest(args: Attest, ctx: &Context) -> Result<()> {
    let digest = digest_from(&args.thing)?;
    // The number is the chain's (chain/runtime/src/institutions.rs), the name our message's.
    let (number, kind) = match args.kind {
        Kind::Evidence => (0, "evidence"),
        Kind::Terms => (1, "terms"),
        Kind::Document => (2, "document"),
    };
    let conn = ctx.connect().await?;
    let text = ctx.text();
    let details = vec![
        (text.tr("label-what"), text.lookup(&format!("kind-{kind}"), &[])),
        (text.tr("label-any-digest"), hex::encode(digest)),
    ];
    step(
        ctx,
        &conn,
        "institution-attest",
        details,
        call::attest(digest, number),
    )
    .await
}

async fn attested(args: Attested, ctx: &Context) -> Result<()> {
    let digest = digest_from(&args.thing)?;
    let conn = ctx.connect().await?;
    let at = conn.at_finalized().await?;
    let found = council::attested(&conn, &at, digest).await?;
    let all = council::institutions(&conn, &at).await?;
    let time = |ms: u64| {
        let time = i64::try_from(ms)
            .ok()
            .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
        time.map_or_else(|| ms.to_string(), |time| time.to_string())
    };
    let attestations = found.iter().map(|one| Attestation {
        account: one.account.to_string(),
        name: all
            .iter()
            .find(|who| who.account == one.account)
            .and_then(|who| who.name.clone()),
        kind: kebab(&one.kind),
        block: one.block.into(),
        time: time(one.at_ms),
    });
    let data = AttestedView {
        digest: hex::encode(digest),
        block: at.block_number(),
        attested: attestations.collect(),
    };
    ctx.printer.data(&data, |text| {
        if found.is_empty() {
            return text.tr_with("institution-nobody", &[("digest", hex::encode(digest).into())]);
        }
        let heading = [
            "label-name",
            "label-address",
            "label-what",
            "label-time",
            "label-block",
        ];
        let heading = heading.map(|id| text.lookup(id, &[]));
        table(
            &heading,
            found.iter().map(|one| {
                vec![
                    name_of(&all, &one.account),
                    one.account.to_string(),
                    text.lookup(&format!("kind-{}", kebab(&one.kind)), &[]),
                    time(one.at_ms),
                    one.block.to_string(),
                ]
            }),
        )
    })
}

/// 64 hexadecimal digits are a digest; anything else is a file, whose SHA-256 is meant.
fn digest_from(thing: &str) -> Result<Digest> {
    if let Some(digest) = iou_base::read_hex(thing) {
        return Ok(digest);
    }
    Ok(digest_of(&Some(Path::new(thing).to_owned()))?.unwrap_or_default())
}

shapes! {
    "institution list": InstitutionsView::default() => "{block: number, institutions: []}";
    "institution attested": AttestedView { attested: vec![Attestation::default()], ..AttestedView::default() } => "{attested: [{account: text, block: number, kind: text, name: null, time: text}], block: number, digest: text}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_four_digits_are_a_digest_and_anything_else_a_file() {
        let digits = "ab".repeat(32);
        assert_eq!(digest_from(&digits).unwrap(), [0xab; 32]);
        assert_eq!(digest_from(&format!("0x{digits}")).unwrap(), [0xab; 32]);
        assert_eq!(digest_from(&digits[1..]).unwrap_err().code(), "io");
        let file = tempfile::NamedTempFile::new().unwrap();
        let digest = digest_from(file.path().to_str().unwrap()).unwrap();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex::encode(digest), empty);
    }
}
