//! Figures, counts and names as they stand in sentences.

/// A number with its thousands set apart by commas.
pub(crate) fn figure(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 triangle`, `2,000 triangles`.
pub(crate) fn count_of(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", figure(number), if number == 1 { one } else { many })
}

/// `name` on one line, without characters that turn or hide text, cut to `chars_max`.
///
/// Layer and element names are shown in reports: a line break or a right-to-left mark in one must
/// not rearrange the sentence around it.
pub(crate) fn tame(name: &str, chars_max: usize) -> String {
    let turns =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let one_line = name.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let mut kept: String = one_line.take(chars_max + 1).collect();
    if kept.chars().count() > chars_max {
        kept.pop();
        kept.push('…');
    }
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 20_000_000].map(figure), ["0", "999", "1,000", "20,000,000"]);
    }
}
