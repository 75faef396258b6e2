//! What the projects of slicers say of their parts: which are no material, but modify, support or cut away.
//!
//! Bambu Studio and OrcaSlicer keep it in `Metadata/model_settings.config` (`part subtype`, by the number of the object that
//! a component names), PrusaSlicer in `Metadata/Slic3r_PE_model.config` (`volume_type`, by ranges of an object's triangles).

use std::{collections::HashMap, ops::RangeInclusive};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::package::Package;
use crate::{
    Budget,
    mesh::{
        purpose::Purpose,
        trouble::{Limit, OVER_BUDGET, Stop, spend},
        xml::{attribute, decode},
    },
};

const BAMBU: &str = "Metadata/model_settings.config";
const PRUSA: &str = "Metadata/Slic3r_PE_model.config";

/// What a project says, by the number of an object of the build.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// By the object and the object that one of its components names.
    parts: HashMap<(u32, u32), Purpose>,
    volumes: HashMap<u32, Vec<(RangeInclusive<usize>, Purpose)>>,
    /// Whether there is G-code in the package.
    pub(super) is_sliced: bool,
}

impl Project {
    /// What the package holds beside the model; a damaged one says nothing.
    pub(super) fn of(package: &mut Package, budget: &Budget) -> Result<Self, Stop> {
        let is_sliced = package.parts().iter().any(|(name, _)| name.to_ascii_lowercase().ends_with(".gcode"));
        let mut project = Self { is_sliced, ..Self::default() };
        for name in [BAMBU, PRUSA].into_iter().filter(|name| package.has(name)).collect::<Vec<_>>() {
            match package.part(name) {
                Ok(bytes) => project.read(&decode(&bytes), budget)?,
                Err(stop) if stop.code == OVER_BUDGET.id => return Err(stop),
                Err(_) => {}
            }
        }
        Ok(project)
    }

    /// What the part is for that the object `reference` of the build's `object` makes.
    pub(super) fn part(&self, object: u32, reference: u32) -> Option<Purpose> {
        self.parts.get(&(object, reference)).copied()
    }

    /// What triangle `index` of the build's `object` is for.
    pub(super) fn triangle(&self, object: u32, index: usize) -> Option<Purpose> {
        let volumes = self.volumes.get(&object)?;
        volumes.iter().find(|(range, _)| range.contains(&index)).map(|(_, purpose)| *purpose)
    }

    fn read(&mut self, text: &str, budget: &Budget) -> Result<(), Stop> {
        let mut reader = Reader::from_str(text);
        let mut elements = 0;
        // The object and the range of triangles that are open.
        let (mut object, mut volume) = (None, None);
        loop {
            let event = reader.read_event();
            let (Ok(Event::Start(element)) | Ok(Event::Empty(element))) = &event else {
                match event {
                    Ok(Event::Eof) | Err(_) => return Ok(()),
                    Ok(_) => continue,
                }
            };
            elements += 1;
            spend(Limit::Nodes, elements, budget.nodes_max)?;
            match element.local_name().into_inner() {
                "object" => (object, volume) = (number(element, "id"), None),
                "part" => {
                    let purpose = attribute(element, "subtype").as_deref().and_then(Purpose::of);
                    if let (Some(object), Some(part), Some(purpose)) = (object, number(element, "id"), purpose) {
                        self.parts.insert((object, part), purpose);
                    }
                }
                "volume" => volume = range(element),
                "metadata" if attribute(element, "key").as_deref() == Some("volume_type") => {
                    let purpose = attribute(element, "value").as_deref().and_then(Purpose::of);
                    if let (Some(object), Some(range), Some(purpose)) = (object, volume.clone(), purpose) {
                        self.volumes.entry(object).or_default().push((range, purpose));
                    }
                }
                _ => {}
            }
        }
    }
}

fn number(element: &BytesStart, wanted: &str) -> Option<u32> {
    attribute(element, wanted)?.trim().parse().ok()
}

fn range(element: &BytesStart) -> Option<RangeInclusive<usize>> {
    let end = |wanted| number(element, wanted).map(|index| index as usize);
    Some(end("firstid")?..=end("lastid")?)
}
