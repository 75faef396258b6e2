//! Putting what came out of an archive in its place: one transaction, from the last question to the last row.

use std::collections::HashSet;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict};
use serde_json::json;
use store::{
    Tx,
    entities::{file, revision, unpacked_archive},
    facts::Kind,
};
use uuid::Uuid;

use super::{Content, Contents, TAKE_LESS, WhyNot};
use crate::{
    Error, Market,
    blobs::{self, Room},
    catalog::{self, Unpacking},
    context::commit,
    event::{Event, FileAdded, FileRemoved, FileReplaced},
    examiner::Sort,
    ingest::{
        ExamineFile, UploadRefusal,
        add_file::{NewFile, lock_shop, row},
        job::file_locked,
        refusal::closed,
        remove_file::forget,
    },
    limits,
};

/// Notes of one revision that are kept; earlier ones give way.
const NOTES_MAX: usize = 10;

/// Whether a revision has a pattern that is no picture: then the pictures beside it are photographs.
pub(super) async fn has_pattern(market: &Market, revision: Uuid) -> Result<bool, Error> {
    let kinds = [Kind::Unknown, Kind::Mesh, Kind::Drawing];
    let names: Vec<String> = file::Entity::find()
        .select_only()
        .column(file::Column::Name)
        .filter(file::Column::RevisionId.eq(revision))
        .filter(file::Column::Kind.is_in(kinds))
        .into_tuple()
        .all(market.store().read())
        .await?;
    Ok(names.iter().any(|name| Sort::of(name) == Some(Sort::Pattern)))
}

/// Puts `contents` in the place of `archive`, all of them, or says why they do not fit. Nothing is done where the archive was
/// taken out meanwhile, or its listing deleted or taken down.
pub(super) async fn place(
    market: &Market,
    archive: &file::Model,
    shop: Uuid,
    contents: &Contents,
) -> Result<Result<(), WhyNot>, Error> {
    let tx = market.begin().await?;
    let Some(prepared) = revision::Entity::find_by_id(archive.revision_id).one(&tx).await? else { return Ok(Ok(())) };
    let Some(listing) = catalog::lock_listing(&tx, prepared.listing_id).await? else { return Ok(Ok(())) };
    lock_shop(&tx, shop).await?;
    let is_open = listing.draft_revision_id == Some(prepared.id) && closed(&listing).is_none();
    let Some(archive) = file_locked(&tx, archive.id).await?.filter(|_| is_open) else { return Ok(Ok(())) };
    let beside = file::Entity::find()
        .filter(file::Column::RevisionId.eq(prepared.id))
        .filter(file::Column::Id.ne(archive.id))
        .all(&tx)
        .await?;
    if let Some(why) = too_many(market, &beside, contents) {
        return Ok(Err(why));
    }
    let room = blobs::room_of(market, &tx, shop, &[archive.id]).await?;
    forget(&tx, archive.id).await?;
    let mut told: Vec<Event> =
        vec![FileRemoved { file: archive.id, listing: listing.id, revision: prepared.id }.into()];
    let first = first_position(&archive, &beside);
    for (content, position) in contents.files.iter().zip(first..) {
        let same = beside.iter().find(|file| file.name == content.name);
        // Unpacked before, and nothing about it has changed: what was found stays.
        if same.is_some_and(|same| same.blob == content.stored.hash.as_str() && same.state != file::State::Failed) {
            continue;
        }
        let id = market.id();
        if let Some(same) = same {
            forget(&tx, same.id).await?;
        }
        let position = same.map_or(position, |same| same.position);
        insert(market, &tx, content, (id, prepared.id, position), shop).await?;
        let (bytes, listing, revision) = (content.stored.bytes, listing.id, prepared.id);
        told.push(match same {
            Some(same) => FileReplaced { file: id, replaces: same.id, listing, revision, bytes }.into(),
            None => FileAdded { file: id, listing, revision, bytes }.into(),
        });
    }
    if let Some(why) = no_room(market, &tx, shop, room).await? {
        return Ok(Err(why));
    }
    for event in told {
        market.tell(&tx, event).await?;
    }
    remember(&tx, prepared.id, &archive).await?;
    note(&tx, prepared, contents.note(&archive.name)).await?;
    commit(tx).await?;
    Ok(Ok(()))
}

/// Why a revision cannot hold all of it.
fn too_many(market: &Market, beside: &[file::Model], contents: &Contents) -> Option<WhyNot> {
    let count = |is_photo: bool| {
        let alike = |kind: Kind| (kind == Kind::Photo) == is_photo;
        let there = beside.iter().filter(|file| alike(file.kind)).map(|file| file.name.as_str());
        let come = contents.files.iter().filter(|content| alike(content.kind)).map(|content| content.name.as_str());
        there.chain(come).collect::<HashSet<_>>().len()
    };
    let why = |message: String| Some(WhyNot { message, fix: TAKE_LESS.to_owned() });
    let (files, files_max) = (count(false), market.settings().files_max as usize);
    if files > files_max {
        return why(format!(
            "With this archive the pattern would have {files} files, and it holds at most {files_max}."
        ));
    }
    let (photos, photos_max) = (count(true), limits::PHOTOS.max);
    if photos > photos_max {
        return why(format!(
            "With this archive the listing would have {photos} photographs, and it has at most {photos_max}."
        ));
    }
    None
}

/// Where the first file stands: where the archive stood, if that was the end.
fn first_position(archive: &file::Model, beside: &[file::Model]) -> i32 {
    let last = beside.iter().map(|file| file.position).max();
    last.map_or(archive.position, |last| archive.position.max(last.saturating_add(1)))
}

async fn insert(
    market: &Market,
    tx: &Tx,
    content: &Content,
    (id, revision, position): (Uuid, Uuid, i32),
    shop: Uuid,
) -> Result<(), Error> {
    blobs::confirm(tx, &content.stored.hash).await?;
    let new = NewFile { id, revision, position, name: &content.name, kind: content.kind, stored: &content.stored };
    file::Entity::insert(row(market, new)).exec_without_returning(tx).await?;
    if content.kind != Kind::Attachment {
        market.enqueue(tx, &ExamineFile { file: id, shop }).await?;
    }
    Ok(())
}

/// Why what was just put among the shop's files does not fit: they took `before` without the archive.
async fn no_room(market: &Market, tx: &Tx, shop: Uuid, before: Room) -> Result<Option<WhyNot>, Error> {
    let after = blobs::room_of(market, tx, shop, &[]).await?;
    let is_over = after.bytes_max.is_some_and(|max| after.used_bytes > max);
    // What the shop had already takes no more room, however full it is.
    let is_new = after.used_bytes > before.used_bytes;
    let why = || WhyNot { message: UploadRefusal::NoRoom(before).sentence(), fix: TAKE_LESS.to_owned() };
    Ok((is_over && is_new).then(why))
}

/// Writes down which archive it was: its own row is gone, and whoever sends it again by a program is told that it is here.
async fn remember(tx: &Tx, revision: Uuid, archive: &file::Model) -> Result<(), Error> {
    let row = unpacked_archive::ActiveModel {
        revision_id: Set(revision),
        hash: Set(archive.blob.clone()),
        name: Set(archive.name.clone()),
    };
    let unless_there = OnConflict::columns([unpacked_archive::Column::RevisionId, unpacked_archive::Column::Hash])
        .do_nothing()
        .to_owned();
    unpacked_archive::Entity::insert(row).on_conflict(unless_there).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes down what was left out, for the creator to see.
async fn note(tx: &Tx, revision: revision::Model, note: Unpacking) -> Result<(), Error> {
    if note.left_out_count == 0 {
        return Ok(());
    }
    let mut notes = catalog::unseen(tx, revision.id).await?;
    notes.retain(|known| known.archive != note.archive);
    notes.push(note);
    let kept = &notes[notes.len().saturating_sub(NOTES_MAX)..];
    let row = revision::ActiveModel { id: Set(revision.id), unpacked: Set(json!(kept)), ..Default::default() };
    revision::Entity::update(row).exec(tx).await?;
    Ok(())
}
