//! The outbox: an event is written in the transaction of the change it tells of, and read by consumers.
//!
//! Events are CloudEvents 1.0. A consumer keeps its own cursor, which moves in the transaction of the
//! consumer's effect: an effect in the database happens exactly once. One that does slow work does it before that
//! transaction begins. What fails is tried again and then parked with the reason, so that nothing behind it waits; every
//! consumer can be rebuilt by replay. On PostgreSQL the order of identities is not the order of commits; the reader is
//! therefore bounded by the oldest transaction of its database still running.

mod consumer;
mod cursor;
mod deliver;
mod error;
mod failed;
mod follow;
mod lag;
mod outbox;
mod replay;

#[doc(hidden)]
pub use consumer::AnySlow;
pub use consumer::{Consumer, Failure, Reader, SlowConsumer, Work};
pub use deliver::{Delivered, deliver};
pub use error::Error;
pub use failed::{Parked, drop_parked, parked, retry_parked, wake};
pub use follow::run;
pub use lag::{COUNTED_MAX, HeldBack, Lag, held_back, lag};
pub use outbox::{Event, Tell, list, write};
pub use replay::{Mark, Replay, prune, replay};
