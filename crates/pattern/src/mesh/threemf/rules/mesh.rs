//! Meshes: vertices and triangles, looked at one by one while the parser reads them.

use super::Rule;
use super::attributes::Attributes;
use super::seen::{Resource, label};
use super::watch::Watch;

/// A triangle as it stands in the file.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::mesh::threemf) struct TriangleMarks {
    /// Corners; none where one is missing or no number.
    pub(in crate::mesh::threemf) corners: [Option<u32>; 3],
    pub(in crate::mesh::threemf) group: Option<u32>,
    pub(in crate::mesh::threemf) places: [Option<u32>; 3],
}

impl Watch<'_> {
    /// A vertex: whether all three coordinates are there and are numbers.
    #[inline]
    pub(in crate::mesh::threemf) fn vertex(&mut self, is_sound: bool) {
        if !is_sound {
            let index = self.mesh.vertex_count;
            self.note(Rule::VertexNumber, &format!("vertex {index}"));
        }
        self.mesh.vertex_count += 1;
    }

    /// A triangle.
    #[inline]
    pub(in crate::mesh::threemf) fn triangle(&mut self, marks: &TriangleMarks) {
        match marks.corners {
            [Some(a), Some(b), Some(c)] => {
                if a == b || b == c || a == c {
                    self.odd_triangle(Rule::TriangleDistinct);
                }
                if a.max(b).max(c) >= self.mesh.vertex_count {
                    self.odd_triangle(Rule::TriangleRange);
                }
            }
            _ => self.odd_triangle(Rule::TriangleIndex),
        }
        if marks.places == [None; 3] {
            self.mesh.plain_count += u32::from(marks.group.is_none());
        } else {
            self.properties(marks);
        }
        self.mesh.triangle_count += 1;
    }

    fn properties(&mut self, marks: &TriangleMarks) {
        self.mesh.coloured_count += 1;
        let [first, second, third] = marks.places;
        let group = marks.group.or_else(|| self.resources.open.as_ref().and_then(|open| open.pid));
        let Some(group) = group.filter(|_| first.is_some()) else {
            self.odd_triangle(Rule::TriangleProperty);
            return;
        };
        let is_even = second.is_none_or(|place| Some(place) == first) && third.is_none_or(|place| Some(place) == first);
        if !is_even && self.is_base(group) {
            self.odd_triangle(Rule::TriangleGradient);
        }
    }

    fn is_base(&mut self, group: u32) -> bool {
        match self.mesh.group {
            Some((known, is_base)) if known == group => is_base,
            _ => {
                let is_base = matches!(self.resources.get(group), Some(Resource::BaseMaterials { .. }));
                self.mesh.group = Some((group, is_base));
                is_base
            }
        }
    }

    #[cold]
    fn odd_triangle(&mut self, rule: Rule) {
        let what = format!("triangle {}", self.mesh.triangle_count);
        self.note(rule, &what);
    }

    pub(super) fn look_back_at_mesh(&mut self) {
        let open = self.resources.open.clone().unwrap_or_default();
        let what = label("object", open.id);
        let (vertices, triangles) = (self.mesh.vertex_count, self.mesh.triangle_count);
        if vertices < 3 && !open.has_lattice {
            self.note(Rule::MeshVerticesFew, &what);
        }
        if triangles == 0 && !open.has_lattice {
            self.note(Rule::MeshTrianglesFew, &what);
        }
        if (1..4).contains(&triangles) && open.is_model() && !open.has_lattice {
            self.note(Rule::MeshNotSolid, &what);
        }
        if self.mesh.coloured_count > 0 && self.mesh.plain_count > 0 && !open.has_default {
            self.note(Rule::ObjectPropertyDefault, &what);
        }
    }

    pub(super) fn look_at_triangle_set(&mut self, name: &str, attributes: &Attributes) {
        let last = match name {
            "ref" => attributes.index("index"),
            "refrange" => attributes.index("endindex").max(attributes.index("startindex")),
            _ => None,
        };
        if last.is_some_and(|last| last >= self.mesh.triangle_count) {
            self.note(Rule::TriangleSet, name);
        }
    }
}
