//! The job that takes a file through its steps.

use std::time::Duration;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::{
    Tx,
    entities::{file, step},
};
use uuid::Uuid;

use super::add_file::remember_blob;
use crate::{
    Error, Market,
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

/// Runs the job.
///
/// # Errors
/// The database or the disk does not answer. What the file itself holds is never an error.
pub async fn examine_file(market: &Market, job: &ExamineFile) -> Result<(), Error> {
    let read = market.store().read();
    // A file that was taken out again needs nothing.
    let Some(file) = file::Entity::find_by_id(job.file).one(read).await? else { return Ok(()) };
    let done = step::Entity::find().filter(step::Column::FileId.eq(file.id)).all(read).await?;
    let is_done = |wanted: Step| done.iter().any(|row| row.step == wanted.word() && row.version == wanted.version());
    let steps: Vec<Step> = Step::ALL.into_iter().filter(|step| !is_done(*step)).collect();
    if !steps.is_empty() {
        let blob = market.blobs().local(&file.blob.parse()?).await?;
        let out = tempfile::tempdir()?;
        let request = ExamineRequest {
            path: blob.path().to_owned(),
            name: file.name.clone(),
            out: out.path().to_owned(),
            steps,
            limits: Limits::default(),
        };
        let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
        let keep = async {
            while let Some(line) = lines.recv().await {
                match line {
                    Line::Begun { step } => show_step(market, file.id, step).await?,
                    Line::Done { step, output } => keep_step(market, file.id, step, output, out.path()).await?,
                }
            }
            Ok(())
        };
        tokio::try_join!(market.examiner().run(request, send), keep)?;
    }
    conclude(market, file.id).await
}

/// Ends the file of a job that was given up, in the transaction that ends the job: its creator reads what to do instead
/// of waiting for ever. What the steps gave so far stays, and whoever queues the job again goes on from there.
///
/// # Errors
/// The database does not answer.
pub async fn examination_given_up(market: &Market, tx: &Tx, job: &ExamineFile, why: &str) -> Result<(), Error> {
    let Some(file) = file::Entity::find_by_id(job.file).one(tx).await? else { return Ok(()) };
    if matches!(file.state.as_str(), "ready" | "failed") {
        return Ok(());
    }
    tracing::error!(file.id = %file.id, file.name, why, "a file could not be examined");
    let report = not_examined();
    let row = file::ActiveModel {
        id: Set(file.id),
        state: Set("failed".to_owned()),
        step: Set(String::new()),
        verdict: Set(report.verdict.word().to_owned()),
        report: Set(json!(report)),
        ..Default::default()
    };
    file::Entity::update(row).exec(tx).await?;
    let (file, revision, verdict) = (file.id, file.revision_id, report.verdict.into());
    market.tell(tx, FileExamined { file, revision, verdict, finished: false }).await
}

async fn show_step(market: &Market, id: Uuid, step: Step) -> Result<(), Error> {
    let tx = market.begin().await?;
    file::Entity::update_many()
        .col_expr(file::Column::State, "working".into())
        .col_expr(file::Column::Step, step.words().into())
        .filter(file::Column::Id.eq(id))
        .exec(&tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Keeps what a step gave: its files as blobs first, then the row that names them.
async fn keep_step(
    market: &Market,
    id: Uuid,
    step: Step,
    output: Value,
    folder: &std::path::Path,
) -> Result<(), Error> {
    let mut kept = Vec::new();
    let mut artifacts = Map::new();
    for (name, file) in output["artifacts"].as_object().into_iter().flatten() {
        let stored = market.blobs().put_file(&folder.join(file.as_str().unwrap_or_default())).await?;
        artifacts.insert(name.clone(), json!(stored.hash));
        kept.push(stored);
    }
    let output = if step == Step::Render { json!({ "artifacts": artifacts }) } else { output };
    let tx = market.begin().await?;
    for stored in &kept {
        remember_blob(market, &tx, stored).await?;
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

/// Writes what all steps together say into the file's row, and tells that it is done.
async fn conclude(market: &Market, id: Uuid) -> Result<(), Error> {
    let tx = market.begin().await?;
    let steps = step::Entity::find().filter(step::Column::FileId.eq(id)).all(&tx).await?;
    let output = |wanted: Step| {
        let row = steps.iter().find(|row| row.step == wanted.word() && row.version == wanted.version());
        row.map(|row| row.output.clone()).unwrap_or(Value::Null)
    };
    let report: inspect::Report = serde_json::from_value(output(Step::Inspect))?;
    let artifacts = output(Step::Render)["artifacts"].clone();
    let row = file::ActiveModel {
        id: Set(id),
        format: Set(report.format.map(|format| format.extension().to_owned()).unwrap_or_default()),
        kind: Set(report.kind.map(kind_word).unwrap_or_default().to_owned()),
        state: Set(if report.kind.is_some() { "ready" } else { "failed" }.to_owned()),
        step: Set(String::new()),
        verdict: Set(report.verdict.word().to_owned()),
        report: Set(json!(report)),
        artifacts: Set(artifacts),
        ..Default::default()
    };
    if let Some(file) = file::Entity::find_by_id(id).one(&tx).await? {
        file::Entity::update(row).exec(&tx).await?;
        let (revision, verdict) = (file.revision_id, report.verdict.into());
        market.tell(&tx, FileExamined { file: id, revision, verdict, finished: true }).await?;
    }
    commit(tx).await
}

fn kind_word(kind: pattern::Kind) -> &'static str {
    match kind {
        pattern::Kind::Mesh => "mesh",
        pattern::Kind::Drawing => "drawing",
        pattern::Kind::Raster => "raster",
    }
}
