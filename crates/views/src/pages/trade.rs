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
    /// `€ 6.50`; empty where it can no longer be bought.
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
    /// Whether something in it can be bought.
    pub can_check_out: bool,
    /// The sum of what can be bought.
    pub total: String,
    /// `including € 1.19 of VAT`, if so.
    pub total_note: String,
}

/// `/checkout`. Fields: `card`, `terms`, `once`, `total`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "checkout.html")]
pub struct Checkout {
    /// The frame.
    pub layout: Layout,
    /// What is bought.
    pub lines: Vec<TradeLine>,
    /// The sum.
    pub total: String,
    /// The same in minor units: what is charged is never another sum than the one that was shown.
    pub total_minor: String,
    /// What was chosen, what was wrong (`card`, `terms`).
    pub form: Form,
    /// The provider's methods; empty where it asks by itself.
    pub cards: Vec<Choice>,
    /// Whether the provider moves no money.
    pub is_test: bool,
    /// The idempotency key: sent twice, it is one order.
    pub once: String,
    /// Nothing has to be paid.
    pub is_free: bool,
    /// What whoever pays agrees to.
    pub consent_words: String,
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
    /// Where the buyer confirms the payment with their bank, while they must.
    pub action_href: Option<String>,
    /// Whether the payment is not decided yet, so that looking again may show more.
    pub open: bool,
    /// Where the buyer can try again: the basket holds the lines of an order that was refused.
    pub again_href: Option<String>,
    /// What was bought.
    pub lines: Vec<TradeLine>,
    /// The sum.
    pub total: String,
    /// What went back of it: day and reason, and how much.
    pub refunds: Vec<Fact>,
    /// Whether files can be fetched now.
    pub paid: bool,
}

/// The page of the test bank, where a buyer confirms a payment: a party of its own, so that it stands outside of the site.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "test_bank.html")]
pub struct TestBank {
    /// The frame, without a visitor.
    pub layout: Layout,
    /// The order's number.
    pub number: String,
    /// How much.
    pub total: String,
    /// Where the answer is sent; none where there is nothing to decide any more.
    pub action: Option<String>,
    /// Where the shop waits.
    pub return_href: String,
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
    /// The files as they were bought, and all of them as a zip, where a newer version stands above.
    pub as_bought: Vec<Download>,
}

/// `/library`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "library.html")]
pub struct Library {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub items: Vec<LibraryItem>,
    /// The way through the pages.
    pub pager: crate::Pager,
}
