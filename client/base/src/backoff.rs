//! How long to wait before something is tried again that failed: twice as long each time, up to a limit.

use std::time::Duration;

/// Pauses that grow.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    most: Duration,
    last: Duration,
}

impl Backoff {
    /// From twice `first` on, never more than `most`.
    pub fn new(first: Duration, most: Duration) -> Backoff {
        Backoff {
            first,
            most,
            last: first,
        }
    }

    /// The pause after one more failure.
    pub fn pause(&mut self) -> Duration {
        self.last = (self.last * 2).min(self.most);
        self.last
    }

    /// It worked: the next failure is a first one.
    pub fn reset(&mut self) {
        self.last = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_limit_and_begin_anew_after_a_success() {
        let second = Duration::from_secs;
        let mut backoff = Backoff::new(second(1), second(5));
        assert_eq!([0; 4].map(|_| backoff.pause()), [2, 4, 5, 5].map(second));
        backoff.reset();
        assert_eq!(backoff.pause(), second(2));
    }
}
