//! Mending a file for its creator: a job mends what can be mended and proves it, the creator looks at both, and takes the
//! mended file or leaves it. Until then nothing about the file changes.
//!
//! What the job made is kept as the output of [`Step::Mend`], and the mended file among what was made of the file, where
//! nobody is served it. That a file is being mended stands in the queue alone.

use std::{collections::HashMap, time::Duration};

use basis::Actor;
use jobs::Standing;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{
    Hash, Stored,
    entities::{
        file::{self, State},
        step,
    },
    facts::Kind,
};
use uuid::Uuid;

use super::{
    Destination, Received, UploadRefusal,
    add_file::{AddFile, add_file},
    job::take,
    own_file::{OwnFile, own_file},
};
use crate::{
    Error, Market,
    context::commit,
    examiner::{Mended, Step},
    limits,
};

/// Mends one file, because its creator asked for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MendFile {
    /// The file.
    pub file: Uuid,
    /// Whose it is: shops take turns.
    pub shop: Uuid,
}

impl jobs::Job for MendFile {
    const KIND: &'static str = "mend_file";
    const TIMEOUT: Duration = Duration::from_secs(300);

    fn lane(&self) -> String {
        format!("shop:{}", self.shop)
    }

    fn unique_key(&self) -> Option<String> {
        Some(key_of(self.file))
    }
}

fn key_of(file: Uuid) -> String {
    format!("mend_file:{file}")
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MendOutcome {
    /// It is mended as soon as its turn comes.
    Asked,
    /// That was asked already, and goes on.
    AskedBefore,
    /// Nothing was found in it that mending is for.
    NothingToMend,
    /// The asker has no such file.
    NotFound,
}

/// A mended file that waits for its creator's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What was done, and the proof.
    pub mended: Mended,
    /// The mended file; none where nothing was mended.
    pub content: Option<Hash>,
    /// How it looks, by its size in pixels: 512, 256.
    pub pictures: Option<(Hash, Hash)>,
}

/// How far the mending of a file is that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum MendingState {
    /// It waits for its turn, or is worked on.
    UnderWay,
    /// What came of it.
    Proposed(Box<Proposal>),
    /// It was given up through no fault of the file's; it may be asked for again.
    GivenUp,
}

/// Whether mending is for something that was found in a file.
pub fn is_mendable(report: &inspect::Report) -> bool {
    report.findings.iter().any(|finding| mend::helps(&finding.code))
}

/// Asks for a file to be mended; what was proposed before is forgotten.
///
/// # Errors
/// The database does not answer.
pub async fn ask_to_mend(market: &Market, actor: &Actor, id: Uuid) -> Result<MendOutcome, Error> {
    let tx = market.begin().await?;
    let Some(OwnFile { file, shop, .. }) = own_file(&tx, actor, id).await? else { return Ok(MendOutcome::NotFound) };
    let report: Option<inspect::Report> = serde_json::from_value(file.report).ok();
    if file.state != State::Ready || !report.is_some_and(|report| is_mendable(&report)) {
        return Ok(MendOutcome::NothingToMend);
    }
    if states(&tx, &[id]).await?.get(&id) == Some(&MendingState::UnderWay) {
        return Ok(MendOutcome::AskedBefore);
    }
    let earlier = step::Entity::delete_many().filter(step::Column::FileId.eq(id));
    earlier.filter(step::Column::Step.eq(Step::Mend.word())).exec(&tx).await?;
    market.enqueue(&tx, &MendFile { file: id, shop: shop.id }).await?;
    commit(tx).await?;
    Ok(MendOutcome::Asked)
}

/// Runs the job.
///
/// # Errors
/// The database or the disk does not answer. What the file itself holds is never an error.
pub async fn mend_file(market: &Market, job: &MendFile) -> Result<(), Error> {
    take(market, job.file, |_| &[Step::Mend]).await
}

/// How far mending is with those of `files` that it was asked for.
///
/// # Errors
/// The database does not answer.
pub async fn mendings(market: &Market, files: &[Uuid]) -> Result<HashMap<Uuid, MendingState>, Error> {
    states(market.store().read(), files).await
}

/// What was proposed is the output of a step; all else the queue knows, so that whoever cancels, retries or gives up the
/// job has said so here, too.
async fn states(connection: &impl ConnectionTrait, files: &[Uuid]) -> Result<HashMap<Uuid, MendingState>, Error> {
    let rows = step::Entity::find()
        .filter(step::Column::FileId.is_in(files.iter().copied()))
        .filter(step::Column::Step.eq(Step::Mend.word()))
        .filter(step::Column::Version.eq(Step::Mend.version()));
    let rows = rows.all(connection).await?;
    let proposed = |row: step::Model| Some((row.file_id, MendingState::Proposed(Box::new(proposal(&row.output)?))));
    let mut states: HashMap<_, _> = rows.into_iter().filter_map(proposed).collect();
    let keys: Vec<String> = files.iter().map(|file| key_of(*file)).collect();
    let standing = jobs::standing(connection, &keys).await?;
    for (file, key) in files.iter().zip(&keys) {
        let state = match standing.get(key) {
            Some(Standing::UnderWay) => MendingState::UnderWay,
            Some(Standing::GivenUp) => MendingState::GivenUp,
            Some(Standing::Ended) | None => continue,
        };
        states.entry(*file).or_insert(state);
    }
    Ok(states)
}

fn proposal(output: &Value) -> Option<Proposal> {
    let mended = Mended::of_output(output)?;
    let made = |name: &str| output["artifacts"][name].as_str().and_then(|hash| hash.parse::<Hash>().ok());
    let content = mended.file.as_deref().and_then(made);
    Some(Proposal { content, pictures: made("mended-512.webp").zip(made("mended-256.webp")), mended })
}

/// Puts the mended file in the place of the one it was made of. What is on sale stays so until the next version is
/// published.
///
/// # Errors
/// The database does not answer.
pub async fn use_mended(market: &Market, actor: &Actor, id: Uuid) -> Result<Received, Error> {
    let found = {
        let tx = market.begin().await?;
        own_file(&tx, actor, id).await?
    };
    let Some(OwnFile { file, listing, .. }) = found else { return Ok(Received::Refused(UploadRefusal::NotFound)) };
    let Some(MendingState::Proposed(proposal)) = mendings(market, &[id]).await?.remove(&id) else {
        return Ok(Received::Refused(UploadRefusal::NotFound));
    };
    let Proposal { mended, content: Some(hash), .. } = *proposal else {
        return Ok(Received::Refused(UploadRefusal::NotFound));
    };
    let taken: Vec<String> = file::Entity::find()
        .select_only()
        .column(file::Column::Name)
        .filter(file::Column::RevisionId.eq(file.revision_id))
        .into_tuple()
        .all(market.store().read())
        .await?;
    let input = AddFile {
        destination: Destination::Listing(listing.id),
        name: name_of(&file.name, mended.file.as_deref().unwrap_or_default(), &taken),
        replaces: Some(id),
        made_of: Some(file.blob),
        kind: Kind::Unknown,
        stored: Stored { hash, bytes: mended.bytes },
    };
    Ok(match add_file(market, actor, input).await? {
        Ok((listing, file)) => Received::Added { listing, file, bytes: mended.bytes },
        Err(refusal) => Received::Refused(refusal),
    })
}

/// The file's own name, where it could be written in its own format; else one that none of `taken` is.
fn name_of(own: &str, made: &str, taken: &[String]) -> String {
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let (own_ending, ending) = (ending(own), ending(made));
    if own_ending == ending {
        return own.to_owned();
    }
    let stem = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
    let names = (1..).map(|number| {
        let mark = if number == 1 { " (mended)".to_owned() } else { format!(" (mended {number})") };
        let room = limits::FILE_NAME.max.saturating_sub(mark.len() + 1 + ending.len());
        format!("{}{mark}.{ending}", stem.chars().take(room).collect::<String>())
    });
    names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mended_file_keeps_its_name_or_says_that_it_is_another() {
        let taken = ["vase (mended).stl".to_owned()];
        assert_eq!(name_of("Vase.STL", "mended.stl", &taken), "Vase.STL");
        assert_eq!(name_of("vase.v2.off", "mended.stl", &taken), "vase.v2 (mended).stl");
        assert_eq!(name_of("vase.gltf", "mended.stl", &taken), "vase (mended 2).stl", "no other file goes for it");
        let long = name_of(&format!("{}.off", "x".repeat(176)), "mended.stl", &taken);
        assert_eq!((long.len(), long.ends_with("x (mended).stl")), (limits::FILE_NAME.max, true));
    }
}
