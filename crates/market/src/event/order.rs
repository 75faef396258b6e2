//! Events of orders: every state, and what a buyer may download.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::told;

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderLine {
    /// What is bought.
    pub listing: Uuid,
    /// Slug of the licence.
    pub licence: String,
    /// Its price in minor units.
    pub price_minor: i64,
}

/// What every event of an order says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderFacts {
    /// The order.
    pub order: Uuid,
    /// Its number, as the buyer reads it.
    pub number: i64,
    /// The buyer.
    pub account: Uuid,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// The sum in minor units.
    pub total_minor: i64,
    /// What is in it; their prices are the sum.
    pub lines: Vec<OrderLine>,
}

/// Makes a kind that says nothing beside the order itself.
macro_rules! order_state {
    ($(#[doc = $doc:literal])+ $name:ident, $kind:literal) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// The order.
            #[serde(flatten)]
            pub facts: OrderFacts,
        }
        told!($name, $kind, 1, "order", facts.order);
    };
}

/// Makes a kind with a reason.
macro_rules! order_state_with_reason {
    ($(#[doc = $doc:literal])+ $name:ident, $kind:literal) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// The order.
            #[serde(flatten)]
            pub facts: OrderFacts,
            /// Why, in a sentence; it holds nothing about a person.
            pub reason: String,
        }
        told!($name, $kind, 1, "order", facts.order);
    };
}

order_state! {
    /// An order was placed; nothing is paid yet.
    OrderPlaced, "order.placed"
}
order_state! {
    /// The payment waits for the buyer: a bank asks them to confirm it.
    OrderNeedsAction, "order.needs_action"
}
order_state! {
    /// The provider has the payment and has not said yes or no yet.
    OrderProcessing, "order.processing"
}
order_state! {
    /// An order is paid, and what was bought can be downloaded.
    OrderPaid, "order.paid"
}
order_state_with_reason! {
    /// The provider refused the payment; what was to be bought is back in the basket.
    OrderRefused, "order.refused"
}
order_state_with_reason! {
    /// Nobody could say what became of the payment; an operator looks at it.
    OrderUnresolved, "order.unresolved"
}
order_state_with_reason! {
    /// The buyer told their bank that they do not accept the charge.
    OrderDisputed, "order.disputed"
}

/// An order is to be paid back; the provider has been asked or will be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderRefunding {
    /// The order.
    #[serde(flatten)]
    pub facts: OrderFacts,
    /// What is to be paid back now, minor units.
    pub amount_minor: i64,
    /// Why, in a sentence; it holds nothing about a person.
    pub reason: String,
}
told!(OrderRefunding, "order.refunding", 1, "order", facts.order);

/// An order was paid back, in part or whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderRefunded {
    /// The order.
    #[serde(flatten)]
    pub facts: OrderFacts,
    /// What was paid back now, minor units.
    pub amount_minor: i64,
    /// What has been paid back of it altogether, minor units.
    pub refunded_minor: i64,
    /// Whether nothing is left to be paid back.
    pub whole: bool,
    /// Why, in a sentence; it holds nothing about a person.
    pub reason: String,
}
told!(OrderRefunded, "order.refunded", 1, "order", facts.order);

/// A buyer may download what they bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntitlementGranted {
    /// The entitlement.
    pub entitlement: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// What may be downloaded.
    pub listing: Uuid,
    /// The order it comes from.
    pub order: Uuid,
    /// Slug of the licence.
    pub licence: String,
}
told!(EntitlementGranted, "entitlement.granted", 1, "entitlement", entitlement);

/// A buyer may no longer download what they had bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntitlementRevoked {
    /// The entitlement.
    pub entitlement: Uuid,
    /// Whose it was.
    pub account: Uuid,
    /// What could be downloaded.
    pub listing: Uuid,
    /// The order it came from.
    pub order: Uuid,
}
told!(EntitlementRevoked, "entitlement.revoked", 1, "entitlement", entitlement);
