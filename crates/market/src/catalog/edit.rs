//! Saying what a listing is: words, category, tags, attributes, licences with a price each.

use std::collections::BTreeSet;

use basis::{Actor, Money, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use store::{
    Tx,
    entities::{listing, listing_attribute, listing_tag, offer},
};
use uuid::Uuid;

use super::{
    State,
    cases::{Reasons, open_case, was_approved},
    category, changes, license, publish, state,
    supports::{self, SUPPORTS, SUPPORTS_NEEDED, SUPPORTS_NONE},
};
use crate::{
    Error, FieldError, Fields, Market,
    audit::{self, Action},
    context::commit,
    event::{CaseSource, ListingEdited, ListingField, OffersChanged},
    fields::clean_line,
    limits,
};

/// A licence at a price, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferInput {
    /// Slug of a licence.
    pub license: String,
    /// Its price.
    pub price: Money,
}

/// Everything that can be said of a listing.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Its name.
    pub title: String,
    /// What a buyer reads.
    pub description: String,
    /// Slug of a category.
    pub category: String,
    /// Words it is found by.
    pub tags: Vec<String>,
    /// Name and value: material, difficulty, machine. Values are the creator's own words; a shelf goes by the words of
    /// vocabularies that they name.
    pub attributes: Vec<(String, String)>,
    /// Whether a model made it or part of it.
    pub made_with_ai: bool,
    /// Licences with a price each; at least one before it can be published.
    pub offers: Vec<OfferInput>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditOutcome {
    /// It is changed.
    Edited,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
    /// There is no such listing of the asker.
    NotFound,
}

/// Ten thousand euros: above it a slip of the keyboard is likelier than a price.
const PRICE_MINOR_MAX: i64 = 1_000_000;
/// What can be said of how a thing is made: what sort of machine it is for, and apart from that the very one that it was
/// tried on.
const ATTRIBUTES: [&str; 8] = ["material", "size", "difficulty", "bed", "machine", "tried_on", "fabric", SUPPORTS];

/// Changes a listing of the asker.
///
/// # Errors
/// The database does not answer.
pub async fn edit(market: &Market, actor: &Actor, id: Uuid, input: Edit) -> Result<EditOutcome, Error> {
    let checked = match check(market, input) {
        Ok(checked) => checked,
        Err(wrong) => return Ok(EditOutcome::Invalid(wrong)),
    };
    let tx = market.begin().await?;
    let Some((listing, _)) = state::owned_locked(&tx, actor, id).await?.filter(|_| actor.may(Scope::Sell)) else {
        return Ok(EditOutcome::NotFound);
    };
    let on_sale = listing.state == State::Published;
    let before = changes::Said::of(&tx, listing).await?;
    replace_words(&tx, id, &checked).await?;
    let offers_changed = replace_offers(market, &tx, id, &checked.offers).await?;
    let lowest = checked.offers.iter().map(|offer| offer.price.minor).min().unwrap_or(0);
    let commercial =
        checked.offers.iter().any(|offer| license(&offer.license).is_some_and(|license| license.commercial));
    let row = listing::ActiveModel {
        id: Set(id),
        title: Set(checked.title),
        description: Set(checked.description),
        category: Set(checked.category),
        made_with_ai: Set(checked.made_with_ai),
        price_minor: Set(lowest),
        commercial: Set(commercial),
        updated_at: Set(market.now()),
        ..Default::default()
    };
    let after = changes::Said::of(&tx, listing::Entity::update(row).exec(&tx).await?).await?;
    let changed = before.changed(&after, offers_changed);
    if changed.contains(&ListingField::Attributes) {
        publish::follow_files(&tx, &after.listing).await?;
    }
    judge_again(market, &tx, &before.listing, &changed).await?;
    if !changed.is_empty() {
        market.tell(&tx, ListingEdited { listing: id, on_sale, changed }).await?;
    }
    if on_sale {
        audit::write(market, &tx, actor, Action::EditedOnSale, &format!("listing:{id}"), json!({})).await?;
    }
    commit(tx).await?;
    market.shelves_changed();
    Ok(EditOutcome::Edited)
}

/// Words that a moderator has judged, or is about to, go back to where they are judged: a case that is open tells of the
/// change, and one that was approved is opened anew while the listing stays on sale.
pub(super) async fn judge_again(
    market: &Market,
    tx: &Tx,
    listing: &listing::Model,
    changed: &[ListingField],
) -> Result<(), Error> {
    // Prices are the creator's own affair.
    let words: Vec<_> =
        changed.iter().filter(|field| **field != ListingField::Offers).map(|field| field.title()).collect();
    if words.is_empty() {
        return Ok(());
    }
    let (when, revision) = match listing.state {
        State::Held => ("Changed while it waited", listing.draft_revision_id.or(listing.revision_id)),
        State::Published if was_approved(tx, listing.id).await? => {
            ("Changed after it was approved", listing.revision_id)
        }
        _ => return Ok(()),
    };
    let Some(revision) = revision else { return Ok(()) };
    let sentences = [format!("{when}: {}.", words.join(", "))];
    let why = Reasons { source: CaseSource::Edit, sentences: &sentences, reported_by: None };
    open_case(market, tx, listing.id, revision, why).await
}

/// What could not stay of what was typed, field by field; nothing is changed.
pub fn wrong_with(market: &Market, input: &Edit) -> Vec<FieldError> {
    check(market, input.clone()).err().unwrap_or_default()
}

fn check(market: &Market, input: Edit) -> Result<Edit, Vec<FieldError>> {
    let mut fields = Fields::default();
    let title = fields.line("title", &input.title, &limits::TITLE);
    let description = fields.text("description", &input.description, &limits::DESCRIPTION);
    if category(&input.category).is_none() {
        fields.wrong("category", "Choose a category from the list.");
    }
    let tags = tags(&mut fields, &input.tags);
    let attributes = attributes(&mut fields, &input.attributes);
    if fields.list("offers", input.offers.len(), &limits::OFFERS) {
        for offer in &input.offers {
            check_offer(market, &mut fields, offer);
        }
        let mut seen = BTreeSet::new();
        if !input.offers.iter().all(|offer| seen.insert(&offer.license)) {
            fields.wrong("offers", "Offer each licence once.");
        }
    }
    fields.done()?;
    Ok(Edit { title, description, tags, attributes, ..input })
}

/// Each pair once, with values on one line. What is too many is not looked at.
fn attributes(fields: &mut Fields, typed: &[(String, String)]) -> Vec<(String, String)> {
    if !fields.list("attributes", typed.len(), &limits::ATTRIBUTES) {
        return Vec::new();
    }
    let mut pairs = BTreeSet::new();
    for (name, value) in typed {
        if !ATTRIBUTES.contains(&name.as_str()) {
            let shown: String = clean_line(name).chars().take(limits::ATTRIBUTE_VALUE.max).collect();
            fields.wrong("attributes", format!("`{shown}` is no property here; use {}.", ATTRIBUTES.join(", ")));
        }
        if name == SUPPORTS && supports::needs(value).is_none() {
            fields.wrong("attributes", format!("`{SUPPORTS}` is {SUPPORTS_NONE} or {SUPPORTS_NEEDED}."));
        }
        pairs.insert((name.clone(), fields.line("attributes", value, &limits::ATTRIBUTE_VALUE)));
    }
    pairs.into_iter().collect()
}

fn check_offer(market: &Market, fields: &mut Fields, offer: &OfferInput) {
    let Some(license) = license(&offer.license) else {
        let shown: String = clean_line(&offer.license).chars().take(limits::FILTER_WORD.max).collect();
        return fields.wrong("offers", format!("`{shown}` is no licence here."));
    };
    let currency = market.settings().currency;
    if offer.price.currency != currency {
        fields.wrong("offers", format!("Prices here are in {currency}."));
    }
    if !(0..=PRICE_MINOR_MAX).contains(&offer.price.minor) {
        fields.wrong("offers", format!("A price is between 0 and {}.", Money::new(PRICE_MINOR_MAX, currency)));
    }
    if license.free_only && !offer.price.is_zero() {
        fields.wrong("offers", format!("“{}” is given for nothing: set its price to 0.", license.title));
    }
}

fn tags(fields: &mut Fields, typed: &[String]) -> Vec<String> {
    // Counted before one is compared with another; whoever repeats a tag may send it twice.
    if typed.len() > 2 * limits::TAGS.max {
        fields.list("tags", typed.len(), &limits::TAGS);
        return Vec::new();
    }
    let mut tags: Vec<String> = Vec::new();
    for tag in typed {
        if tag.contains('\0') {
            fields.wrong("tags", limits::NUL);
            continue;
        }
        let tag = clean_line(tag).to_lowercase();
        if let Some(refusal) = limits::TAG.refusal_of(&tag) {
            let begin: String = tag.chars().take(24).collect();
            fields.wrong("tags", format!("The tag “{begin}…” is too long. {refusal}"));
            continue;
        }
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    fields.list("tags", tags.len(), &limits::TAGS);
    tags
}

async fn replace_words(tx: &Tx, id: Uuid, input: &Edit) -> Result<(), Error> {
    listing_tag::Entity::delete_many().filter(listing_tag::Column::ListingId.eq(id)).exec(tx).await?;
    let tags = input.tags.iter().map(|tag| listing_tag::ActiveModel { listing_id: Set(id), tag: Set(tag.clone()) });
    if !input.tags.is_empty() {
        listing_tag::Entity::insert_many(tags).exec_without_returning(tx).await?;
    }
    listing_attribute::Entity::delete_many().filter(listing_attribute::Column::ListingId.eq(id)).exec(tx).await?;
    if !input.attributes.is_empty() {
        let row = |(name, value): &(String, String)| listing_attribute::ActiveModel {
            listing_id: Set(id),
            name: Set(name.clone()),
            value: Set(value.clone()),
        };
        let rows = input.attributes.iter().map(row);
        listing_attribute::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// An offer that was changed is closed and a new one opened: an order names the offer it was sold under. Gives whether
/// anything was changed, and tells it.
async fn replace_offers(market: &Market, tx: &Tx, id: Uuid, offers: &[OfferInput]) -> Result<bool, Error> {
    let query = offer::Entity::find().filter(offer::Column::ListingId.eq(id)).filter(offer::Column::Active.eq(true));
    let before = query.all(tx).await?;
    let is_same = |row: &offer::Model, input: &OfferInput| {
        row.license == input.license
            && row.price_minor == input.price.minor
            && row.currency == input.price.currency.code()
    };
    let mut told = OffersChanged { listing: id, opened: Vec::new(), closed: Vec::new() };
    for row in before.iter().filter(|row| !offers.iter().any(|input| is_same(row, input))) {
        let closed = offer::ActiveModel { id: Set(row.id), active: Set(false), ..Default::default() };
        offer::Entity::update(closed).exec(tx).await?;
        told.closed.push(changes::told(row));
    }
    for input in offers.iter().filter(|input| !before.iter().any(|row| is_same(row, input))) {
        let row = offer::Model {
            id: market.id(),
            listing_id: id,
            license: input.license.clone(),
            price_minor: input.price.minor,
            currency: input.price.currency.code().to_owned(),
            active: true,
            created_at: market.now(),
        };
        told.opened.push(changes::told(&row));
        offer::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    let changed = !(told.opened.is_empty() && told.closed.is_empty());
    if changed {
        market.tell(tx, told).await?;
    }
    Ok(changed)
}
