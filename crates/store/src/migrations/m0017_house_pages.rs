//! Pages that the operator writes.

use sea_orm_migration::{prelude::*, schema::*};

/// Only a table more, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("house_pages")
            .col(string("slug").primary_key())
            .col(text("text"))
            .col(timestamp_with_time_zone("updated_at"))
            .to_owned();
        manager.create_table(table).await
    }
}
