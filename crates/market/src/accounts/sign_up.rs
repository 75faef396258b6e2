//! Signing up.

use basis::{Actor, ClientAddress, Role};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{Tx, entities::account};
use uuid::Uuid;

use super::{email, password, shop, words_of_roles};
use crate::{
    Email, Error, FieldError, Fields, Market, SendEmail,
    audit::{self, Action},
    brakes::Act,
    context::{TAKEN_TRIES, commit},
    event::AccountSignedUp,
    limits,
};

/// What a person types to sign up.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// Where e-mails go.
    pub email: String,
    /// What others will see.
    pub name: String,
    /// At least ten characters.
    pub password: String,
    /// Whether they mean to sell; a shop is opened for them.
    pub sells: bool,
}

/// What came of opening an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignUpOutcome {
    /// The account stands.
    SignedUp(Uuid),
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// What whoever signs up is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// An e-mail is on its way: to prove the address of the account that stands now, or, where the address had one
    /// already, to say so to its owner and to nobody else. A door tells both the same.
    Sent(Option<Uuid>),
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Opens an account, and queues the e-mail that proves its address.
///
/// Whether an address has an account is told by e-mail to its owner alone.
///
/// # Errors
/// [`Error::TooMany`] and [`Error::Busy`], before anything was hashed; or the database does not answer.
pub async fn sign_up(market: &Market, address: ClientAddress, input: SignUp) -> Result<Welcome, Error> {
    let roles = if input.sells { vec![Role::Buyer, Role::Creator] } else { vec![Role::Buyer] };
    let checked = match check(&input) {
        Ok(checked) => checked,
        Err(wrong) => return Ok(Welcome::Invalid(wrong)),
    };
    market.brakes().admit(Act::SignUp, address.network())?;
    // Counted whether there is an account or not, so that the count does not tell.
    market.brakes().admit(Act::EmailTo, &checked.email)?;
    let opened = open(market, &checked, &roles, false).await?;
    if opened.is_none() {
        tell_owner(market, &checked.email).await?;
    }
    Ok(Welcome::Sent(opened))
}

/// Opens an account with `roles`, and queues the e-mail that proves its address unless it counts as `verified`; for the operator's command and for imports, too.
///
/// # Errors
/// [`Error::Busy`], or the database does not answer.
pub async fn add_account(
    market: &Market,
    input: SignUp,
    roles: &[Role],
    verified: bool,
) -> Result<SignUpOutcome, Error> {
    let checked = match check(&input) {
        Ok(checked) => checked,
        Err(wrong) => return Ok(SignUpOutcome::Invalid(wrong)),
    };
    Ok(match open(market, &checked, roles, verified).await? {
        Some(account) => SignUpOutcome::SignedUp(account),
        None => {
            let message = "There is an account with this address already. Sign in instead.".to_owned();
            SignUpOutcome::Invalid(vec![FieldError { field: "email".to_owned(), message }])
        }
    })
}

/// What was typed, as it is kept.
struct Checked<'a> {
    email: String,
    name: String,
    password: &'a str,
}

fn check(input: &SignUp) -> Result<Checked<'_>, Vec<FieldError>> {
    let mut fields = Fields::default();
    let email = email::read(&input.email).unwrap_or_else(|| {
        fields.wrong("email", email::ADVICE);
        String::new()
    });
    let name = fields.line("name", &input.name, &limits::NAME);
    password::check(&mut fields, "password", &input.password, &[&email, &name]);
    fields.done()?;
    Ok(Checked { email, name, password: &input.password })
}

/// Opens the account; none where its address has one.
async fn open(market: &Market, input: &Checked<'_>, roles: &[Role], verified: bool) -> Result<Option<Uuid>, Error> {
    // Hashed in any case: the time it takes must not tell whether there is an account.
    let password_hash = password::hash(market, input.password).await?;
    let mut attempt = 0;
    loop {
        match insert(market, input, &password_hash, roles, verified, attempt).await {
            // Somebody took the address, or the word of the shop, a moment before: the next look tells which.
            Err(error) if error.is_taken() && attempt < TAKEN_TRIES => attempt += 1,
            done => return done,
        }
    }
}

async fn insert(
    market: &Market,
    input: &Checked<'_>,
    password_hash: &str,
    roles: &[Role],
    verified: bool,
    attempt: u32,
) -> Result<Option<Uuid>, Error> {
    let tx = market.begin().await?;
    if taken(&tx, &input.email).await? {
        return Ok(None);
    }
    let (id, now) = (market.id(), market.now());
    let row = account::ActiveModel {
        id: Set(id),
        email: Set(input.email.clone()),
        email_verified_at: Set(verified.then_some(now)),
        name: Set(input.name.clone()),
        password_hash: Set(password_hash.to_owned()),
        roles: Set(words_of_roles(roles)),
        locked_at: Set(None),
        created_at: Set(now),
        new_email: Set(None),
        old_email: Set(None),
        closed_at: Set(None),
        locale: Set(None),
        time_zone: Set(None),
    };
    account::Entity::insert(row).exec_without_returning(&tx).await?;
    if roles.contains(&Role::Creator) {
        shop::insert(market, &tx, id, &input.name, attempt).await?;
    }
    audit::write(
        market,
        &tx,
        &Actor::System,
        Action::SignedUp,
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
    Ok(Some(id))
}

/// Whether an account has the address.
pub(super) async fn taken(tx: &Tx, email: &str) -> Result<bool, Error> {
    Ok(owner_of(tx, email).await?.is_some())
}

/// The account that has the address.
pub(super) async fn owner_of(tx: &Tx, email: &str) -> Result<Option<account::Model>, Error> {
    Ok(account::Entity::find().filter(account::Column::Email.eq(email)).one(tx).await?)
}

/// Tells the owner of an account that somebody, most likely they, signed up with its address again.
async fn tell_owner(market: &Market, email: &str) -> Result<(), Error> {
    let tx = market.begin().await?;
    if let Some(owner) = owner_of(&tx, email).await? {
        market.enqueue(&tx, &SendEmail { email: Email::SignedUpAgain { account: owner.id } }).await?;
    }
    commit(tx).await
}
