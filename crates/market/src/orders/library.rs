//! What somebody has bought and may download.

use std::collections::HashMap;

use basis::{Actor, Time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entities::{entitlement, listing, order_line};
use uuid::Uuid;

use crate::{
    Error, Market,
    accounts::Shop,
    catalog::{self, Entry, FileLine, FileState, License, OfferLine, license},
    page::{self, Paged, Place, Window},
};

/// One pattern in the library.
#[derive(Clone, Debug)]
pub struct LibraryLine {
    /// The right to download.
    pub entitlement: Uuid,
    /// The order that it came with.
    pub order: Option<Uuid>,
    /// What it opens.
    pub listing: Entry,
    /// Who made it.
    pub shop: Shop,
    /// Under which licence.
    pub license: Option<License>,
    /// When it was bought.
    pub granted_at: Time,
    /// Its files: of the newest revision on sale, else of the one that was bought.
    pub files: Vec<FileLine>,
    /// The files of the revision that was bought, where `files` are of a newer one: what was bought stays.
    pub bought: Option<Vec<FileLine>>,
}

/// A right to download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// The entitlement.
    pub entitlement: Uuid,
    /// Whose it is.
    pub account: Uuid,
}

/// A pattern with everything that a download of it needs.
#[derive(Clone, Debug)]
pub struct Entitled {
    /// By which right; none of what anybody may have.
    pub right: Option<Right>,
    /// What it is.
    pub listing: Entry,
    /// Who made it.
    pub shop: Shop,
    /// Under which licence.
    pub license: Option<License>,
    /// Since when the files may be had so.
    pub since: Time,
    /// Its files: of the newest revision on sale, else of the one that was bought.
    pub files: Vec<FileLine>,
    /// The files of the revision that was bought, where `files` are of a newer one.
    pub bought: Option<Vec<FileLine>>,
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

/// How the library is sorted.
const NEWEST: page::Order<entitlement::Column> =
    page::Order::descending(entitlement::Column::GrantedAt, entitlement::Column::Id);

/// The list that cursors of the library belong to.
pub const LIBRARY: &str = "library newest";

impl LibraryLine {
    /// Where it stands in the library.
    pub fn place(&self) -> Place {
        Place::new(self.granted_at, self.entitlement)
    }
}

/// A page of the asker's library, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn library(market: &Market, actor: &Actor, window: &Window) -> Result<Paged<LibraryLine>, Error> {
    let Some(account) = actor.account() else { return Ok(window.page(Vec::new())) };
    let mine = entitlement::Entity::find()
        .filter(entitlement::Column::AccountId.eq(account))
        .filter(entitlement::Column::RevokedAt.is_null());
    let rows = window.page(NEWEST.cut(mine, window).all(market.store().read()).await?);
    let (has_previous, has_next) = (rows.has_previous, rows.has_next);
    Ok(Paged { rows: lines(market, rows.rows).await?, has_previous, has_next })
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
    let account = row.account_id;
    let Some(line) = lines(market, vec![row]).await?.pop() else { return Ok(None) };
    Ok(Some(Entitled {
        right: Some(Right { entitlement: line.entitlement, account }),
        said: Said::of(market, line.listing.id).await?,
        listing: line.listing,
        shop: line.shop,
        license: line.license,
        since: line.granted_at,
        files: line.files,
        bought: line.bought,
    }))
}

impl Said {
    /// What is said of `listing` now.
    pub(super) async fn of(market: &Market, listing: Uuid) -> Result<Self, Error> {
        Ok(Self {
            tags: catalog::tags(market, &[listing]).await?.remove(&listing).unwrap_or_default(),
            attributes: catalog::attributes(market, &[listing]).await?.remove(&listing).unwrap_or_default(),
            offers: catalog::offers(market, &[listing]).await?.remove(&listing).unwrap_or_default(),
        })
    }
}

/// What stands behind entitlements, each kind in one query. A mended revision is the buyer's, too: the newest on sale
/// counts, and what was bought stays beside it.
async fn lines(market: &Market, rows: Vec<entitlement::Model>) -> Result<Vec<LibraryLine>, Error> {
    let read = market.store().read();
    let of_lines = order_line::Column::Id.is_in(rows.iter().map(|row| row.order_line_id));
    let sold = by_id(order_line::Entity::find().filter(of_lines).all(read).await?, |line| line.id);
    let of_rows = listing::Column::Id.is_in(rows.iter().map(|row| row.listing_id));
    let listings = catalog::entries_of(listing::Entity::find().filter(of_rows).all(read).await?)?;
    let shops: Vec<Uuid> = listings.values().map(|listing| listing.shop).collect();
    let shops = catalog::shops(market, &shops).await?;
    let revisions: Vec<Uuid> = listings.values().filter_map(|listing| listing.revision).collect();
    let bought = sold.values().map(|line| line.revision_id);
    let files = catalog::files(market, &revisions.into_iter().chain(bought).collect::<Vec<_>>()).await?;
    let files_of = |revision: Uuid| there(files.get(&revision).map(Vec::as_slice).unwrap_or_default());
    let line = |row: entitlement::Model| {
        let listing = listings.get(&row.listing_id)?.clone();
        let shop = shops.get(&listing.shop)?.clone();
        let sold = sold.get(&row.order_line_id)?;
        let newest = listing.revision.unwrap_or(sold.revision_id);
        Some(LibraryLine {
            entitlement: row.id,
            order: Some(sold.order_id),
            license: license(&row.license),
            granted_at: row.granted_at,
            files: files_of(newest),
            bought: (newest != sold.revision_id).then(|| files_of(sold.revision_id)),
            listing,
            shop,
        })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

/// What is downloaded: not the photographs, nor what was taken down, whose bytes are gone.
pub(super) fn there(files: &[FileLine]) -> Vec<FileLine> {
    files.iter().filter(|file| file.state != FileState::Removed && !file.is_photo()).cloned().collect()
}

fn by_id<T>(rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> HashMap<Uuid, T> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}
