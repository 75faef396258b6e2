//! The way through a list of many pages: cursors in the address, and links to the page before and the page after.

use market::{
    Market,
    page::{Edge, Paged, Window},
};
use serde::Deserialize;
use views::Pager;

use crate::{fault::Fault, words};

/// Where a page lies, as its address says: `?after=CURSOR` or `?before=CURSOR`.
#[derive(Default, Deserialize)]
pub(crate) struct At {
    pub(crate) after: Option<String>,
    pub(crate) before: Option<String>,
}

/// The window of `size` rows on `list` that the address asks for.
pub(crate) fn window(market: &Market, list: &str, size: u64, at: &At) -> Result<Window, Fault> {
    let place = |cursor: &str| {
        let words = "This address leads to no page of the list. Begin at its first page.";
        market.place(list, cursor).ok_or_else(|| Fault::Unreadable(words.to_owned()))
    };
    Ok(Window::new(
        size,
        match (&at.after, &at.before) {
            (Some(cursor), _) => Edge::After(place(cursor)?),
            (None, Some(cursor)) => Edge::Before(place(cursor)?),
            (None, None) => Edge::Start,
        },
    ))
}

/// The links around `page` of the list at `path`; `cursor` makes the cursor of a row.
pub(crate) fn pager<T>(page: &Paged<T>, path: &str, cursor: impl Fn(&T) -> String) -> Pager {
    let link = |side: &str, row: Option<&T>| row.map(|row| format!("{path}?{side}={}", cursor(row)));
    Pager {
        previous: link("before", page.rows.first()).filter(|_| page.has_previous),
        next: link("after", page.rows.last()).filter(|_| page.has_next),
        pages: Vec::new(),
    }
}

/// The same links on a list that is narrowed down to `value` of `key`; an empty value narrows nothing.
pub(crate) fn narrowed(pager: Pager, key: &str, value: &str) -> Pager {
    let narrowed = |address: String| match value.is_empty() {
        true => address,
        false => format!("{address}&{key}={}", words::query(value)),
    };
    Pager { previous: pager.previous.map(narrowed), next: pager.next.map(narrowed), ..pager }
}
