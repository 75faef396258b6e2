//! Bulk import: a folder of files becomes listings, here or behind an address; run again, nothing doubles.

mod archive;
mod content;
mod creator;
mod destination;
mod here;
mod listing;
mod manifest;
mod package;
mod photos;
mod plan;
mod tally;
mod there;

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use market::{Market, attachment};
use store::facts::Kind;

pub use listing::add_listing;
pub use listing::publish_one;
pub use tally::Totals;
pub use there::Server;

use destination::{Added, Destination, Looked, Part};
use plan::{Entry, Source};
use tally::{End, Tally};

use crate::workers;

/// Entries asked after at once.
const ASKED_AT_ONCE: usize = 50;
/// How often entries under way are asked after.
const LOOK: Duration = Duration::from_millis(100);

/// What is imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The folder.
    pub folder: PathBuf,
    /// A manifest; with one, only the files it names.
    pub manifest: Option<PathBuf>,
}

/// Imports into `market`; files of which nobody says whose they are become those of `creator`. Gives the totals, and
/// how many files reached no final state.
///
/// # Errors
/// The folder or the manifest cannot be read, or the database or the blob store does not answer.
pub async fn import_here(market: &Market, input: &Import, creator: &str, workers: usize) -> Result<(Totals, u64)> {
    let running = workers::start(market, workers);
    let totals = import(&mut here::Here::new(market.clone(), creator), input).await?;
    running.finish(market).await?;
    Ok(totals)
}

/// Imports into the market behind an address, as whoever its token stands for.
///
/// # Errors
/// The folder or the manifest cannot be read, or the server does not answer.
pub async fn import_there(server: Server, input: &Import) -> Result<(Totals, u64)> {
    import(&mut there::There::open(server).await?, input).await
}

async fn import<D: Destination>(destination: &mut D, input: &Import) -> Result<(Totals, u64)> {
    let begun = Instant::now();
    let entries = plan::entries(&input.folder, input.manifest.as_deref())?;
    let mut tally = Tally::new(entries.iter().map(|entry| entry.sources.len()).sum());
    let pending = add_all(destination, input, entries, &mut tally).await;
    finish_all(destination, pending, &mut tally).await?;
    let (mut totals, unfinished) = tally.finish();
    totals.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    Ok((totals, unfinished))
}

/// Entries that wait for their files, with their tickets.
type Pending<T> = VecDeque<(Entry, T)>;

/// Puts every entry into a listing of its own; what has ended already is told.
async fn add_all<D: Destination>(
    destination: &mut D,
    input: &Import,
    entries: Vec<Entry>,
    tally: &mut Tally,
) -> Pending<D::Ticket> {
    tally.doing("added");
    let mut pending = VecDeque::new();
    for entry in entries {
        match add(destination, input, &entry).await {
            Ok(Added::Waits(ticket)) => pending.push_back((entry, ticket)),
            Ok(Added::Ended(end)) => end_all(tally, &entry, &end),
            Err(error) => end_all(tally, &entry, &End::Unfinished(format!("{error:#}"))),
        }
    }
    pending
}

fn end_all(tally: &mut Tally, entry: &Entry, end: &End) {
    for source in &entry.sources {
        tally.end(source.shown(), end);
    }
}

async fn add<D: Destination>(destination: &mut D, input: &Import, entry: &Entry) -> Result<Added<D::Ticket>> {
    let mut paths = Vec::with_capacity(entry.sources.len());
    for source in &entry.sources {
        let is_of_several = entry.sources.len() > 1;
        match ready((destination.bytes_max(), is_of_several), &input.folder, source)? {
            Ok(path) => paths.push(path),
            Err(end) => return Ok(Added::Ended(end)),
        }
    }
    let scratch = tempfile::tempdir().context("there is no room for what is looked at in a zip")?;
    let photos = match photos::ready(&input.folder, scratch.path(), &entry.photos)? {
        Ok(photos) => photos,
        Err(why) => return Ok(Added::Ended(End::Refused(why))),
    };
    let part = |(source, path): (&Source, &PathBuf)| (source.name(), path.clone());
    let named: Vec<_> = entry.sources.iter().zip(&paths).map(part).collect();
    let parts: Vec<_> = named.iter().map(|(name, path)| Part { name: name.clone(), path }).collect();
    destination.add(entry, &parts, &photos).await
}

/// Where the bytes of `source` can be read, or how it ends without.
fn ready((bytes_max, is_of_several): (u64, bool), folder: &Path, source: &Source) -> Result<Result<PathBuf, End>> {
    let relative = source.shown();
    if let Source::Broken { why, .. } = source {
        return Ok(Err(End::Refused(why.clone())));
    }
    let path = folder.join(relative);
    let goes_along = is_of_several && attachment::by_name(&source.name()).is_some();
    if let Some(reason) = content::reason_to_skip(&path, relative)?.filter(|_| !goes_along) {
        return Ok(Err(End::Skipped(reason)));
    }
    let bytes = std::fs::metadata(&path)?.len();
    if bytes > bytes_max {
        let why = format!("It has {bytes} bytes; {bytes_max} are allowed there. Make it smaller.");
        return Ok(Err(End::Refused(why)));
    }
    Ok(Ok(path))
}

/// Waits for every entry and publishes those whose files are sound.
async fn finish_all<D: Destination>(
    destination: &mut D,
    mut pending: Pending<D::Ticket>,
    tally: &mut Tally,
) -> Result<()> {
    tally.doing("examined");
    while !pending.is_empty() {
        let asked: Vec<D::Ticket> = pending.iter().take(ASKED_AT_ONCE).map(|(_, ticket)| ticket.clone()).collect();
        let looked = destination.look(&asked).await?;
        let before = pending.len();
        let mut waiting = VecDeque::new();
        for look in looked {
            let Some((entry, ticket)) = pending.pop_front() else { break };
            let end = match look {
                Looked::Working => {
                    waiting.push_back((entry, ticket));
                    continue;
                }
                Looked::Faulty(why) => End::Refused(why),
                Looked::GivenUp(why) => End::Unfinished(why),
                Looked::Sound { kind } => match sell(destination, &entry, &ticket, kind, tally).await {
                    Ok(Some(end)) => end,
                    Ok(None) => {
                        waiting.push_back((entry, ticket));
                        continue;
                    }
                    Err(error) => End::Unfinished(format!("{error:#}")),
                },
            };
            end_all(tally, &entry, &end);
        }
        waiting.append(&mut pending);
        pending = waiting;
        if pending.len() == before {
            tokio::time::sleep(LOOK).await;
        }
    }
    Ok(())
}

/// Publishes an entry whose files are sound; none where they are judged anew first. What was left out of its zip is told, so
/// that nothing is lost in silence.
async fn sell<D: Destination>(
    destination: &mut D,
    entry: &Entry,
    ticket: &D::Ticket,
    kind: Kind,
    tally: &Tally,
) -> Result<Option<End>> {
    // Once it is on sale there is no draft to ask about.
    let left_out = if entry.is_zip() { destination.left_out(ticket).await? } else { Vec::new() };
    let end = destination.publish(entry, ticket, kind).await?;
    if end.is_some() {
        left_out.iter().for_each(|words| tally.note(&entry.relative, words));
    }
    Ok(end)
}
