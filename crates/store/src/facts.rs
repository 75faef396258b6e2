//! What an examination found, in the words that are stored.

crate::stored_words! {
    /// What sort of pattern a file is, if it is one, and the main file of a listing.
    #[derive(Default)]
    pub enum Kind {
        /// Nobody has looked yet, or nothing could be read.
        #[default]
        Unknown = "",
        /// Triangles in space.
        Mesh = "mesh",
        /// Paths in a plane.
        Drawing = "drawing",
        /// Pixels.
        Raster = "raster",
        /// What goes along with a pattern and is not judged.
        Attachment = "attachment",
        /// A photograph of what was made by it: shown, and not for sale.
        Photo = "photo",
        /// A zip of files that waits to be unpacked, or could not be; what it holds takes its place.
        Archive = "archive",
    }
}

crate::stored_words! {
    /// What an examination came to: of a file, or the worst of a listing's files.
    #[derive(Default)]
    pub enum Verdict {
        /// Nobody has looked yet.
        #[default]
        Unknown = "",
        /// Nothing that a person must look at.
        Pass = "pass",
        /// Something may go wrong.
        Warn = "warn",
        /// Something will go wrong.
        Fail = "fail",
    }
}
