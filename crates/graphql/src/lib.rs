//! The market for programs: one GraphQL schema over the use cases of `market`.
//!
//! Resolvers only translate: a foreseen refusal is a payload with a status and a sentence, a surprise is an
//! error with a code from the table in `refusal`. Who asks is told by the token in the `Authorization` header and by nothing
//! else, so that no page of another site can act for somebody who is signed in. Start at [`router`].
//!
//! ```
//! assert!(graphql::schema_text().contains("type Listing"));
//! ```

mod loaders;
mod mutations;
mod query;
mod question;
mod refusal;
mod serve;
mod types;
mod weight;

use async_graphql::{EmptySubscription, Schema};
use market::Market;

pub use serve::router;

/// The schema, resolved by a market.
pub(crate) type MarketSchema = Schema<query::Query, mutations::Mutation, EmptySubscription>;

/// The schema for `market`.
fn schema(market: Market) -> MarketSchema {
    Schema::build(query::Query, mutations::Mutation::default(), EmptySubscription)
        .extension(weight::Weighed)
        .data(market)
        .finish()
}

/// The schema in the schema definition language.
pub fn schema_text() -> String {
    Schema::build(query::Query, mutations::Mutation::default(), EmptySubscription).finish().sdl()
}
