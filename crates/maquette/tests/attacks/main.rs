//! Attacks through the real router and the real schema, all of them on both databases: SECURITY.md names each test.
//!
//! What can be generated is: every address of the router and every field of the schema is tried, with the identifiers of
//! somebody else's things, so that whatever is added tomorrow is tried, too.

#![allow(clippy::expect_used, reason = "a test may fail by a panic, in its helpers too")]

#[path = "../../../market/tests/support/mod.rs"]
mod support;

mod browser;
mod ledger_of_rows;
mod routes;
mod schema;
mod town;

mod bombs;
mod downloads;
mod enumeration;
mod forms;
mod headers;
mod idor_pages;
mod idor_schema;
mod links;
mod markup;
mod outbound;
mod races;
mod scopes;
mod wire;
