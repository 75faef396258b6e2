//! Lines whose end lies along another: what both share is left to one of them.

use kurbo::{Line, PathSeg, Point};
use pattern::Drawing;

use super::{
    MEET_MM,
    near::off,
    same_kind,
    strokes::{Stroke, Strokes},
};
use crate::near::Near;

/// Boxes that are opened in one search.
const VISITS_MAX: u64 = 20_000_000;
/// Shorter overlaps are where lines merely meet, mm. The inspection has the same.
const OVERLAP_MIN_MM: f64 = 0.1;

/// Draws back the ends of open, unfilled strokes that run along another straight line, to where that one ends, and tells
/// how many. Only straight ends are, and each keeps some of its length: what lies on another all along is taken away
/// before.
pub(super) fn trim(strokes: &mut Strokes, drawing: &Drawing) -> u64 {
    let mut trimmed = 0;
    let mut budget = VISITS_MAX;
    let places = places(strokes);
    let lines: Vec<Line> = places.iter().filter_map(|place| line_at(strokes, *place)).collect();
    let lines = Near::new(&lines);
    for index in 0..strokes.list.len() {
        for is_far in [false, true] {
            let stroke = &strokes.list[index];
            let path = &drawing.paths[stroke.path];
            let is_free = !stroke.is_closed() && path.fill.is_none() && path.dashes_mm.is_empty();
            let Some(end) = end(stroke, is_far).filter(|_| is_free) else { continue };
            let near = lines.within(end.p0, MEET_MM, &mut budget);
            let others = near
                .into_iter()
                .map(|line| places[line as usize])
                .filter(|(other, _)| *other != index && same_kind(drawing, stroke.path, strokes.list[*other].path));
            // As the others are by now: what was drawn back is shorter.
            let to = others.filter_map(|place| line_at(strokes, place)).find_map(|other| shared_to(end, other));
            if let Some(to) = to {
                let stroke = &mut strokes.list[index];
                if is_far {
                    stroke.end_at(to)
                } else {
                    stroke.begin_at(to)
                }
                strokes.is_changed[strokes.list[index].path] = true;
                trimmed += 1;
            }
        }
    }
    trimmed
}

/// A stroke, and one of its segments.
type Place = (usize, usize);

/// Where the straight segments are.
fn places(strokes: &Strokes) -> Vec<Place> {
    let numbered = strokes.list.iter().enumerate();
    let all = numbered.flat_map(|(stroke, item)| (0..item.segments.len()).map(move |segment| (stroke, segment)));
    all.filter(|place| line_at(strokes, *place).is_some()).collect()
}

fn line_at(strokes: &Strokes, (stroke, segment): Place) -> Option<Line> {
    match strokes.list[stroke].segments[segment] {
        PathSeg::Line(line) => Some(line),
        _ => None,
    }
}

/// The straight segment at an end of a stroke, as it leads away from it.
fn end(stroke: &Stroke, is_far: bool) -> Option<Line> {
    let segment = if is_far { stroke.segments.last()?.reverse() } else { *stroke.segments.first()? };
    match segment {
        PathSeg::Line(line) => Some(line),
        _ => None,
    }
}

/// How far along `line`, from its beginning on, `other` lies on it: to which of its ends; none where it does not, where
/// that is too short, or where nothing of the line would be left.
fn shared_to(line: Line, other: Line) -> Option<Point> {
    if off(other, line.p0) > MEET_MM {
        return None;
    }
    let shared = |to: Point| {
        let (long, whole) = (line.p0.distance(to), line.p0.distance(line.p1));
        off(line, to) <= MEET_MM && long >= OVERLAP_MIN_MM && long + MEET_MM < whole
    };
    [other.p0, other.p1].into_iter().find(|&to| shared(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: (f64, f64), to: (f64, f64)) -> Line {
        Line::new(from, to)
    }

    #[test]
    fn what_two_lines_share_ends_where_one_of_them_does() {
        let own = line((8.0, 0.0), (20.0, 0.0));
        assert_eq!(shared_to(own, line((0.0, 0.0), (10.0, 0.005))), Some(Point::new(10.0, 0.005)));
        assert_eq!(shared_to(own, line((10.0, 0.0), (0.0, 0.0))), Some(Point::new(10.0, 0.0)));
        assert_eq!(shared_to(own, line((0.0, 0.0), (30.0, 0.0))), None, "nothing would be left");
        assert_eq!(shared_to(own, line((0.0, 0.0), (8.05, 0.0))), None, "they merely meet");
        assert_eq!(shared_to(own, line((0.0, 0.0), (10.0, 1.0))), None, "they cross");
        assert_eq!(shared_to(own, line((10.0, 0.0), (30.0, 0.0))), None, "it ends elsewhere");
    }
}
