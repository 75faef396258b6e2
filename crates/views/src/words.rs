//! Figures as people read them.

/// `1,284`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 pattern`, `1,284 patterns`.
pub fn some(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// `1,284 patterns`, or `More than 10,000 patterns` where these are not all.
pub fn found(number: u64, is_all: bool, one: &str, many: &str) -> String {
    if is_all { some(number, one, many) } else { format!("More than {}", some(number, one, many)) }
}

/// `1,284`, or `10,000+` where these are not all.
pub fn at_least(number: u64, is_all: bool) -> String {
    format!("{}{}", count(number), if is_all { "" } else { "+" })
}

/// `68`, `8.4`: a tenth below ten millimetres, whole ones above.
pub fn length_of(mm: f64) -> String {
    inspect::words::fixed(mm, if mm < 9.95 { 1 } else { 0 })
}

/// `68 mm`.
pub fn length(mm: f64) -> String {
    format!("{} mm", length_of(mm))
}

/// `61 MB`, in the decimal units that shops and disks use.
pub fn bytes(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", value / 1e3),
        1_000_000..10_000_000 => format!("{:.1} MB", value / 1e6),
        10_000_000..1_000_000_000 => format!("{:.0} MB", value / 1e6),
        _ => format!("{:.1} GB", value / 1e9),
    }
}
