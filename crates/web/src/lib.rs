//! Pages over HTTP: a request becomes a use case, its outcome a page.
//!
//! Handlers only translate: rules stand in `market`, words and markup in `views`. Every page works
//! without script; a visit's cookie, its CSRF token and the headers that keep foreign content from
//! running are set in one place. Start at [`router`]; [`serve`] puts it on a socket. Every limit of the doors stands in
//! `doors`.

mod assets;
mod client;
mod doors;
mod etag;
mod extract;
mod fault;
mod form;
mod front;
mod gate;
mod guard;
mod lens;
mod manual;
mod markdown;
mod measure;
mod pages;
mod paging;
mod progress;
mod reading;
mod send;
mod server;
mod setting;
mod shape;
mod visit;
mod words;
mod zip;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
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
use gate::{Gate, Kind};
pub use server::{Life, serve};
pub use setting::Setting;

/// Everything a handler needs beside its request.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) market: Market,
    pub(crate) started_at: basis::Time,
    pub(crate) life: Life,
    pub(crate) sitemap: pages::Sitemap,
    pub(crate) settings: Arc<[Setting]>,
}

impl App {
    fn new(market: Market, life: &Life, settings: Vec<Setting>) -> Self {
        let settings = settings.into();
        Self { started_at: market.now(), life: life.clone(), sitemap: Arc::default(), settings, market }
    }
}

/// All addresses of the site. Those of `programs` get the same headers, limits and request numbers as the pages; they
/// see no cookie, because the visit is attached to pages alone. `settings` are shown to operators.
///
/// Each request, theirs too, carries the [`basis::ClientAddress`] of whoever sent it in its extensions.
pub fn router(market: Market, programs: Router, doors: &Doors, life: &Life, settings: Vec<Setting>) -> Router {
    let app = App::new(market, life, settings);
    let gate = Gate::new(&app.market.settings().site_name, doors.clone());
    let through = |kind| middleware::from_fn_with_state((Arc::clone(&gate), kind), gate::admit);
    let visited = || middleware::from_fn_with_state(app.clone(), visit::attach);
    // A page is made anew for each visitor: what a slower encoding saves on the way it costs several times over here.
    // Files, pictures and previews are packed already and keep their length and their ranges.
    let packed = || CompressionLayer::new().no_br().quality(CompressionLevel::Fastest);
    let form = DefaultBodyLimit::max(FORM_BYTES_MAX);
    let shelves = pages::shelf_routes().merge(pages::creator_routes()).merge(pages::house_routes());
    let shelves = shelves.fallback(fault::not_found).layer(form).layer(visited()).layer(through(Kind::Page));
    let trade = pages::account_routes().merge(pages::trade_routes());
    let trade = trade.layer(form).layer(visited()).layer(through(Kind::Trade));
    let notice = post(pages::notice).layer(DefaultBodyLimit::max(market::orders::NOTICE_BYTES_MAX));
    let notices = Router::new().route("/payments/{provider}/notice", notice).layer(through(Kind::Trade));
    // What is too long is refused by each as soon as it is.
    let upload = Router::new()
        .route("/upload/file", post(pages::upload_file).layer(DefaultBodyLimit::disable()))
        .route("/studio/shop/picture", post(pages::save_picture).layer(DefaultBodyLimit::disable()));
    let upload = upload.layer(visited()).layer(through(Kind::File));
    let files = Router::new()
        .route("/media/{name}", get(pages::media))
        .route("/download/{token}", get(pages::download))
        .route("/uploads/{token}", put(pages::receive).layer(DefaultBodyLimit::disable()))
        .layer(through(Kind::File));
    let site = Router::new()
        .merge(shelves)
        .merge(trade)
        .merge(notices)
        .merge(upload)
        .layer(packed())
        .merge(files)
        .merge(assets::routes())
        .merge(pages::health_routes())
        .merge(measure::routes(&doors.metrics_token))
        .with_state(app)
        .merge(programs.layer(through(Kind::Program)).layer(packed()));
    framed(site, doors)
}

/// What an operator's own tools ask, for an address of its own: `/healthz`, `/readyz` and `/metrics`, to anyone who reaches
/// it.
pub fn house_router(market: Market, doors: &Doors, life: &Life) -> Router {
    let app = App::new(market, life, Vec::new());
    let site = Router::new().merge(pages::health_routes()).merge(measure::open_routes()).with_state(app);
    framed(site, doors)
}

/// What every answer has and every request goes through, the outermost last.
fn framed(site: Router, doors: &Doors) -> Router {
    site.layer(middleware::from_fn_with_state(doors.stalled, progress::watch))
        .layer(middleware::from_fn_with_state(Arc::new(doors.trusted_proxies.clone()), client::attach))
        .layer(CatchPanicLayer::custom(measure::panicked))
        .layer(middleware::from_fn(measure::count))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(middleware::from_fn(front::inspect))
        .layer(middleware::from_fn(guard::headers))
}

/// What log lines of a request carry: its route and never its address, which may hold a link's secret.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let id = visit::header_text(request.headers(), "x-request-id").unwrap_or_default();
    tracing::debug_span!("request", method = %request.method(), route, request.id = id)
}
