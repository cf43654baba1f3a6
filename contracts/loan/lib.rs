//! The contract: one ledger of many loans. A thin shell that reads the caller, the time and the money that came along,
//! lets `terms` decide, stores the result and emits the events.
//!
//! Messages are grouped by who may call. An `Err` reverts everything the call did. No key has power over a loan: the
//! deployer appoints rate publishers, witnesses and arbiters, and that is all.
//!
//! A token's contract is foreign code: it is called last, when everything else is stored, and the chain lets nobody
//! call back into this contract meanwhile.
//!
//! Assumed and not checked: the chain's clock is right within the bound its validators accept; digests name files that
//! exist somewhere; an account's key is in its owner's hands alone; a token moves what it says it moves. One that keeps a
//! fee or lies leaves the ledger short of it, and of that token alone: parties choose their token like their currency.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod emitted;
#[cfg(feature = "std")]
pub mod message;
mod psp22;
mod rate_table;
mod schedule_pages;

pub use loan::{Ledger, LedgerRef, Policy};

#[ink::contract]
#[allow(clippy::large_enum_variant)] // the enum of all messages that ink's macro writes
mod loan {
    use crate::{
        emitted::Emitted,
        psp22,
        rate_table::{RateTable, Rates},
        schedule_pages::{Schedule, SchedulePages},
    };
    use ink::{
        env::hash::{HashOutput, Sha2x256},
        prelude::{boxed::Box, vec::Vec},
        storage::Mapping,
    };
    use terms::{
        account::Due,
        agreement::{Agreement, Amendment, Holder},
        credit::Credit,
        event::{Appointed, Entry, Office, RatePublished, Withdrawn, VERSION},
        law::{self, ReferenceRate, ReferenceRates},
        life::{Action, Chain, Channel, Context, Limitation, Loan, Offices, Outcome, Ruling},
        limits, Amount, Day, Digest, Error, Figures, Instalment, LoanId, RatePpm, Settlement, State, Terms,
    };

    /// An account as the rules know it.
    type Account = terms::AccountId;

    /// All loans of this contract.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Ledger {
        /// Who deployed it and makes appointments.
        deployer: Account,
        /// How many loans there are; the next one's number.
        count: LoanId,
        /// What was agreed, as it stands.
        agreements: Mapping<LoanId, Agreement>,
        /// Where each loan stands.
        states: Mapping<LoanId, (Chain, State)>,
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
    }

    /// The chain's own money, or the token of this contract.
    type Asset = Option<Account>;

    /// What the contract enforces today.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub struct Policy {
        /// Who makes appointments; he has no power over any loan.
        pub deployer: Account,
        /// One-year LPR in force, China time. Units: ppm per year.
        pub lpr: RatePpm,
        /// The cap that follows for loans between natural persons under the law of the PRC.
        pub cap: RatePpm,
        /// Most instalments of one loan.
        pub instalments_max: u16,
        /// Most days of grace.
        pub grace_days_max: u16,
        /// Most loans in one batch.
        pub batch_max: u32,
        /// Days before a due day from which it is announced.
        pub soon_days: u32,
    }

    impl Ledger {
        /// An empty ledger. Who deploys it publishes rates and makes appointments.
        #[ink(constructor)]
        pub fn new() -> Self {
            let mut ledger = Self::default();
            ledger.deployer = ledger.caller();
            ledger
        }

        // ---- either party ------------------------------------------------------------------------------------------

        /// Proposes `terms` and signs them as lender or borrower. Returns the loan's number.
        ///
        /// Errors: `NotAParty`, `AlreadyProposed`, those of `Terms::validate`.
        #[ink(message)]
        pub fn propose(&mut self, terms: Terms, evidence: Option<Digest>) -> Result<LoanId, Error> {
            let id = self.count;
            let outcome = Loan::propose(id, terms, evidence, &self.context(&self.rates()))?;
            let digest = outcome.loan.agreement.digest;
            if self.by_digest.contains(digest) {
                return Err(Error::AlreadyProposed);
            }
            let _ = self.by_digest.insert(digest, &id);
            self.count = id.checked_add(1).ok_or(Error::Arithmetic)?;
            drop(self.settle(outcome)?);
            Ok(id)
        }

        /// Signs the proposed terms as the other party, naming their digest.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `DeadlinePassed`, `DigestMismatch`,
        /// `RateAboveCap`, `OverdueRateAboveCap`.
        #[ink(message)]
        pub fn sign(&mut self, loan: LoanId, digest: Digest, evidence: Option<Digest>) -> Result<(), Error> {
            self.play(loan, Action::Sign { digest, evidence })
        }

        /// Withdraws or declines a proposal.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`.
        #[ink(message)]
        pub fn cancel(&mut self, loan: LoanId, evidence: Option<Digest>) -> Result<(), Error> {
            self.play(loan, Action::Cancel { evidence })
        }

        /// Reports a repayment made outside the chain. The lender's own report counts at once.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongSettlement`, `AmountZero`, `PaymentDay`,
        /// `TooManyReports`, `EarlierReportOpen`.
        #[ink(message)]
        pub fn report_repayment(
            &mut self,
            loan: LoanId,
            amount: Amount,
            on: Day,
            receipt: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::ReportRepayment { amount, on, receipt })
        }

        /// Withdraws a reported repayment as borrower, or rejects it as lender.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `NoSuchReport`.
        #[ink(message)]
        pub fn dismiss_report(
            &mut self,
            loan: LoanId,
            report: u32,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::DismissReport { report, evidence })
        }

        /// Proposes other terms for the running loan and signs them.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `TooManyAmendments`, `DeadlinePassed`, `AmountZero`,
        /// `RateTooHigh`, `GraceTooLong`, those of `Plan::check`, `AmendmentTooLate`, `RateAboveCap`,
        /// `OverdueRateAboveCap`, `ScheduleMismatch`.
        #[ink(message)]
        pub fn propose_amendment(
            &mut self,
            loan: LoanId,
            amendment: Amendment,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            let amendment = Box::new(amendment);
            self.play(loan, Action::ProposeAmendment { amendment, evidence })
        }

        /// Signs the proposed amendment, naming its digest; with the last signature it is in force.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NoAmendment`, `NotAParty`, `AlreadySigned`, `DeadlinePassed`,
        /// `DigestMismatch`, `AmendmentTooLate`, `RateAboveCap`, `OverdueRateAboveCap`.
        #[ink(message)]
        pub fn accept_amendment(
            &mut self,
            loan: LoanId,
            digest: Digest,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::AcceptAmendment { digest, evidence })
        }

        /// Disputes the other party's account; until it is resolved, default can't be recorded.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `AlreadyDisputed`.
        #[ink(message)]
        pub fn dispute(&mut self, loan: LoanId, evidence: Option<Digest>) -> Result<(), Error> {
            self.play(loan, Action::Dispute { evidence })
        }

        // ---- lender, and who holds the claim after him ---------------------------------------------------------------

        /// Delivers the money. `Native`: `amount` comes along and reaches the borrower in this call; `Token`: the same from
        /// what the lender has approved. `OffChain`: records `amount`, the day and the receipt; the borrower acknowledges.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `DeadlinePassed`, `WrongSettlement`,
        /// `ValueMismatch`, `AmountZero`, `DeliveryTooLarge`, `DeliveryDay`, `NoReferenceRate`, `TransferFailed`,
        /// `TokenRefused`.
        #[ink(message, payable)]
        pub fn deliver(
            &mut self,
            loan: LoanId,
            amount: Amount,
            on: Option<Day>,
            receipt: Option<Digest>,
        ) -> Result<(), Error> {
            let action = Action::Deliver { amount, on, receipt };
            let Terms {
                borrower, settlement, ..
            } = self.take(loan, action)?.terms;
            self.came_along(amount, settlement)?;
            match settlement {
                Settlement::Native => self.send(borrower, amount),
                Settlement::Token { contract, .. } => {
                    psp22::transfer_from(contract, self.caller(), borrower, amount)
                }
                Settlement::OffChain { .. } => Ok(()),
            }
        }

        /// Confirms a repayment that the borrower reported.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `NoSuchReport`, `EarlierReportOpen`.
        #[ink(message)]
        pub fn confirm_repayment(
            &mut self,
            loan: LoanId,
            report: u32,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::ConfirmRepayment { report, evidence })
        }

        /// Forgives a part of what is owed, or all.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `SeveralHolders`, `AmountZero`,
        /// `RepaymentTooLarge`.
        #[ink(message)]
        pub fn forgive(
            &mut self,
            loan: LoanId,
            amount: Amount,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::Forgive { amount, evidence })
        }

        /// Offers the caller's part of the claim, divided into `parts` that add up to it, until `sign_by`.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotHolder`, `AssignmentOpen`, `DeadlinePassed`, `BadParts`,
        /// `BadAssignee`, `TooManyHolders`.
        #[ink(message)]
        pub fn assign(
            &mut self,
            loan: LoanId,
            parts: Vec<Holder>,
            sign_by: terms::Timestamp,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(
                loan,
                Action::Assign {
                    parts,
                    sign_by,
                    evidence,
                },
            )
        }

        /// Signs an assignment as one who gets a part by it; with the last signature the claim passes.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NoAssignment`, `NotHolder`, `AlreadySigned`, `DeadlinePassed`,
        /// `DigestMismatch`.
        #[ink(message)]
        pub fn accept_assignment(
            &mut self,
            loan: LoanId,
            digest: Digest,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::AcceptAssignment { digest, evidence })
        }

        /// Puts on record that payment was demanded: digest of the message, channel, digest of the proof that it arrived.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotHolder`.
        #[ink(message)]
        pub fn demand(
            &mut self,
            loan: LoanId,
            message: Digest,
            channel: Channel,
            receipt: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(
                loan,
                Action::Demand {
                    message,
                    channel,
                    receipt,
                },
            )
        }

        // ---- borrower ----------------------------------------------------------------------------------------------

        /// Acknowledges that the reported `amount` was received: the loan runs.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `NoDelivery`, `DeliveryMismatch`.
        #[ink(message)]
        pub fn acknowledge_delivery(
            &mut self,
            loan: LoanId,
            amount: Amount,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::AcknowledgeDelivery { amount, evidence })
        }

        /// Repays `amount` on chain, `Native`: as it comes along, `Token`: from what the borrower has approved. The holders
        /// of the claim withdraw their shares.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `WrongSettlement`, `AmountZero`,
        /// `EarlyRepaymentExcluded`, `RepaymentTooLarge`, `ValueMismatch`, `TokenRefused`.
        #[ink(message, payable)]
        pub fn repay(&mut self, loan: LoanId, amount: Amount, evidence: Option<Digest>) -> Result<(), Error> {
            let action = Action::Repay { amount, evidence };
            let settlement = self.take(loan, action)?.terms.settlement;
            self.came_along(amount, settlement)?;
            if let Settlement::Token { contract, .. } = settlement {
                let here = terms::AccountId(*self.env().account_id().as_ref());
                return psp22::transfer_from(contract, self.caller(), here, amount);
            }
            Ok(())
        }

        /// Acknowledges the debt as it stands today.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`.
        #[ink(message)]
        pub fn acknowledge(&mut self, loan: LoanId, evidence: Option<Digest>) -> Result<(), Error> {
            self.play(loan, Action::Acknowledge { evidence })
        }

        // ---- guarantor, arbiter, witness ---------------------------------------------------------------------------

        /// Consents to the terms in force as one of the guarantors whom they name.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotGuarantor`, `DigestMismatch`, `AlreadySigned`.
        #[ink(message)]
        pub fn consent(
            &mut self,
            loan: LoanId,
            digest: Digest,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::Consent { digest, evidence })
        }

        /// Resolves a dispute as the loan's arbiter, or drops it as the party who raised it.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotDisputed`, `NotArbiter`, `RulingTooWide`, `RepaymentTooLarge`,
        /// `AmountTooLarge`.
        #[ink(message)]
        pub fn resolve(
            &mut self,
            loan: LoanId,
            ruling: Ruling,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            self.play(loan, Action::Resolve { ruling, evidence })
        }

        /// Attests as an appointed witness that something with this digest was shown to him.
        ///
        /// Errors: `NoSuchLoan`, `NotWitness`, `AlreadyAttested`, `TooManyWitnesses`.
        #[ink(message)]
        pub fn attest(&mut self, loan: LoanId, digest: Digest, kind: u16) -> Result<(), Error> {
            self.play(loan, Action::Attest { digest, kind })
        }

        // ---- offices -----------------------------------------------------------------------------------------------

        /// Publishes the next one-year LPR: later than all before it, to hold from today, in China time.
        ///
        /// Errors: `NotPublisher`, `RateOutOfOrder`, `RateTooHigh`.
        #[ink(message)]
        pub fn publish_rate(&mut self, rate: ReferenceRate) -> Result<(), Error> {
            if !self.holds_office(Office::RatePublisher, self.caller()) {
                return Err(Error::NotPublisher);
            }
            law::check_publication(self.rates.newest(), &rate, self.today_in_china())?;
            self.rates.append(&rate);
            self.env().emit_event(RatePublished {
                version: VERSION,
                published: rate.published,
                rate: rate.rate,
                source: rate.source,
            });
            Ok(())
        }

        /// Appoints `account` to `office`, or dismisses it. Loans are not touched.
        ///
        /// Errors: `NotDeployer`.
        #[ink(message)]
        pub fn appoint(&mut self, office: Office, account: Account, holds: bool) -> Result<(), Error> {
            if self.caller() != self.deployer {
                return Err(Error::NotDeployer);
            }
            if holds {
                let _ = self.offices.insert((office, account), &());
            } else {
                self.offices.remove((office, account));
            }
            self.env().emit_event(Appointed {
                version: VERSION,
                account,
                office,
                holds,
            });
            Ok(())
        }

        // ---- anyone ------------------------------------------------------------------------------------------------

        /// Records that a proposal was not signed, or a signed loan not delivered, in time.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `DeliveryReported`, `DeadlineNotReached`.
        #[ink(message)]
        pub fn expire(&mut self, loan: LoanId) -> Result<(), Error> {
            self.play(loan, Action::Expire)
        }

        /// Announces what fell due in up to 100 loans; those that do not run or have nothing new are passed over.
        /// Returns the number of events.
        ///
        /// Errors: `BadBatch`, `NoSuchLoan`, `NothingToAnnounce` where no loan had anything.
        #[ink(message)]
        pub fn notify_due(&mut self, loans: Vec<LoanId>) -> Result<u32, Error> {
            if loans.is_empty() || loans.len() > limits::BATCH_MAX {
                return Err(Error::BadBatch);
            }
            let mut announced = 0u32;
            for loan in loans {
                match self.step(loan, Action::NotifyDue) {
                    Ok(outcome) => {
                        announced =
                            announced.saturating_add(u32::try_from(outcome.events.len()).unwrap_or(u32::MAX));
                        drop(self.settle(outcome)?);
                    }
                    Err(Error::WrongState | Error::NothingToAnnounce) => {}
                    Err(error) => return Err(error),
                }
            }
            if announced == 0 {
                return Err(Error::NothingToAnnounce);
            }
            Ok(announced)
        }

        /// Records default once an instalment is unpaid beyond its grace.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `Disputed`, `NotInDefault`.
        #[ink(message)]
        pub fn mark_default(&mut self, loan: LoanId) -> Result<(), Error> {
            self.play(loan, Action::MarkDefault)
        }

        /// Sends the caller all the money that the contract keeps for him, in the chain's own or in the token of this
        /// contract. Returns the amount.
        ///
        /// Errors: `NothingToWithdraw`, `TransferFailed`, `TokenRefused`.
        #[ink(message)]
        pub fn withdraw(&mut self, token: Option<Account>) -> Result<Amount, Error> {
            let account = self.caller();
            let amount = self
                .withdrawable
                .take((account, token))
                .ok_or(Error::NothingToWithdraw)?;
            self.env().emit_event(Withdrawn {
                version: VERSION,
                account,
                token,
                amount,
            });
            match token {
                Some(contract) => psp22::transfer(contract, account, amount)?,
                None => self.send(account, amount)?,
            }
            Ok(amount)
        }

        // ---- queries -----------------------------------------------------------------------------------------------

        /// How many loans there are; their numbers are 0 to one less.
        #[ink(message)]
        pub fn count(&self) -> LoanId {
            self.count
        }

        /// A loan: agreement, chain of events, state.
        #[ink(message)]
        pub fn loan(&self, loan: LoanId) -> Option<Loan> {
            self.load(loan).ok()
        }

        /// The loan whose terms have this digest.
        #[ink(message)]
        pub fn loan_by_digest(&self, digest: Digest) -> Option<LoanId> {
            self.by_digest.get(digest)
        }

        /// The loans in which `account` is lender, borrower, guarantor or holder, `from` the how-manieth, at most 100 at a
        /// time, the oldest first. One whose claim it sold and bought again can stand there twice.
        #[ink(message)]
        pub fn loans_of(&self, account: Account, from: u32, limit: u32) -> Vec<LoanId> {
            let end = from.saturating_add(limit.min(limits::PAGE_MAX));
            let end = end.min(self.loan_counts.get(account).unwrap_or(0));
            (from..end)
                .filter_map(|n| self.loans_by_account.get((account, n)))
                .collect()
        }

        /// The schedule in force. Errors: `NoSuchLoan`.
        #[ink(message)]
        pub fn schedule(&self, loan: LoanId) -> Result<Vec<Instalment>, Error> {
            let (_, plan) = self.load_with_schedule(loan)?;
            plan.all()
        }

        /// The loan's figures now. Errors: `NoSuchLoan`.
        #[ink(message)]
        pub fn figures(&self, loan: LoanId) -> Result<Figures, Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            loan.figures(&plan, &self.rates(), loan.agreement.terms.day_of(self.now()))
        }

        /// What will be owed at the end of `day` if nothing is paid until then. Errors: `NoSuchLoan`, `WrongState`.
        #[ink(message)]
        pub fn balance_at(&self, loan: LoanId, day: Day) -> Result<terms::Balance, Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            let running = loan.state.running().ok_or(Error::WrongState)?;
            running.account.balance_at(&loan.rules(&plan, &self.rates()), day)
        }

        /// The instalment that asks for money next. Errors: `NoSuchLoan`.
        #[ink(message)]
        pub fn next_due(&self, loan: LoanId) -> Result<Option<Due>, Error> {
            Ok(self.figures(loan)?.next_due)
        }

        /// Until when the claim can be pursued. Errors: `NoSuchLoan`, `WrongState`.
        #[ink(message)]
        pub fn limitation(&self, loan: LoanId) -> Result<Limitation, Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            loan.limitation(&plan, loan.agreement.terms.day_of(self.now()))
        }

        /// The record of `account` as borrower.
        #[ink(message)]
        pub fn credit(&self, account: Account) -> Credit {
            self.credits.get(account).unwrap_or_default()
        }

        /// Money that the contract keeps for `account`, in the chain's own or in the token of this contract. Units: the
        /// asset's smallest.
        #[ink(message)]
        pub fn withdrawable(&self, account: Account, token: Option<Account>) -> Amount {
            self.withdrawable.get((account, token)).unwrap_or_default()
        }

        /// The one-year LPR in force on `day`, with its source. `None` before the first publication.
        #[ink(message)]
        pub fn reference_rate(&self, day: Day) -> Option<ReferenceRate> {
            self.rates().on(day)
        }

        /// The rates that were published on this contract, after those that are built in, `from` the how-manieth, at most
        /// 100 at a time, the oldest first.
        #[ink(message)]
        pub fn published_rates(&self, from: u32) -> Vec<ReferenceRate> {
            self.rates.page(from)
        }

        /// Whether `account` holds `office`.
        #[ink(message)]
        pub fn holds_office(&self, office: Office, account: Account) -> bool {
            let by_birth = office == Office::RatePublisher && account == self.deployer;
            by_birth || self.offices.contains((office, account))
        }

        /// The limits and rates in force. Errors: `NoReferenceRate`.
        #[ink(message)]
        pub fn policy(&self) -> Result<Policy, Error> {
            let (rates, today) = (self.rates(), self.today_in_china());
            let cap = law::cap_on(&rates, terms::Jurisdiction::PrcNaturalPersons, today)?;
            Ok(Policy {
                deployer: self.deployer,
                lpr: law::lpr_on(&rates, today)?,
                cap: cap.unwrap_or_default(),
                instalments_max: limits::INSTALMENTS_MAX,
                grace_days_max: limits::GRACE_DAYS_MAX,
                batch_max: limits::BATCH_MAX as u32,
                soon_days: limits::SOON_DAYS,
            })
        }

        // ---- inside ------------------------------------------------------------------------------------------------

        fn caller(&self) -> Account {
            terms::AccountId(*self.env().caller().as_ref())
        }

        fn now(&self) -> terms::Timestamp {
            terms::Timestamp(self.env().block_timestamp())
        }

        fn today_in_china(&self) -> Day {
            Day::of(self.now(), terms::UtcOffset::CHINA)
        }

        fn rates(&self) -> Rates<'_> {
            self.rates.all()
        }

        fn context<'a>(&'a self, rates: &'a Rates<'a>) -> Context<'a> {
            Context {
                caller: self.caller(),
                now: self.now(),
                sha256,
                rates,
                offices: self,
            }
        }

        fn load(&self, id: LoanId) -> Result<Loan, Error> {
            let agreement = self.agreements.get(id).ok_or(Error::NoSuchLoan)?;
            let (chain, state) = self.states.get(id).ok_or(Error::NoSuchLoan)?;
            Ok(Loan {
                id,
                agreement: Box::new(agreement),
                chain,
                state,
            })
        }

        /// The loan and its schedule.
        fn load_with_schedule(&self, id: LoanId) -> Result<(Loan, Schedule<'_>), Error> {
            let loan = self.load(id)?;
            let count = loan.agreement.terms.plan.periods;
            Ok((loan, self.schedules.of(id, count)))
        }

        /// What `action` makes of a loan. Kept apart, like `settle`, so that its code exists once.
        #[inline(never)]
        fn step(&self, loan: LoanId, action: Action) -> Result<Outcome, Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            loan.step(action, &plan, &self.context(&self.rates()))
        }

        /// Takes one step of a loan and keeps what comes of it.
        fn play(&mut self, loan: LoanId, action: Action) -> Result<(), Error> {
            self.take(loan, action).map(drop)
        }

        /// The same, and says under which agreement.
        #[inline(never)]
        fn take(&mut self, loan: LoanId, action: Action) -> Result<Box<Agreement>, Error> {
            let outcome = self.step(loan, action)?;
            self.settle(outcome)
        }

        /// Stores what changed and emits what happened.
        #[inline(never)]
        fn settle(&mut self, outcome: Outcome) -> Result<Box<Agreement>, Error> {
            let Outcome {
                loan:
                    Loan {
                        id,
                        agreement,
                        chain,
                        state,
                    },
                events,
                schedule,
                agreement_changed,
                credits,
                joined,
            } = outcome;
            if let Some(schedule) = schedule {
                self.schedules.replace(id, &schedule);
            }
            if agreement_changed {
                let _ = self.agreements.insert(id, &agreement);
            }
            let late = state
                .running()
                .map_or(0, |running| running.account.late_instalments);
            let _ = self.states.insert(id, &(chain, state));
            let asset = match agreement.terms.settlement {
                Settlement::Token { contract, .. } => Some(contract),
                _ => None,
            };
            for (account, amount) in credits {
                let kept = self.withdrawable(account, asset).plus(amount)?;
                let _ = self.withdrawable.insert((account, asset), &kept);
            }
            for account in joined {
                let n = self.loan_counts.get(account).unwrap_or(0);
                let next = n.checked_add(1).ok_or(Error::Arithmetic)?;
                let _ = self.loans_by_account.insert((account, n), &id);
                let _ = self.loan_counts.insert(account, &next);
            }
            let (lender, borrower) = (agreement.creditor(), agreement.terms.borrower);
            for Entry { body, bytes } in events {
                if let Some(credit) = self.credit(borrower).after(&body, late) {
                    let _ = self.credits.insert(borrower, &credit);
                }
                let signature = body.signature_topic();
                self.env().emit_event(Emitted {
                    signature,
                    loan: id,
                    lender,
                    borrower,
                    bytes,
                });
            }
            Ok(agreement)
        }

        /// Checks that `amount` came with the call where the settlement is in the chain's money, and nothing elsewhere.
        /// Errors: `ValueMismatch`.
        fn came_along(&self, amount: Amount, settlement: Settlement) -> Result<(), Error> {
            let expected = if settlement == Settlement::Native {
                amount.minor()
            } else {
                0
            };
            if self.env().transferred_value() != expected {
                return Err(Error::ValueMismatch);
            }
            Ok(())
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
