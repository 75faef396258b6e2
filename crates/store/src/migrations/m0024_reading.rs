//! How somebody chose to read figures and times, where they chose anything.

use sea_orm_migration::{prelude::*, schema::*};

/// Both columns may be empty, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in ["locale", "time_zone"] {
            manager.alter_table(Table::alter().table("accounts").add_column(string_null(column)).to_owned()).await?;
        }
        Ok(())
    }
}
