//! Machine parts, fittings and things that hold other things.

use pattern::{Format, Pattern};

use super::{
    creator::{GEARWRIGHT, HAUSGRUEN, ORLA},
    piece::{Difficulty, Licence, Machine, Piece},
};
use crate::{
    case::{self, Bin, Enclosure, Honeycomb},
    drive::{self, Cam, Cycloid, Escapement, Pulley, Sprocket},
    fitting::{self, Bracket, Clip, Hinge, Hook, Stand},
    gear::{self, Gear, Ring},
    turned::{self, Bearing, Bolt, Knob},
};

pub(super) fn pieces() -> Vec<Piece> {
    vec![
        Piece::printed(GEARWRIGHT, "cycloid-disc-15", "Cycloidal disc, 15 to 1", "3d-print/mechanical", || Pattern::Mesh(drive::cycloid(&Cycloid::default())))
            .says(
                "Fifteen lobes for a ring of sixteen 6 mm pins on a 76 mm circle: 15 to 1. Eccentric throw is 1.5 mm, the bore takes a 22 mm bearing. Cut two and mount them half a turn apart to run quiet.",
                &["cycloidal", "reducer", "robot"],
            )
            .of("PETG or nylon", "72 x 73 x 10 mm")
            .costs(400)
            .trade(2500)
            .level(Difficulty::Advanced),
        Piece::printed(GEARWRIGHT, "escape-wheel-30", "Escape wheel, 30 teeth", "3d-print/mechanical", || Pattern::Mesh(drive::escapement(&Escapement::default())))
            .says(
                "Thirty leaning teeth for a dead-beat anchor that spans seven and a half. One turn a minute with a seconds pendulum. Print at 0.1 mm and dress the locking faces with a fine file.",
                &["clock", "escapement", "wheel"],
            )
            .of("PLA", "90 x 90 x 9 mm")
            .costs(250)
            .level(Difficulty::Advanced),
        Piece::printed(GEARWRIGHT, "cycloidal-cam", "Cam, 14 mm lift", "3d-print/mechanical", || Pattern::Mesh(drive::cam(&Cam::default())))
            .says(
                "Rise in 90 degrees, dwell for 40, fall in 110, both along cycloids so the follower never jumps. The 8 mm bore has a flat 2 mm deep. Grease the flank; PLA on PLA squeaks.",
                &["cam", "automaton", "shaft"],
            )
            .of("PLA", "47 x 50 x 15 mm")
            .free(Licence::CcBy)
            .format(Format::Obj),
        Piece::printed(GEARWRIGHT, "sprocket-16", "Sprocket, 16 teeth, half inch", "3d-print/mechanical", || Pattern::Mesh(drive::sprocket(&Sprocket::default())))
            .says(
                "For half inch roller chain with 7.9 mm rollers. 5.6 mm thick, 20 mm bore. For winches and displays: a printed sprocket does not belong on a bicycle.",
                &["sprocket", "chain", "12.7 mm"],
            )
            .of("Nylon", "72 x 72 x 6 mm")
            .free(Licence::CcByNc),
        Piece::printed(GEARWRIGHT, "gt2-pulley-36", "GT2 pulley, 36 teeth", "3d-print/mechanical", || Pattern::Mesh(drive::pulley(&Pulley::default())))
            .says(
                "Round-groove approximation of the 2 mm profile for a 6 mm belt, 5 mm shaft with a flat. Prints hub down without supports. Check the outside diameter with calipers: 22.4 mm.",
                &["pulley", "GT2", "belt"],
            )
            .of("PETG", "26 x 26 x 16 mm")
            .costs(150),
        Piece::printed(GEARWRIGHT, "ball-bearing-60", "Ball bearing, print in place", "3d-print/mechanical", || Pattern::Mesh(turned::bearing(&Bearing::default())))
            .says(
                "Nine balls between two grooved rings, all printed at once with 0.25 mm of air. 20 mm bore, 60 mm outside, 14 mm wide. Good for turntables to about 5 kg; not for speed.",
                &["bearing", "print in place", "turntable"],
            )
            .of("PLA or PETG", "60 x 60 x 14 mm")
            .costs(300)
            .level(Difficulty::Medium)
            .format(Format::ThreeMf),
        Piece::printed(GEARWRIGHT, "bolt-m16", "Bolt and nut, 16 mm", "3d-print/mechanical", || Pattern::Mesh(turned::bolt_and_nut(&Bolt::default())))
            .says(
                "A 16 mm bolt with 3 mm pitch, coarse enough to print at 0.2 mm layers, and its nut. 0.4 mm play on the diameter; if your printer runs fat, scale the nut to 101 %. Spanner size 24.",
                &["bolt", "nut", "thread", "fastener"],
            )
            .of("PETG", "59 x 28 x 50 mm")
            .free(Licence::Cc0),
        Piece::printed(GEARWRIGHT, "nut-m30", "Clamping nut, 30 mm", "3d-print/mechanical", || Pattern::Mesh(turned::nut(&Bolt { diameter_mm: 30.0, pitch_mm: 5.0, flats_mm: 46.0, ..Bolt::default() })))
            .says(
                "A nut for 30 mm, pitch 5: the fixing of a vice or a lamp pole. Thread is cut 0.2 mm over nominal. Four walls, 50 % infill.",
                &["nut", "thread", "clamp"],
            )
            .of("PETG", "46 x 52 x 26 mm")
            .costs(100),
        Piece::printed(GEARWRIGHT, "internal-ring-plain", "Ring gear, 60 teeth", "3d-print/mechanical", || Pattern::Mesh(gear::ring(&Ring { teeth: 60, module_mm: 1.5, width_mm: 20.0, rim_mm: 4.0, lugs: 0 })))
            .says(
                "Module 1.5, 60 teeth inside a plain rim to press into a 102 mm seat. 20 mm wide for two planets side by side. Print it on a smooth plate, the rim is the datum.",
                &["gear", "internal", "ring"],
            )
            .of("PETG", "102 x 102 x 20 mm")
            .costs(250),
        Piece::printed(GEARWRIGHT, "helical-pinion-12", "Helical pinion, 12 teeth", "3d-print/mechanical", || Pattern::Mesh(gear::gear(&Gear { teeth: 12, module_mm: 3.0, width_mm: 45.0, bore_mm: 4.0, helix_deg: 30.0, ..Gear::default() })))
            .says(
                "Twelve teeth at 30 degrees, long enough for two wheels. Axial thrust is real at this angle: give the shaft a washer. Bore 8 mm.",
                &["gear", "helical", "pinion"],
            )
            .of("Nylon", "42 x 42 x 45 mm")
            .costs(200)
            .level(Difficulty::Medium),
        Piece::printed(GEARWRIGHT, "knob-seven", "Lobed knob, 6 mm shaft", "3d-print/tools", || Pattern::Mesh(turned::knob(&Knob::default())))
            .says(
                "Seven lobes, 48 mm across, for a 6 mm shaft with a flat. The hole is blind, 12 mm deep. Print dome up on its collar, 0.16 mm layers.",
                &["knob", "handle", "D-shaft"],
            )
            .of("PETG", "46 x 47 x 20 mm")
            .free(Licence::CcBy),
        Piece::printed(GEARWRIGHT, "knob-fine", "Instrument knob, 24 lobes", "3d-print/tools", || Pattern::Mesh(turned::knob(&Knob { radius_mm: 15.0, height_mm: 20.0, lobes: 24, depth_mm: 1.4, shaft_mm: 3.0 })))
            .says(
                "A fine grip for potentiometers and focus screws, 30 mm across. Fits 6 mm shafts with a flat. Resin shows every lobe.",
                &["knob", "instrument", "potentiometer"],
            )
            .of("Resin", "30 x 30 x 24 mm")
            .costs(120)
            .on(Machine::Resin)
            .supported(),
        Piece::printed(HAUSGRUEN, "angle-bracket", "Angle bracket with slot", "3d-print/tools", || Pattern::Mesh(fitting::bracket(&Bracket::default())))
            .says(
                "Two countersunk 4.5 mm holes on one leg, a slot of 19 mm to adjust on the other. The bend has an 8 mm radius, so the layers run round the corner when it is printed on its side. Holds a 4 kg shelf per pair.",
                &["bracket", "shelf", "M4"],
            )
            .of("PETG", "56 x 32 x 56 mm")
            .free(Licence::CcBy),
        Piece::printed(HAUSGRUEN, "coat-hook", "Coat hook", "3d-print/home", || Pattern::Mesh(fitting::hook(&Hook::default())))
            .says(
                "Lay it on its side to print, so that no layer line takes the load. Stick it up with 20 mm mounting tape or drill the upper end. Reaches 46 mm, enough for a winter coat's loop.",
                &["hook", "coat", "hall"],
            )
            .of("PETG", "52 x 16 x 87 mm")
            .free(Licence::CcBySa),
        Piece::printed(GEARWRIGHT, "print-hinge", "Hinge, print in place", "3d-print/mechanical", || Pattern::Mesh(fitting::hinge(&Hinge::default())))
            .says(
                "Five knuckles on a captive pin, 0.35 mm of air everywhere. Stands on end to print, so the pin's layers are round. Work it loose by hand before it cools fully.",
                &["hinge", "print in place", "box"],
            )
            .of("PETG", "52 x 10 x 60 mm")
            .costs(200)
            .level(Difficulty::Medium),
        Piece::printed(HAUSGRUEN, "broom-clip", "Broom clip", "3d-print/home", || Pattern::Mesh(fitting::clip(&Clip { radius_mm: 11.5, wall_mm: 3.0, width_mm: 22.0, count: 1 })))
            .says(
                "Snaps round handles of 23 to 25 mm. Foot with room for two flat-head screws or tape. PETG keeps its spring, PLA creeps within a summer.",
                &["clip", "broom", "wall"],
            )
            .of("PETG", "45 x 22 x 31 mm")
            .free(Licence::CcBy),
        Piece::printed(HAUSGRUEN, "pipe-clips-four", "Pipe clips, row of four", "3d-print/tools", || Pattern::Mesh(fitting::clip(&Clip { radius_mm: 7.5, wall_mm: 2.4, width_mm: 16.0, count: 4 })))
            .says(
                "Four snap rings for 15 mm pipe on one foot, 23 mm apart. For irrigation line, conduit and bicycle pumps. Lips lean out, so a pipe goes in with one thumb.",
                &["clip", "pipe", "15 mm"],
            )
            .of("PETG", "104 x 16 x 22 mm")
            .costs(100),
        Piece::printed(HAUSGRUEN, "phone-stand", "Phone stand", "3d-print/home", || Pattern::Mesh(fitting::stand(&Stand::default())))
            .says(
                "Leans the phone back 22 degrees, trough 14 mm deep for a phone in its case. Lay it on its side to print, 15 % infill. Charging cable comes in from the side.",
                &["phone", "stand", "desk"],
            )
            .of("PLA", "90 x 70 x 99 mm")
            .free(Licence::CcBy),
        Piece::printed(GEARWRIGHT, "driver-shelf", "Screwdriver shelf", "3d-print/organisers", || Pattern::Mesh(fitting::rack(&fitting::Rack::default())))
            .says(
                "Eight holes from 8 to 19 mm on a shelf with a back to screw or tape to the wall. Flat side down, no supports. Sized for common bit drivers, pliers do not fit.",
                &["tool", "rack", "screwdriver", "wall"],
            )
            .of("PETG", "160 x 38 x 34 mm")
            .costs(250),
        Piece::printed(HAUSGRUEN, "table-foot", "Table foot, 30 mm", "3d-print/tools", || Pattern::Mesh(fitting::foot(15.0, 12.0)))
            .says(
                "A foot for plant tables and cases, with a recess for the head of an M4 screw. 12 mm high. Print in TPU and it stays where it is put.",
                &["foot", "table", "TPU"],
            )
            .of("TPU", "30 x 30 x 12 mm")
            .free(Licence::Cc0),
        Piece::printed(HAUSGRUEN, "cable-comb", "Cable comb, six cables", "3d-print/organisers", || Pattern::Mesh(fitting::cable_comb(6, 6.5)))
            .says(
                "Six pockets for 6.5 mm cables with mouths that spring open. Put it on the desk's edge with tape. Lay it on its back to print.",
                &["cable", "desk", "comb"],
            )
            .of("PETG", "79 x 16 x 16 mm")
            .free(Licence::CcBy),
        Piece::printed(GEARWRIGHT, "sensor-case", "Sensor enclosure with lid", "3d-print/mechanical", || Pattern::Mesh(case::enclosure(&Enclosure::default())))
            .says(
                "Inside 90 x 58 x 24 mm with four posts for 3 mm self-tapping screws. The lid has seven air slots and a tongue with 0.25 mm play all round. Walls 2.4 mm.",
                &["enclosure", "electronics", "box"],
            )
            .of("PETG", "95 x 134 x 28 mm")
            .costs(300)
            .trade(1500)
            .format(Format::ThreeMf),
        Piece::printed(HAUSGRUEN, "grid-bin-3x2", "Grid bin, 3 by 2, three rooms", "3d-print/organisers", || Pattern::Mesh(case::bin(&Bin::default())))
            .says(
                "Own 40 mm grid: six tapered feet, three rooms, walls of 1.6 mm. Sits in our grid plate and stacks next to anything of the same grid. 42 mm high above the feet.",
                &["bin", "grid", "drawer", "storage"],
            )
            .of("PLA", "120 x 80 x 45 mm")
            .free(Licence::CcBySa),
        Piece::printed(HAUSGRUEN, "grid-bin-1x1", "Grid bin, single", "3d-print/organisers", || Pattern::Mesh(case::bin(&Bin { squares: [1, 1], rooms: [1, 1], height_mm: 60.0, ..Bin::default() })))
            .says(
                "One square of the 40 mm grid, 60 mm deep, for screws and bits. A 0.6 mm nozzle is enough. Foot tapers, so it finds its place blind.",
                &["bin", "grid", "drawer"],
            )
            .of("PLA", "40 x 40 x 63 mm")
            .free(Licence::CcBySa),
        Piece::printed(HAUSGRUEN, "grid-plate-4x3", "Grid plate, 4 by 3", "3d-print/organisers", || Pattern::Mesh(case::grid_plate([4, 3], 40.0)))
            .says(
                "Base plate for twelve squares of the 40 mm grid, 3.6 mm high. Open squares save plastic and let dust through. Cut edges butt without a gap.",
                &["grid", "plate", "drawer"],
            )
            .of("PLA", "160 x 120 x 4 mm")
            .free(Licence::CcBySa),
        Piece::printed(HAUSGRUEN, "honeycomb-organiser", "Honeycomb organiser", "3d-print/organisers", || Pattern::Mesh(case::honeycomb(&Honeycomb::default())))
            .says(
                "Twelve hexagonal cups of 30 mm for pens, brushes and drill bits. Solid between cups in the file; your slicer's infill makes it light. 50 mm high.",
                &["organiser", "hexagon", "desk"],
            )
            .of("PLA", "149 x 94 x 50 mm")
            .costs(200),
        Piece::printed(GEARWRIGHT, "knurled-tin", "Tin with knurled lid", "3d-print/organisers", || Pattern::Mesh(case::tin(28.0, 38.0)))
            .says(
                "Friction lid with 0.25 mm play on the radius and sixty flutes to grip. Inside 49 mm wide, 36 mm deep. Wax the rim once.",
                &["tin", "box", "lid", "knurl"],
            )
            .of("PETG", "120 x 56 x 38 mm")
            .costs(150)
            .format(Format::Obj),
        Piece::printed(ORLA, "rod-pen-cup", "Rod pen cup", "3d-print/organisers", || Pattern::Mesh(case::pen_cup(22, 36.0, 98.0)))
            .says(
                "Twenty-two rods lean round the cup by a seventh of a turn. Smooth inside, so pens do not catch. Print with a random seam.",
                &["pen cup", "desk", "twist"],
            )
            .of("PLA matte", "79 x 79 x 99 mm")
            .costs(250),
        Piece::printed(HAUSGRUEN, "drawer-tray", "Drawer tray, six rooms", "3d-print/organisers", || Pattern::Mesh(case::tray(210.0, 160.0, 40.0)))
            .says(
                "One long room, five short ones, for a kitchen drawer of 45 cm: two trays side by side. 2 mm walls. Fits a 220 mm bed with 5 mm to spare.",
                &["drawer", "tray", "kitchen"],
            )
            .of("PLA", "210 x 160 x 42 mm")
            .costs(200)
            .format(Format::ThreeMf),
    ]
}
