//! `maquette migrate`: bringing the database's schema up to date.

use std::process::ExitCode;

use anyhow::Result;
use store::Store;

use super::block_on;
use crate::{
    config::{Place, Settings},
    logs,
};

/// Brings the database's schema up to date. `serve` and `worker` do it, too, when they start.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  maquette migrate --config /etc/maquette.toml")]
pub struct Arguments {}

pub fn run(_: Arguments, place: &Place) -> Result<ExitCode> {
    let settings = Settings::load(place)?;
    logs::begin(&settings)?;
    let database = settings.database()?;
    let applied = block_on(async {
        let pending = Store::connect(&database).await?.pending_migrations().await?;
        Store::open(&database).await?;
        Ok(pending)
    })?;
    println!("{applied} migrations applied; the schema is up to date");
    Ok(ExitCode::SUCCESS)
}
