//! The job that takes a file through its steps.

use std::time::Duration;

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::{
    LockForChange, Tx,
    entities::{
        artifact,
        file::{self, State},
        listing, revision, step,
    },
    facts::Kind,
};
use uuid::Uuid;

use crate::{
    Error, Market, blobs,
    catalog::{self, stored_verdict},
    context::commit,
    event::FileExamined,
    examiner::{ExamineRequest, Limits, Line, Step, not_examined},
};

/// Takes one file through every step that is missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExamineFile {
    /// The file.
    pub file: Uuid,
    /// Whose it is: shops take turns.
    pub shop: Uuid,
}

impl jobs::Job for ExamineFile {
    const KIND: &'static str = "examine_file";
    /// The child's own limit and time to store what it made.
    const TIMEOUT: Duration = Duration::from_secs(300);

    fn lane(&self) -> String {
        format!("shop:{}", self.shop)
    }

    fn unique_key(&self) -> Option<String> {
        Some(Self::key_of(self.file))
    }
}

impl ExamineFile {
    /// What the examination of `file` is found by in the queue.
    pub(super) fn key_of(file: Uuid) -> String {
        format!("examine_file:{file}")
    }
}

/// Does for a file what nobody waits for, after the first steps of all others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinishFile {
    /// The file.
    pub file: Uuid,
    /// Whose it is: shops take turns.
    pub shop: Uuid,
}

impl jobs::Job for FinishFile {
    const KIND: &'static str = "finish_file";
    const PRIORITY: i32 = 200;
    const TIMEOUT: Duration = Duration::from_secs(300);

    fn lane(&self) -> String {
        format!("shop:{}", self.shop)
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("finish_file:{}", self.file))
    }
}

/// Runs the job: what it is looked at closely by, and what making it takes.
///
/// # Errors
/// The database or the disk does not answer.
pub async fn finish_file(market: &Market, job: &FinishFile) -> Result<(), Error> {
    take(market, job.file, Step::later).await?;
    conclude(market, job.file, None).await
}

/// Takes a file through those of the steps of its kind that are missing.
pub(super) async fn take(market: &Market, file: Uuid, steps: fn(Kind) -> &'static [Step]) -> Result<(), Error> {
    let read = market.store().read();
    // A file that was taken out again, or down, needs nothing.
    let file = file::Entity::find_by_id(file).one(read).await?.filter(|file| file.state != State::Removed);
    let Some(file) = file else { return Ok(()) };
    let steps = if file.kind == Kind::Photo { &Step::OF_PHOTO } else { steps(file.kind) };
    let missing = missing(read, file.id, steps).await?;
    if missing.is_empty() {
        return Ok(());
    }
    let blob = market.blobs().local(&file.blob.parse()?).await?;
    let out = market.blobs().workspace().await?;
    let request = ExamineRequest {
        path: blob.path().to_owned(),
        name: file.name.clone(),
        out: out.path().to_owned(),
        steps: missing,
        limits: Limits::default(),
        used_for: used_for(read, file.revision_id).await?,
        unpack: None,
    };
    let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let keep = async {
        while let Some(line) = lines.recv().await {
            match line {
                Line::Begun { step } if step.is_waited_for() => show_step(market, file.id, step).await?,
                Line::Begun { .. } => {}
                Line::Done { step, output } => keep_step(market, file.id, step, output, out.path()).await?,
            }
        }
        Ok(())
    };
    tokio::try_join!(market.examiner().run(request, send), keep)?;
    Ok(())
}

/// What drawings of a revision are for, as its listing's category says.
async fn used_for(connection: &impl ConnectionTrait, revision: Uuid) -> Result<Option<inspect::Use>, Error> {
    let listing = listing_of(connection, revision).await?;
    Ok(listing.and_then(|listing| catalog::category(&listing.category)?.used_for()))
}

async fn listing_of(connection: &impl ConnectionTrait, revision: Uuid) -> Result<Option<listing::Model>, Error> {
    let of_revision = revision::Entity::find_by_id(revision).select_only().column(revision::Column::ListingId);
    let row = listing::Entity::find().filter(listing::Column::Id.in_subquery(of_revision.into_query()));
    Ok(row.one(connection).await?)
}

/// Those of `steps` that were not done by their present version.
pub(super) async fn missing(connection: &impl ConnectionTrait, file: Uuid, steps: &[Step]) -> Result<Vec<Step>, Error> {
    let done = step::Entity::find().filter(step::Column::FileId.eq(file)).all(connection).await?;
    let is_done = |wanted: &Step| done.iter().any(|row| row.step == wanted.word() && row.version == wanted.version());
    Ok(steps.iter().copied().filter(|step| !is_done(step)).collect())
}

/// Ends the file of a job that was given up, in the transaction that ends the job: its creator reads what to do instead
/// of waiting for ever. What the steps gave so far stays, and whoever queues the job again goes on from there.
///
/// # Errors
/// The database does not answer.
pub async fn examination_given_up(market: &Market, tx: &Tx, job: &ExamineFile, why: &str) -> Result<(), Error> {
    let Some(file) = file::Entity::find_by_id(job.file).one(tx).await? else { return Ok(()) };
    if file.state.is_done() {
        return Ok(());
    }
    tracing::error!(file.id = %file.id, file.name, why, "a file could not be examined");
    let report = not_examined();
    let row = file::ActiveModel {
        id: Set(file.id),
        state: Set(State::Failed),
        step: Set(String::new()),
        verdict: Set(stored_verdict(report.verdict)),
        report: Set(json!(report)),
        ..Default::default()
    };
    file::Entity::update(row).exec(tx).await?;
    let (file, revision, verdict) = (file.id, file.revision_id, report.verdict.into());
    market.tell(tx, FileExamined { file, revision, verdict, finished: false }).await
}

/// Shows its creator which step of a file is under way.
pub(super) async fn show_step(market: &Market, id: Uuid, step: Step) -> Result<(), Error> {
    let tx = market.begin().await?;
    file::Entity::update_many()
        .col_expr(file::Column::State, State::Working.into())
        .col_expr(file::Column::Step, step.word().into())
        .filter(file::Column::Id.eq(id))
        .filter(file::Column::State.ne(State::Removed))
        .exec(&tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Keeps what a step gave: its files as blobs first, then the rows that name them.
async fn keep_step(
    market: &Market,
    id: Uuid,
    step: Step,
    output: Value,
    folder: &std::path::Path,
) -> Result<(), Error> {
    let mut kept = Vec::new();
    let mut artifacts = Map::new();
    let names: Vec<&String> = output["artifacts"].as_object().into_iter().flat_map(Map::keys).collect();
    for name in names {
        let made = blobs::is_listed(name);
        let Some(made) = made else { return Err(Error::Stored(format!("`{name}` is nothing that is made of a file"))) };
        let bytes_max =
            if made.0 == artifact::Kind::Mended { market.settings().upload_bytes_max } else { MADE_BYTES_MAX };
        let stored = keep_made(market, &folder.join(name), bytes_max).await?;
        artifacts.insert(name.clone(), json!(stored.hash));
        kept.push((stored, made));
    }
    let mut output = output;
    if output["artifacts"].is_object() {
        output["artifacts"] = Value::Object(artifacts);
    }
    let tx = market.begin().await?;
    // One that was taken out meanwhile leaves nothing; what was made of it is collected.
    if file_locked(&tx, id).await?.is_none() {
        return Ok(());
    }
    for (stored, made) in &kept {
        blobs::confirm(&tx, &stored.hash).await?;
        blobs::list(market, &tx, id, stored, *made).await?;
    }
    let row = step::ActiveModel {
        file_id: Set(id),
        step: Set(step.word().to_owned()),
        version: Set(step.version()),
        output: Set(output),
        created_at: Set(market.now()),
    };
    let unless_there =
        sea_orm::sea_query::OnConflict::columns([step::Column::FileId, step::Column::Step, step::Column::Version])
            .do_nothing()
            .to_owned();
    step::Entity::insert(row).on_conflict(unless_there).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}

/// The longest picture or preview that an examination makes.
const MADE_BYTES_MAX: u64 = 32 << 20;

/// Keeps one file that the examining child made: a plain one, and no link to something else.
pub(crate) async fn keep_made(market: &Market, path: &std::path::Path, bytes_max: u64) -> Result<store::Stored, Error> {
    let metadata = tokio::fs::symlink_metadata(path).await?;
    if !metadata.is_file() || metadata.len() > bytes_max {
        return Err(Error::Stored(format!("{} is nothing that we make", path.display())));
    }
    blobs::keep(market, market.blobs().seal_file(path).await?).await
}

/// The file, which nobody takes out until `tx` ends; none where it is out already.
pub(super) async fn file_locked(tx: &Tx, id: Uuid) -> Result<Option<file::Model>, Error> {
    let row = file::Entity::find_by_id(id).lock_for_change().one(tx).await?;
    Ok(row.filter(|row| row.state != State::Removed))
}

/// Writes what all steps so far say into the file's row. What an earlier version of a step gave is no longer needed. The
/// first steps end with this, for `shop`: it is told that the file is done, and what is left is queued.
pub(super) async fn conclude(market: &Market, id: Uuid, shop: Option<Uuid>) -> Result<(), Error> {
    let tx = market.begin().await?;
    let Some(file) = file_locked(&tx, id).await? else { return Ok(()) };
    if shop.is_none() && !file.state.is_done() {
        return Ok(()); // Its first steps are asked for anew: they say when it is done, and take along what was finished.
    }
    let (present, past): (Vec<_>, Vec<_>) = step::Entity::find()
        .filter(step::Column::FileId.eq(id))
        .all(&tx)
        .await?
        .into_iter()
        .partition(|row| Step::from_word(&row.step).is_some_and(|step| step.version() == row.version));
    for row in past {
        step::Entity::delete_by_id((row.file_id, row.step, row.version)).exec(&tx).await?;
    }
    if file.kind == Kind::Photo {
        return conclude_photo(market, tx, id, &present).await;
    }
    let output = |wanted: Step| {
        let row = present.iter().find(|row| row.step == wanted.word());
        row.map(|row| row.output.clone()).unwrap_or(Value::Null)
    };
    let inspected = output(Step::Inspect);
    if inspected.is_null() {
        return Ok(()); // By an earlier version, or for another use: it is examined anew, and finished after that.
    }
    let mut report: inspect::Report = serde_json::from_value(inspected)?;
    if let Some(mesh) = &mut report.mesh {
        mesh.print = serde_json::from_value(output(Step::Making)["print"].clone())?;
    }
    let mut artifacts = Map::new();
    for step in [Step::Render, Step::Views] {
        artifacts.extend(output(step)["artifacts"].as_object().cloned().unwrap_or_default());
    }
    let artifacts = Value::Object(artifacts);
    // A mended file waits for its creator's word whatever else is done with the file.
    let listed = [&artifacts, &output(Step::Mend)["artifacts"]];
    blobs::list_only(market, &tx, id, &listed).await?;
    let row = file::ActiveModel {
        id: Set(id),
        format: Set(report.format.map(|format| format.extension().to_owned()).unwrap_or_default()),
        kind: Set(report.kind.map_or(Kind::Unknown, stored_kind)),
        state: Set(if report.kind.is_some() { State::Ready } else { State::Failed }),
        step: Set(String::new()),
        verdict: Set(stored_verdict(report.verdict)),
        report: Set(json!(report)),
        artifacts: Set(artifacts),
        ..Default::default()
    };
    file::Entity::update(row).exec(&tx).await?;
    if let Some(shop) = shop {
        let later = Step::later(report.kind.map_or(Kind::Unknown, stored_kind));
        if !missing(&tx, id, later).await?.is_empty() {
            market.enqueue(&tx, &FinishFile { file: id, shop }).await?;
        }
        let (revision, verdict) = (file.revision_id, report.verdict.into());
        market.tell(&tx, FileExamined { file: id, revision, verdict, finished: true }).await?;
        if let Some(listing) = listing_of(&tx, revision).await?.filter(|listing| listing.revision_id == Some(revision))
        {
            catalog::follow_files(&tx, &listing).await?;
        }
    }
    commit(tx).await
}

/// A photograph can be shown, or it could not be read; there is nothing to judge.
async fn conclude_photo(market: &Market, tx: Tx, id: Uuid, steps: &[step::Model]) -> Result<(), Error> {
    let step = steps.iter().find(|row| row.step == Step::Photo.word());
    let artifacts = step.map(|row| row.output["artifacts"].clone()).unwrap_or_default();
    let can_be_shown = artifacts.as_object().is_some_and(|made| !made.is_empty());
    blobs::list_only(market, &tx, id, &[&artifacts]).await?;
    let row = file::ActiveModel {
        id: Set(id),
        state: Set(if can_be_shown { State::Ready } else { State::Failed }),
        step: Set(String::new()),
        artifacts: Set(if can_be_shown { artifacts } else { json!({}) }),
        ..Default::default()
    };
    file::Entity::update(row).exec(&tx).await?;
    commit(tx).await
}

fn stored_kind(kind: pattern::Kind) -> Kind {
    match kind {
        pattern::Kind::Mesh => Kind::Mesh,
        pattern::Kind::Drawing => Kind::Drawing,
        pattern::Kind::Raster => Kind::Raster,
    }
}
