//! The six creators of the demonstration shop.

/// Somebody who sells here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Creator {
    /// The name people know them by.
    pub name: &'static str,
    /// The handle in addresses.
    pub handle: &'static str,
    /// The shop's title.
    pub shop: &'static str,
    /// Two sentences about them, in their own voice.
    pub bio: &'static str,
    /// What stands before the @ of their e-mail address.
    pub email_local: &'static str,
}

/// Index of Orla Brandt, who makes vases and lamps.
pub(super) const ORLA: usize = 0;
/// Index of Gearwright, who makes drives and machine parts.
pub(super) const GEARWRIGHT: usize = 1;
/// Index of Kerf & Co, who cut sheets.
pub(super) const KERF: usize = 2;
/// Index of Threadwork, who draw garments and cloth.
pub(super) const THREADWORK: usize = 3;
/// Index of Minimal Surfaces, who print mathematics.
pub(super) const MINIMAL: usize = 4;
/// Index of Hausgrün, who make things for the house.
pub(super) const HAUSGRUEN: usize = 5;

/// Everyone, in the order that `Piece::creator` counts.
pub fn creators() -> [Creator; 6] {
    [
        Creator {
            name: "Orla Brandt",
            handle: "orla-brandt",
            shop: "Orla Brandt",
            bio: "Vessels and light. I threw clay for eleven years before I owned a printer, and I still think in walls and feet. Every piece here has stood on my own table for a month before it came to the shop.",
            email_local: "orla",
        },
        Creator {
            name: "Gearwright",
            handle: "gearwright",
            shop: "Gearwright",
            bio: "Drives and fittings. Two machinists and a metrology bench. If a clearance matters, it is in the description, with the unit and the tool to check it.",
            email_local: "bench",
        },
        Creator {
            name: "Kerf & Co",
            handle: "kerf-and-co",
            shop: "Kerf & Co",
            bio: "Sheet goods. We cut plywood for a living and draw for the offcuts. Tell your laser the kerf, keep the lens clean, and the joints will close by hand.",
            email_local: "shop",
        },
        Creator {
            name: "Threadwork",
            handle: "threadwork",
            shop: "Threadwork",
            bio: "Blocks and cloth. Pattern cutter from a family of three generations of pattern cutters. Blocks first, fashion later: get the shoulder right and the rest follows.",
            email_local: "cutting-room",
        },
        Creator {
            name: "Minimal Surfaces",
            handle: "minimal-surfaces",
            shop: "Minimal Surfaces",
            bio: "Printed mathematics. A topologist with a resin printer and too many shelves. Each object comes with its equation, because that is the part that interests me.",
            email_local: "genus",
        },
        Creator {
            name: "Hausgrün",
            handle: "hausgruen",
            shop: "Hausgrün",
            bio: "For house and balcony. Wir wohnen zu viert auf 74 Quadratmetern, so everything we draw has to tidy something up or keep something alive. Prints without supports, or we do not publish it.",
            email_local: "hallo",
        },
    ]
}
