//! The story that evidence is collected from: a loan of three years that is delivered, paid for a while, extended, demanded
//! and defaulted, on a chain whose authority set changes in the middle. The tests tell it, and `make sample` keeps one telling.

use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};
use iou_ledger::call;
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::journal::Journal;
use iou_ledger::signer::Signer;
use iou_ledger::submit::{Purpose, Submitter, Wait};
use serde::Deserialize;
use std::time::Duration;
use subxt::rpcs::rpc_params;
use tempfile::TempDir;

use crate::world::{path, World};

/// ¥36,000.00 over three years, level instalments each quarter.
const THREE_YEARS: &str = r#"
settlement = "off-chain"
currency = "CNY"
amount = "36000.00"
rate = "8%"
method = "equal-instalments"
every = "3m"
periods = 12
grace_days = 10
"#;

/// Sessions of a development chain have 200 blocks; new keys vote from the next but one on.
const BLOCKS_MAX: usize = 700;

/// What came of the story.
pub struct Told {
    /// Its number, as an argument.
    pub loan: String,
    /// The bank's receipt of the delivery, as a file.
    pub receipt: String,
    /// The letter of demand, as a file.
    pub letter: String,
}

/// Plays it on a new ledger.
///
/// Errors: a step that was refused.
pub fn tell(world: &World) -> Result<Told> {
    let receipt = world.file(
        "transfer.txt",
        "transfer of 36,000.00 CNY from Li Si to Zhang San, slip 20261123-0007\n",
    )?;
    let letter = world.file(
        "demand.txt",
        "Zhang San: the instalments since spring are unpaid. Pay within ten days. Li Si\n",
    )?;
    let iou = &world.iou;
    let loan = world.propose("zhangsan", THREE_YEARS)?;
    let _ = iou.step("lisi", &["sign", &loan])?;
    let _ = iou.step("lisi", &["deliver", &loan, "--receipt", &receipt])?;
    let _ = iou.step("zhangsan", &["received", &loan])?;
    world.advance("92d")?;
    let _ = iou.step("lisi", &["report", &loan, "3404.00"])?;
    change_authorities(world)?;
    // A year and a half of silence is not asked for; the borrower asks for easier terms instead, and gets them.
    let ask = [
        "amend",
        &loan,
        "--method",
        "interest-only",
        "--every",
        "6m",
        "--periods",
        "5",
        "--rate",
        "7%",
    ];
    let _ = iou.step("zhangsan", &ask)?;
    let _ = iou.step("lisi", &["accept", &loan])?;
    world.advance("230d")?;
    let _ = iou.step("lisi", &["due", &loan])?;
    let _ = iou.step(
        "lisi",
        &[
            "demand",
            &loan,
            "--message",
            &letter,
            "--channel",
            "letter",
            "--receipt",
            &receipt,
        ],
    )?;
    let _ = iou.step("lisi", &["default", &loan])?;
    world.advance("800d")?;
    let _ = iou.step("zhangsan", &["ack", &loan])?;
    ensure!(world.status(&loan)? == "defaulted", "the story ends in default");
    Ok(Told {
        loan,
        receipt,
        letter,
    })
}

/// Puts other keys in the place of the only institution's, and waits until they vote.
///
/// Errors: the chain refused; it took longer than two sessions.
pub fn change_authorities(world: &World) -> Result<()> {
    #[derive(Deserialize)]
    struct Rotated {
        keys: String,
        proof: String,
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let conn = Connection::open(&world.node.url(), REQUEST_LIMIT, None).await?;
        let alice = Signer::from_uri(&"//Alice".into())?;
        let owner = format!("0x{}", hex::encode(alice.account().0));
        let rotated: Rotated = conn
            .request("author_rotateKeysWithOwner", rpc_params![owner])
            .await?;
        let bytes = |text: &str| hex::decode(text.trim_start_matches("0x"));
        let keys = bytes(&rotated.keys)?;
        let (aura, grandpa) = keys.split_at_checked(32).context("two keys of 32 bytes")?;
        let key = |bytes: &[u8]| <[u8; 32]>::try_from(bytes).context("a key of 32 bytes");
        let call = call::set_keys(key(aura)?, key(grandpa)?, &bytes(&rotated.proof)?);
        let journal = Journal::under(world.iou.home());
        let submitter = Submitter {
            conn: &conn,
            journal: &journal,
            wait: Wait::Finalized,
            limit: Duration::from_secs(60),
            announce: &|_| {},
        };
        let purpose = Purpose {
            action: "set-keys".into(),
            loan: None,
        };
        let _ = submitter.submit(&alice, &call, purpose).await?;
        let before = authority_set(&conn).await?;
        for _ in 0..BLOCKS_MAX {
            if authority_set(&conn).await? > before {
                return Ok(());
            }
            conn.dev_advance_time(1).await?;
        }
        anyhow::bail!("the authority set did not change within {BLOCKS_MAX} blocks")
    })
}

/// Which authority set is in force at the newest finalised block.
async fn authority_set(conn: &Connection) -> Result<u64> {
    let at = conn.at_finalized().await?;
    let address = subxt::dynamic::storage::<(), u64>("Grandpa", "CurrentSetId");
    let value = at.storage().fetch(address, ()).await?;
    Ok(value.decode()?)
}

/// A loan's file of evidence beside the specification of its chain, in a directory that goes with it.
pub struct Collected {
    /// The evidence.
    pub file: PathBuf,
    /// The specification.
    pub spec: PathBuf,
    /// Where both are.
    pub directory: TempDir,
}

/// Collects what a loan has now.
///
/// Errors: as [`write_spec`]; the evidence cannot be made.
pub fn collected(world: &World, loan: &str) -> Result<Collected> {
    let directory = tempfile::tempdir()?;
    let at = |name: &str| directory.path().join(name);
    let (file, spec) = (at("loan.iou"), at("spec.json"));
    write_spec(world, &spec)?;
    let _made = world.iou.json(&["evidence", loan, "-o", path(&file)])?;
    Ok(Collected {
        file,
        spec,
        directory,
    })
}

/// Writes the short chain specification of a node's chain: its name and the root of its genesis state.
///
/// Errors: the node does not answer, or the file cannot be written.
pub fn write_spec(world: &World, file: &Path) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let (name, root) = runtime.block_on(async {
        let conn = Connection::open(&world.node.url(), REQUEST_LIMIT, None).await?;
        let genesis = format!("{:?}", conn.chain().genesis);
        let header: serde_json::Value = conn.request("chain_getHeader", rpc_params![genesis]).await?;
        let root = header["stateRoot"]
            .as_str()
            .context("the first header")?
            .to_owned();
        anyhow::Ok((conn.chain().name.clone(), root))
    })?;
    let spec = serde_json::json!({
        "name": name,
        "id": "iou-dev",
        "chainType": "Development",
        "properties": {"tokenSymbol": "IOU", "tokenDecimals": 12, "ss58Format": 42, "ledger": world.ledger()?},
        "genesis": {"stateRootHash": root},
    });
    std::fs::write(file, format!("{}\n", serde_json::to_string_pretty(&spec)?))?;
    Ok(())
}

/// Collects the evidence of the story into `file`, and prints its certificate beside it (`.pdf`).
///
/// Errors: the program refused.
pub fn collect(world: &World, told: &Told, file: &Path) -> Result<serde_json::Value> {
    let pdf = file.with_extension("pdf");
    let args = [
        "evidence",
        &told.loan,
        "--force",
        "-o",
        path(file),
        "--pdf",
        path(&pdf),
        "--attach",
        &told.receipt,
        "--attach",
        &told.letter,
    ];
    world.iou.step(
        "zhangsan",
        &[&args[..], &["--open", "borrower.name", "--open", "lender.name"]].concat(),
    )
}
