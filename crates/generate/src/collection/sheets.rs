//! Sheet goods for laser, router and plotter.

use pattern::Pattern;

use super::{
    creator::KERF,
    piece::{Difficulty, Licence, Machine, Piece},
};
use crate::{
    plate,
    sheet_goods::{self, FingerBox, Jigsaw, Wallet},
};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::drawn(KERF, "finger-box-120", "Finger box, 120 x 80 x 60", "laser-cnc/boxes", || Pattern::Drawing(sheet_goods::finger_box(&FingerBox::default())))
            .says(
                "Six plates of 3 mm plywood, fingers about 10 mm, kerf of 0.15 mm already added. Measure your sheet: at 3.2 mm the corners stand proud. Dry fit, then a line of wood glue inside.",
                &["box", "finger joint", "plywood", "laser"],
            )
            .of("Birch plywood 3 mm", "255 x 220 mm")
            .costs(200)
            .trade(1200),
        Piece::drawn(KERF, "tool-crate", "Open tool crate", "laser-cnc/boxes", || Pattern::Drawing(sheet_goods::finger_box(&FingerBox { outside_mm: [240.0, 140.0, 90.0], sheet_mm: 6.0, kerf_mm: 0.25, finger_mm: 18.0, lid: false, word: "TOOLS" })))
            .says(
                "An open crate of 6 mm plywood with 18 mm fingers, a word engraved on the front. Kerf 0.25 mm suits a 100 W tube. Two sheets of A3.",
                &["box", "crate", "6 mm", "laser"],
            )
            .of("Birch plywood 6 mm", "495 x 340 mm")
            .costs(250)
            .level(Difficulty::Medium),
        Piece::drawn(KERF, "card-box", "Card box, 3 mm", "laser-cnc/boxes", || Pattern::Drawing(sheet_goods::finger_box(&FingerBox { outside_mm: [96.0, 70.0, 36.0], finger_mm: 6.0, kerf_mm: 0.12,
 word: "CARDS", ..FingerBox::default() }))).says("For a deck of 63 x 88 mm cards with sleeves. Lid lifts off; leave its fingers unglued. Kerf 0.12 mm.", &["box", "cards", "lid", "laser"]).of("Birch plywood 3 mm", "207 x 162 mm").free(Licence::CcBy),
        Piece::drawn(KERF, "hinge-wallet", "Living hinge wallet", "laser-cnc/boxes", || Pattern::Drawing(sheet_goods::wallet(&Wallet::default())))
            .says(
                "One sheet that bends along sixteen rows of cuts 1.6 mm apart. 2 mm poplar bends easily, birch cracks below 18 % humidity. Cut the hinge layer first, the outline last.",
                &["living hinge", "wallet", "leather", "laser"],
            )
            .of("Poplar plywood 2 mm", "232 x 80 mm")
            .costs(300)
            .level(Difficulty::Medium),
        Piece::drawn(KERF, "snowflakes-six", "Six snowflakes", "laser-cnc/ornaments", || Pattern::Drawing(sheet_goods::snowflakes(6, 36.0, 41)))
            .says(
                "Six different flakes of 72 mm with a hole for the thread. Thinnest bar is 3.2 mm, so 3 mm plywood survives children. Cut holes before outlines.",
                &["snowflake", "ornament", "christmas"],
            )
            .of("Birch plywood 3 mm", "240 x 160 mm")
            .costs(150)
            .trade(900),
        Piece::drawn(KERF, "snowflakes-small", "Nine small snowflakes", "laser-cnc/ornaments", || Pattern::Drawing(sheet_goods::snowflakes(9, 22.0, 90)))
            .says(
                "Nine flakes of 44 mm for garlands and gift tags, none like the six large ones. Works in 2 mm acrylic too. Mask the sheet against smoke.",
                &["snowflake", "garland", "gift tag"],
            )
            .of("Acrylic 2 mm", "156 x 156 mm")
            .free(Licence::CcByNc),
        Piece::drawn(KERF, "coaster-set", "Coasters, set of four", "laser-cnc/ornaments", || Pattern::Drawing(sheet_goods::coasters(92.0)))
            .says(
                "Four coasters of 92 mm: rosette, stars, waves, circles. Red cuts, black engraves; about nine minutes a set on a 60 W tube. Cork under 4 mm plywood keeps tables dry.",
                &["coaster", "engraving", "gift"],
            )
            .of("Birch plywood 4 mm", "202 x 202 mm")
            .costs(200),
        Piece::drawn(KERF, "jigsaw-48", "Jigsaw, 48 pieces", "laser-cnc/puzzles", || Pattern::Drawing(sheet_goods::jigsaw(&Jigsaw::default())))
            .says(
                "Cut lines for a picture of 192 x 144 mm: eight by six pieces of 24 mm, no two edges alike. Lines run through, so the head never waits. Glue the print on before cutting.",
                &["jigsaw", "puzzle", "laser"],
            )
            .of("MDF 3 mm", "202 x 154 mm")
            .costs(150),
        Piece::drawn(KERF, "jigsaw-150", "Jigsaw, 150 pieces", "laser-cnc/puzzles", || Pattern::Drawing(sheet_goods::jigsaw(&Jigsaw { pieces: [15, 10], piece_mm: 19.0, seed: 77 })))
            .says(
                "Fifteen by ten pieces for a print of 285 x 190 mm. Pieces are 19 mm: thinner than 2.5 mm they warp. Turn air assist down so that none flies off.",
                &["jigsaw", "puzzle", "photo"],
            )
            .of("MDF 3 mm", "295 x 200 mm")
            .costs(200)
            .level(Difficulty::Medium),
        Piece::drawn(KERF, "leaf-stencil", "Leaf stencil", "laser-cnc/ornaments", || Pattern::Drawing(sheet_goods::stencil(150.0, 210.0)))
            .says(
                "A stem of nineteen leaves on an A5 card with four holes to pin it in place. Every island is bridged. 190 micron Mylar cuts at low power, do not cut PVC.",
                &["stencil", "leaf", "mylar"],
            )
            .of("Mylar 0.19 mm", "150 x 210 mm")
            .free(Licence::CcBy),
        Piece::drawn(KERF, "clock-layers", "Clock wheels, one sheet", "laser-cnc/puzzles", || Pattern::Drawing(sheet_goods::clock_layers()))
            .says(
                "Seven wheels of module 1.5 and a dial on 300 x 200 mm. The train reads 60 to 12, 45 to 15, 48 to 36. 4 mm axles; ream the holes after cutting, the kerf makes them 0.1 mm wide.",
                &["clock", "gear", "plywood"],
            )
            .of("Birch plywood 4 mm", "300 x 200 mm")
            .costs(600)
            .trade(3000)
            .level(Difficulty::Advanced),
        Piece::drawn(KERF, "name-plate", "Name plate, ogee corners", "laser-cnc/plates", || Pattern::Drawing(plate::name_plate("WORKSHOP", 160.0, 48.0)))
            .says(
                "160 x 48 mm with notched corners, a border and single-stroke letters for a V bit. Two 4.2 mm holes. Change the word in any vector program: letters are on their own layer.",
                &["name plate", "sign", "v-carve"],
            )
            .of("Brass or oak", "170 x 58 mm")
            .costs(150)
            .on(Machine::Cnc),
        Piece::drawn(KERF, "shelf-jig", "Shelf pin jig, 32 mm", "laser-cnc/plates", || Pattern::Drawing(plate::shelf_jig(6)))
            .says(
                "Six pairs of 8 mm holes on the 32 mm system, rows at 37 and 64 mm from the edge. Press 5 mm drill bushes of 8 mm outside into it. Cut from 10 mm phenolic plywood and it lasts.",
                &["jig", "drilling", "32 mm", "cabinet"],
            )
            .of("Phenolic plywood 10 mm", "226 x 102 mm")
            .costs(300)
            .on(Machine::Cnc),
        Piece::drawn(KERF, "catch-all", "Catch-all tray", "laser-cnc/plates", || Pattern::Drawing(plate::catch_all(240.0, 150.0)))
            .says(
                "A pebble of 240 x 150 mm with pockets for a phone, keys and a pen. Layers are named with their depths: 14, 9 and 3 mm from a 20 mm board. 6 mm ball nose for the pockets.",
                &["tray", "router", "walnut"],
            )
            .of("Walnut 20 mm", "260 x 170 mm")
            .costs(350)
            .trade(1900)
            .on(Machine::Cnc)
            .level(Difficulty::Medium),
        Piece::drawn(KERF, "compass-inlay", "Compass inlay", "laser-cnc/plates", || Pattern::Drawing(plate::inlay(60.0, 0.12)))
            .says(
                "Eight points, pockets on the left, plugs on the right, 0.12 mm smaller all round. Rout pockets 3 mm deep with a 1.5 mm cutter. Glue, leave overnight, plane flush.",
                &["inlay", "compass", "star"],
            )
            .of("Maple and walnut", "264 x 132 mm")
            .costs(250)
            .on(Machine::Cnc)
            .level(Difficulty::Advanced),
        Piece::drawn(KERF, "guilloche-rosette", "Guilloche rosette", "graphic/ornament", || Pattern::Drawing(plate::guilloche(70.0, 12, 18)))
            .says(
                "Thirty-six closed lines in two colours, wound the way banknotes are. For a 0.2 mm pen: at 140 mm the closest lines are 0.4 mm apart. Plot the blue layer first.",
                &["guilloche", "plotter", "rosette"],
            )
            .of("Paper", "150 x 150 mm")
            .costs(200)
            .on(Machine::Plotter),
        Piece::drawn(KERF, "guilloche-star", "Guilloche star", "graphic/ornament", || Pattern::Drawing(plate::guilloche(60.0, 5, 26)))
            .says(
                "Five lobes and twenty-six phases, tighter than the rosette. Takes eleven minutes at 40 mm/s. Smooth paper, 0.1 mm pen.",
                &["guilloche", "plotter", "star"],
            )
            .of("Paper", "130 x 130 mm")
            .free(Licence::CcBy)
            .on(Machine::Plotter),
    ]
}
