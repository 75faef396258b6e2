//! Repeats for cloth, paper and tile.

use pattern::Pattern;

use super::{
    creator::THREADWORK,
    piece::{Licence, Machine, Piece},
};
use crate::repeat::{self, Group, Motif, Wallpaper};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::drawn(THREADWORK, "leaf-toss", "Leaf drift", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P1, motif: Motif::Leaf, cell_mm: 60.0, colors: [[239, 233, 216], [62, 98, 74], [154, 176, 120], [196, 86, 54]] })))
            .says(
                "A p1 repeat of 60 mm without any symmetry. Three leaves to a tile, tossed, so no direction shows from afar. Four flat colours for screen printing.",
                &["repeat", "p1", "leaf"],
            )
            .of("Printed cotton or paper", "60 x 60 mm")
            .costs(300)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "fish-school", "Fish, p2", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P2, motif: Motif::Fish, cell_mm: 70.0, colors: [[216, 231, 232], [38, 78, 112], [236, 240, 234], [20, 32, 44]] })))
            .says(
                "Fish that swim both ways: turning the cloth half round changes nothing. 70 mm repeat. Three inks on a tinted ground.",
                &["repeat", "p2", "fish"],
            )
            .of("Printed cotton or paper", "70 x 70 mm")
            .costs(300)
            .trade(1800)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "fern-mirror", "Fern mirrors, pmm", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::Pmm, motif: Motif::Fern, cell_mm: 80.0, colors: [[32, 52, 46], [122, 164, 118], [188, 204, 150], [232, 196, 110]] })))
            .says(
                "Fern tips mirrored across both axes. 80 mm repeat, reads as a damask from across the room. Dark ground: print on white cloth with a full bleed.",
                &["repeat", "pmm", "fern", "damask"],
            )
            .of("Printed cotton or paper", "80 x 80 mm")
            .costs(350)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "bird-cmm", "Birds, cmm", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::Cmm, motif: Motif::Bird, cell_mm: 90.0, colors: [[246, 236, 222], [188, 80, 58], [232, 150, 110], [40, 36, 44]] })))
            .says(
                "Birds meet beak to beak in offset rows, a cmm repeat of 90 x 126 mm. Half-drop, so seams hide well. Colours are named on their layers.",
                &["repeat", "cmm", "bird", "half-drop"],
            )
            .of("Printed cotton or paper", "90 x 126 mm")
            .costs(350)
            .with_ai()
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "kite-p4m", "Kites, p4m", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P4m, motif: Motif::Kite, cell_mm: 64.0, colors: [[244, 240, 230], [30, 66, 120], [224, 168, 52], [196, 74, 58]] })))
            .says(
                "Kites and darts round four-fold centres with mirrors: eight copies to a cell. Works as a tile of 64 mm in vinyl. Cut lines never cross.",
                &["repeat", "p4m", "geometric", "tile"],
            )
            .of("Printed cotton or paper", "64 x 64 mm")
            .free(Licence::CcBy)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "azulejo", "Azulejo, p4m", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P4m, motif: Motif::Azulejo, cell_mm: 100.0, colors: [[248, 246, 240], [28, 74, 148], [70, 128, 196], [232, 184, 60]] })))
            .says(
                "A tile of 100 mm after Portuguese ones: quarter rings at the corners meet their neighbours. Print four before you judge one. Blue, light blue, ochre.",
                &["repeat", "p4m", "azulejo", "tile"],
            )
            .of("Printed cotton or paper", "100 x 100 mm")
            .costs(400)
            .trade(2400)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "fern-whirl", "Fern whirl, p4g", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P4g, motif: Motif::Fern, cell_mm: 96.0, colors: [[240, 226, 214], [150, 62, 76], [206, 130, 120], [88, 98, 62]] })))
            .says(
                "Ferns whirl left round one centre and right round the next: p4g, with mirrors only between them. 96 mm repeat. Hides a bad match better than any other group.",
                &["repeat", "p4g", "fern"],
            )
            .of("Printed cotton or paper", "96 x 96 mm")
            .costs(350)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "leaf-hex", "Leaf hexagons, p6m", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P6m, motif: Motif::Leaf, cell_mm: 72.0, colors: [[250, 246, 232], [54, 112, 104], [150, 190, 160], [222, 120, 60]] })))
            .says(
                "Twelve leaves round every hexagon's middle. The tile is 72 x 125 mm and holds two cells. Quilters: fussy-cut hexagons of 36 mm.",
                &["repeat", "p6m", "hexagon", "quilt"],
            )
            .of("Printed cotton or paper", "72 x 125 mm")
            .costs(350)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "bird-trio", "Bird trios, p3m1", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P3m1, motif: Motif::Bird, cell_mm: 84.0, colors: [[36, 42, 66], [226, 206, 150], [170, 150, 110], [250, 244, 230]] })))
            .says(
                "Three birds to a knot, mirrored on three lines: p3m1. Gold on night blue, three inks. Tile 84 x 145 mm.",
                &["repeat", "p3m1", "bird"],
            )
            .of("Printed cotton or paper", "84 x 145 mm")
            .costs(350)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "kite-six", "Pinwheels, p6", "graphic/repeats", || Pattern::Drawing(repeat::wallpaper(&Wallpaper { group: Group::P6, motif: Motif::Kite, cell_mm: 60.0, colors: [[250, 240, 236], [92, 62, 120], [190, 150, 200], [232, 110, 90]] })))
            .says(
                "Pinwheels of six without mirrors: the pattern has a left and a right hand. Tile 60 x 104 mm. Flip the file for facing curtains.",
                &["repeat", "p6", "pinwheel"],
            )
            .of("Printed cotton or paper", "60 x 104 mm")
            .free(Licence::CcBySa)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "girih-stars", "Twelve-point stars", "graphic/repeats", || Pattern::Drawing(repeat::girih(90.0, [[236, 226, 204], [24, 84, 96], [240, 236, 224], [186, 92, 48]])))
            .says(
                "Stars of twelve and six points on a hexagonal net, after girih panels. Tile 90 x 156 mm. Fills only, no strokes: cuts clean in vinyl.",
                &["repeat", "girih", "star"],
            )
            .of("Printed cotton or paper", "90 x 156 mm")
            .costs(400)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "harbour-tartan", "Harbour tartan", "graphic/repeats", || Pattern::Drawing(repeat::tartan(&[([20, 44, 82], 24), ([226, 222, 208], 4), ([20, 44, 82], 8), ([52, 96, 92], 28), ([168, 40, 44], 4), ([52, 96, 92], 10)], 0.9)))
            .says(
                "A sett of 132 threads that turns at both ends, 0.9 mm a thread. Where warp and weft differ the colours mix half and half. Not registered to any clan.",
                &["repeat", "tartan", "check"],
            )
            .of("Printed cotton or paper", "110 x 110 mm")
            .costs(250)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "houndstooth", "Houndstooth", "graphic/repeats", || Pattern::Drawing(repeat::houndstooth(1.5, 4, [240, 236, 226], [34, 34, 38])))
            .says(
                "Four dark, four light threads in a two-and-two twill: the teeth come by themselves. One tooth is 12 mm, right for a jacket; the tile holds four by four. Two inks.",
                &["repeat", "houndstooth", "twill"],
            )
            .of("Printed cotton or paper", "48 x 48 mm")
            .free(Licence::Cc0)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "terrazzo-warm", "Terrazzo, warm", "graphic/repeats", || Pattern::Drawing(repeat::terrazzo(160.0, 150, [240, 234, 226], &[[198, 120, 92], [120, 132, 120], [226, 190, 140], [70, 74, 84], [210, 160, 150]], 3)))
            .says(
                "A hundred and fifty chips that keep their distance and wrap round the edges. 160 mm tile, five stones. Seed 3; other seeds on request.",
                &["repeat", "terrazzo", "stone"],
            )
            .of("Printed cotton or paper", "160 x 160 mm")
            .costs(250)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "terrazzo-night", "Terrazzo, night", "graphic/repeats", || Pattern::Drawing(repeat::terrazzo(120.0, 220, [40, 46, 58], &[[236, 228, 210], [120, 160, 170], [200, 170, 110]], 12)))
            .says(
                "Small chips on slate: 220 on 120 mm. Three stones, no chip crosses another. Good for phone cases and endpapers.",
                &["repeat", "terrazzo", "dark"],
            )
            .of("Printed cotton or paper", "120 x 120 mm")
            .free(Licence::CcBy)
            .with_ai()
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "sea-scales", "Sea scales", "graphic/repeats", || Pattern::Drawing(repeat::scales(30.0, 5, [[30, 84, 122], [236, 240, 236]])))
            .says(
                "Seigaiha of five rings on a 30 mm radius, tile 60 x 30 mm. Rows cover each other, so print it as one layer or trap the edges. Two inks.",
                &["repeat", "seigaiha", "scales"],
            )
            .of("Printed cotton or paper", "60 x 30 mm")
            .costs(200)
            .on(Machine::Printer),
        Piece::drawn(THREADWORK, "oak-herringbone", "Oak herringbone", "graphic/repeats", || Pattern::Drawing(repeat::herringbone(15.0, 5, [[74, 54, 38], [176, 134, 90], [192, 150, 104], [160, 118, 78]])))
            .says(
                "Parquet blocks of one to five in three oak tones with a dark joint. 150 mm tile for dolls' houses at 1:12. Laser the joints if you like to lay it.",
                &["repeat", "herringbone", "parquet", "1:12"],
            )
            .of("Printed cotton or paper", "150 x 150 mm")
            .costs(200)
            .on(Machine::Printer),
    ]
}
