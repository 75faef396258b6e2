//! Damaged files: bytes flipped, cut, repeated and mixed never make a reader panic or take a second.
//!
//! A short run with a fixed seed each time; `MAQUETTE_DAMAGE_SECONDS` makes it as long as wanted.

use std::time::{Duration, Instant};

use pattern::drawing::{dxf, svg};
use pattern::{Budget, Findings, Format, raster};

const SVG: &str = include_str!("../fuzz/seeds/svg/rich.svg");

const DXF: &str = include_str!("../fuzz/seeds/dxf/rich.dxf");

/// Words that readers know and numbers that they fear.
const WORDS: [&str; 24] = [
    "1e300",
    "-1e38",
    "NaN",
    "1e-300",
    "0",
    "-1",
    "99999999",
    "2147483648",
    "<use href=\"#y\"/>",
    "<g>",
    "&s;",
    "\"",
    "url(#c)",
    "transform=\"scale(1e9)\"",
    "%",
    "em",
    "id=\"y\"",
    "\n0\nINSERT\n2\nA\n",
    "\n0\nENDBLK\n",
    "70\n32767\n71\n32767\n",
    "42\n1e-12\n",
    "40\n1e300\n",
    "93\n999999999\n",
    "<text>&ns;",
];

struct Dice(u64);

impl Dice {
    /// Below `end`, which is above zero (xorshift64).
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % end
    }
}

fn damage(dice: &mut Dice, good: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len().max(1)).min(bytes.len());
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(6) {
            0 => bytes.truncate(at.max(8)),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                let times = 1 + dice.below(200);
                let room = (64usize << 10).saturating_sub(bytes.len()) / piece.len().max(1);
                drop(bytes.splice(at..at, piece.repeat(times.min(room))));
            }
            3 => {
                let word = WORDS[dice.below(WORDS.len())];
                drop(bytes.splice(at..end.min(at + 6), word.bytes()));
            }
            4 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0),
            _ if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            _ => {}
        }
    }
    bytes
}

fn budget() -> Budget {
    Budget {
        bytes_max: 64 << 10,
        nodes_max: 20_000,
        pixels_max: 1 << 20,
        unpacked_bytes_max: 16 << 20,
        ..Budget::default()
    }
}

fn try_out(name: &str, good: &[Vec<u8>], read: impl Fn(&[u8])) {
    let seconds = std::env::var("MAQUETTE_DAMAGE_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(1);
    let seed =
        if seconds > 1 { Instant::now().elapsed().as_nanos() as u64 | u64::from(std::process::id()) << 20 } else { 0 };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ seed);
    let begin = Instant::now();
    let (mut count, mut slowest) = (0u64, Duration::ZERO);
    while begin.elapsed() < Duration::from_secs(seconds) {
        let bytes = damage(&mut dice, &good[dice_index(count, good.len())]);
        let kept = std::env::temp_dir().join(format!("maquette-damaged-{name}"));
        if seconds > 1 {
            std::fs::write(&kept, &bytes).expect("room in the temporary folder");
        }
        let once = Instant::now();
        read(&bytes);
        slowest = slowest.max(once.elapsed());
        assert!(
            once.elapsed() < Duration::from_secs(1),
            "{name}: {:?} for {}",
            once.elapsed(),
            String::from_utf8_lossy(&bytes[..bytes.len().min(4000)])
        );
        count += 1;
    }
    println!("{name}: {count} damaged files, the slowest took {slowest:?}");
}

fn dice_index(count: u64, length: usize) -> usize {
    usize::try_from(count).unwrap_or(0) % length
}

/// Files of the corpus up to 64 KB, where it lies beside the repository and a long run is asked for.
fn with_corpus(mut good: Vec<Vec<u8>>, extension: &str) -> Vec<Vec<u8>> {
    let Some(folder) =
        std::env::var_os("MAQUETTE_CORPUS").filter(|_| std::env::var_os("MAQUETTE_DAMAGE_SECONDS").is_some())
    else {
        return good;
    };
    let mut folders = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == extension) {
                good.extend(std::fs::read(&path).ok().filter(|bytes| bytes.len() <= 64 << 10 && !bytes.is_empty()));
            }
        }
    }
    good
}

#[test]
fn a_damaged_svg_is_read_quickly_and_stays_finite() {
    let good = with_corpus(vec![SVG.as_bytes().to_vec()], "svg");
    try_out("svg", &good, |bytes| {
        let mut findings = Findings::new(20);
        if let Some((drawing, _)) = svg::read(bytes, &budget(), &mut findings) {
            assert!(drawing.paths.iter().all(|path| path.geometry.is_finite() && path.layer < drawing.layers.len()));
            assert!(drawing.texts.iter().all(|text| text.at.iter().all(|value| value.is_finite())));
        }
    });
}

#[test]
fn a_damaged_dxf_is_read_quickly_and_stays_finite() {
    let good = with_corpus(vec![DXF.as_bytes().to_vec()], "dxf");
    try_out("dxf", &good, |bytes| {
        let mut findings = Findings::new(20);
        if let Some((drawing, _)) = dxf::read(bytes, &budget(), &mut findings) {
            assert!(drawing.paths.iter().all(|path| path.geometry.is_finite() && path.layer < drawing.layers.len()));
        }
    });
}

#[test]
fn a_damaged_picture_is_read_quickly() {
    let picture =
        image::RgbaImage::from_fn(40, 30, |x, y| image::Rgba([x as u8 * 5, y as u8 * 7, (x * y) as u8, 255 - x as u8]));
    let formats = [
        (Format::Png, image::ImageFormat::Png),
        (Format::Jpeg, image::ImageFormat::Jpeg),
        (Format::Webp, image::ImageFormat::WebP),
    ];
    for (format, encoder) in formats {
        let mut out = std::io::Cursor::new(Vec::new());
        let source = image::DynamicImage::ImageRgba8(picture.clone());
        let source = if format == Format::Jpeg { image::DynamicImage::ImageRgb8(source.to_rgb8()) } else { source };
        source.write_to(&mut out, encoder).expect("encoded");
        try_out(format.extension(), &[out.into_inner()], |bytes| {
            let mut findings = Findings::new(20);
            if let Some(raster) = raster::read(bytes, format, &budget(), &mut findings) {
                assert_eq!(raster.pixels.len() as u64, u64::from(raster.width) * u64::from(raster.height));
            }
        });
    }
}

#[test]
fn crafted_files_of_64_kb_take_less_than_a_second() {
    let sheet =
        |inside: String| format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm">{inside}</svg>"#);
    let rules = |rule: &str| {
        format!("<style>{}</style>{}", rule.repeat(30_000 / rule.len()), r#"<g><path class="a"/></g>"#.repeat(1_300))
    };
    let chain: String = (0..1_000).map(|n| format!(r##"<linearGradient id="g{n}" href="#g{}"/>"##, n + 1)).collect();
    let painted = (0..500).map(|n| format!(r##"<path d="M0 0H1V{n}" fill="url(#g0)"/>"##)).collect::<String>();
    let marked = format!(
        r##"<marker id="m">{}</marker><path marker-mid="url(#m)" stroke="red" d="M0 0{}"/>"##,
        r#"<path d="M0 0H1"/>"#.repeat(900),
        "h1".repeat(20_000)
    );
    let crafted = [
        rules(".a{fill:red}"),
        rules("g g g g g g g .a{x:y}"),
        rules("svg>g>path.a:first-child{fill:red}"),
        chain + &painted,
        marked,
        format!("<path {}/>", (0..7_000).map(|n| format!("a{n}=''")).collect::<String>()),
        "<g transform='scale(1.1)' opacity='.9'>".repeat(1_500),
        format!("<path stroke='red' stroke-width='9' d='M0 0{}'/>", "q1 1 0 0".repeat(7_000)),
        "<text>a".repeat(8_000),
        "<!--".repeat(16_000),
        "&a;".repeat(20_000),
        "<use href='#a'/>".repeat(4_000),
    ];
    for inside in crafted {
        let text = sheet(inside);
        assert!(text.len() <= 68_000, "{}", text.len());
        let begin = Instant::now();
        svg::read(text.as_bytes(), &Budget::default(), &mut Findings::new(20));
        assert!(begin.elapsed() < Duration::from_secs(1), "{:?} for {}", begin.elapsed(), &text[..300]);
        println!("{:?} for {}", begin.elapsed(), &text[..120]);
    }
}
