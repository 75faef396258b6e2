//! Indexes that refuse the second of two who do the same at the same moment.

use sea_orm_migration::prelude::*;

/// A listing has each number of a revision once.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Before the index, two requests could give one number twice: the revisions of such a listing are numbered anew, in the
/// order in which they were made.
const NUMBERED_ANEW: &str = "UPDATE revisions SET number = (SELECT COUNT(*) FROM revisions AS other WHERE \
    other.listing_id = revisions.listing_id AND (other.number, other.id) <= (revisions.number, revisions.id)) \
    WHERE listing_id IN (SELECT listing_id FROM revisions GROUP BY listing_id, number HAVING COUNT(*) > 1)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(NUMBERED_ANEW).await?;
        let index = Index::create()
            .name("revisions_listing_number")
            .table("revisions")
            .col("listing_id")
            .col("number")
            .unique()
            .to_owned();
        manager.create_index(index).await
    }
}
