//! Any bytes through the one door.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = pattern::read(bytes, None, &pattern::Budget::default());
});
