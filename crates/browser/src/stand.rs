//! How a mesh stands in its frame: the camera, and where the findings are.

use inspect::Report;
use pattern::{Mesh, mesh::Up};
use views::{
    pages::{Camera, Viewer3d},
    reported,
};

/// A preview stands in metres, y up.
const METRES: f64 = 0.001;
/// Round the object and up from the ground, as every still is taken, degrees.
const AZIMUTH_DEG: f64 = -35.0;
const ELEVATION_DEG: f64 = 24.0;
/// Angle of view, degrees, and the share of it that the object's sphere fills.
const FIELD_DEG: f64 = 24.0;
const FILLS: f64 = 0.9;

/// What a viewer needs to show `mesh`, with the places of `report`. The lights are the page's.
pub(crate) fn viewer(mesh: &Mesh, report: &Report) -> Viewer3d {
    let turned = |[x, y, z]: [f64; 3]| match mesh.up {
        Up::Z => [x, z, -y],
        Up::Y => [x, y, z],
    };
    let metres = |point: [f64; 3]| turned(point).map(|side| (side * METRES) as f32);
    let bounds = report.mesh.as_ref().map(|facts| facts.bounds_mm).unwrap_or_default();
    let (low, high) = ([bounds[0], bounds[1], bounds[2]], [bounds[3], bounds[4], bounds[5]]);
    let size: [f64; 3] = std::array::from_fn(|axis| high[axis] - low[axis]);
    let centre: [f64; 3] = std::array::from_fn(|axis| (low[axis] + high[axis]) / 2.0);
    let radius = size.iter().map(|side| side * side).sum::<f64>().sqrt() / 2.0;
    let distance = radius / (FIELD_DEG.to_radians() / 2.0).sin() / FILLS;
    let (level, rise) = (ELEVATION_DEG.to_radians().cos(), ELEVATION_DEG.to_radians().sin());
    // In the preview's axes the still looks from the front, which is +z, turned to the left.
    let towards = [AZIMUTH_DEG.to_radians().sin() * level, rise, AZIMUTH_DEG.to_radians().cos() * level];
    let target = turned(centre).map(|side| side * METRES);
    let position = std::array::from_fn(|axis| (target[axis] + towards[axis] * distance * METRES) as f32);
    Viewer3d {
        camera: Camera {
            position,
            target: target.map(|side| side as f32),
            up: [0.0, 1.0, 0.0],
            view_degrees: FIELD_DEG as f32,
        },
        size_mm: match mesh.up {
            Up::Z => [size[0], size[2], size[1]],
            Up::Y => size,
        }
        .map(|side| side as f32),
        places: reported::first_places(report).map(|(number, mm)| (number, metres(mm))).collect(),
        ..Viewer3d::default()
    }
}
