//! Every row of every table as text, to see what an attack has changed.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Statement};
use store::{Backend, Store};
use uuid::Uuid;

/// What stands in the database.
pub struct Rows(BTreeSet<String>);

impl Rows {
    /// All rows, but for those that name one of `attackers`: what is theirs they may change.
    pub async fn of(store: &Store, attackers: &[Uuid]) -> Self {
        let attackers: Vec<String> = attackers.iter().map(|id| id.simple().to_string()).collect();
        let mut rows = BTreeSet::new();
        for table in tables(store).await {
            for row in texts(store.read(), &text_of(store, &table).await).await {
                let plain = row.replace('-', "").to_lowercase();
                if !attackers.iter().any(|attacker| plain.contains(attacker)) {
                    rows.insert(format!("{table}: {row}"));
                }
            }
        }
        Self(rows)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Rows that stand here and no longer in `later`: changed, or gone.
    pub fn lost_in(&self, later: &Self) -> Vec<String> {
        self.0.difference(&later.0).cloned().collect()
    }
}

async fn texts(connection: &store::Reader, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.expect("the database answers");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

async fn tables(store: &Store) -> Vec<String> {
    let sql = match store.backend() {
        Backend::Sqlite => {
            // What SQLite counts for itself is no row of anybody's.
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> 'sqlite_sequence'"
        }
        Backend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
    };
    let tables = texts(store.read(), sql).await;
    assert!(tables.len() > 20, "{tables:?}");
    tables
}

/// The query that gives each row of `table` as one text.
async fn text_of(store: &Store, table: &str) -> String {
    match store.backend() {
        Backend::Postgres => format!("SELECT to_jsonb(row)::text FROM \"{table}\" AS row"),
        Backend::Sqlite => {
            let columns = texts(store.read(), &format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let quoted: Vec<_> = columns.iter().map(|column| format!("'{column}=' || quote(\"{column}\")")).collect();
            format!("SELECT {} FROM \"{table}\"", quoted.join(" || ' ' || "))
        }
    }
}
