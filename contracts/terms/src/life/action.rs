//! Every step of a loan that exists, as a value: what a message of the contract carries, what a client tries before it
//! signs, what a signed intent will name.

use super::{Channel, Context, Delivery, Loan, Outcome, Ruling};
use crate::{
    agreement::{Amendment, Holder},
    Amount, Day, Digest, Error, Instalments, Settlement, Timestamp,
};
use alloc::{boxed::Box, vec::Vec};
use scale::{Decode, Encode};

/// One step. Who takes it and when is in the [`Context`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
#[allow(missing_docs)] // the fields are the arguments of the method of the same name
pub enum Action {
    /// [`Loan::sign`].
    #[codec(index = 0)]
    Sign {
        digest: Digest,
        evidence: Option<Digest>,
    },
    /// [`Loan::cancel`].
    #[codec(index = 1)]
    Cancel { evidence: Option<Digest> },
    /// [`Loan::expire`].
    #[codec(index = 2)]
    Expire,
    /// [`Loan::deliver`] where money moves on chain, [`Loan::report_delivery`] elsewhere; `on` is today if left out.
    #[codec(index = 3)]
    Deliver {
        amount: Amount,
        on: Option<Day>,
        receipt: Option<Digest>,
    },
    /// [`Loan::acknowledge_delivery`].
    #[codec(index = 4)]
    AcknowledgeDelivery {
        amount: Amount,
        evidence: Option<Digest>,
    },
    /// [`Loan::repay`].
    #[codec(index = 5)]
    Repay {
        amount: Amount,
        evidence: Option<Digest>,
    },
    /// [`Loan::report_repayment`].
    #[codec(index = 6)]
    ReportRepayment {
        amount: Amount,
        on: Day,
        receipt: Option<Digest>,
    },
    /// [`Loan::confirm_repayment`].
    #[codec(index = 7)]
    ConfirmRepayment { report: u32, evidence: Option<Digest> },
    /// [`Loan::dismiss_report`].
    #[codec(index = 8)]
    DismissReport { report: u32, evidence: Option<Digest> },
    /// [`Loan::notify_due`].
    #[codec(index = 9)]
    NotifyDue,
    /// [`Loan::mark_default`].
    #[codec(index = 10)]
    MarkDefault,
    /// [`Loan::demand`].
    #[codec(index = 11)]
    Demand {
        message: Digest,
        channel: Channel,
        receipt: Option<Digest>,
    },
    /// [`Loan::acknowledge`].
    #[codec(index = 12)]
    Acknowledge { evidence: Option<Digest> },
    /// [`Loan::propose_amendment`].
    #[codec(index = 13)]
    ProposeAmendment {
        amendment: Box<Amendment>,
        evidence: Option<Digest>,
    },
    /// [`Loan::accept_amendment`].
    #[codec(index = 14)]
    AcceptAmendment {
        digest: Digest,
        evidence: Option<Digest>,
    },
    /// [`Loan::assign`].
    #[codec(index = 15)]
    Assign {
        parts: Vec<Holder>,
        sign_by: Timestamp,
        evidence: Option<Digest>,
    },
    /// [`Loan::accept_assignment`].
    #[codec(index = 16)]
    AcceptAssignment {
        digest: Digest,
        evidence: Option<Digest>,
    },
    /// [`Loan::forgive`].
    #[codec(index = 17)]
    Forgive {
        amount: Amount,
        evidence: Option<Digest>,
    },
    /// [`Loan::dispute`].
    #[codec(index = 18)]
    Dispute { evidence: Option<Digest> },
    /// [`Loan::resolve`].
    #[codec(index = 19)]
    Resolve {
        ruling: Ruling,
        evidence: Option<Digest>,
    },
    /// [`Loan::consent`].
    #[codec(index = 20)]
    Consent {
        digest: Digest,
        evidence: Option<Digest>,
    },
    /// [`Loan::attest`].
    #[codec(index = 21)]
    Attest { digest: Digest, kind: u16 },
}

impl Loan {
    /// Takes `action`; `plan` is the schedule in force. Errors: those of the method that the action names.
    pub fn step(self, action: Action, plan: &dyn Instalments, ctx: &Context) -> Result<Outcome, Error> {
        match action {
            Action::Sign { digest, evidence } => self.sign(digest, evidence, ctx),
            Action::Cancel { evidence } => self.cancel(evidence, ctx),
            Action::Expire => self.expire(ctx),
            Action::Deliver { amount, on, receipt } => {
                let today = self.today(ctx);
                let on = on.unwrap_or(today);
                match self.agreement.terms.settlement {
                    Settlement::OffChain { .. } => {
                        self.report_delivery(Delivery { amount, on, receipt }, ctx)
                    }
                    _ => {
                        let outcome = self.deliver(plan, amount, receipt, ctx)?;
                        // Money on chain arrives when it is sent.
                        if on != today {
                            return Err(Error::DeliveryDay);
                        }
                        Ok(outcome)
                    }
                }
            }
            Action::AcknowledgeDelivery { amount, evidence } => {
                self.acknowledge_delivery(plan, amount, evidence, ctx)
            }
            Action::Repay { amount, evidence } => self.repay(plan, amount, evidence, ctx),
            Action::ReportRepayment { amount, on, receipt } => {
                self.report_repayment(plan, amount, on, receipt, ctx)
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
                receipt,
            } => self.demand(plan, message, channel, receipt, ctx),
            Action::Acknowledge { evidence } => self.acknowledge(plan, evidence, ctx),
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
            Action::AcceptAssignment { digest, evidence } => {
                self.accept_assignment(plan, digest, evidence, ctx)
            }
            Action::Forgive { amount, evidence } => self.forgive(plan, amount, evidence, ctx),
            Action::Dispute { evidence } => self.dispute(plan, evidence, ctx),
            Action::Resolve { ruling, evidence } => self.resolve(plan, ruling, evidence, ctx),
            Action::Consent { digest, evidence } => self.consent(plan, digest, evidence, ctx),
            Action::Attest { digest, kind } => self.attest(plan, digest, kind, ctx),
        }
    }
}
