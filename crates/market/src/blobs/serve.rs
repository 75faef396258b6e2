//! Handing bytes out: held against their name on the way, so that a flipped one reaches nobody in silence.

use std::ops::Range;

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
    open_checked(market, hash, start..u64::MAX).await
}

/// The longest blob of which a stretch that ends early is held against the name of the whole. A longer one would have all
/// of it read for each stretch, and a request for one byte would cost the disk gigabytes.
const CHECKED_BYTES_MAX: u64 = 64 << 20;

async fn open_checked(market: &Market, hash: &Hash, stretch: Range<u64>) -> Result<Pieces, Error> {
    let pieces = match market.blobs().verified(hash, stretch).await {
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

/// A stretch of a blob of `size` bytes. One that reaches the end is held against the name with all that lies before it, as
/// by [`open`], and so is any stretch of a blob of at most 64 MiB. A name is the hash of the whole, and of
/// nothing less: a stretch that ends early in a longer blob could be judged only by reading all of it. It is given as it
/// lies there, unless the blob is known to be damaged; whoever fetches the rest hears of new damage then.
///
/// # Errors
/// There is no such blob, it is known to be damaged, or the disk or the bucket does not answer.
pub async fn open_stretch(market: &Market, hash: &Hash, size: u64, stretch: Range<u64>) -> Result<Pieces, Error> {
    if stretch.end >= size || size <= CHECKED_BYTES_MAX {
        return open_checked(market, hash, stretch).await;
    }
    if is_known_damaged(market, hash).await? {
        return Err(store::Error::Damaged(hash.to_string()).into());
    }
    Ok(market.blobs().stream(hash, stretch).await?)
}

async fn is_known_damaged(market: &Market, hash: &Hash) -> Result<bool, Error> {
    let row = blob::Entity::find_by_id(hash.as_str()).one(market.store().read()).await?;
    Ok(row.is_some_and(|row| row.damaged_at.is_some()))
}

/// An address of the bucket itself that gives a blob to whoever holds it, under these headers of the answer; none where the
/// market sends what is bought by itself, where blobs lie in a folder, and where this one is known to be damaged: then the
/// market's own answer breaks off instead.
///
/// # Errors
/// The bucket's credentials cannot be had, or the database does not answer.
pub async fn redirect(
    market: &Market,
    hash: &Hash,
    disposition: &str,
    media_type: &str,
) -> Result<Option<String>, Error> {
    let settings = market.settings();
    if !settings.download_redirects {
        return Ok(None);
    }
    let address = market.blobs().presigned(hash, disposition, media_type, settings.download_redirect_seconds).await?;
    let Some(address) = address else { return Ok(None) };
    Ok((!is_known_damaged(market, hash).await?).then_some(address))
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
