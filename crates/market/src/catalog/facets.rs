//! What is counted over everything found: how many there are, and how many each further filter would leave.

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use store::{entities::listing, facts::Kind};
use uuid::Uuid;

use super::{
    Browse, Sort, State, filter,
    total::{COUNTED_MAX, Total, count_of},
    vocabulary::Facet,
    word_counts::{self, WordCounts, most_first},
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
    /// By the words of each vocabulary, in the order of [`Facet::ALL`].
    pub words: Vec<WordCounts>,
}

impl Facets {
    /// The counts of a vocabulary.
    pub fn of(&self, facet: Facet) -> Option<&WordCounts> {
        self.words.iter().find(|words| words.facet == facet)
    }
}

impl Weigh for Facets {
    fn bytes(&self) -> usize {
        self.kinds.bytes() + self.categories.bytes() + self.words.bytes()
    }
}

/// What was found, as far as it is counted.
#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    kind: Kind,
    category: String,
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

/// Where more was found than is counted, no figure is told: so many of it show which values there are. To look up the
/// words of all that is counted takes five times as long as all the rest.
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
    let ids = found.iter().take(looked_up).map(|found| found.id).collect();
    let total = total.among_matches(market, query).await?;
    Ok(Facets {
        total,
        kinds: most_first(found.iter().map(|found| (found.kind.word(), 1))),
        categories: most_first(found.iter().map(|found| (found.category.as_str(), 1))),
        words: word_counts::count(market, query, ids, total.is_all).await?,
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
