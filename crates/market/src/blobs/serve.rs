//! Handing bytes out: held against their name on the way, so that a flipped one reaches nobody in silence.

use futures::StreamExt;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};
use store::{Hash, Pieces, entities::blob};

use crate::{Error, Market};

/// A blob from `start` on to its end. Its last piece comes only if all of it, from the first byte on, is what its name
/// says; else the stream ends in an error, so that whoever takes it knows that it is not whole, an operator reads it in
/// the log, and the blob is marked as damaged until the same bytes are sent again.
///
/// # Errors
/// There is no such blob, or the disk or the bucket does not answer.
pub async fn open(market: &Market, hash: &Hash, start: u64) -> Result<Pieces, Error> {
    let pieces = match market.blobs().verified(hash, start).await {
        Err(store::Error::Damaged(name)) => {
            mark_damaged(market, hash).await?;
            return Err(store::Error::Damaged(name).into());
        }
        pieces => pieces?,
    };
    let (market, hash) = (market.clone(), hash.clone());
    let watched = pieces.then(move |piece| {
        let (market, hash) = (market.clone(), hash.clone());
        async move {
            if matches!(piece, Err(store::Error::Damaged(_)))
                && let Err(error) = mark_damaged(&market, &hash).await
            {
                tracing::error!(%error, blob = %hash, "a damaged blob could not be marked");
            }
            piece
        }
    });
    Ok(watched.boxed())
}

/// Notes that a blob's bytes are not what its name says, or are gone, and tells the operator by the log; false where it
/// was collected meanwhile and nobody misses it.
pub(crate) async fn mark_damaged(market: &Market, hash: &Hash) -> Result<bool, Error> {
    let now = market.now();
    let tx = market.begin().await?;
    let known_since = Expr::col(blob::Column::DamagedAt).if_null(now);
    let marked = blob::Entity::update_many()
        .col_expr(blob::Column::CheckedAt, Expr::value(Some(now)))
        .col_expr(blob::Column::DamagedAt, known_since)
        .filter(blob::Column::Hash.eq(hash.as_str()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    let is_missed = marked.rows_affected == 1;
    if is_missed {
        tracing::error!(blob = %hash, "a blob is damaged: bring it back from a backup, or have the same file uploaded again");
    }
    Ok(is_missed)
}
