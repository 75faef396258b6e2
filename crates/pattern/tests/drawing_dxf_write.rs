//! Drawings written as DXF are read back as they were.
#![allow(clippy::expect_used)] // What is missing ends the test.

use std::path::{Path as FilePath, PathBuf};

use kurbo::{BezPath, Circle, ParamCurveArclen as _, Shape as _};
use pattern::{
    Budget, Drawing, Findings, Unit, Units,
    drawing::{Layer, Path, Text, YAxis, dxf},
};

fn read(text: &str) -> Drawing {
    let mut findings = Findings::new(3);
    let (drawing, units) = dxf::read(text.as_bytes(), &Budget::default(), &mut findings).expect("a drawing");
    assert_eq!(units, Units::stated(Unit::Millimetre));
    assert_eq!(findings.into_vec(), []);
    drawing
}

fn line(geometry: BezPath) -> Path {
    Path { stroke: Some([255, 0, 0, 255]), stroke_width_mm: 0.25, ..Path::line(geometry) }
}

fn of(paths: Vec<Path>) -> Drawing {
    let layers =
        ["Cut", "Fold / \"crease\""].map(|name| Layer { name: name.to_owned(), color: Some([10, 200, 30, 255]) });
    Drawing { paths, layers: layers.to_vec(), y: YAxis::Up, ..Drawing::default() }
}

fn data(path: &str) -> Path {
    line(BezPath::from_svg(path).expect("path data"))
}

fn length_mm(paths: &[Path]) -> f64 {
    paths.iter().flat_map(|path| path.geometry.segments()).map(|segment| segment.arclen(1e-6)).sum()
}

fn kinds(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let entities = text.lines().position(|line| line == "ENTITIES").expect("entities");
    let pairs = lines[entities + 1..].chunks(2).take_while(|pair| pair != &["0", "ENDSEC"]);
    pairs.filter(|pair| pair[0] == "0").map(|pair| pair[1]).collect()
}

#[test]
fn lines_arcs_circles_and_curves_are_what_they_were() {
    let rounded = {
        let mut path = BezPath::new();
        path.move_to((0.0, 0.0));
        path.line_to((10.0, 0.0));
        let arc = kurbo::Arc::new((10.0, 5.0), (5.0, 5.0), -std::f64::consts::FRAC_PI_2, std::f64::consts::PI, 0.0);
        arc.to_cubic_beziers(1e-7, |a, b, c| path.curve_to(a, b, c));
        path.line_to((0.0, 10.0));
        path.close_path();
        path
    };
    let paths = vec![
        data("M0 0 H10 V10 H0 Z"),
        data("M0 0 L5 5 C 6 9 9 9 10 5 Q 12 0 14 5 L20 20 Z"),
        line(rounded),
        line(Circle::new((50.0, 50.0), 7.0).to_path(1e-6)),
        data("M3 3 L3 3"),
    ];
    let drawing = of(paths);
    let text = dxf::write(&drawing);
    assert_eq!(kinds(&text), ["LWPOLYLINE", "LWPOLYLINE", "SPLINE", "LWPOLYLINE", "LWPOLYLINE", "CIRCLE", "POINT"]);
    let back = read(&text);
    assert!((length_mm(&back.paths) - length_mm(&drawing.paths)).abs() < 1e-3);
    let [a, b] = [&back, &drawing].map(|drawing| drawing.bounds().expect("bounds"));
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-3), "{a:?} {b:?}");
    assert!(back.paths.iter().all(|path| path.stroke == Some([255, 0, 0, 255]) && path.stroke_width_mm == 0.25));
    assert_eq!(back.paths[0].geometry.to_svg(), "M0,0 L10,0 L10,10 L0,10 Z");
}

#[test]
fn layers_colours_dashes_fills_and_texts_come_along() {
    let mut fold = data("M0 0 H30");
    (fold.layer, fold.stroke, fold.dashes_mm) = (1, Some([12, 34, 56, 255]), vec![3.0, 1.5]);
    let mut filled = data("M0 0 H10 V10 H0 Z M2 2 H4 V4 H2 Z");
    (filled.fill, filled.stroke) = (Some([0, 0, 255, 255]), None);
    let mut drawing = of(vec![fold, filled]);
    drawing.texts.push(Text {
        content: "Sleeve\ncut two".into(),
        at: [5.0, 6.0],
        height_mm: 4.0,
        rotation_deg: 90.0,
        source: String::new(),
    });
    let back = read(&dxf::write(&drawing));
    let [fold, filled] = back.paths.as_slice() else { panic!("{:?}", back.paths) };
    assert_eq!(back.layers[fold.layer].name, "Fold _ _crease_");
    assert_eq!((fold.stroke, fold.dashes_mm.as_slice()), (Some([12, 34, 56, 255]), &[3.0, 1.5][..]));
    assert_eq!((filled.fill, filled.stroke), (Some([0, 0, 255, 255]), None));
    assert!((filled.geometry.area().abs() - 104.0).abs() < 1e-9 || filled.geometry.subpaths().count() == 2);
    let texts: Vec<(&str, [f64; 2])> = back.texts.iter().map(|text| (text.content.as_str(), text.at)).collect();
    assert_eq!(texts, [("Sleeve", [5.0, 6.0]), ("cut two", [11.0, 6.0])]);
}

#[test]
fn what_runs_down_is_turned_over() {
    let mut drawing = of(vec![data("M0 0 L10 0 L10 20")]);
    drawing.y = YAxis::Down;
    assert_eq!(read(&dxf::write(&drawing)).paths[0].geometry.to_svg(), "M0,0 L10,0 L10,-20");
}

fn collect(folder: &FilePath, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|known| known.eq_ignore_ascii_case("dxf")) {
            files.push(path);
        }
    }
}

#[test]
fn every_drawing_of_the_corpus_comes_back_as_long_and_as_large() {
    let beside = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MAQUETTE_CORPUS").map_or(beside, PathBuf::from);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    if files.is_empty() {
        println!("skipped: no corpus beside the repository");
    }
    let budget = Budget::default();
    for file in files {
        let bytes = std::fs::read(&file).expect("a file");
        let Some((drawing, _)) = dxf::read(&bytes, &budget, &mut Findings::new(1)) else { continue };
        let Some(bounds) = drawing.bounds() else { continue };
        let text = dxf::write(&drawing);
        let (back, _) = dxf::read(text.as_bytes(), &budget, &mut Findings::new(1)).expect("a drawing");
        let lines = |drawing: &Drawing| {
            let lines: Vec<Path> = drawing.paths.iter().filter(|path| path.fill.is_none()).cloned().collect();
            length_mm(&lines)
        };
        let (was, is) = (lines(&drawing), lines(&back));
        assert!((was - is).abs() <= 1e-3 + 1e-5 * was, "{}: {was} mm, then {is} mm", file.display());
        let size = (bounds[2] - bounds[0]).hypot(bounds[3] - bounds[1]);
        let again = back.bounds().expect("bounds");
        let off = bounds.iter().zip(again).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off <= 0.011 + 1e-6 * size, "{}: {bounds:?}, then {again:?}", file.display());
    }
}
