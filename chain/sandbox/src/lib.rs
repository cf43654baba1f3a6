//! The real runtime in this process, without node, network or database: blocks are opened and closed by the runtime's
//! own executive, the clock moves by its timestamp inherent, contract calls go through pallet-contracts with the limits
//! of one real transaction. What is executed is the WASM that `deploy` builds.
//!
//! Units: instants in Unix milliseconds, money in planck. Limits: no transaction fees, no signatures; those are the
//! business of the tests on a real node.

use frame_support::{
    dispatch::DispatchClass,
    storage::{with_transaction_unchecked, TransactionOutcome},
    traits::UnfilteredDispatchable,
    weights::Weight,
};
use ink::env::Event as _;
use iou_runtime::{
    configs::RuntimeBlockWeights, genesis, AccountId, Balances, Contracts, Executive, Header, Runtime,
    RuntimeCall, RuntimeEvent, System, UncheckedExtrinsic,
};
use loan::message::{constructor, Message};
use pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism, StorageDeposit};
use scale::{Decode, Encode};
use sp_core::H256;
use sp_io::{hashing::sha2_256, TestExternalities};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Header as _, Digest, DigestItem, StateVersion};
use std::{process::Command, sync::LazyLock};
use terms::{
    event::{Appointed, RatePublished, Withdrawn},
    intent::{self, Deed, Signature},
    Day, Event, Intent, Timestamp,
};

/// The first day of every sandbox: 2026-01-05, noon in China.
pub const START: Day = Day(20_458);

/// What the ledger of every sandbox was told of its chain.
pub const GENESIS: [u8; 32] = [7; 32];

/// The engine of the slot that each block's header names.
const AURA: [u8; 4] = *b"aura";

/// The contract as it is shipped, built if need be.
static LEDGER: LazyLock<Vec<u8>> = LazyLock::new(|| code_of("loan"));

/// The optimised WASM of a contract crate, as it is shipped. Panics as [`built`].
pub fn code_of(package: &str) -> Vec<u8> {
    built(package, &[])
}

/// The optimised WASM of a contract crate, with `settings` of its profile changed (`opt-level=3`). The program `deploy`
/// builds it, unless it is there already. Panics where it can't be had: no test means anything without it.
pub fn built(package: &str, settings: &[&str]) -> Vec<u8> {
    let here = std::env::current_exe().expect("a program knows where it lies");
    // Tests lie one floor below the programs.
    let deploy = here.ancestors().map(|directory| directory.join("deploy"));
    let deploy = deploy
        .take(4)
        .find(|program| program.is_file())
        .expect("`deploy` is not built: run `make build` first");
    let mut command = Command::new(deploy);
    command.args(["contract", "build", package]);
    settings.iter().for_each(|setting| {
        command.args(["--set", setting]);
    });
    let output = command.output().expect("`deploy` can be run");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the contract {package} can't be built: {told}"
    );
    let report = String::from_utf8(output.stdout).expect("`deploy` prints text");
    let wasm = report.split("  ").next().expect("a split gives one part");
    std::fs::read(wasm).expect("an artifact can be read")
}

/// An intent with its signature.
pub type Signed = (Intent, Signature);

/// Signed as a keystore signs: the text itself.
pub fn signed(who: Sr25519Keyring, intent: Intent) -> Signed {
    let signature = who.sign(&intent::message(&intent.id(sha2_256))).0;
    (intent, signature)
}

/// An account of the development chain, as the rules know it.
pub fn party(who: Sr25519Keyring) -> terms::AccountId {
    terms::AccountId(who.to_raw_public())
}

/// The development chain with one ledger on it.
pub struct Chain {
    state: TestExternalities,
    parent: H256,
    number: u32,
    ledger: AccountId,
    gas: Weight,
}

/// What a call came to.
#[derive(Debug)]
pub struct Call<R> {
    /// The message's answer, or how the call was stopped before it gave one.
    pub answer: Result<R, Stopped>,
    /// What the contract emitted.
    pub events: Vec<Emitted>,
    /// Computation and proof that it took.
    pub gas: Weight,
    /// What was held for storage; negative where some was given back. Units: planck.
    pub deposit: i128,
}

/// Why a call gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The code trapped, or the chain refused.
    Trapped(String),
    /// The contract could not read the input.
    Unreadable,
}

/// One of the contract's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Emitted {
    /// In the life of a loan, with its SCALE bytes.
    Loan(Box<Event>, Vec<u8>),
    /// Money left the contract.
    Withdrawn(Withdrawn),
    /// A reference rate was published.
    RatePublished(RatePublished),
    /// An office changed hands.
    Appointed(Appointed),
}

impl<T> Call<Result<T, terms::Error>> {
    /// The answer of a call that has to succeed.
    #[track_caller]
    pub fn unwrap(self) -> T {
        match self.answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => panic!("refused: {error}"),
            Err(stopped) => panic!("stopped: {stopped:?}"),
        }
    }

    /// The error of a call that has to be refused.
    #[track_caller]
    pub fn refusal(self) -> terms::Error {
        match self.answer {
            Ok(Ok(_)) => panic!("it should be refused"),
            Ok(Err(error)) => error,
            Err(stopped) => panic!("stopped: {stopped:?}"),
        }
    }

    /// The names of the loan events of a call that has to succeed.
    #[track_caller]
    pub fn names(self) -> Vec<&'static str> {
        let names = self.events.iter().filter_map(|event| match event {
            Emitted::Loan(event, _) => Some(event.name()),
            _ => None,
        });
        let names = names.collect();
        let _ = self.unwrap();
        names
    }
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

impl Chain {
    /// A fresh chain at noon of [`START`] with a ledger on it.
    pub fn new() -> Self {
        Self::with_code(&LEDGER)
    }

    /// The same with another build of the ledger.
    pub fn with_code(code: &[u8]) -> Self {
        let mut chain = Self {
            state: genesis::development_storage().into(),
            parent: H256::zero(),
            number: 0,
            ledger: AccountId::new([0; 32]),
            gas: gas_limit(),
        };
        chain.open_block(terms::sample::noon(START));
        chain.ledger = chain.instantiate(code, constructor(GENESIS));
        chain
    }

    /// Uploads `code` and instantiates it in Alice's name.
    pub fn instantiate(&mut self, code: &[u8], input: Vec<u8>) -> AccountId {
        let done = self.state.execute_with(|| {
            Contracts::bare_instantiate(
                Sr25519Keyring::Alice.to_account_id(),
                0,
                gas_limit(),
                None,
                Code::Upload(code.to_vec()),
                input,
                Vec::new(),
                DebugInfo::Skip,
                CollectEvents::Skip,
            )
        });
        let made = done.result.expect("the chain accepts the contract");
        assert!(!made.result.did_revert(), "the constructor refused");
        made.account_id
    }

    /// Closes the open block and opens the next one at `now`, which must lie at least a slot later.
    pub fn at(&mut self, now: Timestamp) -> &mut Self {
        self.open_block(now);
        self
    }

    /// The same at noon of `day`.
    pub fn on(&mut self, day: Day) -> &mut Self {
        self.at(terms::sample::noon(day))
    }

    /// The time of the open block.
    pub fn now(&mut self) -> Timestamp {
        Timestamp(self.state.execute_with(pallet_timestamp::Now::<Runtime>::get))
    }

    /// The number of the open block.
    pub fn height(&mut self) -> u32 {
        self.state.execute_with(System::block_number)
    }

    /// Sends `message` to the ledger with `value` planck.
    pub fn pay<R: Decode>(&mut self, who: Sr25519Keyring, value: u128, message: &Message<R>) -> Call<R> {
        let ledger = self.ledger.clone();
        self.send(who, &ledger, value, message.input.clone())
    }

    /// Sends `message` to the ledger.
    pub fn call<R: Decode>(&mut self, who: Sr25519Keyring, message: &Message<R>) -> Call<R> {
        self.pay(who, 0, message)
    }

    /// What the ledger keeps in a cell, where it keeps anything there.
    pub fn cell<T: Decode>(&mut self, prefix: terms::cell::Prefix, of: &impl Encode) -> Option<T> {
        let (ledger, key) = (self.ledger.clone(), terms::cell::key(prefix, of));
        let found = self.state.execute_with(|| Contracts::get_storage(ledger, key));
        found.expect("the ledger can be read").map(|bytes| known(&bytes))
    }

    /// Asks the ledger and leaves no trace.
    pub fn ask<R: Decode>(&mut self, message: &Message<R>) -> R {
        let call = self.call(Sr25519Keyring::One, message);
        call.answer.expect("a question has an answer")
    }

    /// Sends raw bytes to the ledger.
    pub fn raw(&mut self, who: Sr25519Keyring, input: Vec<u8>) -> Call<()> {
        let ledger = self.ledger.clone();
        self.send(who, &ledger, 0, input)
    }

    /// Sends `input` and `value` to the contract at `to`.
    pub fn send<R: Decode>(
        &mut self,
        who: Sr25519Keyring,
        to: &AccountId,
        value: u128,
        input: Vec<u8>,
    ) -> Call<R> {
        let (ledger, gas) = (self.ledger.clone(), self.gas);
        self.state.execute_with(|| {
            let before = System::event_count() as usize;
            let done = Contracts::bare_call(
                who.to_account_id(),
                to.clone(),
                value,
                gas,
                None,
                input,
                DebugInfo::Skip,
                CollectEvents::Skip,
                Determinism::Enforced,
            );
            let records = System::read_events_no_consensus().skip(before);
            let events = records
                .filter_map(|record| emitted(&ledger, record.event, &record.topics))
                .collect();
            let answer = match done.result {
                Err(error) => Err(Stopped::Trapped(format!("{error:?}"))),
                Ok(returned) => match <Result<R, ink::LangError>>::decode(&mut &returned.data[..]) {
                    Ok(Ok(answer)) => Ok(answer),
                    Ok(Err(_)) => Err(Stopped::Unreadable),
                    Err(error) => panic!("the contract's answer has another type: {error}"),
                },
            };
            let deposit = match done.storage_deposit {
                StorageDeposit::Charge(held) => held as i128,
                StorageDeposit::Refund(back) => -(back as i128),
            };
            Call {
                answer,
                events,
                gas: done.gas_consumed,
                deposit,
            }
        })
    }

    /// What a call would take, which leaves no trace.
    pub fn estimate<R>(&mut self, who: Sr25519Keyring, message: &Message<R>) -> Weight {
        let (ledger, input) = (self.ledger.clone(), message.input.clone());
        self.state.execute_with(|| {
            with_transaction_unchecked(|| {
                let done = Contracts::bare_call(
                    who.to_account_id(),
                    ledger,
                    0,
                    gas_limit(),
                    None,
                    input,
                    DebugInfo::Skip,
                    CollectEvents::Skip,
                    Determinism::Enforced,
                );
                TransactionOutcome::Rollback(done.gas_required)
            })
        })
    }

    /// Sends `message` to the ledger with so much gas and no more.
    pub fn limited<R: Decode>(&mut self, who: Sr25519Keyring, gas: Weight, message: &Message<R>) -> Call<R> {
        let before = std::mem::replace(&mut self.gas, gas);
        let call = self.call(who, message);
        self.gas = before;
        call
    }

    /// An intent of `who` for the ledger, from now on for a day.
    pub fn intent(&mut self, who: Sr25519Keyring, deed: Deed) -> Intent {
        let now = self.now();
        Intent {
            version: intent::VERSION,
            genesis: GENESIS,
            contract: terms::AccountId(self.address().into()),
            signer: party(who),
            not_before: now,
            not_after: Timestamp(now.0 + 86_400_000),
            deed,
        }
    }

    /// Where the ledger is.
    pub fn address(&self) -> AccountId {
        self.ledger.clone()
    }

    /// What an account may spend. Units: planck.
    pub fn balance(&mut self, who: Sr25519Keyring) -> u128 {
        self.state
            .execute_with(|| Balances::free_balance(who.to_account_id()))
    }

    /// What the ledger itself may spend. Units: planck.
    pub fn ledger_balance(&mut self) -> u128 {
        let ledger = self.ledger.clone();
        self.state.execute_with(|| Balances::free_balance(ledger))
    }

    /// Moves all the money of `from` to `to`, so that the account ceases to exist.
    pub fn empty(&mut self, from: Sr25519Keyring, to: Sr25519Keyring) {
        let call = pallet_balances::Call::<Runtime>::transfer_all {
            dest: to.to_account_id().into(),
            keep_alive: false,
        };
        let origin = iou_runtime::RuntimeOrigin::signed(from.to_account_id());
        let call = RuntimeCall::Balances(call);
        let done = self.state.execute_with(|| call.dispatch_bypass_filter(origin));
        assert!(done.is_ok(), "{done:?}");
        assert_eq!(self.balance(from), 0);
    }

    /// The root of the whole state: equal roots mean that nothing changed.
    pub fn root(&mut self) -> Vec<u8> {
        self.state.execute_with(|| sp_io::storage::root(StateVersion::V1))
    }

    fn open_block(&mut self, now: Timestamp) {
        let (parent, number) = (self.parent, self.number);
        let closed = self.state.execute_with(|| {
            let parent = if number == 0 {
                parent
            } else {
                Executive::finalize_block().hash()
            };
            let slot = now.0 / genesis::DEV_SLOT_MS;
            let digest = Digest {
                logs: vec![DigestItem::PreRuntime(AURA, slot.encode())],
            };
            Executive::initialize_block(&Header::new(
                number + 1,
                H256::zero(),
                H256::zero(),
                parent,
                digest,
            ));
            let set = pallet_timestamp::Call::<Runtime>::set { now: now.0 };
            let set = UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(set));
            let done = Executive::apply_extrinsic(set);
            assert!(matches!(done, Ok(Ok(()))), "the clock: {done:?}");
            parent
        });
        (self.parent, self.number) = (closed, number + 1);
        // Keeps what one block changed from being carried through all later ones.
        self.state.commit_all().expect("the state can be kept");
    }
}

/// What one ordinary transaction may use.
fn gas_limit() -> Weight {
    let limit = RuntimeBlockWeights::get()
        .get(DispatchClass::Normal)
        .max_extrinsic;
    limit.expect("ordinary transactions have a limit")
}

fn known<T: Decode>(mut data: &[u8]) -> T {
    T::decode(&mut data).expect("a known event decodes")
}

/// The ledger's event in a record of the chain, if it is one.
fn emitted(ledger: &AccountId, event: RuntimeEvent, topics: &[H256]) -> Option<Emitted> {
    let RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted { contract, data }) = event else {
        return None;
    };
    let signature = topics.first().map(|topic| topic.0);
    if contract != *ledger {
        return None;
    }
    if signature == Withdrawn::SIGNATURE_TOPIC {
        return Some(Emitted::Withdrawn(known(&data)));
    }
    if signature == RatePublished::SIGNATURE_TOPIC {
        return Some(Emitted::RatePublished(known(&data)));
    }
    if signature == Appointed::SIGNATURE_TOPIC {
        return Some(Emitted::Appointed(known(&data)));
    }
    let named = Event::signature_topics()
        .into_iter()
        .find(|(topic, _)| Some(*topic) == signature);
    let (_, name) = named.expect("every event of the ledger is known by its signature topic");
    let event = Event::decode(name, &data).expect("a known event decodes");
    assert_eq!(topics.len(), 1, "an event has one topic");
    Some(Emitted::Loan(Box::new(event), data))
}
