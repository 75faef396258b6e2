//! Buying: basket, checkout, receipt, library.

use askama::Template;

use crate::{Choice, Fact, Form, Layout, Picture};

/// A thing in the basket or in an order.
#[derive(Clone, Debug, Default)]
pub struct TradeLine {
    /// What is sent back to remove it.
    pub id: String,
    /// The listing.
    pub href: String,
    /// Its name.
    pub title: String,
    /// By whom.
    pub creator: String,
    /// How it looks.
    pub picture: Option<Picture>,
    /// `Make it yourself`.
    pub licence: String,
    /// `€ 6.50`.
    pub price: String,
    /// What has changed since it was put here.
    pub note: Option<String>,
}

/// `/basket`. Posts to `/basket/remove` (`line`).
#[derive(Clone, Debug, Default, Template)]
#[template(path = "basket.html")]
pub struct Basket {
    /// The frame.
    pub layout: Layout,
    /// What is in it.
    pub lines: Vec<TradeLine>,
    /// The sum.
    pub total: String,
    /// `including € 1.19 of VAT`, if so.
    pub total_note: String,
}

/// `/checkout`. Fields: `card`, `terms`, `once`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "checkout.html")]
pub struct Checkout {
    /// The frame.
    pub layout: Layout,
    /// What is bought.
    pub lines: Vec<TradeLine>,
    /// The sum.
    pub total: String,
    /// What was chosen, what was wrong (`card`, `terms`).
    pub form: Form,
    /// Outcomes of the test provider.
    pub cards: Vec<Choice>,
    /// A key that makes sending twice one order.
    pub once: String,
    /// Nothing has to be paid.
    pub is_free: bool,
    /// Where a receipt goes.
    pub email: String,
}

/// `/orders/{id}`, also printed.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "order.html")]
pub struct Order {
    /// The frame.
    pub layout: Layout,
    /// `Thank you. Three patterns are yours.` or `Receipt`.
    pub heading: String,
    /// What to do now.
    pub words: String,
    /// Number, day, paid with, state.
    pub facts: Vec<Fact>,
    /// What was bought.
    pub lines: Vec<TradeLine>,
    /// The sum.
    pub total: String,
    /// Whether the files can be fetched now.
    pub paid: bool,
}

/// A file to fetch.
#[derive(Clone, Debug, Default)]
pub struct Download {
    /// A signed address that expires.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Format and size.
    pub facts: String,
}

/// A pattern that was bought.
#[derive(Clone, Debug, Default)]
pub struct LibraryItem {
    /// The listing.
    pub href: String,
    /// Its name.
    pub title: String,
    /// By whom.
    pub creator: String,
    /// How it looks.
    pub picture: Option<Picture>,
    /// `Make it yourself, since 23 November 2026`.
    pub licence: String,
    /// The order.
    pub order_href: String,
    /// Each file.
    pub files: Vec<Download>,
    /// All of them as a zip with licence and creator.
    pub all: Option<Download>,
    /// What has changed since.
    pub note: Option<String>,
}

/// `/library`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "library.html")]
pub struct Library {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub items: Vec<LibraryItem>,
}
