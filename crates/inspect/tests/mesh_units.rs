//! Doubts about the unit, and what speaks for another one.

mod shapes;

use inspect::{Report, Verdict, inspect};
use pattern::{Mesh, Reading, Told, Unit, Units, Witness};
use shapes::{both, cuboid, of_mesh, said};

/// A plate with a peg on it and one in it, `scale` times as large as these figures.
fn plate(scale: f32) -> Mesh {
    let mut mesh = both(cuboid([0.0; 3], [48.0, 40.0, 6.0]), cuboid([5.0, 7.0, 8.0], [3.0, 2.0, 11.0]));
    mesh.positions.iter_mut().flatten().for_each(|value| *value *= scale);
    mesh
}

fn message(report: &Report) -> &str {
    report.findings.iter().find(|finding| finding.code == "M310").map_or("", |finding| &finding.message)
}

fn told(mesh: Mesh, unit: Unit, by: Witness) -> Reading {
    let units = Units { told: Some(Told { unit, by }), ..Units::assumed(Unit::Millimetre) };
    Reading { units: Some(units), ..of_mesh(mesh) }
}

#[test]
fn sixteenths_speak_for_inches_and_half_millimetres_for_metres() {
    let inches = inspect(&of_mesh(plate(1.0 / 64.0)));
    assert_eq!(
        message(&inches).split(" All").next(),
        Some(
            "The longest side is 0.75 mm as read, about as long as a grain of sand. Drawn in inches it would be 19 mm, in \
             centimetres 7.5 mm, in feet 229 mm."
        ),
        "{}",
        message(&inches)
    );
    let sixteenths = inspect(&of_mesh(plate(1.0 / 16.0 / 4.0 * 1.25)));
    assert!(!message(&sixteenths).contains("speaks for"), "20ths of it are none: {}", message(&sixteenths));
    let metres = inspect(&of_mesh(plate(0.001)));
    assert!(
        message(&metres).ends_with("All of its coordinates are whole half millimetres then, which speaks for metres."),
        "{}",
        message(&metres)
    );
    let scaled = inspect(&of_mesh(plate(0.0254 / 16.0)));
    assert!(message(&scaled).ends_with("sixteenths of an inch then, which speaks for metres."), "{}", message(&scaled));
    let both_fit = inspect(&of_mesh(cuboid([0.0; 3], [0.25, 0.5, 0.75])));
    assert!(!message(&both_fit).contains("speaks for"), "quarters are on either ruler: {}", message(&both_fit));
    let mils = inspect(&of_mesh(plate(62.5)));
    assert!(
        message(&mils).ends_with(
            "All of its coordinates are whole sixteenths of an inch then, which speaks for thousandths of an inch."
        ),
        "{}",
        message(&mils)
    );
}

#[test]
fn a_file_in_metres_is_asked_what_was_taken_for_metres() {
    let units = Some(Units::stated(Unit::Metre));
    let report = inspect(&Reading { units, ..of_mesh(plate(1000.0)) });
    assert_eq!(
        message(&report),
        "The longest side is 48 m as read, about as long as an airliner. Drawn in millimetres and taken for metres it would be 48 mm, in centimetres and \
         taken for metres 480 mm. All of its coordinates are whole half millimetres then, which speaks for millimetres and \
         taken for metres."
    );
    assert_eq!(report.verdict, Verdict::Pass);
}

#[test]
fn a_comment_that_says_another_unit_is_told_at_any_size() {
    let inches = inspect(&told(plate(0.125), Unit::Inch, Witness::Comment));
    assert_eq!(
        (said(&inches).as_str(), inches.verdict),
        ("M310 mesh-size-doubtful x1, M308 many-shells x2", Verdict::Warn)
    );
    assert_eq!(
        message(&inches),
        "The longest side is 6 mm as read, about as long as a pea. A comment in the file says inches, by which programs do not go: in that unit it \
         would be 152 mm."
    );
    let millimetres = inspect(&told(plate(0.125), Unit::Millimetre, Witness::Name));
    assert_eq!(said(&millimetres), "M308 many-shells x2");
}

#[test]
fn a_small_part_whose_file_says_millimetres_is_believed() {
    let report = inspect(&told(plate(0.01), Unit::Millimetre, Witness::Comment));
    assert_eq!(
        message(&report),
        "The longest side is 0.48 mm as read, about as long as a grain of sand. A comment in the file says millimetres, too."
    );
    assert_eq!(report.verdict, Verdict::Pass);
}

#[test]
fn a_cube_of_a_metre_is_asked_about_unless_its_file_says_so() {
    let cube = |stated| {
        let unit = Units { stated, ..Units::assumed(Unit::Millimetre) };
        inspect(&Reading { units: Some(unit), ..of_mesh(cuboid([0.0; 3], [1000.0; 3])) })
    };
    let asked = cube(false);
    let said = message(&asked);
    assert!(
        said.starts_with("The longest side is 1000 mm as read, about as long as a kitchen counter is high."),
        "{said}"
    );
    assert!(cube(true).findings.iter().all(|finding| finding.code != "M310"));
}
