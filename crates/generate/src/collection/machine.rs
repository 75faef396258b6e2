//! Drives, fittings and machine parts.

use pattern::{Format, Pattern};

use super::{
    creator::GEARWRIGHT,
    piece::{Difficulty, Licence, Piece},
};
use crate::gear::{self, Gear, Planetary, Rack, Ring};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::printed(GEARWRIGHT, "herringbone-gear-22", "Herringbone gear, 22 teeth", "3d-print/mechanical", || {
            Pattern::Mesh(gear::gear(&Gear { helix_deg: 25.0, herringbone: true, ..Gear::default() }))
        })
        .says(
            "Module 3, 22 teeth, 20 degree pressure angle, 25 degree helix turning back at half width. Backlash is 0.1 mm per tooth; the bore is 10.0 mm and prints about 9.8, so ream it. Pairs with any gear of module 3 and the same helix.",
            &["gear", "herringbone", "module 3"],
        )
        .of("PETG or nylon", "72 x 72 x 14 mm")
        .costs(300)
        .trade(1900)
        .level(Difficulty::Medium),
        Piece::printed(GEARWRIGHT, "spur-gear-40", "Spur gear, 40 teeth, light", "3d-print/mechanical", || {
            Pattern::Mesh(gear::gear(&Gear { teeth: 40, module_mm: 2.0, width_mm: 10.0, bore_mm: 4.0, holes: 6, ..Gear::default() }))
        })
        .says(
            "Module 2, 40 teeth, with six holes that save a third of the plastic. Bore 8.0 mm for a 608 bearing's bolt. Print with four walls and 40 % infill, teeth side up or down.",
            &["gear", "spur", "module 2"],
        )
        .of("PETG", "84 x 84 x 10 mm")
        .free(Licence::CcBy)
        .format(Format::ThreeMf),
        Piece::printed(GEARWRIGHT, "ring-gear-48", "Ring gear with lugs", "3d-print/mechanical", || Pattern::Mesh(gear::ring(&Ring::default())))
            .says(
                "Internal gear, module 2, 48 teeth, with six lugs for M3 screws. Tooth space is 0.1 mm wide of nominal. Run it with a 15 to 30 tooth pinion of the same module.",
                &["gear", "internal", "ring", "module 2"],
            )
            .of("PETG", "129 x 113 x 12 mm")
            .costs(350),
        Piece::printed(GEARWRIGHT, "planetary-drive", "Planetary drive, print in place", "3d-print/mechanical", || Pattern::Mesh(gear::planetary(&Planetary::default())))
            .says(
                "Sun 15, three planets of 12, ring 39: 3.6 to 1 with the ring held. All five parts print assembled; herringbone teeth keep them from falling out. Break it free with a hex bit in the sun, then run it dry for five minutes.",
                &["gear", "planetary", "print in place", "fidget"],
            )
            .of("PLA", "82 x 82 x 12 mm")
            .costs(500)
            .trade(3500)
            .level(Difficulty::Medium)
            .format(Format::ThreeMf),
        Piece::printed(GEARWRIGHT, "rack-and-pinion", "Rack and pinion, module 2.5", "3d-print/mechanical", || Pattern::Mesh(gear::rack(&Rack::default())))
            .says(
                "An 18 tooth rack with three holes for M4 screws and its 14 tooth pinion, laid out in mesh. One turn of the pinion moves the rack 110 mm. Print both flat; butt racks end to end, the pitch carries over.",
                &["gear", "rack", "pinion", "linear"],
            )
            .of("PETG", "141 x 50 x 12 mm")
            .costs(300)
            .format(Format::Obj),
    ]
}
