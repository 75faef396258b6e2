//! A moderator's yes or no.

use basis::{Actor, Role, Scope, Time};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::{
    Tx,
    entities::{account, case, listing, shop},
};
use uuid::Uuid;

use crate::{
    Email, Error, FieldError, Fields, Market, SendEmail,
    audit::{self, Action},
    catalog::{State, go_live, lock_listing, set_state},
    context::commit,
    event::CaseDecided,
    limits,
};

/// What a moderator decided.
#[derive(Clone, Debug)]
pub struct Decide {
    /// The case.
    pub case: Uuid,
    /// Whether it may go on sale.
    pub approve: bool,
    /// What the creator is told; a no needs words.
    pub words: String,
    /// The version of the listing that the moderator looked at, as [`super::Case::version`] told it; none decides about
    /// whatever stands there now.
    pub version: Option<i64>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecideOutcome {
    /// It is decided, and the creator is told.
    Decided,
    /// There is no such open case, or the asker is no moderator.
    NotFound,
    /// It is the moderator's own listing: somebody else judges it.
    Own,
    /// Its creator changed the listing after the moderator looked at it: look again.
    Changed,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Decides an open case.
///
/// # Errors
/// The database does not answer.
pub async fn decide(market: &Market, actor: &Actor, input: Decide) -> Result<DecideOutcome, Error> {
    if !actor.is(Role::Moderator) || !actor.may(Scope::Admin) {
        return Ok(DecideOutcome::NotFound);
    }
    let mut fields = Fields::default();
    let words = fields.text("words", &input.words, &limits::DECISION_WORDS);
    if !input.approve && words.chars().count() < limits::DECLINE_WORDS_MIN {
        fields.wrong(
            "words",
            format!("Write at least {} characters: the creator must know why.", limits::DECLINE_WORDS_MIN),
        );
    };
    if let Err(wrong) = fields.done() {
        return Ok(DecideOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let Some(row) = case::Entity::find_by_id(input.case).one(&tx).await? else { return Ok(DecideOutcome::NotFound) };
    // Only under the listing's lock is it known whether the case is still open.
    let Some(about) = lock_listing(&tx, row.listing_id).await? else { return Ok(DecideOutcome::NotFound) };
    let open = case::Entity::find_by_id(input.case).one(&tx).await?.filter(|row| row.state == case::State::Open);
    let Some(row) = open else { return Ok(DecideOutcome::NotFound) };
    if is_of(&tx, actor, about.shop_id).await? {
        return Ok(DecideOutcome::Own);
    }
    if input.version.is_some_and(|version| version != version_of(about.updated_at)) {
        return Ok(DecideOutcome::Changed);
    }
    let state = if input.approve { case::State::Approved } else { case::State::Declined };
    close(market, &tx, actor, &row, state, &words).await?;
    follow(market, &tx, &row, state).await?;
    audit::write(
        market,
        &tx,
        actor,
        if input.approve { Action::Approved } else { Action::Declined },
        &format!("listing:{}", row.listing_id),
        json!({ "case": row.id, "words": words }),
    )
    .await?;
    let (case, listing, revision) = (row.id, row.listing_id, row.revision_id);
    let told = CaseDecided { case, listing, revision, approved: input.approve, by: actor.account() };
    market.tell(&tx, told).await?;
    // The decision stands in the studio as well: an e-mail that does not leave loses nothing.
    market.enqueue(&tx, &SendEmail { email: Email::CaseDecided { case } }).await?;
    commit(tx).await?;
    market.shelves_changed();
    Ok(DecideOutcome::Decided)
}

/// Writes down who decided what, in which words.
async fn close(
    market: &Market,
    tx: &Tx,
    actor: &Actor,
    row: &case::Model,
    state: case::State,
    words: &str,
) -> Result<(), Error> {
    let decided = case::ActiveModel {
        id: Set(row.id),
        state: Set(state),
        decided_by: Set(actor.account()),
        decided_at: Set(Some(market.now())),
        words: Set(words.to_owned()),
        ..Default::default()
    };
    case::Entity::update(decided).exec(tx).await?;
    Ok(())
}

/// Puts the listing where the decision puts it.
async fn follow(market: &Market, tx: &Tx, row: &case::Model, state: case::State) -> Result<(), Error> {
    if state == case::State::Declined {
        return set_state(market, tx, row.listing_id, State::Declined).await;
    }
    // A reported listing is on sale, or was taken off by its creator: a yes changes nothing there.
    if is_held_for(tx, row).await? {
        go_live(market, tx, row.listing_id, row.revision_id).await?;
    }
    Ok(())
}

/// Whether the shop is the asker's own: nobody judges what they sell themselves.
pub(super) async fn is_of(tx: &Tx, actor: &Actor, shop: Uuid) -> Result<bool, Error> {
    let Some(account) = actor.account() else { return Ok(false) };
    Ok(shop::Entity::find_by_id(shop).one(tx).await?.is_some_and(|shop| shop.account_id == account))
}

/// Which version of a listing somebody looked at, by when it last changed.
pub(super) fn version_of(updated_at: Time) -> i64 {
    updated_at.timestamp_micros()
}

/// Whether the listing waits for this very case.
async fn is_held_for(tx: &Tx, row: &case::Model) -> Result<bool, Error> {
    let listing = listing::Entity::find_by_id(row.listing_id).one(tx).await?;
    Ok(listing.is_some_and(|listing| {
        listing.state == State::Held && listing.draft_revision_id.or(listing.revision_id) == Some(row.revision_id)
    }))
}

/// Writes to the creator what was decided in a case; nothing where it is not decided, or nobody is there to read.
///
/// # Errors
/// The database or the mail server does not answer.
pub(crate) async fn write_decision(market: &Market, case: Uuid) -> Result<(), Error> {
    let read = market.store().read();
    let Some(case) = case::Entity::find_by_id(case).one(read).await? else { return Ok(()) };
    let Some(listing) = listing::Entity::find_by_id(case.listing_id).one(read).await? else { return Ok(()) };
    let Some(shop) = shop::Entity::find_by_id(listing.shop_id).one(read).await? else { return Ok(()) };
    let Some(owner) = account::Entity::find_by_id(shop.account_id).one(read).await? else { return Ok(()) };
    let verdict = match case.state {
        case::State::Approved => "is on sale now",
        case::State::Declined => "was not approved",
        case::State::Open | case::State::Withdrawn => return Ok(()),
    };
    let (title, words, base_url) = (&listing.title, &case.words, &market.settings().base_url);
    let text = format!("Hello {},\n\n“{title}” {verdict}.\n\n{words}\n\n{base_url}/studio\n", owner.name);
    market.mail().send(&owner.email, &format!("“{title}” {verdict}"), &text).await
}
