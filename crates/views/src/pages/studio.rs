//! The creator's rooms: patterns, sales and balance.

use askama::Template;

use crate::{Chart, Choice, Fact, Form, Layout, Link, Picture, Verdict};

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

/// The two fields of a link.
#[derive(Clone, Debug, Default)]
pub struct LinkField {
    /// 1 for the first.
    pub number: usize,
    /// `label_1`.
    pub label: String,
    /// `address_1`.
    pub address: String,
}

/// `/studio/shop`. Posts `title`, `bio`, `label_1` with `address_1` and so on to the same address; `alt` and `picture` in parts to
/// `/studio/shop/picture`; nothing to `/studio/shop/picture/remove`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "studio_shop.html")]
pub struct StudioShop {
    /// The frame.
    pub layout: Layout,
    /// `title`, `bio`, links, `alt`; `picture` has no value.
    pub form: Form,
    /// The links that there is room for.
    pub links: Vec<LinkField>,
    /// How many of them stand open: those that say something, and one more.
    pub links_open: usize,
    /// The picture that everybody sees.
    pub picture: Option<Picture>,
    /// What became of another one; empty where there is none.
    pub picture_words: String,
    /// What a picture may be.
    pub limits_words: String,
    /// Characters of `alt` at most.
    pub alt_max: usize,
    /// Where everybody sees it.
    pub public_href: String,
}

/// A sale, what was paid back of one, or a payout.
#[derive(Clone, Debug, Default)]
pub struct SaleLine {
    /// The pattern's name, or what happened.
    pub words: String,
    /// The licence's name.
    pub licence: String,
    /// The order's number.
    pub order: String,
    /// The day.
    pub day: String,
    /// What the buyer paid, with a minus where it was paid back; nothing where it is about no pattern.
    pub price: String,
    /// The market's share, with a minus.
    pub fee: String,
    /// What is left.
    pub yours: String,
}

/// What a day or a month came to.
#[derive(Clone, Debug, Default)]
pub struct EarnedLine {
    /// `November 2026`.
    pub when: String,
    /// Licences sold.
    pub sold: String,
    /// What buyers paid.
    pub sales: String,
    /// The market's share.
    pub fees: String,
    /// Paid back.
    pub returned: String,
    /// What is left.
    pub yours: String,
}

/// `/studio/sales`. Asks for `period`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "sales.html")]
pub struct Sales {
    /// The frame.
    pub layout: Layout,
    /// Balance, and what the period came to.
    pub facts: Vec<Fact>,
    /// The periods to choose from.
    pub periods: Vec<Choice>,
    /// What was left each day or month; none where it is nothing throughout.
    pub chart: Option<Chart>,
    /// The same in figures, newest first.
    pub units: Vec<EarnedLine>,
    /// Whether anything was ever sold.
    pub has_sold: bool,
    /// The rows as a file.
    pub csv_href: String,
    /// Newest first.
    pub lines: Vec<SaleLine>,
    /// The way through the pages.
    pub pager: crate::Pager,
    /// The share, the days, and how it is paid out.
    pub words: String,
}
