//! What is counted over everything found: how many there are, and how many each further filter would leave.

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use store::entities::{listing, listing_attribute};

use super::{Browse, State, filter};
use crate::{Error, Market};

/// Counts over everything found, by value, most first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

impl Facets {
    /// How many were found in all: every listing has one category.
    pub(super) fn total(&self) -> u64 {
        self.categories.iter().map(|(_, count)| count).sum()
    }
}

#[derive(FromQueryResult)]
struct Count {
    name: String,
    value: String,
    count: i64,
}

/// How many the query finds on all pages.
///
/// # Errors
/// The database does not answer.
pub async fn count(market: &Market, query: &Browse) -> Result<u64, Error> {
    let found = listing::Entity::find().filter(filter::matching(market.store().backend(), query));
    Ok(found.count(market.store().read()).await?)
}

/// How many of what the query finds each further filter would leave.
///
/// # Errors
/// The database does not answer.
pub async fn facets(market: &Market, query: &Browse) -> Result<Facets, Error> {
    let read = market.store().read();
    let matching = filter::matching(market.store().backend(), query);
    // Kind and category in one pass over what was found; each is the sum over the other.
    let places: Vec<Count> = listing::Entity::find()
        .select_only()
        .column_as(listing::Column::Kind, "name")
        .column_as(listing::Column::Category, "value")
        .column_as(Expr::cust("COUNT(*)"), "count")
        .filter(matching.clone())
        .group_by(listing::Column::Kind)
        .group_by(listing::Column::Category)
        .into_model()
        .all(read)
        .await?;
    let found = listing::Entity::find().select_only().column(listing::Column::Id).filter(matching).into_query();
    let properties: Vec<Count> = listing_attribute::Entity::find()
        .select_only()
        .column(listing_attribute::Column::Name)
        .column(listing_attribute::Column::Value)
        .column_as(Expr::cust("COUNT(*)"), "count")
        .filter(listing_attribute::Column::Name.is_in(["material", "difficulty", "machine"]))
        .filter(listing_attribute::Column::ListingId.in_subquery(found))
        .group_by(listing_attribute::Column::Name)
        .group_by(listing_attribute::Column::Value)
        .into_model()
        .all(read)
        .await?;
    let property =
        |name: &str| sums(properties.iter().filter(|count| count.name == name).map(|count| (&count.value, count)));
    Ok(Facets {
        kinds: sums(places.iter().map(|count| (&count.name, count))),
        categories: sums(places.iter().map(|count| (&count.value, count))),
        materials: property("material"),
        difficulties: property("difficulty"),
        machines: property("machine"),
    })
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

/// Counts summed by a value, most first; the value breaks ties so that the order is the same twice.
fn sums<'a>(counts: impl Iterator<Item = (&'a String, &'a Count)>) -> Vec<(String, u64)> {
    let mut sums: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for (value, count) in counts {
        *sums.entry(value).or_default() += count.count.unsigned_abs();
    }
    let mut pairs: Vec<(String, u64)> = sums.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs
}
