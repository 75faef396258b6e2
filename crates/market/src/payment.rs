//! The port to whoever takes the money, and the provider for trying things out.

use basis::Money;
use uuid::Uuid;

use crate::Error;

/// What a provider said to a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charge {
    /// Paid; this is the provider's own reference.
    Paid(String),
    /// Refused, with a sentence for the buyer.
    Refused(String),
}

/// Takes money. A charge is named by its order: asked twice, it happens once.
#[async_trait::async_trait]
pub trait PaymentProvider: Send + Sync + 'static {
    /// The word that is stored with an order.
    fn name(&self) -> &'static str;

    /// Charges `amount` by the payment `method` that the buyer chose.
    ///
    /// # Errors
    /// The provider does not answer: the order stays pending and is tried again.
    async fn charge(&self, order: Uuid, amount: Money, method: &str) -> Result<Charge, Error>;

    /// Pays `amount` of the payment `reference` back. Asked twice, it happens once.
    ///
    /// # Errors
    /// The provider does not answer, or knows no such payment.
    async fn refund(&self, reference: &str, amount: Money) -> Result<(), Error>;
}

/// Moves no money: what it answers is in the method's name.
#[derive(Clone, Copy, Debug, Default)]
pub struct TestPayments;

#[async_trait::async_trait]
impl PaymentProvider for TestPayments {
    fn name(&self) -> &'static str {
        "test"
    }

    async fn charge(&self, order: Uuid, _amount: Money, method: &str) -> Result<Charge, Error> {
        match method {
            "declined" => {
                Ok(Charge::Refused("The card was declined. Nothing was charged; try another one.".to_owned()))
            }
            "unreachable" => Err(Error::Payment("the test provider was asked not to answer".to_owned())),
            _ => Ok(Charge::Paid(format!("test_{order}"))),
        }
    }

    async fn refund(&self, reference: &str, _amount: Money) -> Result<(), Error> {
        if reference.starts_with("test_") {
            Ok(())
        } else {
            Err(Error::Payment(format!("`{reference}` is no test payment")))
        }
    }
}
