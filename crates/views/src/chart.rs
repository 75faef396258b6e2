//! Bars over time, drawn where the page is made: no script, and the figures stand in a table beside it.

/// Height of the drawing in CSS pixels; its width is the page's, so that words are as large on a phone as anywhere.
const HEIGHT: f64 = 200.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 8.0;
/// Width of a character on the axes, with the gap beside the longest of them, in CSS pixels.
const CHARACTER: f64 = 6.7;
const GAP: f64 = 8.0;
/// Words below the bars at most: more would touch.
const LABELS_MAX: usize = 12;
/// The same on a phone.
const NARROW_LABELS_MAX: usize = 4;
/// Lines across at most.
const LINES_MAX: i64 = 4;

/// A bar with the words below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// `Nov`; nothing where there is no room.
    pub label: String,
    /// Whether the words stay where there is little room.
    pub is_main: bool,
    /// Its left edge, per cent of the width.
    pub x: f64,
    /// Its upper edge, pixels.
    pub y: f64,
    /// Its width, per cent of the width.
    pub width: f64,
    /// Its height, pixels.
    pub height: f64,
}

impl Bar {
    pub(crate) fn middle(&self) -> f64 {
        self.x + self.width / 2.0
    }
}

/// A line across with its value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Its height, pixels.
    pub y: f64,
    /// `€ 20`.
    pub label: String,
}

/// A chart of bars, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What it shows, for those who do not see it.
    pub words: String,
    /// In time.
    pub bars: Vec<Bar>,
    /// From the lowest one up; the line of zero among them.
    pub lines: Vec<Line>,
    /// Width of what stands at the lines, pixels.
    pub axis: f64,
}

impl Chart {
    /// A chart of `values`, each with the words below it; `value` says what stands at a line. No value may be beyond
    /// 2^53, and nothing is drawn of none.
    pub fn bars(words: &str, values: &[(String, i64)], value: impl Fn(i64) -> String) -> Self {
        let highest = values.iter().map(|(_, value)| *value).max().unwrap_or(0).max(0);
        let lowest = values.iter().map(|(_, value)| *value).min().unwrap_or(0).min(0);
        let step = step(highest.saturating_sub(lowest));
        let (from, until) = (floor(lowest, step), -floor(-highest, step));
        let scale = (HEIGHT - BOTTOM - TOP) / (until - from).max(1) as f64;
        let height_of = |value: i64| TOP + (until - value) as f64 * scale;
        let room = 100.0 / values.len().max(1) as f64;
        let every = values.len().div_ceil(LABELS_MAX).max(1);
        let narrow_every = every * values.len().div_ceil(every).div_ceil(NARROW_LABELS_MAX).max(1);
        let bar = |(place, (label, value)): (usize, &(String, i64))| Bar {
            label: if place % every == 0 { label.clone() } else { String::new() },
            is_main: place % narrow_every == 0,
            x: round((place as f64 + 0.2) * room),
            y: round(height_of((*value).max(0))),
            width: round(room * 0.6),
            height: round(value.unsigned_abs() as f64 * scale),
        };
        let line = |at: i64| Line { y: round(height_of(at)), label: value(at) };
        let lines: Vec<Line> = (0..).map(|count| from + count * step).take_while(|at| *at <= until).map(line).collect();
        let longest = lines.iter().map(|line| line.label.chars().count()).max().unwrap_or(0);
        Self {
            words: words.to_owned(),
            bars: values.iter().enumerate().map(bar).collect(),
            lines,
            axis: (longest as f64 * CHARACTER + GAP).ceil(),
        }
    }
}

/// The smallest of 1, 2, 5, 10, 20… by which [`LINES_MAX`] lines reach over `range`.
fn step(range: i64) -> i64 {
    let mut decade: i64 = 1;
    loop {
        let steps = [1, 2, 5].map(|factor| decade.saturating_mul(factor));
        if let Some(step) = steps.into_iter().find(|step| step.saturating_mul(LINES_MAX - 1) >= range) {
            return step;
        }
        decade = decade.saturating_mul(10);
    }
}

/// The largest multiple of `step` that is not above `value`.
fn floor(value: i64, step: i64) -> i64 {
    value.div_euclid(step) * step
}

/// A hundredth of a per cent, or of a pixel, is finer than any screen, and short to send.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[i64]) -> Chart {
        let values: Vec<_> = values.iter().map(|value| (format!("v{value}"), *value)).collect();
        Chart::bars("Some", &values, |at| at.to_string())
    }

    fn labels(chart: &Chart) -> Vec<&str> {
        chart.lines.iter().map(|line| &*line.label).collect()
    }

    #[test]
    fn bars_stand_on_zero_and_reach_to_their_value() {
        let drawn = chart(&[100, 0, 300]);
        assert_eq!(labels(&drawn), ["0", "100", "200", "300"]);
        // 168 units for 300: 56 a hundred; the ground lies at 176.
        assert_eq!(drawn.lines.iter().map(|line| line.y).collect::<Vec<_>>(), [176.0, 120.0, 64.0, 8.0]);
        let edges: Vec<_> = drawn.bars.iter().map(|bar| (bar.y, bar.height)).collect();
        assert_eq!(edges, [(120.0, 56.0), (176.0, 0.0), (8.0, 168.0)]);
        // A third of the width each, of which the bar has three fifths in the middle.
        assert_eq!((drawn.bars[1].x, drawn.bars[1].width), (40.0, 20.0));
        assert_eq!(drawn.axis, 29.0, "three characters of 6.7 pixels, and the gap");
    }

    #[test]
    fn what_was_paid_back_hangs_below() {
        let drawn = chart(&[150, -50]);
        assert_eq!(labels(&drawn), ["-100", "0", "100", "200"]);
        assert_eq!((drawn.bars[1].y, drawn.bars[1].height), (120.0, 28.0), "from the line of zero down");
    }

    #[test]
    fn lines_are_few_and_at_round_values() {
        for (highest, expected) in [(1, 1), (3, 1), (4, 2), (7, 5), (16, 10), (31, 20), (601, 500), (999_999, 500_000)]
        {
            assert_eq!(step(highest), expected, "{highest}");
        }
        assert_eq!(labels(&chart(&[])), ["0"]);
        assert!(labels(&chart(&[1 << 53, -(1 << 53)])).len() <= 5);
    }

    #[test]
    fn a_month_of_days_does_not_label_each() {
        let days: Vec<i64> = (1..=31).collect();
        let bars = chart(&days).bars;
        let labels = |bars: &[Bar], is_narrow: bool| -> Vec<String> {
            let shown = bars.iter().filter(|bar| !bar.label.is_empty() && (bar.is_main || !is_narrow));
            shown.map(|bar| bar.label.clone()).collect()
        };
        assert_eq!(labels(&bars, false).len(), 11, "each third");
        assert_eq!(labels(&bars, true), ["v1", "v10", "v19", "v28"], "each third of those");
    }
}
