//! People: addresses that change, accounts that close, tokens that end.

use sea_orm_migration::prelude::*;

/// Every column may be empty or has a default, so that a binary of before keeps running while it is replaced.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for statement in INDEXES {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("accounts", ColumnDef::new("new_email").string().null().to_owned()),
        ("accounts", ColumnDef::new("old_email").string().null().to_owned()),
        ("accounts", ColumnDef::new("closed_at").timestamp_with_time_zone().null().to_owned()),
        ("email_tokens", ColumnDef::new("email").string().not_null().default("").to_owned()),
        ("api_tokens", ColumnDef::new("expires_at").timestamp_with_time_zone().null().to_owned()),
        ("cases", ColumnDef::new("reported_by").uuid().null().to_owned()),
    ]
}

const INDEXES: [&str; 3] = [
    // Operators look for accounts from the newest on.
    "CREATE INDEX accounts_created ON accounts (created_at, id)",
    "CREATE INDEX sessions_seen ON sessions (account_id, seen_at)",
    "CREATE INDEX cases_revision ON cases (revision_id, state)",
];
