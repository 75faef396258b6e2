//! Ending what a line of an order gave: the transfers of its sale are answered by their opposites, and the right to
//! download is closed.

use basis::Money;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use store::{
    Tx,
    entities::{entitlement, order, order_line},
};
use uuid::Uuid;

use super::ledger::{self, Cause, Party, Reason};
use crate::{Error, Market, event::EntitlementRevoked};

/// Answers the sale of `lines` for `reason`, and closes their downloads. A creator who was paid out already goes below zero
/// by it, and later sales fill that again.
pub(super) async fn give_up_lines(
    market: &Market,
    tx: &Tx,
    order: &order::Model,
    lines: &[&order_line::Model],
    reason: Reason,
) -> Result<(), Error> {
    let currency = order.currency.parse()?;
    for line in lines {
        let cause = |reason| Cause { reason, order: Some(order.id), line: Some(line.id) };
        let creator = Party::Creator(line.creator_id);
        let (price, fee) = (Money::new(line.price_minor, currency), Money::new(line.fee_minor, currency));
        ledger::transfer(market, tx, Party::Platform, creator, fee, cause(Reason::FeeRefund)).await?;
        ledger::transfer(market, tx, creator, Party::Payments, price, cause(reason)).await?;
    }
    let sold: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
    let standing = entitlement::Entity::find()
        .filter(entitlement::Column::OrderLineId.is_in(sold))
        .filter(entitlement::Column::RevokedAt.is_null())
        .all(tx)
        .await?;
    entitlement::Entity::update_many()
        .col_expr(entitlement::Column::RevokedAt, Expr::value(Some(market.now())))
        .filter(entitlement::Column::Id.is_in(standing.iter().map(|right| right.id)))
        .exec(tx)
        .await?;
    for right in standing {
        let told = EntitlementRevoked {
            entitlement: right.id,
            account: right.account_id,
            listing: right.listing_id,
            order: order.id,
        };
        market.tell(tx, told).await?;
    }
    Ok(())
}
