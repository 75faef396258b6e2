//! The schema's history. A migration must suit the binary before it, too, and is never changed once released.

use sea_orm_migration::prelude::*;

mod m0001_first_release;
mod m0002_shelf_indexes;
mod m0003_turns;
mod m0004_order_states;
mod m0005_blob_life;
mod m0006_gates;
mod m0007_event_readers;
mod m0008_checksums;
mod m0009_people;
mod m0010_medium_picture;
mod m0011_foreign_keys;
mod m0012_key_indexes;
mod m0013_sorted_shelves;
mod m0014_category_shelves;
mod m0015_photographs;
mod m0016_statements;
mod m0017_house_pages;
mod m0018_listing_words;
mod m0019_audit_indexes;
mod m0020_shop_picture;
mod m0022_unpacked;
mod m0023_listing_facets;
mod m0024_reading;
mod m0025_unpacked_archives;

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first_release::Migration),
            Box::new(m0002_shelf_indexes::Migration),
            Box::new(m0003_turns::Migration),
            Box::new(m0004_order_states::Migration),
            Box::new(m0005_blob_life::Migration),
            Box::new(m0006_gates::Migration),
            Box::new(m0007_event_readers::Migration),
            Box::new(m0008_checksums::Migration),
            Box::new(m0009_people::Migration),
            Box::new(m0010_medium_picture::Migration),
            Box::new(m0011_foreign_keys::Migration),
            Box::new(m0012_key_indexes::Migration),
            Box::new(m0013_sorted_shelves::Migration),
            Box::new(m0014_category_shelves::Migration),
            Box::new(m0015_photographs::Migration),
            Box::new(m0016_statements::Migration),
            Box::new(m0017_house_pages::Migration),
            Box::new(m0018_listing_words::Migration),
            Box::new(m0019_audit_indexes::Migration),
            Box::new(m0020_shop_picture::Migration),
            Box::new(m0022_unpacked::Migration),
            Box::new(m0023_listing_facets::Migration),
            Box::new(m0024_reading::Migration),
            Box::new(m0025_unpacked_archives::Migration),
        ]
    }
}
