//! Money: whole minor units and a currency, never a fraction in binary.

use std::{fmt, str::FromStr};

use locale::Locale;
use serde::{Deserialize, Serialize};

/// What can go wrong when money is read or counted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MoneyError {
    /// The three letters name no currency known here.
    #[error("`{0}` is no currency known here; use EUR, USD, GBP, CHF or JPY")]
    UnknownCurrency(String),
    /// The text is no amount.
    #[error("`{0}` is no amount; write it as 6.50")]
    NoAmount(String),
    /// The text is one amount in one country and another in the next.
    #[error(
        "`{0}` can be read in two ways; write all digits behind the point, as in 6.50, and nothing between thousands"
    )]
    Ambiguous(String),
    /// Two currencies cannot be added.
    #[error("{0} and {1} cannot be added")]
    Mixed(Currency, Currency),
    /// The sum leaves the range of 64 bits.
    #[error("the amount is too large")]
    TooLarge,
}

/// An ISO 4217 currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)] // The names are the standard's own.
pub enum Currency {
    EUR,
    USD,
    GBP,
    CHF,
    JPY,
}

impl Currency {
    /// Every currency known here.
    pub const ALL: [Self; 5] = [Self::EUR, Self::USD, Self::GBP, Self::CHF, Self::JPY];

    /// The three letters of ISO 4217.
    pub fn code(self) -> &'static str {
        match self {
            Self::EUR => "EUR",
            Self::USD => "USD",
            Self::GBP => "GBP",
            Self::CHF => "CHF",
            Self::JPY => "JPY",
        }
    }

    /// What stands before an amount on a page.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::EUR => "€",
            Self::USD => "$",
            Self::GBP => "£",
            Self::CHF => "CHF",
            Self::JPY => "¥",
        }
    }

    /// Digits behind the point (ISO 4217's exponent).
    pub fn digits(self) -> u32 {
        match self {
            Self::JPY => 0,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::ALL
            .into_iter()
            .find(|currency| currency.code().eq_ignore_ascii_case(text))
            .ok_or_else(|| MoneyError::UnknownCurrency(text.to_owned()))
    }
}

/// An amount in minor units (cents) of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; may be below zero in a balance, never in a price.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// `minor` units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing of `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum.
    ///
    /// # Errors
    /// Two currencies, or a sum beyond 64 bits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(minor, self.currency))
    }

    /// The share of `basis_points` ten-thousandths, rounded half up; what is left is the other party's.
    ///
    /// Both parts always add up to the whole, because the second is the difference.
    pub fn split(self, basis_points: u32) -> (Self, Self) {
        let product = i128::from(self.minor) * i128::from(basis_points.min(10_000));
        let share = (product + 5_000).div_euclid(10_000);
        // At most the whole, which fits.
        let share = i64::try_from(share).unwrap_or(self.minor);
        (Self::new(share, self.currency), Self::new(self.minor - share, self.currency))
    }

    /// The amount as a decimal without a symbol: `6.50`.
    pub fn decimal(self) -> String {
        let digits = self.currency.digits();
        let unit = 10u64.pow(digits);
        let sign = if self.minor < 0 { "-" } else { "" };
        let whole = self.minor.unsigned_abs() / unit;
        if digits == 0 {
            return format!("{sign}{whole}");
        }
        let rest = self.minor.unsigned_abs() % unit;
        format!("{sign}{whole}.{rest:0width$}", width = digits as usize)
    }

    /// Reads what a person typed, whichever way they write amounts: `6.50`, `6,5`, `1.250,00`, `1,250.00`, `1’250.00`,
    /// `€ 6.50`. Nobody's locale is asked: a text has one meaning here or is refused, so that an amount never depends on
    /// who reads it. The last mark is a decimal one where one digit or two follow it, as they do in every locale; a mark
    /// before three digits may mean either and is refused alone, unless the currency has no digits behind a point.
    ///
    /// # Errors
    /// A text that is no amount, can be read in two ways, has too many digits behind the point, or is below zero.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let bad = || MoneyError::NoAmount(shortened(text));
        if text.len() > AMOUNT_BYTES_MAX {
            return Err(bad());
        }
        let digits = currency.digits() as usize;
        let (whole, rest) = parted(without_symbol(text, currency), digits).map_err(|what| match what {
            Unread::NoAmount => bad(),
            Unread::Ambiguous => MoneyError::Ambiguous(shortened(text)),
        })?;
        let padded = format!("{whole}{rest:0<digits$}");
        padded.parse().map(|minor| Self::new(minor, currency)).map_err(|_| MoneyError::TooLarge)
    }

    /// The amount as a reader of `locale` writes it: `1.250,50 €`.
    pub fn shown(self, locale: &Locale) -> String {
        locale.money(self.minor, self.currency.code(), self.currency.digits())
    }

    /// The amount as it stands in a field that a reader of `locale` fills in, without currency or groups: `1250,50`.
    pub fn typed(self, locale: &Locale) -> String {
        locale.plain_amount(self.minor, self.currency.digits())
    }
}

/// Bytes of an amount with all that may stand around it; no amount of 64 bits needs as many.
const AMOUNT_BYTES_MAX: usize = 60;

/// What a refusal repeats of a text.
fn shortened(text: &str) -> String {
    text.trim().chars().take(AMOUNT_BYTES_MAX).collect()
}

/// `text` without the currency, at whichever end it stands. Another currency stays, and is then no amount.
fn without_symbol(text: &str, currency: Currency) -> &str {
    let text = text.trim();
    let known = Locale::all().map(|locale| locale.symbol(currency.code())).chain([currency.symbol(), currency.code()]);
    let mut known: Vec<&str> = known.collect();
    // `US$` before the `$` in it.
    known.sort_by_key(|symbol| std::cmp::Reverse(symbol.len()));
    let found = known.iter().find_map(|symbol| text.strip_prefix(symbol).or_else(|| text.strip_suffix(symbol)));
    found.unwrap_or(text).trim()
}

/// Why a text is no amount.
enum Unread {
    NoAmount,
    Ambiguous,
}

/// What stands between thousands somewhere, and never before a fraction.
fn is_group_alone(mark: char) -> bool {
    mark.is_whitespace() || matches!(mark, '\'' | '’')
}

/// The digits before and behind the decimal mark, of which at most `digits_max` may stand behind it.
fn parted(text: &str, digits_max: usize) -> Result<(String, &str), Unread> {
    let last = text.rfind(['.', ',']);
    let behind = last.map_or("", |place| &text[place + 1..]);
    let has_fraction = last.is_some() && (1..=digits_max).contains(&behind.len());
    let (whole, rest) = match last {
        Some(place) if has_fraction => (&text[..place], behind),
        _ => (text, ""),
    };
    if !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unread::NoAmount);
    }
    let marks: Vec<char> = whole.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let decimal = last.filter(|_| has_fraction).and_then(|place| text[place..].chars().next());
    if let Some(mark) = marks.first() {
        let is_one = marks.iter().all(|other| other == mark) && Some(*mark) != decimal;
        let is_mark = is_group_alone(*mark) || matches!(mark, '.' | ',');
        if !is_one || !is_mark || !is_in_threes(whole, *mark) {
            return Err(Unread::NoAmount);
        }
        // `1.250` is a thousand in Berlin and one and a quarter in London.
        if marks.len() == 1 && !has_fraction && digits_max > 0 && !is_group_alone(*mark) {
            return Err(Unread::Ambiguous);
        }
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    if whole.is_empty() { Err(Unread::NoAmount) } else { Ok((whole, rest)) }
}

/// Whether `mark` stands where thousands are parted, and nowhere else.
fn is_in_threes(whole: &str, mark: char) -> bool {
    let mut groups = whole.split(mark).map(str::len);
    groups.next().is_some_and(|first| (1..=3).contains(&first)) && groups.all(|group| group == 3)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}{}", self.currency.symbol(), self.decimal())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_parts_of_a_split_add_up(minor in 0i64..i64::MAX, basis_points in 0u32..=10_000) {
            let whole = Money::new(minor, Currency::EUR);
            let (share, rest) = whole.split(basis_points);
            prop_assert_eq!(share.plus(rest).expect("same currency"), whole);
            prop_assert!(share.minor >= 0 && rest.minor >= 0);
        }

        #[test]
        fn a_decimal_reads_back(minor in 0i64..1_000_000_000_000, which in 0usize..5) {
            let money = Money::new(minor, Currency::ALL[which]);
            prop_assert_eq!(Money::parse(&money.decimal(), money.currency), Ok(money));
        }
    }

    #[test]
    fn a_fee_is_rounded_half_up_and_the_rest_is_the_other_partys() {
        // Minor units, ten-thousandths, the fee, the rest.
        for (minor, basis_points, share, rest) in [
            (650, 1_300, 85, 565), // 84.5
            (1_000, 1_300, 130, 870),
            (999_999, 1_300, 130_000, 869_999), // 129,999.87
            (1, 1_300, 0, 1),
            (4, 1_250, 1, 3), // 0.5
            (49, 100, 0, 49),
            (50, 100, 1, 49),
            (333, 3_333, 111, 222), // 110.99
            (0, 1_300, 0, 0),
            (650, 0, 0, 650),
            (650, 10_000, 650, 0),
            (650, 12_000, 650, 0), // never more than all
            (i64::MAX, 5_000, i64::MAX / 2 + 1, i64::MAX / 2),
        ] {
            let (first, second) = Money::new(minor, Currency::EUR).split(basis_points);
            assert_eq!((first.minor, second.minor), (share, rest), "{basis_points} ten-thousandths of {minor}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let read = |text| Money::parse(text, Currency::EUR).map(|money| money.minor);
        for (minor, texts) in [
            (650, vec!["6,5", "6.5", "6.50", "€ 6.50", "€6.50", "6,50\u{a0}€", "EUR 6.50", "6,50 EUR", " 6,50 "]),
            (1_200, vec!["12", " 12 ", "12,00", "012"]),
            (1_250, vec!["12.50", "12,50", "12,5"]),
            (
                125_000,
                vec!["1250", "1.250,00", "1,250.00", "1’250.00", "1'250", "1 250,00", "1\u{202f}250,0", "1\u{a0}250"],
            ),
            (125_000_000, vec!["1.250.000", "1,250,000", "1.250.000,00", "1 250 000"]),
        ] {
            for text in texts {
                assert_eq!(read(text), Ok(minor), "{text:?}");
            }
        }
        for text in ["1.250", "1,250", "€ 12,500", "999.999", "0.001"] {
            assert_eq!(read(text), Err(MoneyError::Ambiguous(text.to_owned())), "{text:?}");
        }
        for bad in [
            "",
            "-1",
            "−1,00",
            "1e3",
            "six",
            "1.2.3",
            ".",
            ",50",
            "6.",
            "12.5000",
            "1.25,00",
            "1,25.00",
            "12.50.00",
            "1.250.00",
            "1,250,00",
            "1.250’000",
            "1.2500,00",
            "1250.000,00",
            "’250",
            "250’",
            "1  250",
            "$ 6.50",
            "6.50 CHF",
            "€",
            "€ € 6",
            "٣,٥٠",
            "6,50€x",
        ] {
            assert_eq!(read(bad), Err(MoneyError::NoAmount(bad.trim().to_owned())), "{bad:?}");
        }
        assert_eq!(read("99999999999999999999"), Err(MoneyError::TooLarge));
        let long = "1".repeat(100_000);
        assert_eq!(read(&long), Err(MoneyError::NoAmount("1".repeat(60))), "nothing of it is worked on");
    }

    #[test]
    fn yen_have_no_fraction_that_a_mark_could_stand_before() {
        let read = |text| Money::parse(text, Currency::JPY).map(|money| money.minor);
        assert_eq!(["1,250", "1.250", "¥1250", "￥1,250", "JPY 1 250"].map(read), [1_250; 5].map(Ok));
        assert!(["12.50", "1.5", "1,25"].into_iter().all(|text| read(text).is_err()));
    }

    /// How a reader of one locale alone would read `text`: groups of three parted by that locale's mark, if any, and digits
    /// behind its decimal mark. The reader under test must never read another amount than one of them does.
    fn strictly(text: &str, locale: &Locale, digits: usize) -> Option<i64> {
        let (decimal, group, _) = locale.marks();
        let (whole, rest) = text.split_once(decimal).unwrap_or((text, ""));
        let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let sound = is_plain(whole) || is_in_threes(whole, group);
        let whole = whole.replace(group, "");
        let sound = sound && !whole.is_empty() && is_plain(&whole) && is_plain(rest);
        // More digits than a currency has are a fraction of its smallest coin: none that is refused can be misread.
        let minor = format!("{whole}{:0<digits$}", rest.chars().take(digits).collect::<String>());
        minor.parse().ok().filter(|_| sound)
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same_amount(minor in 0i64.., small in 0i64..10_000_000, which in 0usize..5) {
            for locale in Locale::all() {
                for minor in [minor, small] {
                    let money = Money::new(minor, Currency::ALL[which]);
                    prop_assert_eq!(Money::parse(&money.shown(locale), money.currency), Ok(money), "{}", locale.tag);
                    prop_assert_eq!(Money::parse(&money.typed(locale), money.currency), Ok(money), "{}", locale.tag);
                }
            }
        }

        #[test]
        fn no_text_is_read_otherwise_than_any_reader_would(text in "[0-9]{1,4}([.,’ ][0-9]{1,4}){0,3}", which in 0usize..5) {
            let currency = Currency::ALL[which];
            if let Ok(money) = Money::parse(&text, currency) {
                for locale in Locale::all() {
                    let theirs = strictly(&text, locale, currency.digits() as usize);
                    // A currency without a fraction has no other reading.
                    let theirs = theirs.filter(|_| currency.digits() > 0);
                    prop_assert!(theirs.is_none_or(|minor| minor == money.minor), "{} of {}: {:?}", text, locale.tag, theirs);
                }
            }
        }
    }
}
