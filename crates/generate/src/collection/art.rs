//! Printed mathematics and toys.

use pattern::{Format, Pattern};

use super::{
    creator::MINIMAL,
    piece::{Difficulty, Licence, Machine, Piece},
};
use crate::{
    knot::{self, Chain, Knot, Moebius},
    minimal::{self, Hull, Lattice, Minimal, Strut, Surface},
};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::printed(MINIMAL, "gyroid-cube", "Gyroid cube", "3d-print/art", || Pattern::Mesh(minimal::minimal(&Minimal::default())))
            .says(
                "sin x cos y + sin y cos z + sin z cos x = 0, thickened to 2.6 mm, three periods to a side. It has no flat overhang, so it prints on an FDM machine without supports. Both channels run through: pour water in one and it never meets the other.",
                &["gyroid", "minimal surface", "mathematics"],
            )
            .of("PLA", "60 x 60 x 60 mm")
            .costs(350),
        Piece::printed(MINIMAL, "schwarz-p-ball", "Schwarz P ball", "3d-print/art", || {
            Pattern::Mesh(minimal::minimal(&Minimal { surface: Surface::SchwarzP, hull: Hull::Ball, cells: 2.5, size_mm: 64.0, ..Minimal::default() }))
        })
        .says(
            "cos x + cos y + cos z = 0 cut to a ball. Each room has six doors; the sheet is 2.6 mm. On resin machines drain it towards any opening, nothing traps.",
            &["schwarz p", "minimal surface", "mathematics"],
        )
        .of("Resin", "61 x 61 x 61 mm")
        .costs(350)
        .on(Machine::Resin)
        .supported()
        .format(Format::Ply),
        Piece::printed(MINIMAL, "schwarz-d-column", "Diamond column", "3d-print/art", || {
            Pattern::Mesh(minimal::minimal(&Minimal { surface: Surface::SchwarzD, hull: Hull::Cylinder, cells: 2.0, size_mm: 52.0, ..Minimal::default() }))
        })
        .says(
            "Schwarz' D surface in a cylinder as high as wide. Its two labyrinths are diamond lattices. Prints upright without supports at 0.15 mm layers.",
            &["schwarz d", "minimal surface", "mathematics"],
        )
        .of("PLA", "52 x 52 x 52 mm")
        .free(Licence::CcByNc),
        Piece::printed(MINIMAL, "octet-truss", "Octet truss cube", "3d-print/art", || Pattern::Mesh(minimal::lattice(&Lattice::default())))
            .says(
                "27 cells of the octet truss, struts 3 mm thick. Stiff in every direction for its weight, about 21 g in resin. For FDM scale it to 150 % or the struts sag.",
                &["lattice", "octet", "truss"],
            )
            .of("Resin", "57 x 57 x 57 mm")
            .costs(250)
            .on(Machine::Resin)
            .supported()
            .level(Difficulty::Medium),
        Piece::printed(MINIMAL, "diamond-lattice", "Diamond lattice", "3d-print/art", || {
            Pattern::Mesh(minimal::lattice(&Lattice { kind: Strut::Diamond, cells: 3, cell_mm: 20.0, strut_mm: 1.7 }))
        })
        .says(
            "Carbon's own arrangement, 27 cells, four struts to a node. Look along an edge of the cube and it turns into a square grid, along a diagonal into hexagons. Resin only below 2 mm struts.",
            &["lattice", "diamond", "crystal"],
        )
        .of("Resin", "63 x 63 x 63 mm")
        .free(Licence::CcBy)
        .on(Machine::Resin)
        .supported(),
        Piece::printed(MINIMAL, "trefoil", "Trefoil", "3d-print/art", || Pattern::Mesh(knot::knot(&Knot::default())))
            .says(
                "The (2,3) torus knot, the simplest that cannot be undone. The rope is 14 mm thick and touches nothing, itself included. Tree supports leave marks only below.",
                &["knot", "torus knot", "mathematics"],
            )
            .of("PLA", "115 x 120 x 46 mm")
            .free(Licence::CcBy)
            .supported()
            .format(Format::Glb),
        Piece::printed(MINIMAL, "twisted-cinquefoil", "Cinquefoil rope", "3d-print/art", || {
            Pattern::Mesh(knot::knot(&Knot { around: 2, through: 5, radius_mm: 42.0, tube_mm: 15.0, rope_mm: 5.5, strands: 3 }))
        })
        .says(
            "The (2,5) torus knot as a rope of three strands with twelve turns. Resin at 0.05 mm shows the lay of the rope; FDM needs 0.12 mm. No end, so no place to cheat.",
            &["knot", "rope", "cinquefoil"],
        )
        .of("Resin", "118 x 121 x 41 mm")
        .costs(400)
        .on(Machine::Resin)
        .supported()
        .format(Format::Ply),
        Piece::printed(MINIMAL, "moebius-band", "Möbius band", "3d-print/art", || Pattern::Mesh(knot::moebius(&Moebius::default())))
            .says(
                "A band 26 mm wide and 4 mm thick with one half turn. It has one face and one edge; run a finger along and you return after two rounds. Stands on its own, needs supports under the turn.",
                &["moebius", "topology", "desk"],
            )
            .of("PLA", "91 x 96 x 26 mm")
            .free(Licence::Cc0)
            .supported(),
        Piece::printed(MINIMAL, "link-bracelet", "Link bracelet", "3d-print/art", || Pattern::Mesh(knot::chain(&Chain::default())))
            .says(
                "Fourteen links that print already joined, each leaning 45 degrees so that none needs support. Shake it loose and it drapes. The ring is 181 mm long through the middle of the links.",
                &["chain", "bracelet", "print in place"],
            )
            .of("PLA or resin", "73 x 73 x 15 mm")
            .costs(300)
            .level(Difficulty::Medium),
    ]
}
