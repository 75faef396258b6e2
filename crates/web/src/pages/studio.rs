//! The creator's rooms.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use basis::Money;
use locale::Forms;
use market::{
    accounts, blobs,
    catalog::{self, STUDIO, StudioLine},
    orders,
};
use views::{Fact, Link, pages};

use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    paging::{At, pager, window},
    shape,
    visit::Visit,
    words,
};

/// Lines on a page.
const LINES: u64 = 100;

/// `GET /studio`.
pub(crate) async fn studio(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(at): Query<At>,
) -> Result<Response, Fault> {
    let account = visit.signed_in("/studio")?;
    let forms = &visit.forms;
    let Some(shop) = accounts::shop_of(&app.market, account).await? else {
        return Ok(Redirect::to("/account").into_response());
    };
    let lines = catalog::studio(&app.market, &visit.actor, &window(&app.market, STUDIO, LINES, &at)?).await?;
    let books = orders::books(&app.market, &visit.actor).await?;
    let totals = catalog::studio_totals(&app.market, &visit.actor).await?;
    page(&pages::Studio {
        layout: visit.layout("Your patterns", ""),
        shop: Link::new(format!("/s/{}", shop.handle), shop.title),
        facts: vec![
            Fact::new("On sale", words::count(forms, totals.on_sale)),
            Fact::new("Licences sold", words::count(forms, totals.sold)),
            Fact::new("Balance", words::money(forms, books.balance)),
            Fact::new("Room taken", room_words(&app, &visit).await?),
        ],
        pager: pager(&lines, "/studio", |line| app.market.cursor(STUDIO, &line.place())),
        lines: lines.rows.into_iter().map(|line| studio_line(&app, forms, line)).collect(),
    })
}

/// `14 MB of 20 GB`.
async fn room_words(app: &App, visit: &Visit) -> Result<String, Fault> {
    let forms = &visit.forms;
    let room = blobs::room(&app.market, &visit.actor).await?.unwrap_or_default();
    let used = words::bytes(forms, room.used_bytes);
    Ok(room.bytes_max.map_or_else(|| used.clone(), |max| format!("{used} of {}", words::bytes(forms, max))))
}

fn studio_line(app: &App, forms: &Forms, line: StudioLine) -> pages::StudioLine {
    let currency = app.market.settings().currency;
    let listing = line.listing;
    pages::StudioLine {
        href: format!("/upload/{}", listing.id),
        picture: shape::entry_picture(&listing),
        state: shape::standing(listing.state),
        sold: words::count(forms, line.sold.unsigned_abs()),
        earned: words::money(forms, Money::new(line.earned_minor, currency)),
        price: words::price(forms, listing.price),
        title: if listing.title.is_empty() { "Untitled".to_owned() } else { listing.title },
    }
}
