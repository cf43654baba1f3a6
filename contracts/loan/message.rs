//! The contract's messages as a caller encodes them: by the contract's own types, so that no selector or layout is written
//! down twice. For programs outside the chain.

use crate::{submission::Argument, LedgerRef};
use ink::{
    codegen::TraitCallBuilder,
    env::{
        call::{
            utils::{ReturnType, Set},
            Call, CallBuilder, ExecutionInput, FromAccountId,
        },
        DefaultEnvironment,
    },
};
use scale::Encode;
use terms::{
    intent::{Intent, Signature, Submitted},
    life::Action,
    Digest, Error, Figures, Loan, LoanId, Terms,
};

type Builder = <LedgerRef as TraitCallBuilder>::Builder;
type InkMessage<Args, R> = CallBuilder<
    DefaultEnvironment,
    Set<Call<DefaultEnvironment>>,
    Set<ExecutionInput<Args>>,
    Set<ReturnType<R>>,
>;

/// A message with its arguments, and the type of its answer.
#[derive(Clone, Debug)]
pub struct Message<R> {
    /// Selector and arguments.
    pub input: Vec<u8>,
    answer: core::marker::PhantomData<R>,
}

impl<R> Message<R> {
    /// For instance `Message::new(|ledger| ledger.act(loan, Action::Expire))`.
    pub fn new<Args: Encode>(build: impl FnOnce(&mut Builder) -> InkMessage<Args, R>) -> Message<R> {
        // The address in the builder is not part of what is encoded.
        let mut ledger = LedgerRef::from_account_id([0; 32].into());
        let call = build(ledger.call_mut());
        Message {
            input: call.params().exec_input().encode(),
            answer: core::marker::PhantomData,
        }
    }

    /// The same, whose answer is read as what its bytes stand for.
    fn answered<T>(self) -> Message<T> {
        Message {
            input: self.input,
            answer: core::marker::PhantomData,
        }
    }
}

impl Message<Result<(), Error>> {
    /// A step of a loan.
    pub fn act(loan: LoanId, action: Action) -> Self {
        Message::new(|ledger| ledger.act(loan, action))
    }
}

impl Message<Result<u32, Error>> {
    /// Steps that anyone may take.
    pub fn batch(steps: Vec<(LoanId, Action)>) -> Self {
        Message::new(|ledger| ledger.batch(Argument(steps)))
    }
}

impl Message<Option<Loan>> {
    /// A loan as it stands.
    pub fn loan(loan: LoanId) -> Self {
        Message::new(|ledger| ledger.loan(loan)).answered()
    }
}

impl Message<Result<Figures, Error>> {
    /// A loan's figures now.
    pub fn figures(loan: LoanId) -> Self {
        Message::new(|ledger| ledger.figures(loan)).answered()
    }
}

/// Messages that change nothing. Of others ink's metadata says so too where they leave the root cell alone, which is not what
/// people want to know.
pub const QUERIES: &[&str] = &["loan", "loan_by_digest", "figures"];

impl Message<Result<Vec<Submitted>, Error>> {
    /// What others signed, for submission.
    pub fn submit(intents: Vec<(Intent, Signature)>) -> Self {
        Message::new(|ledger| ledger.submit(intents.into()))
    }
}

impl Message<Result<LoanId, Error>> {
    /// A loan on which lender and borrower agreed apart, with the intent of each.
    pub fn conclude(terms: Terms, lender: (Intent, Signature), borrower: (Intent, Signature)) -> Self {
        Message::new(|ledger| ledger.conclude(terms, vec![lender, borrower].into()))
    }
}

/// The encoded constructor, for the chain whose first block has the hash `genesis`.
pub fn constructor(genesis: Digest) -> Vec<u8> {
    let mut input = ink::selector_bytes!("new").to_vec();
    genesis.encode_to(&mut input);
    input
}
