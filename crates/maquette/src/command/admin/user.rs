//! `maquette admin user`: accounts and what they may do.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use basis::{Actor, Role, SystemRandom};
use market::{
    FieldError, Market,
    accounts::{self, LockOutcome, SetRoles, SignUp, SignUpOutcome},
    closing,
};

use crate::{command::with_market, config::Place};

/// Opens accounts and gives them roles.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Add(Add),
    Roles(Roles),
    Lock(Lock),
    Unlock(Lock),
    Reopen(Reopen),
}

/// Locks an account, or opens it again: a locked one is signed out and cannot sign in.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  maquette admin user lock --email ada@example.org --words \"Somebody else signs in to it.\""
)]
struct Lock {
    /// Whose.
    #[arg(long)]
    email: String,
    /// Why, for the audit log.
    #[arg(long)]
    words: String,
}

/// Opens an account again that its owner closed, before name and address are removed.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  maquette admin user reopen --email ada@example.org")]
struct Reopen {
    /// Whose.
    #[arg(long)]
    email: String,
}

/// Opens an account whose address counts as proven.
#[derive(clap::Args)]
#[command(
    after_help = "Without --password-stdin a password is made and printed once.\n\nExamples:\n  maquette admin user add --email ada@example.org --name Ada --role operator --role creator\n  pass show shop | maquette admin user add --email ada@example.org --name Ada --password-stdin"
)]
struct Add {
    /// Where letters go.
    #[arg(long)]
    email: String,
    /// What others see.
    #[arg(long)]
    name: String,
    /// Reads the password from standard input.
    #[arg(long)]
    password_stdin: bool,
    /// What it may do: buyer, creator, moderator, operator; several times for several.
    #[arg(long = "role", value_name = "ROLE", value_parser = role, default_value = "buyer")]
    roles: Vec<Role>,
}

/// Sets the roles of an account; those not named are taken away.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  maquette admin user roles --email ada@example.org --role creator --role moderator")]
struct Roles {
    /// Whose.
    #[arg(long)]
    email: String,
    /// buyer, creator, moderator or operator; several times for several.
    #[arg(long = "role", value_name = "ROLE", value_parser = role, required = true)]
    roles: Vec<Role>,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, _| match arguments.command {
        Command::Add(add) => add_user(&market, add).await,
        Command::Roles(roles) => set_roles(&market, roles).await,
        Command::Lock(input) => lock(&market, input, true).await,
        Command::Unlock(input) => lock(&market, input, false).await,
        Command::Reopen(input) => reopen(&market, &input.email).await,
    })
}

async fn add_user(market: &Market, add: Add) -> Result<ExitCode> {
    let given = if add.password_stdin { Some(read_password()?) } else { None };
    let password = given.clone().unwrap_or_else(|| basis::token(&SystemRandom, ""));
    let sells = add.roles.contains(&Role::Creator);
    let input = SignUp { email: add.email.clone(), name: add.name, password: password.clone(), sells };
    match accounts::add_account(market, input, &add.roles, true).await? {
        SignUpOutcome::SignedUp(id) => {
            println!("{} has an account now: {id}", add.email);
            if given.is_none() {
                println!("password: {password}");
            }
            Ok(ExitCode::SUCCESS)
        }
        SignUpOutcome::Invalid(wrong) => bail!("the account was not opened: {}", sentence(&wrong)),
    }
}

async fn set_roles(market: &Market, input: Roles) -> Result<ExitCode> {
    let profile = accounts::by_email(market, &input.email).await?;
    let profile = profile.with_context(|| format!("{} has no account here", input.email))?;
    let words: Vec<_> = input.roles.iter().map(|role| role.word()).collect();
    let set = SetRoles { account: profile.id, roles: input.roles.clone() };
    if !accounts::set_roles(market, &Actor::System, set).await? {
        bail!("the roles of {} could not be set", profile.email);
    }
    println!("{} is now {}", profile.email, words.join(", "));
    Ok(ExitCode::SUCCESS)
}

async fn lock(market: &Market, input: Lock, locked: bool) -> Result<ExitCode> {
    let profile = accounts::by_email(market, &input.email).await?;
    let profile = profile.with_context(|| format!("{} has no account here", input.email))?;
    match accounts::lock_account(market, &Actor::System, profile.id, locked, &input.words).await? {
        LockOutcome::Done => println!("{} is {}", profile.email, if locked { "locked" } else { "open again" }),
        LockOutcome::LastOperator => bail!("{} is the last operator; make somebody else one first", profile.email),
        LockOutcome::Invalid(wrong) => bail!("nothing was changed: {}", sentence(&wrong)),
        LockOutcome::NotFound => bail!("{} has no account here", profile.email),
    }
    Ok(ExitCode::SUCCESS)
}

async fn reopen(market: &Market, email: &str) -> Result<ExitCode> {
    let profile = accounts::by_email(market, email).await?;
    let profile = profile.with_context(|| format!("{email} has no account here, or it was forgotten"))?;
    if !closing::reopen_account(market, &Actor::System, profile.id).await? {
        bail!("the account of {email} is not closed");
    }
    println!("{email} is open again; what it sold stays off sale until its owner puts it back");
    Ok(ExitCode::SUCCESS)
}

fn read_password() -> Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("no password came on standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn role(word: &str) -> Result<Role, String> {
    Role::from_word(word).ok_or_else(|| "use buyer, creator, moderator or operator".to_owned())
}

fn sentence(wrong: &[FieldError]) -> String {
    wrong.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join(" ")
}
