//! The operator's first page: whether all is well, what waits, what was given up, and who is behind.

use axum::{Extension, extract::State, response::Response};
use locale::Forms;
use market::{orders, outbox};
use store::Disk;
use views::{Fact, Grade, Verdict, pages};

use super::operator::allowed;
use crate::{
    App,
    fault::{Fault, page},
    form::Form,
    measure,
    visit::Visit,
    words,
};

/// Jobs and events that are listed at most.
const LINES: u64 = 100;

/// A consumer that is behind for longer is in trouble, and not only at work.
const SLOW_SECONDS: u64 = 60;

/// `GET /operator`.
pub(crate) async fn health(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    allowed(&visit)?;
    let (market, forms) = (&app.market, &visit.forms);
    let counts = jobs::counts(market.store(), market.now()).await.map_err(failed)?;
    let dead = jobs::dead(market.store(), LINES).await.map_err(failed)?;
    let balanced = orders::adds_up(market).await?;
    let lags = outbox::lag(market).await?;
    let parked = outbox::parked(market, LINES).await?;
    let (patterns, shops) = market::catalog::totals(market).await?;
    // A disk that does not answer must not take the page away that tells of it.
    let disk = market.blobs().disk().await;
    let free_words = match &disk {
        Ok(Some(disk)) => free(forms, disk),
        Ok(None) => "Files lie in a bucket".to_owned(),
        Err(error) => format!("does not answer: {error}"),
    };
    let disk = disk.ok().flatten();
    page(&pages::Operator {
        layout: visit.layout("Operations", ""),
        verdict: verdict(forms, balanced, &counts, &lags, disk.as_ref()),
        server: server(&app, forms),
        queue: vec![
            Fact::new("Waiting", words::count(forms, counts.waiting)),
            Fact::new("Longest wait", longest_wait(forms, &counts)),
            Fact::new("Under way", words::count(forms, counts.running)),
            Fact::new("Done within the last hour", words::count(forms, counts.done)),
        ],
        storage: vec![
            Fact::new("Patterns on sale", words::count(forms, patterns)),
            Fact::new("Shops", words::count(forms, shops)),
            Fact::new("Free disk space", free_words),
            Fact::new("Ledger", if balanced { "adds up" } else { "does not add up" }),
        ],
        dead: dead.into_iter().map(|job| dead_letter(forms, job)).collect(),
        held_back: outbox::held_back(market).await?.map(|held| held_back(forms, &held)),
        consumers: lags.iter().map(|lag| consumer(forms, lag)).collect(),
        parked: parked.into_iter().map(|event| parked_event(forms, event)).collect(),
    })
}

fn failed(error: impl std::fmt::Display) -> Fault {
    Fault::Server(error.to_string())
}

/// `12 GB of 80 GB`.
fn free(forms: &Forms, disk: &Disk) -> String {
    format!("{} of {}", words::bytes(forms, disk.free_bytes), words::bytes(forms, disk.bytes))
}

/// A job that is due waits for seconds where workers keep up.
const LATE_SECONDS: u64 = 600;
/// Uploads fail soon where less is free: a twentieth of the disk, or so many bytes of a large one.
const FREE_BYTES_MIN: u64 = 5 << 30;

fn is_almost_full(disk: &Disk) -> bool {
    disk.free_bytes < (disk.bytes / 20).min(FREE_BYTES_MIN)
}

/// The worst that is known, first.
fn verdict(forms: &Forms, balanced: bool, counts: &jobs::Counts, lags: &[events::Lag], disk: Option<&Disk>) -> Verdict {
    if !balanced {
        return Verdict::new(Grade::Fail, "The ledger does not add up. Stop selling and look at the transfers.");
    }
    let parked: u64 = lags.iter().map(|lag| lag.parked).sum();
    let mut sentences = Vec::new();
    if let Some(disk) = disk.filter(|disk| is_almost_full(disk)) {
        sentences.push(format!("The disk is almost full: {} are free.", words::bytes(forms, disk.free_bytes)));
    }
    if counts.oldest_seconds > LATE_SECONDS {
        let waits = words::lasting(forms, counts.oldest_seconds);
        sentences.push(format!("A job has waited for {waits}: is a worker running?"));
    }
    if counts.dead > 0 {
        sentences.push(format!("{} given up.", words::some(forms, counts.dead, "job was", "jobs were")));
    }
    if parked > 0 {
        sentences.push(format!("{} set aside.", words::some(forms, parked, "event was", "events were")));
    }
    if lags.iter().any(is_slow) {
        sentences.push("What follows from changes is late.".to_owned());
    }
    match sentences.is_empty() {
        true => Verdict::new(Grade::Pass, "All is well."),
        false => Verdict::new(Grade::Warn, sentences.join(" ")),
    }
}

fn is_slow(lag: &events::Lag) -> bool {
    lag.events > 0 && lag.seconds > SLOW_SECONDS
}

fn server(app: &App, forms: &Forms) -> Vec<Fact> {
    let database = match app.market.store().backend() {
        store::Backend::Sqlite => "SQLite",
        store::Backend::Postgres => "PostgreSQL",
    };
    let (errors, panics) = measure::errors();
    let errors = match panics {
        0 => words::count(forms, errors),
        _ => format!("{}, {} of them a panic: see the log", words::count(forms, errors), words::count(forms, panics)),
    };
    vec![
        Fact::new("Version", env!("CARGO_PKG_VERSION")),
        Fact::new("Up since", words::moment(forms, app.started_at)),
        Fact::new("Database", database),
        Fact::new("Requests that failed since then", errors),
    ]
}

fn dead_letter(forms: &Forms, job: jobs::DeadJob) -> pages::DeadLetter {
    pages::DeadLetter {
        id: job.id.to_string(),
        kind: job.kind,
        about: String::new(),
        reason: job.error,
        tries: job.attempts.unsigned_abs(),
        when: job.finished_at.map(|value| words::moment(forms, value)).unwrap_or_default(),
    }
}

fn consumer(forms: &Forms, lag: &events::Lag) -> pages::ConsumerLine {
    let behind = match lag.events {
        events::COUNTED_MAX.. => format!("{} events behind, or more", words::count(forms, events::COUNTED_MAX)),
        events => format!("{} behind", words::some(forms, events, "event", "events")),
    };
    let state = match (lag.events, lag.attempts) {
        (0, _) => Verdict::new(Grade::Pass, "Up to date"),
        (_, 1..) => {
            let failed = words::some(forms, u64::from(lag.attempts), "time", "times");
            Verdict::new(Grade::Warn, format!("{behind}: the next one has failed {failed}, and is tried again"))
        }
        _ if is_slow(lag) => {
            Verdict::new(Grade::Warn, format!("{behind}, the oldest for {}", words::lasting(forms, lag.seconds)))
        }
        _ => Verdict::new(Grade::Info, behind),
    };
    pages::ConsumerLine {
        name: lag.consumer.clone(),
        task: market::task_of_reader(&lag.consumer).to_owned(),
        state,
        error: if lag.attempts > 0 { lag.error.clone() } else { String::new() },
        parked: words::count(forms, lag.parked),
    }
}

fn parked_event(forms: &Forms, parked: events::Parked) -> pages::ParkedLine {
    let events::Parked { consumer, seq, kind, reason, attempts, parked_at } = parked;
    pages::ParkedLine {
        number: seq.to_string(),
        kind,
        consumer,
        reason,
        tries: attempts.unsigned_abs(),
        when: words::moment(forms, parked_at),
    }
}

fn held_back(forms: &Forms, held: &events::HeldBack) -> String {
    let whose =
        if held.application.is_empty() { "without a name".to_owned() } else { format!("`{}`", held.application) };
    let lasts = words::lasting(forms, held.seconds.unsigned_abs());
    format!(
        "No consumer can go on: a transaction of the program {whose} has been open in the database for {lasts}. End that \
         program, or its connection by `SELECT pg_terminate_backend({})`.",
        held.pid
    )
}

/// `POST /operator/retry`.
pub(crate) async fn retry(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let job = form.id("job")?;
    let outcome = market::work::retry_job(&app.market, &visit.actor, job).await?;
    Ok(visit.go("/operator", outcome.sentence()))
}

fn longest_wait(forms: &Forms, counts: &jobs::Counts) -> String {
    match counts.oldest_seconds {
        _ if counts.waiting == counts.delayed => "Nothing waits".to_owned(),
        0..60 => "Less than a minute".to_owned(),
        seconds => words::lasting(forms, seconds),
    }
}
