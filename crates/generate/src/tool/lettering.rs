//! Lettering in single strokes, as a plotter or an engraver draws it.

use kurbo::{Affine, BezPath, Point};

/// Each letter on a grid 4 wide and 6 high, y down: digit pairs are corners, a blank lifts the pen.
const LETTERS: [(char, &str); 44] = [
    ('A', "06204602 0343"),
    ('B', "0600304142330303 3344453606"),
    ('C', "4130100105163645"),
    ('D', "06002042443606"),
    ('E', "40000646 0333"),
    ('F', "400006 0333"),
    ('G', "413010010516364543 2343"),
    ('H', "0006 4046 0343"),
    ('I', "2026 1030 1636"),
    ('J', "404536160504"),
    ('K', "0006 400346"),
    ('L', "000646"),
    ('M', "0600234046"),
    ('N', "06004640"),
    ('O', "103041453616050110"),
    ('P', "06003041423303"),
    ('Q', "103041453616050110 2446"),
    ('R', "06003041423303 2346"),
    ('S', "4130100102133344453616 1605"),
    ('T', "0040 2026"),
    ('U', "000516364540"),
    ('V', "002640"),
    ('W', "0016233640"),
    ('X', "0046 4006"),
    ('Y', "002340 2326"),
    ('Z', "00400646"),
    ('0', "103041453616050110 0541"),
    ('1', "112026 1636"),
    ('2', "01103041420646"),
    ('3', "01103041423313 334445361605"),
    ('4', "3630300444"),
    ('5', "400003334445361605"),
    ('6', "30100105163645443303"),
    ('7', "00401326"),
    ('8', "103041423313020110 13040516364544 4433"),
    ('9', "43130201103041453616"),
    ('.', "2526"),
    ('-', "1333"),
    ('/', "0640"),
    ('+', "1333 2224"),
    (':', "2223 2526"),
    ('°', "102132231210"),
    ('&', "46120110212204051626 2644"),
    ('\'', "2021"),
];

/// How far one letter is from the next, in letter heights.
const PITCH: f64 = 0.9;

/// How wide `text` runs, millimetres.
pub(crate) fn width(text: &str, height: f64) -> f64 {
    (text.chars().count() as f64 * PITCH - (PITCH - 4.0 / 6.0)).max(0.0) * height
}

/// `text` in capitals with its baseline starting at `at`, turned clockwise on the page by `turn` radians.
pub(crate) fn strokes(text: &str, at: Point, height: f64, turn: f64) -> BezPath {
    let mut path = BezPath::new();
    for (index, letter) in text.to_uppercase().chars().enumerate() {
        let Some((_, lines)) = LETTERS.iter().find(|(known, _)| *known == letter) else {
            continue;
        };
        for line in lines.split(' ') {
            let digits: Vec<f64> = line.chars().filter_map(|digit| digit.to_digit(10)).map(f64::from).collect();
            for (n, pair) in digits.chunks_exact(2).enumerate() {
                let point = Point::new(index as f64 * PITCH + pair[0] / 6.0, (pair[1] - 6.0) / 6.0);
                if n == 0 { path.move_to(point) } else { path.line_to(point) }
            }
        }
    }
    path.apply_affine(Affine::translate(at.to_vec2()) * Affine::rotate(turn) * Affine::scale(height));
    path
}
