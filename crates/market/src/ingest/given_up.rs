//! Examinations that were given up: why, and trying again.

use uuid::Uuid;

use super::ExamineFile;
use crate::{Error, Market};

/// Why the examination of a file was given up; none where it goes on or has ended well.
///
/// # Errors
/// The database does not answer.
pub async fn given_up(market: &Market, file: Uuid) -> Result<Option<String>, Error> {
    Ok(dead(market, file).await?.map(|job| job.error))
}

/// Queues the examination of a file again if it was given up; false where it was not.
///
/// # Errors
/// The database does not answer.
pub async fn examine_again(market: &Market, file: Uuid) -> Result<bool, Error> {
    match dead(market, file).await? {
        Some(job) => Ok(jobs::retry(market.store(), market.clock().as_ref(), job.id).await?),
        None => Ok(false),
    }
}

async fn dead(market: &Market, file: Uuid) -> Result<Option<jobs::DeadJob>, Error> {
    Ok(jobs::dead_by_key(market.store(), &ExamineFile::key_of(file)).await?)
}
