//! Foreign keys of the tables that were made without them: no row points to one that is not there.

use sea_orm::{DbBackend, Statement};
use sea_orm_migration::prelude::*;

/// Nothing points anywhere else than before, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What the database does about a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Refuses at once whatever would leave a row without the one it points to.
    AtOnce,
    /// Refuses it at the end of the transaction: two rows point to each other, or the one that is pointed to comes last.
    AtTheEnd,
    /// Removes the row with the one it points to, whose part it is.
    With,
}

use Rule::{AtOnce, AtTheEnd, With};

/// A table, a column of it, and the table that the column points to.
type Key = (&'static str, &'static str, &'static str, Rule);

const KEYS: [Key; 34] = [
    ("sessions", "account_id", "accounts", AtOnce),
    ("api_tokens", "account_id", "accounts", AtOnce),
    ("email_tokens", "account_id", "accounts", AtOnce),
    ("shops", "account_id", "accounts", AtOnce),
    ("listings", "shop_id", "shops", AtOnce),
    ("listings", "revision_id", "revisions", AtTheEnd),
    ("listings", "draft_revision_id", "revisions", AtTheEnd),
    ("listing_tags", "listing_id", "listings", AtOnce),
    ("listing_attributes", "listing_id", "listings", AtOnce),
    ("offers", "listing_id", "listings", AtOnce),
    // A draft's revision is written before its listing.
    ("revisions", "listing_id", "listings", AtTheEnd),
    ("files", "revision_id", "revisions", AtOnce),
    ("steps", "file_id", "files", With),
    ("artifacts", "file_id", "files", With),
    ("cases", "listing_id", "listings", AtOnce),
    ("cases", "revision_id", "revisions", AtOnce),
    ("cases", "decided_by", "accounts", AtOnce),
    ("cases", "reported_by", "accounts", AtOnce),
    ("orders", "account_id", "accounts", AtOnce),
    // An order's lines are written before it, so that it is checked against them.
    ("order_lines", "order_id", "orders", AtTheEnd),
    ("order_lines", "listing_id", "listings", AtOnce),
    ("order_lines", "revision_id", "revisions", AtOnce),
    ("order_lines", "offer_id", "offers", AtOnce),
    ("order_lines", "creator_id", "accounts", AtOnce),
    ("order_lines", "refund_id", "refunds", AtTheEnd),
    ("entitlements", "account_id", "accounts", AtOnce),
    ("entitlements", "listing_id", "listings", AtOnce),
    ("entitlements", "order_line_id", "order_lines", AtOnce),
    ("ledger_accounts", "owner_id", "accounts", AtOnce),
    ("ledger_transfers", "debit_id", "ledger_accounts", AtOnce),
    ("ledger_transfers", "credit_id", "ledger_accounts", AtOnce),
    ("ledger_transfers", "order_id", "orders", AtTheEnd),
    ("ledger_transfers", "order_line_id", "order_lines", AtOnce),
    ("payouts", "booked_by", "accounts", AtOnce),
];

/// What means nothing without the row it points to, and may have outlived it; everything else that points nowhere is
/// damage, and ends the migration.
const REMNANTS: [&str; 2] = [
    "DELETE FROM steps WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.id = steps.file_id)",
    "DELETE FROM artifacts WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.id = artifacts.file_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in REMNANTS {
            connection.execute_unprepared(statement).await?;
        }
        match connection.get_database_backend() {
            DbBackend::Postgres => add_on_postgres(connection).await,
            _ => add_on_sqlite(connection).await,
        }
    }
}

async fn add_on_postgres(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    for key in KEYS {
        let (table, column, ..) = key;
        let sql = format!("ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_fkey {}", clause(key));
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// SQLite adds no key to a table that is there. Its manual's way for what does not change how rows are stored is to rewrite
/// the table's definition (<https://sqlite.org/lang_altertable.html>, "otheralter"): it takes no longer for a million rows.
async fn add_on_sqlite(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let ask = |sql: String| connection.query_one_raw(Statement::from_string(backend, sql));
    let missing = || DbErr::Migration("the schema has no definition of a table".to_owned());
    let version = ask("PRAGMA schema_version".to_owned()).await?.ok_or_else(missing)?;
    let version: i64 = version.try_get_by_index(0)?;
    let mut tables: Vec<&str> = KEYS.iter().map(|(table, ..)| *table).collect();
    tables.dedup();
    connection.execute_unprepared("PRAGMA writable_schema = ON").await?;
    for table in tables {
        let row = ask(format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'"));
        let definition: String = row.await?.ok_or_else(missing)?.try_get_by_index(0)?;
        let columns = definition.trim_end().strip_suffix(')').ok_or_else(missing)?;
        let keys: Vec<String> = KEYS.into_iter().filter(|(of, ..)| *of == table).map(clause).collect();
        let sql = "UPDATE sqlite_schema SET sql = $1 WHERE type = 'table' AND name = $2";
        let values = [format!("{columns}, {})", keys.join(", ")).into(), table.into()];
        connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
    connection.execute_unprepared(&format!("PRAGMA schema_version = {}", version + 1)).await?;
    // This connection reads the definitions anew.
    connection.execute_unprepared("PRAGMA writable_schema = RESET").await?;
    Ok(())
}

fn clause((_, column, parent, rule): Key) -> String {
    let rule = match rule {
        AtOnce => "",
        AtTheEnd => " DEFERRABLE INITIALLY DEFERRED",
        With => " ON DELETE CASCADE",
    };
    format!("FOREIGN KEY ({column}) REFERENCES {parent} (id){rule}")
}
