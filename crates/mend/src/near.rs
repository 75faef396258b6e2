//! Shapes with a bounding volume hierarchy over them: the one nearest to a point, and all within reach of it.

use space::{Aabb, Bvh};

/// Something that lies somewhere, in `D` dimensions, mm.
pub(crate) trait Shape<const D: usize>: Copy + Send + Sync {
    /// A point of the same space.
    type Point: Copy;

    /// The box round it.
    fn aabb(&self) -> Aabb<f64, D>;

    /// From its nearest point to `point`, mm.
    fn distance(&self, point: Self::Point) -> f64;

    /// The coordinates of a point.
    fn coordinates(point: Self::Point) -> [f64; D];
}

/// A list of shapes, ready to be asked.
pub(crate) struct Near<T, const D: usize> {
    bvh: Bvh<f64, D>,
    /// In the order of the hierarchy: what is near in space is near in memory.
    shapes: Vec<T>,
}

impl<T: Shape<D>, const D: usize> Near<T, D> {
    /// The hierarchy over `shapes`, which are told by their index in the list.
    pub fn new(shapes: &[T]) -> Self {
        let boxes: Vec<Aabb<f64, D>> = shapes.iter().map(Shape::aabb).collect();
        let bvh = Bvh::over(&boxes);
        let shapes = bvh.order().iter().map(|&index| shapes[index as usize]).collect();
        Self { bvh, shapes }
    }

    /// The nearest shape, by its place in the hierarchy, and how far it is, mm; none where there are no shapes.
    pub fn nearest(&self, point: T::Point) -> Option<(usize, f64)> {
        self.bvh.nearest(T::coordinates(point), |place| self.distance(place, point))
    }

    /// From `point` to the shape at a place in the hierarchy, mm.
    pub fn distance(&self, place: usize, point: T::Point) -> f64 {
        self.shapes[place].distance(point)
    }

    /// The indices of all shapes within `reach` mm of `point`, lowest first. Each box that is opened is taken from
    /// `budget`; when that is spent, what was found until then is all.
    pub fn within(&self, point: T::Point, reach: f64, budget: &mut u64) -> Vec<u32> {
        self.bvh.within(T::coordinates(point), reach, budget, |place| self.distance(place, point))
    }
}
