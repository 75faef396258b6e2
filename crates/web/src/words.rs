//! Figures as people read them.

use basis::{Money, Time};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
pub(crate) use views::words::{at_least, bytes, count, found, length, some};

/// `€ 6.50`, or `Free`.
pub(crate) fn price(price: Money) -> String {
    if price.is_zero() { "Free".to_owned() } else { price.to_string() }
}

/// `€ 6.50`, or `−€ 0.59` for what goes out.
pub(crate) fn change(amount: Money) -> String {
    if amount.minor < 0 { format!("−{}", Money::new(-amount.minor, amount.currency)) } else { amount.to_string() }
}

/// `one file`, `Two files` at the beginning of a sentence: small numbers as words.
pub(crate) fn spelled(number: u64, one: &str, many: &str) -> String {
    const SMALL: [&str; 10] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    let noun = if number == 1 { one } else { many };
    let small = usize::try_from(number).ok().and_then(|number| SMALL.get(number));
    small.map_or_else(|| format!("{} {noun}", count(number)), |word| format!("{word} {noun}"))
}

/// `Firefox on Linux`, from what a browser says of itself.
pub(crate) fn browser(agent: &str) -> String {
    // Order matters: most claim to be Safari, and some to be Chrome, beside their own name.
    let named = |names: &[(&str, &str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned())
    };
    let browser = named(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Chromium/", "Chromium"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "a Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser,
        _ if agent.is_empty() => "A browser".to_owned(),
        _ => agent.chars().take(60).collect(),
    }
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
    lasting((now - then).num_seconds().max(0).unsigned_abs())
}

/// `3 hours`, of seconds.
pub(crate) fn lasting(seconds: u64) -> String {
    let minutes = seconds / 60;
    match minutes {
        0..90 => some(minutes, "minute", "minutes"),
        90..2_880 => some(minutes / 60, "hour", "hours"),
        _ => some(minutes / 1_440, "day", "days"),
    }
}

/// The same with a large first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What stands unescaped in a value of an address.
const IN_ADDRESS: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// A value for an address.
pub(crate) fn query(text: &str) -> String {
    utf8_percent_encode(text, &IN_ADDRESS).to_string()
}

/// Paragraphs of a text.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_by_its_name() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let safari =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1";
        let firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";
        let names = [chrome, safari, firefox, "curl/8.1", ""].map(browser);
        assert_eq!(names, ["Chrome on Linux", "Safari on an iPhone", "Firefox on Windows", "curl/8.1", "A browser"]);
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!(spelled(2, "file", "files"), "Two files");
        assert_eq!(spelled(1, "file", "files"), "One file");
        assert_eq!(spelled(1284, "file", "files"), "1,284 files");
    }

    #[test]
    fn what_goes_out_has_its_sign_before_the_currency() {
        let euro = |minor| change(Money::new(minor, basis::Currency::EUR));
        assert_eq!([euro(-59), euro(450)], ["−€\u{a0}0.59", "€\u{a0}4.50"]);
    }
}
