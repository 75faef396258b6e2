//! Sessions: who a cookie stands for, and ending them.

use basis::{Actor, Scope, Time};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use store::entities::{account, session};
use uuid::Uuid;

use super::{Reading, actor_of, secrets};
use crate::{Error, Market};

/// One signed-in browser, as its owner sees it.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// The session.
    pub id: Uuid,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When it signed in.
    pub created_at: Time,
    /// When it last asked.
    pub seen_at: Time,
}

/// How old "last seen" may be: a write on each page view would make readers wait for the one writer.
const SEEN_MINUTES: i64 = 10;

/// Sessions that are listed; whoever has more ends all of them at once.
const SESSIONS_SHOWN: u64 = 100;

/// Whom a cookie stands for.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who asks; a locked account is nobody.
    pub actor: Actor,
    /// The session.
    pub session: Uuid,
    /// What others see of the account.
    pub name: String,
    /// How it wants to read figures and times.
    pub reading: Reading,
}

/// Who the cookie's secret stands for, with the session; the visitor where it stands for nobody any more.
///
/// # Errors
/// The database does not answer.
pub async fn actor_of_session(market: &Market, secret: &str) -> Result<(Actor, Option<Uuid>), Error> {
    let found = signed_in(market, secret).await?;
    Ok(found.map_or((Actor::Visitor, None), |found| (found.actor, Some(found.session))))
}

/// The same in one query with the account's name, for every page of a signed-in browser.
///
/// # Errors
/// The database does not answer.
pub async fn signed_in(market: &Market, secret: &str) -> Result<Option<SignedIn>, Error> {
    let account_of = session::Entity::belongs_to(account::Entity);
    let found = session::Entity::find()
        .join(JoinType::InnerJoin, account_of.from(session::Column::AccountId).to(account::Column::Id).into())
        .select_also(account::Entity)
        .filter(session::Column::TokenHash.eq(secrets::hash(secret)))
        .one(market.store().read())
        .await?;
    let now = market.now();
    let Some((session, Some(account))) = found.filter(|(session, _)| session.expires_at > now) else { return Ok(None) };
    if now - session.seen_at > chrono::Duration::minutes(SEEN_MINUTES) {
        let tx = market.begin().await?;
        let row = session::ActiveModel { id: Set(session.id), seen_at: Set(now), ..Default::default() };
        session::Entity::update(row).exec(&tx).await?;
        tx.commit().await?;
    }
    let (actor, reading) = (actor_of(&account, Scope::ALL.to_vec()), Reading::of(&account));
    Ok(Some(SignedIn { actor, session: session.id, name: account.name, reading }))
}

/// The sessions of whoever asks, newest first.
///
/// # Errors
/// The database does not answer.
pub async fn sessions(market: &Market, actor: &Actor) -> Result<Vec<SessionLine>, Error> {
    let Some(account) = actor.account() else { return Ok(Vec::new()) };
    let query = session::Entity::find()
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::ExpiresAt.gt(market.now()))
        .order_by_desc(session::Column::SeenAt)
        .limit(SESSIONS_SHOWN);
    let line = |row: session::Model| SessionLine {
        id: row.id,
        user_agent: row.user_agent,
        created_at: row.created_at,
        seen_at: row.seen_at,
    };
    Ok(query.all(market.store().read()).await?.into_iter().map(line).collect())
}

/// Ends one session of whoever asks.
///
/// # Errors
/// The database does not answer.
pub async fn end_session(market: &Market, actor: &Actor, id: Uuid) -> Result<(), Error> {
    let Some(account) = actor.account() else { return Ok(()) };
    let tx = market.begin().await?;
    session::Entity::delete_many()
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::AccountId.eq(account))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Ends every session of whoever asks.
///
/// # Errors
/// The database does not answer.
pub async fn end_all_sessions(market: &Market, actor: &Actor) -> Result<(), Error> {
    let Some(account) = actor.account() else { return Ok(()) };
    let tx = market.begin().await?;
    session::Entity::delete_many().filter(session::Column::AccountId.eq(account)).exec(&tx).await?;
    tx.commit().await?;
    Ok(())
}
