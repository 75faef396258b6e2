//! What a drawing is for: other things are wrong with a garment's pattern than with a sheet to be cut.

use pattern::Drawing;
use serde::{Deserialize, Serialize};

use crate::signs::{self, Sign};

/// What is done with the lines of a drawing, or of one of its layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// A beam, a knife or a cutter goes through the material.
    #[default]
    Cut,
    /// A beam or a cutter marks the surface.
    Engrave,
    /// A pen or a printer draws it.
    Plot,
    /// The pieces of something sewn: it is drawn or projected, cut by hand, and put together.
    Sew,
}

impl Use {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Cut, Self::Engrave, Self::Plot, Self::Sew];

    /// The word that names it: `sew`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Engrave => "engrave",
            Self::Plot => "plot",
            Self::Sew => "sew",
        }
    }

    /// The one with this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.word() == word)
    }

    /// What the name of a layer says: `engrave`, `02 Gravur`; none where it says nothing.
    pub(crate) fn of_layer(name: &str) -> Option<Self> {
        const WORDS: [(Use, &[&str]); 3] = [
            (
                Use::Engrave,
                &[
                    "engrave",
                    "engraving",
                    "etch",
                    "etching",
                    "score",
                    "scoring",
                    "mark",
                    "gravur",
                    "gravieren",
                    "ritzen",
                    "graver",
                    "gravure",
                ],
            ),
            (
                Use::Plot,
                &[
                    "pen",
                    "plot",
                    "draw",
                    "print",
                    "note",
                    "notes",
                    "annotation",
                    "annotations",
                    "dimension",
                    "dimensions",
                    "guide",
                    "guides",
                    "stift",
                    "hilfslinien",
                ],
            ),
            (Use::Cut, &["cut", "cuts", "cutting", "outline", "schneiden", "schnitt", "couper", "decoupe"]),
        ];
        let words = signs::words(name);
        let said = |(_, known): &&(Use, &[&str])| words.iter().any(|word| known.contains(&word.as_str()));
        WORDS.iter().find(said).map(|(usage, _)| *usage)
    }
}

/// What the layers, labels and texts of `drawing` say that it is for; a sheet to be cut where they say nothing. Two signs of
/// different sorts make a sewing pattern, one of which is sewing's alone: others fold and draw notches, too. What garment CAD
/// exchanges is one whatever it says.
pub(crate) fn guess(drawing: &Drawing) -> Use {
    let found = signs::of_drawing(drawing);
    let own = [Sign::Grain, Sign::Fold, Sign::Allowance, Sign::Stitching].iter().any(|sign| found.contains(sign));
    let uses: Vec<Option<Use>> = drawing.layers.iter().map(|layer| Use::of_layer(&layer.name)).collect();
    let all = |usage: Use| !uses.is_empty() && uses.iter().all(|said| *said == Some(usage));
    match () {
        () if drawing.is_exchanged || (own && found.len() > 1) => Use::Sew,
        () if all(Use::Engrave) => Use::Engrave,
        () if all(Use::Plot) => Use::Plot,
        () => Use::Cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_says_what_is_done_with_its_lines() {
        let said = ["Engrave", "02_Gravur", "score-lines", "CUT", "Pen 1", "layer1", "handmark"].map(Use::of_layer);
        let [engrave, cut, plot] = [Use::Engrave, Use::Cut, Use::Plot].map(Some);
        assert_eq!(said, [engrave, engrave, engrave, cut, plot, None, None]);
        assert_eq!(Use::ALL.map(|usage| Use::named(usage.word())), Use::ALL.map(Some));
    }
}
