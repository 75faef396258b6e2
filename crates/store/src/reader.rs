//! The side of the database that is only read.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};

/// Connections to read with; no caller sees the pool. A statement that does not begin as one which reads is refused before
/// it is sent, on either database, so that changes go through a [`Tx`](crate::Tx). This keeps slips out and no ill will: SQL
/// written by hand can change rows behind a `WITH`.
#[derive(Clone, Debug)]
pub struct Reader(pub(crate) DatabaseConnection);

/// The words that a statement which only reads begins with.
const READS: [&str; 2] = ["SELECT", "WITH"];

fn refuse() -> DbErr {
    DbErr::Custom("what changes rows belongs in a transaction".to_owned())
}

/// A statement as it is, if it only reads.
fn only_reads(statement: Statement) -> Result<Statement, DbErr> {
    let sql = statement.sql.trim_start();
    let reads = READS.iter().any(|word| sql.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)));
    if reads { Ok(statement) } else { Err(refuse()) }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(refuse())
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(refuse())
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.query_one_raw(only_reads(statement)?).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(only_reads(statement)?).await
    }

    fn support_returning(&self) -> bool {
        self.0.support_returning()
    }
}
