//! Due days of the parties' choice: a first due day, a fixed day of the month (the month's last among them), and what
//! stands in the terms for them. A contract counts due days from the start; whatever else is agreed becomes a plan by
//! hand, whose rows are those of the method over these days, the first period being as long as it is.
//!
//! With a day of the month alone, the first due day is that day of the month into which it would fall anyway.

use terms::{Amount, Basis, Day, Instalment, Method, Period, Plan};

use crate::typed::{DayOfMonth, Read, Why};

/// What the parties chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The first due day.
    pub first: Option<Day>,
    /// The day of the month of those that follow.
    pub day: Option<DayOfMonth>,
}

impl Chosen {
    /// Whether nothing was chosen.
    pub fn is_none(self) -> bool {
        self == Chosen::default()
    }
}

/// The plan and its rows by hand that `plan` becomes with the days `chosen`; `plan` itself where those are its own.
///
/// Errors: a sentence about the days; the rules' refusal of the figures.
pub fn planned(
    plan: Plan,
    chosen: Chosen,
    basis: Basis,
) -> Read<Result<(Plan, Vec<Instalment>), terms::Error>> {
    if chosen.is_none() || matches!(plan.method, Method::Bullet | Method::Custom) {
        return Ok(Ok((plan, Vec::new())));
    }
    let days = days(&plan, chosen)?;
    let own = |index: u16| plan.due(&Vec::new(), index).ok();
    let same = (0u16..).zip(&days).all(|(index, day)| own(index) == Some(*day));
    if same {
        return Ok(Ok((plan, Vec::new())));
    }
    let by_hand = Plan {
        method: Method::Custom,
        every: Period::ByHand,
        balloon: Amount::ZERO,
        ..plan
    };
    Ok(plan.schedule_on(&days, basis).map(|rows| (by_hand, rows)))
}

/// The due days, each later than the one before and all after the start.
fn days(plan: &Plan, chosen: Chosen) -> Read<Vec<Day>> {
    let late = || Why::new("why-day-not-later").with("before", plan.start);
    let beyond = |_| Why::new("why-day-missing");
    let mut days = Vec::with_capacity(plan.periods.into());
    for index in 0..u32::from(plan.periods) {
        let day = match (plan.every, chosen.day, chosen.first) {
            (_, _, Some(first)) if index == 0 => first,
            (Period::Months(months), day, first) => {
                let months = u32::from(months);
                let from = first.unwrap_or(plan.start);
                let count = if first.is_some() {
                    index
                } else {
                    index.saturating_add(1)
                };
                let number = day.map_or(from.civil().2, DayOfMonth::number);
                in_month(from, count.saturating_mul(months), number)?
            }
            (Period::Days(_), Some(_), _) => return Err(Why::new("why-due-day-months")),
            (Period::Days(length), None, first) => {
                let first = first.unwrap_or(plan.start);
                first
                    .plus_days(index.saturating_mul(length.into()))
                    .map_err(beyond)?
            }
            (Period::ByHand, ..) => return Err(Why::new("why-period")),
        };
        if day <= days.last().copied().unwrap_or(plan.start) {
            return Err(late());
        }
        days.push(day);
    }
    Ok(days)
}

/// Day `number` of the month `months` after that of `from`, or its last where it is shorter.
fn in_month(from: Day, months: u32, number: u8) -> Read<Day> {
    let (year, month, _) = from.civil();
    let beyond = |_| Why::new("why-day-missing");
    let first = Day::from_civil(year, month, 1).map_err(beyond)?;
    let (year, month, _) = first.plus_months(months).map_err(beyond)?.civil();
    let mut fitting = (1..=number)
        .rev()
        .filter_map(|day| Day::from_civil(year, month, day).ok());
    fitting.next().ok_or(Why::new("why-day-missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::{DayCount, RatePpm, Rounding};

    fn day(year: u16, month: u8, day: u8) -> Day {
        Day::from_civil(year, month, day).unwrap()
    }

    fn plan(every: Period, periods: u16) -> Plan {
        Plan {
            method: Method::InterestOnly,
            start: day(2026, 11, 20),
            every,
            periods,
            balloon: Amount::ZERO,
        }
    }

    /// 36,500.00 at 10 %: 10.00 a day.
    fn basis() -> Basis {
        Basis {
            principal: Amount::new(3_650_000).unwrap(),
            rate: RatePpm(100_000),
            from: day(2026, 11, 20),
            first_day: false,
            day_count: DayCount::Act365,
            rounding: Rounding::Floor,
            cap: None,
            later: 0,
        }
    }

    fn shown(plan: Plan, chosen: Chosen) -> Vec<String> {
        days(&plan, chosen).unwrap().iter().map(Day::to_string).collect()
    }

    #[test]
    fn a_first_due_day_moves_those_after_it() {
        let first = |first| Chosen {
            first: Some(first),
            day: None,
        };
        let monthly = shown(plan(Period::Months(1), 3), first(day(2026, 12, 31)));
        assert_eq!(monthly, ["2026-12-31", "2027-01-31", "2027-02-28"]);
        let days = shown(plan(Period::Days(10), 3), first(day(2026, 11, 25)));
        assert_eq!(days, ["2026-11-25", "2026-12-05", "2026-12-15"]);
    }

    #[test]
    fn a_day_of_the_month_is_kept_and_the_last_one_is_the_last_of_each() {
        let fixed = |day| Chosen {
            first: None,
            day: Some(day),
        };
        let fifteenth = shown(plan(Period::Months(1), 3), fixed(DayOfMonth::Number(15)));
        assert_eq!(fifteenth, ["2026-12-15", "2027-01-15", "2027-02-15"]);
        let last = shown(plan(Period::Months(1), 4), fixed(DayOfMonth::Last));
        assert_eq!(last, ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]);
        let thirtieth = shown(plan(Period::Months(3), 2), fixed(DayOfMonth::Number(30)));
        assert_eq!(thirtieth, ["2027-02-28", "2027-05-30"]);
        let both = Chosen {
            first: Some(day(2027, 1, 10)),
            day: Some(DayOfMonth::Last),
        };
        assert_eq!(
            shown(plan(Period::Months(1), 3), both),
            ["2027-01-10", "2027-02-28", "2027-03-31"]
        );
    }

    #[test]
    fn the_first_period_bears_interest_for_its_own_days() {
        let chosen = Chosen {
            first: Some(day(2026, 12, 1)),
            day: None,
        };
        let (by_hand, rows) = planned(plan(Period::Months(1), 2), chosen, basis())
            .unwrap()
            .unwrap();
        assert_eq!(
            (by_hand.method, by_hand.every, by_hand.periods),
            (Method::Custom, Period::ByHand, 2)
        );
        let interest: Vec<_> = rows.iter().map(|row| row.interest.minor()).collect();
        // 11 and 31 days.
        assert_eq!(interest, [11_000, 31_000]);
    }

    #[test]
    fn days_that_are_the_plans_own_leave_it_as_it_is() {
        let own = plan(Period::Months(1), 3);
        for chosen in [
            Chosen::default(),
            Chosen {
                first: Some(day(2026, 12, 20)),
                day: None,
            },
            Chosen {
                first: None,
                day: Some(DayOfMonth::Number(20)),
            },
        ] {
            assert_eq!(planned(own, chosen, basis()), Ok(Ok((own, Vec::new()))));
        }
    }

    #[test]
    fn days_that_do_not_follow_each_other_or_the_start_are_refused_in_a_sentence() {
        let first = |first| Chosen {
            first: Some(first),
            day: None,
        };
        let refused = |plan, chosen| days(&plan, chosen).unwrap_err().id;
        assert_eq!(
            refused(plan(Period::Months(1), 3), first(day(2026, 11, 20))),
            "why-day-not-later"
        );
        let fixed = Chosen {
            first: None,
            day: Some(DayOfMonth::Last),
        };
        assert_eq!(refused(plan(Period::Days(30), 3), fixed), "why-due-day-months");
        assert_eq!(
            refused(plan(Period::Months(1), 3), first(day(2999, 12, 1))),
            "why-day-missing"
        );
    }
}
