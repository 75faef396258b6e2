//! A creator's own listings, whatever state they are in.

use basis::Actor;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use store::entities::{listing, order, order_line};

use super::State;
use crate::{Error, Market, accounts};

/// One line of the studio.
#[derive(Clone, Debug)]
pub struct StudioLine {
    /// The row.
    pub listing: listing::Model,
    /// Where it stands.
    pub state: State,
    /// Licences sold and not paid back.
    pub sold: i64,
    /// What buyers paid for them, minor units.
    pub earned_minor: i64,
}

#[derive(FromQueryResult)]
struct Sold {
    listing_id: uuid::Uuid,
    sold: i64,
    earned: i64,
}

/// The asker's listings, last changed first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn studio(market: &Market, actor: &Actor, limit: u64) -> Result<Vec<StudioLine>, Error> {
    let read = market.store().read();
    let Some(account) = actor.account() else { return Ok(Vec::new()) };
    let Some(shop) = accounts::shop_of(market, account).await? else { return Ok(Vec::new()) };
    let query =
        listing::Entity::find().filter(listing::Column::ShopId.eq(shop.id)).order_by_desc(listing::Column::UpdatedAt);
    let listings = query.limit(limit).all(read).await?;
    let sold: Vec<Sold> = order_line::Entity::find()
        .select_only()
        .column(order_line::Column::ListingId)
        .column_as(Expr::cust("COUNT(*)"), "sold")
        .column_as(Expr::cust("CAST(SUM(price_minor - fee_minor) AS BIGINT)"), "earned")
        .filter(order_line::Column::CreatorId.eq(account))
        .filter(order_line::Column::OrderId.in_subquery(paid_orders()))
        .group_by(order_line::Column::ListingId)
        .into_model()
        .all(read)
        .await?;
    let line = |listing: listing::Model| {
        let sold = sold.iter().find(|sold| sold.listing_id == listing.id);
        StudioLine {
            state: State::from_word(&listing.state),
            sold: sold.map_or(0, |sold| sold.sold),
            earned_minor: sold.map_or(0, |sold| sold.earned),
            listing,
        }
    };
    Ok(listings.into_iter().map(line).collect())
}

fn paid_orders() -> sea_orm::sea_query::SelectStatement {
    use sea_orm::QueryTrait as _;
    order::Entity::find().select_only().column(order::Column::Id).filter(order::Column::State.eq("paid")).into_query()
}
