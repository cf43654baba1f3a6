//! The institutions that run the chain: who they are, what they vote on, what they attested; and the calls by which they
//! do it. Motions go through pallet-collective; which share of the council each needs is the runtime's rule
//! (chain/runtime/src/configs.rs) and [`Share`] here. Source: docs/chain.md.

use iou_base::hex0x;
use scale::{Decode, Encode};
use sp_crypto_hashing::blake2_256;
use subxt::dynamic::Value;
use subxt::ext::scale_decode::DecodeAsType;
use subxt::storage::{Address, PrefixOf, StorageKeyValue};

use super::call::{self, Call};
use super::connection::{AtBlock, Connection};
use super::dispatch::DispatchError;
use super::dryrun::Weight;
use super::lookup::Included;
use super::said::said;
use super::{AccountId, Hash};
use crate::error::Result;

/// Most entries of any list here; a council has 32 members, and each may have been caught a few times.
const ENTRIES_MAX: usize = 4_096;

/// A digest of 32 bytes.
pub type Digest = [u8; 32];

/// The share of the council that a motion needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// More than half: what members are called.
    Half,
    /// More than two thirds: everything else, who is a member too.
    TwoThirds,
}

impl Share {
    /// Votes that are enough in a council of `members`.
    pub fn threshold(self, members: u32) -> u32 {
        match self {
            Share::Half => members / 2 + 1,
            Share::TwoThirds => members * 2 / 3 + 1,
        }
    }
}

/// What can be moved.
#[derive(Debug, Clone)]
pub struct Motion {
    /// The call that the council makes.
    pub call: Call,
    /// What it needs.
    pub share: Share,
}

impl Motion {
    fn of(share: Share, call: Call) -> Motion {
        Motion { call, share }
    }
}

/// Makes an account a member.
pub fn add(who: &AccountId) -> Motion {
    Motion::of(Share::TwoThirds, call::add_member(who))
}

/// Ends a membership.
pub fn remove(who: &AccountId) -> Motion {
    Motion::of(Share::TwoThirds, call::remove_member(who))
}

/// Puts one member in the place of another.
pub fn swap(old: &AccountId, new: &AccountId) -> Motion {
    Motion::of(Share::TwoThirds, call::swap_member(old, new))
}

/// Says who a member is.
pub fn publish(who: &AccountId, name: &str, certificate: Option<Digest>) -> Motion {
    Motion::of(Share::Half, call::publish(who, name, certificate))
}

/// Lets the runtime with this code hash (BLAKE2b-256) be put in.
pub fn authorize_upgrade(code_hash: Digest) -> Motion {
    let upgrade = call::authorize_upgrade(code_hash);
    Motion::of(Share::TwoThirds, call::enact(upgrade))
}

/// Puts a motion before the council. With a threshold of one it is made at once.
pub fn propose(motion: Motion, threshold: u32) -> Call {
    let length = motion.call.bytes().len() as u32;
    call::propose(threshold, motion.call, length)
}

/// Votes on a motion.
pub fn vote(motion: &Pending, approve: bool) -> Call {
    call::vote(motion.hash, motion.number, approve)
}

/// Ends a motion that has enough votes either way, or whose time is over; where it was accepted, its call is made.
pub async fn close(conn: &Connection, at: &AtBlock, motion: &Pending) -> Result<Call> {
    #[derive(Decode)]
    struct DispatchInfo {
        weight: (scale::Compact<u64>, scale::Compact<u64>),
    }
    let length = motion.encoded.len() as u32;
    let asked = [motion.encoded.clone(), length.encode()].concat();
    let info: DispatchInfo = conn
        .runtime_call(at, "TransactionPaymentCallApi_query_call_info", &asked)
        .await?;
    let weight = Weight {
        ref_time: info.weight.0 .0,
        proof_size: info.weight.1 .0,
    };
    Ok(call::close(motion.hash, motion.number, weight, length))
}

/// Session keys with the proof that whoever sets them has them.
#[derive(Debug, serde::Deserialize)]
pub struct GeneratedKeys {
    /// The Aura key, then the GRANDPA key, in hex.
    pub keys: String,
    /// Each key's signature over the account that sets them, in hex.
    pub proof: String,
}

/// Has the node make new session keys for `owner`; they stay in its keystore. The node answers this on loopback only.
pub async fn rotate_keys(conn: &Connection, owner: &AccountId) -> Result<GeneratedKeys> {
    let owner = hex0x(owner.0);
    conn.request("author_rotateKeysWithOwner", subxt::rpcs::rpc_params![owner])
        .await
}

/// An institution as the chain knows it.
#[derive(Debug, Clone)]
pub struct Institution {
    /// Its account.
    pub account: AccountId,
    /// Its name, if the council has published one.
    pub name: Option<String>,
    /// SHA-256 of its X.509 certificate.
    pub certificate: Option<Digest>,
    /// Whether it is a member now.
    pub member: bool,
    /// Whether it validates now.
    pub validator: bool,
    /// Whether it has announced session keys.
    pub keys: bool,
    /// Rounds in which it was caught voting twice.
    pub equivocations: u32,
}

/// All institutions: the members, and those with a name that were.
pub async fn institutions(conn: &Connection, at: &AtBlock) -> Result<Vec<Institution>> {
    let members: Vec<AccountId> = plain(conn, at, "Membership", "Members").await?;
    let validators: Vec<AccountId> = plain(conn, at, "Session", "Validators").await?;
    let mut all: Vec<AccountId> = members.clone();
    let profiles = profiles(conn, at).await?;
    let former = profiles.iter().map(|(account, _)| *account);
    all.extend(former.filter(|account| !members.contains(account)));
    let mut found = Vec::new();
    for account in all {
        let profile = profiles
            .iter()
            .find(|(who, _)| *who == account)
            .map(|(_, profile)| profile);
        let keys = subxt::dynamic::storage::<(AccountId,), Value>("Session", "NextKeys");
        let keys = at
            .storage()
            .try_fetch(keys, (account,))
            .await
            .map_err(|e| conn.explain(e))?;
        found.push(Institution {
            account,
            name: profile.map(|profile| said(&String::from_utf8_lossy(&profile.name))),
            certificate: profile.and_then(|profile| profile.certificate),
            member: members.contains(&account),
            validator: validators.contains(&account),
            keys: keys.is_some(),
            equivocations: equivocations(conn, at, account).await?,
        });
    }
    Ok(found)
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Profile {
    name: Vec<u8>,
    certificate: Option<Digest>,
}

async fn profiles(conn: &Connection, at: &AtBlock) -> Result<Vec<(AccountId, Profile)>> {
    let address = subxt::dynamic::storage::<(AccountId,), Profile>("Institutions", "Profiles");
    let mut found = Vec::new();
    for entry in entries(conn, at, address, ()).await? {
        let key = entry.key().map_err(|e| conn.explain(e))?;
        let (account,) = key.decode().map_err(|e| conn.explain(e))?;
        let profile = entry.value().decode().map_err(|e| conn.explain(e))?;
        found.push((account, profile));
    }
    Ok(found)
}

async fn equivocations(conn: &Connection, at: &AtBlock, account: AccountId) -> Result<u32> {
    #[derive(DecodeAsType)]
    #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
    struct Record {
        count: u32,
    }
    let address = subxt::dynamic::storage::<(AccountId, u64), Record>("Offences", "Records");
    let mut count: u32 = 0;
    for entry in entries(conn, at, address, (account,)).await? {
        let record = entry.value().decode().map_err(|e| conn.explain(e))?;
        count = count.saturating_add(record.count);
    }
    Ok(count)
}

/// A motion that is being voted on.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Its number.
    pub number: u32,
    /// Its hash.
    pub hash: Digest,
    /// `Pallet::call` and its arguments, read from the call's bytes; the bytes themselves where they are none that this
    /// program knows.
    pub what: String,
    /// The call in bytes.
    pub encoded: Vec<u8>,
    /// Votes that are enough.
    pub threshold: u32,
    /// Who voted for it.
    pub ayes: Vec<AccountId>,
    /// Who voted against it.
    pub nays: Vec<AccountId>,
    /// The last block in which one can vote.
    pub end: u32,
}

/// All motions, by number.
pub async fn motions(conn: &Connection, at: &AtBlock) -> Result<Vec<Pending>> {
    #[derive(DecodeAsType)]
    #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
    struct Votes {
        index: u32,
        threshold: u32,
        ayes: Vec<AccountId>,
        nays: Vec<AccountId>,
        end: u32,
    }
    let hashes: Vec<Hash> = plain(conn, at, "Council", "Proposals").await?;
    let mut found = Vec::new();
    for hash in hashes {
        let votes = subxt::dynamic::storage::<(Hash,), Votes>("Council", "Voting");
        let call = subxt::dynamic::storage::<(Hash,), Value>("Council", "ProposalOf");
        let votes = at
            .storage()
            .fetch(votes, (hash,))
            .await
            .map_err(|e| conn.explain(e))?;
        let votes = votes.decode().map_err(|e| conn.explain(e))?;
        let call = at
            .storage()
            .fetch(call, (hash,))
            .await
            .map_err(|e| conn.explain(e))?;
        let encoded = call.bytes().to_vec();
        // Who votes signs the hash: the words have to be those of the call that has it.
        if blake2_256(&encoded) != hash.0 {
            return Err(conn.untrue("a motion does not have its hash"));
        }
        found.push(Pending {
            number: votes.index,
            hash: hash.0,
            what: call::describe(&encoded).unwrap_or_else(|| hex0x(&encoded)),
            encoded,
            threshold: votes.threshold,
            ayes: votes.ayes,
            nays: votes.nays,
            end: votes.end,
        });
    }
    found.sort_by_key(|motion| motion.number);
    Ok(found)
}

/// An attestation.
#[derive(Debug, Clone)]
pub struct Attested {
    /// Who.
    pub account: AccountId,
    /// What the digest is of, as the chain names it.
    pub kind: String,
    /// The block that holds it.
    pub block: u32,
    /// The time of that block. Units: Unix milliseconds.
    pub at_ms: u64,
}

/// Who attested a digest, oldest first.
pub async fn attested(conn: &Connection, at: &AtBlock, digest: Digest) -> Result<Vec<Attested>> {
    #[derive(DecodeAsType)]
    #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
    struct Attestation {
        kind: Value,
        block: u32,
        at_ms: u64,
    }
    let address = subxt::dynamic::storage::<(Digest, AccountId), Attestation>("Institutions", "Attestations");
    let mut found = Vec::new();
    for entry in entries(conn, at, address, (digest,)).await? {
        let key = entry.key().map_err(|e| conn.explain(e))?;
        let (_, account) = key.decode().map_err(|e| conn.explain(e))?;
        let attestation = entry.value().decode().map_err(|e| conn.explain(e))?;
        found.push(Attested {
            account,
            kind: said(&attestation.kind.to_string().replace(" ()", "")),
            block: attestation.block,
            at_ms: attestation.at_ms,
        });
    }
    found.sort_by_key(|one| (one.block, one.account.0));
    Ok(found)
}

async fn plain<T: DecodeAsType + 'static>(
    conn: &Connection,
    at: &AtBlock,
    pallet: &str,
    entry: &str,
) -> Result<Vec<T>> {
    let address = subxt::dynamic::storage::<(), Vec<T>>(pallet, entry);
    let found = at
        .storage()
        .try_fetch(address, ())
        .await
        .map_err(|e| conn.explain(e))?;
    let Some(value) = found else { return Ok(Vec::new()) };
    let list: Vec<T> = value.decode().map_err(|e| conn.explain(e))?;
    bounded(conn, list.len())?;
    Ok(list)
}

/// The entries of a map below `prefix`.
async fn entries<'a, A: Address, P: PrefixOf<A::KeyParts>>(
    conn: &Connection,
    at: &'a AtBlock,
    address: A,
    prefix: P,
) -> Result<Vec<StorageKeyValue<'a, A>>> {
    let entries = at.storage().iter(address, prefix).await;
    let mut entries = entries.map_err(|e| conn.explain(e))?;
    let mut found = Vec::new();
    while let Some(entry) = entries.next().await {
        found.push(entry.map_err(|e| conn.explain(e))?);
        bounded(conn, found.len())?;
    }
    Ok(found)
}

/// Refuses a list that is longer than any council's.
fn bounded(conn: &Connection, length: usize) -> Result<()> {
    match length <= ENTRIES_MAX {
        true => Ok(()),
        false => Err(conn.untrue(format!(
            "a list of the council has more than {ENTRIES_MAX} entries"
        ))),
    }
}

/// What became of a motion in a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MotionOutcome {
    /// It is before the council under this number.
    Proposed(u32),
    /// Its call was made.
    Made,
    /// Its call was made and failed, for this reason.
    Failed(String),
    /// It was voted down.
    Rejected,
}

/// Reads from the events what became of the motion.
pub async fn outcome_of(conn: &Connection, included: &Included) -> Result<Option<MotionOutcome>> {
    let at = conn.at_hash(included.block_hash).await?;
    let mut status = None;
    for event in included.events.iter() {
        let event = event.map_err(|e| conn.explain(e))?;
        let result = |bytes: &[u8]| match <std::result::Result<(), DispatchError>>::decode(&mut &bytes[..]) {
            Ok(Ok(())) => MotionOutcome::Made,
            Ok(Err(error)) => MotionOutcome::Failed(error.words(at.metadata_ref())),
            Err(_) => MotionOutcome::Failed("?".into()),
        };
        let bytes = event.field_bytes();
        status = match (event.pallet_name(), event.event_name()) {
            // Account and number come first.
            ("Council", "Proposed") => bytes.get(32..36).and_then(|number| {
                Some(MotionOutcome::Proposed(u32::from_le_bytes(
                    number.try_into().ok()?,
                )))
            }),
            ("Council", "Disapproved") => Some(MotionOutcome::Rejected),
            // What the call as root came to is told before the motion's own result, and says more.
            ("Root", "Enacted") => Some(result(bytes)),
            ("Council", "Executed") => match status {
                Some(MotionOutcome::Failed(why)) => Some(MotionOutcome::Failed(why)),
                _ => bytes.get(32..).map(result),
            },
            _ => status,
        };
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_and_more_than_two_thirds_are_counted_as_the_chain_counts_them() {
        for (members, half, thirds) in [
            (1, 1, 1),
            (2, 2, 2),
            (3, 2, 3),
            (4, 3, 3),
            (5, 3, 4),
            (6, 4, 5),
            (32, 17, 22),
        ] {
            assert_eq!(Share::Half.threshold(members), half, "{members}");
            assert_eq!(Share::TwoThirds.threshold(members), thirds, "{members}");
            assert!(half * 2 > members && (half - 1) * 2 <= members);
            assert!(thirds * 3 > members * 2 && (thirds - 1) * 3 <= members * 2);
        }
    }

    /// As the runtime's settings have it; with less the call fails after the vote.
    #[test]
    fn only_names_are_changed_by_more_than_half() {
        let (one, other) = (AccountId([1; 32]), AccountId([2; 32]));
        for motion in [
            add(&one),
            remove(&one),
            swap(&one, &other),
            authorize_upgrade([3; 32]),
        ] {
            assert_eq!(motion.share, Share::TwoThirds, "{}", motion.call.words());
        }
        assert_eq!(publish(&one, "Court", None).share, Share::Half);
    }
}
