//! Words of fixed vocabularies by which listings are filtered and counted.

use sea_orm_migration::{prelude::*, schema::*};

/// Only a table more, whose rows go with their listing, so that a binary of before goes on working; what it puts on sale
/// meanwhile has no such words until it is written again.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut listing = ForeignKey::create();
        listing.from("listing_facets", "listing_id").to("listings", "id").on_delete(ForeignKeyAction::Cascade);
        let table = Table::create()
            .table("listing_facets")
            .col(uuid("listing_id"))
            .col(string("facet"))
            .col(string("word"))
            .primary_key(Index::create().col("listing_id").col("facet").col("word"))
            .foreign_key(&mut listing)
            .to_owned();
        manager.create_table(table).await?;
        // Which listings have one of several words. The vocabulary does not come first: SQLite would count the words of a few
        // listings by reading all of it.
        let index = Index::create()
            .name("listing_facets_word")
            .table("listing_facets")
            .col("word")
            .col("facet")
            .col("listing_id")
            .to_owned();
        manager.create_index(index).await
    }
}
