//! `maquette serve`: the pages and, in the same process, the background work.

use std::{net::SocketAddr, process::ExitCode};

use anyhow::{Context, Result};
use market::Market;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};
use web::{Doors, Life, Setting};

use super::with_market;
use crate::{
    config::{Place, Settings},
    open, sandbox, test_bank, workers,
};

/// Files that the process opens beside connections and what they fetch: database, logs, jobs.
const OTHER_FILES: u64 = 128;
/// A connection, and the file it sends or takes.
const FILES_OF_CONNECTION: u64 = 2;

/// Serves the market: pages, uploads, downloads, and the background work in the same process.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  maquette serve --data ./shop\n  maquette serve --config /etc/maquette.toml --listen 0.0.0.0:8080\n  maquette serve --config /etc/maquette.toml --workers 0   (pages only; `maquette worker` elsewhere)"
)]
pub struct Arguments {
    #[command(flatten)]
    flags: Flags,
}

/// What a command that serves may say instead of the settings.
#[derive(clap::Args, Clone, Copy, Default)]
pub struct Flags {
    /// Address and port, instead of the setting `listen`; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Jobs at the same time, instead of the setting `workers`; 0 does none here.
    #[arg(long, value_name = "COUNT")]
    pub workers: Option<usize>,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, settings| {
        let flags = arguments.flags;
        if settings.examine_sandbox_required && flags.worker_count(&settings) > 0 {
            sandbox::demand().await?;
        }
        serve(market, &settings, place, flags).await?;
        Ok(ExitCode::SUCCESS)
    })
}

impl Flags {
    fn worker_count(&self, settings: &Settings) -> usize {
        self.workers.unwrap_or_else(|| settings.worker_count())
    }

    /// Every setting as it is in force in this process, which may take fewer connections than were set.
    fn in_force(&self, settings: &Settings, place: &Place, doors: &Doors) -> Result<Vec<Setting>> {
        let mut listed = settings.list(place)?;
        let connections = (doors.connections_max < settings.connections_max).then_some(doors.connections_max);
        for (name, value, origin) in [
            ("listen", self.listen.map(|address| address.to_string()), "The flag --listen"),
            ("workers", self.workers.map(|count| count.to_string()), "The flag --workers"),
            ("connections_max", connections.map(|count| count.to_string()), "The system's limit of open files"),
        ] {
            let setting = listed.iter_mut().find(|setting| setting.name == name);
            if let (Some(setting), Some(value)) = (setting, value) {
                (setting.value, setting.origin) = (value, Some(origin.to_owned()));
            }
        }
        Ok(listed)
    }
}

/// Serves where `flags` or the settings of `place` say, until somebody asks it to stop. Then no job is begun any more and
/// `/readyz` says no; requests and jobs under way have their time to end, and what is left is cut: a job whose lease runs
/// out is done again by another worker. The test bank's pages are served and its notices sent beside it, where there is one.
pub async fn serve(market: Market, settings: &Settings, place: &Place, flags: Flags) -> Result<()> {
    let (doors, life) = (within_open_files(settings.doors()?), Life::default());
    let in_force = flags.in_force(settings, place, &doors)?;
    let address = flags.listen.map_or_else(|| settings.listen.clone(), |address| address.to_string());
    let listener = listen_on(&address).await?;
    if !settings.metrics_listen.is_empty() {
        let house = web::house_router(market.clone(), &doors, &life);
        tokio::spawn(web::serve(listen_on(&settings.metrics_listen).await?, house, doors.clone(), life.clone()));
    }
    let running = workers::start(&market, flags.worker_count(settings));
    let mut programs = graphql::router(market.clone());
    let mut post = JoinSet::new(); // Dropping it ends what it holds.
    if let Some(bank) = open::test_bank(settings)? {
        programs = programs.merge(test_bank::router(bank.clone(), &market.settings().site_name));
        post.spawn(test_bank::send_notices(bank, listener.local_addr()?));
    }
    let site = web::router(market, programs, &doors, &life, in_force);
    let signals = StopSignals::listen()?;
    println!("Maquette is open at http://{}", listener.local_addr()?);
    let served = tokio::spawn(web::serve(listener, site, doors.clone(), life.clone()));
    let asked = signals.asked().await;
    tracing::info!("stopping: requests and jobs under way are finished first");
    life.drain();
    let jobs = tokio::spawn(running.stop());
    if asked == Asked::Terminate {
        // Whoever spreads requests over several processes needs a moment to see that this one is no longer ready.
        sleep(doors.drain).await;
    }
    life.close();
    let end = Instant::now() + doors.grace;
    served.await?;
    in_time(end, async { jobs.await? }).await
}

/// Waits until `end` at the latest for jobs under way.
///
/// # Errors
/// The workers broke.
pub async fn in_time(end: Instant, jobs: impl Future<Output = Result<()>>) -> Result<()> {
    timeout_at(end, jobs).await.unwrap_or_else(|_| {
        tracing::warn!("jobs are left under way: another worker takes them up when their leases end");
        Ok(())
    })
}

async fn listen_on(address: &str) -> Result<TcpListener> {
    let listening = TcpListener::bind(address).await;
    listening.with_context(|| format!("{address} cannot be listened on; is something else running there?"))
}

/// As many connections as the system has files for, after asking it for as many as it gives.
fn within_open_files(doors: Doors) -> Doors {
    let files_max = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1_024);
    let room = files_max.saturating_sub(OTHER_FILES) / FILES_OF_CONNECTION;
    let connections_max = usize::try_from(room).unwrap_or(usize::MAX).clamp(1, doors.connections_max);
    if connections_max < doors.connections_max {
        tracing::warn!(
            connections_max,
            files_max,
            "fewer connections are taken than set: raise the limit of open files"
        );
    }
    Doors { connections_max, ..doors }
}

/// How a process is asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Ctrl-C: somebody waits at the keyboard.
    Interrupt,
    /// SIGTERM: a supervisor.
    Terminate,
}

/// Listens for Ctrl-C and SIGTERM from when it is made: one that comes before anybody waits for it is not missed.
pub struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Begins to listen.
    ///
    /// # Errors
    /// The system gives no handlers.
    pub fn listen() -> Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for one. A second one ends the process at once: whoever asks twice means it.
    pub async fn asked(mut self) -> Asked {
        let asked = self.next().await;
        tokio::spawn(async move {
            self.next().await;
            std::process::exit(130);
        });
        asked
    }

    async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::Interrupt,
            _ = self.terminate.recv() => Asked::Terminate,
        }
    }
}
