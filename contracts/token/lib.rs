//! A PSP22 token for tests: messages, selectors, errors and events of the standard, and moods in which it misbehaves.
//!
//! Units: amounts in the token's smallest unit. Source: PSP-22, <https://github.com/w3f/PSPs>. Limits: nothing is minted
//! or burnt after the start, a recipient's contract is not asked whether it wants the money, and anyone may turn the mood
//! or speak in the token's name: it is worth nothing, and meant to be.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod raw;

pub use token::{Approval, Mood, Token, TokenRef, Transfer};

use ink::{
    prelude::{string::String, vec::Vec},
    primitives::AccountId,
};

/// Why the token refuses, in the standard's order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum PSP22Error {
    /// For a reason of this token's own.
    Custom(String),
    /// The sender has less.
    InsufficientBalance,
    /// The owner has approved less.
    InsufficientAllowance,
    /// The recipient is the zero account.
    ZeroRecipientAddress,
    /// The sender is the zero account.
    ZeroSenderAddress,
    /// The recipient's contract does not want it.
    SafeTransferCheckFailed(String),
}

/// The standard. Selectors follow from the names of trait and message.
#[ink::trait_definition]
pub trait PSP22 {
    /// How much there is of the token.
    #[ink(message)]
    fn total_supply(&self) -> u128;

    /// How much of it `owner` has.
    #[ink(message)]
    fn balance_of(&self, owner: AccountId) -> u128;

    /// How much of `owner`'s money `spender` may move.
    #[ink(message)]
    fn allowance(&self, owner: AccountId, spender: AccountId) -> u128;

    /// Moves `value` from the caller to `to`.
    ///
    /// Errors: `InsufficientBalance`, `ZeroRecipientAddress`, and what the mood brings.
    #[ink(message)]
    fn transfer(&mut self, to: AccountId, value: u128, data: Vec<u8>) -> Result<(), PSP22Error>;

    /// Moves `value` from `from` to `to`, out of what `from` has approved for the caller.
    ///
    /// Errors: `InsufficientAllowance`, `InsufficientBalance`, `ZeroRecipientAddress`, and what the mood brings.
    #[ink(message)]
    fn transfer_from(
        &mut self,
        from: AccountId,
        to: AccountId,
        value: u128,
        data: Vec<u8>,
    ) -> Result<(), PSP22Error>;

    /// Lets `spender` move up to `value` of the caller's money, in place of what they were allowed before.
    ///
    /// Errors: `ZeroRecipientAddress`.
    #[ink(message)]
    fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error>;

    /// Lets `spender` move `delta_value` more of the caller's money.
    ///
    /// Errors: `ZeroRecipientAddress`.
    #[ink(message)]
    fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error>;

    /// Lets `spender` move `delta_value` less of the caller's money.
    ///
    /// Errors: `InsufficientAllowance`, `ZeroRecipientAddress`.
    #[ink(message)]
    fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error>;
}

/// How people read the token.
#[ink::trait_definition]
pub trait PSP22Metadata {
    /// Its name.
    #[ink(message)]
    fn token_name(&self) -> Option<String>;

    /// Its sign.
    #[ink(message)]
    fn token_symbol(&self) -> Option<String>;

    /// How many of an amount's digits stand behind the point.
    #[ink(message)]
    fn token_decimals(&self) -> u8;
}

#[ink::contract]
mod token {
    use super::{raw, PSP22Error, PSP22Metadata, PSP22};
    use ink::{
        prelude::{string::String, vec::Vec},
        storage::Mapping,
    };

    /// The standard's account that nobody has.
    const NOBODY: [u8; 32] = [0; 32];

    /// How the token behaves when it is to move money.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub enum Mood {
        /// As the standard says.
        #[default]
        Honest,
        /// It refuses with [`PSP22Error::Custom`].
        Refuses,
        /// It traps.
        Traps,
        /// It first sends `input` to `ledger`, keeps in mind whether that was accepted, and then is honest.
        Reenters {
            /// The contract that it calls: the one that called it, or one in between.
            ledger: AccountId,
            /// Selector and arguments of a message that answers a `Result`.
            input: Vec<u8>,
        },
    }

    /// The token.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Token {
        supply: u128,
        balances: Mapping<AccountId, u128>,
        /// What an owner lets a spender move.
        allowances: Mapping<(AccountId, AccountId), u128>,
        mood: Mood,
        /// Whether the last call of [`Mood::Reenters`] was accepted.
        reentry: Option<bool>,
    }

    /// Money was moved.
    #[ink(event)]
    pub struct Transfer {
        /// From whom; `None` when it came into being.
        #[ink(topic)]
        pub from: Option<AccountId>,
        /// To whom.
        #[ink(topic)]
        pub to: Option<AccountId>,
        /// How much.
        pub value: u128,
    }

    /// An allowance is now `value`.
    #[ink(event)]
    pub struct Approval {
        /// Whose money.
        #[ink(topic)]
        pub owner: AccountId,
        /// Who may move it.
        #[ink(topic)]
        pub spender: AccountId,
        /// How much of it.
        pub value: u128,
    }

    impl Token {
        /// A token of which the deployer has all.
        #[ink(constructor)]
        pub fn new(supply: u128) -> Self {
            let mut token = Self {
                supply,
                ..Self::default()
            };
            let owner = token.env().caller();
            token.balances.insert(owner, &supply);
            token.env().emit_event(Transfer {
                from: None,
                to: Some(owner),
                value: supply,
            });
            token
        }

        /// Turns the token's mood, and forgets what came of the last one.
        #[ink(message)]
        pub fn turn(&mut self, mood: Mood) {
            self.mood = mood;
            self.reentry = None;
        }

        /// Whether the last call of [`Mood::Reenters`] was accepted; `None` before the first, and after one that took
        /// the whole transfer down with it.
        #[ink(message)]
        pub fn reentry_succeeded(&self) -> Option<bool> {
            self.reentry
        }

        /// Sends selector and arguments of a message to `to` in the token's own name. Returns whether it was accepted.
        ///
        /// It takes `&self`, so that ink does not write back over what the token does when it is called meanwhile.
        #[ink(message)]
        pub fn relay(&self, to: AccountId, input: Vec<u8>) -> bool {
            raw::send(to, &input)
        }

        /// Errors: `Custom` when it is not in the mood.
        fn act(&mut self) -> Result<(), PSP22Error> {
            match &self.mood {
                Mood::Honest => Ok(()),
                Mood::Refuses => Err(PSP22Error::Custom(String::from("not in the mood"))),
                Mood::Traps => panic!("it was told to"),
                Mood::Reenters { ledger, input } => {
                    self.reentry = Some(raw::send(*ledger, input));
                    Ok(())
                }
            }
        }

        fn shift(&mut self, from: AccountId, to: AccountId, value: u128) -> Result<(), PSP22Error> {
            if from == NOBODY.into() {
                return Err(PSP22Error::ZeroSenderAddress);
            }
            if to == NOBODY.into() {
                return Err(PSP22Error::ZeroRecipientAddress);
            }
            let left = self.balance_of(from).checked_sub(value);
            self.balances
                .insert(from, &left.ok_or(PSP22Error::InsufficientBalance)?);
            // All balances together are the supply.
            let has = self.balance_of(to).saturating_add(value);
            self.balances.insert(to, &has);
            self.env().emit_event(Transfer {
                from: Some(from),
                to: Some(to),
                value,
            });
            Ok(())
        }

        fn allow(&mut self, owner: AccountId, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            if spender == NOBODY.into() {
                return Err(PSP22Error::ZeroRecipientAddress);
            }
            self.allowances.insert((owner, spender), &value);
            self.env().emit_event(Approval {
                owner,
                spender,
                value,
            });
            Ok(())
        }

        /// What is left of an allowance without `value`. Errors: `InsufficientAllowance`.
        fn allowance_less(
            &self,
            owner: AccountId,
            spender: AccountId,
            value: u128,
        ) -> Result<u128, PSP22Error> {
            let left = self.allowance(owner, spender).checked_sub(value);
            left.ok_or(PSP22Error::InsufficientAllowance)
        }
    }

    impl PSP22 for Token {
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.supply
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            self.balances.get(owner).unwrap_or_default()
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.allowances.get((owner, spender)).unwrap_or_default()
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            self.act()?;
            self.shift(self.env().caller(), to, value)
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            self.act()?;
            let spender = self.env().caller();
            let left = self.allowance_less(from, spender, value)?;
            self.shift(from, to, value)?;
            self.allow(from, spender, left)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            self.allow(self.env().caller(), spender, value)
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let more = self.allowance(owner, spender).saturating_add(delta_value);
            self.allow(owner, spender, more)
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let less = self.allowance_less(owner, spender, delta_value)?;
            self.allow(owner, spender, less)
        }
    }

    impl PSP22Metadata for Token {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            Some(String::from("Test money"))
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            Some(String::from("TEST"))
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            2
        }
    }
}
