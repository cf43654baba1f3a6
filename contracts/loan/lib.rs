//! The contract: one ledger of many loans. A thin shell that reads the caller, the time and the money that came along,
//! lets `terms` decide, stores the result and emits the events.
//!
//! Messages are grouped by who may call. An `Err` reverts everything the call did. No key has power over a loan: the
//! deployer appoints rate publishers, witnesses, arbiters and verifiers, and that is all.
//!
//! A token's contract is foreign code: it is called last, when everything else is stored, and the chain lets nobody
//! call back into this contract meanwhile.
//!
//! Assumed and not checked: the chain's clock is right within the bound its validators accept; digests name files that
//! exist somewhere; an account's key is in its owner's hands alone; a token moves what it says it moves. One that keeps a
//! fee or lies leaves the ledger short of it, and of that token alone: parties choose their token like their currency.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod cells;
mod emitted;
#[cfg(feature = "std")]
pub mod message;
mod psp22;
mod rate_table;
mod schedule_pages;
mod submission;

pub use loan::{Ledger, LedgerRef};

#[ink::contract]
#[allow(clippy::large_enum_variant)] // the enum of all messages that ink's macro writes
mod loan {
    use crate::{
        cells::{encoded, Cells, Encoded},
        emitted::Emitted,
        psp22,
        rate_table::{RateTable, Rates},
        schedule_pages::{Schedule, SchedulePages},
        submission::{Argument, Handed, Submission},
    };
    use ink::{
        env::{
            hash::{HashOutput, Sha2x256},
            Event,
        },
        prelude::{boxed::Box, vec::Vec},
        storage::Mapping,
    };
    use terms::{
        agreement::Agreement,
        credit::Credit,
        event::{Appointed, Body, Entry, Office, RatePublished, Withdrawn, VERSION},
        intent::{self, Deed, Intent, Place, Submitted},
        law::{self, ReferenceRate},
        life::{Action, Context, Loan, Moved, Offices, Outcome, Standing},
        limits, Amount, Day, Digest, Error, Figures, LoanId, Settlement, Terms,
    };

    /// An account as the rules know it.
    type Account = terms::AccountId;

    /// All loans of this contract.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Ledger {
        /// Who deployed it and makes appointments.
        deployer: Account,
        /// The hash of the chain's first block, as the deployer named it: a contract cannot ask for it.
        genesis: Digest,
        /// How many loans there are; the next one's number.
        count: LoanId,
        /// What was agreed, as it stands.
        agreements: Mapping<LoanId, Agreement>,
        /// Where each loan stands.
        states: Mapping<LoanId, Standing>,
        /// Schedules in force, a page of instalments a cell.
        schedules: SchedulePages,
        /// Which loan a terms digest belongs to.
        by_digest: Mapping<Digest, LoanId>,
        /// How many loans an account has a part in.
        loan_counts: Mapping<Account, u32>,
        /// Which these are, in the order in which it got its part.
        loans_by_account: Mapping<(Account, u32), LoanId>,
        /// Money that waits for its owner, by what it is in. Units: the asset's smallest.
        withdrawable: Mapping<(Account, Asset), Amount>,
        /// Records of borrowers.
        credits: Mapping<Account, Credit>,
        /// Who holds which office.
        offices: Mapping<(Office, Account), ()>,
        /// Reference rates published after those that are built in.
        rates: RateTable,
        /// How far those have got with their intents who are not lender or borrower of a loan's terms.
        counters: Mapping<(LoanId, Account), u32>,
    }

    /// The chain's own money, or the token of this contract.
    type Asset = Option<Account>;

    impl Ledger {
        /// An empty ledger on the chain whose first block has the hash `genesis`: intents name it, and one that was signed for
        /// another chain is refused. Who deploys it publishes rates and makes appointments.
        #[ink(constructor)]
        pub fn new(genesis: Digest) -> Self {
            let mut ledger = Self::default();
            (ledger.deployer, ledger.genesis) = (ledger.caller(), genesis);
            ledger
        }

        // ---- either party ------------------------------------------------------------------------------------------

        /// Proposes `terms` and signs them as lender or borrower. Returns the loan's number.
        ///
        /// Errors: `NotAParty`, `AlreadyProposed`, those of `Terms::validate`.
        #[ink(message)]
        #[inline(never)]
        pub fn propose(&mut self, terms: Terms, evidence: Option<Digest>) -> Result<LoanId, Error> {
            let id = self.count;
            let outcome = Loan::propose(id, terms, evidence, &self.context(&self.rates()))?;
            self.number(outcome.loan.agreement.digest)?;
            drop(self.settle(outcome, &mut Encoded::default())?);
            Ok(id)
        }

        // ---- whoever may, by the rules ------------------------------------------------------------------------------

        /// Takes a step of a loan, with the money that it moves: in the chain's own it comes along and nothing else does; in
        /// a token it is taken from what the caller has approved. Delivered money reaches the borrower in this call; what is
        /// repaid the contract keeps for the holders of the claim.
        ///
        /// Errors: `NoSuchLoan`, those of the rules (`terms::Loan::step`), `ValueMismatch`, `TransferFailed`, `TokenRefused`.
        #[ink(message, payable)]
        #[inline(never)]
        pub fn act(&self, loan: LoanId, action: Action) -> Result<(), Error> {
            let moves = action.moves();
            let agreement = self.take(loan, action)?;
            let Terms {
                borrower, settlement, ..
            } = agreement.terms;
            let borrower = agreement.key_of(borrower);
            let native = settlement == Settlement::Native;
            let expected = moves.filter(|_| native).unwrap_or_default().amount;
            if self.env().transferred_value() != expected.minor() {
                return Err(Error::ValueMismatch);
            }
            let Some(Moved { amount, to_borrower }) = moves else {
                return Ok(());
            };
            match settlement {
                Settlement::Native if to_borrower => self.send(borrower, amount),
                Settlement::Token { contract, .. } => {
                    let to = match to_borrower {
                        true => borrower,
                        false => self.address(),
                    };
                    psp22::transfer_from(contract, self.caller(), to, amount)
                }
                _ => Ok(()),
            }
        }

        /// Takes up to 100 steps that anyone may take, in their order; one that the rules refuse, whose loan does not exist or
        /// whose figures cannot be had is passed over and keeps no other from being taken. Returns the number of events.
        ///
        /// Errors: `BadBatch`, `NothingToAnnounce` where no step was taken.
        #[ink(message)]
        #[inline(never)]
        pub fn batch(&self, steps: Argument<Vec<(LoanId, Action)>>) -> Result<u32, Error> {
            let Argument(steps) = steps;
            let open = steps.iter().all(|(_, action)| action.is_anyones());
            if !open || steps.is_empty() || steps.len() > limits::BATCH_MAX {
                return Err(Error::BadBatch);
            }
            let (mut happened, mut room) = (0u32, Encoded::default());
            for (loan, action) in steps {
                if let Ok(outcome) = self.step(loan, action) {
                    happened =
                        happened.saturating_add(u32::try_from(outcome.events.len()).unwrap_or(u32::MAX));
                    drop(self.settle(outcome, &mut room)?);
                }
            }
            if happened == 0 {
                return Err(Error::NothingToAnnounce);
            }
            Ok(happened)
        }

        // ---- whoever pays for it, in the name of who signed --------------------------------------------------------------

        /// Does what one to eight intents want, in their order, 12 KiB of them at most. One that was used or taken back before is
        /// passed over, so that a copy that came first does no harm; of any other refusal nothing at all is done. Says what became
        /// of each.
        ///
        /// Errors: `BadSubmission`, `OtherPlace`, `BadSignature`, `BadValidity`, `NoSuchLoan`, those of the rules
        /// (`terms::Loan::submit`), `NothingNew` where all were passed over.
        #[ink(message)]
        #[inline(never)]
        pub fn submit(&self, intents: Submission) -> Result<Vec<Submitted>, Error> {
            let Submission { intents, bytes } = intents;
            if intents.is_empty() || intents.len() > limits::INTENTS_MAX || bytes > limits::INTENTS_BYTES_MAX
            {
                return Err(Error::BadSubmission);
            }
            let mut all = Vec::with_capacity(intents.len());
            for one in intents {
                let id = self.signed(&one)?;
                all.push(self.play(one.intent, id)?);
            }
            if all.iter().all(|one| *one == Submitted::Passed) {
                return Err(Error::NothingNew);
            }
            Ok(all)
        }

        /// Concludes a loan that lender and borrower agreed on apart, by two intents that name the digest of `terms`, the lender's
        /// and the borrower's: it is proposed and signed at once, or what one of them proposed is signed by the other. What both
        /// have signed stays as it is. Returns the loan's number.
        ///
        /// Errors: `BadSubmission`, `OtherPlace`, `BadSignature`, `BadValidity`, those of the rules (`terms::Loan::conclude`).
        #[ink(message)]
        #[inline(never)]
        pub fn conclude(&mut self, terms: Terms, intents: Submission) -> Result<LoanId, Error> {
            let [lender, borrower] = intents.intents.as_slice() else {
                return Err(Error::BadSubmission);
            };
            let by = [
                (&lender.intent, self.signed(lender)?),
                (&borrower.intent, self.signed(borrower)?),
            ];
            let digest = terms.digest(sha256);
            let known = self.by_digest.read(&digest);
            let id = known.unwrap_or(self.count);
            let found = match known {
                Some(id) => Some(self.load(id)?),
                None => None,
            };
            let plan = self.schedules.of(id, terms.plan.periods);
            let rates = self.rates();
            let ctx = self.context(&rates);
            let outcome = Loan::conclude(found, &plan, id, terms, digest, by, &ctx)?;
            if known.is_none() {
                self.number(digest)?;
            }
            if let Some(outcome) = outcome {
                drop(self.settle(outcome, &mut Encoded::default())?);
            }
            Ok(id)
        }

        // ---- offices -----------------------------------------------------------------------------------------------

        /// Publishes the next one-year LPR: later than all before it, to hold from today, in China time.
        ///
        /// Errors: `NotPublisher`, `RateOutOfOrder`, `RateTooHigh`.
        #[ink(message)]
        #[inline(never)]
        pub fn publish_rate(&mut self, rate: ReferenceRate) -> Result<(), Error> {
            if !self.holds_office(Office::RatePublisher, self.caller()) {
                return Err(Error::NotPublisher);
            }
            law::check_publication(self.rates.newest(), &rate, self.today_in_china())?;
            self.rates.append(&rate);
            let event = RatePublished {
                version: VERSION,
                published: rate.published,
                rate: rate.rate,
                source: rate.source,
            };
            self.tell(&event);
            Ok(())
        }

        /// Appoints `account` to `office`, or dismisses it. Loans are not touched.
        ///
        /// Errors: `NotDeployer`.
        #[ink(message)]
        #[inline(never)]
        pub fn appoint(&self, office: Office, account: Account, holds: bool) -> Result<(), Error> {
            if self.caller() != self.deployer {
                return Err(Error::NotDeployer);
            }
            if holds {
                let _ = self.offices.write(&(office, account), &());
            } else {
                self.offices.clear(&(office, account));
            }
            let event = Appointed {
                version: VERSION,
                account,
                office,
                holds,
            };
            self.tell(&event);
            Ok(())
        }

        // ---- whoever has money here ----------------------------------------------------------------------------------

        /// Sends the caller all the money that the contract keeps for them, in the chain's own or in the token of this
        /// contract. Returns the amount.
        ///
        /// Errors: `NothingToWithdraw`, `TransferFailed`, `TokenRefused`.
        #[ink(message)]
        #[inline(never)]
        pub fn withdraw(&self, token: Option<Account>) -> Result<Amount, Error> {
            let account = self.caller();
            let amount = self.kept(account, token);
            if amount.is_zero() {
                return Err(Error::NothingToWithdraw);
            }
            // Kept, though empty: else whoever pays next pays the deposit for its storage again.
            let _ = self.withdrawable.write(&(account, token), &Amount::ZERO);
            let event = Withdrawn {
                version: VERSION,
                account,
                token,
                amount,
            };
            self.tell(&event);
            match token {
                Some(contract) => psp22::transfer(contract, account, amount)?,
                None => self.send(account, amount)?,
            }
            Ok(amount)
        }

        // ---- queries -----------------------------------------------------------------------------------------------

        /// A loan: agreement, chain of events, state.
        #[ink(message)]
        #[inline(never)]
        pub fn loan(&self, loan: LoanId) -> Option<Encoded<Loan>> {
            // As it lies in the cells, one after the other.
            let mut whole = encoded(&loan);
            whole.extend_from_slice(&self.agreements.bytes(&loan)?);
            whole.extend_from_slice(&self.states.bytes(&loan)?);
            Some(whole.into())
        }

        /// The loan whose terms have this digest.
        #[ink(message)]
        #[inline(never)]
        pub fn loan_by_digest(&self, digest: Digest) -> Option<LoanId> {
            self.by_digest.read(&digest)
        }

        /// The loan's figures now. Errors: `NoSuchLoan`.
        #[ink(message)]
        #[inline(never)]
        pub fn figures(&self, loan: LoanId) -> Result<Encoded<Figures>, Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            let figures = loan.figures(&plan, &self.rates(), loan.agreement.terms.day_of(self.now()))?;
            Ok(encoded(&figures).into())
        }

        // ---- inside ------------------------------------------------------------------------------------------------

        #[inline(never)]
        fn caller(&self) -> Account {
            terms::AccountId(*self.env().caller().as_ref())
        }

        /// Where this contract is.
        fn address(&self) -> Account {
            terms::AccountId(*self.env().account_id().as_ref())
        }

        fn now(&self) -> terms::Timestamp {
            terms::Timestamp(self.env().block_timestamp())
        }

        fn today_in_china(&self) -> Day {
            Day::of(self.now(), terms::UtcOffset::CHINA)
        }

        /// Money that waits here for `account`.
        fn kept(&self, account: Account, token: Asset) -> Amount {
            self.withdrawable.read(&(account, token)).unwrap_or_default()
        }

        /// Whether `account` holds `office`.
        fn holds_office(&self, office: Office, account: Account) -> bool {
            let by_birth = office == Office::RatePublisher && account == self.deployer;
            by_birth || self.offices.has(&(office, account))
        }

        fn rates(&self) -> Rates<'_> {
            self.rates.all()
        }

        fn context<'a>(&'a self, rates: &'a Rates<'a>) -> Context<'a> {
            Context {
                caller: self.caller(),
                now: self.now(),
                block: self.env().block_number(),
                sha256,
                rates,
                offices: self,
                intent: None,
            }
        }

        /// Gives the next number to the loan with these terms. Errors: `AlreadyProposed`.
        fn number(&mut self, digest: Digest) -> Result<(), Error> {
            // What is inserted is taken back with the rest of a refused call.
            if self.by_digest.write(&digest, &self.count) {
                return Err(Error::AlreadyProposed);
            }
            self.count = self.count.checked_add(1).ok_or(Error::Arithmetic)?;
            Ok(())
        }

        /// How far `account` has got with its intents in `loan`.
        fn counter(&self, loan: &Loan, account: Account) -> u32 {
            let kept = || self.counters.read(&(loan.id, account)).unwrap_or_default();
            loan.counter(account).unwrap_or_else(kept)
        }

        /// What an intent is known by, where it is for this contract and the signature is its signer's: over the text itself, or
        /// over the text as wallets wrap it.
        ///
        /// Errors: `OtherPlace`, `BadSignature`, `BadValidity`.
        #[inline(never)]
        fn signed(&self, handed: &Handed) -> Result<Digest, Error> {
            handed.intent.check(&Place {
                genesis: self.genesis,
                contract: self.address(),
            })?;
            let id = sha256(&handed.named);
            let text = intent::message(&id);
            let is_of = |text: &[u8]| {
                self.env()
                    .sr25519_verify(&handed.signature, text, &handed.intent.signer.0)
                    .is_ok()
            };
            if !is_of(&text) && !is_of(&intent::wrapped(&text)) {
                return Err(Error::BadSignature);
            }
            Ok(id)
        }

        /// Does what an intent wants of one loan.
        #[inline(never)]
        fn play(&self, intent: Intent, id: Digest) -> Result<Submitted, Error> {
            let (loan, skips) = match intent.deed {
                Deed::Act { loan, .. } => (loan, false),
                Deed::Skip { loan, .. } => (loan, true),
                Deed::Propose { .. } => return Err(Error::NotAnIntent),
            };
            let (loan, plan) = self.load_with_schedule(loan)?;
            let rates = self.rates();
            let ctx = Context {
                caller: intent.signer,
                intent: Some(id),
                ..self.context(&rates)
            };
            let counter = self.counter(&loan, intent.signer);
            let outcome = loan.submit(intent, counter, &plan, &ctx)?;
            let passed = outcome.is_none();
            if let Some(outcome) = outcome {
                drop(self.settle(outcome, &mut Encoded::default())?);
            }
            Ok(match (skips, passed) {
                (true, _) => Submitted::Skipped,
                (false, true) => Submitted::Passed,
                (false, false) => Submitted::Applied,
            })
        }

        fn load(&self, id: LoanId) -> Result<Loan, Error> {
            let agreement = self.agreements.read_large(&id).ok_or(Error::NoSuchLoan)?;
            let (chain, counters, state) = self.states.read_large(&id).ok_or(Error::NoSuchLoan)?;
            Ok(Loan {
                id,
                agreement: Box::new(agreement),
                chain,
                counters,
                state,
            })
        }

        /// The loan and its schedule.
        #[inline(never)]
        fn load_with_schedule(&self, id: LoanId) -> Result<(Loan, Schedule<'_>), Error> {
            let loan = self.load(id)?;
            let count = loan.agreement.terms.plan.periods;
            Ok((loan, self.schedules.of(id, count)))
        }

        /// What `action` makes of a loan. Kept apart, like `settle`, so that its code exists once.
        #[inline(never)]
        fn step(&self, loan: LoanId, action: Action) -> Result<Outcome, Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            let counter = match action.moves_counter() {
                true => self.counter(&loan, self.caller()),
                false => 0,
            };
            loan.act(action, counter, &plan, &self.context(&self.rates()))
        }

        /// Takes one step of a loan, keeps what comes of it, and says under which agreement.
        #[inline(never)]
        fn take(&self, loan: LoanId, action: Action) -> Result<Box<Agreement>, Error> {
            let outcome = self.step(loan, action)?;
            self.settle(outcome, &mut Encoded::default())
        }

        /// Stores what changed and emits what happened. What is stored becomes bytes in `room`.
        #[inline(never)]
        fn settle(&self, outcome: Outcome, room: &mut Encoded) -> Result<Box<Agreement>, Error> {
            let Outcome {
                loan:
                    Loan {
                        id,
                        agreement,
                        chain,
                        counters,
                        state,
                    },
                events,
                schedule,
                agreement_changed,
                credits,
                released,
                joined,
                counter,
            } = outcome;
            if let Some(schedule) = schedule {
                // The first event made the loan: there was no schedule before.
                let is_new = chain.sequence as usize == events.len();
                self.schedules.replace(id, &schedule, !is_new);
            }
            if let Some((account, now)) = counter {
                let _ = self.counters.write(&(id, account), &now);
            }
            if agreement_changed {
                let _ = self.agreements.write_large(&id, &agreement, room);
            }
            let late = state
                .running()
                .map_or(0, |running| running.account.late_instalments);
            // Somebody's counter alone leaves the loan as it is.
            if counter.is_none() || !events.is_empty() {
                let _ = self.states.write_large(&id, &(chain, counters, state), room);
            }
            let asset = match agreement.terms.settlement {
                Settlement::Token { contract, .. } => Some(contract),
                _ => None,
            };
            for (account, amount) in credits {
                self.keep(account, asset, amount)?;
            }
            if let Some((from, to)) = released {
                let kept = self.kept(from, asset);
                if !kept.is_zero() {
                    self.withdrawable.clear(&(from, asset));
                    self.keep(to, asset, kept)?;
                }
            }
            for account in joined {
                self.list(account, id)?;
            }
            for Entry { body, bytes } in events {
                if Credit::is_changed_by(&body) {
                    for debtor in agreement.terms.debtors() {
                        self.rate(debtor, &body, late);
                    }
                }
                self.emit(*body.signature_topic(), bytes);
            }
            Ok(agreement)
        }

        // Apart from `settle`, so that a step pays for what it does and no more.

        /// Keeps money for `account`.
        #[inline(never)]
        fn keep(&self, account: Account, asset: Asset, amount: Amount) -> Result<(), Error> {
            let kept = self.kept(account, asset).plus(amount)?;
            let _ = self.withdrawable.write(&(account, asset), &kept);
            Ok(())
        }

        /// Enters a loan in the list of `account`.
        #[inline(never)]
        fn list(&self, account: Account, loan: LoanId) -> Result<(), Error> {
            let n = self.loan_counts.read(&account).unwrap_or(0);
            let next = n.checked_add(1).ok_or(Error::Arithmetic)?;
            let _ = self.loans_by_account.write(&(account, n), &loan);
            let _ = self.loan_counts.write(&account, &next);
            Ok(())
        }

        /// Enters what happened in the record of `debtor`.
        #[inline(never)]
        fn rate(&self, debtor: Account, body: &Body, late_instalments: u16) {
            let credit = self.credits.read(&debtor).unwrap_or_default();
            let credit = credit.after(body, late_instalments).unwrap_or(credit);
            let _ = self.credits.write(&debtor, &credit);
        }

        /// Emits an event of the contract as a whole.
        fn tell<E: Event>(&self, event: &E) {
            self.emit(E::SIGNATURE_TOPIC.unwrap_or_default(), encoded(event));
        }

        #[inline(never)]
        fn emit(&self, signature: [u8; 32], bytes: Vec<u8>) {
            self.env().emit_event(Emitted { signature, bytes });
        }

        /// Errors: `TransferFailed`.
        fn send(&self, to: Account, amount: Amount) -> Result<(), Error> {
            self.env()
                .transfer(to.0.into(), amount.minor())
                .map_err(|_| Error::TransferFailed)
        }
    }

    impl Offices for Ledger {
        fn holds(&self, office: Office, account: Account) -> bool {
            self.holds_office(office, account)
        }
    }

    fn sha256(bytes: &[u8]) -> Digest {
        let mut digest = <Sha2x256 as HashOutput>::Type::default();
        ink::env::hash_bytes::<Sha2x256>(bytes, &mut digest);
        digest
    }
}
