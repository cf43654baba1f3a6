//! How often one address may ask: so many requests at once, and so many a second after that. An IPv6 client has 2^64 addresses
//! of its own, so those of one /64 count as one.
//! Limits: so many addresses are remembered; where there are more, those that have been quiet the longest are forgotten.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use iou_relay::intents::settings::Limits;

/// Addresses that are remembered.
const REMEMBERED: usize = 65_536;

/// What is left to one address.
struct Bucket {
    left: f64,
    at: Instant,
}

/// Counts requests by address.
pub(crate) struct Limiter {
    limits: Limits,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Limiter {
        Limiter {
            limits,
            buckets: Mutex::default(),
        }
    }

    /// Counts a request, if it may come now.
    pub(crate) fn allows(&self, client: IpAddr, now: Instant) -> bool {
        let (speed, burst) = (f64::from(self.limits.per_second), f64::from(self.limits.burst));
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            // Whoever has been quiet for so long has a full bucket again.
            let full = Duration::from_secs_f64(burst / speed.max(1.0));
            buckets.retain(|_, bucket| now.saturating_duration_since(bucket.at) < full);
        }
        if buckets.len() >= REMEMBERED {
            // The longer half, or whoever has very many addresses would have everybody's count begin anew.
            let mut times: Vec<Instant> = buckets.values().map(|bucket| bucket.at).collect();
            let (_, middle, _) = times.select_nth_unstable(REMEMBERED / 2);
            let middle = *middle;
            buckets.retain(|_, bucket| bucket.at > middle);
        }
        let bucket = buckets
            .entry(network(client))
            .or_insert(Bucket { left: burst, at: now });
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + since * speed).min(burst);
        bucket.at = now;
        let allowed = bucket.left >= 1.0;
        if allowed {
            bucket.left -= 1.0;
        }
        allowed
    }
}

/// What counts as one client.
pub(crate) fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

/// What the day's budget is counted by.
pub(crate) fn subject(client: IpAddr) -> String {
    network(client).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_come_at_once_so_often_and_then_so_often_a_second() {
        let limiter = Limiter::new(Limits {
            per_second: 2,
            burst: 3,
            ..Limits::default()
        });
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let start = Instant::now();
        let count = |client, at| (0..10).filter(|_| limiter.allows(client, at)).count();
        assert_eq!(count(one, start), 3);
        assert_eq!(count(other, start), 3);
        assert_eq!(count(one, start + Duration::from_secs(1)), 2);
        assert_eq!(count(one, start + Duration::from_secs(3600)), 3);
    }

    #[test]
    fn one_network_of_ipv6_is_one_client_and_ipv4_in_ipv6_is_ipv4() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn memory_is_bounded_however_many_come() {
        let limiter = Limiter::new(Limits::default());
        let start = Instant::now();
        for n in 0..(REMEMBERED as u32 + 10) {
            assert!(limiter.allows(IpAddr::V4(n.into()), start));
        }
        assert!(limiter.buckets.lock().unwrap().len() <= REMEMBERED);
    }
}
