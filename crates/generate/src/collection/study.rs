//! Lights, toys and printed mathematics.

use pattern::{Format, Pattern};

use super::{
    creator::{GEARWRIGHT, HAUSGRUEN, MINIMAL, ORLA},
    piece::{Difficulty, Licence, Machine, Piece},
};
use crate::{
    bent::{self, Bent},
    chess::{self, Chessman},
    form::{self, Nautilus, Seedhead, Terrain, Voronoi},
    knot::{self, Moebius},
    minimal::{self, Hull, Minimal, Surface},
    turned::{self, Candle},
};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::printed(ORLA, "candlestick", "Turned candlestick", "3d-print/lighting", || Pattern::Mesh(turned::candlestick(&Candle::default())))
            .says(
                "For 22 mm dinner candles, with a dish for drips. Line the socket with a brass ferrule: plastic and flame do not mix. Weight the foot with plaster through the 15 % infill.",
                &["candle", "holder", "turned"],
            )
            .of("PLA", "84 x 84 x 90 mm")
            .costs(300),
        Piece::printed(ORLA, "tealight-dish", "Tealight dish", "3d-print/lighting", || Pattern::Mesh(turned::tealight(48.0)))
            .says(
                "A scalloped dish with a pocket for a 39 mm tealight in its cup. Use LED tealights; a real one warms the rim to 60 degrees. Prints foot down.",
                &["candle", "tealight", "dish"],
            )
            .of("PLA", "102 x 102 x 23 mm")
            .free(Licence::CcByNc),
        Piece::printed(HAUSGRUEN, "spinning-top", "Spinning top", "3d-print/toys", || Pattern::Mesh(turned::spinning_top(22.0)))
            .says(
                "44 mm across with a tip of 1 mm. 100 % infill in the lower half, none above, and it runs for two minutes on glass. Print upside down on a raft or accept a flat tip.",
                &["top", "toy", "spin"],
            )
            .of("PLA", "44 x 44 x 41 mm")
            .free(Licence::Cc0)
            .supported(),
        Piece::printed(GEARWRIGHT, "chess-pawn", "Chess pawn", "3d-print/toys", || Pattern::Mesh(chess::chessman(Chessman::Pawn, 46.0)))
            .says(
                "Pawn of a turned set for 50 mm squares; the king would stand 95 mm. Foot 28 mm. Eight per colour, 25 minutes each.",
                &["chess", "pawn", "turned"],
            )
            .of("PLA", "29 x 29 x 46 mm")
            .free(Licence::CcBy),
        Piece::printed(GEARWRIGHT, "chess-rook", "Chess rook", "3d-print/toys", || Pattern::Mesh(chess::chessman(Chessman::Rook, 54.0)))
            .says(
                "Rook of the turned set, six merlons round a well. Foot 32 mm. No overhang over 45 degrees.",
                &["chess", "rook", "turned"],
            )
            .of("PLA", "32 x 32 x 54 mm")
            .costs(100),
        Piece::printed(GEARWRIGHT, "chess-bishop", "Chess bishop", "3d-print/toys", || Pattern::Mesh(chess::chessman(Chessman::Bishop, 72.0)))
            .says(
                "Bishop of the turned set, 72 mm high on a 32 mm foot. Resin keeps the finial; with FDM slow the last 10 mm to 15 mm/s.",
                &["chess", "bishop", "turned"],
            )
            .of("PLA or resin", "32 x 32 x 72 mm")
            .costs(100),
        Piece::printed(GEARWRIGHT, "chess-queen", "Chess queen", "3d-print/toys", || Pattern::Mesh(chess::chessman(Chessman::Queen, 84.0)))
            .says(
                "Queen of the turned set, 84 mm. The coronet flares at 40 degrees and prints clean. Fill the foot with a 15 mm washer for weight.",
                &["chess", "queen", "turned"],
            )
            .of("PLA or resin", "37 x 37 x 84 mm")
            .costs(100)
            .format(Format::Ply),
        Piece::printed(MINIMAL, "voronoi-egg", "Voronoi egg", "3d-print/art", || Pattern::Mesh(form::voronoi(&Voronoi { stretch: 1.3, ..Voronoi::default() })))
            .says(
                "Seventy cells on an egg, bars 3.2 mm, closed foot. The seeds are a Fibonacci lattice shaken by a sixth of the radius, so no cell is tiny. Prints without supports up to the last centimetre.",
                &["voronoi", "egg", "shell"],
            )
            .of("PLA", "83 x 83 x 99 mm")
            .costs(300)
            .supported(),
        Piece::printed(ORLA, "cell-lantern", "Cell lantern", "3d-print/lighting", || Pattern::Mesh(form::voronoi(&Voronoi { cells: 110, radius_mm: 48.0, stretch: 1.15, cut: 0.16, bar_mm: 2.8, seed: 21, ..Voronoi::default() })))
            .says(
                "A lantern of 110 cells, open above with a rim, flat foot below. Takes an LED tealight. Throws a net of shadows about two metres wide.",
                &["lantern", "voronoi", "tealight"],
            )
            .of("PLA white", "99 x 99 x 87 mm")
            .costs(450)
            .trade(2500)
            .level(Difficulty::Medium),
        Piece::printed(MINIMAL, "dodecahedron-frame", "Dodecahedron frame", "3d-print/art", || Pattern::Mesh(form::dodecahedron(38.0, 1.9)))
            .says(
                "Thirty edges, twenty corners, twelve pentagons you can look through. Corners are balls so the bars never pinch. Resin, or FDM with tree supports.",
                &["dodecahedron", "platonic", "frame"],
            )
            .of("Resin", "77 x 77 x 77 mm")
            .free(Licence::CcBy)
            .on(Machine::Resin)
            .supported(),
        Piece::printed(MINIMAL, "geodesic-ball", "Geodesic ball", "3d-print/art", || Pattern::Mesh(form::geodesic(42.0, 1.5)))
            .says(
                "An icosahedron with each face cut in four: 42 corners, 120 bars of two lengths. The lengths differ by 13 %, which is why a dome kit has two colours. Bars 3 mm.",
                &["geodesic", "icosahedron", "frame"],
            )
            .of("Resin", "88 x 88 x 88 mm")
            .costs(250)
            .on(Machine::Resin)
            .supported()
            .format(Format::Glb),
        Piece::printed(HAUSGRUEN, "big-die", "Big die", "3d-print/toys", || Pattern::Mesh(form::die(30.0)))
            .says(
                "30 mm with round edges; opposite faces add up to seven. Cut in half by your slicer's infill it is light enough not to dent the table. Fill the pips with paint and sand.",
                &["die", "dice", "game"],
            )
            .of("PLA", "30 x 30 x 30 mm")
            .free(Licence::Cc0),
        Piece::printed(MINIMAL, "nautilus", "Nautilus", "3d-print/art", || Pattern::Mesh(form::nautilus(&Nautilus::default())))
            .says(
                "A logarithmic spiral that grows 2.4 times each turn, twenty-eight ribs to a whorl. One clean tube: whorls keep a gap of a few tenths so slicers see one shell. Supports below the equator.",
                &["shell", "spiral", "nautilus"],
            )
            .of("PLA", "118 x 96 x 35 mm")
            .costs(350)
            .supported(),
        Piece::printed(MINIMAL, "turret-shell", "Turret shell", "3d-print/art", || Pattern::Mesh(form::nautilus(&Nautilus { radius_mm: 26.0, whorls: 7.0, growth: 1.4, ribs: 16, climb: 3.0 })))
            .says(
                "The same formula as the nautilus with climb 3 and growth 1.4. Seven whorls, sixteen ribs each. Print in resin, mouth down.",
                &["shell", "spiral", "turret"],
            )
            .of("Resin", "71 x 66 x 83 mm")
            .costs(300)
            .on(Machine::Resin)
            .supported(),
        Piece::printed(HAUSGRUEN, "ridge-tile", "Ridge terrain tile", "3d-print/toys", || Pattern::Mesh(form::terrain(&Terrain::default())))
            .says(
                "100 mm of mountains for a gaming table, 26 mm of relief on a 4 mm base. Seeded, so edition 11 is always the same land. Edges are cut straight and do not match the next tile.",
                &["terrain", "tabletop", "tile"],
            )
            .of("PLA", "100 x 100 x 23 mm")
            .free(Licence::CcBySa),
        Piece::printed(HAUSGRUEN, "terrace-tile", "Terraced hills tile", "3d-print/toys", || Pattern::Mesh(form::terrain(&Terrain { seed: 4, terrace_mm: 3.0, relief_mm: 30.0, ..Terrain::default() })))
            .says(
                "Hills in 3 mm steps, so figures stand. Each step is fifteen layers of 0.2 mm. Paint each terrace in one pass.",
                &["terrain", "tabletop", "terraces"],
            )
            .of("PLA", "100 x 100 x 29 mm")
            .costs(200),
        Piece::printed(MINIMAL, "seed-head", "Seed head", "3d-print/art", || Pattern::Mesh(form::seedhead(&Seedhead::default())))
            .says(
                "240 seeds, each turned 137.5 degrees from the last. Count the spirals: 21 one way, 34 the other. Flat below, prints without supports.",
                &["phyllotaxis", "sunflower", "golden angle"],
            )
            .of("PLA", "97 x 96 x 27 mm")
            .costs(250)
            .format(Format::Obj),
        Piece::printed(MINIMAL, "enneper", "Enneper surface", "3d-print/art", || Pattern::Mesh(bent::bent(Bent::Enneper, 80.0, 2.4)))
            .says(
                "x = u - u^3/3 + uv^2 and its sisters, cut at radius 1.3 before it meets itself. 2.4 mm thick. Rest it on two lobes and support the rest.",
                &["enneper", "minimal surface", "mathematics"],
            )
            .of("Resin", "63 x 63 x 71 mm")
            .costs(300)
            .on(Machine::Resin)
            .supported()
            .level(Difficulty::Medium),
        Piece::printed(MINIMAL, "scherk-tower", "Scherk tower", "3d-print/art", || Pattern::Mesh(bent::bent(Bent::Scherk, 48.0, 2.2)))
            .says(
                "sin z = sinh x sinh y, in a cylinder 48 mm wide. Each storey is a saddle turned against the last. Prints upright, the worst overhang is 50 degrees.",
                &["scherk", "minimal surface", "mathematics"],
            )
            .of("PLA", "48 x 48 x 72 mm")
            .costs(300),
        Piece::printed(MINIMAL, "three-ends", "Three ends, after Costa", "3d-print/art", || Pattern::Mesh(bent::bent(Bent::Costa, 72.0, 2.6)))
            .says(
                "Two flaring ends and a flat one joined by tunnels, the plan of Costa's surface of 1982. The equation here is a level set with the same plan, not the Weierstrass integral. Clear resin shows the tunnels.",
                &["costa", "minimal surface", "mathematics"],
            )
            .of("Resin", "72 x 72 x 34 mm")
            .costs(450)
            .on(Machine::Resin)
            .supported()
            .level(Difficulty::Advanced),
        Piece::printed(MINIMAL, "helicoid", "Helicoid stair", "3d-print/art", || Pattern::Mesh(bent::bent(Bent::Helicoid, 60.0, 2.4)))
            .says(
                "z = turn, one and a half times round. The only ruled minimal surface besides the plane. 2.4 mm thick with a hollow core.",
                &["helicoid", "minimal surface", "stair"],
            )
            .of("PLA", "60 x 60 x 62 mm")
            .free(Licence::CcBy)
            .supported(),
        Piece::printed(MINIMAL, "klein-bottle", "Klein bottle", "3d-print/art", || Pattern::Mesh(bent::bent(Bent::Klein, 92.0, 2.4)))
            .says(
                "The bottle without an inside; where its neck passes through its side the two become one wall. Hollow: drill a 4 mm drain if you print it in resin. Lay it down, support the handle.",
                &["klein", "topology", "bottle"],
            )
            .of("Resin", "50 x 27 x 78 mm")
            .costs(400)
            .on(Machine::Resin)
            .supported()
            .level(Difficulty::Medium),
        Piece::printed(MINIMAL, "iwp-block", "I-WP block", "3d-print/art", || Pattern::Mesh(minimal::minimal(&Minimal { surface: Surface::Iwp, cells: 2.0, size_mm: 50.0, sheet_mm: 2.2, step_mm: 1.1, ..Minimal::default() })))
            .says(
                "Schoen's I-WP: tunnels to the cube's corners on one side, to its faces on the other. Two periods a side. 2.2 mm sheet.",
                &["schoen", "minimal surface", "mathematics"],
            )
            .of("Resin", "50 x 50 x 50 mm")
            .free(Licence::CcByNc)
            .on(Machine::Resin)
            .supported(),
        Piece::printed(MINIMAL, "neovius-ball", "Neovius ball", "3d-print/art", || Pattern::Mesh(minimal::minimal(&Minimal { surface: Surface::Neovius, hull: Hull::Ball, cells: 2.0, size_mm: 60.0, sheet_mm: 2.4, step_mm: 1.1 })))
            .says(
                "3(cos x + cos y + cos z) + 4 cos x cos y cos z = 0 in a ball. Found in 1883 by Neovius, a student of Schwarz. Eighteen openings show.",
                &["neovius", "minimal surface", "mathematics"],
            )
            .of("Resin", "55 x 55 x 55 mm")
            .costs(350)
            .on(Machine::Resin)
            .supported(),
        Piece::printed(HAUSGRUEN, "gyroid-pot", "Gyroid pencil pot", "3d-print/home", || Pattern::Mesh(minimal::minimal(&Minimal { hull: Hull::Pot, size_mm: 78.0, cells: 3.0, sheet_mm: 2.6, step_mm: 1.5, ..Minimal::default() })))
            .says(
                "A wall of gyroid with a rim above and below; the bottom is open. Set it round a glass as a cover. Every overhang of a gyroid prints itself.",
                &["gyroid", "pot", "cover"],
            )
            .of("PLA", "78 x 78 x 78 mm")
            .costs(300),
        Piece::printed(MINIMAL, "moebius-three", "Triple Möbius", "3d-print/art", || Pattern::Mesh(knot::moebius(&Moebius { half_turns: 3, width_mm: 22.0, radius_mm: 34.0, thickness_mm: 5.0 })))
            .says(
                "Three half turns: one face, one edge, and the edge is a trefoil knot. 5 mm thick. Hangs well from a thread.",
                &["moebius", "topology", "pendant"],
            )
            .of("PLA", "83 x 86 x 22 mm")
            .free(Licence::CcBy)
            .supported()
            .format(Format::Glb),
    ]
}
