//! Signing up.

use basis::{Actor, Role};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{Tx, entities::account};
use uuid::Uuid;

use super::{password, shop, words_of_roles};
use crate::{Email, Error, FieldError, Fields, Market, SendEmail, audit, context::commit, event::AccountSignedUp};

/// What a person types to sign up.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// Where letters go.
    pub email: String,
    /// What others will see.
    pub name: String,
    /// At least ten letters.
    pub password: String,
    /// Whether they mean to sell; a shop is opened for them.
    pub sells: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignUpOutcome {
    /// The account stands; a letter is on its way.
    SignedUp(Uuid),
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Shorter ones are guessed; length counts more than signs.
const PASSWORD_LETTERS_MIN: usize = 10;
/// Longer ones only cost time to hash.
const PASSWORD_LETTERS_MAX: usize = 200;

/// Opens an account, and queues the e-mail that proves its address.
///
/// An address that has an account already is told so: hiding it would only move the answer to the
/// password page, and a person who forgot would be left without a next step.
///
/// # Errors
/// The database does not answer.
pub async fn sign_up(market: &Market, input: SignUp) -> Result<SignUpOutcome, Error> {
    let roles = if input.sells { vec![Role::Buyer, Role::Creator] } else { vec![Role::Buyer] };
    add_account(market, input, &roles, false).await
}

/// Opens an account with `roles`, and queues the e-mail that proves its address unless it counts as `verified`; for the operator's command and for imports, too.
///
/// # Errors
/// The database does not answer.
pub async fn add_account(
    market: &Market,
    input: SignUp,
    roles: &[Role],
    verified: bool,
) -> Result<SignUpOutcome, Error> {
    let mut fields = Fields::default();
    let email = input.email.trim().to_lowercase();
    if !looks_like_an_address(&email) {
        fields.wrong("email", "Write an address such as name@example.org.");
    }
    let name = fields.line("name", &input.name, 2, 80);
    match input.password.chars().count() {
        0..PASSWORD_LETTERS_MIN => fields
            .wrong("password", format!("Use at least {PASSWORD_LETTERS_MIN} letters; a sentence is easy to keep.")),
        PASSWORD_LETTERS_MIN..=PASSWORD_LETTERS_MAX => {}
        _ => fields.wrong("password", format!("Use at most {PASSWORD_LETTERS_MAX} letters.")),
    }
    if let Err(wrong) = fields.done() {
        return Ok(SignUpOutcome::Invalid(wrong));
    }
    let password_hash = password::hash(market.random().as_ref(), &input.password).await?;
    let tx = market.begin().await?;
    if taken(&tx, &email).await? {
        let message = "There is an account with this address already. Sign in instead.".to_owned();
        return Ok(SignUpOutcome::Invalid(vec![FieldError { field: "email".to_owned(), message }]));
    }
    let (id, now) = (market.id(), market.now());
    let row = account::ActiveModel {
        id: Set(id),
        email: Set(email),
        email_verified_at: Set(verified.then_some(now)),
        name: Set(name.clone()),
        password_hash: Set(password_hash),
        roles: Set(words_of_roles(roles)),
        locked_at: Set(None),
        created_at: Set(now),
    };
    account::Entity::insert(row).exec_without_returning(&tx).await?;
    if roles.contains(&Role::Creator) {
        shop::insert(market, &tx, id, &name).await?;
    }
    audit::write(
        market,
        &tx,
        &Actor::System,
        "signed up",
        &format!("account:{id}"),
        json!({ "roles": words_of_roles(roles) }),
    )
    .await?;
    let roles = roles.iter().map(|role| role.word().to_owned()).collect();
    if !verified {
        market.enqueue(&tx, &SendEmail { email: Email::VerifyAddress { account: id } }).await?;
    }
    market.tell(&tx, AccountSignedUp { account: id, roles, verified }).await?;
    commit(tx).await?;
    Ok(SignUpOutcome::SignedUp(id))
}

async fn taken(tx: &Tx, email: &str) -> Result<bool, Error> {
    Ok(account::Entity::find().filter(account::Column::Email.eq(email)).one(tx).await?.is_some())
}

/// Only what every address has; whether it is read by somebody, the letter finds out.
fn looks_like_an_address(email: &str) -> bool {
    let Some((local, host)) = email.split_once('@') else { return false };
    let plain =
        email.chars().all(|letter| !letter.is_whitespace() && !letter.is_control() && !"<>,;\"".contains(letter));
    plain
        && !local.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && email.len() <= 254
}
