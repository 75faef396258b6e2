//! How wide the seam allowance is along each seam, and where it is not even.
//!
//! Distances are measured from the seam outwards: a point of a seam that is offset by `w` is never nearer than `w` to the
//! edge, and farther only beside inner corners. So a stretch that is narrower, or slopes, was not meant.

use super::{Piece, Role, distance::Lines, piece::owner, shape};
use crate::drawing::{Contour, Point};

/// From one place that is measured to the next, mm.
const STEP_MM: f64 = 2.0;
/// Places measured along one seam.
const PLACES_MAX: usize = 5_000;
/// What is farther from its seam is no allowance, mm.
const WIDTH_MAX_MM: f64 = 60.0;
/// An allowance that no word names is at least and at most so wide, mm.
const UNNAMED_MM: std::ops::RangeInclusive<f64> = 3.0..=40.0;
/// and so much of its seam is as wide as the rest.
const UNNAMED_SHARE: f64 = 0.7;
/// Places on either side that must be as wide for a place to count as even,
const EVEN_PLACES: usize = 5;
/// to within this, mm: about what a slope of one in a hundred comes to.
const EVEN_MM: f64 = 0.1;
/// What changes faster than this within that stretch, mm, is a corner, a hem's end or a dart's leg: a quarter of its length.
const SLOPE_MM: f64 = 0.25 * 2.0 * EVEN_PLACES as f64 * STEP_MM;
/// Even stretches shorter than this are no width of their own, mm.
const LEVEL_MIN_MM: f64 = 20.0;
/// Widths are told in such steps, mm: a curve is followed to some tenths.
const WIDTH_STEP_MM: f64 = 0.5;
/// Widths closer than this are one, mm.
const ONE_WIDTH_MM: f64 = 0.6;

/// A stretch of a seam along which its allowance grows or shrinks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uneven {
    /// Its middle, on the seam.
    pub at: Point,
    /// Index of the seam's path.
    pub path: usize,
    /// The least and the greatest width, mm.
    pub widths_mm: [f64; 2],
    /// How long it is, mm.
    pub length_mm: f64,
}

/// Even widths with the length of seam that has them.
type Levels = Vec<(f64, f64)>;

/// Widths of all allowances, the one of the longest seam first, and where they are not even.
pub(super) fn allowances(contours: &[Contour], roles: &[Role], pieces: &[Piece]) -> (Vec<f64>, Vec<Uneven>) {
    let mut edges_of: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    for index in (0..contours.len()).filter(|&index| roles[index] == Role::Allowance) {
        let at = contours[index].points[contours[index].points.len() / 2];
        let drawn = pieces.iter().position(|piece| piece.outlines.contains(&index));
        if let Some(piece) = drawn.or_else(|| owner(pieces, contours, at)) {
            edges_of[piece].push(index);
        }
    }
    let (mut levels, mut uneven): (Levels, Vec<Uneven>) = (Vec::new(), Vec::new());
    for (piece, edges) in pieces.iter().zip(&edges_of) {
        let seams: Vec<usize> =
            piece.outlines.iter().copied().filter(|index| roles[*index] != Role::Allowance).collect();
        // An edge of another size is nested with it, and is not this seam's.
        let goes_with = |edge: usize, seam: usize| match (piece.size(edge), piece.size(seam)) {
            (Some(edge), Some(seam)) => edge == seam,
            _ => true,
        };
        let (seam, edges, is_named) = match (seams.as_slice(), edges.as_slice()) {
            ([seam, ..], [_, ..]) => {
                (*seam, edges.iter().copied().filter(|edge| goes_with(*edge, *seam)).collect(), true)
            }
            ([edge, seam], []) => (*seam, vec![*edge], false),
            _ => continue,
        };
        let (own, ragged) = measure(&contours[seam], edges.iter().map(|index| &contours[*index]));
        let length = contours[seam].length_mm();
        let is_offset =
            own.first().is_some_and(|(mm, long)| UNNAMED_MM.contains(mm) && *long >= UNNAMED_SHARE * length);
        if is_named || is_offset {
            own.into_iter().for_each(|level| add(&mut levels, level));
            uneven.extend(ragged);
        }
    }
    // On the fold a seam lies on its edge: that is no allowance.
    levels.retain(|(mm, _)| *mm >= WIDTH_STEP_MM);
    levels.sort_by(|a, b| b.1.total_cmp(&a.1));
    uneven.sort_by(|a, b| b.length_mm.total_cmp(&a.length_mm));
    (levels.into_iter().map(|(mm, _)| (mm / WIDTH_STEP_MM).round() * WIDTH_STEP_MM).collect(), uneven)
}

/// Adds a width to those that are known.
fn add(levels: &mut Levels, (mm, long): (f64, f64)) {
    match levels.iter_mut().find(|(known, _)| (known - mm).abs() <= ONE_WIDTH_MM) {
        Some((_, sum)) => *sum += long,
        None => levels.push((mm, long)),
    }
}

/// The even widths between `seam` and `edges`, the longest first, and the stretches between that slope for longer than a
/// corner explains.
fn measure<'a>(seam: &Contour, edges: impl Iterator<Item = &'a Contour>) -> (Levels, Vec<Uneven>) {
    let lines = Lines::over(edges);
    let places = shape::along(&seam.points, STEP_MM, PLACES_MAX);
    let step_mm = places.get(1).map_or(STEP_MM, |(travelled, _)| *travelled);
    let widths: Vec<Option<f64>> = places
        .iter()
        .map(|(_, at)| {
            lines.nearest(*at).filter(|found| !found.is_end && found.mm <= WIDTH_MAX_MM).map(|found| found.mm)
        })
        .collect();
    let window = |place: usize| {
        let count = widths.len();
        (0..=2 * EVEN_PLACES).map(move |shift| (place + count + shift - EVEN_PLACES) % count)
    };
    // How far the widths about a place are from its own at most.
    let spread = |place: usize| {
        let near: Option<Vec<f64>> = window(place).map(|near| widths[near]).collect();
        near.map(|near| near.iter().fold(0.0_f64, |most, mm| most.max((mm - near[EVEN_PLACES]).abs())))
    };
    let measured = if widths.len() > 4 * EVEN_PLACES { widths.len() } else { 0 };
    let spreads: Vec<Option<f64>> = (0..measured).map(spread).collect();
    let even: Vec<bool> = spreads.iter().map(|spread| spread.is_some_and(|mm| mm <= EVEN_MM)).collect();
    let mut levels: Levels = Vec::new();
    for (width, _) in widths.iter().zip(&even).filter(|(_, even)| **even) {
        add(&mut levels, (width.unwrap_or_default(), step_mm));
    }
    levels.retain(|(_, long)| *long >= LEVEL_MIN_MM);
    // On the fold a seam lies on its edge: that is no allowance.
    levels.retain(|(mm, _)| *mm >= WIDTH_STEP_MM);
    levels.sort_by(|a, b| b.1.total_cmp(&a.1));
    // Beside an inner corner, and where a hem begins, the nearest edge is another one for a while.
    let widest = levels.iter().map(|(mm, _)| *mm).fold(0.0, f64::max);
    let corner_mm = (3.0 * widest).max(40.0) + 2.0 * EVEN_PLACES as f64 * step_mm;
    let sloping = |place: usize| !even[place] && spreads[place].is_some_and(|mm| mm <= SLOPE_MM);
    let mut uneven = Vec::new();
    let mut start = 0;
    while start < even.len() {
        let end = (start..even.len()).find(|place| !sloping(*place)).unwrap_or(even.len());
        let long = (end - start) as f64 * step_mm;
        if long > corner_mm && !levels.is_empty() {
            let some = widths[start..end].iter().flatten();
            let widths_mm = [some.clone().fold(f64::INFINITY, |a, b| a.min(*b)), some.fold(0.0_f64, |a, b| a.max(*b))];
            let path = seam.paths.first().map_or(0, |path| *path as usize);
            uneven.push(Uneven { at: places[(start + end) / 2].1, path, widths_mm, length_mm: long });
        }
        start = end.max(start + 1);
    }
    (levels, uneven)
}
