//! Checks of what this machine keeps: the database, the index in it, the disk under it, the key to the contacts. A
//! database is looked at as it is: neither made nor brought up to date, unlike by the services.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Row};

use super::finding::Finding;
use super::node::Seen;
use super::rules;
use crate::config::{Config, Key};
use crate::error::{Error, Result};
use iou_database::schema::MIGRATIONS;
use iou_database::Address;
use iou_files as files;
use iou_files::redact;

/// How long a database may take to answer.
const LIMIT: Duration = Duration::from_secs(5);

/// A database that has our tables.
pub(super) struct Opened {
    cursor: Option<Cursor>,
    /// People whose contacts it keeps.
    pub(super) contacts: i64,
}

struct Cursor {
    genesis: String,
    contract: String,
    code_hash: String,
    block: u64,
    hash: String,
    /// Number and hash of the first block with events.
    first: Option<(u64, String)>,
}

/// The file of a SQLite database; `None` for a server.
fn file(name: &str) -> Option<PathBuf> {
    match Address::parse(name) {
        Ok(Address::File(path)) => Some(path),
        _ => None,
    }
}

/// Opens the database and looks at its tables.
pub(super) async fn look(name: &str) -> (Option<Opened>, Vec<Finding>) {
    let shown = redact::address(name);
    if file(name).is_some_and(|path| !path.exists()) {
        let none = Finding::warn("database", "database-none", [("database", shown)]);
        return (None, vec![none]);
    }
    match open(name, &shown).await {
        Ok((opened, finding)) => (opened, vec![finding]),
        Err(error) => (None, vec![Finding::error("database", error)]),
    }
}

async fn open(name: &str, shown: &str) -> Result<(Option<Opened>, Finding)> {
    let failed = |words: String| {
        iou_database::Error::Database {
            database: shown.into(),
            reason: redact::reason(&words, name),
        }
        .into()
    };
    let address = Address::parse(name)?;
    address.check_rights()?;
    // Not read-only: that would leave SQLite's side files behind, owned by whoever asked the doctor.
    let url = address.url();
    sqlx::any::install_default_drivers();
    let options = AnyPoolOptions::new().max_connections(1).acquire_timeout(LIMIT);
    let looking = async {
        let pool = options.connect(&url).await.map_err(|e| failed(e.to_string()))?;
        let looked = tables(&pool, shown).await.map_err(|e| failed(e.to_string()));
        pool.close().await;
        looked
    };
    let slow = |_| Err(failed(format!("no answer within {} s", LIMIT.as_secs())));
    tokio::time::timeout(LIMIT * 2, looking)
        .await
        .unwrap_or_else(slow)
}

async fn tables(pool: &AnyPool, shown: &str) -> Result<(Option<Opened>, Finding), sqlx::Error> {
    let ours = MIGRATIONS.last().map_or(0, |(version, ..)| *version);
    let newest = "SELECT MAX(version) FROM _sqlx_migrations";
    let Some(found) = sqlx::query_scalar::<_, Option<i64>>(newest)
        .fetch_one(pool)
        .await?
    else {
        let none = Finding::warn("database", "database-none", [("database", shown.to_owned())]);
        return Ok((None, none));
    };
    let finding = rules::schema(found, ours, shown);
    if found != ours {
        return Ok((None, finding));
    }
    let cursor = sqlx::query("SELECT genesis, contract, code_hash, block, hash FROM cursor")
        .fetch_optional(pool)
        .await?;
    let first = sqlx::query("SELECT number, hash FROM block ORDER BY number LIMIT 1")
        .fetch_optional(pool)
        .await?
        .map(|row| (row.get::<i64, _>(0).unsigned_abs(), row.get(1)));
    let cursor = cursor.map(|row| Cursor {
        first,
        genesis: row.get(0),
        contract: row.get(1),
        code_hash: row.get(2),
        block: row.get::<i64, _>(3).unsigned_abs(),
        hash: row.get(4),
    });
    let contacts = sqlx::query_scalar("SELECT COUNT(*) FROM contact")
        .fetch_one(pool)
        .await?;
    Ok((Some(Opened { cursor, contacts }), finding))
}

/// Whether the index is of this profile and this chain, and how far it is.
pub(super) async fn index(opened: &Opened, config: &Config, seen: Option<&Seen>) -> Vec<Finding> {
    let Some(cursor) = &opened.cursor else {
        return vec![Finding::warn("index", "index-empty", [])];
    };
    let profile = |key: Key| config.get(key).map(|setting| setting.value.clone());
    let genesis = seen.map(|it| format!("{:?}", it.genesis()));
    let marks = [
        ("genesis", &cursor.genesis, genesis.or(profile(Key::Genesis))),
        ("contract", &cursor.contract, profile(Key::Contract)),
        ("code_hash", &cursor.code_hash, profile(Key::CodeHash)),
    ];
    // A chain that began anew under the same first block has another contract too: that is said first.
    let placed = match seen.filter(|it| format!("{:?}", it.genesis()) == cursor.genesis) {
        Some(seen) => Some(
            place(cursor, seen)
                .await
                .unwrap_or_else(|error| Finding::error("index", error)),
        ),
        None => None,
    };
    if let Some(anew) = placed.clone().filter(|finding| finding.code() == "index_anew") {
        return vec![anew];
    }
    let foreign = marks
        .into_iter()
        .filter_map(|(what, found, expected)| rules::same(what, found, &expected?));
    let findings: Vec<_> = foreign.collect();
    match findings.is_empty() {
        true => placed.into_iter().collect(),
        false => findings,
    }
}

/// How far the index is on the node's chain, or that it is on another one.
async fn place(cursor: &Cursor, seen: &Seen) -> Result<Finding> {
    let hash_at = |number: u64| async move {
        let hash = seen.conn.block_hash(number).await?;
        Ok::<_, Error>(hash.map(|hash| format!("{hash:?}")))
    };
    if let Some(hash) = hash_at(cursor.block).await? {
        return Ok(rules::anew(cursor.block, &cursor.hash, &hash)
            .unwrap_or_else(|| rules::lag(seen.finalised(), cursor.block)));
    }
    // A node that has not got so far can still show that it is on its way on the same chain.
    let first = cursor
        .first
        .as_ref()
        .filter(|(number, _)| *number <= seen.finalised());
    if let Some((number, ours)) = first {
        if let Some(found) = hash_at(*number)
            .await?
            .and_then(|found| rules::anew(*number, ours, &found))
        {
            return Ok(found);
        }
    }
    Ok(rules::lag(seen.finalised(), cursor.block))
}

/// Whether the disk under a SQLite database has room.
pub(super) fn disk(name: &str) -> Option<Finding> {
    let path = file(name)?;
    // The directory may not have been made yet: whatever is above it counts.
    let absolute = std::path::absolute(&path).unwrap_or(path);
    let there = absolute.ancestors().find(|it| it.exists())?.to_path_buf();
    Some(match fs2::available_space(&there) {
        Ok(available) => rules::space(available, &there.display().to_string()),
        Err(e) => Finding::error("disk", Error::io(&there)(e)),
    })
}

/// Whether the key to the contacts is there when it is needed, and nobody else's to read.
pub(super) fn contacts_key(path: &Path, contacts: i64) -> Finding {
    let shown = path.display().to_string();
    if !path.exists() {
        return match contacts {
            0 => Finding::ok("contacts", "contacts-none", [("path", shown)]),
            some => {
                let args = [("path", shown), ("number", some.to_string())];
                Finding::fail("contacts", "contacts-locked", args)
            }
        };
    }
    let read = || {
        let mut first = [0u8; 1];
        let length = std::fs::File::open(path)?.read(&mut first)?;
        Ok((length, files::too_open(path)?))
    };
    match read().map_err(Error::io(path)) {
        Err(error) => Finding::error("contacts", error),
        Ok((_, Some(mode))) => Finding::error(
            "contacts",
            iou_files::Error::PermissionsTooOpen {
                path: shown,
                mode: format!("{mode:o}"),
            }
            .into(),
        ),
        Ok((0, _)) => Finding::fail("contacts", "contacts-empty", [("path", shown)]),
        Ok(_) => Finding::ok("contacts", "contacts-well", [("path", shown)]),
    }
}
