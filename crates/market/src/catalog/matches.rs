//! The words of a query, and how many of the listings that match them are looked at.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::SelectStatement};
use store::{
    Words,
    entities::{listing, shop},
};

use super::Browse;
use crate::Market;

/// Of a word that many listings have so many are looked at and ranked, the newest: to rank all of them would take the longer
/// the larger the catalogue is.
const MATCHES_MAX: u64 = 2_000;
/// The same where other filters leave a part of them.
const NARROWED_MATCHES_MAX: u64 = 10_000;

/// The words of a query, and how many listings that match them are looked at.
pub(super) struct Matches {
    pub(super) words: Words,
    pub(super) most: u64,
}

/// The words that the query looks for, if any. Within a shop each of its listings is asked.
pub(super) fn matches(market: &Market, query: &Browse) -> Option<Matches> {
    let listings = query.shop.as_deref().map(|handle| {
        let listings = listing::Entity::find().select_only().column(listing::Column::Id);
        listings.filter(listing::Column::ShopId.in_subquery(of_shop(handle))).into_query()
    });
    let words = Words::of(market.store().backend(), &query.text)?.among(listings);
    Some(Matches { words, most: if query.is_narrowed() { NARROWED_MATCHES_MAX } else { MATCHES_MAX } })
}

/// The shop with this word in its address, as a row of its identifier.
pub(super) fn of_shop(handle: &str) -> SelectStatement {
    shop::Entity::find().select_only().column(shop::Column::Id).filter(shop::Column::Handle.eq(handle)).into_query()
}
