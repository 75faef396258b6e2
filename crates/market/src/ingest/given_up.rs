//! Examinations that were given up: why, and trying again.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entities::file;
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
    let Some(job) = dead(market, file).await? else { return Ok(false) };
    // It waits again before its job does: nobody takes what was written when it was given up for the new end.
    let tx = market.begin().await?;
    file::Entity::update_many()
        .col_expr(file::Column::State, "waiting".into())
        .col_expr(file::Column::Step, "Waiting for its turn".into())
        .filter(file::Column::Id.eq(file))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(jobs::retry(market.store(), market.clock().as_ref(), job.id).await?)
}

async fn dead(market: &Market, file: Uuid) -> Result<Option<jobs::DeadJob>, Error> {
    Ok(jobs::dead_by_key(market.store(), &ExamineFile::key_of(file)).await?)
}
