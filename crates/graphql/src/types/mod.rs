//! What the market is made of, one file a noun: each a thin coat over what `market` gives.

mod case;
mod category;
mod connection;
mod file;
mod license;
mod listing;
mod money;
mod order;
mod report;
mod shop;
mod shop_listings;
mod viewer;
mod vocabulary;
mod words;

pub(crate) use case::ModerationCase;
pub(crate) use category::Category;
pub(crate) use connection::{
    Asked, AttributeInput, ListingConnection, ListingFilter, ListingOrder, connection, list_weight, page_weight,
};
pub(crate) use file::{File, OwnPhoto, Photo};
pub(crate) use license::{License, Offer};
pub(crate) use listing::Listing;
pub(crate) use money::{Money, MoneyInput};
pub(crate) use order::Order;
pub(crate) use shop::Shop;
pub(crate) use viewer::{TokenScope, Viewer, viewer};
pub(crate) use vocabulary::Vocabulary;

use async_graphql::SimpleObject;

/// One input field that cannot stay as it is.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Problem {
    /// The field's name.
    field: String,
    /// What to do.
    message: String,
}

impl From<market::FieldError> for Problem {
    fn from(error: market::FieldError) -> Self {
        Self { field: error.field, message: error.message }
    }
}
