//! Seeded chance: the same seed gives the same piece on every machine.

/// SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// A row of numbers that `seed` alone decides.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Between 0 and 1, 1 left out.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Between `low` and `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }
}

/// Smooth value noise in the plane, between -1 and 1, with features about one unit wide.
pub(crate) fn noise(x: f64, y: f64, seed: u64) -> f64 {
    let at = |i: f64, j: f64| {
        let key = (i as i64 as u64).wrapping_mul(0x9E37_79B9) ^ (j as i64 as u64).wrapping_mul(0x85EB_CA6B_27D4_EB2F);
        Chance::new(key ^ seed.rotate_left(17)).between(-1.0, 1.0)
    };
    let (i, j) = (x.floor(), y.floor());
    let smooth = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (u, v) = (smooth(x - i), smooth(y - j));
    let low = at(i, j) * (1.0 - u) + at(i + 1.0, j) * u;
    let high = at(i, j + 1.0) * (1.0 - u) + at(i + 1.0, j + 1.0) * u;
    low * (1.0 - v) + high * v
}

/// Noise of `octaves` sizes laid over each other, each half as large and half as strong.
pub(crate) fn layered_noise(x: f64, y: f64, octaves: u32, seed: u64) -> f64 {
    (0..octaves)
        .map(|octave| {
            noise(x * f64::from(1u32 << octave), y * f64::from(1u32 << octave), seed + u64::from(octave))
                / f64::from(1u32 << octave)
        })
        .sum()
}
