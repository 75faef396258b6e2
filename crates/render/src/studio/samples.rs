//! Points of the surface that the camera sees, each to be lit once.

use glam::{Vec2, Vec3};

use super::camera::View;
use super::model::Model;
use super::normals::Normals;
use super::shadow::{Lit, RUN};
use super::visible::{COARSE, FINE, Pixel, Seen, Visible, shear, triangle};

/// Samples of one pixel lie on one surface where their normals differ by less than this, as a cosine.
const ALIKE_COS: f32 = 0.94;

/// And where they lie within this many pixels of each other's plane.
const ALIKE_PX: f32 = 1.5;

/// Samples of neighbouring pixels see the same of the sky where their normals differ by less than this, as a cosine.
const SAME_SKY_COS: f32 = 0.98;

/// Points to be lit, axis by axis.
#[derive(Default)]
pub(super) struct Samples {
    position: [Vec<f32>; 3],
    face: [Vec<f32>; 3],
    normal: [Vec<f32>; 3],
    pub albedo: Vec<Vec3>,
    /// The pixel that each belongs to, counted from the band's first.
    pub pixel: Vec<u32>,
    /// The share of the pixel that each fills.
    pub share: Vec<f32>,
}

/// A point of the surface.
#[derive(Clone, Copy, Default)]
pub(super) struct Point {
    pub position: Vec3,
    /// Normal of the triangle, towards the camera.
    pub face: Vec3,
    /// Normal of the smooth surface, on the same side.
    pub normal: Vec3,
    pub albedo: Vec3,
}

impl Samples {
    fn with_room(count: usize) -> Self {
        let axes = || std::array::from_fn(|_| Vec::with_capacity(count + RUN));
        Self {
            position: axes(),
            face: axes(),
            normal: axes(),
            albedo: Vec::with_capacity(count),
            pixel: Vec::with_capacity(count),
            share: Vec::with_capacity(count),
        }
    }

    pub fn push(&mut self, point: Point, pixel: usize, share: f32) {
        for axis in 0..3 {
            self.position[axis].push(point.position[axis]);
            self.face[axis].push(point.face[axis]);
            self.normal[axis].push(point.normal[axis]);
        }
        self.albedo.push(point.albedo);
        self.pixel.push(pixel as u32);
        self.share.push(share);
    }

    /// Fills the last run up, once all samples are there.
    pub fn fill_up(&mut self) {
        let length = self.len().next_multiple_of(RUN);
        for axes in [&mut self.position, &mut self.face, &mut self.normal] {
            axes.iter_mut().for_each(|axis| axis.resize(length, 0.0));
        }
    }

    pub fn len(&self) -> usize {
        self.pixel.len()
    }

    /// Fewer points that stand for all as to how much of the sky is seen, which changes slowly: one for a square of two by
    /// two pixels where one smooth surface fills it. With them, for each sample which of them stands for it.
    pub fn for_sky(&self, size: usize) -> (Self, Vec<u32>) {
        const NONE: u32 = u32::MAX;
        let squares_across = size.div_ceil(2);
        let rows = self.pixel.last().map_or(0, |last| *last as usize / size + 1);
        let mut square_of = vec![NONE; squares_across * rows.div_ceil(2)];
        let mut few = Self::with_room(self.len() / 2);
        let mut stands = Vec::with_capacity(self.len());
        for index in 0..self.len() {
            let normal = self.normal_of(index);
            let pixel = self.pixel[index] as usize;
            let square = &mut square_of[pixel / size / 2 * squares_across + pixel % size / 2];
            let is_whole = self.share[index] == 1.0;
            let joins = is_whole && *square != NONE && few.normal_of(*square as usize).dot(normal) > SAME_SKY_COS;
            if !joins {
                let new = few.len() as u32;
                few.push(self.point(index), 0, 1.0);
                if is_whole {
                    *square = new;
                }
                stands.push(new);
            } else {
                stands.push(*square);
            }
        }
        few.fill_up();
        (few, stands)
    }

    fn point(&self, index: usize) -> Point {
        let vector = |axes: &[Vec<f32>; 3]| Vec3::new(axes[0][index], axes[1][index], axes[2][index]);
        Point {
            position: vector(&self.position),
            face: vector(&self.face),
            normal: vector(&self.normal),
            albedo: self.albedo[index],
        }
    }

    fn normal_of(&self, index: usize) -> Vec3 {
        Vec3::new(self.normal[0][index], self.normal[1][index], self.normal[2][index])
    }

    pub fn lit(&self) -> Lit<'_> {
        Lit { position: slices(&self.position), face: slices(&self.face), normal: slices(&self.normal) }
    }

    pub fn normal_z(&self, index: usize) -> f32 {
        self.normal[2][index]
    }
}

fn slices(axes: &[Vec<f32>; 3]) -> [&[f32]; 3] {
    [&axes[0], &axes[1], &axes[2]]
}

/// Finds the point behind a place of the picture.
pub(super) struct Finder<'a> {
    pub model: &'a Model,
    pub normals: &'a Normals,
    pub view: &'a View,
    pub visible: &'a Visible,
}

impl Finder<'_> {
    /// The points of rows `rows` of pixels.
    pub fn samples(&self, rows: std::ops::Range<usize>) -> Samples {
        let size = self.visible.size;
        // A picture is about a third object.
        let mut samples = Samples::with_room(rows.len() * size / 3);
        let first = rows.start * size;
        for index in first..rows.end * size {
            match self.visible.pixel(index) {
                Pixel::Empty => {}
                Pixel::Whole(seen) => samples.push(self.whole(seen, index), index - first, 1.0),
                Pixel::Edge(seen) => self.edge(seen, index, index - first, &mut samples),
            }
        }
        samples.fill_up();
        samples
    }

    /// One point for a pixel that one smooth surface fills.
    fn whole(&self, [one, other]: [Seen; 2], index: usize) -> Point {
        let (x, y) = self.place(index);
        if triangle(one) == triangle(other) {
            return self.point(one, x + 0.5, y + 0.5);
        }
        let step = 0.5 / COARSE as f32;
        let (a, b) = (self.point(one, x + step, y + step), self.point(other, x + 1.0 - step, y + 1.0 - step));
        Point {
            position: (a.position + b.position) / 2.0,
            face: (a.face + b.face).normalize_or(a.face),
            normal: (a.normal + b.normal).normalize_or(a.normal),
            albedo: (a.albedo + b.albedo) / 2.0,
        }
    }

    /// One point for each surface that shows in a pixel.
    fn edge(&self, seen: &[Seen], index: usize, pixel: usize, samples: &mut Samples) {
        let (x, y) = self.place(index);
        let size = 2.0 * self.view.reach / self.visible.size as f32;
        let mut groups = [(Point::default(), 0.0f32); FINE * FINE];
        let mut count = 0;
        let (places, place_count) = triangles(seen);
        for &(seen, at, weight) in &places[..place_count] {
            let point = self.point(seen, x + at.x / weight, y + at.y / weight);
            let near = size * ALIKE_PX * (point.position - self.view.eye).dot(self.view.forward);
            let alike = |(group, weight): &(Point, f32)| {
                group.normal.dot(point.normal) > ALIKE_COS * weight
                    && (point.position - group.position / *weight).dot(point.face).abs() < near
            };
            let group = groups[..count].iter().position(alike).unwrap_or(count);
            count = count.max(group + 1);
            let (sum, sum_weight) = &mut groups[group];
            sum.position += point.position * weight;
            sum.face += point.face * weight;
            sum.normal += point.normal * weight;
            sum.albedo += point.albedo * weight;
            *sum_weight += weight;
        }
        for (sum, weight) in &groups[..count] {
            let point = Point {
                position: sum.position / *weight,
                face: sum.face.normalize_or_zero(),
                normal: sum.normal.normalize_or_zero(),
                albedo: sum.albedo / *weight,
            };
            samples.push(point, pixel, weight / (FINE * FINE) as f32);
        }
    }

    /// The corner of pixel `index`.
    fn place(&self, index: usize) -> (f32, f32) {
        ((index % self.visible.size) as f32, (index / self.visible.size) as f32)
    }

    /// The point of triangle `seen` behind (x, y), pixels.
    #[inline]
    fn point(&self, seen: Seen, x: f32, y: f32) -> Point {
        let index = triangle(seen);
        let vertices = self.model.triangles[index];
        let corners = self.model.corners(index);
        let ray = self.view.ray(x, y, self.visible.size as f32);
        let weights = weights(corners, self.view.eye, ray);
        let position = corners[0] * weights[0] + corners[1] * weights[1] + corners[2] * weights[2];
        let face = self.normals.face(index);
        let normal: Vec3 = (0..3).map(|corner| self.normals.corner(face, vertices[corner]) * weights[corner]).sum();
        let towards = if face.dot(ray) > 0.0 { -face } else { face };
        let normal = normal.normalize_or(towards);
        let normal = if normal.dot(towards) < 0.0 { -normal } else { normal };
        let albedo = self.model.paint.albedo(index, weights);
        Point { position, face: towards, normal, albedo }
    }
}

/// Each triangle that shows in a pixel, the sum of the places where it does, and how many they are.
fn triangles(seen: &[Seen]) -> ([(Seen, Vec2, f32); FINE * FINE], usize) {
    let mut found = [(0, Vec2::ZERO, 0.0f32); FINE * FINE];
    let mut count = 0;
    for (place, &seen) in seen.iter().enumerate().filter(|(_, seen)| **seen != 0) {
        let (row, column) = (place / FINE, place % FINE);
        let at = Vec2::new(column as f32 + 0.5 + shear(row), row as f32 + 0.5) / FINE as f32;
        let same = |found: &(Seen, Vec2, f32)| triangle(found.0) == triangle(seen);
        let index = found[..count].iter().rposition(same).unwrap_or(count);
        count = count.max(index + 1);
        let (first, sum, weight) = &mut found[index];
        *first = seen;
        *sum += at;
        *weight += 1.0;
    }
    (found, count)
}

/// How much each corner counts where `ray` from `eye` meets the triangle; kept within it.
#[inline]
fn weights([a, b, c]: [Vec3; 3], eye: Vec3, ray: Vec3) -> [f32; 3] {
    let (along, over, from) = (b - a, c - a, eye - a);
    let level = ray.cross(over);
    let volume = along.dot(level);
    if volume == 0.0 {
        return [1.0 / 3.0; 3];
    }
    let second = (from.dot(level) / volume).clamp(0.0, 1.0);
    let third = (ray.dot(from.cross(along)) / volume).clamp(0.0, 1.0 - second);
    [1.0 - second - third, second, third]
}
