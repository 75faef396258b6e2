//! Writing an uploaded file into a revision being prepared: one transaction, from the draft to the file's row.

use basis::{Actor, Scope};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::{
    LockForChange, Stored, Tx,
    entities::{file, shop},
    facts::{Kind, Verdict},
};
use uuid::Uuid;

use super::{
    Destination, ExamineFile, UploadRefusal,
    next_version::revision_being_prepared,
    refusal::{Announced, Placed, bytes_max_of, closed, measure, own_shop},
    remove_file::forget,
    role::Role,
};
use crate::{
    Error, Event, Market, blobs, catalog,
    context::{TAKEN_TRIES, commit},
    event::{FileAdded, FileReplaced},
    fields::title_of,
};

/// A file whose bytes are kept.
pub(super) struct AddFile {
    /// Where it is to go.
    pub(super) destination: Destination,
    /// Its name, cleaned.
    pub(super) name: String,
    /// The file that it takes the place of, whatever its name.
    pub(super) replaces: Option<Uuid>,
    /// The content that what it replaces must still have: it was made of that. Nothing is added for anything else.
    pub(super) made_of: Option<String>,
    /// What goes along, a photograph, or unknown where it is yet to be found out.
    pub(super) kind: Kind,
    /// Its content.
    pub(super) stored: Stored,
}

/// Adds a file; gives its listing and itself. Its shop and its listing are locked from the first question to the last
/// row, so that nobody publishes, adds or removes between them.
pub(super) async fn add_file(
    market: &Market,
    actor: &Actor,
    input: AddFile,
) -> Result<Result<(Uuid, Uuid), UploadRefusal>, Error> {
    let mut attempt = 0;
    loop {
        match add_at(market, actor, &input, attempt).await {
            // Another request took the word for the draft's address a moment before.
            Err(error) if error.is_taken() && attempt < TAKEN_TRIES => attempt += 1,
            done => return done,
        }
    }
}

async fn add_at(
    market: &Market,
    actor: &Actor,
    input: &AddFile,
    attempt: u32,
) -> Result<Result<(Uuid, Uuid), UploadRefusal>, Error> {
    let tx = market.begin().await?;
    let (listing, revision, shop) = match open(market, &tx, actor, &input.destination, attempt).await? {
        Ok(opened) => opened,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let role = if input.kind == Kind::Photo { Role::Photo } else { Role::Sold };
    let announced = Announced {
        role,
        destination: &input.destination,
        name: &input.name,
        replaces: input.replaces,
        bytes: Some(input.stored.bytes),
        content: Some(&input.stored.hash),
    };
    let placed = match Placed::of(market, &tx, revision, &announced).await? {
        Ok(placed) => placed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if input.made_of.as_ref().is_some_and(|content| placed.replaced.iter().all(|file| file.blob != *content)) {
        return Ok(Err(UploadRefusal::NotFound));
    }
    for replaced in &placed.replaced {
        forget(&tx, replaced.id).await?;
    }
    // What it replaces takes no room any more, and what the shop has already takes none again.
    if !blobs::has(&tx, shop, &input.stored.hash).await?
        && let Err(refusal) = measure(
            bytes_max_of(market, &input.name, role),
            blobs::room_of(market, &tx, shop, &[]).await?,
            input.stored.bytes,
        )
    {
        return Ok(Err(refusal));
    }
    blobs::confirm(&tx, &input.stored.hash).await?;
    let id = market.id();
    let AddFile { name, kind, stored, .. } = input;
    let new = NewFile { id, revision, position: placed.position, name, kind: *kind, stored };
    file::Entity::insert(row(market, new)).exec_without_returning(&tx).await?;
    if input.kind != Kind::Attachment {
        market.enqueue(&tx, &ExamineFile { file: id, shop }).await?;
    }
    market.tell(&tx, told(id, listing, revision, input.stored.bytes, &placed)).await?;
    commit(tx).await?;
    Ok(Ok((listing, id)))
}

fn told(file: Uuid, listing: Uuid, revision: Uuid, bytes: u64, placed: &Placed) -> Event {
    match placed.replaced.first() {
        Some(replaced) => FileReplaced { file, replaces: replaced.id, listing, revision, bytes }.into(),
        None => FileAdded { file, listing, revision, bytes }.into(),
    }
}

/// The listing, the revision and the shop that a file goes to, locked; a new draft where that is asked.
async fn open(
    market: &Market,
    tx: &Tx,
    actor: &Actor,
    destination: &Destination,
    attempt: u32,
) -> Result<Result<(Uuid, Uuid, Uuid), UploadRefusal>, Error> {
    let id = match destination {
        Destination::NewDraft(title) => {
            let Some(shop) = own_shop(market, actor).await? else { return Ok(Err(UploadRefusal::NotACreator)) };
            lock_shop(tx, shop).await?;
            let (listing, revision) = catalog::insert_draft(market, tx, shop, &title_of(title), attempt).await?;
            return Ok(Ok((listing, revision, shop)));
        }
        Destination::Listing(id) => *id,
    };
    let own = catalog::owned_locked(tx, actor, id).await?.filter(|_| actor.may(Scope::Sell));
    let Some((listing, shop)) = own else { return Ok(Err(UploadRefusal::NotFound)) };
    if let Some(refusal) = closed(&listing) {
        return Ok(Err(refusal));
    }
    lock_shop(tx, shop.id).await?;
    catalog::take_back(market, tx, &listing).await?;
    let revision = revision_being_prepared(market, tx, &listing, shop.id).await?;
    Ok(Ok((listing.id, revision, shop.id)))
}

/// The room of a shop is counted over all of its listings: two uploads to two of them wait for each other.
pub(super) async fn lock_shop(tx: &Tx, shop: Uuid) -> Result<(), Error> {
    shop::Entity::find_by_id(shop).lock_for_change().one(tx).await?;
    Ok(())
}

/// A file that is new in a revision.
pub(super) struct NewFile<'a> {
    pub(super) id: Uuid,
    pub(super) revision: Uuid,
    /// Its place in the order.
    pub(super) position: i32,
    /// As it may stand in a revision.
    pub(super) name: &'a str,
    pub(super) kind: Kind,
    pub(super) stored: &'a Stored,
}

/// Its row: nobody looks at what goes along, and all else waits for its turn.
pub(super) fn row(market: &Market, new: NewFile<'_>) -> file::ActiveModel {
    let state = if new.kind == Kind::Attachment { file::State::Ready } else { file::State::Waiting };
    file::ActiveModel {
        id: Set(new.id),
        revision_id: Set(new.revision),
        position: Set(new.position),
        name: Set(new.name.to_owned()),
        blob: Set(new.stored.hash.to_string()),
        bytes: Set(i64::try_from(new.stored.bytes).unwrap_or(i64::MAX)),
        format: Set(String::new()),
        kind: Set(new.kind),
        state: Set(state),
        step: Set(String::new()),
        verdict: Set(Verdict::Unknown),
        report: Set(json!(null)),
        artifacts: Set(json!({})),
        created_at: Set(market.now()),
        alt: Set(String::new()),
        is_cover: Set(false),
    }
}
