//! A picture between the two sizes of a tile: on a phone's high-density screen it weighs half of the next larger one.

use sea_orm_migration::prelude::*;

/// The column may be empty, so that a binary of before keeps running while it is replaced.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("picture_medium").string().null().to_owned();
        manager.alter_table(Table::alter().table("listings").add_column(column).to_owned()).await
    }
}
