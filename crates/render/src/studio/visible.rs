//! What the camera sees, the visibility buffer (a z-buffer that keeps triangles): the nearest triangle at a few places in every pixel, and at many where an edge runs.

use glam::Vec3;
use rayon::prelude::*;

use super::camera::View;
use super::model::Model;
use super::scan;

/// Samples along a pixel's side everywhere.
pub(super) const COARSE: usize = 2;

/// Samples along a pixel's side where an edge runs through it or close by.
pub(super) const FINE: usize = 5;

/// Samples of a pixel that has an edge.
const FINE_ALL: usize = FINE * FINE;

/// A surface turns a corner where its slope in depth changes by more than this from one sample to the next.
const BEND_MAX: f32 = 0.6;

/// A triangle and its nearness in one number, so that the larger is what is seen; zero is nothing.
pub(super) type Seen = u64;

/// Rounding must not put a surface behind itself.
const NEARER: f32 = 1.0001;

/// No block.
const NONE: u32 = u32::MAX;

/// The camera's picture before it is lit.
pub(super) struct Visible {
    /// Pixels a side.
    pub size: usize,
    coarse: Vec<Seen>,
    /// For each pixel its block of fine samples, or `NONE`.
    blocks: Vec<u32>,
    /// For each block how near the farthest coarse sample in and round its pixel is; zero where one is empty.
    farthest: Vec<f32>,
    fine: Vec<Seen>,
}

/// One pixel's samples.
pub(super) enum Pixel<'a> {
    Empty,
    /// One smooth surface; two samples on its diagonal.
    Whole([Seen; 2]),
    /// `FINE` rows of `FINE` samples.
    Edge(&'a [Seen]),
}

/// Nearness (one over depth) of what is seen.
#[inline(always)]
fn nearness(seen: Seen) -> f32 {
    f32::from_bits((seen >> 32) as u32)
}

/// The triangle that is seen.
#[inline(always)]
pub(super) fn triangle(seen: Seen) -> usize {
    seen as u32 as usize
}

/// Where in its row fine sample row `row` begins: each row is moved a little, so that upright edges have as many steps as
/// there are samples.
#[inline(always)]
pub(super) fn shear(row: usize) -> f32 {
    (((row % FINE) * 2 % FINE) as f32 - (FINE / 2) as f32) / FINE as f32
}

impl Visible {
    /// Draws `model` on a picture of `size` pixels a side.
    pub fn new(model: &Model, view: &View, size: usize) -> Self {
        let side = (size * COARSE) as f32;
        let project = |point: &Vec3| view.project(*point, side);
        let mut points: Vec<Vec3> = model.positions.par_iter().with_min_len(1 << 14).map(project).collect();
        let mut coarse = vec![0; size * size * COARSE * COARSE];
        let rows = band_rows(size);
        let bands = coarse.par_chunks_mut(rows * COARSE * COARSE * size).enumerate();
        bands.for_each(|(band, seen)| draw_coarse(model, &points, size * COARSE, band * rows * COARSE, seen));
        let mut visible = Self { size, coarse, blocks: Vec::new(), farthest: Vec::new(), fine: Vec::new() };
        visible.find_edges(view);
        let larger = FINE as f32 / COARSE as f32;
        points.par_iter_mut().with_min_len(1 << 14).for_each(|point| {
            point.x *= larger;
            point.y *= larger;
        });
        visible.draw_fine(model, &points);
        visible
    }

    /// The samples of pixel `index`.
    #[inline]
    pub fn pixel(&self, index: usize) -> Pixel<'_> {
        let block = self.blocks[index];
        if block != NONE {
            let start = block as usize * FINE_ALL;
            return Pixel::Edge(&self.fine[start..start + FINE_ALL]);
        }
        let (x, y) = (index % self.size * COARSE, index / self.size * COARSE);
        let width = self.size * COARSE;
        let (one, other) = (self.coarse[y * width + x], self.coarse[(y + 1) * width + x + 1]);
        if one == 0 || other == 0 { Pixel::Empty } else { Pixel::Whole([one, other]) }
    }

    /// Whether pixel `index` is covered and has no edge.
    pub fn is_whole(&self, index: usize) -> bool {
        matches!(self.pixel(index), Pixel::Whole(_))
    }

    /// Gives each pixel with an edge a block; blocks are numbered in the order of the pixels.
    fn find_edges(&mut self, view: &View) {
        let (size, coarse) = (self.size, &self.coarse);
        // One over depth bends by this much where the surface bends by one sample's width.
        let width = 2.0 * view.reach / (size * COARSE) as f32;
        let edge = |index: usize| farthest_at_edge(coarse, size, index % size, index / size, width * BEND_MAX);
        let edges: Vec<Option<f32>> = (0..size * size).into_par_iter().with_min_len(1 << 14).map(edge).collect();
        let number = |edge: &Option<f32>, next: &mut u32| {
            let block = if edge.is_some() { *next } else { NONE };
            *next += u32::from(edge.is_some());
            block
        };
        let mut next = 0;
        self.blocks = edges.iter().map(|edge| number(edge, &mut next)).collect();
        self.farthest = edges.into_iter().flatten().collect();
        self.fine = vec![0; next as usize * FINE_ALL];
        self.begin_blocks();
    }

    /// What lies behind all coarse samples of a covered pixel is not drawn again, so that a crack finer than they are
    /// would be a hole: it shows the nearest of them instead.
    fn begin_blocks(&mut self) {
        let width = self.size * COARSE;
        for (index, &block) in self.blocks.iter().enumerate() {
            let Some(&far) = self.farthest.get(block as usize).filter(|far| **far > 0.0) else { continue };
            let (x, y) = (index % self.size * COARSE, index / self.size * COARSE);
            let seen = &mut self.fine[block as usize * FINE_ALL..(block as usize + 1) * FINE_ALL];
            for (place, seen) in seen.iter_mut().enumerate() {
                let (row, column) = (place / FINE * COARSE / FINE, place % FINE * COARSE / FINE);
                *seen = key(far, triangle(self.coarse[(y + row) * width + x + column]));
            }
        }
    }

    /// Draws the model once more, only into blocks.
    fn draw_fine(&mut self, model: &Model, points: &[Vec3]) {
        let (size, blocks, farthest) = (self.size, &self.blocks, self.farthest.as_slice());
        let rows = band_rows(size);
        let mut rest = self.fine.as_mut_slice();
        let mut bands = Vec::new();
        let mut first = 0;
        for (band, part) in blocks.chunks(rows * size).enumerate() {
            let count = part.iter().filter(|block| **block != NONE).count();
            let (mine, others) = rest.split_at_mut(count * FINE_ALL);
            bands.push((band * rows, part, first, mine));
            first += count as u32;
            rest = others;
        }
        bands.into_par_iter().for_each(|(row, part, first, seen)| {
            draw_fine_band(model, points, &Band { size, row, blocks: part, first, farthest }, seen);
        });
    }
}

/// Rows of pixels that one worker draws: an even number, so that squares of two by two lie in one band.
pub(super) fn band_rows(size: usize) -> usize {
    let workers = rayon::current_num_threads();
    let bands = if workers > 1 { workers * 2 } else { 1 };
    size.div_ceil(bands).next_multiple_of(2).max(2)
}

/// Rows of pixels that are lit in one go: what a hundred maps are asked about one after the other stays in the cache.
pub(super) fn lit_rows(size: usize) -> usize {
    const PIXELS: usize = 16 << 10;
    band_rows(size).min((PIXELS / size.max(1)).next_multiple_of(2).max(2))
}

fn draw_coarse(model: &Model, points: &[Vec3], width: usize, first_row: usize, seen: &mut [Seen]) {
    let rows = first_row..first_row + seen.len() / width;
    for (index, triangle) in model.triangles.iter().enumerate() {
        let corners = triangle.map(|vertex| points[vertex as usize]);
        scan::fill(
            corners,
            width,
            rows.clone(),
            |_| 0.0,
            |span| {
                let start = (span.row - first_row) * width;
                let mut z = span.z;
                for seen in &mut seen[start + span.columns.start..start + span.columns.end] {
                    *seen = (*seen).max(key(z.clamp(span.least, span.most), index));
                    z += span.step;
                }
            },
        );
    }
}

#[inline(always)]
fn key(nearness: f32, index: usize) -> Seen {
    (u64::from(nearness.to_bits()) << 32) | index as u64
}

/// Some rows of pixels and their blocks.
struct Band<'a> {
    size: usize,
    row: usize,
    blocks: &'a [u32],
    /// The band's first block.
    first: u32,
    /// Of every block of the picture.
    farthest: &'a [f32],
}

fn draw_fine_band(model: &Model, points: &[Vec3], band: &Band<'_>, seen: &mut [Seen]) {
    if seen.is_empty() {
        return;
    }
    let size = band.size;
    let rows = band.row * FINE..band.row * FINE + band.blocks.len() / size * FINE;
    for (index, triangle) in model.triangles.iter().enumerate() {
        let corners = triangle.map(|vertex| points[vertex as usize]);
        if !band.touches_edge(corners) {
            continue;
        }
        scan::fill(corners, size * FINE, rows.clone(), shear, |span| {
            let row = span.row - rows.start;
            let line = &band.blocks[row / FINE * size..(row / FINE + 1) * size];
            let pixels = span.columns.start / FINE..span.columns.end.div_ceil(FINE);
            for (pixel, &block) in pixels.clone().zip(&line[pixels]) {
                if block == NONE {
                    continue;
                }
                let columns = span.columns.start.max(pixel * FINE)..span.columns.end.min((pixel + 1) * FINE);
                let at = (block - band.first) as usize * FINE_ALL + row % FINE * FINE;
                for column in columns {
                    let z = span.z + (column - span.columns.start) as f32 * span.step;
                    let seen = &mut seen[at + column % FINE];
                    *seen = (*seen).max(key(z.clamp(span.least, span.most), index));
                }
            }
        });
    }
}

impl Band<'_> {
    /// Whether a small triangle may show in a block; large ones are always drawn.
    #[inline(always)]
    fn touches_edge(&self, [a, b, c]: [Vec3; 3]) -> bool {
        let (low, high) = (a.min(b).min(c) / FINE as f32, a.max(b).max(c) / FINE as f32);
        let rows = self.blocks.len() / self.size;
        let (top, bottom) = (low.y as usize, high.y as usize);
        // Rows are sheared by less than half a pixel.
        let (left, right) = ((low.x - 0.5) as usize, ((high.x + 0.5) as usize).min(self.size - 1));
        if bottom < self.row || top >= self.row + rows || left > right {
            return false;
        }
        if (right - left) > 4 || (bottom - top) > 4 {
            return true;
        }
        let near = a.z.max(b.z).max(c.z) * NEARER;
        // `NONE` is past the end of the list.
        let shows = |block: &u32| self.farthest.get(*block as usize).is_some_and(|far| near >= *far);
        let lines = top.max(self.row) - self.row..=bottom.min(self.row + rows - 1) - self.row;
        lines.into_iter().any(|line| self.blocks[line * self.size + left..=line * self.size + right].iter().any(shows))
    }
}

/// Where an edge runs through pixel (x, y) or within half a pixel of it, of the outline, of depth, or a sharp bend: how
/// near the farthest sample there is, zero where one is empty.
#[inline]
fn farthest_at_edge(coarse: &[Seen], size: usize, x: usize, y: usize, bend: f32) -> Option<f32> {
    let width = size * COARSE;
    let (left, top) = ((x * COARSE).saturating_sub(1), (y * COARSE).saturating_sub(1));
    let (right, bottom) = ((x * COARSE + COARSE).min(width - 1), (y * COARSE + COARSE).min(width - 1));
    let mut near = [[0f32; COARSE + 2]; COARSE + 2];
    let (mut filled, mut all, mut farthest) = (0, 0, f32::MAX);
    for (line, row) in (top..=bottom).enumerate() {
        for (place, seen) in coarse[row * width + left..=row * width + right].iter().enumerate() {
            near[line][place] = nearness(*seen);
            farthest = farthest.min(near[line][place]);
            filled += usize::from(*seen != 0);
            all += 1;
        }
    }
    if filled == 0 {
        return None;
    }
    if filled < all {
        return Some(0.0);
    }
    let (lines, places) = (bottom - top + 1, right - left + 1);
    let sharp = |a: f32, b: f32, c: f32| (a - 2.0 * b + c).abs() > bend * b;
    let across = (0..lines).any(|line| (2..places).any(|i| sharp(near[line][i - 2], near[line][i - 1], near[line][i])));
    let bends = across
        || (0..places).any(|i| (2..lines).any(|line| sharp(near[line - 2][i], near[line - 1][i], near[line][i])));
    bends.then_some(farthest)
}
