//! The words of a query, and how many of the listings that match them are looked at.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::SelectStatement};
use store::{
    Asked, Words,
    entities::{listing, shop},
};

use super::Browse;
use crate::{
    Error, Market,
    memory::{SHELVES, Weigh},
};

/// Of a word that many listings have so many are looked at and ranked, the newest: to rank all of them would take the longer
/// the larger the catalogue is.
const MATCHES_MAX: u64 = 2_000;
/// The same where other filters leave a part of them.
const NARROWED_MATCHES_MAX: u64 = 10_000;

impl Weigh for Asked {
    fn bytes(&self) -> usize {
        size_of::<Self>() + Self::bytes(self)
    }
}

/// The words that the query looks for and how they are asked for, if it has any. Within a shop each of its listings is asked.
pub(super) async fn matches(market: &Market, query: &Browse) -> Result<Option<Asked>, Error> {
    let Some(words) = Words::of(market.store().backend(), &query.text) else { return Ok(None) };
    let listings = query.shop.as_deref().map(|handle| {
        let listings = listing::Entity::find().select_only().column(listing::Column::Id);
        listings.filter(listing::Column::ShopId.in_subquery(of_shop(handle))).into_query()
    });
    let most = if query.is_narrowed() { NARROWED_MATCHES_MAX } else { MATCHES_MAX };
    // A page asks for the same words several times: for its tiles, for their count, for what else there is.
    let key = format!("words {most} {:?} {}", query.shop, query.text);
    let look_up = async { Ok(words.among(listings).look_up(market.store().read(), most).await?) };
    Ok(Some(market.remembered(SHELVES, key, Box::pin(look_up)).await?))
}

/// The shop with this word in its address, as a row of its identifier.
pub(super) fn of_shop(handle: &str) -> SelectStatement {
    shop::Entity::find().select_only().column(shop::Column::Id).filter(shop::Column::Handle.eq(handle)).into_query()
}
