//! Figures as people read them, each in the form of a locale.

use locale::Locale;

/// `1 pattern`, `1,284 patterns`.
pub fn some(locale: &Locale, number: u64, one: &str, many: &str) -> String {
    format!("{} {}", locale.count(number), if number == 1 { one } else { many })
}

/// `68 mm`.
pub fn length(locale: &Locale, mm: f64) -> String {
    locale.figures(&format!("{} mm", inspect::words::side(mm))).into_owned()
}

/// `61 MB`, in the decimal units that shops and disks use.
pub fn bytes(locale: &Locale, bytes: u64) -> String {
    let value = bytes as f64;
    let words = match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", value / 1e3),
        1_000_000..10_000_000 => format!("{:.1} MB", value / 1e6),
        10_000_000..1_000_000_000 => format!("{:.0} MB", value / 1e6),
        _ => format!("{:.1} GB", value / 1e9),
    };
    locale.figures(&words).into_owned()
}
