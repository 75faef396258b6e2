//! `maquette admin fsck`: whether everything that is kept is still what it was.

use std::process::ExitCode;

use anyhow::Result;
use market::{
    Market,
    audit::{self, Chain},
    orders,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::entities::blob;

use crate::{command::with_market, config::Place};

/// Rows read at a time.
const BATCH: u64 = 500;

/// Checks that every blob has the bytes it is named by, that the ledger adds up, and that the audit log is whole.
#[derive(clap::Args)]
#[command(
    after_help = "Exit code: 0 where all is sound, 1 where something is not.\n\nExample:\n  maquette admin fsck --data ./shop"
)]
pub struct Arguments {}

pub fn run(_: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| {
        let (blobs, unsound) = check_blobs(&market).await?;
        println!("blobs: {blobs} checked, {unsound} unsound");
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

/// How many blobs there are, and how many of them have other bytes than they should or none.
async fn check_blobs(market: &Market) -> Result<(u64, u64)> {
    let (mut checked, mut unsound, mut last) = (0, 0, String::new());
    loop {
        let query = blob::Entity::find().filter(blob::Column::Hash.gt(&last)).order_by_asc(blob::Column::Hash);
        let batch = query.limit(BATCH).all(market.store().read()).await?;
        let Some(end) = batch.last() else { return Ok((checked, unsound)) };
        last.clone_from(&end.hash);
        for row in &batch {
            checked += 1;
            if !market.blobs().is_sound(&row.hash.parse()?).await? {
                println!("blob {}: its bytes have changed or are gone", row.hash);
                unsound += 1;
            }
        }
    }
}
