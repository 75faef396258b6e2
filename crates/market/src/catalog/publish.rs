//! Putting a listing on sale, or holding it for a moderator.

use basis::{Actor, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use store::{
    Tx,
    entities::{account, case, file, listing, offer, revision, shop},
    facts::Kind,
};
use uuid::Uuid;

use super::{
    FileLine, State, Summary,
    cases::{Reasons, open_case},
    facet_words, files,
    state::{self, set_state},
    summary, supports,
};
use crate::{
    Error, Market,
    audit::{self, Action},
    context::commit,
    event::{CaseSource, ListingHeld, ListingPublished},
};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishOutcome {
    /// On sale.
    Published {
        /// The word in its address.
        slug: String,
    },
    /// A moderator looks at it first.
    Held {
        /// Why, in sentences.
        reasons: Vec<String>,
    },
    /// There is no such listing of the asker.
    NotFound,
    /// The market took it down, for good.
    TakenDown,
    /// The address of its creator is not proven yet.
    EmailNotVerified,
    /// There is no file yet.
    NoFiles,
    /// Some files are still being looked at.
    StillWorking {
        /// How many.
        files: u32,
    },
    /// Some files have faults that ruin the work.
    OpenFindings {
        /// Names of the files.
        files: Vec<String>,
    },
    /// Nothing says under which licence it is offered.
    NoOffer,
    /// The title is still missing.
    NoTitle,
    /// It is on sale already and nothing has changed.
    NothingNew,
}

impl PublishOutcome {
    /// What happened and what to do next, in a sentence or two.
    pub fn sentence(&self) -> String {
        match self {
            Self::Published { .. } => "It is on sale.".to_owned(),
            Self::Held { reasons } => format!("A moderator looks at it first. {}", reasons.join(" ")),
            Self::NotFound => "There is no such listing of yours.".to_owned(),
            Self::TakenDown => "It was taken down and cannot come back.".to_owned(),
            Self::EmailNotVerified => "Confirm your e-mail address first: open the link we sent you.".to_owned(),
            Self::NoFiles => "Upload a pattern first.".to_owned(),
            Self::StillWorking { files: 1 } => "One file is still being read. Publish in a moment.".to_owned(),
            Self::StillWorking { files } => format!("{files} files are still being read. Publish in a moment."),
            Self::OpenFindings { files } => format!("Mend or remove {} first.", files.join(", ")),
            Self::NoOffer => "Choose at least one licence.".to_owned(),
            Self::NoTitle => "Give it a title.".to_owned(),
            Self::NothingNew => "It is on sale already, and nothing has changed.".to_owned(),
        }
    }
}

/// Puts the revision being prepared on sale.
///
/// # Errors
/// The database does not answer.
pub async fn publish(market: &Market, actor: &Actor, id: Uuid) -> Result<PublishOutcome, Error> {
    let tx = market.begin().await?;
    let Some((listing, shop)) = state::owned_locked(&tx, actor, id).await?.filter(|_| actor.may(Scope::Sell)) else {
        return Ok(PublishOutcome::NotFound);
    };
    if listing.state == State::TakenDown {
        return Ok(PublishOutcome::TakenDown);
    }
    let Some(revision) = listing.draft_revision_id.or_else(|| was_withdrawn(&listing)) else {
        return Ok(PublishOutcome::NothingNew);
    };
    let files = files::of_revision(&tx, revision).await?;
    let owner = account::Entity::find_by_id(shop.account_id).one(&tx).await?;
    let proven = owner.is_some_and(|owner| owner.email_verified_at.is_some()) || !market.settings().verified_to_publish;
    let offers = offer::Entity::find()
        .filter(offer::Column::ListingId.eq(id))
        .filter(offer::Column::Active.eq(true))
        .all(&tx)
        .await?;
    if let Some(refusal) = refuse(&listing, &files, offers.len(), proven) {
        return Ok(refusal);
    }
    let reasons = reasons_to_hold(&tx, &shop, id, &files).await?;
    if !reasons.is_empty() {
        let why = Reasons { source: CaseSource::Publishing, sentences: &reasons, reported_by: None };
        open_case(market, &tx, id, revision, why).await?;
        set_state(market, &tx, id, State::Held).await?;
        market.tell(&tx, ListingHeld { listing: id, revision }).await?;
        audit::write(market, &tx, actor, Action::Held, &format!("listing:{id}"), json!({ "reasons": reasons })).await?;
        commit(tx).await?;
        market.shelves_changed();
        return Ok(PublishOutcome::Held { reasons });
    }
    go_live(market, &tx, id, revision).await?;
    audit::write(market, &tx, actor, Action::Published, &format!("listing:{id}"), json!({ "revision": revision }))
        .await?;
    commit(tx).await?;
    market.shelves_changed();
    Ok(PublishOutcome::Published { slug: listing.slug })
}

/// A listing that was taken off sale can come back as it was.
fn was_withdrawn(listing: &listing::Model) -> Option<Uuid> {
    listing.revision_id.filter(|_| listing.state == State::Withdrawn)
}

fn refuse(listing: &listing::Model, files: &[FileLine], offers: usize, proven: bool) -> Option<PublishOutcome> {
    if !proven {
        return Some(PublishOutcome::EmailNotVerified);
    }
    if !files.iter().any(|file| !file.is_attachment() && !file.is_photo()) {
        return Some(PublishOutcome::NoFiles);
    }
    // A category that was changed a moment ago has its drawings judged anew: not what they were before goes on sale.
    let is_ready = |file: &&FileLine| file.is_done() && file.is_judged_for(&listing.category);
    let working = files.iter().filter(|file| !is_ready(file)).count();
    if working > 0 {
        return Some(PublishOutcome::StillWorking { files: u32::try_from(working).unwrap_or(u32::MAX) });
    }
    let is_sound = |file: &FileLine| {
        file.is_attachment()
            || file.is_photo()
            || file.report.as_ref().is_some_and(|report| report.verdict != inspect::Verdict::Fail)
    };
    let broken: Vec<String> = files.iter().filter(|file| !is_sound(file)).map(|file| file.name.clone()).collect();
    if !broken.is_empty() {
        return Some(PublishOutcome::OpenFindings { files: broken });
    }
    if listing.title.trim().is_empty() {
        return Some(PublishOutcome::NoTitle);
    }
    (offers == 0).then_some(PublishOutcome::NoOffer)
}

/// What a person should judge before it goes live: a listing that a moderator declined, and the very bytes of
/// somebody else's file on sale.
async fn reasons_to_hold(tx: &Tx, shop: &shop::Model, listing: Uuid, files: &[FileLine]) -> Result<Vec<String>, Error> {
    let mut reasons = Vec::new();
    let decided = case::Entity::find().filter(case::Column::ListingId.eq(listing));
    let decided = decided.filter(case::Column::DecidedAt.is_not_null()).order_by_desc(case::Column::DecidedAt);
    if let Some(last) = decided.one(tx).await?.filter(|last| last.state == case::State::Declined) {
        reasons.push(format!("It was declined before: {}", last.words));
    }
    for line in files {
        if was_taken_down(tx, &line.blob).await? {
            reasons.push(format!("{} is, byte for byte, a file that was taken down.", line.name));
        }
        let same = file::Entity::find()
            .filter(file::Column::Blob.eq(&line.blob))
            .filter(file::Column::Id.ne(line.id))
            .all(tx)
            .await?;
        for other in same {
            let Some(revision) = revision::Entity::find_by_id(other.revision_id).one(tx).await? else { continue };
            let Some(listing) = listing::Entity::find_by_id(revision.listing_id).one(tx).await? else { continue };
            if listing.shop_id != shop.id && listing.revision_id == Some(revision.id) {
                reasons.push(format!("{} is, byte for byte, {} in “{}”.", line.name, other.name, listing.title));
            }
        }
    }
    reasons.sort();
    reasons.dedup();
    Ok(reasons)
}

/// Whether these very bytes stood in a listing that was taken down.
async fn was_taken_down(tx: &Tx, blob: &str) -> Result<bool, Error> {
    let removed =
        file::Entity::find().filter(file::Column::Blob.eq(blob)).filter(file::Column::State.eq(file::State::Removed));
    Ok(removed.one(tx).await?.is_some())
}

/// Puts `revision` on sale: the facts are laid out, and the world is told; its words become findable by that.
pub(crate) async fn go_live(market: &Market, tx: &Tx, id: Uuid, revision: Uuid) -> Result<(), Error> {
    let files = files::of_revision(tx, revision).await?;
    let Some(listing) = listing::Entity::find_by_id(id).one(tx).await? else { return Ok(()) };
    let now = market.now();
    let row = listing::ActiveModel {
        state: Set(State::Published),
        revision_id: Set(Some(revision)),
        draft_revision_id: Set(None),
        updated_at: Set(now),
        published_at: Set(Some(listing.published_at.unwrap_or(now))),
        ..facts(id, &files, supports::declared(tx, id).await?)?
    };
    listing::Entity::update(row).exec(tx).await?;
    facet_words::write(tx, id, &files).await?;
    let ready = revision::ActiveModel { id: Set(revision), state: Set(revision::State::Ready), ..Default::default() };
    revision::Entity::update(ready).exec(tx).await?;
    let (shop, slug, first) = (listing.shop_id, listing.slug, listing.published_at.is_none());
    market.tell(tx, ListingPublished { listing: id, shop, revision, slug, first }).await
}

/// Writes what follows from the files of a listing on sale, and from what its creator says of it, anew: a file was examined
/// again, or something else is said.
pub(crate) async fn follow_files(tx: &Tx, listing: &listing::Model) -> Result<(), Error> {
    let Some(revision) = listing.revision_id else { return Ok(()) };
    let files = files::of_revision(tx, revision).await?;
    let declared = supports::declared(tx, listing.id).await?;
    listing::Entity::update(facts(listing.id, &files, declared)?).exec(tx).await?;
    facet_words::write(tx, listing.id, &files).await
}

/// The columns of a listing that follow from its files, and from what its creator declares about supports.
pub(super) fn facts(
    id: Uuid,
    files: &[FileLine],
    supports_declared: Option<bool>,
) -> Result<listing::ActiveModel, Error> {
    let summary = Summary::of(files, supports_declared);
    let main = summary::main_file(files);
    let artifact =
        |name| summary::cover(files).or(main).and_then(|file| file.artifact(name)).map(|hash| hash.to_string());
    let side = |index: usize| summary.size_mm.get(index).copied();
    Ok(listing::ActiveModel {
        id: Set(id),
        kind: Set(main.map_or(Kind::Unknown, |file| file.kind)),
        verdict: Set(summary.verdict),
        needs_supports: Set(summary.needs_supports()),
        size_x_mm: Set(side(0)),
        size_y_mm: Set(side(1)),
        size_z_mm: Set(side(2)),
        picture: Set(artifact("still-512.webp")),
        picture_small: Set(artifact("still-256.webp")),
        picture_medium: Set(artifact("still-384.webp")),
        summary: Set(serde_json::to_value(&summary)?),
        ..Default::default()
    })
}
