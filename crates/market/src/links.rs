//! Signed, expiring words that stand for a right: in an address, they open one thing for a while, without a session.
//!
//! A word is its claim, a full stop, and a BLAKE3 keyed hash over the purpose and the claim: a link that was made to
//! download can never be used to upload.

use basis::Time;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Download,
    /// Something that anybody may have, by its offer.
    Free,
    Upload,
    Device,
    SignedUp,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::Free => "free",
            Self::Upload => "upload",
            Self::Device => "device",
            Self::SignedUp => "signed up",
        }
    }
}

/// A claim whose signature is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// It stands, and these are its parts.
    Open(Vec<String>),
    /// It stood once.
    Expired,
    /// Nobody here made it.
    Forged,
}

/// The word for `parts`, which hold no full stop, until `expires`.
pub(crate) fn sign(secret: &[u8; 32], purpose: Purpose, parts: &[&str], expires: Time) -> String {
    let claim = format!("{}.{}", parts.join("."), expires.timestamp());
    let signature = signature(secret, purpose, &claim).to_hex();
    format!("{claim}.{signature}")
}

/// What stands behind `word` at the moment `now`.
pub(crate) fn open(secret: &[u8; 32], purpose: Purpose, word: &str, now: Time) -> Opened {
    if word.len() > crate::limits::SECRET.max {
        return Opened::Forged;
    }
    let Some((claim, given)) = word.rsplit_once('.') else { return Opened::Forged };
    let Ok(given) = blake3::Hash::from_hex(given) else { return Opened::Forged };
    // Compared in constant time by the hash's own equality.
    if given != signature(secret, purpose, claim) {
        return Opened::Forged;
    }
    let mut parts: Vec<String> = claim.split('.').map(str::to_owned).collect();
    let Some(expires) = parts.pop().and_then(|last| last.parse::<i64>().ok()) else { return Opened::Forged };
    if expires < now.timestamp() { Opened::Expired } else { Opened::Open(parts) }
}

fn signature(secret: &[u8; 32], purpose: Purpose, claim: &str) -> blake3::Hash {
    blake3::keyed_hash(secret, format!("{} {claim}", purpose.word()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_for_its_purpose_alone_and_until_its_end() {
        let at = |seconds| Time::from_timestamp(seconds, 0).expect("a moment");
        let word = sign(&[7; 32], Purpose::Download, &["a", "b"], at(100));
        let parts = Opened::Open(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(open(&[7; 32], Purpose::Download, &word, at(100)), parts);
        assert_eq!(open(&[7; 32], Purpose::Download, &word, at(101)), Opened::Expired);
        assert_eq!(open(&[7; 32], Purpose::Upload, &word, at(100)), Opened::Forged);
        assert_eq!(open(&[8; 32], Purpose::Download, &word, at(100)), Opened::Forged);
        assert_eq!(open(&[7; 32], Purpose::Download, &word.replacen('a', "c", 1), at(100)), Opened::Forged);
    }
}
