//! Where a pattern is filed.

use async_graphql::Object;
use market::catalog;

/// A place in the fixed tree of categories.
pub(crate) struct Category(pub(crate) catalog::Category);

#[Object]
impl Category {
    /// The word in addresses and filters: `3d-print/vases`.
    async fn slug(&self) -> &'static str {
        self.0.slug
    }

    /// Its name.
    async fn title(&self) -> &'static str {
        self.0.title
    }

    /// The category above.
    async fn parent(&self) -> Option<Category> {
        self.0.parent().map(Category)
    }
}
