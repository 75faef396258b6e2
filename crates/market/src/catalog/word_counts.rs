//! How many of what was found have each word of a vocabulary.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, StatementBuilder,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Query, SelectStatement, UnionType},
};
use store::entities::{listing, listing_facet};
use uuid::Uuid;

use super::{Browse, filter, total::COUNTED_MAX, vocabulary::Facet};
use crate::{Error, Market, memory::Weigh};

/// How many have each word of a vocabulary, whatever is ticked of the same: so that a second word can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordCounts {
    /// The vocabulary.
    pub facet: Facet,
    /// Word and count, most first; a word that nothing has is left out.
    pub counts: Vec<(String, u64)>,
    /// Whether all were counted.
    pub is_all: bool,
}

impl Weigh for WordCounts {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.counts.bytes()
    }
}

/// One row: how many have a word. No word at all stands for how many were looked at.
#[derive(FromQueryResult)]
struct Count {
    facet: Facet,
    word: String,
    count: i64,
}

/// Counts the words of every vocabulary, in one statement. What is found by the whole query is handed in as `found`, and
/// `is_all` says whether that is all. A vocabulary of which something is ticked is counted over what would be found
/// without that.
pub(super) async fn count(
    market: &Market,
    query: &Browse,
    found: Vec<Uuid>,
    is_all: bool,
) -> Result<Vec<WordCounts>, Error> {
    let is_ticked = |facet: &Facet| query.ticked.iter().any(|(of, _)| of == facet);
    let (ticked, free): (Vec<Facet>, Vec<Facet>) = Facet::ALL.iter().copied().partition(is_ticked);
    let mut statement = counts_of(&free, |rows| rows.filter(listing_facet::Column::ListingId.is_in(found)));
    for facet in &ticked {
        let others = others(market, query, *facet).await?;
        let among = others.clone();
        let counts = counts_of(&[*facet], |rows| rows.filter(listing_facet::Column::ListingId.in_subquery(among)));
        statement.union(UnionType::All, counts);
        statement.union(UnionType::All, looked_at(*facet, others));
    }
    let read = market.store().read();
    let statement = StatementBuilder::build(&statement, &read.get_database_backend());
    let rows = Count::find_by_statement(statement).all(read).await?;
    let words = |facet: Facet| {
        let of: Vec<_> = rows.iter().filter(|row| row.facet == facet).collect();
        let looked_at = of.iter().find(|row| row.word.is_empty()).map_or(0, |row| row.count.unsigned_abs());
        let named = of.iter().filter(|row| !row.word.is_empty());
        WordCounts {
            facet,
            counts: most_first(named.map(|row| (row.word.as_str(), row.count.unsigned_abs()))),
            is_all: is_all && looked_at <= COUNTED_MAX,
        }
    };
    Ok(Facet::ALL.iter().map(|facet| words(*facet)).collect())
}

/// Listings that the query would find with nothing ticked of a vocabulary, as far as they are counted.
async fn others(market: &Market, query: &Browse, facet: Facet) -> Result<SelectStatement, Error> {
    let matching = filter::matching(market, &query.without(facet)).await?;
    let others = listing::Entity::find().select_only().column(listing::Column::Id).filter(matching);
    Ok(others.limit(COUNTED_MAX + 1).into_query())
}

/// Words of vocabularies, each with how many of the rows that `among` leaves have it.
fn counts_of(
    facets: &[Facet],
    among: impl FnOnce(sea_orm::Select<listing_facet::Entity>) -> sea_orm::Select<listing_facet::Entity>,
) -> SelectStatement {
    let rows = listing_facet::Entity::find()
        .select_only()
        .columns([listing_facet::Column::Facet, listing_facet::Column::Word])
        .column_as(Expr::col(Asterisk).count(), "count")
        .filter(listing_facet::Column::Facet.is_in(facets.iter().copied()));
    among(rows).group_by(listing_facet::Column::Facet).group_by(listing_facet::Column::Word).into_query()
}

/// How many listings a vocabulary was counted over, as a row without a word.
fn looked_at(facet: Facet, listings: SelectStatement) -> SelectStatement {
    let text = |text: &str| Expr::val(text).cast_as(Alias::new("TEXT"));
    let mut count = Query::select();
    count
        .expr_as(text(facet.word()), "facet")
        .expr_as(text(""), "word")
        .expr_as(Expr::col(Asterisk).count(), "count")
        .from_subquery(listings, "looked_at");
    count.take()
}

/// Counts summed by a value, most first; the value breaks ties so that the order is the same twice.
pub(super) fn most_first<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (value, count) in counts {
        *sums.entry(value).or_default() += count;
    }
    let mut pairs: Vec<(String, u64)> = sums.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs
}
