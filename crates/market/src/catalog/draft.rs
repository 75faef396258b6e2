//! Preparing a listing: a draft with a revision to put files into.

use basis::{Actor, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use store::{
    Tx,
    entities::{account, listing, listing_attribute, listing_tag, offer, revision},
    facts::{Kind, Verdict},
};
use uuid::Uuid;

use super::{
    Entry, FileLine, OfferInput, OfferLine, State, Unpacking, cases, files, offer_line::offer_line, state, unpacking,
};
use crate::{
    Error, Market, accounts,
    context::{TAKEN_TRIES, commit},
    event::DraftOpened,
    fields::{slug, title_of},
    words::free_word,
};

/// What came of opening a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftOutcome {
    /// It stands, empty.
    Opened {
        /// The listing.
        listing: Uuid,
        /// Where its files go.
        revision: Uuid,
    },
    /// Only creators sell.
    NotACreator,
}

/// A listing being prepared, with everything its creator typed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its own words and facts.
    pub listing: Entry,
    /// The revision that is being prepared; none where there is only one on sale.
    pub revision: Option<Uuid>,
    /// The files being prepared.
    pub files: Vec<FileLine>,
    /// What was left out of archives, until that was seen.
    pub unpackings: Vec<Unpacking>,
    /// Photographs of what was made, in their order.
    pub photos: Vec<FileLine>,
    /// Words it is found by.
    pub tags: Vec<String>,
    /// Name and value.
    pub attributes: Vec<(String, String)>,
    /// Offers that can be bought.
    pub offers: Vec<OfferLine>,
    /// Whether its creator may publish: some markets ask for a proven address first.
    pub may_publish: bool,
    /// What a moderator wrote who declined it or took it down, while that stands.
    pub decision: Option<String>,
}

impl Draft {
    /// The offers as they would be typed again.
    pub fn offers(&self) -> Vec<OfferInput> {
        let typed = |offer: &OfferLine| OfferInput { license: offer.license.slug.to_owned(), price: offer.price };
        self.offers.iter().map(typed).collect()
    }
}

/// Opens an empty draft in the asker's shop.
///
/// # Errors
/// The database does not answer.
pub async fn open_draft(market: &Market, actor: &Actor, title: &str) -> Result<DraftOutcome, Error> {
    let Some(account) = actor.account().filter(|_| actor.is(Role::Creator) && actor.may(Scope::Sell)) else {
        return Ok(DraftOutcome::NotACreator);
    };
    // Often the name of the first file: what a form would not take must not come in by it.
    let title = title_of(title);
    let mut attempt = 0;
    loop {
        match open_at(market, account, &title, attempt).await {
            Err(error) if error.is_taken() && attempt < TAKEN_TRIES => attempt += 1,
            done => return done,
        }
    }
}

async fn open_at(market: &Market, account: Uuid, title: &str, attempt: u32) -> Result<DraftOutcome, Error> {
    let tx = market.begin().await?;
    let Some(shop) = accounts::shop_row(&tx, account).await? else { return Ok(DraftOutcome::NotACreator) };
    let (listing, revision) = insert_draft(market, &tx, shop.id, title, attempt).await?;
    commit(tx).await?;
    Ok(DraftOutcome::Opened { listing, revision })
}

/// Writes an empty draft of `shop`; gives the listing and the revision that its files go to. A word for its address that
/// another request takes at the same moment is an error that [`Error::is_taken`]: try again with the next `attempt`.
pub(crate) async fn insert_draft(
    market: &Market,
    tx: &Tx,
    shop: Uuid,
    title: &str,
    attempt: u32,
) -> Result<(Uuid, Uuid), Error> {
    let (id, now) = (market.id(), market.now());
    let revision = insert_revision(market, tx, id).await?;
    let wanted = Some(slug(title)).filter(|word| !word.is_empty()).unwrap_or_else(|| "pattern".to_owned());
    let row = listing::ActiveModel {
        id: Set(id),
        shop_id: Set(shop),
        slug: Set(free_word::<listing::Entity>(tx, market, listing::Column::Slug, &wanted, attempt).await?),
        title: Set(title.to_owned()),
        description: Set(String::new()),
        category: Set("other".to_owned()),
        made_with_ai: Set(false),
        state: Set(State::Draft),
        revision_id: Set(None),
        draft_revision_id: Set(Some(revision)),
        kind: Set(Kind::Unknown),
        price_minor: Set(0),
        currency: Set(market.settings().currency.code().to_owned()),
        commercial: Set(false),
        verdict: Set(Verdict::Unknown),
        needs_supports: Set(None),
        size_x_mm: Set(None),
        size_y_mm: Set(None),
        size_z_mm: Set(None),
        picture: Set(None),
        picture_small: Set(None),
        picture_medium: Set(None),
        summary: Set(json!(null)),
        created_at: Set(now),
        updated_at: Set(now),
        published_at: Set(None),
    };
    listing::Entity::insert(row).exec_without_returning(tx).await?;
    market.tell(tx, DraftOpened { listing: id, shop, revision }).await?;
    Ok((id, revision))
}

/// Opens the next revision of a listing that this transaction has locked, without files.
pub(crate) async fn insert_next_revision(market: &Market, tx: &Tx, listing: Uuid) -> Result<Uuid, Error> {
    let revision = insert_revision(market, tx, listing).await?;
    let row = listing::ActiveModel { id: Set(listing), draft_revision_id: Set(Some(revision)), ..Default::default() };
    listing::Entity::update(row).exec(tx).await?;
    Ok(revision)
}

/// A listing of the asker with everything typed so far; none where it is not theirs.
///
/// # Errors
/// The database does not answer.
pub async fn draft(market: &Market, actor: &Actor, id: Uuid) -> Result<Option<Draft>, Error> {
    let read = market.store().read();
    let Some((listing, shop)) = state::owned(read, actor, id).await? else { return Ok(None) };
    let (files, photos) = files::without_photos(match listing.draft_revision_id.or(listing.revision_id) {
        Some(revision) => files::of_revision(read, revision).await?,
        None => Vec::new(),
    });
    let tags = listing_tag::Entity::find().filter(listing_tag::Column::ListingId.eq(id)).all(read).await?;
    let attributes =
        listing_attribute::Entity::find().filter(listing_attribute::Column::ListingId.eq(id)).all(read).await?;
    let offers = offer::Entity::find()
        .filter(offer::Column::ListingId.eq(id))
        .filter(offer::Column::Active.eq(true))
        .all(read)
        .await?;
    let owner = account::Entity::find_by_id(shop.account_id).one(read).await?;
    let proven = owner.is_some_and(|owner| owner.email_verified_at.is_some());
    Ok(Some(Draft {
        revision: listing.draft_revision_id,
        files,
        unpackings: match listing.draft_revision_id {
            Some(revision) => unpacking::unseen(read, revision).await?,
            None => Vec::new(),
        },
        photos,
        tags: tags.into_iter().map(|row| row.tag).collect(),
        attributes: attributes.into_iter().map(|row| (row.name, row.value)).collect(),
        offers: offers.iter().filter_map(offer_line).collect(),
        may_publish: proven || !market.settings().verified_to_publish,
        decision: cases::decision(read, &listing).await?,
        listing: Entry::read(listing)?,
    }))
}

async fn insert_revision(market: &Market, tx: &Tx, listing: Uuid) -> Result<Uuid, Error> {
    let before = revision::Entity::find().filter(revision::Column::ListingId.eq(listing)).count(tx).await?;
    let id = market.id();
    let row = revision::ActiveModel {
        id: Set(id),
        listing_id: Set(listing),
        number: Set(i32::try_from(before + 1).unwrap_or(i32::MAX)),
        state: Set(revision::State::Open),
        created_at: Set(market.now()),
        unpacked: Set(json!([])),
    };
    revision::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}
