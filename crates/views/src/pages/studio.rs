//! The creator's rooms: patterns, sales and balance.

use askama::Template;

use crate::{Fact, Form, Layout, Link, Picture, Verdict};

/// A pattern in the creator's list.
#[derive(Clone, Debug, Default)]
pub struct StudioLine {
    /// Where it is edited.
    pub href: String,
    /// Its name.
    pub title: String,
    /// How it looks.
    pub picture: Option<Picture>,
    /// `On sale`, `Draft`, `Held for a look`.
    pub state: Verdict,
    /// Sold.
    pub sold: String,
    /// `€ 328.00`.
    pub earned: String,
    /// `€ 6.50`.
    pub price: String,
}

/// `/studio`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "studio.html")]
pub struct Studio {
    /// The frame.
    pub layout: Layout,
    /// `Orla Brandt`, with the address of the shop.
    pub shop: Link,
    /// On sale, sold, balance.
    pub facts: Vec<Fact>,
    /// Newest first.
    pub lines: Vec<StudioLine>,
    /// The way through the pages.
    pub pager: crate::Pager,
}

/// `/studio/shop`. Posts `title`, `bio` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "studio_shop.html")]
pub struct StudioShop {
    /// The frame.
    pub layout: Layout,
    /// `title`, `bio`.
    pub form: Form,
    /// Where everybody sees it.
    pub public_href: String,
}

/// A line of the ledger, as its owner sees it.
#[derive(Clone, Debug, Default)]
pub struct LedgerLine {
    /// The day.
    pub day: String,
    /// What happened.
    pub words: String,
    /// `€ 6.50`, with a minus where it goes out.
    pub amount: String,
    /// Balance after it.
    pub balance: String,
}

/// `/studio/sales`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "sales.html")]
pub struct Sales {
    /// The frame.
    pub layout: Layout,
    /// Balance, this month, fee.
    pub facts: Vec<Fact>,
    /// Newest first.
    pub lines: Vec<LedgerLine>,
    /// When and how it is paid out.
    pub payout_words: String,
}
