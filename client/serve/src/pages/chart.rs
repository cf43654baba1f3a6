//! Principal and interest over time as a drawing: coordinates only; the texts and the table beside it are the page's.

use terms::{Amount, Day, Instalment};

/// Where the drawing begins and ends. Units: those of its view box, 360 wide.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 334.0;
/// The principal's highest line and its ground.
const TOP: f64 = 44.0;
const GROUND: f64 = 140.0;
/// The ground of the bars of interest, and their greatest height.
const BARS: f64 = 226.0;
const BAR_MAX: f64 = 28.0;
/// How many bars can have their figures.
pub(super) const LABELS: usize = 8;

/// The principal owed from a day on.
pub(super) type Level = (Day, Amount);

/// A bar of interest.
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) middle: String,
    pub(super) above: String,
    pub(super) paid: bool,
}

/// The drawing.
pub(super) struct Chart {
    pub(super) fill: Option<String>,
    pub(super) line: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) today: Option<String>,
    /// Whether the word for today stands on the left of its line.
    pub(super) today_left: bool,
    pub(super) now_x: String,
    pub(super) now_y: String,
    pub(super) bars: Vec<Bar>,
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// The drawing of a loan: what was owed (`levels`, the oldest first), what is planned of `rows` from number `paid` on. `None`
/// where there is nothing to draw.
pub(super) fn draw(
    start: Day,
    today: Day,
    levels: &[Level],
    rows: &[Instalment],
    paid: usize,
) -> Option<Chart> {
    let last = rows.last()?.due;
    let planned = rows
        .iter()
        .fold(Amount::ZERO, |sum, row| sum.saturating_plus(row.principal));
    let most = levels.iter().map(|(_, level)| *level).fold(planned, Amount::max);
    if most.is_zero() {
        return None;
    }
    let ends = levels.last().map_or(last, |(day, _)| (*day).max(last));
    let span = f64::from(ends.since(start).max(1));
    let x = |day: Day| LEFT + (RIGHT - LEFT) * (f64::from(day.since(start)) / span).min(1.0);
    let y = |level: Amount| GROUND - (GROUND - TOP) * (level.minor() as f64 / most.minor() as f64);
    let now = today.min(ends).max(start);
    let (line, fill) = booked(levels, now, &x, &y).unzip();
    let owed = levels.last().map_or(planned, |(_, level)| *level);
    let from = rows
        .get(paid)
        .map(|row| if levels.is_empty() { start } else { row.due });
    let plan = from.map(|from| {
        let mut path = format!("M{} {}", number(x(from)), number(y(owed)));
        let mut left = rows
            .iter()
            .skip(paid)
            .fold(Amount::ZERO, |sum, row| sum.saturating_plus(row.principal));
        for row in rows.iter().skip(paid) {
            left = left.minus_or_zero(row.principal);
            path += &format!("H{}V{}", number(x(row.due)), number(y(left.min(owed))));
        }
        path
    });
    let today_x = (today >= start && today <= ends && !levels.is_empty()).then(|| x(today));
    Some(Chart {
        fill,
        line,
        plan,
        today_left: today_x.is_some_and(|x| x > 280.0),
        today: today_x.map(number),
        now_x: number((x(now) - 58.0).clamp(LEFT, 250.0)),
        now_y: number((y(owed) - 6.0).max(TOP - 6.0)),
        bars: bars(rows, paid, &x),
    })
}

/// The line of what was owed up to now, and the area below it.
fn booked(
    levels: &[Level],
    now: Day,
    x: &dyn Fn(Day) -> f64,
    y: &dyn Fn(Amount) -> f64,
) -> Option<(String, String)> {
    let (first, rest) = levels.split_first()?;
    let begin = number(x(first.0));
    let mut path = format!("M{begin} {}", number(y(first.1)));
    for (day, level) in rest {
        path += &format!("H{}V{}", number(x(*day)), number(y(*level)));
    }
    path += &format!("H{}", number(x(now)));
    let area = format!("{path}V{}H{begin}z", number(GROUND));
    Some((path, area))
}

fn bars(rows: &[Instalment], paid: usize, x: &dyn Fn(Day) -> f64) -> Vec<Bar> {
    let highest = rows
        .iter()
        .map(|row| row.interest.minor())
        .max()
        .unwrap_or_default();
    let width = (0.6 * (RIGHT - LEFT) / rows.len().max(1) as f64).clamp(1.0, 20.0);
    let bar = |(n, row): (usize, &Instalment)| {
        let height = match highest {
            0 => 0.0,
            highest => BAR_MAX * (row.interest.minor() as f64 / highest as f64),
        };
        let middle = x(row.due);
        Bar {
            x: number(middle - width / 2.0),
            y: number(BARS - height),
            width: number(width),
            height: number(height),
            middle: number(middle),
            above: number(BARS - height - 4.0),
            paid: n < paid,
        }
    };
    rows.iter().enumerate().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(minor: u128) -> Amount {
        Amount::new(minor).unwrap()
    }

    fn rows(count: u32) -> Vec<Instalment> {
        let row = |n: u32| Instalment {
            due: Day(20_800 + 30 * n),
            principal: amount(1_000),
            interest: amount(u128::from(100 - n.min(99))),
        };
        (1..=count).map(row).collect()
    }

    #[test]
    fn what_was_owed_is_drawn_to_today_and_the_plan_to_nothing() {
        let levels = [(Day(20_800), amount(3_000)), (Day(20_830), amount(2_000))];
        let chart = draw(Day(20_800), Day(20_845), &levels, &rows(3), 1).unwrap();
        assert_eq!(chart.line.as_deref(), Some("M12.0 44.0H119.3V76.0H173.0"));
        assert_eq!(chart.plan.as_deref(), Some("M226.7 76.0H226.7V108.0H334.0V140.0"));
        assert_eq!(chart.bars.iter().filter(|bar| bar.paid).count(), 1);
    }

    #[test]
    fn whatever_the_figures_every_coordinate_is_a_number_inside_the_drawing() {
        let huge = amount(terms::limits::AMOUNT_MAX);
        let many = rows(360);
        let same_day = [Instalment {
            due: Day(20_800),
            principal: huge,
            interest: Amount::ZERO,
        }];
        for (levels, rows, paid) in [
            (vec![], &many[..], 0),
            (vec![(Day(20_800), huge)], &many[..], 360),
            (
                vec![(Day(20_800), huge), (Day(20_800), Amount::ZERO)],
                &same_day[..],
                0,
            ),
        ] {
            let chart = draw(Day(20_800), Day(40_000), &levels, rows, paid).unwrap();
            let paths = [chart.fill, chart.line, chart.plan].into_iter().flatten();
            for path in paths {
                let numbers = path.split(|sign: char| !sign.is_ascii_digit() && sign != '.');
                for number in numbers.filter(|number| !number.is_empty()) {
                    let value: f64 = number.parse().unwrap();
                    assert!((0.0..=360.0).contains(&value), "{path}");
                }
                assert!(!path.contains("NaN") && !path.contains("inf"), "{path}");
            }
        }
        assert!(draw(Day(1), Day(2), &[], &[], 0).is_none());
    }
}
