//! The operator's rooms: health and orders.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use basis::Role;
use market::orders::{self, RefundOutcome};
use views::{Fact, Grade, Pager, Verdict, pages};

use crate::{
    App,
    fault::{Fault, page},
    form::Form,
    visit::Visit,
    words,
};

/// Lines on a page.
const LINES: u64 = 100;

fn allowed(visit: &Visit) -> Result<(), Fault> {
    visit.signed_in("/operator")?;
    if visit.actor.is(Role::Operator) { Ok(()) } else { Err(Fault::Forbidden) }
}

fn failed(error: impl std::fmt::Display) -> Fault {
    Fault::Server(error.to_string())
}

/// `GET /operator`.
pub(crate) async fn health(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    allowed(&visit)?;
    let market = &app.market;
    let counts = jobs::counts(market.store(), market.now()).await.map_err(failed)?;
    let dead = jobs::dead(market.store(), LINES).await.map_err(failed)?;
    let balanced = orders::is_balanced(market).await?;
    let (verdict, words_now) = match (balanced, counts.dead) {
        (false, _) => (Grade::Fail, "The ledger does not add up. Stop selling and look at the transfers.".to_owned()),
        (true, 0) => (Grade::Pass, "All is well.".to_owned()),
        (true, dead) => (Grade::Warn, format!("{} given up.", words::some(dead, "job was", "jobs were"))),
    };
    let database = match market.store().backend() {
        store::Backend::Sqlite => "SQLite",
        store::Backend::Postgres => "PostgreSQL",
    };
    let (patterns, shops) = market::catalog::totals(market).await?;
    page(&pages::Operator {
        layout: visit.layout("Operation", ""),
        verdict: Verdict::new(verdict, words_now),
        server: vec![
            Fact::new("Version", env!("CARGO_PKG_VERSION")),
            Fact::new("Up since", words::moment(app.started_at)),
            Fact::new("Database", database),
        ],
        queue: vec![
            Fact::new("Waiting", words::count(counts.waiting)),
            Fact::new("Under way", words::count(counts.running)),
            Fact::new("Done within the last hour", words::count(counts.done)),
        ],
        storage: vec![
            Fact::new("Patterns on sale", words::count(patterns)),
            Fact::new("Shops", words::count(shops)),
            Fact::new("Ledger", if balanced { "adds up" } else { "does not add up" }),
        ],
        dead: dead
            .into_iter()
            .map(|job| pages::DeadLetter {
                id: job.id.to_string(),
                kind: job.kind,
                about: String::new(),
                reason: job.error,
                tries: job.attempts.unsigned_abs(),
                when: job.finished_at.map(words::moment).unwrap_or_default(),
            })
            .collect(),
    })
}

/// `POST /operator/retry`.
pub(crate) async fn retry(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    allowed(&visit)?;
    let job = form.value("job").parse().map_err(|_| Fault::NotFound)?;
    let outcome = market::work::retry_job(&app.market, &visit.actor, job).await?;
    Ok((CookieJar::new().add(visit.notice(outcome.sentence())), Redirect::to("/operator")).into_response())
}

/// `GET /operator/orders`.
pub(crate) async fn orders(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    allowed(&visit)?;
    let line = |order: orders::Order| pages::OrderLine {
        id: order.id.to_string(),
        number: order.number.to_string(),
        href: format!("/orders/{}", order.id),
        day: words::day(order.placed_at),
        buyer: order.buyer,
        total: words::price(order.total),
        refundable: order.state == "paid",
        state: match order.state.as_str() {
            "paid" => Verdict::new(Grade::Pass, "Paid"),
            "pending" => Verdict::new(Grade::Warn, "Waiting"),
            "refunded" => Verdict::new(Grade::Info, "Paid back"),
            _ => Verdict::new(Grade::Fail, "Refused"),
        },
    };
    let orders = orders::recent_orders(&app.market, &visit.actor, LINES).await?;
    page(&pages::OperatorOrders {
        layout: visit.layout("Orders", ""),
        orders: orders.into_iter().map(line).collect(),
        pager: Pager::default(),
    })
}

/// `POST /operator/orders/refund`.
pub(crate) async fn refund(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    allowed(&visit)?;
    let order = form.value("order").parse().map_err(|_| Fault::NotFound)?;
    let words = match orders::refund(&app.market, &visit.actor, order).await? {
        RefundOutcome::Refunded => "Paid back. The downloads are closed.",
        RefundOutcome::NotPaid => "Only a paid order can be paid back, once.",
        RefundOutcome::BalanceTooLow => {
            "The creator's balance does not cover it. Nothing has moved: speak with them first."
        }
        RefundOutcome::NotFound => return Err(Fault::NotFound),
    };
    Ok((CookieJar::new().add(visit.notice(words)), Redirect::to("/operator/orders")).into_response())
}
