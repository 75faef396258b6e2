//! The limits of the doors, all of them: what an operator may change is a field, the rest a constant.

use std::time::Duration;

use crate::client::TrustedProxies;

/// Bytes of a form that carries no file.
pub(crate) const FORM_BYTES_MAX: usize = 256 * 1024;
/// Bytes of a form or a question that are taken in before it is worked on; a longer one is refused by its handler.
pub(crate) const BODY_BYTES_KEPT_MAX: usize = 1 << 20;
/// Fields of a form.
pub(crate) const FORM_FIELDS_MAX: usize = 256;
/// Bytes of a request's address, path and query together.
pub(crate) const TARGET_BYTES_MAX: usize = 8 * 1024;
/// Headers of a request.
pub(crate) const HEADERS_MAX: usize = 64;
/// Bytes of a request's first line and headers.
pub(crate) const HEADER_BYTES_MAX: usize = 32 * 1024;
/// Bytes that a connection buffers in each direction.
pub(crate) const BUFFER_BYTES_MAX: usize = 64 * 1024;
/// Bytes that the kernel holds for a reader beyond what is on its way to them.
pub(crate) const UNSENT_BYTES_MAX: u32 = 128 * 1024;
/// Bytes of a body that must arrive within each [`Doors::stalled`]; less is a stalled sender.
pub(crate) const PROGRESS_BYTES_MIN: u64 = 8 * 1024;
/// Characters of a client's own request number.
pub(crate) const REQUEST_ID_CHARACTERS_MAX: usize = 64;
/// How long a request waits for its turn before it is told to come again.
pub(crate) const TURN: Duration = Duration::from_secs(5);
/// Requests at work at a time for each core; whoever comes next waits for a turn.
pub(crate) const TURNS_PER_CORE: usize = 16;
/// Turns kept for signing in and buying, whatever else is asked.
pub(crate) const TRADE_TURNS: usize = 16;
/// The share of [`Doors::requests_max`] that only signing in and buying may fill: one in so many.
pub(crate) const TRADE_SHARE: usize = 4;
/// When whoever was sent away may come again.
pub(crate) const RETRY_AFTER_SECONDS: u32 = 5;

/// What an operator decides about the doors. Not `Debug`, because one is a secret.
#[derive(Clone)]
pub struct Doors {
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Opens `/metrics` among the pages; none where it is empty.
    pub metrics_token: String,
    /// Open connections.
    pub connections_max: usize,
    /// Open connections of one client address.
    pub connections_per_address_max: usize,
    /// Requests under way, files on their way not counted.
    pub requests_max: usize,
    /// The same of one client address.
    pub requests_per_address_max: usize,
    /// How long a client may take to send a request's headers, and how long a connection stays open without a request.
    pub headers: Duration,
    /// How long a page or an answer to a program may take.
    pub answer: Duration,
    /// How long a body, or a reader, may make no progress.
    pub stalled: Duration,
    /// How long requests are still taken once the process was asked to end, while `/readyz` says no.
    pub drain: Duration,
    /// How long requests and jobs under way may then take to end.
    pub grace: Duration,
}

impl Default for Doors {
    fn default() -> Self {
        Self {
            trusted_proxies: TrustedProxies::default(),
            metrics_token: String::new(),
            connections_max: 2_000,
            connections_per_address_max: 256,
            requests_max: 512,
            requests_per_address_max: 64,
            headers: Duration::from_secs(15),
            answer: Duration::from_secs(30),
            stalled: Duration::from_secs(30),
            drain: Duration::from_secs(3),
            grace: Duration::from_secs(20),
        }
    }
}
