//! The true yearly rate of a schedule: what its payments come to on the money that is really owed. Two figures, both in
//! use: the rate on what is outstanding by the loan's own day count, which is the one that a cap is about and which a plan
//! of ours bears by itself; and the same compounded over a year of 365 actual days (IRR), which is how offers are compared
//! [中国人民银行公告〔2021〕第3号].
//!
//! For people only: nothing is signed or computed with these figures, so that floating point is good enough. Limits: shown to a hundredth of a percent; above 10,000 % it is only said to be that.

use terms::account::Part;
use terms::{rate::numerator, Amount, Basis, Day, DayCount, Instalment, Terms};

/// A yearly rate as a part of one: 0.06 is 6 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrueRate {
    /// On what is outstanding, interest being paid with each instalment.
    pub simple: f64,
    /// Compounded over a year.
    pub compounded: f64,
}

impl Counted {
    /// As `terms` say, from the start of their plan.
    fn of(terms: &Terms) -> Counted {
        Counted {
            start: terms.plan.start,
            day_count: terms.day_count,
            first_day: terms.both_ends,
        }
    }

    /// As `basis` says.
    pub fn on(basis: Basis) -> Counted {
        Counted {
            start: basis.from,
            day_count: basis.day_count,
            first_day: basis.first_day,
        }
    }
}

/// What is bigger is not told apart.
const MOST: f64 = 100.0;

/// How a loan counts days, and from when.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// The day of delivery.
    pub start: Day,
    /// How days are counted.
    pub day_count: DayCount,
    /// Whether the day of delivery counts too.
    pub first_day: bool,
}

/// One payment: years since the one before by the loan's count, years since the start by the calendar, parts of the
/// principal.
struct Payment {
    since: f64,
    at: f64,
    paid: f64,
}

/// The rates of a loan of `principal` that is repaid by `rows`; `None` where nothing or less is repaid.
pub fn of(principal: Amount, counted: Counted, rows: &[Instalment]) -> Option<TrueRate> {
    let whole = Part {
        amount: principal,
        on: counted.start,
    };
    of_parts(&[whole], counted, rows)
}

/// The same of a principal that came in `parts`, from `counted.start` on and before the first of `rows`.
fn of_parts(parts: &[Part], counted: Counted, rows: &[Instalment]) -> Option<TrueRate> {
    let one: f64 = parts.iter().map(|part| part.amount.minor() as f64).sum();
    // Of each part: its weight, and how long after the start it came, in days of the loan's count and in years.
    let came = |part: &Part| {
        let days = counted.day_count.days(counted.start, part.on);
        let at = f64::from(part.on.since(counted.start)) / 365.0;
        (part.amount.minor() as f64 / one, f64::from(days), at)
    };
    let parts: Vec<(f64, f64, f64)> = parts.iter().map(came).collect();
    let later: f64 = parts.iter().map(|(weight, days, _)| weight * days).sum();
    let year = counted.day_count.year() as f64;
    let mut before = counted.start;
    let payments: Vec<Payment> = rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let first = u32::from(n == 0 && counted.first_day);
            let days = counted.day_count.days(before, row.due).saturating_add(first);
            before = before.max(row.due);
            let total = row.principal.minor() as f64 + row.interest.minor() as f64;
            Payment {
                since: (f64::from(days) - if n == 0 { later } else { 0.0 }) / year,
                at: f64::from(row.due.since(counted.start)) / 365.0,
                paid: total / one,
            }
        })
        .collect();
    let sum: f64 = payments.iter().map(|payment| payment.paid).sum();
    if one <= 0.0 || payments.is_empty() || sum < 1.0 - 1e-12 {
        return None;
    }
    // What is left at the end rises with the rate.
    let simple = |rate: f64| {
        let left = |left: f64, payment: &Payment| left * (1.0 + rate * payment.since) - payment.paid;
        payments.iter().fold(1.0, left)
    };
    let compounded = |rate: f64| {
        let worth = |payment: &Payment| payment.paid / (1.0 + rate).powf(payment.at);
        let received = |(weight, _, at): &(f64, f64, f64)| weight / (1.0 + rate).powf(*at);
        parts.iter().map(received).sum::<f64>() - payments.iter().map(worth).sum::<f64>()
    };
    Some(TrueRate {
        simple: root(simple),
        compounded: root(compounded),
    })
}

/// Where a rising function is zero, between 0 and [`MOST`].
fn root(rising: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, MOST);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        // Not a number is as good as too much.
        if rising(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// What the schedule of `terms` comes to, as they are to be signed: from the start of their plan, on each part from its own day.
pub fn agreed(terms: &Terms) -> Option<TrueRate> {
    of_parts(&terms.parts(), Counted::of(terms), &terms.schedule)
}

/// What the schedule in force comes to: as agreed before the delivery, from it once there was one, or from where an amendment counts.
/// `rows` is that schedule, which `terms` need not have.
pub fn in_force(terms: &Terms, amendments: u16, parts: &[Part], rows: &[Instalment]) -> Option<TrueRate> {
    let sum = |sum: Amount, row: &Instalment| sum.plus(row.principal);
    let principal = rows.iter().try_fold(Amount::ZERO, sum).ok()?;
    let agreed = Counted::of(terms);
    let counted = match (amendments, parts.iter().map(|part| part.on).min()) {
        (0, Some(start)) => return of_parts(parts, Counted { start, ..agreed }, rows),
        (0, None) => return of_parts(&terms.parts(), agreed, rows),
        _ => Counted {
            first_day: false,
            ..agreed
        },
    };
    of(principal, counted, rows)
}

/// `21.46%`; above the limit `> 10000%`.
pub fn show(rate: f64) -> String {
    if rate >= MOST * 0.999_999 {
        return format!("> {:.0}%", MOST * 100.0);
    }
    format!("{:.2}%", rate * 100.0)
}

/// A flat offer (等本等息): equal parts of the principal, and each time interest on all of it, as if nothing had been repaid.
///
/// `interest` is that of one period. Errors: [`terms::Error::AmountTooLarge`].
pub fn flat(principal: Amount, interest: Amount, dues: &[Day]) -> Result<Vec<Instalment>, terms::Error> {
    let periods = u128::try_from(dues.len()).unwrap_or(u128::MAX).max(1);
    let part = Amount::new(principal.minor() / periods)?;
    let mut left = principal;
    let mut rows = Vec::with_capacity(dues.len());
    for (n, due) in dues.iter().enumerate() {
        let last = n + 1 == dues.len();
        let principal = if last { left } else { part };
        left = left.minus(principal)?;
        rows.push(Instalment {
            due: *due,
            principal,
            interest,
        });
    }
    Ok(rows)
}

/// The same, with interest for the whole term on all of the principal, in equal parts.
///
/// Errors: [`terms::Error::AmountTooLarge`].
pub fn flat_offer(basis: Basis, dues: &[Day]) -> Result<Vec<Instalment>, terms::Error> {
    let end = dues.last().copied().unwrap_or(basis.from);
    let days = basis
        .day_count
        .days(basis.from, end)
        .saturating_add(basis.first_day.into());
    let whole = basis
        .day_count
        .interest(numerator(basis.principal, basis.rate, days)?, basis.rounding)?;
    let periods = u128::try_from(dues.len()).unwrap_or(u128::MAX).max(1);
    flat(
        basis.principal,
        basis.rounding.divide(whole.minor(), periods)?,
        dues,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::amount;
    use terms::agreement::Moved;
    use terms::{AccountId, Basis, DayCount, Method, Period, Plan, RatePpm, Role, Rounding};

    fn counted() -> Counted {
        Counted {
            start: start(),
            day_count: DayCount::Act365,
            first_day: false,
        }
    }

    fn start() -> Day {
        Day::from_civil(2025, 1, 1).unwrap()
    }

    #[test]
    fn a_plan_of_ours_bears_its_own_rate_whatever_the_method() {
        let methods = [
            Method::InterestOnly,
            Method::EqualInstalments,
            Method::EqualPrincipal,
        ];
        let counts = [DayCount::Act365, DayCount::Act360, DayCount::Thirty360];
        for (method, day_count, first_day) in methods
            .into_iter()
            .zip(counts)
            .flat_map(|(method, count)| [(method, count, false), (method, count, true)])
        {
            let plan = Plan {
                method,
                start: start(),
                every: Period::Months(1),
                periods: 12,
                balloon: Amount::ZERO,
            };
            let basis = Basis {
                principal: amount(1_000_000_000),
                rate: RatePpm(60_000),
                from: start(),
                first_day,
                day_count,
                rounding: Rounding::HalfUp,
                cap: None,
                later: 0,
            };
            let rows = plan.schedule(&Vec::new(), basis).unwrap();
            let rate = of(basis.principal, Counted::on(basis), &rows).unwrap();
            assert_eq!(show(rate.simple), "6.00%", "{method:?}");
            // (1 + 0.06 / 12)^12 − 1 = 6.17 %; a year of 360 has five days more, counting both ends one.
            assert!((0.0616..0.0632).contains(&rate.compounded), "{method:?} {rate:?}");
        }
    }

    #[test]
    fn one_payment_after_a_year_bears_what_it_says_either_way() {
        let due = Day(start().0 + 365);
        let row = Instalment {
            due,
            principal: amount(100_000),
            interest: amount(6_000),
        };
        let rate = of(amount(100_000), counted(), &[row]).unwrap();
        assert_eq!(
            (show(rate.simple), show(rate.compounded)),
            ("6.00%".into(), "6.00%".into())
        );
    }

    #[test]
    fn twelve_flat_payments_of_one_per_cent_a_month_are_more_than_21_per_cent_a_year() {
        let plan = Plan {
            method: Method::InterestOnly,
            start: start(),
            every: Period::Months(1),
            periods: 12,
            balloon: Amount::ZERO,
        };
        let dues: Vec<Day> = (0..12).map(|n| plan.due(&Vec::new(), n).unwrap()).collect();
        let rows = flat(amount(1_200_000), amount(12_000), &dues).unwrap();
        assert!(rows.iter().all(|row| row.total().unwrap() == amount(112_000)));
        let rate = of(amount(1_200_000), counted(), &rows).unwrap();
        // The textbook's: 1.788 % a month, × 12 = 21.46 %, compounded 23.7 %.
        assert!((rate.simple - 0.2146).abs() < 0.0015, "{rate:?}");
        assert!((rate.compounded - 0.2370).abs() < 0.0015, "{rate:?}");
    }

    #[test]
    fn an_old_debt_bears_its_own_rate_before_and_after_it_is_signed_though_a_part_came_later() {
        let (lender, borrower) = (AccountId([1; 32]), AccountId([2; 32]));
        let mut terms = terms::sample::monthly(lender, borrower, start(), 12);
        let moved = |minor, days| Moved {
            by: Role::Lender,
            amount: amount(minor),
            on: Day(start().0 + days),
            receipt: None,
        };
        terms.past = vec![moved(600_000, 0), moved(400_000, 20)];
        let terms = terms::sample::scheduled(terms);
        let signed = agreed(&terms).unwrap();
        assert_eq!(show(signed.simple), "6.00%");
        // The chain keeps terms and schedule apart.
        let rows = terms.schedule.clone();
        let stored = terms::Terms {
            schedule: Vec::new(),
            ..terms
        };
        for parts in [stored.parts(), Vec::new()] {
            assert_eq!(in_force(&stored, 0, &parts, &rows), Some(signed));
        }
    }

    #[test]
    fn without_interest_it_is_nothing_and_the_absurd_is_called_that() {
        let due = Day(start().0 + 1);
        let row = |interest| Instalment {
            due,
            principal: amount(100),
            interest: amount(interest),
        };
        let rate = of(amount(100), counted(), &[row(0)]).unwrap();
        assert_eq!(
            (show(rate.simple), show(rate.compounded)),
            ("0.00%".into(), "0.00%".into())
        );
        let rate = of(amount(100), counted(), &[row(100)]).unwrap();
        assert_eq!(show(rate.compounded), "> 10000%");
        assert_eq!(of(amount(100), counted(), &[]), None);
        assert_eq!(of(amount(1_000), counted(), &[row(0)]), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_paid_nothing_panics(principal in 1u128..u128::from(u64::MAX), rows in proptest::collection::vec((1u32..40_000, 0u128..1_000_000_000), 0..9)) {
            let rows: Vec<_> = rows.into_iter().map(|(day, paid)| Instalment {
                due: Day(start().0 + day), principal: amount(paid), interest: amount(paid / 3),
            }).collect();
            if let Some(rate) = of(amount(principal), counted(), &rows) {
                let _ = (show(rate.simple), show(rate.compounded));
            }
        }
    }
}
