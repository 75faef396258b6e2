//! SVG that runs, reaches out, or leads in circles.

use std::time::{Duration, Instant};

use crate::answers::{read, sheet};

fn svg(inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9mm" height="9mm" viewBox="0 0 9 9"><path d="M1 1H2" stroke="red"/>{inside}</svg>"#
    )
}

fn answers(cases: &[(&str, &str)]) -> String {
    sheet(cases.iter().map(|(title, inside)| ((*title).to_owned(), read(svg(inside).as_bytes(), "drawing.svg"))))
}

#[test]
fn nothing_runs() {
    let text = answers(&[
        ("a script", "<script>alert(1)</script>"),
        ("a script from elsewhere", r#"<script href="http://example.org/a.js"/>"#),
        ("a script in another namespace", r#"<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>"#),
        ("an event handler", r#"<path onload="alert(1)" d="M0 0H1" stroke="red"/>"#),
        ("a link that runs", r#"<a href="javascript:alert(1)"><path d="M0 0H1" stroke="red"/></a>"#),
        (
            "a link that runs, written round a corner",
            r#"<a xlink:href=" java&#10;script:alert(1)"><path d="M0 0H1" stroke="red"/></a>"#,
        ),
        (
            "a web page inside",
            r#"<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></body></foreignObject>"#,
        ),
        ("an animation that sets a handler", r#"<set attributeName="onload" to="alert(1)"/>"#),
        ("a handler on the drawing itself", r#"</svg><svg onload="alert(1)">"#),
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn nothing_is_opened() {
    let text = answers(&[
        ("a picture from an address", r#"<image href="http://example.org/a.png" width="5" height="5"/>"#),
        ("a picture from this machine", r#"<image xlink:href="file:///etc/passwd" width="5" height="5"/>"#),
        ("a picture beside the file", r#"<image href="../../a.png" width="5" height="5"/>"#),
        ("a picture inside the file", r#"<image href="data:image/png;base64,AAAA" width="5" height="5"/>"#),
        ("a clone from another file", r##"<use href="http://example.org/a.svg#a"/>"##),
        ("a style sheet by address", r#"<style>@import url(http://example.org/a.css); path { fill: none }</style>"#),
        ("a font by address", r#"<style>@font-face { font-family: a; src: url(http://example.org/a.woff) }</style>"#),
        ("a paint by address", r#"<path d="M0 0H1V1Z" style="fill:url(http://example.org/a.svg#a)"/>"#),
        ("a filter by address", r#"<path d="M0 0H1V1Z" filter="url(//example.org/a.svg#a)"/>"#),
        ("a link to a page", r#"<a href="http://example.org/"><path d="M0 0H1" stroke="red"/></a>"#),
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn nothing_leads_in_circles_or_without_end() {
    let chain: String = (0..100_000).map(|n| format!(r##"<use id="u{n}" href="#u{}"/>"##, n + 1)).collect();
    let groups = "<g>".repeat(100_000) + r#"<path d="M0 0H1" stroke="red"/>"# + &"</g>".repeat(100_000);
    let unclosed = "<g>".repeat(100_000);
    let drawings = "<svg>".repeat(100_000) + &"</svg>".repeat(100_000);
    let spans = format!("<text>{}a{}</text>", "<tspan>".repeat(100_000), "</tspan>".repeat(100_000));
    let begun = Instant::now();
    let text = answers(&[
        ("a clone of itself", r##"<use id="a" href="#a"/>"##),
        ("a clone of what it stands in", r##"<g id="a"><path d="M0 0H1" stroke="red"/><use href="#a"/></g>"##),
        ("two clones of each other", r##"<use id="a" href="#b"/><use id="b" href="#a"/>"##),
        ("a clone through a symbol", r##"<symbol id="a"><use href="#b"/></symbol><g id="b"><use href="#a"/></g>"##),
        ("a gradient of itself", r##"<linearGradient id="a" href="#a"/><path d="M0 0H1V1Z" fill="url(#a)"/>"##),
        (
            "a mask in its own mask",
            r##"<mask id="a"><path d="M0 0H1V1Z" mask="url(#a)"/></mask><path d="M0 0H1V1Z" mask="url(#a)"/>"##,
        ),
        (
            "a pattern filled with itself",
            r##"<pattern id="a"><rect width="1" height="1" fill="url(#a)"/></pattern><path d="M0 0H1V1Z" fill="url(#a)"/>"##,
        ),
        (
            "a marker that marks itself",
            r##"<marker id="a"><path d="M0 0H1" marker-start="url(#a)" stroke="red"/></marker><path d="M0 0H1" stroke="red" marker-start="url(#a)"/>"##,
        ),
        ("100,000 groups in each other", &groups),
        ("100,000 groups that never end", &unclosed),
        ("100,000 drawings in each other", &drawings),
        ("100,000 spans in each other", &spans),
        ("100,000 clones in a row", &chain),
    ]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    insta::assert_snapshot!(text);
}
