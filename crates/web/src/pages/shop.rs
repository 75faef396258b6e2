//! A creator's shop.

use axum::{Extension, extract::State, response::Response};
use market::{
    accounts,
    catalog::{self, Browse},
};
use serde::Deserialize;
use views::{Fact, pages};

use super::{listing::share_image, pager};
use crate::{
    App,
    extract::{Path, Query},
    fault::{Fault, page},
    shape,
    visit::Visit,
    words,
};

/// Tiles on the page.
const TILES: u64 = 48;

/// Which page of the shop.
#[derive(Deserialize)]
pub(crate) struct Shown {
    #[serde(default)]
    page: String,
}

/// `/s/{handle}`.
pub(crate) async fn shop(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(handle): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Fault> {
    let shop = accounts::shop_by_handle(&app.market, &handle).await?.ok_or(Fault::NotFound)?;
    let shelf =
        Browse { shop: Some(handle.clone()), size: TILES, page: pager::wanted(&shown.page), ..Browse::default() };
    let tiles = catalog::tiles(&app.market, &shelf).await?;
    let total = catalog::count(&app.market, &shelf).await?;
    let mut layout = visit.layout(&shop.title, &shop.bio);
    layout.share_image = share_image(&app, tiles.first().and_then(|tile| tile.picture.large.as_deref())).await?;
    let address = |number: u64| match number {
        0 => format!("/s/{}", shop.handle),
        number => format!("/s/{}?page={}", shop.handle, number + 1),
    };
    layout.canonical = Some(format!("{}{}", app.market.settings().base_url, address(shelf.page)));
    page(&pages::Shop {
        layout,
        name: shop.title.clone(),
        about: words::paragraphs(&shop.bio),
        facts: vec![
            Fact::new("Patterns", words::at_least(total.count, total.is_all)),
            Fact::new("Here since", words::day(shop.created_at)),
        ],
        kinds: Vec::new(),
        tiles: tiles.iter().map(shape::tile).collect(),
        pager: pager::pager(shelf.page, total.count, TILES, address),
    })
}
