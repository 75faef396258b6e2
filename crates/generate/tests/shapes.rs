//! Formulas over their whole range: whatever the parameters, the solid is closed.

use std::collections::HashMap;

use generate::{
    case::{self, Bin, Enclosure},
    drive::{self, Cycloid, Sprocket},
    form::{self, Nautilus, Voronoi},
    gear::{self, Gear, Rack, Ring},
    knot::{self, Knot, Moebius},
    minimal::{self, Hull, Minimal, Surface},
    turned::{self, Bearing, Bolt, Knob},
    vessel::{self, Fluted, Morph, Scaled},
};
use pattern::Mesh;
use proptest::prelude::*;

/// Whether every edge has one face on each side and the faces look outward.
fn closed(mesh: &Mesh) -> bool {
    let mut edges: HashMap<(u32, u32), i64> = HashMap::new();
    let mut uses: HashMap<(u32, u32), u32> = HashMap::new();
    for triangle in &mesh.triangles {
        for k in 0..3 {
            let (a, b) = (triangle[k], triangle[(k + 1) % 3]);
            *edges.entry((a.min(b), a.max(b))).or_default() += if a < b { 1 } else { -1 };
            *uses.entry((a.min(b), a.max(b))).or_default() += 1;
        }
    }
    let volume: f64 = (0..mesh.triangles.len())
        .map(|index| {
            let [a, b, c] = mesh.corners(index).map(|corner| corner.map(f64::from));
            a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0])
        })
        .sum();
    let finite = mesh.positions.iter().flatten().all(|value| value.is_finite());
    finite && edges.values().all(|sum| *sum == 0) && uses.values().all(|count| *count == 2) && volume > 0.0
}

#[test]
fn a_throw_that_would_fold_the_lobes_is_held_at_the_largest_that_does_not() {
    let many = Cycloid { pins: 23, throw_mm: 1.49, ..Cycloid::default() };
    let most = many.throw_max_mm();
    assert!((1.2..1.49).contains(&most), "{most}");
    assert!(closed(&drive::cycloid(&many)));
    assert_eq!(drive::cycloid(&many).positions, drive::cycloid(&Cycloid { throw_mm: most, ..many.clone() }).positions);
    let usual = Cycloid::default();
    assert!(usual.throw_mm < usual.throw_max_mm(), "what is asked for is made: {}", usual.throw_max_mm());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fluted_vase_is_closed(height_mm in 40.0..260.0, radius_mm in 18.0..60.0, flutes in 3u32..30, depth in 0.0..0.15, twist in -4.0..4.0) {
        prop_assert!(closed(&vessel::fluted(&Fluted { height_mm, radius_mm, flutes, depth, twist, ..Fluted::default() })), "open");
    }

    #[test]
    fn a_planter_is_closed(rows in 3u32..10, columns in 6u32..24, relief_mm in 0.5..4.0, drain_mm in 0.0..12.0) {
        prop_assert!(closed(&vessel::scaled(&Scaled { rows, columns, relief_mm, drain_mm, ..Scaled::default() })), "open");
    }

    #[test]
    fn a_vessel_with_corners_is_closed(corners in 3u32..9, twist in -2.0..2.0, drain_mm in 0.0..10.0) {
        prop_assert!(closed(&vessel::morph(&Morph { corners, twist, drain_mm, ..Morph::default() })), "open");
    }

    #[test]
    fn a_gear_is_closed(teeth in 10u32..64, module_mm in 1.0..4.0, helix_deg in 0.0..35.0, herringbone: bool) {
        prop_assert!(closed(&gear::gear(&Gear { teeth, module_mm, helix_deg, herringbone, bore_mm: module_mm, ..Gear::default() })), "open");
    }

    #[test]
    fn a_ring_gear_and_a_rack_are_closed(teeth in 30u32..80, module_mm in 1.0..3.0, lugs in 0u32..9, pinion in 10u32..24) {
        prop_assert!(closed(&gear::ring(&Ring { teeth, module_mm, lugs, ..Ring::default() })), "open");
        prop_assert!(closed(&gear::rack(&Rack { teeth: teeth / 4 + 3, module_mm, pinion, ..Rack::default() })), "open");
    }

    #[test]
    fn drive_parts_are_closed(pins in 4u32..40, throw_mm in 0.1..12.0, pin_mm in 0.5..4.0, teeth in 9u32..40) {
        prop_assert!(closed(&drive::cycloid(&Cycloid { pins, throw_mm, pin_mm, ..Cycloid::default() })), "open");
        prop_assert!(closed(&drive::sprocket(&Sprocket { teeth: teeth.max(12), ..Sprocket::default() })), "open");
    }

    #[test]
    fn a_bolt_and_its_nut_are_closed(diameter_mm in 8.0..40.0, share in 0.1..0.22, length in 1.0..4.0) {
        let bolt = Bolt { diameter_mm, pitch_mm: diameter_mm * share, length_mm: diameter_mm * length, flats_mm: diameter_mm * 1.6, play_mm: 0.4 };
        prop_assert!(closed(&turned::bolt_and_nut(&bolt)), "open");
    }

    #[test]
    fn a_bearing_and_a_knob_are_closed(bore_mm in 4.0..14.0, wall in 14.0..30.0, balls in 5u32..9, lobes in 3u32..20) {
        prop_assert!(closed(&turned::bearing(&Bearing { bore_mm, outer_mm: bore_mm + wall, width_mm: wall * 0.7, balls, air_mm: 0.25 })), "open");
        prop_assert!(closed(&turned::knob(&Knob { lobes, ..Knob::default() })), "open");
    }

    #[test]
    fn boxes_are_closed(x in 50.0..160.0, y in 40.0..120.0, z in 8.0..60.0, slots in 0u32..8, across in 1u32..5, deep in 1u32..4, rooms in 1u32..4) {
        prop_assert!(closed(&case::enclosure(&Enclosure { inside_mm: [x, y, z], slots, ..Enclosure::default() })), "open");
        prop_assert!(closed(&case::bin(&Bin { squares: [across, deep], rooms: [rooms, 1], height_mm: z, ..Bin::default() })), "open");
    }

    #[test]
    fn knots_and_bands_are_closed(around in 1u32..5, half_turns in 0u32..6, strands in 1u32..5, width_mm in 12.0..40.0) {
        prop_assert!(closed(&knot::knot(&Knot { around, through: around + 1, strands, ..Knot::default() })), "open");
        prop_assert!(closed(&knot::moebius(&Moebius { half_turns, width_mm, ..Moebius::default() })), "open");
    }

    #[test]
    fn a_minimal_surface_is_closed(kind in 0usize..5, hull in 0usize..4, cells in 1.0..3.0, sheet_mm in 1.6..4.0) {
        let surface = [Surface::Gyroid, Surface::SchwarzP, Surface::SchwarzD, Surface::Iwp, Surface::Neovius][kind];
        let hull = [Hull::Cube, Hull::Ball, Hull::Cylinder, Hull::Pot][hull];
        prop_assert!(closed(&minimal::minimal(&Minimal { surface, hull, cells, sheet_mm, size_mm: 40.0, step_mm: 1.1 })), "open");
    }

    #[test]
    fn free_forms_are_closed(cells in 12u32..90, seed: u64, cut in 0.0..0.4, growth in 1.4..3.0, climb in 0.0..3.0) {
        prop_assert!(closed(&form::voronoi(&Voronoi { cells, seed, cut, radius_mm: 30.0, ..Voronoi::default() })), "open");
        prop_assert!(closed(&form::nautilus(&Nautilus { growth, climb, ..Nautilus::default() })), "open");
    }
}
