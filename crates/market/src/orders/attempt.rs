//! An attempt to buy, and what may come of it.

use basis::Money;
use uuid::Uuid;

use super::OrderState;
#[cfg(doc)]
use crate::limits;

/// A statement that a buyer agrees to. An order keeps its version, so that a receipt can show what was agreed to on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// What an order keeps.
    pub version: &'static str,
    /// What the buyer read.
    pub words: &'static str,
}

/// Every wording there was, the one in force first: that the files come at once, and the right to withdraw ends with that
/// (Directive 2011/83/EU, Article 16 m). None is ever changed: another wording goes to the front under the next number.
const CONSENTS: [Consent; 2] = [
    Consent {
        version: "immediate-delivery-2",
        words: "I want the files at once, and I know that I can no longer cancel the purchase then.",
    },
    Consent {
        version: "immediate-delivery-1",
        words: "I want the files at once, and know that I cannot return them then.",
    },
];

/// The statement that whoever pays agrees to.
pub const CONSENT: Consent = CONSENTS[0];

/// The statement of this version.
pub(super) fn consent(version: &str) -> Option<Consent> {
    CONSENTS.into_iter().find(|consent| consent.version == version)
}

/// An attempt to buy what is in the basket.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// Names the attempt, within [`limits::IDEMPOTENCY_KEY`]: sent twice, also at once, it is one order.
    pub key: String,
    /// The sum that the buyer was shown.
    pub seen_total: Money,
    /// One of the provider's methods; it is handed on and kept nowhere.
    pub method: String,
    /// Whether the buyer agreed to [`CONSENT`]; not asked where nothing is to be paid.
    pub consent: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckoutOutcome {
    /// An order stands for this attempt; its state says how the payment goes.
    Order {
        /// The order.
        order: Uuid,
        /// Where it stands.
        state: OrderState,
    },
    /// The provider refused; the lines are back in the basket.
    Refused {
        /// The order, kept for the record.
        order: Uuid,
        /// What the provider said.
        words: String,
    },
    /// There is nothing in the basket that can be bought.
    Empty,
    /// Whoever buys must be signed in.
    NotSignedIn,
    /// The price the buyer saw is not the price now.
    PriceChanged {
        /// The sum now.
        total: Money,
    },
    /// The buyer has not agreed to what must be agreed to.
    ConsentMissing,
    /// The key is empty, too long, or was used for another sum; or the method is no word of a provider.
    BadKey,
    /// This market takes no payments, and something in the basket costs money.
    NoPayments,
}
