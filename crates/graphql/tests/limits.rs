//! What the schema says of a limit is what is checked.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use market::limits::{self, Limit};

/// Fields of inputs and arguments of mutations that take a text or a list, and what bounds them.
const BOUNDED: [(&str, &str, &Limit); 34] = [
    ("input SignUpInput", "email", &limits::EMAIL),
    ("input SignUpInput", "name", &limits::NAME),
    ("input SignUpInput", "password", &limits::PASSWORD),
    ("input CreateTokenInput", "name", &limits::TOKEN_NAME),
    ("input CreateTokenInput", "scopes", &limits::TOKEN_SCOPES),
    ("input CreateTokenInput", "days", &limits::TOKEN_DAYS),
    ("input ChangePasswordInput", "newPassword", &limits::PASSWORD),
    ("input ChangeEmailInput", "email", &limits::EMAIL),
    ("input CheckoutInput", "idempotencyKey", &limits::IDEMPOTENCY_KEY),
    ("input CheckoutInput", "method", &limits::PAYMENT_METHOD),
    ("input RefundOrderInput", "reason", &limits::REASON),
    ("input EditListingInput", "title", &limits::TITLE),
    ("input EditListingInput", "description", &limits::DESCRIPTION),
    ("input EditListingInput", "tags", &limits::TAGS),
    ("input EditListingInput", "tags", &limits::TAG),
    ("input EditListingInput", "attributes", &limits::ATTRIBUTES),
    ("input EditListingInput", "attributes", &limits::ATTRIBUTE_VALUE),
    ("input EditListingInput", "offers", &limits::OFFERS),
    ("input EditPhotosInput", "photos", &limits::PHOTOS),
    ("input PhotoInput", "alt", &limits::PHOTO_ALT),
    ("input ReportListingInput", "words", &limits::REPORT_WORDS),
    ("input DecideCaseInput", "words", &limits::DECISION_WORDS),
    ("input ListingFilter", "text", &limits::SEARCH_WORDS),
    ("input ListingFilter", "category", &limits::FILTER_WORD),
    ("input ListingFilter", "shop", &limits::FILTER_WORD),
    ("input ListingFilter", "tag", &limits::FILTER_WORD),
    ("input ListingFilter", "license", &limits::FILTER_WORD),
    ("input ListingFilter", "attributes", &limits::FILTER_ATTRIBUTES),
    ("input ListingFilter", "materials", &limits::TICKS),
    ("input ListingFilter", "machines", &limits::TICKS),
    ("input ListingFilter", "formats", &limits::TICKS),
    ("input ListingFilter", "difficulties", &limits::TICKS),
    ("openListing(", "title", &limits::TITLE),
    ("takeDownListing(", "words", &limits::TAKE_DOWN_WORDS),
];

/// What stands over the field `name` of what begins with `of` in the schema's text.
fn description<'a>(schema: &'a str, of: &str, name: &str) -> &'a str {
    let (_, rest) = schema.split_once(of).unwrap_or_else(|| panic!("`{of}` is not in the schema"));
    let at = rest.find(&format!("{name}: ")).unwrap_or_else(|| panic!("{of} has no `{name}`"));
    let before = rest[..at].trim_end();
    let said = before.strip_suffix("\"\"\"").unwrap_or_else(|| panic!("`{name}` of {of} is not described"));
    said.rsplit("\"\"\"").next().expect("its beginning")
}

#[test]
fn every_limit_of_an_input_stands_in_its_description() {
    let schema = graphql::schema_text();
    for (of, name, limit) in BOUNDED {
        let said = description(&schema, of, name);
        assert!(said.contains(&limit.range()), "`{name}` of {of}: {}; the schema says {said}", limit.range());
    }
}
