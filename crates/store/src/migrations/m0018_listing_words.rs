//! The words that some listing has, which only SQLite needs: what a begun word may become is looked for word by word.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend, Statement},
};

use crate::vocabulary;

/// Only a table more, so that a binary of before goes on working; what it writes meanwhile is found by whole words, until it is
/// written again.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            manager.get_connection().execute_unprepared(TABLE).await?;
            take_over(manager.get_connection()).await?;
        }
        Ok(())
    }
}

const TABLE: &str =
    "CREATE TABLE listing_words (folded TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (folded, word)) WITHOUT ROWID";

/// Listings whose words are gathered before they are written: most of them have the same.
const BATCH: i64 = 5_000;
const TEXTS: &str = "SELECT rowid AS number, title || ' ' || tags || ' ' || creator || ' ' || description AS text \
    FROM listing_text WHERE rowid > $1 ORDER BY rowid LIMIT $2";

/// Learns the words of the listings that are there already.
async fn take_over(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let mut after = 0;
    loop {
        let values = [after.into(), BATCH.into()];
        let rows = connection.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, TEXTS, values)).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get("", "number")?;
        let texts: Vec<String> = rows.iter().map(|row| row.try_get("", "text")).collect::<Result<_, _>>()?;
        vocabulary::learn(connection, texts.iter().map(String::as_str)).await?;
    }
}
