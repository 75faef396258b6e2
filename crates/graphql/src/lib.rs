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
mod refusal;
mod serve;
mod types;

use async_graphql::{EmptySubscription, Schema};
use market::Market;

pub use serve::router;

/// Fields inside fields: deeper questions are only asked by mistake or in malice.
const DEPTH_MAX: usize = 12;

/// Weight of a question: a plain field weighs 1, a list its length times what is asked of each entry.
const COMPLEXITY_MAX: usize = 10_000;

/// The schema, resolved by a market.
pub(crate) type MarketSchema = Schema<query::Query, mutations::Mutation, EmptySubscription>;

/// The schema for `market`.
fn schema(market: Market) -> MarketSchema {
    Schema::build(query::Query, mutations::Mutation::default(), EmptySubscription)
        .limit_depth(DEPTH_MAX)
        .limit_complexity(COMPLEXITY_MAX)
        .data(market)
        .finish()
}

/// The schema in the schema definition language.
pub fn schema_text() -> String {
    Schema::build(query::Query, mutations::Mutation::default(), EmptySubscription).finish().sdl()
}
