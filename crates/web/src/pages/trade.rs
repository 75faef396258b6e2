//! Buying: basket, checkout, receipt, library.

use axum::{
    Extension,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use basis::Money;
use locale::Forms;
use market::{
    Market, accounts,
    catalog::{FileLine, State as Standing},
    limits,
    orders::{self, AddOutcome, BasketLine, Checkout, CheckoutOutcome, LibraryLine, OrderState, RefundState, Target},
    payments::Method,
};
use uuid::Uuid;
use views::{
    Choice, Fact, FactWidth,
    pages::{self, Download, LibraryItem, TradeLine},
};

use crate::{
    App,
    extract::{Path, Query},
    fault::{Fault, page},
    form::Form,
    paging::{At, pager, window},
    shape,
    visit::Visit,
    words,
};

/// Things in the library on one page.
const LIBRARY_LINES: u64 = 24;

/// `GET /basket`.
pub(crate) async fn basket(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let lines = orders::basket(&app.market, &visit.owner).await?;
    page(&pages::Basket {
        layout: visit.layout("Basket", ""),
        can_check_out: lines.iter().any(|line| line.offer.is_some()),
        total: words::money(&visit.forms, total(&app, &lines)?),
        total_note: String::new(),
        lines: lines.iter().map(|one| line(&visit.forms, one)).collect(),
    })
}

/// `POST /basket/add`: `licence` is the offer.
pub(crate) async fn add(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let offer = form.id("licence")?;
    match orders::add_to_basket(&app.market, &visit.owner, offer).await? {
        AddOutcome::Added => Ok(Redirect::to("/basket").into_response()),
        AddOutcome::NotOnSale => Err(Fault::NotFound),
        AddOutcome::Full => {
            let words = format!(
                "A basket holds {} patterns. Check out, or remove something, then choose this one again.",
                limits::BASKET_LINES.max
            );
            Ok(visit.go("/basket", &words))
        }
    }
}

/// `POST /basket/remove`: `line` is the listing.
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let listing = form.id("line")?;
    orders::remove_from_basket(&app.market, &visit.owner, listing).await?;
    Ok(Redirect::to("/basket").into_response())
}

/// `GET /checkout`.
pub(crate) async fn checkout_form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Fault> {
    checkout_page(&app, &visit, views::Form::new()).await
}

async fn checkout_page(app: &App, visit: &Visit, form: views::Form) -> Result<Response, Fault> {
    let account = visit.signed_in("/checkout")?;
    let lines = orders::basket(&app.market, &visit.owner).await?;
    let lines: Vec<_> = lines.into_iter().filter(|line| line.offer.is_some()).collect();
    if lines.is_empty() {
        return Ok(Redirect::to("/basket").into_response());
    }
    let total = total(app, &lines)?;
    let profile = accounts::account(&app.market, account).await?;
    let payments = app.market.payments();
    let methods = payments.map(|payments| payments.methods()).unwrap_or_default();
    let usual = methods.first().map(|method| method.code).unwrap_or_default();
    let chosen = if form.value("card").is_empty() { usual.to_owned() } else { form.value("card").to_owned() };
    let card = |method: &Method| Choice::new(method.code, method.label).chosen(chosen == method.code);
    page(&pages::Checkout {
        layout: visit.layout("Checkout", ""),
        lines: lines.iter().map(|one| line(&visit.forms, one)).collect(),
        cards: methods.iter().map(card).collect(),
        is_test: payments.is_some_and(|payments| payments.name() == "test"),
        once: basis::token(app.market.random().as_ref(), "try_"),
        is_free: total.is_zero(),
        total_minor: total.minor.to_string(),
        total: words::money(&visit.forms, total),
        email: profile.map(|profile| profile.email).unwrap_or_default(),
        consent_words: orders::CONSENT.words.to_owned(),
        form,
    })
}

/// `POST /checkout`.
pub(crate) async fn checkout(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.signed_in("/checkout")?;
    let input = Checkout {
        key: form.value("once").to_owned(),
        seen_total: Money::new(form.value("total").parse().unwrap_or(-1), app.market.settings().currency),
        method: form.value("card").to_owned(),
        consent: form.value("terms") == "1",
    };
    let again = |words: &str| form.again().refused(words);
    let refused = match orders::checkout(&app.market, &visit.actor, &input).await? {
        CheckoutOutcome::Order { order, .. } => {
            return Ok(Redirect::to(&format!("/orders/{order}")).into_response());
        }
        CheckoutOutcome::Empty => return Ok(Redirect::to("/basket").into_response()),
        CheckoutOutcome::NotSignedIn => return Err(Fault::SignIn("/checkout".to_owned())),
        CheckoutOutcome::Refused { words, .. } => again(&words),
        CheckoutOutcome::PriceChanged { .. } => {
            again("A price or the basket has changed since you saw it. Nothing was charged: look at the sum and go on.")
        }
        CheckoutOutcome::ConsentMissing => {
            form.again().wrong("terms", "Please agree to this first; nothing was charged.")
        }
        CheckoutOutcome::BadKey => {
            again("This page is from an earlier attempt. Nothing was charged: please go on from here.")
        }
        CheckoutOutcome::NoPayments => again("This market takes no payments yet. Only free patterns can be taken."),
    };
    checkout_page(&app, &visit, refused).await
}

/// What the order page's address may say.
#[derive(serde::Deserialize)]
pub(crate) struct OrderQuery {
    /// `bank`, where the buyer's bank has sent them back.
    from: Option<String>,
}

/// `GET /orders/{id}`.
pub(crate) async fn order(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    Query(query): Query<OrderQuery>,
) -> Result<Response, Fault> {
    visit.signed_in(&format!("/orders/{id}"))?;
    if query.from.as_deref() == Some("bank") {
        orders::back_from_bank(&app.market, &visit.actor, id).await?;
    }
    let forms = &visit.forms;
    let order = orders::order(&app.market, &visit.actor, id).await?.ok_or(Fault::NotFound)?;
    let (heading, sentence) = told(&order);
    let line = |line: &orders::OrderLine| TradeLine {
        href: line.entry.as_ref().map(|entry| format!("/l/{}", entry.slug)).unwrap_or_default(),
        picture: line.entry.as_ref().and_then(shape::entry_picture),
        creator: line.shop_title.clone(),
        title: line.title.clone(),
        licence: line.license.map(|license| license.title.to_owned()).unwrap_or_default(),
        price: words::price(forms, line.price),
        note: (line.refund == Some(RefundState::Done) && order.state != OrderState::Refunded)
            .then(|| "Refunded".to_owned()),
        ..TradeLine::default()
    };
    let paid_with = match order.provider.as_str() {
        "free" => "nothing to pay",
        "test" => "a test card",
        other => other,
    };
    let mut facts = vec![
        Fact::new("Order", order.number.to_string()),
        Fact::new("Placed", words::moment(forms, order.placed_at)),
        Fact::new("Buyer", &order.buyer),
        Fact::new("Paid with", paid_with),
    ];
    facts.extend(order.consent.map(|consent| Fact::new("Agreed to", consent.words).wide(FactWidth::Full)));
    let refund = |refund: &orders::OrderRefund| {
        let words = format!("{}: {}", words::day(forms, refund.asked_at), refund.reason);
        Fact::new(&words, words::money(forms, refund.amount))
    };
    let done = order.refunds.iter().filter(|refund| refund.state == RefundState::Done);
    let is_paid = matches!(order.state, OrderState::Paid | OrderState::PartlyRefunded | OrderState::Disputed);
    let mut response = page(&pages::Order {
        layout: visit.layout(&format!("Order {}", order.number), ""),
        heading: heading.to_owned(),
        words: sentence,
        facts,
        lines: order.lines.iter().map(line).collect(),
        total: words::money(forms, order.total),
        action_href: order.action_url.clone(),
        open: order.is_open(),
        again_href: (order.state == OrderState::Refused).then(|| "/basket".to_owned()),
        refunds: done.map(refund).collect(),
        paid: is_paid,
    })?;
    if matches!(order.state, OrderState::Placed | OrderState::Processing) {
        // Who waits for the bank need not press anything; without this header the button does the same.
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("5"));
    }
    Ok(response)
}

/// How an order stands, as its buyer reads it: a heading, and what happens next.
fn told(order: &orders::Order) -> (&'static str, String) {
    let (heading, sentence) = match order.state {
        OrderState::Paid => {
            ("Thank you. It is yours.", "Your files are in your library, now and whenever you come back.")
        }
        OrderState::NeedsAction => (
            "Please confirm the payment with your bank",
            "Your bank asks you to confirm it. The order waits for an hour; after that your basket is filled again.",
        ),
        OrderState::Placed | OrderState::Processing => (
            "Waiting for the bank",
            "The bank has not decided yet. We keep asking, and your library fills by itself. Please do not pay again.",
        ),
        OrderState::Unresolved => (
            "We are checking your payment",
            "The bank has not told us whether the payment went through. Please do not pay again: we keep asking, and \
             write to you as soon as we know.",
        ),
        OrderState::Refunding => ("A refund is under way", "The money goes back the way it came."),
        OrderState::PartlyRefunded => {
            ("Partly refunded", "The refund goes back the way it came. The other files stay in your library.")
        }
        OrderState::Refunded => {
            ("Refunded", "The sum goes back the way it came. The files are no longer in your library.")
        }
        OrderState::Disputed => (
            "Your bank is checking this payment",
            "You or your bank objected to the charge. The files stay in your library until that is decided.",
        ),
        OrderState::Refused => {
            let sentence = if order.refusal.is_empty() { "The payment was refused." } else { order.refusal.as_str() };
            return ("Not paid", format!("{sentence} What you chose is back in your basket."));
        }
    };
    (heading, sentence.to_owned())
}

/// `GET /library`.
pub(crate) async fn library(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(at): Query<At>,
) -> Result<Response, Fault> {
    visit.signed_in("/library")?;
    let market = &app.market;
    let window = window(market, orders::LIBRARY, LIBRARY_LINES, &at)?;
    let shelf = orders::library(market, &visit.actor, &window).await?;
    let cursor = |line: &LibraryLine| market.cursor(orders::LIBRARY, &line.place());
    page(&pages::Library {
        layout: visit.layout("Library", ""),
        pager: pager(&shelf, "/library", cursor),
        items: shelf.rows.iter().map(|line| item(market, &visit.forms, line)).collect(),
    })
}

fn item(market: &Market, forms: &Forms, line: &LibraryLine) -> LibraryItem {
    let address = |target| format!("/download/{}", line.link(market, target).token);
    let file = |file: &FileLine| Download {
        href: address(Target::File(file.id)),
        name: file.name.clone(),
        facts: shape::file_words(forms, file),
    };
    let zip = |target, name: String, count: usize| Download {
        href: address(target),
        name,
        facts: words::some(forms, count as u64, "file", "files"),
    };
    let is_down = line.listing.state == Standing::TakenDown;
    let slug = &line.listing.slug;
    let licence = line.license.map(|license| license.title).unwrap_or_default();
    let mut as_bought: Vec<Download> = line.bought.iter().flatten().map(file).collect();
    if let Some(bought) = line.bought.as_ref().filter(|_| !is_down) {
        as_bought.push(zip(Target::AllAsBought, format!("{slug}-as-bought.zip"), bought.len()));
    }
    LibraryItem {
        href: format!("/l/{slug}"),
        picture: shape::entry_picture(&line.listing),
        creator: line.shop.title.clone(),
        licence: format!("{licence}, since {}", words::day(forms, line.granted_at)),
        order_href: line.order.map(|order| format!("/orders/{order}")).unwrap_or_default(),
        files: line.files.iter().map(file).collect(),
        all: (!is_down).then(|| zip(Target::All, format!("{slug}.zip"), line.files.len())),
        note: match (is_down, &line.bought) {
            (true, _) => Some("It was taken down: its files are gone. Your receipt stays.".to_owned()),
            (false, Some(_)) => Some("A newer version is on sale; both are yours.".to_owned()),
            (false, None) => None,
        },
        title: line.listing.title.clone(),
        as_bought,
    }
}

/// The sum of what can be bought.
fn total(app: &App, lines: &[BasketLine]) -> Result<Money, Fault> {
    let nothing = Money::zero(app.market.settings().currency);
    let mut prices = lines.iter().filter_map(BasketLine::price);
    prices.try_fold(nothing, Money::plus).map_err(|error| Fault::Server(error.to_string()))
}

fn line(forms: &Forms, line: &BasketLine) -> TradeLine {
    let note = match line.price() {
        None => Some("No longer on sale under this licence. It is not part of the sum.".to_owned()),
        Some(price) if price != line.seen => {
            Some(format!("{} when you chose it, {} now.", words::price(forms, line.seen), words::price(forms, price)))
        }
        Some(_) => None,
    };
    TradeLine {
        id: line.listing.id.to_string(),
        href: format!("/l/{}", line.listing.slug),
        title: line.listing.title.clone(),
        creator: line.shop.title.clone(),
        picture: shape::entry_picture(&line.listing),
        licence: line.license.title.to_owned(),
        price: line.price().map(|value| words::price(forms, value)).unwrap_or_default(),
        note,
    }
}
