//! Paying a creator out: the operator has moved the money, and the ledger is told.

use basis::{Actor, Money, Role, Scope};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::entities::{account, payout};
use uuid::Uuid;

use super::ledger::{self, Cause, Party, Reason};
use crate::{
    Error, FieldError, Fields, Market,
    audit::{self, Action},
    context::commit,
    limits, lock,
};

/// A payment that an operator has made to a creator.
#[derive(Clone, Debug)]
pub struct PayOut {
    /// The creator's account.
    pub creator: Uuid,
    /// How much, above zero.
    pub amount: Money,
    /// What the bank statement says, 3 to 100 characters: a reference is booked once.
    pub reference: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayOutOutcome {
    /// It is booked.
    Booked {
        /// What is left on the creator's account.
        left: Money,
    },
    /// A payout with this reference is booked already; nothing was changed.
    BookedBefore,
    /// The creator has less than that.
    BalanceTooLow {
        /// What they have.
        balance: Money,
    },
    /// There is no such account, or the asker is no operator.
    NotFound,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Books a payout.
///
/// # Errors
/// The database does not answer.
pub async fn pay_out(market: &Market, actor: &Actor, input: &PayOut) -> Result<PayOutOutcome, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(PayOutOutcome::NotFound);
    }
    let mut fields = Fields::default();
    let reference = fields.line("reference", &input.reference, &limits::PAYOUT_REFERENCE);
    if input.amount.minor <= 0 {
        fields.wrong("amount", "The amount must be above zero.");
    }
    if let Err(wrong) = fields.done() {
        return Ok(PayOutOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    if account::Entity::find_by_id(input.creator).one(&tx).await?.is_none() {
        return Ok(PayOutOutcome::NotFound);
    }
    // Held before the balance is read, so that two payouts cannot both see the same money.
    lock::hold(&tx, lock::Sequence::Ledger).await?;
    let before = payout::Entity::find().filter(payout::Column::Reference.eq(reference.as_str())).one(&tx).await?;
    if before.is_some() {
        return Ok(PayOutOutcome::BookedBefore);
    }
    let (creator, currency) = (Party::Creator(input.creator), input.amount.currency);
    let balance_minor = ledger::find(&tx, creator, currency).await?.map_or(0, |account| account.balance_minor);
    if balance_minor < input.amount.minor {
        return Ok(PayOutOutcome::BalanceTooLow { balance: Money::new(balance_minor, currency) });
    }
    let row = payout::ActiveModel {
        id: Set(market.id()),
        creator_id: Set(input.creator),
        amount_minor: Set(input.amount.minor),
        currency: Set(currency.code().to_owned()),
        reference: Set(reference.clone()),
        booked_by: Set(actor.account()),
        booked_at: Set(market.now()),
    };
    payout::Entity::insert(row).exec_without_returning(&tx).await?;
    let cause = Cause { reason: Reason::Payout, order: None, line: None };
    ledger::transfer(market, &tx, creator, Party::Payments, input.amount, cause).await?;
    let detail = json!({ "amount_minor": input.amount.minor, "currency": currency.code(), "reference": reference });
    audit::write(market, &tx, actor, Action::PaidOut, &format!("account:{}", input.creator), detail).await?;
    commit(tx).await?;
    Ok(PayOutOutcome::Booked { left: Money::new(balance_minor - input.amount.minor, currency) })
}
