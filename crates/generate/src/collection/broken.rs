//! Pieces that are broken on purpose, so that reports have something to show.

use pattern::Pattern;

use super::{
    creator::{GEARWRIGHT, HAUSGRUEN, KERF, MINIMAL, ORLA},
    piece::{Machine, Piece},
};
use crate::{
    damage,
    gear::{self, Gear},
    minimal::{self, Hull, Minimal, Surface},
    plate,
    sheet_goods::{self, FingerBox},
    vessel::{self, Faceted, Fluted},
};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::printed(ORLA, "leaning-vase-draft", "Wave vase, draft", "3d-print/vases", || Pattern::Mesh(damage::missing_wall(vessel::fluted(&Fluted { flutes: 7, depth: 0.12, twist: 0.9, ..Fluted::default() }), 0.3)))
            .says(
                "Seven deep flutes, an early draft. A piece of the wall was lost in the export, so do not print it yet. Kept here to show what the report says.",
                &["vase", "draft"],
            )
            .of("PLA", "105 x 105 x 151 mm")
            .broken("a missing piece of wall"),
        Piece::printed(GEARWRIGHT, "legacy-gear-16", "Old gear, 16 teeth", "3d-print/mechanical", || Pattern::Mesh(damage::flipped(gear::gear(&Gear { teeth: 16, module_mm: 4.0, width_mm: 18.0, bore_mm: 6.0, ..Gear::default() }), 0.4, 0.6)))
            .says(
                "From our first library, module 4. A fifth of its faces look inward. Slicers disagree about such a file: some fill it, some leave a slot.",
                &["gear", "spur", "module 4"],
            )
            .of("PETG", "72 x 72 x 18 mm")
            .broken("flipped faces"),
        Piece::printed(MINIMAL, "finned-ball", "P ball with a fin", "3d-print/art", || Pattern::Mesh(damage::fin(minimal::minimal(&Minimal { surface: Surface::SchwarzP, hull: Hull::Ball, cells: 1.5, size_mm: 40.0, ..Minimal::default() }))))
            .says(
                "A small P ball with one triangle too many. The stray face hangs on an edge that already has two. Mend it and tell me what your tool did.",
                &["schwarz p", "test"],
            )
            .of("Resin", "37 x 37 x 37 mm")
            .broken("an edge with three faces")
            .on(Machine::Resin)
            .supported(),
        Piece::printed(HAUSGRUEN, "tiny-planter", "Facet planter, from inches", "3d-print/vases", || Pattern::Mesh(damage::inch_scaled(vessel::faceted(&Faceted { sides: 6, drain_mm: 5.0, radii_mm: vec![40.0, 52.0, 46.0, 56.0], wall_mm: 3.0, ..Faceted::default() }))))
            .says(
                "Drawn in inches and saved as millimetres: it arrives 4 mm wide. Scale it by 25.4 and it is a planter of 112 mm. The next revision will fix it.",
                &["planter", "inch"],
            )
            .of("PETG", "4 x 4 x 3 mm")
            .broken("drawn in inches"),
        Piece::drawn(KERF, "open-box-draft", "Pen box, draft", "laser-cnc/boxes", || Pattern::Drawing(damage::opened(sheet_goods::finger_box(&FingerBox { outside_mm: [200.0, 50.0, 40.0], finger_mm: 8.0, ..FingerBox::default() }))))
            .says(
                "A long box for pens. One plate's outline is not closed, so the laser leaves a bridge. Wait for the next revision or close it yourself.",
                &["box", "pens", "draft"],
            )
            .of("Birch plywood 3 mm", "415 x 150 mm")
            .broken("an open contour"),
        Piece::drawn(KERF, "crossed-plate", "Door plate, draft", "laser-cnc/plates", || Pattern::Drawing(damage::crossed(plate::name_plate("No 12", 120.0, 60.0))))
            .says(
                "A door plate whose outline crosses itself at one corner. A router would gouge there. Kept as an example.",
                &["name plate", "draft"],
            )
            .of("Oak", "130 x 70 mm")
            .on(Machine::Cnc)
            .broken("a contour that crosses itself"),
        Piece::drawn(KERF, "doubled-coasters", "Small coasters, doubled", "laser-cnc/ornaments", || Pattern::Drawing(damage::doubled(sheet_goods::coasters(70.0))))
            .says(
                "The set of four at 70 mm, but every other line is there twice. A laser cuts it twice and burns the edge. Delete the copies before you send it.",
                &["coaster", "draft"],
            )
            .of("Birch plywood 4 mm", "158 x 158 mm")
            .broken("doubled lines"),
    ]
}
