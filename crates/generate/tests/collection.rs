//! Every piece of the collection, made and looked at as a stranger's checker would.

use std::collections::{HashMap, HashSet};

use generate::{Piece, collection, creators};
use pattern::{Drawing, Kind, Mesh, Pattern};

/// What is wrong with a mesh as a solid, in words; nothing where it is whole.
fn faults(mesh: &Mesh) -> Vec<String> {
    let mut faults = Vec::new();
    if mesh.positions.iter().flatten().any(|value| !value.is_finite()) {
        faults.push("a coordinate is not finite".to_owned());
    }
    if mesh.triangles.as_flattened().iter().any(|&index| index as usize >= mesh.positions.len()) {
        return vec!["an index is out of range".to_owned()];
    }
    let mut welded = HashMap::new();
    let ids: Vec<u32> = mesh
        .positions
        .iter()
        .map(|position| {
            let next = welded.len() as u32;
            *welded.entry(position.map(f32::to_bits)).or_insert(next)
        })
        .collect();
    let mut edges: HashMap<(u32, u32), (u32, u32)> = HashMap::new();
    for triangle in &mesh.triangles {
        let corners = triangle.map(|index| ids[index as usize]);
        for k in 0..3 {
            let (a, b) = (corners[k], corners[(k + 1) % 3]);
            let seen = edges.entry((a.min(b), a.max(b))).or_default();
            if a < b { seen.0 += 1 } else { seen.1 += 1 }
        }
    }
    let count = |wrong: fn(&(u32, u32)) -> bool| edges.values().filter(|seen| wrong(seen)).count();
    let (open, crowded, turned) = (
        count(|seen| seen.0 + seen.1 == 1),
        count(|seen| seen.0 + seen.1 > 2),
        count(|seen| seen.0 + seen.1 == 2 && seen.0 != seen.1),
    );
    if open + crowded + turned > 0 {
        faults.push(format!("{open} open, {crowded} crowded and {turned} turned edges"));
    }
    if volume(mesh) <= 0.0 {
        faults.push("it is inside out".to_owned());
    }
    faults
}

fn volume(mesh: &Mesh) -> f64 {
    let volume = |index: usize| {
        let [a, b, c] = mesh.corners(index).map(|corner| corner.map(f64::from));
        let cross = [b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]];
        (a[0] * cross[0] + a[1] * cross[1] + a[2] * cross[2]) / 6.0
    };
    (0..mesh.triangles.len()).map(volume).sum()
}

/// What is wrong with a drawing as a sheet.
fn drawing_faults(drawing: &Drawing) -> Vec<String> {
    let mut faults = Vec::new();
    let Some([x, y, width, height]) = drawing.sheet else {
        return vec!["it has no sheet".to_owned()];
    };
    let Some(bounds) = drawing.bounds() else {
        return vec!["it has no paths".to_owned()];
    };
    if bounds.iter().any(|value| !value.is_finite()) {
        faults.push("a coordinate is not finite".to_owned());
    }
    // A repeat reaches over its tile, so that it meets itself.
    let slack = if drawing.repeat { width.max(height) } else { 0.01 };
    if bounds[0] < x - slack || bounds[1] < y - slack || bounds[2] > x + width + slack || bounds[3] > y + height + slack
    {
        faults.push(format!("{bounds:?} leaves the sheet {width} x {height}"));
    }
    if drawing.paths.iter().any(|path| path.geometry.elements().len() < 2 || path.layer >= drawing.layers.len()) {
        faults.push("a path is empty or names no layer".to_owned());
    }
    faults
}

fn made() -> impl Iterator<Item = (Piece, Pattern)> {
    collection().into_iter().map(|piece| {
        let pattern = (piece.make)();
        (piece, pattern)
    })
}

#[test]
fn every_piece_that_is_not_broken_on_purpose_is_whole() {
    let mut wrong = Vec::new();
    for (piece, pattern) in made() {
        let faults = match &pattern {
            Pattern::Mesh(mesh) => faults(mesh),
            Pattern::Drawing(drawing) => drawing_faults(drawing),
            Pattern::Raster(_) => vec!["it is a raster".to_owned()],
        };
        if piece.broken.is_none() && !faults.is_empty() {
            wrong.push(format!("{}: {}", piece.slug, faults.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mesh_has_between_100_and_200_000_triangles_and_stands_on_the_ground() {
    let mut wrong = Vec::new();
    for (piece, pattern) in made() {
        let Pattern::Mesh(mesh) = pattern else {
            continue;
        };
        let bounds = mesh.bounds().unwrap();
        if !(100..=200_000).contains(&mesh.triangles.len()) || bounds[2].abs() > 1e-3 {
            wrong.push(format!("{}: {} triangles, from z = {}", piece.slug, mesh.triangles.len(), bounds[2]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_piece_is_the_same_each_time_it_is_made() {
    for (piece, first) in made() {
        let second = (piece.make)();
        assert_eq!(format!("{first:?}"), format!("{second:?}"), "{}", piece.slug);
    }
}

#[test]
fn what_a_piece_says_is_complete_and_its_own() {
    let (mut slugs, mut titles, mut texts) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (piece, pattern) in made() {
        let slug = piece.slug;
        assert!(slugs.insert(slug), "{slug} twice");
        assert!(titles.insert(piece.title), "{slug}: the title is taken");
        assert!(texts.insert(piece.description), "{slug}: the description is taken");
        assert!(slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{slug}");
        assert!(piece.creator < creators().len(), "{slug}: nobody made it");
        assert!(piece.title.chars().count() <= 40, "{slug}: the title is long");
        assert!(
            (2..=4).contains(&piece.description.matches(['.', '?']).count().min(4)),
            "{slug}: two to four sentences"
        );
        assert!(!piece.description.contains('!'), "{slug} shouts");
        assert!(
            piece.tags.len() >= 2 && !piece.size.is_empty() && !piece.material.is_empty(),
            "{slug}: a fact is missing"
        );
        assert!(
            !piece.offers.is_empty() && piece.offers.iter().all(|offer| offer.price_minor >= 0),
            "{slug}: no offer"
        );
        let kind = match pattern {
            Pattern::Mesh(_) => Kind::Mesh,
            Pattern::Drawing(_) => Kind::Drawing,
            Pattern::Raster(_) => Kind::Raster,
        };
        assert_eq!(kind, piece.kind(), "{slug}: its format carries something else");
    }
}

#[test]
fn the_size_that_is_told_is_the_size_it_has() {
    let mut wrong = Vec::new();
    for (piece, pattern) in made() {
        let spans: Vec<f64> = match &pattern {
            Pattern::Mesh(mesh) => {
                let bounds = mesh.bounds().unwrap();
                (0..3).map(|axis| f64::from(bounds[axis + 3] - bounds[axis])).collect()
            }
            Pattern::Drawing(drawing) => drawing.sheet.map(|sheet| vec![sheet[2], sheet[3]]).unwrap_or_default(),
            Pattern::Raster(_) => continue,
        };
        let told: Vec<f64> =
            piece.size.trim_end_matches(" mm").split(" x ").filter_map(|span| span.parse().ok()).collect();
        let near = told.len() == spans.len()
            && told
                .iter()
                .zip(&spans)
                .all(|(told, span)| (told - span).abs() < 1.01 || (told - span).abs() < 0.01 * span);
        if !near {
            let spans: Vec<String> = spans.iter().map(|span| format!("{span:.0}")).collect();
            wrong.push(format!("{}: says {}, is {} mm", piece.slug, piece.size, spans.join(" x ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_broken_on_purpose_shows_it() {
    let mut kinds = HashSet::new();
    for (piece, pattern) in made().filter(|(piece, _)| piece.broken.is_some()) {
        let shows = match &pattern {
            Pattern::Mesh(mesh) => {
                let bounds = mesh.bounds().unwrap();
                !faults(mesh).is_empty() || bounds[3] - bounds[0] < 10.0
            }
            Pattern::Drawing(drawing) => {
                let texts: Vec<String> = drawing.paths.iter().map(|path| path.geometry.to_svg()).collect();
                let twice = texts.iter().collect::<HashSet<_>>().len() < texts.len();
                let open = drawing
                    .paths
                    .iter()
                    .zip(&texts)
                    .any(|(path, text)| drawing.layers[path.layer].name == "cut" && !text.ends_with('Z'));
                twice || open || piece.broken == Some("a contour that crosses itself")
            }
            Pattern::Raster(_) => false,
        };
        assert!(shows, "{} is not broken", piece.slug);
        kinds.insert(piece.broken);
    }
    assert_eq!(kinds.len(), 7, "one piece for each kind of damage");
}

#[test]
fn a_crossed_outline_crosses_itself() {
    let whole = generate::plate::name_plate("No 12", 120.0, 60.0);
    let crossed = generate::damage::crossed(whole.clone());
    let crossings = |drawing: &Drawing| -> usize {
        let cross = |a: kurbo::Point, b: kurbo::Point, p: kurbo::Point, q: kurbo::Point| {
            let side = |o: kurbo::Point| (b - a).cross(o - a);
            let other = |o: kurbo::Point| (q - p).cross(o - p);
            side(p) * side(q) < 0.0 && other(a) * other(b) < 0.0
        };
        let lines: Vec<kurbo::Line> = drawing.paths[0]
            .geometry
            .segments()
            .filter_map(|segment| match segment {
                kurbo::PathSeg::Line(line) => Some(line),
                _ => None,
            })
            .collect();
        let pairs = lines.iter().enumerate().flat_map(|(i, a)| lines[i + 1..].iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| cross(a.p0, a.p1, b.p0, b.p1)).count()
    };
    assert_eq!(crossings(&whole), 0);
    assert!(crossings(&crossed) > 0);
}
