//! Waiting for news (a long poll): so many wait at once, and whoever comes beside them is answered at once, as things stand.

use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};

/// The longest that an answer is waited for. Units: seconds.
const LONGEST: u64 = 30;
/// How many wait at once.
const MOST: usize = 256;

/// Those who wait at a host.
pub(crate) struct Waiters(Semaphore);

/// One of them, until it is dropped.
pub(crate) struct Waiter<'a> {
    until: Instant,
    _place: Option<SemaphorePermit<'a>>,
}

impl Waiters {
    /// Lets somebody wait for so long, if there is room. Units: seconds.
    pub(crate) fn wait(&self, seconds: Option<u64>) -> Waiter<'_> {
        let seconds = seconds.unwrap_or_default().min(LONGEST);
        let place = (seconds > 0).then(|| self.0.try_acquire().ok()).flatten();
        let seconds = place.as_ref().map_or(0, |_| seconds);
        Waiter {
            until: Instant::now() + Duration::from_secs(seconds),
            _place: place,
        }
    }
}

impl Default for Waiters {
    fn default() -> Waiters {
        Waiters(Semaphore::new(MOST))
    }
}

impl Waiter<'_> {
    /// Whether it is to be answered now, news or not.
    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_wait_and_whoever_comes_beside_them_or_asks_for_no_waiting_takes_no_place() {
        let waiters = Waiters::default();
        assert!(waiters.wait(None).is_over() && waiters.wait(Some(0)).is_over());
        let many: Vec<Waiter<'_>> = (0..MOST)
            .map(|_| {
                let _beside = waiters.wait(None);
                waiters.wait(Some(u64::MAX))
            })
            .collect();
        assert!(many.iter().all(|one| !one.is_over()));
        let longest = Duration::from_secs(LONGEST);
        assert!(many.iter().all(|one| one.until <= Instant::now() + longest));
        assert!(waiters.wait(Some(30)).is_over());
        drop(many);
        assert!(!waiters.wait(Some(30)).is_over());
    }
}
