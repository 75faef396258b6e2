//! One page of what is on sale, with what is counted over all pages.

use super::{Browse, Facets, Tile, Total, facets, tiles};
use crate::{Error, Market};

/// One page of what was found.
#[derive(Clone, Debug)]
pub struct Page {
    /// The tiles.
    pub tiles: Vec<Tile>,
    /// How many there are on all pages.
    pub total: Total,
    /// How many each further filter would leave.
    pub facets: Facets,
}

/// One page of what is on sale, with everything that is counted over all pages. Whoever shows only a part of that asks
/// for [`tiles`], [`count`](super::count) or [`facets`] alone.
///
/// # Errors
/// The database does not answer.
pub async fn browse(market: &Market, query: &Browse) -> Result<Page, Error> {
    let facets = facets(market, query).await?;
    Ok(Page { tiles: tiles(market, query).await?, total: facets.total, facets })
}
