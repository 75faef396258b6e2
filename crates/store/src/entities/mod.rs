//! One file a table, named for one row of it.
//!
//! A row is data only; what it means and who may change it stands in `market`.

pub mod account;
pub mod api_token;
pub mod artifact;
pub mod audit_entry;
pub mod basket_line;
pub mod blob;
pub mod case;
pub mod checksum;
pub mod consumer;
pub mod email_token;
pub mod entitlement;
pub mod event;
pub mod file;
pub mod house_page;
pub mod job;
pub mod ledger_account;
pub mod ledger_transfer;
pub mod listing;
pub mod listing_attribute;
pub mod listing_facet;
pub mod listing_tag;
pub mod offer;
pub mod order;
pub mod order_line;
pub mod parked_event;
pub mod payout;
pub mod periodic_job;
pub mod refund;
pub mod revision;
pub mod session;
pub mod shop;
pub mod shop_artifact;
pub mod shop_picture;
pub mod step;
pub mod unpacked_archive;
