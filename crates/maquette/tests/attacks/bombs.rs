//! Small files that unpack, count or nest to something huge: each is a finding in time, in a child of its own.

use std::{
    io::Write as _,
    path::PathBuf,
    time::{Duration, Instant},
};

use market::{
    Settings,
    catalog::FileState,
    ingest::{Examiner, Limits},
};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::World;

/// A package with these parts.
fn package(parts: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes, times) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        (0..*times).for_each(|_| zip.write_all(bytes).expect("written"));
    }
    zip.finish().expect("a zip").into_inner()
}

fn threemf(model: &[u8], times: u32) -> Vec<u8> {
    let relations = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/3D/3dmodel.model" Id="r" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>"#;
    package(&[("_rels/.rels", relations, 1), ("3D/3dmodel.model", model, times)])
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    let crc = crc32(&bytes[12..]);
    bytes.extend(crc.to_be_bytes());
    bytes.extend(b"\0\0\0\0IEND\xaeB`\x82");
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// A lossless WebP that says it has 16,383 pixels a side.
fn webp() -> Vec<u8> {
    let sides: u32 = 16_382 | (16_382 << 14);
    let mut chunk = vec![0x2f];
    chunk.extend(sides.to_le_bytes());
    chunk.extend([0x88, 0x88, 0x08, 0, 0]);
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((12 + chunk.len() as u32).to_le_bytes());
    bytes.extend(b"WEBPVP8L");
    bytes.extend((chunk.len() as u32).to_le_bytes());
    bytes.extend(chunk);
    bytes
}

fn glb(json: &str, told_bytes: u32) -> Vec<u8> {
    let mut bytes = b"glTF\x02\0\0\0".to_vec();
    bytes.extend(told_bytes.to_le_bytes());
    bytes.extend((json.len() as u32).to_le_bytes());
    bytes.extend(b"JSON");
    bytes.extend(json.bytes());
    bytes
}

fn svg(body: &str) -> Vec<u8> {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="50mm" height="50mm" viewBox="0 0 50 50">{body}</svg>"#)
        .into_bytes()
}

fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let megabyte = vec![b' '; 1 << 20];
    let inner = package(&[("inner.bin", &megabyte, 600)]);
    let accessors = r#"{"asset":{"version":"2.0"},"buffers":[{"byteLength":4294967295}],"bufferViews":[{"buffer":0,"byteLength":4294967295}],"accessors":[{"bufferView":0,"componentType":5126,"count":4294967295,"type":"VEC3"}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"nodes":[{"mesh":0}],"scenes":[{"nodes":[0]}],"scene":0}"#;
    let entities: String =
        (1..30).map(|level| format!("<!ENTITY e{level} \"&e{0};&e{0};&e{0};&e{0};\">", level - 1)).collect();
    let laughs = format!(
        "<!DOCTYPE svg [<!ENTITY e0 \"ha\">{entities}]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"5mm\" height=\"5mm\"><text>&e29;</text></svg>"
    );
    let uses: String = (1..40)
        .map(|level| format!("<g id=\"u{level}\"><use href=\"#u{0}\"/><use href=\"#u{0}\"/></g>", level - 1))
        .collect();
    let mut stl = vec![b' '; 80];
    stl.extend(u32::MAX.to_le_bytes());
    stl.extend([0; 50]);
    vec![
        ("spaces.3mf", threemf(&megabyte, 900)),
        ("zip-in-zip.3mf", package(&[("3D/3dmodel.model", &inner, 1), ("3D/next.model", &inner, 40)])),
        ("sides.png", png(1_000_000, 1_000_000)),
        ("sides.webp", webp()),
        ("length.glb", glb(r#"{"asset":{"version":"2.0"}}"#, u32::MAX)),
        ("accessors.glb", glb(accessors, 20 + accessors.len() as u32)),
        ("count.stl", stl),
        ("laughs.svg", laughs.into_bytes()),
        ("uses.svg", svg(&format!("<defs><g id=\"u0\"><path d=\"M0 0L9 9\"/></g>{uses}</defs><use href=\"#u39\"/>"))),
        ("deep.svg", svg(&format!("{}{}", "<g>".repeat(200_000), "</g>".repeat(200_000)))),
        ("header.ply", b"ply\nformat binary_little_endian 1.0\nelement vertex 4000000000\nproperty float x\nproperty float y\nproperty float z\nelement face 4000000000\nproperty list uchar int vertex_indices\nend_header\n".to_vec()),
        ("indices.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 99999999999999999999\nf 1 2 -9223372036854775808\n".to_vec()),
    ]
}

/// The most memory that this process has held so far, bytes.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a process has a status");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("its peak");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a figure") << 10
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_a_finding_and_costs_the_server_nothing() {
    let Some(store) = store::testing::fresh(store::Backend::Sqlite).await else { return };
    let limits = Limits { memory_bytes_max: 1 << 30, seconds_max: 60, sandbox_required: false };
    let examiner = Examiner::Child { program: PathBuf::from(env!("CARGO_BIN_EXE_maquette")), limits };
    let settings = Settings { rate_limits: false, ..Settings::default() };
    let world = World::examined_by(store, settings, examiner).await;
    let cleo = world.creator("Cleo Creator").await;
    let mut tried = 0;
    for (name, bytes) in bombs() {
        assert!(bytes.len() < 8 << 20, "{name} is small: {}", bytes.len());
        let listing = world.draft(&cleo, name, 650).await;
        let (before, begun) = (peak_bytes(), Instant::now());
        world.add(&cleo, listing, name, &bytes).await;
        world.work().await;
        let file = world.draft_files(&cleo, listing).await.remove(0);
        assert!(matches!(file.state, FileState::Failed | FileState::Ready), "{name}: {:?}", file.state);
        let report = file.report.expect("a report");
        assert!(!report.findings.is_empty(), "{name} passes for a sound file");
        assert!(begun.elapsed() < Duration::from_secs(60), "{name} took {:?}", begun.elapsed());
        // The kernel counts in steps: a peak may be told a little lower than before.
        assert!(
            peak_bytes().saturating_sub(before) < 200 << 20,
            "{name}: the server itself grew to {} bytes",
            peak_bytes()
        );
        let outcome = market::catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(!matches!(outcome, market::catalog::PublishOutcome::Published { .. }), "{name} is on sale");
        tried += 1;
    }
    assert_eq!(tried, 12);
}
