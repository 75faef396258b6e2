//! `maquette admin payout`: books what was paid to a creator.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use basis::{Actor, Money};
use market::{
    accounts,
    orders::{self, PayOut, PayOutOutcome},
};

use crate::{command::with_market, config::Place};

/// Books money that was paid to a creator; the market moves none by itself.
#[derive(clap::Args)]
#[command(
    after_help = "A reference is booked once: run again, nothing is booked twice.\n\nExample:\n  maquette admin payout --email ada@example.org --amount 120.50 --reference 'SEPA 2026-11-29 ada'"
)]
pub struct Arguments {
    /// The creator's e-mail address.
    #[arg(long)]
    email: String,
    /// How much, in the market's currency: 120.50.
    #[arg(long)]
    amount: String,
    /// What the bank statement says.
    #[arg(long)]
    reference: String,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| {
        let amount = Money::parse(&arguments.amount, market.settings().currency)?;
        let creator = accounts::by_email(&market, &arguments.email).await?;
        let creator = creator.with_context(|| format!("no account has the address {}", arguments.email))?.id;
        let input = PayOut { creator, amount, reference: arguments.reference };
        match orders::pay_out(&market, &Actor::System, &input).await? {
            PayOutOutcome::Booked { left } => println!("{amount} booked; {left} left"),
            PayOutOutcome::BookedBefore => println!("this reference was booked before; nothing was changed"),
            PayOutOutcome::BalanceTooLow { balance } => bail!("they have {balance}, which is less than {amount}"),
            PayOutOutcome::NotFound => bail!("there is no such account"),
            PayOutOutcome::Invalid(wrong) => {
                let sentences: Vec<_> =
                    wrong.into_iter().map(|wrong| format!("{}: {}", wrong.field, wrong.message)).collect();
                bail!("{}", sentences.join("\n"))
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}
