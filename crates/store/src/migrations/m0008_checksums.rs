//! CRC-32s of blobs, which a zip states before the bytes.

use sea_orm_migration::{prelude::*, schema::*};

/// A row follows from its blob's bytes alone, so that it is never wrong and nobody misses one that is gone.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table =
            Table::create().table("checksums").col(string("blob").primary_key()).col(big_integer("crc32")).to_owned();
        manager.create_table(table).await
    }
}
