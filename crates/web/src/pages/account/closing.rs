//! Closing the account.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use basis::ClientAddress;
use market::closing::{self, CloseAccount, CloseOutcome};
use views::pages;

use super::origin;
use crate::{
    App,
    fault::{Fault, page},
    form::Form,
    visit::Visit,
};

/// `GET /account/close`.
pub(in crate::pages) async fn close_form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Fault> {
    visit.signed_in("/account/close")?;
    close_page(&app, &visit, views::Form::new(), Vec::new())
}

fn close_page(app: &App, visit: &Visit, form: views::Form, first: Vec<String>) -> Result<Response, Fault> {
    let days = app.market.settings().closed_accounts_kept_days;
    let first = first.iter().map(|sentence| visit.forms.locale.figures(sentence).into_owned()).collect();
    page(&pages::CloseAccount { layout: visit.layout("Close your account", ""), form, first, days })
}

/// `POST /account/close`.
pub(in crate::pages) async fn close(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Fault> {
    let input = CloseAccount { password: form.value("password").to_owned(), origin: origin(&visit, client) };
    match closing::close_account(&app.market, &visit.actor, input).await? {
        CloseOutcome::Closed => {
            let cookies = CookieJar::new().add(visit.ended());
            let cookies = cookies.add(visit.notice("Your account is closed. An e-mail says what happens next."));
            Ok((cookies, Redirect::to("/")).into_response())
        }
        CloseOutcome::WrongPassword => {
            let again = views::Form::new().wrong("password", "This is not your password. Nothing was changed.");
            close_page(&app, &visit, again, Vec::new())
        }
        CloseOutcome::NotYet(first) => close_page(&app, &visit, views::Form::new(), first),
        CloseOutcome::NotAllowed => Err(Fault::SignIn("/account/close".to_owned())),
    }
}
