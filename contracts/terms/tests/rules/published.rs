//! Cases that others have published (`data/schedules.json`, `data/further.json`), and cases worked from the statutes
//! (`data/law.json`). Each names the convention it was computed by; nothing here is special to one case.

use crate::case::{bullet, day, fen, last_ms, noon, scheduled, Case, START};
use serde_json::Value;
use terms::{
    account::Part,
    law::{self, BuiltIn, LateBasis},
    rate::numerator,
    Amount, Day, DayCount, Error, Jurisdiction, Method, Period, Plan, RatePpm, Rounding, Terms,
};

fn file(text: &str, of: &str) -> Vec<Value> {
    let whole: Value = serde_json::from_str(text).unwrap();
    let cases = whole[of].as_array().unwrap().clone();
    assert!(!cases.is_empty(), "no {of}");
    cases
}

fn statutes(of: &str) -> Vec<Value> {
    file(include_str!("../data/law.json"), of)
}

fn schedules() -> Vec<Value> {
    let mut cases = file(include_str!("../data/schedules.json"), "cases");
    cases.extend(file(include_str!("../data/further.json"), "cases"));
    cases
}

/// `"15.40"` per cent in parts per million.
fn percent(value: &Value) -> RatePpm {
    let text = value.as_str().unwrap();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= 4);
    RatePpm(format!("{whole}{part:0<4}").parse().unwrap())
}

fn minor(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

fn number(value: &Value) -> u16 {
    value.as_u64().unwrap().try_into().unwrap()
}

/// `"2024-06-08"`.
fn date(value: &Value) -> Day {
    let mut parts = value
        .as_str()
        .unwrap()
        .split('-')
        .map(|part| part.parse().unwrap());
    let mut next = || -> u16 { parts.next().unwrap() };
    day(next(), next() as u8, next() as u8)
}

fn day_count(value: &Value) -> DayCount {
    match value.as_str().unwrap() {
        "act/365" => DayCount::Act365,
        "act/360" => DayCount::Act360,
        "30/360" => DayCount::Thirty360,
        other => panic!("no day count {other}"),
    }
}

fn rounding(value: &Value) -> Rounding {
    match value.as_str().unwrap() {
        "floor" => Rounding::Floor,
        "half-even" => Rounding::HalfEven,
        "half-up" => Rounding::HalfUp,
        other => panic!("no rounding {other}"),
    }
}

fn method(value: &Value) -> Method {
    match value.as_str().unwrap() {
        "bullet" => Method::Bullet,
        "interest-only" => Method::InterestOnly,
        "equal-instalments" => Method::EqualInstalments,
        "equal-principal" => Method::EqualPrincipal,
        other => panic!("no method {other}"),
    }
}

/// The terms that a case describes.
fn terms_of(case: &Value) -> Terms {
    let start = date(&case["start"]);
    let mut terms = bullet();
    terms.jurisdiction = Jurisdiction::None;
    terms.principal = fen(minor(&case["principal"]));
    terms.annual_rate = percent(&case["annual_rate_percent"]);
    terms.day_count = day_count(&case["day_count"]);
    terms.rounding = rounding(&case["rounding"]);
    terms.plan = Plan {
        method: method(&case["method"]),
        start,
        every: match case.get("period_months") {
            Some(months) => Period::Months(number(months)),
            None => Period::Days(number(&case["period_days"])),
        },
        periods: number(&case["periods"]),
        balloon: case
            .get("balloon")
            .map_or(Amount::ZERO, |balloon| fen(minor(balloon))),
    };
    (terms.sign_by, terms.deliver_by) = (last_ms(start), last_ms(start));
    scheduled(terms)
}

/// Compares the rows that the case names under `of`, if it does; returns whether.
fn compare(case: &Value, of: &str, computed: &[u128]) -> bool {
    let Some(published) = case.get(of) else {
        return false;
    };
    let published = published.as_array().unwrap();
    assert!(!published.is_empty() && published.len() <= computed.len());
    let tolerance = u128::from(number(&case["tolerance"]));
    for (n, (published, computed)) in published.iter().map(minor).zip(computed).enumerate() {
        let off = published.abs_diff(*computed);
        assert!(
            off <= tolerance,
            "{}: {of} {n}: {computed}, not {published}",
            case["name"]
        );
    }
    true
}

#[test]
fn every_published_schedule_is_reproduced() {
    let mut seen = 0;
    for case in schedules()
        .iter()
        .filter(|case| case["method"] != "simple-interest")
    {
        let terms = terms_of(case);
        let rows = &terms.schedule;
        let principal: Vec<_> = rows.iter().map(|row| row.principal.minor()).collect();
        let interest: Vec<_> = rows.iter().map(|row| row.interest.minor()).collect();
        let totals: Vec<_> = rows.iter().map(|row| row.total().unwrap().minor()).collect();
        let outstanding: Vec<_> = (1..=rows.len())
            .map(|paid| terms.principal.minor() - principal[..paid].iter().sum::<u128>())
            .collect();
        let mut compared = compare(case, "principal_parts", &principal);
        compared |= compare(case, "interest_parts", &interest);
        compared |= compare(case, "instalments", &totals);
        compared |= compare(case, "outstanding", &outstanding);
        let tolerance = u128::from(number(&case["tolerance"]));
        if let Some(level) = case.get("instalment") {
            compared = true;
            let off = |total: &u128| total.abs_diff(minor(level));
            assert!(
                totals.iter().all(|total| off(total) <= tolerance),
                "{}: {totals:?}",
                case["name"]
            );
        }
        if let Some(total) = case.get("interest_total") {
            let off = interest.iter().sum::<u128>().abs_diff(minor(total));
            assert!(
                off <= u128::from(number(&case["total_tolerance"])),
                "{}",
                case["name"]
            );
        }
        assert!(compared, "{} compares nothing", case["name"]);
        assert_eq!(outstanding.last(), Some(&0));
        seen += 1;
    }
    assert_eq!(seen, 3 + 15, "cases of both files");
}

#[test]
fn the_books_earn_what_every_published_schedule_asks_for() {
    // Promise and accrual are computed apart: paid on its days, each case ends with nothing owed.
    for case in schedules()
        .iter()
        .filter(|case| case["method"] != "simple-interest")
    {
        let terms = terms_of(case);
        let start = terms.plan.start;
        assert_eq!(terms.validate(&BuiltIn, noon(start)), Ok(()));
        let part = Part {
            amount: terms.principal,
            on: start,
        };
        let mut account = terms::Account::open(&terms, &[part], terms.annual_rate, None).unwrap();
        let rules = terms::Rules {
            terms: &terms,
            plan: &terms.schedule,
            rates: &BuiltIn,
        };
        for row in &terms.schedule {
            account.pay(&rules, row.total().unwrap(), row.due, false).unwrap();
            assert_eq!(
                account.balance(&rules).unwrap().due,
                Amount::ZERO,
                "{}",
                case["name"]
            );
        }
        assert_eq!(account.balance(&rules).unwrap().total, Amount::ZERO);
        assert_eq!(account.overpaid, Amount::ZERO);
    }
}

#[test]
fn every_published_span_of_simple_interest_is_reproduced() {
    let mut seen = 0;
    for case in schedules()
        .iter()
        .filter(|case| case["method"] == "simple-interest")
    {
        let count = day_count(&case["day_count"]);
        let both_ends = case.get("both_ends").is_some_and(|both| both.as_bool().unwrap());
        let days = count.days(date(&case["from"]), date(&case["to"])) + u32::from(both_ends);
        assert_eq!(days, u32::from(number(&case["days"])), "{}", case["name"]);
        let rate = percent(&case["annual_rate_percent"]);
        let earned = numerator(fen(minor(&case["principal"])), rate, days).unwrap();
        let interest = count.interest(earned, rounding(&case["rounding"])).unwrap();
        assert_eq!(interest.minor(), minor(&case["interest"]), "{}", case["name"]);
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn half_a_year_and_a_quarter_late_cost_what_maple_publishes() {
    // maple-labs/open-term-loan GetPaymentBreakdown fixture 7: 1,000,000 at 8 % for three quarters of a year, the last
    // quarter of it late at 5 % more and a fee of 0.9 %: 60,000 and 21,500.
    let mut terms = bullet();
    terms.jurisdiction = Jurisdiction::None;
    terms.principal = fen(1_000_000);
    terms.annual_rate = RatePpm(80_000);
    terms.overdue_rate = Some(RatePpm(130_000));
    terms.late_fee = fen(9_000);
    terms.day_count = DayCount::Thirty360;
    terms.plan.every = Period::Months(6);
    let case = Case::active(scheduled(terms)).on(START.plus_months(9).unwrap());
    let (principal, interest, late) = case.owed();
    assert_eq!((principal, interest + late), (1_000_000, 60_000 + 21_500));
}

// ---- cases from the statutes ---------------------------------------------------------------------------------------

#[test]
fn the_cap_is_what_the_statute_makes_of_each_reference_rate() {
    for case in statutes("cap") {
        let lpr = percent(&case["lpr_percent"]);
        let row = law::LPR_1Y.into_iter().find(|row| row.rate == lpr).unwrap();
        let cap = law::cap_on(&BuiltIn, Jurisdiction::PrcNaturalPersons, row.published).unwrap();
        assert_eq!(cap, Some(percent(&case["cap_percent"])), "LPR {lpr:?}");
    }
}

#[test]
fn early_repayment_costs_the_interest_of_the_days_that_passed() {
    for case in statutes("early_repayment") {
        let days = number(&case["days"]);
        let mut terms = bullet();
        terms.principal = fen(minor(&case["principal"]));
        terms.annual_rate = percent(&case["annual_rate_percent"]);
        terms.day_count = day_count(&case["day_count"]);
        terms.plan.every = Period::Days(days + 200);
        let mut loan = Case::active(scheduled(terms)).on(Day(START.0 + u32::from(days)));
        let (principal, interest) = (minor(&case["principal"]), minor(&case["interest"]));
        assert_eq!(loan.owed(), (principal, interest, 0));
        assert_eq!(loan.pay(principal + interest), ["LoanRepaid", "LoanSettled"]);
    }
}

#[test]
fn without_an_agreed_rate_overdue_money_costs_the_reference_rate() {
    for case in statutes("no_rate_agreed_overdue") {
        let mut terms = bullet();
        terms.principal = fen(minor(&case["principal"]));
        terms.annual_rate = RatePpm::ZERO;
        terms.day_count = day_count(&case["day_count"]);
        let due = Day(START.0 + 90);
        assert_eq!(law::lpr_on(&BuiltIn, due), Ok(percent(&case["lpr_percent"])));
        let loan = Case::active(scheduled(terms)).on(Day(due.0 + u32::from(number(&case["days"]))));
        let owed = (minor(&case["principal"]), 0, minor(&case["interest"]));
        assert_eq!(loan.owed(), owed);
    }
}

#[test]
fn rolled_up_interest_is_enforced_up_to_the_ceiling_of_the_statute() {
    for case in statutes("rolled_up_ceiling") {
        let (principal, rate) = (
            fen(minor(&case["principal"])),
            percent(&case["annual_rate_percent"]),
        );
        let years = case["periods"].as_array().unwrap();
        assert!(years.iter().all(|period| period == "1y"));
        let days = 360 * u32::try_from(years.len()).unwrap();
        let count = DayCount::Thirty360;
        let ceiling = law::rolled_up_ceiling(
            principal,
            percent(&case["cap_percent"]),
            days,
            count,
            Rounding::Floor,
        );
        assert_eq!(ceiling, Ok(fen(minor(&case["ceiling"]))));

        // The same through a loan's life, its interest rolled up at the end of each year but the last. Its cap of
        // 15.4 % held from 2020-04-20 to 2021-12-19.
        let start = day(2020, 5, 5);
        let mut terms = bullet();
        (terms.principal, terms.annual_rate, terms.day_count) = (principal, rate, count);
        terms.plan.every = Period::Months(12);
        terms.plan.start = start;
        (terms.sign_by, terms.deliver_by) = (last_ms(start), last_ms(start));
        let mut loan = Case::proposed_on(start, scheduled(terms));
        loan.sign();
        loan.deliver(principal, start);
        let mut agreed = principal.minor();
        for n in 1..=years.len() {
            agreed += agreed * u128::from(rate.0) / 1_000_000;
            loan = loan.on(start.plus_months(12 * n as u32).unwrap());
            if n < years.len() {
                let mut amendment = loan.amendment(Plan {
                    start: loan.today(),
                    ..loan.loan.agreement.terms.plan
                });
                amendment.roll_up = true;
                loan.amend(loan.figured(amendment));
            }
        }
        assert_eq!(agreed, minor(&case["agreed_total"]));
        assert_eq!(loan.total(), minor(&case["enforceable_total"]));
    }
}

#[test]
fn the_rule_for_overdue_money_is_named_with_its_rate() {
    let rate = |rate, overdue, cap| {
        let (prc, on) = (Jurisdiction::PrcNaturalPersons, day(2026, 1, 5));
        law::late_rate(&BuiltIn, prc, RatePpm(rate), overdue, cap, on)
    };
    let cap = Some(RatePpm(120_000));
    let agreed = |ppm| Some(RatePpm(ppm));
    assert_eq!(
        rate(60_000, agreed(90_000), cap),
        Ok((RatePpm(90_000), LateBasis::AgreedOverdue))
    );
    assert_eq!(
        rate(60_000, agreed(0), cap),
        Ok((RatePpm(0), LateBasis::AgreedOverdue))
    );
    assert_eq!(
        rate(60_000, None, cap),
        Ok((RatePpm(60_000), LateBasis::LoanRate))
    );
    assert_eq!(rate(0, None, cap), Ok((RatePpm(30_000), LateBasis::Reference)));
    assert_eq!(
        rate(60_000, agreed(150_000), cap),
        Ok((RatePpm(120_000), LateBasis::AgreedOverdue))
    );
    assert_eq!(
        rate(150_000, None, None),
        Ok((RatePpm(150_000), LateBasis::LoanRate))
    );
    let nothing = law::late_rate(
        &BuiltIn,
        Jurisdiction::None,
        RatePpm(0),
        None,
        None,
        day(2026, 1, 5),
    );
    assert_eq!(nothing, Ok((RatePpm(0), LateBasis::Nothing)));
    let early = law::late_rate(
        &BuiltIn,
        Jurisdiction::PrcNaturalPersons,
        RatePpm(0),
        None,
        None,
        day(2019, 8, 19),
    );
    assert_eq!(early, Err(Error::NoReferenceRate));
}
