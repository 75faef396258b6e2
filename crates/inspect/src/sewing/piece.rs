//! Pieces: outlines that lie in no other, with the sizes nested in them and the marks that stand on them.

use std::collections::{BTreeSet, HashMap};

use pattern::Drawing;

use super::{
    Role,
    distance::Lines,
    shape::{self, Box2},
};
use crate::{
    drawing::{Contour, Point, distance},
    signs::{self, Sign},
};

/// A piece is at least so wide and high, mm: what is smaller is a mark or a letter.
const SIDE_MIN_MM: f64 = 25.0;
/// Contours that may be pieces; of more, the largest.
const CANDIDATES_MAX: usize = 2_000;
/// Frames in frames: a sheet's edge, its margin, and what is drawn round a group.
const FRAMES_MAX: usize = 4;
/// An outline of another size has at least this share of the largest one's area.
const SIZE_SHARE: f64 = 0.4;
/// A line goes round something where what it closes has this share of the square of its length: a circle has 0.08.
const ROUND_SHARE: f64 = 0.02;
/// A line with an arrow that is at least so long is a grainline, mm,
const ARROW_MIN_MM: f64 = 40.0;
/// where a stroke no longer than this begins at its tip, mm.
const HEAD_MAX_MM: f64 = 40.0;
/// Strokes that are tried for each line.
const HEADS_MAX: usize = 4_000;
/// A mark this far from a piece still belongs to it, mm.
const BESIDE_MM: f64 = 45.0;
/// A notch this far from every line marks nothing, mm.
const NOTCH_MM: f64 = 2.0;
/// Strokes this close are one notch, mm.
const ONE_NOTCH_MM: f64 = 3.0;

/// One piece.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Its outlines, the outermost first: an allowance, sizes, the seam. Indices of contours.
    pub outlines: Vec<usize>,
    /// The size that each outline is named for.
    pub size_of: Vec<Option<String>>,
    /// Whether a grainline or an edge on the fold says how it lies on the cloth.
    pub has_grain: bool,
    /// What is written on it in the largest letters.
    pub name: Option<String>,
    /// Index of the path that its outermost outline begins with.
    pub path: usize,
    /// The box round it, mm.
    pub bounds: Box2,
}

impl Piece {
    /// `“FRONT”`, or its width and height.
    pub(crate) fn words(&self) -> String {
        let [w, h] = shape::sides(self.bounds).map(crate::words::length);
        match &self.name {
            Some(name) => format!("“{name}”"),
            None => format!("{w} x {h}"),
        }
    }

    /// The size that the outline `contour` is named for.
    pub(super) fn size(&self, contour: usize) -> Option<&str> {
        let at = self.outlines.iter().position(|outline| *outline == contour)?;
        self.size_of.get(at)?.as_deref()
    }

    /// The middle of the box round it.
    pub(crate) fn middle(&self) -> Point {
        shape::middle(self.bounds)
    }
}

/// The pieces of `drawing` from left to right; `is_square` says which contours are test squares.
pub(super) fn pieces(
    drawing: &Drawing,
    contours: &[Contour],
    roles: &[Role],
    is_square: impl Fn(usize) -> bool,
) -> Vec<Piece> {
    // Where anything is drawn as a line, what is only filled is a logo or an ornament.
    let has_lines = drawing.paths.iter().any(|path| path.stroke.is_some());
    let is_drawn = |contour: &Contour| {
        let mut paths = contour.paths.iter().filter_map(|path| drawing.paths.get(*path as usize));
        !has_lines || paths.any(|path| path.stroke.is_some())
    };
    let outline = |index: &usize| {
        contours[*index].closed
            && is_drawn(&contours[*index])
            && matches!(roles[*index], Role::Line | Role::Allowance | Role::Stitching | Role::Seam)
            && shape::sides(shape::bounds(&contours[*index])).iter().all(|side| *side >= SIDE_MIN_MM)
            && !is_square(*index)
    };
    let mut candidates: Vec<(usize, f64, Box2)> = (0..contours.len())
        .filter(outline)
        .map(|index| (index, shape::area(&contours[index]), shape::bounds(&contours[index])))
        .collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    candidates.truncate(CANDIDATES_MAX);
    let grain = grain_marks(drawing, contours, roles);
    let mut groups = nested(contours, &candidates, drawing);
    for _ in 0..FRAMES_MAX {
        let outers = groups.iter().map(|group| group[0]);
        let is_framing = |outer: &usize| is_frame(*outer, &candidates, contours, drawing, &grain);
        let frames: BTreeSet<usize> = outers.filter(is_framing).map(|outer| candidates[outer].0).collect();
        if frames.is_empty() {
            break;
        }
        candidates.retain(|(index, ..)| !frames.contains(index));
        groups = nested(contours, &candidates, drawing);
    }
    let mut pieces: Vec<Piece> = groups.iter().map(|group| piece(group, &candidates, contours, drawing)).collect();
    for (at, name) in &grain {
        let called = name.and_then(|name| pieces.iter().position(|piece| piece.name.as_deref() == Some(name)));
        if let Some(owner) = called.or_else(|| owner(&pieces, contours, *at)) {
            pieces[owner].has_grain = true;
        }
    }
    pieces.sort_by(|a, b| a.bounds[0].total_cmp(&b.bounds[0]).then(a.bounds[1].total_cmp(&b.bounds[1])));
    pieces
}

/// Candidates by the outermost one that each lies in, which comes first. Those that name their piece lie in it where they
/// overlap it: a narrow piece's sizes stick out of one another.
fn nested(contours: &[Contour], candidates: &[(usize, f64, Box2)], drawing: &Drawing) -> Vec<Vec<usize>> {
    let names: Vec<Option<&str>> = candidates.iter().map(|(index, ..)| named(&contours[*index], drawing)).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (place, (index, _, bounds)) in candidates.iter().enumerate() {
        let start = contours[*index].points[0];
        let around = groups.iter_mut().find(|group| {
            let (outer, _, box_of) = &candidates[group[0]];
            if let (Some(one), Some(other)) = (names[group[0]], names[place]) {
                return one == other && shape::overlap(*box_of, *bounds);
            }
            shape::holds(shape::grown(*box_of, 0.01), *bounds) && shape::contains(&contours[*outer], start)
        });
        match around {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// Whether a candidate is the sheet's own edge, or a frame round several pieces.
fn is_frame(
    outer: usize,
    candidates: &[(usize, f64, Box2)],
    contours: &[Contour],
    drawing: &Drawing,
    grain: &[(Point, Option<&str>)],
) -> bool {
    let (index, area, bounds) = candidates[outer];
    let [w, h] = shape::sides(bounds);
    if (w * h - area).abs() > 1e-3 * area {
        return false;
    }
    let is_sheet = drawing.sheet.is_some_and(|[x, y, width, height]| {
        let sheet = [x, y, x + width, y + height];
        bounds.iter().zip(sheet).all(|(a, b)| (a - b).abs() < 1.0)
    });
    let is_within = |(other, _, own): &&(usize, f64, Box2)| *other != index && shape::holds(bounds, *own);
    let within: Vec<_> = candidates.iter().filter(is_within).copied().collect();
    let is_marked = |group: &&Vec<usize>| {
        let contour = &contours[within[group[0]].0];
        grain.iter().any(|(at, _)| shape::contains(contour, *at))
    };
    is_sheet || nested(contours, &within, drawing).iter().filter(is_marked).count() > 1
}

fn piece(group: &[usize], candidates: &[(usize, f64, Box2)], contours: &[Contour], drawing: &Drawing) -> Piece {
    let (outer, area, bounds) = candidates[group[0]];
    let outlines: Vec<usize> = group
        .iter()
        .map(|place| candidates[*place])
        .filter(|(_, own, _)| *own >= SIZE_SHARE * area)
        .map(|(index, ..)| index)
        .collect();
    let inside = |at: Point| shape::away(bounds, at) == 0.0 && shape::contains(&contours[outer], at);
    let written = drawing.texts.iter().filter(|text| inside(text.at) && text.content.chars().any(char::is_alphabetic));
    let largest = || written.max_by(|a, b| a.height_mm.total_cmp(&b.height_mm)).map(|text| text.content.as_str());
    let name = named(&contours[outer], drawing).or_else(largest);
    let name = name.map(|name| name.lines().next().unwrap_or_default().trim().chars().take(40).collect());
    Piece {
        size_of: outlines.iter().map(|index| size_of(&contours[*index], drawing)).collect(),
        has_grain: drawing.texts.iter().any(|text| inside(text.at) && says_grain(&text.content)),
        path: contours[outer].paths.first().map_or(0, |path| *path as usize),
        outlines,
        name,
        bounds,
    }
}

/// The piece that a contour says it belongs to.
fn named<'a>(contour: &Contour, drawing: &'a Drawing) -> Option<&'a str> {
    signs::piece(&drawing.paths.get(*contour.paths.first()? as usize)?.label)
}

fn says_grain(text: &str) -> bool {
    let said = signs::of(text);
    said.contains(&Sign::Grain) || said.contains(&Sign::Fold)
}

fn size_of(contour: &Contour, drawing: &Drawing) -> Option<String> {
    let path = drawing.paths.get(*contour.paths.first()? as usize)?;
    let layer = drawing.layers.get(path.layer).map_or("", |layer| layer.name.as_str());
    [layer, &path.label, path.source.trim_start_matches('#')].into_iter().find_map(signs::size)
}

/// The piece that a point stands on, or beside.
pub(super) fn owner(pieces: &[Piece], contours: &[Contour], at: Point) -> Option<usize> {
    let within =
        |piece: &Piece| shape::away(piece.bounds, at) == 0.0 && shape::contains(&contours[piece.outlines[0]], at);
    pieces.iter().position(within).or_else(|| {
        let near = pieces.iter().enumerate().map(|(index, piece)| (index, shape::away(piece.bounds, at)));
        near.filter(|(_, away)| *away <= BESIDE_MM).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
    })
}

/// Where grainlines and folds stand, and of which piece they say to be: those that are named, and lines with an arrow.
fn grain_marks<'a>(drawing: &'a Drawing, contours: &[Contour], roles: &[Role]) -> Vec<(Point, Option<&'a str>)> {
    let called = (0..contours.len()).filter(|&index| matches!(roles[index], Role::Grain | Role::Fold));
    let mark = |index: usize| (shape::middle(shape::bounds(&contours[index])), named(&contours[index], drawing));
    let mut marks: Vec<(Point, Option<&str>)> = called.map(mark).collect();
    let is_stroke = |index: &usize| roles[*index] == Role::Line && contours[*index].length_mm() <= HEAD_MAX_MM;
    let heads: Vec<usize> = (0..contours.len()).filter(is_stroke).take(HEADS_MAX).collect();
    for index in (0..contours.len()).filter(|&index| roles[index] == Role::Line && !contours[index].closed) {
        let Some([a, b]) = shaft(&contours[index]) else { continue };
        let at_tip = |point: &Point| distance(*point, a) < 1.0 || distance(*point, b) < 1.0;
        let has_head = contours[index].points.len() > 2
            || heads.iter().any(|head| *head != index && contours[*head].points.iter().any(at_tip));
        if has_head
            && drawing.paths.get(contours[index].paths[0] as usize).is_some_and(|path| path.dashes_mm.is_empty())
        {
            marks.push(([(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0], None));
        }
    }
    marks
}

/// The straight line that an arrow mainly is.
fn shaft(contour: &Contour) -> Option<[Point; 2]> {
    let pieces = contour.points.windows(2).map(|ends| (distance(ends[0], ends[1]), [ends[0], ends[1]]));
    let (length, ends) = pieces.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (length >= ARROW_MIN_MM && length >= 0.6 * contour.length_mm() && contour.points.len() <= 8).then_some(ends)
}

/// All sizes that are named, in the order of their numbers, then of their letters.
pub(super) fn sizes(pieces: &[Piece]) -> Vec<String> {
    let all: BTreeSet<&String> = pieces.iter().flat_map(|piece| piece.size_of.iter().flatten()).collect();
    let mut all: Vec<String> = all.into_iter().cloned().collect();
    all.sort_by_key(|size| signs::size_rank(size));
    all
}

/// Pieces that have some sizes and lack others that most of such pieces have.
pub(super) fn lacking(pieces: &[Piece], sizes: &[String]) -> Vec<(usize, Vec<String>)> {
    let own = |piece: &Piece| piece.size_of.iter().flatten().cloned().collect::<BTreeSet<String>>();
    let graded: Vec<(usize, BTreeSet<String>)> =
        pieces.iter().enumerate().map(|(index, piece)| (index, own(piece))).filter(|(_, own)| own.len() > 1).collect();
    let is_usual = |size: &&String| 2 * graded.iter().filter(|(_, own)| own.contains(*size)).count() > graded.len();
    let usual: Vec<&String> = sizes.iter().filter(is_usual).collect();
    let lacks = graded.iter().map(|(index, own)| {
        let missing = usual.iter().filter(|size| !own.contains(**size)).map(|size| (*size).clone());
        (*index, missing.collect::<Vec<_>>())
    });
    lacks.filter(|(_, missing)| !missing.is_empty()).collect()
}

/// Outlines nested in one another, in the piece that has the most; 0 where that is no more than a seam in its allowance.
pub(super) fn unnamed_sizes(contours: &[Contour], pieces: &[Piece]) -> u64 {
    let most = pieces.iter().map(|piece| piece.outlines.iter().filter(|index| contours[**index].closed).count()).max();
    most.filter(|count| *count > 2).unwrap_or(0) as u64
}

/// Outlines of pieces that do not close, the smallest gap first: where, their path, and the gap. Lines on a piece are no
/// outlines, nor are dashed ones and those with a meaning of their own, nor whatever else names its piece beside its edge.
pub(super) fn open_outlines(
    drawing: &Drawing,
    contours: &[Contour],
    roles: &[Role],
    pieces: &[Piece],
) -> Vec<(Point, usize, f64)> {
    let is_dashed =
        |contour: &Contour| contour.paths.iter().all(|path| !drawing.paths[*path as usize].dashes_mm.is_empty());
    let outline = |index: &usize| {
        let contour = &contours[*index];
        let (long, sides) = (contour.length_mm(), shape::sides(shape::bounds(contour)));
        let may_be_open = roles[*index] != Role::Allowance && named(contour, drawing).is_some();
        matches!(roles[*index], Role::Line | Role::Stitching | Role::Allowance)
            && !may_be_open
            && !contour.closed
            && contour.points.len() > 2
            && sides.iter().all(|side| *side >= SIDE_MIN_MM)
            && shape::area(contour) >= ROUND_SHARE * long * long
            && !is_dashed(contour)
            && !pieces
                .iter()
                .any(|piece| contour.points.iter().any(|at| shape::contains(&contours[piece.outlines[0]], *at)))
    };
    let open = (0..contours.len()).filter(outline).take(CANDIDATES_MAX).map(|index| {
        let points = &contours[index].points;
        let (first, last) = (points[0], points[points.len() - 1]);
        (first, contours[index].paths[0] as usize, distance(first, last))
    });
    let mut open: Vec<_> = open.collect();
    open.sort_by(|a, b| a.2.total_cmp(&b.2));
    open
}

/// How many notches there are, and where those stand that touch no line of a piece.
pub(super) fn notches(contours: &[Contour], roles: &[Role], pieces: &[Piece]) -> (u64, Vec<(Point, usize)>) {
    let marks = notch_marks(contours, roles);
    let outlines: BTreeSet<usize> = pieces.iter().flat_map(|piece| piece.outlines.iter().copied()).collect();
    let is_line = |index: usize| matches!(roles[index], Role::Allowance | Role::Seam | Role::Stitching);
    let lines = (0..contours.len()).filter(|&index| outlines.contains(&index) || is_line(index));
    let lines = Lines::over(lines.map(|index| &contours[index]));
    let touches = |point: &Point| lines.nearest(*point).is_none_or(|nearest| nearest.mm <= NOTCH_MM);
    let astray = marks.iter().filter(|(at, index)| {
        owner(pieces, contours, *at).is_some() && !touches(at) && !contours[*index].points.iter().any(touches)
    });
    let place = |(at, index): &(Point, usize)| (*at, contours[*index].paths.first().map_or(0, |path| *path as usize));
    (marks.len() as u64, astray.map(place).collect())
}

/// The middle of each notch, and the contour that it is drawn with; strokes close to one another are one.
pub(super) fn notch_marks(contours: &[Contour], roles: &[Role]) -> Vec<(Point, usize)> {
    let cell = |value: f64| (value / ONE_NOTCH_MM).floor() as i64;
    let mut known: HashMap<[i64; 2], Point> = HashMap::new();
    let mut marks: Vec<(Point, usize)> = Vec::new();
    for index in (0..contours.len()).filter(|&index| roles[index] == Role::Notch) {
        let at = shape::middle(shape::bounds(&contours[index]));
        let [x, y] = at.map(cell);
        let around =
            (-1..=1).flat_map(|dx: i64| (-1..=1).map(move |dy: i64| [x.saturating_add(dx), y.saturating_add(dy)]));
        let is_new = around.filter_map(|cell| known.get(&cell)).all(|other| distance(*other, at) > ONE_NOTCH_MM);
        if is_new {
            known.insert([x, y], at);
            marks.push((at, index));
        }
    }
    marks
}
