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
    let missing = missing(read, file.id, steps(file.kind)).await?;
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
                Line::Begun { .. } | Line::Unpacked { .. } => {}
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
    Ok(listing_of(connection, revision).await?.as_ref().and_then(wanted_use))
}

/// What a listing's category says that its drawings are for.
pub(super) fn wanted_use(listing: &listing::Model) -> Option<inspect::Use> {
    catalog::category(&listing.category).and_then(catalog::Category::used_for)
}

async fn listing_of(connection: &impl ConnectionTrait, revision: Uuid) -> Result<Option<listing::Model>, Error> {
    let of_revision = revision::Entity::find_by_id(revision).select_only().column(revision::Column::ListingId);
    let row = listing::Entity::find().filter(listing::Column::Id.in_subquery(of_revision.into_query()));
    Ok(row.one(connection).await?)
}

/// Those of `steps` that were not done by their present version.
pub(super) async fn missing(connection: &impl ConnectionTrait, file: Uuid, steps: &[Step]) -> Result<Vec<Step>, Error> {
    let done = step::Entity::find().filter(step::Column::FileId.eq(file)).all(connection).await?;
    let is_done = |wanted: &Step| done.iter().any(|row| wanted.is_told_by(row));
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
    let told = Told { steps: present };
    let Some(report) = told.report()? else {
        return Ok(()); // By an earlier version, or for another use: it is examined anew, and finished after that.
    };
    let listing = listing_of(&tx, file.revision_id).await?;
    if let (Some(shop), Some(listing)) = (shop, &listing)
        && !report.drawing.as_ref().is_none_or(|judged| judged.is_judged_for(wanted_use(listing)))
    {
        // Its category was changed while it was being read.
        step::Entity::delete_many()
            .filter(step::Column::FileId.eq(id))
            .filter(step::Column::Step.eq(Step::Inspect.word()))
            .exec(&tx)
            .await?;
        market.enqueue(&tx, &ExamineFile { file: id, shop }).await?;
        return commit(tx).await;
    }
    let artifacts = told.shown();
    // A mended file waits for its creator's word whatever else is done with the file.
    let listed = [&artifacts, &told.output(Step::Mend)["artifacts"]];
    blobs::list_only(market, &tx, id, &listed).await?;
    file::Entity::update(row_of(id, &report, artifacts)).exec(&tx).await?;
    if let Some(shop) = shop {
        follow_first(market, &tx, (&file, shop), &report, listing.as_ref()).await?;
    }
    commit(tx).await
}

/// What the steps that were done gave.
struct Told {
    steps: Vec<step::Model>,
}

impl Told {
    fn output(&self, wanted: Step) -> &Value {
        self.steps.iter().find(|row| row.step == wanted.word()).map_or(&Value::Null, |row| &row.output)
    }

    /// The report with everything that was found out so far; none where it was not inspected.
    fn report(&self) -> Result<Option<inspect::Report>, Error> {
        let inspected = self.output(Step::Inspect);
        if inspected.is_null() {
            return Ok(None);
        }
        let mut report = inspect::Report::deserialize(inspected)?;
        if let Some(mesh) = &mut report.mesh {
            mesh.print = Deserialize::deserialize(&self.output(Step::Making)["print"])?;
        }
        Ok(Some(report))
    }

    /// The pictures and previews that pages show.
    fn shown(&self) -> Value {
        let made = [Step::Render, Step::Views].map(|step| self.output(step)["artifacts"].as_object());
        Value::Object(made.into_iter().flatten().flat_map(|made| made.clone()).collect())
    }
}

fn row_of(id: Uuid, report: &inspect::Report, artifacts: Value) -> file::ActiveModel {
    file::ActiveModel {
        id: Set(id),
        format: Set(report.format.map(|format| format.extension().to_owned()).unwrap_or_default()),
        kind: Set(report.kind.map_or(Kind::Unknown, stored_kind)),
        state: Set(if report.kind.is_some() { State::Ready } else { State::Failed }),
        step: Set(String::new()),
        verdict: Set(stored_verdict(report.verdict)),
        report: Set(json!(report)),
        artifacts: Set(artifacts),
        ..Default::default()
    }
}

/// What follows when the first steps of a file are done: its later ones, the word that it is done, and what its listing
/// shows of it.
async fn follow_first(
    market: &Market,
    tx: &Tx,
    (file, shop): (&file::Model, Uuid),
    report: &inspect::Report,
    listing: Option<&listing::Model>,
) -> Result<(), Error> {
    let later = Step::later(report.kind.map_or(Kind::Unknown, stored_kind));
    if !missing(tx, file.id, later).await?.is_empty() {
        market.enqueue(tx, &FinishFile { file: file.id, shop }).await?;
    }
    let (revision, verdict) = (file.revision_id, report.verdict.into());
    market.tell(tx, FileExamined { file: file.id, revision, verdict, finished: true }).await?;
    if let Some(listing) = listing.filter(|listing| listing.revision_id == Some(revision)) {
        catalog::follow_files(tx, listing).await?;
    }
    Ok(())
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
