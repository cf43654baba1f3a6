//! The yardstick of the benchmarks: a contract that writes one mapping entry and
//! nothing else, so that what a loan message costs can be given as a multiple of
//! the cheapest write on the same chain.
//! Units: keys and values are plain numbers. Limits: anyone may overwrite anything.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod probe {
    use ink::storage::Mapping;

    /// One mapping.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Probe {
        entries: Mapping<u64, u64>,
    }

    impl Probe {
        /// An empty probe.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Writes `value` under `key`.
        #[ink(message)]
        pub fn write(&mut self, key: u64, value: u64) {
            self.entries.insert(key, &value);
        }
    }
}
