//! The calls that this program signs, in bytes. Where each stands in the runtime and what its arguments look like is written
//! here, for one version of each layout: a node's metadata has no say in what is signed. The layout is that of the chain's
//! runtime (chain/runtime/src/lib.rs) at [`TRANSACTION_VERSION`], which the signature covers: on a chain that counts another
//! version the transaction is void. For loans on the public contracts node there is a second one, [`Layout::ContractsNode`].
//! Source: pallets balances 51, proxy 50, collective 50, membership 50, session 50, contracts 51, frame-system 49; for the
//! public node contracts-node-runtime 0.42 with pallets balances 39 and contracts 38.

use iou_base::hex0x;
use scale::{Compact, Decode, Encode};
use subxt::Metadata;

use super::dryrun::{Code, Weight};
use super::{AccountId, Hash};

/// The version of the layout of calls and transactions that this program writes.
pub const TRANSACTION_VERSION: u32 = 1;
/// The `spec_version` of the runtime that this program was made beside. It works with any that has the same calls; what it signs
/// is for the one that it meets.
pub const SPEC_VERSION: u32 = 1;

/// How a runtime numbers its pallets, and what it has signed beside a call. Which of them a chain has, its metadata say; the two
/// have no number of a pallet in common whose calls are signed under both, so a node that lies about it gets a transaction that
/// the chain cannot read (ADR 26).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// That of chain/runtime.
    Iou,
    /// That of the public contracts node, `substrate-contracts-node`: loans and transfers alone.
    ContractsNode,
}

impl Layout {
    /// Whether a hash of the metadata is signed, or that none is.
    pub(super) fn has_metadata_hash(self) -> bool {
        self == Layout::Iou
    }
}

/// Where a call stands: numbers of pallet and call, and their names.
#[derive(Debug, PartialEq, Eq)]
struct CallIndex {
    index: [u8; 2],
    /// The number of the pallet on the public contracts node, where that has it; its calls have the same numbers.
    elsewhere: Option<u8>,
    pallet: &'static str,
    name: &'static str,
}

impl CallIndex {
    fn by(&self, layout: Layout) -> Option<[u8; 2]> {
        match layout {
            Layout::Iou => Some(self.index),
            Layout::ContractsNode => self.elsewhere.map(|pallet| [pallet, self.index[1]]),
        }
    }
}

/// All places, once each: what is not here is not signed.
mod index {
    use super::CallIndex;

    macro_rules! places {
        (@) => { None };
        (@ $elsewhere:literal) => { Some($elsewhere) };
        ($($constant:ident = $pallet:literal $number:literal $(elsewhere $elsewhere:literal)?, $name:literal $call:literal;)*) => {
            $(pub(super) const $constant: CallIndex = CallIndex {
                index: [$number, $call], elsewhere: places!(@ $($elsewhere)?), pallet: $pallet, name: $name,
            };)*
            #[cfg(test)]
            pub(super) const ALL: &[CallIndex] = &[$($constant),*];
        };
    }

    places! {
        AUTHORIZE_UPGRADE = "System" 0, "authorize_upgrade" 9;
        APPLY_UPGRADE = "System" 0, "apply_authorized_upgrade" 11;
        TRANSFER = "Balances" 10 elsewhere 4, "transfer_keep_alive" 3;
        PROXY = "Proxy" 12, "proxy" 0;
        ADD_PROXY = "Proxy" 12, "add_proxy" 1;
        REMOVE_PROXY = "Proxy" 12, "remove_proxy" 2;
        PROPOSE = "Council" 20, "propose" 2;
        VOTE = "Council" 20, "vote" 3;
        CLOSE = "Council" 20, "close" 6;
        ADD_MEMBER = "Membership" 21, "add_member" 0;
        REMOVE_MEMBER = "Membership" 21, "remove_member" 1;
        SWAP_MEMBER = "Membership" 21, "swap_member" 2;
        ENACT = "Root" 22, "enact" 0;
        PUBLISH = "Institutions" 23, "publish" 0;
        ATTEST = "Institutions" 23, "attest" 1;
        SET_KEYS = "Session" 32, "set_keys" 0;
        UPLOAD_CODE = "Contracts" 41 elsewhere 8, "upload_code" 3;
        CONTRACTS_CALL = "Contracts" 41 elsewhere 8, "call" 6;
        INSTANTIATE_WITH_CODE = "Contracts" 41 elsewhere 8, "instantiate_with_code" 7;
        INSTANTIATE = "Contracts" 41 elsewhere 8, "instantiate" 8;
    }
}

/// A call, as it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The places of the call and of the calls within it, each with where its numbers are among the bytes.
    places: Vec<(usize, &'static CallIndex)>,
    bytes: Vec<u8>,
}

impl Call {
    fn new(place: &'static CallIndex, arguments: impl Encode) -> Call {
        let mut bytes = place.index.to_vec();
        arguments.encode_to(&mut bytes);
        Call {
            places: vec![(0, place)],
            bytes,
        }
    }

    /// A call that holds another one between its arguments.
    fn around(place: &'static CallIndex, before: impl Encode, inner: Call, after: impl Encode) -> Call {
        let mut call = Call::new(place, before);
        let begin = call.bytes.len();
        call.bytes.extend(inner.bytes);
        after.encode_to(&mut call.bytes);
        let within = inner.places.into_iter();
        call.places.extend(within.map(|(at, place)| (begin + at, place)));
        call
    }

    /// Numbers of pallet and call, then the arguments, as chain/runtime has them.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same by another layout; `None` where that has no such call.
    pub fn bytes_by(&self, layout: Layout) -> Option<Vec<u8>> {
        let mut bytes = self.bytes.clone();
        for (at, place) in &self.places {
            bytes[*at..at + 2].copy_from_slice(&place.by(layout)?);
        }
        Some(bytes)
    }

    /// The call in words, as [`describe`] gives it.
    pub fn words(&self) -> String {
        describe(&self.bytes).unwrap_or_else(|| hex0x(&self.bytes))
    }

    /// The layout by which a chain has these calls where this program has them, by what the chain's metadata says of itself. A
    /// chain of another kind is told from those by this; against a node that lies the signature stands.
    ///
    /// Errors: `Pallet::call`, where something else is in its place.
    pub fn check(&self, metadata: &Metadata) -> Result<Layout, String> {
        let lacking = |layout: Layout| {
            let is_there = |place: &CallIndex| {
                let Some([pallet, call]) = place.by(layout) else {
                    return false;
                };
                let pallet = metadata.pallet_by_call_index(pallet);
                let pallet = pallet.filter(|pallet| pallet.name() == place.pallet);
                let variant = pallet.and_then(|pallet| pallet.call_variant_by_index(call));
                variant.is_some_and(|variant| variant.name == place.name)
            };
            self.places.iter().find(|(_, place)| !is_there(place))
        };
        match (lacking(Layout::Iou), lacking(Layout::ContractsNode)) {
            (None, _) => Ok(Layout::Iou),
            (_, None) => Ok(Layout::ContractsNode),
            (Some((_, place)), _) => Err(format!("{}::{}", place.pallet, place.name)),
        }
    }
}

/// An account as calls name it: by its 32 bytes (`MultiAddress::Id`).
fn address(account: &AccountId) -> (u8, [u8; 32]) {
    (0, account.0)
}

/// Money of the chain to another account; the sender stays an account. Units: the smallest unit of the native token.
pub fn transfer(to: &AccountId, amount: u128) -> Call {
    Call::new(&index::TRANSFER, (address(to), Compact(amount)))
}

/// Runs a message of a contract.
pub fn contract(contract: &AccountId, value: u128, gas: Weight, deposit: Option<u128>, input: &[u8]) -> Call {
    let deposit = deposit.map(Compact);
    Call::new(
        &index::CONTRACTS_CALL,
        (address(contract), Compact(value), gas, deposit, input),
    )
}

/// Makes a contract, uploading its code where that is not on the chain yet.
pub fn instantiate(
    value: u128,
    gas: Weight,
    deposit: Option<u128>,
    code: &Code,
    input: &[u8],
    salt: &[u8],
) -> Call {
    let (value, deposit) = (Compact(value), deposit.map(Compact));
    match code {
        Code::Upload(wasm) => Call::new(
            &index::INSTANTIATE_WITH_CODE,
            (value, gas, deposit, wasm, input, salt),
        ),
        Code::Existing(hash) => Call::new(&index::INSTANTIATE, (value, gas, deposit, hash.0, input, salt)),
    }
}

/// Uploads code.
pub fn upload(code: &[u8], deposit: Option<u128>) -> Call {
    // The last byte is `Determinism::Enforced`.
    Call::new(&index::UPLOAD_CODE, (code, deposit.map(Compact), 0u8))
}

/// A call in the name of `real`.
pub fn proxied(real: &AccountId, call: Call) -> Call {
    Call::around(&index::PROXY, (address(real), None::<u8>), call, ())
}

/// Lets `delegate` act as the kind of proxy with that number, at once.
pub fn add_proxy(delegate: &AccountId, kind: u8) -> Call {
    Call::new(&index::ADD_PROXY, (address(delegate), kind, 0u32))
}

/// Takes that back.
pub fn remove_proxy(delegate: &AccountId, kind: u8) -> Call {
    Call::new(&index::REMOVE_PROXY, (address(delegate), kind, 0u32))
}

/// Puts a motion before the council; `length` is the most that the motion's bytes may be.
pub fn propose(threshold: u32, motion: Call, length: u32) -> Call {
    Call::around(&index::PROPOSE, Compact(threshold), motion, Compact(length))
}

/// Votes on the council's motion with that hash and number.
pub fn vote(hash: [u8; 32], number: u32, approve: bool) -> Call {
    Call::new(&index::VOTE, (hash, Compact(number), approve))
}

/// Ends the vote on a motion.
pub fn close(hash: [u8; 32], number: u32, weight: Weight, length: u32) -> Call {
    Call::new(&index::CLOSE, (hash, Compact(number), weight, Compact(length)))
}

/// Makes an account a member of the council.
pub fn add_member(who: &AccountId) -> Call {
    Call::new(&index::ADD_MEMBER, address(who))
}

/// Ends a membership.
pub fn remove_member(who: &AccountId) -> Call {
    Call::new(&index::REMOVE_MEMBER, address(who))
}

/// Puts one member in the place of another.
pub fn swap_member(old: &AccountId, new: &AccountId) -> Call {
    Call::new(&index::SWAP_MEMBER, (address(old), address(new)))
}

/// Makes a call as root.
pub fn enact(call: Call) -> Call {
    Call::around(&index::ENACT, (), call, ())
}

/// Says who a member is.
pub fn publish(who: &AccountId, name: &str, certificate: Option<[u8; 32]>) -> Call {
    Call::new(&index::PUBLISH, (address(who), name.as_bytes(), certificate))
}

/// Attests a digest; `kind` is the number of what it is of.
pub fn attest(digest: [u8; 32], kind: u8) -> Call {
    Call::new(&index::ATTEST, (digest, kind))
}

/// Announces session keys.
pub fn set_keys(aura: [u8; 32], grandpa: [u8; 32], proof: &[u8]) -> Call {
    Call::new(&index::SET_KEYS, (aura, grandpa, proof))
}

/// Lets the runtime with this code hash be put in.
pub fn authorize_upgrade(code_hash: [u8; 32]) -> Call {
    Call::new(&index::AUTHORIZE_UPGRADE, code_hash)
}

/// Puts in a runtime that was authorised.
pub fn apply_upgrade(code: &[u8]) -> Call {
    Call::new(&index::APPLY_UPGRADE, code)
}

/// What the council can be asked, in words: `Membership::add_member(who: 5…)`. The words come from the bytes alone, which are
/// what is voted on; `None` for every other call.
pub fn describe(bytes: &[u8]) -> Option<String> {
    let (place, arguments) = bytes.split_first_chunk::<2>()?;
    let mut rest = arguments;
    let known = [
        &index::ADD_MEMBER,
        &index::REMOVE_MEMBER,
        &index::SWAP_MEMBER,
        &index::PUBLISH,
        &index::ENACT,
        &index::AUTHORIZE_UPGRADE,
    ];
    let place = known.into_iter().find(|known| known.index == *place)?;
    let fields = match place.name {
        "add_member" | "remove_member" => vec![("who", read_address(&mut rest)?)],
        "swap_member" => {
            let (remove, add) = (read_address(&mut rest)?, read_address(&mut rest)?);
            vec![("remove", remove), ("add", add)]
        }
        "publish" => {
            let who = read_address(&mut rest)?;
            let name = String::from_utf8(Vec::decode(&mut rest).ok()?).ok()?;
            let certificate = <Option<[u8; 32]>>::decode(&mut rest).ok()?;
            let certificate = certificate.map_or("-".to_owned(), hex0x);
            vec![("who", who), ("name", name), ("certificate", certificate)]
        }
        "enact" => {
            let inner = describe(rest)?;
            rest = &[];
            vec![("call", inner)]
        }
        _ => vec![("code_hash", hex0x(Hash::decode(&mut rest).ok()?.0))],
    };
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    rest.is_empty()
        .then(|| format!("{}::{}({})", place.pallet, place.name, fields.join(", ")))
}

fn read_address(rest: &mut &[u8]) -> Option<String> {
    match <(u8, [u8; 32])>::decode(rest).ok()? {
        (0, account) => Some(AccountId(account).to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAS: Weight = Weight {
        ref_time: 1,
        proof_size: 64,
    };

    #[test]
    fn the_versions_are_those_of_the_runtime_beside_this_program() {
        let runtime = include_str!("../../../chain/runtime/src/lib.rs");
        for line in [
            format!("#[cfg(not(feature = \"next\"))]\nversion!({SPEC_VERSION});"),
            format!("transaction_version: {TRANSACTION_VERSION},"),
        ] {
            assert!(runtime.contains(&line), "{line}");
        }
    }

    #[test]
    fn each_place_is_named_once() {
        for (number, place) in index::ALL.iter().enumerate() {
            assert!(index::ALL[..number].iter().all(|other| other.index != place.index
                && (other.pallet, other.name) != (place.pallet, place.name)));
        }
        assert_eq!(index::ALL.len(), 20);
    }

    #[test]
    fn a_call_that_one_chain_can_read_the_other_cannot() {
        let used: Vec<u8> = index::ALL.iter().filter_map(|place| place.elsewhere).collect();
        let runtime = include_str!("../../../chain/runtime/src/lib.rs");
        for number in &used {
            assert!(
                !runtime.contains(&format!("pallet_index({number})")),
                "{number} is a pallet here"
            );
        }
        // The pallets of the public contracts node are numbered from 0 to 10. What this program signs there by this chain's numbers
        // is `Assets::destroy_accounts` with the wrong length, or as root.
        let there = |place: &&CallIndex| place.index[0] <= 10;
        let names: Vec<&str> = index::ALL.iter().filter(there).map(|place| place.name).collect();
        assert_eq!(
            names,
            [
                "authorize_upgrade",
                "apply_authorized_upgrade",
                "transfer_keep_alive"
            ]
        );
    }

    #[test]
    fn a_call_is_laid_out_by_another_chains_numbers_where_that_has_it() {
        let who = AccountId([7; 32]);
        let call = contract(&who, 0, GAS, Some(1), &[9, 8]);
        let ours = call.bytes();
        let theirs = call.bytes_by(Layout::ContractsNode).unwrap();
        assert_eq!((&theirs[..2], &theirs[2..]), (&[8, 6][..], &ours[2..]));
        let theirs = transfer(&who, 5).bytes_by(Layout::ContractsNode).unwrap();
        assert_eq!(theirs[..2], [4, 3]);
        assert_eq!(call.bytes_by(Layout::Iou).as_deref(), Some(ours));
        // Nor does it make a call that holds one which it has.
        for call in [vote([1; 32], 2, true), proxied(&who, transfer(&who, 5))] {
            assert_eq!(call.bytes_by(Layout::ContractsNode), None);
            assert_eq!(call.bytes_by(Layout::Iou).as_deref(), Some(call.bytes()));
        }
    }

    /// Laid out by hand from the pallets' sources.
    #[test]
    fn calls_are_laid_out_as_their_pallets_read_them() {
        let who = AccountId([7; 32]);
        let id = [vec![0], vec![7; 32]].concat();
        for (call, bytes) in [
            (transfer(&who, 5), [vec![10, 3], id.clone(), vec![20]].concat()),
            (
                contract(&who, 0, GAS, Some(1), &[9, 8]),
                [vec![41, 6], id.clone(), vec![0, 4, 1, 1, 1, 4, 8, 9, 8]].concat(),
            ),
            (
                instantiate(0, GAS, None, &Code::Upload(vec![3]), &[9], &[]),
                vec![41, 7, 0, 4, 1, 1, 0, 4, 3, 4, 9, 0],
            ),
            (upload(&[3], None), vec![41, 3, 4, 3, 0, 0]),
            (
                proxied(&who, transfer(&who, 5)),
                [vec![12, 0], id.clone(), vec![0, 10, 3], id.clone(), vec![20]].concat(),
            ),
            (
                add_proxy(&who, 1),
                [vec![12, 1], id.clone(), vec![1, 0, 0, 0, 0]].concat(),
            ),
            (
                propose(2, add_member(&who), 35),
                [vec![20, 2, 8, 21, 0], id.clone(), vec![140]].concat(),
            ),
            (
                vote([1; 32], 2, true),
                [vec![20, 3], vec![1; 32], vec![8, 1]].concat(),
            ),
            (
                close([1; 32], 2, GAS, 35),
                [vec![20, 6], vec![1; 32], vec![8, 4, 1, 1, 140]].concat(),
            ),
            (
                enact(authorize_upgrade([2; 32])),
                [vec![22, 0, 0, 9], vec![2; 32]].concat(),
            ),
        ] {
            assert_eq!(hex::encode(call.bytes()), hex::encode(bytes), "{call:?}");
        }
    }

    #[test]
    fn a_motion_is_shown_with_addresses_names_and_hashes() {
        let who = AccountId([7; 32]);
        let shown = add_member(&who).words();
        assert_eq!(shown, format!("Membership::add_member(who: {who})"));
        let shown = swap_member(&who, &AccountId([8; 32])).words();
        let other = AccountId([8; 32]);
        assert_eq!(
            shown,
            format!("Membership::swap_member(remove: {who}, add: {other})")
        );
        let shown = publish(&who, "公证处", Some([1; 32])).words();
        let digest = "01".repeat(32);
        assert_eq!(
            shown,
            format!("Institutions::publish(who: {who}, name: 公证处, certificate: 0x{digest})")
        );
        let shown = enact(authorize_upgrade([2; 32])).words();
        let hash = "02".repeat(32);
        assert_eq!(
            shown,
            format!("Root::enact(call: System::authorize_upgrade(code_hash: 0x{hash}))")
        );
    }

    #[test]
    fn what_is_not_a_whole_known_motion_has_no_words() {
        let who = AccountId([7; 32]);
        let whole = add_member(&who).bytes().to_vec();
        assert_eq!(describe(&whole[..whole.len() - 1]), None);
        assert_eq!(describe(&[&whole[..], &[0]].concat()), None);
        assert_eq!(describe(transfer(&who, 1).bytes()), None);
        assert_eq!(describe(enact(transfer(&who, 1)).bytes()), None);
        assert_eq!(describe(&[]), None);
    }
}
