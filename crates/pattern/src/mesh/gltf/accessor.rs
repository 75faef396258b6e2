//! Numbers out of buffers: every offset, stride and count is checked against the bytes that are there.

use std::borrow::Cow;

use super::document::{Accessor, Document};

/// A document with its buffers.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) document: &'a Document,
    pub(super) buffers: &'a [Cow<'a, [u8]>],
}

/// Bytes of one component; none for a type that glTF does not have.
fn component_bytes(component_type: u32) -> Option<usize> {
    match component_type {
        5120 | 5121 => Some(1),
        5122 | 5123 => Some(2),
        5125 | 5126 => Some(4),
        _ => None,
    }
}

fn component_count(kind: &str) -> Option<usize> {
    match kind {
        "SCALAR" => Some(1),
        "VEC2" => Some(2),
        "VEC3" => Some(3),
        "VEC4" => Some(4),
        "MAT4" => Some(16),
        _ => None,
    }
}

/// One component as a number; integers that stand for fractions become fractions.
fn component(bytes: &[u8], component_type: u32, normalized: bool) -> f64 {
    let (value, max) = match (component_type, bytes) {
        (5120, &[a, ..]) => (f64::from(a as i8), 127.0),
        (5121, &[a, ..]) => (f64::from(a), 255.0),
        (5122, &[a, b, ..]) => (f64::from(i16::from_le_bytes([a, b])), 32767.0),
        (5123, &[a, b, ..]) => (f64::from(u16::from_le_bytes([a, b])), 65535.0),
        (5125, &[a, b, c, d, ..]) => (f64::from(u32::from_le_bytes([a, b, c, d])), f64::from(u32::MAX)),
        (5126, &[a, b, c, d, ..]) => return f64::from(f32::from_le_bytes([a, b, c, d])),
        _ => return f64::NAN,
    };
    if normalized { (value / max).max(-1.0) } else { value }
}

impl<'a> Source<'a> {
    /// The bytes of a view, as far as they are there, and its stride.
    pub(super) fn view(&self, index: usize) -> Option<(&'a [u8], Option<usize>)> {
        let view = self.document.buffer_views.get(index)?;
        let buffer: &'a [u8] = self.buffers.get(view.buffer)?;
        let bytes = buffer.get(view.byte_offset..)?;
        Some((&bytes[..bytes.len().min(view.byte_length)], view.byte_stride))
    }

    /// The accessor's elements, at most `N` components of each, missing ones 0; as many as there are bytes for.
    ///
    /// `count_max` bounds what has no bytes behind it: an accessor without a view is all zeros.
    pub(super) fn values<const N: usize>(&self, index: usize, count_max: usize) -> Option<Vec<[f64; N]>> {
        let accessor = self.document.accessors.get(index)?;
        let components = component_count(&accessor.kind)?;
        let mut values = match accessor.buffer_view {
            Some(view) => {
                let (bytes, stride) = self.view(view)?;
                let layout =
                    Layout { component_type: accessor.component_type, components, normalized: accessor.normalized };
                elements(bytes.get(accessor.byte_offset..)?, layout, stride, accessor.count)?
            }
            None => vec![[0.0; N]; accessor.count.min(count_max)],
        };
        self.sparse(accessor, components, &mut values);
        Some(values)
    }

    /// Replaces the elements that the accessor lists one by one.
    fn sparse<const N: usize>(&self, accessor: &Accessor, components: usize, values: &mut [[f64; N]]) -> Option<()> {
        let sparse = accessor.sparse.as_ref()?;
        let (indices, _) = self.view(sparse.indices.buffer_view)?;
        let layout = Layout { component_type: sparse.indices.component_type, components: 1, normalized: false };
        let places: Vec<[f64; 1]> = elements(indices.get(sparse.indices.byte_offset..)?, layout, None, sparse.count)?;
        let (bytes, _) = self.view(sparse.values.buffer_view)?;
        let layout = Layout { component_type: accessor.component_type, components, normalized: accessor.normalized };
        let replacements: Vec<[f64; N]> =
            elements(bytes.get(sparse.values.byte_offset..)?, layout, None, sparse.count)?;
        for ([place], replacement) in places.into_iter().zip(replacements) {
            if let Some(value) = values.get_mut(place as usize) {
                *value = replacement;
            }
        }
        Some(())
    }

    /// How many elements the accessor announces.
    pub(super) fn count(&self, index: usize) -> usize {
        self.document.accessors.get(index).map_or(0, |accessor| accessor.count)
    }
}

/// How one element is written.
#[derive(Clone, Copy)]
struct Layout {
    component_type: u32,
    components: usize,
    normalized: bool,
}

fn elements<const N: usize>(
    bytes: &[u8],
    layout: Layout,
    stride: Option<usize>,
    count: usize,
) -> Option<Vec<[f64; N]>> {
    let size = component_bytes(layout.component_type)?;
    let element_bytes = size * layout.components;
    // A stride below the element's own size would let few bytes stand for endless elements.
    let stride = stride.unwrap_or(element_bytes).max(element_bytes);
    let there = if bytes.len() < element_bytes { 0 } else { (bytes.len() - element_bytes) / stride + 1 };
    let element = |index: usize| {
        let start = index * stride;
        let mut values = [0.0; N];
        for (place, value) in values.iter_mut().enumerate().take(layout.components) {
            *value = component(&bytes[start + place * size..], layout.component_type, layout.normalized);
        }
        values
    };
    Some((0..there.min(count)).map(element).collect())
}
