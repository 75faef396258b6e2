//! Finding what is on sale: filters, text, order, pages, and how many each further filter would leave.

use basis::Money;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use store::entities::{listing, listing_attribute, listing_tag, offer, shop};
use uuid::Uuid;

use super::{State, Summary};
use crate::{Error, Market};

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    #[default]
    Newest,
    /// Cheapest first.
    Cheapest,
    /// Dearest first.
    Dearest,
    /// By title.
    Title,
}

impl Sort {
    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Cheapest => "price",
            Self::Dearest => "price-down",
            Self::Title => "title",
        }
    }

    /// The order behind the word; newest first where it is unknown.
    pub fn from_word(word: &str) -> Self {
        [Self::Cheapest, Self::Dearest, Self::Title].into_iter().find(|sort| sort.word() == word).unwrap_or_default()
    }
}

/// What is looked for. Everything left empty leaves nothing out.
#[derive(Clone, Debug, Default)]
pub struct Browse {
    /// Words, the last one perhaps only begun.
    pub text: String,
    /// mesh, drawing or raster.
    pub kind: Option<String>,
    /// Slug of a category; those below it count, too.
    pub category: Option<String>,
    /// Handle of a shop.
    pub shop: Option<String>,
    /// At most this many minor units.
    pub price_minor_max: Option<i64>,
    /// What is made may be sold.
    pub commercial: bool,
    /// Slug of a licence that is offered.
    pub license: Option<String>,
    /// Prints without supports.
    pub no_supports: bool,
    /// Declared as made without AI.
    pub without_ai: bool,
    /// Width, depth and height of the asker's machine, millimetres; turning on the bed is allowed.
    pub bed_mm: Option<[f64; 3]>,
    /// A tag.
    pub tag: Option<String>,
    /// Name and value of properties.
    pub attributes: Vec<(String, String)>,
    /// In which order.
    pub sort: Sort,
    /// Which page, from 0.
    pub page: u64,
    /// How many on a page.
    pub size: u64,
}

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
    pub shop_title: String,
    /// The word in the shop's address.
    pub shop_handle: String,
    /// The lowest price.
    pub price: Money,
    /// mesh, drawing or raster.
    pub kind: String,
    /// Blob of the picture, 512 pixels.
    pub picture: Option<String>,
    /// The same at 256 pixels.
    pub picture_small: Option<String>,
    /// The facts.
    pub summary: Summary,
    /// Slug of the category.
    pub category: String,
}

/// One page of what was found.
#[derive(Clone, Debug)]
pub struct Page {
    /// The tiles.
    pub tiles: Vec<Tile>,
    /// How many there are on all pages.
    pub total: u64,
    /// How many each further filter would leave.
    pub facets: Facets,
}

/// Counts over everything found, by value.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// By kind.
    pub kinds: Vec<(String, u64)>,
    /// By category.
    pub categories: Vec<(String, u64)>,
    /// By material.
    pub materials: Vec<(String, u64)>,
    /// By difficulty.
    pub difficulties: Vec<(String, u64)>,
    /// By machine.
    pub machines: Vec<(String, u64)>,
}

/// The largest page: more is for the export, not for a page.
const PAGE_MAX: u64 = 100;

#[derive(FromQueryResult)]
struct Count {
    value: String,
    count: i64,
}

/// One page of what is on sale.
///
/// # Errors
/// The database does not answer.
pub async fn browse(market: &Market, query: &Browse) -> Result<Page, Error> {
    let read = market.store().read();
    let condition = condition(market, query);
    let select = listing::Entity::find().filter(condition.clone());
    let total = select.clone().count(read).await?;
    let ordered = match query.sort {
        Sort::Newest => select.order_by_desc(listing::Column::PublishedAt),
        Sort::Cheapest => select.order_by_asc(listing::Column::PriceMinor),
        Sort::Dearest => select.order_by_desc(listing::Column::PriceMinor),
        Sort::Title => select.order_by_asc(listing::Column::Title),
    };
    let size = query.size.clamp(1, PAGE_MAX);
    // The identifier breaks ties, so that no listing stands on two pages.
    let rows = ordered.order_by_desc(listing::Column::Id).offset(query.page * size).limit(size).all(read).await?;
    Ok(Page { tiles: tiles(market, rows).await?, total, facets: facets(market, &condition).await? })
}

/// Listings close to this one: the same category first, then the same shop.
///
/// # Errors
/// The database does not answer.
pub async fn related(market: &Market, id: Uuid, category: &str, shop: Uuid, limit: u64) -> Result<Vec<Tile>, Error> {
    let on_sale = listing::Entity::find()
        .filter(listing::Column::State.eq(State::Published.word()))
        .filter(listing::Column::Id.ne(id))
        .order_by_desc(listing::Column::PublishedAt)
        .limit(limit);
    let read = market.store().read();
    let mut rows = on_sale.clone().filter(listing::Column::Category.eq(category)).all(read).await?;
    if (rows.len() as u64) < limit {
        let others = on_sale
            .filter(listing::Column::ShopId.eq(shop))
            .filter(listing::Column::Category.ne(category))
            .all(read)
            .await?;
        rows.extend(others);
    }
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    tiles(market, rows).await
}

/// How many patterns are on sale, and by how many shops.
///
/// # Errors
/// The database does not answer.
pub async fn totals(market: &Market) -> Result<(u64, u64), Error> {
    #[derive(FromQueryResult)]
    struct Totals {
        listings: i64,
        shops: i64,
    }
    let totals: Option<Totals> = listing::Entity::find()
        .select_only()
        .column_as(Expr::cust("COUNT(*)"), "listings")
        .column_as(Expr::cust("COUNT(DISTINCT shop_id)"), "shops")
        .filter(listing::Column::State.eq(State::Published.word()))
        .into_model()
        .one(market.store().read())
        .await?;
    Ok(totals.map_or((0, 0), |totals| (totals.listings.unsigned_abs(), totals.shops.unsigned_abs())))
}

fn condition(market: &Market, query: &Browse) -> Condition {
    let mut all = Condition::all().add(listing::Column::State.eq(State::Published.word()));
    if let Some(text) = store::text_filter(market.store().backend(), &query.text) {
        all = all.add(text);
    }
    if let Some(kind) = &query.kind {
        all = all.add(listing::Column::Kind.eq(kind));
    }
    if let Some(category) = &query.category {
        let below = listing::Column::Category.starts_with(format!("{category}/"));
        all = all.add(Condition::any().add(listing::Column::Category.eq(category)).add(below));
    }
    if let Some(handle) = &query.shop {
        let shops = shop::Entity::find().select_only().column(shop::Column::Id).filter(shop::Column::Handle.eq(handle));
        all = all.add(listing::Column::ShopId.in_subquery(shops.into_query()));
    }
    if let Some(price) = query.price_minor_max {
        all = all.add(listing::Column::PriceMinor.lte(price));
    }
    if query.commercial {
        all = all.add(listing::Column::Commercial.eq(true));
    }
    if let Some(license) = &query.license {
        let offered = offer::Entity::find().select_only().column(offer::Column::ListingId);
        let active = offered.filter(offer::Column::License.eq(license)).filter(offer::Column::Active.eq(true));
        all = all.add(listing::Column::Id.in_subquery(active.into_query()));
    }
    if query.no_supports {
        all = all.add(listing::Column::NeedsSupports.eq(false));
    }
    if query.without_ai {
        all = all.add(listing::Column::MadeWithAi.eq(false));
    }
    if let Some(bed) = query.bed_mm {
        all = all.add(fits(bed));
    }
    if let Some(tag) = &query.tag {
        let tagged = listing_tag::Entity::find().select_only().column(listing_tag::Column::ListingId);
        all = all.add(listing::Column::Id.in_subquery(tagged.filter(listing_tag::Column::Tag.eq(tag)).into_query()));
    }
    for (name, value) in &query.attributes {
        all = all.add(listing::Column::Id.in_subquery(with_attribute(name, value)));
    }
    all
}

fn with_attribute(name: &str, value: &str) -> SelectStatement {
    listing_attribute::Entity::find()
        .select_only()
        .column(listing_attribute::Column::ListingId)
        .filter(listing_attribute::Column::Name.eq(name))
        .filter(listing_attribute::Column::Value.eq(value))
        .into_query()
}

/// Standing as it was drawn, turned on the bed by a quarter or not.
fn fits([width, depth, height]: [f64; 3]) -> Condition {
    let within =
        |x: f64, y: f64| Condition::all().add(listing::Column::SizeXMm.lte(x)).add(listing::Column::SizeYMm.lte(y));
    let high = Condition::any().add(listing::Column::SizeZMm.is_null()).add(listing::Column::SizeZMm.lte(height));
    Condition::all().add(Condition::any().add(within(width, depth)).add(within(depth, width))).add(high)
}

async fn facets(market: &Market, condition: &Condition) -> Result<Facets, Error> {
    let by_column = |column: listing::Column| {
        listing::Entity::find()
            .select_only()
            .column_as(column, "value")
            .column_as(Expr::cust("COUNT(*)"), "count")
            .filter(condition.clone())
            .group_by(column)
            .into_model::<Count>()
    };
    let found =
        listing::Entity::find().select_only().column(listing::Column::Id).filter(condition.clone()).into_query();
    let by_attribute = |name: &str| {
        listing_attribute::Entity::find()
            .select_only()
            .column_as(listing_attribute::Column::Value, "value")
            .column_as(Expr::cust("COUNT(*)"), "count")
            .filter(listing_attribute::Column::Name.eq(name))
            .filter(listing_attribute::Column::ListingId.in_subquery(found.clone()))
            .group_by(listing_attribute::Column::Value)
            .into_model::<Count>()
    };
    let read = market.store().read();
    Ok(Facets {
        kinds: pairs(by_column(listing::Column::Kind).all(read).await?),
        categories: pairs(by_column(listing::Column::Category).all(read).await?),
        materials: pairs(by_attribute("material").all(read).await?),
        difficulties: pairs(by_attribute("difficulty").all(read).await?),
        machines: pairs(by_attribute("machine").all(read).await?),
    })
}

/// Most first; the name breaks ties so that the order is the same twice.
fn pairs(counts: Vec<Count>) -> Vec<(String, u64)> {
    let mut pairs: Vec<_> = counts.into_iter().map(|count| (count.value, count.count.unsigned_abs())).collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs
}

async fn tiles(market: &Market, rows: Vec<listing::Model>) -> Result<Vec<Tile>, Error> {
    let mut shops: Vec<Uuid> = rows.iter().map(|row| row.shop_id).collect();
    shops.sort();
    shops.dedup();
    let shops = shop::Entity::find().filter(shop::Column::Id.is_in(shops)).all(market.store().read()).await?;
    let tile = |row: listing::Model| {
        let shop = shops.iter().find(|shop| shop.id == row.shop_id);
        Tile {
            shop_title: shop.map(|shop| shop.title.clone()).unwrap_or_default(),
            shop_handle: shop.map(|shop| shop.handle.clone()).unwrap_or_default(),
            price: Money::new(row.price_minor, row.currency.parse().unwrap_or(market.settings().currency)),
            summary: serde_json::from_value(row.summary).unwrap_or_default(),
            id: row.id,
            slug: row.slug,
            title: row.title,
            kind: row.kind,
            picture: row.picture,
            picture_small: row.picture_small,
            category: row.category,
        }
    };
    Ok(rows.into_iter().map(tile).collect())
}
