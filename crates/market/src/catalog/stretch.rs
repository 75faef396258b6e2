//! A stretch of everything a query finds: by number for pages of a site, by keyset for programs that read on and on.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    QueryTrait, Select, StatementBuilder,
    sea_query::{Alias, Expr, ExprTrait, IntoCondition, Order as Way, Query, SelectStatement, SimpleExpr},
};
use store::{Words, entities::listing};

use super::{Browse, Entry, Sort, filter, matches::matches};
use crate::{
    Error, Market,
    page::{Key, Order, Paged, Place, Window},
};

/// Which of everything found.
#[derive(Clone, Copy)]
pub(super) enum Stretch<'a> {
    /// So many, from one on.
    Numbered { offset: u64, limit: u64 },
    /// So many behind or before a row.
    At(&'a Window),
}

/// What was found, with its place among everything that was.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its own words and facts.
    pub entry: Entry,
    /// What its cursor is made of.
    pub place: Place,
}

impl Browse {
    /// The list whose cursors lead through what is found: each order has its own.
    pub fn list(&self) -> String {
        format!("listings {}", self.order().word())
    }
}

/// What `query` finds, each whole; its `page` and `size` do not count.
///
/// # Errors
/// The database does not answer.
pub async fn entries(market: &Market, query: &Browse, window: &Window) -> Result<Paged<Found>, Error> {
    query.check()?;
    let read = market.store().read();
    let found = if query.order() == Sort::Best && Words::of(market.store().backend(), &query.text).is_some() {
        let window = ranked_anew(market, query, window).await?;
        let select = stretch_of(market, query, listing::Entity::find(), Stretch::At(&window)).await?;
        let rows: Vec<Ranked> = select.into_model().all(read).await?;
        let found = |Ranked(row, rank): Ranked| {
            Ok(Found { place: Place { key: Key::Rank(rank), id: row.id }, entry: Entry::read(row)? })
        };
        rows.into_iter().map(found).collect::<Result<_, Error>>()?
    } else {
        let select = stretch_of(market, query, listing::Entity::find(), Stretch::At(window)).await?;
        let found = |row: listing::Model| {
            Ok(Found { place: Place { key: key_of(query.order(), &row), id: row.id }, entry: Entry::read(row)? })
        };
        select.all(read).await?.into_iter().map(found).collect::<Result<_, Error>>()?
    };
    Ok(window.page(found))
}

/// A row, and how well it matches.
struct Ranked(listing::Model, f64);

impl FromQueryResult for Ranked {
    fn from_query_result(result: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self(listing::Model::from_query_result(result, prefix)?, result.try_get(prefix, RANK)?))
    }
}

/// What the ranks by words are joined in as, the stretch that is cut from them, and the column of the rank.
const FOUND: &str = "found";
const STRETCH: &str = "stretch";
const RANK: &str = "rank";

/// How the query's words rank what they find, if that is its order.
async fn by_rank(market: &Market, query: &Browse) -> Result<Option<SelectStatement>, Error> {
    if query.order() != Sort::Best {
        return Ok(None);
    }
    Ok(matches(market, query).await?.map(|asked| asked.ranks()))
}

/// A stretch of what `query` finds, in its order, with what `select` has of each.
pub(super) async fn stretch_of(
    market: &Market,
    query: &Browse,
    mut select: Select<listing::Entity>,
    stretch: Stretch<'_>,
) -> Result<Select<listing::Entity>, Error> {
    let backward = matches!(stretch, Stretch::At(window) if window.is_backward());
    let Some(ranks) = by_rank(market, query).await? else {
        let ids = ids_of(query, filter::matching(market, query).await?, stretch);
        return Ok(order_of(query.order()).sorted(select.filter(listing::Column::Id.in_subquery(ids)), backward));
    };
    let ids = ids_and_ranks_of(filter::besides_words(market, query).await?, ranks, stretch);
    let same = Expr::col((STRETCH, "id")).equals((listing::Entity, listing::Column::Id));
    QueryTrait::query(&mut select).expr_as(rank_of(STRETCH), RANK).join_subquery(
        JoinType::InnerJoin,
        ids,
        STRETCH,
        same.into_condition(),
    );
    Ok(by_match(select, STRETCH, backward))
}

/// The identifiers of a stretch. They are found in the index alone: only what is shown is read from the table.
fn ids_of(query: &Browse, matching: Condition, stretch: Stretch<'_>) -> SelectStatement {
    let ids = listing::Entity::find().select_only().column(listing::Column::Id).filter(matching);
    let order = order_of(query.order());
    match stretch {
        Stretch::Numbered { offset, limit } => order.sorted(ids, false).offset(offset).limit(limit),
        Stretch::At(window) => order.cut(ids, window),
    }
    .into_query()
}

/// Identifiers and ranks of a stretch, the best match first; of two that match as well, the one made later. Nothing
/// wide is sorted: what is shown is read once the stretch is cut.
fn ids_and_ranks_of(besides_words: Condition, ranks: SelectStatement, stretch: Stretch<'_>) -> SelectStatement {
    let mut ids = listing::Entity::find().select_only().column(listing::Column::Id).filter(besides_words);
    let same = Expr::col((FOUND, "listing_id")).equals((listing::Entity, listing::Column::Id));
    QueryTrait::query(&mut ids).expr_as(Expr::col((FOUND, RANK)), RANK).join_subquery(
        JoinType::InnerJoin,
        ranks,
        FOUND,
        same.into_condition(),
    );
    match stretch {
        Stretch::Numbered { offset, limit } => by_match(ids, FOUND, false).offset(offset).limit(limit),
        Stretch::At(window) => {
            let there = window.place().and_then(|place| beyond(place, window.is_backward()));
            let ids = if let Some(there) = there { ids.filter(there) } else { ids };
            by_match(ids, FOUND, window.is_backward()).limit(window.fetched())
        }
    }
    .into_query()
}

/// The best match first, then the one made later; or all of it the other way round.
fn by_match(mut select: Select<listing::Entity>, ranks: &'static str, backward: bool) -> Select<listing::Entity> {
    let (rank, id) = if backward { (Way::Desc, Way::Asc) } else { (Way::Asc, Way::Desc) };
    QueryTrait::query(&mut select).order_by((ranks, RANK), rank);
    select.order_by(listing::Column::Id, id)
}

/// Matches worse than the row at `place`, or as well and made earlier; backward, the other way round.
fn beyond(place: &Place, backward: bool) -> Option<Condition> {
    let Key::Rank(rank) = place.key else { return None };
    let (column, id) = (rank_of(FOUND), Expr::col((listing::Entity, listing::Column::Id)));
    let (further, later) =
        if backward { (column.clone().lt(rank), id.gt(place.id)) } else { (column.clone().gt(rank), id.lt(place.id)) };
    Some(Condition::any().add(further).add(Condition::all().add(column.eq(rank)).add(later)))
}

/// The rank in eight bytes, as it is read and written: PostgreSQL ranks in four.
fn rank_of(ranks: &'static str) -> SimpleExpr {
    Expr::col((ranks, RANK)).cast_as(Alias::new("DOUBLE PRECISION"))
}

/// The window with the rank that its row has now: each listing that comes in moves the ranks of all others a little.
/// Where the row matches no longer, the rank it had must do.
async fn ranked_anew(market: &Market, query: &Browse, window: &Window) -> Result<Window, Error> {
    #[derive(FromQueryResult)]
    struct Now {
        rank: f64,
    }
    let (Some(place), Some(ranks)) = (window.place(), by_rank(market, query).await?) else { return Ok(window.clone()) };
    let mut now = Query::select();
    now.expr_as(rank_of(FOUND), RANK)
        .from_subquery(ranks, FOUND)
        .and_where(Expr::col((FOUND, "listing_id")).eq(place.id));
    let read = market.store().read();
    let statement = StatementBuilder::build(&now, &sea_orm::ConnectionTrait::get_database_backend(read));
    let now = Now::find_by_statement(statement).one(read).await?;
    Ok(now.map_or_else(|| window.clone(), |now| window.at(Key::Rank(now.rank))))
}

/// The index order of a sort; the best match has none of its own.
pub(super) const fn order_of(sort: Sort) -> Order<listing::Column> {
    let id = listing::Column::Id;
    match sort {
        Sort::Best | Sort::Newest => Order::descending(listing::Column::PublishedAt, id),
        Sort::Cheapest => Order::ascending(listing::Column::PriceMinor, id),
        Sort::Dearest => Order::descending(listing::Column::PriceMinor, id),
        Sort::Title => Order::ascending(listing::Column::Title, id),
    }
}

fn key_of(sort: Sort, row: &listing::Model) -> Key {
    match sort {
        Sort::Best | Sort::Newest => row.published_at.unwrap_or(row.created_at).into(),
        Sort::Cheapest | Sort::Dearest => row.price_minor.into(),
        Sort::Title => row.title.as_str().into(),
    }
}
