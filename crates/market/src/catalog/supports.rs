//! What a creator says about supports: whoever has printed a thing knows better than an estimate.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use store::entities::listing_attribute;
use uuid::Uuid;

use crate::Error;

/// The property that says it.
pub const SUPPORTS: &str = "supports";
/// It prints without, as it lies in the file.
pub const SUPPORTS_NONE: &str = "none";
/// It does not.
pub const SUPPORTS_NEEDED: &str = "needed";

/// Whether the creator of a listing says that it needs supports; none where they say nothing.
pub(super) async fn declared(connection: &impl ConnectionTrait, listing: Uuid) -> Result<Option<bool>, Error> {
    let said = listing_attribute::Entity::find()
        .filter(listing_attribute::Column::ListingId.eq(listing))
        .filter(listing_attribute::Column::Name.eq(SUPPORTS))
        .one(connection)
        .await?;
    Ok(said.and_then(|said| needs(&said.value)))
}

/// What a value of the property means; none of a value that means nothing.
pub(super) fn needs(value: &str) -> Option<bool> {
    match value {
        SUPPORTS_NONE => Some(false),
        SUPPORTS_NEEDED => Some(true),
        _ => None,
    }
}
