//! What was left out of the archives that were unpacked into a revision, until its creator has seen it.

use sea_orm_migration::prelude::*;

/// The column has a default, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("unpacked").json_binary().not_null().default("[]").to_owned();
        manager.alter_table(Table::alter().table("revisions").add_column(column).to_owned()).await
    }
}
