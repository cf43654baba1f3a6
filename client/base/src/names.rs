//! What the rules' own words are called for programs: in JSON, in the database, in ids of messages. Written here and not
//! derived from a Rust name, so that a variant can be renamed and nobody's program breaks.

use terms::agreement::{Awaits, Revoked};
use terms::law::LateBasis;
use terms::life::Channel;
use terms::{Cause, Method, Role, Stage, Status};

/// Where a loan stands.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Proposed => "proposed",
        Status::Signed => "signed",
        Status::Active => "active",
        Status::Defaulted => "defaulted",
        Status::Settled => "settled",
        Status::Cancelled => "cancelled",
        Status::Expired => "expired",
    }
}

/// How a verifier's statement was revoked.
pub fn revoked(revoked: Revoked) -> &'static str {
    match revoked {
        Revoked::Ended => "ended",
        Revoked::Void => "void",
    }
}

/// What a claim to a seat waits for.
pub fn awaits(awaits: Awaits) -> &'static str {
    match awaits {
        Awaits::Nothing => "nothing",
        Awaits::Second => "second",
        Awaits::Arbiter => "arbiter",
    }
}

/// How near a due day is.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Soon => "soon",
        Stage::Today => "today",
        Stage::Overdue => "overdue",
        Stage::Final => "final",
    }
}

/// How principal is repaid.
pub fn method(method: Method) -> &'static str {
    match method {
        Method::Bullet => "bullet",
        Method::InterestOnly => "interest-only",
        Method::EqualInstalments => "equal-instalments",
        Method::EqualPrincipal => "equal-principal",
        Method::Custom => "custom",
    }
}

/// Every way in which a demand can be sent.
pub const CHANNELS: [Channel; 5] = [
    Channel::Letter,
    Channel::Sms,
    Channel::Email,
    Channel::Messenger,
    Channel::Person,
];

/// How a demand was sent.
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Letter => "letter",
        Channel::Sms => "sms",
        Channel::Email => "email",
        Channel::Messenger => "messenger",
        Channel::Person => "person",
    }
}

/// A side of a loan.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Lender => "lender",
        Role::Borrower => "borrower",
    }
}

/// Why the limitation period began anew.
pub fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::PartPayment => "part-payment",
        Cause::Acknowledgement => "acknowledgement",
        Cause::ExtensionRequest => "extension-request",
        Cause::Demand => "demand",
    }
}

/// Where the rate of late interest comes from.
pub fn late_basis(basis: LateBasis) -> &'static str {
    match basis {
        LateBasis::AgreedOverdue => "agreed-overdue",
        LateBasis::LoanRate => "loan-rate",
        LateBasis::Reference => "reference",
        LateBasis::Nothing => "nothing",
    }
}
