//! Damage planted into clean drawings by a fixed seed: each kind is found, near to where it is, and nothing is said of
//! the clean ones, nor of the same ones turned round or divided, in SVG and in DXF.
#![allow(clippy::expect_used)] // What is missing ends the test.

mod clean;
mod kinds;
mod written;

use std::collections::BTreeMap;

use clean::Clean;
use inspect::{Options, Report, inspect_watched};
use kinds::{KINDS, Random, divided, reversed};
use kurbo::Point;
use pattern::{Budget, Severity};
use written::Extras;

/// A place is found where it is reported within this, mm.
const NEAR_MM: f64 = 1.0;

fn judged(bytes: &[u8], name: &str, bed_mm: Option<[f64; 3]>) -> Report {
    let options = Options { bed_mm, ..Options::default() };
    inspect_watched(&pattern::read(bytes, Some(name), &Budget::default()), &options, &mut |_| {})
}

/// What is said of a file that a person would have to look at.
fn alarms(report: &Report) -> Vec<String> {
    let loud = report.findings.iter().filter(|finding| finding.severity > Severity::Info);
    loud.map(|finding| format!("{} {} {:?}", finding.code, finding.message, finding.at.first())).collect()
}

#[derive(Default)]
struct Tally {
    planted: u32,
    found: u32,
    places: u32,
    off_mm: f64,
    off_max_mm: f64,
}

#[test]
fn every_kind_of_damage_is_found_and_nothing_is_said_of_clean_drawings() {
    let drawings = clean::all();
    let mut random = Random(20_261_125);
    let mut tallies: BTreeMap<(usize, &str), Tally> = BTreeMap::new();
    let mut missed = Vec::new();
    for clean in &drawings {
        for (order, (kind, codes, in_dxf, damage)) in KINDS.iter().enumerate() {
            let Some(damaged) = damage(clean, &mut random) else { continue };
            let svg = ("svg", written::svg(&damaged.drawing, &damaged.extras));
            let dxf = in_dxf.then(|| ("dxf", written::dxf(&damaged.drawing, &damaged.extras)));
            for (format, bytes) in std::iter::once(svg).chain(dxf) {
                let report = judged(&bytes, &format!("a.{format}"), damaged.bed_mm);
                let tally = tallies.entry((order, format)).or_default();
                tally.planted += 1;
                let said = report.findings.iter().filter(|finding| codes.contains(&finding.code.as_str()));
                let places = said.clone().flat_map(|finding| &finding.at).filter_map(|place| place.mm);
                let off = damaged
                    .at
                    .map(|at| places.map(|mm| at.distance(Point::new(mm[0], mm[1]))).fold(f64::INFINITY, f64::min));
                let found = said.count() > 0 && off.is_none_or(|off| off <= NEAR_MM + gap_slack(kind));
                tally.found += u32::from(found);
                if let Some(off) = off.filter(|off| off.is_finite()) {
                    tally.places += 1;
                    tally.off_mm += off;
                    tally.off_max_mm = tally.off_max_mm.max(off);
                }
                if !found {
                    missed.push(format!("{kind} in {}.{format}: {off:?} mm off; {:?}", clean.name, alarms(&report)));
                }
            }
        }
    }
    println!("{:<20} {:<4} {:>7} {:>7} {:>10} {:>10}", "kind", "file", "planted", "recall", "mean mm", "most mm");
    for ((order, format), tally) in &tallies {
        let recall = f64::from(tally.found) / f64::from(tally.planted);
        let mean = tally.off_mm / f64::from(tally.places.max(1));
        let kind = KINDS[*order].0;
        println!("{kind:<20} {format:<4} {:>7} {recall:>7.3} {mean:>10.4} {:>10.4}", tally.planted, tally.off_max_mm);
    }
    let false_alarms = false_alarms(&drawings, &mut random);
    println!(
        "false alarms on {} clean drawings, each as it is, turned round and divided, in both formats: {}",
        drawings.len(),
        false_alarms.len()
    );
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
    assert!(false_alarms.is_empty(), "{}", false_alarms.join("\n"));
    assert!(tallies.values().all(|tally| tally.planted >= 20), "each kind is planted often enough to tell");
}

/// A gap of two millimetres is reported by its ends.
fn gap_slack(kind: &str) -> f64 {
    if kind == "gap of 2 mm" { 0.5 } else { 0.0 }
}

fn false_alarms(drawings: &[Clean], random: &mut Random) -> Vec<String> {
    let mut found = Vec::new();
    for clean in drawings {
        let variants = [
            ("as it is", clean.drawing.clone()),
            ("turned round", reversed(&clean.drawing)),
            ("divided", divided(&clean.drawing, random)),
        ];
        for (variant, drawing) in variants {
            let bounds = drawing.bounds().expect("bounds");
            let bed_mm = Some([bounds[3] - bounds[1], bounds[2] - bounds[0], 10.0]);
            let files = [
                ("svg", written::svg(&drawing, &Extras::default())),
                ("dxf", written::dxf(&drawing, &Extras::default())),
            ];
            for (format, bytes) in files {
                let said = alarms(&judged(&bytes, &format!("a.{format}"), bed_mm));
                if !said.is_empty() {
                    found.push(format!("{} {variant}, {format}: {said:?}", clean.name));
                }
            }
        }
    }
    found
}
