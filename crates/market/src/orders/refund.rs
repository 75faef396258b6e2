//! Paying an order back, in part or whole; for operators.
//!
//! Asking writes the refund and makes the order `refunding`; the provider is called outside of any transaction, under the
//! refund's own key; what it answers moves the ledger, the library and the order together.

use basis::{Actor, Money, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use store::{
    Tx,
    entities::{order, order_line, refund},
};
use uuid::Uuid;

use super::{
    OrderState,
    held::{become_state, facts, lines_of, locked},
    late,
    ledger::Reason,
    mails::{self, OrderMail},
    provider::{in_time, provider_of},
    refunding::{RefundOrder, ask},
    rights::give_up_lines,
    state::next_look,
};
use crate::{
    Error, FieldError, Fields, Market,
    audit::{self, Action},
    context::commit,
    event::OrderRefunded,
    limits,
    payments::PaymentError,
};

/// How long the request that asked for a refund has to see it through; a job looks after it then.
const SEE_THROUGH: chrono::Duration = chrono::Duration::minutes(2);

/// What is to be paid back.
#[derive(Clone, Debug)]
pub struct Refund {
    /// The order.
    pub order: Uuid,
    /// Lines of it; none means all that were not paid back yet.
    pub lines: Vec<Uuid>,
    /// Why, 3 to 500 characters; it is kept with the refund and in the audit log.
    pub reason: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// Paid back; the downloads of those lines are closed.
    Refunded {
        /// Whether nothing of the order is left to be paid back.
        whole: bool,
    },
    /// The provider does not answer yet; it is asked until it does.
    UnderWay,
    /// The provider refuses; nothing has moved.
    Rejected {
        /// What it said.
        words: String,
    },
    /// There is no such order, or the asker is no operator.
    NotFound,
    /// Only what was paid can be paid back, once.
    NotPaid,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Pays an order back, or some lines of it.
///
/// # Errors
/// The database does not answer. A provider that does not answer is no error: the refund stays under way.
pub async fn refund(market: &Market, actor: &Actor, input: &Refund) -> Result<RefundOutcome, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(RefundOutcome::NotFound);
    }
    let mut fields = Fields::default();
    let reason = fields.text("reason", &input.reason, &limits::REASON);
    if let Err(wrong) = fields.done() {
        return Ok(RefundOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let Some(order) = locked(&tx, input.order).await? else { return Ok(RefundOutcome::NotFound) };
    if !matches!(order.state, OrderState::Paid | OrderState::PartlyRefunded) {
        return Ok(RefundOutcome::NotPaid);
    }
    let lines = lines_of(&tx, &order).await?;
    let Some(chosen) = choose(&lines, &input.lines) else { return Ok(RefundOutcome::NotPaid) };
    let amount_minor = chosen.iter().map(|line| line.price_minor).sum();
    let refund = ask(market, &tx, actor, &order, amount_minor, &reason).await?;
    order_line::Entity::update_many()
        .col_expr(order_line::Column::RefundId, Expr::value(Some(refund)))
        .filter(order_line::Column::Id.is_in(chosen.iter().map(|line| line.id)))
        .exec(&tx)
        .await?;
    market.enqueue_after(&tx, &RefundOrder { refund }, SEE_THROUGH).await?;
    commit(tx).await?;
    see_through(market, refund).await
}

/// The lines that are meant; none where one of them is not in the order or is paid back already, or nothing is left.
fn choose<'a>(lines: &'a [order_line::Model], asked: &[Uuid]) -> Option<Vec<&'a order_line::Model>> {
    let open = lines.iter().filter(|line| line.refund_id.is_none());
    if asked.is_empty() {
        return Some(open.collect::<Vec<_>>()).filter(|open| !open.is_empty());
    }
    let chosen: Vec<_> = open.filter(|line| asked.contains(&line.id)).collect();
    asked.iter().all(|id| chosen.iter().any(|line| line.id == *id)).then_some(chosen)
}

/// Asks the provider for a refund and writes what it says; the job's work. While it does not answer, the job queues itself
/// again, for as long as it takes.
///
/// # Errors
/// The database does not answer.
pub async fn refund_order(market: &Market, job: &RefundOrder) -> Result<(), Error> {
    if see_through(market, job.refund).await? == RefundOutcome::UnderWay {
        let Some(row) = refund::Entity::find_by_id(job.refund).one(market.store().read()).await? else { return Ok(()) };
        let tx = market.begin().await?;
        market.enqueue_after(&tx, job, next_look(market.now() - row.asked_at)).await?;
        commit(tx).await?;
    }
    Ok(())
}

async fn see_through(market: &Market, id: Uuid) -> Result<RefundOutcome, Error> {
    let read = market.store().read();
    let Some(row) = refund::Entity::find_by_id(id).one(read).await? else { return Ok(RefundOutcome::NotFound) };
    let Some(order) = order::Entity::find_by_id(row.order_id).one(read).await? else {
        return Ok(RefundOutcome::NotFound);
    };
    if row.state != refund::State::Asked {
        return Ok(ended(&row, &order));
    }
    let amount = Money::new(row.amount_minor, row.currency.parse()?);
    let answer = if amount.is_zero() {
        Ok(()) // Nothing was paid for it: only the right ends.
    } else {
        match provider_of(market, &order) {
            Ok(provider) => in_time(provider.refund(&order.payment, amount, &id.to_string())).await,
            Err(Error::Payment(error)) => Err(error),
            Err(other) => return Err(other),
        }
    };
    if let Err(PaymentError::Unreachable(why)) = &answer {
        tracing::warn!(why, order.id = %order.id, "the payment provider does not answer about a refund");
        return Ok(RefundOutcome::UnderWay);
    }
    let tx = market.begin().await?;
    let held = locked(&tx, order.id).await?;
    let row = refund::Entity::find_by_id(id).one(&tx).await?;
    let (Some(order), Some(row)) = (held, row) else { return Ok(RefundOutcome::NotFound) };
    if row.state != refund::State::Asked {
        return Ok(ended(&row, &order)); // Somebody else asked at the same time: one answer was written.
    }
    let outcome = match answer {
        Err(PaymentError::Rejected(words)) => fail(market, &tx, &order, &row, words).await?,
        _ => done(market, &tx, &order, &row).await?,
    };
    market.withdraw_job(&tx, &RefundOrder { refund: id }).await?;
    commit(tx).await?;
    Ok(outcome)
}

fn ended(row: &refund::Model, order: &order::Model) -> RefundOutcome {
    match row.state {
        refund::State::Failed => RefundOutcome::Rejected { words: row.refusal.clone() },
        _ => RefundOutcome::Refunded { whole: order.state == OrderState::Refunded },
    }
}

/// The money is on its way: ledger, library and order say so.
async fn done(market: &Market, tx: &Tx, order: &order::Model, row: &refund::Model) -> Result<RefundOutcome, Error> {
    let lines = lines_of(tx, order).await?;
    let back: Vec<_> = lines.iter().filter(|line| line.refund_id == Some(row.id)).collect();
    if late::is_late(order) {
        late::paid_back(market, tx, order).await?;
    } else {
        give_up_lines(market, tx, order, &back, Reason::Refund).await?;
    }
    let whole = lines.iter().all(|line| line.refund_id.is_some()) || late::is_late(order);
    let to = if whole { OrderState::Refunded } else { OrderState::PartlyRefunded };
    let changes = order::ActiveModel { refunded_at: Set(Some(market.now())), ..Default::default() };
    become_state(tx, order, to, changes).await?;
    end(market, tx, row, refund::State::Done, String::new()).await?;
    let refunded_minor = refunded_minor(tx, order).await?;
    let told = OrderRefunded {
        facts: facts(order, &lines),
        amount_minor: row.amount_minor,
        refunded_minor,
        whole,
        reason: row.reason.clone(),
    };
    market.tell(tx, told).await?;
    mails::to_buyer(market, tx, order, OrderMail::Refunded { refund: row.id }).await?;
    Ok(RefundOutcome::Refunded { whole })
}

/// The provider refuses for good: the order stands where it stood, and the operators are told.
async fn fail(
    market: &Market,
    tx: &Tx,
    order: &order::Model,
    row: &refund::Model,
    words: String,
) -> Result<RefundOutcome, Error> {
    order_line::Entity::update_many()
        .col_expr(order_line::Column::RefundId, Expr::value(None::<Uuid>))
        .filter(order_line::Column::RefundId.eq(row.id))
        .exec(tx)
        .await?;
    let lines = lines_of(tx, order).await?;
    let to = match () {
        () if late::is_late(order) => OrderState::Unresolved,
        () if lines.iter().any(|line| line.refund_id.is_some()) => OrderState::PartlyRefunded,
        () => OrderState::Paid,
    };
    become_state(tx, order, to, order::ActiveModel::default()).await?;
    end(market, tx, row, refund::State::Failed, words.clone()).await?;
    let detail = json!({ "refund": row.id, "words": words });
    audit::write(market, tx, &Actor::System, Action::RefundFailed, &format!("order:{}", order.id), detail).await?;
    mails::to_operators(market, tx, order, OrderMail::RefundFailed { refund: row.id }).await?;
    Ok(RefundOutcome::Rejected { words })
}

async fn end(
    market: &Market,
    tx: &Tx,
    row: &refund::Model,
    state: refund::State,
    refusal: String,
) -> Result<(), Error> {
    let ended = refund::ActiveModel {
        id: Set(row.id),
        state: Set(state),
        refusal: Set(refusal),
        ended_at: Set(Some(market.now())),
        ..Default::default()
    };
    refund::Entity::update(ended).exec(tx).await?;
    Ok(())
}

async fn refunded_minor(tx: &Tx, order: &order::Model) -> Result<i64, Error> {
    let done = refund::Entity::find()
        .filter(refund::Column::OrderId.eq(order.id))
        .filter(refund::Column::State.eq(refund::State::Done.word()));
    Ok(done.all(tx).await?.iter().map(|row| row.amount_minor).sum())
}
