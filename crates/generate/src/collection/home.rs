//! Vases, planters, bowls and lamps.

use pattern::{Format, Pattern};

use super::{
    creator::{HAUSGRUEN, ORLA},
    piece::{Difficulty, Licence, Piece},
};
use crate::vessel::{self, Faceted, Fluted, Morph, Petal, Pleated, Ringed, Scaled, Waves};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::printed(ORLA, "tide-vase", "Tide vase", "3d-print/vases", || Pattern::Mesh(vessel::fluted(&Fluted::default())))
            .says(
                "Eighteen flutes make a quarter turn on the way up. The 2.4 mm wall is six lines of a 0.4 mm nozzle and holds water when printed at 105 % flow; test it in the sink first. Seam on a flute's inner edge is out of sight.",
                &["vase", "fluted", "twist", "watertight"],
            )
            .of("PLA or PETG", "101 x 101 x 151 mm")
            .costs(450)
            .trade(2900),
        Piece::printed(ORLA, "nonagon-vase", "Nonagon vase", "3d-print/vases", || Pattern::Mesh(vessel::faceted(&Faceted::default())))
            .says(
                "Ninety flat triangles on nine sides, no curve anywhere. Facets up to 42 degrees from upright print clean at 0.2 mm layers; matte filament shows the edges best. Sized for a 400 ml water glass as a liner.",
                &["vase", "faceted", "low poly"],
            )
            .of("PLA matte", "105 x 106 x 130 mm")
            .costs(380)
            .format(Format::ThreeMf),
        Piece::printed(HAUSGRUEN, "scale-planter", "Shingle planter", "3d-print/vases", || Pattern::Mesh(vessel::scaled(&Scaled::default())))
            .says(
                "A pot for a 10 cm nursery plant with a 12 mm drain hole. The shingles stand out 4.4 mm from a 3 mm wall, so roots find a smooth inside. PETG outlives PLA on a south window.",
                &["planter", "pot", "drain", "balcony"],
            )
            .of("PETG", "126 x 126 x 93 mm")
            .free(Licence::CcBySa),
        Piece::printed(ORLA, "petal-bowl", "Petal bowl", "3d-print/home", || Pattern::Mesh(vessel::petal(&Petal::default())))
            .says(
                "A shallow bowl with eight folds that deepen towards the rim. The lowest centimetre leans out at 60 degrees: slow the outer wall to 25 mm/s there. Keys and lemons, not soup.",
                &["bowl", "petal", "table"],
            )
            .of("PLA", "180 x 180 x 63 mm")
            .costs(400)
            .level(Difficulty::Medium)
            .format(Format::Obj),
        Piece::printed(ORLA, "drift-shade", "Drift lampshade", "3d-print/lighting", || Pattern::Mesh(vessel::waves(&Waves::default())))
            .says(
                "Nine waves drift round a 1.6 mm wall that glows evenly with an LED bulb of up to 6 W. The 40 mm opening fits an E27 shade ring. Print it fitting side down, 0.2 mm layers, no infill.",
                &["lamp", "shade", "E27", "waves"],
            )
            .of("PLA white", "146 x 146 x 151 mm")
            .costs(650)
            .trade(3900),
        Piece::printed(ORLA, "pleat-shade", "Pleat lampshade", "3d-print/lighting", || Pattern::Mesh(vessel::pleated(&Pleated::default())))
            .says(
                "Forty sharp folds, open at both ends, for a table lamp with a 90 mm carrier. Three lines of a 0.4 mm nozzle; folds stiffen the wall, so it takes a 190 mm bed and 5 hours. LED only.",
                &["lamp", "shade", "pleated"],
            )
            .of("PLA white", "195 x 195 x 131 mm")
            .costs(550),
        Piece::printed(ORLA, "ring-bottle", "Ring bottle", "3d-print/vases", || Pattern::Mesh(vessel::ringed(&Ringed::default())))
            .says(
                "Nine bulging rings that shrink towards a neck for one stem. Prints in one piece without supports: no ring leans more than 45 degrees. A 20 mm test tube drops in as a liner.",
                &["vase", "bottle", "single stem"],
            )
            .of("PLA silk", "85 x 85 x 181 mm")
            .free(Licence::CcBy),
        Piece::printed(HAUSGRUEN, "square-round-planter", "Square to round planter", "3d-print/vases", || {
            Pattern::Mesh(vessel::morph(&Morph { drain_mm: 5.0, ..Morph::default() }))
        })
        .says(
            "Square where it stands, round where it grows, with a turn of 46 degrees between. Four of them stand edge to edge on a sill. 10 mm drain hole; saucer not included.",
            &["planter", "pot", "twist", "windowsill"],
        )
        .of("PETG", "104 x 104 x 111 mm")
        .costs(250)
        .format(Format::ThreeMf),
    ]
}
