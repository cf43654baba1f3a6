//! The contract: one ledger of many loans. A thin shell that reads the caller, the time and the money that came along,
//! lets `terms` decide, stores the result and emits the events.
//!
//! Messages are grouped by who may call. An `Err` reverts everything the call did. No key has power over a loan: the
//! deployer is nobody here.
//!
//! Assumed and not checked: the chain's clock is right within the bound its validators accept; digests name files that
//! exist somewhere; an account's key is in its owner's hands alone.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod emitted;
mod schedule_pages;

pub use loan::{Ledger, LedgerRef, Policy};

#[ink::contract]
mod loan {
    use crate::{
        emitted::Emitted,
        schedule_pages::{Schedule, SchedulePages},
    };
    use ink::{
        env::hash::{HashOutput, Sha2x256},
        prelude::{boxed::Box, vec::Vec},
        storage::Mapping,
    };
    use terms::{
        account::Due,
        agreement::Agreement,
        event::{Entry, Withdrawn, VERSION},
        life::{Chain, Context, Delivery, Loan, Outcome},
        limits, Amount, Day, Digest, Error, Figures, Instalment, LoanId, RatePpm, Settlement, State, Terms,
    };

    /// An account as the rules know it.
    type Account = terms::AccountId;

    /// All loans of this contract.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Ledger {
        /// How many loans there are; the next one's number.
        count: LoanId,
        /// What was agreed; never changes.
        agreements: Mapping<LoanId, Agreement>,
        /// Where each loan stands.
        states: Mapping<LoanId, (Chain, State)>,
        /// Schedules in force, a page of instalments a cell.
        schedules: SchedulePages,
        /// Which loan a terms digest belongs to.
        by_digest: Mapping<Digest, LoanId>,
        /// How many loans an account is a party of.
        loan_counts: Mapping<Account, u32>,
        /// Which these are, in the order of their proposal.
        loans_by_account: Mapping<(Account, u32), LoanId>,
        /// Money that waits for its owner. Units: planck.
        withdrawable: Mapping<Account, Amount>,
    }

    /// What the contract enforces today.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub struct Policy {
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
        /// An empty ledger.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        // ---- either party ------------------------------------------------------------------------------------------

        /// Proposes `terms` and signs them as lender or borrower. Returns the loan's number.
        ///
        /// Errors: `NotAParty`, `AlreadyProposed`, those of `Terms::validate`.
        #[ink(message)]
        pub fn propose(&mut self, terms: Terms, evidence: Option<Digest>) -> Result<LoanId, Error> {
            let id = self.count;
            let (lender, borrower) = (terms.lender, terms.borrower);
            let outcome = Loan::propose(id, terms, evidence, &self.context())?;
            let agreement = &outcome.loan.agreement;
            if self.by_digest.contains(agreement.digest) {
                return Err(Error::AlreadyProposed);
            }
            let _ = self.by_digest.insert(agreement.digest, &id);
            let _ = self.agreements.insert(id, agreement);
            self.count = id.checked_add(1).ok_or(Error::Arithmetic)?;
            self.list(lender, id)?;
            self.list(borrower, id)?;
            self.settle(outcome);
            Ok(id)
        }

        /// Signs the proposed terms as the other party, naming their digest.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `DeadlinePassed`, `DigestMismatch`,
        /// `RateAboveCap`, `OverdueRateAboveCap`.
        #[ink(message)]
        pub fn sign(&mut self, loan: LoanId, digest: Digest, evidence: Option<Digest>) -> Result<(), Error> {
            let outcome = self.load(loan)?.sign(digest, evidence, &self.context())?;
            self.settle(outcome);
            Ok(())
        }

        /// Withdraws or declines a proposal.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`.
        #[ink(message)]
        pub fn cancel(&mut self, loan: LoanId, evidence: Option<Digest>) -> Result<(), Error> {
            let outcome = self.load(loan)?.cancel(evidence, &self.context())?;
            self.settle(outcome);
            Ok(())
        }

        /// Reports a repayment made outside the chain. The lender's own report counts at once.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongSettlement`, `AmountZero`, `PaymentDay`,
        /// `TooManyReports`, `EarlierReportOpen`, `EarlyRepaymentExcluded`.
        #[ink(message)]
        pub fn report_repayment(
            &mut self,
            loan: LoanId,
            amount: Amount,
            on: Day,
            receipt: Option<Digest>,
        ) -> Result<(), Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            let outcome = loan.report_repayment(&plan, amount, on, receipt, &self.context())?;
            self.settle(outcome);
            Ok(())
        }

        // ---- lender ------------------------------------------------------------------------------------------------

        /// Delivers the money. `Native`: `amount` comes along and reaches the borrower in this call. `OffChain`: records
        /// `amount`, the day and the receipt; the borrower acknowledges.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `DeadlinePassed`, `ValueMismatch`,
        /// `AmountZero`, `DeliveryTooLarge`, `DeliveryDay`, `TransferFailed`.
        #[ink(message, payable)]
        pub fn deliver(
            &mut self,
            loan: LoanId,
            amount: Amount,
            on: Option<Day>,
            receipt: Option<Digest>,
        ) -> Result<(), Error> {
            let ctx = self.context();
            let loan = self.load(loan)?;
            let terms = &loan.agreement.terms;
            let (borrower, today) = (terms.borrower, terms.day_of(ctx.now));
            let on = on.unwrap_or(today);
            if terms.settlement == Settlement::Native {
                let outcome = loan.deliver_native(amount, receipt, &ctx)?;
                self.came_along(amount)?;
                if on != today {
                    return Err(Error::DeliveryDay);
                }
                self.settle(outcome);
                return self.send(borrower, amount);
            }
            let outcome = loan.report_delivery(Delivery { amount, on, receipt }, &ctx)?;
            self.came_along(Amount::ZERO)?;
            self.settle(outcome);
            Ok(())
        }

        /// Confirms a repayment that the borrower reported.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `NoSuchReport`, `EarlierReportOpen`,
        /// `EarlyRepaymentExcluded`.
        #[ink(message)]
        pub fn confirm_repayment(
            &mut self,
            loan: LoanId,
            report: u32,
            evidence: Option<Digest>,
        ) -> Result<(), Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            let outcome = loan.confirm_repayment(&plan, report, evidence, &self.context())?;
            self.settle(outcome);
            Ok(())
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
            let outcome = self
                .load(loan)?
                .acknowledge_delivery(amount, evidence, &self.context())?;
            self.settle(outcome);
            Ok(())
        }

        /// Repays in the chain's token; the lender withdraws it.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `NotAParty`, `WrongParty`, `WrongSettlement`, `AmountZero`,
        /// `EarlyRepaymentExcluded`, `RepaymentTooLarge`.
        #[ink(message, payable)]
        pub fn repay(&mut self, loan: LoanId, evidence: Option<Digest>) -> Result<(), Error> {
            let amount = Amount::new(self.env().transferred_value())?;
            let (loan, plan) = self.load_with_schedule(loan)?;
            let lender = loan.agreement.terms.lender;
            let outcome = loan.repay_native(&plan, amount, evidence, &self.context())?;
            let kept = self.withdrawable(lender).plus(amount)?;
            let _ = self.withdrawable.insert(lender, &kept);
            self.settle(outcome);
            Ok(())
        }

        // ---- anyone ------------------------------------------------------------------------------------------------

        /// Records that a proposal was not signed, or a signed loan not delivered, in time.
        ///
        /// Errors: `NoSuchLoan`, `WrongState`, `DeliveryReported`, `DeadlineNotReached`.
        #[ink(message)]
        pub fn expire(&mut self, loan: LoanId) -> Result<(), Error> {
            let outcome = self.load(loan)?.expire(&self.context())?;
            self.settle(outcome);
            Ok(())
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
                let (loan, plan) = self.load_with_schedule(loan)?;
                match loan.notify_due(&plan, &self.context()) {
                    Ok(outcome) => {
                        announced =
                            announced.saturating_add(u32::try_from(outcome.events.len()).unwrap_or(u32::MAX));
                        self.settle(outcome);
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
        /// Errors: `NoSuchLoan`, `WrongState`, `NotInDefault`.
        #[ink(message)]
        pub fn mark_default(&mut self, loan: LoanId) -> Result<(), Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            let outcome = loan.mark_default(&plan, &self.context())?;
            self.settle(outcome);
            Ok(())
        }

        /// Sends the caller all the money that the contract keeps for him. Returns the amount.
        ///
        /// Errors: `NothingToWithdraw`, `TransferFailed`.
        #[ink(message)]
        pub fn withdraw(&mut self) -> Result<Amount, Error> {
            let account = self.context().caller;
            let amount = self.withdrawable(account);
            if amount.is_zero() {
                return Err(Error::NothingToWithdraw);
            }
            self.withdrawable.remove(account);
            self.env().emit_event(Withdrawn {
                version: VERSION,
                account,
                amount,
            });
            self.send(account, amount)?;
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

        /// The loans of `account`, `from` the how-manieth, at most 100 at a time, the oldest first.
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
            loan.figures(&plan, loan.agreement.terms.day_of(self.context().now))
        }

        /// What will be owed at the end of `day` if nothing is paid until then. Errors: `NoSuchLoan`, `WrongState`.
        #[ink(message)]
        pub fn balance_at(&self, loan: LoanId, day: Day) -> Result<terms::Balance, Error> {
            let (loan, plan) = self.load_with_schedule(loan)?;
            let running = loan.state.running().ok_or(Error::WrongState)?;
            running.account.balance_at(&loan.agreement.terms, &plan, day)
        }

        /// The instalment that asks for money next. Errors: `NoSuchLoan`.
        #[ink(message)]
        pub fn next_due(&self, loan: LoanId) -> Result<Option<Due>, Error> {
            Ok(self.figures(loan)?.next_due)
        }

        /// Money that the contract keeps for `account`. Units: planck.
        #[ink(message)]
        pub fn withdrawable(&self, account: Account) -> Amount {
            self.withdrawable.get(account).unwrap_or_default()
        }

        /// The limits and rates in force. Errors: `NoReferenceRate`.
        #[ink(message)]
        pub fn policy(&self) -> Result<Policy, Error> {
            let today = Day::of(self.context().now, terms::UtcOffset::CHINA);
            let cap = terms::law::cap_on(terms::Jurisdiction::PrcNaturalPersons, today)?;
            Ok(Policy {
                lpr: terms::law::lpr_on(today)?,
                cap: cap.unwrap_or_default(),
                instalments_max: limits::INSTALMENTS_MAX,
                grace_days_max: limits::GRACE_DAYS_MAX,
                batch_max: limits::BATCH_MAX as u32,
                soon_days: limits::SOON_DAYS,
            })
        }

        // ---- inside ------------------------------------------------------------------------------------------------

        fn context(&self) -> Context {
            Context {
                caller: terms::AccountId(*self.env().caller().as_ref()),
                now: terms::Timestamp(self.env().block_timestamp()),
                sha256,
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

        /// Stores what changed and emits what happened.
        fn settle(&mut self, outcome: Outcome) {
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
            } = outcome;
            if let Some(schedule) = schedule {
                self.schedules.replace(id, &schedule);
            }
            let _ = self.states.insert(id, &(chain, state));
            let Terms { lender, borrower, .. } = agreement.terms;
            for Entry { body, bytes } in events {
                let signature = body.signature_topic();
                self.env().emit_event(Emitted {
                    signature,
                    loan: id,
                    lender,
                    borrower,
                    bytes,
                });
            }
        }

        fn list(&mut self, account: Account, id: LoanId) -> Result<(), Error> {
            let n = self.loan_counts.get(account).unwrap_or(0);
            let _ = self.loans_by_account.insert((account, n), &id);
            let _ = self
                .loan_counts
                .insert(account, &n.checked_add(1).ok_or(Error::Arithmetic)?);
            Ok(())
        }

        /// Checks that exactly `amount` came with the call. Errors: `ValueMismatch`.
        fn came_along(&self, amount: Amount) -> Result<(), Error> {
            if self.env().transferred_value() != amount.minor() {
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

    fn sha256(bytes: &[u8]) -> Digest {
        let mut digest = <Sha2x256 as HashOutput>::Type::default();
        ink::env::hash_bytes::<Sha2x256>(bytes, &mut digest);
        digest
    }
}
