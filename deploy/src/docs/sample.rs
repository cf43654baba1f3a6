//! A sample of two events with their bytes, made by the rules themselves: what an indexer's author can test against.

use anyhow::{anyhow, Result};
use sha2::{Digest as _, Sha256};
use terms::{AccountId, Context, Day, Digest, Error, Loan, Terms, Timestamp, UtcOffset};

const LENDER: AccountId = AccountId([0x11; 32]);
const BORROWER: AccountId = AccountId([0x22; 32]);
/// 2026-01-05T12:00:00+08:00. Units: milliseconds since 1970.
const NOW: Timestamp = Timestamp(1_767_585_600_000);
const DAY_MS: u64 = 86_400_000;

/// The first two events of a loan of ¥10,000.00: proposed by the borrower, signed by the lender.
pub fn sample() -> Result<String> {
    let (first, second) = events().map_err(|error| anyhow!("the sample's terms are refused: {error}"))?;
    let head = second
        .event()
        .ok_or_else(|| anyhow!("the sample does not decode"))?
        .head();
    Ok(format!(
        "`{}`, sequence 0, {} bytes:\n\n```\n{}\n```\n\nIts SHA-256 is\n\n```\n{}\n```\n\n\
         `{}`, sequence {}, {} bytes; the hash above stands in it as `previous`, from byte 78 on, counted from 0:\n\n```\n{}\n```\n",
        first.body.name(),
        first.bytes.len(),
        wrapped(&first.bytes),
        hex::encode(head.previous),
        second.body.name(),
        head.sequence,
        second.bytes.len(),
        wrapped(&second.bytes),
    ))
}

type Entries = (terms::event::Entry, terms::event::Entry);

fn events() -> Result<Entries, Error> {
    let by = |caller| Context {
        caller,
        now: NOW,
        block: 1,
        sha256,
        rates: &terms::law::BuiltIn,
        offices: &terms::life::NoOffices,
        intent: None,
    };
    let mut proposed = Loan::propose(0, terms(), None, &by(BORROWER))?;
    let digest = proposed.loan.agreement.digest;
    let mut signed = proposed.loan.sign(&terms().schedule, digest, None, &by(LENDER))?;
    Ok((proposed.events.remove(0), signed.events.remove(0)))
}

/// Like the tests' own, with another week to sign and to deliver.
fn terms() -> Terms {
    Terms {
        sign_by: Timestamp(NOW.0 + 7 * DAY_MS),
        deliver_by: Timestamp(NOW.0 + 14 * DAY_MS),
        reference: [0x33; 16],
        ..terms::sample::bullet(LENDER, BORROWER, Day::of(NOW, UtcOffset::CHINA))
    }
}

fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Hexadecimal, 32 bytes a line.
fn wrapped(bytes: &[u8]) -> String {
    bytes.chunks(32).map(hex::encode).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn previous_is_the_hash_of_the_event_before_and_stands_at_the_byte_that_is_named() {
        let (first, second) = events().unwrap();
        // version 1, loan 8, lender 32, borrower 32, sequence 4
        assert_eq!(second.bytes[78..110], sha256(&first.bytes));
    }
}
