//! Meshes that are damaged and mended: what comes out is sound, near, and the same however often it is asked for.
#![allow(clippy::expect_used)] // What is missing ends the test.

#[path = "../../inspect/tests/shapes/mod.rs"]
mod shapes;

use inspect::Verdict;
use mend::{MeshProof, Options, Outcome, Reason};
use pattern::{
    Mesh, Pattern,
    mesh::{Part, stl},
};
use proptest::prelude::*;
use shapes::{both, cuboid, of_mesh, said, torus, turned};

fn cube() -> Mesh {
    cuboid([0.0; 3], [10.0; 3])
}

fn mend(mesh: &Mesh) -> Outcome {
    mend::mend(&of_mesh(mesh.clone()), &Options::default())
}

/// The mended mesh and its proof.
fn mended(mesh: &Mesh) -> (Mesh, MeshProof) {
    let outcome = mend(mesh);
    let Some(Pattern::Mesh(mended)) = outcome.pattern else { panic!("not mended: {:?}", outcome.refused) };
    let proof = outcome.proof.expect("a proof");
    assert_ne!(proof.after.verdict, Verdict::Fail);
    let proof = proof.mesh.expect("of a mesh");
    assert!(proof.to_mended_mm.max(proof.to_original_mm) <= proof.tolerance_mm);
    (mended, proof)
}

/// The names of the steps, in order, with their counts.
fn steps(outcome: &Outcome) -> String {
    outcome.steps.iter().map(|step| format!("{} x{}", step.name, step.count)).collect::<Vec<_>>().join(", ")
}

fn reason(mesh: &Mesh) -> Option<Reason> {
    mend(mesh).refused.map(|refusal| refusal.reason)
}

fn volume(mesh: &Mesh) -> f64 {
    inspect::inspect(&of_mesh(mesh.clone())).mesh.expect("facts").volume_mm3
}

/// A ball of radius 20 mm round the origin.
fn ball(rows: u32, columns: u32) -> Mesh {
    let at = |row: u32, column: u32| 2 + (row - 1) * columns + column % columns;
    let point = |row: u32, column: u32| {
        let down = row as f32 / rows as f32 * std::f32::consts::PI;
        let around = column as f32 / columns as f32 * std::f32::consts::TAU;
        [20.0 * down.sin() * around.cos(), 20.0 * down.sin() * around.sin(), 20.0 * down.cos()]
    };
    let mut positions = vec![[0.0, 0.0, 20.0], [0.0, 0.0, -20.0]];
    positions.extend((1..rows).flat_map(|row| (0..columns).map(move |column| point(row, column))));
    let mut triangles = Vec::new();
    for column in 0..columns {
        triangles.push([0, at(1, column), at(1, column + 1)]);
        triangles.push([1, at(rows - 1, column + 1), at(rows - 1, column)]);
        for row in 1..rows - 1 {
            let [a, b, c, d] = [at(row, column), at(row + 1, column), at(row + 1, column + 1), at(row, column + 1)];
            triangles.extend([[a, b, c], [a, c, d]]);
        }
    }
    Mesh { positions, triangles, ..Mesh::default() }
}

/// Every triangle with corners of its own, as in a file that shares none.
fn torn(mesh: &Mesh) -> Mesh {
    let positions = (0..mesh.triangles.len()).flat_map(|index| mesh.corners(index)).collect();
    let triangles = (0..mesh.triangles.len() as u32).map(|index| [3 * index, 3 * index + 1, 3 * index + 2]).collect();
    Mesh { positions, triangles, ..Mesh::default() }
}

#[test]
fn what_is_sound_is_left_as_it_is() {
    let apart = both(cube(), cuboid([20.0, 0.0, 0.0], [5.0; 3]));
    let hollow = both(cube(), turned(cuboid([2.0; 3], [4.0; 3])));
    for mesh in [cube(), torus(40, 20), ball(20, 40), apart, hollow, torn(&cube())] {
        let outcome = mend(&mesh);
        assert!(outcome.steps.is_empty() && outcome.pattern.is_none() && outcome.refused.is_none(), "{outcome:?}");
    }
}

#[test]
fn a_lid_is_put_on_and_the_rest_stays_bit_for_bit() {
    let mut open = cube();
    open.triangles.drain(2..4);
    let outcome = mend(&open);
    assert_eq!(steps(&outcome), "fill-holes x1");
    assert_eq!(outcome.steps[0].sentence, "Filled 1 hole with a rim of 40 mm.");
    let (mesh, proof) = mended(&open);
    assert_eq!(&mesh.triangles[..10], &open.triangles[..]);
    assert_eq!((mesh.positions, mesh.triangles.len()), (open.positions, 12));
    assert_eq!((proof.to_mended_mm, proof.to_original_mm, proof.filled_mm2), (0.0, 0.0, 100.0));
    // The middle of the lid is 5 mm from the nearest wall.
    assert!((5.0..5.2).contains(&proof.hausdorff_mm), "{}", proof.hausdorff_mm);
    assert_eq!(proof.before.volume_mm3 + proof.volume_change_mm3, 1000.0);
}

#[test]
fn both_ends_of_a_pipe_are_closed_as_rings() {
    // A square pipe: outer walls, inner walls, and no rings at the ends.
    let mut pipe = both(cube(), turned(cuboid([3.0, 3.0, 0.0], [4.0, 4.0, 10.0])));
    let is_wall = |triangle: &[u32; 3]| {
        let heights = triangle.map(|vertex| pipe.positions[vertex as usize][2]);
        heights != [0.0; 3] && heights != [10.0; 3]
    };
    let walls: Vec<[u32; 3]> = pipe.triangles.iter().copied().filter(is_wall).collect();
    pipe.triangles = walls;
    let (mesh, proof) = mended(&pipe);
    assert_eq!(volume(&mesh), 840.0);
    assert_eq!(proof.filled_mm2, 168.0);
    assert_eq!(said(&inspect::inspect(&of_mesh(mesh))), "");
}

#[test]
fn a_curved_hole_is_filled_along_the_curve() {
    let mut open = ball(24, 48);
    let whole = volume(&open);
    open.triangles.retain(|triangle| {
        let middle = triangle.iter().map(|&vertex| open.positions[vertex as usize][0]).sum::<f32>() / 3.0;
        middle < 18.0
    });
    let (mesh, proof) = mended(&open);
    assert!(proof.filled_mm2 > 100.0);
    // The cap of that height has 1.6 % of the ball's volume; a flat lid loses it, nothing may lose more.
    assert!((0.98..=1.0).contains(&(volume(&mesh) / whole)), "{}", volume(&mesh) / whole);
}

#[test]
fn turned_faces_and_bodies_are_turned_back() {
    let mut mesh = both(turned(cube()), cuboid([20.0, 0.0, 0.0], [5.0; 3]));
    mesh.triangles[14].swap(0, 1);
    assert_eq!(steps(&mend(&mesh)), "turn-faces x1, turn-bodies x1");
    assert_eq!(volume(&mended(&mesh).0), 1125.0);
    let hollow = both(cube(), turned(cuboid([2.0; 3], [4.0; 3])));
    assert_eq!(volume(&mended(&turned(hollow)).0), 936.0, "a cavity stays a cavity");
}

#[test]
fn cracks_are_closed_within_the_tolerance_only() {
    let mut cracked = torn(&torus(40, 20));
    let whole = volume(&cracked);
    for (index, position) in cracked.positions.iter_mut().enumerate() {
        position[index % 3] += [0.002, -0.003, 0.001, 0.0][index % 4];
    }
    let (mesh, proof) = mended(&cracked);
    assert_eq!((mesh.triangles.len(), mesh.positions.len()), (1600, 800));
    assert!(proof.to_mended_mm > 0.0 && (volume(&mesh) / whole - 1.0).abs() < 1e-3);
    let mut wide = torn(&cube());
    wide.positions.iter_mut().enumerate().for_each(|(index, position)| position[0] += 0.4 * (index % 7) as f32);
    // Gaps of up to 2.4 mm stay open, and then every triangle is a sheet by itself.
    assert_eq!(reason(&wide), Some(Reason::NotASolid));
}

#[test]
fn a_vertex_on_an_edge_splits_it() {
    let mut mesh = cube();
    let [a, b, c] = mesh.triangles[0];
    let [p, q] = [a, b].map(|vertex| mesh.positions[vertex as usize]);
    mesh.positions.push(std::array::from_fn(|axis| (p[axis] + q[axis]) / 2.0));
    mesh.triangles.splice(0..1, [[a, 8, c], [8, b, c]]);
    let (sound, proof) = mended(&mesh);
    assert_eq!((sound.triangles.len(), volume(&sound)), (14, 1000.0));
    assert_eq!((proof.hausdorff_mm, proof.filled_mm2), (0.0, 0.0));
}

#[test]
fn repeats_fins_and_walls_go() {
    let mut mesh = cube();
    mesh.positions.push([-0.5, -0.5, 5.0]);
    // Twice the same, once turned; and a fin on the edge from the origin upwards.
    mesh.triangles.extend([mesh.triangles[3], turned(cube()).triangles[5], [0, 4, 8]]);
    let outcome = mend(&mesh);
    assert_eq!(steps(&outcome), "drop-repeats x2, drop-walls x1");
    assert_eq!(mended(&mesh).0.triangles, cube().triangles);
    let mut parted = cube();
    parted.triangles.extend([[0, 1, 7], [0, 7, 6]]);
    assert_eq!(steps(&mend(&parted)), "drop-walls x1");
    assert_eq!(mended(&parted).0.triangles, cube().triangles);
}

#[test]
fn bodies_that_overlap_become_one() {
    let mesh = both(cube(), cuboid([5.0, 5.0, 5.0], [10.0; 3]));
    let (united, proof) = mended(&mesh);
    assert_eq!(volume(&united), 1875.0);
    assert!(proof.probes > 20 && proof.probes == proof.probes_agree);
    assert_eq!(proof.left_out_mm2, 150.0);
    assert_eq!(said(&inspect::inspect(&of_mesh(united))), "");
}

#[test]
fn colours_names_and_the_picture_stay_where_they_were() {
    let mut mesh = both(cuboid([0.0; 3], [10.0; 3]), cuboid([20.0, 0.0, 0.0], [5.0; 3]));
    mesh.colors = (0..16u8).map(|index| [index, 10 * index, 255, 255]).collect();
    mesh.uvs = (0..16u8).map(|index| [f32::from(index), 0.5]).collect();
    let part = |name: &str, triangles| Part { name: name.to_owned(), triangles, color: None, source: String::new() };
    mesh.parts = vec![part("large", 0..10), part("small", 10..22)];
    mesh.triangles.drain(2..4);
    let (sound, _) = mended(&mesh);
    assert_eq!((sound.colors, sound.uvs), (mesh.colors, mesh.uvs));
    assert_eq!(sound.parts, [part("large", 0..12), part("small", 12..24)]);
}

#[test]
fn united_bodies_wear_what_they_wore() {
    let mut mesh = both(cube(), cuboid([5.0, 5.0, 5.0], [10.0; 3]));
    mesh.colors = (0..16).map(|index| if index < 8 { [255, 0, 0, 255] } else { [0, 0, 255, 255] }).collect();
    let (united, _) = mended(&mesh);
    for (position, color) in united.positions.iter().zip(&united.colors) {
        let is_red = position.iter().any(|&value| value < 5.0);
        let is_blue = position.iter().any(|&value| value > 10.0);
        assert!(
            *color == [255, 0, 0, 255] && !is_blue || *color == [0, 0, 255, 255] && !is_red,
            "{position:?} {color:?}"
        );
    }
}

#[test]
fn what_is_no_solid_is_refused_and_said_why() {
    let sheet = Mesh {
        positions: (0..25)
            .map(|index| [(index % 5) as f32, (index / 5) as f32, ((index * 7) % 3) as f32 * 0.1])
            .collect(),
        triangles: (0..16)
            .flat_map(|cell| {
                let corner = cell / 4 * 5 + cell % 4;
                [[corner, corner + 1, corner + 6], [corner, corner + 6, corner + 5]]
            })
            .collect(),
        ..Mesh::default()
    };
    assert_eq!(reason(&sheet), Some(Reason::NotASolid));
    let strip = |index: u32, steps: u32| {
        let along = index as f32 / steps as f32 * std::f32::consts::TAU;
        [-2.0f32, 2.0].map(|across| {
            let reach = 10.0 + across * (along / 2.0).cos();
            [reach * along.cos(), reach * along.sin(), across * (along / 2.0).sin()]
        })
    };
    let positions = (0..30).flat_map(|index| strip(index, 30)).collect();
    let twist = |index: u32| if index < 60 { index } else { [1, 0][index as usize - 60] };
    let triangles = (0..30).flat_map(|step| {
        let [a, b, c, d] = [2 * step, 2 * step + 1, twist(2 * step + 2), twist(2 * step + 3)];
        [[a, c, b], [b, c, d]]
    });
    let strip = Mesh { positions, triangles: triangles.collect(), ..Mesh::default() };
    assert_eq!(reason(&strip), Some(Reason::OneSided));
    let small = Options { triangles_max: 10, ..Options::default() };
    let outcome = mend::mend(&of_mesh(cube()), &small);
    assert_eq!(outcome.refused.map(|refusal| refusal.reason), Some(Reason::TooLarge));
    assert_eq!(reason(&Mesh::default()), Some(Reason::Nothing));
}

#[test]
fn bodies_that_only_touch_along_an_edge_stay_as_they_are() {
    let touching = both(cube(), cuboid([10.0, 10.0, 0.0], [5.0, 5.0, 10.0]));
    let outcome = mend(&touching);
    assert_eq!(outcome.refused.as_ref().map(|refusal| refusal.reason), Some(Reason::StillFaulty));
    assert!(outcome.refused.is_some_and(|refusal| refusal.sentence.contains("Bodies touch along 1 edge")));
    assert!(outcome.pattern.is_none() && outcome.steps.is_empty());
}

/// A fixed generator, so that a case is told by its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % count.max(1) as u64) as usize
    }
}

/// Takes away, turns, doubles and tears triangles.
fn damaged(mut mesh: Mesh, seed: u64, each: usize) -> Mesh {
    let mut dice = Dice(seed);
    for _ in 0..each {
        let count = mesh.triangles.len();
        mesh.triangles.swap_remove(dice.below(count));
        mesh.triangles[dice.below(count - 1)].swap(0, 1);
        mesh.triangles.push(mesh.triangles[dice.below(count - 1)]);
    }
    let mut mesh = torn(&mesh);
    for _ in 0..each {
        let count = mesh.positions.len();
        mesh.positions[dice.below(count)][dice.below(3)] += 1e-3;
    }
    mesh
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_solid_is_sound_again_and_mending_twice_is_mending_once(seed in any::<u64>(), kind in 0..3usize) {
        let whole = [ball(20, 40), torus(36, 18), both(torus(24, 12), cuboid([100.0, 0.0, 0.0], [9.0; 3]))][kind].clone();
        let (mesh, proof) = mended(&damaged(whole.clone(), seed, 6));
        let share = volume(&mesh) / volume(&whole);
        prop_assert!((0.98..1.02).contains(&share), "{share}");
        prop_assert!(proof.volume_moved_mm3.abs() <= proof.tolerance_mm * proof.before.area_mm2);
        let again = mend(&mesh);
        prop_assert!(again.steps.is_empty() && again.refused.is_none(), "{:?} {:?}", again.steps, again.refused);
    }

    #[test]
    fn a_cube_of_which_a_quarter_is_damaged_is_mended_to_a_cube_or_refused(seed in any::<u64>()) {
        let outcome = mend(&damaged(cube(), seed, 1));
        match outcome.proof {
            Some(proof) => {
                let facts = proof.after.mesh.expect("facts");
                prop_assert!((990.0..1010.0).contains(&facts.volume_mm3), "{}", facts.volume_mm3);
            }
            None => prop_assert!(outcome.refused.is_some()),
        }
    }

    #[test]
    fn triangles_thrown_at_random_are_mended_with_proof_or_refused(
        corners in prop::collection::vec(prop::array::uniform3(0..4u8), 3..90),
        size in 1e-3..1e3f32,
    ) {
        let positions = corners.iter().map(|corner| corner.map(|value| size * f32::from(value))).collect();
        let triangles = (0..corners.len() as u32 / 3).map(|index| [3 * index, 3 * index + 1, 3 * index + 2]).collect();
        let outcome = mend(&Mesh { positions, triangles, ..Mesh::default() });
        if let Some(proof) = outcome.proof {
            let mesh = proof.mesh.expect("of a mesh");
            prop_assert!(proof.after.verdict != Verdict::Fail && mesh.hausdorff_mm.is_finite());
            prop_assert!(mesh.to_mended_mm.max(mesh.to_original_mm) <= mesh.tolerance_mm);
        } else {
            prop_assert!(outcome.pattern.is_none() && (outcome.refused.is_some() || outcome.steps.is_empty()));
        }
    }

    #[test]
    fn one_core_gives_the_same_as_many(seed in any::<u64>()) {
        let mesh = damaged(both(ball(12, 24), cuboid([0.0; 3], [30.0; 3])), seed, 4);
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let one = alone.install(|| mend(&mesh));
        let many = mend(&mesh);
        prop_assert_eq!(one.steps, many.steps);
        let bytes = |outcome: &Option<Pattern>| match outcome {
            Some(Pattern::Mesh(mesh)) => stl::write(mesh),
            _ => Vec::new(),
        };
        prop_assert!(bytes(&one.pattern) == bytes(&many.pattern));
    }
}
