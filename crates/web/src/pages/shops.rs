//! The operator's list of shops.

use axum::{Extension, extract::State, response::Response};
use locale::Forms;
use market::shops::{self, SHOPS, ShopLine};
use serde::Deserialize;
use views::{Grade, Link, Verdict, pages};

use super::operator::allowed;
use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    paging::{At, narrowed, pager, window},
    visit::Visit,
    words,
};

/// Lines on a page.
const LINES: u64 = 50;

/// Which shops are looked for.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    words: String,
}

/// `GET /operator/shops`.
pub(crate) async fn shops(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(wanted): Query<Wanted>,
    Query(at): Query<At>,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let market = &app.market;
    let window = window(market, SHOPS, LINES, &at)?;
    let shown = shops::find(market, &visit.actor, &wanted.words, &window).await?;
    let around = pager(&shown, "/operator/shops", |shop| market.cursor(SHOPS, &shop.place()));
    page(&pages::OperatorShops {
        layout: visit.layout("Shops", ""),
        pager: narrowed(around, "words", &wanted.words),
        shops: shown.rows.into_iter().map(|shop| line(&visit.forms, shop)).collect(),
        words: wanted.words,
    })
}

fn line(forms: &Forms, shop: ShopLine) -> pages::ShopLine {
    let state = match (shop.is_closed, shop.is_locked, shop.on_sale) {
        (true, ..) => Verdict::new(Grade::Info, "Closed"),
        (_, true, _) => Verdict::new(Grade::Fail, "Owner locked"),
        (_, _, 0) => Verdict::new(Grade::Info, "Nothing on sale"),
        _ => Verdict::new(Grade::Pass, "Open"),
    };
    pages::ShopLine {
        page: (!shop.is_closed).then(|| format!("/s/{}", shop.handle)),
        audit_href: format!("/operator/audit?about=shop:{}", shop.id),
        // Accounts are found by their address; one that was forgotten has none any more.
        owner: match shop.email.as_str() {
            "" => Link::new(String::new(), shop.owner),
            email => Link::new(format!("/operator/accounts?words={}", words::query(email)), shop.owner),
        },
        owner_audit_href: format!("/operator/audit?about=account:{}", shop.account),
        on_sale: words::count(forms, shop.on_sale),
        balance: words::money(forms, shop.balance),
        since: words::day(forms, shop.created_at),
        shows_something: shop.shows_something,
        title: shop.title,
        state,
    }
}
