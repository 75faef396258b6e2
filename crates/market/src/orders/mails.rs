//! The e-mails that an order causes. Each is queued in the transaction of what it tells, names rows only, and is written
//! when it leaves: a mail server that is down loses nothing and holds nothing up.

use std::time::Duration;

use basis::{Money, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use store::{
    Tx,
    entities::{account, order, refund},
};
use uuid::Uuid;

use super::{
    attempt::{Consent, consent},
    provider::payment_key,
};
use crate::{Error, Market, accounts};

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum OrderMail {
    /// To the buyer: thanks, and where the files are.
    Receipt,
    /// To the buyer: nothing was charged.
    Refused,
    /// To the buyer: nobody knows yet whether it was paid.
    Checking,
    /// To an operator: the same, and why.
    Unresolved {
        /// What the job that was given up said last.
        why: String,
    },
    /// To the buyer: money is on its way back.
    Refunded {
        /// The refund.
        refund: Uuid,
    },
    /// To an operator: a refund cannot be made.
    RefundFailed {
        /// The refund.
        refund: Uuid,
    },
    /// To an operator: the buyer objects.
    Disputed,
}

/// Sends one e-mail about an order. It leaves at least once: a mail server that took it and was not heard gets it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailOrder {
    /// The order.
    pub order: Uuid,
    /// Whose address it goes to.
    pub to: Uuid,
    /// What is written.
    #[serde(flatten)]
    pub mail: OrderMail,
}

impl jobs::Job for MailOrder {
    const KIND: &'static str = "mail_order";
    /// After money, before pictures: somebody may sit and wait for it.
    const PRIORITY: i32 = 20;
    /// About two hours: a mail server may be away for some time.
    const ATTEMPTS_MAX: i32 = 16;
    const TIMEOUT: Duration = Duration::from_secs(60);

    fn lane(&self) -> String {
        "emails".to_owned()
    }
}

/// Writes an e-mail and sends it; the job's work.
///
/// # Errors
/// The e-mail does not leave, or the database does not answer.
pub async fn mail_order(market: &Market, job: &MailOrder) -> Result<(), Error> {
    let read = market.store().read();
    let order = order::Entity::find_by_id(job.order).one(read).await?;
    let account = account::Entity::find_by_id(job.to).one(read).await?;
    let (Some(order), Some(account)) = (order, account) else { return Ok(()) };
    let refund = match job.mail {
        OrderMail::Refunded { refund } | OrderMail::RefundFailed { refund } => {
            refund::Entity::find_by_id(refund).one(read).await?
        }
        _ => None,
    };
    let (subject, text) = write(market, &order, refund.as_ref(), &job.mail)?;
    market.mail().send(&account.email, &subject, &format!("Hello {},\n\n{text}", account.name)).await
}

/// Queues an e-mail to the buyer.
pub(super) async fn to_buyer(market: &Market, tx: &Tx, order: &order::Model, mail: OrderMail) -> Result<(), Error> {
    market.enqueue(tx, &MailOrder { order: order.id, to: order.account_id, mail }).await
}

/// Queues an e-mail to every operator.
pub(super) async fn to_operators(market: &Market, tx: &Tx, order: &order::Model, mail: OrderMail) -> Result<(), Error> {
    let operators = account::Entity::find().filter(account::Column::Roles.contains(Role::Operator.word()));
    for operator in operators.all(tx).await? {
        if operator.locked_at.is_none() && accounts::roles_of(&operator.roles).contains(&Role::Operator) {
            market.enqueue(tx, &MailOrder { order: order.id, to: operator.id, mail: mail.clone() }).await?;
        }
    }
    Ok(())
}

/// What the buyer agreed to: the law wants it confirmed on something that lasts (Directive 2011/83/EU, Article 8 (7)).
fn agreed(order: &order::Model) -> String {
    let words = |consent: Consent| {
        format!("\nYou agreed on {}: “{}”\n", order.placed_at.format("%-d %B %Y, %H:%M UTC"), consent.words)
    };
    consent(&order.consent).map(words).unwrap_or_default()
}

/// Subject and text.
fn write(
    market: &Market,
    order: &order::Model,
    refund: Option<&refund::Model>,
    mail: &OrderMail,
) -> Result<(String, String), Error> {
    let (number, provider, base_url) = (order.number, &order.provider, &market.settings().base_url);
    let total = Money::new(order.total_minor, order.currency.parse()?);
    let page = format!("{base_url}/orders/{}", order.id);
    let desk = format!("{base_url}/operator/orders?troubled=1");
    let refund_amount = match refund {
        Some(refund) => Money::new(refund.amount_minor, refund.currency.parse()?),
        None => total,
    };
    Ok(match mail {
        OrderMail::Receipt => (
            format!("Order {number} at {}", market.settings().site_name),
            format!(
                "Thank you for order {number}: {total}.\n\nYour files: {base_url}/library\nYour receipt: {page}\n{}",
                agreed(order)
            ),
        ),
        OrderMail::Refused => (
            format!("Order {number} was not paid"),
            format!("{}\n\nWhat you chose is back in your basket: {base_url}/basket\n", order.refusal),
        ),
        OrderMail::Checking => (
            format!("We are checking the payment of order {number}"),
            format!(
                "The bank has not told us yet whether your payment of {total} went through.\nPlease do not pay again: we \
                 keep asking, and write to you as soon as we know.\n\n{page}\n"
            ),
        ),
        OrderMail::Unresolved { why } => (
            format!("Order {number} is unresolved"),
            format!(
                "The payment provider `{provider}` did not say whether order {number} ({total}) was paid:\n{why}.\n\nIt is \
                 asked again by itself. You can ask at once, or look the payment up there under the key\n{}:\n{desk}\n",
                payment_key(order.id)
            ),
        ),
        OrderMail::Refunded { .. } => (
            format!("Refund for order {number}"),
            format!(
                "{refund_amount} of order {number} goes back the way it was paid; banks take a few days.\n\n{}\n\n{page}\n",
                refund.map_or("", |refund| &refund.reason)
            ),
        ),
        OrderMail::RefundFailed { .. } => (
            format!("The refund of order {number} failed"),
            format!(
                "The payment provider `{provider}` refuses to pay order {number} back:\n{}\n\nNothing has moved. Look the \
                 payment `{}` up there, or pay the buyer back another way.\n{desk}\n",
                refund.map_or("", |refund| &refund.refusal),
                order.payment
            ),
        ),
        OrderMail::Disputed => (
            format!("Order {number} is disputed"),
            format!(
                "The buyer of order {number} ({total}) has objected at their bank. Answer the provider `{provider}` about \
                 the payment `{}` in time.\n{desk}\n",
                order.payment
            ),
        ),
    })
}
