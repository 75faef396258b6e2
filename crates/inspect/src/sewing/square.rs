//! Test squares: rectangles of a known size, by which a maker sees whether the print is true.

use pattern::{Drawing, drawing::Text};

use super::{
    Role,
    shape::{self, Box2},
};
use crate::{
    drawing::{Contour, distance},
    signs::{self, Sign},
};

/// Sides of what may be a test square, mm.
const SIDES_MM: std::ops::RangeInclusive<f64> = 9.0..=160.0;
/// A corner of it is square to within this, as a share of its sides.
const SQUARE_SHARE: f64 = 0.01;
/// A side is true to within this share: a millimetre in 200, which a ruler shows.
const TRUE_SHARE: f64 = 0.005;
/// A length that is written beside a square is meant for it where they differ by no more than this share.
const CLAIM_SHARE: f64 = 0.4;
/// Rectangles of that size that are looked at.
const RECTANGLES_MAX: usize = 2_000;
/// Sides that makers draw, mm: centimetres and inches.
const USUAL_MM: [f64; 9] = [10.0, 20.0, 25.4, 30.0, 40.0, 50.0, 50.8, 100.0, 101.6];

/// A test square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TestSquare {
    /// Index of its contour.
    pub contour: usize,
    /// Index of the path it is drawn with.
    pub path: usize,
    /// Width and height as drawn, mm.
    pub sides_mm: [f64; 2],
    /// What the words beside it say of its width, mm; none where they say nothing.
    pub claimed_mm: Option<f64>,
}

impl TestSquare {
    /// Whether it measures what it says, or a length that makers draw where it says nothing.
    pub fn is_true(&self) -> bool {
        let near = |mm: f64| (self.sides_mm[0] - mm).abs() <= TRUE_SHARE * mm;
        self.claimed_mm.map_or_else(|| USUAL_MM.into_iter().any(near), near)
    }
}

/// The test squares of `drawing`: those that layers, labels or texts call so, with a length beside them, and, where there is none
/// of those, squares of just the size that makers draw.
pub(super) fn squares(drawing: &Drawing, contours: &[Contour], roles: &[Role]) -> Vec<TestSquare> {
    let may_be = |index: &usize| matches!(roles[*index], Role::Line | Role::TestSquare);
    let rectangles = (0..contours.len()).filter(may_be).filter_map(|index| Some((index, rectangle(&contours[index])?)));
    let rectangles: Vec<(usize, Box2)> = rectangles.take(RECTANGLES_MAX).collect();
    let mut beside: Vec<Vec<&Text>> = vec![Vec::new(); rectangles.len()];
    for text in &drawing.texts {
        if let Some(nearest) = nearest(&rectangles, text) {
            beside[nearest].push(text);
        }
    }
    let (mut named, mut plain) = (Vec::new(), Vec::new());
    for ((index, bounds), beside) in rectangles.into_iter().zip(beside) {
        let sides_mm = shape::sides(bounds);
        let claimed_mm = claim(&beside, sides_mm[0]);
        let path = contours[index].paths.first().map_or(0, |path| *path as usize);
        let square = TestSquare { contour: index, path, sides_mm, claimed_mm };
        let is_called = roles[index] == Role::TestSquare
            || beside.iter().any(|text| signs::of(&text.content).contains(&Sign::TestSquare));
        let is_even_sided = (sides_mm[0] - sides_mm[1]).abs() <= TRUE_SHARE * sides_mm[0];
        if is_called || (claimed_mm.is_some() && is_even_sided) {
            named.push(square);
        } else if is_usual(sides_mm) {
            plain.push(square);
        }
    }
    if named.is_empty() { plain } else { named }
}

/// Whether a rectangle is just as large as makers draw them: a square, or the box of 10 by 5 cm, or 4 by 2 inches, of FreeSewing.
fn is_usual([w, h]: [f64; 2]) -> bool {
    let is = |side: f64, mm: f64| (side - mm).abs() <= TRUE_SHARE * mm;
    let boxes = USUAL_MM.map(|mm| [mm, mm]).into_iter().chain([[100.0, 50.0], [101.6, 50.8]]);
    boxes.into_iter().any(|[across, down]| is(w, across) && is(h, down))
}

/// The box of a contour that is an upright rectangle of a test square's size.
fn rectangle(contour: &Contour) -> Option<Box2> {
    let bounds = shape::bounds(contour);
    let [w, h] = shape::sides(bounds);
    let is_small = contour.closed && contour.points.len() <= 64 && [w, h].iter().all(|side| SIDES_MM.contains(side));
    let corners = [[bounds[0], bounds[1]], [bounds[2], bounds[1]], [bounds[2], bounds[3]], [bounds[0], bounds[3]]];
    let reach = SQUARE_SHARE * w.min(h);
    let has = |corner: &[f64; 2]| contour.points.iter().any(|point| distance(*point, *corner) <= reach);
    (is_small && corners.iter().all(has) && (shape::area(contour) - w * h).abs() <= SQUARE_SHARE * w * h)
        .then_some(bounds)
}

/// The rectangle that a text speaks of: the smallest one that it begins in, else the nearest that is no farther than its side.
fn nearest(rectangles: &[(usize, Box2)], text: &Text) -> Option<usize> {
    let measured = rectangles.iter().enumerate().map(|(place, (_, bounds))| {
        let [w, h] = shape::sides(*bounds);
        (place, shape::away(*bounds, text.at), w.max(h))
    });
    let near = measured.filter(|(_, away, side)| away <= side);
    near.min_by(|a, b| a.1.total_cmp(&b.1).then(a.2.total_cmp(&b.2))).map(|(place, ..)| place)
}

/// The length in `texts` that comes closest to `side_mm`, mm.
fn claim(texts: &[&Text], side_mm: f64) -> Option<f64> {
    let all = texts.iter().flat_map(|text| lengths(&text.content));
    let apart = |mm: f64| (mm / side_mm).ln().abs();
    all.filter(|mm| apart(*mm) <= CLAIM_SHARE).min_by(|a, b| apart(*a).total_cmp(&apart(*b)))
}

/// The lengths in a text, mm: `5 cm`, `2"`, `50 mm`, `1 inch`, `5 x 5 cm`.
fn lengths(text: &str) -> Vec<f64> {
    let text: String = text.chars().take(400).flat_map(char::to_lowercase).collect();
    let text = text.replace(',', ".");
    let mut found: Vec<f64> = Vec::new();
    let mut pending: Vec<f64> = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = &rest[start..];
        let end = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
        let value: Option<f64> = number[..end].trim_end_matches('.').parse().ok();
        rest = &number[end..];
        let after = rest.trim_start();
        let unit = [
            ("mm", 1.0),
            ("cm", 10.0),
            ("in", 25.4),
            ("\"", 25.4),
            ("”", 25.4),
            ("″", 25.4),
            ("zoll", 25.4),
            ("pouce", 25.4),
        ]
        .into_iter()
        .find(|(unit, _)| after.starts_with(unit));
        match (value, unit) {
            (Some(value), Some((_, mm))) => {
                // `5 x 5 cm`: the unit is said once.
                found.extend(pending.drain(..).chain([value]).map(|value| value * mm));
            }
            (Some(value), None) if after.starts_with(['x', '×', '*']) => pending.push(value),
            _ => pending.clear(),
        }
    }
    found.retain(|mm| mm.is_finite() && *mm > 0.0);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_read_with_its_unit() {
        assert_eq!(lengths("This square measures 5 x 5 cm (2\" x 2\")"), [50.0, 50.0, 50.8, 50.8]);
        assert_eq!(lengths("Kontrollquadrat 2,5 cm"), [25.0]);
        assert_eq!(lengths("Cut 2, size 38, 100mm"), [100.0]);
        assert_eq!(lengths("1 inch"), [25.4]);
        assert!(lengths("no 12 at all 3.").is_empty());
    }
}
