//! Letters as a draughtsman's stencil draws them: single strokes, so that no font is needed.

/// Strokes on a grid two wide and four high, y down: pairs of column and row, strokes apart by a space.
const LETTERS: [(char, &str); 41] = [
    ('0', "0020240400"),
    ('1', "011014 0424"),
    ('2', "002022020424"),
    ('3', "00202404 1222"),
    ('4', "000222 2024"),
    ('5', "200002222404"),
    ('6', "200004242202"),
    ('7', "002014"),
    ('8', "0020240400 0222"),
    ('9', "220200202404"),
    ('A', "041024 0323"),
    ('B', "001021120223 000414231202"),
    ('C', "20000424"),
    ('D', "00102123140400"),
    ('E', "20000424 0212"),
    ('F', "200004 0212"),
    ('G', "200004242212"),
    ('H', "0004 2024 0222"),
    ('I', "1014"),
    ('J', "20240403"),
    ('K', "0004 200224"),
    ('L', "000424"),
    ('M', "0400122024"),
    ('N', "04002420"),
    ('O', "0020240400"),
    ('P', "0400202202"),
    ('Q', "0020240400 1324"),
    ('R', "0400202202 1224"),
    ('S', "200002222404"),
    ('T', "0020 1014"),
    ('U', "00042420"),
    ('V', "001420"),
    ('W', "0004122420"),
    ('X', "0024 2004"),
    ('Y', "001220 1214"),
    ('Z', "00200424"),
    ('m', "0402 0222 1214 2224"),
    ('.', "1414"),
    ('-', "0222"),
    ('/', "0420"),
    ('·', "1212"),
];

/// Columns from one letter to the next.
const ADVANCE: f32 = 3.2;

/// How wide `text` is at `height`.
pub(super) fn width(text: &str, height: f32) -> f32 {
    text.chars().count() as f32 * ADVANCE * height / 4.0
}

/// The strokes of `text` with its baseline beginning at (x, y), turned counter-clockwise by `turn` radians; letters
/// that the stencil lacks leave a gap.
pub(super) fn strokes(text: &str, x: f32, y: f32, height: f32, turn: f32) -> Vec<Vec<(f32, f32)>> {
    let unit = height / 4.0;
    let (sin, cos) = turn.sin_cos();
    let mut strokes = Vec::new();
    for (index, letter) in text.chars().enumerate() {
        let upper = if letter == 'm' { letter } else { letter.to_ascii_uppercase() };
        let Some((_, shape)) = LETTERS.iter().find(|(known, _)| *known == upper) else {
            continue;
        };
        for stroke in shape.split(' ') {
            let place = |pair: &[u8]| {
                let (column, row) = (f32::from(pair[0] - b'0'), f32::from(pair[1] - b'0'));
                let (right, up) = ((index as f32 * ADVANCE + column) * unit, (4.0 - row) * unit);
                (x + right * cos - up * sin, y - up * cos - right * sin)
            };
            strokes.push(stroke.as_bytes().chunks_exact(2).map(place).collect());
        }
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_lies_on_its_grid() {
        for (letter, shape) in LETTERS {
            for stroke in shape.split(' ') {
                let pairs = stroke.as_bytes().chunks_exact(2);
                assert!(pairs.remainder().is_empty(), "{letter}");
                pairs.for_each(|pair| assert!(pair[0] <= b'2' && (b'0'..=b'4').contains(&pair[1]), "{letter}"));
            }
        }
    }
}
