//! Packs static files at build time, so that no server ever packs them again.

use std::{
    env,
    io::{Read, Write},
    path::PathBuf,
};

/// What is longer is packed.
const BYTES_MIN: usize = 256;

/// Packs `bytes` as gzip and as Brotli into the build's folder, and gives the two as Rust expressions. What is packed already,
/// or does not become a tenth smaller, stays as it is.
pub fn pack(name: &str, bytes: &[u8]) -> std::io::Result<(String, String)> {
    println!("cargo::rerun-if-env-changed=PROFILE");
    // The smallest size takes many times longer, which only a release is worth.
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(if is_release { 9 } else { 6 }));
    gzip.write_all(bytes)?;
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: if is_release { 11 } else { 5 }, ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut small, &parameters)?;
    let gzip = gzip.finish()?;
    // What nobody can unpack is found here and not in a browser.
    let (mut ungzipped, mut unpacked) = (Vec::new(), Vec::new());
    flate2::read::GzDecoder::new(&gzip[..]).read_to_end(&mut ungzipped)?;
    brotli::BrotliDecompress(&mut &small[..], &mut unpacked)?;
    assert!(ungzipped == bytes && unpacked == bytes, "{name} does not unpack to what it was");
    Ok((kept(name, "gz", bytes, &gzip)?, kept(name, "br", bytes, &small)?))
}

fn kept(name: &str, extension: &str, plain: &[u8], packed: &[u8]) -> std::io::Result<String> {
    if plain.len() < BYTES_MIN || packed.len() > plain.len() / 10 * 9 {
        return Ok("None".to_owned());
    }
    let path = PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join(format!("{name}.{extension}"));
    std::fs::write(&path, packed)?;
    Ok(format!("Some(include_bytes!({path:?}) as &[u8])"))
}
