//! `maquette admin take-down`: removing a listing that nobody may sell.

use std::process::ExitCode;

use anyhow::{Result, bail};
use basis::Actor;
use market::{
    catalog::{self, Named},
    moderation::{self, TakeDown, TakeDownOutcome},
};

use crate::{command::with_market, config::Place};

/// Takes a listing down for good: its files and pictures are removed, also for those who bought it.
#[derive(clap::Args)]
#[command(
    after_help = "Rows, orders and the audit log stay. The workers remove the bytes within minutes, unless other listings hold the\nsame ones. It cannot be undone.\n\nExample:\n  maquette admin take-down fluted-vase --words \"It is the work of somebody else, who has shown us so.\""
)]
pub struct Arguments {
    /// The word in its address: `fluted-vase` of `/l/fluted-vase`.
    slug: String,
    /// Why: the creator is told so, and the audit log keeps it.
    #[arg(long)]
    words: String,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| {
        let row = catalog::entry(&market, &Actor::System, Named::Slug(&arguments.slug)).await?;
        let Some(row) = row else { bail!("there is no listing at /l/{}", arguments.slug) };
        let input = TakeDown { listing: row.id, words: arguments.words };
        match moderation::take_down(&market, &Actor::System, input).await? {
            TakeDownOutcome::TakenDown => println!("{} is taken down", arguments.slug),
            TakeDownOutcome::Own | TakeDownOutcome::NotFound => bail!("{} is taken down already", arguments.slug),
            TakeDownOutcome::Invalid(wrong) => {
                let words: Vec<_> = wrong.into_iter().map(|error| error.message).collect();
                bail!("give better words: {}", words.join(" "));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
