//! E-mail addresses: read once, by the parser that sends e-mails.

use crate::limits::EMAIL;

/// What is said of an address that is none.
pub(super) const ADVICE: &str = "Write an address such as name@example.org.";

/// The address as it is kept and compared: without blanks around it, in lower case. None where no e-mail could be sent
/// to it.
pub(super) fn read(typed: &str) -> Option<String> {
    let email = typed.trim();
    if EMAIL.refusal_of(email).is_some() || email.len() > EMAIL.max {
        return None;
    }
    let email = email.to_lowercase();
    let (local, host) = email.rsplit_once('@')?;
    let plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && !"<>(),;:\"[]\\".contains(letter);
    if !email.chars().all(plain) || local.contains('@') || !host.contains('.') {
        return None;
    }
    email.parse::<lettre::Address>().ok()?;
    // What stands in the header of an e-mail is read once more, as a mailbox.
    email.parse::<lettre::message::Mailbox>().ok()?;
    Some(email)
}

/// An address in a proof that a browser carries: it is not to be read from a cookie.
pub(super) fn digest(email: &str) -> String {
    blake3::hash(email.as_bytes()).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_kept() {
        assert_eq!(read("  Orla.Brandt+shop@Example.ORG ").as_deref(), Some("orla.brandt+shop@example.org"));
        assert_eq!(read("jörg@exämple.de").as_deref(), Some("jörg@exämple.de"));
    }

    #[test]
    fn what_no_e_mail_could_be_sent_to_is_none() {
        let long = format!("{}@example.org", "a".repeat(250));
        let odd = [
            "",
            "@",
            "a@b",
            "a@b..c",
            "a..b@c.de",
            ".a@b.de",
            "a@.b.de",
            "a@b.de.",
            "a b@c.de",
            "a@b@c.de",
            "a@-b.de",
            "a\0@b.de",
            "a@b.de\r\nBcc: c@d.de",
            "<a@b.de>",
            "a@b.de, c@d.de",
            "\"a\"@b.de",
            "a@[127.0.0.1]",
            &long,
        ];
        for email in odd {
            assert_eq!(read(email), None, "{email:?}");
        }
    }
}
