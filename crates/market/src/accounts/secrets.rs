//! Secrets that are handed out once and kept only as a hash.

use store::Hash;

/// The hash under which `secret` is kept. It has 256 random bits, so a plain hash suffices.
pub(super) fn hash(secret: &str) -> String {
    Hash::of(secret.as_bytes()).to_string()
}
