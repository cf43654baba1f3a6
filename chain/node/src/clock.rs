//! The development chain's clock: the wall clock, and how far it was moved forward.
//!
//! Nothing is stored beside the chain. After a restart the clock goes on from the best
//! block's time or the wall clock, whichever is later, so it never goes back and a story
//! that was moved three years on stays there. Units: Unix milliseconds.

use std::{
    sync::Mutex,
    time::{SystemTime, UNIX_EPOCH},
};

/// End of the year 9999, the last moment that calendars agree on. Units: Unix milliseconds.
pub const LATEST_MS: u64 = 253_402_300_799_999;

/// Why the clock was not moved.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// The moment asked for has passed.
    GoesBack { asked_ms: u64, now_ms: u64 },
    /// The moment asked for is beyond [`LATEST_MS`].
    TooFar,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::GoesBack { asked_ms, now_ms } => write!(
                f,
                "the chain's clock never goes back: {asked_ms} was asked for and it is {now_ms} \
                 already (Unix milliseconds); ask for a later time"
            ),
            Self::TooFar => write!(
                f,
                "the chain's clock ends with the year 9999 (Unix milliseconds {LATEST_MS}); \
                 ask for an earlier time"
            ),
        }
    }
}

/// A clock that can be moved forward and never back.
pub struct Clock {
    /// How far this clock is ahead of the wall clock.
    ahead_ms: Mutex<u64>,
    slot_ms: u64,
}

impl Clock {
    /// A clock that goes on where the best block left off.
    pub fn resume(best_block_ms: u64, slot_ms: u64) -> Self {
        Self {
            ahead_ms: Mutex::new(best_block_ms.saturating_sub(wall_clock_ms())),
            slot_ms,
        }
    }

    /// The time that a block after one in `parent_slot` carries: this clock's, or the
    /// start of the next slot where blocks come faster than slots.
    pub fn next_block_ms(&self, parent_slot: u64) -> u64 {
        self.at_least(*self.lock(), parent_slot)
    }

    /// Moves the clock to the time that `target` makes of the present one.
    ///
    /// Errors: [`Refused`], and the clock is as it was.
    pub fn move_to(&self, parent_slot: u64, target: impl FnOnce(u64) -> Option<u64>) -> Result<(), Refused> {
        let mut ahead_ms = self.lock();
        let now_ms = self.at_least(*ahead_ms, parent_slot);
        let asked_ms = target(now_ms)
            .filter(|asked_ms| *asked_ms <= LATEST_MS)
            .ok_or(Refused::TooFar)?;
        if asked_ms < now_ms {
            return Err(Refused::GoesBack { asked_ms, now_ms });
        }
        *ahead_ms = (*ahead_ms).max(asked_ms.saturating_sub(wall_clock_ms()));
        Ok(())
    }

    fn at_least(&self, ahead_ms: u64, parent_slot: u64) -> u64 {
        let own = wall_clock_ms().saturating_add(ahead_ms);
        let next_slot = parent_slot.saturating_add(1).saturating_mul(self.slot_ms);
        own.max(next_slot)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, u64> {
        // A number cannot be left half written, whatever happened to another thread.
        self.ahead_ms
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// What the machine's own clock says. Units: Unix milliseconds.
pub fn wall_clock_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(LATEST_MS)
}
