//! The operator's list of orders, and what can be done about one.

use axum::{Extension, extract::State, response::Response};
use basis::Role;
use locale::Forms;
use market::{
    orders::{self, AskAgainOutcome, OrderState, Refund, RefundOutcome},
    page::Window,
};
use views::{Grade, Verdict, pages};

use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    form::Form,
    paging::{At, narrowed, pager, window},
    visit::Visit,
    words,
};

/// Lines on a page.
const LINES: u64 = 100;

pub(super) fn allowed(visit: &Visit) -> Result<(), Fault> {
    visit.signed_in("/operator")?;
    if visit.actor.is(Role::Operator) { Ok(()) } else { Err(Fault::Forbidden) }
}

/// What the address of the list may say beside where a page lies.
#[derive(serde::Deserialize)]
pub(crate) struct OrdersQuery {
    troubled: Option<String>,
}

/// `GET /operator/orders`, with `troubled=1` only those that somebody should look at.
pub(crate) async fn orders(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<OrdersQuery>,
    Query(at): Query<At>,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let market = &app.market;
    let window = window(market, orders::ORDERS, LINES, &at)?;
    let troubled = query.troubled.is_some();
    let shown = if troubled {
        orders::troubled_orders(market, &visit.actor, &window).await?
    } else {
        orders::all_orders(market, &visit.actor, &window).await?
    };
    let troubles = orders::troubled_orders(market, &visit.actor, &Window::first(LINES)).await?;
    let count = troubles.rows.len() as u64;
    let cursor = |order: &orders::Order| market.cursor(orders::ORDERS, &order.place());
    let around = pager(&shown, "/operator/orders", cursor);
    let pager = narrowed(around, "troubled", if troubled { "1" } else { "" });
    page(&pages::OperatorOrders {
        layout: visit.layout("Orders", ""),
        troubled,
        troubled_count: if count == 0 {
            String::new()
        } else {
            words::some(&visit.forms, count, "order needs a look", "orders need a look")
        },
        pager,
        orders: shown.rows.into_iter().map(|order| line(&visit.forms, order)).collect(),
    })
}

fn line(forms: &Forms, order: orders::Order) -> pages::OrderLine {
    let open = order.lines.iter().filter(|line| line.refund.is_none());
    let line = |line: &orders::OrderLine| {
        (line.id.to_string(), format!("{}, {}", line.title, words::price(forms, line.price)))
    };
    pages::OrderLine {
        id: order.id.to_string(),
        number: order.number.to_string(),
        href: format!("/orders/{}", order.id),
        day: words::day(forms, order.placed_at),
        total: words::price(forms, order.total),
        refundable: order.is_refundable(),
        lines: open.map(line).collect(),
        can_ask: order.is_open(),
        state: match order.state {
            OrderState::Paid => Verdict::new(Grade::Pass, "Paid"),
            OrderState::Placed | OrderState::Processing => Verdict::new(Grade::Warn, "Waiting for the provider"),
            OrderState::NeedsAction => Verdict::new(Grade::Warn, "Waiting for the buyer"),
            OrderState::Unresolved => Verdict::new(Grade::Fail, "Unresolved"),
            OrderState::Disputed => Verdict::new(Grade::Fail, "Disputed"),
            OrderState::Refunding => Verdict::new(Grade::Warn, "Refund under way"),
            OrderState::PartlyRefunded => Verdict::new(Grade::Info, "Partly refunded"),
            OrderState::Refunded => Verdict::new(Grade::Info, "Refunded"),
            OrderState::Refused => Verdict::new(Grade::Info, "Refused"),
        },
        buyer: order.buyer,
    }
}

/// `POST /operator/orders/ask`: asks the payment provider about an order at once.
pub(crate) async fn ask(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let order = form.id("order")?;
    let outcome = orders::ask_again(&app.market, &visit.actor, order).await?;
    if outcome == AskAgainOutcome::NotFound {
        return Err(Fault::NotFound);
    }
    Ok(visit.go("/operator/orders?troubled=1", outcome.sentence()))
}

/// `POST /operator/orders/refund`.
pub(crate) async fn refund(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let input = Refund {
        order: form.id("order")?,
        lines: form.values("line").map(str::parse).collect::<Result<_, _>>().map_err(|_| Fault::NotFound)?,
        reason: form.value("reason").to_owned(),
    };
    let words = match orders::refund(&app.market, &visit.actor, &input).await? {
        RefundOutcome::Refunded { whole: true } => "Refunded. The downloads are closed.".to_owned(),
        RefundOutcome::Refunded { whole: false } => "Partly refunded. Those downloads are closed.".to_owned(),
        RefundOutcome::UnderWay => {
            "The provider does not answer yet. The refund is made as soon as it does.".to_owned()
        }
        RefundOutcome::Rejected { words } => format!("The provider refuses, and nothing has moved: {words}"),
        RefundOutcome::NotPaid => "Only what was paid can be paid back, once.".to_owned(),
        RefundOutcome::Invalid(wrong) => {
            let sentences: Vec<_> = wrong.into_iter().map(|wrong| wrong.message).collect();
            format!("The reason cannot stay as it is: {} Nothing has moved.", sentences.join(" "))
        }
        RefundOutcome::NotFound => return Err(Fault::NotFound),
    };
    Ok(visit.go("/operator/orders", &words))
}
