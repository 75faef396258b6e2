//! The job that a file comes with: it is unpacked where it is an archive, else read, inspected and photographed.

use jobs::Running;

use super::{
    ExamineFile, Step,
    job::{conclude, take},
    unpack::unpack,
};
use crate::{Error, Market};

/// Runs the job: the report and the picture, which make the file ready; what is left follows by another job. What an archive
/// holds takes its place, with jobs of its own; how far that has come is told to `running`, where somebody follows it.
///
/// # Errors
/// The database or the disk does not answer. What the file itself holds is never an error.
pub async fn examine_file(market: &Market, job: &ExamineFile, running: Option<&Running>) -> Result<(), Error> {
    if !unpack(market, job, running).await? {
        return Ok(());
    }
    take(market, job.file, Step::first).await?;
    conclude(market, job.file, Some(job.shop)).await
}
