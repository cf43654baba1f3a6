//! The settings of every pallet, each with its reason.
//!
//! Floors: blocks and time, money and fees, the institutions (council, validators,
//! consensus), contracts. Units: weights in picoseconds and bytes, money in plancks.
//! Weights are the ones that polkadot-sdk measured on its reference machine.

use crate::{
    authorities::OwnerProof, pace, proxy::ProxyType, AccountId, Aura, Balance, Balances, Block, BlockNumber,
    Council, Hash, Membership, Moment, Nonce, Offences, PalletInfo, RandomnessCollectiveFlip, Runtime,
    RuntimeCall, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, RuntimeOrigin, RuntimeTask, Session,
    SessionKeys, System, Timestamp, UncheckedExtrinsic, Voters, MAX_VALIDATORS, MICRO_UNIT, MILLI_UNIT,
    SS58_PREFIX, UNIT, VERSION,
};
use alloc::vec::Vec;
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstBool, ConstU128, ConstU16, ConstU32, ConstU64, ConstU8, Contains, EitherOf, Nothing},
    weights::{
        constants::{RocksDbWeight, WEIGHT_REF_TIME_PER_SECOND},
        ConstantMultiplier, IdentityFee, Weight,
    },
};
use frame_system::{
    limits::BlockWeights,
    offchain::{CreateBare, CreateTransactionBase},
    EnsureNever, EnsureRoot, EnsureSigned,
};
use pallet_collective::{DefaultVote, EnsureProportionMoreThan, MemberCount};
use pallet_contracts::{DefaultAddressGenerator, Frame};
use pallet_transaction_payment::{ConstFeeMultiplier, FungibleAdapter, Multiplier};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::{
    traits::{BlakeTwo256, ConvertInto, One, OpaqueKeys},
    Perbill,
};

// ── Blocks and time ─────────────────────────────────────────────────────────

/// Time that a validator may need to run one full block: a third of a consortium's slot.
const BLOCK_REF_TIME: u64 = 2 * WEIGHT_REF_TIME_PER_SECOND;
/// State that one full block may touch: as much as there is time for. A parachain ships the proof of what a block read to its
/// relay chain; here nobody ships it, and each read is counted as time too. Units: bytes.
const BLOCK_PROOF_SIZE: u64 = u64::MAX;
/// The part of a block that ordinary transactions may fill; the rest is for upgrades and votes.
const ORDINARY_SHARE: Perbill = Perbill::from_percent(75);

parameter_types! {
    pub const Version: sp_version::RuntimeVersion = VERSION;
    pub const BlockHashCount: BlockNumber = 4_096;
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
        Weight::from_parts(BLOCK_REF_TIME, BLOCK_PROOF_SIZE),
        ORDINARY_SHARE,
    );
}

/// Calls that are for nobody, whoever makes them: a member would hand on its seat without a vote (`change_key`), or one
/// member's vote would count for others (a prime). Only what the council enacts as root is not asked here.
pub struct SeatsByVoteOnly;

impl Contains<RuntimeCall> for SeatsByVoteOnly {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_membership::Call::{change_key, clear_prime, set_prime};
        !matches!(
            call,
            RuntimeCall::Membership(change_key { .. } | set_prime { .. } | clear_prime { .. })
        )
    }
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type BaseCallFilter = SeatsByVoteOnly;
    type Block = Block;
    type AccountId = AccountId;
    type Nonce = Nonce;
    type Hash = Hash;
    type BlockWeights = RuntimeBlockWeights;
    // A transaction's birth block has to be known for as long as its era: many blocks,
    // because a development chain writes several in a second.
    type BlockHashCount = BlockHashCount;
    // Dearer than ParityDB's own figures, so on the safe side.
    type DbWeight = RocksDbWeight;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type SS58Prefix = ConstU16<SS58_PREFIX>;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = Moment;
    type OnTimestampSet = Aura;
    // Aura already asks for a later slot in every block.
    type MinimumPeriod = ConstU64<1>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pace::Config for Runtime {}

// ── Money and fees ──────────────────────────────────────────────────────────

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type Balance = Balance;
    type DustRemoval = ();
    type ExistentialDeposit = ConstU128<MILLI_UNIT>;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<0>;
    type MaxFreezes = ConstU32<50>;
    type DoneSlashHandler = ();
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
    pub FeeMultiplier: Multiplier = Multiplier::one();
    /// A call of a kilobyte costs about as much for its length as for its work.
    pub const FeePerByte: Balance = MICRO_UNIT;
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    // Fees are burnt: they are there against spam, the institutions live on their members.
    type OnChargeTransaction = FungibleAdapter<Balances, ()>;
    // One planck for each picosecond of work: a full second costs one token.
    type WeightToFee = IdentityFee<Balance>;
    type LengthToFee = ConstantMultiplier<Balance, FeePerByte>;
    // Fees do not move with the load: a party can say beforehand what a loan costs.
    type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
    pub const ProxyDepositBase: Balance = deposit(1, 16);
    pub const ProxyDepositFactor: Balance = deposit(0, 33);
    pub const AnnouncementDepositBase: Balance = deposit(1, 16);
    pub const AnnouncementDepositFactor: Balance = deposit(0, 68);
}

// So that a reminder service can record a demand in its creditor's name.
impl pallet_proxy::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type ProxyType = ProxyType;
    type ProxyDepositBase = ProxyDepositBase;
    type ProxyDepositFactor = ProxyDepositFactor;
    type MaxProxies = ConstU32<16>;
    type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
    type MaxPending = ConstU32<16>;
    type CallHasher = BlakeTwo256;
    type AnnouncementDepositBase = AnnouncementDepositBase;
    type AnnouncementDepositFactor = AnnouncementDepositFactor;
    type BlockNumberProvider = System;
}

// ── The institutions: council, validators, consensus ────────────────────────

/// More than half of the institutions: what members are called.
type Majority = EitherOf<EnsureRoot<AccountId>, EnsureProportionMoreThan<AccountId, (), 1, 2>>;
/// More than two thirds, the same share that makes a block final: anything else. Who is a member above all: if fewer could
/// remove members, they could make themselves two thirds of those who are left.
type Supermajority = EitherOf<EnsureRoot<AccountId>, EnsureProportionMoreThan<AccountId, (), 2, 3>>;

parameter_types! {
    /// An ordinary motion may use half a block.
    pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
    /// Time to vote: a week of six-second slots.
    pub const MotionDuration: BlockNumber = 7 * 24 * 600;
}

/// Who has not voted when the time is over has not agreed.
pub struct SilenceIsNo;

impl DefaultVote for SilenceIsNo {
    fn default_vote(_: Option<bool>, _: MemberCount, _: MemberCount, _: MemberCount) -> bool {
        false
    }
}

impl pallet_collective::Config for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionDuration;
    type MaxProposals = ConstU32<32>;
    type MaxMembers = ConstU32<MAX_VALIDATORS>;
    type DefaultVote = SilenceIsNo;
    // The seats follow the membership, see below.
    type SetMembersOrigin = EnsureRoot<AccountId>;
    type MaxProposalWeight = MaxProposalWeight;
    type DisapproveOrigin = Supermajority;
    type KillOrigin = Supermajority;
    type Consideration = ();
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
}

/// One list: a member has a seat in the council and a validator on the chain.
impl pallet_membership::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type AddOrigin = Supermajority;
    type RemoveOrigin = Supermajority;
    type SwapOrigin = Supermajority;
    type ResetOrigin = Supermajority;
    // A prime's vote counts for nobody else, see `SilenceIsNo`.
    type PrimeOrigin = EnsureNever<()>;
    type MembershipInitialized = Council;
    type MembershipChanged = Council;
    type MaxMembers = ConstU32<MAX_VALIDATORS>;
    type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

impl crate::root::Config for Runtime {
    type Quorum = Supermajority;
    type Motion = RuntimeCall;
}

parameter_types! {
    /// What the entry would hold as a deposit; an attestation is never given back, so it is a fee.
    pub const AttestationFee: Balance = deposit(1, 145) * if cfg!(feature = "next") { 2 } else { 1 };
}

impl crate::institutions::Config for Runtime {
    type Registrar = Majority;
    type Members = Membership;
    type Currency = Balances;
    type AttestationFee = AttestationFee;
    type Clock = Timestamp;
}

impl pallet_aura::Config for Runtime {
    type AuthorityId = AuraId;
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type DisabledValidators = Session;
    type AllowMultipleBlocksPerSlot = ConstBool<false>;
    type SlotDuration = pace::SlotDuration<Runtime>;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = ConstU64<AUTHORITY_SETS>;
    type KeyOwnerProof = OwnerProof;
    // An authority that contradicts itself is put on record; what follows from it is for the council to say.
    type EquivocationReportSystem =
        pallet_grandpa::EquivocationReportSystem<Runtime, Offences, Voters, ConstU64<REPORT_BLOCKS>>;
    type WeightInfo = ();
}

/// Authority sets that can be asked for by number. Sets change when members or keys do.
const AUTHORITY_SETS: u64 = 1_024;
/// How long a report waits for its place in a block. Units: blocks.
const REPORT_BLOCKS: u64 = 4_096;

impl crate::authorities::Config for Runtime {
    type MaxSets = ConstU64<AUTHORITY_SETS>;
}

impl crate::offences::Config for Runtime {}

// The author of a block is noted as the reporter of what it reports.
impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Runtime, Aura>;
    type EventHandler = ();
}

// A node writes its own reports into blocks without a signature.
impl<C> CreateTransactionBase<C> for Runtime
where
    RuntimeCall: From<C>,
{
    type Extrinsic = UncheckedExtrinsic;
    type RuntimeCall = RuntimeCall;
}

impl<C> CreateBare<C> for Runtime
where
    RuntimeCall: From<C>,
{
    fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
        UncheckedExtrinsic::new_bare(call)
    }
}

/// Number of a session since genesis.
type SessionIndex = u32;

/// The members with session keys are the validators of the next session.
pub struct MembersAreValidators;

impl pallet_session::SessionManager<AccountId> for MembersAreValidators {
    /// A new set only where something changed, because each new set is a change of
    /// GRANDPA authorities that every evidence package has to carry. A member that has
    /// not set its keys is left out, and a set without anybody is never made.
    fn new_session(_: SessionIndex) -> Option<Vec<AccountId>> {
        let validators: Vec<AccountId> = pallet_membership::Members::<Runtime>::get()
            .into_iter()
            .filter(|member| pallet_session::NextKeys::<Runtime>::contains_key(member))
            .collect();
        let unchanged = pallet_session::QueuedKeys::<Runtime>::get()
            .iter()
            .map(|(validator, _)| validator)
            .eq(validators.iter());
        (!validators.is_empty() && !unchanged).then_some(validators)
    }

    fn start_session(_: SessionIndex) {}

    fn end_session(_: SessionIndex) {}
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = pallet_session::PeriodicSessions<pace::SessionLength<Runtime>, ConstU32<0>>;
    type NextSessionRotation = pallet_session::PeriodicSessions<pace::SessionLength<Runtime>, ConstU32<0>>;
    type SessionManager = MembersAreValidators;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type Currency = Balances;
    // Keys are a few hundred bytes that anybody may store.
    type KeyDeposit = ConstU128<UNIT>;
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

// ── Contracts ───────────────────────────────────────────────────────────────

/// Held for state and given back with it: enough that filling a validator's disk hurts,
/// little enough that a loan (a dozen entries, two kilobytes) holds about a seventh of a token.
const fn deposit(items: Balance, bytes: Balance) -> Balance {
    items * 10 * MILLI_UNIT + bytes * 10 * MICRO_UNIT
}

parameter_types! {
    pub const DepositPerItem: Balance = deposit(1, 0);
    pub const DepositPerByte: Balance = deposit(0, 1);
    /// For a caller who sets no limit: the largest call anybody should make unawares.
    pub const DefaultDepositLimit: Balance = deposit(1_024, 1_024 * 1_024);
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
    pub Schedule: pallet_contracts::Schedule<Runtime> = Default::default();
}

impl pallet_insecure_randomness_collective_flip::Config for Runtime {}

impl pallet_contracts::Config for Runtime {
    type Time = Timestamp;
    // Asked for by the pallet, out of reach of contracts.
    type Randomness = RandomnessCollectiveFlip;
    type Currency = Balances;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type RuntimeHoldReason = RuntimeHoldReason;
    // Contracts never call the runtime: what they do stays inside their own state.
    type CallFilter = Nothing;
    type ChainExtension = ();
    type UnsafeUnstableInterface = ConstBool<false>;
    type WeightPrice = pallet_transaction_payment::Pallet<Runtime>;
    type WeightInfo = pallet_contracts::weights::SubstrateWeight<Runtime>;
    type Schedule = Schedule;
    type CallStack = [Frame<Runtime>; 5];
    type DepositPerByte = DepositPerByte;
    type DepositPerItem = DepositPerItem;
    type DefaultDepositLimit = DefaultDepositLimit;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type AddressGenerator = DefaultAddressGenerator;
    // The most that the pallet's own memory check allows with this call stack.
    type MaxCodeLen = ConstU32<{ 123 * 1024 }>;
    type MaxStorageKeyLen = ConstU32<128>;
    type MaxTransientStorageSize = ConstU32<{ 1024 * 1024 }>;
    type MaxDelegateDependencies = ConstU32<32>;
    type MaxDebugBufferLen = ConstU32<{ 2 * 1024 * 1024 }>;
    type UploadOrigin = EnsureSigned<AccountId>;
    type InstantiateOrigin = EnsureSigned<AccountId>;
    type Migrations = ();
    type Debug = ();
    type Environment = ();
    type ApiVersion = ();
    type Xcm = ();
}
