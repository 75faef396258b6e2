//! Indexes by which a creator's statement is read and added up without reading the table.

use sea_orm_migration::prelude::*;

/// Only indexes, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// The beginnings are the indexes that they replace; a reason of an account, in time, with its amount follows.
const STATEMENTS: [&str; 4] = [
    "CREATE INDEX ledger_credits ON ledger_transfers (credit_id, reason, created_at, id, amount_minor)",
    "CREATE INDEX ledger_debits ON ledger_transfers (debit_id, reason, created_at, id, amount_minor)",
    "DROP INDEX ledger_transfers_credit_id",
    "DROP INDEX ledger_transfers_debit_id",
];
