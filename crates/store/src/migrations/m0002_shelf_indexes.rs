//! Indexes by which a shelf is found and counted without reading the table.

use sea_orm_migration::prelude::*;

/// The columns that shelves are filtered, counted and sorted by stand in the index itself.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name, columns) in INDEXES {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index.to_owned()).await?;
        }
        for (table, name) in REPLACED {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Table, name, columns.
const INDEXES: [(&str, &str, &[&str]); 6] = [
    // A page of any filters, newest first, ends at its last tile; counts over a whole shelf read only this.
    (
        "listings",
        "listings_shelf",
        &[
            "state",
            "published_at",
            "id",
            "category",
            "kind",
            "price_minor",
            "commercial",
            "needs_supports",
            "made_with_ai",
            "shop_id",
            "size_x_mm",
            "size_y_mm",
            "size_z_mm",
        ],
    ),
    ("listings", "listings_state_category", &["state", "category", "published_at", "id"]),
    ("listings", "listings_state_price", &["state", "price_minor", "id"]),
    ("listings", "listings_state_title", &["state", "title", "id"]),
    // Which listings have a property, and how many have each value of it.
    ("listing_attributes", "listing_attributes_name_value", &["name", "value", "listing_id"]),
    ("listing_tags", "listing_tags_tag_listing", &["tag", "listing_id"]),
];

/// Each is the beginning of one above, or is asked for by nobody alone.
const REPLACED: [(&str, &str); 5] = [
    ("listings", "listings_state"),
    ("listings", "listings_category"),
    ("listings", "listings_published_at"),
    ("listing_attributes", "listing_attributes_value"),
    ("listing_tags", "listing_tags_tag"),
];
