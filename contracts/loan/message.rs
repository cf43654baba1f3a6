//! The contract's messages as a caller encodes them: by the contract's own types, so that no selector or layout is written
//! down twice. For programs outside the chain.

use crate::LedgerRef;
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
    /// For instance `Message::new(|ledger| ledger.sign(loan, digest, None))`.
    pub fn new<Args: Encode>(build: impl FnOnce(&mut Builder) -> InkMessage<Args, R>) -> Message<R> {
        // The address in the builder is not part of what is encoded.
        let mut ledger = LedgerRef::from_account_id([0; 32].into());
        let call = build(ledger.call_mut());
        Message {
            input: call.params().exec_input().encode(),
            answer: core::marker::PhantomData,
        }
    }
}

/// The encoded constructor.
pub fn constructor() -> Vec<u8> {
    // It takes no arguments: the selector is all of it.
    ink::selector_bytes!("new").to_vec()
}
