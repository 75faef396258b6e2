//! Pages over HTTP: a request becomes a use case, its outcome a page.
//!
//! Handlers only translate: rules stand in `market`, words and markup in `views`. Every page works
//! without script; a visit's cookie, its CSRF token and the headers that keep foreign content from
//! running are set in one place. Start at [`router`].

mod assets;
mod client;
mod doors;
mod fault;
mod form;
mod guard;
mod lens;
mod pages;
mod paging;
mod shape;
mod visit;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post, put},
};
use market::Market;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};

pub use client::TrustedProxies;
pub use doors::Doors;
use doors::FORM_BYTES_MAX;

/// Everything a handler needs beside its request.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) market: Market,
    pub(crate) started_at: basis::Time,
}

/// All addresses of the site. Those of `programs` get the same headers, limits and request numbers as the pages; they
/// see no cookie, because the visit is attached to pages alone.
///
/// Each request, theirs too, carries the [`basis::ClientAddress`] of whoever sent it in its extensions.
pub fn router(market: Market, programs: Router, doors: Doors) -> Router {
    let app = App { started_at: market.now(), market };
    let pages = Router::new()
        .merge(pages::shelf_routes())
        .merge(pages::account_routes())
        .merge(pages::trade_routes())
        .merge(pages::creator_routes())
        .merge(pages::house_routes())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    let upload = Router::new().route("/upload/file", post(pages::upload_file)).layer(DefaultBodyLimit::disable());
    Router::new()
        .merge(pages)
        .merge(upload)
        .fallback(fault::not_found)
        .layer(middleware::from_fn_with_state(app.clone(), visit::attach))
        // A page is made anew for each visitor: what a slower encoding saves on the way it costs several times over here.
        .layer(CompressionLayer::new().no_br().quality(CompressionLevel::Fastest))
        .route("/healthz", get(pages::healthz))
        .route("/readyz", get(pages::readyz))
        .route("/metrics", get(pages::metrics))
        .route("/static/{name}", get(assets::own))
        .route("/assets/{name}", get(assets::third_party))
        .route("/media/{name}", get(pages::media))
        .route("/download/{token}", get(pages::download))
        .route(
            "/payments/{provider}/notice",
            post(pages::notice).layer(DefaultBodyLimit::max(market::orders::NOTICE_BYTES_MAX)),
        )
        .route("/uploads/{token}", put(pages::receive).layer(DefaultBodyLimit::disable()))
        .with_state(app)
        .merge(programs)
        .layer(middleware::from_fn_with_state(Arc::new(doors.trusted_proxies), client::attach))
        .layer(middleware::from_fn(guard::headers))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}
