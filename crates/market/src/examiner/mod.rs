//! Looking at a foreign file: read, inspect, photograph. It runs in a child process with limits of its own.

mod described;
mod mended;
mod pictures;
mod step;
mod unpack;

use std::{
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use pattern::{Budget, Code, Finding, Pattern, Severity};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStderr, ChildStdout},
    sync::mpsc::UnboundedSender,
};

use crate::Error;

pub use mended::Mended;
pub use step::Step;
pub use unpack::UnpackLimits;
pub(crate) use unpack::{LEFT_OUT_NAMED_MAX, Sort, TAKE_LESS, Unpacked, WhyNot, is_told, made};

use pictures::{photograph, shown, views};

/// What one examination may cost, and how it is held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// Address space of the child beyond the file's own length, bytes.
    pub memory_bytes_max: u64,
    /// Wall time of the child, seconds.
    pub seconds_max: u64,
    /// Whether no file is read where the kernel cannot shut the child in: without network, without files beside its input.
    #[serde(default)]
    pub sandbox_required: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory_bytes_max: 2 << 30, seconds_max: 180, sandbox_required: false }
    }
}

/// What the child is asked; handed over as one line of JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExamineRequest {
    /// The file.
    pub path: PathBuf,
    /// The name it was uploaded under.
    pub name: String,
    /// Where pictures and previews go.
    pub out: PathBuf,
    /// Which steps.
    pub steps: Vec<Step>,
    /// What it may cost.
    pub limits: Limits,
    /// What a drawing is for, where its creator has said so.
    #[serde(default)]
    pub used_for: Option<inspect::Use>,
    /// What may come out of it, where it is an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpack: Option<UnpackLimits>,
}

/// One line of the child's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "lowercase")]
pub(crate) enum Line {
    /// A step has begun.
    Begun { step: Step },
    /// So many of the files that an archive holds are unpacked.
    Unpacked { done: u32, of: u32 },
    /// A step has ended with this output.
    Done { step: Step, output: Value },
}

/// Who looks at foreign files.
#[derive(Clone, Debug)]
pub enum Examiner {
    /// A child process of this program: a parser's crash or bomb becomes a finding and never an outage.
    Child {
        /// The program; it is called with the single argument `examine` and answers on standard output.
        program: PathBuf,
        /// What one examination may cost.
        limits: Limits,
    },
    /// This process: for tests of everything else.
    InProcess,
}

/// The exit code of a child that was to be shut in and could not be: it has read nothing.
pub const NOT_SHUT_IN: u8 = 4;

/// The child could not finish.
const GAVE_UP: Code = Code { id: "R199", name: "reader-gave-up", severity: Severity::Fail };

/// The examination itself could not be made, whatever the file holds.
const NOT_EXAMINED: Code = Code { id: "R198", name: "not-examined", severity: Severity::Fail };

/// An archive from which nothing is taken.
const NOT_UNPACKED: Code = Code { id: "R197", name: "not-unpacked", severity: Severity::Fail };

impl Examiner {
    /// Looks at a file; `lines` hears of every step as it begins and ends.
    ///
    /// A child that dies or runs too long ends as a finding of its own, in the output of the step it was in.
    pub(crate) async fn run(&self, request: ExamineRequest, lines: UnboundedSender<Line>) -> Result<(), Error> {
        match self {
            Self::InProcess => {
                let work = tokio::task::spawn_blocking(move || {
                    examine_into(&request, |line| {
                        // The other end only goes when the caller gave up.
                        let _ = lines.send(line);
                    })
                });
                work.await.map_err(|error| Error::Disk(std::io::Error::other(error)))?
            }
            Self::Child { program, limits } => run_child(program, limits, request, lines).await,
        }
    }
}

async fn run_child(
    program: &Path,
    limits: &Limits,
    request: ExamineRequest,
    lines: UnboundedSender<Line>,
) -> Result<(), Error> {
    // What it takes beyond the file's own bytes is limited: else a long file would leave nothing to read it with.
    let file_bytes = tokio::fs::metadata(&request.path).await?.len();
    let limits = Limits { memory_bytes_max: limits.memory_bytes_max.saturating_add(file_bytes), ..limits.clone() };
    let request = ExamineRequest { limits: limits.clone(), ..request };
    let mut child = spawn(program, &request)?;
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Error::Disk(std::io::Error::other("the child has no output")));
    };
    let _alive = child.stdin.take();
    let mut missing = request.steps.clone();
    let talk = async {
        // Both pipes at once: a child that fills the one while only the other is read would stand still.
        let (heard, words) = tokio::join!(hear(stdout, &lines, &mut missing), last_words(stderr));
        heard?;
        Ok::<_, Error>((child.wait().await?, words))
    };
    let on_time = tokio::time::timeout(Duration::from_secs(limits.seconds_max), talk).await;
    let why = match on_time {
        Err(_) => {
            child.kill().await?;
            format!("It took longer than {} seconds to read.", limits.seconds_max)
        }
        Ok(talked) => {
            let (status, words) = talked?;
            look_at_the_end(status, &words, &request.name)?;
            "Reading it needed more memory than one file may take, or the reader broke.".to_owned()
        }
    };
    for step in missing {
        let _ = lines.send(Line::Done { step, output: gave_up(step, &why) });
    }
    Ok(())
}

/// Threads of a child that somebody waits for. What nobody waits for has one: as many files as there are cores are under way.
const THREADS_WAITED_FOR: usize = 2;

/// Starts the process that reads the file.
fn spawn(program: &Path, request: &ExamineRequest) -> Result<Child, Error> {
    let mut command = tokio::process::Command::new(program);
    let threads = if request.steps.iter().any(|step| step.is_waited_for()) { THREADS_WAITED_FOR } else { 1 };
    command
        .args(["examine", "--with-parent"])
        .arg(serde_json::to_string(request)?)
        .env_clear()
        .env("RAYON_NUM_THREADS", threads.to_string())
        // It ends when this end of the pipe is closed, as the kernel does when this process dies, however it dies.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    Ok(command.spawn()?)
}

/// Hands on what the child says, and takes the steps that it has done out of `missing`.
async fn hear(stdout: ChildStdout, lines: &UnboundedSender<Line>, missing: &mut Vec<Step>) -> Result<(), Error> {
    let mut output = BufReader::new(stdout.take(SAID_BYTES_MAX)).lines();
    while let Some(text) = output.next_line().await? {
        let line: Line = serde_json::from_str(&text).map_err(std::io::Error::other)?;
        if let Line::Done { step, .. } = &line {
            missing.retain(|left| left != step);
        }
        // The other end only goes when the caller gave up, and then this child is ended, too.
        let _ = lines.send(line);
    }
    Ok(())
}

/// Notes a bad end in the log; a child that could not shut itself in where that is demanded is the house's own fault.
fn look_at_the_end(status: ExitStatus, words: &str, name: &str) -> Result<(), Error> {
    if status.code() == Some(i32::from(NOT_SHUT_IN)) {
        let why =
            "this kernel cannot shut in the process that reads foreign files, as examine_sandbox_required demands";
        return Err(Error::Disk(std::io::Error::other(why)));
    }
    if !status.success() {
        tracing::warn!(%status, words, file.name = %name, "an examination ended badly");
    }
    Ok(())
}

/// Bytes that a child may answer with: a report has some hundred thousand at most.
const SAID_BYTES_MAX: u64 = 64 << 20;
/// Bytes of what a child complains of that are kept for the log.
const WORDS_BYTES_MAX: usize = 4_096;

/// What a child complains of, read to its end and kept as far as the log needs it: an operator is helped by it, a creator
/// reads the finding.
async fn last_words(mut stderr: ChildStderr) -> String {
    let (mut words, mut chunk) = (Vec::new(), [0; 1_024]);
    while let Ok(count @ 1..) = stderr.read(&mut chunk).await {
        let room = WORDS_BYTES_MAX - words.len();
        words.extend_from_slice(&chunk[..count.min(room)]);
    }
    String::from_utf8_lossy(&words).trim().to_owned()
}

/// The output of a step that could not be finished: a report with one finding, or no pictures.
fn gave_up(step: Step, why: &str) -> Value {
    match step {
        Step::Inspect => {
            let fix = "Make the file smaller (fewer triangles, fewer nodes) or save it anew from your program, and upload it again. Nothing is lost.";
            json!(report_of(Finding::new(GAVE_UP, format!("The file could not be read to its end. {why}"), fix)))
        }
        Step::Render | Step::Views | Step::Photo => json!({ "artifacts": {} }),
        Step::Making => json!({ "print": null }),
        Step::Unpack => {
            let fix = "Pack the files anew, or unpack them yourself and upload them one by one. Nothing is lost.";
            Unpacked::refused(format!("The archive could not be unpacked. {why}"), fix).output()
        }
        Step::Mend => Mended::refused(format!("It could not be mended here. {why}")).output(&Map::new()),
    }
}

/// The report of a file that nobody could look at: the fault is the house's, and its creator reads so.
pub(crate) fn not_examined() -> inspect::Report {
    report_of(Finding::new(
        NOT_EXAMINED,
        "The file could not be checked: something went wrong on our side, several times.".to_owned(),
        "Upload the same file again. If this comes back, write to whoever runs this market; they see why among the jobs that were given up.",
    ))
}

/// The report of an archive that was not unpacked.
pub(crate) fn not_unpacked(why: WhyNot) -> inspect::Report {
    report_of(Finding::new(NOT_UNPACKED, why.message, why.fix))
}

fn report_of(finding: Finding) -> inspect::Report {
    inspect::inspect(&pattern::Reading { format: None, pattern: None, units: None, findings: vec![finding] })
}

/// Does what `request` asks and writes one line of JSON to `out` for every step that begins or ends: the child's whole work.
///
/// # Errors
/// The file cannot be read from the disk, a picture cannot be written to it, or `out` is closed.
pub fn examine(request: &ExamineRequest, out: &mut impl std::io::Write) -> Result<(), Error> {
    let mut broken_pipe = None;
    examine_into(request, |line| {
        let text = serde_json::to_string(&line).unwrap_or_default();
        if let Err(error) = writeln!(out, "{text}").and_then(|()| out.flush()) {
            broken_pipe = Some(error);
        }
    })?;
    broken_pipe.map_or(Ok(()), |error| Err(error.into()))
}

fn examine_into(request: &ExamineRequest, mut say: impl FnMut(Line)) -> Result<(), Error> {
    if request.steps == [Step::Unpack] {
        return unpack_into(request, say);
    }
    let bytes = std::fs::read(&request.path)?;
    let mut first = true;
    let mut reading = None;
    for &step in &request.steps {
        say(Line::Begun { step });
        if std::mem::take(&mut first) {
            reading = Some(pattern::read(&bytes, Some(&request.name), &Budget::default()));
        }
        let Some(reading) = &reading else { continue };
        let output = match step {
            Step::Inspect => {
                let options = inspect::Options { used_for: request.used_for, ..Default::default() };
                json!(inspect::inspect_watched(reading, &options, &mut |_| {}))
            }
            Step::Render => json!({ "artifacts": photograph(reading.pattern.as_ref(), &request.out)? }),
            Step::Views => json!({ "artifacts": views(reading.pattern.as_ref(), &request.out)? }),
            Step::Making => json!({ "print": making(reading) }),
            Step::Photo => json!({ "artifacts": shown(reading.pattern.as_ref(), &request.out)? }),
            Step::Mend => mended::mended(reading, &request.out)?,
            Step::Unpack => continue, // An archive is no pattern: it is unpacked and nothing else.
        };
        say(Line::Done { step, output });
    }
    Ok(())
}

/// Unpacks an archive, which is read from the disk piece by piece.
fn unpack_into(request: &ExamineRequest, mut say: impl FnMut(Line)) -> Result<(), Error> {
    say(Line::Begun { step: Step::Unpack });
    let limits = request.unpack.clone().unwrap_or_default();
    let file = std::io::BufReader::new(std::fs::File::open(&request.path)?);
    let mut told = |done, of| say(Line::Unpacked { done, of });
    let output = unpack::unpacked(file, &limits, &request.out, &mut told)?.output();
    say(Line::Done { step: Step::Unpack, output });
    Ok(())
}

/// What it takes to print a mesh as most people would begin: in PLA, through a nozzle of 0.4 mm. None of other patterns, and
/// of meshes without an inside.
fn making(reading: &pattern::Reading) -> Option<inspect::PrintFacts> {
    matches!(reading.pattern, Some(Pattern::Mesh(_))).then_some(())?;
    let options = inspect::Options { process: Some(inspect::Process::usual(inspect::Way::Fdm)), ..Default::default() };
    inspect::inspect_watched(reading, &options, &mut |_| {}).mesh?.print
}
