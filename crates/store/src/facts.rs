//! What an examination found, in the words that are stored.

crate::stored_words! {
    /// What sort of pattern a file is, and the main file of a listing.
    pub enum Kind {
        /// Nobody has looked yet, or nothing could be read.
        Unknown = "",
        /// Triangles in space.
        Mesh = "mesh",
        /// Paths in a plane.
        Drawing = "drawing",
        /// Pixels.
        Raster = "raster",
    }
}

impl Default for Kind {
    fn default() -> Self {
        Self::Unknown
    }
}

crate::stored_words! {
    /// What an examination came to: of a file, or the worst of a listing's files.
    pub enum Verdict {
        /// Nobody has looked yet.
        Unknown = "",
        /// Nothing that a person must look at.
        Pass = "pass",
        /// Something may go wrong.
        Warn = "warn",
        /// Something will go wrong.
        Fail = "fail",
    }
}

impl Default for Verdict {
    fn default() -> Self {
        Self::Unknown
    }
}
