//! One file per page or per group of pages that share a form; the addresses of each stand in its `…_routes`.

mod account;
mod audit_log;
mod browse;
mod complaint;
mod details;
mod download;
mod formats;
mod health;
mod help;
mod home;
mod house_page;
mod inspect;
mod left_out;
mod lights;
mod listing;
mod making;
mod media;
mod mending;
mod moderation;
mod notice;
mod operation;
mod operator;
mod own_state;
mod pager;
mod people;
mod photos;
mod photos_form;
mod sales;
mod settings;
mod shop;
mod shops;
mod studio;
mod studio_shop;
mod take;
mod ticks;
mod trade;
mod upload;
mod upload_each;
mod upload_file;
mod upload_link;

pub(crate) use download::download;
pub(crate) use home::Sitemap;
pub(crate) use media::media;
pub(crate) use notice::notice;
pub(crate) use studio_shop::save_picture;
pub(crate) use upload_file::upload_file;
pub(crate) use upload_link::receive;

use axum::{
    Router,
    routing::{get, post},
};

use market::house_page::HousePage;

use crate::App;

/// What a supervisor asks.
pub(crate) fn health_routes() -> Router<App> {
    Router::new().route("/healthz", get(health::healthz)).route("/readyz", get(health::readyz))
}

/// What anyone may look at.
pub(crate) fn shelf_routes() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/browse", get(browse::browse))
        .route("/l/{slug}", get(listing::listing))
        .route("/l/{slug}/report", get(listing::report))
        .route("/l/{slug}/problem", get(complaint::form).post(complaint::send))
        .route("/s/{handle}", get(shop::shop))
        .route("/s/{handle}/clear", post(shop::clear))
        .route("/inspect", get(inspect::inspect))
        .route("/help/verification", get(help::verification))
        .route("/help/licences", get(help::licences))
        .route("/help/findings", get(help::findings))
        .route("/help/developers", get(help::developers))
        .route("/help/copies", get(help::copies))
        .merge(house_page_routes())
        .route("/sitemap.xml", get(home::sitemap))
        .route("/robots.txt", get(home::robots))
}

/// What the operator wrote.
fn house_page_routes() -> Router<App> {
    HousePage::ALL.into_iter().fold(Router::new(), |routes, wanted| {
        let read = get(move |app, visit| house_page::read(app, visit, wanted));
        routes.route(&format!("/{}", wanted.slug()), read)
    })
}

/// Doors and the account.
pub(crate) fn account_routes() -> Router<App> {
    Router::new()
        .route("/sign-up", get(account::sign_up_form).post(account::sign_up))
        .route("/sign-in", get(account::sign_in_form).post(account::sign_in))
        .route("/sign-in/device", get(account::device))
        .route("/sign-out", post(account::sign_out))
        .route("/verify-email", get(account::confirm_form).post(account::confirm))
        .route("/verify/again", post(account::verify_again))
        .route("/forgot-password", get(account::forgot_form).post(account::forgot))
        .route("/reset-password", get(account::reset_form).post(account::reset))
        .route("/account", get(account::account).post(account::rename))
        .route("/account/email", post(account::change))
        .route("/account/email/keep", post(account::keep))
        .route("/account/undo", get(account::undo_form).post(account::undo))
        .route("/account/reading", post(account::choose_reading))
        .route("/account/password", post(account::change_password))
        .route("/account/close", get(account::close_form).post(account::close))
        .route("/account/shop", post(account::open_shop))
        .route("/account/tokens", post(account::make_token))
        .route("/account/tokens/revoke", post(account::revoke_token))
        .route("/account/sessions/end", post(account::end_sessions))
}

/// Buying.
pub(crate) fn trade_routes() -> Router<App> {
    Router::new()
        .route("/basket", get(trade::basket))
        .route("/basket/add", post(trade::add))
        .route("/basket/remove", post(trade::remove))
        .route("/take", post(take::take))
        .route("/checkout", get(trade::checkout_form).post(trade::checkout))
        .route("/orders/{id}", get(trade::order))
        .route("/library", get(trade::library))
}

/// Selling.
pub(crate) fn creator_routes() -> Router<App> {
    Router::new()
        .route("/upload", get(upload::begin))
        .route("/upload/{listing}", get(upload::draft).post(upload::save))
        .route("/upload/{listing}/rows", get(upload::rows))
        .route("/upload/{listing}/photos", post(photos_form::save))
        .route("/upload/{listing}/publish", post(upload::publish))
        .route("/upload/{listing}/unpacked", post(left_out::seen))
        .route("/upload/file/remove", post(upload::remove))
        .route("/upload/file/mend", post(mending::ask))
        .route("/upload/file/mended", post(mending::take))
        .route("/studio", get(studio::studio))
        .route("/studio/sales", get(sales::sales))
        .route("/studio/sales.csv", get(sales::sales_csv))
        .route("/studio/shop", get(studio_shop::form).post(studio_shop::edit))
        .route("/studio/shop/picture/remove", post(studio_shop::remove_picture))
        .route("/studio/{id}/withdraw", post(own_state::withdraw))
        .route("/studio/{id}/discard", post(own_state::discard))
}

/// The rooms behind the counter.
pub(crate) fn house_routes() -> Router<App> {
    Router::new()
        .route("/moderation", get(moderation::queue))
        .route("/moderation/{id}", get(moderation::case).post(moderation::decide))
        .route("/operator", get(operation::health))
        .route("/operator/retry", post(operation::retry))
        .route("/operator/accounts", get(people::accounts))
        .route("/operator/accounts/lock", post(people::lock))
        .route("/operator/accounts/unlock", post(people::unlock))
        .route("/operator/accounts/reopen", post(people::reopen))
        .route("/operator/orders", get(operator::orders))
        .route("/operator/orders/refund", post(operator::refund))
        .route("/operator/orders/ask", post(operator::ask))
        .route("/operator/audit", get(audit_log::audit_log))
        .route("/operator/shops", get(shops::shops))
        .route("/operator/settings", get(settings::settings))
        .route("/operator/pages", get(house_page::list))
        .route("/operator/pages/{slug}", get(house_page::form).post(house_page::save))
}
