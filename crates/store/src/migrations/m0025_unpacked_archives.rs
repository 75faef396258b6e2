//! Which archives were unpacked into which revision: the archive itself is gone by then, and whoever sends it again is told
//! where its files are.

use sea_orm_migration::{prelude::*, schema::*};

/// One table more, of which a binary of before knows nothing: its rows go with their revision by themselves, so that it can
/// still delete a draft.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut of_revision = ForeignKey::create()
            .from("unpacked_archives", "revision_id")
            .to("revisions", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let archives = Table::create()
            .table("unpacked_archives")
            .col(uuid("revision_id"))
            .col(string("hash"))
            .col(string("name"))
            .primary_key(Index::create().col("revision_id").col("hash"))
            .foreign_key(&mut of_revision)
            .to_owned();
        manager.create_table(archives).await?;
        let by_content = "CREATE INDEX unpacked_archives_hash ON unpacked_archives (hash)";
        manager.get_connection().execute_unprepared(by_content).await?;
        Ok(())
    }
}
