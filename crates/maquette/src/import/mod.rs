//! Bulk import: a folder of files becomes listings; run again, nothing doubles.

mod creator;
mod listing;
mod manifest;
mod plan;
mod tally;

use std::{
    collections::{BTreeSet, VecDeque},
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::Result;
use basis::Actor;
use market::{Market, catalog::PublishOutcome};
use pattern::Severity;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entities::{file, job};
use uuid::Uuid;

pub use listing::add_listing;
pub use listing::publish_one;
pub use tally::Totals;

use creator::Creators;
use listing::Known;
use plan::Entry;
use tally::{End, Tally};

use crate::workers;

/// Files asked after in one query.
const ASKED_AT_ONCE: usize = 200;
/// How often files under way are asked after.
const LOOK: Duration = Duration::from_millis(100);

/// What is imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The folder.
    pub folder: PathBuf,
    /// A manifest; with one, only the files it names.
    pub manifest: Option<PathBuf>,
    /// Whose the files are of which the manifest does not say it.
    pub creator: String,
    /// Files examined at the same time.
    pub workers: usize,
}

/// A file that is being examined.
struct Pending {
    entry: Entry,
    actor: Actor,
    listing: Uuid,
    file: Uuid,
}

/// Imports a folder. Gives the totals, and how many files reached no final state.
///
/// # Errors
/// The folder or the manifest cannot be read, or the database or the blob store does not answer.
pub async fn import(market: &Market, input: Import) -> Result<(Totals, u64)> {
    let begun = Instant::now();
    let entries = plan::entries(&input.folder, input.manifest.as_deref())?;
    let mut tally = Tally::new(entries.len());
    let running = workers::start(market, input.workers);
    let pending = add_all(market, &input, entries, &mut tally).await?;
    finish_all(market, pending, &mut tally).await?;
    running.stop().await?;
    let (mut totals, unfinished) = tally.finish();
    totals.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Ok((totals, unfinished))
}

/// Puts every file into a listing of its own; what has ended already is told.
async fn add_all(market: &Market, input: &Import, entries: Vec<Entry>, tally: &mut Tally) -> Result<VecDeque<Pending>> {
    tally.doing("added");
    let (mut creators, mut claimed) = (Creators::default(), BTreeSet::new());
    let mut pending = VecDeque::new();
    for entry in entries {
        match add(market, input, &entry, &mut creators, &mut claimed).await {
            Ok(Added::Waits { actor, listing, file }) => pending.push_back(Pending { entry, actor, listing, file }),
            Ok(Added::Ended(end)) => tally.end(&entry.relative, &end),
            Err(error) => tally.end(&entry.relative, &End::Unfinished(format!("{error:#}"))),
        }
    }
    Ok(pending)
}

enum Added {
    Waits { actor: Actor, listing: Uuid, file: Uuid },
    Ended(End),
}

async fn add(
    market: &Market,
    input: &Import,
    entry: &Entry,
    creators: &mut Creators,
    claimed: &mut BTreeSet<Uuid>,
) -> Result<Added> {
    let path = input.folder.join(&entry.relative);
    if let Some(reason) = plan::reason_to_skip(&input.folder, &entry.relative)? {
        return Ok(Added::Ended(End::Skipped(reason)));
    }
    let (bytes, bytes_max) = (std::fs::metadata(&path)?.len(), market.settings().upload_bytes_max);
    if bytes > bytes_max {
        let why = format!("It has {bytes} bytes; {bytes_max} are allowed here. Make it smaller.");
        return Ok(Added::Ended(End::Refused(why)));
    }
    let creator = creators.of(market, entry.line.creator.as_deref().unwrap_or(&input.creator)).await?;
    let stored = market.blobs().put_file(&path).await?;
    let name = entry.relative.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let actor = creator.actor;
    if let Some(known) = listing::known(market, creator.shop, &name, &stored, claimed).await? {
        claimed.insert(known.listing.id);
        return resume(market, actor, known).await;
    }
    let title = entry.line.title.clone().unwrap_or_else(|| listing::title_of(&entry.relative));
    let (listing, file) = listing::add_stored(market, &actor, &title, &name, stored).await?;
    claimed.insert(listing);
    Ok(Added::Waits { actor, listing, file })
}

/// A file of an earlier run: at its end it stays as it is, before its end it goes on from there.
async fn resume(market: &Market, actor: Actor, known: Known) -> Result<Added> {
    let Known { listing, file } = known;
    let examined = matches!(file.state.as_str(), "ready" | "failed");
    let unsound = examined && (file.state == "failed" || file.verdict == "fail");
    if listing.state != "draft" || unsound {
        return Ok(Added::Ended(End::Unchanged));
    }
    if !examined {
        for job in given_up(market, &[file.id]).await? {
            jobs::retry(market.store(), market.clock().as_ref(), job.id).await?;
        }
    }
    Ok(Added::Waits { actor, listing: listing.id, file: file.id })
}

/// Waits for every file and publishes those that are sound.
async fn finish_all(market: &Market, mut pending: VecDeque<Pending>, tally: &mut Tally) -> Result<()> {
    tally.doing("examined");
    while !pending.is_empty() {
        let asked: Vec<Uuid> = pending.iter().take(ASKED_AT_ONCE).map(|pending| pending.file).collect();
        let examined = file::Entity::find()
            .filter(file::Column::Id.is_in(asked.iter().copied()))
            .filter(file::Column::State.is_in(["ready", "failed"]))
            .all(market.store().read())
            .await?;
        let dead = given_up(market, &asked).await?;
        if examined.is_empty() && dead.is_empty() {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        for job in dead {
            let Some(pending) = take(&mut pending, file_of(&job)) else { continue };
            tally.end(&pending.entry.relative, &End::Unfinished(job.error));
        }
        for file in examined {
            let Some(pending) = take(&mut pending, Some(file.id)) else { continue };
            let end =
                finish(market, &pending, &file).await.unwrap_or_else(|error| End::Unfinished(format!("{error:#}")));
            tally.end(&pending.entry.relative, &end);
        }
    }
    Ok(())
}

fn take(pending: &mut VecDeque<Pending>, file: Option<Uuid>) -> Option<Pending> {
    let at = pending.iter().position(|pending| Some(pending.file) == file)?;
    pending.remove(at)
}

/// Publishes an examined file, unless it has a fault.
async fn finish(market: &Market, pending: &Pending, file: &file::Model) -> Result<End> {
    if file.state == "failed" || file.verdict == "fail" {
        return Ok(End::Refused(worst_finding(&file.report)));
    }
    let edit = match listing::edit_of(market, &pending.entry.line, &pending.entry.relative, &file.kind) {
        Ok(edit) => edit,
        Err(error) => return Ok(End::Refused(error.to_string())),
    };
    Ok(match publish_one(market, &pending.actor, pending.listing, edit).await? {
        Ok(PublishOutcome::Published { .. }) => End::Published,
        Ok(PublishOutcome::Held { .. }) => End::Held,
        Ok(PublishOutcome::NothingNew) => End::Unchanged,
        Ok(PublishOutcome::OpenFindings { .. }) => End::Refused(worst_finding(&file.report)),
        Ok(other) => End::Refused(format!("It cannot be published: {other:?}")),
        Err(words) => End::Refused(words),
    })
}

fn worst_finding(report: &serde_json::Value) -> String {
    let report: Option<inspect::Report> = serde_json::from_value(report.clone()).ok();
    let fails = |finding: &&pattern::Finding| finding.severity == Severity::Fail;
    let finding = report.as_ref().and_then(|report| report.findings.iter().find(fails));
    finding
        .map(|finding| format!("{} {}", finding.code, finding.message))
        .unwrap_or_else(|| "It could not be read.".to_owned())
}

/// The examinations of `files` that were given up or stopped.
async fn given_up(market: &Market, files: &[Uuid]) -> Result<Vec<job::Model>> {
    let ended = job::Entity::find()
        .filter(job::Column::Kind.eq(<market::ingest::ExamineFile as jobs::Job>::KIND))
        .filter(job::Column::State.is_in(["dead", "cancelled"]))
        .all(market.store().read())
        .await?;
    Ok(ended.into_iter().filter(|job| file_of(job).is_some_and(|file| files.contains(&file))).collect())
}

fn file_of(job: &job::Model) -> Option<Uuid> {
    job.arguments["file"].as_str()?.parse().ok()
}
