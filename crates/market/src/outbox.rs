//! What an operator sees of the outbox and its consumers, and what they can do.

use basis::{Actor, Role, Scope};
use events::{HeldBack, Lag, Parked, Replay};
use serde_json::json;

use crate::{
    Error, Market,
    audit::{self, Action},
    context::commit,
    readers::{READERS, readers},
};

/// A transaction that has run for longer holds consumers back, and the operator is told.
const LONG_SECONDS: f64 = 60.0;

/// What came of an operator's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxOutcome {
    /// It is done; so many events are concerned.
    Done {
        /// How many.
        events: u64,
    },
    /// There is no such consumer, or no such event is parked for it.
    NotFound,
    /// The asker is no operator.
    NotAllowed,
}

/// How far every consumer is behind.
///
/// # Errors
/// The database does not answer.
pub async fn lag(market: &Market) -> Result<Vec<Lag>, Error> {
    Ok(events::lag(market.store(), market.clock().as_ref(), &readers(market)).await?)
}

/// The transaction that holds every consumer back, if one has run for more than a minute.
///
/// # Errors
/// The database does not answer.
pub async fn held_back(market: &Market) -> Result<Option<HeldBack>, Error> {
    Ok(events::held_back(market.store(), LONG_SECONDS).await?)
}

/// The events that consumers could not act on, oldest first, at most `limit`.
///
/// # Errors
/// The database does not answer.
pub async fn parked(market: &Market, limit: u64) -> Result<Vec<Parked>, Error> {
    Ok(events::parked(market.store(), limit).await?)
}

/// Lets a consumer act again on what `replay` says.
///
/// # Errors
/// The database does not answer.
pub async fn replay(market: &Market, actor: &Actor, consumer: &str, replay: Replay) -> Result<OutboxOutcome, Error> {
    if !allowed(actor) {
        return Ok(OutboxOutcome::NotAllowed);
    }
    let Some(name) = READERS.into_iter().find(|name| *name == consumer) else { return Ok(OutboxOutcome::NotFound) };
    let tx = market.begin().await?;
    let events = events::replay(&tx, market.clock().as_ref(), name, replay).await?;
    let detail = json!({ "from": format!("{:?}", replay.from), "to": format!("{:?}", replay.to), "events": events });
    audit::write(market, &tx, actor, Action::ReplayedEvents, &format!("consumer:{name}"), detail).await?;
    commit(tx).await?;
    Ok(OutboxOutcome::Done { events })
}

/// Lets a consumer try a parked event again.
///
/// # Errors
/// The database does not answer.
pub async fn retry_parked(market: &Market, actor: &Actor, consumer: &str, seq: i64) -> Result<OutboxOutcome, Error> {
    if !allowed(actor) {
        return Ok(OutboxOutcome::NotAllowed);
    }
    let tx = market.begin().await?;
    if !events::retry_parked(&tx, consumer, seq).await? {
        return Ok(OutboxOutcome::NotFound);
    }
    let subject = format!("consumer:{consumer}");
    audit::write(market, &tx, actor, Action::RetriedEvent, &subject, json!({ "seq": seq })).await?;
    commit(tx).await?;
    Ok(OutboxOutcome::Done { events: 1 })
}

/// Forgets a parked event: the consumer never acts on it.
///
/// # Errors
/// The database does not answer.
pub async fn drop_parked(market: &Market, actor: &Actor, consumer: &str, seq: i64) -> Result<OutboxOutcome, Error> {
    if !allowed(actor) {
        return Ok(OutboxOutcome::NotAllowed);
    }
    let tx = market.begin().await?;
    if !events::drop_parked(&tx, consumer, seq).await? {
        return Ok(OutboxOutcome::NotFound);
    }
    let subject = format!("consumer:{consumer}");
    audit::write(market, &tx, actor, Action::DroppedEvent, &subject, json!({ "seq": seq })).await?;
    commit(tx).await?;
    Ok(OutboxOutcome::Done { events: 1 })
}

fn allowed(actor: &Actor) -> bool {
    actor.is(Role::Operator) && actor.may(Scope::Admin)
}
