//! Figures as people read them.

/// `1,284`.
pub fn count(number: u64) -> String {
    inspect::words::grouped(number)
}

/// `1 pattern`, `1,284 patterns`.
pub fn some(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// `1,284 patterns`, or `At least 2,000 patterns` where not all were counted.
pub fn found(number: u64, is_all: bool, one: &str, many: &str) -> String {
    if is_all { some(number, one, many) } else { format!("At least {}", some(number, one, many)) }
}

/// `1,284`, or `2,000+` where these are not all.
pub fn at_least(number: u64, is_all: bool) -> String {
    format!("{}{}", count(number), if is_all { "" } else { "+" })
}

/// `68 mm`.
pub fn length(mm: f64) -> String {
    format!("{} mm", inspect::words::side(mm))
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
