//! How much work one file may make: everything that takes time is taken off the same account before it is done, and where nothing is left
//! all that follows is refused. Units: bytes that are hashed; the rest costs as many as take about as long.

use std::cell::Cell;

use crate::fault::{Fault, Result};

/// What the check of a signature costs, without the bytes under it.
const CHECK: u64 = 64 << 10;
/// What a byte of names that are compared costs: they are read, and their text is folded.
const COMPARISON: u64 = 16;

/// How much work is left.
#[derive(Debug)]
pub struct Effort(Cell<u64>);

impl Effort {
    /// As much as so many checks of signatures.
    pub fn of(checks: u32) -> Effort {
        Effort(Cell::new(u64::from(checks) * CHECK))
    }

    /// Takes the check of a signature over so many bytes off.
    pub fn check(&self, bytes: usize) -> Result<()> {
        self.spend(CHECK.saturating_add(bytes as u64))
    }

    /// Takes the hash of so many bytes off.
    pub fn hash(&self, bytes: usize) -> Result<()> {
        self.spend(bytes as u64)
    }

    /// Takes the comparison of names of so many bytes off.
    pub fn compare(&self, bytes: usize) -> Result<()> {
        self.spend((bytes as u64).saturating_mul(COMPARISON))
    }

    fn spend(&self, units: u64) -> Result<()> {
        let left = self.0.get().checked_sub(units);
        self.0.set(left.unwrap_or(0));
        left.map(drop).ok_or(Fault::Effort)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_is_left_all_that_follows_is_refused() {
        let effort = Effort::of(2);
        assert_eq!(effort.check(100), Ok(()));
        assert_eq!(effort.check(100), Err(Fault::Effort));
        assert_eq!(effort.hash(1), Err(Fault::Effort));
        let effort = Effort::of(1);
        assert_eq!(effort.compare(4 << 10), Ok(()));
        assert_eq!(effort.compare(1), Err(Fault::Effort));
    }
}
