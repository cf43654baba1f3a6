//! No vote twice: what this validator's keys have signed is on record outside the database, and asked before they sign.
//!
//! GRANDPA remembers its votes in the database, so a database from a backup forgets some, and a voter that forgets
//! votes again in the same round: an equivocation, in good faith. So every vote passes through here. It is compared
//! with a record of the key's own (`signed/`, beside the database), which is on disk before the signature leaves. Where
//! the record is missing, or is a copy itself, the past of the key is unknown: the node then follows without voting until
//! it has heard the others go on in the present, and votes in later rounds only. docs/chain.md, ADR 17.
//! Limits: the image of a whole disk, put back, cannot be told from the original; see docs/chain.md.

mod keystore;
mod present;
mod record;
mod store;
mod waiting;

use crate::types::{block_time_ms, Block, Client};
use iou_runtime::{BlockNumber, Hash};
use present::{CatchingUp, Listening, Look};
use record::{hex, Looks, Record, Refusal, Vote, VoteKind};
use sc_consensus_grandpa::{SharedAuthoritySet, SharedVoterState};
use sc_network_sync::SyncingService;
use scale::Decode;
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use sp_consensus_grandpa::KEY_TYPE;
use sp_core::ed25519;
use sp_io::hashing::blake2_256;
use sp_keystore::KeystorePtr;
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use substrate_prometheus_endpoint::{register, Gauge, Registry, U64};
use tokio::sync::watch;

pub use keystore::GuardedKeystore;
pub use record::Position;
pub use store::{Found, Store};
pub use waiting::WaitsForItsKey;

/// A key as bytes.
type Key = [u8; 32];

/// How often the voter is looked at.
const PULSE: Duration = Duration::from_millis(250);
/// So many blocks may the database lack after a crash that lost its last writes.
const SLACK: BlockNumber = 2;

/// What the guard is made from.
pub struct Parts {
    pub client: Arc<Client>,
    pub keystore: KeystorePtr,
    /// `signed`, in the chain's directory.
    pub directory: PathBuf,
    pub authorities: SharedAuthoritySet<Hash, BlockNumber>,
    /// The operator says that no vote of these keys is missing here.
    pub trusted: bool,
    pub registry: Option<Registry>,
}

/// The keys of one validator, each with its record.
pub struct Guard {
    parts: Parts,
    store: Store,
    state: Mutex<State>,
    /// Told whenever a key begins, or its past becomes known or doubtful.
    changed: watch::Sender<()>,
    withheld: Option<Gauge<U64>>,
}

#[derive(Default)]
struct State {
    keys: BTreeMap<Key, Record>,
    /// For keys of unknown past: what was heard since.
    listening: BTreeMap<Key, Listening>,
    /// Where the voter was when last looked at.
    position: Option<Position>,
    /// The key that took part in a round last.
    voting: Option<Key>,
}

/// What is known of the past of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All that it signed is on record.
    Known,
    /// It was first seen on an empty database, and the node has not caught up with the chain.
    NotBegun,
    /// It may have signed what is not on record.
    Doubtful,
}

impl Guard {
    /// Opens the records of all keys that are there. Errors: the directory cannot be made or read, or holds a damaged record.
    pub fn open(parts: Parts) -> Result<Arc<Self>, String> {
        let store = Store::open(&parts.directory)?;
        let gauge = |registry: &Registry| {
            let gauge = Gauge::new(
                "iou_votes_withheld",
                "1 while this validator does not vote because it may have voted before",
            )?;
            register(gauge, registry)
        };
        let withheld = parts.registry.as_ref().map(gauge).transpose();
        let guard = Self {
            store,
            state: Mutex::default(),
            changed: watch::Sender::new(()),
            withheld: withheld.map_err(|error| error.to_string())?,
            parts,
        };
        guard.ensure_records()?;
        Ok(Arc::new(guard))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is whole before it is stored, so a panic elsewhere leaves nothing half done.
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Has a record of every key at once, of one that was inserted a moment ago too: its past becomes known while it has
    /// no vote yet, and when the authority set that it votes in begins, it votes. Were it first looked for then, a few such
    /// keys would hold up the first round of that set, and no later one would ever come.
    fn ensure_records(&self) -> Result<(), String> {
        for key in self.parts.keystore.ed25519_public_keys(KEY_TYPE) {
            self.ensure_record(&mut self.lock(), key.0)?;
        }
        Ok(())
    }

    /// Makes a key. It was never anywhere else, so it has no past, and votes as soon as it is an authority's.
    fn make_key(&self) -> Result<ed25519::Public, sp_keystore::Error> {
        // Held meanwhile: whoever looks for keys without a record waits, and then finds one.
        let mut state = self.lock();
        let key = self.parts.keystore.ed25519_generate_new(KEY_TYPE, None)?;
        let record = Record::trusted(Vec::new());
        match self.store.write(&key.0, &record) {
            Ok(()) => {
                state.keys.insert(key.0, record);
            }
            // Without a record it is a key like any other.
            Err(error) => log::error!("{error}"),
        }
        Ok(key)
    }

    /// Reads the record of a key or begins one.
    fn ensure_record(&self, state: &mut State, key: Key) -> Result<(), String> {
        let reached = self.parts.client.info().finalized_number;
        let late = |record: &Record| !self.parts.trusted && record.begins_late(reached);
        let record = match state.keys.get(&key) {
            Some(record) if !late(record) => return Ok(()),
            Some(record) => record.clone(),
            None => self.found(&key, reached)?,
        };
        let record = if late(&record) {
            log::warn!(
                "The chain had gone on before key {}… was first used here. It votes once the others have gone on by some \
                 rounds. If another machine runs with this key, stop it now.",
                hex(&key[..4])
            );
            Record::unknown(record.votes)
        } else {
            record
        };
        self.store.write(&key, &record)?;
        state.keys.insert(key, record);
        self.changed.send_replace(());
        Ok(())
    }

    /// The record of a key, from what there is on disk and in the database.
    fn found(&self, key: &Key, reached: BlockNumber) -> Result<Record, String> {
        let name = hex(&key[..4]);
        let trusted = self.parts.trusted;
        Ok(match self.store.read(key)? {
            Found::Own(mut record) if record.floor.is_some() || !trusted => {
                record.reopened();
                if record.finalised_block > reached.saturating_add(SLACK) {
                    log::warn!(
                        "The database ends at block {reached} and this validator (key {name}…) voted when block {} was \
                         final: an old database. It follows without voting until the others are past its last vote; \
                         nothing has to be done.",
                        record.finalised_block
                    );
                    record.forget_none();
                }
                if trusted {
                    record.begin();
                }
                record
            }
            Found::Missing if trusted => Record::trusted(Vec::new()),
            Found::Missing if reached == 0 => Record::fresh(),
            Found::Missing => {
                log::warn!(
                    "What key {name}… has signed is not on record here. It votes once the others have gone on by some \
                     rounds. If another machine runs with this key, stop it now."
                );
                Record::unknown(Vec::new())
            }
            // Whatever the operator trusts in, what is on record is not contradicted.
            Found::Own(Record { votes, .. }) | Found::Copied(votes) if trusted => Record::trusted(votes),
            Found::Own(Record { votes, .. }) | Found::Copied(votes) => {
                log::warn!(
                    "The record of what key {name}… has signed is a copy: this is a backup or another machine. It votes \
                     once the others have gone on by some rounds. If the original still runs, stop one of them now; \
                     new keys (author_rotateKeysWithOwner) are safer."
                );
                Record::unknown(votes)
            }
        })
    }

    /// Whether `key` may take part in the round that begins now.
    fn takes_part(&self, key: &[u8]) -> bool {
        let Ok(key) = Key::try_from(key) else {
            return false;
        };
        let mut state = self.lock();
        if let Err(error) = self.ensure_record(&mut state, key) {
            log::error!("no vote: {error}");
            return false;
        }
        let takes_part = state.keys[&key].takes_part(state.position);
        if takes_part {
            state.voting = Some(key);
        }
        takes_part
    }

    /// Whether `key` may sign this; a vote is on record when the answer is yes.
    fn may_sign(&self, key: Key, payload: &[u8]) -> Result<(), String> {
        let Some(vote) = vote_in(payload)? else {
            return Ok(());
        };
        let mut state = self.lock();
        self.ensure_record(&mut state, key)?;
        let record = state.keys.get_mut(&key).expect("made sure of above; qed");
        let allowed = record.admit(vote, self.parts.client.info().finalized_number);
        let stored = self.store.write(&key, record);
        match allowed {
            Ok(()) => stored,
            Err(refusal) => Err(refusal.to_string()),
        }
    }

    /// The key that votes in the round that the voter is in; none before it is asked for.
    fn voting_key(&self) -> Option<Key> {
        self.lock().voting
    }

    /// What is known of the past of `key`.
    fn standing(&self, key: Option<Key>) -> Standing {
        let state = self.lock();
        match key.and_then(|key| state.keys.get(&key)) {
            Some(record) if record.floor.is_none() => Standing::Doubtful,
            Some(record) if !record.has_begun() => Standing::NotBegun,
            _ => Standing::Known,
        }
    }

    /// Says when a standing may have changed.
    fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Looks at the node now and then: lets keys begin when it has caught up with a young chain, and keys of unknown past
    /// vote when the others have gone on.
    ///
    /// The voter holds this guard as its keystore, so the guard must not hold the voter: the two would keep each other, the
    /// pool and the database open when the node is to stop.
    pub async fn watch(self: Arc<Self>, voter: SharedVoterState, sync: Arc<SyncingService<Block>>) {
        let mut looks = Looks::default();
        let mut catching_up = CatchingUp::default();
        let mut complaint = None;
        loop {
            tokio::time::sleep(PULSE).await;
            let look = self.look(&sync);
            let caught_up = catching_up.is_done(&look);
            let begun = || if caught_up { self.begin() } else { Ok(()) };
            let failed = self.ensure_records().and_then(|()| begun()).err();
            if let Some(error) = failed.as_ref().filter(|_| failed != complaint) {
                log::error!("no vote: {error}");
            }
            complaint = failed;
            let position = voter.voter_state().and_then(|voter| {
                looks.at(Position {
                    set: self.parts.authorities.set_id(),
                    round: voter.best_round.0,
                })
            });
            self.listen(&look, position);
        }
    }

    fn look(&self, sync: &SyncingService<Block>) -> Look {
        let info = self.parts.client.info();
        let time_of = |block| block_time_ms(&self.parts.client, block).ok();
        Look {
            now_ms: crate::clock::wall_clock_ms(),
            in_company: !sync.is_offline() || self.is_sole_authority(),
            major_sync: sync.is_major_syncing(),
            best_ms: time_of(info.best_hash),
            final_ms: time_of(info.finalized_hash),
        }
    }

    /// Whether all authorities' keys are here, and there is nobody to wait for.
    fn is_sole_authority(&self) -> bool {
        let here = self.parts.keystore.ed25519_public_keys(KEY_TYPE);
        let authorities = self.parts.authorities.current_authorities();
        let mut ids = authorities.iter().map(|(id, _)| id.as_ref());
        ids.all(|id: &ed25519::Public| here.contains(id))
    }

    /// Lets keys begin that wait for the node to catch up. Those of a chain that is no longer young were found before.
    fn begin(&self) -> Result<(), String> {
        let mut state = self.lock();
        for (key, record) in &mut state.keys {
            if record.has_begun() || record.begins_late(self.parts.client.info().finalized_number) {
                continue;
            }
            let mut begun = record.clone();
            begun.begin();
            self.store.write(key, &begun)?;
            *record = begun;
            log::info!("The chain is young: key {}… votes from here on.", hex(&key[..4]));
            self.changed.send_replace(());
        }
        Ok(())
    }

    fn listen(&self, look: &Look, position: Option<Position>) {
        let mut state = self.lock();
        let State {
            keys,
            listening,
            position: last_position,
            ..
        } = &mut *state;
        *last_position = position.or(*last_position);
        let mut withheld = 0;
        for (key, record) in keys {
            if record.floor.is_none() {
                let heard = listening.entry(*key).or_default().hears(look, position);
                if let Some(position) = position.filter(|_| heard) {
                    self.settle(key, record, position);
                    listening.remove(key);
                }
            }
            withheld += u64::from(!record.has_begun() || !record.takes_part(*last_position));
        }
        if let Some(gauge) = &self.withheld {
            gauge.set(u64::from(withheld > 0));
        }
    }

    /// The others have gone on to `position`: a key of unknown past votes after it.
    fn settle(&self, key: &Key, record: &mut Record, position: Position) {
        record.settle(position);
        self.changed.send_replace(());
        match self.store.write(key, record) {
            Ok(()) => log::info!(
                "The others have gone on: key {}… votes after round {} of set {}.",
                hex(&key[..4]),
                position.round + 1,
                position.set
            ),
            Err(error) => log::error!("{error}"),
        }
    }
}

/// The vote in what comes to be signed: the message, the round, the authority set. None in a primary's proposal, which
/// says what it would vote for: two of them contradict nothing.
fn vote_in(payload: &[u8]) -> Result<Option<Vote>, String> {
    const PROPOSAL: u8 = 2;
    type Fields = (u8, Hash, BlockNumber, u64, u64);
    let mut rest = payload;
    let (kind, _, _, round, set) =
        Fields::decode(&mut rest).map_err(|error| format!("not a vote: {error}"))?;
    if !rest.is_empty() {
        return Err("not a vote".into());
    }
    if kind == PROPOSAL {
        return Ok(None);
    }
    Ok(Some(Vote {
        at: Position { set, round },
        kind: VoteKind::from_index(kind).ok_or("not a vote")?,
        digest: hex(&blake2_256(payload)),
    }))
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Past { vote, floor } => write!(
                f,
                "round {} of set {} is not after round {} of set {}, up to which this key may have voted",
                vote.round, vote.set, floor.round, floor.set
            ),
            Self::Unknown => write!(f, "it is not known yet what this key has signed"),
            Self::NotBegun => write!(f, "this node has not caught up with the chain yet"),
            Self::Contradiction { vote } => write!(
                f,
                "this key voted for another block in round {} of set {}",
                vote.round, vote.set
            ),
        }
    }
}
