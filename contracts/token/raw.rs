//! Calls with bytes that somebody else put together.

use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        CallFlags, DefaultEnvironment,
    },
    primitives::AccountId,
};
use scale::{Decode, Encode, Input, Output};

/// Arguments that are encoded already.
struct Arguments<'a>(&'a [u8]);

impl Encode for Arguments<'_> {
    fn encode_to<T: Output + ?Sized>(&self, out: &mut T) {
        out.write(self.0);
    }
}

/// Whether a message's `Result` is `Ok`, whatever is in it.
struct Done(bool);

impl Decode for Done {
    fn decode<I: Input>(answer: &mut I) -> Result<Self, scale::Error> {
        let done = answer.read_byte()? == 0;
        // ink takes an answer for read only when nothing of it is left.
        while answer.remaining_len()? > Some(0) {
            let _ = answer.read_byte()?;
        }
        Ok(Done(done))
    }
}

/// Sends selector and arguments of a message that answers a `Result` to `to`, which may call back. Returns whether that
/// was `Ok`: `false` too where `to` traps or is no contract.
pub fn send(to: AccountId, input: &[u8]) -> bool {
    let Some((selector, arguments)) = input.split_first_chunk() else {
        return false;
    };
    let answer = build_call::<DefaultEnvironment>()
        .call(to)
        .call_flags(CallFlags::ALLOW_REENTRY)
        .exec_input(ExecutionInput::new(Selector::new(*selector)).push_arg(Arguments(arguments)))
        .returns::<Done>()
        .try_invoke();
    matches!(answer, Ok(Ok(Done(true))))
}
