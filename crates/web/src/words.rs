//! Figures as people read them.

use basis::{Money, Time};

/// `1,284`.
pub(crate) fn count(number: u64) -> String {
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
pub(crate) fn some(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// `61 MB`, in the decimal units that shops and disks use.
pub(crate) fn bytes(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", value / 1e3),
        1_000_000..10_000_000 => format!("{:.1} MB", value / 1e6),
        10_000_000..1_000_000_000 => format!("{:.0} MB", value / 1e6),
        _ => format!("{:.1} GB", value / 1e9),
    }
}

/// `68`, `8.4`: a tenth below ten millimetres, whole ones above.
pub(crate) fn length_of(mm: f64) -> String {
    if mm < 9.95 { format!("{mm:.1}") } else { format!("{mm:.0}") }
}

/// `68 mm`.
pub(crate) fn length(mm: f64) -> String {
    format!("{} mm", length_of(mm))
}

/// `€ 6.50`, or `Free`.
pub(crate) fn price(price: Money) -> String {
    if price.is_zero() { "Free".to_owned() } else { price.to_string() }
}

/// `23 November 2026`.
pub(crate) fn day(time: Time) -> String {
    time.format("%-d %B %Y").to_string()
}

/// `23 November 2026, 14:05 UTC`.
pub(crate) fn moment(time: Time) -> String {
    time.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// `3 hours`, for how long something waits.
pub(crate) fn since(now: Time, then: Time) -> String {
    let minutes = (now - then).num_minutes().max(0).unsigned_abs();
    match minutes {
        0..90 => some(minutes, "minute", "minutes"),
        90..2_880 => some(minutes / 60, "hour", "hours"),
        _ => some(minutes / 1_440, "day", "days"),
    }
}

/// A value for an address.
pub(crate) fn query(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Paragraphs of a text.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
