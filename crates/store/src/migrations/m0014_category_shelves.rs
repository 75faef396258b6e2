//! An index by which a category is narrowed down without reading the table.

use sea_orm_migration::prelude::*;

/// Only indexes, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name("listings_category_shelf").table("listings");
        for column in COLUMNS {
            index.col(column);
        }
        manager.create_index(index.to_owned()).await?;
        manager.drop_index(Index::drop().name("listings_state_category").table("listings").to_owned()).await
    }
}

/// The beginning is the index that it replaces; what a category is narrowed down by follows. A filter that leaves nothing
/// asks about every listing of the category.
const COLUMNS: [&str; 13] = [
    "state",
    "category",
    "published_at",
    "id",
    "kind",
    "price_minor",
    "commercial",
    "needs_supports",
    "made_with_ai",
    "shop_id",
    "size_x_mm",
    "size_y_mm",
    "size_z_mm",
];
