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
const RUN: usize = 128;

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
        let (u, v) = (
            u * ray.turn.cos() + v * ray.turn.sin(),
            v * ray.turn.cos() - u * ray.turn.sin(),
        );
        let reach = |axis: Vec3| casters.half.dot(axis.abs());
        let texels = |axis: Vec3| (2.0 * reach(axis) / casters.texel).ceil() as usize + 2 * MARGIN;
        let low =
            |axis: Vec3| casters.centre.dot(axis) - reach(axis) - MARGIN as f32 * casters.texel;
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
        let (left, bottom) = (
            self.corner[0] * self.per_unit,
            self.corner[1] * self.per_unit,
        );
        let middle = self.centre.dot(self.ray.direction) * STEPS;
        let (mut cells, mut depths) = ([0i32; RUN], [0i32; RUN]);
        let width = self.width as i32;
        for ((x, y), z) in x.chunks(RUN).zip(y.chunks(RUN)).zip(z.chunks(RUN)) {
            for (i, ((&x, &y), &z)) in x.iter().zip(y).zip(z).enumerate() {
                let column = whole(x * u.x + y * u.y + z * u.z - left);
                let row = whole(x * v.x + y * v.y + z * v.z - bottom);
                cells[i] = row * width + column;
                depths[i] = whole(x * d.x + y * d.y + z * d.z - middle);
            }
            for (&cell, &depth) in cells.iter().zip(&depths).take(x.len()) {
                if let Some(nearest) = self.depths.get_mut(cell as usize) {
                    *nearest = (*nearest).max(depth as i16);
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
        let d = self.ray.direction;
        let (u, v, deep) = (self.u * self.per_unit, self.v * self.per_unit, d * STEPS);
        let off = offset / self.per_unit;
        let (left, bottom) = (
            self.corner[0] * self.per_unit + 0.5,
            self.corner[1] * self.per_unit + 0.5,
        );
        let middle = self.centre.dot(d) * STEPS - off * 0.5 * STEPS;
        let mut columns = [0f32; RUN];
        let mut rows = [0f32; RUN];
        let mut depths = [0f32; RUN];
        let mut cosines = [0f32; RUN];
        for start in (0..sums.len()).step_by(RUN) {
            let end = (start + RUN).min(sums.len());
            let [px, py, pz] = lit.position.map(|axis| &axis[start..end]);
            let [gx, gy, gz] = lit.face.map(|axis| &axis[start..end]);
            let [nx, ny, nz] = lit.normal.map(|axis| &axis[start..end]);
            for i in 0..end - start {
                let (x, y, z) = (
                    px[i] + gx[i] * off,
                    py[i] + gy[i] * off,
                    pz[i] + gz[i] * off,
                );
                columns[i] = x * u.x + y * u.y + z * u.z - left;
                rows[i] = x * v.x + y * v.y + z * v.z - bottom;
                depths[i] = x * deep.x + y * deep.y + z * deep.z - middle;
                cosines[i] = nx[i] * d.x + ny[i] * d.y + nz[i] * d.z;
            }
            for (i, sum) in sums[start..end].iter_mut().enumerate() {
                if cosines[i] > 0.0 {
                    *sum +=
                        cosines[i] * self.ray.weight * self.open(columns[i], rows[i], depths[i]);
                }
            }
        }
    }

    /// Share of light that passes at (column, row): the four nearest texels, each open or not, weighed by nearness.
    #[inline(always)]
    fn open(&self, column: f32, row: f32, depth: f32) -> f32 {
        let inside = column >= 0.0
            && row >= 0.0
            && column < (self.width - 1) as f32
            && row < (self.height - 1) as f32;
        if !inside {
            return 1.0;
        }
        let (i, j) = (whole(column), whole(row));
        let (x, y) = (column - i as f32, row - j as f32);
        let depth = whole(depth.clamp(-32_768.0, 32_767.0)) as i16;
        let at = j as usize * self.width + i as usize;
        let open = |texel: &i16| if *texel <= depth { 1.0f32 } else { 0.0 };
        match (
            self.depths.get(at..at + 2),
            self.depths.get(at + self.width..at + self.width + 2),
        ) {
            (Some([a, b]), Some([c, d])) => {
                let top = open(a) + (open(b) - open(a)) * x;
                let bottom = open(c) + (open(d) - open(c)) * x;
                top + (bottom - top) * y
            }
            _ => 1.0,
        }
    }
}

/// Points to be lit, axis by axis: where they are, the normal of the face, and the normal to shade with.
#[derive(Clone, Copy)]
pub(super) struct Lit<'a> {
    pub position: [&'a [f32]; 3],
    pub face: [&'a [f32]; 3],
    pub normal: [&'a [f32]; 3],
}

/// The whole part.
#[inline(always)]
fn whole(value: f32) -> i32 {
    value as i32
}
