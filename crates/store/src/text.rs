//! Full text over the listings: FTS5 on SQLite, `tsvector` on PostgreSQL.

use sea_orm::{
    ConnectionTrait, DbErr, Statement,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::Backend;

/// The words of one listing, by weight.
#[derive(Clone, Debug)]
pub struct TextRow<'a> {
    /// The listing.
    pub listing_id: Uuid,
    /// Weighs most.
    pub title: &'a str,
    /// Parted by spaces.
    pub tags: &'a str,
    /// The shop's name.
    pub creator: &'a str,
    /// Weighs least.
    pub description: &'a str,
}

/// SQLite finds a row of the index by its number alone, and a listing keeps its number: nothing is looked for in it.
const NUMBERED: &str = "INSERT INTO listing_text_numbers (listing_id) VALUES ($1) ON CONFLICT (listing_id) DO NOTHING";
const WRITE_SQLITE: &str = "INSERT OR REPLACE INTO listing_text \
    (rowid, listing_id, title, tags, creator, description) \
    SELECT number, $1, $2, $3, $4, $5 FROM listing_text_numbers WHERE listing_id = $1";
const WRITE_POSTGRES: &str = "INSERT INTO listing_text (listing_id, words) \
    VALUES ($1, setweight(to_tsvector('english', $2), 'A') || setweight(to_tsvector('english', $3), 'B') || \
    setweight(to_tsvector('simple', $4) || to_tsvector('english', $4), 'B') || \
    setweight(to_tsvector('english', $5), 'C')) \
    ON CONFLICT (listing_id) DO UPDATE SET words = excluded.words";

/// Writes or replaces the words of a listing.
///
/// # Errors
/// The database does not answer.
pub async fn set_text(connection: &impl ConnectionTrait, row: TextRow<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let sql = match Backend::from(connection) {
        Backend::Sqlite => {
            let id = [row.listing_id.into()];
            connection.execute_raw(Statement::from_sql_and_values(backend, NUMBERED, id)).await?;
            WRITE_SQLITE
        }
        Backend::Postgres => WRITE_POSTGRES,
    };
    let values = [row.listing_id.into(), row.title.into(), row.tags.into(), row.creator.into(), row.description.into()];
    connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Forgets the words of a listing.
///
/// # Errors
/// The database does not answer.
pub async fn remove_text(connection: &impl ConnectionTrait, listing_id: Uuid) -> Result<(), DbErr> {
    let sql = match Backend::from(connection) {
        Backend::Sqlite => {
            "DELETE FROM listing_text WHERE rowid = (SELECT number FROM listing_text_numbers WHERE listing_id = $1)"
        }
        Backend::Postgres => "DELETE FROM listing_text WHERE listing_id = $1",
    };
    let backend = connection.get_database_backend();
    connection.execute_raw(Statement::from_sql_and_values(backend, sql, [listing_id.into()])).await?;
    Ok(())
}

/// Listings that match words and are looked at: the newest. In a large catalogue a common word matches a fifth of it, and to
/// rank all of them would take seconds.
pub const MATCHES_MAX: u64 = 10_000;

/// A condition on `listings.id`: every word of `query` occurs, the last one perhaps only begun; among more than
/// [`MATCHES_MAX`] the newest. None where `query` holds no word.
pub fn text_filter(backend: Backend, query: &str) -> Option<SimpleExpr> {
    let matches = text_matches(backend, query, MATCHES_MAX)?;
    Some(Expr::col(("listings", "id")).in_subquery(matches))
}

/// The newest of what matches, `most` at most, as rows of `listing_id`.
pub fn text_matches(backend: Backend, query: &str, most: u64) -> Option<SelectStatement> {
    let mut matches = Query::select();
    matches.column("listing_id").from("listing_text").and_where(matching(backend, terms(backend, query)?));
    newest(backend, &mut matches, most);
    Some(matches)
}

fn matching(backend: Backend, terms: String) -> SimpleExpr {
    match backend {
        Backend::Sqlite => Expr::cust_with_values("listing_text MATCH ?", [terms]),
        Backend::Postgres => Expr::cust_with_values("words @@ to_tsquery('english', $1)", [terms]),
    }
}

/// Cuts the newest from what matches. SQLite numbers listings in the order in which they come in; elsewhere their
/// identifiers are made of the time.
fn newest(backend: Backend, matches: &mut SelectStatement, most: u64) {
    let by = match backend {
        Backend::Sqlite => "rowid",
        Backend::Postgres => "listing_id",
    };
    matches.order_by(by, Order::Desc).limit(most);
}

/// The same as rows to join: `listing_id`, and `rank`, which is the smaller the better a listing matches.
/// A word in the title weighs most, then one among the tags, in the shop's name, in the description; a whole word
/// weighs more than one that is only begun.
pub fn text_rank(backend: Backend, query: &str) -> Option<SelectStatement> {
    let terms = terms(backend, query)?;
    let rank = match backend {
        Backend::Sqlite => Expr::cust("bm25(listing_text, 0.0, 10.0, 4.0, 4.0, 1.0)"),
        // The weights of D, C, B and A, as words are written in `set_text`. A word that is whole counts for itself and once
        // more as one that is begun: asked for in one question, both would be one.
        Backend::Postgres => Expr::cust_with_values(
            "-ts_rank('{0, 0.1, 0.4, 1}', words, to_tsquery('english', $1)) \
             - ts_rank('{0, 0.1, 0.4, 1}', words, to_tsquery('english', $2))",
            [terms.clone(), whole(query)],
        ),
    };
    let mut ranks = Query::select();
    ranks.column("listing_id").expr_as(rank, "rank").from("listing_text").and_where(matching(backend, terms));
    newest(backend, &mut ranks, MATCHES_MAX);
    Some(ranks)
}

/// The words of `query` in the database's own language of searching; quoted and in lower case, so that none is read as
/// an operator. None where there is no word.
fn terms(backend: Backend, query: &str) -> Option<String> {
    let mut words: Vec<String> = query
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .take(WORDS_MAX)
        .collect();
    let last = words.pop()?;
    let (whole, begun, and) = match backend {
        Backend::Sqlite => (quoted as fn(&str) -> String, format!("(\"{last}\" OR \"{last}\"*)"), " AND "),
        Backend::Postgres => (str::to_owned as fn(&str) -> String, format!("({last} | {last}:*)"), " & "),
    };
    let mut terms: Vec<String> = words.iter().map(|word| whole(word)).collect();
    terms.push(begun);
    Some(terms.join(and))
}

/// Any of the words of `query`, each of them whole.
fn whole(query: &str) -> String {
    let words = query.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).take(WORDS_MAX).collect::<Vec<String>>().join(" | ")
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

/// More words than a person types; the rest of a pasted page is left out.
const WORDS_MAX: usize = 12;
