//! `maquette admin fsck`: whether everything that is kept is still what it was.

use std::process::ExitCode;

use anyhow::Result;
use market::{
    audit::{self, Chain},
    blobs, orders,
};

use crate::{command::with_market, config::Place};

/// Checks that every blob that a row names is there with the bytes it is named by, that the ledger adds up, and that the
/// audit log is whole; counts the blobs that no row names.
#[derive(clap::Args)]
#[command(
    after_help = "Exit code: 0 where all is sound, 1 where something is not.\n\nExample:\n  maquette admin fsck --data ./shop"
)]
pub struct Arguments {}

pub fn run(_: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| {
        let checked = blobs::check(&market).await?;
        for (hash, fault) in &checked.faults {
            println!("blob {hash}: {}", fault.words());
        }
        let unsound = checked.faults.len();
        println!("blobs: {} checked, {unsound} unsound; {} named by nothing", checked.named, checked.unnamed);
        let balanced = orders::is_balanced(&market).await?;
        println!("ledger: {}", if balanced { "balanced" } else { "does not add up" });
        let examined = orders::examine_orders(&market).await?;
        println!("orders: {} checked, {} do not agree", examined.orders, examined.troubles.len());
        if examined.unanswered > 0 {
            println!("orders: of {} the payment provider is not set up here, or did not answer", examined.unanswered);
        }
        for trouble in &examined.troubles {
            println!("order {}: {}", trouble.number, trouble.sentence);
        }
        let chain = audit::check(&market).await?;
        match &chain {
            Chain::Whole { entries } => println!("audit log: whole, {entries} entries"),
            Chain::BrokenAt { seq } => println!("audit log: broken at entry {seq}"),
        }
        let sound = unsound == 0 && balanced && examined.troubles.is_empty() && matches!(chain, Chain::Whole { .. });
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}
