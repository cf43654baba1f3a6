//! How often matching is right: statements with traps, of which it is known what each row is. What may never happen is a sure
//! match that is wrong. docs/import.md has the figures of a thousand statements:
//!
//! ```text
//! IOU_STATEMENTS=1000 cargo test -p iou-import --test statements -- figures --nocapture
//! ```

use std::collections::{BTreeMap, BTreeSet};

use iou_import::{find, read, Direction, Expected, Wish};
use terms::LoanId;

use crate::made::{payment, Fate, Layout, Payment};
use crate::matching::{code, due, known, reported};

/// Statements where nobody asks for more.
const FEW: u64 = 110;

/// A small generator whose numbers are the same everywhere (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[usize::try_from(self.roll(all.len() as u64)).unwrap()]
    }

    fn name(&mut self) -> String {
        let family = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "张", "欧阳"];
        let given = [
            "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
            "超", "霞", "平", "刚",
        ];
        let second = if self.roll(3) == 0 { "" } else { self.of(&given) };
        [self.of(&family), self.of(&given), second].concat()
    }
}

/// The traps, and plain payments among them.
const KINDS: [&str; 15] = [
    "plain",
    "masked",
    "memo code",
    "late by days",
    "nickname",
    "same amount twice",
    "refund",
    "paid again after a refund",
    "split",
    "name with one sign different",
    "two loans of one person",
    "closed",
    "other amount",
    "other direction",
    "code of another loan",
];

/// Those that anybody could tell.
const CLEAR: [&str; 4] = ["plain", "masked", "memo code", "paid again after a refund"];

/// What came out for the payments of one kind.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    /// Payments of a loan, whether anybody could tell or not.
    right: usize,
    /// Of those, how many were found for sure, and how many were asked about.
    sure: usize,
    asked: usize,
    /// Rows that are sure and should not be.
    wrong: usize,
    /// Rows of no loan about which somebody is asked.
    bothered: usize,
}

/// One statement: rows, what loans expect, and which row is whose payment for sure.
#[derive(Default)]
struct Story {
    payments: Vec<Payment>,
    expected: Vec<Expected>,
    /// By the number of the payment: its kind, and its loan where it is a payment of one.
    truth: BTreeMap<String, (&'static str, Option<LoanId>)>,
    loans: LoanId,
}

impl Story {
    fn expect(&mut self, is_lender: bool, loan: LoanId, on: &str, fen: u64, name: &str) {
        self.expected.push(if is_lender {
            reported(loan, 0, on, fen, name)
        } else {
            due(loan, 0, on, fen, name)
        });
    }

    fn pay(&mut self, kind: &'static str, loan: Option<LoanId>, payment: Payment) {
        let id = format!("{:028}", self.payments.len() + 1);
        let _ = self.truth.insert(id.clone(), (kind, loan));
        self.payments.push(Payment { id, ..payment });
    }

    /// A loan, and how it was paid or not.
    fn tell(&mut self, kind: &'static str, is_lender: bool, dice: &mut Dice) {
        let (loan, name) = (self.loans, dice.name());
        self.loans += 1;
        let way = if is_lender { Direction::In } else { Direction::Out };
        // Amounts of their own kind for each loan, so that only the traps meet.
        let fen = 10_000 + loan * 100_000 + dice.roll(90_000);
        let month = 1 + dice.roll(12);
        let day = |day: u64| format!("2025-{month:02}-{day:02}");
        let due = 10 + dice.roll(5);
        self.expect(is_lender, loan, &day(due), fen, &name);
        let row = |on: u64, way, fen, who: &str, memo: &str| payment(&day(on), way, fen, who, memo);
        let memo = dice.of(&["还款", "", "谢谢", "转账", "7月"]);
        let near = due - 3 + dice.roll(7);
        match kind {
            "plain" => self.pay(kind, Some(loan), row(near, way, fen, &name, memo)),
            "masked" => {
                let masked: String = name
                    .chars()
                    .enumerate()
                    .map(|(at, sign)| if at == 0 { sign } else { '*' })
                    .collect();
                self.pay(kind, Some(loan), row(near, way, fen, &masked, memo));
            }
            "memo code" => self.pay(
                kind,
                Some(loan),
                row(
                    near,
                    way,
                    fen,
                    "小店",
                    &format!("还{}款", code(loan).to_string().to_lowercase()),
                ),
            ),
            "late by days" => self.pay(
                kind,
                Some(loan),
                row(due + 4 + dice.roll(5), way, fen, &name, memo),
            ),
            "nickname" => self.pay(kind, Some(loan), row(near, way, fen, "隔壁老王", memo)),
            "same amount twice" => {
                // The second one is a gift; nobody can tell.
                for (on, loan) in [(due - 1, Some(loan)), (due + 1, None)] {
                    self.pay(kind, loan, row(on, way, fen, &name, memo));
                }
            }
            "refund" => {
                self.pay(kind, None, row(due, way, fen, &name, memo));
                let back = if dice.roll(2) == 0 { fen } else { 1 + fen / 3 };
                let fate = if dice.roll(2) == 0 || back < fen {
                    Fate::Refunded
                } else {
                    Fate::Done
                };
                self.pay(
                    kind,
                    None,
                    Payment {
                        fate,
                        ..row(due + 1, way.other(), back, &name, "退款")
                    },
                );
            }
            "paid again after a refund" => {
                self.pay(kind, None, row(due - 2, way, fen, &name, memo));
                self.pay(kind, None, row(due - 1, way.other(), fen, &name, "付错了"));
                self.pay(kind, Some(loan), row(due + 1, way, fen, &name, memo));
            }
            "split" => {
                let part = 1 + dice.roll(fen - 1);
                for part in [part, fen - part] {
                    self.pay(kind, Some(loan), row(near, way, part, &name, memo));
                }
            }
            "name with one sign different" => {
                let mut signs: Vec<char> = name.chars().collect();
                let last = signs.len() - 1;
                signs[last] = if signs[last] == '山' { '三' } else { '山' };
                self.pay(
                    kind,
                    None,
                    row(near, way, fen, &signs.into_iter().collect::<String>(), memo),
                );
            }
            "two loans of one person" => {
                let other = self.loans;
                self.loans += 1;
                self.expect(is_lender, other, &day(due + 1), fen, &name);
                self.pay(kind, Some(loan), row(due, way, fen, &name, memo));
            }
            "closed" => self.pay(
                kind,
                None,
                Payment {
                    fate: Fate::Closed,
                    ..row(near, way, fen, &name, memo)
                },
            ),
            "other amount" => self.pay(kind, None, row(near, way, fen + 1, &name, memo)),
            "other direction" => self.pay(kind, None, row(near, way.other(), fen, &name, memo)),
            "code of another loan" => {
                let other = self.loans;
                self.loans += 1;
                self.pay(kind, None, row(near, way, fen, &name, &code(other).to_string()));
            }
            other => unreachable!("{other}"),
        }
    }
}

/// Counts what comes out for one statement.
fn play(seed: u64, counts: &mut BTreeMap<&'static str, Count>) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let layout = Layout::ALL[usize::try_from(seed).unwrap() % Layout::ALL.len()];
    let is_lender = dice.roll(2) == 0;
    let mut story = Story::default();
    for _ in 0..4 + dice.roll(8) {
        let kind = KINDS[usize::try_from(dice.roll(KINDS.len() as u64)).unwrap()];
        // A bank says nothing of what was closed or given back by a wallet.
        if layout.has_states() || !matches!(kind, "closed") {
            story.tell(kind, is_lender, &mut dice);
        }
    }
    // What people buy and are given besides.
    for _ in 0..dice.roll(60) {
        let on = format!("2025-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28));
        let way = if dice.roll(3) == 0 {
            Direction::In
        } else {
            Direction::Out
        };
        let (who, fen) = (dice.name(), 1 + dice.roll(900_000));
        story.pay(
            "everyday",
            None,
            payment(&on, way, fen, &who, dice.of(&["早餐", "红包", "房租", ""])),
        );
    }
    let statement =
        read(&layout.write(&story.payments)).unwrap_or_else(|error| panic!("{seed} {layout:?}: {error:?}"));
    let findings = find(
        &statement,
        &story.expected,
        &known(0..story.loans),
        &BTreeSet::new(),
    );
    // A bank's CSV has no numbers of payments: its rows are in the order of the file.
    let number = |row: usize| match statement.rows[row].id.as_str() {
        "" => format!("{:028}", statement.rows[row].place),
        id => id.to_owned(),
    };
    for (kind, loan) in story.truth.values() {
        counts.entry(kind).or_default().right += usize::from(loan.is_some());
    }
    for one in &findings.sure {
        let (kind, loan) = story.truth[&number(one.row)];
        let count = counts.entry(kind).or_default();
        let wish = if is_lender { Wish::Confirm(0) } else { Wish::Report };
        match loan == Some(one.candidate.loan) && one.candidate.wish == wish {
            true => count.sure += 1,
            false => {
                count.wrong += 1;
                println!(
                    "statement {seed}, {layout:?}: {kind}: {:?}",
                    statement.rows[one.row]
                );
            }
        }
    }
    for doubt in &findings.doubtful {
        let (kind, loan) = story.truth[&number(doubt.row)];
        let count = counts.entry(kind).or_default();
        match loan {
            Some(_) => count.asked += 1,
            None => count.bothered += 1,
        }
    }
}

#[test]
fn figures_no_sure_match_is_wrong_and_every_payment_that_is_clear_is_found() {
    let statements = std::env::var("IOU_STATEMENTS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(FEW);
    let mut counts = BTreeMap::new();
    for seed in 1..=statements {
        play(seed, &mut counts);
    }
    let mut all = Count::default();
    println!(
        "| kind | payments of a loan | sure | asked | wrong | asked in vain |\n|---|---|---|---|---|---|"
    );
    for (kind, count) in &counts {
        println!(
            "| {kind} | {} | {} | {} | {} | {} |",
            count.right, count.sure, count.asked, count.wrong, count.bothered
        );
        all.right += count.right;
        all.sure += count.sure;
        all.asked += count.asked;
        all.wrong += count.wrong;
        all.bothered += count.bothered;
    }
    println!(
        "| all | {} | {} | {} | {} | {} |",
        all.right, all.sure, all.asked, all.wrong, all.bothered
    );
    println!(
        "{statements} statements: precision {}/{}, recall {}/{}",
        all.sure,
        all.sure + all.wrong,
        all.sure,
        all.right
    );
    assert_eq!(all.wrong, 0, "a sure match is wrong");
    for kind in CLEAR {
        let count = counts.get(kind).copied().unwrap_or_default();
        assert!(count.right > 0 && count.sure == count.right, "{kind}: {count:?}");
    }
}
