//! Mixed load with nodes killed at random: half an hour in `make faults`, less than a minute in `make test`.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{ensure, Result};

use super::harness::{settings, Field, PATIENCE};
use e2e_tests::service::long;

/// IOU_FAULTS_MINUTES asks for another length of the long form.
const MINUTES: u64 = 30;
const SHORT: Duration = Duration::from_secs(30);

/// For how long nodes are killed.
fn length() -> Duration {
    let asked = std::env::var("IOU_FAULTS_MINUTES").ok();
    let minutes = asked.and_then(|it| it.parse().ok()).unwrap_or(MINUTES);
    if long() {
        Duration::from_secs(60 * minutes)
    } else {
        SHORT
    }
}

#[test]
fn faults_random_kills_under_mixed_load_keep_every_receipt() -> Result<()> {
    let mut field = Field::with(&settings())?;
    let mut traffic = field.traffic(&[0, 1, 2, 3], 16)?;
    traffic.wait_for(1, PATIENCE)?;
    let end = Instant::now() + length();
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut random = Random(seed);
    let (mut kills, mut pauses) = (0, 0);
    while Instant::now() < end {
        let victim = random.below(4);
        field.network.kill(victim)?;
        kills += 1;
        // Now and then a second one: finality stops, and comes back with them.
        let second = (victim + 1 + random.below(3)) % 4;
        let both = random.below(4) == 0;
        if both {
            field.network.kill(second)?;
            pauses += 1;
        }
        std::thread::sleep(Duration::from_millis(random.below(8_000) as u64));
        field.network.up(victim)?;
        if both {
            field.network.up(second)?;
        }
        // A node that came back has to be part of it again before the next one goes.
        field.goes_on(&[], 1)?;
        traffic.wait_for(1, PATIENCE)?;
        std::thread::sleep(Duration::from_millis(random.below(6_000) as u64));
    }
    let receipts = field.settle(traffic)?;
    eprintln!(
        "seed {seed}: {kills} kills, of which {pauses} took two nodes; {receipts} receipts, all of them kept"
    );
    let (some, few) = if long() { (100, 10) } else { (10, 1) };
    ensure!(receipts > some && kills >= few, "hardly anything happened");
    Ok(())
}

/// Good enough to choose victims (Marsaglia's xorshift64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit) as usize
    }
}
