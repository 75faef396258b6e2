//! Money: whole minor units and a currency, never a fraction in binary.

use std::{fmt, str::FromStr};

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

    /// Reads `6.50`, `6,5` or `6`.
    ///
    /// # Errors
    /// A text that is no amount, has too many digits behind the point, or is below zero.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let bad = || MoneyError::NoAmount(text.to_owned());
        let clean = text.trim().replace(',', ".");
        let (whole, rest) = clean.split_once('.').unwrap_or((&clean, ""));
        let digits = currency.digits() as usize;
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(rest) || rest.len() > digits {
            return Err(bad());
        }
        let padded = format!("{whole}{rest:0<digits$}");
        padded.parse().map(|minor| Self::new(minor, currency)).map_err(|_| MoneyError::TooLarge)
    }
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
        assert_eq!(read("6,5"), Ok(650));
        assert_eq!(read(" 12 "), Ok(1200));
        for bad in ["", "-1", "1.234", "1e3", "six", "1.2.3", "."] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
