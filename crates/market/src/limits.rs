//! Every limit on what somebody may send, in one table: checked before any work is done, and shown where it is asked for.
//!
//! A text is measured in characters, a list in entries. The help for programs and the descriptions of the GraphQL schema
//! are made of [`TABLE`], so that no page can tell another figure than the one that is checked. How often something may
//! be done is told by the rates in [`crate::brakes`].

/// In what a limit is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values of a text.
    Characters,
    /// Entries of a list.
    Entries,
    /// Bytes of a request.
    Bytes,
    /// Days.
    Days,
}

impl Unit {
    /// The plural.
    pub fn word(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Entries => "entries",
            Self::Bytes => "bytes",
            Self::Days => "days",
        }
    }
}

/// How much of something may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited: `a listing's title`.
    pub what: &'static str,
    /// At least so much.
    pub min: usize,
    /// At most so much.
    pub max: usize,
    /// In what that is counted.
    pub unit: Unit,
}

impl Limit {
    const fn text(what: &'static str, min: usize, max: usize) -> Self {
        Self { what, min, max, unit: Unit::Characters }
    }

    const fn list(what: &'static str, min: usize, max: usize) -> Self {
        Self { what, min, max, unit: Unit::Entries }
    }

    const fn bytes(what: &'static str, max: usize) -> Self {
        Self { what, min: 0, max, unit: Unit::Bytes }
    }

    /// What is said of a text or list of `count` units; none where it may stay.
    pub fn refusal(&self, count: usize) -> Option<String> {
        let (min, max, unit) = (self.min, self.max, self.unit.word());
        let verb = match self.unit {
            Unit::Characters => "Write",
            Unit::Entries | Unit::Bytes => "Send",
            Unit::Days => "Choose",
        };
        if count > max {
            return Some(format!("{verb} at most {max} {unit}; there are {count}."));
        }
        (count < min).then(
            || {
                if min == 1 { "Fill this in.".to_owned() } else { format!("{verb} at least {min} {unit}.") }
            },
        )
    }

    /// What is said of `text`; none where it may stay. The text is not read further than it must be.
    pub fn refusal_of(&self, text: &str) -> Option<String> {
        if text.contains('\0') {
            return Some(NUL.to_owned());
        }
        // No character has more than four bytes: a text of more bytes is too long whatever it says.
        if text.len() > self.max.saturating_mul(4) {
            return Some(format!("Write at most {} characters.", self.max));
        }
        self.refusal(text.chars().count())
    }

    /// `3 to 120 characters`.
    pub fn range(&self) -> String {
        let unit = self.unit.word();
        match (self.min, self.max) {
            (0, max) => format!("at most {max} {unit}"),
            (min, max) => format!("{min} to {max} {unit}"),
        }
    }
}

/// What is said of a text with a NUL in it, which no database here keeps.
pub const NUL: &str = "This holds a NUL character, which no text can have. Take it out.";

/// A listing's title.
pub const TITLE: Limit = Limit::text("a listing's title", 3, 120);
/// A listing's description.
pub const DESCRIPTION: Limit = Limit::text("a listing's description", 0, 5_000);
/// Tags of a listing.
pub const TAGS: Limit = Limit::list("tags of a listing", 0, 20);
/// One tag.
pub const TAG: Limit = Limit::text("a tag", 0, 40);
/// Properties of a listing: several values of one name are several.
pub const ATTRIBUTES: Limit = Limit::list("properties of a listing", 0, 24);
/// The value of a property.
pub const ATTRIBUTE_VALUE: Limit = Limit::text("the value of a property", 1, 60);
/// Licences a listing is offered under.
pub const OFFERS: Limit = Limit::list("licences of a listing", 0, 12);
/// Words to search for.
pub const SEARCH_WORDS: Limit = Limit::text("words to search for", 0, 200);
/// A word to filter by: a kind, a category, a shop, a licence.
pub const FILTER_WORD: Limit = Limit::text("a category, shop, licence or tag to filter by", 0, 80);
/// Properties to filter by.
pub const FILTER_ATTRIBUTES: Limit = Limit::list("properties to filter by", 0, 12);
/// Words of one vocabulary to filter by.
pub const TICKS: Limit = Limit::list("materials, machines, formats or difficulties to filter by, of each", 0, 30);
/// The word that stands for a listing or a shop in addresses.
pub const SLUG: Limit = Limit::text("the word of a listing or shop in an address", 1, 80);
/// An e-mail address, as RFC 5321 bounds it.
pub const EMAIL: Limit = Limit::text("an e-mail address", 3, 254);
/// A person's name.
pub const NAME: Limit = Limit::text("a name", 2, 80);
/// A password. Shorter ones are guessed, and length counts more than signs; longer ones only cost time to hash.
pub const PASSWORD: Limit = Limit::text("a password", 10, 200);
/// What an API token is for.
pub const TOKEN_NAME: Limit = Limit::text("the name of a token", 1, 80);
/// Scopes of an API token.
pub const TOKEN_SCOPES: Limit = Limit::list("scopes of a token", 1, 16);
/// How long an API token works, where its owner wants an end.
pub const TOKEN_DAYS: Limit = Limit { what: "how long a token works", min: 1, max: 730, unit: Unit::Days };
/// API tokens of one account.
pub const TOKENS: Limit = Limit::list("tokens of an account", 0, 100);
/// What a link or a header carries as proof.
pub const SECRET: Limit = Limit::text("a secret or a signed link", 1, 1_024);
/// A shop's name.
pub const SHOP_TITLE: Limit = Limit::text("a shop's name", 2, 80);
/// Why an account is locked or opened again.
pub const LOCK_WORDS: Limit = Limit::text("why an account is locked", 3, 500);
/// What a shop says of itself.
pub const SHOP_BIO: Limit = Limit::text("what a shop says of itself", 0, 600);
/// Links of a shop to elsewhere.
pub const SHOP_LINKS: Limit = Limit::list("links of a shop to elsewhere", 0, 5);
/// What such a link says.
pub const SHOP_LINK_LABEL: Limit = Limit::text("what a link of a shop says", 0, 40);
/// Where it leads.
pub const SHOP_LINK_ADDRESS: Limit = Limit::text("the address that a link of a shop leads to", 1, 300);
/// A page that the operator writes.
pub const HOUSE_PAGE: Limit = Limit::text("a page that the operator writes", 0, 50_000);
/// The name of a file, with its extension.
pub const FILE_NAME: Limit = Limit::text("the name of a file", 1, 180);
/// What goes along with a pattern and is not judged.
pub const ATTACHMENT_BYTES: Limit = Limit::bytes("what goes along with a pattern: instructions, sources", 64 << 20);
/// Entries of an archive, folders and what is left out among them.
pub const ARCHIVE_ENTRIES: Limit = Limit::list("entries of a zip archive that is unpacked", 0, 1_000);
/// Bytes of what is taken out of an archive; GraphQL's `Int` goes no farther.
pub const ARCHIVE_BYTES: Limit = Limit::bytes("what a zip archive unpacks to", 2_000_000_000);
/// Photographs of a listing.
pub const PHOTOS: Limit = Limit::list("photographs of a listing", 0, 12);
/// One photograph.
pub const PHOTO_BYTES: Limit = Limit::bytes("a photograph", 25 << 20);
/// What is on a photograph, for those who do not see it.
pub const PHOTO_ALT: Limit = Limit::text("what is on a photograph", 0, 200);
/// What a moderator says; a no needs at least [`DECLINE_WORDS_MIN`].
pub const DECISION_WORDS: Limit = Limit::text("a moderator's words", 0, 2_000);
/// Characters that a moderator's no has at least.
pub const DECLINE_WORDS_MIN: usize = 10;
/// What the bank statement says of a payout.
pub const PAYOUT_REFERENCE: Limit = Limit::text("the reference of a payout", 3, 100);
/// Listings in one basket: more is no shopping any more, and each page counts them.
pub const BASKET_LINES: Limit = Limit::list("listings in a basket", 0, 100);
/// Why a listing is taken down.
pub const TAKE_DOWN_WORDS: Limit = Limit::text("why a listing is taken down", 10, 2_000);
/// What a person reports.
pub const REPORT_WORDS: Limit = Limit::text("a report of a copy", 20, 4_000);
/// Why money is given back.
pub const REASON: Limit = Limit::text("the reason of a refund", 3, 500);
/// A payment method, in the provider's words.
pub const PAYMENT_METHOD: Limit = Limit::text("a payment method", 1, 255);
/// What makes sending twice one order.
pub const IDEMPOTENCY_KEY: Limit = Limit::text("an idempotency key", 1, 100);
/// A cursor of a page: the longest sort key is a title.
pub const CURSOR: Limit = Limit::text("a cursor", 0, 1_024);
/// Rows of one page: more is for an export, not for a page.
pub const PAGE: Limit = Limit::list("entries of one page", 1, 100);

/// Bytes of a GraphQL request with its variables.
pub const REQUEST: Limit = Limit::bytes("a GraphQL request with its variables", 256 << 10);
/// Bytes of the question in it.
pub const QUESTION: Limit = Limit::bytes("the question in it", 32 << 10);
/// Names, values and signs of a question.
pub const QUESTION_TOKENS: Limit = Limit::list("tokens of a question", 0, 4_000);
/// Brackets inside brackets, in a question.
pub const QUESTION_NESTING: Limit = Limit::list("brackets inside brackets of a question", 0, 32);
/// Fields of a question once its fragments are written out.
pub const QUESTION_FIELDS: Limit = Limit::list("fields of a question, with its fragments written out", 0, 2_000);
/// Fields that are given another name.
pub const QUESTION_ALIASES: Limit = Limit::list("aliases of a question", 0, 60);
/// Directives of a question.
pub const QUESTION_DIRECTIVES: Limit = Limit::list("directives of a question", 0, 60);
/// Variables of a question.
pub const QUESTION_VARIABLES: Limit = Limit::list("variables of a question", 0, 100);
/// Things that one question does.
pub const QUESTION_MUTATIONS: Limit = Limit::list("mutations of a question", 0, 10);

/// Every limit, in the order in which the help shows them.
pub const TABLE: [&Limit; 55] = [
    &TITLE,
    &DESCRIPTION,
    &TAGS,
    &TAG,
    &ATTRIBUTES,
    &ATTRIBUTE_VALUE,
    &OFFERS,
    &FILE_NAME,
    &ATTACHMENT_BYTES,
    &ARCHIVE_ENTRIES,
    &ARCHIVE_BYTES,
    &PHOTOS,
    &PHOTO_BYTES,
    &PHOTO_ALT,
    &SEARCH_WORDS,
    &FILTER_WORD,
    &FILTER_ATTRIBUTES,
    &TICKS,
    &SLUG,
    &PAGE,
    &CURSOR,
    &EMAIL,
    &NAME,
    &PASSWORD,
    &TOKEN_NAME,
    &TOKEN_SCOPES,
    &TOKEN_DAYS,
    &TOKENS,
    &SECRET,
    &SHOP_TITLE,
    &SHOP_BIO,
    &SHOP_LINKS,
    &SHOP_LINK_LABEL,
    &SHOP_LINK_ADDRESS,
    &LOCK_WORDS,
    &HOUSE_PAGE,
    &DECISION_WORDS,
    &TAKE_DOWN_WORDS,
    &REPORT_WORDS,
    &REASON,
    &PAYOUT_REFERENCE,
    &BASKET_LINES,
    &PAYMENT_METHOD,
    &IDEMPOTENCY_KEY,
    &REQUEST,
    &QUESTION,
    &QUESTION_TOKENS,
    &QUESTION_NESTING,
    &QUESTION_FIELDS,
    &QUESTION_ALIASES,
    &QUESTION_DIRECTIVES,
    &QUESTION_VARIABLES,
    &QUESTION_MUTATIONS,
    &UPLOAD_FORM_TEXT,
    &USER_AGENT,
];

/// A text field of a form that carries a file.
pub const UPLOAD_FORM_TEXT: Limit = Limit::text("a text field beside a file", 0, 1_024);
/// What a browser calls itself; the rest is left out.
pub const USER_AGENT: Limit = Limit::text("the name of a browser that is kept", 0, 200);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_says_what_to_do_at_both_of_its_ends() {
        assert_eq!(TITLE.refusal(3), None);
        assert_eq!(TITLE.refusal(120), None);
        assert_eq!(TITLE.refusal(2).unwrap(), "Write at least 3 characters.");
        assert_eq!(TITLE.refusal(121).unwrap(), "Write at most 120 characters; there are 121.");
        assert_eq!(TAGS.refusal(21).unwrap(), "Send at most 20 entries; there are 21.");
        assert_eq!(TOKEN_NAME.refusal(0).unwrap(), "Fill this in.");
    }

    #[test]
    fn a_text_is_refused_for_its_length_or_a_nul() {
        assert_eq!(TAG.refusal_of(&"é".repeat(40)), None);
        assert_eq!(TAG.refusal_of(&"é".repeat(41)).unwrap(), "Write at most 40 characters; there are 41.");
        assert_eq!(TAG.refusal_of(&"e".repeat(1 << 20)).unwrap(), "Write at most 40 characters.");
        assert_eq!(TAG.refusal_of("a\0b").unwrap(), NUL);
    }

    #[test]
    fn a_range_reads_alone_and_every_limit_stands_once() {
        assert_eq!(TITLE.range(), "3 to 120 characters");
        assert_eq!(TAGS.range(), "at most 20 entries");
        let mut names: Vec<_> = TABLE.iter().map(|limit| limit.what).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
        assert!(TABLE.iter().all(|limit| limit.min <= limit.max));
    }
}
