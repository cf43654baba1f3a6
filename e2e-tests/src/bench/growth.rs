//! How cost grows with the number of loans: what other parts measured at several sizes, drawn into docs/growth.svg, so that the
//! picture and the tables can't differ.
//!
//! A line's points are the report's rows whose names hold a number of loans; a size that was not measured has no point.

use super::Section;
use anyhow::{Context, Result};
use plotters::prelude::*;
use serde_json::Value;
use std::path::Path;

/// The picture, below the root.
const PICTURE: &str = "docs/growth.svg";
/// Its width and height. Units: pixels.
const SIZE: (u32, u32) = (900, 540);

/// One line of the picture.
struct Line {
    label: &'static str,
    /// A row's name is this, the number of loans, and that.
    before: &'static str,
    after: &'static str,
    /// From the row's unit to milliseconds.
    ms: fn(f64) -> f64,
    colour: RGBColor,
}

const SECONDS: fn(f64) -> f64 = |seconds| seconds * 1e3;
const EACH: fn(f64) -> f64 = |in_a_second| 1e3 / in_a_second;
const AS_IT_IS: fn(f64) -> f64 = |ms| ms;

// Okabe and Ito's colours, which people who see few colours tell apart.
const LINES: [Line; 7] = [
    Line {
        label: "iou list --all",
        before: "iou list --all, ",
        after: " loans",
        ms: SECONDS,
        colour: RGBColor(213, 94, 0),
    },
    Line {
        label: "iou evidence, one loan",
        before: "iou evidence of one of ",
        after: " loans",
        ms: SECONDS,
        colour: RGBColor(204, 121, 167),
    },
    Line {
        label: "API: due within 90 days",
        before: "api, ",
        after: " loans: what is due to a lender in 90 days: p50",
        ms: AS_IT_IS,
        colour: RGBColor(0, 114, 178),
    },
    Line {
        label: "API: 20 loans of a lender",
        before: "api, ",
        after: " loans: 20 loans of a lender: p50",
        ms: AS_IT_IS,
        colour: RGBColor(86, 180, 233),
    },
    Line {
        label: "API: one loan",
        before: "api, ",
        after: " loans: one loan: p50",
        ms: AS_IT_IS,
        colour: RGBColor(0, 158, 115),
    },
    Line {
        label: "index: a loan's events written",
        before: "api, ",
        after: " loans: played and written",
        ms: EACH,
        colour: RGBColor(230, 159, 0),
    },
    Line {
        label: "reminders: a tick, none due",
        before: "tick over ",
        after: " loans, none due: median",
        ms: AS_IT_IS,
        colour: RGBColor(0, 0, 0),
    },
];

impl Line {
    /// Number of loans and milliseconds, by number.
    fn points(&self, rows: &[Value]) -> Vec<(f64, f64)> {
        let mut points: Vec<(f64, f64)> = rows
            .iter()
            .filter_map(|row| {
                let name = row["name"].as_str()?.strip_prefix(self.before)?;
                let loans: u32 = name.strip_suffix(self.after)?.parse().ok()?;
                Some((f64::from(loans), (self.ms)(row["value"].as_f64()?)))
            })
            .filter(|(_, ms)| ms.is_finite() && *ms > 0.0)
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    }
}

/// Draws the picture from the figures of the report below `root`, and tells of it.
///
/// Errors: no figures; a picture that can't be written.
pub fn draw(root: &Path, rows: &[Value]) -> Result<Section> {
    let lines: Vec<(&Line, Vec<(f64, f64)>)> = LINES.iter().map(|line| (line, line.points(rows))).collect();
    let all = || lines.iter().flat_map(|(_, points)| points);
    let span = |of: fn(&(f64, f64)) -> f64| {
        let least = all().map(of).fold(f64::INFINITY, f64::min);
        let most = all().map(of).fold(0.0, f64::max);
        // To whole powers of ten.
        (most > 0.0).then(|| 10f64.powf(least.log10().floor())..10f64.powf(most.log10().ceil()))
    };
    if let (Some(loans), Some(ms)) = (span(|it| it.0), span(|it| it.1)) {
        let path = root.join(PICTURE);
        let area = SVGBackend::new(&path, SIZE).into_drawing_area();
        picture(&area, &lines, loans, ms)
            .map_err(|error| anyhow::anyhow!("{error}"))
            .with_context(|| format!("can't draw {}", path.display()))?;
    }
    Ok(Section {
        title: "How cost grows".into(),
        text: "![Milliseconds by the number of loans](growth.svg)\n\nBoth axes by powers of ten; from the figures above. The two of \
               the terminal ask a node whose chain holds that many loans, the API, the index and the reminders use SQLite."
            .into(),
        rows: Vec::new(),
        list: false,
    })
}

fn picture<'a>(
    area: &DrawingArea<SVGBackend<'a>, plotters::coord::Shift>,
    lines: &[(&Line, Vec<(f64, f64)>)],
    loans: std::ops::Range<f64>,
    ms: std::ops::Range<f64>,
) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>> {
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(area)
        .margin(16)
        .margin_right(48)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(loans.log_scale(), ms.log_scale())?;
    chart
        .configure_mesh()
        .x_desc("loans")
        .y_desc("ms")
        .x_label_formatter(&|loans| format!("{loans}"))
        .y_label_formatter(&|ms| format!("{ms}"))
        .label_style(("sans-serif", 14))
        .light_line_style(RGBColor(238, 238, 238))
        .bold_line_style(RGBColor(208, 208, 208))
        .draw()?;
    for (line, points) in lines.iter().filter(|(_, points)| !points.is_empty()) {
        let style = line.colour.stroke_width(2);
        let _key = chart
            .draw_series(LineSeries::new(points.iter().copied(), style))?
            .label(line.label)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
        let _dots = chart.draw_series(
            points
                .iter()
                .map(|point| Circle::new(*point, 3, line.colour.filled())),
        )?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .label_font(("sans-serif", 14))
        .draw()?;
    area.present()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_has_a_point_for_each_size_that_was_measured_and_no_other() {
        let rows = [
            json!({"name": "tick over 1000000 loans, none due: median", "value": 0.3}),
            json!({"name": "tick over 1000 loans, none due: median", "value": 0.2}),
            json!({"name": "tick over 1000 loans, none due: worst of 50", "value": 9.0}),
            json!({"name": "tick with 1000 loans to look at: each", "value": 9.0}),
            json!({"name": "api, 1000 loans: played and written", "value": 2_000.0}),
        ];
        let points = |label: &str| {
            let line = LINES.iter().find(|line| line.label.starts_with(label)).unwrap();
            line.points(&rows)
        };
        assert_eq!(points("reminders"), [(1e3, 0.2), (1e6, 0.3)]);
        assert_eq!(points("index"), [(1e3, 0.5)]);
        assert_eq!(points("iou list"), []);
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("docs")).unwrap();
        let _section = draw(root.path(), &rows).unwrap();
        let picture = std::fs::read_to_string(root.path().join(PICTURE)).unwrap();
        assert!(picture.contains("a tick, none due") && !picture.contains("iou list"));
    }
}
