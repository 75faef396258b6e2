//! Passwords: which are taken, and Argon2id, off the threads that serve.

use crate::{Error, Fields, Market, limits};
use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{PasswordHash, SaltString},
};

/// Guesses within which a password that is found by a dictionary of common ones is refused.
const GUESSES_MIN: u64 = 1_000_000;

/// Characters that are looked at for that: what is longer is no common password.
const LOOKED_AT: usize = 64;

/// Notes what is wrong with a password that shall be set; `known` is what a guesser knows of its owner.
pub(super) fn check(fields: &mut Fields, field: &str, password: &str, known: &[&str]) {
    match limits::PASSWORD.refusal_of(password) {
        Some(_) if password.chars().count() < limits::PASSWORD.min => {
            let message = format!("Use at least {} characters; a sentence is easy to keep.", limits::PASSWORD.min);
            fields.wrong(field, message);
        }
        Some(sentence) => fields.wrong(field, sentence),
        None if is_common(password, known) => {
            fields.wrong(
                field,
                "This is among the first passwords that anybody tries. A sentence of your own is better.",
            );
        }
        None => {}
    }
}

/// Whether a guesser comes to it early: lists of common passwords, names, dates, keyboard walks and what is known of the
/// owner are tried first.
fn is_common(password: &str, known: &[&str]) -> bool {
    let start: String = password.chars().take(LOOKED_AT).collect();
    if known.iter().any(|text| text.to_lowercase().contains(&start.to_lowercase())) {
        return true;
    }
    // The parts of an address or a name are tried alone and together.
    let parts = known.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    let known: Vec<&str> = known.iter().copied().chain(parts).filter(|part| part.chars().count() > 1).collect();
    zxcvbn::zxcvbn(&start, &known).guesses() < GUESSES_MIN
}

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
pub(super) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm8$yRb5Bx4OJzMFsRKgYhDFCqCBCrO3ALpB1kXK2vLx5UE";

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> bool {
        let mut fields = Fields::default();
        check(&mut fields, "password", password, &["Orla Brandt", "orla@example.org", "Maquette"]);
        fields.done().is_err()
    }

    #[test]
    fn what_is_tried_first_is_refused_and_a_sentence_is_not() {
        for common in [
            "1234567890",
            "password123",
            "qwertyuiop",
            "aaaaaaaaaa",
            "orlabrandt",
            "orla@example",
            "iloveyou123",
            "short",
        ] {
            assert!(refused(common), "{common}");
        }
        for good in ["a vase on a table", "a sentence is easy to keep", "k3T9-vPz2-Lw7q", "grün ist die Heide"] {
            assert!(!refused(good), "{good}");
        }
    }
}
