//! Importing into a market of this machine.

use std::collections::BTreeSet;

use anyhow::Result;
use basis::Actor;
use market::{
    Market,
    catalog::{self, FileState, Holding, PublishOutcome},
    ingest::{self, Role},
};
use uuid::Uuid;

use store::facts::Kind;

use super::{
    creator::Creators,
    destination::{Added, Destination, Looked, Part, left_out_words, worst_finding},
    listing,
    photos::{Shown, Wanted},
    plan::Entry,
    tally::End,
};

/// A market of this machine.
pub struct Here {
    market: Market,
    /// Whose the files are of which nobody says it.
    creator: String,
    creators: Creators,
    /// Listings that belong to entries of this run already.
    claimed: BTreeSet<Uuid>,
}

/// An entry that waits.
#[derive(Clone)]
pub struct Ticket {
    actor: Actor,
    listing: Uuid,
    /// What is to be said of its photographs.
    photos: Vec<Wanted>,
}

impl Here {
    pub fn new(market: Market, creator: &str) -> Self {
        Self { market, creator: creator.to_owned(), creators: Creators::default(), claimed: BTreeSet::new() }
    }

    /// The listing of `shop` that holds these very bytes, one of the same file name before others; those claimed by
    /// other entries of this run are left out, so that two files of the same content stay two listings, run after run.
    async fn known(&self, shop: Uuid, name: &str, hash: &store::Hash) -> Result<Option<Holding>> {
        let mut holdings = catalog::holdings(&self.market, shop, hash).await?;
        holdings.retain(|holding| !self.claimed.contains(&holding.listing.id));
        let at = holdings.iter().position(|holding| holding.file_name == name).unwrap_or(0);
        Ok((at < holdings.len()).then(|| holdings.swap_remove(at)))
    }

    /// A listing of an earlier run: at its end it stays as it is, before its end it goes on from there.
    async fn resume(
        &self,
        actor: Actor,
        known: Holding,
        parts: &[(&Part<'_>, store::Hash)],
        photos: &[Shown],
    ) -> Result<Added<Ticket>> {
        let Holding { listing, is_unpacked, .. } = known;
        let draft = catalog::draft(&self.market, &actor, listing.id).await?;
        let (files, shown) = draft.map(|draft| (draft.files, draft.photos)).unwrap_or_default();
        if listing.state != catalog::State::Draft || self.is_unsound(&files).await? {
            return Ok(Added::Ended(End::Unchanged));
        }
        // It was found by the first of its files.
        for (part, hash) in parts.iter().skip(usize::from(is_unpacked)) {
            if !files.iter().any(|line| line.blob == hash.as_str()) {
                listing::add_file(&self.market, &actor, listing.id, (&part.name, Role::Sold), part.path).await?;
            }
        }
        let missing = photos.iter().filter(|photo| !shown.iter().any(|line| line.blob == photo.wanted.hash.as_str()));
        self.send_photos(&actor, listing.id, missing).await?;
        for line in files.iter().chain(&shown).filter(|line| line.state != FileState::Ready) {
            ingest::examine_again(&self.market, line.id).await?;
        }
        Ok(Added::Waits(ticket(actor, listing.id, photos)))
    }

    /// Whether one of the files has a fault that trying again does not mend.
    async fn is_unsound(&self, files: &[catalog::FileLine]) -> Result<bool> {
        for file in files {
            let fails = file.report.as_ref().is_some_and(|report| report.verdict == inspect::Verdict::Fail);
            let is_faulty = file.state.is_done() && (file.state == FileState::Failed || fails);
            if is_faulty && ingest::given_up(&self.market, file.id).await?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sends photographs; those in a zip come with that.
    async fn send_photos(&self, actor: &Actor, listing: Uuid, photos: impl Iterator<Item = &Shown>) -> Result<()> {
        for photo in photos {
            if let Some(path) = &photo.path {
                listing::add_file(&self.market, actor, listing, (&photo.name, Role::Photo), path).await?;
            }
        }
        Ok(())
    }
}

fn ticket(actor: Actor, listing: Uuid, photos: &[Shown]) -> Ticket {
    Ticket { actor, listing, photos: photos.iter().map(|photo| photo.wanted.clone()).collect() }
}

impl Destination for Here {
    type Ticket = Ticket;

    fn bytes_max(&self) -> u64 {
        self.market.settings().upload_bytes_max
    }

    async fn add(&mut self, entry: &Entry, parts: &[Part<'_>], photos: &[Shown]) -> Result<Added<Ticket>> {
        let word = entry.line.creator.as_deref().unwrap_or(&self.creator);
        let creator = self.creators.of(&self.market, word).await?;
        let mut hashed = Vec::with_capacity(parts.len());
        for part in parts {
            hashed.push((part, store::Hash::of_file(part.path)?));
        }
        let Some((first, hash)) = hashed.first() else { return Ok(Added::Ended(End::Unchanged)) };
        let actor = creator.actor;
        if let Some(known) = self.known(creator.shop, &first.name, hash).await? {
            self.claimed.insert(known.listing.id);
            return self.resume(actor, known, &hashed, photos).await;
        }
        let title = entry.line.title.clone().unwrap_or_else(|| listing::title_of(&entry.relative));
        let id = listing::open(&self.market, &actor, &title).await?;
        self.claimed.insert(id);
        for part in parts {
            listing::add_file(&self.market, &actor, id, (&part.name, Role::Sold), part.path).await?;
        }
        self.send_photos(&actor, id, photos.iter()).await?;
        Ok(Added::Waits(ticket(actor, id, photos)))
    }

    async fn look(&mut self, tickets: &[Ticket]) -> Result<Vec<Looked>> {
        let ids: Vec<Uuid> = tickets.iter().map(|ticket| ticket.listing).collect();
        let mut drafts = catalog::draft_files(&self.market, &ids).await?;
        let mut looked = Vec::with_capacity(ids.len());
        for id in ids {
            let files = drafts.remove(&id).unwrap_or_default();
            let mut given_up = None;
            for file in files.iter().filter(|file| file.state != FileState::Ready) {
                given_up = given_up.or(ingest::given_up(&self.market, file.id).await?);
            }
            looked.push(match given_up {
                Some(why) => Looked::GivenUp(why),
                None if files.iter().all(catalog::FileLine::is_done) => verdict(&files),
                None => Looked::Working,
            });
        }
        Ok(looked)
    }

    async fn left_out(&mut self, ticket: &Ticket) -> Result<Vec<String>> {
        let draft = catalog::draft(&self.market, &ticket.actor, ticket.listing).await?;
        let words = |one: &catalog::Unpacking| left_out_words(&one.archive, &one.left_out, one.left_out_count);
        Ok(draft.map(|draft| draft.unpackings.iter().map(words).collect()).unwrap_or_default())
    }

    async fn publish(&mut self, entry: &Entry, ticket: &Ticket, kind: Kind) -> Result<Option<End>> {
        let currency = self.market.settings().currency;
        let edit = match listing::edit_of(currency, &entry.line, &entry.relative, kind) {
            Ok(edit) => edit,
            Err(error) => return Ok(Some(End::Refused(error.to_string()))),
        };
        if !ticket.photos.is_empty()
            && let Some(why) =
                listing::arrange_photos(&self.market, &ticket.actor, ticket.listing, &ticket.photos).await?
        {
            return Ok(Some(End::Refused(why)));
        }
        Ok(Some(match listing::publish_one(&self.market, &ticket.actor, ticket.listing, edit).await? {
            Ok(PublishOutcome::Published { .. }) => End::Published,
            Ok(PublishOutcome::Held { .. }) => End::Held,
            Ok(PublishOutcome::NothingNew) => End::Unchanged,
            Ok(PublishOutcome::StillWorking { .. }) => return Ok(None),
            Ok(other) => End::Refused(other.sentence()),
            Err(words) => End::Refused(words),
        }))
    }
}

/// What examined files come to.
fn verdict(files: &[catalog::FileLine]) -> Looked {
    let is_faulty =
        |file: &&catalog::FileLine| file.report.as_ref().is_none_or(|report| report.verdict == inspect::Verdict::Fail);
    let patterns: Vec<&catalog::FileLine> =
        files.iter().filter(|file| !file.is_attachment() && !file.is_photo()).collect();
    match patterns.iter().copied().find(is_faulty) {
        Some(file) => Looked::Faulty(worst_finding(file.report.as_ref())),
        None => Looked::Sound { kind: patterns.first().map_or(Kind::Unknown, |file| file.kind) },
    }
}
