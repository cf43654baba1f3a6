//! Every reason for which the rules refuse something. Indices are stable and only ever appended to; there is no
//! free text on chain, what people read comes from the client's message files under the same names.
//!
//! Which error wins when several apply: the loan exists → its state → who acts → deadlines → arguments → law → money.

use scale::{Decode, Encode};

macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $name:ident = $index:literal $(, $article:literal)?;)*) => {
        /// Why something is refused. A refused call changes nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
        pub enum Error {
            $($(#[doc = $doc])+ #[codec(index = $index)] $name,)*
        }

        impl Error {
            /// All errors.
            pub const ALL: &'static [Error] = &[$(Error::$name),*];

            /// The stable code: the variant's name.
            #[cfg(feature = "std")]
            pub fn code(self) -> &'static str {
                match self { $(Error::$name => stringify!($name),)* }
            }

            /// The SCALE index.
            #[cfg(feature = "std")]
            pub fn index(self) -> u8 {
                match self { $(Error::$name => $index,)* }
            }

            /// What the variant's documentation says.
            #[cfg(feature = "std")]
            pub fn doc(self) -> &'static str {
                match self { $(Error::$name => concat!($($doc),+),)* }
            }

            /// The article that the rule comes from, where it is the law's.
            #[cfg(feature = "std")]
            pub fn article(self) -> Option<&'static str> {
                let article = match self { $(Error::$name => concat!($($article)?),)* };
                (!article.is_empty()).then_some(article)
            }
        }
    };
}

errors! {
    /// Returned when a computation does not add up inside; a bug, never bad input.
    Arithmetic = 0;
    /// Returned when an amount, or what follows from it, is above 10^26 minor units.
    AmountTooLarge = 1;
    /// Returned when an amount is zero.
    AmountZero = 2;
    /// Returned when a date is not in the calendar, or not within 1970 to 2999.
    BadDate = 3;
    /// Returned when a rate is above 1,000 % a year.
    RateTooHigh = 4;
    /// Returned when a currency has more than 12 decimals.
    BadDecimals = 5;
    /// Returned when a currency is not three capital letters.
    BadCurrency = 6;
    /// Returned when an offset from UTC is beyond 14 hours.
    BadUtcOffset = 7;
    /// Returned when the days of grace are more than 365.
    GraceTooLong = 8;
    /// Returned when the plan has no instalment, more than 120, periods of no length, or a bullet loan has several.
    BadPeriods = 9;
    /// Returned when the last due day is more than 100 years after the start.
    TermTooLong = 10;
    /// Returned when the signed schedule is not what follows from the terms.
    ScheduleMismatch = 11;
    /// Returned when lender and borrower are the same account.
    SameParty = 12;
    /// Returned when deadlines and due days are not in the order sign, deliver, first due day.
    DeadlineOrder = 13;
    /// Returned when the deadline for this step has passed.
    DeadlinePassed = 14;
    /// Returned when a loan is to expire before its deadline.
    DeadlineNotReached = 15;
    /// Returned when there is no loan with this number.
    NoSuchLoan = 16;
    /// Returned when the loan's state does not allow this step.
    WrongState = 17;
    /// Returned when the caller is neither lender nor borrower nor co-borrower.
    NotAParty = 18;
    /// Returned when the other party has to take this step.
    WrongParty = 19;
    /// Returned when the digest is not that of the proposed terms.
    DigestMismatch = 20;
    /// Returned when the very same terms were proposed before.
    AlreadyProposed = 21;
    /// Returned when the rate is above four times the one-year LPR, or the agreed cap.
    RateAboveCap = 22, "PL 25";
    /// Returned when the overdue rate is above four times the one-year LPR, or the agreed cap.
    OverdueRateAboveCap = 23, "PL 28, 29";
    /// Returned when no reference rate was published for the day.
    NoReferenceRate = 24, "PL 25, 31";
    /// Returned when more money is delivered than was agreed.
    DeliveryTooLarge = 25, "CC 670, PL 26";
    /// Returned when a delivery is dated in the future, or before both the proposal and the agreed start, or after the last day for it.
    DeliveryDay = 26;
    /// Returned when no delivery was reported that could be acknowledged.
    NoDelivery = 27;
    /// Returned when the acknowledged amount is not the reported one.
    DeliveryMismatch = 28;
    /// Returned when a loan whose delivery was reported is to expire.
    DeliveryReported = 29;
    /// Returned when the money that came with the call is not the amount it names.
    ValueMismatch = 30;
    /// Returned when this step does not fit the agreed way of settlement.
    WrongSettlement = 31;
    /// Returned when a repayment is more than everything owed.
    RepaymentTooLarge = 32;
    /// Returned when the terms exclude repayment before the due day.
    EarlyRepaymentExcluded = 33, "CC 677, PL 30";
    /// Returned when a repayment is dated in the future or before the delivery.
    PaymentDay = 34;
    /// Returned when 32 reported repayments wait for confirmation already.
    TooManyReports = 35;
    /// Returned when there is no open report with this number.
    NoSuchReport = 36;
    /// Returned when a report of an earlier payment has to be confirmed first.
    EarlierReportOpen = 37;
    /// Returned when no instalment is overdue beyond its grace.
    NotInDefault = 38;
    /// Returned when nothing has fallen due that was not announced before, or no step of a batch can be taken.
    NothingToAnnounce = 39;
    /// Returned when a batch is empty, has more than 100 steps, or one that not everybody may take.
    BadBatch = 40;
    /// Returned when there is nothing to withdraw.
    NothingToWithdraw = 41;
    /// Returned when the chain refuses to transfer the money.
    TransferFailed = 42;
    /// Returned when a balloon is larger than the principal.
    BalloonTooLarge = 43;
    /// Returned when due days by hand are not each later than the one before, or the first not after the start.
    BadDueDays = 44;
    /// Returned when a loan has more than three guarantors.
    TooManyGuarantors = 45;
    /// Returned when a guarantor is a party or named twice, or the period is nothing or more than 20 years.
    BadGuarantor = 46, "CC 692";
    /// Returned when the arbiter is a party or a guarantor.
    BadArbiter = 47;
    /// Returned when the caller is not named as guarantor.
    NotGuarantor = 48, "PL 20";
    /// Returned when the caller has signed this already.
    AlreadySigned = 49;
    /// Returned when no amendment waits for signatures.
    NoAmendment = 50;
    /// Returned when the loan has been amended 64 times.
    TooManyAmendments = 51;
    /// Returned when the first new instalment is already due when an amendment comes into force.
    AmendmentTooLate = 52;
    /// Returned when the caller holds no part of the claim.
    NotHolder = 53;
    /// Returned when the parts are not what the assignor holds, to the last millionth, or a part is nothing or named twice.
    BadParts = 54, "CC 545";
    /// Returned when more than 16 accounts would hold the claim, when one of several holders divides their part into more than two, or when
    /// four holders whom the terms don't name have arranged for their keys already.
    TooManyHolders = 55;
    /// Returned when no assignment waits for signatures.
    NoAssignment = 56;
    /// Returned when a party of the debt itself would hold the claim.
    BadAssignee = 57, "CC 576";
    /// Returned when this step needs the claim in one hand.
    SeveralHolders = 58;
    /// Returned when a dispute is open already.
    AlreadyDisputed = 59;
    /// Returned when no dispute is open.
    NotDisputed = 60;
    /// Returned when default cannot be recorded, nor the loan accelerated, while a dispute is open.
    Disputed = 61;
    /// Returned when the caller is not the arbiter of this loan.
    NotArbiter = 62;
    /// Returned when a ruling awards money though the parties named no arbiter for this loan.
    RulingTooWide = 63;
    /// Returned when the caller is not appointed as witness.
    NotWitness = 64;
    /// Returned when this witness attested of this loan before.
    AlreadyAttested = 65;
    /// Returned when eight witnesses have attested of this loan.
    TooManyWitnesses = 66;
    /// Returned when the caller may not publish reference rates.
    NotPublisher = 67;
    /// Returned when a reference rate is not later than the newest, or would not hold from today.
    RateOutOfOrder = 68;
    /// Returned when the caller did not deploy the contract.
    NotDeployer = 69;
    /// Returned when the token's contract refuses the transfer.
    TokenRefused = 70;
    /// Returned when an assignment would wait for signatures for more than 90 days.
    DeadlineTooFar = 71;
    /// Returned when no payment in whole units makes all instalments but the last equal and the last one near them.
    LevelPaymentImpossible = 72;
    /// Returned when a published reference rate is nothing.
    RateZero = 73;
    /// Returned when an amendment's start lies ahead, or its day or principal are not those of the day of the proposal.
    AmendmentMismatch = 74;
    /// Returned when a demand is said to have arrived in the future or before the delivery.
    ArrivalDay = 75;
    /// Returned when a loan has more than three co-borrowers.
    TooManyCoBorrowers = 76;
    /// Returned when a co-borrower is the lender, the borrower, or named twice.
    BadCoBorrower = 77, "CC 518";
    /// Returned when the days from the notice of acceleration to the new due day are none or more than 365.
    BadAcceleration = 78;
    /// Returned when the terms agree on no acceleration after default.
    NoAcceleration = 79, "CC 509";
    /// Returned when nothing is left that would fall due later than by acceleration.
    NothingToAccelerate = 80;
    /// Returned when the creditor has put 64 movements on record within 92 days: more could close the books over days of
    /// which the borrower still has payments to report.
    TooManyPostings = 81;
    /// Returned when an event is no payment that the parties can take back: it is of another kind, moved on chain, was
    /// found by an arbiter, was taken back already, or lies before the last amendment or the oldest posting.
    NoSuchPayment = 82;
    /// Returned when the caller has asked for this already.
    AlreadyAsked = 83;
    /// Returned when a party is named as the one who paid in the borrower's place.
    BadPayer = 84, "CC 524";
    /// Returned when less money is delivered on chain than the terms ask for at least.
    DeliveryTooSmall = 85;
    /// Returned when the least delivery is nothing or more than the principal, or named though the money moves outside the chain.
    BadLeastDelivery = 86;
    /// Returned when the cap of the day of delivery leaves a lower rate than the lender delivers at.
    RateBelowMinimum = 87, "PL 25";
    /// Returned when an intent is of another version, or for another chain or contract.
    OtherPlace = 88;
    /// Returned when an intent was not signed by the sr25519 key of its signer, or its signer is the key of zeros.
    BadSignature = 89;
    /// Returned when the time of an intent ends before it begins, or is longer than 30 days.
    BadValidity = 90;
    /// Returned when the time of an intent has not begun.
    NotValidYet = 91;
    /// Returned when the time of an intent is over.
    NoLongerValid = 92;
    /// Returned when this cannot be submitted for somebody else: anyone may do it, it moves money of the chain, it leaves its day
    /// open, or it belongs into another message.
    NotAnIntent = 93;
    /// Returned when an intent comes before another that its signer signed for the same loan.
    NonceAhead = 94;
    /// Returned when the agreement in force is not the one that the signer of an intent knows.
    NotInForce = 95;
    /// Returned when an intent would move its signer's counter by nothing or by more than 16.
    BadSkip = 96;
    /// Returned when no intents are submitted, more than eight, or more than 12 KiB.
    BadSubmission = 97;
    /// Returned when all submitted intents had been used or taken back before.
    NothingNew = 98;
    /// Returned when the loan is no longer as the step names it: another creditor, another dispute or default, more or less owed.
    NotAsNamed = 99;
    /// Returned when the days for the answer to a report are more than 365.
    AnswerTooLong = 100;
    /// Returned when the terms agree on no days after which silence may be recorded.
    NoAnswerDays = 101, "CC 140";
    /// Returned when the days for the answer to a report are not over.
    AnswerNotDue = 102;
    /// Returned when the silence about this report is on record already.
    SilenceOnRecord = 103;
    /// Returned when the deliveries are none or more than twelve, or several though the money moves on chain.
    BadDeliveries = 104;
    /// Returned when as many deliveries are reported as the terms agree on.
    TooManyDeliveries = 105;
    /// Returned when a due day has come, or something was paid, credited, forgiven, awarded, amended or assigned, so that the
    /// principal can grow no more.
    DeliveryTooLate = 106, "CC 670";
    /// Returned when a further delivery is acknowledged while the report of a repayment waits for its answer.
    RepaymentWaits = 107;
    /// Returned when the caller is not appointed as verifier.
    NotVerifier = 108;
    /// Returned when a verifier has a part in this loan: as party, guarantor, arbiter or holder of the claim.
    VerifierHasPart = 109;
    /// Returned when this verifier has put this statement on record already.
    AlreadyStated = 110;
    /// Returned when sixteen statements about identities are on record.
    TooManyStatements = 111;
    /// Returned when the caller has put no such statement on record.
    NoSuchStatement = 112;
    /// Returned when the statement was ended already, or was called false from the start.
    AlreadyRevoked = 113;
    /// Returned when the terms name money of before the signature that moved on chain, comes beside several deliveries, is nothing, is
    /// dated after the proposal or out of the order of its days, begins with a repayment, or is in more than 32 movements.
    BadPast = 114;
    /// Returned when the principal is not the sum of what the lender handed over before the signature.
    PastMismatch = 115, "CC 670, PL 26";
    /// Returned when the repayments of before the signature leave nothing owed, or are more than was owed on their day.
    NothingLeft = 116, "CC 557";
    /// Returned when a succession names a seat that is not in the terms or named twice, no way to it, one verifier for a seat that holds the
    /// claim, the same account twice or one with a part in the loan, or days that are not 14 to 30.
    BadSuccession = 117;
    /// Returned when the caller may not claim this seat: neither its owner nor named for it by its owner.
    NotNamedForSeat = 118;
    /// Returned when the new key has a part in this loan already, an office by which it may act in it, or is named for another's.
    KeyHasPart = 119;
    /// Returned when somebody claims this seat already.
    SeatClaimed = 120;
    /// Returned when nobody claims this seat, or not for this key.
    NoSuchClaim = 121;
    /// Returned when the seat cannot be taken yet: the days for an objection are not over, or the claim waits for another's word.
    ClaimNotDue = 122;
    /// Returned when nothing may be decided for a seat whose word this is or rests on: somebody claims it, or its key has changed within thirty
    /// days.
    SeatHeld = 123;
    /// Returned when another key acts for the caller's seat now.
    SeatPassed = 124;
    /// Returned when the seat's claim was objected to before, and no identity statement that has been put on record since then comes with it.
    StatementNeeded = 125;
    /// Returned when something is agreed for this seat already, in the terms or after them.
    AlreadyAgreed = 126;
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(self, f)
    }
}

#[cfg(feature = "std")]
impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_those_that_the_bytes_carry_and_leave_no_gap() {
        for (n, error) in Error::ALL.iter().enumerate() {
            assert_eq!(error.encode(), [u8::try_from(n).unwrap()]);
            assert_eq!(usize::from(error.index()), n);
            assert!(error.doc().trim().starts_with("Returned when "), "{error}");
        }
    }
}
