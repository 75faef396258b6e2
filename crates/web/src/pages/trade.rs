//! Buying: basket, checkout, receipt, library.

use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use basis::Money;
use market::{
    accounts,
    orders::{self, BasketLine, CheckoutOutcome, Target},
};
use uuid::Uuid;
use views::{
    Choice, Fact,
    pages::{self, Download, LibraryItem, TradeLine},
};

use crate::{
    App,
    fault::{Fault, page},
    form::Form,
    shape,
    visit::Visit,
    words,
};

/// `GET /basket`.
pub(crate) async fn basket(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let lines = orders::basket(&app.market, &visit.owner).await?;
    page(&pages::Basket {
        layout: visit.layout("Basket", ""),
        total: total(&app, &lines)?.to_string(),
        total_note: String::new(),
        lines: lines.iter().map(line).collect(),
    })
}

/// `POST /basket/add`: `licence` is the offer.
pub(crate) async fn add(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let offer: Uuid = form.value("licence").parse().map_err(|_| Fault::NotFound)?;
    if !orders::add_to_basket(&app.market, &visit.owner, offer).await? {
        return Err(Fault::NotFound);
    }
    Ok(Redirect::to("/basket").into_response())
}

/// `POST /basket/remove`.
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let offer: Uuid = form.value("line").parse().map_err(|_| Fault::NotFound)?;
    orders::remove_from_basket(&app.market, &visit.owner, offer).await?;
    Ok(Redirect::to("/basket").into_response())
}

/// `GET /checkout`.
pub(crate) async fn checkout_form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Fault> {
    checkout_page(&app, &visit, views::Form::new().with("card", "paid")).await
}

async fn checkout_page(app: &App, visit: &Visit, form: views::Form) -> Result<Response, Fault> {
    let account = visit.signed_in("/checkout")?;
    let lines = orders::basket(&app.market, &visit.owner).await?;
    if lines.is_empty() {
        return Ok(Redirect::to("/basket").into_response());
    }
    let total = total(app, &lines)?;
    let profile = accounts::account(&app.market, account).await?;
    let card = |value: &str, label: &str| Choice::new(value, label).chosen(form.has("card", value));
    page(&pages::Checkout {
        layout: visit.layout("Checkout", ""),
        lines: lines.iter().map(line).collect(),
        cards: vec![
            card("paid", "A test card that pays"),
            card("declined", "A test card that is declined"),
            card("unreachable", "A bank that does not answer"),
        ],
        // The sum that was shown: what is charged is never another one.
        once: total.minor.to_string(),
        is_free: total.is_zero(),
        total: total.to_string(),
        email: profile.map(|profile| profile.email).unwrap_or_default(),
        form,
    })
}

/// `POST /checkout`.
pub(crate) async fn checkout(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    visit.signed_in("/checkout")?;
    let seen = Money::new(form.value("once").parse().unwrap_or(-1), app.market.settings().currency);
    let method = Some(form.value("card")).filter(|card| !card.is_empty()).unwrap_or("paid");
    let again = |words: &str| form.again().refused(words);
    match orders::checkout(&app.market, &visit.actor, seen, method).await? {
        CheckoutOutcome::Paid(order) | CheckoutOutcome::Pending(order) => {
            Ok(Redirect::to(&format!("/orders/{order}")).into_response())
        }
        CheckoutOutcome::Refused { words, .. } => checkout_page(&app, &visit, again(&words)).await,
        CheckoutOutcome::PriceChanged => checkout_page(
            &app,
            &visit,
            again(
                "A price or the basket has changed since you saw it. Nothing was charged: look at the sum and go on.",
            ),
        )
        .await,
        CheckoutOutcome::Empty => Ok(Redirect::to("/basket").into_response()),
        CheckoutOutcome::NotSignedIn => Err(Fault::SignIn("/checkout".to_owned())),
    }
}

/// `GET /orders/{id}`.
pub(crate) async fn order(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
) -> Result<Response, Fault> {
    visit.signed_in(&format!("/orders/{id}"))?;
    let order = orders::order(&app.market, &visit.actor, id).await?.ok_or(Fault::NotFound)?;
    let (heading, sentence) = match order.state.as_str() {
        "paid" => ("Thank you. It is yours.", "Your files are in your library, now and whenever you come back."),
        "pending" => (
            "Waiting for the bank",
            "The bank has not answered yet. We ask again until it does, and your library fills by itself.",
        ),
        "refunded" => ("Paid back", "The sum goes back the way it came. The files are no longer in your library."),
        _ => ("Not paid", "The payment was refused. Nothing was charged, and your basket is as it was."),
    };
    let line = |line: &orders::OrderLine| TradeLine {
        href: line.row.as_ref().map(|row| format!("/l/{}", row.slug)).unwrap_or_default(),
        picture: line.row.as_ref().and_then(shape::row_picture),
        creator: line.shop_title.clone(),
        title: line.title.clone(),
        licence: line.license.map(|license| license.title.to_owned()).unwrap_or_default(),
        price: words::price(line.price),
        ..TradeLine::default()
    };
    page(&pages::Order {
        layout: visit.layout(&format!("Order {}", order.number), ""),
        heading: heading.to_owned(),
        words: sentence.to_owned(),
        facts: vec![
            Fact::new("Order", order.number.to_string()),
            Fact::new("Placed", words::moment(order.placed_at)),
            Fact::new("Buyer", &order.buyer),
            Fact::new("Paid with", if order.provider == "test" { "a test card" } else { "nothing to pay" }),
        ],
        lines: order.lines.iter().map(line).collect(),
        total: order.total.to_string(),
        paid: order.state == "paid",
    })
}

/// `GET /library`.
pub(crate) async fn library(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    visit.signed_in("/library")?;
    let mut items = Vec::new();
    for line in orders::library(&app.market, &visit.actor).await? {
        let mut files = Vec::new();
        for file in &line.files {
            let Some(link) = orders::link(&app.market, &visit.actor, line.entitlement, Target::File(file.id)).await?
            else {
                continue;
            };
            files.push(Download {
                href: format!("/download/{}", link.token),
                name: file.name.clone(),
                facts: shape::file_words(file),
            });
        }
        let all = orders::link(&app.market, &visit.actor, line.entitlement, Target::All).await?;
        let licence = line.license.map(|license| license.title).unwrap_or_default();
        items.push(LibraryItem {
            href: format!("/l/{}", line.listing.slug),
            picture: shape::row_picture(&line.listing),
            creator: line.shop.title.clone(),
            licence: format!("{licence}, since {}", words::day(line.granted_at)),
            order_href: line.order.map(|order| format!("/orders/{order}")).unwrap_or_default(),
            files,
            all: all.map(|link| Download {
                href: format!("/download/{}", link.token),
                name: format!("{}.zip", line.listing.slug),
                facts: words::some(line.files.len() as u64, "file", "files"),
            }),
            note: None,
            title: line.listing.title,
        });
    }
    page(&pages::Library { layout: visit.layout("Library", ""), items })
}

fn total(app: &App, lines: &[BasketLine]) -> Result<Money, Fault> {
    let nothing = Money::zero(app.market.settings().currency);
    lines.iter().try_fold(nothing, |sum, line| sum.plus(line.price)).map_err(|error| Fault::Server(error.to_string()))
}

fn line(line: &BasketLine) -> TradeLine {
    TradeLine {
        id: line.offer.to_string(),
        href: format!("/l/{}", line.listing.slug),
        title: line.listing.title.clone(),
        creator: line.shop.title.clone(),
        picture: shape::row_picture(&line.listing),
        licence: line.license.title.to_owned(),
        price: words::price(line.price),
        note: None,
    }
}
