//! What a search found, page by page, in the shape of a Relay connection.

use async_graphql::{
    Context, Enum, Error, ID, InputObject, Object, OutputType, SimpleObject,
    connection::{self as relay, PageInfo},
};
use basis::{Actor, ClientAddress};
use market::{
    Market, activity,
    brakes::Act,
    catalog::{self, Browse, Facet, Sort},
    page::{Edge, PAGE_MAX, Paged, Window},
};
use tokio::sync::OnceCell;

use super::{Listing, words::PatternKind};
use crate::refusal::{Code, refuse, slow_down, surprise};

/// How many entries a page has if nothing is said.
const PAGE_DEFAULT: u64 = 24;

/// What is looked for. Everything left out leaves nothing out.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct ListingFilter {
    /// Words, at most 200 characters, the last one perhaps only begun.
    text: Option<String>,
    /// What sort of pattern.
    kind: Option<PatternKind>,
    /// Slug of a category, at most 80 characters; those below it count, too.
    category: Option<String>,
    /// Handle of a shop, at most 80 characters.
    shop: Option<String>,
    /// A tag, at most 80 characters.
    tag: Option<String>,
    /// At most this many minor units.
    price_minor_max: Option<i64>,
    /// What is made may be sold.
    commercial: Option<bool>,
    /// Slug of a licence that it is offered under, at most 80 characters.
    license: Option<String>,
    /// Prints without supports.
    no_supports: Option<bool>,
    /// Declared as made without AI.
    without_ai: Option<bool>,
    /// The asker's machine; turning on the bed is allowed.
    fits: Option<BedInput>,
    /// Properties as their creators typed them, at most 12 entries; all of them must hold. `materials` and the like find more.
    attributes: Option<Vec<AttributeInput>>,
    /// Words of the vocabulary `material`, at most 30 entries; it is made of one of them.
    materials: Option<Vec<String>>,
    /// Words of the vocabulary `machine`, at most 30 entries; it is made on one of them.
    machines: Option<Vec<String>>,
    /// Words of the vocabulary `format`, at most 30 entries; one of its files has one of them.
    formats: Option<Vec<String>>,
    /// Words of the vocabulary `difficulty`, at most 30 entries; it is as hard as one of them.
    difficulties: Option<Vec<String>>,
}

/// What a machine can hold, millimetres.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct BedInput {
    width_mm: f64,
    depth_mm: f64,
    height_mm: f64,
}

/// A property that a maker asks for.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct AttributeInput {
    /// material, size, difficulty, bed, machine, tried_on, fabric, supports.
    pub(crate) name: String,
    /// Its value, at most 60 characters where a listing is edited, 80 where one is looked for.
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
        let lists = [
            (Facet::Material, self.materials),
            (Facet::Machine, self.machines),
            (Facet::Format, self.formats),
            (Facet::Difficulty, self.difficulties),
        ];
        let ticked =
            lists.into_iter().flat_map(|(facet, words)| words.into_iter().flatten().map(move |word| (facet, word)));
        let sort = match order {
            Some(ListingOrder::PriceAscending) => Sort::Cheapest,
            Some(ListingOrder::PriceDescending) => Sort::Dearest,
            Some(ListingOrder::Title) => Sort::Title,
            Some(ListingOrder::Newest) => Sort::Newest,
            Some(ListingOrder::Best) | None => Sort::Best,
        };
        Browse {
            text: self.text.unwrap_or_default(),
            kind: self.kind.map(Into::into),
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
            ticked: ticked.collect(),
            sort,
            ..Browse::default()
        }
    }
}

/// Which page of a list: as Relay asks for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl Asked {
    /// The window on `list`.
    pub(crate) fn window(&self, market: &Market, list: &str) -> Result<Window, Error> {
        let (size, cursor, backward) = match (self.first, &self.after, self.last, &self.before) {
            (first, after, None, None) => (first, after, false),
            (None, None, last, before) => (last, before, true),
            _ => return Err(refuse(Code::BadArgument, ONE_WAY)),
        };
        let size = match size.map(u64::try_from) {
            None => PAGE_DEFAULT,
            Some(Ok(size)) if (1..=PAGE_MAX).contains(&size) => size,
            Some(_) => {
                return Err(refuse(Code::BadArgument, format!("`first` and `last` are between 1 and {PAGE_MAX}.")));
            }
        };
        let place = cursor.as_ref().map(|cursor| market.place(list, cursor).ok_or(NO_CURSOR)).transpose();
        let edge = match (place.map_err(|sentence| refuse(Code::BadArgument, sentence))?, backward) {
            (None, false) => Edge::Start,
            (None, true) => Edge::End,
            (Some(place), false) => Edge::After(place),
            (Some(place), true) => Edge::Before(place),
        };
        Ok(Window::new(size, edge))
    }
}

const ONE_WAY: &str = "Ask for `first` with `after`, or for `last` with `before`, and not for both.";
const NO_CURSOR: &str =
    "This is no cursor of an earlier page of the same list in the same order. Leave it out to begin anew.";

/// What a page of a list weighs: its size, or the largest one where that is not known, times what is asked of each entry.
pub(crate) fn page_weight(first: Option<i32>, last: Option<i32>, each: usize) -> usize {
    let size = first.or(last).map_or(PAGE_DEFAULT, |size| u64::try_from(size).unwrap_or(0).min(PAGE_MAX));
    list_weight(usize::try_from(size).unwrap_or(usize::MAX), each)
}

/// What a list of so many entries weighs. Bounded, so that a sum of many such weights cannot overflow.
pub(crate) fn list_weight(size: usize, each: usize) -> usize {
    size.saturating_mul(each).saturating_add(1).min(1 << 32)
}

/// Where the entries of a connection come from.
enum Source {
    /// What is on sale.
    Shelf(Box<Browse>),
    /// The asker's own listings.
    Studio,
}

/// A page of listings; only what is asked for is looked up.
pub(crate) struct ListingConnection {
    source: Source,
    window: Window,
    page: OnceCell<Paged<ListingEdge>>,
}

/// One listing with its cursor.
#[derive(Clone, SimpleObject)]
struct ListingEdge {
    /// What `after` is to go on behind it, and `before` to go back from it.
    cursor: String,
    /// The listing.
    node: Listing,
}

impl ListingConnection {
    /// A page of what is on sale.
    pub(crate) fn on_sale(context: &Context<'_>, query: Browse, asked: &Asked) -> Result<Self, Error> {
        query.check().map_err(|error| surprise(&error))?;
        slow_down(context, Act::Search, context.data::<ClientAddress>()?.network())?;
        let window = asked.window(context.data()?, &query.list())?;
        Ok(Self { source: Source::Shelf(Box::new(query)), window, page: OnceCell::new() })
    }

    /// A page of the asker's own listings, in whatever state.
    pub(crate) fn studio(context: &Context<'_>, asked: &Asked) -> Result<Self, Error> {
        let window = asked.window(context.data()?, catalog::STUDIO)?;
        Ok(Self { source: Source::Studio, window, page: OnceCell::new() })
    }

    async fn page(&self, context: &Context<'_>) -> Result<&Paged<ListingEdge>, Error> {
        let market: &Market = context.data()?;
        let actor: &Actor = context.data()?;
        let load = || async {
            Ok(match &self.source {
                Source::Shelf(query) => {
                    let list = query.list();
                    let edge = |found: catalog::Found| ListingEdge {
                        cursor: market.cursor(&list, &found.place),
                        node: Listing(found.entry),
                    };
                    catalog::entries(market, query, &self.window).await?.map(edge)
                }
                Source::Studio => {
                    let edge = |line: catalog::StudioLine| ListingEdge {
                        cursor: market.cursor(catalog::STUDIO, &line.place()),
                        node: Listing(line.listing),
                    };
                    catalog::studio(market, actor, &self.window).await?.map(edge)
                }
            })
        };
        self.page.get_or_try_init(load).await.map_err(|error: market::Error| surprise(&error))
    }
}

#[Object]
impl ListingConnection {
    /// The listings.
    async fn nodes(&self, context: &Context<'_>) -> Result<Vec<Listing>, Error> {
        Ok(self.page(context).await?.rows.iter().map(|edge| edge.node.clone()).collect())
    }

    /// The listings, each with its cursor.
    async fn edges(&self, context: &Context<'_>) -> Result<Vec<ListingEdge>, Error> {
        Ok(self.page(context).await?.rows.clone())
    }

    /// Stands for this search where one of the listings that it found is opened: give it to `listing`, with the position.
    /// Asking for it tells the market that somebody searched, so ask for it on the first page alone, and only where people
    /// see what was found. None without words.
    async fn search(&self, context: &Context<'_>) -> Result<Option<ID>, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        let Source::Shelf(query) = &self.source else { return Ok(None) };
        if !query.has_words() {
            return Ok(None);
        }
        let found = catalog::count(market, query).await.map_err(|error| surprise(&error))?;
        Ok(Some(activity::searched(market, &query.text, found.count, actor.account()).into()))
    }

    /// How many there are on all pages; 2000 stands for that many or more.
    async fn total_count(&self, context: &Context<'_>) -> Result<u64, Error> {
        let market = context.data()?;
        let count = match &self.source {
            Source::Shelf(query) => catalog::count(market, query).await.map(|total| total.count),
            Source::Studio => catalog::studio_totals(market, context.data()?).await.map(|totals| totals.listings),
        };
        count.map_err(|error| surprise(&error))
    }

    /// Where this page stands.
    async fn page_info(&self, context: &Context<'_>) -> Result<PageInfo, Error> {
        let page = self.page(context).await?;
        let cursor = |edge: Option<&ListingEdge>| edge.map(|edge| edge.cursor.clone());
        Ok(PageInfo {
            has_previous_page: page.has_previous,
            has_next_page: page.has_next,
            start_cursor: cursor(page.rows.first()),
            end_cursor: cursor(page.rows.last()),
        })
    }
}

/// A page as a connection; `edge` gives the cursor and the node of a row.
pub(crate) fn connection<R, N: OutputType>(
    page: Paged<R>,
    edge: impl Fn(R) -> (String, N),
) -> relay::Connection<String, N> {
    let mut connection = relay::Connection::new(page.has_previous, page.has_next);
    connection.edges.extend(page.rows.into_iter().map(|row| {
        let (cursor, node) = edge(row);
        relay::Edge::new(cursor, node)
    }));
    connection
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_of_a_page_is_bounded_whatever_is_asked_for() {
        assert_eq!(page_weight(None, None, 2), 49);
        assert_eq!(page_weight(Some(3), None, 2), 7);
        assert_eq!(page_weight(None, Some(5), 2), 11);
        assert_eq!(page_weight(Some(-7), None, 2), 1);
        assert_eq!(page_weight(Some(i32::MAX), None, 2), 201, "refused later, and not by an overflow");
        assert_eq!(list_weight(usize::MAX, usize::MAX), 1 << 32);
    }
}
