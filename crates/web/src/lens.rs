//! The still's camera, as it was stored with it: where things lie on the picture, and what a viewer starts with.

use glam::{DVec3, Vec3};
use inspect::Report;
use locale::Forms;
use serde::Deserialize;
use serde_json::Value;
use views::{
    Mark,
    pages::{Camera, DimensionLine, Light},
    reported,
};

use crate::words;

type Point = [f64; 3];

/// A preview stands in metres, y up.
const METRES: f64 = 0.001;
/// How far a dimension line stands off the object, as a share of its longest side; the viewer's script has the same.
const ASIDE: f64 = 0.06;
/// Off a drawing, in percent of the picture.
const ASIDE_OF_SHEET: f32 = 3.5;
/// Room between a line and the picture's edge, percent.
const EDGE_PERCENT: f32 = 2.5;
/// A line shorter than this many percent of the picture is seen from its end and left out.
const LINE_PERCENT_MIN: f32 = 4.0;

/// What a picture was taken with.
pub(crate) struct Lens {
    camera: render::Camera,
    eye: DVec3,
    up: DVec3,
    /// Of length one.
    right: DVec3,
}

impl Lens {
    /// The camera in a stored `camera.json`.
    pub(crate) fn of(stored: &Value) -> Option<Self> {
        let camera: render::Camera = serde_json::from_value(stored["camera"].clone()).ok()?;
        let [eye, target, up] = [camera.eye, camera.target, camera.up].map(|point| Vec3::from_array(point).as_dvec3());
        let right = (target - eye).cross(up);
        Some(Self { eye, up, right: right / right.length().max(f64::MIN_POSITIVE), camera })
    }

    /// Percent from the left and from above of a point in the file's own axes; none behind the camera.
    fn put(&self, point: Point) -> Option<(f32, f32)> {
        self.camera.on_picture(point)
    }

    fn z_is_up(&self) -> bool {
        self.up.z.abs() > 0.5
    }

    /// From the file's axes to the preview's.
    fn turned(&self, [x, y, z]: Point) -> Point {
        if self.z_is_up() { [x, z, -y] } else { [x, y, z] }
    }

    fn in_preview(&self, point: Point) -> [f32; 3] {
        self.turned(point).map(|side| (side * METRES) as f32)
    }

    /// Where the findings are on the still.
    pub(crate) fn marks(&self, report: &Report) -> Vec<Mark> {
        reported::marks(report, |point| self.put(point))
    }

    /// Where they are in the preview.
    pub(crate) fn places(&self, report: &Report) -> Vec<(u32, [f32; 3])> {
        reported::first_places(report).map(|(number, mm)| (number, self.in_preview(mm))).collect()
    }

    /// Sides along the preview's x, y and z, millimetres.
    pub(crate) fn size_mm(&self, [x, y, z]: Point) -> [f32; 3] {
        if self.z_is_up() { [x, z, y] } else { [x, y, z] }.map(|side| side as f32)
    }

    /// Three dimension lines round a mesh, as the viewer's script draws them, too: the two level edges nearest to the
    /// camera, and the upright at the outline's left, away from the shadow.
    pub(crate) fn dimensions(&self, forms: &Forms, [x0, y0, z0, x1, y1, z1]: [f64; 6]) -> Vec<DimensionLine> {
        let (min, max) = ([x0, y0, z0], [x1, y1, z1]);
        let (level, upright) = if self.z_is_up() { ([0, 1], 2) } else { ([0, 2], 1) };
        let gap = ASIDE * (0..3).map(|axis| max[axis] - min[axis]).fold(0.0, f64::max);
        let is_high = |axis: usize| self.eye[axis] > (min[axis] + max[axis]) / 2.0;
        let beside = |axis: usize, high: bool, off: f64| if high { max[axis] + off } else { min[axis] - off };
        // From the corner nearest to the camera one level edge runs to the left.
        let away = |axis: usize| if is_high(axis) { -self.right[axis] } else { self.right[axis] };
        let left = if away(level[0]) < away(level[1]) { level[0] } else { level[1] };
        let mut lines = Vec::new();
        for (along, across) in [(level[0], level[1]), (level[1], level[0])] {
            let mut ends = [min, min];
            ends[1][along] = max[along];
            ends.iter_mut().for_each(|end| end[across] = beside(across, is_high(across), gap));
            lines.push((ends, max[along] - min[along]));
        }
        let mut ends = [min, max];
        for end in &mut ends {
            for axis in level {
                end[axis] = beside(axis, is_high(axis) != (axis == left), gap / 2.0);
            }
        }
        lines.push((ends, max[upright] - min[upright]));
        let line = |([from, to], mm): ([Point; 2], f64)| {
            dimension_line(self.put(from)?, self.put(to)?, words::length(forms, mm))
        };
        lines.into_iter().filter_map(line).collect()
    }

    /// What a viewer starts with, in the preview's axes.
    pub(crate) fn camera(&self) -> Camera {
        Camera {
            position: self.in_preview(self.eye.to_array()),
            target: self.in_preview(self.camera.target.map(f64::from)),
            up: self.turned(self.up.to_array()).map(|side| side as f32),
            view_degrees: self.camera.field_deg,
        }
    }

    /// The still's lights, in the preview's axes.
    pub(crate) fn lights(&self, stored: &Value) -> Vec<Light> {
        let light = |light: &Value| {
            Some(Light {
                kind: light["kind"].as_str()?.to_owned(),
                from: self.turned(serde_json::from_value(light["direction"].clone()).ok()?).map(|side| side as f32),
                colour: serde_json::from_value(light["color"].clone()).ok()?,
                strength: light["intensity"].as_f64()? as f32,
                spread: light["spread"].as_f64()? as f32,
            })
        };
        stored["lights"].as_array().into_iter().flatten().filter_map(light).collect()
    }
}

/// Where a drawing lies on its picture, as stored in `sheet.json`: shares of the picture's side.
#[derive(Deserialize)]
pub(crate) struct Sheet {
    x: [f64; 2],
    y: [f64; 2],
}

impl Sheet {
    pub(crate) fn of(stored: &Value) -> Option<Self> {
        serde_json::from_value(stored.clone()).ok()
    }

    /// Share of the picture's side that a millimetre takes.
    pub(crate) fn per_mm(&self) -> f64 {
        self.x[1]
    }

    /// Percent from the left and from above.
    fn put(&self, x: f64, y: f64) -> (f32, f32) {
        (((self.x[0] + self.x[1] * x) * 100.0) as f32, ((self.y[0] + self.y[1] * y) * 100.0) as f32)
    }

    /// Its width below it and its height beside it.
    pub(crate) fn dimensions(&self, forms: &Forms, [x0, y0, x1, y1]: [f64; 4]) -> Vec<DimensionLine> {
        let ((left, one), (right, other)) = (self.put(x0, y0), self.put(x1, y1));
        let (top, bottom) = (one.min(other), one.max(other));
        let (below, beside) = (bottom + ASIDE_OF_SHEET, right + ASIDE_OF_SHEET);
        let wide = dimension_line((left, below), (right, below), words::length(forms, x1 - x0));
        let high = dimension_line((beside, top), (beside, bottom), words::length(forms, y1 - y0));
        wide.into_iter().chain(high).collect()
    }

    /// Where the findings are on the picture.
    pub(crate) fn marks(&self, report: &Report) -> Vec<Mark> {
        reported::marks(report, |[x, y, _]| Some(self.put(x, y)))
    }
}

fn dimension_line(from: (f32, f32), to: (f32, f32), label: String) -> Option<DimensionLine> {
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    let (x, y) = (inwards(from.0, to.0), inwards(from.1, to.1));
    let (from, to) = ((from.0 + x, from.1 + y), (to.0 + x, to.1 + y));
    (length >= LINE_PERCENT_MIN).then_some(DimensionLine { from, to, label })
}

/// How far a line from `one` to `other` is moved so that neither end leaves the picture: a wide object fills it.
fn inwards(one: f32, other: f32) -> f32 {
    let (low, high) = (one.min(other), one.max(other));
    (EDGE_PERCENT - low).max(0.0) + (100.0 - EDGE_PERCENT - high).min(0.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Looks along +y at a cube of 20 mm round the origin from 100 mm away, a little from the left and from above.
    fn lens() -> Lens {
        let stored = json!({ "camera": { "eye": [-50.0, -80.0, 40.0], "target": [0.0, 0.0, 0.0],
            "up": [0.2, 0.33, 0.92], "field_deg": 24.0 } });
        Lens::of(&stored).unwrap()
    }

    #[test]
    fn the_target_is_in_the_middle_of_the_picture() {
        let (x, y) = lens().put([0.0, 0.0, 0.0]).unwrap();
        assert!((x - 50.0).abs() < 1e-3 && (y - 50.0).abs() < 1e-3, "{x} {y}");
    }

    #[test]
    fn a_point_behind_the_camera_is_on_no_picture() {
        assert!(lens().put([-100.0, -160.0, 80.0]).is_none());
    }

    #[test]
    fn a_box_has_three_dimension_lines_and_none_crosses_it() {
        let lines = lens().dimensions(&Forms::default(), [-10.0, -10.0, -10.0, 10.0, 10.0, 10.0]);
        let labels: Vec<_> = lines.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(labels, ["20 mm", "20 mm", "20 mm"]);
        let upright = &lines[2];
        let corners = [[-10.0, -10.0, 0.0], [-10.0, 10.0, 0.0], [10.0, -10.0, 0.0]].map(|at| lens().put(at).unwrap().0);
        assert!(corners.iter().all(|corner| upright.from.0 < *corner), "the upright stands left of the outline");
    }

    #[test]
    fn a_line_stays_on_the_picture() {
        let line = dimension_line((-6.0, 20.0), (1.0, 60.0), String::new()).unwrap();
        assert_eq!((line.from, line.to), ((2.5, 20.0), (9.5, 60.0)));
    }

    #[test]
    fn the_preview_stands_y_up_in_metres() {
        let camera = lens().camera();
        assert_eq!(camera.position, [-0.05, 0.04, 0.08]);
        assert_eq!(lens().size_mm([1.0, 2.0, 3.0]), [1.0, 3.0, 2.0]);
    }

    #[test]
    fn a_drawing_s_lines_stand_off_its_edges() {
        let y_goes_up = Sheet { x: [0.1, 0.005], y: [0.5, -0.005] };
        let lines = y_goes_up.dimensions(&Forms::default(), [0.0, 0.0, 100.0, 60.0]);
        assert_eq!(lines[0].label, "100 mm");
        assert_eq!((lines[0].from, lines[0].to), ((10.0, 53.5), (60.0, 53.5)));
        assert_eq!((lines[1].from, lines[1].to), ((63.5, 20.0), (63.5, 50.0)));
    }
}
