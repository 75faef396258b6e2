//! Events say in which version they were written.

use sea_orm_migration::prelude::*;

/// An event keeps the version of its shape.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A binary of before writes no version: what it tells has the first one.
        let version = ColumnDef::new("version").integer().not_null().default(1).to_owned();
        manager.alter_table(Table::alter().table("events").add_column(version).to_owned()).await
    }
}
