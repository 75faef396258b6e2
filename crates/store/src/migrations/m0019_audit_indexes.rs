//! Indexes by which the audit log is read for one account, listing or order.

use sea_orm_migration::prelude::*;

/// Only indexes, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in INDEXES {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 2] = [
    "CREATE INDEX audit_entries_subject ON audit_entries (subject, seq)",
    "CREATE INDEX audit_entries_actor ON audit_entries (actor, seq)",
];
