//! The limits of the doors, all of them: what an operator may change is a field, the rest a constant.

use crate::client::TrustedProxies;

/// Bytes of a form that carries no file.
pub(crate) const FORM_BYTES_MAX: usize = 256 * 1024;

/// What an operator decides about the doors.
#[derive(Clone, Debug, Default)]
pub struct Doors {
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
}
