//! What a moderator is asked to look at: opening a case, adding to it, taking it back.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use store::{
    LockForChange, Tx,
    entities::{case, listing},
};
use uuid::Uuid;

use super::{State, state::set_state};
use crate::{
    Error, Market,
    event::{CaseOpened, CaseSource, ListingTakenBack},
};

/// Why a moderator should look, and who says so.
pub(crate) struct Reasons<'a> {
    /// How it comes to the moderator.
    pub(crate) source: CaseSource,
    /// A sentence each.
    pub(crate) sentences: &'a [String],
    /// Who reported it, where somebody who was signed in did.
    pub(crate) reported_by: Option<Uuid>,
}

/// Reasons that one case gathers: more tell a moderator nothing new.
const REASONS_MAX: usize = 20;

/// Opens a case for a moderator. One that is open for this revision already stays the only one, and takes the reasons.
pub(crate) async fn open_case(
    market: &Market,
    tx: &Tx,
    listing: Uuid,
    revision: Uuid,
    reasons: Reasons<'_>,
) -> Result<(), Error> {
    let id = market.id();
    let row = case::ActiveModel {
        id: Set(id),
        listing_id: Set(listing),
        revision_id: Set(revision),
        reasons: Set(json!(reasons.sentences)),
        state: Set(case::State::Open),
        opened_at: Set(market.now()),
        decided_by: Set(None),
        decided_at: Set(None),
        words: Set(String::new()),
        reported_by: Set(reasons.reported_by),
    };
    // Not asked first: two who report at the same moment would both be told that there is none.
    let unless_open = OnConflict::column(case::Column::RevisionId)
        .target_and_where(Expr::cust("state = 'open'"))
        .do_nothing()
        .to_owned();
    if case::Entity::insert(row).on_conflict(unless_open).exec_without_returning(tx).await? == 0 {
        return add_reasons(tx, revision, reasons.sentences).await;
    }
    market.tell(tx, CaseOpened { case: id, listing, revision, source: reasons.source }).await
}

/// Adds to the case that is open for the revision.
async fn add_reasons(tx: &Tx, revision: Uuid, sentences: &[String]) -> Result<(), Error> {
    let open = case::Entity::find()
        .filter(case::Column::RevisionId.eq(revision))
        .filter(case::Column::State.eq(case::State::Open));
    let Some(open) = open.lock_for_change().one(tx).await? else { return Ok(()) };
    let mut all: Vec<String> = serde_json::from_value(open.reasons)?;
    for sentence in sentences {
        if all.len() < REASONS_MAX && !all.contains(sentence) {
            all.push(sentence.clone());
        }
    }
    let row = case::ActiveModel { id: Set(open.id), reasons: Set(json!(all)), ..Default::default() };
    case::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Takes a listing back from the moderator's desk: its files are about to change, and a yes must not be for others.
pub(crate) async fn take_back(market: &Market, tx: &Tx, listing: &listing::Model) -> Result<(), Error> {
    if listing.state != State::Held {
        return Ok(());
    }
    case::Entity::update_many()
        .col_expr(case::Column::State, Expr::value(case::State::Withdrawn))
        .filter(case::Column::ListingId.eq(listing.id))
        .filter(case::Column::State.eq(case::State::Open))
        .exec(tx)
        .await?;
    set_state(market, tx, listing.id, State::Draft).await?;
    market.tell(tx, ListingTakenBack { listing: listing.id }).await
}

/// Whether a moderator has said yes to the listing, at any time.
pub(super) async fn was_approved(tx: &Tx, listing: Uuid) -> Result<bool, Error> {
    let approved = case::Entity::find()
        .filter(case::Column::ListingId.eq(listing))
        .filter(case::Column::State.eq(case::State::Approved));
    Ok(approved.one(tx).await?.is_some())
}

/// What a moderator wrote who declined the listing or took it down, while that stands.
pub(super) async fn decision(
    connection: &impl ConnectionTrait,
    listing: &listing::Model,
) -> Result<Option<String>, Error> {
    if !matches!(listing.state, State::Declined | State::TakenDown) {
        return Ok(None);
    }
    let decided = case::Entity::find()
        .filter(case::Column::ListingId.eq(listing.id))
        .filter(case::Column::DecidedAt.is_not_null())
        .order_by_desc(case::Column::DecidedAt);
    Ok(decided.one(connection).await?.map(|case| case.words).filter(|words| !words.is_empty()))
}
