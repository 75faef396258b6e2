//! Which elements are clipped, masked, filtered or shaded: what changes how a drawing looks, and nothing that a machine follows.

use quick_xml::events::BytesStart;

use super::super::size;
use super::Cleaner;
use crate::Effects;

/// Elements named one by one; further ones are only counted.
const NAMED_MAX: usize = 100;

/// What an element refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Clip,
    Mask,
    Filter,
    Shade,
}

/// One element with an effect.
#[derive(Debug)]
pub(super) struct Use {
    kind: Kind,
    /// The id of the clip, mask, filter, gradient or pattern.
    id: String,
    /// Index of the element.
    element: usize,
}

impl Cleaner<'_> {
    /// Notes what `element` uses, by its attributes or its own style.
    pub(super) fn note_effects(&mut self, element: usize, attributes: &[(String, String)]) {
        for (name, value) in attributes {
            if name == "style" {
                let rules = value.split(';').filter_map(|rule| rule.split_once(':'));
                rules.for_each(|(name, value)| self.note_effect(element, name.trim(), value));
            } else {
                self.note_effect(element, name, value);
            }
        }
    }

    fn note_effect(&mut self, element: usize, name: &str, value: &str) {
        let kind = match name {
            "clip-path" => Kind::Clip,
            "mask" => Kind::Mask,
            "filter" => Kind::Filter,
            "fill" | "stroke" => Kind::Shade,
            _ => return,
        };
        let target = value.trim().strip_prefix("url(").and_then(|rest| rest.split(')').next());
        let id = target.map(|target| target.trim_matches([' ', '"', '\'']).trim_start_matches('#').to_owned());
        self.document.effect_uses.extend(id.filter(|id| !id.is_empty()).map(|id| Use { kind, id, element }));
    }

    /// Looks at what is inside of a clip: a rectangle as large as the sheet hides nothing that is on it.
    pub(super) fn note_clip_shape(&mut self, start: &BytesStart) {
        let Some(id) = self.clip.clone().filter(|_| self.skipped_depth == 1) else { return };
        let Some([x, y, width, height]) = self.document.root.as_ref().and_then(size::Root::frame) else { return };
        let find = |key: &str| {
            let mut attributes = start.attributes();
            let mut named =
                attributes.with_checks(false).flatten().filter(|attribute| attribute.key.into_inner() == key);
            named.next().and_then(|attribute| size::number(&attribute.value))
        };
        let (left, top) = (find("x").unwrap_or(0.0), find("y").unwrap_or(0.0));
        let (across, down) = (find("width").unwrap_or(0.0), find("height").unwrap_or(0.0));
        let slack = (width + height) * 1e-3;
        let covers = left <= x + slack
            && top <= y + slack
            && left + across >= x + width - slack
            && top + down >= y + height - slack;
        if start.local_name().into_inner() == "rect" && covers {
            self.document.sheet_clips.insert(id);
        }
    }
}

impl super::Document {
    /// How many elements have which effect; those that the sheet clips are not.
    pub(in crate::drawing::svg) fn effects(&self) -> Effects {
        let mut effects = Effects::default();
        for used in self.effect_uses.iter().filter(|used| !self.sheet_clips.contains(&used.id)) {
            match used.kind {
                Kind::Clip => effects.clips += 1,
                Kind::Mask => effects.masks += 1,
                Kind::Filter => effects.filters += 1,
                Kind::Shade => effects.shaded += 1,
            }
            if matches!(used.kind, Kind::Clip | Kind::Mask) && effects.hiding.len() < NAMED_MAX {
                effects.hiding.push(self.elements[used.element].source());
            }
        }
        effects
    }
}
