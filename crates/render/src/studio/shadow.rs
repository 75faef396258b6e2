//! A shadow map: how far the surface nearest to a light lies, texel by texel.

use glam::Vec3;

use super::casters::Casters;
use super::rig::{Ray, across};
use super::scan;

/// Depths are stored as steps of this many to a studio unit; nothing lies further than one unit from the middle.
const STEPS: f32 = 32_000.0;

/// Nothing there.
const EMPTY: i16 = i16::MIN;

/// Texels left free round the object.
const MARGIN: usize = 3;

/// Points are turned into the map in runs of this many.
pub(super) const RUN: usize = 128;

/// Depths towards one direction.
pub(super) struct ShadowMap {
    /// Towards the light, and its share of the lamp.
    pub ray: Ray,
    u: Vec3,
    v: Vec3,
    /// Where the map's corner lies along `u` and `v`.
    corner: [f32; 2],
    centre: Vec3,
    per_unit: f32,
    width: usize,
    height: usize,
    depths: Vec<i16>,
}

impl ShadowMap {
    /// Draws `casters` as seen from the light.
    pub fn new(ray: Ray, casters: &Casters) -> Self {
        let (u, v) = across(ray.direction);
        let (u, v) = (u * ray.turn.cos() + v * ray.turn.sin(), v * ray.turn.cos() - u * ray.turn.sin());
        let reach = |axis: Vec3| casters.half.dot(axis.abs());
        let texels = |axis: Vec3| (2.0 * reach(axis) / casters.texel).ceil() as usize + 2 * MARGIN;
        let low = |axis: Vec3| casters.centre.dot(axis) - reach(axis) - MARGIN as f32 * casters.texel;
        let (width, height) = (texels(u), texels(v));
        let mut map = Self {
            ray,
            u,
            v,
            corner: [low(u), low(v)],
            centre: casters.centre,
            per_unit: 1.0 / casters.texel,
            width,
            height,
            depths: vec![EMPTY; width * height],
        };
        map.draw_points(casters);
        map.close();
        map.draw_triangles(casters);
        map
    }

    /// Puts each point into its texel.
    fn draw_points(&mut self, casters: &Casters) {
        let (x, y, z) = (&casters.points.x, &casters.points.y, &casters.points.z);
        let (u, v) = (self.u * self.per_unit, self.v * self.per_unit);
        let d = self.ray.direction * STEPS;
        // Half a texel less, so that rounding to the nearest finds the texel that holds the point.
        let (left, bottom) = (self.corner[0] * self.per_unit + 0.5, self.corner[1] * self.per_unit + 0.5);
        let middle = self.centre.dot(self.ray.direction) * STEPS;
        let (mut cells, mut depths) = ([0u32; RUN], [0i16; RUN]);
        let width = self.width as f32;
        for ((x, y), z) in x.chunks(RUN).zip(y.chunks(RUN)).zip(z.chunks(RUN)) {
            for (i, ((&x, &y), &z)) in x.iter().zip(y).zip(z).enumerate() {
                let column = nearest(x * u.x + y * u.y + z * u.z - left);
                let row = nearest(x * v.x + y * v.y + z * v.z - bottom);
                cells[i] = (row * width + column + ROUND).to_bits() & WHOLE;
                depths[i] = (x * d.x + y * d.y + z * d.z - middle + ROUND).to_bits() as i16;
            }
            for (&cell, &depth) in cells.iter().zip(&depths).take(x.len()) {
                if let Some(nearest) = self.depths.get_mut(cell as usize) {
                    *nearest = (*nearest).max(depth);
                }
            }
        }
    }

    /// Fills holes of one texel that lie between two nearer ones, in a row or in a column.
    fn close(&mut self) {
        let width = self.width;
        let open = self.depths.clone();
        for row in 1..self.height - 1 {
            let line = |row: usize| &open[row * width..(row + 1) * width];
            let (above, here, below) = (line(row - 1), line(row), line(row + 1));
            let out = &mut self.depths[row * width..(row + 1) * width];
            for column in 1..width - 1 {
                let across = here[column - 1].min(here[column + 1]);
                let down = above[column].min(below[column]);
                out[column] = here[column].max(across).max(down);
            }
        }
    }

    fn draw_triangles(&mut self, casters: &Casters) {
        let (width, height) = (self.width, self.height);
        for corners in &casters.triangles {
            let corners = corners.map(|corner| self.place(corner));
            let depths = &mut self.depths;
            scan::fill(
                corners,
                width,
                0..height,
                |_| 0.0,
                |span| {
                    let start = span.row * width;
                    let mut z = span.z;
                    for depth in &mut depths[start + span.columns.start..start + span.columns.end] {
                        *depth = (*depth).max(z.clamp(span.least, span.most) as i16);
                        z += span.step;
                    }
                },
            );
        }
    }

    /// Column, row and depth of `point`.
    fn place(&self, point: Vec3) -> Vec3 {
        Vec3::new(
            (point.dot(self.u) - self.corner[0]) * self.per_unit,
            (point.dot(self.v) - self.corner[1]) * self.per_unit,
            (point - self.centre).dot(self.ray.direction) * STEPS,
        )
    }

    /// Adds what each of `lit` receives through this map: visibility times cosine times the ray's weight.
    ///
    /// Points are moved off the surface by `offset` texels along their normal, which hides the map's steps.
    pub fn add_light(&self, lit: &Lit<'_>, offset: f32, sums: &mut [f32]) {
        let mut placed = Placed::new();
        let [px, py, pz] = lit.position.map(|axis| axis.as_chunks().0);
        let [gx, gy, gz] = lit.face.map(|axis| axis.as_chunks().0);
        let [nx, ny, nz] = lit.normal.map(|axis| axis.as_chunks().0);
        for (run, sums) in sums.chunks_mut(RUN).enumerate() {
            let (position, face) = ([&px[run], &py[run], &pz[run]], [&gx[run], &gy[run], &gz[run]]);
            self.place_run(position, face, [&nx[run], &ny[run], &nz[run]], offset, &mut placed);
            for (i, sum) in sums.iter_mut().enumerate() {
                if placed.cosines[i] > 0.0 {
                    let (across, along) = (placed.across[i], placed.along[i]);
                    *sum += placed.cosines[i] * self.open(placed.cells[i] as usize, placed.depths[i], across, along);
                }
            }
        }
    }

    /// Works out where a run of points lies on the map. Apart, and of fixed length, so that several are worked out at once.
    #[inline(never)]
    fn place_run(
        &self,
        [px, py, pz]: [&[f32; RUN]; 3],
        [gx, gy, gz]: [&[f32; RUN]; 3],
        [nx, ny, nz]: [&[f32; RUN]; 3],
        offset: f32,
        placed: &mut Placed,
    ) {
        let d = self.ray.direction;
        let (u, v, deep) = (self.u * self.per_unit, self.v * self.per_unit, d * STEPS);
        let off = offset / self.per_unit;
        let (left, bottom) = (self.corner[0] * self.per_unit + 0.5, self.corner[1] * self.per_unit + 0.5);
        let middle = self.centre.dot(d) * STEPS - off * 0.5 * STEPS;
        // Beyond the map's free margin nothing is drawn, so a point further out may as well lie there.
        let (last_column, last_row) = ((self.width - 2) as f32, (self.height - 2) as f32);
        let width = self.width as f32;
        for i in 0..RUN {
            let (x, y, z) = (px[i] + gx[i] * off, py[i] + gy[i] * off, pz[i] + gz[i] * off);
            let column = between(x * u.x + y * u.y + z * u.z - left, 0.5, last_column);
            let row = between(x * v.x + y * v.y + z * v.z - bottom, 0.5, last_row);
            let (first_column, first_row) = (nearest(column - 0.5), nearest(row - 0.5));
            placed.across[i] = column - first_column;
            placed.along[i] = row - first_row;
            placed.cells[i] = (first_row * width + first_column + ROUND).to_bits() & WHOLE;
            let depth = x * deep.x + y * deep.y + z * deep.z - middle;
            placed.depths[i] = (between(depth, -32_767.0, 32_767.0) + ROUND).to_bits();
            placed.cosines[i] = (nx[i] * d.x + ny[i] * d.y + nz[i] * d.z) * self.ray.weight;
        }
    }

    /// Share of light that passes between texel `cell` and its neighbours: each of the four is open or not, and weighed by
    /// nearness.
    #[inline(always)]
    fn open(&self, cell: usize, depth: u32, across: f32, along: f32) -> f32 {
        let depth = depth as i16;
        let Some(texels) = self.depths.get(cell..cell + self.width + 2) else {
            return 1.0;
        };
        let open = |texel: i16| if texel <= depth { 1.0f32 } else { 0.0 };
        let (a, b) = (open(texels[0]), open(texels[1]));
        let (c, d) = (open(texels[self.width]), open(texels[self.width + 1]));
        let (top, bottom) = (a + (b - a) * across, c + (d - c) * across);
        top + (bottom - top) * along
    }
}

/// A run of points on a map: the texel up and left of each, its place between that and the next ones, its depth (in the
/// lower half of the bits), and the light it receives if nothing is in the way.
struct Placed {
    cells: [u32; RUN],
    depths: [u32; RUN],
    across: [f32; RUN],
    along: [f32; RUN],
    cosines: [f32; RUN],
}

impl Placed {
    fn new() -> Self {
        let zeros = [0.0; RUN];
        Self { cells: [0; RUN], depths: [0; RUN], across: zeros, along: zeros, cosines: zeros }
    }
}

/// Points to be lit, axis by axis, as many as fill whole runs: where they are, the normal of the face, and the normal to shade with.
#[derive(Clone, Copy)]
pub(super) struct Lit<'a> {
    pub position: [&'a [f32]; 3],
    pub face: [&'a [f32]; 3],
    pub normal: [&'a [f32]; 3],
}

/// Adding this leaves no room for a fraction in 32 bits: it rounds to the nearest whole number, several at a time on any
/// processor. Good for whole numbers to four million either way.
const ROUND: f32 = 12_582_912.0;

/// The bits of a sum with `ROUND` that hold a whole number from zero up.
const WHOLE: u32 = 0x003f_ffff;

/// The nearest whole number.
#[inline(always)]
fn nearest(value: f32) -> f32 {
    (value + ROUND) - ROUND
}

/// `value` kept within `low` and `high`, by the instruction that does not care for what is no number.
#[inline(always)]
fn between(value: f32, low: f32, high: f32) -> f32 {
    let value = if value > low { value } else { low };
    if value < high { value } else { high }
}
