//! How far mending may go.

/// Limits of mending. Lengths are shares of the model's diagonal unless they say otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How far the surface may move, as a share of the model's diagonal.
    pub tolerance_share: f64,
    /// How far it may move at most, mm.
    pub tolerance_max_mm: f64,
    /// The largest share of a body's surface that may be filling: above it what is left is no solid.
    pub filled_share_max: f64,
    /// Triangles of a mesh that is taken on.
    pub triangles_max: usize,
    /// Triangles of a mesh whose bodies are united: exact arithmetic takes its time.
    pub unite_triangles_max: usize,
    /// The widest gap between ends of lines in a drawing that is closed, mm: less than the bridges that hold parts in
    /// a sheet, which are open on purpose.
    pub join_mm: f64,
    /// Replaces lines of a drawing by fewer that lie within this of them, mm; none leaves them. Nothing that inspection
    /// finds asks for it, so it is done on request only.
    pub simplify_mm: Option<f64>,
    /// Replaces chords of a drawing by arcs that lie within this of them, mm; none leaves them.
    pub arcs_mm: Option<f64>,
    /// Puts a drawing's lines in the order in which a machine had best follow them.
    pub order: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tolerance_share: 1e-3,
            tolerance_max_mm: 0.2,
            filled_share_max: 0.45,
            triangles_max: 2_000_000,
            unite_triangles_max: 200_000,
            join_mm: 0.25,
            simplify_mm: None,
            arcs_mm: None,
            order: false,
        }
    }
}
