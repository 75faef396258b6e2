//! The schema as its users read it: what changes for them is seen in the review.

#[test]
fn the_schema_is_what_was_published() {
    insta::assert_snapshot!(graphql::schema_text());
}
