//! The institutions and what they bear witness to: `iou institution list|attest|attested`. A digest on record says that an
//! institution had the thing before it at that time, no more; the contract's own witnesses attest loans (`iou attest`).

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::council::{institution, institutions_table, name_of, step};
use super::desk::digest_of;
use crate::chain::council::{self, Digest};
use crate::error::Result;
use crate::output::table;
use crate::text::kebab;

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
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::List => list(ctx).await,
            Command::Attest(args) => attest(args, ctx).await,
            Command::Attested(args) => attested(args, ctx).await,
        }
    }
}

async fn list(ctx: &Context) -> Result<()> {
    let conn = ctx.connect().await?;
    let at = conn.at_finalized().await?;
    let all = council::institutions(&conn, &at).await?;
    let data = json!({
        "block": at.block_number(),
        "institutions": all.iter().map(institution).collect::<Vec<_>>(),
    });
    ctx.printer.data(&data, |text| institutions_table(text, &all))
}

async fn attest(args: Attest, ctx: &Context) -> Result<()> {
    let digest = digest_from(&args.thing)?;
    let kind = match args.kind {
        Kind::Evidence => "Evidence",
        Kind::Terms => "Terms",
        Kind::Document => "Document",
    };
    let conn = ctx.connect().await?;
    let text = ctx.text();
    let details = vec![
        (
            text.tr("label-what"),
            text.lookup(&format!("kind-{}", kebab(kind)), &[]),
        ),
        (text.tr("label-any-digest"), hex::encode(digest)),
    ];
    step(
        ctx,
        &conn,
        "institution-attest",
        details,
        council::attest(digest, kind),
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
    let data = json!({
        "digest": hex::encode(digest),
        "block": at.block_number(),
        "attested": found.iter().map(|one| json!({
            "account": one.account.to_string(),
            "name": all.iter().find(|who| who.account == one.account).and_then(|who| who.name.clone()),
            "kind": kebab(&one.kind),
            "block": one.block,
            "time": time(one.at_ms),
        })).collect::<Vec<_>>(),
    });
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
    let digits = thing.strip_prefix("0x").unwrap_or(thing);
    if let Ok(Ok(digest)) = hex::decode(digits).map(Digest::try_from) {
        return Ok(digest);
    }
    Ok(digest_of(&Some(Path::new(thing).to_owned()))?.unwrap_or_default())
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
