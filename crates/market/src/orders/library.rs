//! What somebody has bought and may download.

use basis::{Actor, Time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::entities::{entitlement, listing, order_line, shop};
use uuid::Uuid;

use crate::{
    Error, Market,
    catalog::{self, FileLine, License, OfferLine, license},
};

/// One pattern in the library.
#[derive(Clone, Debug)]
pub struct LibraryLine {
    /// The right to download.
    pub entitlement: Uuid,
    /// The order that it came with.
    pub order: Option<Uuid>,
    /// What it opens.
    pub listing: listing::Model,
    /// Who made it.
    pub shop: shop::Model,
    /// Under which licence.
    pub license: Option<License>,
    /// When it was bought.
    pub granted_at: Time,
    /// Its files, in the newest revision on sale.
    pub files: Vec<FileLine>,
}

/// An entitlement with everything a download needs.
#[derive(Clone, Debug)]
pub struct Entitled {
    /// The line in the library.
    pub line: LibraryLine,
    /// What its creator says of it.
    pub said: Said,
}

/// What a creator says of a listing beside its words.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Words it is found by.
    pub tags: Vec<String>,
    /// Name and value of properties.
    pub attributes: Vec<(String, String)>,
    /// Licences with a price each.
    pub offers: Vec<OfferLine>,
}

/// The asker's library, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn library(market: &Market, actor: &Actor) -> Result<Vec<LibraryLine>, Error> {
    let Some(account) = actor.account() else { return Ok(Vec::new()) };
    let rows = entitlement::Entity::find()
        .filter(entitlement::Column::AccountId.eq(account))
        .filter(entitlement::Column::RevokedAt.is_null())
        .order_by_desc(entitlement::Column::GrantedAt)
        .all(market.store().read())
        .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.extend(line(market, row).await?);
    }
    Ok(lines)
}

/// Whether `listing` is in the asker's library.
///
/// # Errors
/// The database does not answer.
pub async fn owns(market: &Market, actor: &Actor, listing: Uuid) -> Result<bool, Error> {
    let Some(account) = actor.account() else { return Ok(false) };
    let query = entitlement::Entity::find()
        .filter(entitlement::Column::AccountId.eq(account))
        .filter(entitlement::Column::ListingId.eq(listing))
        .filter(entitlement::Column::RevokedAt.is_null());
    Ok(query.one(market.store().read()).await?.is_some())
}

/// The entitlement `id` as long as it stands; whoever asks was checked when the link was made.
///
/// # Errors
/// The database does not answer.
pub async fn entitled(market: &Market, id: Uuid) -> Result<Option<Entitled>, Error> {
    let row = entitlement::Entity::find_by_id(id)
        .filter(entitlement::Column::RevokedAt.is_null())
        .one(market.store().read())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(line) = line(market, row).await? else { return Ok(None) };
    let id = line.listing.id;
    let said = Said {
        tags: catalog::tags(market, &[id]).await?.remove(&id).unwrap_or_default(),
        attributes: catalog::attributes(market, &[id]).await?.remove(&id).unwrap_or_default(),
        offers: catalog::offers(market, &[id]).await?.remove(&id).unwrap_or_default(),
    };
    Ok(Some(Entitled { line, said }))
}

/// A mended revision is the buyer's, too: the newest on sale counts, else the one that was bought.
async fn line(market: &Market, row: entitlement::Model) -> Result<Option<LibraryLine>, Error> {
    let read = market.store().read();
    let Some(listing) = listing::Entity::find_by_id(row.listing_id).one(read).await? else { return Ok(None) };
    let Some(shop) = shop::Entity::find_by_id(listing.shop_id).one(read).await? else { return Ok(None) };
    let bought = order_line::Entity::find_by_id(row.order_line_id).one(read).await?;
    let files = match listing.revision_id.or(bought.as_ref().map(|line| line.revision_id)) {
        Some(revision) => catalog::files_of_revision(read, revision).await?,
        None => Vec::new(),
    };
    Ok(Some(LibraryLine {
        entitlement: row.id,
        order: bought.map(|line| line.order_id),
        license: license(&row.license),
        granted_at: row.granted_at,
        files,
        listing,
        shop,
    }))
}
