//! The wire between the market and the test bank, which a test can cut.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use basis::Money;
use market::payments::{
    Begin, Headers, Intent, Method, Notice, NoticeError, PaymentError, PaymentProvider, PaymentRef, TestBank,
};
use tokio::sync::Notify;

/// The bank behind a wire.
#[derive(Clone)]
pub struct Wire {
    bank: TestBank,
    down: Arc<AtomicBool>,
    held: Arc<AtomicBool>,
    /// Told when a payment waits to be begun, and to let it go on.
    pub waits: Arc<Notify>,
    pub go_on: Arc<Notify>,
}

impl Wire {
    pub fn new(bank: TestBank) -> Self {
        Self { bank, down: Arc::default(), held: Arc::default(), waits: Arc::default(), go_on: Arc::default() }
    }

    /// Nothing gets through any more, or again.
    pub fn cut(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// Payments wait on the wire before the bank hears of them, until [`Wire::go_on`].
    pub fn hold(&self, held: bool) {
        self.held.store(held, Ordering::SeqCst);
    }

    fn through(&self) -> Result<&TestBank, PaymentError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(PaymentError::Unreachable("the wire is cut".to_owned()));
        }
        Ok(&self.bank)
    }
}

#[async_trait::async_trait]
impl PaymentProvider for Wire {
    fn name(&self) -> &'static str {
        self.bank.name()
    }

    fn methods(&self) -> Vec<Method> {
        self.bank.methods()
    }

    async fn begin(&self, payment: &Begin<'_>) -> Result<Intent, PaymentError> {
        if self.held.load(Ordering::SeqCst) {
            self.waits.notify_one();
            self.go_on.notified().await;
        }
        self.through()?.begin(payment).await
    }

    async fn state_of(&self, payment: PaymentRef<'_>) -> Result<Option<Intent>, PaymentError> {
        self.through()?.state_of(payment).await
    }

    async fn cancel(&self, payment: PaymentRef<'_>) -> Result<Option<Intent>, PaymentError> {
        self.through()?.cancel(payment).await
    }

    async fn refund(&self, reference: &str, amount: Money, key: &str) -> Result<(), PaymentError> {
        self.through()?.refund(reference, amount, key).await
    }

    fn read_notice(&self, headers: &Headers, body: &[u8]) -> Result<Notice, NoticeError> {
        self.bank.read_notice(headers, body)
    }
}
