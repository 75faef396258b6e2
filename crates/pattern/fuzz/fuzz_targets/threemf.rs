//! Any bytes as one format, whatever they look like.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pattern::{Budget, Findings};

fuzz_target!(|bytes: &[u8]| {
    let budget = Budget::default();
    let _ = pattern::mesh::threemf::read(bytes, &budget, &mut Findings::new(budget.places_max));
});
