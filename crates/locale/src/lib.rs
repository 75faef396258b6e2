//! How a reader writes figures, money, days and times, and in which time zone they live.
//!
//! The words of the house are English everywhere; only the form of what is counted follows the reader. This crate is pure
//! and knows neither a request nor an account: what was asked for comes in as text, what is written goes out as text.
//! It never reads an amount: how people type money must not depend on a guess (`basis::Money::parse`). Start at
//! [`Locale::negotiated`] and [`Forms`].
//!
//! ```
//! use locale::{Forms, Locale, Zone};
//! let forms = Forms { locale: Locale::negotiated("de-DE,de;q=0.9"), zone: Zone::named("Europe/Berlin").unwrap() };
//! assert_eq!(forms.locale.count(1_284), "1.284");
//! assert_eq!(forms.locale.money(125_050, "EUR", 2), "1.250,50\u{a0}€");
//! assert_eq!(forms.moment(1_796_025_360), "30 Nov 2026, 08:56 CET");
//! ```

mod amount;
mod figures;
mod forms;
mod known;
mod negotiate;
mod zone;

pub use forms::{Forms, MonthForm};
pub use known::{HOUSE, Locale};
pub use zone::{ZONE_BYTES_MAX, Zone};
