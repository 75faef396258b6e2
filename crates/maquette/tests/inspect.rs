//! `maquette inspect` as the shell sees it: its three ways to answer, its order, its exit codes.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use support::{maquette, tetrahedron};
use tempfile::TempDir;

/// A sound tetrahedron, one without a face, one without any, and a drawing that does not close.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut open = tetrahedron(40.0);
    open[80..84].copy_from_slice(&3_u32.to_le_bytes());
    open.truncate(84 + 3 * 50);
    let drawing = br#"<svg xmlns="http://www.w3.org/2000/svg" width="50mm" height="50mm" viewBox="0 0 50 50">
        <path id="tab" d="M5 5H45V45H5V8" fill="none" stroke="black"/></svg>"#;
    let files: [(&str, &[u8]); 4] =
        [("sound.stl", &tetrahedron(40.0)), ("parts/open.stl", &open), ("parts/tab.svg", drawing), ("empty.stl", b"")];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

fn inspect(folder: &Path, arguments: &[&str]) -> Output {
    maquette(folder, &[&["inspect"], arguments].concat())
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn text_is_for_people() {
    let folder = folder();
    let output = inspect(folder.path(), &["--bed", "30x30x30", "sound.stl", "parts", "empty.stl"]);
    insta::assert_snapshot!(said(&output));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn json_is_one_line_a_file_in_the_order_of_the_files() {
    let folder = folder();
    let output = inspect(
        folder.path(),
        &["--format", "json", "--jobs", "2", "parts/open.stl", "sound.stl", "parts/tab.svg", "empty.stl"],
    );
    assert_eq!(output.status.code(), Some(1));
    let reports: Vec<Value> = said(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let paths: Vec<_> = reports.iter().map(|report| report["path"].as_str().expect("a path")).collect();
    assert_eq!(paths, ["parts/open.stl", "sound.stl", "parts/tab.svg", "empty.stl"]);
    insta::assert_snapshot!(serde_json::to_string_pretty(&reports).expect("JSON"));
}

#[test]
fn html_is_one_page_with_the_places_on_its_pictures() {
    let folder = folder();
    let output = inspect(folder.path(), &["--format", "html", "parts"]);
    let page = said(&output);
    assert!(
        page.starts_with("<!doctype html>") && page.contains("<title>2 files: 1 fail, 1 to look at, 0 sound</title>")
    );
    assert_eq!(page.matches("src=\"data:image/webp;base64,").count(), 2, "a picture a file");
    assert_eq!(page.matches("class=\"overlay findings\"").count(), 2);
    let elsewhere = ["http://", "https://", "<script", "<link"].map(|what| page.contains(what));
    assert_eq!(elsewhere, [false; 4], "it needs nothing else");
}

#[test]
fn standard_input_is_a_file() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(["inspect", "--format", "json", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("open").write_all(&tetrahedron(20.0)).expect("written");
    let output = child.wait_with_output().expect("it ends");
    let report: Value = serde_json::from_str(said(&output).trim_end()).expect("JSON");
    assert_eq!((&report["path"], &report["format"], &report["verdict"]), (&"-".into(), &"stl".into(), &"pass".into()));
    let twice = inspect(folder.path(), &["-", "-"]);
    assert_eq!(twice.status.code(), Some(2), "{}", String::from_utf8_lossy(&twice.stderr));
}

#[test]
fn the_exit_code_tells_the_verdict() {
    let folder = folder();
    let code = |arguments: &[&str]| inspect(folder.path(), arguments).status.code();
    assert_eq!(code(&["sound.stl", "parts/tab.svg"]), Some(0), "warnings pass");
    assert_eq!(code(&["sound.stl", "parts/open.stl"]), Some(1));
    assert_eq!(code(&["parts/open.stl", "missing.stl"]), Some(2));
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&["--bed", "220x220", "sound.stl"]), Some(2));
    assert_eq!(code(&["--profile", "best", "sound.stl"]), Some(2));
}

#[test]
fn a_hole_is_filled_and_the_steps_and_the_proof_are_told() {
    let folder = folder();
    let text = inspect(folder.path(), &["--mend", "mended.stl", "parts/open.stl"]);
    assert_eq!(text.status.code(), Some(1), "the file itself still fails");
    insta::assert_snapshot!(said(&text));
    let again = inspect(folder.path(), &["--format", "json", "mended.stl"]);
    let report: Value = serde_json::from_str(said(&again).trim_end()).expect("JSON");
    assert_eq!((&report["verdict"], &report["mesh"]["watertight"]), (&"pass".into(), &true.into()));

    let json =
        inspect(folder.path(), &["--format", "json", "--mend", "out", "parts/open.stl", "sound.stl", "empty.stl"]);
    let lines: Vec<Value> = said(&json).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["mended"]["out"], "out/open.stl");
    assert_eq!(lines[0]["mended"]["proof"]["after"]["verdict"], "pass");
    assert_eq!(
        (&lines[1]["mended"]["out"], &lines[1]["mended"]["refused"]),
        (&Value::Null, &Value::Null),
        "it is sound"
    );
    assert_eq!(lines[2]["mended"]["refused"]["reason"], "nothing");
}

#[test]
fn the_original_is_never_written_over() {
    let folder = folder();
    let before = std::fs::read(folder.path().join("parts/open.stl")).expect("read");
    let over = inspect(folder.path(), &["--mend", "parts", "parts/open.stl"]);
    assert_eq!(over.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&over.stderr).contains("is the original itself"));
    assert_eq!(std::fs::read(folder.path().join("parts/open.stl")).expect("read"), before);
    assert_eq!(inspect(folder.path(), &["--mend", "one.stl", "sound.stl", "empty.stl"]).status.code(), Some(2));
}

#[test]
fn a_way_of_making_is_judged_with_its_settings() {
    let folder = folder();
    let said_of = |arguments: &[&str]| inspect(folder.path(), &[arguments, &["sound.stl"]].concat());
    let text = said_of(&["--profile", "fdm", "--nozzle", "0.6", "--layer", "0.3", "--material", "petg"]);
    insta::assert_snapshot!(said(&text));
    assert_eq!(text.status.code(), Some(0));
    let json = said_of(&["--profile", "full,resin", "--bed", "120x68x150", "--format", "json"]);
    let report: Value = serde_json::from_str(said(&json).trim_end()).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&report["mesh"]["print"]).expect("JSON"));
    let wrong = |arguments: &[&str]| {
        let output = said_of(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    assert!(wrong(&["--profile", "fdm,sls"]).contains("name one way of making"));
    assert!(wrong(&["--nozzle", "0.6"]).contains("add --profile fdm, resin, sls or cnc"));
    assert!(wrong(&["--profile", "fdm", "--material", "PA12"]).contains("it knows PLA, PETG, ABS"));
    assert!(wrong(&["--profile", "fdm", "--nozzle", "thick"]).contains("such as 0.4"));
}

#[test]
fn a_drawing_is_judged_for_its_sheet_and_made_ready_for_the_machine() {
    let folder = folder();
    let circle: String = (0..60)
        .map(|step| f64::from(step) * std::f64::consts::TAU / 60.0)
        .map(|angle| {
            format!(
                "{}{:.4} {:.4}",
                if angle == 0.0 { "M" } else { "L" },
                25.0 + 10.0 * angle.cos(),
                25.0 + 10.0 * angle.sin()
            )
        })
        .collect();
    let drawing = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="50mm" height="50mm" viewBox="0 0 50 50">
        <g fill="none" stroke="black"><path id="frame" d="M1 1H49V49H1Z"/><path id="ring" d="{circle}Z"/></g></svg>"#
    );
    std::fs::write(folder.path().join("ring.svg"), drawing).expect("written");
    let run = |arguments: &[&str]| inspect(folder.path(), arguments);
    let text = run(&["--sheet", "acrylic-3", "--mend", "out.dxf", "--arcs", "0.05", "--order", "ring.svg"]);
    insta::assert_snapshot!(said(&text));
    let dxf = std::fs::read_to_string(folder.path().join("out.dxf")).expect("written");
    assert!(dxf.contains("CIRCLE") || dxf.contains("\n 42\n"), "the ring is round now");
    let again = run(&["--format", "json", "out.dxf"]);
    let report: Value = serde_json::from_str(said(&again).trim_end()).expect("JSON");
    assert_eq!((&report["verdict"], &report["drawing"]["paths"]), (&"pass".into(), &2.into()), "{report}");
    let wrong = run(&["--sheet", "cheese", "ring.svg"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("there are plywood-3, mdf-3"));
    assert_eq!(run(&["--arcs", "0.05", "ring.svg"]).status.code(), Some(2), "arcs are for mending");
}
