//! `maquette admin user`: accounts and what they may do.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use basis::{Actor, Role, SystemRandom};
use market::{
    FieldError, Market,
    accounts::{self, SetRoles, SignUp, SignUpOutcome},
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
