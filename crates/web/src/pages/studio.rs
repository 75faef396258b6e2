//! The creator's rooms.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use basis::Money;
use market::{
    accounts::{self, EditShop, ShopOutcome},
    blobs,
    catalog::{self, STUDIO, StudioLine},
    orders::{self, LedgerReason},
};
use views::{Fact, Link, pages};

use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    form::{Form, complain},
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
    let Some(shop) = accounts::shop_of(&app.market, account).await? else {
        return Ok(Redirect::to("/account").into_response());
    };
    let lines = catalog::studio(&app.market, &visit.actor, &window(&app.market, STUDIO, LINES, &at)?).await?;
    let balance = orders::balance(&app.market, &visit.actor, 0).await?;
    let totals = catalog::studio_totals(&app.market, &visit.actor).await?;
    page(&pages::Studio {
        layout: visit.layout("Your patterns", ""),
        shop: Link::new(format!("/s/{}", shop.handle), shop.title),
        facts: vec![
            Fact::new("On sale", words::count(totals.on_sale)),
            Fact::new("Licences sold", words::count(totals.sold)),
            Fact::new("Balance", balance.total.to_string()),
            Fact::new("Room taken", room_words(&app, &visit).await?),
        ],
        pager: pager(&lines, "/studio", |line| app.market.cursor(STUDIO, &line.place())),
        lines: lines.rows.into_iter().map(|line| studio_line(&app, line)).collect(),
    })
}

/// `14 MB of 20 GB`.
async fn room_words(app: &App, visit: &Visit) -> Result<String, Fault> {
    let room = blobs::room(&app.market, &visit.actor).await?.unwrap_or_default();
    let used = words::bytes(room.used_bytes);
    Ok(room.bytes_max.map_or_else(|| used.clone(), |max| format!("{used} of {}", words::bytes(max))))
}

fn studio_line(app: &App, line: StudioLine) -> pages::StudioLine {
    let currency = app.market.settings().currency;
    let listing = line.listing;
    pages::StudioLine {
        href: format!("/upload/{}", listing.id),
        picture: shape::entry_picture(&listing),
        state: shape::standing(listing.state),
        sold: words::count(line.sold.unsigned_abs()),
        earned: Money::new(line.earned_minor, currency).to_string(),
        price: words::price(listing.price),
        title: if listing.title.is_empty() { "Untitled".to_owned() } else { listing.title },
    }
}

/// `GET /studio/sales`.
pub(crate) async fn sales(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    visit.signed_in("/studio/sales")?;
    let balance = orders::balance(&app.market, &visit.actor, LINES).await?;
    let fee = app.market.settings().fee_basis_points;
    let mut after = balance.total.minor;
    let mut lines = Vec::new();
    for line in &balance.lines {
        lines.push(pages::LedgerLine {
            day: words::day(line.at),
            words: ledger_words(line),
            amount: words::change(line.amount),
            balance: Money::new(after, line.amount.currency).to_string(),
        });
        after -= line.amount.minor;
    }
    page(&pages::Sales {
        layout: visit.layout("Sales and balance", ""),
        facts: vec![
            Fact::new("Balance", balance.total.to_string()),
            Fact::new("The market's share", format!("{}.{:02} %", fee / 100, fee % 100)),
        ],
        lines,
        payout_words: "The operator of this market pays balances out; nothing is paid out by itself yet.".to_owned(),
    })
}

/// `Sold Fluted vase`: what a transfer was about.
fn ledger_words(line: &orders::LedgerLine) -> String {
    let title = &line.title;
    match line.reason {
        LedgerReason::Sale => format!("Sold {title}"),
        LedgerReason::Fee => format!("Fee on {title}"),
        LedgerReason::Refund => format!("Refunded {title}"),
        LedgerReason::FeeRefund => format!("Fee returned on {title}"),
        LedgerReason::ChargeBack => format!("Taken back by the buyer's bank: {title}"),
        LedgerReason::Payout => "Paid out to you".to_owned(),
        LedgerReason::LatePayment => "Received for a closed order".to_owned(),
        LedgerReason::LateRefund => "Sent back for a closed order".to_owned(),
    }
}

/// `GET /studio/shop`.
pub(crate) async fn shop_form(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    shop_page(&app, &visit, None).await
}

async fn shop_page(app: &App, visit: &Visit, form: Option<views::Form>) -> Result<Response, Fault> {
    let account = visit.signed_in("/studio/shop")?;
    let Some(shop) = accounts::shop_of(&app.market, account).await? else {
        return Ok(Redirect::to("/upload").into_response());
    };
    page(&pages::StudioShop {
        layout: visit.layout("Your shop", ""),
        public_href: format!("/s/{}", shop.handle),
        form: form.unwrap_or_else(|| views::Form::new().with("title", shop.title).with("bio", shop.bio)),
    })
}

/// `POST /studio/shop`.
pub(crate) async fn edit_shop(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let input = EditShop { title: form.value("title").to_owned(), bio: form.value("bio").to_owned() };
    match accounts::edit_shop(&app.market, &visit.actor, input).await? {
        ShopOutcome::Edited => Ok(visit.go("/studio/shop", "Your shop is saved.")),
        ShopOutcome::Invalid(wrong) => shop_page(&app, &visit, Some(complain(form.again(), wrong))).await,
        ShopOutcome::NotFound => Err(Fault::NotFound),
    }
}
