//! What a shop shows beside its words: a picture, and links to elsewhere.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

/// Two tables and a column with a default more, so that a binary of before goes on working. Until it is replaced, its
/// collector takes pictures away that it does not know to be named: their creators send them again.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let links = ColumnDef::new("links").json_binary().not_null().default("[]").to_owned();
        manager.alter_table(Table::alter().table("shops").add_column(links).to_owned()).await?;
        let pictures = Table::create()
            .table("shop_pictures")
            .col(uuid("id").primary_key())
            .col(uuid("shop_id"))
            .col(text("alt"))
            .col(string("state"))
            .col(string_null("upload"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(ForeignKey::create().from("shop_pictures", "shop_id").to("shops", "id"))
            .to_owned();
        manager.create_table(pictures).await?;
        let artifacts = Table::create()
            .table("shop_artifacts")
            .col(uuid("picture_id"))
            .col(string("name"))
            .col(string("hash"))
            .col(string("media_type"))
            .col(big_integer("bytes"))
            .primary_key(Index::create().col("picture_id").col("name"))
            .foreign_key(ForeignKey::create().from("shop_artifacts", "picture_id").to("shop_pictures", "id"))
            .to_owned();
        manager.create_table(artifacts).await?;
        for statement in INDEXES {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        // Operators look for the beginning of a name; PostgreSQL finds one so only where letters are compared one by one.
        let by_letters = if manager.get_database_backend() == DbBackend::Postgres { " text_pattern_ops" } else { "" };
        for (table, column) in [("shops", "title"), ("accounts", "name")] {
            let statement = format!("CREATE INDEX {table}_{column} ON {table} (LOWER({column}){by_letters})");
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 4] = [
    "CREATE INDEX shop_pictures_shop ON shop_pictures (shop_id)",
    // By which the bytes of an upload are known to be named.
    "CREATE INDEX shop_pictures_upload ON shop_pictures (upload)",
    // By which a picture is served.
    "CREATE INDEX shop_artifacts_hash ON shop_artifacts (hash)",
    // Operators look at shops from the newest on.
    "CREATE INDEX shops_created ON shops (created_at, id)",
];
