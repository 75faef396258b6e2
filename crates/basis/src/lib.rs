//! The cellar: what every floor needs and what knows nobody.
//!
//! Time, randomness, identifiers, money and the person who asks. It never opens a file, a
//! socket or a database, and nothing here may know a pattern, an order or a page.
//!
//! ```
//! use basis::{Currency, Money};
//! let price = Money::new(650, Currency::EUR);
//! assert_eq!(price.to_string(), "€\u{a0}6.50");
//! ```

mod actor;
mod client;
mod clock;
mod id;
mod money;
mod random;

pub use actor::{Actor, Role, Scope};
pub use client::ClientAddress;
pub use clock::{Clock, ManualClock, SystemClock, Time};
pub use id::Id;
pub use money::{Currency, Money, MoneyError};
pub use random::{Random, SystemRandom, token};
