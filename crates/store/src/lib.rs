//! Rows and blobs: what is kept, and nothing of what it means.
//!
//! [`Store`] opens SQLite or PostgreSQL, brings the schema up to date and hands out transactions;
//! [`Blobs`] keeps content-addressed bytes in a folder or an S3-compatible store. No rule of the
//! market stands here, and no caller sees a pool.

pub mod bell;
mod blobs;
pub mod calendar;
mod database;
pub mod entities;
mod error;
pub mod facts;
mod lock;
mod migrations;
mod reader;
mod schema;
pub mod snapshot;
pub mod testing;
mod text;
mod transaction;
mod vocabulary;
mod words;

pub use blobs::{
    BlobSettings, BlobWriter, Blobs, Disk, Hash, Heal, Listed, LocalBlob, Pieces, SHARDS, SealedBlob, Stored, Workspace,
};
pub use database::{Backend, DatabaseSettings, Store};
pub use error::Error;
pub use lock::LockForChange;
pub use reader::Reader;
pub use text::{Asked, TextRow, Words, remove_text, set_text};
pub use transaction::Tx;
pub use words::UnknownWord;
