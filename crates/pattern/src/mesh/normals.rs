//! Stored normals held against the order of the corners, which is what decides which side is out.

use glam::Vec3;

use super::trouble::{count_of, figure};
use crate::{Code, Finding, Findings, Place, Severity};

/// Normals in the file point to the other side than the order of the corners says.
const NORMALS_AGAINST: Code = Code { id: "R128", name: "normals-against", severity: Severity::Info };

/// Square of the cosine down to which a normal may lean over before it counts as pointing to the other side: smoothed
/// ones lean, and -0.1 is beyond all smoothing.
const COSINE_SQUARE: f32 = 0.01;
/// Square of the sine of a triangle's sharpest corner below which its own side is not sure enough to be held against.
const SINE_SQUARE: f32 = 1e-6;
/// Share of the triangles from which on the whole surface is told to be turned.
const ALL_SHARE: f64 = 0.9;

/// Places kept; the findings keep fewer where they are told to.
const PLACES_MAX: usize = 20;

/// What the comparison came to so far.
#[derive(Debug, Default)]
pub(crate) struct Normals {
    /// Triangles that have a normal.
    told: u64,
    against: u64,
    places: Vec<Place>,
}

impl Normals {
    /// Holds a triangle against its one normal; one of zero length says nothing, as is usual in STL.
    #[inline]
    pub(crate) fn see(&mut self, index: usize, normal: [f32; 3], corners: &[[f32; 3]; 3]) {
        if normal == [0.0; 3] {
            return;
        }
        self.told += 1;
        // Nearly every triangle of nearly every file is done with here.
        if Vec3::from_array(normal).dot(area_vector(corners)) < 0.0 && is_against(normal, corners) {
            self.note(index);
        }
    }

    /// Holds a triangle against the normals of its corners: it is turned where all of them say so.
    pub(crate) fn see_corners(&mut self, index: usize, normals: [[f32; 3]; 3], corners: &[[f32; 3]; 3]) {
        self.told += u64::from(!normals.contains(&[0.0; 3]));
        if normals.iter().all(|&normal| is_against(normal, corners)) {
            self.note(index);
        }
    }

    /// Holds triangles against normals by vertex, where there are as many as vertices.
    pub(crate) fn see_vertices(&mut self, positions: &[[f32; 3]], triangles: &[[u32; 3]], normals: &[[f32; 3]]) {
        if normals.len() != positions.len() {
            return;
        }
        for (index, triangle) in triangles.iter().enumerate() {
            let [Some(a), Some(b), Some(c)] = triangle.map(|vertex| positions.get(vertex as usize)) else { continue };
            self.see_corners(index, triangle.map(|vertex| normals[vertex as usize]), &[*a, *b, *c]);
        }
    }

    /// What this and a later stretch of triangles come to.
    pub(crate) fn with(mut self, mut later: Self) -> Self {
        self.told += later.told;
        self.against += later.against;
        self.places.append(&mut later.places);
        self.places.truncate(PLACES_MAX);
        self
    }

    #[cold]
    fn note(&mut self, index: usize) {
        self.against += 1;
        if self.places.len() < PLACES_MAX {
            self.places.push(Place::element(format!("triangle {index}")));
        }
    }

    /// Adds the finding, if there is any.
    pub(crate) fn tell(self, findings: &mut Findings) {
        if self.against == 0 {
            return;
        }
        let all = self.against as f64 >= ALL_SHARE * self.told as f64;
        let message = if all {
            format!(
                "The normals in the file point to the other side than the order of the corners says, for {} of {}: the \
                 model was mirrored or turned inside out, and only one of the two followed.",
                figure(self.against),
                count_of(self.told, "triangle", "triangles")
            )
        } else {
            format!(
                "For {} of {} the normals in the file point to the other side than the order of the corners says. \
                 Slicers go by the corners; programs that go by normals show these dark.",
                figure(self.against),
                count_of(self.told, "triangle", "triangles")
            )
        };
        let fix = "Recalculate the normals and export again. Blender: edit mode, Mesh, Normals, Recalculate Outside. \
                   MeshLab: Filters, Normals, Re-Compute Face Normals.";
        findings.push(Finding::new(NORMALS_AGAINST, message, fix).times(self.against).at(self.places));
    }
}

/// Whether `normal` points clearly to the other side than the corners' order says. What is no number, or too small or
/// large for the sums, is never against.
fn is_against(normal: [f32; 3], corners: &[[f32; 3]; 3]) -> bool {
    let [a, b, c] = corners.map(Vec3::from_array);
    let (normal, across) = (Vec3::from_array(normal), area_vector(corners));
    let (along, area) = (normal.dot(across), across.length_squared());
    along < 0.0
        && along * along > COSINE_SQUARE * area * normal.length_squared()
        && area > SINE_SQUARE * (b - a).length_squared() * (c - a).length_squared()
}

/// Twice the area, along the side that the corners' order says is out.
#[inline]
fn area_vector(corners: &[[f32; 3]; 3]) -> Vec3 {
    let [a, b, c] = corners.map(Vec3::from_array);
    (b - a).cross(c - a)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAT: [[f32; 3]; 3] = [[0.0; 3], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0]];

    #[test]
    fn only_what_clearly_points_away_is_against() {
        assert!(is_against([0.0, 0.0, -1.0], &FLAT) && is_against([0.9, 0.0, -0.2], &FLAT));
        for fine in [[0.0, 0.0, 1.0], [0.0; 3], [1.0, 0.0, 0.0], [1.0, 0.0, -0.05], [f32::NAN; 3], [0.0, 0.0, -1e-30]] {
            assert!(!is_against(fine, &FLAT), "{fine:?}");
        }
        let sliver = [[0.0; 3], [10.0, 0.0, 0.0], [5.0, 0.001, 0.0]];
        assert!(!is_against([0.0, 0.0, -1.0], &sliver));
    }

    #[test]
    fn a_triangle_is_turned_where_all_its_corners_say_so() {
        let (up, down) = ([0.0, 0.0, 1.0], [0.0, 0.0, -1.0]);
        let mut normals = Normals::default();
        normals.see_corners(0, [down, down, up], &FLAT);
        normals.see_corners(1, [down; 3], &FLAT);
        assert_eq!((normals.told, normals.against), (2, 1));
        assert_eq!(normals.places, [Place::element("triangle 1")]);
    }
}
