//! Every page with believable samples.

use askama::Template;

use crate::{Layout, pages::*};

#[test]
fn an_empty_market_says_how_to_begin() {
    let home = Home { layout: Layout::new("Maquette"), ..Home::default() };
    let html = home.render().expect("home renders");
    assert!(html.contains("The first patterns will stand here"));
}
