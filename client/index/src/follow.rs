//! From the last block that the database has to the newest final one, and on: one path for both. A batch of whole blocks and the
//! cursor are one transaction, so that whatever stops this process, nothing is lost or taken twice. While a batch is
//! written the next one is read: blocks are fetched, projected and written side by side, each in its order.
//!
//! It stops loudly where going on would make the tables wrong: another chain, another contract or other code in it, a gap in
//! a loan's events, figures that do not follow. Limits: a batch has at most [`BATCH_BLOCKS`] blocks, and is full with
//! [`BATCH_EVENTS`] events; [`AHEAD_EVENTS`] more are held at most.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::BoxStream;
use futures::StreamExt;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Row as _};
use tokio::sync::{mpsc, AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::project::{Changes, Projector};
use crate::error::{Error, Result};
use iou_base::backoff::Backoff;
use iou_database::lease::random_hex;
use iou_database::schema;
use iou_database::Store;
use iou_health::{Health, Loop};
use iou_ledger::blocks::{Block, Found, Source};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::contract::Ledger;
use iou_ledger::pins::Pins;
use iou_ledger::{AccountId, Hash};

/// A batch's limits. It is written with less once so much time has passed, so that what is told of it is not old.
const BATCH_BLOCKS: u64 = 256;
const BATCH_EVENTS: u64 = 8_192;
const BATCH_TIME: Duration = Duration::from_secs(1);
/// Blocks that wait to be projected at most, and events in them, while that is slower than the network.
const AHEAD_BLOCKS: usize = 256;
const AHEAD_EVENTS: u32 = 4_096;
/// From how many blocks on an index is not at the present: who reads the tables must not take their newest block for today.
pub const BEHIND: u64 = 32;
/// The kept value in which an index that is behind keeps the height that it has to reach.
pub const CATCHING_UP: &str = "catching-up";
/// How often a node that tells nothing is asked for a new final block, and how often one that should tell.
const POLL: Duration = Duration::from_millis(200);
const POLL_ANYWAY: Duration = Duration::from_secs(1);
/// How long to wait before the node is tried again, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(15));

/// Which contract on which chain, and the node to read it from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The node's URL.
    pub url: String,
    /// The chain that it must run, as far as it is written down.
    pub pins: Pins,
    /// The contract.
    pub contract: AccountId,
    /// The code that it must have, where that is known.
    pub code_hash: Option<Hash>,
}

impl Origin {
    /// Connects.
    pub async fn connect(&self) -> iou_ledger::Result<Ledger> {
        let conn = Connection::open(&self.url, REQUEST_LIMIT, Some(&self.pins)).await?;
        Ok(Ledger::new(conn, self.contract))
    }
}

/// The kept value that names the filling that the tables are in, anew each time that they are begun from nothing: at the same block
/// rows of another filling may say something else already, or not yet.
const FILLING: &str = "filling";

/// The row that says how far the tables are, and in which filling.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cursor {
    /// Empty in tables that were begun by an earlier version.
    filling: String,
    genesis: String,
    contract: String,
    code_hash: String,
    first_block: u64,
    block: u64,
    hash: String,
    time_ms: u64,
    events: u64,
    unknown_events: u64,
}

impl Cursor {
    /// Whether tables that are here are where they were there, row by row.
    fn is_at(&self, other: &Cursor) -> bool {
        (self.block, &self.hash, &self.filling) == (other.block, &other.hash, &other.filling)
    }
}

/// A block as it was read, with its share of what may be held.
type Ahead = (
    iou_ledger::Result<(Block, Vec<Found>)>,
    Result<OwnedSemaphorePermit, AcquireError>,
);

/// Blocks whose events were taken since the last batch.
struct Batch {
    /// The newest block that was taken: its number and hash.
    before: (u64, String),
    /// The same, where it is of this batch: its time.
    time_ms: Option<u64>,
    blocks: u64,
    began: Instant,
}

impl Batch {
    fn after(before: (u64, String)) -> Batch {
        Batch {
            before,
            time_ms: None,
            blocks: 0,
            began: Instant::now(),
        }
    }

    fn add(&mut self, block: &Block) {
        self.before = (block.number, format!("{:?}", block.hash));
        self.time_ms = Some(block.time_ms);
        self.blocks += 1;
    }

    fn is_full(&self, events: u64) -> bool {
        self.blocks >= BATCH_BLOCKS || events >= BATCH_EVENTS || self.began.elapsed() >= BATCH_TIME
    }
}

/// A batch on its way into the tables.
struct Writing {
    /// Gives the connection back for the next one.
    task: AbortOnDropHandle<Result<PoolConnection<Any>>>,
    to: Cursor,
    events: u64,
}

/// The process that fills the tables.
pub struct Follower {
    store: Store,
    origin: Origin,
    source: Source,
    projector: Projector,
    cursor: Cursor,
    writing: Option<Writing>,
    /// The connection that batches are written on, between two of them.
    writer: Option<PoolConnection<Any>>,
    /// Whether the indexes that only readers need were seen to be there; they are made once the newest final block is near.
    has_indexes: bool,
    /// The height to reach, as the database has it; `None` before the first look.
    target: Option<Option<u64>>,
    status: Health,
    taken: u64,
}

impl Follower {
    /// Connects, and checks that database, chain and contract belong together.
    ///
    /// Errors: [`Error::IndexForeign`], [`Error::CodeReplaced`], [`iou_files::Error::NotFound`], those of connection and database.
    pub async fn open(store: Store, origin: Origin, status: Health) -> Result<Follower> {
        status.beat(Loop::Index);
        let source = Source::new(origin.connect().await?);
        let cursor = place(&store, &source, &origin).await?;
        let projector = load(&store, &source).await?;
        status.node_connected();
        status.indexed(cursor.block, cursor.time_ms);
        Ok(Follower {
            store,
            origin,
            source,
            projector,
            cursor,
            writing: None,
            writer: None,
            has_indexes: false,
            target: None,
            status,
            taken: 0,
        })
    }

    /// The same, but waits for a node that is not there or behind; `None` when cancelled meanwhile.
    ///
    /// Errors: those that waiting does not mend.
    pub async fn waiting(
        store: Store,
        origin: Origin,
        status: Health,
        cancel: &CancellationToken,
    ) -> Result<Option<Follower>> {
        let mut backoff = Backoff::new(RETRY.0, RETRY.1);
        loop {
            match Follower::open(store.clone(), origin.clone(), status.clone()).await {
                Ok(follower) => return Ok(Some(follower)),
                Err(error) if is_passing(&error) => note(&status, &error),
                Err(error) => return Err(error),
            }
            tokio::select! {
                () = cancel.cancelled() => return Ok(None),
                () = tokio::time::sleep(backoff.pause()) => {}
            }
        }
    }

    /// The contract on its chain, as long as the connection lasts.
    pub fn ledger(&self) -> &Ledger {
        self.source.ledger()
    }
    /// The last block that the database has.
    pub fn block(&self) -> u64 {
        self.cursor.block
    }

    /// How many events this process has taken.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Reads all blocks up to the newest final one. Gives that block's number.
    ///
    /// Errors: those that stop the index, and those of the connection.
    pub async fn catch_up(&mut self, cancel: &CancellationToken) -> Result<u64> {
        loop {
            self.status.node_asked();
            let (head, hash) = self.source.ledger().conn.finalized_head().await?;
            self.status.beat(Loop::Index);
            self.status.node_connected();
            self.status.finalised(head);
            if head > self.cursor.block || self.target != Some(None) {
                self.write_target(head).await?;
            }
            if head < self.cursor.block {
                same_blocks(&self.store, &self.source.ledger().conn, head).await?;
                // A node that has just been started, or is behind: it will come.
                let (head, block) = (head.to_string(), self.cursor.block.to_string());
                return Err(iou_ledger::Error::NodeBehind { head, block }.into());
            }
            if head == self.cursor.block {
                if format!("{hash:?}") != self.cursor.hash {
                    return Err(anew(&self.store, head, &self.cursor.hash, &format!("{hash:?}")));
                }
                self.make_indexes().await?;
                self.writer = None;
                self.status.backfill_over();
                return Ok(head);
            }
            self.read(head, cancel).await?;
            if cancel.is_cancelled() {
                return Ok(self.cursor.block);
            }
        }
    }

    /// Reads on for ever: waits for a node that is gone or behind, ends when `cancel` is.
    ///
    /// Errors: those that stop the index.
    pub async fn run(&mut self, cancel: &CancellationToken) -> Result<()> {
        let mut backoff = Backoff::new(RETRY.0, RETRY.1);
        // What failed halfway stands in memory alone: nothing is read on before the database was read again.
        let mut stale = false;
        let mut heads = self.heads().await;
        while !cancel.is_cancelled() {
            let went = match stale {
                true => self.reopen().await,
                false => self.catch_up(cancel).await.map(|_| backoff.reset()),
            };
            let wait = match went {
                Ok(()) if stale => {
                    stale = false;
                    heads = self.heads().await;
                    Duration::ZERO
                }
                Ok(()) if heads.is_some() => POLL_ANYWAY,
                Ok(()) => POLL,
                Err(error) if is_passing(&error) => {
                    note(&self.status, &error);
                    stale = true;
                    heads = None;
                    backoff.pause()
                }
                Err(error) => return Err(error),
            };
            tokio::select! {
                () = cancel.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
                () = told(&mut heads) => {}
            }
        }
        self.status.ended(Loop::Index);
        Ok(())
    }

    /// The node's news of final blocks; from one that has none they are asked for.
    async fn heads(&self) -> Option<Heads> {
        match self.source.ledger().conn.finalised_news().await {
            Ok(news) => Some(Box::pin(news)),
            Err(error) => {
                tracing::info!(%error, "index: the node does not tell of final blocks; it is asked for them");
                None
            }
        }
    }

    /// A new connection, and the tables as they stand now.
    async fn reopen(&mut self) -> Result<()> {
        self.writer = None;
        self.status.node_asked();
        let source = Source::new(self.origin.connect().await?);
        self.status.node_connected();
        // A batch that failed halfway is in memory and not in the database: begin again from there.
        let cursor = place(&self.store, &source, &self.origin).await?;
        self.projector = load(&self.store, &source).await?;
        self.cursor = cursor;
        // Another process may have begun anew meanwhile, without the indexes, and have ended before it made them.
        self.has_indexes = false;
        self.source = source;
        Ok(())
    }

    /// Writes down which height is to be reached while that is far, and takes it back once it is not: reminders wait meanwhile.
    /// A node that is itself behind knows how high the chain is.
    async fn write_target(&mut self, head: u64) -> Result<()> {
        let target = head.max(self.source.ledger().conn.highest_known().await.unwrap_or(head));
        let target = Some(target).filter(|target| target.saturating_sub(self.cursor.block) > BEHIND);
        if self.target == Some(target) {
            return Ok(());
        }
        if target.is_none() {
            // From here on others rely on what is written.
            self.make_indexes().await?;
            self.writer = None;
        }
        let value = target.map(|target| target.to_string());
        self.store.set_kept_value(CATCHING_UP, value.as_deref()).await?;
        match (&value, self.target) {
            (Some(target), Some(None) | None) => {
                tracing::info!(block = self.cursor.block, %target, "index: behind; nobody is told anything meanwhile");
            }
            (None, Some(Some(_))) => tracing::info!(block = self.cursor.block, "index: at the present again"),
            _ => {}
        }
        self.target = Some(target);
        Ok(())
    }

    /// Reads up to block `head`: one task fetches and finds the events, this one projects them, a third one writes.
    async fn read(&mut self, head: u64, cancel: &CancellationToken) -> Result<()> {
        let (ahead, mut blocks) = mpsc::channel::<Ahead>(AHEAD_BLOCKS);
        let room = Arc::new(Semaphore::new(AHEAD_EVENTS as usize));
        self.status.node_asked();
        let mut fetched = Box::pin(self.source.blocks(self.cursor.block + 1, head));
        let fetching = AbortOnDropHandle::new(tokio::spawn(async move {
            while let Some(block) = fetched.next().await {
                let is_last = block.is_err();
                let events = block.as_ref().map_or(0, |(_, found)| found.len());
                // A block with more events than all together may be has all of the room.
                let share = u32::try_from(events).unwrap_or(AHEAD_EVENTS).min(AHEAD_EVENTS);
                let share = Arc::clone(&room).acquire_many_owned(share).await;
                if ahead.send((block, share)).await.is_err() || is_last {
                    break;
                }
            }
        }));
        self.take_all(&mut blocks, cancel).await?;
        if self.cursor.block < head && !cancel.is_cancelled() {
            // It ended before its time and gave no error: then it ended badly, which is no reason to go on at once.
            let ended = fetching.await;
            ended.map_err(|error| Error::from(self.source.ledger().conn.untrue(error.to_string())))?;
        }
        Ok(())
    }

    /// Takes blocks until there are no more of them. Whatever was taken is in the tables in the end, or the error says why not.
    async fn take_all(
        &mut self,
        blocks: &mut mpsc::Receiver<Ahead>,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let mut batch = Batch::after((self.cursor.block, self.cursor.hash.clone()));
        let mut stopped = Ok(());
        loop {
            let next = tokio::select! {
                biased;
                () = cancel.cancelled() => break,
                next = blocks.recv() => next,
            };
            let Some((block, _share)) = next else { break };
            // While blocks are worked on nobody waits for the node.
            self.status.node_connected();
            let block = block.map_err(Error::from);
            let (block, found) = match block.and_then(|block| self.checked(&batch.before, block)) {
                Ok(block) => block,
                Err(error) => {
                    // What came before it is good.
                    stopped = Err(error);
                    break;
                }
            };
            if let Err(error) = self.project(&block, found).await {
                return Err(self.explained(error).await);
            }
            batch.add(&block);
            if batch.is_full(self.projector.events()) {
                batch = self.write(batch).await?;
            }
            self.status.node_asked();
        }
        self.status.node_connected();
        let _empty = self.write(batch).await?;
        self.written().await?;
        stopped
    }

    async fn project(&mut self, block: &Block, found: Vec<Found>) -> Result<()> {
        self.projector.prepare(&self.store, &found).await?;
        self.projector.take(block, found)
    }

    /// Why a block was not taken: before it is to blame, the batch before it has to be in the tables, and these still ours. What was
    /// read for it can be another process's, which has moved them on.
    async fn explained(&mut self, error: Error) -> Error {
        if let Err(before) = self.written().await {
            return before;
        }
        match read_cursor(&self.store).await {
            Ok(Some(now)) if now.is_at(&self.cursor) => error,
            Ok(_) => shared(&self.store),
            Err(unread) => unread,
        }
    }

    /// A block whose events may be taken.
    ///
    /// Errors: [`iou_ledger::Error::NodeUntrue`] for one that does not follow the one before; [`Error::CodeReplaced`].
    fn checked(&self, before: &(u64, String), block: (Block, Vec<Found>)) -> Result<(Block, Vec<Found>)> {
        let (ledger, number) = (self.source.ledger(), block.0.number);
        if !follows(before, &block.0) {
            let reason = format!("block {number} does not follow the one before it");
            return Err(ledger.conn.untrue(reason).into());
        }
        match block.0.code_replaced {
            true => Err(Error::CodeReplaced {
                contract: ledger.address.to_string(),
                block: number.to_string(),
            }),
            false => Ok(block),
        }
    }

    /// Begins to write a batch, once the one before it is in the tables. The next one.
    async fn write(&mut self, batch: Batch) -> Result<Batch> {
        let Some(time_ms) = batch.time_ms else {
            self.written().await?;
            return Ok(batch);
        };
        let changes = self.projector.changes(self.store.kind());
        self.written().await?;
        let (events, unknown) = (changes.events, changes.unknown);
        if unknown > 0 {
            tracing::warn!(
                unknown,
                "events that this version does not know are kept as they came"
            );
        }
        let from = self.cursor.clone();
        let to = Cursor {
            block: batch.before.0,
            hash: batch.before.1.clone(),
            time_ms,
            events: from.events + events,
            unknown_events: from.unknown_events + unknown,
            ..from.clone()
        };
        let conn = self.connection().await?;
        let task = tokio::spawn(commit(self.store.clone(), conn, from, to.clone(), changes));
        self.writing = Some(Writing {
            task: AbortOnDropHandle::new(task),
            to,
            events,
        });
        Ok(Batch::after(batch.before))
    }

    /// The connection to write on: the same one as long as there is more to read, with all that it knows of the tables.
    async fn connection(&mut self) -> Result<PoolConnection<Any>> {
        let is_behind = self.target.flatten().is_some();
        Ok(match self.writer.take() {
            Some(conn) => conn,
            // What may be lost is read again.
            None if is_behind => self.store.acquire_to_fill().await?,
            None => self.store.acquire().await?,
        })
    }

    /// Makes the indexes that only readers need, where one is missing, on the connection that the rows were written on.
    async fn make_indexes(&mut self) -> Result<()> {
        if self.has_indexes {
            return Ok(());
        }
        let mut conn = self.connection().await?;
        for index in self.store.missing_indexes(&mut conn).await? {
            self.store.make_index(&mut conn, index).await?;
            self.status.beat(Loop::Index);
        }
        self.writer = Some(conn);
        self.has_indexes = true;
        Ok(())
    }

    /// Waits until what is being written is in the tables.
    async fn written(&mut self) -> Result<()> {
        let Some(Writing { task, to, events }) = self.writing.take() else {
            return Ok(());
        };
        self.writer = Some(task.await.map_err(|e| self.store.failed(e))??);
        self.cursor = to;
        self.taken += events;
        self.projector.settle();
        self.status.beat(Loop::Index);
        self.status.indexed(self.cursor.block, self.cursor.time_ms);
        Ok(())
    }
}

/// One transaction: the cursor, and the rows of the blocks up to where it stands then. Gives the connection back.
async fn commit(
    store: Store,
    mut conn: PoolConnection<Any>,
    from: Cursor,
    to: Cursor,
    changes: Changes,
) -> Result<PoolConnection<Any>> {
    let mut tx = store.begin_on(&mut conn).await?;
    let failed = |e: sqlx::Error| store.failed(e);
    // First, so that others who would move it wait for the end of the transaction.
    if !advance(&mut tx, &from, &to).await.map_err(failed)? {
        return Err(shared(&store));
    }
    changes.write(&mut tx).await.map_err(failed)?;
    store.commit_and_tell(tx).await?;
    Ok(conn)
}

/// Another process has moved the tables on.
fn shared(store: &Store) -> Error {
    Error::IndexShared {
        database: store.name().to_owned(),
    }
}

type Heads = BoxStream<'static, ()>;

/// Until the node tells of a final block; for ever where it tells of none.
async fn told(heads: &mut Option<Heads>) {
    if let Some(news) = heads {
        if news.next().await.is_some() {
            return;
        }
        *heads = None;
    }
    std::future::pending().await
}

/// The blocks of a chain that began anew under the same first block.
fn anew(store: &Store, block: u64, expected: &str, found: &str) -> Error {
    Error::ChainAnew {
        database: store.name().to_owned(),
        block: block.to_string(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    }
}

/// Whether a node that is behind the tables has at least the blocks that are in them: one that does not is on a chain that
/// began anew, and waiting for it would be in vain.
///
/// Errors: [`Error::ChainAnew`].
async fn same_blocks(store: &Store, conn: &Connection, head: u64) -> Result<()> {
    let select = "SELECT number, hash FROM block WHERE number <= $1 ORDER BY number DESC LIMIT 1";
    let row = sqlx::query(select)
        .bind(head as i64)
        .fetch_optional(store.pool())
        .await;
    let Some(row) = row.map_err(|e| store.failed(e))? else {
        return Ok(());
    };
    let number: i64 = row.try_get(0).map_err(|e| store.failed(e))?;
    let expected: String = row.try_get(1).map_err(|e| store.failed(e))?;
    let found = conn
        .block_hash(number as u64)
        .await?
        .map(|hash| format!("{hash:?}"));
    match found {
        Some(found) if found != expected => Err(anew(store, number as u64, &expected, &found)),
        _ => Ok(()),
    }
}

/// Whether a block is the next one after the block with that number and hash.
fn follows(before: &(u64, String), block: &Block) -> bool {
    before.0.checked_add(1) == Some(block.number) && before.1 == format!("{:?}", block.parent)
}

/// Notes what keeps the index from going on; said once, however often it is tried.
fn note(status: &Health, error: &Error) {
    let before = status.snapshot();
    let known = before
        .trouble
        .is_some_and(|known| known.code == error.code() && known.words == error.to_string())
        && before.node_gone.is_some();
    match error {
        Error::Database(iou_database::Error::Database { .. }) | Error::IndexShared { .. } => {
            status.trouble(error)
        }
        _ => status.node_lost(error),
    }
    status.beat(Loop::Index);
    if !known {
        tracing::warn!(code = error.code(), "{error}; trying again");
    }
}

/// Empties the derived tables: the next [`Follower`] fills them again from the chain.
pub async fn forget(store: &Store) -> Result<()> {
    let mut tx = store.begin().await?;
    // The cursor first: whoever is writing a batch either has written all of it before, or finds nothing to write after.
    for table in std::iter::once("cursor").chain(schema::DERIVED) {
        let delete = sqlx::AssertSqlSafe(format!("DELETE FROM {table}"));
        let gone = sqlx::query(delete).execute(&mut *tx).await;
        let _gone = gone.map_err(|e| store.failed(e))?;
    }
    Ok(store.commit(tx).await?)
}

async fn load(store: &Store, source: &Source) -> Result<Projector> {
    let chain = source.ledger().conn.chain().clone();
    let mut conn = store.acquire().await?;
    let projector = Projector::load(chain, &mut conn).await;
    Ok(projector.map_err(|e| store.failed(e))?)
}

/// Whether waiting may help. A node that has thrown old blocks away will not get them back.
fn is_passing(error: &Error) -> bool {
    matches!(
        error,
        Error::Ledger(
            iou_ledger::Error::NodeUnreachable { .. }
                | iou_ledger::Error::NodeSilent { .. }
                | iou_ledger::Error::NodeLost { .. }
                | iou_ledger::Error::Node { .. }
                | iou_ledger::Error::NodeUntrue { .. }
                | iou_ledger::Error::NodeBehind { .. }
        ) | Error::Database(iou_database::Error::Database { .. })
            | Error::IndexShared { .. }
    )
}

/// The cursor of this database, checked against the chain; the first time it is set before the contract's first block.
async fn place(store: &Store, source: &Source, origin: &Origin) -> Result<Cursor> {
    let conn = &source.ledger().conn;
    let foreign = |what: &str, expected: &str, found: &str| Error::IndexForeign {
        database: store.name().to_owned(),
        what: what.to_owned(),
        expected: expected.to_owned(),
        found: found.to_owned(),
    };
    let genesis = format!("{:?}", conn.chain().genesis);
    let contract = source.ledger().address.to_string();
    let known = read_cursor(store).await?;
    if let Some(cursor) = &known {
        if cursor.genesis != genesis {
            return Err(foreign("genesis", &cursor.genesis, &genesis));
        }
    }
    let same_contract = |cursor: &Cursor| match cursor.contract == contract {
        true => Ok(()),
        false => Err(foreign("contract", &cursor.contract, &contract)),
    };
    let (head, hash) = conn.finalized_head().await?;
    if let Some(cursor) = &known {
        if head < cursor.block {
            same_blocks(store, conn, head).await?;
            same_contract(cursor)?;
            let (head, block) = (head.to_string(), cursor.block.to_string());
            return Err(iou_ledger::Error::NodeBehind { head, block }.into());
        }
        let found = conn.block_hash(cursor.block).await?;
        let found = found.map_or_else(|| "none".to_owned(), |hash| format!("{hash:?}"));
        if found != cursor.hash {
            return Err(anew(store, cursor.block, &cursor.hash, &found));
        }
        // A chain that began anew has another contract too: that is said first.
        same_contract(cursor)?;
    }
    let code = source.ledger().code_hash(hash).await?;
    let code = code.ok_or_else(|| iou_files::Error::NotFound {
        what: "contract".into(),
        name: contract.clone(),
    })?;
    let code = format!("{code:?}");
    let expected = match &known {
        Some(cursor) => Some(cursor.code_hash.clone()),
        None => origin.code_hash.map(|hash| format!("{hash:?}")),
    };
    if expected.is_some_and(|expected| expected != code) {
        return Err(Error::CodeReplaced {
            contract,
            block: head.to_string(),
        });
    }
    match known {
        Some(cursor) => Ok(cursor),
        None => first_cursor(store, source, head, code).await,
    }
}

/// The cursor of an empty database, set before the contract's first block. `code_hash`: of the contract.
async fn first_cursor(store: &Store, source: &Source, head: u64, code_hash: String) -> Result<Cursor> {
    let conn = &source.ledger().conn;
    let first = source.first_block(head).await?;
    let before = first.saturating_sub(1);
    let hash = conn.hash_of(before).await?;
    let cursor = Cursor {
        filling: random_hex(),
        genesis: format!("{:?}", conn.chain().genesis),
        contract: source.ledger().address.to_string(),
        code_hash,
        first_block: first,
        block: before,
        hash: format!("{hash:?}"),
        time_ms: 0,
        events: 0,
        unknown_events: 0,
    };
    begin(store, &cursor, head).await?;
    Ok(cursor)
}

/// Sets the first cursor of empty tables. Where block `head` is far, that is to be reached, and the indexes for readers are left out for
/// what comes.
///
/// Errors: [`Error::IndexShared`] where another process was faster: the tables are no longer empty then.
async fn begin(store: &Store, cursor: &Cursor, head: u64) -> Result<()> {
    let insert = "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
                  unknown_events) VALUES (1, $1, $2, $3, $4, $5, $6, 0, 0, 0) ON CONFLICT (only_row) DO NOTHING";
    let query = sqlx::query(insert)
        .bind(cursor.genesis.clone())
        .bind(cursor.contract.clone())
        .bind(cursor.code_hash.clone())
        .bind(cursor.first_block as i64)
        .bind(cursor.block as i64)
        .bind(cursor.hash.clone());
    let mut tx = store.begin().await?;
    let set = query.execute(&mut *tx).await.map_err(|e| store.failed(e))?;
    if set.rows_affected() != 1 {
        return Err(shared(store));
    }
    store
        .set_kept_value_in(&mut tx, FILLING, Some(&cursor.filling))
        .await?;
    if head.saturating_sub(cursor.block) > BEHIND {
        // With the first row, so that nobody takes empty tables for all that there is.
        let target = head.to_string();
        store
            .set_kept_value_in(&mut tx, CATCHING_UP, Some(&target))
            .await?;
        let _dropped = store.drop_indexes(&mut tx).await?;
    }
    Ok(store.commit(tx).await?)
}

async fn read_cursor(store: &Store) -> Result<Option<Cursor>> {
    // In one look: what names the filling changes with the row.
    let select =
        "SELECT genesis, contract, code_hash, first_block, block, hash, time_ms, events, unknown_events, \
                  COALESCE((SELECT value FROM kept_value WHERE name = $1), '') AS filling FROM cursor";
    let row = sqlx::query(select)
        .bind(FILLING)
        .fetch_optional(store.pool())
        .await;
    let Some(row) = row.map_err(|e| store.failed(e))? else {
        return Ok(None);
    };
    let text = |n: usize| row.try_get::<String, _>(n);
    let number = |n: usize| row.try_get::<i64, _>(n).map(|number| number as u64);
    let read = || {
        Ok::<Cursor, sqlx::Error>(Cursor {
            filling: text(9)?,
            genesis: text(0)?,
            contract: text(1)?,
            code_hash: text(2)?,
            first_block: number(3)?,
            block: number(4)?,
            hash: text(5)?,
            time_ms: number(6)?,
            events: number(7)?,
            unknown_events: number(8)?,
        })
    };
    Ok(read().map(Some).map_err(|e| store.failed(e))?)
}

/// Moves the cursor, unless another process has moved it meanwhile, or begun anew and come as far: what was read for a batch may then
/// be of rows that were half there.
async fn advance(conn: &mut AnyConnection, from: &Cursor, to: &Cursor) -> sqlx::Result<bool> {
    let update = "UPDATE cursor SET block = $1, hash = $2, time_ms = $3, events = $4, unknown_events = $5 \
                  WHERE only_row = 1 AND block = $6 AND hash = $7 \
                  AND COALESCE((SELECT value FROM kept_value WHERE name = $8), '') = $9";
    let query = sqlx::query(update)
        .bind(to.block as i64)
        .bind(to.hash.clone())
        .bind(to.time_ms as i64)
        .bind(to.events as i64)
        .bind(to.unknown_events as i64)
        .bind(from.block as i64)
        .bind(from.hash.clone())
        .bind(FILLING)
        .bind(from.filling.clone());
    Ok(query.execute(conn).await?.rows_affected() == 1)
}

/// How fast a back-fill goes, and how long it will take.
#[derive(Debug)]
pub struct Pace {
    began: Instant,
    first: u64,
}

impl Pace {
    /// From block `first` on, now.
    pub fn from(first: u64) -> Pace {
        Pace {
            began: Instant::now(),
            first,
        }
    }

    /// Blocks a second so far, and seconds that are left up to `head`.
    pub fn at(&self, block: u64, head: u64) -> (f64, Option<u64>) {
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        let speed = block.saturating_sub(self.first) as f64 / seconds;
        let left = (speed > 0.0).then(|| (head.saturating_sub(block) as f64 / speed).ceil() as u64);
        (speed, left)
    }
}

#[cfg(test)]
mod tests;
