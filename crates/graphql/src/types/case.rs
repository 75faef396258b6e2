//! What a moderator is asked to judge.

use async_graphql::{ID, Object};
use basis::Time;
use market::moderation::Case;

use super::Listing;

/// A listing that waits for a moderator.
pub(crate) struct ModerationCase(pub(crate) Case);

#[Object]
impl ModerationCase {
    /// What `decideCase` takes.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Why it waits, in sentences.
    async fn reasons(&self) -> &[String] {
        &self.0.reasons
    }

    /// When it was opened.
    async fn opened_at(&self) -> Time {
        self.0.opened_at
    }

    /// What it is about.
    async fn listing(&self) -> Listing {
        Listing(self.0.listing.entry.clone())
    }

    /// Which version of the listing this is: what `decideCase` takes.
    async fn version(&self) -> String {
        self.0.version.to_string()
    }

    /// Whether it is the asker's own listing, which somebody else judges.
    async fn own(&self) -> bool {
        self.0.own
    }
}
