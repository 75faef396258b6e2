//! Figures as people write them.

/// `one hole`, `3 holes`: the small numbers as words up to twelve read better at a sentence's start and in a title block.
pub fn some(count: u64, one: &str, many: &str) -> String {
    const SMALL: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let number = usize::try_from(count).ok().and_then(|index| SMALL.get(index)).map(|word| (*word).to_owned());
    format!("{} {}", number.unwrap_or_else(|| grouped(count)), if count == 1 { one } else { many })
}

/// `1 hole`, `3 holes`, `1,204 holes`.
pub fn count(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// `1,204,113`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A length with as many digits as it deserves: `0.004 mm`, `12.5 mm`, `340 mm`, `24 m`, `31 km`.
pub fn length(mm: f64) -> String {
    /// From here on it is no length of a thing, and its digits tell nothing, mm.
    const VAST_MM: f64 = 1e9;
    match mm.abs() {
        0.0 => "0 mm".to_owned(),
        size if size >= VAST_MM => "more than 1,000 km".to_owned(),
        size if size >= 10_000_000.0 => format!("{} km", decimal(mm / 1_000_000.0, 1)),
        size if size >= 10_000.0 => format!("{} m", decimal(mm / 1000.0, 1)),
        size if size >= 100.0 => format!("{mm:.0} mm"),
        size if size >= 1.0 => format!("{} mm", decimal(mm, 1)),
        size if size >= 0.001 => format!("{} mm", decimal(mm, 3)),
        _ => format!("{mm:.1e} mm"),
    }
}

/// A side of a thing without its unit: `68`, `8.4`; a tenth below ten millimetres, whole ones above.
pub fn side(mm: f64) -> String {
    fixed(mm, if mm < 9.95 { 1 } else { 0 })
}

/// A volume with as many digits as it deserves: `0.8 mm³`, `12.4 cm³`, `2.1 m³`.
pub fn volume(mm3: f64) -> String {
    match mm3 {
        huge if huge >= 1e9 => format!("{} m³", fixed(huge / 1e9, 1)),
        large if large >= 100_000.0 => format!("{} cm³", grouped((large / 1000.0).round() as u64)),
        some if some >= 100.0 => format!("{:.1} cm³", some / 1000.0),
        small if small >= 0.1 || small == 0.0 => format!("{small:.1} mm³"),
        tiny => format!("{tiny:.1e} mm³"),
    }
}

/// `text` with its first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `40 s`, `12 min`, `3 h 20 min`, `2 days`.
pub fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match minutes {
        0..2 => format!("{seconds:.0} s"),
        2..100 => format!("{minutes} min"),
        100..2880 if minutes.is_multiple_of(60) => format!("{} h", minutes / 60),
        100..2880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes.saturating_add(720) / 1440),
    }
}

/// `text` with its first letter small, for the middle of a sentence.
pub fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// So many digits behind the point: `12.50`. What no thing measures is a power of ten: `3.4e38`.
pub fn fixed(value: f64, digits: usize) -> String {
    const VAST: f64 = 1e12;
    if value.abs() < VAST { format!("{value:.digits$}") } else { format!("{value:.1e}") }
}

/// As [`fixed`], without zeros at the end.
pub(crate) fn decimal(value: f64, digits: usize) -> String {
    let text = fixed(value, digits);
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_beyond_all_things_does_not_fill_the_line() {
        assert_eq!([fixed(12.5, 2), fixed(-2e11, 0), fixed(3.4e38, 1)], ["12.50", "-200000000000", "3.4e38"]);
        assert_eq!([decimal(12.5, 2), decimal(2e30, 1)], ["12.5", "2.0e30"]);
    }

    #[test]
    fn figures_read_as_people_write_them() {
        assert_eq!(count(1, "hole", "holes"), "1 hole");
        assert_eq!(count(1_204_113, "hole", "holes"), "1,204,113 holes");
        assert_eq!(some(2, "thing", "things"), "two things");
        assert_eq!(some(13, "thing", "things"), "13 things");
        let lengths = [0.0, 0.00002, 0.0042, 0.5, 12.54, 340.4, 2400.0, 24_000.0].map(length);
        assert_eq!(lengths, ["0 mm", "2.0e-5 mm", "0.004 mm", "0.5 mm", "12.5 mm", "340 mm", "2400 mm", "24 m"]);
        assert_eq!([3.1e7, 1e9, 3.4e38].map(length), ["31 km", "more than 1,000 km", "more than 1,000 km"]);
        assert_eq!(capital("été"), "Été");
        let times = [9.6, 119.0, 900.0, 7200.0, 12_000.0, 300_000.0].map(duration);
        assert_eq!(times, ["10 s", "2 min", "15 min", "2 h", "3 h 20 min", "3 days"]);
    }
}
