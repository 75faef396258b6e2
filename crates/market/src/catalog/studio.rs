//! A creator's own listings, whatever state they are in.

use basis::Actor;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QuerySelect, sea_query::Expr};
use store::entities::{listing, order, order_line};
use uuid::Uuid;

use super::{Entry, State};
use crate::{
    Error, Market, accounts,
    page::{Order, Paged, Place, Window},
};

/// One line of the studio.
#[derive(Clone, Debug)]
pub struct StudioLine {
    /// The listing.
    pub listing: Entry,
    /// Licences sold and not paid back.
    pub sold: i64,
    /// What buyers paid for them, minor units.
    pub earned_minor: i64,
}

#[derive(FromQueryResult)]
struct Sold {
    listing_id: Uuid,
    sold: i64,
    earned: i64,
}

/// The list whose cursors lead through a studio.
pub const STUDIO: &str = "studio";

const LAST_CHANGED: Order<listing::Column> = Order::descending(listing::Column::UpdatedAt, listing::Column::Id);

impl StudioLine {
    /// Where it stands in the studio, for its cursor.
    pub fn place(&self) -> Place {
        Place::new(self.listing.updated_at, self.listing.id)
    }
}

/// The asker's listings, last changed first.
///
/// # Errors
/// The database does not answer.
pub async fn studio(market: &Market, actor: &Actor, window: &Window) -> Result<Paged<StudioLine>, Error> {
    let read = market.store().read();
    let Some((account, shop)) = shop_of(market, actor).await? else { return Ok(window.page(Vec::new())) };
    let own = listing::Entity::find().filter(listing::Column::ShopId.eq(shop));
    let page = window.page(LAST_CHANGED.cut(own, window).all(read).await?);
    let sold: Vec<Sold> = order_line::Entity::find()
        .select_only()
        .column(order_line::Column::ListingId)
        .column_as(Expr::cust("COUNT(*)"), "sold")
        .column_as(Expr::cust("CAST(SUM(price_minor - fee_minor) AS BIGINT)"), "earned")
        .filter(order_line::Column::ListingId.is_in(page.rows.iter().map(|listing| listing.id)))
        .filter(order_line::Column::CreatorId.eq(account))
        .filter(order_line::Column::OrderId.in_subquery(paid_orders()))
        .group_by(order_line::Column::ListingId)
        .into_model()
        .all(read)
        .await?;
    page.try_map(|listing| {
        let sold = sold.iter().find(|sold| sold.listing_id == listing.id);
        Ok(StudioLine {
            sold: sold.map_or(0, |sold| sold.sold),
            earned_minor: sold.map_or(0, |sold| sold.earned),
            listing: Entry::read(listing)?,
        })
    })
}

/// What stands over the lines of a studio: counts over all pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StudioTotals {
    /// Listings in whatever state.
    pub listings: u64,
    /// Of these on sale.
    pub on_sale: u64,
    /// Licences sold and not paid back.
    pub sold: u64,
}

/// Counts over all listings of the asker.
///
/// # Errors
/// The database does not answer.
pub async fn studio_totals(market: &Market, actor: &Actor) -> Result<StudioTotals, Error> {
    let read = market.store().read();
    let Some((account, shop)) = shop_of(market, actor).await? else { return Ok(StudioTotals::default()) };
    let own = listing::Entity::find().filter(listing::Column::ShopId.eq(shop));
    let on_sale = own.clone().filter(listing::Column::State.eq(State::Published));
    let sold = order_line::Entity::find()
        .filter(order_line::Column::CreatorId.eq(account))
        .filter(order_line::Column::OrderId.in_subquery(paid_orders()));
    Ok(StudioTotals {
        listings: own.count(read).await?,
        on_sale: on_sale.count(read).await?,
        sold: sold.count(read).await?,
    })
}

/// The asker's account and shop.
async fn shop_of(market: &Market, actor: &Actor) -> Result<Option<(Uuid, Uuid)>, Error> {
    let Some(account) = actor.account() else { return Ok(None) };
    Ok(accounts::shop_of(market, account).await?.map(|shop| (account, shop.id)))
}

fn paid_orders() -> sea_orm::sea_query::SelectStatement {
    use sea_orm::QueryTrait as _;
    order::Entity::find().select_only().column(order::Column::Id).filter(order::Column::State.eq("paid")).into_query()
}
