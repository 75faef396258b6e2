//! API tokens: keys for programs, with scopes, shown once.

use basis::{Actor, Scope, Time};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};
use serde_json::json;
use store::entities::{account, api_token};
use uuid::Uuid;

use super::{
    Origin, actor_of, secrets,
    sign_in::{Known, by_password},
};
use crate::{
    Error, FieldError, Fields, Market,
    audit::{self, Action},
    context::commit,
    limits,
};

/// What whoever makes a token says of it.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// How far it reaches.
    pub scopes: Vec<Scope>,
    /// After how many days it ends by itself; none means that it works until it is withdrawn.
    pub days: Option<u32>,
}

/// What came of making one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenOutcome {
    /// It stands. The secret is shown now and never again.
    Made {
        /// The token.
        id: Uuid,
        /// The secret: `mq_…`.
        secret: String,
    },
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
    /// Only a person who signed in with a password makes tokens.
    NotAllowed,
    /// Address or password is wrong; which of them is not told.
    WrongPassword,
    /// An operator locked the account, or its owner closed it.
    Locked,
}

/// One token, as its owner sees it.
#[derive(Clone, Debug)]
pub struct TokenLine {
    /// The token.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// How far it reaches.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last used.
    pub used_at: Option<Time>,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
}

/// What a token's secret begins with.
pub(crate) const PREFIX: &str = "mq_";

/// How old "last used" may be, for the same reason as a session's.
const USED_MINUTES: i64 = 10;

/// Makes a token.
///
/// # Errors
/// The database does not answer.
pub async fn make_token(market: &Market, actor: &Actor, input: NewToken) -> Result<TokenOutcome, Error> {
    let Actor::Account { account, .. } = actor else { return Ok(TokenOutcome::NotAllowed) };
    if !actor.may(Scope::Admin) {
        return Ok(TokenOutcome::NotAllowed); // A token must not make a stronger one.
    }
    let mut fields = Fields::default();
    let name = fields.line("name", &input.name, &limits::TOKEN_NAME);
    if input.scopes.is_empty() {
        fields.wrong("scopes", "Choose at least one thing the token may do.");
    } else {
        fields.list("scopes", input.scopes.len(), &limits::TOKEN_SCOPES);
    }
    if let Some(sentence) = input.days.and_then(|days| limits::TOKEN_DAYS.refusal(days as usize)) {
        fields.wrong("days", sentence);
    }
    if let Err(wrong) = fields.done() {
        return Ok(TokenOutcome::Invalid(wrong));
    }
    let kept = in_force(market).filter(api_token::Column::AccountId.eq(*account));
    if kept.count(market.store().read()).await? >= limits::TOKENS.max as u64 {
        let message = format!("There are {} tokens already. Withdraw one that you no longer need.", limits::TOKENS.max);
        return Ok(TokenOutcome::Invalid(vec![FieldError { field: "name".to_owned(), message }]));
    }
    let secret = basis::token(market.random().as_ref(), PREFIX);
    let id = market.id();
    let words: Vec<_> = input.scopes.iter().map(|scope| scope.word()).collect();
    let row = api_token::ActiveModel {
        id: Set(id),
        account_id: Set(*account),
        name: Set(name),
        token_hash: Set(secrets::hash(&secret)),
        scopes: Set(words.join(" ")),
        created_at: Set(market.now()),
        used_at: Set(None),
        revoked_at: Set(None),
        expires_at: Set(input.days.map(|days| market.now() + chrono::Duration::days(days.into()))),
    };
    let tx = market.begin().await?;
    api_token::Entity::insert(row).exec_without_returning(&tx).await?;
    audit::write(market, &tx, actor, Action::MadeToken, &format!("token:{id}"), json!({ "scopes": words })).await?;
    commit(tx).await?;
    Ok(TokenOutcome::Made { id, secret })
}

/// Makes a token for whoever knows the password of the account `email`: for programs that have no browser.
///
/// # Errors
/// [`Error::TooMany`] and [`Error::Busy`], or the database does not answer.
pub async fn make_token_by_password(
    market: &Market,
    origin: &Origin,
    email: &str,
    password: &str,
    input: NewToken,
) -> Result<TokenOutcome, Error> {
    match by_password(market, origin, email, password).await? {
        Known::Account(account) => make_token(market, &actor_of(&account, Scope::ALL.to_vec()), input).await,
        Known::Wrong => Ok(TokenOutcome::WrongPassword),
        Known::Locked | Known::Closed => Ok(TokenOutcome::Locked),
    }
}

/// Who the secret of a token stands for; the visitor where it stands for nobody.
///
/// # Errors
/// The database does not answer.
pub async fn actor_of_token(market: &Market, secret: &str) -> Result<Actor, Error> {
    if limits::SECRET.refusal_of(secret).is_some() {
        return Ok(Actor::Visitor);
    }
    let read = market.store().read();
    let query = in_force(market).filter(api_token::Column::TokenHash.eq(secrets::hash(secret)));
    let Some(token) = query.one(read).await? else {
        return Ok(Actor::Visitor);
    };
    let Some(account) = account::Entity::find_by_id(token.account_id).one(read).await? else {
        return Ok(Actor::Visitor);
    };
    let now = market.now();
    if token.used_at.is_none_or(|used| now - used > chrono::Duration::minutes(USED_MINUTES)) {
        let tx = market.begin().await?;
        let row = api_token::ActiveModel { id: Set(token.id), used_at: Set(Some(now)), ..Default::default() };
        api_token::Entity::update(row).exec(&tx).await?;
        tx.commit().await?;
    }
    Ok(actor_of(&account, scopes_of(&token.scopes)))
}

/// The tokens of whoever asks that still open something.
///
/// # Errors
/// The database does not answer.
pub async fn tokens(market: &Market, actor: &Actor) -> Result<Vec<TokenLine>, Error> {
    let Some(account) = actor.account() else { return Ok(Vec::new()) };
    let query =
        in_force(market).filter(api_token::Column::AccountId.eq(account)).order_by_desc(api_token::Column::CreatedAt);
    let line = |row: api_token::Model| TokenLine {
        id: row.id,
        scopes: scopes_of(&row.scopes),
        name: row.name,
        created_at: row.created_at,
        used_at: row.used_at,
        expires_at: row.expires_at,
    };
    Ok(query.all(market.store().read()).await?.into_iter().map(line).collect())
}

/// Withdraws a token of whoever asks; false where they have no such token.
///
/// # Errors
/// The database does not answer.
pub async fn revoke_token(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    let Some(account) = actor.account().filter(|_| actor.may(Scope::Admin)) else { return Ok(false) };
    let tx = market.begin().await?;
    let query = api_token::Entity::find_by_id(id).filter(api_token::Column::AccountId.eq(account));
    if query.one(&tx).await?.is_none() {
        return Ok(false);
    }
    let row = api_token::ActiveModel { id: Set(id), revoked_at: Set(Some(market.now())), ..Default::default() };
    api_token::Entity::update(row).exec(&tx).await?;
    audit::write(market, &tx, actor, Action::WithdrewToken, &format!("token:{id}"), json!({})).await?;
    commit(tx).await?;
    Ok(true)
}

/// Tokens that are neither withdrawn nor at their end.
fn in_force(market: &Market) -> Select<api_token::Entity> {
    let lasts =
        Condition::any().add(api_token::Column::ExpiresAt.is_null()).add(api_token::Column::ExpiresAt.gt(market.now()));
    api_token::Entity::find().filter(api_token::Column::RevokedAt.is_null()).filter(lasts)
}

fn scopes_of(words: &str) -> Vec<Scope> {
    words.split_whitespace().filter_map(Scope::from_word).collect()
}
