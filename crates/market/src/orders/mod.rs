//! Buying: basket, checkout, the payment's way, ledger, entitlements, downloads, refunds.
//!
//! [`checkout`] places an order and begins its payment; [`settle_order`] asks what became of it, whoever asks. The states
//! of an order and what may follow which are drawn in `state`; everything else here moves an order along one of those
//! arrows, in one transaction with whatever belongs to it.

mod address;
mod attempt;
mod basket;
mod books;
mod checkout;
mod checksum;
mod dispute;
mod download;
mod examine;
mod free;
mod hand_over;
mod held;
mod late;
mod ledger;
mod library;
mod mails;
mod notice;
mod package;
mod payout;
mod period;
mod place;
mod provider;
mod receipt;
mod reconcile;
mod refund;
mod refunding;
mod rights;
mod settle;
mod state;
mod statement;
mod unresolved;

pub use address::{Link, Target};
pub use attempt::{CONSENT, Checkout, CheckoutOutcome, Consent};
pub use basket::{
    AddOutcome, BasketLine, Owner, add_to_basket, basket, in_basket, listing_of_offer, merge_baskets,
    remove_from_basket,
};
pub use books::{Books, books};
pub use checkout::checkout;
pub use checksum::crc32s;
pub use download::{Download, download_begun, link, open_link};
pub use examine::{Examined, OrderTrouble, examine_order, examine_orders};
pub use free::{TakeOutcome, take_free};
pub use ledger::{Reason as LedgerReason, adds_up, is_balanced};
pub use library::{Entitled, LIBRARY, LibraryLine, Right, Said, entitled, library, owns};
pub use mails::{MailOrder, OrderMail, mail_order};
pub use notice::{NOTICE_BYTES_MAX, NoticeOutcome, hear_notice};
pub use package::{Content, PackageFile, package_manifest};
pub use payout::{PayOut, PayOutOutcome, pay_out};
pub use period::Period;
pub use provider::payment_key;
pub use receipt::{ORDERS, Order, OrderLine, OrderRefund, all_orders, order, orders_of, troubled_orders};
pub use reconcile::{AskAgainOutcome, ask_again, back_from_bank, reconcile_order, settling_given_up};
pub use refund::{Refund, RefundOutcome, refund, refund_order};
pub use refunding::RefundOrder;
pub use settle::{SettleOrder, settle_order};
pub use state::OrderState;
pub use statement::{Earnings, STATEMENT, StatementLine, earnings, first_sale, statement};
pub use store::{calendar::Unit, entities::refund::State as RefundState};
pub use unresolved::ReconcileOrder;
