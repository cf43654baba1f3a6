//! Half an hour of mixed load with nodes killed at random. `make faults` only.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{ensure, Result};

use super::harness::{long, settings, Field, PATIENCE};

/// IOU_FAULTS_MINUTES asks for another length.
const MINUTES: u64 = 30;

#[test]
fn faults_half_an_hour_of_random_kills_keeps_every_receipt() -> Result<()> {
    if !long() {
        return Ok(());
    }
    let minutes = std::env::var("IOU_FAULTS_MINUTES")
        .ok()
        .and_then(|it| it.parse().ok());
    let end = Instant::now() + Duration::from_secs(60 * minutes.unwrap_or(MINUTES));
    let mut field = Field::with(&settings())?;
    let mut traffic = field.traffic(&[0, 1, 2, 3], 16)?;
    traffic.wait_for(1, PATIENCE)?;
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
    ensure!(receipts > 100 && kills > 3, "hardly anything happened");
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
