//! What is counted over everything found: how many there are, and how many each further filter would leave.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    Statement, sea_query::Expr,
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

/// How many share a name and a value: a kind and a category, or a property's.
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

/// Kind and category of what was found, as far as it is counted: each is the sum over the other.
const PLACES: &str = "SELECT kind AS name, category AS value, COUNT(*) AS count FROM (FOUND) AS found \
    GROUP BY kind, category";
/// Three properties of it.
const PROPERTIES: &str = "SELECT name, value, COUNT(*) AS count FROM listing_attributes \
    WHERE name IN ('material', 'difficulty', 'machine') AND listing_id IN (SELECT id FROM (FOUND) AS found) \
    GROUP BY name, value";
/// Where more was found than is counted, no figure is told: so many of it show which values there are. To look up the
/// properties of all that is counted takes five times as long as all the rest.
const SAMPLE: u64 = 400;

async fn counted(market: &Market, query: &Browse) -> Result<Facets, Error> {
    let condition = filter::matching(market, query).await?;
    let places = counts(market, PLACES, &condition, COUNTED_MAX + 1).await?;
    // Every listing has one category.
    let counted: u64 = places.iter().map(|count| count.count.unsigned_abs()).sum();
    let most = if counted > COUNTED_MAX { SAMPLE } else { COUNTED_MAX };
    let properties = counts(market, PROPERTIES, &condition, most).await?;
    let property = |name: &str| {
        let counts = properties.iter().filter(|count| count.name == name);
        sums(counts.map(|count| (&count.value, count)))
    };
    Ok(Facets {
        total: Total::of(counted).among_matches(market, query).await?,
        kinds: sums(places.iter().map(|count| (&count.name, count))),
        categories: sums(places.iter().map(|count| (&count.value, count))),
        materials: property("material"),
        difficulties: property("difficulty"),
        machines: property("machine"),
    })
}

/// What `sql` counts over the first `most` of what is found.
async fn counts(market: &Market, sql: &str, condition: &Condition, most: u64) -> Result<Vec<Count>, Error> {
    let read = market.store().read();
    let found = listing::Entity::find()
        .select_only()
        .columns([listing::Column::Id, listing::Column::Kind, listing::Column::Category])
        .filter(condition.clone())
        .limit(most)
        .build(read.get_database_backend());
    let statement = Statement { sql: sql.replace("FOUND", &found.sql), ..found };
    Ok(Count::find_by_statement(statement).all(read).await?)
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
