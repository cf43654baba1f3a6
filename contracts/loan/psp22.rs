//! The two messages of a PSP22 token that the ledger sends. Selectors and arguments are those of the PSP22 standard.
//!
//! Whatever the token answers but "done" is [`Error::TokenRefused`], and so is a token that is none, or the ledger itself:
//! the caller gives up, and the chain takes everything back. A token that burns all the gas, or answers more than 16 KiB,
//! stops the whole call; nothing has changed then either.

use crate::cells::{encoded, Encoded};
use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        DefaultEnvironment,
    },
    prelude::vec::Vec,
};
use scale::{Decode, Encode, Input};
use terms::{AccountId, Amount, Error};

/// `PSP22::transfer(to, value, data)`.
const TRANSFER: Selector = Selector::new([0xdb, 0x20, 0xf9, 0xf5]);
/// `PSP22::transfer_from(from, to, value, data)`.
const TRANSFER_FROM: Selector = Selector::new([0x54, 0xb3, 0xc7, 0x6e]);

/// A token's own reason for refusing; its kinds differ from token to token, and none matters here.
struct Refusal;

impl Decode for Refusal {
    fn decode<I: Input>(_: &mut I) -> Result<Self, scale::Error> {
        Ok(Refusal)
    }
}

/// Moves `amount` from this contract to `to`. Errors: [`Error::TokenRefused`].
pub fn transfer(token: AccountId, to: AccountId, amount: Amount) -> Result<(), Error> {
    send(token, TRANSFER, encoded(&to), amount)
}

/// Moves `amount` from `from`, who has approved it, to `to`. Errors: [`Error::TokenRefused`].
pub fn transfer_from(token: AccountId, from: AccountId, to: AccountId, amount: Amount) -> Result<(), Error> {
    send(token, TRANSFER_FROM, encoded(&(from, to)), amount)
}

/// Calls the token; `arguments` are those that come before amount and data, encoded.
#[inline(never)]
fn send(token: AccountId, message: Selector, mut arguments: Vec<u8>, amount: Amount) -> Result<(), Error> {
    if ink::env::account_id::<DefaultEnvironment>() == token.0.into() {
        return Err(Error::TokenRefused);
    }
    amount.encode_to(&mut arguments);
    // No data.
    arguments.push(0);
    let input = ExecutionInput::new(message).push_arg(<Encoded>::from(arguments));
    let answer = build_call::<DefaultEnvironment>()
        .call(token.0.into())
        .exec_input(input)
        .returns::<Result<(), Refusal>>()
        .try_invoke();
    match answer {
        Ok(Ok(Ok(()))) => Ok(()),
        _ => Err(Error::TokenRefused),
    }
}
