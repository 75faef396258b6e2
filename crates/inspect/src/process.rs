//! How a part is made: the way, the machine's settings, the material, and the limits that follow from them.

use serde::{Deserialize, Serialize};

/// The ways of making a part that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Plastic through a nozzle, line by line.
    Fdm,
    /// Liquid hardened by light through a film, layer by layer, hanging from a plate.
    Resin,
    /// Powder melted by a laser, layer by layer.
    Sls,
    /// Milled out of the full with three axes.
    Cnc,
}

/// What a part is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Material {
    /// As shops write it, such as `PETG`.
    pub name: &'static str,
    /// Grams to the cubic centimetre, as the finished part has them.
    pub density_g_cm3: f64,
}

/// A way with its settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Process {
    /// By which kind of machine.
    pub way: Way,
    /// What draws or cuts, mm: the nozzle's bore, the light's or the laser's spot, the cutter's diameter.
    pub tool_mm: f64,
    /// The height of a layer, mm; for milling the depth of a pass.
    pub layer_mm: f64,
    /// Decides strength and weight.
    pub material: Material,
}

/// Densities are those of the makers' data sheets: of filament, of cured resin, of sintered powder, of stock.
const FDM: &[Material] = &[
    material("PLA", 1.24),
    material("PETG", 1.27),
    material("ABS", 1.04),
    material("ASA", 1.07),
    material("TPU", 1.21),
    material("nylon", 1.14),
    material("PC", 1.20),
];
const RESIN: &[Material] = &[material("resin", 1.18), material("tough resin", 1.15), material("castable resin", 1.1)];
const SLS: &[Material] = &[material("PA12", 1.01), material("PA11", 1.03), material("TPU powder", 1.1)];
const CNC: &[Material] = &[
    material("aluminium", 2.70),
    material("brass", 8.47),
    material("steel", 7.85),
    material("POM", 1.41),
    material("acrylic", 1.19),
    material("beech", 0.72),
    material("MDF", 0.75),
];

const fn material(name: &'static str, density_g_cm3: f64) -> Material {
    Material { name, density_g_cm3 }
}

/// What a process can do, mm and mm². The figures are the design guides' of print services (Hubs, Formlabs, Shapeways),
/// where they go by the tool; each is a length below which parts are lost in practice, not the least that ever worked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// A wall thinner than this is left out or torn.
    pub wall_lost_mm: f64,
    /// A wall thinner than this comes out, but weak.
    pub wall_weak_mm: f64,
    /// A gap in one body narrower than this closes up, or no cutter gets in.
    pub gap_mm: f64,
    /// Bodies nearer than this grow together.
    pub clearance_mm: f64,
    /// A ceiling between two walls may be this wide without supports.
    pub bridge_mm: f64,
    /// What hangs over no further than this holds by itself.
    pub ledge_mm: f64,
}

/// Whether a length is less than a limit, beyond what drawing in facets and rounding take away: what is drawn exactly as
/// thick as asked for is thick enough.
pub(crate) fn is_below(mm: f64, limit_mm: f64) -> bool {
    mm < 0.99 * limit_mm - 1e-4
}

impl Way {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Fdm, Self::Resin, Self::Sls, Self::Cnc];

    /// The word that names it: `fdm`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fdm => "fdm",
            Self::Resin => "resin",
            Self::Sls => "sls",
            Self::Cnc => "cnc",
        }
    }

    /// Whether what hangs over has to be held up while it is made.
    pub fn wants_supports(self) -> bool {
        matches!(self, Self::Fdm | Self::Resin)
    }

    /// The materials it works in, the usual one first.
    pub fn materials(self) -> &'static [Material] {
        match self {
            Self::Fdm => FDM,
            Self::Resin => RESIN,
            Self::Sls => SLS,
            Self::Cnc => CNC,
        }
    }
}

impl Process {
    /// The way with the settings that most people begin with.
    pub fn usual(way: Way) -> Self {
        let (tool_mm, layer_mm) = match way {
            Way::Fdm => (0.4, 0.2),
            Way::Resin => (0.05, 0.05),
            Way::Sls => (0.4, 0.1),
            Way::Cnc => (3.0, 1.0),
        };
        Self { way, tool_mm, layer_mm, material: way.materials()[0] }
    }

    /// The same in another material, whose name is looked for without regard to case; none where the way knows no such.
    pub fn of(self, name: &str) -> Option<Self> {
        let material = self.way.materials().iter().find(|material| material.name.eq_ignore_ascii_case(name))?;
        Some(Self { material: *material, ..self })
    }

    /// The walls, gaps, bridges and ledges down to which, or up to which, it comes out well.
    pub fn limits(&self) -> Limits {
        let tool = self.tool_mm;
        match self.way {
            // One line is as wide as the nozzle's bore or a little wider; slicers leave out what is narrower.
            Way::Fdm => Limits {
                wall_lost_mm: tool,
                wall_weak_mm: 2.0 * tool,
                gap_mm: 0.5 * tool,
                clearance_mm: 0.75 * tool,
                bridge_mm: 10.0,
                ledge_mm: 1.25 * tool,
            },
            Way::Resin => Limits {
                wall_lost_mm: (4.0 * tool).max(0.2),
                wall_weak_mm: (10.0 * tool).max(0.5),
                gap_mm: (4.0 * tool).max(0.2),
                clearance_mm: (8.0 * tool).max(0.4),
                bridge_mm: 2.0,
                ledge_mm: 1.0,
            },
            Way::Sls => Limits {
                wall_lost_mm: (1.25 * tool).max(0.5),
                wall_weak_mm: (1.75 * tool).max(0.7),
                gap_mm: tool.max(0.4),
                clearance_mm: (1.25 * tool).max(0.5),
                bridge_mm: f64::INFINITY,
                ledge_mm: f64::INFINITY,
            },
            // A wall bends away from the cutter; a cutter gets in where it fits.
            Way::Cnc => Limits {
                wall_lost_mm: 0.5,
                wall_weak_mm: if self.material.density_g_cm3 > 2.0 { 0.8 } else { 1.5 },
                gap_mm: tool,
                clearance_mm: tool,
                bridge_mm: f64::INFINITY,
                ledge_mm: f64::INFINITY,
            },
        }
    }
}
