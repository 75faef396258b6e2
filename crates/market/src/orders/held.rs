//! An order that is held against everybody else who would change it: its row, its lines, and its step to another state.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::{
    Backend, LockForChange, Tx,
    entities::{order, order_line},
};
use uuid::Uuid;

use super::{OrderState, state};
use crate::{
    Error,
    event::{OrderFacts, OrderLine},
};

/// The lines of an order, in their order.
pub(super) async fn lines_of(tx: &Tx, order: &order::Model) -> Result<Vec<order_line::Model>, Error> {
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order.id));
    Ok(lines.order_by_asc(order_line::Column::Position).all(tx).await?)
}

/// The order, held against everybody else who would change it.
pub(super) async fn locked(tx: &Tx, id: Uuid) -> Result<Option<order::Model>, Error> {
    let query = order::Entity::find_by_id(id);
    let query = if Backend::from(tx) == Backend::Postgres { query.lock_for_change() } else { query };
    Ok(query.one(tx).await?)
}

/// Moves a held order to `to`, with whatever else `changes`.
///
/// # Errors
/// The transition is not drawn, or the order is not where it was read: both are faults of ours, and nothing is written.
pub(super) async fn become_state(
    tx: &Tx,
    order: &order::Model,
    to: OrderState,
    mut changes: order::ActiveModel,
) -> Result<(), Error> {
    if !state::may_become(order.state, to) {
        return Err(Error::Stored(format!("order {} is {} and cannot become {to}", order.number, order.state)));
    }
    changes.state = Set(to);
    let moved = order::Entity::update_many()
        .set(changes)
        .filter(order::Column::Id.eq(order.id))
        .filter(order::Column::State.is_in(words_of(order.state)))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        return Ok(());
    }
    Err(Error::Stored(format!("order {} is no longer {}", order.number, order.state)))
}

/// The words under which a state may be stored; a binary of before writes another one for the first.
fn words_of(state: OrderState) -> Vec<&'static str> {
    match state {
        OrderState::Placed => vec![state.word(), "pending"],
        OrderState::Refused => vec![state.word(), "failed"],
        _ => vec![state.word()],
    }
}

/// What every event of an order says of it.
pub(super) fn facts(order: &order::Model, lines: &[order_line::Model]) -> OrderFacts {
    let line = |line: &order_line::Model| OrderLine {
        listing: line.listing_id,
        licence: line.license.clone(),
        price_minor: line.price_minor,
    };
    OrderFacts {
        order: order.id,
        number: order.number,
        account: order.account_id,
        currency: order.currency.clone(),
        total_minor: order.total_minor,
        lines: lines.iter().map(line).collect(),
    }
}
