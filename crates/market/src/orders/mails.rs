//! The e-mails that an order causes. Each is queued in the transaction of what it tells, names rows only, and is written
//! when it leaves: a mail server that is down loses nothing and holds nothing up.

use std::time::Duration;

use basis::{Money, Role};
use locale::Forms;
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
    let (subject, text) = write(market, &accounts::forms_of(&account), &order, refund.as_ref(), &job.mail)?;
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
fn agreed(forms: &Forms, order: &order::Model) -> String {
    let words = |consent: Consent| {
        format!("\nYou agreed on {}: “{}”\n", forms.moment(order.placed_at.timestamp()), consent.words)
    };
    consent(&order.consent).map(words).unwrap_or_default()
}

/// What an e-mail about an order is written from.
struct Message<'a> {
    market: &'a Market,
    /// Of whoever reads it.
    forms: &'a Forms,
    order: &'a order::Model,
    refund: Option<&'a refund::Model>,
    /// The sum, as they read it.
    total: String,
    /// Of this market, without a slash at its end.
    base_url: &'a str,
}

/// Subject and text.
fn write(
    market: &Market,
    forms: &Forms,
    order: &order::Model,
    refund: Option<&refund::Model>,
    mail: &OrderMail,
) -> Result<(String, String), Error> {
    let total = Money::new(order.total_minor, order.currency.parse()?).shown(forms.locale);
    let message = Message { market, forms, order, refund, total, base_url: &market.settings().base_url };
    Ok(match mail {
        OrderMail::Receipt => message.receipt(),
        OrderMail::Refused => message.refused(),
        OrderMail::Checking => message.checking(),
        OrderMail::Unresolved { why } => message.unresolved(why),
        OrderMail::Refunded { .. } => message.refunded()?,
        OrderMail::RefundFailed { .. } => message.refund_failed(),
        OrderMail::Disputed => message.disputed(),
    })
}

impl Message<'_> {
    fn page(&self) -> String {
        format!("{}/orders/{}", self.base_url, self.order.id)
    }

    /// Where an operator looks after what went wrong.
    fn desk(&self) -> String {
        format!("{}/operator/orders?troubled=1", self.base_url)
    }

    fn receipt(&self) -> (String, String) {
        let Self { order, total, base_url, .. } = self;
        let (page, agreed) = (self.page(), agreed(self.forms, order));
        let text = format!(
            "Thank you for order {}: {total}.\n\nYour files: {base_url}/library\nYour receipt: {page}\n{agreed}",
            order.number
        );
        (format!("Order {} at {}", order.number, self.market.settings().site_name), text)
    }

    fn refused(&self) -> (String, String) {
        let Self { order, base_url, .. } = self;
        let text = format!("{}\n\nWhat you chose is back in your basket: {base_url}/basket\n", order.refusal);
        (format!("Order {} was not paid", order.number), text)
    }

    fn checking(&self) -> (String, String) {
        let text = format!(
            "The bank has not told us yet whether your payment of {} went through.\nPlease do not pay again: we keep \
             asking, and write to you as soon as we know.\n\n{}\n",
            self.total,
            self.page()
        );
        (format!("We are checking the payment of order {}", self.order.number), text)
    }

    fn unresolved(&self, why: &str) -> (String, String) {
        let Self { order, total, .. } = self;
        let text = format!(
            "The payment provider `{}` did not say whether order {} ({total}) was paid:\n{why}.\n\nIt is asked again by \
             itself. You can ask at once, or look the payment up there under the key\n{}:\n{}\n",
            order.provider,
            order.number,
            payment_key(order.id),
            self.desk()
        );
        (format!("Order {} is unresolved", order.number), text)
    }

    fn refunded(&self) -> Result<(String, String), Error> {
        let amount = match self.refund {
            Some(refund) => Money::new(refund.amount_minor, refund.currency.parse()?).shown(self.forms.locale),
            None => self.total.clone(),
        };
        let (number, reason) = (self.order.number, self.refund.map_or("", |refund| &refund.reason));
        let text = format!(
            "{amount} of order {number} goes back the way it was paid; banks take a few days.\n\n{reason}\n\n{}\n",
            self.page()
        );
        Ok((format!("Refund for order {number}"), text))
    }

    fn refund_failed(&self) -> (String, String) {
        let order = self.order;
        let text = format!(
            "The payment provider `{}` refuses to pay order {} back:\n{}\n\nNothing has moved. Look the payment `{}` up \
             there, or pay the buyer back another way.\n{}\n",
            order.provider,
            order.number,
            self.refund.map_or("", |refund| &refund.refusal),
            order.payment,
            self.desk()
        );
        (format!("The refund of order {} failed", order.number), text)
    }

    fn disputed(&self) -> (String, String) {
        let Self { order, total, .. } = self;
        let text = format!(
            "The buyer of order {} ({total}) has objected at their bank. Answer the provider `{}` about the payment `{}` in \
             time.\n{}\n",
            order.number,
            order.provider,
            order.payment,
            self.desk()
        );
        (format!("Order {} is disputed", order.number), text)
    }
}
