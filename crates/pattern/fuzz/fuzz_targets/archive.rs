//! Bytes from libFuzzer to the entry `archive`.
#![no_main]

#[path = "../entries.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::run("archive", bytes));
