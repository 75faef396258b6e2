//! Indexes for a category in the order of price or title: without them the category is sorted anew for each page.

use sea_orm_migration::prelude::*;

/// Only indexes, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in INDEXES {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 2] = [
    "CREATE INDEX listings_category_price ON listings (state, category, price_minor, id)",
    "CREATE INDEX listings_category_title ON listings (state, category, title, id)",
];
