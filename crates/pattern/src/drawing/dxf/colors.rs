//! AutoCAD's colour index: nine named colours, 24 hues in five shades and two strengths, six greys.

/// The shades of a hue, brightest first, of 255.
const SHADES: [u32; 5] = [255, 165, 127, 76, 38];

/// Index 1 to 255 as sRGB. 7 is the colour of ink: white on a black screen, black on paper, and here.
pub(super) fn aci(index: u8) -> [u8; 4] {
    let grey = |level: u8| [level, level, level, 255];
    match index {
        1 => [255, 0, 0, 255],
        2 => [255, 255, 0, 255],
        3 => [0, 255, 0, 255],
        4 => [0, 255, 255, 255],
        5 => [0, 0, 255, 255],
        6 => [255, 0, 255, 255],
        0 | 7 => grey(0),
        8 => grey(128),
        9 => grey(192),
        250 => grey(51),
        251 => grey(91),
        252 => grey(132),
        253 => grey(173),
        254 => grey(214),
        255 => grey(255),
        _ => hue(index),
    }
}

fn hue(index: u8) -> [u8; 4] {
    let (step, shade) = (u32::from(index - 10) / 10, usize::from(index % 10));
    let high = SHADES[shade / 2];
    let low = if shade % 2 == 1 { high / 2 } else { 0 };
    // Four steps of 15 degrees to each sixth of the circle.
    let (sixth, part) = (step / 4, step % 4);
    let rising = low + (high - low) * part / 4;
    let falling = low + (high - low) * (4 - part) / 4;
    let [r, g, b] = match sixth {
        0 => [high, rising, low],
        1 => [falling, high, low],
        2 => [low, high, rising],
        3 => [low, falling, high],
        4 => [rising, low, high],
        _ => [high, low, falling],
    };
    let byte = |level: u32| u8::try_from(level).unwrap_or(u8::MAX);
    [byte(r), byte(g), byte(b), 255]
}

/// The index whose colour is nearest, of those as near the lowest; black is the colour of ink.
pub(super) fn nearest([r, g, b, _]: [u8; 4]) -> u8 {
    let off = |index: &u8| {
        let [x, y, z, _] = aci(*index);
        [(x, r), (y, g), (z, b)].iter().map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum::<u32>()
    };
    (1..=u8::MAX).min_by_key(off).unwrap_or(7)
}

/// `0xRRGGBB` of group 420.
pub(super) fn true_color(value: i64) -> [u8; 4] {
    let [.., r, g, b] = value.to_be_bytes();
    [r, g, b, 255]
}
