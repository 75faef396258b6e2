//! Passwords: forgotten, set anew, changed.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use basis::ClientAddress;
use market::{
    accounts::{self, ChangePassword, EmailPurpose, ResetOutcome},
    limits,
};
use views::pages;

use super::{
    Mailed, origin,
    own::{Done, changed},
    password_hint,
};
use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    form::{Form, complain},
    visit::Visit,
};

const TOO_OLD: &str = "This link is too old, or it was followed already. Ask for another one.";

/// `GET /forgot-password`.
pub(in crate::pages) async fn forgot_form(Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    forgot_page(&visit, views::Form::new(), false)
}

fn forgot_page(visit: &Visit, form: views::Form, sent: bool) -> Result<Response, Fault> {
    let title = if sent { "Check your inbox" } else { "Forgot your password?" };
    page(&pages::ForgotPassword { layout: visit.layout(title, ""), form, sent })
}

/// `POST /forgot-password`: the same answer whether there is an account or not.
pub(in crate::pages) async fn forgot(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Fault> {
    accounts::ask_reset(&app.market, client, form.value("email")).await?;
    forgot_page(&visit, form.again(), true)
}

/// `GET /reset-password`: the link in the e-mail.
pub(in crate::pages) async fn reset_form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(mailed): Query<Mailed>,
) -> Result<Response, Fault> {
    reset_page(&app, &visit, mailed.token, views::Form::new()).await
}

async fn reset_page(app: &App, visit: &Visit, token: String, form: views::Form) -> Result<Response, Fault> {
    let link = accounts::mailed_link(&app.market, &token).await?;
    let Some(link) = link.filter(|link| link.purpose == EmailPurpose::Reset && !link.used) else {
        return Err(Fault::Gone(TOO_OLD));
    };
    page(&pages::ResetPassword {
        layout: visit.layout("Choose a new password", ""),
        form,
        token,
        email: link.email,
        password_characters_min: limits::PASSWORD.min,
        hint: password_hint(),
    })
}

/// `POST /reset-password`.
pub(in crate::pages) async fn reset(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let token = form.value("token");
    match accounts::reset_password(&app.market, token, form.value("new_password")).await? {
        ResetOutcome::Reset => {
            let cookies = CookieJar::new().add(visit.ended());
            let cookies = cookies.add(visit.notice("Your new password is set. Sign in with it."));
            Ok((cookies, Redirect::to("/sign-in")).into_response())
        }
        ResetOutcome::Invalid(wrong) => reset_page(&app, &visit, token.to_owned(), complain(form.again(), wrong)).await,
        ResetOutcome::Expired => Err(Fault::Gone(TOO_OLD)),
    }
}

/// `POST /account/password`.
pub(in crate::pages) async fn change_password(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Fault> {
    let input = ChangePassword {
        current: form.value("current_password").to_owned(),
        new: form.value("new_password").to_owned(),
        session: visit.session,
        origin: origin(&visit, client),
    };
    let outcome = accounts::change_password(&app.market, &visit.actor, input).await?;
    let done = Done { path: "/account", words: "Your password is changed, and other browsers are signed out." };
    changed(&app, &visit, &form, outcome, done).await
}
