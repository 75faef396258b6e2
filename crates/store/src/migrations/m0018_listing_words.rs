//! The words that some listing has, which only SQLite needs: what a begun word may become is looked for word by word.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Only a table more, so that a binary of before goes on working; what it writes meanwhile is found by whole words, until it is
/// written again.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            for statement in STATEMENTS {
                manager.get_connection().execute_unprepared(statement).await?;
            }
        }
        Ok(())
    }
}

/// What is in the index already is taken over as it stands there, in its stems.
const STATEMENTS: [&str; 4] = [
    "CREATE TABLE listing_words (folded TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (folded, word)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE temp.listing_terms USING fts5vocab(main, listing_text, row)",
    "INSERT INTO listing_words (folded, word) SELECT term, term FROM temp.listing_terms",
    "DROP TABLE temp.listing_terms",
];
