//! What each fuzz target does with its bytes: it reads them and holds the reader to what its types promise.
//!
//! The targets call these under libFuzzer; `tests/fuzz_entries.rs` calls them on seeds and on what was once found.

use pattern::drawing::{dxf, svg};
use pattern::mesh::{amf, gltf, obj, off, ply, stl, threemf};
use pattern::{Archive, ArchiveLimits, Budget, Drawing, Findings, Format, Mesh, Pattern, Raster, raster};

/// A target: its name, which is that of its folder of seeds, and what it does.
pub type Entry = (&'static str, fn(&[u8]));

/// Every target.
pub const ENTRIES: [Entry; 12] = [
    ("read", any),
    ("stl", |bytes| mesh(bytes, |bytes, budget, findings| Some(stl::read(bytes, budget, findings)?.0))),
    ("obj", |bytes| mesh(bytes, |bytes, budget, findings| Some(obj::read(bytes, budget, findings)?.0))),
    ("ply", |bytes| mesh(bytes, |bytes, budget, findings| Some(ply::read(bytes, budget, findings)?.0))),
    ("off", |bytes| mesh(bytes, |bytes, budget, findings| Some(off::read(bytes, budget, findings)?.0))),
    ("threemf", |bytes| mesh(bytes, |bytes, budget, findings| Some(threemf::read(bytes, budget, findings)?.0))),
    ("amf", |bytes| mesh(bytes, |bytes, budget, findings| Some(amf::read(bytes, budget, findings)?.0))),
    ("gltf", |bytes| mesh(bytes, |bytes, budget, findings| Some(gltf::read(bytes, budget, findings)?.0))),
    ("svg", svg_and_back),
    ("dxf", dxf_and_back),
    ("raster", pictures),
    ("archive", archive),
];

/// Runs the entry called `name`.
///
/// # Panics
/// Where there is none of that name, or a promise is broken.
#[allow(dead_code)] // The test goes over all of them instead.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, entry) = ENTRIES.iter().find(|(known, _)| *known == name).expect("an entry of this name");
    entry(bytes);
}

/// Small enough that no input of 64 KB takes a second, however it unfolds.
fn budget() -> Budget {
    Budget {
        bytes_max: 64 << 10,
        triangles_max: 100_000,
        vertices_max: 100_000,
        nodes_max: 20_000,
        pixels_max: 1 << 20,
        unpacked_bytes_max: 4 << 20,
        ..Budget::default()
    }
}

fn any(bytes: &[u8]) {
    match pattern::read(bytes, None, &budget()).pattern {
        Some(Pattern::Mesh(mesh)) => check_mesh(&mesh),
        Some(Pattern::Drawing(drawing)) => check_drawing(&drawing),
        Some(Pattern::Raster(raster)) => check_raster(&raster),
        None => {}
    }
}

fn mesh(bytes: &[u8], read: impl Fn(&[u8], &Budget, &mut Findings) -> Option<Mesh>) {
    let budget = budget();
    if let Some(mesh) = read(bytes, &budget, &mut Findings::new(budget.places_max)) {
        check_mesh(&mesh);
    }
}

fn svg_and_back(bytes: &[u8]) {
    if let Some((drawing, _)) = svg::read(bytes, &budget(), &mut Findings::new(20)) {
        check_drawing(&drawing);
        let written = svg::write(&drawing);
        if !drawing.paths.is_empty() {
            let again = svg::read(written.as_bytes(), &Budget::default(), &mut Findings::new(20));
            assert!(again.is_some(), "what is written is read again");
        }
    }
}

fn dxf_and_back(bytes: &[u8]) {
    if let Some((drawing, _)) = dxf::read(bytes, &budget(), &mut Findings::new(20)) {
        check_drawing(&drawing);
        let written = dxf::write(&drawing);
        let again = dxf::read(written.as_bytes(), &Budget::default(), &mut Findings::new(20));
        let (again, _) = again.expect("what is written is read again");
        check_drawing(&again);
    }
}

fn pictures(bytes: &[u8]) {
    let budget = budget();
    for format in [Format::Png, Format::Jpeg, Format::Webp] {
        if let Some(raster) = raster::read(bytes, format, &budget, &mut Findings::new(budget.places_max)) {
            check_raster(&raster);
        }
    }
}

/// What comes out is as long as it claims to be, and no more than the limit in all.
fn archive(bytes: &[u8]) {
    let limits = ArchiveLimits { entries_max: 100, unpacked_bytes_max: 4 << 20 };
    let Ok(mut archive) = Archive::open(std::io::Cursor::new(bytes), &limits) else { return };
    let entries = archive.entries().to_vec();
    assert!(entries.len() <= limits.entries_max);
    let mut unpacked_bytes = 0;
    for entry in &entries {
        assert!(!entry.path.starts_with('/') && !entry.path.contains('\\') && entry.shown().chars().count() <= 101);
        assert!(entry.leads_out || entry.path.split('/').all(|step| step != ".." && !step.is_empty()));
        let mut out = Vec::new();
        if archive.unpack(entry, &mut out).is_ok() {
            assert_eq!(out.len() as u64, entry.bytes);
        }
        unpacked_bytes += out.len() as u64;
    }
    assert!(
        unpacked_bytes <= limits.unpacked_bytes_max + bytes.len() as u64 * 1_100,
        "damaged ones give what they hold"
    );
    let _ = archive.is_package();
    let _ = archive.check(entries.iter());
}

fn check_mesh(mesh: &Mesh) {
    assert!(mesh.positions.as_flattened().iter().all(|value| value.is_finite()));
    assert!(mesh.uvs.as_flattened().iter().all(|value| value.is_finite()));
    assert!(mesh.triangles.as_flattened().iter().all(|&index| (index as usize) < mesh.positions.len()));
    assert!(mesh.colors.is_empty() || mesh.colors.len() == mesh.positions.len());
    assert!(mesh.uvs.is_empty() || mesh.uvs.len() == mesh.positions.len());
    let mut end = 0;
    for part in &mesh.parts {
        assert_eq!(part.triangles.start, end, "parts follow each other");
        end = part.triangles.end;
    }
    assert!(mesh.parts.is_empty() || end == mesh.triangles.len(), "parts cover all triangles");
}

fn check_drawing(drawing: &Drawing) {
    for path in &drawing.paths {
        assert!(path.geometry.is_finite() && path.layer < drawing.layers.len());
        assert!(path.stroke_width_mm.is_finite() && path.dashes_mm.iter().all(|dash| dash.is_finite()));
    }
    for text in &drawing.texts {
        assert!(text.at.iter().chain([&text.height_mm, &text.rotation_deg]).all(|value| value.is_finite()));
    }
}

fn check_raster(raster: &Raster) {
    assert_eq!(raster.pixels.len() as u64, u64::from(raster.width) * u64::from(raster.height));
    assert!(raster.dpi.is_none_or(f64::is_finite));
}
