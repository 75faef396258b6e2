//! `maquette demo`: a market with something in it, made by itself.

use std::process::ExitCode;

use anyhow::Result;

use super::{serve::serve, with_market};
use crate::{config::Place, demo};

/// Makes a market with six creators and their patterns, then serves it. Run again, it only serves.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  maquette demo --data ./demo\n  maquette demo --data ./demo --no-serve")]
pub struct Arguments {
    /// Ends when the data stands.
    #[arg(long)]
    no_serve: bool,
    /// Address and port, instead of the setting `listen`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<std::net::SocketAddr>,
    /// At most this many patterns.
    #[arg(long, value_name = "COUNT", hide = true)]
    patterns: Option<usize>,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, settings| {
        let made = demo::make(&market, settings.worker_count(), arguments.patterns.unwrap_or(usize::MAX)).await?;
        println!("{made}");
        for line in demo::SIGN_INS {
            println!("{line}");
        }
        if !arguments.no_serve {
            serve(market, &settings, arguments.listen, settings.worker_count()).await?;
        }
        Ok(ExitCode::SUCCESS)
    })
}
