//! No bytes make the DXF reader panic, hang or leave its budget.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pattern::{Budget, Findings, drawing::dxf};

fuzz_target!(|bytes: &[u8]| {
    let budget = Budget { bytes_max: 64 << 10, nodes_max: 20_000, ..Budget::default() };
    let mut findings = Findings::new(budget.places_max);
    if let Some((drawing, _)) = dxf::read(bytes, &budget, &mut findings) {
        assert!(drawing.paths.iter().all(|path| path.geometry.is_finite() && path.layer < drawing.layers.len()));
    }
});
