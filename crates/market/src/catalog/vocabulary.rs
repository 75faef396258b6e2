//! The words that patterns are filtered by: materials, machines, formats and levels of difficulty. Fixed lists, so that an
//! address that was shared keeps its meaning, and so that what creators call a thing in a hundred ways is counted once.

pub use store::entities::listing_facet::Facet;

use crate::limits;

/// A word of a vocabulary.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// The word in addresses and for programs.
    pub word: &'static str,
    /// Its name on pages, and what is stored where a creator ticks it.
    pub title: &'static str,
    /// Slugs of the top categories whose patterns are usually made so; none where it belongs to all.
    pub places: &'static [&'static str],
    /// What else it is called, lower case, the words of a name with a blank between them.
    pub(super) names: &'static [&'static str],
}

impl Word {
    /// Whether patterns that are filed below the top category `place` are usually made so.
    pub fn belongs_to(&self, place: &str) -> bool {
        self.places.is_empty() || self.places.contains(&place)
    }
}

/// All words of a vocabulary, in the order in which a creator chooses from them.
pub fn words_of(facet: Facet) -> &'static [Word] {
    match facet {
        Facet::Material => &MATERIALS,
        Facet::Machine => &MACHINES,
        Facet::Format => &FORMATS,
        Facet::Difficulty => &DIFFICULTIES,
    }
}

/// What programs call the list of a vocabulary's words that they filter by.
pub fn plural(facet: Facet) -> &'static str {
    match facet {
        Facet::Material => "materials",
        Facet::Machine => "machines",
        Facet::Format => "formats",
        Facet::Difficulty => "difficulties",
    }
}

/// The word of a vocabulary that addresses have as `word`.
pub fn word(facet: Facet, word: &str) -> Option<&'static Word> {
    words_of(facet).iter().find(|known| known.word == word)
}

/// The word of a vocabulary with exactly this title: what a creator ticked, and did not write.
pub fn titled(facet: Facet, title: &str) -> Option<&'static Word> {
    words_of(facet).iter().find(|known| known.title == title)
}

const fn known(
    word: &'static str,
    title: &'static str,
    places: &'static [&'static str],
    names: &'static [&'static str],
) -> Word {
    Word { word, title, places, names }
}

const PRINT: &[&str] = &["3d-print"];
const SHEET: &[&str] = &["laser-cnc"];
const SEW: &[&str] = &["sewing"];
const SHEET_AND_SEW: &[&str] = &["laser-cnc", "sewing"];
const SHEET_AND_GRAPHIC: &[&str] = &["laser-cnc", "graphic"];
const SEW_AND_GRAPHIC: &[&str] = &["sewing", "graphic"];

const MATERIALS: [Word; 27] = [
    known(
        "pla",
        "PLA",
        PRINT,
        &[
            "pla",
            "rpla",
            "wood pla",
            "pla wood",
            "metal pla",
            "pla metal",
            "copper pla",
            "pla copper",
            "brass pla",
            "steel pla",
        ],
    ),
    known("petg", "PETG", PRINT, &["petg", "pet g", "rpetg", "pctg"]),
    known("abs", "ABS and ASA", PRINT, &["abs", "asa"]),
    known("tpu", "TPU and flexibles", PRINT, &["tpu", "tpe", "flexible filament", "flexibles", "flexible"]),
    known(
        "nylon",
        "Nylon",
        PRINT,
        &["nylon", "polyamide", "pa", "pa6", "pa11", "pa12", "pa 6", "pa 11", "pa 12", "mjf nylon", "sls nylon"],
    ),
    known("polycarbonate", "Polycarbonate", &["3d-print", "laser-cnc"], &["polycarbonate", "pc"]),
    known("resin", "Resin", PRINT, &["resin", "photopolymer", "sla resin", "msla resin", "dlp resin", "ceramic resin"]),
    known(
        "plywood",
        "Plywood",
        SHEET,
        &[
            "plywood",
            "ply",
            "birch",
            "poplar",
            "birch plywood",
            "birch ply",
            "poplar plywood",
            "poplar ply",
            "beech plywood",
            "oak plywood",
            "maple plywood",
            "walnut plywood",
            "pine plywood",
            "bamboo plywood",
        ],
    ),
    known("mdf", "MDF and hardboard", SHEET, &["mdf", "hdf", "hardboard", "fibreboard", "fiberboard", "chipboard"]),
    known(
        "wood",
        "Solid wood and veneer",
        SHEET,
        &[
            "wood", "timber", "hardwood", "softwood", "veneer", "oak", "walnut", "maple", "beech", "pine", "spruce",
            "cedar", "mahogany", "bamboo", "balsa", "basswood",
        ],
    ),
    known("acrylic", "Acrylic", SHEET, &["acrylic", "perspex", "plexiglass", "plexiglas", "pmma"]),
    known(
        "paper",
        "Card and paper",
        &["laser-cnc", "graphic", "sewing"],
        &["paper", "card", "cardstock", "cardboard", "greyboard", "grayboard", "corrugated"],
    ),
    known(
        "metal",
        "Metal",
        SHEET,
        &["metal", "aluminium", "aluminum", "brass", "copper", "steel", "stainless", "titanium"],
    ),
    known("vinyl", "Vinyl and film", SHEET_AND_GRAPHIC, &["vinyl", "htv", "mylar", "film", "foil", "sticker"]),
    known("foam", "Foam", SHEET, &["foam", "eva", "foamboard", "depron", "polystyrene"]),
    known("cork", "Cork", SHEET, &["cork"]),
    known("rubber", "Rubber", SHEET, &["rubber", "neoprene", "silicone"]),
    known("leather", "Leather", SHEET_AND_SEW, &["leather", "suede", "faux leather", "leatherette", "vegan leather"]),
    known("felt", "Felt", SHEET_AND_SEW, &["felt", "wool felt"]),
    known(
        "cotton",
        "Cotton, woven",
        SEW_AND_GRAPHIC,
        &[
            "cotton",
            "calico",
            "canvas",
            "poplin",
            "muslin",
            "voile",
            "lawn",
            "cotton lawn",
            "cotton canvas",
            "cotton twill",
        ],
    ),
    known(
        "jersey",
        "Jersey and knits",
        SEW,
        &[
            "jersey",
            "knit",
            "cotton jersey",
            "sweatshirt",
            "sweatshirting",
            "french terry",
            "ribbing",
            "fleece",
            "cotton knit",
            "wool jersey",
            "viscose jersey",
        ],
    ),
    known("linen", "Linen", SEW, &["linen"]),
    known("denim", "Denim", SEW, &["denim", "cotton denim", "chambray"]),
    known("wool", "Wool", SEW, &["wool", "tweed", "flannel", "worsted"]),
    known(
        "viscose",
        "Viscose and silk",
        SEW,
        &["viscose", "rayon", "lyocell", "tencel", "silk fabric", "satin fabric", "crepe"],
    ),
    known(
        "synthetics",
        "Synthetic fabric",
        SEW,
        &[
            "synthetic",
            "synthetic fabric",
            "polyester",
            "ripstop",
            "cordura",
            "softshell",
            "ripstop nylon",
            "nylon ripstop",
            "nylon fabric",
            "nylon webbing",
        ],
    ),
    known(
        "clay",
        "Clay and plaster",
        &["3d-print", "laser-cnc"],
        &["clay", "plaster", "ceramic", "porcelain", "gypsum"],
    ),
];

const MACHINES: [Word; 12] = [
    known(
        "fdm-printer",
        "FDM printer",
        PRINT,
        &["fdm", "fff", "fdm printer", "filament printer", "fdm machine", "fdm 3d printer"],
    ),
    known(
        "resin-printer",
        "Resin printer",
        PRINT,
        &["resin printer", "resin", "sla", "msla", "dlp", "sla printer", "msla printer"],
    ),
    known("sls-printer", "SLS printer", PRINT, &["sls", "mjf", "sls printer", "powder printer"]),
    known(
        "laser-cutter",
        "Laser cutter",
        SHEET,
        &["laser", "laser cutter", "laser engraver", "diode laser", "co2 laser", "fibre laser", "fiber laser"],
    ),
    known(
        "cnc-router",
        "CNC router or mill",
        SHEET,
        &["cnc", "router", "mill", "milling machine", "cnc router", "cnc mill", "cnc machine"],
    ),
    known(
        "knife-cutter",
        "Knife or vinyl cutter",
        &["laser-cnc", "graphic", "sewing"],
        &[
            "cricut",
            "silhouette cameo",
            "vinyl cutter",
            "vinyl plotter",
            "cutting plotter",
            "cutting machine",
            "craft cutter",
            "knife cutter",
            "knife plotter",
            "drag knife",
            "die cutter",
            "knife",
        ],
    ),
    known("pen-plotter", "Pen plotter", &["graphic"], &["plotter", "pen plotter", "axidraw"]),
    known(
        "paper-printer",
        "Paper or fabric printer",
        SEW_AND_GRAPHIC,
        &[
            "paper printer",
            "fabric printer",
            "inkjet",
            "inkjet printer",
            "laser printer",
            "home printer",
            "office printer",
            "copy shop",
        ],
    ),
    known("sewing-machine", "Sewing machine", SEW, &["sewing machine", "sewing"]),
    known("overlocker", "Overlocker", SEW, &["overlocker", "overlock", "serger", "coverlock"]),
    known("embroidery-machine", "Embroidery machine", SEW, &["embroidery machine", "embroidery"]),
    known("by-hand", "By hand", &[], &["hand", "hands", "hand tools", "scissors", "scroll saw", "fret saw", "scalpel"]),
];

const FORMATS: [Word; 13] = [
    known("stl", "STL", PRINT, &["stl"]),
    known("3mf", "3MF", PRINT, &["3mf"]),
    known("obj", "OBJ", PRINT, &["obj"]),
    known("ply", "PLY", PRINT, &["ply"]),
    known("off", "OFF", PRINT, &["off"]),
    known("amf", "AMF", PRINT, &["amf"]),
    known("glb", "GLB", PRINT, &["glb"]),
    known("gltf", "glTF", PRINT, &["gltf"]),
    known("svg", "SVG", &[], &["svg"]),
    known("dxf", "DXF", &[], &["dxf"]),
    known("png", "PNG", &[], &["png"]),
    known("jpg", "JPEG", &[], &["jpg", "jpeg"]),
    known("webp", "WebP", &[], &["webp"]),
];

const DIFFICULTIES: [Word; 3] = [
    known("easy", "Easy", &[], &["easy", "beginner", "simple"]),
    known("medium", "Medium", &[], &["medium", "intermediate", "moderate"]),
    known("advanced", "Advanced", &[], &["advanced", "expert", "hard", "difficult"]),
];

// Whoever ticks all of a vocabulary stays within the limit.
const _: () = {
    let max = limits::TICKS.max;
    assert!(MATERIALS.len() <= max && MACHINES.len() <= max && FORMATS.len() <= max && DIFFICULTIES.len() <= max);
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalog::category;

    #[test]
    fn a_word_stands_once_and_is_filed_where_there_is_a_category() {
        for facet in Facet::ALL {
            let words = words_of(*facet);
            let known: BTreeSet<_> = words.iter().map(|word| word.word).collect();
            assert_eq!(known.len(), words.len(), "{facet}");
            let titles: BTreeSet<_> = words.iter().map(|word| word.title).collect();
            assert_eq!(titles.len(), words.len(), "{facet}");
            for word in words {
                assert!(word.places.iter().all(|slug| category(slug).is_some()), "{}", word.word);
                assert!(word.title.chars().count() <= crate::limits::ATTRIBUTE_VALUE.max, "{}", word.title);
            }
        }
    }

    #[test]
    fn every_format_that_is_read_can_be_filtered_by() {
        let read: BTreeSet<_> =
            pattern::Format::ALL.iter().map(|format| (format.extension(), format.title())).collect();
        let known: BTreeSet<_> = words_of(Facet::Format).iter().map(|word| (word.word, word.title)).collect();
        assert_eq!(known, read);
    }
}
