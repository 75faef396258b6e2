//! A drawing in its square frame: ink in lines that read at any size, and where the findings lie on it.

use std::fmt::Write as _;

use inspect::Report;
use pattern::{Drawing, drawing::YAxis};
use views::{Mark, reported};

/// Margin round the drawing, as a share of its longer side.
const MARGIN: f64 = 0.06;
/// Width of a line, pixels of the screen: a cutter's lines have none.
const LINE_PX: f64 = 1.25;
/// The ink of every sheet, sRGB.
const INK: &str = "#1a1814";

/// The square that is shown, in the drawing's own millimetres.
pub(crate) struct Sheet<'a> {
    drawing: &'a Drawing,
    left: f64,
    /// The lower edge in numbers: the upper one on the screen where y runs down.
    low: f64,
    side: f64,
}

impl<'a> Sheet<'a> {
    /// The square round `drawing`; none where it has no extent.
    pub(crate) fn of(drawing: &'a Drawing) -> Option<Self> {
        let bounds = drawing.bounds()?;
        let [x0, y0, x1, y1] = match drawing.sheet.filter(|_| drawing.repeat) {
            Some([x, y, width, height]) => [x, y, x + width, y + height],
            None => bounds,
        };
        let longer = (x1 - x0).max(y1 - y0);
        let margin = if drawing.repeat { 0.0 } else { MARGIN * longer };
        let side = longer + 2.0 * margin;
        (side > 0.0 && side.is_finite()).then_some(Self {
            drawing,
            left: (x0 + x1 - side) / 2.0,
            low: (y0 + y1 - side) / 2.0,
            side,
        })
    }

    /// The picture as SVG: paths and nothing else.
    pub(crate) fn svg(&self) -> String {
        let Self { left, low, side, .. } = self;
        let (top, flip) = match self.drawing.y {
            YAxis::Down => (*low, 1.0),
            YAxis::Up => (-(low + side), -1.0),
        };
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"512\" height=\"512\" viewBox=\"{left} {top} {side} {side}\">\
             <g transform=\"scale(1 {flip})\" fill=\"none\" stroke-width=\"{LINE_PX}\" stroke-linejoin=\"round\">"
        );
        for path in &self.drawing.paths {
            let data = path.geometry.to_svg();
            let rule = if path.even_odd { " fill-rule=\"evenodd\"" } else { "" };
            if let Some(fill) = path.fill {
                let _ = write!(out, "<path d=\"{data}\" fill=\"{}\"{rule}/>", color(fill)); // Writing to a string cannot fail.
            }
            if path.stroke.is_some() {
                let _ = write!(out, "<path d=\"{data}\" stroke=\"{INK}\" vector-effect=\"non-scaling-stroke\"/>");
            }
        }
        out.push_str("</g></svg>");
        out
    }

    /// Where the findings are, in percent of the square.
    pub(crate) fn marks(&self, report: &Report) -> Vec<Mark> {
        let percent = |along: f64| (along / self.side * 100.0) as f32;
        let put = |[x, y, _]: [f64; 3]| {
            let down = match self.drawing.y {
                YAxis::Down => y - self.low,
                YAxis::Up => self.low + self.side - y,
            };
            Some((percent(x - self.left), percent(down)))
        };
        reported::marks(report, put)
    }
}

fn color([red, green, blue, alpha]: [u8; 4]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}")
}

#[cfg(test)]
mod tests {
    use pattern::{Budget, Pattern};

    use super::*;

    fn read(name: &str, bytes: &[u8]) -> (Drawing, Report) {
        let reading = pattern::read(bytes, Some(name), &Budget::default());
        let report = inspect::inspect(&reading);
        let Some(Pattern::Drawing(drawing)) = reading.pattern else { panic!("a drawing") };
        (drawing, report)
    }

    #[test]
    fn a_hairline_is_seen_and_its_gap_is_marked_where_it_is() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="200mm" height="200mm" viewBox="0 0 200 200">
            <path d="M50 50H150V150H50V53" fill="none" stroke="red" stroke-width="0.001"/></svg>"#;
        let (drawing, report) = read("tab.svg", svg);
        let sheet = Sheet::of(&drawing).unwrap();
        let picture = sheet.svg();
        assert!(picture.contains("viewBox=\"44 44 112 112\"") && picture.contains("non-scaling-stroke"), "{picture}");
        let mark = sheet.marks(&report)[0];
        assert!((mark.x - 5.357).abs() < 0.01 && (mark.y - 5.357).abs() < 0.01, "{mark:?}");
    }

    #[test]
    fn what_runs_up_stands_upright() {
        let dxf = b"0\nSECTION\n2\nENTITIES\n0\nLINE\n8\n0\n10\n0\n20\n0\n11\n100\n21\n0\n0\nLINE\n8\n0\n10\n100\n20\n0\n11\n100\n21\n90\n\
            0\nENDSEC\n0\nEOF\n";
        let (drawing, report) = read("corner.dxf", dxf);
        let sheet = Sheet::of(&drawing).unwrap();
        assert!(sheet.svg().contains("scale(1 -1)"));
        let open = report.findings.iter().find(|finding| finding.code == "D402").unwrap();
        let ends: Vec<_> = open.at.iter().map(|place| place.mm).collect();
        assert_eq!(ends, [Some([0.0; 3]), Some([100.0, 90.0, 0.0])]);
        let mark = sheet.marks(&report)[0];
        assert!((mark.x - 5.357).abs() < 0.01 && (mark.y - 90.179).abs() < 0.01, "the lower left end: {mark:?}");
    }
}
