//! Steps in the short form that tests read well with: arguments that no rule looks at are filled in.

use crate::case::fen;
use terms::{
    agreement::{Amendment, Holder},
    life::{Action, Channel, Ruling},
    AccountId, Amount, Day, Digest, Timestamp,
};

pub const CANCEL: Action = Action::Cancel { evidence: None };
pub const EXPIRE: Action = Action::Expire;
pub const NOTIFY: Action = Action::NotifyDue;
pub const DEFAULT: Action = Action::MarkDefault;
pub const ACKNOWLEDGE: Action = Action::Acknowledge { evidence: None };
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
        receipt: None,
    }
}

/// A delivery dated `on`, with its receipt.
pub fn report_delivery(amount: Amount, on: Day) -> Action {
    Action::Deliver {
        amount,
        on: Some(on),
        receipt: Some([5; 32]),
    }
}

pub fn received(amount: Amount) -> Action {
    Action::AcknowledgeDelivery {
        amount,
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

/// A demand that was sent, with proof that it arrived or without.
pub fn demand(receipt: Option<Digest>) -> Action {
    Action::Demand {
        message: [11; 32],
        channel: Channel::Sms,
        receipt,
    }
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
    Action::Resolve {
        ruling: Ruling {
            credited: fen(credited),
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
