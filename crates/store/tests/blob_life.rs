//! What an earlier release has left is brought into the life of blobs: its pictures listed, its names told apart.

#![allow(clippy::unwrap_used)] // A test may fail by a panic, in its helpers too.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use store::{
    Backend, DatabaseSettings,
    testing::{TestStore, fresh_with},
};

/// How many migrations there were before this one.
const BEFORE: u32 = 4;
const AT: &str = "'2026-01-01 00:00:00+00:00'";

async fn connect(store: &TestStore) -> DatabaseConnection {
    let address = match &store.settings {
        DatabaseSettings::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseSettings::Postgres { url, .. } => url.clone(),
    };
    Database::connect(address).await.unwrap()
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
    let (listing, revision, shop) = (id(connection, 1), id(connection, 2), id(connection, 9));
    let account = "INSERT INTO accounts (id, email, name, password_hash, roles, created_at) VALUES";
    write(format!("{account} ({shop}, 'cleo@example.org', 'Cleo', '', 'creator', {AT})")).await;
    let shops = "INSERT INTO shops (id, account_id, handle, title, bio, created_at) VALUES";
    write(format!("{shops} ({shop}, {shop}, 'cleo', 'Cleo', '', {AT})")).await;
    write(format!(
        "INSERT INTO listings VALUES ({listing}, {shop}, 'vase', 'Vase', '', 'other', FALSE, 'published', {revision}, NULL, 'mesh', \
         0, 'EUR', FALSE, 'pass', NULL, NULL, NULL, NULL, 'old', 'still', '{{}}', {AT}, {AT}, {AT})"
    ))
    .await;
    write(format!("INSERT INTO revisions VALUES ({revision}, {listing}, 1, 'ready', {AT})")).await;
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
    write(format!("INSERT INTO steps VALUES ({}, 'inspect', 1, '{{\"verdict\":\"pass\"}}', {AT})", id(connection, 14)))
        .await;
}

async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

async fn check(backend: Backend) {
    let Some(store) = fresh_with(backend, BEFORE).await else { return };
    let connection = connect(&store).await;
    leave(&connection).await;
    store.migrate(Some(1)).await;
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
    store.migrate(None).await;
}

mod rows_of_an_earlier_release_are_listed_named_and_told_apart {
    use super::{Backend, check};

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        check(Backend::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        check(Backend::Postgres).await;
    }
}
