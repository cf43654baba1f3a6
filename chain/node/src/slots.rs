//! One block a slot: of this validator's own, and of the others'.
//!
//! Every block goes through here on its way into the database. Of its own, a node writes none in a slot that it wrote
//! one in before: a clock that was set back would otherwise make it do so. Of the others' it notes who wrote in which
//! slot; a second block of one author in one slot is logged as an error and counted (`iou_aura_equivocations_total`).
//! Neither block can become final beside the other without votes, and contradicting votes are put on chain.
//! Limits: the last [`SLOTS`] slots, since the start of the node; blocks whose state is not here (warp sync) are skipped.

use crate::{
    disk,
    types::{slot_of, Block, Client},
};
use iou_runtime::Hash;
use jsonrpsee::core::async_trait;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_aura::standalone;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::sr25519::{AuthorityId, AuthorityPair};
use sp_runtime::traits::Header as _;
use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use substrate_prometheus_endpoint::{register, Counter, Registry, U64};

/// Slots that are remembered: hours of a consortium's.
const SLOTS: usize = 4_096;

/// For each slot the blocks in it: parent and hash.
type Seen = BTreeMap<u64, Vec<(Hash, Hash)>>;

/// Who wrote which block in which slot.
pub struct Slots {
    client: Arc<Client>,
    seen: Mutex<Seen>,
    found: Option<Counter<U64>>,
}

impl Slots {
    /// Errors: the metric has a name that is taken.
    pub fn new(client: Arc<Client>, registry: Option<&Registry>) -> Result<Arc<Self>, String> {
        let counter = |registry| {
            let counter = Counter::new(
                "iou_aura_equivocations_total",
                "Second blocks of one author in one slot, since the start of this node",
            )?;
            register(counter, registry)
        };
        let found = registry
            .map(counter)
            .transpose()
            .map_err(|error| error.to_string())?;
        Ok(Arc::new(Self {
            client,
            seen: Mutex::default(),
            found,
        }))
    }

    /// Notes a block whose seal was checked.
    fn note(&self, block: &BlockImportParams<Block>) {
        if block.with_state() || block.state_action.skip_execution_checks() {
            return;
        }
        let Ok(slot) = slot_of(&block.header) else {
            return;
        };
        let (parent, hash) = (*block.header.parent_hash(), block.post_hash());
        let others = self.others_in(slot, parent, hash);
        let Some((author, other)) = others.into_iter().find_map(|(other_parent, other)| {
            let author = self.author(parent, slot)?;
            (self.author(other_parent, slot)? == author).then_some((author, other))
        }) else {
            return;
        };
        log::error!(
            "Equivocation: author {author} wrote two blocks in slot {slot}: {other} and {hash}. The council should ask why."
        );
        if let Some(counter) = &self.found {
            counter.inc();
        }
    }

    /// Who may write in `slot` after `parent`: the set of authors may differ between two branches.
    fn author(&self, parent: Hash, slot: u64) -> Option<AuthorityId> {
        let authorities =
            standalone::fetch_authorities::<AuthorityId, Block, _>(&*self.client, parent).ok()?;
        standalone::slot_author::<AuthorityPair>(slot.into(), &authorities).cloned()
    }

    /// The blocks that were in `slot` before this new one, as parent and hash.
    fn others_in(&self, slot: u64, parent: Hash, hash: Hash) -> Vec<(Hash, Hash)> {
        let mut seen = self.seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let blocks = seen.entry(slot).or_default();
        if blocks.iter().any(|(_, known)| *known == hash) {
            return Vec::new();
        }
        let others = blocks.clone();
        blocks.push((parent, hash));
        if seen.len() > SLOTS {
            seen.pop_first();
        }
        others
    }
}

/// The last slot in which this node wrote a block, on disk.
pub struct OwnSlots {
    path: PathBuf,
    last: Mutex<Option<u64>>,
}

impl OwnSlots {
    /// Errors: a file that cannot be read or is damaged, in words.
    pub fn open(directory: &Path) -> Result<Arc<Self>, String> {
        let path = directory.join("last-slot");
        disk::make_directory(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
        let last = match fs::read_to_string(&path) {
            Ok(text) => Some(
                text.trim()
                    .parse()
                    .map_err(|error| format!("{}: {error}", path.display()))?,
            ),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        Ok(Arc::new(Self {
            path,
            last: Mutex::new(last),
        }))
    }

    /// Takes a slot for a block, once. Errors: in words, and then no block may leave this node.
    fn take(&self, slot: u64) -> Result<(), String> {
        let mut last = self.last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(before) = last.filter(|before| slot <= *before) {
            return Err(format!(
                "no block in slot {slot}: this node wrote one in slot {before}; was the clock set back?"
            ));
        }
        // The new name is on the disk too: after a power cut the old slot would be free again.
        disk::replace(&self.path, |file| writeln!(file, "{slot}"))
            .map_err(|error| format!("no block in slot {slot}: {}: {error}", self.path.display()))?;
        *last = Some(slot);
        Ok(())
    }
}

/// A block import that knows about slots.
#[derive(Clone)]
pub struct SlotImport<I> {
    pub inner: I,
    pub slots: Arc<Slots>,
    /// For the author's own blocks.
    pub own: Option<Arc<OwnSlots>>,
}

#[async_trait]
impl<I> BlockImport<Block> for SlotImport<I>
where
    I: BlockImport<Block, Error = sp_consensus::Error> + Send + Sync,
{
    type Error = sp_consensus::Error;

    async fn check_block(&self, block: BlockCheckParams<Block>) -> Result<ImportResult, Self::Error> {
        self.inner.check_block(block).await
    }

    async fn import_block(&self, block: BlockImportParams<Block>) -> Result<ImportResult, Self::Error> {
        if let Some(own) = &self.own {
            let taken = slot_of(&block.header).and_then(|slot| own.take(slot));
            if let Err(why) = taken {
                log::error!("{why}");
                return Err(sp_consensus::Error::ClientImport(why));
            }
        }
        // Blocks come more than once; only those that are new can contradict another.
        if self
            .slots
            .client
            .status(block.post_hash())
            .is_ok_and(|status| status == sp_blockchain::BlockStatus::Unknown)
        {
            self.slots.note(&block);
        }
        self.inner.import_block(block).await
    }
}
