//! No row points to one that is not there: the database refuses it, whoever writes.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use store::{
    Backend, DatabaseSettings, Store,
    testing::{TestStore, fresh_with},
};

/// How many migrations there were before the keys.
const BEFORE: u32 = 10;

/// A moment in both databases' words.
const AT: &str = "'2026-05-01T12:00:00+00:00'";

/// Every key, as a table and column, and what it points to.
const KEYS: [&str; 41] = [
    "api_tokens.account_id -> accounts",
    "artifacts.file_id -> files",
    "basket_lines.listing_id -> listings",
    "cases.decided_by -> accounts",
    "cases.listing_id -> listings",
    "cases.reported_by -> accounts",
    "cases.revision_id -> revisions",
    "email_tokens.account_id -> accounts",
    "entitlements.account_id -> accounts",
    "entitlements.listing_id -> listings",
    "entitlements.order_line_id -> order_lines",
    "files.revision_id -> revisions",
    "ledger_accounts.owner_id -> accounts",
    "ledger_transfers.credit_id -> ledger_accounts",
    "ledger_transfers.debit_id -> ledger_accounts",
    "ledger_transfers.order_id -> orders",
    "ledger_transfers.order_line_id -> order_lines",
    "listing_attributes.listing_id -> listings",
    "listing_facets.listing_id -> listings",
    "listing_tags.listing_id -> listings",
    "listings.draft_revision_id -> revisions",
    "listings.revision_id -> revisions",
    "listings.shop_id -> shops",
    "offers.listing_id -> listings",
    "order_lines.creator_id -> accounts",
    "order_lines.listing_id -> listings",
    "order_lines.offer_id -> offers",
    "order_lines.order_id -> orders",
    "order_lines.refund_id -> refunds",
    "order_lines.revision_id -> revisions",
    "orders.account_id -> accounts",
    "payouts.booked_by -> accounts",
    "payouts.creator_id -> accounts",
    "refunds.order_id -> orders",
    "revisions.listing_id -> listings",
    "sessions.account_id -> accounts",
    "shop_artifacts.picture_id -> shop_pictures",
    "shop_pictures.shop_id -> shops",
    "shops.account_id -> accounts",
    "steps.file_id -> files",
    "unpacked_archives.revision_id -> revisions",
];

const ON_SQLITE: &str = "SELECT made.name || '.' || fk.\"from\" || ' -> ' || fk.\"table\" FROM sqlite_schema AS made \
    JOIN pragma_foreign_key_list(made.name) AS fk WHERE made.type = 'table'";
const ON_POSTGRES: &str = "SELECT conrelid::regclass || '.' || attname || ' -> ' || confrelid::regclass FROM pg_constraint \
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' AND convalidated";

/// Keys without an index that begins with their column.
const BARE_ON_SQLITE: &str = "SELECT made.name || '.' || fk.\"from\" FROM sqlite_schema AS made \
    JOIN pragma_foreign_key_list(made.name) AS fk WHERE made.type = 'table' AND NOT EXISTS (SELECT 1 FROM \
    pragma_index_list(made.name) AS list JOIN pragma_index_info(list.name) AS info ON info.seqno = 0 AND info.name = fk.\"from\")";
const BARE_ON_POSTGRES: &str = "SELECT conrelid::regclass || '.' || attname FROM pg_constraint \
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' AND NOT EXISTS \
    (SELECT 1 FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1])";

async fn connect(store: &TestStore) -> DatabaseConnection {
    let address = match &store.settings {
        DatabaseSettings::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseSettings::Postgres { url, .. } => url.clone(),
    };
    Database::connect(address).await.expect("the database answers")
}

fn id(connection: &DatabaseConnection, number: u32) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!("'00000000-0000-0000-0000-{number:012}'"),
        _ => format!("X'{number:032}'"),
    }
}

/// The texts that a question gives, in order.
async fn all(connection: &DatabaseConnection, on_sqlite: &str, on_postgres: &str) -> Vec<String> {
    let backend = connection.get_database_backend();
    let sql = if backend == DbBackend::Postgres { on_postgres } else { on_sqlite };
    let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.expect("it answers");
    let mut texts: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect();
    texts.sort_unstable();
    texts
}

async fn count(connection: &DatabaseConnection, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.expect("it answers").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

store::on_both_databases! {
    async fn every_column_that_names_a_row_is_a_key(store: TestStore) {
        let connection = connect(&store).await;
        assert_eq!(all(&connection, ON_SQLITE, ON_POSTGRES).await, KEYS);
    }

    async fn rows_that_point_to_one_are_found_without_reading_their_table(store: TestStore) {
        let connection = connect(&store).await;
        assert_eq!(all(&connection, BARE_ON_SQLITE, BARE_ON_POSTGRES).await, [""; 0]);
    }

    async fn a_row_that_points_nowhere_is_refused_at_once_or_with_its_transaction(store: TestStore) {
        let connection = connect(&store).await;
        let nobody = id(&connection, 7);
        let shop = format!("INSERT INTO shops (id, account_id, handle, title, bio, created_at) \
            VALUES ({nobody}, {nobody}, 'cleo', 'Cleo', '', {AT})");
        let refused = connection.execute_unprepared(&shop).await.expect_err("a shop of nobody").to_string();
        assert!(refused.to_lowercase().contains("foreign key constraint"), "{refused}");
        // Its revision may come later in the same transaction, and does not.
        let account = format!("INSERT INTO accounts (id, email, name, password_hash, roles, created_at) \
            VALUES ({nobody}, 'cleo@example.org', 'Cleo', '', 'creator', {AT})");
        let listing = format!("INSERT INTO listings (id, shop_id, slug, title, description, category, made_with_ai, state, \
            draft_revision_id, kind, price_minor, currency, commercial, verdict, summary, created_at, updated_at) VALUES \
            ({nobody}, {nobody}, 'vase', 'Vase', '', 'other', FALSE, 'draft', {nobody}, 'mesh', 0, 'EUR', FALSE, '', 'null', \
            {AT}, {AT})");
        let all = format!("BEGIN; {account}; {shop}; {listing}; COMMIT");
        let refused = connection.execute_unprepared(&all).await.expect_err("a draft without files").to_string();
        assert!(refused.to_lowercase().contains("foreign key constraint"), "{refused}");
    }
}

/// What an earlier release has left behind goes; what would be missed ends the migration, and nothing is changed.
async fn what_was_there(backend: Backend) {
    let Some(store) = fresh_with(backend, BEFORE).await else { return };
    let connection = connect(&store).await;
    let step = format!("INSERT INTO steps VALUES ({}, 'render', 3, '{{}}', {AT})", id(&connection, 1));
    connection.execute_unprepared(&step).await.expect("the earlier schema takes it");
    let again = Store::open(&store.settings).await.expect("brought up to date");
    assert_eq!(again.pending_migrations().await.expect("answered"), 0);
    assert_eq!(count(&connection, "steps").await, 0);

    let Some(store) = fresh_with(backend, BEFORE).await else { return };
    let connection = connect(&store).await;
    connection.execute_unprepared(&step).await.expect("the earlier schema takes it");
    let switch = if backend == Backend::Sqlite { "PRAGMA foreign_keys = OFF; " } else { "" };
    let shop = format!(
        "{switch}INSERT INTO shops (id, account_id, handle, title, bio, created_at) VALUES ({0}, {0}, 'cleo', 'Cleo', '', {AT})",
        id(&connection, 1)
    );
    connection.execute_unprepared(&shop).await.expect("the earlier schema takes it");
    let Err(refused) = Store::open(&store.settings).await else { panic!("the shop of nobody is damage") };
    assert!(refused.to_string().contains("shops"), "{refused}");
    assert_eq!(count(&connection, "seaql_migrations").await, 10);
    assert_eq!(count(&connection, "steps").await, 1);
}

mod remnants_go_and_damage_ends_the_migration {
    use super::{Backend, what_was_there};

    #[tokio::test(flavor = "multi_thread")]
    async fn sqlite() {
        what_was_there(Backend::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn postgres() {
        what_was_there(Backend::Postgres).await;
    }
}
