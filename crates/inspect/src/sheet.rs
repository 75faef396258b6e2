//! What a drawing is cut from, and with what: the figures by which its narrow places and its time are judged.

/// What cuts a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// A beam: it burns away a line and goes anywhere.
    Laser,
    /// A knife that is drawn along: it takes nothing away.
    Blade,
    /// A turning cutter: it goes where it fits.
    Router,
}

/// A sheet of a material, and what its machine does to it. [`Sheet::ALL`] holds usual ones; a maker who knows better
/// changes a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// A stable name: `plywood-3`.
    pub name: &'static str,
    /// For makers: `plywood of 3 mm`.
    pub words: &'static str,
    /// Decides where a cut can go, and whether the material must leave room for it.
    pub tool: Tool,
    /// mm.
    pub thickness_mm: f64,
    /// What the tool takes away, mm: the width of the beam's cut, or the cutter's diameter.
    pub kerf_mm: f64,
    /// What has to be left between two cuts so that it holds, mm.
    pub bridge_min_mm: f64,
    /// With the tool on, mm/s.
    pub speed_mm_s: f64,
}

impl Sheet {
    /// What makers cut most. Widths of cuts and speeds are what makers of hobby machines state for a CO2 laser of 60 W, a
    /// knife plotter and a small router; they differ by a third from machine to machine.
    pub const ALL: [Self; 12] = [
        // Half the thickness: narrower bridges char through, as both cuts heat them.
        Self::of("plywood-3", "plywood of 3 mm", Tool::Laser, [3.0, 0.2, 1.5, 15.0]),
        // Denser, and no layers that hold: slower, and as wide.
        Self::of("mdf-3", "MDF of 3 mm", Tool::Laser, [3.0, 0.2, 1.5, 12.0]),
        // Brittle: half the thickness, as suppliers of cut acrylic ask for.
        Self::of("acrylic-3", "acrylic of 3 mm", Tool::Laser, [3.0, 0.2, 1.5, 10.0]),
        Self::of("acrylic-5", "acrylic of 5 mm", Tool::Laser, [5.0, 0.25, 2.5, 5.0]),
        // A knife tears what is narrower than about twice the thickness and its own point, 0.5 mm.
        Self::of("card", "card of 0.3 mm", Tool::Blade, [0.3, 0.0, 0.8, 100.0]),
        Self::of("paper", "paper of 0.1 mm", Tool::Blade, [0.1, 0.0, 0.5, 150.0]),
        // Loose fibres: what is as narrow as it is thick comes apart.
        Self::of("felt-2", "felt of 2 mm", Tool::Laser, [2.0, 0.4, 2.0, 40.0]),
        // The edge frays or melts by some tenths on both sides.
        Self::of("fabric", "fabric of 0.3 mm", Tool::Laser, [0.3, 0.3, 1.0, 60.0]),
        // Narrower strips come off with what is weeded.
        Self::of("vinyl", "vinyl of 0.1 mm", Tool::Blade, [0.1, 0.0, 0.5, 150.0]),
        // Tough, but the edge shrinks and chars.
        Self::of("leather-2", "leather of 2 mm", Tool::Laser, [2.0, 0.3, 1.5, 15.0]),
        // A cutter of an eighth of an inch at 600 mm/min; a thinner web bends away from it.
        Self::of("aluminium-2", "aluminium of 2 mm", Tool::Router, [2.0, 3.175, 1.0, 10.0]),
        Self::of("plywood-6", "plywood of 6 mm", Tool::Router, [6.0, 3.175, 3.0, 25.0]),
    ];

    /// The one of [`Sheet::ALL`] with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.name == name)
    }

    const fn of(name: &'static str, words: &'static str, tool: Tool, figures: [f64; 4]) -> Self {
        let [thickness_mm, kerf_mm, bridge_min_mm, speed_mm_s] = figures;
        Self { name, words, tool, thickness_mm, kerf_mm, bridge_min_mm, speed_mm_s }
    }

    /// How far apart two cuts have to be drawn, mm: each takes away half of its width on either side.
    pub fn apart_min_mm(&self) -> f64 {
        self.bridge_min_mm + self.kerf_mm
    }
}
