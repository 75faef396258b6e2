//! Pictures: good files, cut files, limits, densities and turns.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use pattern::{Budget, Finding, Findings, Format, Raster, raster};

fn read_within(bytes: &[u8], format: Format, budget: &Budget) -> (Option<Raster>, Vec<Finding>) {
    let mut findings = Findings::new(budget.places_max);
    let raster = raster::read(bytes, format, budget, &mut findings);
    (raster, findings.into_vec())
}

fn read(bytes: &[u8], format: Format) -> Raster {
    let (raster, findings) = read_within(bytes, format, &Budget::default());
    assert!(findings.is_empty(), "{findings:?}");
    raster.expect("a picture")
}

/// 32 x 48 pixels: red grows across, green down, and the corner at the top left is blue.
fn picture() -> RgbImage {
    RgbImage::from_fn(32, 48, |x, y| {
        let near = |value: u32| u8::try_from(value * 5 + 10).expect("small");
        Rgb([near(x), near(y), if x < 16 && y < 16 { 250 } else { 10 }])
    })
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("encoded");
    out.into_inner()
}

fn encoded(format: Format) -> Vec<u8> {
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        _ => ImageFormat::WebP,
    };
    encode(&DynamicImage::ImageRgb8(picture()), format)
}

const FORMATS: [Format; 3] = [Format::Png, Format::Jpeg, Format::Webp];

#[test]
fn each_format_gives_its_pixels() {
    for format in FORMATS {
        let raster = read(&encoded(format), format);
        assert_eq!((raster.width, raster.height, raster.pixels.len()), (32, 48, 32 * 48));
        for (pixel, known) in raster.pixels.iter().zip(picture().pixels()) {
            let far = (0..3).map(|channel| pixel[channel].abs_diff(known[channel])).max();
            assert!(far <= Some(if format == Format::Jpeg { 60 } else { 0 }) && pixel[3] == 255, "{format:?}");
        }
    }
}

#[test]
fn sixteen_bits_grey_and_palette_come_out_as_eight() {
    let source = DynamicImage::ImageRgb8(picture());
    let grey = source.to_luma8();
    for deep in [
        DynamicImage::ImageLuma8(grey.clone()),
        DynamicImage::ImageLuma16(source.to_luma16()),
        DynamicImage::ImageLumaA16(source.to_luma_alpha16()),
    ] {
        let raster = read(&encode(&deep, ImageFormat::Png), Format::Png);
        assert!(
            raster
                .pixels
                .iter()
                .zip(grey.pixels())
                .all(|(pixel, known)| pixel[0].abs_diff(known[0]) <= 1 && pixel[3] == 255)
        );
    }
    let raster = read(&encode(&DynamicImage::ImageRgba16(source.to_rgba16()), ImageFormat::Png), Format::Png);
    assert!(raster.pixels.iter().zip(picture().pixels()).all(|(pixel, known)| pixel[..3] == known.0));
    // Two pixels, red and blue, by a palette of two.
    let raster = read(&palette_png(), Format::Png);
    assert_eq!(raster.pixels, [[255, 0, 0, 255], [0, 0, 255, 255]]);
}

fn png_chunk(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let mut checked = kind.to_vec();
    checked.extend(body);
    let mut out = u32::try_from(body.len()).expect("short").to_be_bytes().to_vec();
    out.extend(&checked);
    out.extend(crc(&checked).to_be_bytes());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
    };
    !bytes.iter().fold(!0, step)
}

fn palette_png() -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(png_chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 1, 3, 0, 0, 0]));
    out.extend(png_chunk(b"PLTE", &[255, 0, 0, 0, 0, 255]));
    // One stored block: filter 0, then the bits 01.
    out.extend(png_chunk(b"IDAT", &[0x78, 0x01, 1, 2, 0, 0xfd, 0xff, 0, 0x40, 0, 0x42, 0, 0x41]));
    out.extend(png_chunk(b"IEND", &[]));
    out
}

#[test]
fn densities_are_read_where_the_file_gives_one() {
    let png = encoded(Format::Png);
    let mut dense = png[..33].to_vec();
    dense.extend(png_chunk(b"pHYs", &[0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]));
    dense.extend(&png[33..]);
    let dpi = read(&dense, Format::Png).dpi.expect("a density");
    assert!((dpi - 300.0).abs() < 0.05, "{dpi}");
    assert_eq!(read(&png, Format::Png).dpi, None);

    let mut jpeg = encoded(Format::Jpeg);
    let jfif = jpeg.windows(5).position(|window| window == b"JFIF\0").expect("a JFIF segment");
    jpeg[jfif + 7..jfif + 12].copy_from_slice(&[1, 0, 150, 0, 150]);
    assert_eq!(read(&jpeg, Format::Jpeg).dpi, Some(150.0));
    jpeg[jfif + 7] = 2;
    assert_eq!(read(&jpeg, Format::Jpeg).dpi, Some(381.0));
    jpeg[jfif + 7] = 0;
    assert_eq!(read(&jpeg, Format::Jpeg).dpi, None);
}

/// The JPEG with an EXIF segment that gives its orientation and 240 dpi.
fn turned_jpeg(orientation: u8) -> Vec<u8> {
    let jpeg = encoded(Format::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x03".to_vec();
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([1, 0x1a, 0, 5, 0, 0, 0, 1, 0, 0, 0, 50]);
    exif.extend([1, 0x28, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0]);
    exif.extend([0, 0, 0, 0, 0, 0, 0, 240, 0, 0, 0, 1]);
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
    out.extend(u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
    out.extend(exif);
    // Without the JFIF segment, so that EXIF alone gives the density.
    let jfif = 4 + usize::from(u16::from_be_bytes([jpeg[4], jpeg[5]])) - 2 + 2;
    out.extend(&jpeg[jfif..]);
    out
}

#[test]
fn a_jpeg_stands_as_its_camera_says() {
    // Where the blue corner goes for each of EXIF's orientations.
    let corners = [
        (false, false),
        (true, false),
        (true, true),
        (false, true),
        (false, false),
        (true, false),
        (true, true),
        (false, true),
    ];
    for (orientation, (right, below)) in (1..=8).zip(corners) {
        let raster = read(&turned_jpeg(orientation), Format::Jpeg);
        let lying = orientation >= 5;
        assert_eq!((raster.width, raster.height), if lying { (48, 32) } else { (32, 48) }, "{orientation}");
        let x = if right { raster.width - 4 } else { 3 };
        let y = if below { raster.height - 4 } else { 3 };
        let pixel = raster.pixels[(y * raster.width + x) as usize];
        assert!(pixel[2] > 180, "{orientation}: {pixel:?}");
        assert_eq!(raster.dpi, Some(240.0));
    }
}

#[test]
fn a_file_cut_short_anywhere_is_a_finding() {
    for format in FORMATS {
        let bytes = encoded(format);
        for part in 0..16 {
            let (raster, findings) = read_within(&bytes[..bytes.len() * part / 16], format, &Budget::default());
            assert_eq!(findings.len(), 1, "{format:?} {part}: {findings:?}");
            assert!(["R403", "R404"].contains(&findings[0].code.as_str()));
            assert!(raster.is_none_or(|raster| raster.pixels.len() == 32 * 48));
        }
    }
}

#[test]
fn half_a_png_gives_its_upper_half() {
    let noise =
        RgbImage::from_fn(64, 64, |x, y| Rgb([((x * 37) ^ (y * 91)) as u8 | 1, (x * y * 17) as u8, (x + y * 5) as u8]));
    let bytes = encode(&DynamicImage::ImageRgb8(noise.clone()), ImageFormat::Png);
    let (raster, findings) = read_within(&bytes[..bytes.len() / 2], Format::Png, &Budget::default());
    let raster = raster.expect("the upper part");
    assert_eq!(findings[0].code, "R404");
    assert!(
        raster.pixels[..64 * 16].iter().zip(noise.pixels()).all(|(pixel, known)| pixel[..3] == known.0),
        "{findings:?}"
    );
}

#[test]
fn limits_hold_at_their_value_and_break_above() {
    for format in FORMATS {
        let bytes = encoded(format);
        let budget = Budget { pixels_max: 32 * 48, bytes_max: bytes.len() as u64, ..Budget::default() };
        assert!(read_within(&bytes, format, &budget).1.is_empty());
        let code = |budget: &Budget| read_within(&bytes, format, budget).1[0].code.clone();
        assert_eq!(code(&Budget { pixels_max: 32 * 48 - 1, ..budget.clone() }), "R402");
        assert_eq!(code(&Budget { bytes_max: budget.bytes_max - 1, ..budget }), "R401");
    }
}

#[test]
fn a_header_that_claims_billions_of_pixels_unpacks_nothing() {
    let mut png = encoded(Format::Png);
    png[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    let checked = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checked);
    let (raster, findings) = read_within(&png, Format::Png, &Budget::default());
    assert!(raster.is_none() && ["R402", "R403"].contains(&findings[0].code.as_str()), "{findings:?}");
}

#[test]
fn sentences_say_what_to_do() {
    let bytes = encoded(Format::Png);
    let small = Budget { pixels_max: 9, ..Budget::default() };
    let mut lines = Vec::new();
    for (bytes, budget) in [
        (&bytes[..], &small),
        (&b"no picture"[..], &Budget::default()),
        (&bytes[..bytes.len() - 200], &Budget::default()),
    ] {
        lines.extend(
            read_within(bytes, Format::Png, budget)
                .1
                .into_iter()
                .map(|f| format!("{} {}: {} -> {}", f.code, f.name, f.message, f.fix)),
        );
    }
    insta::assert_snapshot!(lines.join("\n"));
}
