//! Passwords: Argon2id, off the threads that serve.

use crate::{Error, Market};
use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{PasswordHash, SaltString},
};

/// The PHC text of a password, with the parameters that OWASP asks for (19 MiB, two passes).
pub(super) async fn hash(market: &Market, password: &str) -> Result<String, Error> {
    let mut salt = [0u8; 16];
    market.random().fill(&mut salt);
    let password = password.to_owned();
    let work = move || {
        let salt = SaltString::encode_b64(&salt).map_err(|error| Error::Stored(error.to_string()))?;
        let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| Error::Stored(error.to_string()))
    };
    market.hashing().run(work).await
}

/// Whether `password` is the one behind `hash`. Without a hash the same work is done for nothing, so that
/// the time of an answer does not tell whether an account exists.
pub(super) async fn is_right(market: &Market, hash: Option<&str>, password: &str) -> Result<bool, Error> {
    let (known, hash) = (hash.is_some(), hash.unwrap_or(NOBODY).to_owned());
    let password = password.to_owned();
    let work = move || {
        let parsed = PasswordHash::new(&hash).map_err(|error| Error::Stored(error.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    };
    market.hashing().run(work).await
}

/// A hash that no password is known for.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm8$yRb5Bx4OJzMFsRKgYhDFCqCBCrO3ALpB1kXK2vLx5UE";
