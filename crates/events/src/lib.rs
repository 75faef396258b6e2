//! The outbox: an event is written in the transaction of the change it tells of, and read by consumers.
//!
//! Events are CloudEvents 1.0. A consumer keeps its own cursor, which moves in the transaction of the
//! consumer's effect: an effect in the database happens exactly once. Every consumer can be rebuilt by
//! replay. On PostgreSQL the order of identities is not the order of commits; the reader is therefore
//! bounded by the oldest transaction still running.

mod deliver;
mod error;
mod outbox;

pub use deliver::{Consumer, deliver, replay_from, run};
pub use error::Error;
pub use outbox::{Event, Tell, list, write};
