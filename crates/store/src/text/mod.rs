//! Full text over the listings: FTS5 on SQLite, `tsvector` on PostgreSQL.

mod search;

use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

use crate::{Backend, vocabulary};
pub use search::{Asked, Words};

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
            vocabulary::learn(connection, [row.title, row.tags, row.creator, row.description]).await?;
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
