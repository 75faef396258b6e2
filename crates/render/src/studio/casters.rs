//! What throws shadows: the model's surface as points, as dense as a shadow map can show, and its large triangles.
//!
//! A scan has many triangles to one texel of a shadow map, so drawing them all into a hundred maps is waste, and a
//! decimated stand-in closes fine flutes or lets light through thin walls. Points keep to the true surface, and their
//! count depends on the surface's area, not on its triangles.

use glam::{UVec3, Vec3};

use super::model::Model;

/// A triangle is drawn whole where its longest side would need more points than this.
const POINTS_A_SIDE_MAX: f32 = 6.0;

/// Points of a surface, coordinate by coordinate, so that several are turned at once.
#[derive(Default)]
pub(super) struct Points {
    pub x: Vec<f32>,
    pub y: Vec<f32>,
    pub z: Vec<f32>,
}

/// All that throws shadows, for one fineness of maps.
pub(super) struct Casters {
    pub points: Points,
    /// Triangles too large for points.
    pub triangles: Vec<[Vec3; 3]>,
    /// Side of one map texel in studio units.
    pub texel: f32,
    pub centre: Vec3,
    pub half: Vec3,
}

impl Points {
    fn push(&mut self, point: Vec3) {
        self.x.push(point.x);
        self.y.push(point.y);
        self.z.push(point.z);
    }

    pub fn len(&self) -> usize {
        self.x.len()
    }

    pub fn get(&self, index: usize) -> Vec3 {
        Vec3::new(self.x[index], self.y[index], self.z[index])
    }
}

/// Cells of space that hold a point already.
struct Cells {
    taken: Vec<u64>,
    count: UVec3,
    low: Vec3,
    per_unit: f32,
}

impl Cells {
    fn new(model: &Model, side: f32) -> Self {
        let count = (model.half * (2.0 / side)).as_uvec3() + 2;
        let cells = count.x as usize * count.y as usize * count.z as usize;
        Self { taken: vec![0; cells / 64 + 1], count, low: model.centre - model.half, per_unit: 1.0 / side }
    }

    /// Whether `point` is the first in its cell.
    #[inline]
    fn take(&mut self, point: Vec3) -> bool {
        let cell = ((point - self.low) * self.per_unit).as_uvec3().min(self.count - 1);
        let at = (cell.z as usize * self.count.y as usize + cell.y as usize) * self.count.x as usize + cell.x as usize;
        let (word, bit) = (at / 64, 1u64 << (at % 64));
        let first = self.taken[word] & bit == 0;
        self.taken[word] |= bit;
        first
    }
}

impl Casters {
    /// The casters of `model` for maps whose texels are `texel` wide.
    pub fn new(model: &Model, texel: f32) -> Self {
        let spacing = texel * 0.75;
        let mut cells = Cells::new(model, spacing);
        let (mut points, mut triangles) = (Points::default(), Vec::new());
        for index in 0..model.triangles.len() {
            let corners = model.corners(index);
            let side = longest_side(corners);
            if side > spacing * POINTS_A_SIDE_MAX {
                triangles.push(corners);
                continue;
            }
            let mut add = |point| {
                if cells.take(point) {
                    points.push(point);
                }
            };
            if side <= spacing {
                add((corners[0] + corners[1] + corners[2]) / 3.0);
            } else {
                spread(corners, (side / spacing).ceil() as u32, add);
            }
        }
        Self { points, triangles, texel, centre: model.centre, half: model.half }
    }

    /// The same for coarser maps: fewer of the same points.
    pub fn thinned(&self, model: &Model, texel: f32) -> Self {
        let mut cells = Cells::new(model, texel * 0.75);
        let mut points = Points::default();
        for point in (0..self.points.len()).map(|index| self.points.get(index)) {
            if cells.take(point) {
                points.push(point);
            }
        }
        Self { points, triangles: self.triangles.clone(), texel, centre: self.centre, half: self.half }
    }
}

fn longest_side([a, b, c]: [Vec3; 3]) -> f32 {
    (b - a).length_squared().max((c - b).length_squared()).max((a - c).length_squared()).sqrt()
}

/// Points over a triangle: the middles of its `count` by `count` small triangles that point the same way.
fn spread([a, b, c]: [Vec3; 3], count: u32, mut add: impl FnMut(Vec3)) {
    let (along, over) = ((b - a) / count as f32, (c - a) / count as f32);
    for row in 0..count {
        for column in 0..count - row {
            add(a + along * (column as f32 + 1.0 / 3.0) + over * (row as f32 + 1.0 / 3.0));
            if column + row + 1 < count {
                add(a + along * (column as f32 + 2.0 / 3.0) + over * (row as f32 + 2.0 / 3.0));
            }
        }
    }
}
