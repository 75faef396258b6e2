//! What is counted over everything found: how many there are, and how many each further filter would leave.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Asterisk, Expr, ExprTrait},
};
use store::{
    entities::{listing, listing_attribute},
    facts::Kind,
};
use uuid::Uuid;

use super::{
    Browse, Sort, State, filter,
    total::{COUNTED_MAX, Total, count_of},
};
use crate::{
    Error, Market,
    memory::{COUNTS, Weigh},
};

/// Counts over everything found, by value, most first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// How many were found in all; where these are not all, nor are the counts.
    pub total: Total,
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

impl Weigh for Facets {
    fn bytes(&self) -> usize {
        let lists = [&self.kinds, &self.categories, &self.materials, &self.difficulties, &self.machines];
        lists.into_iter().map(Weigh::bytes).sum()
    }
}

/// What was found, as far as it is counted.
#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    kind: Kind,
    category: String,
}

/// How many of what was found have a value of a property.
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
pub async fn count(market: &Market, query: &Browse) -> Result<Total, Error> {
    query.check()?;
    let all = Browse { sort: Sort::default(), page: 0, size: 0, ..query.clone() };
    let count = async {
        let found = listing::Entity::find().select_only().column(listing::Column::Id);
        let found = found.filter(filter::matching(market, query).await?).limit(COUNTED_MAX + 1);
        Total::of(count_of(market, found.into_query()).await?).among_matches(market, query).await
    };
    // What is remembered is passed on from hand to hand, and a question of many parts is large.
    market.remembered(COUNTS, format!("count {all:?}"), Box::pin(count)).await
}

/// How many of what the query finds each further filter would leave.
///
/// # Errors
/// The database does not answer.
pub async fn facets(market: &Market, query: &Browse) -> Result<Facets, Error> {
    query.check()?;
    // However the shelf is ordered and paged, the same is found.
    let all = Browse { sort: Sort::default(), page: 0, size: 0, ..query.clone() };
    market.remembered(COUNTS, format!("facets {all:?}"), Box::pin(counted(market, query))).await
}

/// Properties that there are facets of.
const PROPERTIES: [&str; 3] = ["material", "difficulty", "machine"];
/// Where more was found than is counted, no figure is told: so many of it show which values there are. To look up the
/// properties of all that is counted takes five times as long as all the rest.
const SAMPLE: usize = 400;

async fn counted(market: &Market, query: &Browse) -> Result<Facets, Error> {
    let found: Vec<Found> = listing::Entity::find()
        .select_only()
        .columns([listing::Column::Id, listing::Column::Kind, listing::Column::Category])
        .filter(filter::matching(market, query).await?)
        .limit(COUNTED_MAX + 1)
        .into_model()
        .all(market.store().read())
        .await?;
    let total = Total::of(found.len() as u64);
    let looked_up = if total.is_all { found.len() } else { SAMPLE };
    let properties = properties(market, found.iter().take(looked_up).map(|found| found.id)).await?;
    let property = |name: &str| {
        let counts = properties.iter().filter(|count| count.name == name);
        most_first(counts.map(|count| (count.value.as_str(), count.count.unsigned_abs())))
    };
    Ok(Facets {
        total: total.among_matches(market, query).await?,
        kinds: most_first(found.iter().map(|found| (found.kind.word(), 1))),
        categories: most_first(found.iter().map(|found| (found.category.as_str(), 1))),
        materials: property("material"),
        difficulties: property("difficulty"),
        machines: property("machine"),
    })
}

/// How many of `listings` have each value of the properties.
async fn properties(market: &Market, listings: impl Iterator<Item = Uuid>) -> Result<Vec<Count>, Error> {
    let read = market.store().read();
    Ok(listing_attribute::Entity::find()
        .select_only()
        .columns([listing_attribute::Column::Name, listing_attribute::Column::Value])
        .column_as(Expr::col(Asterisk).count(), "count")
        .filter(listing_attribute::Column::Name.is_in(PROPERTIES))
        .filter(listing_attribute::Column::ListingId.is_in(listings))
        .group_by(listing_attribute::Column::Name)
        .group_by(listing_attribute::Column::Value)
        .into_model()
        .all(read)
        .await?)
}

/// How many patterns are on sale, and by how many shops.
///
/// # Errors
/// The database does not answer.
pub async fn totals(market: &Market) -> Result<(u64, u64), Error> {
    market.remembered(COUNTS, "totals".to_owned(), count_all(market)).await
}

async fn count_all(market: &Market) -> Result<(u64, u64), Error> {
    #[derive(FromQueryResult)]
    struct Totals {
        listings: i64,
        shops: i64,
    }
    let totals: Option<Totals> = listing::Entity::find()
        .select_only()
        .column_as(Expr::cust("COUNT(*)"), "listings")
        .column_as(Expr::cust("COUNT(DISTINCT shop_id)"), "shops")
        .filter(listing::Column::State.eq(State::Published))
        .into_model()
        .one(market.store().read())
        .await?;
    Ok(totals.map_or((0, 0), |totals| (totals.listings.unsigned_abs(), totals.shops.unsigned_abs())))
}

/// Counts summed by a value, most first; the value breaks ties so that the order is the same twice.
fn most_first<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (value, count) in counts {
        *sums.entry(value).or_default() += count;
    }
    let mut pairs: Vec<(String, u64)> = sums.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs
}
