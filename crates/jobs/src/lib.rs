//! The durable queue: work is queued in the transaction that makes it necessary, and done at least once.
//!
//! A job is a row. A worker claims it with a lease, renews the lease while it works and loses it if it
//! dies; another one takes over then. What a job does must therefore be idempotent. Lanes (a creator's
//! shop, say) take turns: ten thousand jobs of one do not delay the one job of another. Nothing here
//! knows what a job is about.

mod admin;
mod claim;
mod job;
mod runner;

pub use admin::{Counts, DeadJob, cancel, counts, dead, dead_by_key, retry};
pub use job::{Failure, Job, enqueue, enqueue_at};
pub use runner::{Runner, Running, Writing, wake};
