//! Randomness is handed in, so that a test can repeat itself.

/// Where random bytes come from.
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes` with unpredictable values.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    /// # Panics
    /// If the operating system has no randomness to give: nothing that needs a secret may go on then.
    fn fill(&self, bytes: &mut [u8]) {
        #[allow(clippy::expect_used, reason = "without randomness no secret may be made")]
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A secret of 256 bits in lower-case base 32 without look-alikes, behind a prefix that says what it opens.
///
/// A prefix lets a person, and a scanner that looks for leaked keys, tell what was found.
pub fn token(random: &dyn Random, prefix: &str) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bytes = [0u8; 52];
    random.fill(&mut bytes);
    let mut out = String::with_capacity(prefix.len() + bytes.len());
    out.push_str(prefix);
    out.extend(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_differ_and_carry_their_prefix() {
        let (a, b) = (token(&SystemRandom, "mq_"), token(&SystemRandom, "mq_"));
        assert_ne!(a, b);
        assert!(a.starts_with("mq_") && a.len() == 55);
    }
}
