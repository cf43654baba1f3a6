//! Steps in the short form that tests read well with: arguments that no rule looks at are filled in, and what a signer reads
//! in the loan is filled in by the case ([`terms::sample::seen`]).

use crate::case::fen;
use terms::{
    agreement::{Amendment, Holder},
    life::{Action, Arrival, Channel, Ruling},
    sample::{UNSEEN_CREDITOR, UNSEEN_DAY, UNSEEN_DELIVERY, UNSEEN_EVENT},
    AccountId, Amount, Day, Digest, RatePpm, Timestamp,
};

pub const CANCEL: Action = Action::Cancel { evidence: None };
pub const EXPIRE: Action = Action::Expire;
pub const NOTIFY: Action = Action::NotifyDue;
pub const DEFAULT: Action = Action::MarkDefault;
pub const ACKNOWLEDGE: Action = Action::Acknowledge {
    at_most: Amount::MAX,
    evidence: None,
};
pub const WITHDRAW_DELIVERY: Action = Action::WithdrawDelivery {
    delivery: UNSEEN_DELIVERY,
    evidence: None,
};
pub const DISPUTE: Action = Action::Dispute { evidence: None };

pub fn sign(digest: Digest) -> Action {
    Action::Sign {
        digest,
        evidence: None,
    }
}

/// A delivery of today.
pub fn deliver(amount: Amount) -> Action {
    Action::Deliver {
        amount,
        on: None,
        at_least: RatePpm::ZERO,
        receipt: None,
    }
}

/// A delivery dated `on`, with its receipt.
pub fn report_delivery(amount: Amount, on: Day) -> Action {
    Action::Deliver {
        amount,
        on: Some(on),
        at_least: RatePpm::ZERO,
        receipt: Some([5; 32]),
    }
}

/// A delivery in full of the demo loan, today, by a lender who does it at `rate` at least.
pub fn deliver_at(rate: RatePpm) -> Action {
    Action::Deliver {
        amount: fen(1_000_000),
        on: None,
        at_least: rate,
        receipt: None,
    }
}

pub fn received(amount: Amount) -> Action {
    Action::AcknowledgeDelivery {
        delivery: UNSEEN_DELIVERY,
        amount,
        on: UNSEEN_DAY,
        receipt: None,
        evidence: None,
    }
}

pub fn repay(amount: Amount) -> Action {
    Action::Repay {
        amount,
        evidence: None,
    }
}

pub fn report(amount: Amount, on: Day) -> Action {
    Action::ReportRepayment {
        amount,
        on,
        receipt: Some([6; 32]),
        payer: None,
        to: UNSEEN_CREDITOR,
    }
}

/// A repayment that `payer` made in the borrower's place.
pub fn report_of(payer: AccountId, amount: Amount, on: Day) -> Action {
    Action::ReportRepayment {
        amount,
        on,
        receipt: Some([6; 32]),
        payer: Some(payer),
        to: UNSEEN_CREDITOR,
    }
}

/// Takes back the payment that event `payment` put on record.
pub fn reverse(payment: u32) -> Action {
    Action::ReversePayment {
        payment,
        evidence: None,
    }
}

pub fn confirm(report: u32) -> Action {
    Action::ConfirmRepayment {
        report,
        evidence: None,
    }
}

pub fn dismiss(report: u32) -> Action {
    Action::DismissReport {
        report,
        evidence: None,
    }
}

/// A demand that was sent, with proof that it arrived on a day or without.
pub fn demand(arrived: Option<Day>) -> Action {
    Action::Demand {
        message: [11; 32],
        channel: Channel::Sms,
        arrived: arrived.map(|on| Arrival { on, receipt: [3; 32] }),
    }
}

/// A notice that the whole falls due, with proof that it arrived.
pub const ACCELERATE: Action = Action::Accelerate {
    defaulted_on: UNSEEN_DAY,
    message: [12; 32],
    channel: Channel::Letter,
    receipt: Some([13; 32]),
};

/// That a repayment's report is unanswered.
pub fn silence(report: u32) -> Action {
    Action::RecordSilence { report }
}

pub fn propose(amendment: Amendment) -> Action {
    Action::ProposeAmendment {
        amendment: amendment.into(),
        evidence: None,
    }
}

pub fn accept(digest: Digest) -> Action {
    Action::AcceptAmendment {
        digest,
        evidence: None,
    }
}

/// Parts in millionths.
pub fn assign(parts: &[(AccountId, u32)], sign_by: Timestamp) -> Action {
    Action::Assign {
        parts: holders(parts),
        sign_by,
        evidence: None,
    }
}

pub fn holders(parts: &[(AccountId, u32)]) -> Vec<Holder> {
    let holder = |&(account, ppm): &(AccountId, u32)| Holder { account, ppm };
    parts.iter().map(holder).collect()
}

pub fn take_over(digest: Digest) -> Action {
    Action::AcceptAssignment {
        digest,
        at_least: Amount::ZERO,
        evidence: None,
    }
}

pub fn forgive(amount: Amount) -> Action {
    Action::Forgive {
        amount,
        evidence: None,
    }
}

pub fn resolve(credited: u128, costs: u128) -> Action {
    resolve_as_of(None, credited, costs)
}

/// A ruling that money was paid on a day; `None` = today.
pub fn resolve_as_of(on: Option<Day>, credited: u128, costs: u128) -> Action {
    Action::Resolve {
        dispute: UNSEEN_EVENT,
        ruling: Ruling {
            credited: fen(credited),
            on,
            costs: fen(costs),
        },
        evidence: None,
    }
}

pub fn consent(digest: Digest) -> Action {
    Action::Consent {
        digest,
        evidence: None,
    }
}

pub fn attest(digest: Digest) -> Action {
    Action::Attest { digest, kind: 1 }
}

pub fn state_identity(digest: Digest) -> Action {
    Action::StateIdentity { digest, kind: 2 }
}

pub fn end_identity(digest: Digest) -> Action {
    Action::EndIdentity { digest }
}

pub fn void_identity(digest: Digest) -> Action {
    Action::VoidIdentity { digest }
}

/// Heir, verifier and second verifier of the caller's own seat.
pub fn plan(named: [Option<AccountId>; 3], days: u16) -> Action {
    let [heir, verifier, second] = named;
    Action::PlanSuccession {
        heir,
        verifier,
        second,
        days,
    }
}

pub fn claim(seat: AccountId, to: AccountId) -> Action {
    claim_with(seat, to, None)
}

pub fn claim_with(seat: AccountId, to: AccountId, statement: Option<Digest>) -> Action {
    Action::ClaimSeat {
        seat,
        to,
        statement,
        evidence: None,
    }
}

pub fn support(seat: AccountId, to: AccountId) -> Action {
    Action::SupportClaim {
        seat,
        to,
        evidence: None,
    }
}

pub fn end_claim(seat: AccountId, to: AccountId) -> Action {
    Action::EndClaim {
        seat,
        to,
        evidence: None,
    }
}

/// The seat is to have `key`.
pub fn decide(seat: AccountId, to: AccountId, key: AccountId) -> Action {
    Action::DecideClaim {
        seat,
        to,
        key,
        evidence: [14; 32],
    }
}

pub fn take(seat: AccountId) -> Action {
    Action::TakeSeat { seat, evidence: None }
}
