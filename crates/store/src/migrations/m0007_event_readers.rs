//! Readers of events: versions, failures, leases, parked events; jobs once a period; the text index by number.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

/// What consumers and the queue keep beside events and jobs.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A binary of before writes none of these: what it tells has the first version, and nothing has failed.
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        manager.create_table(parked_events()).await?;
        manager.create_table(periodic_jobs()).await?;
        let connection = manager.get_connection();
        for statement in INDEXES {
            connection.execute_unprepared(statement).await?;
        }
        if manager.get_database_backend() == DbBackend::Sqlite {
            for statement in TEXT_NUMBERS {
                connection.execute_unprepared(statement).await?;
            }
        }
        Ok(())
    }
}

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let consumer = |column: &mut ColumnDef| ("consumers", column.to_owned());
    vec![
        ("events", ColumnDef::new("version").integer().not_null().default(1).to_owned()),
        consumer(ColumnDef::new("attempts").integer().not_null().default(0)),
        consumer(ColumnDef::new("retry_at").timestamp_with_time_zone().null()),
        consumer(ColumnDef::new("error").text().not_null().default("")),
        consumer(ColumnDef::new("lease").uuid().null()),
        consumer(ColumnDef::new("leased_until").timestamp_with_time_zone().null()),
        consumer(ColumnDef::new("replay_to").big_integer().null()),
        consumer(ColumnDef::new("replay_to_xid").big_integer().null()),
        consumer(ColumnDef::new("resume").big_integer().null()),
        consumer(ColumnDef::new("resume_xid").big_integer().null()),
    ]
}

fn parked_events() -> TableCreateStatement {
    Table::create()
        .table("parked_events")
        .col(ColumnDef::new("consumer").string().not_null())
        .col(ColumnDef::new("seq").big_integer().not_null())
        .col(ColumnDef::new("kind").string().not_null())
        .col(ColumnDef::new("reason").text().not_null())
        .col(ColumnDef::new("attempts").integer().not_null())
        .col(ColumnDef::new("parked_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("again").boolean().not_null().default(false))
        .primary_key(Index::create().col("consumer").col("seq"))
        .to_owned()
}

fn periodic_jobs() -> TableCreateStatement {
    Table::create()
        .table("periodic_jobs")
        .col(ColumnDef::new("name").string().not_null())
        .col(ColumnDef::new("queued_at").timestamp_with_time_zone().not_null())
        .primary_key(Index::create().col("name"))
        .to_owned()
}

const INDEXES: [&str; 5] = [
    // What was given up, newest first; nothing else stands in it.
    "CREATE INDEX jobs_dead ON jobs (finished_at) WHERE state = 'dead'",
    // What ended when: counted over the last hour, and pruned.
    "CREATE INDEX jobs_done ON jobs (finished_at) WHERE state = 'done'",
    "CREATE INDEX jobs_cancelled ON jobs (finished_at) WHERE state = 'cancelled'",
    // Held every job that ever was, and is asked by nobody any more.
    "DROP INDEX jobs_state_priority_run_at",
    // Where a replay from a moment begins.
    "CREATE INDEX events_time ON events (time)",
];

/// FTS5 finds a row by its number alone; looking for a listing's row read the whole index.
const TEXT_NUMBERS: [&str; 2] = [
    "CREATE TABLE listing_text_numbers (number INTEGER PRIMARY KEY, listing_id blob NOT NULL UNIQUE)",
    "INSERT OR IGNORE INTO listing_text_numbers (number, listing_id) SELECT rowid, listing_id FROM listing_text",
];
