//! The locales that are known: a closed table, held against CLDR 48 by hand.

/// Which part of a day stands first. The month is an English word, because the pages are English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// `30 November 2026`.
    Day,
    /// `November 30, 2026`.
    Month,
    /// `2026 November 30`.
    Year,
}

/// How an hour is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// `08:06`, `20:06`.
    TwoDigits,
    /// `8:06`, `20:06`.
    OneDigit,
    /// `8:06 AM`, with these words for before and after noon.
    Halves(&'static str, &'static str),
}

/// Where the currency stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// `€6.50`; a symbol that ends in a letter is parted from the digits.
    Before,
    /// `€ 6.50`.
    BeforeWithSpace,
    /// `6,50 €`.
    After,
}

/// One way to write figures, money, days and times.
#[derive(Debug, PartialEq, Eq)]
pub struct Locale {
    /// Its name by BCP 47: `de-CH`. Stored with accounts, so none is ever renamed.
    pub tag: &'static str,
    /// What a person calls it: `German (Switzerland)`.
    pub title: &'static str,
    /// What stands before the fraction.
    pub(crate) decimal: char,
    /// What stands between groups of three digits.
    pub(crate) group: char,
    /// How many whole digits it takes until they are grouped.
    pub(crate) grouped_from: usize,
    pub(crate) side: Side,
    /// How EUR, USD, GBP, CHF and JPY are written.
    pub(crate) symbols: [&'static str; 5],
    pub(crate) order: Order,
    pub(crate) clock: Clock,
}

/// A space that no line breaks at; narrower in French.
pub(crate) const SPACE: char = '\u{a0}';
const NARROW_SPACE: char = '\u{202f}';

/// What somebody reads who says nothing, or nothing that is known: the house's own form.
pub static HOUSE: Locale = Locale {
    tag: "en",
    title: "International English",
    decimal: '.',
    group: ',',
    grouped_from: 4,
    side: Side::BeforeWithSpace,
    symbols: ["€", "$", "£", "CHF", "¥"],
    order: Order::Day,
    clock: Clock::TwoDigits,
};

/// English as in Britain, by which the others of this language are told.
const BRITISH: Locale = Locale {
    tag: "en-GB",
    title: "English (United Kingdom)",
    decimal: '.',
    group: ',',
    grouped_from: 4,
    side: Side::Before,
    symbols: ["€", "US$", "£", "CHF", "JP¥"],
    order: Order::Day,
    clock: Clock::TwoDigits,
};

/// German as in Germany, by which the others with a comma and the currency behind are told.
const GERMAN: Locale = Locale {
    tag: "de",
    title: "German (Germany)",
    decimal: ',',
    group: '.',
    grouped_from: 4,
    side: Side::After,
    symbols: ["€", "$", "£", "CHF", "¥"],
    order: Order::Day,
    clock: Clock::TwoDigits,
};

/// Every locale, in the order in which they are offered. What differs from CLDR, each for a reason: the sign of what goes
/// out stands before everything, as everywhere in this house; in Switzerland the apostrophe is the printer's, which CLDR 48
/// gave up for the typewriter's.
pub(crate) static KNOWN: [&Locale; 16] = [
    &HOUSE,
    &BRITISH,
    &Locale { tag: "en-IE", title: "English (Ireland)", ..BRITISH },
    &Locale {
        tag: "en-US",
        title: "English (United States)",
        symbols: ["€", "$", "£", "CHF", "¥"],
        order: Order::Month,
        clock: Clock::Halves("AM", "PM"),
        ..BRITISH
    },
    &Locale {
        tag: "en-CA",
        title: "English (Canada)",
        order: Order::Month,
        clock: Clock::Halves("a.m.", "p.m."),
        ..BRITISH
    },
    &Locale {
        tag: "en-AU",
        title: "English (Australia)",
        symbols: ["EUR", "USD", "GBP", "CHF", "JPY"],
        clock: Clock::Halves("am", "pm"),
        ..BRITISH
    },
    &GERMAN,
    &Locale {
        tag: "de-CH",
        title: "German (Switzerland)",
        decimal: '.',
        group: '’',
        side: Side::BeforeWithSpace,
        symbols: ["EUR", "$", "£", "CHF", "¥"],
        ..GERMAN
    },
    &Locale {
        tag: "fr",
        title: "French (France)",
        group: NARROW_SPACE,
        symbols: ["€", "$US", "£GB", "CHF", "JPY"],
        ..GERMAN
    },
    &Locale {
        tag: "es",
        title: "Spanish (Spain)",
        grouped_from: 5,
        symbols: ["€", "US$", "GBP", "CHF", "JPY"],
        clock: Clock::OneDigit,
        ..GERMAN
    },
    &Locale {
        tag: "it",
        title: "Italian (Italy)",
        grouped_from: 5,
        symbols: ["€", "USD", "£", "CHF", "JPY"],
        ..GERMAN
    },
    &Locale {
        tag: "nl",
        title: "Dutch (Netherlands)",
        side: Side::BeforeWithSpace,
        symbols: ["€", "US$", "£", "CHF", "JP¥"],
        ..GERMAN
    },
    &Locale {
        tag: "sv",
        title: "Swedish (Sweden)",
        group: SPACE,
        symbols: ["€", "US$", "GBP", "CHF", "JPY"],
        ..GERMAN
    },
    &Locale {
        tag: "pl",
        title: "Polish (Poland)",
        group: SPACE,
        grouped_from: 5,
        symbols: ["€", "USD", "GBP", "CHF", "JPY"],
        ..GERMAN
    },
    &Locale {
        tag: "pt-BR",
        title: "Portuguese (Brazil)",
        side: Side::BeforeWithSpace,
        symbols: ["€", "US$", "£", "CHF", "JP¥"],
        ..GERMAN
    },
    &Locale {
        tag: "ja",
        title: "Japanese (Japan)",
        symbols: ["€", "$", "£", "CHF", "￥"],
        order: Order::Year,
        clock: Clock::OneDigit,
        ..BRITISH
    },
];

impl Default for &'static Locale {
    fn default() -> Self {
        &HOUSE
    }
}

impl Locale {
    /// Every locale, the house's own first.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        KNOWN.iter().copied()
    }

    /// The locale that is called exactly so; none where there is no such one.
    pub fn named(tag: &str) -> Option<&'static Self> {
        Self::all().find(|locale| locale.tag == tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_one_locale() {
        for locale in Locale::all() {
            let same: Vec<_> = Locale::all().filter(|other| other.tag == locale.tag).collect();
            assert_eq!(same, [locale]);
            assert_eq!(Locale::named(locale.tag), Some(locale));
        }
        assert_eq!(Locale::named("de-DE"), None, "only what is stored by this house is read back");
    }

    #[test]
    fn no_locale_writes_both_marks_alike() {
        assert!(Locale::all().all(|locale| locale.decimal != locale.group && matches!(locale.decimal, '.' | ',')));
    }
}
