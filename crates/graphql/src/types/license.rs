//! Licences in plain words, and what each costs.

use async_graphql::{ID, Object};
use market::catalog::{self, OfferLine};

use super::Money;

/// A licence that a creator can offer.
pub(crate) struct License(pub(crate) catalog::License);

#[Object]
impl License {
    /// The word in files and filters: `personal`, `commercial`, `cc-by`.
    async fn slug(&self) -> &'static str {
        self.0.slug
    }

    /// Its name to a buyer.
    async fn title(&self) -> &'static str {
        self.0.title
    }

    /// One line under the name.
    async fn summary(&self) -> &'static str {
        self.0.summary
    }

    /// Whether what is made may be sold.
    async fn commercial(&self) -> bool {
        self.0.commercial
    }

    /// Whether it can be offered only for nothing, as open licences are.
    async fn free_only(&self) -> bool {
        self.0.free_only
    }

    /// Its identifier in the SPDX list, where it has one.
    async fn spdx(&self) -> Option<&'static str> {
        self.0.spdx
    }

    /// What may be done.
    async fn may(&self) -> &'static [&'static str] {
        self.0.may
    }

    /// What must be done.
    async fn must(&self) -> &'static [&'static str] {
        self.0.must
    }

    /// What may not be done.
    async fn may_not(&self) -> &'static [&'static str] {
        self.0.may_not
    }

    /// Where the binding text is, where it is not these words.
    async fn legal_url(&self) -> Option<&'static str> {
        self.0.legal_url
    }
}

/// A licence that can be bought.
pub(crate) struct Offer(pub(crate) OfferLine);

#[Object]
impl Offer {
    /// What `addToBasket` takes.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The licence.
    async fn license(&self) -> License {
        License(self.0.license)
    }

    /// Its price.
    async fn price(&self) -> Money {
        self.0.price.into()
    }
}
