//! The tiles of a shelf: one small row a listing, its shop beside it.

use basis::Money;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select, prelude::Json};
use store::{
    entities::{listing, shop},
    facts::Kind,
};
use uuid::Uuid;

use super::{
    Browse, Sort, State, Summary,
    entry::Stills,
    stretch::{Stretch, order_of, stretch_of},
};
use crate::{
    Error, Market,
    memory::{SHELVES, Weigh},
    page::PAGE_MAX,
};

/// What a tile shows.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The listing.
    pub id: Uuid,
    /// The word in its address.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// Who sells it.
    pub shop_id: Uuid,
    /// The shop's name.
    pub shop_title: String,
    /// The word in the shop's address.
    pub shop_handle: String,
    /// The lowest price.
    pub price: Money,
    /// What sort of pattern it is.
    pub kind: Kind,
    /// Its first picture.
    pub picture: Stills,
    /// The facts, without the report: that stands on the listing's own page.
    pub summary: Summary,
    /// Whether it wants supports; none where that is no question.
    pub needs_supports: Option<bool>,
    /// Slug of the category.
    pub category: String,
}

impl Weigh for Tile {
    /// The facts are a few numbers and short words.
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.title.len() + self.shop_title.len() + 512
    }
}

/// Tiles before a page at most: whoever reads on from there goes by cursors.
const OFFSET_MAX: u64 = 1_000_000;

/// The columns of a tile and no other: a listing's description is many times as long.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    slug: String,
    title: String,
    shop_id: Uuid,
    shop_title: String,
    shop_handle: String,
    price_minor: i64,
    currency: String,
    kind: Kind,
    picture: Option<String>,
    picture_small: Option<String>,
    picture_medium: Option<String>,
    summary: Json,
    needs_supports: Option<bool>,
    category: String,
}

const COLUMNS: [listing::Column; 13] = [
    listing::Column::Id,
    listing::Column::Slug,
    listing::Column::Title,
    listing::Column::ShopId,
    listing::Column::PriceMinor,
    listing::Column::Currency,
    listing::Column::Kind,
    listing::Column::Picture,
    listing::Column::PictureSmall,
    listing::Column::PictureMedium,
    listing::Column::Summary,
    listing::Column::NeedsSupports,
    listing::Column::Category,
];

/// The tiles of one page: what `browse` gives, without what is counted over all pages.
///
/// # Errors
/// The database does not answer.
pub async fn tiles(market: &Market, query: &Browse) -> Result<Vec<Tile>, Error> {
    query.check()?;
    if query.is_front() {
        return market.remembered(SHELVES, format!("tiles {query:?}"), Box::pin(found(market, query))).await;
    }
    found(market, query).await
}

async fn found(market: &Market, query: &Browse) -> Result<Vec<Tile>, Error> {
    let size = query.size.clamp(1, PAGE_MAX);
    let stretch = Stretch::Numbered { offset: query.page.saturating_mul(size).min(OFFSET_MAX), limit: size };
    let select = stretch_of(market, query, with_shops(listing::Entity::find()), stretch).await?;
    of_rows(market, select).await
}

/// Listings close to this one: the same category first, then the same shop.
///
/// # Errors
/// The database does not answer.
pub async fn related(market: &Market, id: Uuid, category: &str, shop: Uuid, limit: u64) -> Result<Vec<Tile>, Error> {
    let on_sale = order_of(Sort::Newest)
        .sorted(with_shops(listing::Entity::find()), false)
        .filter(listing::Column::State.eq(State::Published));
    // One more than is shown: all listings of a category share this answer, and one of them is left out.
    let same = on_sale.clone().filter(listing::Column::Category.eq(category)).limit(limit + 1);
    let key = format!("newest {limit} of {category}");
    let mut tiles = market.remembered(SHELVES, key, of_rows(market, same)).await?;
    tiles.retain(|tile| tile.id != id);
    tiles.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let missing = limit.saturating_sub(tiles.len() as u64);
    if missing > 0 {
        let others = on_sale.filter(listing::Column::ShopId.eq(shop)).filter(listing::Column::Category.ne(category));
        tiles.extend(of_rows(market, others.limit(missing)).await?);
    }
    Ok(tiles)
}

fn with_shops(select: Select<listing::Entity>) -> Select<listing::Entity> {
    let shop = listing::Entity::belongs_to(shop::Entity).from(listing::Column::ShopId).to(shop::Column::Id);
    select
        .select_only()
        .columns(COLUMNS)
        .join(JoinType::InnerJoin, shop.into())
        .column_as(shop::Column::Title, "shop_title")
        .column_as(shop::Column::Handle, "shop_handle")
}

async fn of_rows(market: &Market, select: Select<listing::Entity>) -> Result<Vec<Tile>, Error> {
    let rows = select.into_model::<Row>().all(market.store().read()).await?;
    let tile = |row: Row| Tile {
        price: Money::new(row.price_minor, row.currency.parse().unwrap_or(market.settings().currency)),
        summary: serde_json::from_value(row.summary).unwrap_or_default(),
        id: row.id,
        slug: row.slug,
        title: row.title,
        shop_id: row.shop_id,
        shop_title: row.shop_title,
        shop_handle: row.shop_handle,
        kind: row.kind,
        picture: Stills { small: row.picture_small, medium: row.picture_medium, large: row.picture },
        needs_supports: row.needs_supports,
        category: row.category,
    };
    Ok(rows.into_iter().map(tile).collect())
}
