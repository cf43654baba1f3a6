//! Loans as an index has them that read them from a chain: played by the rules, projected as everywhere. For tests and
//! benchmarks of what reads the tables, which then need no node.
//! Units: instants in milliseconds.

#![allow(clippy::expect_used)] // of use to tests alone

use iou_base::sha256;
use iou_database::Store;
use iou_ledger::contract::LedgerEvent;
use iou_ledger::Hash;
use terms::event::Office;
use terms::law::BuiltIn;
use terms::life::{Action, Context, Offices, Outcome};
use terms::sample::{self, amount, noon};
use terms::{AccountId, Amount, Day, Loan, LoanId, Terms, Timestamp};

use crate::error::Result;
use crate::project::{block_of, chain_of, Projector};
use iou_ledger::blocks::{Block, Found};

/// The hash of the first block of a chain that is none.
pub const GENESIS: [u8; 32] = [7; 32];
/// The contract on it.
pub const CONTRACT: AccountId = AccountId([9; 32]);
/// The day on which loans are lent here.
pub const START: Day = Day(20_458);
/// How many loans are written at once.
const BATCH: u64 = 500;

/// How far a loan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The lender has proposed it.
    Proposed,
    /// Both have signed, and the lender says that the money is there.
    Delivered,
    /// It runs.
    Running,
    /// It runs, a repayment is on record, and another one waits for the lender's word.
    Repaying,
    /// It runs; of a verifier's statements one stands, one ended, and one was false from the start.
    Identified,
    /// It runs; another key acts for the borrower's seat, the lender's is claimed, and a claim was given up before.
    Taken,
    /// Nothing is owed any more.
    Settled,
}

/// The only office that anybody holds here.
struct Verifiers;

impl Offices for Verifiers {
    fn holds(&self, office: Office, _: AccountId) -> bool {
        office == Office::Verifier
    }
}

/// One of many: who lends, by number.
pub fn lender(number: u64) -> AccountId {
    account(1, number)
}

/// And who borrows.
pub fn borrower(number: u64) -> AccountId {
    account(2, number)
}

fn account(kind: u8, number: u64) -> AccountId {
    let mut bytes = [kind; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    AccountId(bytes)
}

/// Fills the tables of an index.
pub struct Sample {
    store: Store,
    projector: Projector,
    block: u64,
    time: Timestamp,
    next: LoanId,
    events: u64,
    /// What was played and not written yet.
    waiting: Vec<(Block, Vec<Found>)>,
}

impl Sample {
    /// Begins in an empty database.
    ///
    /// Errors: the database's.
    pub async fn begin(store: &Store) -> Result<Sample> {
        let mut conn = store.acquire().await?;
        let projector = Projector::load(chain_of(Hash::from(GENESIS)), &mut conn)
            .await
            .map_err(|e| store.failed(e))?;
        Ok(Sample {
            store: store.clone(),
            projector,
            block: 0,
            time: noon(START),
            next: 0,
            events: 0,
            waiting: Vec::new(),
        })
    }

    /// Plays a loan to `stage`. Its number; it is in the tables once [`Sample::write`] has been there.
    ///
    /// Panics where the rules refuse: these are a test's own loans.
    pub fn play(&mut self, terms: Terms, stage: Stage) -> LoanId {
        let id = self.next;
        let _played: Played<'_> = self.played(terms, stage);
        id
    }

    fn played(&mut self, terms: Terms, stage: Stage) -> Played<'_> {
        let id = self.next;
        self.next += 1;
        let (lender, borrower) = (terms.lender, terms.borrower);
        let start = terms.plan.start;
        let mut played = Played {
            sample: self,
            loan: None,
            schedule: terms.schedule.clone(),
        };
        let digest = terms.digest(sha256);
        let (principal, rate) = (terms.principal, terms.annual_rate);
        let proposed = Loan::propose(id, terms, None, &context(lender, noon(start)));
        played.take(proposed.expect("a test's terms are valid"), noon(start));
        if stage == Stage::Proposed {
            return played;
        }
        let sign = Action::Sign {
            digest,
            evidence: None,
        };
        played.step(borrower, noon(start), sign);
        let deliver = Action::Deliver {
            amount: principal,
            on: Some(start),
            at_least: rate,
            receipt: Some([3; 32]),
        };
        played.step(lender, noon(start), deliver);
        if stage == Stage::Delivered {
            return played;
        }
        let acknowledge = Action::AcknowledgeDelivery {
            delivery: 0,
            amount: principal,
            on: start,
            receipt: Some([3; 32]),
            evidence: None,
        };
        played.step(borrower, noon(start), acknowledge);
        if stage == Stage::Identified {
            let verifier = account(3, 0);
            for digest in [[1; 32], [2; 32], [3; 32]] {
                let state = Action::StateIdentity { digest, kind: 2 };
                played.step(verifier, noon(start), state);
            }
            for action in [
                Action::EndIdentity { digest: [2; 32] },
                Action::EndIdentity { digest: [3; 32] },
                Action::VoidIdentity { digest: [3; 32] },
            ] {
                played.step(verifier, noon(start), action);
            }
        }
        if stage == Stage::Taken {
            let [given_up, to, heir] = [0, 1, 2].map(|number| account(4, number));
            let evidence = None;
            let hand_over = |seat, to| Action::ClaimSeat {
                seat,
                to,
                statement: None,
                evidence,
            };
            let end = Action::EndClaim {
                seat: lender,
                to: given_up,
                evidence,
            };
            played.step(lender, noon(start), hand_over(lender, given_up));
            played.step(given_up, noon(start), end);
            played.step(borrower, noon(start), hand_over(borrower, to));
            let eighth = noon(Day(start.0 + 8));
            played.step(
                to,
                eighth,
                Action::TakeSeat {
                    seat: borrower,
                    evidence,
                },
            );
            played.step(lender, eighth, hand_over(lender, heir));
        }
        match stage {
            Stage::Repaying => {
                played.report(amount(100_000), 20, Some(0));
                played.report(amount(50_000), 25, None);
            }
            // More than is owed: the rest is overpaid.
            Stage::Settled => played.report(amount(1_200_000), 20, Some(0)),
            _ => {}
        }
        played
    }

    /// Writes what was played, and how far the index is: at noon of `today`.
    ///
    /// Errors: the database's.
    pub async fn write(&mut self, today: Day) -> Result<()> {
        self.time = self.time.max(noon(today));
        self.block += 1;
        let events: Vec<Found> = self.waiting.iter().flat_map(|(_, found)| found.clone()).collect();
        self.projector.prepare(&self.store, &events).await?;
        for (block, found) in std::mem::take(&mut self.waiting) {
            self.projector.take(&block, found)?;
        }
        let mut tx = self.store.begin().await?;
        let failed = |e| self.store.failed(e);
        self.projector
            .changes(self.store.kind())
            .write(&mut tx)
            .await
            .map_err(failed)?;
        let cursor = "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
                      unknown_events) VALUES (1, $1, $2, '', 1, $3, $4, $5, $6, 0) ON CONFLICT (only_row) DO UPDATE SET \
                      block = $3, time_ms = $5, events = $6";
        let written = sqlx::query(cursor)
            .bind(iou_base::hex0x(GENESIS))
            .bind(iou_base::address::show(CONTRACT))
            .bind(self.block.cast_signed())
            .bind(iou_base::hex0x([1; 32]))
            .bind(self.time.0.cast_signed())
            .bind(self.events.cast_signed());
        let _one = written.execute(&mut *tx).await.map_err(failed)?;
        self.store.commit(tx).await?;
        self.projector.settle();
        Ok(())
    }
}

/// Plays and writes `loans` of every stage, from the first number on: of each ten one is proposed, one delivered, one settled,
/// three are being repaid and four run; every fourth has twelve instalments, the others one. Loan n is lent by [`lender`] n
/// modulo `lenders` to [`borrower`] n. Today is a month later.
///
/// Errors: the database's.
pub async fn fill(store: &Store, loans: u64, lenders: u64) -> Result<()> {
    let mut sample = Sample::begin(store).await?;
    for n in 0..loans {
        let (lender, borrower) = (lender(n % lenders), borrower(n));
        let terms = match n % 4 {
            3 => sample::monthly(lender, borrower, START, 12),
            _ => sample::bullet(lender, borrower, START),
        };
        let stage = match n % 10 {
            0 => Stage::Proposed,
            1 => Stage::Delivered,
            2 => Stage::Settled,
            3..=5 => Stage::Repaying,
            _ => Stage::Running,
        };
        let _number = sample.play(terms, stage);
        if (n + 1) % BATCH == 0 {
            sample.write(Day(START.0 + 30)).await?;
        }
    }
    sample.write(Day(START.0 + 30)).await
}

fn context(caller: AccountId, now: Timestamp) -> Context<'static> {
    Context {
        caller,
        now,
        block: 1,
        sha256,
        rates: &BuiltIn,
        offices: &Verifiers,
        intent: None,
    }
}

/// A loan that is being played.
struct Played<'s> {
    sample: &'s mut Sample,
    loan: Option<Loan>,
    schedule: Vec<terms::Instalment>,
}

impl Played<'_> {
    fn step(&mut self, by: AccountId, at: Timestamp, action: Action) {
        let loan = self.loan.take().expect("it was proposed");
        let outcome = loan.step(action, &self.schedule, &context(by, at));
        self.take(outcome.expect("a test's steps are allowed"), at);
    }

    /// The borrower reports that they paid so many days after the start, and on that day the lender confirms the report of that number.
    fn report(&mut self, amount: Amount, days: u32, confirmed: Option<u32>) {
        let terms = &self.loan.as_ref().expect("it was proposed").agreement.terms;
        let (lender, borrower, on) = (terms.lender, terms.borrower, Day(terms.plan.start.0 + days));
        let report = Action::ReportRepayment {
            amount,
            on,
            receipt: Some([4; 32]),
            payer: None,
            to: lender,
        };
        self.step(borrower, noon(on), report);
        if let Some(report) = confirmed {
            let evidence = None;
            self.step(lender, noon(on), Action::ConfirmRepayment { report, evidence });
        }
    }

    /// Puts what happened into a block of its own.
    fn take(&mut self, outcome: Outcome, at: Timestamp) {
        let sample = &mut *self.sample;
        sample.block += 1;
        let mut found = Vec::new();
        for entry in &outcome.events {
            let event = entry.event().expect("what the rules wrote");
            let event = LedgerEvent::Loan(Box::new(event), entry.bytes.clone());
            let place = u32::try_from(found.len()).expect("few");
            found.push(Found { place, event });
            sample.events += 1;
        }
        sample.waiting.push((block_of(sample.block, at.0), found));
        if let Some(schedule) = outcome.schedule {
            self.schedule = schedule;
        }
        self.loan = Some(outcome.loan);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the batches one after the other, and gives all rows as text.
    async fn written(batches: &[&[(Block, Vec<Found>)]], begins_anew: bool, has_indexes: bool) -> String {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        if !has_indexes {
            let mut tx = store.begin().await.unwrap();
            assert!(store.drop_indexes(&mut tx).await.unwrap());
            store.commit(tx).await.unwrap();
        }
        let mut sample = Sample::begin(&store).await.unwrap();
        for batch in batches {
            if begins_anew {
                sample = Sample::begin(&store).await.unwrap();
            }
            for (block, found) in *batch {
                sample.projector.prepare(&store, found).await.unwrap();
                sample.projector.take(block, found.clone()).unwrap();
            }
            let mut tx = store.begin().await.unwrap();
            sample
                .projector
                .changes(store.kind())
                .write(&mut tx)
                .await
                .unwrap();
            store.commit(tx).await.unwrap();
            sample.projector.settle();
        }
        let mut rows = Vec::new();
        crate::dump::dump(&store, &mut rows).await.unwrap();
        String::from_utf8(rows).unwrap()
    }

    #[tokio::test]
    async fn the_rows_are_the_same_however_blocks_are_divided_and_whatever_is_kept_between_them() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let mut sample = Sample::begin(&store).await.unwrap();
        for (n, stage) in (0u64..).zip([
            Stage::Settled,
            Stage::Proposed,
            Stage::Delivered,
            Stage::Running,
            Stage::Repaying,
            Stage::Identified,
            Stage::Taken,
            Stage::Settled,
        ]) {
            let terms = match n % 2 {
                0 => sample::monthly(lender(0), borrower(n % 3), START, 12),
                _ => sample::bullet(lender(0), borrower(n % 3), START),
            };
            let _number = sample.play(terms, stage);
        }
        let blocks = sample.waiting;
        assert!(blocks.len() > 15, "{}", blocks.len());
        let whole = written(&[&blocks], false, true).await;
        for (digest, revoked) in [("01", "null"), ("02", "\"ended\""), ("03", "\"void\"")] {
            let row = format!("\"0x{}\",2,{revoked}]", digest.repeat(32));
            assert!(whole.contains(&row), "{row}: {whole}");
        }
        // Which keys are found by what: of the loan in which one was taken and another is claimed.
        let address = |number| iou_base::address::show(account(4, number));
        for (number, role, there) in [
            (0, "successor", false),
            (1, "borrower", true),
            (1, "successor", false),
            (2, "successor", true),
            (2, "lender", false),
        ] {
            let row = format!("6,\"{}\",\"{role}\"]", address(number));
            assert_eq!(whole.contains(&row), there, "{row}: {whole}");
        }
        let each: Vec<&[(Block, Vec<Found>)]> = blocks.chunks(1).collect();
        for (begins_anew, has_indexes) in [(false, true), (true, true), (true, false), (false, false)] {
            assert_eq!(
                written(&each, begins_anew, has_indexes).await,
                whole,
                "{begins_anew} {has_indexes}"
            );
        }
    }

    /// When the only loan ended, by the table.
    async fn ended(store: &Store) -> Option<u64> {
        let query = sqlx::query_scalar::<_, Option<i64>>("SELECT ended_ms FROM loan");
        query
            .fetch_one(store.pool())
            .await
            .unwrap()
            .map(i64::cast_unsigned)
    }

    #[tokio::test]
    async fn the_day_of_an_end_does_not_move_and_a_loan_that_runs_again_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let mut sample = Sample::begin(&store).await.unwrap();
        let (lender, borrower) = (lender(0), borrower(0));
        let terms = sample::bullet(lender, borrower, START);
        let Played { loan, schedule, .. } = sample.played(terms, Stage::Settled);
        let (mut loan, mut schedule) = (loan, schedule);
        let noon_of = |days: u32| noon(Day(START.0 + days));
        sample.write(Day(START.0 + 20)).await.unwrap();
        assert_eq!(ended(&store).await, Some(noon_of(20).0));
        // Proposed, signed, delivery reported, delivered, reported, repaid.
        for (by, days, then) in [
            (lender, 30, Some(20)),
            (borrower, 40, None),
            (borrower, 50, Some(50)),
        ] {
            let mut played = Played {
                sample: &mut sample,
                loan,
                schedule,
            };
            match days {
                50 => played.report(amount(1_200_000), days, Some(1)),
                _ => {
                    let (payment, evidence) = (5, None);
                    played.step(by, noon_of(days), Action::ReversePayment { payment, evidence });
                }
            }
            (loan, schedule) = (played.loan, played.schedule);
            sample.write(Day(START.0 + days)).await.unwrap();
            assert_eq!(ended(&store).await, then.map(|days| noon_of(days).0), "{days}");
        }
    }
}
