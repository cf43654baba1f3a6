//! The token by the standard, in ink's own environment. What its moods do needs a chain: `e2e-tests`.

use ink::{
    env::{test, DefaultEnvironment},
    primitives::AccountId,
    reflect::{DispatchableConstructorInfo, DispatchableMessageInfo},
};
use scale::Encode;
use token::{Mood, PSP22Error, PSP22Metadata, Token, PSP22};

const SUPPLY: u128 = 1_000;

fn owner() -> AccountId {
    [1; 32].into()
}

fn spender() -> AccountId {
    [2; 32].into()
}

fn friend() -> AccountId {
    [3; 32].into()
}

fn nobody() -> AccountId {
    [0; 32].into()
}

fn as_if(caller: AccountId) {
    test::set_caller::<DefaultEnvironment>(caller);
}

/// A token of which the owner has all.
fn token() -> Token {
    as_if(owner());
    Token::new(SUPPLY)
}

/// Checks that the contract answers to a selector under a name.
macro_rules! answers_to {
    ($($selector:literal => $name:literal),* $(,)?) => {
        $(assert_eq!(<Token as DispatchableMessageInfo<$selector>>::LABEL, $name);)*
    };
}

#[test]
fn the_messages_have_the_selectors_of_the_standard() {
    answers_to! {
        0x162d_f8c2 => "PSP22::total_supply",
        0x6568_382f => "PSP22::balance_of",
        0x4d47_d921 => "PSP22::allowance",
        0xdb20_f9f5 => "PSP22::transfer",
        0x54b3_c76e => "PSP22::transfer_from",
        0xb20f_1bbd => "PSP22::approve",
        0x96d6_b57a => "PSP22::increase_allowance",
        0xfecb_57d5 => "PSP22::decrease_allowance",
        0x3d26_1bd4 => "PSP22Metadata::token_name",
        0x3420_5be5 => "PSP22Metadata::token_symbol",
        0x7271_b782 => "PSP22Metadata::token_decimals",
    }
    assert_eq!(<Token as DispatchableConstructorInfo<0x9bae_9d5e>>::LABEL, "new");
}

#[test]
fn the_errors_have_the_order_of_the_standard() {
    let reason = String::from("x");
    let in_order = [
        PSP22Error::Custom(reason.clone()),
        PSP22Error::InsufficientBalance,
        PSP22Error::InsufficientAllowance,
        PSP22Error::ZeroRecipientAddress,
        PSP22Error::ZeroSenderAddress,
        PSP22Error::SafeTransferCheckFailed(reason),
    ];
    let indices = in_order.map(|error| error.encode()[0]);
    assert_eq!(indices, [0, 1, 2, 3, 4, 5]);
}

#[ink::test]
fn the_deployer_has_all_of_it() {
    let token = token();
    assert_eq!(
        (token.total_supply(), token.balance_of(owner())),
        (SUPPLY, SUPPLY)
    );
    assert_eq!(test::recorded_events().count(), 1);
    assert_eq!(token.token_symbol().as_deref(), Some("TEST"));
}

#[ink::test]
fn a_transfer_moves_what_there_is_and_no_more() {
    let mut token = token();
    assert_eq!(token.transfer(friend(), 400, vec![]), Ok(()));
    assert_eq!(
        (token.balance_of(owner()), token.balance_of(friend())),
        (600, 400)
    );
    assert_eq!(
        token.transfer(friend(), 601, vec![]),
        Err(PSP22Error::InsufficientBalance)
    );
    assert_eq!(
        token.transfer(nobody(), 1, vec![]),
        Err(PSP22Error::ZeroRecipientAddress)
    );
    assert_eq!(token.transfer(owner(), 600, vec![]), Ok(()));
    assert_eq!(
        (token.balance_of(owner()), token.balance_of(friend())),
        (600, 400)
    );
    assert_eq!(token.total_supply(), SUPPLY);
}

#[ink::test]
fn a_spender_moves_what_was_approved_once() {
    let mut token = token();
    assert_eq!(token.approve(spender(), 300), Ok(()));
    as_if(spender());
    assert_eq!(
        token.transfer_from(owner(), friend(), 301, vec![]),
        Err(PSP22Error::InsufficientAllowance)
    );
    assert_eq!(token.transfer_from(owner(), friend(), 200, vec![]), Ok(()));
    assert_eq!(
        (token.balance_of(owner()), token.balance_of(friend())),
        (800, 200)
    );
    assert_eq!(token.allowance(owner(), spender()), 100);
    assert_eq!(
        token.transfer_from(owner(), friend(), 101, vec![]),
        Err(PSP22Error::InsufficientAllowance)
    );
}

#[ink::test]
fn an_approval_of_more_than_there_is_moves_nothing() {
    let mut token = token();
    assert_eq!(token.approve(spender(), SUPPLY + 1), Ok(()));
    as_if(spender());
    assert_eq!(
        token.transfer_from(owner(), friend(), SUPPLY + 1, vec![]),
        Err(PSP22Error::InsufficientBalance)
    );
}

#[ink::test]
fn an_allowance_is_replaced_raised_and_lowered_to_nothing_at_the_least() {
    let mut token = token();
    assert_eq!(token.approve(spender(), 300), Ok(()));
    assert_eq!(token.approve(spender(), 10), Ok(()));
    assert_eq!(token.increase_allowance(spender(), 5), Ok(()));
    assert_eq!(token.allowance(owner(), spender()), 15);
    assert_eq!(token.decrease_allowance(spender(), 12), Ok(()));
    assert_eq!(
        token.decrease_allowance(spender(), 4),
        Err(PSP22Error::InsufficientAllowance)
    );
    assert_eq!(token.allowance(owner(), spender()), 3);
    assert_eq!(token.approve(nobody(), 1), Err(PSP22Error::ZeroRecipientAddress));
}

#[ink::test]
fn a_token_that_is_not_in_the_mood_refuses_every_movement_and_nothing_else() {
    let mut token = token();
    token.turn(Mood::Refuses);
    assert!(matches!(
        token.transfer(friend(), 1, vec![]),
        Err(PSP22Error::Custom(_))
    ));
    assert!(matches!(
        token.transfer_from(owner(), friend(), 1, vec![]),
        Err(PSP22Error::Custom(_))
    ));
    assert_eq!(token.approve(spender(), 1), Ok(()));
    token.turn(Mood::Honest);
    assert_eq!(token.transfer(friend(), 1, vec![]), Ok(()));
}

#[ink::test]
#[should_panic(expected = "told to")]
fn a_token_that_traps_traps() {
    let mut token = token();
    token.turn(Mood::Traps);
    let _ = token.transfer(friend(), 1, vec![]);
}
