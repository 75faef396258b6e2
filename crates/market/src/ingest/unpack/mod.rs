//! Unpacking an archive: what it holds takes its place, all of it in one transaction or none.
//!
//! A child process unpacks it, because it is a foreign file; what it says is held against every limit once more here.

mod names;
mod place;
mod progress;
mod seen;

use std::path::Path;

use jobs::Running;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::{Stored, entities::file, facts::Kind};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

pub use progress::{UnpackProgress, UnpackStage, unpacking};
pub use seen::unpacking_seen;

use super::{
    ExamineFile, Role,
    head::is_photo,
    job::{file_locked, show_step},
    refusal::bytes_max_of,
};
use crate::{
    Error, Market,
    attachment::{self, HEAD_BYTES},
    blobs,
    catalog::{Unpacking, stored_verdict},
    context::commit,
    event::FileExamined,
    examiner::{
        ExamineRequest, LEFT_OUT_NAMED_MAX, Limits, Line, Sort, Step, TAKE_LESS, UnpackLimits, Unpacked, WhyNot, made,
        not_unpacked,
    },
    limits,
};
use names::names;
use place::place;
use progress::Follower;

/// A file out of an archive, whose bytes are kept.
struct Content {
    /// As it may stand in a revision.
    name: String,
    /// What goes along, a photograph, or unknown where it is yet to be found out.
    kind: Kind,
    stored: Stored,
}

/// What is to take an archive's place.
struct Contents {
    files: Vec<Content>,
    left_out: Vec<String>,
    left_out_count: u64,
}

impl Contents {
    /// What its creator is to see of it.
    fn note(&self, archive: &str) -> Unpacking {
        let photos = self.files.iter().filter(|content| content.kind == Kind::Photo).count();
        Unpacking {
            archive: archive.to_owned(),
            files: (self.files.len() - photos) as u64,
            photos: photos as u64,
            left_out: self.left_out.clone(),
            left_out_count: self.left_out_count,
        }
    }
}

/// Unpacks the job's file where it is an archive. False where nothing is left to do with it: what came out of it has
/// jobs of its own. One that is a pattern in a package, whatever its name, is examined as any other.
///
/// # Errors
/// The database or the disk does not answer. What the archive holds is never an error.
pub(super) async fn unpack(market: &Market, job: &ExamineFile, running: Option<&Running>) -> Result<bool, Error> {
    let read = market.store().read();
    let Some(archive) = file::Entity::find_by_id(job.file).one(read).await? else { return Ok(false) };
    if archive.kind != Kind::Archive {
        return Ok(true);
    }
    if archive.state.is_done() {
        return Ok(false);
    }
    let out = market.blobs().workspace().await?;
    let follower = Follower(running);
    let unpacked = in_child(market, &archive, job.shop, out.path(), follower).await?;
    if unpacked.is_package {
        return examine_instead(market, &archive).await;
    }
    let placed = match unpacked.why_not {
        Some(why) => Err(why),
        None => match kept(market, &archive, unpacked, out.path(), follower).await? {
            Ok(contents) => place(market, &archive, job.shop, &contents).await?,
            Err(why) => Err(why),
        },
    };
    if let Err(why) = placed {
        refuse(market, &archive, why).await?;
    }
    Ok(false)
}

/// Lets the child unpack the archive into `out`.
async fn in_child(
    market: &Market,
    archive: &file::Model,
    shop: Uuid,
    out: &Path,
    follower: Follower<'_>,
) -> Result<Unpacked, Error> {
    let room = blobs::room_of(market, market.store().read(), shop, &[]).await?;
    let blob = market.blobs().local(&archive.blob.parse()?).await?;
    let request = ExamineRequest {
        path: blob.path().to_owned(),
        name: archive.name.clone(),
        out: out.to_owned(),
        steps: vec![Step::Unpack],
        limits: Limits::default(),
        used_for: None,
        unpack: Some(UnpackLimits {
            files_max: market.settings().files_max,
            file_bytes_max: market.settings().upload_bytes_max,
            // More than the whole room never fits; whether this fits into what is left is asked under the lock.
            unpacked_bytes_max: room.bytes_max.unwrap_or(u64::MAX).min(limits::ARCHIVE_BYTES.max as u64),
        }),
    };
    let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let hear = async {
        let mut unpacked = None;
        while let Some(line) = lines.recv().await {
            match line {
                Line::Begun { step } => show_step(market, archive.id, step).await?,
                Line::Unpacked { done, of } => follower.told(UnpackStage::Unpacking, done, of).await?,
                Line::Done { output, .. } => unpacked = Some(serde_json::from_value(output)?),
            }
        }
        Ok::<_, Error>(unpacked)
    };
    let ((), unpacked) = tokio::try_join!(market.examiner().run(request, send), hear)?;
    unpacked.ok_or_else(|| Error::Stored("the unpacking child said nothing".to_owned()))
}

/// Takes the archive for a pattern from now on; true, because it is to be examined.
async fn examine_instead(market: &Market, archive: &file::Model) -> Result<bool, Error> {
    let tx = market.begin().await?;
    if file_locked(&tx, archive.id).await?.is_none() {
        return Ok(false);
    }
    let row = file::ActiveModel { id: Set(archive.id), kind: Set(Kind::Unknown), ..Default::default() };
    file::Entity::update(row).exec(&tx).await?;
    commit(tx).await?;
    Ok(true)
}

/// Keeps the bytes of what came out, each held against the limits of its kind, or says why nothing is taken.
async fn kept(
    market: &Market,
    archive: &file::Model,
    unpacked: Unpacked,
    out: &Path,
    follower: Follower<'_>,
) -> Result<Result<Contents, WhyNot>, Error> {
    let Unpacked { paths, mut left_out, mut left_out_count, all_are_sold, .. } = unpacked;
    let files_max = market.settings().files_max as usize;
    if paths.len() > files_max + files_max.max(limits::PHOTOS.max) || left_out.len() > LEFT_OUT_NAMED_MAX {
        return Err(Error::Stored("the unpacking child took more than it was asked for".to_owned()));
    }
    let has_pattern = paths.iter().any(|path| Sort::of(path) == Some(Sort::Pattern));
    let pictures_are_shown = !all_are_sold && (has_pattern || place::has_pattern(market, archive.revision_id).await?);
    let mut contents = Vec::new();
    let of = u32::try_from(paths.len()).unwrap_or(u32::MAX);
    for (index, name) in names(&paths).into_iter().enumerate() {
        follower.told(UnpackStage::Storing, u32::try_from(index).unwrap_or(u32::MAX), of).await?;
        let made = out.join(made(index));
        let metadata = tokio::fs::symlink_metadata(&made).await?;
        if !metadata.is_file() {
            return Err(Error::Stored(format!("{} is nothing that was unpacked", made.display())));
        }
        let Some(kind) = kind_of(&name, &made, pictures_are_shown).await? else {
            left_out_count += 1;
            left_out.push(format!("{name} (not what its name says)"));
            continue;
        };
        let role = if kind == Kind::Photo { Role::Photo } else { Role::Sold };
        let bytes_max = bytes_max_of(market, &name, role);
        if metadata.len() > bytes_max {
            let fault = pattern::ArchiveFault::FileTooLong { path: name, bytes_max };
            return Ok(Err(WhyNot { message: fault.message(), fix: fault.fix().to_owned() }));
        }
        let stored = blobs::keep(market, market.blobs().seal_file(&made).await?).await?;
        contents.push(Content { name: role.name(&name), kind, stored });
    }
    if contents.is_empty() {
        let message = "Nothing in the archive is what its name says.".to_owned();
        return Ok(Err(WhyNot { message, fix: "Save the files anew, pack them and upload that.".to_owned() }));
    }
    Ok(Ok(Contents { files: contents, left_out, left_out_count }))
}

/// What an unpacked file is, by its name and its first bytes; none where these do not agree.
async fn kind_of(name: &str, made: &Path, pictures_are_shown: bool) -> Result<Option<Kind>, Error> {
    let mut head = Vec::new();
    tokio::fs::File::open(made).await?.take(HEAD_BYTES as u64).read_to_end(&mut head).await?;
    Ok(match Sort::of(name) {
        Some(Sort::Along) => attachment::by_name(name).filter(|known| known.agrees(&head)).map(|_| Kind::Attachment),
        Some(Sort::Picture) if pictures_are_shown => is_photo(&head).then_some(Kind::Photo),
        Some(Sort::Picture | Sort::Pattern) => Some(Kind::Unknown),
        None => None,
    })
}

/// Ends an archive from which nothing is taken: its creator reads why, and what to do.
async fn refuse(market: &Market, archive: &file::Model, why: WhyNot) -> Result<(), Error> {
    let tx = market.begin().await?;
    if file_locked(&tx, archive.id).await?.is_none() {
        return Ok(());
    }
    let report = not_unpacked(why);
    let row = file::ActiveModel {
        id: Set(archive.id),
        state: Set(file::State::Failed),
        step: Set(String::new()),
        verdict: Set(stored_verdict(report.verdict)),
        report: Set(json!(report)),
        ..Default::default()
    };
    file::Entity::update(row).exec(&tx).await?;
    let (revision, verdict) = (archive.revision_id, report.verdict.into());
    market.tell(&tx, FileExamined { file: archive.id, revision, verdict, finished: true }).await?;
    commit(tx).await
}
