//! The rows of a shop's pictures, as whoever changes them needs them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use store::{
    LockForChange, Tx,
    entities::{shop, shop_artifact, shop_picture},
};
use uuid::Uuid;

use crate::Error;

/// The pictures of a shop, oldest first.
pub(super) async fn rows_of(connection: &impl ConnectionTrait, shop: Uuid) -> Result<Vec<shop_picture::Model>, Error> {
    let rows = shop_picture::Entity::find().filter(shop_picture::Column::ShopId.eq(shop));
    Ok(rows.order_by_asc(shop_picture::Column::CreatedAt).all(connection).await?)
}

/// Two uploads to one shop wait for each other.
pub(super) async fn lock(tx: &Tx, shop: Uuid) -> Result<Option<shop::Model>, Error> {
    Ok(shop::Entity::find_by_id(shop).lock_for_change().one(tx).await?)
}

/// Deletes the rows of one picture; gives the blobs that they named.
pub(super) async fn forget(tx: &Tx, row: shop_picture::Model) -> Result<Vec<String>, Error> {
    let of_picture = shop_artifact::Column::PictureId.eq(row.id);
    let made = shop_artifact::Entity::find().filter(of_picture.clone()).all(tx).await?;
    shop_artifact::Entity::delete_many().filter(of_picture).exec(tx).await?;
    shop_picture::Entity::delete_by_id(row.id).exec(tx).await?;
    Ok(made.into_iter().map(|made| made.hash).chain(row.upload).collect())
}
