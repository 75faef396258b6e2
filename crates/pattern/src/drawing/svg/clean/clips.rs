//! Clips: passed over, and their shapes kept, so that it can be told whether they cut anything off.

use super::{Cleaner, push_escaped};

/// Clips that are looked at, and the bytes of one.
const CLIPS_MAX: usize = 500;
const CLIP_BYTES_MAX: usize = 64 << 10;
const SVG_SPACE: &str = "http://www.w3.org/2000/svg";

/// What an element is clipped by.
#[derive(Debug)]
pub(in crate::drawing::svg) struct Clip {
    /// Its shapes as a file of their own; none where they are more than plain shapes.
    pub svg: Option<String>,
    transform: String,
    /// Its unit is the box of what it clips.
    pub is_by_box: bool,
    pub is_even_odd: bool,
}

impl Cleaner<'_> {
    /// Notes a clip; what stands inside follows.
    pub(super) fn start_clip(&mut self, id: &str, attributes: &[(String, String)]) {
        let find = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let clip = Clip {
            svg: None,
            transform: find("transform").unwrap_or_default().to_owned(),
            is_by_box: find("clipPathUnits") == Some("objectBoundingBox"),
            is_even_odd: find("clip-rule") == Some("evenodd"),
        };
        // A clip that is clipped itself is more than its shape.
        if find("clip-path").is_none() && self.document.clips.len() < CLIPS_MAX {
            self.clip = Some((id.to_owned(), self.at));
        }
        self.document.clips.entry(id.to_owned()).or_insert(clip);
    }

    /// Keeps what stands inside of a clip, as a small file of its own.
    pub(super) fn end_clip(&mut self) {
        let Some((id, from)) = self.clip.take() else { return };
        let inside = self.text_of_file.get(from..self.before).unwrap_or_default();
        let is_plain = inside.len() <= CLIP_BYTES_MAX && !inside.contains("clip-path") && !inside.contains("<use");
        if let Some(clip) = self.document.clips.get_mut(&id).filter(|clip| clip.svg.is_none() && is_plain) {
            let prefix = self.svg_prefix.as_deref().filter(|prefix| *prefix != "svg");
            let space = prefix.map_or(String::new(), |prefix| format!(" xmlns:{prefix}=\"{SVG_SPACE}\""));
            let mut transform = String::new();
            push_escaped(&mut transform, &clip.transform);
            clip.is_even_odd |= inside.contains("evenodd");
            clip.svg = Some(format!(
                "<svg xmlns=\"{SVG_SPACE}\"{space}><g fill=\"#000\" transform=\"{transform}\">{inside}</g></svg>"
            ));
        }
    }
}
