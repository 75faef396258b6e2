//! What the inspection says of pictures and of what is no pattern.

mod shapes;

use inspect::inspect;
use pattern::{Format, Pattern, Raster, Reading};
use shapes::said;

fn picture(width: u32, pixel: [u8; 4]) -> Reading {
    let raster = Raster { width, height: 2, pixels: vec![pixel; width as usize * 2], dpi: Some(300.0), repeat: false };
    Reading { format: Some(Format::Png), pattern: Some(Pattern::Raster(raster)), units: None, findings: Vec::new() }
}

#[test]
fn a_picture_of_a_thousand_pixels_is_large_enough_and_one_less_is_not() {
    assert_eq!(said(&inspect(&picture(1000, [0, 0, 0, 255]))), "");
    assert_eq!(said(&inspect(&picture(999, [0, 0, 0, 255]))), "P501 low-resolution x1");
    let alpha = |pixel| inspect(&picture(1000, pixel)).raster.expect("facts").alpha;
    assert!(alpha([0, 0, 0, 254]) && !alpha([0, 0, 0, 255]));
}
