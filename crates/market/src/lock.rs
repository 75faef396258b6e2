//! One at a time, where a next number depends on the last one.

use sea_orm::{ConnectionTrait, DbErr, Statement};
use store::{Backend, Tx};

/// What is counted without a gap. Who needs several takes the ledger first, then the orders, then the audit log.
#[derive(Clone, Copy)]
pub(crate) enum Sequence {
    Orders = 1,
    Audit = 2,
    Ledger = 3,
}

/// Waits until no other transaction counts in `sequence`, and holds it until this one ends.
/// On SQLite the write lock that every transaction takes first does it already.
pub(crate) async fn hold(tx: &Tx, sequence: Sequence) -> Result<(), DbErr> {
    if Backend::from(tx) == Backend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock($1)";
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [(sequence as i64).into()]);
        tx.execute_raw(statement).await?;
    }
    Ok(())
}
