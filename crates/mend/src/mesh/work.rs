//! The mesh while it is mended, an indexed face set: vertices are places, and what a corner wears, its attributes (colour,
//! texture coordinates), hangs on the corner.

use std::collections::HashMap;

use glam::DVec3;
use pattern::{Mesh, mesh::Part};

use super::triangle::{area, is_line, normal, wide};

/// The origin of a face that no triangle of the file covers.
pub(crate) const NEW: u32 = u32::MAX;

/// One triangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Face {
    /// Indices into the positions.
    pub vertices: [u32; 3],
    /// Indices into colours and texture coordinates, one a corner.
    pub wears: [u32; 3],
    /// The part of the file it belongs to.
    pub part: u32,
    /// The triangle of the file that it is, or is a piece of; [`NEW`] where it fills a hole.
    pub origin: u32,
    /// Whether it is turned round against that triangle.
    pub turned: bool,
    /// No point of it lies farther from the point of that triangle that it was, mm.
    pub moved_mm: f64,
}

impl Face {
    /// Turns it round.
    pub fn turn(&mut self) {
        self.vertices.swap(1, 2);
        self.wears.swap(1, 2);
        self.turned = !self.turned;
    }

    /// Whether a vertex is named twice.
    pub fn is_folded(&self) -> bool {
        let [a, b, c] = self.vertices;
        a == b || b == c || c == a
    }

    /// The vertices in order, whichever way it faces.
    pub fn key(&self) -> [u32; 3] {
        let mut key = self.vertices;
        key.sort_unstable();
        key
    }
}

/// A mesh in pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    pub positions: Vec<[f32; 3]>,
    pub faces: Vec<Face>,
    pub colors: Vec<[u8; 4]>,
    pub uvs: Vec<[f32; 2]>,
    /// Triangles of the file that are gone, or of which a piece is.
    pub gone: Vec<u32>,
}

impl Work {
    /// Takes a mesh apart; vertices at equal places become one.
    pub fn of(mesh: &Mesh) -> Self {
        let mut known: HashMap<[u32; 3], u32> = HashMap::with_capacity(mesh.positions.len());
        let place = |(index, position): (usize, &[f32; 3])| {
            // -0 is 0.
            *known.entry(position.map(|value| (value + 0.0).to_bits())).or_insert(index as u32)
        };
        let first: Vec<u32> = mesh.positions.iter().enumerate().map(place).collect();
        let mut part_of = vec![0; mesh.triangles.len()];
        for (part, item) in mesh.parts.iter().enumerate() {
            part_of[item.triangles.clone()].fill(part as u32);
        }
        let face = |(index, &wears): (usize, &[u32; 3])| Face {
            vertices: wears.map(|vertex| first[vertex as usize]),
            wears,
            part: part_of[index],
            origin: index as u32,
            turned: false,
            moved_mm: 0.0,
        };
        let faces = mesh.triangles.iter().enumerate().map(face).collect();
        let (positions, colors, uvs) = (mesh.positions.clone(), mesh.colors.clone(), mesh.uvs.clone());
        Self { positions, faces, colors, uvs, gone: Vec::new() }
    }

    /// Puts it together again, with names, picture and axes of the mesh it came from.
    pub fn into_mesh(mut self, source: &Mesh) -> Mesh {
        self.faces.sort_by_key(|face| face.part);
        let wears = |face: &Face, at: usize| if self.is_plain() { 0 } else { face.wears[at] };
        let corner = |face: &Face, at: usize| (wears(face, at), face.vertices[at]);
        let mut corners: Vec<(u32, u32)> =
            self.faces.iter().flat_map(|face| [0, 1, 2].map(|at| corner(face, at))).collect();
        corners.sort_unstable();
        corners.dedup();
        let index = |corner: (u32, u32)| corners.partition_point(|known| *known < corner) as u32;
        let triangles = self.faces.iter().map(|face| [0, 1, 2].map(|at| index(corner(face, at)))).collect();
        let worn = |list: usize| corners.iter().map(move |(wears, _)| *wears as usize).filter(move |_| list > 0);
        Mesh {
            positions: corners.iter().map(|&(_, vertex)| self.positions[vertex as usize]).collect(),
            triangles,
            colors: worn(self.colors.len()).map(|wears| self.colors[wears]).collect(),
            uvs: worn(self.uvs.len()).map(|wears| self.uvs[wears]).collect(),
            texture: source.texture.clone(),
            parts: self.parts(source),
            up: source.up,
        }
    }

    fn parts(&self, source: &Mesh) -> Vec<Part> {
        let start = |part: u32| self.faces.partition_point(|face| face.part < part);
        let numbered = source.parts.iter().enumerate();
        let moved =
            numbered.map(|(part, item)| Part { triangles: start(part as u32)..start(part as u32 + 1), ..item.clone() });
        moved.filter(|part| !part.triangles.is_empty()).collect()
    }

    /// Takes away the faces that are marked, and tells how many.
    pub fn drop_marked(&mut self, is_marked: &[bool]) -> u64 {
        let marked = self.faces.iter().zip(is_marked).filter(|(_, marked)| **marked);
        let before = self.gone.len();
        self.gone.extend(marked.map(|(face, _)| face.origin));
        let mut marks = is_marked.iter();
        self.faces.retain(|_| !marks.next().copied().unwrap_or(false));
        (self.gone.len() - before) as u64
    }

    /// Whether corners wear nothing.
    pub fn is_plain(&self) -> bool {
        self.colors.is_empty() && self.uvs.is_empty()
    }

    /// A place, mm.
    pub fn point(&self, vertex: u32) -> DVec3 {
        wide(self.positions[vertex as usize])
    }

    /// A face's corners, mm.
    pub fn corners(&self, face: &Face) -> [DVec3; 3] {
        face.vertices.map(|vertex| self.point(vertex))
    }

    /// All faces' corners, mm.
    pub fn triangles(&self) -> Vec<[DVec3; 3]> {
        self.faces.iter().map(|face| self.corners(face)).collect()
    }

    /// Twice a face's area along its normal.
    pub fn normal(&self, face: &Face) -> DVec3 {
        normal(self.corners(face))
    }

    /// mm².
    pub fn area(&self, face: &Face) -> f64 {
        area(self.corners(face))
    }

    /// Whether a face has no area, by exact arithmetic.
    pub fn is_degenerate(&self, face: &Face) -> bool {
        face.is_folded() || is_line(self.corners(face))
    }

    /// What a corner wears that lies a `share` of the way from one to another.
    pub fn between(&mut self, [from, to]: [u32; 2], share: f64) -> u32 {
        self.mixed([from, to, to], [1.0 - share, share, 0.0])
    }

    /// What a corner wears that lies among three, by its shares of them.
    pub fn mixed(&mut self, wears: [u32; 3], shares: [f64; 3]) -> u32 {
        if self.is_plain() {
            return wears[0];
        }
        let mix = |values: [f64; 3]| values.iter().zip(shares).map(|(value, share)| value * share).sum::<f64>();
        let count = self.colors.len().max(self.uvs.len());
        if !self.colors.is_empty() {
            let colors = wears.map(|index| self.colors[index as usize]);
            let channel = |at: usize| mix(colors.map(|color| f64::from(color[at]))).round().clamp(0.0, 255.0) as u8;
            self.colors.push([0, 1, 2, 3].map(channel));
        }
        if !self.uvs.is_empty() {
            let uvs = wears.map(|index| self.uvs[index as usize]);
            self.uvs.push([0, 1].map(|at| mix(uvs.map(|uv| f64::from(uv[at]))) as f32));
        }
        count as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_apart_and_put_together_a_mesh_is_the_same() {
        let part =
            |name: &str, triangles| Part { name: name.to_owned(), triangles, color: None, source: String::new() };
        let mesh = Mesh {
            positions: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0; 3], [0.0, 0.0, 1.0]],
            triangles: vec![[0, 1, 2], [3, 4, 1]],
            colors: vec![[9; 4], [8; 4], [7; 4], [6; 4], [5; 4]],
            parts: vec![part("foot", 0..1), part("arm", 1..2)],
            ..Mesh::default()
        };
        let work = Work::of(&mesh);
        assert_eq!(work.faces[1].vertices, [0, 4, 1]);
        assert_eq!(work.into_mesh(&mesh), mesh);
    }

    #[test]
    fn a_corner_between_others_wears_their_mixture() {
        let mesh = Mesh {
            positions: vec![[0.0; 3]; 2],
            colors: vec![[0, 100, 200, 255], [100, 100, 0, 255]],
            uvs: vec![[0.0, 1.0], [1.0, 1.0]],
            ..Mesh::default()
        };
        let mut work = Work::of(&mesh);
        let index = work.between([0, 1], 0.25);
        assert_eq!((work.colors[index as usize], work.uvs[index as usize]), ([25, 100, 150, 255], [0.25, 1.0]));
    }
}
