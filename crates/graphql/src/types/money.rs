//! Money: whole minor units, so that no program has to round.

use async_graphql::{Error, InputObject, SimpleObject};

use crate::refusal::{Code, refuse};

/// An amount of money.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Money {
    /// Whole minor units: cents, pence, yen.
    minor_units: i64,
    /// Three letters of ISO 4217.
    currency: String,
    /// The same as a decimal: `6.50`.
    decimal: String,
}

impl From<basis::Money> for Money {
    fn from(money: basis::Money) -> Self {
        Self { minor_units: money.minor, currency: money.currency.code().to_owned(), decimal: money.decimal() }
    }
}

/// An amount of money.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct MoneyInput {
    /// Whole minor units: cents, pence, yen.
    minor_units: i64,
    /// Three letters of ISO 4217.
    currency: String,
}

impl MoneyInput {
    /// The amount, if there is such a currency.
    pub(crate) fn money(&self) -> Result<basis::Money, Error> {
        let currency =
            self.currency.parse().map_err(|error: basis::MoneyError| refuse(Code::BadArgument, error.to_string()))?;
        Ok(basis::Money::new(self.minor_units, currency))
    }
}
