//! The port to whoever takes the money, and the bank for trying things out.
//!
//! The port is shaped like an intent: a payment is begun once under a key, and asked about by that key until it has
//! ended. Nothing a provider sends by itself is believed: a notice only says which payment to ask about, so that one that
//! comes twice, late, out of order or forged changes nothing.

mod cards;
mod port;
mod test_bank;

pub use port::{
    Begin, Headers, Intent, IntentStatus, Method, Notice, NoticeError, PaymentError, PaymentProvider, PaymentRef,
};
pub use test_bank::{BankPage, DueNotice, TestBank};
