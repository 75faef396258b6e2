//! Browsing: filters in the address, results as a page or as a part of one.

use askama::Template;

use crate::{Chip, Choice, Layout, Link, Pager, Tile};

/// A group of filters with one name: kind, category, licence, material, difficulty.
#[derive(Clone, Debug, Default)]
pub struct FilterGroup {
    /// The parameter in the address.
    pub name: String,
    /// The heading.
    pub title: String,
    /// Several may be ticked; otherwise one.
    pub many: bool,
    /// The most frequent first.
    pub choices: Vec<Choice>,
}

impl FilterGroup {
    /// How many choices stand open; the rest unfolds.
    const SHOWN: usize = 6;

    fn shown(&self) -> &[Choice] {
        &self.choices[..self.choices.len().min(Self::SHOWN)]
    }

    fn folded(&self) -> &[Choice] {
        self.choices.get(Self::SHOWN..).unwrap_or_default()
    }

    fn folded_chosen(&self) -> bool {
        self.folded().iter().any(|choice| choice.chosen)
    }
}

/// What the form of filters holds: names as in the address, values as typed.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// `q`.
    pub words: String,
    /// Groups of choices, in order.
    pub groups: Vec<FilterGroup>,
    /// `price_max`, in major units as typed.
    pub price_max: String,
    /// The currency, as the reader writes it.
    pub currency_symbol: String,
    /// `free`.
    pub free: bool,
    /// `no_supports`.
    pub no_supports: bool,
    /// `without_ai`.
    pub without_ai: bool,
    /// `bed_width`, `bed_depth`, `bed_height` in mm, as typed.
    pub bed_mm: [String; 3],
}

/// What was found; answered alone when `HX-Request` is sent, else inside [`Browse`].
#[derive(Clone, Debug, Default, Template)]
#[template(path = "browse_results.html")]
pub struct BrowseResults {
    /// `Sewing`, `Patterns for “planter”`.
    pub heading: String,
    /// `34 of 1,284 patterns`.
    pub counted: String,
    /// `sort`; sent with the filters.
    pub sort: Vec<Choice>,
    /// What was asked for and means nothing, in a sentence each.
    pub left_out: Vec<String>,
    /// The kinds, keeping the other filters.
    pub kinds: Vec<Chip>,
    /// Filters in force; each leads to the same page without it.
    pub active: Vec<Chip>,
    /// The same page without any filter.
    pub clear_href: String,
    /// One page of patterns.
    pub tiles: Vec<Tile>,
    /// The way through the pages.
    pub pager: Pager,
    /// Where to go when nothing was found.
    pub suggestions: Vec<Link>,
}

/// `/browse`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "browse.html")]
pub struct Browse {
    /// The frame.
    pub layout: Layout,
    /// The form.
    pub filters: Filters,
    /// What was found.
    pub results: BrowseResults,
}
