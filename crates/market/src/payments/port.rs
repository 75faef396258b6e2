//! What a payment provider can be asked.

use std::collections::BTreeMap;

use basis::Money;
use uuid::Uuid;

/// A payment to begin.
#[derive(Clone, Copy, Debug)]
pub struct Begin<'a> {
    /// The order that is paid.
    pub order: Uuid,
    /// What people call it by.
    pub number: i64,
    /// How much.
    pub total: Money,
    /// One of the provider's [`Method`]s, as the buyer chose it. It is handed on and kept nowhere.
    pub method: &'a str,
    /// Names the payment: begun twice under one key, it happens once.
    pub key: &'a str,
    /// Where the provider sends the buyer back to once they have confirmed.
    pub return_url: &'a str,
}

/// Which payment is meant: by our key always, by the provider's reference where its answer arrived.
#[derive(Clone, Copy, Debug)]
pub struct PaymentRef<'a> {
    /// The key it was begun under.
    pub key: &'a str,
    /// What the provider calls it; empty where no answer has arrived.
    pub reference: &'a str,
}

/// A payment as the provider sees it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// What the provider calls it.
    pub reference: String,
    /// Where it stands.
    pub status: IntentStatus,
}

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntentStatus {
    /// The buyer must do something at this address first: confirm with their bank, say.
    NeedsAction {
        /// An absolute address.
        url: String,
    },
    /// Under way; nobody can hurry it.
    Processing,
    /// The money is there.
    Paid,
    /// Nothing was charged, and nothing will be.
    Refused {
        /// A sentence for the buyer.
        words: String,
    },
    /// It was paid, and the buyer has objected at their bank; undecided.
    Disputed,
    /// The bank has decided for the buyer and taken the money back.
    ChargedBack,
}

/// A way to pay that a buyer can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// What is sent back.
    pub code: &'static str,
    /// What the buyer reads.
    pub label: &'static str,
}

/// Headers of a notice: names in lower case.
pub type Headers = BTreeMap<String, String>;

/// What a provider sent by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Something has happened to the payment that was begun under this key: ask about it.
    About {
        /// The key.
        key: String,
    },
    /// Genuine, and about nothing that concerns an order.
    Unrelated,
}

/// Why a notice is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// The signature is missing, wrong or too old.
    #[error("the signature is missing, wrong or too old; send the notice again with a fresh one")]
    Forged,
    /// The body is not what the provider sends.
    #[error("the notice cannot be read; check the version of the provider's interface")]
    Unreadable,
}

/// Why a provider could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// It did not answer in time, or said that it cannot now. Whether it did what it was asked is unknown.
    #[error("the payment provider does not answer: {0}")]
    Unreachable(String),
    /// It answered, and will never do this.
    #[error("the payment provider refuses: {0}")]
    Rejected(String),
}

/// Takes money and pays it back. Each call may be made twice, by two processes at once, and after a crash in between.
#[async_trait::async_trait]
pub trait PaymentProvider: Send + Sync + 'static {
    /// The word that is stored with an order and stands in the address of its notices.
    fn name(&self) -> &'static str;

    /// What a buyer can choose from, the usual one first; empty where the provider asks by itself.
    fn methods(&self) -> Vec<Method>;

    /// Begins a payment, or tells how the one begun under the same key stands.
    ///
    /// # Errors
    /// See [`PaymentError`].
    async fn begin(&self, payment: &Begin<'_>) -> Result<Intent, PaymentError>;

    /// Where the payment stands; none where the provider has never heard of it, so that nothing was charged.
    ///
    /// # Errors
    /// See [`PaymentError`].
    async fn state_of(&self, payment: PaymentRef<'_>) -> Result<Option<Intent>, PaymentError>;

    /// Ends a payment that the buyer has not confirmed, and tells how it ended: it may have been paid meanwhile.
    ///
    /// # Errors
    /// See [`PaymentError`].
    async fn cancel(&self, payment: PaymentRef<'_>) -> Result<Option<Intent>, PaymentError>;

    /// Pays `amount` of the payment `reference` back; asked twice under one `key`, it happens once.
    ///
    /// # Errors
    /// See [`PaymentError`].
    async fn refund(&self, reference: &str, amount: Money, key: &str) -> Result<(), PaymentError>;

    /// Reads what the provider sent to the market's door for notices.
    ///
    /// # Errors
    /// It is not the provider's, or cannot be read.
    fn read_notice(&self, headers: &Headers, body: &[u8]) -> Result<Notice, NoticeError>;
}
