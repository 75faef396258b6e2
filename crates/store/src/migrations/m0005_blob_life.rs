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

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
    use sea_orm_migration::MigratorTrait;

    use crate::{
        DatabaseSettings,
        migrations::Migrator,
        testing::{TestStore, fresh},
    };

    /// How many migrations there were before this one.
    const BEFORE: u32 = 4;
    const AT: &str = "'2026-01-01 00:00:00+00:00'";

    /// A database of its own with the schema as it was before.
    async fn earlier(store: &TestStore) -> DatabaseConnection {
        let connection = match &store.settings {
            DatabaseSettings::Sqlite(path) => {
                let path = path.with_file_name("earlier.db");
                Database::connect(format!("sqlite://{}?mode=rwc", path.display())).await.unwrap()
            }
            DatabaseSettings::Postgres { url, .. } => {
                let connection = Database::connect(url).await.unwrap();
                connection.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
                connection
            }
        };
        Migrator::up(&connection, Some(BEFORE)).await.unwrap();
        connection
    }

    fn id(connection: &DatabaseConnection, number: u32) -> String {
        match connection.get_database_backend() {
            DbBackend::Postgres => format!("'00000000-0000-0000-0000-{number:012}'"),
            _ => format!("X'{number:032}'"),
        }
    }

    /// What an earlier release has left: pictures in every place that names one, three files of one name, an examination
    /// under way, a listing that still shows the picture of an examination before the last one.
    async fn leave(connection: &DatabaseConnection) {
        let write = async |sql: String| {
            connection.execute_unprepared(&sql).await.unwrap();
        };
        for (blob, bytes) in [
            ("still", 11),
            ("turn", 12),
            ("preview", 13),
            ("camera", 14),
            ("sheet", 15),
            ("made", 16),
            ("old", 17),
            ("original", 18),
        ] {
            write(format!("INSERT INTO blobs VALUES ('{blob}', {bytes}, 'application/octet-stream', {AT})")).await;
        }
        let (listing, revision) = (id(connection, 1), id(connection, 2));
        write(format!(
            "INSERT INTO listings VALUES ({listing}, {}, 'vase', 'Vase', '', 'other', FALSE, 'published', {revision}, NULL, 'mesh', \
             0, 'EUR', FALSE, 'pass', NULL, NULL, NULL, NULL, 'old', 'still', '{{}}', {AT}, {AT}, {AT})",
            id(connection, 9)
        ))
        .await;
        write(format!("INSERT INTO revisions VALUES ({revision}, {listing}, 1, 'published', {AT})")).await;
        let shown = r#"{"still-512.webp":"still","turn-00.webp":"turn","preview.glb":"preview","camera.json":"camera","still-64.webp":"nowhere"}"#;
        let files = [
            (11, 0, "a.stl", "ready", "", shown),
            (12, 1, "a.stl", "ready", "", r#"{"sheet.webp":"sheet"}"#),
            (13, 2, "a.stl", "failed", "", "null"),
            (14, 3, "b.stl", "working", "Taking its picture", "{}"),
            (15, 4, "c.stl", "waiting", "Checking every edge", "{}"),
        ];
        for (number, position, name, state, step, artifacts) in files {
            write(format!(
                "INSERT INTO files VALUES ({}, {revision}, {position}, '{name}', 'original', 18, 'stl', 'mesh', '{state}', '{step}', \
                 '', 'null', '{artifacts}', {AT})",
                id(connection, number)
            ))
            .await;
        }
        let under_way = r#"{"artifacts":{"still-512.webp":"made"}}"#;
        write(format!("INSERT INTO steps VALUES ({}, 'render', 3, '{under_way}', {AT})", id(connection, 14))).await;
        write(format!(
            "INSERT INTO steps VALUES ({}, 'inspect', 1, '{{\"verdict\":\"pass\"}}', {AT})",
            id(connection, 14)
        ))
        .await;
    }

    async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
    }

    async fn check(backend: crate::Backend) {
        let Some(store) = fresh(backend).await else { return };
        let connection = earlier(&store).await;
        leave(&connection).await;
        Migrator::up(&connection, Some(1)).await.unwrap();
        let listed = "SELECT files.name || ' ' || artifacts.hash || ' ' || artifacts.kind || ' ' || artifacts.media_type || ' ' \
            || artifacts.bytes FROM artifacts JOIN files ON files.id = artifacts.file_id ORDER BY files.position, artifacts.hash";
        let expected = [
            "a.stl camera facts application/json 14",
            "a.stl old still image/webp 17",
            "a.stl preview preview model/gltf-binary 13",
            "a.stl still still image/webp 11",
            "a.stl turn turn image/webp 12",
            "2-a.stl sheet sheet image/webp 15",
            "b.stl made still image/webp 16",
        ];
        assert_eq!(texts(&connection, listed).await, expected, "all that is shown is listed, and no upload is");
        let files = texts(&connection, "SELECT name || ' ' || step FROM files ORDER BY position").await;
        assert_eq!(files, ["a.stl ", "2-a.stl ", "3-a.stl ", "b.stl render", "c.stl inspect"]);
        let unchecked = "SELECT hash FROM blobs WHERE checked_at IS NULL AND damaged_at IS NULL ORDER BY hash";
        assert_eq!(texts(&connection, unchecked).await.len(), 8);
        let twice = format!(
            "INSERT INTO files SELECT {}, revision_id, 9, name, blob, bytes, format, kind, state, step, verdict, report, artifacts, \
             created_at FROM files WHERE name = 'b.stl'",
            id(&connection, 20)
        );
        assert!(connection.execute_unprepared(&twice).await.is_err(), "one name a file from now on");
        Migrator::up(&connection, None).await.unwrap();
    }

    mod rows_of_an_earlier_release_are_listed_named_and_told_apart {
        use super::check;
        use crate::Backend;

        #[tokio::test(flavor = "multi_thread")]
        async fn sqlite() {
            check(Backend::Sqlite).await;
        }

        #[tokio::test(flavor = "multi_thread")]
        async fn postgres() {
            check(Backend::Postgres).await;
        }
    }
}
