//! What a search found, page by page, in the shape of a Relay connection.

use async_graphql::{Context, Enum, Error, InputObject, Object, SimpleObject};
use market::{
    Market,
    catalog::{self, Browse, PAGE_MAX, Sort},
};
use tokio::sync::OnceCell;

use super::{Listing, words::PatternKind};
use crate::refusal::{Code, refuse, surprise};

/// How many entries a page has if nothing is said.
const PAGE_DEFAULT: u64 = 24;

/// What is looked for. Everything left out leaves nothing out.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct ListingFilter {
    /// Words, the last one perhaps only begun.
    text: Option<String>,
    /// What sort of pattern.
    kind: Option<PatternKind>,
    /// Slug of a category; those below it count, too.
    category: Option<String>,
    /// Handle of a shop.
    shop: Option<String>,
    /// A tag.
    tag: Option<String>,
    /// At most this many minor units.
    price_minor_max: Option<i64>,
    /// What is made may be sold.
    commercial: Option<bool>,
    /// Slug of a licence that it is offered under.
    license: Option<String>,
    /// Prints without supports.
    no_supports: Option<bool>,
    /// Declared as made without AI.
    without_ai: Option<bool>,
    /// The asker's machine; turning on the bed is allowed.
    fits: Option<BedInput>,
    /// Properties such as material and difficulty; all of them must hold.
    attributes: Option<Vec<AttributeInput>>,
}

/// What a machine can hold, millimetres.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct BedInput {
    width_mm: f64,
    depth_mm: f64,
    height_mm: f64,
}

/// A property that a maker filters by.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct AttributeInput {
    /// material, size, difficulty, bed, machine, fabric.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: String,
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ListingOrder {
    /// The best match for the words first; without words, the newest. This is what you get if nothing is said.
    Best,
    /// Newest first.
    Newest,
    /// Cheapest first.
    PriceAscending,
    /// Dearest first.
    PriceDescending,
    /// By title.
    Title,
}

impl ListingFilter {
    /// The query of `catalog`.
    pub(crate) fn browse(self, order: Option<ListingOrder>) -> Browse {
        let sort = match order {
            Some(ListingOrder::PriceAscending) => Sort::Cheapest,
            Some(ListingOrder::PriceDescending) => Sort::Dearest,
            Some(ListingOrder::Title) => Sort::Title,
            Some(ListingOrder::Newest) => Sort::Newest,
            Some(ListingOrder::Best) | None => Sort::Best,
        };
        Browse {
            text: self.text.unwrap_or_default(),
            kind: self.kind.map(|kind| kind.word().to_owned()),
            category: self.category,
            shop: self.shop,
            price_minor_max: self.price_minor_max,
            commercial: self.commercial.unwrap_or_default(),
            license: self.license,
            no_supports: self.no_supports.unwrap_or_default(),
            without_ai: self.without_ai.unwrap_or_default(),
            bed_mm: self.fits.map(|bed| [bed.width_mm, bed.depth_mm, bed.height_mm]),
            tag: self.tag,
            attributes: self.attributes.into_iter().flatten().map(|pair| (pair.name, pair.value)).collect(),
            sort,
            ..Browse::default()
        }
    }
}

/// Which stretch of everything found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    offset: u64,
    size: u64,
}

impl Page {
    /// The stretch of `first` entries behind the cursor `after`.
    pub(crate) fn new(first: Option<i32>, after: Option<&str>) -> Result<Self, Error> {
        let size = match first.map(u64::try_from) {
            None => PAGE_DEFAULT,
            Some(Ok(size)) if (1..=PAGE_MAX).contains(&size) => size,
            Some(_) => return Err(refuse(Code::BadArgument, format!("`first` is between 1 and {PAGE_MAX}."))),
        };
        let offset = match after {
            None => 0,
            Some(cursor) => offset_of(cursor).ok_or_else(|| {
                refuse(Code::BadArgument, "`after` is no cursor of an earlier page. Leave it out to begin anew.")
            })?,
        };
        Ok(Self { offset, size })
    }
}

/// Opaque on purpose: what it holds may change, and nobody should count with it.
fn cursor_at(offset: u64) -> String {
    format!("p{offset:x}")
}

fn offset_of(cursor: &str) -> Option<u64> {
    u64::from_str_radix(cursor.strip_prefix('p')?, 16).ok()
}

/// A page of listings; only what is asked for is looked up.
pub(crate) struct ListingConnection {
    query: Browse,
    page: Page,
    /// One row more than the page has, by which it is known whether another page follows.
    rows: OnceCell<Vec<store::entities::listing::Model>>,
}

/// Where a page stands among the others.
#[derive(SimpleObject)]
struct PageInfo {
    /// Whether more follow.
    has_next_page: bool,
    /// What `after` of the next page is.
    end_cursor: Option<String>,
}

/// One listing with its cursor.
#[derive(SimpleObject)]
struct ListingEdge {
    /// What `after` is to go on behind it.
    cursor: String,
    /// The listing.
    node: Listing,
}

impl ListingConnection {
    pub(crate) fn new(query: Browse, page: Page) -> Self {
        Self { query, page, rows: OnceCell::new() }
    }

    async fn rows(&self, context: &Context<'_>) -> Result<&[store::entities::listing::Model], Error> {
        let market: &Market = context.data()?;
        let load = || catalog::rows(market, &self.query, self.page.offset, self.page.size + 1);
        let rows = self.rows.get_or_try_init(load).await.map_err(|error| surprise(&error))?;
        Ok(rows)
    }

    async fn shown(&self, context: &Context<'_>) -> Result<impl Iterator<Item = Listing>, Error> {
        let rows = self.rows(context).await?.to_vec();
        Ok(rows.into_iter().take(usize::try_from(self.page.size).unwrap_or(usize::MAX)).map(Listing))
    }
}

#[Object]
impl ListingConnection {
    /// The listings.
    async fn nodes(&self, context: &Context<'_>) -> Result<Vec<Listing>, Error> {
        Ok(self.shown(context).await?.collect())
    }

    /// The listings, each with its cursor.
    async fn edges(&self, context: &Context<'_>) -> Result<Vec<ListingEdge>, Error> {
        let cursors = (self.page.offset + 1..).map(cursor_at);
        Ok(cursors.zip(self.shown(context).await?).map(|(cursor, node)| ListingEdge { cursor, node }).collect())
    }

    /// How many there are on all pages.
    async fn total_count(&self, context: &Context<'_>) -> Result<u64, Error> {
        catalog::count(context.data()?, &self.query).await.map_err(|error| surprise(&error))
    }

    /// Where this page stands.
    async fn page_info(&self, context: &Context<'_>) -> Result<PageInfo, Error> {
        let found = self.rows(context).await?.len() as u64;
        let shown = found.min(self.page.size);
        Ok(PageInfo {
            has_next_page: found > self.page.size,
            end_cursor: (shown > 0).then(|| cursor_at(self.page.offset + shown)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_nothing_else_is_one() {
        for offset in [0, 24, 10_000, u64::MAX] {
            assert_eq!(offset_of(&cursor_at(offset)), Some(offset));
        }
        for bad in ["", "24", "p", "p-1", "px"] {
            assert_eq!(offset_of(bad), None, "{bad}");
        }
        assert!(Page::new(Some(0), None).is_err() && Page::new(Some(101), None).is_err());
    }
}
