//! Seventeen kinds of damage planted in forty clean meshes: each is found, at its place, and the clean ones are left alone.
#![allow(clippy::expect_used)] // A shape that cannot be damaged ends the test.

mod shapes;

use inspect::inspect;
use pattern::Mesh;
use shapes::{of_mesh, said, torus};

/// Clean meshes.
const MESHES: usize = 40;
/// How far from the planted damage its place may be, in edges of the mesh thereabouts: what is a hole is told by the middle
/// of its rim, what is a triangle by its own.
const EDGES_MAX: f64 = 3.0;

/// The tube of a torus is so thick, mm.
const TUBE_MM: f32 = 20.0;

/// Plants damage with the generator's help; gives where it is.
type Plant = fn(&mut Mesh, &mut Dice) -> [f32; 3];

/// A kind, the code that tells of it, and how it is planted.
const KINDS: [(&str, &str, Plant); 17] = [
    ("a triangle missing", "M302", missing_triangle),
    ("a vertex's triangles missing", "M302", missing_fan),
    ("a fin", "M303", fin),
    ("a triangle turned round", "M304", turned_triangle),
    ("inside out", "M305", inside_out),
    ("a triangle without area", "M306", needle),
    ("a triangle twice", "M307", twice),
    ("a loose body", "M308", loose_body),
    ("bodies that touch in a point", "M309", touching_body),
    ("a spike through the other side", "M312", spike),
    ("a seam with a gap", "M314", seam),
    ("a corner on an edge", "M315", corner_on_edge),
    ("a body through the surface", "M318", crossing_body),
    ("a body inside", "M320", swallowed_body),
    ("a hollow", "M321", hollow),
    ("a row of needles", "M322", needles),
    ("a flap folded onto the surface", "M323", flap),
];

/// A linear congruential generator: the same damage every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % count as u64) as usize
    }
}

/// A torus whose rows, columns, place and stance depend on `index`.
fn clean(index: usize) -> Mesh {
    let mut mesh = torus(12 + index as u32 % 9, 8 + index as u32 % 5);
    let (sin, cos) = (index as f32 * 0.7).sin_cos();
    for [x, y, z] in &mut mesh.positions {
        (*x, *y) = (*x * cos - *y * sin + index as f32, *x * sin + *y * cos);
        (*y, *z) = (*y * cos - *z * sin, *y * sin + *z * cos + 3.0);
    }
    mesh
}

fn middle(mesh: &Mesh, triangle: [u32; 3]) -> [f32; 3] {
    let corners = triangle.map(|vertex| mesh.positions[vertex as usize]);
    std::array::from_fn(|axis| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 3.0)
}

fn missing_triangle(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let at = dice.below(mesh.triangles.len());
    let triangle = mesh.triangles.remove(at);
    middle(mesh, triangle)
}

fn missing_fan(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let vertex = dice.below(mesh.positions.len()) as u32;
    mesh.triangles.retain(|triangle| !triangle.contains(&vertex));
    mesh.positions[vertex as usize]
}

fn fin(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let [a, b, c] = mesh.triangles[dice.below(mesh.triangles.len())];
    let corners = [a, b, c].map(|vertex| mesh.positions[vertex as usize]);
    let normal = normal(corners);
    let [x, y, z] = middle(mesh, [a, b, a]);
    let tip = [x + normal[0], y + normal[1], z + normal[2]];
    mesh.positions.push(tip);
    mesh.triangles.push([a, b, mesh.positions.len() as u32 - 1]);
    let [p, q, _] = corners;
    std::array::from_fn(|axis| (p[axis] + q[axis]) / 2.0)
}

fn turned_triangle(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let at = dice.below(mesh.triangles.len());
    mesh.triangles[at].swap(0, 1);
    middle(mesh, mesh.triangles[at])
}

fn inside_out(mesh: &mut Mesh, _: &mut Dice) -> [f32; 3] {
    mesh.triangles.iter_mut().for_each(|triangle| triangle.swap(0, 1));
    mesh.positions[0]
}

fn needle(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    // An edge is split on one side, and a triangle without area closes the gap.
    let at = dice.below(mesh.triangles.len());
    let triangle = mesh.triangles.swap_remove(at);
    let [a, b, c] = triangle;
    let [p, q] = [a, b].map(|vertex| mesh.positions[vertex as usize]);
    // Halfway between numbers of few digits nothing is rounded.
    let short = |value: f32| (value * 1024.0).round() / 1024.0;
    for (vertex, point) in [(a, p), (b, q)] {
        mesh.positions[vertex as usize] = point.map(short);
    }
    let half: [f32; 3] = std::array::from_fn(|axis| (short(p[axis]) + short(q[axis])) / 2.0);
    mesh.positions.push(half);
    let new = mesh.positions.len() as u32 - 1;
    mesh.triangles.extend([[a, new, c], [new, b, c], [a, b, new]]);
    half
}

fn twice(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let triangle = mesh.triangles[dice.below(mesh.triangles.len())];
    mesh.triangles.push(triangle);
    middle(mesh, triangle)
}

/// A tetrahedron of 1 mm with one corner at `tip`, that lies beyond it along `away`; faces point out.
fn tetrahedron(mesh: &mut Mesh, tip: u32, away: [f32; 3]) {
    let base = mesh.positions[tip as usize];
    let aside = if away[0].abs() < 0.5 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
    let u = unit(cross(away, aside));
    let v = cross(away, u);
    let corner =
        |s: f32, t: f32| std::array::from_fn(|axis| base[axis] + away[axis] + 0.3 * (s * u[axis] + t * v[axis]));
    let first = mesh.positions.len() as u32;
    mesh.positions.extend([corner(1.0, 0.0), corner(-0.5, 0.8), corner(-0.5, -0.8)]);
    let [a, b, c] = [first, first + 1, first + 2];
    mesh.triangles.extend([[a, b, c], [tip, b, a], [tip, c, b], [tip, a, c]]);
}

fn loose_body(mesh: &mut Mesh, _: &mut Dice) -> [f32; 3] {
    let far = mesh.positions.iter().map(|position| position[0]).fold(f32::MIN, f32::max) + 20.0;
    mesh.positions.push([far, 0.0, 0.0]);
    tetrahedron(mesh, mesh.positions.len() as u32 - 1, [1.0, 0.0, 0.0]);
    [far, 0.0, 0.0]
}

fn touching_body(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let vertex = mesh.triangles[dice.below(mesh.triangles.len())][0];
    let star: Vec<[u32; 3]> = mesh.triangles.iter().copied().filter(|triangle| triangle.contains(&vertex)).collect();
    let normals = star.iter().map(|triangle| normal(triangle.map(|vertex| mesh.positions[vertex as usize])));
    let away = unit(normals.fold([0.0; 3], |sum, normal| std::array::from_fn(|axis| sum[axis] + normal[axis])));
    tetrahedron(mesh, vertex, away);
    mesh.positions[vertex as usize]
}

/// A point `depth` mm below the middle of a triangle.
fn below(mesh: &Mesh, triangle: [u32; 3], depth: f32) -> ([f32; 3], [f32; 3]) {
    let out = normal(triangle.map(|vertex| mesh.positions[vertex as usize]));
    let place = middle(mesh, triangle);
    (std::array::from_fn(|axis| place[axis] - depth * out[axis]), out)
}

fn crossing_body(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let triangle = mesh.triangles[dice.below(mesh.triangles.len())];
    let (tip, out) = below(mesh, triangle, 0.5);
    mesh.positions.push(tip);
    tetrahedron(mesh, mesh.positions.len() as u32 - 1, out);
    tip
}

fn swallowed_body(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let triangle = mesh.triangles[dice.below(mesh.triangles.len())];
    let (tip, out) = below(mesh, triangle, 5.0);
    mesh.positions.push(tip);
    tetrahedron(mesh, mesh.positions.len() as u32 - 1, out);
    tip
}

fn hollow(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let place = swallowed_body(mesh, dice);
    let first = mesh.triangles.len() - 4;
    mesh.triangles[first..].iter_mut().for_each(|triangle| triangle.swap(0, 1));
    place
}

fn needles(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    // An edge gets corners close to one end, on both of its triangles, so that fans of needles come to be.
    let at = dice.below(mesh.triangles.len());
    let [a, b, c] = mesh.triangles[at];
    let other = mesh
        .triangles
        .iter()
        .position(|triangle| (0..3).any(|corner| triangle[corner] == b && triangle[(corner + 1) % 3] == a));
    let other = other.expect("a neighbour");
    let d = *mesh.triangles[other].iter().find(|vertex| ![a, b].contains(vertex)).expect("a corner");
    let [p, q] = [a, b].map(|vertex| mesh.positions[vertex as usize]);
    let steps = (1..=12).map(|step| {
        let share = step as f32 * 2e-4;
        std::array::from_fn(|axis| p[axis] + share * (q[axis] - p[axis]))
    });
    let first = mesh.positions.len() as u32;
    mesh.positions.extend(steps);
    let mut row = vec![a];
    row.extend(first..first + 12);
    row.push(b);
    mesh.triangles.swap_remove(at.max(other));
    mesh.triangles.swap_remove(at.min(other));
    mesh.triangles.extend(row.windows(2).flat_map(|pair| [[pair[0], pair[1], c], [pair[1], pair[0], d]]));
    p
}

fn flap(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    // A triangle is cut in three round a point of its plane that lies beyond one of its sides.
    let at = dice.below(mesh.triangles.len());
    let [a, b, c] = mesh.triangles.swap_remove(at);
    let (half, far) = (middle_of(mesh, b, c), mesh.positions[a as usize]);
    let beyond = std::array::from_fn(|axis| half[axis] + 0.4 * (half[axis] - far[axis]));
    mesh.positions.push(beyond);
    let new = mesh.positions.len() as u32 - 1;
    mesh.triangles.extend([[a, b, new], [b, c, new], [c, a, new]]);
    beyond
}

fn spike(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let triangle = mesh.triangles[dice.below(mesh.triangles.len())];
    let inward = normal(triangle.map(|vertex| mesh.positions[vertex as usize])).map(|side| -side);
    let place = mesh.positions[triangle[0] as usize];
    let inward_by = |mm: f32| std::array::from_fn(|axis| place[axis] + mm * inward[axis]);
    mesh.positions[triangle[0] as usize] = inward_by(TUBE_MM + 5.0);
    inward_by(TUBE_MM)
}

fn seam(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    // Half of a vertex's triangles move a hundredth of a millimetre away with a vertex of their own.
    let vertex = mesh.triangles[dice.below(mesh.triangles.len())][0];
    let place = mesh.positions[vertex as usize];
    mesh.positions.push(place.map(|side| side + 0.01));
    let copy = mesh.positions.len() as u32 - 1;
    let star = mesh.triangles.iter_mut().filter(|triangle| triangle.contains(&vertex));
    for triangle in star.take(2) {
        *triangle = triangle.map(|corner| if corner == vertex { copy } else { corner });
    }
    place
}

fn corner_on_edge(mesh: &mut Mesh, dice: &mut Dice) -> [f32; 3] {
    let at = dice.below(mesh.triangles.len());
    let [a, b, c] = mesh.triangles.swap_remove(at);
    let half = middle_of(mesh, a, b);
    mesh.positions.push(half);
    let new = mesh.positions.len() as u32 - 1;
    mesh.triangles.extend([[a, new, c], [new, b, c]]);
    half
}

fn middle_of(mesh: &Mesh, a: u32, b: u32) -> [f32; 3] {
    let [p, q] = [a, b].map(|vertex| mesh.positions[vertex as usize]);
    std::array::from_fn(|axis| (p[axis] + q[axis]) / 2.0)
}

fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(a: [f32; 3]) -> [f32; 3] {
    let length = a.iter().map(|side| side * side).sum::<f32>().sqrt();
    a.map(|side| side / length)
}

fn normal([a, b, c]: [[f32; 3]; 3]) -> [f32; 3] {
    let minus = |p: [f32; 3], q: [f32; 3]| std::array::from_fn(|axis| p[axis] - q[axis]);
    unit(cross(minus(b, a), minus(c, a)))
}

fn distance(a: [f32; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|axis| (f64::from(a[axis]) - b[axis]).powi(2)).sum::<f64>().sqrt()
}

/// The longest edge of a mesh, mm.
fn edge(mesh: &Mesh) -> f64 {
    let length = |[a, b, _]: [u32; 3]| distance(mesh.positions[a as usize], mesh.positions[b as usize].map(f64::from));
    mesh.triangles.iter().copied().map(length).fold(0.0, f64::max)
}

#[test]
fn clean_meshes_raise_no_alarm() {
    let alarms: Vec<String> =
        (0..MESHES).map(|index| said(&inspect(&of_mesh(clean(index))))).filter(|said| !said.is_empty()).collect();
    assert_eq!(alarms, Vec::<String>::new(), "of {MESHES}");
}

#[test]
fn planted_damage_is_found_at_its_place() {
    println!("{:<32} {:>6} {:>7} {:>16} {:>9}", "damage", "code", "recall", "mean error, mm", "largest");
    for (kind, code, plant) in KINDS {
        let (mut found, mut errors) = (0, Vec::new());
        for index in 0..MESHES {
            let mut mesh = clean(index);
            let scale = edge(&mesh);
            let planted = plant(&mut mesh, &mut Dice(index as u64 + 1));
            let report = inspect(&of_mesh(mesh));
            let Some(finding) = report.findings.iter().find(|finding| finding.code == code) else {
                println!("{kind} in {index}: {}", said(&report));
                continue;
            };
            found += 1;
            let places = finding.at.iter().filter_map(|place| place.mm);
            let error = places.map(|place| distance(planted, place)).fold(f64::MAX, f64::min);
            // A whole body has no place of its own.
            if code != "M305" {
                assert!(error <= EDGES_MAX * scale, "{kind} in {index}: {error} mm off, an edge has {scale} mm");
                errors.push(error);
            }
        }
        let mean = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
        let largest = errors.iter().copied().fold(0.0, f64::max);
        println!("{kind:<32} {code:>6} {:>7.3} {mean:>16.3} {largest:>9.3}", f64::from(found) / MESHES as f64);
        assert_eq!(found, MESHES as i32, "{kind}");
    }
}
