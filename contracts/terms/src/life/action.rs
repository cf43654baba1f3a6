//! Every step of a loan that exists, as a value: what a message of the contract carries, what a client shows and tries
//! before it signs, what a signed intent will name. One table says of each its name, its arguments, who may take it, whether
//! it moves money and whether an intent may carry it; whatever else knows steps reads them there ([`Step`]).

#[cfg(feature = "std")]
use super::step::{Argument, Carried, Step, Value};
use super::step::{Held, IntentRule, Money, Who};
use super::{Arrival, Channel, Context, Delivery, Loan, Outcome, Report, Ruling};
use crate::{
    agreement::{Amendment, Holder},
    read::Read,
    AccountId, Amount, Day, Digest, Error, Instalments, RatePpm, Settlement, Timestamp,
};
use alloc::{boxed::Box, vec::Vec};
use scale::Encode;

/// What a step moves where the loan is settled on the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// How much. Units: the asset's smallest.
    pub amount: Amount,
    /// Whether it reaches the borrower; else it is kept for those who hold the claim.
    pub to_borrower: bool,
}

macro_rules! steps {
    ($($(#[$doc:meta])* $variant:ident = $index:literal $name:literal
        by $($who:ident)|+, money $money:ident, intent $intent:ident, held $held:ident
        $({ $($field:ident: $ty:ty),* $(,)? })?;)*) => {
        /// One step. Who takes it and when is in the [`Context`].
        #[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
        #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
        #[allow(missing_docs)] // the fields are the arguments of the method of the same name
        pub enum Action {
            $($(#[$doc])* #[codec(index = $index)] $variant $({ $($field: $ty),* })?,)*
        }

        /// The rows of the table, by the names of the variants.
        #[cfg(feature = "std")]
        #[allow(non_upper_case_globals)]
        mod row {
            use super::*;

            $(pub(super) const $variant: Step = Step {
                name: $name,
                index: $index,
                arguments: &[$($(Argument {
                    name: stringify!($field),
                    kind: <$ty as Carried>::KIND,
                    optional: <$ty as Carried>::OPTIONAL,
                }),*)?],
                by: &[$(Who::$who),+],
                money: Money::$money,
                intent: IntentRule::$intent,
                held: Held::$held,
            };)*
        }

        impl Action {
            /// The table of all steps, in the order of their indices.
            #[cfg(feature = "std")]
            pub const STEPS: &'static [Step] = &[$(row::$variant),*];

            /// Its row of the table.
            #[cfg(feature = "std")]
            pub fn row(&self) -> &'static Step {
                match self { $(Action::$variant { .. } => &row::$variant,)* }
            }

            /// Name and value of each argument, in their order.
            #[cfg(feature = "std")]
            pub fn arguments(&self) -> Vec<(&'static str, Value<'_>)> {
                match self {
                    $(Action::$variant { $($($field),*)? } => alloc::vec![
                        $($((stringify!($field), $field.value())),*)?
                    ],)*
                }
            }

            /// Whether anyone may take it, so that it needs no signature of somebody in particular.
            pub fn is_anyones(&self) -> bool {
                match self { $(Action::$variant { .. } => matches!(&[$(Who::$who),+][..], [Who::Anyone]),)* }
            }

            /// Whether an account takes it as such and not for its seat: what anyone may do, and what an office does.
            fn is_apart_from_seats(&self) -> bool {
                match self { $(Action::$variant { .. } => matches!(
                    &[$(Who::$who),+][..],
                    [Who::Anyone | Who::Witness | Who::Verifier | Who::Arbiter],
                ),)* }
            }

            fn money(&self) -> Money {
                match self { $(Action::$variant { .. } => Money::$money,)* }
            }

            fn intent(&self) -> IntentRule {
                match self { $(Action::$variant { .. } => IntentRule::$intent,)* }
            }

            /// Whether a seat may take it that is claimed, or was taken of late.
            pub fn held(&self) -> Held {
                match self { $(Action::$variant { .. } => Held::$held,)* }
            }
        }
    };
}

steps! {
    /// [`Loan::sign`].
    Sign = 0 "sign" by Awaited, money None, intent Always, held Yes {
        digest: Digest,
        evidence: Option<Digest>,
    };
    /// [`Loan::cancel`].
    Cancel = 1 "cancel" by Party, money None, intent Always, held Yes { evidence: Option<Digest> };
    /// [`Loan::expire`].
    Expire = 2 "expire" by Anyone, money None, intent Never, held No;
    /// [`Loan::deliver`] where money moves on chain, [`Loan::report_delivery`] elsewhere; `on` is today if left out.
    Deliver = 3 "deliver" by Lender, money ToBorrower, intent OffChain, held No {
        amount: Amount,
        on: Option<Day>,
        at_least: RatePpm,
        receipt: Option<Digest>,
    };
    /// [`Loan::acknowledge_delivery`].
    AcknowledgeDelivery = 4 "acknowledge_delivery" by NamedBorrower, money None, intent Always, held Yes {
        delivery: u32,
        amount: Amount,
        on: Day,
        receipt: Option<Digest>,
        evidence: Option<Digest>,
    };
    /// [`Loan::repay`].
    Repay = 5 "repay" by Payer, money ToHolders, intent Never, held No {
        amount: Amount,
        evidence: Option<Digest>,
    };
    /// [`Loan::report_repayment`].
    ReportRepayment = 6 "report_repayment" by Party | Guarantor, money None, intent Always, held Creditor {
        amount: Amount,
        on: Day,
        receipt: Option<Digest>,
        payer: Option<AccountId>,
        to: AccountId,
    };
    /// [`Loan::confirm_repayment`].
    ConfirmRepayment = 7 "confirm_repayment" by Lender | Addressee, money None, intent Always, held Yes {
        report: u32,
        evidence: Option<Digest>,
    };
    /// [`Loan::dismiss_report`].
    DismissReport = 8 "dismiss_report" by Borrower | Addressee, money None, intent Always, held Yes {
        report: u32,
        evidence: Option<Digest>,
    };
    /// [`Loan::notify_due`].
    NotifyDue = 9 "notify_due" by Anyone, money None, intent Never, held No;
    /// [`Loan::mark_default`].
    MarkDefault = 10 "mark_default" by Anyone, money None, intent Never, held No;
    /// [`Loan::demand`].
    Demand = 11 "demand" by Holder, money None, intent Always, held No {
        message: Digest,
        channel: Channel,
        arrived: Option<Arrival>,
    };
    /// [`Loan::acknowledge`].
    Acknowledge = 12 "acknowledge" by Borrower, money None, intent Always, held Yes {
        at_most: Amount,
        evidence: Option<Digest>,
    };
    /// [`Loan::propose_amendment`].
    ProposeAmendment = 13 "propose_amendment" by Party, money None, intent Always, held Yes {
        amendment: Box<Amendment>,
        evidence: Option<Digest>,
    };
    /// [`Loan::accept_amendment`].
    AcceptAmendment = 14 "accept_amendment" by Awaited, money None, intent Always, held Yes {
        digest: Digest,
        evidence: Option<Digest>,
    };
    /// [`Loan::assign`].
    Assign = 15 "assign" by Holder, money None, intent Always, held Yes {
        parts: Vec<Holder>,
        sign_by: Timestamp,
        evidence: Option<Digest>,
    };
    /// [`Loan::accept_assignment`].
    AcceptAssignment = 16 "accept_assignment" by Awaited, money None, intent Always, held Yes {
        digest: Digest,
        at_least: Amount,
        evidence: Option<Digest>,
    };
    /// [`Loan::forgive`].
    Forgive = 17 "forgive" by Lender, money None, intent Always, held Yes {
        amount: Amount,
        evidence: Option<Digest>,
    };
    /// [`Loan::dispute`].
    Dispute = 18 "dispute" by Party, money None, intent Always, held No { evidence: Option<Digest> };
    /// [`Loan::resolve`].
    Resolve = 19 "resolve" by Arbiter | Party, money None, intent Always, held Yes {
        dispute: u32,
        ruling: Ruling,
        evidence: Option<Digest>,
    };
    /// [`Loan::consent`].
    Consent = 20 "consent" by Guarantor, money None, intent Always, held Yes {
        digest: Digest,
        evidence: Option<Digest>,
    };
    /// [`Loan::attest`].
    Attest = 21 "attest" by Witness, money None, intent Always, held No { digest: Digest, kind: u16 };
    /// [`Loan::reverse_payment`].
    ReversePayment = 22 "reverse_payment" by Party, money None, intent Always, held Yes {
        payment: u32,
        evidence: Option<Digest>,
    };
    /// [`Loan::withdraw_delivery`].
    WithdrawDelivery = 25 "withdraw_delivery" by Lender, money None, intent Always, held Yes {
        delivery: u32,
        evidence: Option<Digest>,
    };
    /// [`Loan::accelerate`].
    Accelerate = 28 "accelerate" by Lender, money None, intent Always, held Yes {
        defaulted_on: Day,
        message: Digest,
        channel: Channel,
        receipt: Option<Digest>,
    };
    /// [`Loan::record_silence`].
    RecordSilence = 29 "record_silence" by Anyone, money None, intent Never, held No { report: u32 };
    /// [`Loan::state_identity`].
    StateIdentity = 30 "state_identity" by Verifier, money None, intent Always, held No { digest: Digest, kind: u16 };
    /// [`Loan::end_identity`].
    EndIdentity = 31 "end_identity" by Verifier, money None, intent Always, held No { digest: Digest };
    /// [`Loan::void_identity`].
    VoidIdentity = 32 "void_identity" by Verifier, money None, intent Always, held No { digest: Digest };
    /// [`Loan::plan_succession`].
    PlanSuccession = 33 "plan_succession" by Holder, money None, intent Always, held Yes {
        heir: Option<AccountId>,
        verifier: Option<AccountId>,
        second: Option<AccountId>,
        days: u16,
    };
    /// [`Loan::claim_seat`].
    ClaimSeat = 34 "claim_seat" by Seat | Heir | Verifier, money None, intent Always, held No {
        seat: AccountId,
        to: AccountId,
        statement: Option<Digest>,
        evidence: Option<Digest>,
    };
    /// [`Loan::support_claim`].
    SupportClaim = 35 "support_claim" by Heir | Verifier, money None, intent Always, held No {
        seat: AccountId,
        to: AccountId,
        evidence: Option<Digest>,
    };
    /// [`Loan::end_claim`].
    EndClaim = 36 "end_claim" by Seat | Heir | Verifier | Successor | Anyone, money None, intent Always, held No {
        seat: AccountId,
        to: AccountId,
        evidence: Option<Digest>,
    };
    /// [`Loan::decide_claim`].
    DecideClaim = 37 "decide_claim" by Arbiter, money None, intent Always, held No {
        seat: AccountId,
        to: AccountId,
        key: AccountId,
        evidence: Digest,
    };
    /// [`Loan::take_seat`].
    TakeSeat = 38 "take_seat" by Successor, money None, intent Always, held No {
        seat: AccountId,
        evidence: Option<Digest>,
    };
}

impl Action {
    /// What the step moves where the loan is settled on the chain, if it moves anything.
    pub fn moves(&self) -> Option<Moved> {
        let (Action::Deliver { amount, .. } | Action::Repay { amount, .. }) = self else {
            return None;
        };
        Some(Moved {
            amount: *amount,
            to_borrower: self.money() == Money::ToBorrower,
        })
    }

    /// What of the chain's own money has to come along under a settlement.
    pub fn value(&self, settlement: Settlement) -> Amount {
        let moved = self.moves().filter(|_| settlement == Settlement::Native);
        moved.unwrap_or_default().amount
    }

    /// Whether somebody else may submit it for who signed an intent: nothing that moves money of the chain, nothing that
    /// needs nobody's signature, and nothing that leaves it to the submission on which day money counts.
    pub fn may_be_an_intent(&self, settlement: Settlement) -> bool {
        let is_dated = match self {
            Action::Deliver { on, .. } => on.is_some(),
            Action::Resolve { ruling, .. } => ruling.on.is_some() || ruling.credited.is_zero(),
            _ => true,
        };
        is_dated
            && match self.intent() {
                IntentRule::Always => true,
                IntentRule::OffChain => matches!(settlement, Settlement::OffChain { .. }),
                IntentRule::Never => false,
            }
    }

    /// Whether it moves the counter of who takes it directly: what was signed before and not used counts no more then. Not
    /// what anyone may do, and not a demand: that can come from a proxy, who is not to spoil what the creditor signed, and one
    /// more of them does no harm.
    pub fn moves_counter(&self) -> bool {
        !self.is_anyones() && !matches!(self, Action::Demand { .. })
    }
}

impl Loan {
    /// Takes `action` for the seat that the caller acts for; `plan` is the schedule in force. What anyone may do, and what an office does,
    /// is done by the caller themselves.
    ///
    /// Errors: [`Error::SeatPassed`], [`Error::SeatHeld`], those of the method that the action names.
    pub fn step(self, action: Action, plan: &dyn Instalments, ctx: &Context) -> Result<Outcome, Error> {
        if self.agreement.seats.is_empty() || action.is_apart_from_seats() {
            return self.step_of(action, plan, ctx);
        }
        let caller = self.agreement.seat_of(ctx.caller)?;
        let is_held = match action.held() {
            Held::No => false,
            Held::Creditor => caller == self.agreement.creditor(),
            Held::Yes => true,
        };
        if is_held && self.agreement.is_held(caller, self.today(ctx)) {
            return Err(Error::SeatHeld);
        }
        self.step_of(action, plan, &Context { caller, ..*ctx })
    }

    /// The same of a caller whose seat is known.
    #[inline(never)]
    fn step_of(self, action: Action, plan: &dyn Instalments, ctx: &Context) -> Result<Outcome, Error> {
        match action {
            Action::Sign { digest, evidence } => self.sign(plan, digest, evidence, ctx),
            Action::Cancel { evidence } => self.cancel(evidence, ctx),
            Action::Expire => self.expire(ctx),
            Action::Deliver {
                amount,
                on,
                at_least,
                receipt,
            } => {
                let today = self.today(ctx);
                let on = on.unwrap_or(today);
                let delivery = Delivery {
                    number: 0,
                    amount,
                    on,
                    at_least,
                    receipt,
                    acknowledged: false,
                };
                match self.agreement.terms.settlement {
                    Settlement::OffChain { .. } => self.report_delivery(plan, delivery, ctx),
                    _ => self.deliver(plan, delivery, ctx),
                }
            }
            Action::AcknowledgeDelivery {
                delivery,
                amount,
                on,
                receipt,
                evidence,
            } => self.acknowledge_delivery(plan, delivery, (amount, on, receipt), evidence, ctx),
            Action::Repay { amount, evidence } => self.repay(plan, amount, evidence, ctx),
            Action::ReportRepayment {
                amount,
                on,
                receipt,
                payer,
                to,
            } => {
                let report = Report {
                    number: 0,
                    amount,
                    on,
                    to,
                    receipt,
                    payer,
                    answer_by: None,
                    held: false,
                };
                self.report_repayment(plan, report, ctx)
            }
            Action::ConfirmRepayment { report, evidence } => {
                self.confirm_repayment(plan, report, evidence, ctx)
            }
            Action::DismissReport { report, evidence } => self.dismiss_report(plan, report, evidence, ctx),
            Action::NotifyDue => self.notify_due(plan, ctx),
            Action::MarkDefault => self.mark_default(plan, ctx),
            Action::Demand {
                message,
                channel,
                arrived,
            } => self.demand(plan, message, channel, arrived, ctx),
            Action::Acknowledge { at_most, evidence } => self.acknowledge(plan, at_most, evidence, ctx),
            Action::ProposeAmendment { amendment, evidence } => {
                self.propose_amendment(plan, *amendment, evidence, ctx)
            }
            Action::AcceptAmendment { digest, evidence } => {
                self.accept_amendment(plan, digest, evidence, ctx)
            }
            Action::Assign {
                parts,
                sign_by,
                evidence,
            } => self.assign(plan, parts, sign_by, evidence, ctx),
            Action::AcceptAssignment {
                digest,
                at_least,
                evidence,
            } => self.accept_assignment(plan, digest, at_least, evidence, ctx),
            Action::Forgive { amount, evidence } => self.forgive(plan, amount, evidence, ctx),
            Action::Dispute { evidence } => self.dispute(plan, evidence, ctx),
            Action::Resolve {
                dispute,
                ruling,
                evidence,
            } => self.resolve(plan, dispute, ruling, evidence, ctx),
            Action::Consent { digest, evidence } => self.consent(plan, digest, evidence, ctx),
            Action::Attest { digest, kind } => self.attest(plan, digest, kind, ctx),
            Action::ReversePayment { payment, evidence } => {
                self.reverse_payment(plan, payment, evidence, ctx)
            }
            Action::WithdrawDelivery { delivery, evidence } => {
                self.withdraw_delivery(plan, delivery, evidence, ctx)
            }
            Action::Accelerate {
                defaulted_on,
                message,
                channel,
                receipt,
            } => self.accelerate(plan, defaulted_on, (message, channel, receipt), ctx),
            Action::RecordSilence { report } => self.record_silence(plan, report, ctx),
            Action::StateIdentity { digest, kind } => self.state_identity(plan, digest, kind, ctx),
            Action::EndIdentity { digest } => self.end_identity(plan, digest, ctx),
            Action::VoidIdentity { digest } => self.void_identity(plan, digest, ctx),
            Action::PlanSuccession {
                heir,
                verifier,
                second,
                days,
            } => self.plan_succession(plan, [heir, verifier, second], days, ctx),
            Action::ClaimSeat {
                seat,
                to,
                statement,
                evidence,
            } => self.claim_seat(plan, (seat, to), statement, evidence, ctx),
            Action::SupportClaim { seat, to, evidence } => {
                self.support_claim(plan, (seat, to), evidence, ctx)
            }
            Action::EndClaim { seat, to, evidence } => self.end_claim(plan, (seat, to), evidence, ctx),
            Action::DecideClaim {
                seat,
                to,
                key,
                evidence,
            } => self.decide_claim(plan, (seat, to), key, evidence, ctx),
            Action::TakeSeat { seat, evidence } => self.take_seat(plan, seat, evidence, ctx),
        }
    }
}
