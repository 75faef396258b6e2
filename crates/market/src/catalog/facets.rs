//! What is counted over everything found: how many there are, and how many each further filter would leave.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, Statement,
    sea_query::Expr,
};
use store::entities::listing;

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

#[derive(FromQueryResult)]
struct Count {
    what: String,
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

/// What was found is looked up once, as far as it is counted, and counted by everything: kind and category from the listings, each the sum over
/// the other, and three properties beside them.
const COUNTED: &str = "WITH found AS MATERIALIZED (FOUND) \
    SELECT 'place' AS what, kind AS name, category AS value, COUNT(*) AS count FROM found GROUP BY kind, category \
    UNION ALL SELECT 'property', name, value, COUNT(*) FROM listing_attributes \
    WHERE name IN ('material', 'difficulty', 'machine') AND listing_id IN (SELECT id FROM found) GROUP BY name, value";

async fn counted(market: &Market, query: &Browse) -> Result<Facets, Error> {
    let read = market.store().read();
    let found = listing::Entity::find()
        .select_only()
        .columns([listing::Column::Id, listing::Column::Kind, listing::Column::Category])
        .filter(filter::matching(market, query).await?)
        .limit(COUNTED_MAX + 1)
        .build(read.get_database_backend());
    let sql = COUNTED.replace("FOUND", &found.sql);
    let statement = Statement { sql, ..found };
    let counts = Count::find_by_statement(statement).all(read).await?;
    let places = || counts.iter().filter(|count| count.what == "place");
    let property = |name: &str| {
        let counts = counts.iter().filter(|count| count.what == "property" && count.name == name);
        sums(counts.map(|count| (&count.value, count)))
    };
    // Every listing has one category.
    let counted = places().map(|count| count.count.unsigned_abs()).sum();
    Ok(Facets {
        total: Total::of(counted).among_matches(market, query).await?,
        kinds: sums(places().map(|count| (&count.name, count))),
        categories: sums(places().map(|count| (&count.value, count))),
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
fn sums<'a>(counts: impl Iterator<Item = (&'a String, &'a Count)>) -> Vec<(String, u64)> {
    let mut sums: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for (value, count) in counts {
        *sums.entry(value).or_default() += count.count.unsigned_abs();
    }
    let mut pairs: Vec<(String, u64)> = sums.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs
}
