//! The durable queue: work is queued in the transaction that makes it necessary, and done at least once.
//!
//! A job is a row. A worker claims it with a lease, renews the lease while it works and loses it if it
//! dies; another one takes over then. What a job does must therefore be idempotent. Lanes (a creator's
//! shop, say) take turns: ten thousand jobs of one do not delay the one job of another. Nothing here
//! knows what a job is about.

mod admin;
mod claim;
mod error;
mod job;
mod periodic;
mod runner;
mod running;

pub use admin::{
    Counts, DeadJob, Retried, Standing, cancel, cancel_in, counts, dead, dead_by_key, is_busy, progress, prune, retry,
    standing,
};
pub use error::Error;
pub use job::{Failure, Job, enqueue, enqueue_at, withdraw};
pub use runner::{Runner, Writing};
pub use running::Running;
