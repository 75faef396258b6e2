//! The words that the market is made of: what makers call their things, so that searching finds some and not others.

use store::facts::Kind;

/// A place in the catalogue and what is found there.
pub struct Field {
    /// Slug of the category.
    pub category: &'static str,
    /// A mesh or a drawing.
    pub kind: Kind,
    /// What it is made on.
    pub machine: &'static str,
    /// Materials, as places in [`MATERIALS`].
    pub materials: &'static [usize],
    /// What things are called.
    pub things: &'static [&'static str],
}

/// What things are made of.
pub const MATERIALS: [&str; 12] = [
    "PLA",
    "PETG",
    "ABS",
    "TPU",
    "Resin",
    "Plywood 3 mm",
    "MDF 4 mm",
    "Acrylic 3 mm",
    "Cotton",
    "Linen",
    "Vinyl",
    "Paper",
];

const fn field(
    category: &'static str,
    kind: Kind,
    machine: &'static str,
    materials: &'static [usize],
    things: &'static [&'static str],
) -> Field {
    Field { category, kind, machine, materials, things }
}

const PRINTED: &[usize] = &[0, 0, 0, 1, 1, 2, 4];
const CUT: &[usize] = &[5, 5, 6, 7];
const SEWN: &[usize] = &[8, 8, 9];

/// Where things are filed.
pub const FIELDS: [Field; 16] = [
    field(
        "3d-print/home",
        Kind::Mesh,
        "FDM printer",
        PRINTED,
        &["Coaster", "Hook", "Door stop", "Soap dish", "Napkin ring"],
    ),
    field(
        "3d-print/vases",
        Kind::Mesh,
        "FDM printer",
        PRINTED,
        &["Vase", "Planter", "Flower pot", "Bud vase", "Herb pot"],
    ),
    field(
        "3d-print/lighting",
        Kind::Mesh,
        "FDM printer",
        PRINTED,
        &["Lamp shade", "Pendant lamp", "Lantern", "Night light"],
    ),
    field(
        "3d-print/mechanical",
        Kind::Mesh,
        "FDM printer",
        &[0, 1, 1, 2, 3],
        &["Gear", "Bracket", "Hinge", "Bearing block", "Pulley"],
    ),
    field(
        "3d-print/tools",
        Kind::Mesh,
        "FDM printer",
        &[0, 1, 1, 2],
        &["Drill guide", "Clamp", "Tool holder", "Depth gauge"],
    ),
    field(
        "3d-print/toys",
        Kind::Mesh,
        "FDM printer",
        PRINTED,
        &["Chess set", "Puzzle cube", "Spinning top", "Train", "Dragon"],
    ),
    field(
        "3d-print/art",
        Kind::Mesh,
        "Resin printer",
        &[0, 4, 4],
        &["Gyroid", "Knot", "Klein bottle", "Relief", "Bust"],
    ),
    field(
        "3d-print/organisers",
        Kind::Mesh,
        "FDM printer",
        PRINTED,
        &["Drawer insert", "Cable box", "Pen cup", "Stacking bin"],
    ),
    field("laser-cnc/boxes", Kind::Drawing, "Laser cutter", CUT, &["Finger-joint box", "Tea box", "Card box", "Crate"]),
    field("laser-cnc/ornaments", Kind::Drawing, "Laser cutter", CUT, &["Star", "Snowflake", "Wall panel", "Name sign"]),
    field(
        "laser-cnc/plates",
        Kind::Drawing,
        "CNC router",
        CUT,
        &["Mounting plate", "Router jig", "Template", "Face plate"],
    ),
    field("laser-cnc/puzzles", Kind::Drawing, "Laser cutter", CUT, &["Jigsaw", "Tangram", "Map puzzle", "Burr puzzle"]),
    field(
        "sewing/garments",
        Kind::Drawing,
        "Sewing machine",
        SEWN,
        &["Shirt block", "Skirt", "Apron", "Waistcoat", "Trousers"],
    ),
    field("sewing/bags", Kind::Drawing, "Sewing machine", SEWN, &["Tote bag", "Backpack", "Pencil case", "Roll pouch"]),
    field(
        "graphic/repeats",
        Kind::Drawing,
        "Plotter",
        &[10, 11],
        &["Leaf repeat", "Wave repeat", "Tile repeat", "Dot repeat"],
    ),
    field("graphic/ornament", Kind::Drawing, "Plotter", &[10, 11], &["Border", "Corner", "Rosette", "Monogram"]),
];

/// How things are.
pub const QUALITIES: [&str; 32] = [
    "Faceted",
    "Low",
    "Tall",
    "Twisted",
    "Ribbed",
    "Stackable",
    "Folding",
    "Modular",
    "Hexagonal",
    "Quiet",
    "Wide",
    "Slim",
    "Hanging",
    "Magnetic",
    "Adjustable",
    "Portable",
    "Rounded",
    "Woven",
    "Fluted",
    "Nested",
    "Compact",
    "Sturdy",
    "Hollow",
    "Layered",
    "Curved",
    "Plain",
    "Spiral",
    "Scalloped",
    "Striped",
    "Miniature",
    "Snap-fit",
    "Wall-mounted",
];

/// What they are for.
pub const PURPOSES: [&str; 16] = [
    "with drip tray",
    "for a 12 cm pot",
    "in one piece",
    "for M3 screws",
    "for small hands",
    "without glue",
    "for a 3 mm bit",
    "in five sizes",
    "for the balcony",
    "for a desk",
    "that prints flat",
    "for 18650 cells",
    "with a lid",
    "for tea lights",
    "for a rainy day",
    "in two colours",
];

/// What their creators say of them.
const SENTENCES: [&str; 16] = [
    "Printed many times on my own machine before it came here.",
    "The walls are three lines thick, so that it holds water without a coat of anything.",
    "Every edge that a hand touches has a radius of one millimetre.",
    "It takes four hours at a layer of 0.2 mm and 38 grams of filament.",
    "The joints fit with a kerf of 0.15 mm; measure yours first and scale the tabs.",
    "Seam allowances of one centimetre are drawn in and marked.",
    "I made it for my sister's workshop, and it has hung there for two years.",
    "The repeat closes on all four sides, at any scale that your printer takes.",
    "Use a soft wood for the first try and a hard one when the fit is right.",
    "There is a version for left-handed people among the files.",
    "Nothing needs supports if it stands as it is drawn.",
    "The bearing sits tight; warm the part a little before you press it in.",
    "Cut the grain along the long side, or the sleeve will twist.",
    "If a part is missing or too tight, write to me and I shall mend it.",
    "It was measured on a table saw, not guessed.",
    "The old revision had a thin floor; this one has two more layers.",
];

/// Chance that is the same on every run.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as `seed` says.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        // xorshift64*, whose upper half is the better one.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    /// One of `choices`.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

/// A few sentences in two paragraphs.
pub fn description(dice: &mut Dice, title: &str) -> String {
    let mut said = |count: usize| (0..count).map(|_| *dice.pick(&SENTENCES)).collect::<Vec<_>>().join(" ");
    let (lead, rest) = (said(2), said(4));
    format!("{title}. {lead}\n\n{rest}")
}

/// What a person types: a thing, a thing with a quality, or the beginning of one.
pub fn query(dice: &mut Dice) -> String {
    let things = dice.pick(&FIELDS).things;
    let thing = dice.pick(things).to_lowercase();
    match dice.below(4) {
        0 => thing,
        1 => thing.chars().take(4).collect(),
        2 => format!("{} {thing}", dice.pick(&QUALITIES).to_lowercase()),
        _ => format!("{thing} {}", dice.pick(&PURPOSES)),
    }
}
