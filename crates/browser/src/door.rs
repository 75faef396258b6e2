//! How a script reaches the module: it reserves room for the name and the bytes, fills it, asks, and reads one block.
//!
//! A module is used for one file and then thrown away with all its memory, so nothing is ever given back.
#![allow(unsafe_code, reason = "a script can hand over bytes only by their address")]

use locale::Locale;

use crate::{Mended, Model, answer, mended};

/// Room for `len` bytes; its address.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(len: usize) -> *mut u8 {
    Box::leak(vec![0_u8; len].into_boxed_slice()).as_mut_ptr()
}

/// Inspects the file whose name and bytes lie in two rooms of [`reserve`]. What it gives lies at the returned address:
/// three lengths as little-endian 32-bit numbers, then the report, the row, and the model, whose first byte is 0 for none,
/// 1 for GLB, 2 for SVG. `process` counts [`inspect::Way::ALL`] from 1; 0 asks nothing about making it. `locale` counts
/// [`locale::Locale::all`] from 0.
///
/// # Safety
/// Both addresses come from [`reserve`] and were reserved with the lengths given here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn inspect_file(
    name: *const u8,
    name_len: usize,
    bytes: *const u8,
    len: usize,
    process: usize,
    locale: usize,
) -> *const u8 {
    // SAFETY: the caller reserved both.
    let (name, bytes) = unsafe { (std::slice::from_raw_parts(name, name_len), std::slice::from_raw_parts(bytes, len)) };
    let way = process.checked_sub(1).and_then(|index| inspect::Way::ALL.get(index)).copied();
    let answer = answer(&String::from_utf8_lossy(name), bytes, way, known(locale));
    let (kind, model) = match answer.model {
        Model::None => (0, Vec::new()),
        Model::Mesh(glb) => (1, glb),
        Model::Drawing(svg) => (2, svg.into_bytes()),
    };
    handed_over(&[answer.report.as_bytes(), answer.row.as_bytes(), &[&[kind], model.as_slice()].concat()])
}

/// Mends the file whose name and bytes lie in two rooms of [`reserve`]. What it gives lies at the returned address: three
/// lengths as little-endian 32-bit numbers, then the panel, and the mended file's name and bytes, both empty where nothing was
/// mended. `locale` counts as for [`inspect_file`].
///
/// # Safety
/// As for [`inspect_file`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mend_file(
    name: *const u8,
    name_len: usize,
    bytes: *const u8,
    len: usize,
    locale: usize,
) -> *const u8 {
    // SAFETY: the caller reserved both.
    let (name, bytes) = unsafe { (std::slice::from_raw_parts(name, name_len), std::slice::from_raw_parts(bytes, len)) };
    let Mended { panel, file } = mended(&String::from_utf8_lossy(name), bytes, known(locale));
    let (name, bytes) = file.unwrap_or_default();
    handed_over(&[panel.as_bytes(), name.as_bytes(), &bytes])
}

fn known(locale: usize) -> &'static Locale {
    Locale::all().nth(locale).unwrap_or(&locale::HOUSE)
}

fn handed_over(parts: &[&[u8]; 3]) -> *const u8 {
    let mut block: Vec<u8> = parts.iter().flat_map(|part| (part.len() as u32).to_le_bytes()).collect();
    parts.iter().for_each(|part| block.extend_from_slice(part));
    Box::leak(block.into_boxed_slice()).as_ptr()
}
