//! What a creator says of a photograph: what is on it, and whether it stands for the listing.

use sea_orm_migration::prelude::*;

/// Both columns have a default, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ColumnDef::new("alt").text().not_null().default("").to_owned(),
            ColumnDef::new("is_cover").boolean().not_null().default(false).to_owned(),
        ];
        // SQLite adds one column at a time.
        for column in columns {
            manager.alter_table(Table::alter().table("files").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
