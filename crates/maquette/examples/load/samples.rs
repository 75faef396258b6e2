//! What examinations gave: the reports and pictures that every file of the stock has one of.

use anyhow::Result;
use inspect::{Report, Verdict};
use serde_json::{Map, Value, json};
use store::{Blobs, Hash, facts::Kind};

use crate::words::Dice;

/// One sound mesh, one with faults that may be sold, one drawing; and what was made of them.
pub struct Samples {
    meshes: Vec<Report>,
    drawing: Report,
    camera: Hash,
}

impl Samples {
    /// Examines them.
    pub async fn make(blobs: &Blobs) -> Result<Self> {
        let report =
            |name: &str, bytes: &[u8]| inspect::inspect(&pattern::read(bytes, Some(name), &pattern::Budget::default()));
        let sound =
            report("corner.off", b"OFF\n4 4 0\n0 0 0\n40 0 0\n0 40 0\n0 0 40\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 2 0 3\n");
        let open = report("open.off", b"OFF\n4 3 0\n0 0 0\n40 0 0\n0 40 0\n0 0 40\n3 0 2 1\n3 0 1 3\n3 1 2 3\n");
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="40mm" viewBox="0 0 60 40"><rect x="1" y="1" width="50" height="30" fill="none" stroke="black"/></svg>"#;
        let camera = json!({
            "camera": { "eye": [120.5, -210.25, 140.0], "target": [20.0, 20.0, 18.5], "up": [0.0, 0.0, 1.0], "field_deg": 24.0 },
            "lights": (0..4).map(|light| json!({ "kind": if light == 0 { "sky" } else { "sun" },
                "direction": [0.25 * f64::from(light), -0.5, 0.75], "color": [1.0, 0.98, 0.94], "intensity": 0.8 })).collect::<Vec<_>>(),
        });
        let camera = blobs.put(camera.to_string().as_bytes()).await?.hash;
        let mut open = open;
        // As it would be sold: what was found is a warning.
        open.verdict = Verdict::Warn;
        Ok(Self { meshes: vec![sound.clone(), sound, open], drawing: report("plate.svg", svg.as_bytes()), camera })
    }

    /// A report with sizes of its own, and the names of pictures that nobody fetches here.
    pub fn file(&self, kind: Kind, number: usize, dice: &mut Dice) -> (Report, Map<String, Value>) {
        let mut report = if kind == Kind::Mesh { dice.pick(&self.meshes).clone() } else { self.drawing.clone() };
        let mut side = || 10.0 + dice.below(3_000) as f64 / 10.0;
        if let Some(mesh) = &mut report.mesh {
            mesh.size_mm = [side(), side(), side()];
            mesh.needs_supports = Some(number.is_multiple_of(3));
        }
        if let Some(drawing) = &mut report.drawing {
            drawing.size_mm = [side(), side()];
        }
        let hash = |name: &str| json!(Hash::of(format!("{number} {name}").as_bytes()));
        let mut artifacts = Map::new();
        for name in ["still-512.webp", "still-384.webp", "still-256.webp"] {
            artifacts.insert(name.to_owned(), hash(name));
        }
        if kind == Kind::Mesh {
            let views = (0..12).map(|view| format!("turn-{view:02}.webp"));
            artifacts.extend(views.map(|name| (name.clone(), hash(&name))));
            artifacts.insert("camera.json".to_owned(), json!(self.camera));
            artifacts.insert("preview.glb".to_owned(), hash("preview.glb"));
        } else {
            artifacts.insert("drawing.svg".to_owned(), hash("drawing.svg"));
        }
        (report, artifacts)
    }
}
