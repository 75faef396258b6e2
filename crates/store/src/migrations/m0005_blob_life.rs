//! The life of a blob: what may be served, what is garbage, what is damaged; and one name a file in each revision.

use sea_orm_migration::{prelude::*, schema::*};

/// Makes the positive list of artifacts from what files show today, and notes the state of each blob.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(artifacts()).await?;
        for name in ["checked_at", "damaged_at"] {
            let column = timestamp_with_time_zone_null(name);
            manager.alter_table(Table::alter().table("blobs").add_column(column).to_owned()).await?;
        }
        let by_backend = match manager.get_database_backend() {
            sea_orm::DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in by_backend.into_iter().chain(STATEMENTS) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

fn artifacts() -> TableCreateStatement {
    Table::create()
        .table("artifacts")
        .col(uuid("file_id"))
        .col(string("hash"))
        .col(string("kind"))
        .col(string("media_type"))
        .col(big_integer("bytes"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("stale_at"))
        .primary_key(Index::create().col("file_id").col("hash"))
        .to_owned()
}

/// What a name among a file's artifacts says of kind and media type.
macro_rules! listed {
    ($made:literal, $from:literal) => {
        concat!(
            "INSERT INTO artifacts (file_id, hash, kind, media_type, bytes, created_at) \
             SELECT files.id, made.value, CASE \
                WHEN made.key LIKE 'still-%' THEN 'still' WHEN made.key LIKE 'turn-%' THEN 'turn' \
                WHEN made.key LIKE 'sheet.webp' THEN 'sheet' WHEN made.key LIKE '%.glb' THEN 'preview' ELSE 'facts' END, \
             CASE WHEN made.key LIKE '%.webp' THEN 'image/webp' WHEN made.key LIKE '%.glb' THEN 'model/gltf-binary' \
                ELSE 'application/json' END, \
             blobs.bytes, files.created_at FROM ",
            $from,
            ", ",
            $made,
            " AS made JOIN blobs ON blobs.hash = made.value WHERE files.id IS NOT NULL ON CONFLICT DO NOTHING"
        )
    };
}

const SQLITE: [&str; 2] = [
    listed!("json_each(files.artifacts)", "files"),
    // An examination that is under way goes on from its steps.
    listed!(
        "json_each(steps.output, '$.artifacts')",
        "steps JOIN files ON files.id = steps.file_id AND files.state IN ('waiting', 'working')"
    ),
];

const POSTGRES: [&str; 2] = [
    listed!(
        "jsonb_each_text(CASE jsonb_typeof(files.artifacts) WHEN 'object' THEN files.artifacts ELSE '{}' END)",
        "files"
    ),
    listed!(
        "jsonb_each_text(CASE jsonb_typeof(steps.output -> 'artifacts') WHEN 'object' THEN steps.output -> 'artifacts' ELSE '{}' END)",
        "steps JOIN files ON files.id = steps.file_id AND files.state IN ('waiting', 'working')"
    ),
];

const STATEMENTS: [&str; 10] = [
    // A listing may still show the picture of an examination before the last one.
    "INSERT INTO artifacts (file_id, hash, kind, media_type, bytes, created_at) \
     SELECT files.id, blobs.hash, 'still', 'image/webp', blobs.bytes, files.created_at FROM listings \
     JOIN files ON files.revision_id = listings.revision_id AND files.position = 0 \
     JOIN blobs ON blobs.hash IN (listings.picture, listings.picture_small) \
     WHERE listings.picture IS NOT NULL ON CONFLICT DO NOTHING",
    "CREATE INDEX artifacts_hash ON artifacts (hash)",
    "CREATE INDEX artifacts_stale ON artifacts (stale_at) WHERE stale_at IS NOT NULL",
    // It was the same for every blob, and nobody read it.
    "ALTER TABLE blobs DROP COLUMN media_type",
    "CREATE INDEX blobs_checked ON blobs (checked_at, hash)",
    "CREATE INDEX blobs_damaged ON blobs (hash) WHERE damaged_at IS NOT NULL",
    // Two uploads at once could take one name: the later ones get a number before theirs.
    "UPDATE files SET name = ranked.place || '-' || files.name FROM (SELECT id, ROW_NUMBER() OVER \
     (PARTITION BY revision_id, name ORDER BY position, id) AS place FROM files) AS ranked \
     WHERE ranked.id = files.id AND ranked.place > 1",
    "CREATE UNIQUE INDEX files_revision_name ON files (revision_id, name)",
    "DROP INDEX files_revision_id",
    // The step under way is a word now, and pages say it in their own.
    "UPDATE files SET step = CASE step WHEN 'Checking every edge' THEN 'inspect' WHEN 'Taking its picture' THEN 'render' \
     ELSE '' END",
];
