//! Giving bytes their name in a way that no collector of garbage can take them away meanwhile.

use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use store::{Hash, Heal, LockForChange, SealedBlob, Stored, Tx, entities::blob};

use crate::{Error, Market};

/// Names sealed bytes. Their row is written first, or made young again; bytes known to be damaged are replaced.
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub(crate) async fn keep(market: &Market, sealed: SealedBlob) -> Result<Stored, Error> {
    let damaged = note(market, sealed.stored()).await?;
    let stored = sealed.name(if damaged { Heal::Yes } else { Heal::No }).await?;
    if damaged {
        let healed = blob::ActiveModel {
            hash: Set(stored.hash.to_string()),
            checked_at: Set(Some(market.now())),
            damaged_at: Set(None),
            ..Default::default()
        };
        let tx = market.begin().await?;
        blob::Entity::update(healed).exec(&tx).await?;
        tx.commit().await?;
        tracing::info!(blob = %stored.hash, "a damaged blob was healed by the same upload");
    }
    Ok(stored)
}

/// Writes the row of bytes that are about to be named; says whether what has that name already is damaged.
async fn note(market: &Market, stored: &Stored) -> Result<bool, Error> {
    let row = blob::ActiveModel {
        hash: Set(stored.hash.to_string()),
        bytes: Set(i64::try_from(stored.bytes).unwrap_or(i64::MAX)),
        created_at: Set(market.now()),
        checked_at: Set(None),
        damaged_at: Set(None),
    };
    let young_again = OnConflict::column(blob::Column::Hash).update_column(blob::Column::CreatedAt).to_owned();
    let tx = market.begin().await?;
    let row = blob::Entity::insert(row).on_conflict(young_again).exec_with_returning(&tx).await?;
    tx.commit().await?;
    Ok(row.damaged_at.is_some())
}

/// Holds a blob that is about to be named by a row of this transaction: nobody takes it away before the end of it.
///
/// # Errors
/// The bytes were collected since they were kept, as only ones that waited for a day are; they must be sent again.
pub(crate) async fn confirm(tx: &Tx, hash: &Hash) -> Result<(), Error> {
    match blob::Entity::find_by_id(hash.as_str()).lock_for_change().one(tx).await? {
        Some(_) => Ok(()),
        None => {
            Err(Error::Disk(std::io::Error::other(format!("the blob {hash} was collected before anything named it"))))
        }
    }
}
