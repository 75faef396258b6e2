//! Buying: basket, checkout, ledger, entitlements, downloads, refunds.

mod balance;
mod basket;
mod checkout;
mod download;
mod ledger;
mod library;
mod package;
mod receipt;
mod refund;
mod settle;

pub use balance::{Balance, LedgerLine, balance};
pub use basket::{BasketLine, Owner, add_to_basket, basket, in_basket, merge_baskets, remove_from_basket};
pub use checkout::{CheckoutOutcome, checkout};
pub use download::{Download, Link, Target, link, open_link};
pub use ledger::is_balanced;
pub use library::{Entitled, LibraryLine, Said, entitled, library, owns};
pub use package::{PackageFile, package_manifest, zip_entries};
pub use receipt::{Order, OrderLine, order, orders_of, recent_orders};
pub use refund::{RefundOutcome, refund};
pub use settle::{SettleOrder, settle_order};

pub use crate::payment::{Charge, PaymentProvider, TestPayments};
