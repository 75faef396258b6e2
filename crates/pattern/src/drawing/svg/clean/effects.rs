//! Which elements are clipped, masked, filtered or shaded: what changes how a drawing looks, and nothing that a machine follows.

use std::collections::HashSet;

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
    /// Notes what `element` uses, by its attributes.
    pub(super) fn note_effects(&mut self, element: usize, attributes: &[(String, String)]) {
        for (name, value) in attributes {
            self.note_effect(element, name, value);
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
}

impl super::Document {
    /// Elements that are clipped, and the id of their clip.
    pub(in crate::drawing::svg) fn clipped(&self) -> impl Iterator<Item = (usize, &str)> {
        let clips = self.effect_uses.iter().filter(|used| used.kind == Kind::Clip);
        clips.map(|used| (used.element, used.id.as_str()))
    }

    /// How many elements have which effect; those of which a clip cuts nothing off are not clipped.
    pub(in crate::drawing::svg) fn effects(&self, unclipped: &HashSet<usize>) -> Effects {
        let mut effects = Effects::default();
        let is_seen = |used: &&Use| used.kind != Kind::Clip || !unclipped.contains(&used.element);
        for used in self.effect_uses.iter().filter(is_seen) {
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
