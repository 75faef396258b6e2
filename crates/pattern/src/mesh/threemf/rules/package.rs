//! The package: content types, names of parts, how they are packed, and relationships.

use std::collections::{HashMap, HashSet};

use quick_xml::{Reader, events::Event};

use super::{Breaches, Rule};
use crate::mesh::text::name;
use crate::mesh::threemf::{
    package::{Package, key},
    relationships::{Relationship, Target},
};
use crate::mesh::trouble::{OVER_BUDGET, Stop};
use crate::mesh::xml::{attribute, decode};

const CONTENT_TYPES: &str = "[Content_Types].xml";
const MODEL_TYPE: &str = "application/vnd.ms-package.3dmanufacturing-3dmodel+xml";
/// Pictures may also go by the type of textures, which older programs write.
const PICTURE_TYPES: [&str; 3] =
    ["image/jpeg", "image/png", "application/vnd.ms-package.3dmanufacturing-3dmodeltexture"];

/// The list of content types.
pub(in crate::mesh::threemf) struct ContentTypes {
    by_ending: HashMap<String, String>,
    by_part: HashMap<String, String>,
}

impl ContentTypes {
    /// The type of the part, in lower case; its own before that of its ending.
    fn of(&self, part: &str) -> Option<&str> {
        let part = key(part);
        let ending = part.rsplit('/').next().and_then(|last| last.rsplit_once('.'));
        let by_ending = || self.by_ending.get(ending?.1);
        self.by_part.get(&part).or_else(by_ending).map(String::as_str)
    }

    /// Notes a model part that is not listed as one.
    pub(in crate::mesh::threemf) fn check_model(&self, part: &str, breaches: &mut Breaches) {
        if self.of(part).is_some_and(|listed| listed != MODEL_TYPE) || self.of(part).is_none() {
            breaches.note(Rule::ModelContentType, || name(part.as_bytes()));
        }
    }
}

/// Looks at the list of parts, and reads that of content types; none where it is not there or no XML.
pub(in crate::mesh::threemf) fn parts(
    package: &mut Package,
    breaches: &mut Breaches,
) -> Result<Option<ContentTypes>, Stop> {
    for part in package.twice() {
        breaches.note(Rule::PartNameTwice, || name(part.as_bytes()));
    }
    let types = content_types(package)?;
    if types.is_none() {
        breaches.note(Rule::ContentTypesMissing, || CONTENT_TYPES.to_owned());
    }
    for (part, is_packed_well) in package.parts() {
        if !is_packed_well {
            breaches.note(Rule::Packing, || name(part.as_bytes()));
        }
        if part.ends_with('/') || part == CONTENT_TYPES {
            continue;
        }
        if !is_part_name(&part) {
            breaches.note(Rule::PartName, || name(part.as_bytes()));
        } else if types.as_ref().is_some_and(|types| types.of(&part).is_none()) {
            breaches.note(Rule::PartUntyped, || name(part.as_bytes()));
        }
    }
    Ok(types)
}

/// Segments are neither empty nor begin or end with a point; relationships of the package itself are called `.rels`.
fn is_part_name(part: &str) -> bool {
    let is_sound = |segment: &str| {
        !segment.is_empty() && !segment.ends_with('.') && (!segment.starts_with('.') || segment == ".rels")
    };
    part.split('/').all(is_sound)
}

fn content_types(package: &mut Package) -> Result<Option<ContentTypes>, Stop> {
    let bytes = match package.part(CONTENT_TYPES) {
        Ok(bytes) => bytes,
        Err(stop) if stop.code == OVER_BUDGET.id => return Err(stop),
        Err(_) => return Ok(None),
    };
    let text = decode(&bytes);
    let mut reader = Reader::from_str(&text);
    let mut types = ContentTypes { by_ending: HashMap::new(), by_part: HashMap::new() };
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let listed = attribute(&element, "ContentType").unwrap_or_default().to_ascii_lowercase();
                if let Some(ending) = attribute(&element, "Extension") {
                    types.by_ending.insert(ending.to_ascii_lowercase(), listed);
                } else if let Some(part) = attribute(&element, "PartName") {
                    types.by_part.insert(key(&part), listed);
                }
            }
            Ok(Event::Eof) => break,
            Ok(Event::DocType(_)) | Err(_) => return Ok(None),
            Ok(_) => {}
        }
    }
    let is_empty = types.by_ending.is_empty() && types.by_part.is_empty();
    Ok((!is_empty).then_some(types))
}

/// Looks at the relationships that lead from `source`, which is empty for the package itself.
pub(in crate::mesh::threemf) fn relationships(
    source: &str,
    list: &[Relationship],
    package: &Package,
    types: Option<&ContentTypes>,
    breaches: &mut Breaches,
) {
    let (mut ids, mut pairs, mut tickets) = (HashSet::new(), HashSet::new(), 0);
    for one in list {
        let place = |what: &str| {
            let what = name(what.as_bytes());
            if source.is_empty() { what } else { format!("{} to {what}", name(source.as_bytes())) }
        };
        if !ids.insert(one.id.as_str()) {
            breaches.note(Rule::RelationshipIdTwice, || place(&one.id));
        }
        let part = match &one.target {
            Target::Outside(address) => {
                breaches.note(Rule::TargetOutside, || place(address));
                continue;
            }
            Target::Part(part) => part,
        };
        if !pairs.insert((one.kind.as_str(), key(part))) {
            breaches.note(Rule::RelationshipTwice, || place(part));
        }
        let is_thumbnail = one.is("/thumbnail");
        tickets += u32::from(one.is("/printticket"));
        if one.is("/printticket") && tickets == 2 {
            breaches.note(Rule::PrintTicketTwice, || place(part));
        }
        let is_needed = is_thumbnail || one.is("/printticket") || one.is("/3dmodel");
        if is_needed && !package.has(part) {
            breaches.note(Rule::TargetMissing, || place(part));
        } else if is_thumbnail
            && types.and_then(|types| types.of(part)).is_some_and(|listed| !PICTURE_TYPES.contains(&listed))
        {
            breaches.note(Rule::ThumbnailContentType, || place(part));
        }
    }
}
