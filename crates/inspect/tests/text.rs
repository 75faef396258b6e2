//! The report as text.

mod shapes;

use inspect::{inspect, text};
use shapes::{drawing, of_drawing};

#[test]
fn a_report_as_text_is_short_and_worst_first() {
    let report = inspect(&of_drawing(drawing(&["M0 0H10V10H0V0.3"])));
    let wanted = "plate.svg  warn  One thing to look at.\n  10 mm x 10 mm, 1 contour, 39.7 mm to cut\n  \
                  warn D402 open-path  1 contour is open, with a gap of 0.3 mm. That looks closed on the screen and is not.\n       \
                  at (0, 0, 0) mm [end of #path0, gap of 0.3 mm], (0, 0.3, 0) mm [end of #path0, gap of 0.3 mm]\n";
    let said = text("plate.svg", &report, false);
    assert!(said.starts_with(wanted), "{said}");
    assert_eq!(said.lines().count(), 5);
}

#[test]
fn a_name_writes_nothing_to_the_terminal() {
    let mut named = drawing(&["M0 0H10V10H0V0.3"]);
    named.paths[0].source = "#\u{1b}[2J\n".into();
    let report = inspect(&of_drawing(named));
    let said = text("a\u{202e}\r.svg", &report, false);
    assert!(!said.contains(['\u{1b}', '\r', '\u{202e}']), "{said:?}");
    assert!(text("a.svg", &report, true).contains("\u{1b}[33mwarn\u{1b}[0m"));
}
