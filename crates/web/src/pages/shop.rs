//! A creator's shop.

use axum::{Extension, extract::State, response::Response};
use basis::Role;
use market::{
    accounts::{self, Shop, ShopLink},
    catalog::{self, Browse},
    shops::{self, Clear, ClearOutcome, ShopPicture},
};
use serde::Deserialize;
use views::{Fact, Picture, pages};

use super::{listing::share_image, pager};
use crate::{
    App,
    extract::{Path, Query},
    fault::{Fault, page},
    form::{Form, complain},
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
    shown_page(&app, &visit, &handle, pager::wanted(&shown.page), views::Form::new()).await
}

async fn shown_page(app: &App, visit: &Visit, handle: &str, number: u64, form: views::Form) -> Result<Response, Fault> {
    let forms = &visit.forms;
    let shop = accounts::shop_by_handle(&app.market, handle).await?.ok_or(Fault::NotFound)?;
    let shown = shops::pictures(&app.market, &[shop.id]).await?.remove(&shop.id);
    let shelf = Browse { shop: Some(handle.to_owned()), size: TILES, page: number, ..Browse::default() };
    let tiles = catalog::tiles(&app.market, &shelf).await?;
    let total = catalog::count(&app.market, &shelf).await?;
    let mut layout = visit.layout(&shop.title, &shop.bio);
    layout.share_image = match &shown {
        Some(picture) => Some(format!("{}/media/{}.jpg", app.market.settings().base_url, picture.card)),
        None => share_image(app, tiles.first().and_then(|tile| tile.picture.large.as_deref())).await?,
    };
    let address = |number: u64| match number {
        0 => format!("/s/{}", shop.handle),
        number => format!("/s/{}?page={}", shop.handle, number + 1),
    };
    layout.canonical = Some(format!("{}{}", app.market.settings().base_url, address(shelf.page)));
    page(&pages::Shop {
        layout,
        clear: clearing(visit, &shop, shown.is_some(), form),
        picture: shown.as_ref().map(picture),
        links: shop.links.iter().map(outward).collect(),
        name: shop.title.clone(),
        about: words::paragraphs(&shop.bio),
        facts: vec![
            Fact::new("Patterns", words::at_least(forms, total.count, total.is_all)),
            Fact::new("Here since", words::day(forms, shop.created_at)),
        ],
        kinds: Vec::new(),
        tiles: tiles.iter().map(|tile| shape::tile(forms, tile)).collect(),
        pager: pager::pager(shelf.page, total.count, TILES, address),
    })
}

/// A shop's picture, as pages show it.
pub(super) fn picture(picture: &ShopPicture) -> Picture {
    Picture {
        url256: shape::media(&picture.small),
        url512: shape::media(&picture.large),
        alt: picture.alt.clone(),
        ..Picture::default()
    }
}

fn outward(link: &ShopLink) -> pages::OutwardLink {
    let host = link.host();
    match link.label.is_empty() || link.label == host {
        true => pages::OutwardLink { href: link.address.clone(), label: host, host: String::new() },
        false => pages::OutwardLink { href: link.address.clone(), label: link.label.clone(), host },
    }
}

/// What those who judge may do here; nothing where the shop is their own, or shows neither picture nor link.
fn clearing(visit: &Visit, shop: &Shop, has_picture: bool, form: views::Form) -> Option<pages::ClearShop> {
    let may = visit.actor.is(Role::Moderator) || visit.actor.is(Role::Operator);
    let has_something = has_picture || !shop.links.is_empty();
    let is_own = visit.actor.account() == Some(shop.account);
    (may && has_something && !is_own).then(|| pages::ClearShop { action: format!("/s/{}/clear", shop.handle), form })
}

/// `POST /s/{handle}/clear`: a moderator takes picture and links away.
pub(crate) async fn clear(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(handle): Path<String>,
    form: Form,
) -> Result<Response, Fault> {
    visit.signed_in(&format!("/s/{handle}"))?;
    let input = Clear { handle: handle.clone(), words: form.value("words").to_owned() };
    let words = match shops::clear(&app.market, &visit.actor, input).await? {
        ClearOutcome::Cleared => "Picture and links are gone, and the creator is told why.",
        ClearOutcome::Nothing => "This shop shows neither picture nor links any more.",
        ClearOutcome::Own => "This is your own shop: edit it in your studio.",
        ClearOutcome::Invalid(wrong) => {
            return shown_page(&app, &visit, &handle, 0, complain(form.again(), wrong)).await;
        }
        ClearOutcome::NotFound => return Err(Fault::NotFound),
    };
    Ok(visit.go(&format!("/s/{handle}"), words))
}
