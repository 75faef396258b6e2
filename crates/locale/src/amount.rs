//! Counts and amounts of money, as a locale writes them.

use crate::{
    Locale,
    known::{SPACE, Side},
};

/// The currencies whose symbols stand in the table, in its order.
const CODES: [&str; 5] = ["EUR", "USD", "GBP", "CHF", "JPY"];

impl Locale {
    /// A whole number: `1,284`.
    pub fn count(&self, number: u64) -> String {
        self.grouped(&number.to_string())
    }

    /// An amount without its currency, as it stands in a field: `1250,50`. Groups are left out: what is typed over is
    /// easier to change.
    pub fn plain_amount(&self, minor: i64, digits: u32) -> String {
        let (whole, rest) = parts(minor, digits);
        format!("{}{whole}{}", sign(minor), self.fraction(&rest))
    }

    /// An amount of the currency with the ISO 4217 code `code`, of `digits` behind the point: `1.250,50 €`. A currency that
    /// the table does not know stands there by its code.
    pub fn money(&self, minor: i64, code: &str, digits: u32) -> String {
        let (whole, rest) = parts(minor, digits);
        let number = format!("{}{}", self.grouped(&whole), self.fraction(&rest));
        format!("{}{}", sign(minor), self.with_symbol(&number, self.symbol(code)))
    }

    /// How the currency with the code `code` is written.
    pub fn symbol<'a>(&self, code: &'a str) -> &'a str {
        CODES.iter().position(|known| *known == code).map_or(code, |place| self.symbols[place])
    }

    /// How an amount is put together, for a script: `# €`.
    pub fn money_pattern(&self, code: &str) -> String {
        self.with_symbol("#", self.symbol(code))
    }

    /// What stands before a fraction, what between groups, and how many whole digits it takes until they are grouped.
    pub fn marks(&self) -> (char, char, usize) {
        (self.decimal, self.group, self.grouped_from)
    }

    fn with_symbol(&self, number: &str, symbol: &str) -> String {
        match self.side {
            Side::After => format!("{number}{SPACE}{symbol}"),
            Side::Before if !symbol.ends_with(char::is_alphabetic) => format!("{symbol}{number}"),
            Side::Before | Side::BeforeWithSpace => format!("{symbol}{SPACE}{number}"),
        }
    }

    fn fraction(&self, rest: &str) -> String {
        if rest.is_empty() { String::new() } else { format!("{}{rest}", self.decimal) }
    }

    /// `digits`, nothing else, with what stands between groups of three.
    pub(crate) fn grouped(&self, digits: &str) -> String {
        if digits.len() < self.grouped_from {
            return digits.to_owned();
        }
        let mut out = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push(self.group);
            }
            out.push(digit);
        }
        out
    }
}

/// The sign of what goes out stands before everything, the currency too.
fn sign(minor: i64) -> &'static str {
    if minor < 0 { "−" } else { "" }
}

/// Whole units, and the digits behind the point.
fn parts(minor: i64, digits: u32) -> (String, String) {
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits as usize + 1);
    let (whole, rest) = text.split_at(text.len() - digits as usize);
    (whole.to_owned(), rest.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::Locale;

    fn money(tag: &str) -> [String; 4] {
        let locale = Locale::named(tag).expect("a known locale");
        let of =
            |minor, code, digits| locale.money(minor, code, digits).replace('\u{a0}', "_").replace('\u{202f}', "~");
        [of(125_050, "EUR", 2), of(-1_234_550, "EUR", 2), of(650, "USD", 2), of(12_345, "JPY", 0)]
    }

    /// As CLDR 48 writes them, but for the place of the sign and the Swiss apostrophe; `_` is a space at which no line
    /// breaks, `~` a narrow one.
    #[test]
    fn money_is_written_as_in_each_place() {
        for (tag, expected) in [
            ("en", ["€_1,250.50", "−€_12,345.50", "$_6.50", "¥_12,345"]),
            ("en-GB", ["€1,250.50", "−€12,345.50", "US$6.50", "JP¥12,345"]),
            ("en-IE", ["€1,250.50", "−€12,345.50", "US$6.50", "JP¥12,345"]),
            ("en-US", ["€1,250.50", "−€12,345.50", "$6.50", "¥12,345"]),
            ("en-CA", ["€1,250.50", "−€12,345.50", "US$6.50", "JP¥12,345"]),
            ("en-AU", ["EUR_1,250.50", "−EUR_12,345.50", "USD_6.50", "JPY_12,345"]),
            ("de", ["1.250,50_€", "−12.345,50_€", "6,50_$", "12.345_¥"]),
            ("de-CH", ["EUR_1’250.50", "−EUR_12’345.50", "$_6.50", "¥_12’345"]),
            ("fr", ["1~250,50_€", "−12~345,50_€", "6,50_$US", "12~345_JPY"]),
            ("es", ["1250,50_€", "−12.345,50_€", "6,50_US$", "12.345_JPY"]),
            ("it", ["1250,50_€", "−12.345,50_€", "6,50_USD", "12.345_JPY"]),
            ("nl", ["€_1.250,50", "−€_12.345,50", "US$_6,50", "JP¥_12.345"]),
            ("sv", ["1_250,50_€", "−12_345,50_€", "6,50_US$", "12_345_JPY"]),
            ("pl", ["1250,50_€", "−12_345,50_€", "6,50_USD", "12_345_JPY"]),
            ("pt-BR", ["€_1.250,50", "−€_12.345,50", "US$_6,50", "JP¥_12.345"]),
            ("ja", ["€1,250.50", "−€12,345.50", "$6.50", "￥12,345"]),
        ] {
            assert_eq!(money(tag), expected, "{tag}");
        }
        assert_eq!(Locale::all().count(), 16, "a new locale belongs into this list");
    }

    #[test]
    fn little_and_much_money_has_all_its_digits() {
        let german = Locale::named("de").expect("German");
        let all =
            [0, 1, -59, 99_999, i64::MAX, i64::MIN].map(|minor| german.money(minor, "EUR", 2).replace('\u{a0}', " "));
        let expected =
            ["0,00 €", "0,01 €", "−0,59 €", "999,99 €", "92.233.720.368.547.758,07 €", "−92.233.720.368.547.758,08 €"];
        assert_eq!(all, expected);
        assert_eq!([german.plain_amount(125_050, 2), german.plain_amount(1_250, 0)], ["1250,50", "1250"]);
        assert_eq!(german.money(650, "XTS", 2), "6,50\u{a0}XTS", "a currency that the table does not know");
    }

    #[test]
    fn counts_are_grouped_where_the_place_groups_them() {
        let counts = |tag| [999, 1_234, 12_345, 1_234_567].map(|number| Locale::named(tag).unwrap().count(number));
        assert_eq!(counts("de"), ["999", "1.234", "12.345", "1.234.567"]);
        assert_eq!(counts("de-CH"), ["999", "1’234", "12’345", "1’234’567"]);
        assert_eq!(counts("es"), ["999", "1234", "12.345", "1.234.567"]);
        assert_eq!(counts("en-US"), ["999", "1,234", "12,345", "1,234,567"]);
    }
}
