//! No bytes make the picture readers panic, hang or leave their budget.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pattern::{Budget, Findings, Format, raster};

fuzz_target!(|bytes: &[u8]| {
    let budget = Budget { bytes_max: 64 << 10, pixels_max: 1 << 20, unpacked_bytes_max: 16 << 20, ..Budget::default() };
    for format in [Format::Png, Format::Jpeg, Format::Webp] {
        let mut findings = Findings::new(budget.places_max);
        if let Some(raster) = raster::read(bytes, format, &budget, &mut findings) {
            assert_eq!(raster.pixels.len() as u64, u64::from(raster.width) * u64::from(raster.height));
        }
    }
});
