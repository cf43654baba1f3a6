//! No vote twice: what this validator's keys have signed is on record outside the database, and asked before they sign.
//!
//! GRANDPA remembers its votes in the database, so a database from a backup forgets some, and a voter that forgets
//! votes again in the same round: an equivocation, in good faith. So every vote passes through here. It is compared
//! with a record of the key's own (`signed/`, beside the database), which is on disk before the signature leaves. Where
//! the record is missing, or is a copy itself, the past of the key is unknown: the node then follows without voting until
//! it has seen the others go on by some rounds, and votes in later rounds only. docs/chain.md, ADR 17.
//! Limits: the image of a whole disk, put back, cannot be told from the original; see docs/chain.md.

mod record;
mod store;

use crate::service::{block_time_ms, Client};
use iou_runtime::{BlockNumber, Hash};
use record::{Looks, Record, Refusal, Stage, Vote};
use sc_consensus_grandpa::{SharedAuthoritySet, SharedVoterState};
use sc_network_sync::SyncingService;
use scale::Decode;
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use sp_consensus_grandpa::KEY_TYPE;
use sp_core::ed25519;
use sp_io::hashing::blake2_256;
use sp_keystore::{Keystore, KeystorePtr};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};
use substrate_prometheus_endpoint::{register, Gauge, Registry, U64};

pub use record::Position;
pub use store::{Found, Store};

/// How often the voter is looked at.
const PULSE: Duration = Duration::from_millis(250);
/// A last final block that is no older than this says that the node keeps up with the others. Units: milliseconds.
const RECENT_MS: u64 = 60_000;
/// So long, and so many rounds, the others go on before a key of unknown past votes: the first round may be the one
/// that this node was in, the second the one that it is told of, and all that the key voted in lie before the third.
const SETTLE: (Duration, u32) = (Duration::from_secs(10), 3);
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
    withheld: Option<Gauge<U64>>,
}

#[derive(Default)]
struct State {
    keys: BTreeMap<[u8; 32], Record>,
    /// Where the voter was when last looked at.
    position: Option<Position>,
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

    /// Has a record of every key, of one that was made a moment ago too: it settles while it has no vote yet, and when the
    /// set that it votes in begins, it votes. Were it first looked for then, a few new keys would hold up the first round
    /// of that set, and no later one would ever come.
    fn ensure_records(&self) -> Result<(), String> {
        for key in self.parts.keystore.ed25519_public_keys(KEY_TYPE) {
            self.ensure_record(&mut self.lock(), key.0)?;
        }
        Ok(())
    }

    /// Reads the record of a key or begins one.
    fn ensure_record(&self, state: &mut State, key: [u8; 32]) -> Result<(), String> {
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
        Ok(())
    }

    /// The record of a key, from what there is on disk and in the database.
    fn found(&self, key: &[u8; 32], reached: BlockNumber) -> Result<Record, String> {
        let name = hex(&key[..4]);
        let trusted = self.parts.trusted;
        Ok(match self.store.read(key)? {
            Found::Own(mut record) if record.floor.is_some() || !trusted => {
                record.reopened();
                if record.final_block > reached.saturating_add(SLACK) {
                    log::warn!(
                        "The database ends at block {reached} and this validator (key {name}…) voted when block {} was \
                         final: an old database. It follows without voting until the others are past its last vote; \
                         nothing has to be done.",
                        record.final_block
                    );
                    record.forget_none();
                }
                record
            }
            Found::Missing if trusted || reached == 0 => Record::fresh(),
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
        let Ok(key) = <[u8; 32]>::try_from(key) else {
            return false;
        };
        let mut state = self.lock();
        if let Err(error) = self.ensure_record(&mut state, key) {
            log::error!("no vote: {error}");
            return false;
        }
        let position = state.position;
        state.keys[&key].takes_part(position)
    }

    /// Whether `key` may sign this vote; it is on record when the answer is yes.
    fn may_sign(&self, key: [u8; 32], payload: &[u8]) -> Result<(), String> {
        let vote = Signed::decode(payload)?;
        let mut state = self.lock();
        self.ensure_record(&mut state, key)?;
        let record = state.keys.get_mut(&key).expect("made sure of above; qed");
        let info = self.parts.client.info();
        if vote.target != info.genesis_hash {
            record.tried();
        }
        let fresh = record.admit(vote.vote, info.finalized_number);
        let stored = self.store.write(&key, record);
        match fresh {
            Ok(()) => stored,
            Err(refusal) => Err(refusal.to_string()),
        }
    }

    /// Looks at the voter now and then, and lets keys of unknown past vote when the others have gone on.
    ///
    /// The voter holds this guard as its keystore, so the guard must not hold the voter: the two would keep each other, the
    /// pool and the database open when the node is to stop.
    pub async fn watch(
        self: Arc<Self>,
        voter: SharedVoterState,
        sync: Arc<SyncingService<crate::service::Block>>,
    ) {
        let mut settling: Option<(Instant, Position, u32)> = None;
        let mut looks = Looks::default();
        let mut complaint = None;
        loop {
            tokio::time::sleep(PULSE).await;
            let failed = self.ensure_records().err();
            if let Some(error) = failed.as_ref().filter(|_| failed != complaint) {
                log::error!("no vote: {error}");
            }
            complaint = failed;
            let Some(voter) = voter.voter_state() else {
                continue;
            };
            let seen = Position {
                set: self.parts.authorities.set_id(),
                round: voter.best_round.0,
            };
            let Some(position) = looks.at(seen) else {
                continue;
            };
            let follows = !sync.is_major_syncing() && self.finality_is_recent();
            settling = match settling {
                _ if !follows => None,
                None => Some((Instant::now(), position, 0)),
                Some((since, last, rounds)) => Some((since, position, rounds + u32::from(position != last))),
            };
            let settled =
                settling.is_some_and(|(since, _, rounds)| since.elapsed() >= SETTLE.0 && rounds >= SETTLE.1);
            self.look(position, settled);
        }
    }

    fn look(&self, position: Position, settled: bool) {
        let mut state = self.lock();
        state.position = Some(position);
        let mut waiting = 0;
        let mut settled_keys = Vec::new();
        for (key, record) in &mut state.keys {
            if settled && record.settle(position) {
                settled_keys.push((*key, record.clone()));
            }
            waiting += u64::from(!record.takes_part(Some(position)));
        }
        for (key, record) in settled_keys {
            let name = hex(&key[..4]);
            match self.store.write(&key, &record) {
                Ok(()) => log::info!(
                    "The others have gone on: key {name}… votes after round {} of set {}.",
                    position.round + 1,
                    position.set
                ),
                Err(error) => log::error!("{error}"),
            }
        }
        if let Some(gauge) = &self.withheld {
            gauge.set(u64::from(waiting > 0));
        }
    }

    fn finality_is_recent(&self) -> bool {
        let head = self.parts.client.info().finalized_hash;
        block_time_ms(&self.parts.client, head)
            .is_ok_and(|time| time + RECENT_MS >= crate::clock::wall_clock_ms())
    }
}

/// A vote as it comes to be signed: the message, the round, the set.
struct Signed {
    vote: Vote,
    target: Hash,
}

impl Signed {
    fn decode(payload: &[u8]) -> Result<Self, String> {
        type Fields = (u8, Hash, BlockNumber, u64, u64);
        let mut rest = payload;
        let (stage, target, _, round, set) =
            Fields::decode(&mut rest).map_err(|error| format!("not a vote: {error}"))?;
        let stage = Stage::from_index(stage).filter(|_| rest.is_empty());
        Ok(Self {
            vote: Vote {
                at: Position { set, round },
                stage: stage.ok_or("not a vote")?,
                digest: hex(&blake2_256(payload)),
            },
            target,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
            Self::Contradiction { vote } => write!(
                f,
                "this key voted for another block in round {} of set {}",
                vote.round, vote.set
            ),
        }
    }
}

/// The keystore as the GRANDPA voter gets it.
pub struct GuardedKeystore(pub Arc<Guard>);

impl GuardedKeystore {
    fn inner(&self) -> &KeystorePtr {
        &self.0.parts.keystore
    }
}

use sp_core::{crypto::KeyTypeId, ecdsa, sr25519};
use sp_keystore::Error;

impl Keystore for GuardedKeystore {
    fn ed25519_sign(
        &self,
        kind: KeyTypeId,
        key: &ed25519::Public,
        payload: &[u8],
    ) -> Result<Option<ed25519::Signature>, Error> {
        if kind == KEY_TYPE {
            if let Err(why) = self.0.may_sign(key.0, payload) {
                log::error!("Refused to sign a vote: {why}.");
                return Ok(None);
            }
        }
        self.inner().ed25519_sign(kind, key, payload)
    }

    /// The voter asks this at the beginning of each round, and only watches in rounds in which the answer is no.
    fn has_keys(&self, keys: &[(Vec<u8>, KeyTypeId)]) -> bool {
        self.inner().has_keys(keys)
            && keys
                .iter()
                .all(|(key, kind)| *kind != KEY_TYPE || self.0.takes_part(key))
    }

    fn ed25519_public_keys(&self, kind: KeyTypeId) -> Vec<ed25519::Public> {
        self.inner().ed25519_public_keys(kind)
    }

    fn ed25519_generate_new(&self, kind: KeyTypeId, seed: Option<&str>) -> Result<ed25519::Public, Error> {
        self.inner().ed25519_generate_new(kind, seed)
    }

    fn sr25519_public_keys(&self, kind: KeyTypeId) -> Vec<sr25519::Public> {
        self.inner().sr25519_public_keys(kind)
    }

    fn sr25519_generate_new(&self, kind: KeyTypeId, seed: Option<&str>) -> Result<sr25519::Public, Error> {
        self.inner().sr25519_generate_new(kind, seed)
    }

    fn sr25519_sign(
        &self,
        kind: KeyTypeId,
        key: &sr25519::Public,
        message: &[u8],
    ) -> Result<Option<sr25519::Signature>, Error> {
        self.inner().sr25519_sign(kind, key, message)
    }

    fn sr25519_vrf_sign(
        &self,
        kind: KeyTypeId,
        key: &sr25519::Public,
        data: &sr25519::vrf::VrfSignData,
    ) -> Result<Option<sr25519::vrf::VrfSignature>, Error> {
        self.inner().sr25519_vrf_sign(kind, key, data)
    }

    fn sr25519_vrf_pre_output(
        &self,
        kind: KeyTypeId,
        key: &sr25519::Public,
        input: &sr25519::vrf::VrfInput,
    ) -> Result<Option<sr25519::vrf::VrfPreOutput>, Error> {
        self.inner().sr25519_vrf_pre_output(kind, key, input)
    }

    fn ecdsa_public_keys(&self, kind: KeyTypeId) -> Vec<ecdsa::Public> {
        self.inner().ecdsa_public_keys(kind)
    }

    fn ecdsa_generate_new(&self, kind: KeyTypeId, seed: Option<&str>) -> Result<ecdsa::Public, Error> {
        self.inner().ecdsa_generate_new(kind, seed)
    }

    fn ecdsa_sign(
        &self,
        kind: KeyTypeId,
        key: &ecdsa::Public,
        message: &[u8],
    ) -> Result<Option<ecdsa::Signature>, Error> {
        self.inner().ecdsa_sign(kind, key, message)
    }

    fn ecdsa_sign_prehashed(
        &self,
        kind: KeyTypeId,
        key: &ecdsa::Public,
        message: &[u8; 32],
    ) -> Result<Option<ecdsa::Signature>, Error> {
        self.inner().ecdsa_sign_prehashed(kind, key, message)
    }

    fn insert(&self, kind: KeyTypeId, suri: &str, key: &[u8]) -> Result<(), ()> {
        self.inner().insert(kind, suri, key)
    }

    fn keys(&self, kind: KeyTypeId) -> Result<Vec<Vec<u8>>, Error> {
        self.inner().keys(kind)
    }
}
