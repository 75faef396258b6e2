//! Turns of the job queue: whose job is next stands in an index, however many wait.

use sea_orm_migration::prelude::*;

/// A job keeps its place in the round of lanes; only jobs that are due stand in the index that workers look at.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // A binary of before writes neither: its jobs are found to be due, and go first.
            ColumnDef::new("turn").big_integer().not_null().default(0).to_owned(),
            ColumnDef::new("due").boolean().not_null().default(false).to_owned(),
        ] {
            manager.alter_table(Table::alter().table("jobs").add_column(column).to_owned()).await?;
        }
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const STATEMENTS: [&str; 7] = [
    // What is due, in the order in which it is claimed.
    "CREATE INDEX jobs_due ON jobs (priority, turn, run_at, id) WHERE state = 'waiting' AND due",
    // What will be due, by when.
    "CREATE INDEX jobs_later ON jobs (run_at) WHERE state = 'waiting' AND NOT due",
    // Whose worker may be gone.
    "CREATE INDEX jobs_leases ON jobs (leased_until) WHERE state = 'running'",
    // The last place that a lane has taken.
    "CREATE INDEX jobs_lane_turn ON jobs (lane, turn) WHERE state IN ('waiting', 'running')",
    // How the last job with a key ended.
    "CREATE INDEX jobs_key ON jobs (unique_key, created_at)",
    "DROP INDEX jobs_lane_state",
    "DROP INDEX jobs_lane_finished_at",
];
