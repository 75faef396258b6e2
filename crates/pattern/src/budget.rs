//! What reading one file may cost, so that no file can take the machine down.

/// Limits handed to every reader and spent as it goes. Over a limit is a finding that names it, never a crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of the file itself.
    pub bytes_max: u64,
    /// Triangles over all parts, components and instances unrolled.
    pub triangles_max: u64,
    /// Vertices over all parts.
    pub vertices_max: u64,
    /// Elements of a document: XML elements, DXF entities, glTF nodes, path segments.
    pub nodes_max: u64,
    /// Nesting of groups, blocks, components and `use` references.
    pub depth_max: u32,
    /// Bytes that a packed file may unpack to in all.
    pub unpacked_bytes_max: u64,
    /// Pixels of one picture.
    pub pixels_max: u64,
    /// Places listed in one finding; further ones are only counted.
    pub places_max: usize,
}

impl Default for Budget {
    /// What a marketplace meets in practice, with room above: the largest prints sold have about ten million triangles.
    fn default() -> Self {
        Self {
            bytes_max: 2 << 30,
            triangles_max: 20_000_000,
            vertices_max: 60_000_000,
            nodes_max: 2_000_000,
            depth_max: 64,
            unpacked_bytes_max: 2 << 30,
            pixels_max: 100_000_000,
            places_max: 20,
        }
    }
}
