//! Figures as people read them, each in the form of whoever reads.

use basis::{Currency, Money, MoneyError, Time};
use locale::Forms;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// `€ 6.50`, or `Free`.
pub(crate) fn price(forms: &Forms, price: Money) -> String {
    if price.is_zero() { "Free".to_owned() } else { money(forms, price) }
}

/// `€ 6.50`, or `−€ 0.59` for what goes out.
pub(crate) fn money(forms: &Forms, amount: Money) -> String {
    amount.shown(forms.locale)
}

/// Why an amount that was typed is refused, and how to write it instead.
pub(crate) fn no_amount(forms: &Forms, error: &MoneyError, currency: Currency) -> String {
    // Twelve and a half, as a price of this currency is typed.
    let like = Money::new(125 * 10_i64.pow(currency.digits()) / 10, currency).typed(forms.locale);
    match error {
        MoneyError::Ambiguous(text) => {
            format!("“{text}” can be read in two ways. Leave out what parts the thousands, and write it like {like}.")
        }
        MoneyError::NoAmount(text) => format!("“{text}” is not a price. Write it like {like}, or 0 for free."),
        _ => "This price is too high.".to_owned(),
    }
}

/// `13.00%`, of ten-thousandths.
pub(crate) fn share(forms: &Forms, basis_points: u32) -> String {
    forms.locale.figures(&format!("{}.{:02}\u{a0}%", basis_points / 100, basis_points % 100)).into_owned()
}

/// `1,284`.
pub(crate) fn count(forms: &Forms, number: u64) -> String {
    forms.locale.count(number)
}

/// `1 pattern`, `1,284 patterns`.
pub(crate) fn some(forms: &Forms, number: u64, one: &str, many: &str) -> String {
    views::words::some(forms.locale, number, one, many)
}

/// `1,284 patterns`, or `At least 2,000 patterns` where not all were counted.
pub(crate) fn found(forms: &Forms, number: u64, is_all: bool, one: &str, many: &str) -> String {
    let some = some(forms, number, one, many);
    if is_all { some } else { format!("At least {some}") }
}

/// `1,284`, or `2,000+` where these are not all.
pub(crate) fn at_least(forms: &Forms, number: u64, is_all: bool) -> String {
    format!("{}{}", count(forms, number), if is_all { "" } else { "+" })
}

/// `68 mm`.
pub(crate) fn length(forms: &Forms, mm: f64) -> String {
    views::words::length(forms.locale, mm)
}

/// `61 MB`.
pub(crate) fn bytes(forms: &Forms, bytes: u64) -> String {
    views::words::bytes(forms.locale, bytes)
}

/// `one file`, `Two files` at the beginning of a sentence: small numbers as words.
pub(crate) fn spelled(forms: &Forms, number: u64, one: &str, many: &str) -> String {
    const SMALL: [&str; 10] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    let noun = if number == 1 { one } else { many };
    let small = usize::try_from(number).ok().and_then(|number| SMALL.get(number));
    small.map_or_else(|| format!("{} {noun}", count(forms, number)), |word| format!("{word} {noun}"))
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
pub(crate) fn day(forms: &Forms, time: Time) -> String {
    forms.day(time.timestamp())
}

/// `23 Nov 2026, 14:05 UTC`.
pub(crate) fn moment(forms: &Forms, time: Time) -> String {
    forms.moment(time.timestamp())
}

/// `November 2026`.
pub(crate) fn month(forms: &Forms, time: Time) -> String {
    forms.month(time.timestamp())
}

/// `3 hours`, for how long something waits.
pub(crate) fn since(forms: &Forms, now: Time, then: Time) -> String {
    lasting(forms, (now - then).num_seconds().max(0).unsigned_abs())
}

/// `3 hours`, of seconds.
pub(crate) fn lasting(forms: &Forms, seconds: u64) -> String {
    let minutes = seconds / 60;
    match minutes {
        0..90 => some(forms, minutes, "minute", "minutes"),
        90..2_880 => some(forms, minutes / 60, "hour", "hours"),
        _ => some(forms, minutes / 1_440, "day", "days"),
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

    fn forms(tag: &str) -> Forms {
        Forms { locale: locale::Locale::named(tag).unwrap(), ..Forms::default() }
    }

    #[test]
    fn small_numbers_are_words() {
        let spelled = |number| spelled(&forms("en"), number, "file", "files");
        assert_eq!([2, 1, 1284].map(spelled), ["Two files", "One file", "1,284 files"]);
    }

    #[test]
    fn what_goes_out_has_its_sign_before_the_currency() {
        let euro = |minor| money(&forms("en"), Money::new(minor, Currency::EUR));
        assert_eq!([euro(-59), euro(450)], ["−€\u{a0}0.59", "€\u{a0}4.50"]);
    }

    #[test]
    fn a_refused_price_is_told_how_to_write_it() {
        let refused =
            |tag, text, currency| no_amount(&forms(tag), &Money::parse(text, currency).unwrap_err(), currency);
        let german = refused("de", "1.250", Currency::EUR);
        assert_eq!(
            german,
            "“1.250” can be read in two ways. Leave out what parts the thousands, and write it like 12,50."
        );
        let yen = refused("en", "six", Currency::JPY);
        assert_eq!(yen, "“six” is not a price. Write it like 12, or 0 for free.");
    }

    #[test]
    fn a_share_is_written_as_the_reader_writes_it() {
        assert_eq!(["en", "de"].map(|tag| share(&forms(tag), 1_325)), ["13.25\u{a0}%", "13,25\u{a0}%"]);
    }
}
