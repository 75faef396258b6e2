//! Examinations that were given up: why, and trying again.

use jobs::Retried;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::{Tx, entities::file};
use uuid::Uuid;

use super::ExamineFile;
use crate::{Error, Market, context::commit};

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
    let tx = market.begin().await?;
    let retried = jobs::retry(&tx, market.clock().as_ref(), job.id).await?;
    if !matches!(retried, Retried::Queued { .. }) {
        return Ok(false);
    }
    wait_again(&tx, file).await?;
    commit(tx).await?;
    Ok(true)
}

/// Lets a file wait again, in the transaction that queues its examination: nobody takes what was written when it was
/// given up for the new end.
pub(crate) async fn wait_again(tx: &Tx, file: Uuid) -> Result<(), Error> {
    file::Entity::update_many()
        .col_expr(file::Column::State, file::State::Waiting.into())
        .col_expr(file::Column::Step, "".into())
        .filter(file::Column::Id.eq(file))
        .exec(tx)
        .await?;
    Ok(())
}

async fn dead(market: &Market, file: Uuid) -> Result<Option<jobs::DeadJob>, Error> {
    Ok(jobs::dead_by_key(market.store(), &ExamineFile::key_of(file)).await?)
}
