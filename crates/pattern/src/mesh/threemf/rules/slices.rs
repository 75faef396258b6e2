//! The slice extension: stacks of slices, each above the one before.

use super::Rule;
use super::attributes::Attributes;
use super::kinds;
use super::seen::{Resource, Slices, label};
use super::space::Space;
use super::watch::Watch;

impl Watch<'_> {
    pub(super) fn look_at_slices(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "slicestack" => {
                self.add_resource(attributes, name, Resource::SliceStack);
                let top = attributes.get("zbottom").and_then(|bottom| bottom.trim().parse().ok());
                self.slices = Slices { top, ..Slices::default() };
            }
            "slice" => self.slice(attributes),
            "sliceref" => {
                self.slices.reference_count += 1;
                self.mixed();
            }
            "vertex" => self.slices.vertex_count += 1,
            "polygon" => {
                self.slices.segment_count = 0;
                self.slices.corner = None;
                self.corner(attributes.index("startv"));
            }
            "segment" => {
                self.slices.segment_count += 1;
                self.corner(attributes.index("v2"));
            }
            _ => {}
        }
    }

    fn mixed(&mut self) {
        if self.slices.slice_count > 0 && self.slices.reference_count > 0 {
            self.note(Rule::SliceStackMixed, "slicestack");
        }
    }

    fn slice(&mut self, attributes: &Attributes) {
        self.slices.slice_count += 1;
        self.slices.vertex_count = 0;
        self.mixed();
        let Some(top) = attributes.get("ztop").and_then(|top| top.trim().parse().ok()) else {
            return;
        };
        // The first may lie on the bottom of the stack.
        let is_above =
            self.slices.top.is_none_or(|last| if self.slices.slice_count == 1 { top >= last } else { top > last });
        if !is_above {
            let what = format!("slice {}", self.slices.slice_count - 1);
            self.note(Rule::SliceOrder, &what);
        }
        self.slices.top = Some(top);
    }

    fn corner(&mut self, corner: Option<u32>) {
        let Some(corner) = corner else {
            return;
        };
        if corner >= self.slices.vertex_count || self.slices.corner == Some(corner) {
            self.note(Rule::SlicePolygon, &format!("vertex {corner}"));
        }
        self.slices.corner = Some(corner);
    }

    pub(super) fn look_back_at_polygon(&mut self) {
        if self.slices.segment_count == 0 {
            self.note(Rule::SliceAttribute, "polygon without segments");
        }
    }

    /// What an object says of its slices.
    pub(super) fn look_at_sliced_object(&mut self, attributes: &Attributes, id: Option<u32>) {
        let of = |local| attributes.get_in(&self.scopes, Space::Slices, local);
        let is_rough = of("meshresolution") == Some("lowres");
        let is_elsewhere = of("slicepath").is_some();
        let stack = of("slicestackid").and_then(kinds::id);
        if is_rough && !self.requires(Space::Slices) {
            self.note(Rule::SliceRequired, &label("object", id));
        }
        let Some(stack) = stack else {
            return;
        };
        self.resources.sliced.extend(id);
        if !is_elsewhere && self.resources.get(stack) != Some(Resource::SliceStack) {
            self.note(Rule::ReferenceForward, &format!("slice stack {stack}"));
        }
    }

    /// Slices stay level: the third column and row of the turning part are those of no turn at all, written plainly.
    pub(super) fn look_at_sliced_transform(&mut self, transform: &str, what: &str) {
        let words: Vec<&str> = transform.split_ascii_whitespace().collect();
        let is_plain = |index: usize, digit: char| {
            let word = words.get(index).copied().unwrap_or_default();
            let rest = word.strip_prefix(digit);
            rest.is_some_and(|rest| rest.strip_prefix('.').unwrap_or(rest).bytes().all(|byte| byte == b'0'))
        };
        if !([2, 5, 6, 7].into_iter().all(|index| is_plain(index, '0')) && is_plain(8, '1')) {
            self.note(Rule::SliceTransform, what);
        }
    }
}
