//! Removing what nobody needs any more: ended jobs, read events, what has expired.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};
use serde::{Deserialize, Serialize};

use crate::{Error, Market, closing, readers::readers};

/// Removes what the settings say is kept no longer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prune {}

impl jobs::Job for Prune {
    const KIND: &'static str = "prune";
    /// Whoever waits for something goes first.
    const PRIORITY: i32 = 900;
    const TIMEOUT: Duration = Duration::from_secs(900);

    fn lane(&self) -> String {
        "house".to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some("prune".to_owned())
    }
}

/// How often it is done.
pub(crate) const PRUNE_EVERY: Duration = Duration::from_secs(3_600);

/// Rows that are removed in one transaction: on SQLite nobody else writes meanwhile.
const AT_ONCE: u64 = 500;

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Jobs that had ended.
    pub jobs: u64,
    /// Events that every consumer had read.
    pub events: u64,
    /// Sessions, links in e-mails, withdrawn tokens, visitors' baskets, steps of files that are gone or superseded.
    pub rows: u64,
    /// People behind closed accounts.
    pub people: u64,
}

/// What is removed when it is older than so many days: table, its key, condition.
const EXPIRED: [(&str, &str, &str, i64); 4] = [
    ("sessions", "id", "expires_at < $1", 0),
    ("email_tokens", "token_hash", "expires_at < $1", 1),
    ("api_tokens", "id", "revoked_at < $1", 30),
    ("basket_lines", "owner", "added_at < $1 AND owner LIKE 'visitor:%'", 60),
];

/// Steps are found by their file: those of one that was taken out serve nobody.
const OF_NO_FILE: &str = "NOT EXISTS (SELECT 1 FROM files WHERE files.id = steps.file_id)";

/// Of a file whose revision is neither on sale nor being prepared. What its steps gave stands in the file's own row, and no
/// new version of a step is replayed over it.
const OF_SUPERSEDED: &str = "created_at < $1 AND EXISTS (SELECT 1 FROM files \
    JOIN revisions ON revisions.id = files.revision_id JOIN listings ON listings.id = revisions.listing_id \
    WHERE files.id = steps.file_id AND files.state IN ('ready', 'failed') \
    AND (listings.revision_id IS NULL OR listings.revision_id <> revisions.id) \
    AND (listings.draft_revision_id IS NULL OR listings.draft_revision_id <> revisions.id))";

/// Runs the job.
///
/// # Errors
/// The database does not answer.
pub async fn prune(market: &Market, _: &Prune) -> Result<Pruned, Error> {
    let (settings, store, now) = (market.settings(), market.store(), market.now());
    let before = |days: u32| now - chrono::Duration::days(i64::from(days));
    let jobs = jobs::prune(store, before(settings.jobs_kept_days), before(settings.dead_jobs_kept_days)).await?;
    let events = events::prune(store, before(settings.events_kept_days), &readers(market)).await?;
    let mut rows = 0;
    for (table, key, condition, days) in EXPIRED {
        rows += remove(market, table, key, condition, Some(now - chrono::Duration::days(days))).await?;
    }
    rows += remove(market, "steps", "file_id", OF_NO_FILE, None).await?;
    rows += remove(market, "steps", "file_id", OF_SUPERSEDED, Some(before(settings.steps_kept_days))).await?;
    let people = closing::forget_closed(market).await?;
    let pruned = Pruned { jobs, events, rows, people };
    if pruned != Pruned::default() {
        tracing::info!(jobs, events, rows, people, "what nobody needs any more is removed");
    }
    Ok(pruned)
}

/// Removes rows some at a time; gives how many.
async fn remove(
    market: &Market,
    table: &str,
    key: &str,
    condition: &str,
    before: Option<basis::Time>,
) -> Result<u64, Error> {
    let sql = format!(
        "DELETE FROM {table} WHERE {condition} AND {key} IN (SELECT {key} FROM {table} WHERE {condition} LIMIT {AT_ONCE})"
    );
    let look = format!("SELECT 1 FROM {table} WHERE {condition} LIMIT 1");
    let values = || before.map(sea_orm::Value::from);
    let (read, mut removed) = (market.store().read(), 0);
    // Looking holds nobody up: mostly there is nothing.
    while read
        .query_one_raw(Statement::from_sql_and_values(read.get_database_backend(), &look, values()))
        .await?
        .is_some()
    {
        let tx = market.begin().await?;
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), &sql, values());
        removed += tx.execute_raw(statement).await?.rows_affected();
        tx.commit().await?;
    }
    Ok(removed)
}
