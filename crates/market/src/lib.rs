//! The rules and the transactions of the market.
//!
//! One folder a noun, in an order that is drawn and checked: [`accounts`], [`blobs`], [`catalog`], [`ingest`],
//! [`shops`], [`payments`],
//! [`orders`] with the ledger, [`moderation`], [`closing`]. A later one may use an earlier one, never the reverse.
//! A use case is one file: input, outcomes, one function that allows, loads, decides, writes and
//! tells. What is foreseen is an outcome; an [`Error`] is a surprise. Nothing here knows HTTP or
//! GraphQL, and nothing here waits for a model.

pub mod accounts;
pub mod activity;
pub mod attachment;
pub mod audit;
pub mod blobs;
pub mod brakes;
pub mod catalog;
pub mod closing;
pub mod event;
pub mod house_page;
pub mod ingest;
pub mod limits;
pub mod moderation;
pub mod orders;
pub mod outbox;
pub mod page;
pub mod payments;
pub mod prune;
pub mod shops;
pub mod work;

mod context;
mod email;
mod error;
mod examiner;
mod fields;
mod hashing;
mod job_kinds;
mod links;
mod lock;
mod mail;
mod memory;
mod noticed;
mod readers;
mod tile_pack;
mod words;

pub use context::{Market, Parts, Settings};
pub use email::{Email, SendEmail};
pub use error::Error;
pub use event::Event;
pub use fields::{FieldError, Fields};
pub use job_kinds::JOB_KINDS;
pub use mail::{Mail, MailSettings};
pub use readers::{READERS, readers, task_of_reader};
pub use tile_pack::{TileLevel, TileTable};
